"""The course of moves that a party anticipates from one state, and what leaves it open."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from detente.conflict.foresight.foresight import Foresight
from detente.conflict.paths import Move

FORKS = 12
"""Forks listed for a state."""

MAX_NODES = 20_000
"""Points in the courses from one state that are looked through for forks."""


@dataclass(frozen=True, slots=True)
class Fork:
    """Something that leaves open how things go on.

    Parameters
    ----------
    kind : {"tie", "turn"}
        A party to whom several ends are equally good, or several parties that would move next.
    state : int
        Where, by number.
    left : int
        How many moves are left there.
    parties : tuple of str
        Whose tie it is, or who would move.
    ends : tuple of int
        For a tie, the ends that are equally good; else empty.
    """

    kind: Literal["tie", "turn"]
    state: int
    left: int
    parties: tuple[str, ...]
    ends: tuple[int, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """Return JSON-ready fields."""
        return {
            "kind": self.kind,
            "state": self.state,
            "left": self.left,
            "parties": list(self.parties),
            "ends": list(self.ends),
        }


@dataclass(frozen=True, slots=True)
class Course:
    """What a party that has the move at a state anticipates.

    Parameters
    ----------
    party : str
        Id of the party.
    state, horizon : int
        State number, and how many moves it looks ahead.
    verdict : int
        2: it stays in all readings, 1: in some, 0: in none.
    sequences : tuple of tuple of Move
        For each state in which things may end if it moves, a shortest course of moves that leads
        there, ends in ascending order; at most `limit`.
    ends : int
        How many such states there are.
    forks : tuple of Fork
        What leaves the course open, nearest first, at most a dozen.
    """

    party: str
    state: int
    horizon: int
    verdict: int
    sequences: tuple[tuple[Move, ...], ...]
    ends: int
    forks: tuple[Fork, ...]

    @property
    def open(self) -> bool:
        """Whether more than one end is possible."""
        return self.ends + (self.verdict > 0) > 1

    def to_dict(self) -> dict[str, Any]:
        """Return JSON-ready fields."""
        return {
            "party": self.party,
            "state": self.state,
            "horizon": self.horizon,
            "stays": ("in no reading", "in some readings", "in all readings")[self.verdict],
            "ends": self.ends,
            "sequences": [[move.to_dict() for move in moves] for moves in self.sequences],
            "forks": [fork.to_dict() for fork in self.forks],
        }


def course(foresight: Foresight, party: str, state: int, horizon: int, *, limit: int = 5) -> Course:
    """Return what a party anticipates from a state.

    Parameters
    ----------
    foresight : Foresight
    party : str
        Id of the party that has the move.
    state : int
        State number.
    horizon : int
        How many moves it looks ahead.
    limit : int
        Most courses of moves listed.

    Raises
    ------
    UnknownNameError
        If there is no such party or state.
    ModelError
        If nothing is known of the horizon.

    Notes
    -----
    In proportion to the moves of all courses together; forks are sought in at most 20,000 points.

    Examples
    --------
    >>> from detente.conflict.foresight.foresight import foresee
    >>> from detente.conflict.model import conflict
    >>> game = conflict({"a": ["x"], "b": ["y"]}, {"a": ["b.y"], "b": ["a.x and b.y", "not b.y"]})
    >>> found = course(foresee(game), "a", 1, 2)
    >>> [[(move.party, move.target) for move in moves] for moves in found.sequences]
    [[('a', 2), ('b', 4)]]
    """
    conflict = foresight.conflict
    index, mover = conflict.index(state), conflict.party_index(party)
    walker = _Walker(foresight)
    here = foresight.step(horizon)[mover]
    ends = here.goes[index].tolist()
    return Course(
        party,
        state,
        horizon,
        int(foresight.verdicts(party, horizon)[index]),
        tuple(walker.sequence(horizon, mover, index, end) for end in ends[:limit]),
        len(ends),
        tuple(walker.forks(horizon, mover, index)),
    )


@dataclass(frozen=True, slots=True)
class _Walker:
    """Follows anticipated courses, one state at a time."""

    foresight: Foresight

    def after(self, left: int, mover: int, state: int) -> set[int]:
        """Return how things may end once a party has moved to a state."""
        others = self._others(left, mover)
        ends = {int(c) for j in others for c in self.foresight.step(left)[j].goes[state]}
        if self._settled(left, mover, state):
            ends.add(state)
        return ends

    def _others(self, left: int, mover: int) -> list[int]:
        return [j for j in range(self.foresight.graph.parties) if j != mover]

    def _settled(self, left: int, mover: int, state: int) -> bool:
        """Tell whether all but the last mover may stay at a state."""
        step = self.foresight.step(left)
        return all(step[j].stays[state] for j in self._others(left, mover))

    def chosen(self, horizon: int, mover: int, state: int) -> list[tuple[int, set[int]]]:
        """Return the moves that a party makes in some reading, each with its possible ends."""
        payoff = self.foresight.graph.own_payoffs[mover]
        ends = {int(c) for c in self.foresight.step(horizon)[mover].goes[state]}
        if not ends:
            return []
        after = {
            k: self.after(horizon - 1, mover, k) for k in self.foresight.graph.moves(mover, state)
        }
        if self.foresight.variant.id == "each-reading":
            return [(k, found & ends) for k, found in after.items() if found & ends]
        pick = min if self.foresight.variant.id == "pessimistic" else max
        values = {k: pick(int(payoff[c]) for c in found) for k, found in after.items()}
        best = max(values.values())
        return [(k, found) for k, found in after.items() if values[k] == best]

    def sequence(self, horizon: int, mover: int, state: int, end: int) -> tuple[Move, ...]:
        """Return a shortest anticipated course from a state, which the mover leaves, to an end."""
        level: dict[tuple[int, int], tuple[Move, ...]] = {(mover, state): ()}
        for left in range(horizon - 1, -1, -1):
            step = self.foresight.step(left)
            following: dict[tuple[int, int], tuple[Move, ...]] = {}
            for (j, s), moves in level.items():
                for k, ends in self.chosen(left + 1, j, s):
                    if end not in ends:
                        continue
                    further = (*moves, self._move(j, s, k))
                    if k == end and self._settled(left, j, k):
                        return further
                    for o in self._others(left, j):
                        if end in step[o].goes[k]:
                            following.setdefault((o, k), further)
            level = following
        raise AssertionError("an anticipated end is reached by some course")

    def _move(self, mover: int, source: int, target: int) -> Move:
        payoff = self.foresight.graph.own_payoffs[mover]
        improves = bool(payoff[target] > payoff[source])
        return Move(self.foresight.conflict.party_ids[mover], source + 1, target + 1, improves)

    def forks(self, horizon: int, mover: int, state: int) -> Sequence[Fork]:
        """Return what leaves the course open, nearest first."""
        ids = self.foresight.conflict.party_ids
        found: dict[Fork, None] = {}
        level = {(mover, state)}
        nodes = 0
        for left in range(horizon, 0, -1):
            following: set[tuple[int, int]] = set()
            for j, s in sorted(level):
                nodes += 1
                chosen = self.chosen(left, j, s)
                if tied := self._tied(j, chosen):
                    found[Fork("tie", s + 1, left, (ids[j],), tied)] = None
                step = self.foresight.step(left - 1)
                for k, _ in chosen:
                    willing = [o for o in self._others(left, j) if len(step[o].goes[k])]
                    if len(willing) > 1:
                        found[Fork("turn", k + 1, left - 1, tuple(ids[o] for o in willing))] = None
                    following.update((o, k) for o in willing)
                if len(found) >= FORKS or nodes >= MAX_NODES:
                    return tuple(found)[:FORKS]
            level = following
        return tuple(found)

    def _tied(self, mover: int, chosen: list[tuple[int, set[int]]]) -> tuple[int, ...]:
        """Return ends of different moves that are equally good for the mover."""
        payoff = self.foresight.graph.own_payoffs[mover]
        if self.foresight.variant.id != "each-reading":
            ends = {frozenset(found) for _, found in chosen}
            return tuple(sorted(c + 1 for c in frozenset().union(*ends))) if len(ends) > 1 else ()
        by_payoff: dict[int, list[tuple[int, int]]] = {}
        for k, found in chosen:
            for c in found:
                by_payoff.setdefault(int(payoff[c]), []).append((k, c))
        tied = {
            c
            for pairs in by_payoff.values()
            if len({k for k, _ in pairs}) > 1 and len({c for _, c in pairs}) > 1
            for _, c in pairs
        }
        return tuple(sorted(c + 1 for c in tied))


def courses(
    foresight: Foresight, state: int, horizon: int, *, limit: int = 5
) -> tuple[Course, ...]:
    """Return what every party anticipates from a state, in the parties' order."""
    ids = foresight.conflict.party_ids
    return tuple(course(foresight, party, state, horizon, limit=limit) for party in ids)
