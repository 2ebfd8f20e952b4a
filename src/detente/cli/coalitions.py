"""The command coalitions: which outcomes no group of parties would leave together."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from detente.cli.asked import WORTH_A_BAR, Asked, ask
from detente.cli.console import WIDTH, Format, counted, print_compact_json, safe
from detente.cli.options import CaseArgument, FormatOption, OneScenarioOption, separated

if TYPE_CHECKING:
    from detente.cli.page import Page
    from detente.conflict.coalitions import CoalitionAnalysis
    from detente.conflict.coalitions.departures import Departure

SHOWN_STATES = 20
SHOWN_LEFT = 6
SHOWN_COALITIONS = 3


class Improvements(StrEnum):
    """Whether all members must gain, or some while no other loses."""

    strict = "strict"
    pareto = "pareto"


class MoveKinds(StrEnum):
    """Whether members move in turn, or at once."""

    sequential = "sequential"
    joint = "joint"


class Sanctioning(StrEnum):
    """Whether the others answer each on its own, or as coalitions, too."""

    individuals = "individuals"
    coalitions = "coalitions"


def register(app: typer.Typer) -> None:
    """Add the command of this module."""
    app.command()(coalitions)


def coalitions(
    case: CaseArgument,
    coalition: Annotated[
        list[str],
        typer.Option(
            "--coalition",
            metavar="PARTY+PARTY",
            help="Judge this coalition only; repeat for several. Default: every one.",
        ),
    ] = [],  # noqa: B006  # typer wants the list itself
    largest: Annotated[
        int | None,
        typer.Option("--largest", min=1, metavar="N", help="Judge none of more members."),
    ] = None,
    concept: Annotated[
        list[str],
        typer.Option(
            "--concept",
            metavar="ID",
            help="cnash, cgmr, csmr or cseq; repeat or separate with commas. Default: all.",
        ),
    ] = [],  # noqa: B006
    improvement: Annotated[
        Improvements,
        typer.Option(
            "--improvement", help="Must every member gain, or some while no other loses (pareto)?"
        ),
    ] = Improvements.strict,
    moves: Annotated[
        MoveKinds, typer.Option("--moves", help="Do members move in turn, or all at once (joint)?")
    ] = MoveKinds.sequential,
    sanctioned_by: Annotated[
        Sanctioning,
        typer.Option("--sanctioned-by", help="May the others answer as coalitions, too?"),
    ] = Sanctioning.individuals,
    scenario: OneScenarioOption = "",
    format: FormatOption = Format.text,  # noqa: A002
) -> None:
    """Tell which outcomes coalitions leave, how, and for what."""
    from detente.conflict.coalitions import coalitions as judge

    asked = ask(case, scenario)
    conflict = asked.conflict
    work = len(conflict.states) << min(20, len(conflict.parties))
    with asked.bar(shown=work >= WORTH_A_BAR) as progress:
        found = judge(
            conflict,
            separated(concept),
            coalitions=[some.split("+") for some in separated(coalition) or ()] or None,
            largest=largest,
            improvement=improvement.value,
            moves=moves.value,
            sanctioned_by=sanctioned_by.value,
            progress=progress,
        )
    if format is Format.json:
        print_compact_json(found.to_dict(**asked.names))
    else:
        _show(asked, found)


def _show(asked: Asked, found: CoalitionAnalysis) -> None:
    from detente.conflict.coalitions.departures import departures

    size = (
        f"{counted(len(found.coalitions), 'coalition')} of "
        f"{counted(len(found.conflict.parties), 'party', 'parties')}, "
        f"{counted(len(found.conflict.states), 'feasible state')}"
    )
    page = asked.page(found.answer(), size=size)
    _show_table(page, found)
    left = found.left()
    shown = departures(found, left[:SHOWN_LEFT])
    if shown:
        page.heading("Who leaves, how and to where")
    for state, steps in shown.items():
        _show_left(page, found, state, steps)
    if len(left) > len(shown):
        more = counted(len(left) - len(shown), "more equilibrium", "more equilibria")
        page.line(f"and {more} that some coalition leaves; --format json has more", indent=2)
    _show_reading(page, found)


def _show_table(page: Page, found: CoalitionAnalysis) -> None:
    """Print for every equilibrium what becomes of it under each concept."""
    from detente.conflict.words import outcome_of

    states = [*found.kept(), *found.left()]
    if not states:
        return
    page.heading("What holds against single parties (● against every coalition, too; ○ not)")
    page.line(f"{'':8}{''.join(f'{c.id.upper():>6}' for c in found.concepts)}")
    for state in states[:SHOWN_STATES]:
        held, lost = found.held_under(state), found.lost_under(state)
        marks = ["●" if c.id in held else "○" if c.id in lost else "" for c in found.concepts]
        outcome = outcome_of(found.conflict, state)
        words = outcome.label if outcome else ""
        today = "today: " if state == found.conflict.status_quo_state else ""
        words = f"{today}{words}".removesuffix(": ")
        row = f"{state:>8,}{''.join(f'{mark:>6}' for mark in marks)}   {words}"
        # the page joins runs of blanks, the console does not
        row = safe(row.rstrip())
        row = row if len(row) <= WIDTH else f"{row[: WIDTH - 1]}…"
        page.console.print(row, highlight=False, markup=False)
    page.rest(len(states) - SHOWN_STATES)


def _show_left(
    page: Page, found: CoalitionAnalysis, state: int, steps: Sequence[Departure]
) -> None:
    lost = set(found.lost_under(state))
    telling = [step for step in steps if lost & set(step.under)]
    shown = [step for step in telling if step.smallest][:SHOWN_COALITIONS]
    today = ", the status quo" if state == found.conflict.status_quo_state else ""
    page.state(found.conflict, state, note=today)
    for step in shown:
        _show_step(page, found, step)
    if len(telling) > len(shown):
        more = counted(len(telling) - len(shown), "more coalition")
        page.line(f"and {more} would leave it; --format json lists them", indent=6)


def _show_step(page: Page, found: CoalitionAnalysis, step: Departure) -> None:
    from detente.conflict.coalitions.words import group, punishment
    from detente.conflict.words import (
        called,
        change_in_words,
        concepts_in_words,
        parties_in_words,
        reason_in_words,
    )

    conflict = found.conflict
    who = group(conflict, step.coalition)
    page.line(f"{who} → {called(conflict, step.target)}", indent=6, hang=2, style="cyan")
    for number, move in enumerate(step.moves, start=1):
        change = change_in_words(conflict, move.source, move.target)
        page.line(f"{number}. {change}", indent=8, hang=3)
    if not step.moves:
        change = change_in_words(conflict, step.state, step.target)
        page.line(f"at once: {change}", indent=8, hang=2)
    for reason in step.reasons:
        page.line(f"– {reason_in_words(conflict, reason)}", indent=8, hang=2)
    page.line(f"left under {concepts_in_words(step.under)}", indent=8, hang=2)
    page.line(punishment(conflict, step), indent=8, hang=2)
    if step.worse_off:
        labels = parties_in_words(conflict, step.worse_off)
        page.line(f"worse off, without a say: {labels}", indent=8, hang=2)


def _show_reading(page: Page, found: CoalitionAnalysis) -> None:
    page.heading("How to read this")
    every = found.terms.improvement == "strict"
    gain = "every member prefers" if every else "some member prefers and none likes less"
    how = (
        "one after the other"
        if found.terms.moves == "sequential"
        else "at once, as if it were one party"
    )
    others = "each on its own" if found.terms.sanctioned_by == "individuals" else "in coalitions"
    page.line(
        f"A coalition moves {how}, to an end that {gain} to the beginning; what lies between need "
        f"please nobody. The others answer {others}. Whether members trust each other to go "
        "through with it is not asked. A coalition stays where it is when it…",
        indent=2,
    )
    for concept in found.concepts:
        page.line(f"{concept.id.upper()}: {concept.plain}", indent=2, hang=6)
    page.notes(found.individual.notes)
