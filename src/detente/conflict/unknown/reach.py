"""What a group can bring about along listed moves, as sets of bits.

With unknown preferences nothing is transitive: what may improve on what may improve need not. So
a reach is followed exactly, over places: a state together with who moved last. Places that lead
to each other reach the same; each such circle is worked out once, from the far end on. A set of
states is a whole number, bit t for state t, so that a union or a comparison is one operation.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from detente.conditions import Bools
from detente.conflict.base import Graph
from detente.errors import LimitError

MAX_STATES = 1 << 13
"""States up to which sets of states are kept for every state and mover."""

MAX_ARCS = 1_000_000
"""Moves, over all parties, that are listed."""

Arcs = tuple[NDArray[np.int32], NDArray[np.int32]]
"""The moves of a party: sources and targets."""


def list_moves(graph: Graph) -> list[Arcs]:
    """Return every move of every party.

    Raises
    ------
    LimitError
        If there are more than 8,192 states or a million moves.
    """
    if graph.states > MAX_STATES:
        raise _too_large(f"{graph.states:,} states; at most {MAX_STATES:,} are supported")
    found, total = [], 0
    for party in range(graph.parties):
        sources: list[int] = []
        targets: list[int] = []
        for state in range(graph.states):
            reached = list(graph.moves(party, state))
            sources += [state] * len(reached)
            targets += reached
            if total + len(targets) > MAX_ARCS:
                raise _too_large(f"more than {MAX_ARCS:,} moves")
        total += len(targets)
        found.append((np.array(sources, np.int32), np.array(targets, np.int32)))
    return found


def _too_large(what: str) -> LimitError:
    return LimitError(
        f"unknown preferences are followed move by move: {what}",
        hint="rule out combinations under 'infeasible:', or try a scenario for each way it may be",
        code="unknown-too-large",
    )


def as_bits(where: Bools) -> int:
    """Return a set of states as a whole number.

    Examples
    --------
    >>> import numpy as np
    >>> as_bits(np.array([True, False, True]))
    5
    """
    return int.from_bytes(np.packbits(where, bitorder="little").tobytes(), "little")


class Reach:
    """What others can bring about from every state, no one moving twice in a row.

    Parameters
    ----------
    states : int
        Number of states n.
    moves : mapping of int to (ndarray, ndarray)
        By mover, the moves that count.

    Examples
    --------
    >>> import numpy as np
    >>> one, other = np.array([0, 1]), np.array([1, 2])
    >>> chain = {0: (one[:1], one[1:]), 1: (other[:1], other[1:])}
    >>> Reach(3, chain).of(0), Reach(3, {0: (one, other)}).of(0)
    (6, 2)
    """

    def __init__(self, states: int, moves: Mapping[int, Arcs]) -> None:
        self.movers = len(moves)
        self.out = [_by_source(states, arcs) for arcs in moves.values()]
        self._after = self._close(states)
        self._known: dict[int, int] = {}

    def of(self, state: int) -> int:
        """Return what can be brought about from a state, by one move at least."""
        if state not in self._known:
            found = 0
            for mover in range(self.movers):
                for target in self.out[mover][state]:
                    found |= 1 << target | self._after[target * self.movers + mover]
            self._known[state] = found
        return self._known[state]

    def _close(self, states: int) -> list[int]:
        """Return for every place what can be brought about from it."""
        after = [0] * (states * self.movers)
        for circle in circles_first(len(after), self._next):
            found = 0
            inside = set(circle)
            for place in circle:
                for further in self._next(place):
                    found |= 1 << (further // self.movers)
                    if further not in inside:
                        found |= after[further]
            for place in circle:
                after[place] = found
        return after

    def _next(self, place: int) -> Iterator[int]:
        state, last = divmod(place, self.movers)
        for mover in range(self.movers):
            if mover != last:
                for target in self.out[mover][state]:
                    yield target * self.movers + mover


def _by_source(states: int, arcs: Arcs) -> Sequence[list[int]]:
    sources, targets = arcs
    order = np.argsort(sources, kind="stable")
    ends = np.cumsum(np.bincount(sources, minlength=states))[:-1]
    return [part.tolist() for part in np.split(targets[order], ends)]


def circles_first(count: int, following: Callable[[int], Iterator[int]]) -> Iterator[list[int]]:
    """Yield the strongly connected components of a graph, each after all it leads to.

    Tarjan's algorithm (1972), without recursion; O(places + links) time.

    Parameters
    ----------
    count : int
        Places are numbered from 0.
    following : callable
        Yields where a place leads.

    Examples
    --------
    >>> links = [[1], [2], [1], [0]]
    >>> [sorted(found) for found in circles_first(4, lambda place: iter(links[place]))]
    [[1, 2], [0], [3]]
    """
    order = [-1] * count
    low = [0] * count
    waiting: list[int] = []
    open_ = [False] * count
    seen = 0
    for start in range(count):
        if order[start] >= 0:
            continue
        branches: list[tuple[int, Iterator[int]]] = []
        place: int | None = start
        while True:
            if place is not None:
                order[place] = low[place] = seen
                seen += 1
                waiting.append(place)
                open_[place] = True
                branches.append((place, following(place)))
            here, links = branches[-1]
            place = None
            for link in links:
                if order[link] < 0:
                    place = link
                    break
                if open_[link]:
                    low[here] = min(low[here], order[link])
            if place is not None:
                continue
            branches.pop()
            if branches:
                above = branches[-1][0]
                low[above] = min(low[above], low[here])
            if low[here] == order[here]:
                circle = [waiting.pop()]
                while circle[-1] != here:
                    circle.append(waiting.pop())
                for member in circle:
                    open_[member] = False
                yield circle
            if not branches:
                break
