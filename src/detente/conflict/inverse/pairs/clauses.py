"""What has to fall: each improvement from s*, and the ways in which it can be met.

All concepts but simultaneous stability see of a party's own ranking only which states it does not
prefer to s*, and the more of these there are the better. So s* becomes stable by making states
*fall*: from above s* in the party's ranking to below it. Each improvement t is one clause: t
itself falls, or something that the others can answer with does, under SMR and SSEQ together with
all that the party could escape to.

Clauses are made one at a time, from the ranking as it is, and the others may be free to change
theirs; ``statements/demands.py`` weighs any ranking of one party against all of its moves.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from detente.conditions import Bools
from detente.conflict.concepts import Concept
from detente.conflict.moves import MoveGraph
from detente.conflict.preferences import Ranks
from detente.conflict.stability import Judge

NOT_REACHED = np.iinfo(np.int32).max

Fall = frozenset[int]
"""States that fall, as 0-based indices."""


@dataclass(frozen=True, slots=True)
class Clause:
    """An improvement from s* that is not sanctioned, and what has to fall so that it is.

    Parameters
    ----------
    move : int
        0-based index of the state that the party would move to.
    members : ndarray of int, shape (m,)
        The move itself, and what the others can answer it with.
    """

    move: int
    members: NDArray[np.intp]


@dataclass(frozen=True, eq=False)
class Focus:
    """One party at one state under one concept.

    Parameters
    ----------
    graph : MoveGraph
    party, here : int
        Indices of the party and of s*.
    concept : Concept
    free : collection of int
        Parties whose own rankings may yet change, so that any of their moves may become an
        improvement; empty when the others are taken as they are.
    compiled : bool
        Whether loops run compiled.
    """

    graph: MoveGraph
    party: int
    here: int
    concept: Concept
    free: Collection[int] = ()
    compiled: bool = False

    @property
    def payoff(self) -> Ranks:
        """The party's ordinal payoffs, shape (n,)."""
        return self.graph.own_payoffs[self.party]

    def worth(self) -> Ranks:
        """Return how far s* must rise so that each state, as an answer, would sanction."""
        judge = Judge(self.graph, self.party, "weak", self.compiled)
        return judge.harm(escape=self.concept.escape)

    def clauses(self) -> Iterator[Clause]:
        """Yield every improvement from s*; O(rounds·N·n) time, a round being a step of each."""
        improvements = list(self.graph.improvements(self.party, self.here))
        if self.concept.answers_by == "nothing" or not improvements:
            yield from (Clause(t, np.array([t])) for t in improvements)
            return
        others = set(range(self.graph.parties)) - {self.party}
        wanting = others - set(self.free) if self.concept.answers_by == "improvements" else set()
        met = np.flatnonzero(reached(self.graph, self.party, improvements, wanting))
        # the others leave the party's own options alone, so no two improvements meet
        own = self.graph.codes & self.graph.masks[self.party]
        for t in improvements:
            yield Clause(t, met[own[met] == own[t]])

    def fall(self, clause: Clause, member: int) -> Fall:
        """Return what has to fall so that a member meets the clause."""
        states = [member]
        if self.concept.escape and member != clause.move:
            states += self.graph.moves(self.party, member)
        return frozenset(s for s in states if self.payoff[s] > self.payoff[self.here])


def reached(
    graph: MoveGraph, focal: int, sources: Collection[int], wanting: Collection[int]
) -> Bools:
    """Return where the parties other than `focal` can go from some states, these included.

    Parties in `wanting` move by improvements only, the others as they can. A fixpoint over whole
    lines: O(N·n) time for each round in which every party takes one more step.
    """
    found = np.zeros(graph.states, np.bool_)
    found[list(sources)] = True
    movers = [
        _Mover(graph, j, j in wanting)
        for j in range(graph.parties)
        if j != focal and graph.masks[j]
    ]
    count = 0
    while count < (count := int(np.count_nonzero(found))):
        for mover in movers:
            mover.step(found)
    return found


class _Mover:
    """One party's steps from a set of states, class by class."""

    def __init__(self, graph: MoveGraph, party: int, wanting: bool) -> None:
        first, last = graph.party_classes[party], graph.party_classes[party + 1]
        n = graph.states
        self.order = graph.order[party * n : (party + 1) * n]
        self.begin = graph.class_states[first:last] - party * n
        sizes = np.diff(np.append(self.begin, n))
        payoff = graph.own_payoffs[party][self.order]
        self.value = payoff if wanting else np.zeros_like(payoff)
        self.needed = payoff if wanting else np.ones_like(payoff)
        self.class_of = np.repeat(np.arange(last - first), sizes)
        line = graph.line_of(party)[self.order[self.begin]]
        self.into = _containments(line, graph.class_bits[first:last])

    def step(self, found: Bools) -> None:
        """Add to the states found those that the party can go to from them."""
        value = np.where(found[self.order], self.value, NOT_REACHED)
        least = np.minimum.reduceat(value, self.begin)
        lowest = least.copy()
        for smaller, larger in self.into:
            np.minimum.at(lowest, larger, least[smaller])
        found[self.order] |= lowest[self.class_of] < self.needed


def _containments(
    line: NDArray[np.int32], bits: NDArray[np.signedinteger]
) -> list[tuple[NDArray[np.intp], NDArray[np.intp]]]:
    """Return pairs of different classes of one line, the first contained in the second."""
    pairs = []
    widest = int(np.bincount(line).max()) if len(line) else 0
    for apart in range(1, widest):
        low, high = np.arange(len(line) - apart), np.arange(apart, len(line))
        same = line[low] == line[high]
        for smaller, larger in ((low, high), (high, low)):
            inside = same & (bits[smaller] & ~bits[larger] == 0)
            pairs.append((smaller[inside], larger[inside]))
    return pairs
