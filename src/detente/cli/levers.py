"""The command that tells whose act changes what another wants."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from detente.cli.asked import WORTH_A_BAR, Asked, ask
from detente.cli.console import Format, print_compact_json
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
    from collections.abc import Sequence

    from detente.cli.page import Page
    from detente.conflict.analysis import Analysis
    from detente.conflict.levers.fixing import Fixed
    from detente.conflict.levers.levers import Lever, Levers
    from detente.conflict.model import Conflict

AT_ONCE = 5_000_000
"""Steps up to which an analysis looks for levers without being asked: some tenths of a second."""

HANGING_AT_ONCE = 5_000
"""Steps up to which it also settles every option both ways: two analyses for each."""

BRIEFLY = 3
SHOWN = 10
LISTED = 8
"""Equilibria that are listed by number."""


def register(app: typer.Typer) -> None:
    """Add the command of this module."""
    app.command()(levers)


def levers(
    case: CaseArgument,
    party: Annotated[
        list[str],
        typer.Option("--party", metavar="ID", help="Only what changes what this party wants."),
    ] = [],  # noqa: B006  # typer wants the list itself
    concept: ConceptOption = [],  # noqa: B006
    scenario: OneScenarioOption = "",
    sanction: SanctionOption = Sanctions.weak,
    format: FormatOption = Format.text,  # noqa: A002
) -> None:
    """Tell whose act changes what another would rather do."""
    from dataclasses import replace

    from detente.asking.further import levers_to_dict
    from detente.conflict.levers.fixing import fix_options
    from detente.conflict.levers.levers import find_levers
    from detente.conflict.words import unsure_notes
    from detente.errors import LimitError

    asked = ask(case, scenario)
    conflict = asked.in_option_form("the search for levers")
    wanted = {conflict.party(p).id for p in separated(party) or conflict.party_ids}
    fixed: tuple[Fixed, ...] = ()
    notes = list(unsure_notes(conflict))
    with asked.bar(shown=len(conflict.states) >= WORTH_A_BAR // 8) as progress:
        found = find_levers(conflict, progress=progress)
        found = replace(found, found=tuple(x for x in found.found if x.turns in wanted))
        try:
            fixed = fix_options(
                conflict, concepts=separated(concept), sanction=sanction.value, progress=progress
            )
        except LimitError as error:
            notes.append(f"what lasts with an option settled is left out: {error}")
    if format is Format.json:
        print_compact_json(levers_to_dict(asked.case, asked.scenario, found, fixed, notes))
    else:
        _show(asked, found, fixed, notes)


def _show(asked: Asked, found: Levers, fixed: Sequence[Fixed], notes: Sequence[str]) -> None:
    from detente.conflict.levers.words import answer, hanging_in_words

    page = asked.page(answer(found, fixed))
    conflict = found.conflict
    if found.found:
        page.heading("Whose act changes what another would rather do")
    for lever in found.found[:SHOWN]:
        _show_lever(page, conflict, lever)
    page.rest(len(found.found) - SHOWN)
    if fixed:
        page.heading("What lasts once an option is settled for good")
        hanging = hanging_in_words(conflict, fixed)
        for said in hanging:
            page.line(f"• {said}", indent=2, hang=2)
        if hanging:
            page.line()
        page.line("Equilibria by number when nobody can change the option any more:", indent=2)
        for each in fixed:
            _show_fixed(page, conflict, each)
        _show_names(page, conflict, fixed)
    page.notes(notes)


def _show_lever(page: Page, conflict: Conflict, lever: Lever) -> None:
    from detente.conflict.levers.words import lever_in_words, share_in_words
    from detente.conflict.words import reason_in_words, state_in_words

    example = lever.example
    page.line(f"• {lever_in_words(conflict, lever)}", indent=2, hang=2, style="cyan")
    where = "nearest to today" if conflict.status_quo is not None else "for instance"
    where = "as things stand" if example.today else where
    page.line(f"{share_in_words(lever)}; {where}:", indent=4)
    words = state_in_words(conflict, example.with_best)
    page.line(f"state {example.with_best}, {words}", indent=6, hang=2)
    page.line(f"with it, {reason_in_words(conflict, example.with_reason)}", indent=6, hang=2)
    reason = reason_in_words(conflict, example.without_reason)
    page.line(f"without it (state {example.without_best}), {reason}", indent=6, hang=2)


def _show_fixed(page: Page, conflict: Conflict, fixed: Fixed) -> None:
    option = conflict.options[conflict.columns[fixed.option]]
    page.line(f"{conflict.party(option.party).label}: {option.label}", indent=2, hang=2)
    for word, by_concept in (("taken", fixed.taken), ("left", fixed.left)):
        same: dict[tuple[int, ...], list[str]] = {}
        for concept, states in by_concept.items():
            same.setdefault(states, []).append(concept.upper())
        said = "; ".join(
            f"{', '.join(str(s) for s in states[:LISTED]) or 'none'}"
            f"{', …' if len(states) > LISTED else ''} "
            f"({', '.join(concepts) if len(same) > 1 else 'every concept judged'})"
            for states, concepts in same.items()
        )
        page.line(f"{word}: {said}", indent=4, hang=2)


def _show_names(page: Page, conflict: Conflict, fixed: Sequence[Fixed]) -> None:
    """Print what the states are called that were listed by number, where they have names."""
    from detente.conflict.words import outcome_of

    listed = [
        states[:LISTED]
        for each in fixed
        for by_concept in (each.taken, each.left)
        for states in by_concept.values()
    ]
    named: dict[str, list[str]] = {}
    for state in sorted({state for states in listed for state in states}):
        if outcome := outcome_of(conflict, state):
            named.setdefault(outcome.label, []).append(str(state))
    if named:
        page.line("Of these states:", indent=2)
    for label, states in named.items():
        page.line(f"{', '.join(states)}: {label}", indent=4, hang=2)


def show_briefly(page: Page, analysis: Analysis) -> None:
    """Print each party's foremost lever, and what hangs on one option, where that is quick."""
    from detente.conflict.levers.fixing import fix_options
    from detente.conflict.levers.levers import find_levers, work
    from detente.conflict.levers.words import briefly, hanging_in_words
    from detente.conflict.model import in_option_form

    model = analysis.conflict
    if not model.options or len(model.parties) < 2:
        return
    conflict = in_option_form(model, "the search for levers")
    if work(conflict) > AT_ONCE:
        return
    found = find_levers(conflict).found
    if not found:
        return
    page.heading("Whose act changes what another would rather do")
    first = {lever.turns: lever for lever in reversed(found)}
    shown = [lever for lever in found if first[lever.turns] is lever][:BRIEFLY]
    for lever in shown:
        page.line(briefly(conflict, lever), indent=2, hang=2)
    if len(found) > len(shown):
        page.line(f"and {len(found) - len(shown)} more; see 'detente levers'", indent=2)
    if work(conflict) > HANGING_AT_ONCE:
        return
    fixed = fix_options(
        conflict, concepts=list(analysis.stable), sanction=analysis.parameters["sanction"]
    )
    for said in hanging_in_words(conflict, fixed)[:BRIEFLY]:
        page.line(said, indent=2, hang=2)
