"""The command that tells what comes of it that parties misread each other."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from detente.cli.asked import WORTH_A_BAR, ask
from detente.cli.console import Format, counted, print_compact_json, stdout
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
    from detente.conflict.base import BaseConflict
    from detente.conflict.hypergames import Hypergame, Surprises
    from detente.conflict.hypergames.surprises import FalseHope, SurprisingMove

SHOWN = 8
"""Outcomes, expectations and surprises shown of each kind."""

EXAMPLE = """\
conflict:
  views:
    PARTY:
      note: What it misreads, in a sentence.
      because: Why you think so.
      unaware: [OTHER.option]         # options that it does not see
      infeasible: [a condition]       # what it believes cannot occur
      preferences: {OTHER: [a wish]}  # what it believes another wants"""


class UnseenStates(StrEnum):
    """Whether a party stays at a state that it does not see."""

    mistaken = "mistaken"
    stable = "stable"
    unstable = "unstable"


def register(app: typer.Typer) -> None:
    """Add the command of this module."""
    app.command()(hypergame)


def hypergame(
    case: CaseArgument,
    scenario: OneScenarioOption = "",
    concept: ConceptOption = [],  # noqa: B006  # typer wants the list itself
    sanction: SanctionOption = Sanctions.weak,
    unseen: Annotated[
        UnseenStates,
        typer.Option("--unseen", help="Does a party stay at a state that it does not see?"),
    ] = UnseenStates.mistaken,
    format: FormatOption = Format.text,  # noqa: A002
) -> None:
    """Tell what holds while parties misread each other."""
    from detente.conflict.hypergames import analyse_hypergame, find_surprises

    asked = ask(case, scenario)
    conflict = asked.in_option_form("the study of misperception")
    with asked.bar(shown=len(conflict.states) >= WORTH_A_BAR) as progress:
        found = analyse_hypergame(
            conflict,
            separated(concept),
            sanction=sanction.value,
            unseen=unseen.value,
            progress=progress,
        )
        surprises = find_surprises(found)
    if format is Format.json:
        print_compact_json(found.to_dict(surprises, **asked.names))
        return
    from detente.cli.page import Page

    page = Page(stdout())
    page.title(asked.case, conflict, asked.scenario)
    show(page, found, surprises)


def show(page: Page, found: Hypergame, surprises: Surprises) -> None:
    """Print who misreads what, the answer, what holds, what is expected, and the surprises."""
    from detente.conflict.hypergames import answer

    page.answer(answer(found, surprises))
    if not found.misled:
        _show_how_to_write(page)
        return
    _show_views(page, found)
    _show_outcomes(page, found)
    _show_hopes(page, found, surprises.false_hopes)
    _show_moves(page, found, surprises.moves)
    _show_ends(page, found, surprises)
    page.line()
    page.line(
        "Each party takes its own view for the conflict, and does not know that others see "
        "another one (a first-level hypergame).",
    )
    page.notes((*found.outcome.notes, *surprises.notes))


def show_pointer(page: Page, conflict: BaseConflict) -> None:
    """Print, under another analysis, that parties misread the conflict; nothing where none does."""
    from detente.conflict.words import parties_in_words

    views = conflict.views.items()
    if misled := [party for party, view in views if not view.empty]:
        verb = "misreads" if len(misled) == 1 else "misread"
        page.line()
        who = parties_in_words(conflict, misled)
        page.line(f"{who} {verb} this: see detente hypergame", hang=2)


def _show_how_to_write(page: Page) -> None:
    page.line()
    page.line("If somebody does, write in the case file what it wrongly believes:")
    page.line()
    for line in EXAMPLE.splitlines():
        page.console.print(f"  {line}")


def _show_views(page: Page, found: Hypergame) -> None:
    from detente.conflict.hypergames.words import beliefs

    page.heading("Who misreads what")
    for party in found.misled:
        view = found.conflict.views[party]
        page.line(found.conflict.party(party).label, indent=2, style="bold")
        if view.note:
            page.line(view.note, indent=4)
        if view.ground.because:
            page.line(f"({view.ground.because})", indent=4)
        for said, because in beliefs(found.conflict, party):
            page.line(f"– {said}", indent=4, hang=2)
            if because:
                page.line(f"({because})", indent=6)
        game, states = found.games[party], counted(len(found.conflict.states), "state")
        if unseen := int((~game.seen).sum()):
            page.line(f"so that to it {unseen:,} of {states} cannot occur", indent=4)
        if game.imagined:
            page.line(f"and it imagines {counted(game.imagined, 'state')} that cannot", indent=4)


def _show_outcomes(page: Page, found: Hypergame) -> None:
    page.heading("Outcomes that last while they see it so (hypergame equilibria)")
    held = found.outcome.strongest(SHOWN)
    for state in held:
        page.state(found.conflict, state)
        here, clear = found.outcome.held_under(state), found.truth.held_under(state)
        page.line(f"stable under {_concepts(here)}", indent=6)
        if here != clear:
            under = f"only under {_concepts(clear)}" if clear else "under none"
            told = under if len(clear) < len(here) else f"under {_concepts(clear)}"
            page.line(f"if all saw it as it is: {told}", indent=6)
        if who := found.unseen_by(state):
            page.line(f"not seen by {_labels(found, who)}", indent=6, style="yellow")
    if not held:
        page.line("None under the concepts judged.", indent=2)
    page.rest(found.outcome.equilibrium_count - len(held))


def _show_hopes(page: Page, found: Hypergame, hopes: Sequence[FalseHope]) -> None:
    page.heading("Expected in vain: outcomes that a party believes would last")
    from detente.conflict.hypergames.words import telling
    from detente.conflict.words import called, state_in_words

    for hope in telling(found, hopes)[:SHOWN]:
        who = found.conflict.party(hope.party).label
        own = found.games[hope.party].conflict
        if hope.state is None:
            words = state_in_words(own, hope.own_state)
            page.line(f"{who}: {words}, which cannot occur", indent=2, hang=4)
            continue
        name = called(found.conflict, hope.state)
        leaving = _labels(found, hope.left_by)
        page.line(f"{who}: {name}, which {leaving} would leave", indent=2, hang=4)
        page.line(f"under {_concepts(hope.concepts)}", indent=6)
    if not hopes:
        page.line("Nothing: what each expects to last does.", indent=2)
    page.rest(len(hopes) - SHOWN)


def _show_moves(page: Page, found: Hypergame, moves: Sequence[SurprisingMove]) -> None:
    from detente.conflict.hypergames.words import gain_in_words, surprise_in_words

    page.heading("Surprises: moves that somebody does not expect")
    for move in moves[:SHOWN]:
        page.line(surprise_in_words(found, move), indent=2, hang=4)
        page.line(gain_in_words(found, move), indent=6, hang=2)
        free = _concepts(move.undeterred) if move.undeterred else "no concept judged"
        page.line(f"nothing deters it under {free}", indent=6)
    if not moves:
        page.line("None from the status quo and the outcomes above.", indent=2)
    page.rest(len(moves) - SHOWN)


def _show_ends(page: Page, found: Hypergame, surprises: Surprises) -> None:
    from detente.conflict.hypergames.words import move_in_words
    from detente.conflict.words import called

    if not surprises.ends:
        return
    page.heading("Where it can lead, out of somebody's sight")
    for end in surprises.ends[:SHOWN]:
        who = found.conflict.party(end.surprised).label
        page.line(f"{who} does not see {called(found.conflict, end.state)}", indent=2, hang=4)
        for move in end.moves:
            page.line(move_in_words(found.conflict, move), indent=6, hang=2)
        if not end.moves:
            page.line("where things stand today", indent=6)
    page.rest(len(surprises.ends) - SHOWN)


def _labels(found: Hypergame, parties: Sequence[str]) -> str:
    from detente.conflict.words import parties_in_words

    return parties_in_words(found.conflict, parties)


def _concepts(held: Sequence[str]) -> str:
    from detente.conflict.words import concepts_in_words

    return concepts_in_words(held)
