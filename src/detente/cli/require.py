"""The command that tells what it would take for a state to be stable, and to be entered."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from detente.cli.asked import Asked, ask
from detente.cli.console import Format, counted, print_compact_json
from detente.cli.options import (
    CaseArgument,
    FormatOption,
    OneScenarioOption,
    SanctionOption,
    Sanctions,
    separated,
)

if TYPE_CHECKING:
    from fractions import Fraction

    from detente.cli.page import Page
    from detente.conflict.inverse.require import Requirement
    from detente.conflict.inverse.statements.parties import PartyAnswer
    from detente.conflict.inverse.statements.together import JointAnswer

WORTH_A_BAR = 1 << 9
"""States from which the answer can take over two seconds."""

SHOWN = 3
"""Alternatives, changes and moves listed of a kind."""

GOALS = {"stable": "To stay there", "entered": "To gain by entering it"}
JOINTLY = {
    "stable": "For all to stay there",
    "entered": "For all who act to gain by entering it",
    "both": "For it to be entered and last",
}
WAYS = {
    "reorder": "By moving statements",
    "drop": "By dropping statements",
    "add": "By adding statements",
    "reverse": "By turning statements round",
    "any": "By any of these",
}


class Layer(StrEnum):
    """What may change."""

    statements = "statements"
    pairs = "pairs"
    moves = "moves"
    outsider = "outsider"
    all = "all"


def register(app: typer.Typer) -> None:
    """Add the command of this module."""
    app.command()(require)


def require(
    case: CaseArgument,
    state: Annotated[
        str,
        typer.Option(
            "--state",
            metavar="STATE",
            help="A number, status_quo, or a condition or term; of several states the one that "
            "takes least.",
        ),
    ],
    concept: Annotated[
        str, typer.Option("--concept", metavar="ID", help="nash, gmr, smr, seq or sseq.")
    ] = "seq",
    scenario: OneScenarioOption = "",
    party: Annotated[
        list[str],
        typer.Option("--party", metavar="ID", help="Whom to ask about one by one; all by default."),
    ] = [],  # noqa: B006  # typer wants the list itself
    lock: Annotated[
        list[str],
        typer.Option(
            "--lock",
            metavar="PARTY[:PLACE]",
            help="Leave a party's statements, or one of them, as they are; repeat for several.",
        ),
    ] = [],  # noqa: B006
    lock_confidence: Annotated[
        str,
        typer.Option(
            "--lock-confidence",
            metavar="LEVEL",
            help="Leave statements held at least this firmly: low, medium, high or a number.",
        ),
    ] = "",
    edit: Annotated[
        list[str],
        typer.Option(
            "--edit",
            metavar="KIND",
            help="Kinds of edit of statements that are allowed: reorder, drop, add, reverse. "
            "Default: all but reverse.",
        ),
    ] = [],  # noqa: B006
    by: Annotated[
        list[Layer], typer.Option("--by", help="What may change; repeat for several.")
    ] = [Layer.all],  # noqa: B006
    start: Annotated[
        str, typer.Option("--from", metavar="STATE", help="Where it is to be entered from.")
    ] = "",
    sanction: SanctionOption = Sanctions.weak,
    states: Annotated[
        int, typer.Option("--states", min=1, help="Most states of a condition that are examined.")
    ] = 16,
    format: FormatOption = Format.text,  # noqa: A002
) -> None:
    """Tell what it would take for an outcome to be had and last."""
    from detente.conflict.inverse.require import LAYERS
    from detente.conflict.inverse.require import require as find

    asked = ask(case, scenario)
    conflict = asked.conflict
    with asked.bar(shown=len(conflict.states) >= WORTH_A_BAR) as progress:
        found = find(
            conflict,
            state,
            concept,
            source=start or None,
            parties=separated(party),
            locked=separated(lock) or (),
            lock_confidence=lock_confidence or None,
            edits=separated(edit) or ("reorder", "drop", "add"),  # type: ignore[arg-type]
            by=LAYERS if Layer.all in by else [layer.value for layer in by],  # type: ignore[misc]
            sanction=sanction.value,
            limit=states,
            progress=progress,
        )
    if format is Format.json:
        print_compact_json(found.to_dict(**asked.names))
    else:
        _show(asked, found)


def _show(asked: Asked, found: Requirement) -> None:
    page = asked.page(found.answer())
    page.line()
    page.state(found.conflict, found.state, indent=2)
    if found.holding > 1:
        some = f"the {found.examined} examined" if found.examined < found.holding else "these"
        page.line(
            f"“{found.asked}” holds in {found.holding:,} states; of {some}, this takes least.",
            indent=2,
        )
    if found.together:
        _show_statements(page, found)
    if found.pairs is not None and not found.pairs.already:
        page.heading("The fewest pairs of states judged the other way")
        for said in found.pairs.answer():
            page.line(said, indent=2)
    if found.moves is not None:
        _show_moves(page, found)
    if found.outsiders is not None:
        _show_acts(page, found)
    for note in found.notes:
        page.line()
        page.line(f"Note: {note}.")


# -- Statements ----------------------------------------------------------------------------


def _show_statements(page: Page, found: Requirement) -> None:
    open_answers = [a for answers in found.alone.values() for a in answers if not a.holds]
    if open_answers:
        page.heading("One party's statements, the others as they are")
    for party in found.parties:
        mine = [answer for answer in open_answers if answer.party == party]
        if mine:
            page.line(found.conflict.party(party).label, indent=2)
        goals = [GOALS[answer.goal] for answer in mine]
        lines = [_party_lines(answer) for answer in mine]
        if len(mine) > 1 and lines[0] == lines[1]:
            goals, lines = [f"{goals[0]}, and {_lower(goals[1])}"], lines[:1]
        for goal, told in zip(goals, lines, strict=True):
            page.line(f"{goal}:", indent=4)
            for line in told:
                page.line(line, indent=6, hang=2)
    wanting = [joint for joint in found.together.values() if not joint.holds]
    if not wanting:
        return
    page.heading("All parties' statements")
    while wanting:
        same = [joint for joint in wanting if joint.changes == wanting[0].changes]
        first, *others = (JOINTLY[joint.goal] for joint in same)
        _show_joint(page, found, same[-1], ", and ".join([first, *map(_lower, others)]))
        wanting = [joint for joint in wanting if joint not in same]
    costs = found.parameters["costs"]
    kinds = {"reorder": "moved", "drop": "dropped", "add": "added", "reverse": "turned round"}
    prices = ", ".join(f"{kinds[kind]} {cost:g}" for kind, cost in costs.items())
    page.line()
    page.line(
        f"A statement costs, when {prices}, times its confidence: low 0.25, medium or none "
        "0.5, high 0.75, a number as it is; an added one counts as medium.",
        indent=2,
    )


def _lower(text: str) -> str:
    return text[0].lower() + text[1:]


def _party_lines(answer: PartyAnswer) -> list[str]:
    """Return what one party would have to want, a line for each kind of edit."""
    if answer.reasons:
        return ["Nothing will do:", *answer.reasons]
    alone = [least.change.cost for k, least in answer.ways.items() if k != "any" and least.change]
    lines = []
    for kind, least in answer.ways.items():
        if kind == "any" and (least.change is None or least.change.cost in alone):
            continue
        if least.change is None:
            lines.append(f"{WAYS[kind]}: nothing will do.")
            continue
        said = [", and ".join(change.said) for change in least.changes]
        more = "; or others" if len(said) > SHOWN else ""
        proof = "least" if least.minimal else f"not proved least; at least {_number(least.bound)}"
        lines.append(
            f"{WAYS[kind]} (cost {_number(least.change.cost)}, {proof}): "
            f"{'; or '.join(said[:SHOWN])}{more}."
        )
    return lines


def _show_joint(page: Page, found: Requirement, joint: JointAnswer, what: str) -> None:
    if joint.possible is None:
        page.line(f"{what}: no edit was found, and none is excluded.", indent=2)
        return
    if not joint.possible:
        who = ", ".join(found.conflict.party(p).label for p in joint.refusing)
        page.line(f"{what}: nothing will do for {who}.", indent=2)
        return
    proof = "proved least"
    if not joint.minimal:
        proof = f"not proved least; no edit costs less than {_number(joint.bound)}"
    page.line(f"{what} (cost {_number(joint.cost)}, {proof}):", indent=2)
    for change in joint.changes:
        label = found.conflict.party(change.party).label
        page.line(
            f"{label}: {', and '.join(change.said)} ({_number(change.cost)})", indent=4, hang=2
        )


def _number(cost: Fraction | None) -> str:
    return "–" if cost is None else f"{float(cost):g}"


# -- Moves and acts ------------------------------------------------------------------------


def _show_moves(page: Page, found: Requirement) -> None:
    if found.holds:
        return
    page.heading("One change of what can be done")
    labels = {party: found.conflict.party(party).label for party in found.conflict.party_ids}
    for change in (found.moves or ())[: 2 * SHOWN]:
        effect = (
            "stable for all"
            if change.equilibrium
            else f"stable for {', '.join(labels[p] for p in change.gained)} too"
        )
        lost = f", no longer for {', '.join(labels[p] for p in change.lost)}" if change.lost else ""
        today = "; the status quo is then impossible" if change.undoes_today else ""
        page.line(f"{change.said}: {effect}{lost}{today}", indent=2, hang=2)
    if not found.moves:
        page.line("None makes it stable for another party.", indent=2)
    elif len(found.moves) > 2 * SHOWN:
        page.line(f"and {len(found.moves) - 2 * SHOWN} more; --format json lists them", indent=2)
    _show_gaps(page, found)


def _show_gaps(page: Page, found: Requirement) -> None:
    """Say what an option that does not exist would have to do."""
    from detente.conflict.words import called, change_in_words

    if found.question.concept.answers_by == "nothing":
        page.line("No new option of another party would help: NASH asks for no answers.", indent=2)
        return
    if not found.gaps:
        return
    page.line(
        f"A new option of another party would have to answer "
        f"{counted(len(found.gaps), 'move')}, each with an outcome that the leaver does not "
        f"prefer to {called(found.conflict, found.state)}{_besides(found)}:",
        indent=2,
    )
    for gap in found.gaps[:SHOWN]:
        move = change_in_words(found.conflict, gap.improvement.source, gap.improvement.target)
        page.line(f"{move} (to {called(found.conflict, gap.improvement.target)})", indent=4, hang=2)
    if len(found.gaps) > SHOWN:
        page.line(f"and {len(found.gaps) - SHOWN} more", indent=4)


def _besides(found: Requirement) -> str:
    concept = found.question.concept
    said = ""
    if concept.answers_by == "improvements":
        said += ", and that whoever answers wants"
    if concept.escape:
        said += ", and that the leaver could not repair"
    return said


def _show_acts(page: Page, found: Requirement) -> None:
    if found.holds:
        return
    from detente.conflict.words import called

    page.heading("One act of one party, for good, after which all others stay")
    for act in (found.outsiders or ())[: 2 * SHOWN]:
        instead = called(found.conflict, act.state)
        where = "" if act.state == found.state else f", in {instead} instead"
        label = found.conflict.party(act.party).label
        stands = "" if act.willing else f"; {label} itself would rather leave"
        page.line(f"{act.said}{where}{stands}", indent=2, hang=2)
    if not found.outsiders:
        leaving = [p for p in found.conflict.party_ids if p not in found.stable_for]
        several = len(found.conflict.parties) > 1
        only = found.conflict.party(leaving[0]).label if len(leaving) == 1 and several else ""
        page.line(f"There is none{f'; all but {only} stay already' if only else ''}.", indent=2)
    elif len(found.outsiders) > 2 * SHOWN:
        page.line(f"and {len(found.outsiders) - 2 * SHOWN} more", indent=2)
