"""What a party's weights may be: a polytope, made of ranges and comparisons."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from detente.bargaining.model import Profile, Range
from detente.bargaining.unknown.corners import Row, Simplex, corners, simplices
from detente.bargaining.unknown.linear import Floats, furthest
from detente.bargaining.unknown.statements import (
    MOST_CORNERS,
    conflicting,
    contradiction,
    rows,
    statements,
)

MOST_SIMPLICES = 20_000
"""Polytopes that divide into more are walked through."""


@dataclass(frozen=True)
class Polytope:
    """The weights that a party may have.

    Parameters
    ----------
    issues : tuple of str
    rows : tuple of tuple of int
        What holds besides that weights sum to 1 and are not negative: each ``row · w >= 0``.
    corners : ndarray of float, shape (corners, issues), or None
        None where there are too many.
    simplices : ndarray of int, shape (simplices, dimension + 1), or None
        Corners of the simplices that it divides into; None where there are too many.
    volumes : ndarray of float, shape (simplices,), or None
        Their shares in its volume.
    """

    issues: tuple[str, ...]
    rows: tuple[Row, ...]
    corners: Floats | None
    simplices: NDArray[np.intp] | None = None
    volumes: Floats | None = None

    @cached_property
    def implied(self) -> Mapping[str, Range]:
        """Between which numbers each weight can lie, all being taken together.

        A range of one number is a weight that follows from the others.
        """
        if self.corners is not None:
            ends = zip(self.corners.min(axis=0), self.corners.max(axis=0), strict=True)
            low_high = [(float(low), float(high)) for low, high in ends]
        else:
            low_high = [self._ends(place) for place in range(len(self.issues))]
        return {i: Range(*ends) for i, ends in zip(self.issues, low_high, strict=True)}

    def _ends(self, place: int) -> tuple[float, float]:
        unit = np.eye(len(self.issues))[place]
        found = [furthest(self.rows, sign * unit) for sign in (-1, 1)]
        low, high = (float(point[place]) for point in found if point is not None)
        return min(low, high), high

    @property
    def centroid(self) -> Floats | None:
        """Its centre of gravity, shape (issues,); None where it was not divided."""
        if self.corners is None or self.simplices is None or self.volumes is None:
            return None
        centres = self.corners[self.simplices].mean(axis=1)
        return np.asarray((self.volumes[:, None] * centres).sum(axis=0))

    def holds(self, weights: Mapping[str, float], slack: float = 1e-9) -> bool:
        """Tell whether weights lie in it, or beside it by less than rounding."""
        point = np.array([weights[issue] for issue in self.issues])
        if abs(point.sum() - 1) > slack or (point < -slack).any():
            return False
        return all(float(np.dot(row, point)) >= -slack * max(map(abs, row)) for row in self.rows)


def polytope(profile: Profile) -> Polytope:
    """Return what a party's weights may be.

    Parameters
    ----------
    profile : Profile

    Returns
    -------
    Polytope
        Weights that are all given are one point, and are taken as they stand: they need not sum
        to 1.

    Raises
    ------
    ModelError
        If no weights meet all that is said of them; the message names the fewest statements that
        conflict.
    MissingExtraError
        If there are so many weights that it takes linear programming, and scipy is not installed.

    Examples
    --------
    >>> from detente.bargaining.model import Comparison, Weight
    >>> order = (Comparison("x", "y"), Comparison("y", "z"))
    >>> found = polytope(Profile("a", {i: Weight() for i in "xyz"}, {}, comparisons=order))
    >>> found.corners.tolist()
    [[1.0, 0.0, 0.0], [0.5, 0.5, 0.0], [0.333..., 0.333..., 0.333...]]
    >>> found.centroid.round(4).tolist()  # the rank-order-centroid weights
    [0.6111, 0.2778, 0.1111]
    """
    issues = tuple(profile.weights)
    given = [weight.share.low for weight in profile.weights.values()]
    if all(weight.share.known for weight in profile.weights.values()):
        return Polytope(issues, (), np.array([given]), np.zeros((1, 1), np.intp), np.ones(1))
    cuts = rows(statements(profile), issues)
    found = corners(len(issues), cuts, MOST_CORNERS)
    if (found is None and furthest(cuts, [0.0] * len(issues)) is None) or (
        found is not None and not found.rays
    ):
        raise contradiction(profile, conflicting(profile))
    if found is None:
        return Polytope(issues, tuple(cuts), None)
    points = [[Fraction(x, sum(ray)) for x in ray] for ray in found.rays]
    listed = np.array([[float(x) for x in point] for point in points])
    divided = simplices(found, MOST_SIMPLICES)
    if divided is None:
        return Polytope(issues, tuple(cuts), listed)
    places = np.array(divided, np.intp)
    return Polytope(issues, tuple(cuts), listed, places, _volumes(points, divided, places))


def _volumes(
    points: list[list[Fraction]], divided: list[Simplex], places: NDArray[np.intp]
) -> Floats:
    """Return the share of each simplex in the volume of all.

    Volumes are taken in as many coordinates as the polytope has dimensions, which scales all alike.
    Differences to one corner are exact before they are rounded, so that thin polytopes lose nothing.
    """
    first = points[divided[0][0]]
    axes = _independent([_minus(points[k], first) for k in divided[0][1:]])
    apart = [_minus(point, first) for point in points]
    flat = np.array([[float(x[axis]) for axis in axes] for x in apart]).reshape(
        len(apart), len(axes)
    )
    sizes = np.abs(_determinants(flat[places[:, 1:]] - flat[places[:, :1]]))
    return np.asarray(sizes / sizes.sum())


def _minus(point: list[Fraction], other: list[Fraction]) -> list[Fraction]:
    return [x - y for x, y in zip(point, other, strict=True)]


def _independent(edges: list[list[Fraction]]) -> list[int]:
    """Return coordinates in which independent vectors stay independent."""
    left = [list(edge) for edge in edges]
    axes: list[int] = []
    while left:
        edge = left.pop()
        axis = next(k for k, x in enumerate(edge) if x)
        axes.append(axis)
        for other in left:
            factor = other[axis] / edge[axis]
            other[:] = [x - factor * y for x, y in zip(other, edge, strict=True)]
    return axes


def _determinants(matrices: Floats) -> Floats:
    """Return determinants, shape (n,), of matrices of shape (n, d, d), d = 0 included.

    By elimination in elementary operations, which give the same bits on every machine; those of
    linear algebra libraries need not.
    """
    left = matrices.copy()
    result = np.ones(len(left))
    every = np.arange(len(left))
    for column in range(left.shape[1]):
        pivot = column + np.abs(left[:, column:, column]).argmax(axis=1)
        top = left[every, pivot].copy()
        left[every, pivot] = left[:, column]
        left[:, column] = top
        result *= top[:, column]
        with np.errstate(divide="ignore", invalid="ignore"):
            factors = left[:, column + 1 :, column] / top[:, column, None]
        factors = np.nan_to_num(factors, posinf=0, neginf=0)
        left[:, column + 1 :] -= factors[:, :, None] * top[:, None, :]
    return result
