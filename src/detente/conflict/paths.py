"""From here to there: the shortest legal sequences of moves.

In option form a party's two moves in a row amount to one, so that a shortest sequence never has
a party move twice in a row; no bookkeeping of the last mover is needed. A sequence is followed
either by any legal moves or by improvements only, each an improvement for its mover from the
state it moves from.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from detente.conditions import Bools
from detente.conflict import kernels
from detente.conflict.analysis import Analysis
from detente.conflict.moves import MoveGraph

By = Literal["moves", "improvements"]


@dataclass(frozen=True, slots=True)
class Move:
    """One step of one party between two states given by number.

    `improves` says whether the mover strictly prefers where it goes.
    """

    party: str
    source: int
    target: int
    improves: bool

    def to_dict(self) -> dict[str, Any]:
        """Return JSON-ready fields."""
        return {
            "party": self.party,
            "from": self.source,
            "to": self.target,
            "improves": self.improves,
        }


@dataclass(frozen=True, slots=True)
class Route:
    """How one state is reached from another.

    Parameters
    ----------
    target : int
        State number.
    by : {"moves", "improvements"}
        What each step may be.
    steps : int or None
        Length of the shortest sequence; None when there is none.
    sequences : tuple of tuple of Move
        Shortest sequences, at most `limit` of them.
    complete : bool
        Whether `sequences` are all the shortest ones.
    """

    target: int
    by: By
    steps: int | None
    sequences: tuple[tuple[Move, ...], ...] = ()
    complete: bool = True

    def to_dict(self) -> dict[str, Any]:
        """Return JSON-ready fields."""
        return {
            "target": self.target,
            "by": self.by,
            "steps": self.steps,
            "sequences": [[move.to_dict() for move in moves] for moves in self.sequences],
            "complete": self.complete,
        }


def find_routes(
    analysis: Analysis, source: int, targets: Iterable[int], *, by: By, limit: int = 12
) -> tuple[Route, ...]:
    """Return the shortest sequences from one state to each of some others.

    Parameters
    ----------
    analysis : Analysis
        Of the conflict in question; any concepts will do.
    source : int
        Number of the state to start from.
    targets : iterable of int
        Numbers of the states to reach.
    by : {"moves", "improvements"}
        What each step may be.
    limit : int
        Most sequences listed for a target.

    Returns
    -------
    tuple of Route
        In the order of `targets`.

    Notes
    -----
    One breadth-first search, O(N·n) without one-way options, then work in proportion to the
    sequences listed and the states on them.
    """
    conflict, graph = analysis.conflict, analysis.graph
    start = conflict.index(source)
    steps = distances(analysis, start, by=by)
    routes = []
    for target in targets:
        end = conflict.index(target)
        if steps[end] < 0:
            routes.append(Route(target, by, None))
            continue
        found: list[tuple[Move, ...]] = []
        for backwards in _trails(graph, steps, end, by):
            if len(found) == limit:
                break
            found.append(tuple(named_move(analysis, j, s, t) for j, s, t in reversed(backwards)))
        else:
            routes.append(Route(target, by, int(steps[end]), tuple(found)))
            continue
        routes.append(Route(target, by, int(steps[end]), tuple(found), complete=False))
    return tuple(routes)


def distances(
    analysis: Analysis,
    start: int,
    *,
    by: By,
    without: int = -1,
    sought: Bools | None = None,
) -> NDArray[np.int32]:
    """Return the fewest moves from a state to every other, -1 where it cannot be reached.

    Parameters
    ----------
    start : int
        0-based index of the state to start from.
    by : {"moves", "improvements"}
    without : int
        Index of a party that does not move; -1 when all may.
    sought : ndarray of bool, shape (n,), optional
        Once such a state is met, look no further than that.

    Returns
    -------
    ndarray of int32, shape (n,)
    """
    graph = analysis.graph
    steps = np.full(graph.states, -1, np.int32)
    kernels.distances(bool(analysis.parameters["compiled"]))(
        start,
        by == "improvements",
        without,
        graph.codes,
        graph.standing,
        graph.turned,
        graph.one_way,
        graph.line_ends,
        graph.class_states,
        graph.class_bits,
        graph.order,
        np.zeros(graph.states, np.bool_) if sought is None else sought,
        graph.class_states[1:].copy(),
        np.empty(graph.states, np.int32),
        steps,
    )
    return steps


def named_move(analysis: Analysis, party: int, source: int, target: int) -> Move:
    """Return the move of a party between two 0-based indices in the case's terms."""
    payoff = analysis.graph.own_payoffs[party]
    improves = bool(payoff[target] > payoff[source])
    return Move(analysis.conflict.party_ids[party], source + 1, target + 1, improves)


def _trails(
    graph: MoveGraph, steps: NDArray[np.int32], end: int, by: By, without: int = -1
) -> Iterator[list[tuple[int, int, int]]]:
    """Yield the shortest sequences into a state, last move first, as (party, from, to)."""
    trail: list[tuple[int, int, int]] = []
    branches: list[Iterator[tuple[int, int, int]]] = []
    if steps[end] == 0:
        yield []
        return
    branches.append(_last_moves(graph, steps, end, by, without))
    while branches:  # no recursion: a sequence may have thousands of moves
        move = next(branches[-1], None)
        if move is None:
            branches.pop()
            if trail:
                trail.pop()
        elif steps[move[1]] == 0:
            yield [*trail, move]
        else:
            trail.append(move)
            branches.append(_last_moves(graph, steps, move[1], by, without))


def _last_moves(
    graph: MoveGraph, steps: NDArray[np.int32], end: int, by: By, without: int
) -> Iterator[tuple[int, int, int]]:
    """Yield the moves with which a shortest sequence into a state can end."""
    for party in range(graph.parties):
        if party == without:
            continue
        payoff = graph.own_payoffs[party]
        for before in graph.moves_into(party, end):
            if steps[before] != steps[end] - 1:
                continue
            if by == "moves" or payoff[before] < payoff[end]:
                yield party, before, end


def first_trail(
    analysis: Analysis, steps: NDArray[np.int32], end: int, *, by: By, without: int = -1
) -> tuple[Move, ...]:
    """Return one shortest sequence of the search that gave `steps` into a reached state."""
    trail = next(_trails(analysis.graph, steps, end, by, without))
    return tuple(named_move(analysis, j, s, t) for j, s, t in reversed(trail))
