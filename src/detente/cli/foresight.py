"""The command that looks several moves ahead."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from detente.cli.asked import WORTH_A_BAR, Asked, ask
from detente.cli.console import Format, print_compact_json
from detente.cli.options import CaseArgument, FormatOption, OneScenarioOption, separated

if TYPE_CHECKING:
    from detente.cli.page import Page
    from detente.conflict.foresight.courses import Course
    from detente.conflict.foresight.foresight import Foresight

COLUMNS = 8
ROWS = 20
FORKS = 2


class VariantName(StrEnum):
    """What parties make of it when what follows a move is open."""

    each_reading = "each-reading"
    pessimistic = "pessimistic"
    optimistic = "optimistic"


def register(app: typer.Typer) -> None:
    """Add the command of this module."""
    app.command()(foresight)


def foresight(
    case: CaseArgument,
    horizon: Annotated[
        int | None,
        typer.Option(
            "--horizon",
            min=1,
            metavar="H",
            help="Moves to look ahead, of all parties together. Default: as many as it takes "
            "to see what parties keep however far they look.",
        ),
    ] = None,
    party: Annotated[
        list[str], typer.Option("--party", metavar="ID", help="Tell the courses of this party.")
    ] = [],  # noqa: B006  # typer wants the list itself
    state: Annotated[
        str,
        typer.Option(
            "--state",
            metavar="STATE",
            help="Tell the courses from this state: a number, a condition that picks one state, "
            "or status_quo.",
        ),
    ] = "",
    variant: Annotated[
        VariantName,
        typer.Option("--variant", help="What a party makes of it when what follows is open."),
    ] = VariantName.each_reading,
    scenario: OneScenarioOption = "",
    format: FormatOption = Format.text,  # noqa: A002
) -> None:
    """Look several moves ahead: what parties keep and count on."""
    from detente.asking.further import courses_depth, foresight_to_dict, told_courses
    from detente.conflict.foresight.foresight import foresee

    asked = ask(case, scenario)
    conflict = asked.conflict
    with asked.bar(shown=len(conflict.states) >= WORTH_A_BAR // 8) as progress:
        found = foresee(conflict, horizon, variant=variant.value, progress=progress)
    told = told_courses(found, horizon, state, separated(party))
    if format is Format.json:
        print_compact_json(foresight_to_dict(asked.case, asked.scenario, found, told))
    else:
        _show(asked, found, told, courses_depth(found, horizon))


def _show(asked: Asked, found: Foresight, told: dict[int, list[Course]], depth: int) -> None:
    page = asked.page(found.answer())
    _show_table(page, found)
    for place, some in told.items():
        if any(each.sequences for each in some):
            _show_courses(page, found, place, some, depth)
    _show_kept(page, found, told, depth)
    page.heading("How to read this")
    page.line(f"What follows a move: {found.variant.plain}.", indent=2, hang=2)
    page.line("One move ahead is Nash stability.", indent=2)


def _show_table(page: Page, found: Foresight) -> None:
    """Print the states that are kept for some horizon, horizon by horizon."""
    from detente.asking.further import kept_longest
    from detente.conflict.words import numbered
    from detente.text import capital

    conflict = found.conflict
    horizons = list(found.horizons)[:COLUMNS]
    rows = kept_longest(found)
    page.heading("Kept by every party that looks so many moves ahead")
    page.line("● surely, ◐ in some readings, · not; ∞ however far they look", indent=2)
    page.line()
    decided = found.repeats_from is not None
    ends = ["∞" if decided else " "]
    page.line("  ".join([*map(str, horizons), *ends]), indent=2, style="bold")
    columns = [found.equilibrium(h) for h in horizons]
    long_run = found.equilibrium(None)
    for state in rows[:ROWS]:
        marks = ["·◐●"[int(column[state - 1])] for column in columns]
        marks.append("·◐●"[int(long_run[state - 1])] if decided else " ")
        label = capital(numbered(conflict, state))
        today = ", the status quo" if state == conflict.status_quo_state else ""
        width = 3 * len(marks)
        page.line(f"{'  '.join(marks)}  {label}{today}", indent=2, hang=width + 1)
        page.who_does_what(conflict, state, indent=width + 5)
    if not rows:
        page.line("none", indent=2)
    page.rest(len(rows) - ROWS)


def _show_courses(
    page: Page, found: Foresight, place: int, some: Sequence[Course], depth: int
) -> None:
    from detente.conflict.foresight.foresight import ahead
    from detente.conflict.foresight.words import fork_in_words, verdict_in_words
    from detente.conflict.words import called, change_in_words, parties_in_words

    conflict = found.conflict
    today = "the status quo, " if place == conflict.status_quo_state else ""
    page.heading(f"From {today}{called(conflict, place)}, looking {ahead(depth)}")
    still = [each for each in some if not each.sequences]
    if still:
        labels = parties_in_words(conflict, (each.party for each in still))
        page.line(f"{labels}: {'stay' if len(still) > 1 else 'stays'}", indent=2, hang=2)
    for each in some:
        if not each.sequences:
            continue
        label = conflict.party(each.party).label
        page.line(f"{label}: {verdict_in_words(each)}", indent=2, hang=2, style="cyan")
        for moves in each.sequences:
            for number, move in enumerate(moves, start=1):
                words = change_in_words(conflict, move.source, move.target, party=move.party)
                page.line(f"{number}. {words}", indent=4, hang=3)
            page.line(f"→ {called(conflict, moves[-1].target)}", indent=7)
        if each.ends > len(each.sequences):
            page.line(f"and {each.ends - len(each.sequences)} more possible ends", indent=4)
        if each.open:
            forks = "; ".join(fork_in_words(conflict, fork) for fork in each.forks[:FORKS])
            page.line(f"open, since {forks}", indent=4, hang=2)


def _show_kept(page: Page, found: Foresight, told: dict[int, list[Course]], depth: int) -> None:
    """Print in one paragraph the states that nobody told of would leave."""
    from detente.conflict.foresight.foresight import ahead
    from detente.conflict.words import all_called

    kept = [place for place, some in told.items() if not any(each.sequences for each in some)]
    if kept:
        page.heading(f"Nobody would leave, looking {ahead(depth)}")
        page.line(all_called(found.conflict, kept, len(kept)), indent=2, hang=2)
