"""All single moves of a party as flat arrays, whatever the kind of graph."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from detente.conflict.base import Graph
from detente.conflict.moves import MoveGraph
from detente.errors import LimitError

MAX_MOVES = 20_000_000
"""Single moves of all parties together that are laid out: 160 MB."""

Int32s = NDArray[np.int32]


@dataclass(frozen=True, eq=False)
class Arcs:
    """The single moves of one party, by the state they start from.

    Parameters
    ----------
    sources, targets : ndarray of int32, shape (moves,)
        0-based indices; sources ascend.
    """

    sources: Int32s
    targets: Int32s

    def __len__(self) -> int:
        return len(self.targets)

    @cached_property
    def starts(self) -> NDArray[np.intp]:
        """Place of the first move from each state that has one."""
        return np.flatnonzero(np.diff(self.sources, prepend=-1))

    def best(self, values: NDArray[np.integer[Any]], states: int) -> Int32s:
        """Return for every state the largest value of a move, −1 where there is no move."""
        result = np.full(states, -1, np.int32)
        if len(self):
            result[self.sources[self.starts]] = np.maximum.reduceat(values, self.starts)
        return result


def all_moves(graph: Graph) -> tuple[Arcs, ...]:
    """Lay out the single moves of every party.

    Parameters
    ----------
    graph : Graph
        In option form or in graph form.

    Returns
    -------
    tuple of Arcs
        One for each party.

    Raises
    ------
    LimitError
        If there are more than `MAX_MOVES` moves.

    Notes
    -----
    O(moves) time and memory.
    """
    left = MAX_MOVES
    found: list[Arcs] = []
    for party in range(graph.parties):
        if isinstance(graph, MoveGraph):
            arcs = _on_lines(graph, party, left)
        else:
            arcs = _one_by_one(graph, party, left)
        left -= len(arcs)
        found.append(arcs)
    return tuple(found)


def _one_by_one(graph: Graph, party: int, limit: int) -> Arcs:
    sources: list[int] = []
    targets: list[int] = []
    for state in range(graph.states):
        reached = list(graph.moves(party, state))
        sources += [state] * len(reached)
        targets += reached
        _check(len(targets), limit)
    return Arcs(np.array(sources, np.int32), np.array(targets, np.int32))


def _on_lines(graph: MoveGraph, party: int, limit: int) -> Arcs:
    """List the moves of a graph in option form: all pairs on a line whose classes fit."""
    first, end = graph.party_classes[party], graph.party_classes[party + 1]
    begins = graph.class_states[first:end].astype(np.int64)
    sizes = np.diff(graph.class_states[first : end + 1]).astype(np.int64)
    # every pair of classes on a line, the second reached from the first
    lines = graph.line_of(party)[graph.order[begins]] - first
    counts = graph.line_ends[first + lines] - first - lines
    low, high = expand(lines.astype(np.int64), counts.astype(np.int64))
    bits = graph.class_bits[first:end]
    fits = bits[low] & ~bits[high] == 0
    low, high = low[fits], high[fits]
    _check(int(np.sum(sizes[low] * sizes[high])), limit + graph.states)
    # every state of the first class with every state of the second
    pair, place = expand(begins[low], sizes[low])
    which, reached = expand(begins[high][pair], sizes[high][pair])
    sources, targets = graph.order[place[which]], graph.order[reached]
    moved = sources != targets
    sources, targets = sources[moved], targets[moved]
    by_source = np.lexsort((targets, sources))
    return Arcs(sources[by_source], targets[by_source])


def expand(
    begins: NDArray[np.int64], counts: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return for some ranges, by begin and length, each range's index with each of its members.

    Examples
    --------
    >>> which, member = expand(np.array([5, 0]), np.array([2, 1]))
    >>> which.tolist(), member.tolist()
    ([0, 0, 1], [5, 6, 0])
    """
    which = np.repeat(np.arange(len(counts)), counts)
    before = np.cumsum(counts) - counts
    return which, np.arange(len(which)) - before[which] + begins[which]


def _check(moves: int, limit: int) -> None:
    if moves > limit:
        raise LimitError(
            f"looking ahead needs more than {MAX_MOVES:,} single moves laid out",
            hint="reduce the options of the party that has most, or rule out combinations "
            "that cannot occur under 'infeasible:'",
            code="foresight-too-large",
        )
