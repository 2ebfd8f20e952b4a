"""What a set of parties can reach by moving one after another, or all at once.

In option form the reach has a simple shape. Where options go both ways, states fall into
*groups*, within which the parties move to and fro. A one-way move leads from one group to
another, never back, since it sets a bit for good. So a reach is a group and all that it leads to.

That nobody moves twice in a row changes nothing here: two moves in a row of one party amount to
one, or to none, and so every sequence shrinks to a legal one with the same end.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from detente.conditions import Bools
from detente.conflict.coalitions import kernels
from detente.conflict.moves import Indices, MoveGraph

Values = NDArray[np.int32]


@dataclass(frozen=True, eq=False)
class Groups:
    """The groups of states of some parties, and which leads to which.

    Parameters
    ----------
    group_of : ndarray of int32, shape (n,)
        Each state's group.
    members : ndarray of int32, shape (n,)
        The states, group after group.
    starts : ndarray of int32, shape (groups + 1,)
        A group's first place in `members`.
    edge_starts : ndarray of int32, shape (groups + 1,)
        A group's first place in `edges`.
    edges : ndarray of int32
        The groups that a single one-way move leads to.
    sinks_first : ndarray of int32, shape (groups,)
        All groups, each after those that it leads to.
    """

    group_of: Indices
    members: Indices
    starts: Indices
    edge_starts: Indices
    edges: Indices
    sinks_first: Indices

    @property
    def count(self) -> int:
        """Number of groups."""
        return len(self.sinks_first)

    @property
    def arrays(self) -> tuple[Indices, ...]:
        """What the kernels take."""
        return self.group_of, self.members, self.starts, self.edge_starts, self.edges

    def scratch(self) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Return a stack of groups, and what a search marks them with."""
        return np.empty(self.count, np.int64), np.zeros(self.count + 1, np.int64)

    def within_reach(self, state: int) -> Bools:
        """Return which states can be reached from one (a 0-based index), itself included."""
        met = np.zeros(self.count, np.bool_)
        left = [int(self.group_of[state])]
        met[left] = True
        while left:
            g = left.pop()
            for there in self.edges[self.edge_starts[g] : self.edge_starts[g + 1]].tolist():
                if not met[there]:
                    met[there] = True
                    left.append(there)
        return met[self.group_of]

    def over_reach(self, values: Values, *, least: bool, compiled: bool) -> Values:
        """Return for every group the least or greatest values within its reach.

        Parameters
        ----------
        values : ndarray of int32, shape (n, k)

        Returns
        -------
        ndarray of int32, shape (groups, k)
        """
        extreme = np.minimum if least else np.maximum
        found = extreme.reduceat(values[self.members], self.starts[:-1], axis=0)
        if len(self.edges):
            sign = 1 if least else -1
            kernels.pull(compiled)(self.sinks_first, self.edge_starts, self.edges, sign, found)
        return found

    @cached_property
    def pairs(self) -> int:
        """A bound on the pairs of states of which the first reaches the second."""
        sizes = np.diff(self.starts).astype(np.int64)
        total = sizes.copy()  # repeated edges may count twice
        for g in self.sinks_first.tolist():
            total[g] += total[self.edges[self.edge_starts[g] : self.edge_starts[g + 1]]].sum()
            total[g] = min(total[g], len(self.members))
        return int((sizes * total).sum())


def build_groups(graph: MoveGraph, movers: Sequence[int], *, joint: bool, compiled: bool) -> Groups:
    """Find the groups of some parties.

    Parameters
    ----------
    graph : MoveGraph
    movers : sequence of int
        Indices of the parties.
    joint : bool
        Whether they move all at once, so that what lies between need not be feasible.
    compiled : bool
        Whether loops run compiled.

    Notes
    -----
    O(movers · n) time and memory for moves in turn, O(n log n) for joint ones, without one-way
    options; with them times the classes of a line.
    """
    bits = _one_way_bits(graph, movers)
    if joint:
        group_of, sources, targets = _joint(graph, movers, bits, compiled)
    else:
        group_of, sources, targets = _in_turn(graph, movers, compiled)
    count = int(group_of.max()) + 1
    members = np.argsort(group_of, kind="stable").astype(np.int32)
    starts = _starts(group_of, count)
    pairs = np.unique(sources.astype(np.int64) * count + targets)
    # one-way bits are turned so that moves set them: they grow along every edge
    level = bits[members[starts[:-1]]]
    return Groups(
        group_of,
        members,
        starts,
        _starts(pairs // count, count),
        (pairs % count).astype(np.int32),
        np.argsort(level, kind="stable")[::-1].astype(np.int32),
    )


def _one_way_bits(graph: MoveGraph, movers: Sequence[int]) -> NDArray[np.integer[Any]]:
    """Return every state's one-way bits of the movers, turned so that moves only set them."""
    one_way = np.bitwise_or.reduce(graph.one_way[list(movers)])
    turned = np.bitwise_or.reduce(graph.turned[list(movers)])
    bits: NDArray[np.integer[Any]] = (graph.codes ^ turned) & one_way
    return bits


def _in_turn(
    graph: MoveGraph, movers: Sequence[int], compiled: bool
) -> tuple[Indices, Indices, Indices]:
    group_of = np.full(graph.states, -1, np.int32)
    kernels.flood(compiled)(
        np.asarray(movers),
        class_of(graph),
        graph.class_states,
        graph.order,
        np.empty(graph.states, np.int32),
        np.zeros(len(graph.class_bits), np.bool_),
        group_of,
    )
    group_of_class = group_of[graph.order[graph.class_states[:-1]]]
    sources, targets = [np.empty(0, np.int32)], [np.empty(0, np.int32)]
    for j in movers:
        if graph.one_way[j]:
            first, last = int(graph.party_classes[j]), int(graph.party_classes[j + 1])
            pairs = _pairs(first, last, graph.line_ends, graph.class_bits, compiled)
            sources.append(group_of_class[pairs[0]])
            targets.append(group_of_class[pairs[1]])
    return group_of, np.concatenate(sources), np.concatenate(targets)


def _joint(
    graph: MoveGraph,
    movers: Sequence[int],
    bits: NDArray[np.integer[Any]],
    compiled: bool,
) -> tuple[Indices, Indices, Indices]:
    """Return groups of states that differ in the movers' two-way options only, and the edges.

    Groups are numbered line after line, a line being the states that differ in any of the
    movers' options.
    """
    line = graph.codes & ~np.bitwise_or.reduce(graph.masks[list(movers)])
    order = np.lexsort((bits, line))
    fresh = np.ones(len(order), np.bool_)
    new_line = np.diff(line[order]) != 0
    fresh[1:] = new_line | (np.diff(bits[order]) != 0)
    group_of = np.empty(len(order), np.int32)
    group_of[order] = np.cumsum(fresh, dtype=np.int32) - np.int32(1)
    first_groups = np.flatnonzero(np.concatenate([[True], new_line])[fresh])
    groups = int(np.count_nonzero(fresh))
    line_ends = np.zeros(groups, np.int32)
    line_ends[first_groups] = np.append(first_groups[1:], groups)
    return group_of, *_pairs(0, groups, line_ends, bits[order][fresh], compiled)


def _pairs(
    first: int, last: int, line_ends: Indices, bits: Any, compiled: bool
) -> tuple[Indices, Indices]:
    """Return the pairs of classes on one line of which the second contains the first."""
    filled = np.zeros(1, np.int64)
    room = np.empty(0, np.int32)
    kernels.one_way_moves(compiled)(first, last, line_ends, bits, filled, room, room)
    sources, targets = np.empty((2, int(filled[0])), np.int32)
    filled[0] = 0
    kernels.one_way_moves(compiled)(first, last, line_ends, bits, filled, sources, targets)
    return sources, targets


def class_of(graph: MoveGraph) -> Indices:
    """Return the class of every state for every party, shape (N, n)."""
    sizes = np.diff(graph.class_states)
    found = np.empty((graph.parties, graph.states), np.int32)
    by_place = np.repeat(np.arange(len(sizes), dtype=np.int32), sizes)
    by_party = by_place.reshape(found.shape)
    np.put_along_axis(found, graph.order.reshape(found.shape), by_party, axis=1)
    return found


def _starts(keys: NDArray[np.integer[Any]], count: int) -> Indices:
    """Return the first place of each key below `count` in sorted order, and the end."""
    return np.concatenate([[0], np.cumsum(np.bincount(keys, minlength=count))]).astype(np.int32)
