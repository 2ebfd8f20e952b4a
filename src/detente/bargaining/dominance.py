"""Which of many vectors are efficient: none of the others is at least as good everywhere.

Two coordinates need one sorted pass. More are asked of a k-d tree that keeps the greatest value
of every coordinate under each node: a vector is dominated only by what lies under nodes whose
greatest values are all at least its own, which for points near a frontier are few.
"""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from detente.bargaining.rows import Places
from detente.compiled import helper, kernel, worth_compiling
from detente.conditions import Bools

Vectors = NDArray[np.int64]
"""Shape (n, coordinates); more is better."""

FIRST = 256
"""Points asked first where loops are not compiled."""

LEAF = 8
"""Vectors in a leaf of the tree, at most."""

BLOCK = 1 << 20
"""Pairs compared at once where loops are not compiled."""


def efficient(
    vectors: Vectors, groups: Places | None = None, *, compiled: bool | None = None
) -> Places:
    """Return the places of the vectors that no other dominates, one of those that are equal.

    Parameters
    ----------
    vectors : ndarray of int64, shape (n, coordinates)
    groups : ndarray of int, shape (n,), optional
        0-based numbers of groups; only vectors of one group are compared.
    compiled : bool, optional
        Force compiled loops or none; by size when None.

    Returns
    -------
    ndarray of int, shape (efficient,)
        Ascending; of equal vectors, the first.

    Notes
    -----
    O(n log n) time for one or two coordinates. For more, the tree takes O(n log² n) to build and
    queries are at worst linear, far fewer comparisons than pairs on the frontiers of sums. Kung,
    Luccio and Preparata (1975) have the bounds; the tree is that of Bentley (1975).

    Examples
    --------
    >>> efficient(np.array([[1, 5], [2, 2], [1, 5], [3, 4], [3, 1]]))
    array([0, 3])
    """
    if len(vectors) < 2:
        return np.arange(len(vectors))
    if groups is None:
        groups = np.zeros(len(vectors), np.intp)
    moving = vectors[:, np.any(vectors != vectors[0], axis=0)]
    if moving.shape[1] <= 2:
        return _scanned(moving, groups)
    if compiled is None:
        compiled = worth_compiling(len(moving) // 4)
    order = np.lexsort((-moving.sum(axis=1), groups))
    points = np.ascontiguousarray(moving[order])
    ends = np.flatnonzero(np.diff(groups[order], append=groups[order[-1]] + 1)) + 1
    kept = _searched(points, ends) if compiled else _compared(points, ends)
    return np.sort(order[kept])


def _scanned(vectors: Vectors, groups: Places) -> Places:
    """Sort each group by the first coordinate, best first, and keep what rises in the second."""
    if not vectors.shape[1]:
        vectors = np.zeros((len(vectors), 1), np.int64)
    first, second = vectors[:, 0], vectors[:, -1]
    order = np.lexsort((-second, -first, groups))
    # Ranks, raised from group to group, so that no group hides the next one's.
    rank = np.unique(second, return_inverse=True)[1].ravel()[order] + groups[order] * len(order)
    kept = np.ones(len(order), bool)
    kept[1:] = rank[1:] > np.maximum.accumulate(rank)[:-1]
    kept[1:] |= groups[order[1:]] != groups[order[:-1]]
    return np.sort(order[kept])


def _compared(points: Vectors, ends: Places) -> Bools:
    """Return which points are efficient in their group; in each, greater sums come first.

    What dominates has a greater sum. The first points of a group are asked first: few of them
    dominate most of the rest.
    """
    kept = np.zeros(len(points), bool)
    for start, end in pairwise([0, *ends]):
        order = np.arange(start, end)
        while len(order):
            block, order = order[:FIRST], order[FIRST:]
            block = block[~_below(points[block], points[block], same=True)]
            kept[block] = True
            if len(order):
                order = order[~_below(points[order], points[block], same=False)]
    return kept


def _below(asked: Vectors, others: Vectors, *, same: bool) -> NDArray[np.bool_]:
    """Return which vectors some other is at least as good as.

    If `same`, the others are the vectors themselves, and only earlier ones count.
    """
    found = np.zeros(len(asked), bool)
    rows = max(1, BLOCK // max(1, len(others)))
    for start in range(0, len(asked), rows):
        some = slice(start, start + rows)
        as_good = others[None, :, 0] >= asked[some, None, 0]
        for column in range(1, asked.shape[1]):
            as_good &= others[None, :, column] >= asked[some, None, column]
        if same:
            as_good = np.tril(as_good, start - 1)
        found[some] = as_good.any(axis=1)
    return found


def _searched(points: Vectors, ends: Places, compiled: bool = True) -> Bools:
    """Return what `_compared` does, by a tree for each group."""
    depth = max(0, int(np.ceil(np.log2(np.diff(ends, prepend=0).max() / LEAF)))) + 1
    top = np.empty(((1 << (depth + 1)) - 1, points.shape[1]), np.int64)
    stack = np.zeros((2 * depth + 4, 3), np.int64)
    ids = np.arange(len(points))
    kept = np.zeros(len(points), np.bool_)
    sift(compiled)(points, ends, ids, np.empty_like(points), top, stack, kept)
    return kept


@helper
def plant(points: Any, ids: Any, start: int, end: int, top: Any, stack: Any) -> None:
    """Order `ids` as the leaves of a k-d tree, and fill in the greatest coordinates of its nodes.

    The tree is that of the points from `start` to `end`. Node k holds a slice of `ids`; its halves
    are nodes 2k + 1 and 2k + 2, the second with the greater values of the coordinate that the node
    is split by.
    """
    width = points.shape[1]
    stack[0, 0] = 0
    stack[0, 1] = start
    stack[0, 2] = end
    open_nodes = 1
    while open_nodes > 0:
        open_nodes -= 1
        node = stack[open_nodes, 0]
        low = stack[open_nodes, 1]
        high = stack[open_nodes, 2]
        axis = 0
        widest = -1
        for k in range(width):
            least = points[ids[low], k]
            most = least
            for i in range(low + 1, high):
                value = points[ids[i], k]
                least = min(least, value)
                most = max(most, value)
            top[node, k] = most
            if most - least > widest:
                widest = most - least
                axis = k
        if high - low <= LEAF:
            continue
        middle = (low + high) // 2
        left = low
        right = high - 1
        while left < right:
            pivot = points[ids[(left + right) // 2], axis]
            i = left
            j = right
            while i <= j:
                while points[ids[i], axis] < pivot:
                    i += 1
                while points[ids[j], axis] > pivot:
                    j -= 1
                if i <= j:
                    swapped = ids[i]
                    ids[i] = ids[j]
                    ids[j] = swapped
                    i += 1
                    j -= 1
            if middle <= j:
                right = j
            elif middle >= i:
                left = i
            else:
                break
        for child in range(2):
            stack[open_nodes, 0] = 2 * node + 1 + child
            stack[open_nodes, 1] = low if child == 0 else middle
            stack[open_nodes, 2] = middle if child == 0 else high
            open_nodes += 1


@helper
def search(
    points: Any, leaves: Any, ids: Any, start: int, end: int, top: Any, stack: Any, kept: Any
) -> None:
    """Fill in which points no other is as good as; of equal points, the first is kept.

    `leaves` are the points in the order of `ids`.
    """
    width = points.shape[1]
    for asked in range(start, end):
        kept[asked] = True
        stack[0, 0] = 0
        stack[0, 1] = start
        stack[0, 2] = end
        open_nodes = 1
        while open_nodes > 0:
            open_nodes -= 1
            node = stack[open_nodes, 0]
            low = stack[open_nodes, 1]
            high = stack[open_nodes, 2]
            possible = True
            for k in range(width):
                if top[node, k] < points[asked, k]:
                    possible = False
                    break
            if not possible:
                continue
            if high - low > LEAF:
                middle = (low + high) // 2
                for child in range(2):
                    stack[open_nodes, 0] = 2 * node + 1 + child
                    stack[open_nodes, 1] = low if child == 0 else middle
                    stack[open_nodes, 2] = middle if child == 0 else high
                    open_nodes += 1
                continue
            for i in range(low, high):
                # What dominates has a greater sum, so that it, like an equal one, comes before.
                if ids[i] >= asked:
                    continue
                as_good = True
                for k in range(width):
                    if leaves[i, k] < points[asked, k]:
                        as_good = False
                        break
                if as_good:
                    kept[asked] = False
                    open_nodes = 0
                    break


@kernel
def sift(points: Any, ends: Any, ids: Any, leaves: Any, top: Any, stack: Any, kept: Any) -> None:
    """Fill in the efficient points of every group; a group goes up to the next of `ends`."""
    start = 0
    for end in ends:
        plant(points, ids, start, end, top, stack)
        for i in range(start, end):
            for k in range(points.shape[1]):
                leaves[i, k] = points[ids[i], k]
        search(points, leaves, ids, start, end, top, stack, kept)
        start = end
