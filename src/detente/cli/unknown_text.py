"""What is stable however doubt is taken: the part of `detente analyse` on unknown preferences."""

from __future__ import annotations

from typing import TYPE_CHECKING

from detente.cli.console import WIDTH, safe
from detente.errors import LimitError

if TYPE_CHECKING:
    from detente.cli.page import Page
    from detente.conflict.analysis import Analysis
    from detente.conflict.unknown import UnknownAnalysis

SHOWN = 12
"""States in the table of extensions."""


def show_doubt(page: Page, analysis: Analysis) -> None:
    """Print what holds however doubt is taken, and which states hold in which ways."""
    from detente.asking.conflict import take_doubt

    found = take_doubt(analysis)
    if found is None:
        return
    page.heading("Where wishes are unsure: what would last however that is taken")
    if isinstance(found, LimitError):
        page.line(f"Left out: {found}.", indent=2, hang=2)
        return
    for said in found.answer():
        page.line(said, indent=2, hang=2)
    _show_ways(page, found)


def _show_ways(page: Page, found: UnknownAnalysis) -> None:
    """Print for every state and concept the ways to take doubt in which all would stay."""
    from detente.conflict.unknown import EXTENSIONS
    from detente.conflict.words import outcome_of

    ways = _ways(found)
    if not ways:
        return
    page.line()
    page.line(f"  state {''.join(f'{c.id.upper():>6}' for c in found.concepts)}", style="bold")
    order = sorted(ways, key=lambda state: (-sum(map(len, ways[state].values())), state))
    for state in order[:SHOWN]:
        cells = "".join(f"{ways[state].get(c.id, '–'):>6}" for c in found.concepts)
        outcome = outcome_of(found.conflict, state)
        today = "today: " if state == found.conflict.status_quo_state else ""
        row = safe(f"{state:>7,} {cells}   {today}{outcome.label if outcome else ''}".rstrip(": "))
        row = row if len(row) <= WIDTH else f"{row[: WIDTH - 1]}…"
        page.console.print(row, highlight=False, markup=False)
    if len(order) > SHOWN:
        page.line(f"and {len(order) - SHOWN:,} more; --format json lists them", indent=2)
    page.line("Letters tell how doubt has to be taken for the state to last. A party…", indent=2)
    for extension in EXTENSIONS.values():
        page.line(f"{extension.id}: {extension.plain}", indent=4, hang=3)
    page.line("What lasts under a lasts under b, c and d as well.", indent=2)


def _ways(found: UnknownAnalysis) -> dict[int, dict[str, str]]:
    """Return by state and concept the letters of the extensions in which it is an equilibrium."""
    ways: dict[int, dict[str, str]] = {}
    for extension, by_concept in found.stable.items():
        for concept in by_concept:
            for state in found.equilibria(extension, concept):
                by_state = ways.setdefault(state, {})
                by_state[concept] = by_state.get(concept, "") + extension
    return ways
