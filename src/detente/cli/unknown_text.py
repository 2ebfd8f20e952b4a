"""What is stable however doubt is taken: the part of `detente analyse` on unknown preferences."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from detente.errors import LimitError

if TYPE_CHECKING:
    from detente.cli.page import Page
    from detente.conflict.analysis import Analysis
    from detente.conflict.unknown import UnknownAnalysis

SHOWN = 6
"""Equilibria of an extension that are listed by number."""


def take_doubt(analysis: Analysis) -> UnknownAnalysis | LimitError | None:
    """Return the four extensions of an analysis; None where nothing is unknown.

    Returns
    -------
    UnknownAnalysis, LimitError or None
        The error where the case is too large, to be told beside what was found.
    """
    from detente.conflict.unknown import analyse_unknown
    from detente.conflict.unknown.analysis import UNDEFINED

    conflict, parameters = analysis.conflict, analysis.parameters
    judged = [key for key in analysis.stable if key not in UNDEFINED]
    if not judged or not any(conflict.relation(party).unsure for party in conflict.party_ids):
        return None
    try:
        return analyse_unknown(
            conflict,
            concepts=judged,
            sanction=parameters["sanction"],
            returns=bool(parameters.get("returns", True)),
        )
    except LimitError as error:
        return error


def show_doubt(page: Page, analysis: Analysis) -> None:
    """Print what holds however doubt is taken, and the equilibria of each extension."""
    from rich.table import Table

    from detente.conflict.unknown import EXTENSIONS

    found = take_doubt(analysis)
    if found is None:
        return
    page.heading("Where wishes are unsure: what would last however that is taken")
    if isinstance(found, LimitError):
        page.line(f"Left out: {found}.", indent=2, hang=2)
        return
    for said in found.answer():
        page.line(said, indent=2, hang=2)
    page.line()
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    table.add_column("  equilibria, if a party…")
    for concept in found.concepts:
        table.add_column(concept.id.upper(), justify="right")
    for extension in EXTENSIONS.values():
        cells = [_numbers(found.equilibria(extension.id, c.id)) for c in found.concepts]
        table.add_row(f"  ({extension.id}) {_IN_BRIEF[extension.id]}", *cells)
    page.console.print(table, soft_wrap=False, width=80)
    page.line("Numbers are states; a verdict of (a) holds in (b), (c) and (d) as well.", indent=2)


_IN_BRIEF = {
    "a": "moves in doubt, fears no doubt",
    "b": "stays in doubt, fears no doubt",
    "c": "moves in doubt, fears doubt",
    "d": "stays in doubt, fears doubt",
}


def _numbers(states: Sequence[int]) -> str:
    if not states:
        return "–"
    shown = " ".join(map(str, states[:SHOWN]))
    return f"{shown} …" if len(states) > SHOWN else shown
