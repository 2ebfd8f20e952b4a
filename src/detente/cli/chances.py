"""The command that counts with the probability that what is said of the parties is wrong."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import StrEnum
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
    from detente.conflict.chances import Chance, Chances
    from detente.conflict.chances.readings import Doubt

SHOWN_STATES = 8
SHOWN_DOUBTS = 20


class WrongStatement(StrEnum):
    """What it means that a statement is wrong."""

    dropped = "dropped"
    reversed = "reversed"


class UnsureStatement(StrEnum):
    """What is made of statements marked unsure."""

    as_written = "as-written"
    equal = "equal"


Probability = Annotated[
    float | None, typer.Option(min=0, max=1, metavar="P", help="What such a confidence stands for.")
]


def register(app: typer.Typer) -> None:
    """Add the command of this module."""
    app.command()(chances)


def chances(
    case: CaseArgument,
    state: Annotated[
        list[str],
        typer.Option(
            "--state",
            metavar="STATE",
            help="Tell of this state, party by party: a number, a condition that picks one, or "
            "status_quo. Repeat for several.",
        ),
    ] = [],  # noqa: B006  # typer wants the list itself
    wrong: Annotated[
        WrongStatement,
        typer.Option("--wrong", help="A wrong statement counts for nothing, or is the opposite."),
    ] = WrongStatement.dropped,
    low: Probability = None,
    medium: Probability = None,
    high: Probability = None,
    unsure: Annotated[
        UnsureStatement,
        typer.Option(
            "--unsure",
            help="Take what is marked unsure as written, or each order and direction of it as "
            "equally probable.",
        ),
    ] = UnsureStatement.as_written,
    concept: ConceptOption = [],  # noqa: B006
    sanction: SanctionOption = Sanctions.weak,
    samples: Annotated[
        int,
        typer.Option(
            "--samples",
            min=0,
            metavar="N",
            help="Draws where going through all takes long; 0 goes through all all the same.",
        ),
    ] = 2000,
    seed: Annotated[int, typer.Option("--seed", min=0, help="Of the draws.")] = 0,
    scenario: OneScenarioOption = "",
    format: FormatOption = Format.text,  # noqa: A002
) -> None:
    """Tell how probable findings are if statements may be wrong."""
    from detente.conflict.chances import chances as find

    asked = ask(case, scenario)
    conflict = asked.conflict
    words = {"low": low, "medium": medium, "high": high}
    states = [conflict.find(text) for text in state]
    with asked.bar(shown=True) as progress:
        found = find(
            conflict,
            separated(concept),
            wrong=wrong.value,
            words={word: p for word, p in words.items() if p is not None},
            unsure="equal" if unsure is UnsureStatement.equal else "as written",
            sanction=sanction.value,
            samples=samples,
            seed=seed,
            progress=progress,
        )
    if format is Format.json:
        data = found.to_dict(**asked.names, states=states or None)
        print_compact_json(data)
    else:
        _show(asked, found, states)


def _show(asked: Asked, found: Chances, states: Sequence[int]) -> None:
    page = asked.page(found.answer())
    _show_doubts(page, found)
    if found.outcomes and found.conflict.outcomes:
        page.heading("How probably outcomes can last: some equilibrium is one of them")
        for name in found.conflict.outcomes:
            page.line(found.conflict.terms[name].label, indent=2, style="bold")
            by_concept = {concept: by[name] for concept, by in found.outcomes.items()}
            page.line(_by_concept(by_concept), indent=6)
    page.heading("How probably states are equilibria")
    for state in states or _of_interest(found):
        _show_state(page, found, state, by_party=bool(states))
    _show_method(page, found)


def _show_doubts(page: Page, found: Chances) -> None:
    page.heading("What is uncertain, and how probably it is as written")
    for doubt in found.doubts[:SHOWN_DOUBTS]:
        page.line(_doubt(found, doubt), indent=2, hang=4)
    page.rest(len(found.doubts) - SHOWN_DOUBTS)


def _doubt(found: Chances, doubt: Doubt) -> str:
    from detente.conflict.words import wish_in_words

    who = found.conflict.party(doubt.party).label
    said = ", ".join(wish_in_words(found.conflict, wish) for wish in doubt.wishes)
    what = {
        "confidence": said,
        "direction": f"to want this, not the opposite: {said}",
        "order": f"the order of: {said}",
    }[doubt.kind]
    return f"{who}, {doubt.place}: {what} ({100 * doubt.probability:g} %)"


def _of_interest(found: Chances) -> list[int]:
    """Return the status quo and the likeliest equilibria, by number."""
    today = found.conflict.status_quo_state
    return list(dict.fromkeys([*([today] if today else []), *found.likeliest(SHOWN_STATES)]))


def _show_state(page: Page, found: Chances, state: int, *, by_party: bool) -> None:
    conflict = found.conflict
    today = ", the status quo" if state == conflict.status_quo_state else ""
    page.state(conflict, state, note=today)
    page.line(_by_concept({c: found.of_equilibrium(c, state) for c in found.equilibrium}), indent=6)
    for party in conflict.parties if by_party else ():
        own = {c: found.of_stability(c, party.id, state) for c in found.stable}
        page.line(f"for {party.label}: {_by_concept(own)}", indent=6, hang=2)


def _by_concept(chances: Mapping[str, Chance]) -> str:
    return ", ".join(
        f"{concept.upper()} {chance.in_words()}" for concept, chance in chances.items()
    )


def _show_method(page: Page, found: Chances) -> None:
    page.heading("How this was computed")
    exact = [concept.upper() for concept, samples in found.samples.items() if not samples]
    drawn = [concept.upper() for concept, samples in found.samples.items() if samples]
    if exact:
        page.line(f"{', '.join(exact)}: exactly, going through all that can be.", indent=2)
    if drawn:
        count = counted(found.parameters["samples"], "draw")
        page.line(
            f"{', '.join(drawn)}: estimated from {count} (seed {found.parameters['seed']}); "
            "± is the standard error.",
            indent=2,
        )
        page.line(
            "Where nothing or all was hit, the probability is within "
            f"{100 * (1 - 0.05 ** (1 / found.parameters['samples'])):.2g} % of that, at 95 % "
            "confidence.",
            indent=2,
        )
    page.notes(found.notes, indent=2)
