"""Moves that are given one by one, laid out for searches, and walks along them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from detente.conditions import Bools
from detente.conflict.preferences import Ranks
from detente.conflict.walks import Step, retrace

if TYPE_CHECKING:
    from detente.conflict.arcs.judge import ArcJudge
    from detente.conflict.arcs.model import GraphConflict
    from detente.conflict.joint import Changes

Indices = NDArray[np.int32]


@dataclass(frozen=True, eq=False)
class ArcGraph:
    """The moves of all parties, and everybody's payoffs.

    Parameters
    ----------
    states : int
        Number of states n.
    own_payoffs : tuple of ndarray of int32, each of shape (n,)
        Ordinal payoffs of every party.
    sources, targets : tuple of ndarray of int32, each of shape (moves of the party,)
        Every party's moves, by source, then target.
    """

    states: int
    own_payoffs: tuple[Ranks, ...]
    sources: tuple[Indices, ...]
    targets: tuple[Indices, ...]

    @property
    def parties(self) -> int:
        """Number of parties N."""
        return len(self.own_payoffs)

    @cached_property
    def out(self) -> list[list[list[int]]]:
        """By party and state, the states that the party can move to."""
        return [
            _grouped(s, t, self.states) for s, t in zip(self.sources, self.targets, strict=True)
        ]

    @cached_property
    def into(self) -> list[list[list[int]]]:
        """By party and state, the states that the party can move from to it."""
        return [
            _grouped(t, s, self.states) for s, t in zip(self.sources, self.targets, strict=True)
        ]

    def moves(self, party: int, state: int) -> Iterator[int]:
        """Yield the states that a party can reach from a state in one move."""
        return iter(self.out[party][state])

    def improvements(self, party: int, state: int) -> Iterator[int]:
        """Yield the moves of a party from a state that it strictly prefers to the state."""
        payoff = self.own_payoffs[party]
        return (t for t in self.out[party][state] if payoff[t] > payoff[state])

    def judge(self, party: int, parameters: Mapping[str, Any]) -> ArcJudge:
        """Return what judges the states for a party, by the variants of an analysis."""
        from detente.conflict.arcs.judge import ArcJudge

        return ArcJudge(self, party, parameters["sanction"], bool(parameters["returns"]))

    def with_payoffs(self, payoffs: Sequence[Ranks]) -> ArcGraph:
        """Return the same moves with other payoffs."""
        return replace(self, own_payoffs=tuple(payoffs))

    def improving(self, party: int, payoffs: Ranks) -> bytes:
        """Return what is the same for payoffs that make the same moves of a party improvements."""
        return (payoffs[self.targets[party]] > payoffs[self.sources[party]]).tobytes()

    def walk(
        self, start: int, *, improving: bool, without: int, sought: Bools | None, compiled: bool
    ) -> ArcWalk:
        """Return the shortest sequences from a state; never compiled. O(N · moves) time."""
        walk = ArcWalk(self, start, improving, without)
        walk.search(sought)
        return walk

    def joint_changes(self, source: int) -> Changes:
        """Return what groups could do at once from a state: only single moves are given."""
        from detente.conflict.joint import Changes

        able = tuple(range(self.parties))
        arcs = [(j, t) for j in able for t in self.out[j][source]]
        movers = np.array([1 << j for j, _ in arcs], np.int64)
        gains = np.array([self.own_payoffs[j][t] > self.own_payoffs[j][source] for j, t in arcs])
        return Changes(
            able,
            np.array([t for _, t in arcs], np.intp),
            movers,
            np.ones(len(arcs), np.bool_),
            np.where(gains.astype(np.bool_), 0, movers),
        )


class ArcWalk:
    """Shortest sequences along listed moves, in which no party moves twice in a row.

    Two moves of a party in a row need not amount to one here. So the search goes over places: a
    state together with who moved last.
    """

    def __init__(self, graph: ArcGraph, start: int, improving: bool, without: int) -> None:
        self.graph, self.start = graph, start
        self.improving = improving
        self.movers = [j for j in range(graph.parties) if j != without]
        self.steps = np.full(graph.states, -1, np.int32)
        self.steps[start] = 0
        self._length: dict[tuple[int, int], int] = {}

    def search(self, sought: Bools | None) -> None:
        """Search in breadth until all is reached, or a state that is sought."""
        frontier: list[tuple[int, int]] = [(self.start, -1)]
        length = 0
        while frontier:
            if sought is not None and any(sought[state] for state, _ in frontier):
                return
            length += 1
            reached: dict[tuple[int, int], None] = {}
            for state, last in frontier:
                for party in self.movers:
                    if party != last:
                        for target in self._from(party, state):
                            if (target, party) not in self._length:
                                reached[target, party] = None
            for place in reached:
                self._length[place] = length
                if self.steps[place[0]] < 0:
                    self.steps[place[0]] = length
            frontier = list(reached)

    def _from(self, party: int, state: int) -> Iterator[int]:
        graph = self.graph
        return graph.improvements(party, state) if self.improving else graph.moves(party, state)

    def trails(self, end: int) -> Iterator[list[Step]]:
        """Yield the shortest sequences into a reached state, last move first."""
        if end == self.start:
            return iter([[]])
        fewest = int(self.steps[end])
        ways = (
            way
            for party in self.movers
            if self._length.get((end, party)) == fewest
            for way in self._before((end, party))
        )
        return retrace(ways, self._before)

    def _before(self, place: tuple[int, int]) -> Iterator[tuple[Step, tuple[int, int] | None]]:
        """Yield the moves with which a shortest sequence into a place ends."""
        state, party = place
        payoff = self.graph.own_payoffs[party]
        length = self._length[place]
        for source in self.graph.into[party][state]:
            if self.improving and payoff[source] >= payoff[state]:
                continue
            step = (party, source, state)
            if length == 1:
                if source == self.start:
                    yield step, None
                continue
            for last in self.movers:
                if last != party and self._length.get((source, last)) == length - 1:
                    yield step, (source, last)


def build_arcs(conflict: GraphConflict) -> ArcGraph:
    """Lay out the moves of a conflict in graph form. O(moves log moves) time."""
    sources, targets = [], []
    for party in conflict.party_ids:
        arcs = [
            (conflict.columns[s], conflict.columns[t]) for s, t in conflict.moves.get(party, ())
        ]
        table = np.array(sorted(arcs), np.int32).reshape(-1, 2)
        sources.append(table[:, 0].copy())
        targets.append(table[:, 1].copy())
    payoffs = tuple(conflict.payoffs(party) for party in conflict.party_ids)
    return ArcGraph(len(conflict.states), payoffs, tuple(sources), tuple(targets))


def _grouped(keys: Indices, values: Indices, n: int) -> list[list[int]]:
    order = np.argsort(keys, kind="stable")
    ends = np.cumsum(np.bincount(keys, minlength=n))[:-1]
    return [part.tolist() for part in np.split(values[order], ends)]
