"""The command statusquo: from where the parties are to an agreement."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from detente.cli.asked import Asked, ask
from detente.cli.console import Format, counted, print_compact_json
from detente.cli.options import (
    CaseArgument,
    ConceptOption,
    FormatOption,
    OneScenarioOption,
    SanctionOption,
    Sanctions,
    separated,
)

if TYPE_CHECKING:
    from detente.cli.page import Page
    from detente.conflict.joint import JointStep
    from detente.conflict.paths import Move
    from detente.conflict.statusquo import StatusQuo

COLUMNS = (
    ("unsanctioned", "unpunished"),
    ("improvements", "wanted"),
    ("mixed", "agreed"),
    ("moves", "any"),
)
"""Kinds of step, the least demanding of goodwill first, and what the table calls them."""


def register(app: typer.Typer) -> None:
    """Add the command of this module."""
    app.command()(statusquo)


def statusquo(
    case: CaseArgument,
    to: Annotated[
        str, typer.Option("--to", metavar="STATE", help="Where to; every equilibrium by default.")
    ] = "",
    start: Annotated[
        str, typer.Option("--from", metavar="STATE", help="Where from; the status quo by default.")
    ] = "",
    unpunished: Annotated[
        str,
        typer.Option(
            "--unpunished",
            metavar="CONCEPT",
            help="When a move counts as one that nobody can punish: nash, gmr, smr, seq or sseq.",
        ),
    ] = "seq",
    concept: ConceptOption = [],  # noqa: B006  # typer wants the list itself
    scenario: OneScenarioOption = "",
    sanction: SanctionOption = Sanctions.weak,
    limit: Annotated[
        int, typer.Option("--limit", min=1, help="Most equilibria and most sequences listed.")
    ] = 12,
    format: FormatOption = Format.text,  # noqa: A002
) -> None:
    """Tell what can be reached from today, and who gives first."""
    from detente.conflict.statusquo import status_quo

    asked = ask(case, scenario)
    analysis = asked.analyse(separated(concept), sanction.value)
    conflict = analysis.conflict
    found = status_quo(
        analysis,
        conflict.find(start or "status_quo"),
        [conflict.find(to)] if to else None,
        concept=unpunished,
        limit=limit,
        sequences=limit,
    )
    if format is Format.json:
        print_compact_json(found.to_dict(**asked.names))
    else:
        _show(asked, found)


def _show(asked: Asked, found: StatusQuo) -> None:
    page = asked.page(found.answer())
    _show_table(page, found)
    for place, target in enumerate(found.targets):
        if target != found.source:
            _show_target(page, found, place)
    page.heading("How to read this")
    concept = found.parameters["unsanctioned under"].upper()
    for said in (
        f"unpunished: each step is a move that its mover wants and nobody can punish ({concept})",
        "wanted: each step is a move that its mover wants, whatever the others may do",
        "agreed: each step is such a move, or a joint change that everybody who acts in it wants",
        "any: any legal moves, at whatever cost",
    ):
        page.line(said, indent=2, hang=2)
    page.notes(found.notes)


def _show_table(page: Page, found: StatusQuo) -> None:
    """Print how many steps of each kind lead to every equilibrium."""
    from detente.conflict.words import called

    conflict = found.analysis.conflict
    heads = [head for by, head in COLUMNS if by in found.layers]
    page.heading("Steps it takes, by what a step may be; – where there is no way")
    page.line("  ".join(heads), indent=2, style="bold")
    for target in found.targets:
        steps = found.steps(target)
        cells = [
            f"{'–' if steps[by] is None else steps[by]}".rjust(len(head))
            for by, head in COLUMNS
            if by in steps
        ]
        row = "  ".join(cells)
        today = ", where it starts" if target == found.source else ""
        page.line(f"{row}  {called(conflict, target)}{today}", indent=2, hang=len(row) + 2)
    if not found.complete:
        page.line("and more equilibria; --limit lists more", indent=2)


def _show_target(page: Page, found: StatusQuo, place: int) -> None:
    """Print the ways to one state: the best of those that are wanted, and at what cost without."""
    target = found.targets[place]
    conflict, steps = found.analysis.conflict, found.steps(target)
    if all(count is None for count in steps.values()):
        return
    page.line()
    page.state(conflict, target, indent=0)
    unpunished, wanted = (found.routes[by][place] for by in ("unsanctioned", "improvements"))
    for how, route in (("unpunished", unpunished), ("wanted", wanted)):
        if route.sequences and (route is unpunished or route.steps != unpunished.steps):
            _show_steps(page, found, how, route.sequences[0], len(route.sequences))
    mixed = found.mixed[place] if found.mixed else None
    if mixed and mixed.sequences and (wanted.steps is None or mixed.steps != wanted.steps):
        _show_steps(page, found, "agreed", mixed.sequences[0], len(mixed.sequences))
    if steps["moves"] != wanted.steps:
        _show_costly(page, found, target)


def _show_steps(
    page: Page, found: StatusQuo, how: str, steps: Sequence[Move | JointStep], ways: int
) -> None:
    from detente.conflict.words import change_in_words

    several = f", one of {ways} ways" if ways > 1 else ""
    page.line(f"{how}: {counted(len(steps), 'step')}{several}", indent=4)
    for number, step in enumerate(steps, start=1):
        words = change_in_words(found.analysis.conflict, step.source, step.target)
        page.line(f"{number}. {words}", indent=6, hang=3)


def _show_costly(page: Page, found: StatusQuo, target: int) -> None:
    """Print the shortest moves that ask the fewest for a step that they do not want."""
    from detente.conflict.statusquo.words import concession_in_words, fewest_concessions

    cheapest = fewest_concessions(found, target)
    if cheapest is None:
        return
    moves, given = cheapest
    ways = len(found.routes["moves"][found.targets.index(target)].sequences)
    _show_steps(page, found, "any", moves, ways)
    for concession in given:
        said = concession_in_words(found.analysis.conflict, concession)
        page.line(f"! {said}", indent=6, hang=2, style="yellow")
