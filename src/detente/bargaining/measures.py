"""Figures by which bilateral problems are compared with each other.

They look at utilities as they stand, whatever the reservation values, and are those that
negotiation platforms publish with their domains (Baarslag et al. 2013): names differ between
tools, so every figure says here what it is.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from detente.bargaining.diagram import Diagram
from detente.bargaining.dominance import Vectors
from detente.bargaining.frontier import Frontier
from detente.bargaining.rows import Places
from detente.bargaining.sweep import expanded, in_chunks
from detente.errors import ModelError

MAX_MEASURED = 1 << 22
"""Packages whose distances to the frontier are measured one by one: some seconds."""

AT_ONCE = 1 << 13
"""Packages measured at a time: few enough for a processor's cache."""

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Measures:
    """How opposed two parties are.

    Parameters
    ----------
    equal : int
        Place of the point of the frontier where the two utilities differ least; of several, the
        one with the greatest sum. Elsewhere called the Kalai point.
    opposition : float
        How far it is from (1, 1), where both have all they want.
    distribution : float or None
        How far packages are from the frontier, on average over all; None if there are too many.
    welfare : int
        Place of the point with the greatest sum of utilities.
    product : int
        Place of the point with the greatest product of utilities, whatever the reservation
        values. Elsewhere called the Nash point.
    """

    equal: int
    opposition: float
    distribution: float | None
    welfare: int
    product: int

    def to_dict(self) -> dict[str, Any]:
        """Return it as one JSON-ready object."""
        return {
            "opposition": self.opposition,
            "distribution": self.distribution,
            "equal_utility_point": self.equal,
            "welfare_point": self.welfare,
            "product_point": self.product,
        }


def measures(found: Frontier) -> Measures:
    """Return the figures of a bilateral problem.

    Parameters
    ----------
    found : Frontier
        Of all feasible packages, of which there is at least one.

    Raises
    ------
    ModelError
        If not two parties make the deal, or nothing is feasible.

    Notes
    -----
    All but the distribution come from the frontier alone. The distribution takes every package,
    O(packages · points) time, and is left out past ``MAX_MEASURED`` packages.
    """
    if len(found.aims.full) != 2:
        raise ModelError("opposition and distribution are measured between two parties")
    if not len(found):
        raise ModelError("no package is feasible", hint="see what `infeasible` leaves")
    sums = found.points.sum(axis=1)
    difference = np.abs(found.points[:, 0] - found.points[:, 1])
    equal = int(np.lexsort((-sums, difference))[0])
    points: Floats = np.asarray(found.points * found.worth.step, np.float64)
    return Measures(
        equal,
        float(np.linalg.norm(1 - points[equal])),
        _distribution(found, points),
        int(np.argmax(sums)),
        int(np.argmax(points.prod(axis=1))),
    )


def _distribution(found: Frontier, points: Floats) -> float | None:
    packages = found.diagram.packages
    if packages > MAX_MEASURED:
        return None
    total = 0.0
    for sums in every_point(found.diagram, found.aims.full):
        for start in range(0, len(sums), AT_ONCE):
            total += float(_apart(sums[start : start + AT_ONCE] * found.worth.step, points).sum())
    return total / packages


def _apart(some: NDArray[Any], points: Floats) -> Floats:
    """Return how far each is from the nearest point."""
    first, second = some.T.copy()
    nearest = np.full(len(some), np.inf)
    for x, y in points:
        np.minimum(nearest, (first - x) ** 2 + (second - y) ** 2, out=nearest)
    return np.asarray(np.sqrt(nearest), np.float64)


def every_point(paths: Diagram, columns: Places) -> Iterator[Vectors]:
    """Yield what all feasible packages are worth to some parties, in pieces."""

    def onward(level: int, contexts: Places, sums: Vectors) -> Iterator[Vectors]:
        if level == len(paths.layers):
            yield sums
            return
        layer = paths.layers[level]
        for some in in_chunks(np.diff(layer.starts)[contexts]):
            row, edge = expanded(layer.starts, contexts[some])
            added = layer.added[edge][:, columns] + sums[some][row]
            yield from onward(level + 1, layer.target[edge], added)

    if paths.ends:
        yield from onward(0, np.zeros(1, np.intp), np.zeros((1, len(columns)), np.int64))
