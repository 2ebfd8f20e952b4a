"""What coalitions can upset, in the case's own words."""

from __future__ import annotations

from collections.abc import Sequence

from detente.conflict.coalitions.analysis import CoalitionAnalysis
from detente.conflict.coalitions.departures import Departure, departures
from detente.conflict.model import Conflict
from detente.conflict.words import called, parties_in_words
from detente.text import capital

NAMED = 4
"""Most states named in a sentence."""


def answer(analysis: CoalitionAnalysis, told: int = 2) -> tuple[str, ...]:
    """Return the finding in a few plain sentences.

    How many equilibria no coalition leaves, and of `told` of the others, today's first, who
    leaves them for what.
    """
    kept, left = analysis.kept(), analysis.left()
    if not kept and not left:
        return ("No state holds even against single parties, so coalitions have nothing to upset.",)
    conflict = analysis.conflict
    today = conflict.status_quo_state
    first = sorted(left, key=lambda state: state != today)[:told]
    every = "every coalition" + ("" if analysis.parameters["coalitions"] == "all" else " judged")
    sentences = [_counted(conflict, kept, len(kept) + len(left), every)]
    for state, steps in departures(analysis, first).items():
        sentences.append(_left(analysis, state, steps))
    if len(left) > told:
        more = len(left) - told
        sentences.append(f"{more:,} more of them {'is' if more == 1 else 'are'} left as well.")
    return tuple(sentences)


def _counted(conflict: Conflict, kept: Sequence[int], total: int, every: str) -> str:
    if total == 1:
        if not kept:
            return "One state holds against every single party, and it does not against coalitions."
        holds = "The one state that holds against every single party"
        return f"{holds}, {called(conflict, kept[0])}, holds against {every} too."
    holds = f"Of the {total:,} states that hold against every single party"
    if not kept:
        return f"{holds}, none holds against {every} too."
    if len(kept) == total:
        holds = f"{'Both' if total == 2 else f'All {total:,}'} states that hold against every "
        holds += "single party"
    names = "; ".join(called(conflict, state) for state in kept[:NAMED])
    more = f"; and {len(kept) - NAMED:,} more" if len(kept) > NAMED else ""
    some = "" if len(kept) == total else f", {len(kept):,}"
    verb = "holds" if len(kept) == 1 else "hold"
    return f"{holds}{some} {verb} against {every} too: {names}{more}."


def _left(analysis: CoalitionAnalysis, state: int, steps: Sequence[Departure]) -> str:
    conflict = analysis.conflict
    lost = set(analysis.lost_under(state))
    step = most_telling(analysis, state, steps)
    who, where = group(conflict, step.coalition), called(conflict, step.target)
    if len(step.coalition) == 1:
        gain = "which it prefers"
    elif analysis.terms.improvement == "strict":
        gain = "which all of them prefer"
    else:
        gain = "which none of them likes less and some prefer"
    others = sum(bool(lost & set(other.under)) for other in steps) - 1
    more = f" {others:,} more coalitions would leave it." if others > 1 else ""
    more = " One more coalition would leave it." if others == 1 else more
    return (
        f"{capital(called(conflict, state))} would be left by {who} for {where}, {gain}; "
        f"{punishment(conflict, step)}.{more}"
    )


def most_telling(analysis: CoalitionAnalysis, state: int, steps: Sequence[Departure]) -> Departure:
    """Return the departure to tell first.

    It goes unpunished under most of the concepts that the state is lost under; then, the smallest
    coalition; then, its target is an equilibrium.
    """
    lost = set(analysis.lost_under(state))
    relevant = [step for step in steps if lost & set(step.under)]
    return min(
        relevant or steps,
        key=lambda step: (
            -len(lost & set(step.unpunished)),
            len(step.coalition),
            not step.holds_under,
        ),
    )


def punishment(conflict: Conflict, step: Departure) -> str:
    """Return what the others can do about a departure, as a clause."""
    if len(step.coalition) == len(conflict.parties):
        return "nobody is left who could spoil it"
    if "cgmr" in step.unpunished:
        return "nothing the others can do would spoil it"
    if "cseq" in step.unpunished:
        return "the others could spoil it only by moves that they do not want"
    if "csmr" in step.unpunished:
        return "the others could spoil it, but not for good"
    return "the others could answer so that not all of them gain"


def group(conflict: Conflict, members: Sequence[str]) -> str:
    """Return the members of a coalition as people list them."""
    how = "alone" if len(members) == 1 else "together"
    return f"{parties_in_words(conflict, members)} {how}"
