"""Weights from a polytope that is too large to be divided: hit-and-run walks.

From a point inside, a walk goes again and again in a random direction, to a random place on the
chord through the polytope (Smith 1984; Lovász 1999). Where it is in the long run is uniform. It
moves slowly through a body that is thin in some direction, so that directions are first
stretched to the shape that a pilot found.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from detente.bargaining.unknown.linear import Floats, furthest, scaled

WALKS = 100
"""Independent walks; each draws one block of the sample."""
BURN_IN = 50
"""Steps of every walk before its first draw, for each dimension."""
THINNING = 8
"""Steps between two draws, for each dimension."""
PILOTS = 3
"""Times that the shape is estimated."""
FLAT = 1e-9
"""A constraint that no weights meet with more room than this holds with equality."""


def walk(
    rows: Sequence[Sequence[int]], size: int, samples: int, rng: np.random.Generator
) -> Floats:
    """Return weights that meet all ``row · w >= 0``, nearly uniform, shape (samples, size).

    Parameters
    ----------
    rows : sequence of sequence of int
        Besides that weights sum to 1 and are not negative; some weights meet them.
    size : int
        How many weights there are.
    samples : int
    rng : Generator

    Notes
    -----
    Draws of the same walk, which stand in a row, are not quite independent.
    """
    matrix = np.vstack([np.eye(size), scaled(rows, size)])
    centre, basis = _inside(matrix, rows, size)
    dimension = basis.shape[1]
    if dimension == 0:
        return np.tile(centre, (samples, 1))
    free = matrix @ basis
    moving = np.abs(free).max(axis=1) > FLAT
    free, room = free[moving], (matrix @ centre)[moving]
    shape = np.eye(dimension)
    places = np.zeros((WALKS, dimension))
    for _ in range(PILOTS):
        seen = []
        for _ in range(BURN_IN * dimension):
            places = _step(places, free, room, shape, rng)
            seen.append(places)
        late = np.concatenate(seen[len(seen) // 2 :: dimension])
        shape = _root(np.cov(late, rowvar=False).reshape(dimension, dimension))
    for _ in range(BURN_IN * dimension):
        places = _step(places, free, room, shape, rng)
    drawn = []
    for _ in range(-(-samples // WALKS)):
        for _ in range(THINNING * dimension):
            places = _step(places, free, room, shape, rng)
        drawn.append(places)
    found = np.stack(drawn, axis=1).reshape(-1, dimension)[:samples]
    return np.asarray(np.maximum(centre + found @ basis.T, 0.0))


def _inside(matrix: Floats, rows: Sequence[Sequence[int]], size: int) -> tuple[Floats, Floats]:
    """Return weights well inside, and directions in which one can go from there, as columns."""
    points = [furthest(rows, direction) for direction in matrix]
    found = np.array([point for point in points if point is not None])
    centre = found.mean(axis=0)
    most = np.array([row @ point for row, point in zip(matrix, found, strict=True)])
    flat = np.vstack([np.ones(size), matrix[most <= FLAT]])
    _, sizes, turned = np.linalg.svd(flat)
    rank = int((sizes > FLAT).sum())
    return centre, turned[rank:].T


def _step(
    places: Floats, free: Floats, room: Floats, shape: Floats, rng: np.random.Generator
) -> Floats:
    """Return where walks are one step on; ``room + free @ place`` stays non-negative."""
    ways = rng.standard_normal(places.shape) @ shape.T
    speeds = ways @ free.T
    left = np.maximum(room + places @ free.T, 0.0)
    with np.errstate(divide="ignore", invalid="ignore"):
        times = -left / speeds
    ahead = np.where(speeds < 0, times, np.inf).min(axis=1)
    back = np.where(speeds > 0, times, -np.inf).max(axis=1)
    chosen = back + (ahead - back) * rng.random(len(places))
    return np.asarray(places + chosen[:, None] * ways)


def _root(covariance: Floats) -> Floats:
    """Return a matrix whose square is the covariance."""
    values, vectors = np.linalg.eigh(covariance)
    return np.asarray(vectors * np.sqrt(np.maximum(values, values.max() * 1e-12)))
