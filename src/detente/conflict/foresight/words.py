"""What foresight finds, in the case's own words."""

from __future__ import annotations

from collections.abc import Sequence

from detente.conflict.base import BaseConflict
from detente.conflict.foresight.courses import Course, Fork, courses
from detente.conflict.foresight.foresight import ALWAYS, NEVER, SOMETIMES, Foresight, ahead
from detente.conflict.words import all_called, called, parties_in_words
from detente.text import listed, sentence

NAMED = 3
"""Ends of courses named in one sentence."""


def answer(foresight: Foresight) -> tuple[str, ...]:
    """Return the finding in at most four sentences, the status quo first.

    Examples
    --------
    >>> from detente.conflict.foresight.foresight import foresee
    >>> from detente.conflict.model import conflict
    >>> game = conflict({"a": ["x"], "b": ["y"]}, {"a": ["b.y"], "b": ["a.x and b.y", "not b.y"]},
    ...                 status_quo=[])
    >>> for said in answer(foresee(game)):
    ...     print(said)
    The status quo, state 1, is kept by parties that look one move ahead. Looking 2 moves ahead, a would leave it, counting on state 4.
    However far the parties look ahead, they keep state 4.
    """
    said = [_about_the_status_quo(foresight), _about_the_long_run(foresight)]
    return tuple(part for part in (*said, *map(sentence, foresight.notes)) if part)


def _about_the_status_quo(foresight: Foresight) -> str:
    conflict = foresight.conflict
    state = conflict.status_quo_state
    if state is None:
        return ""
    what = f"The status quo, {called(conflict, state)},"
    left = next((h for h in foresight.horizons if _least(foresight, state, h) < ALWAYS), None)
    if left is None:
        if foresight.repeats_from is None:
            return f"{what} is kept up to {ahead(foresight.horizons[-1])}."
        return f"{what} is kept however far the parties look ahead."
    going = [found for found in courses(foresight, state, left) if found.verdict < ALWAYS]
    kept = f"{what} is kept by parties that look {ahead(left - 1)}. " if left > 1 else f"{what} "
    return kept + _leaving(conflict, going, left, first=left == 1)


def _leaving(conflict: BaseConflict, going: Sequence[Course], horizon: int, *, first: bool) -> str:
    """Say who would leave a state, and what for."""
    surely = all(found.verdict == NEVER for found in going)
    who = parties_in_words(conflict, (found.party for found in going))
    ends = sorted({moves[-1].target for found in going for moves in found.sequences})
    what_for = all_called(conflict, ends[:NAMED], word="or")
    more = " or others" if len(ends) > NAMED else ""
    would = "would leave it" if surely else "may leave it"
    if first:
        return f"is left by parties that look one move ahead: {who} {would} for {what_for}{more}."
    return f"Looking {ahead(horizon)}, {who} {would}, counting on {what_for}{more}."


def _about_the_long_run(foresight: Foresight) -> str:
    if foresight.repeats_from is None:
        return ""
    conflict = foresight.conflict
    always = foresight.non_myopic_equilibria()
    sometimes = sorted(set(foresight.non_myopic_equilibria(least=SOMETIMES)) - set(always))
    if always:
        also = (
            f"; it stays open whether they keep {all_called(conflict, sometimes)}"
            if sometimes
            else ""
        )
        return (
            f"However far the parties look ahead, they keep {all_called(conflict, always)}{also}."
        )
    if sometimes:
        return (
            "No state is surely kept however far the parties look ahead; it stays open whether "
            f"they keep {all_called(conflict, sometimes)}."
        )
    if any(where.any() for where in foresight.unsettled.values()):
        return (
            "No state is kept however far the parties look ahead; for some states the verdict "
            "changes with each further move for ever."
        )
    return "No state is kept by parties that look far ahead."


def _least(foresight: Foresight, state: int, horizon: int) -> int:
    return int(foresight.equilibrium(horizon)[state - 1])


def verdict_in_words(found: Course) -> str:
    """Return what a party does at a state."""
    return ("leaves", "may stay, or leave", "stays")[found.verdict]


def fork_in_words(conflict: BaseConflict, fork: Fork) -> str:
    """Return what leaves a course open, as a clause."""
    if fork.kind == "turn":
        return f"at state {fork.state} {parties_in_words(conflict, fork.parties, 'or')} may be the next to move"
    ends = [f"state {end}" for end in fork.ends]
    who = conflict.party(fork.parties[0]).label
    return f"at state {fork.state} {who} can choose between {listed(ends)}, equally good to it"
