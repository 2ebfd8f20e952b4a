"""The greatest sum of what packages are worth to some, without listing packages.

Unlike the frontier, a weighted sum needs one number for each context: the most that the issues
still open can add.
"""

from __future__ import annotations

import numpy as np

from detente.bargaining.diagram import Diagram
from detente.bargaining.model import Package
from detente.bargaining.rows import Places
from detente.bargaining.worth import Sums
from detente.conditions import Bools

NONE = -(2**61)
"""Less than any sum: no package ends so."""


def _afterwards(paths: Diagram, weights: Sums, allowed: Bools) -> list[Sums]:
    """Return the most that can still be added in every context, by level, shape (width, sums)."""
    found = [np.where(allowed, 0, NONE).astype(np.int64)]
    for layer in reversed(paths.layers):
        after = layer.added @ weights + found[-1][layer.target]
        best = np.maximum.reduceat(after, layer.starts[:-1], axis=0)
        found.append(np.where(best < NONE // 2, NONE, best))
    return found[::-1]


def greatest(paths: Diagram, weights: Sums, allowed: Bools) -> Sums:
    """Return the greatest sums, each over the packages that may end so; NONE if there are none.

    Parameters
    ----------
    paths : Diagram
    weights : ndarray of int64, shape (parties, sums)
        How often each party's utility counts.
    allowed : ndarray of bool, shape (last contexts, sums)

    Notes
    -----
    O(edges · parties · sums) time.
    """
    if not paths.ends:
        return np.full(weights.shape[1], NONE)
    return _afterwards(paths, weights, allowed)[0][0]


def best_package(paths: Diagram, weights: Sums, allowed: Bools) -> Package | None:
    """Return the first package, in package order, of a greatest sum; None if none may end so.

    Parameters
    ----------
    paths : Diagram
    weights : ndarray of int64, shape (parties,)
    allowed : ndarray of bool, shape (last contexts,)
    """
    if not paths.ends or not allowed.any():
        return None
    after = [level[:, 0] for level in _afterwards(paths, weights[:, None], allowed[:, None])]
    if after[0][0] == NONE:
        return None
    kept: list[Places] = []
    for level, layer in enumerate(paths.layers):
        there = layer.added @ weights + after[level + 1][layer.target]
        best = (there == after[level][layer.source]) & (after[level][layer.source] > NONE)
        kept.append(np.flatnonzero(best))
    package = [0] * len(kept)
    for level, layer in sorted(enumerate(paths.layers), key=lambda item: item[1].issue):
        kept = _connected(paths, kept)
        values = layer.values[kept[level]]
        package[layer.issue] = int(values.min())
        kept[level] = kept[level][values == values.min()]
    return tuple(package)


def _connected(paths: Diagram, kept: list[Places]) -> list[Places]:
    """Return those edges that lie on a path of kept edges from the first context to a last one."""
    widths = paths.widths
    reached = np.ones(1, bool)
    forward = []
    for layer, edges, width in zip(paths.layers, kept, widths[1:], strict=True):
        edges = edges[reached[layer.source[edges]]]
        forward.append(edges)
        reached = np.zeros(width, bool)
        reached[layer.target[edges]] = True
    found = []
    for layer, edges, width in zip(
        reversed(paths.layers), reversed(forward), reversed(widths[:-1]), strict=True
    ):
        edges = edges[reached[layer.target[edges]]]
        found.append(edges)
        reached = np.zeros(width, bool)
        reached[layer.source[edges]] = True
    return found[::-1]
