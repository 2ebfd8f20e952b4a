"""What can be reached from today, and at whose cost, in plain words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from detente.conflict.base import BaseConflict
from detente.conflict.paths import Move
from detente.conflict.statusquo.concessions import Concession, concessions
from detente.conflict.words import all_called, called, parties_in_words, reason_in_words
from detente.text import capital

if TYPE_CHECKING:
    from detente.conflict.statusquo.result import StatusQuo


def answer(found: StatusQuo) -> tuple[str, ...]:
    """Return what can be reached, and at whose cost, in plain sentences: at most four."""
    conflict = found.analysis.conflict
    others = [target for target in found.targets if target != found.source]
    start = called(conflict, found.source)
    first = f"From {'the status quo, ' * (found.source == conflict.status_quo_state)}{start}"
    if not others:
        return (f"{first}, there is no other equilibrium to reach.",)
    alone = [t for t in others if found.steps(t)["improvements"] is not None]
    agreed = [t for t in others if t not in alone and found.steps(t).get("mixed") is not None]
    given = [
        t for t in others if t not in (*alone, *agreed) and found.steps(t)["moves"] is not None
    ]
    never = [t for t in others if t not in (*alone, *agreed, *given)]
    lines = [f"{first}, {_by_improvements(found, alone)}."]
    if agreed:
        lines.append(_by_agreement(found, agreed))
    if given:
        lines.append(_by_concession(found, given))
    if never:
        lines.append(f"{capital(all_called(conflict, never))} cannot be reached at all.")
    return tuple(lines)


def _by_improvements(found: StatusQuo, alone: Sequence[int]) -> str:
    if not alone:
        return "no other equilibrium is reached by single moves that each mover wants"
    conflict = found.analysis.conflict
    unsanctioned = [t for t in alone if found.steps(t)["unsanctioned"] is not None]
    said = f"single moves that each mover wants lead to {all_called(conflict, alone)}"
    concept = found.parameters["unsanctioned under"].upper()
    if len(unsanctioned) == len(alone):
        return f"{said}, and nobody can punish them ({concept})"
    if not unsanctioned:
        return f"{said}, but only past moves that others can punish ({concept})"
    return f"{said}; unpunished ({concept}), to {all_called(conflict, unsanctioned)}"


def _by_agreement(found: StatusQuo, agreed: Sequence[int]) -> str:
    """Return how the nearest state is reached with an agreement, and what it takes without."""
    conflict = found.analysis.conflict
    target = min(agreed, key=lambda state: found.steps(state)["mixed"] or 0)
    steps = found.mixed[found.targets.index(target)].sequences[0]
    largest = max((step.group for step in steps), key=len)
    who = parties_in_words(conflict, largest)
    if len(steps) == 1:
        how = "at once"
    else:
        among = sum(len(step.group) > 1 for step in steps)
        how = f"{'one' if among == 1 else among} of {len(steps)} steps"
    said = f"{capital(called(conflict, target))} takes an agreement of {who}, {how}."
    cheapest = fewest_concessions(found, target)
    if cheapest is not None:
        moves, given = cheapest
        said += f" Without one it takes {_moves(len(moves))}: {_concede(conflict, given)}."
    others = [state for state in agreed if state != target]
    if others:
        said += f" With agreements on the way also {all_called(conflict, others)} can be reached."
    return said


def _moves(count: int) -> str:
    return "one move" if count == 1 else f"{count} moves"


def _by_concession(found: StatusQuo, given: Sequence[int]) -> str:
    conflict = found.analysis.conflict
    cheapest = fewest_concessions(found, given[0])
    cost = f": {_concede(conflict, cheapest[1])}" if cheapest else ""
    more = "" if len(given) == 1 else f" (to {called(conflict, given[0])})"
    return f"{capital(all_called(conflict, given))} can be reached only at a cost{more}{cost}."


def fewest_concessions(
    found: StatusQuo, target: int
) -> tuple[Sequence[Move], tuple[Concession, ...]] | None:
    """Return the listed shortest sequence of moves that asks for the fewest unwanted steps."""
    route = found.routes["moves"][found.targets.index(target)]
    told = [(moves, concessions(found.analysis, moves)) for moves in route.sequences if moves]
    return min(told, key=lambda pair: len(pair[1]), default=None)


def _concede(conflict: BaseConflict, given: Sequence[Concession]) -> str:
    if not given:
        return "each wanted by its mover"
    return "; ".join(concession_in_words(conflict, concession) for concession in given)


def concession_in_words(conflict: BaseConflict, concession: Concession) -> str:
    """Return who takes an unwanted step, what it loses, and how it comes out, as a clause."""
    who = conflict.party(concession.move.party).label
    cost = reason_in_words(conflict, concession.cost)
    if concession.recovers:
        ends = "comes out better in the end"
    elif concession.overall.verdict == "prefers":
        ends = "does not get that back, but comes out better than at the start"
    else:
        ends = "does not come out better in the end"
    if concession.cost.verdict == "is indifferent":
        return f"{who} gains nothing by step {concession.step}, and {ends}"
    return f"by step {concession.step} {cost}, and it {ends}"
