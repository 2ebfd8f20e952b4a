"""What packages give those who make the deal over no deal: the points that charts draw."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from detente.bargaining.analysis import Bargained
from detente.bargaining.frontier import members
from detente.bargaining.measures import every_point
from detente.bargaining.rows import Places, distinct
from detente.bargaining.worth import Sums
from detente.bargaining.zone import refusing
from detente.conditions import Bools

Floats = NDArray[np.float64]

MOST_OTHERS = 4_000
"""Feasible packages of which those that are not efficient are drawn, too."""


@dataclass(frozen=True)
class Points:
    """What packages give the parties of the deal over no deal.

    Parameters
    ----------
    found : Bargained
    efficient : ndarray of float, shape (points, members)
        None of it where the frontier is too large.
    others : ndarray of float, shape (n, members)
        What other feasible packages give; none where there are many.
    """

    found: Bargained
    efficient: Floats
    others: Floats

    @classmethod
    def of(cls, found: Bargained) -> Points:
        """Return the points of a result."""
        some = members(found.worth)
        floor = found.worth.reservation[some]
        none = np.zeros((0, len(some)))
        if found.frontier is None:
            return cls(found, none, none)
        paths, best = found.frontier.diagram, found.frontier.points
        others = none
        if paths.packages <= MOST_OTHERS:
            rows = np.concatenate([best[:0], *every_point(paths, some)])
            known = set(map(tuple, best.tolist()))
            rows = np.array([r for r in distinct(rows)[0] if tuple(r.tolist()) not in known])
            others = _in_numbers(found, rows.reshape(-1, len(some)) - floor)
        return cls(found, _in_numbers(found, best - floor), others)

    def refused(self, which: Places) -> Bools:
        """Return which efficient points somebody refuses, whatever the package behind them."""
        below = (self.efficient[which] < -self.found.worth.step / 2).any(axis=1)
        if self.found.frontier is None or not self.found.problem.vetoers:
            return np.asarray(below)
        point, packages, _ = self.found.frontier.packages(which)
        accepted = ~refusing(self.found.worth, packages).any(axis=1)
        return np.isin(which, point[accepted], invert=True)


def _in_numbers(found: Bargained, sums: Sums) -> Floats:
    return np.asarray(sums * found.worth.step, np.float64)


def thinned(places: Floats, most: int) -> Places:
    """Return rows of which none is very near another, at most so many.

    Parameters
    ----------
    places : ndarray of float, shape (n, columns)
        Where they stand in the chart.
    most : int

    Notes
    -----
    Of those in one cell of a grid the first is kept; the grid grows coarser until they are few.
    """
    cell = 1.0
    while True:
        _, first = np.unique(np.floor(places / cell), axis=0, return_index=True)
        if len(first) <= most:
            return np.sort(first)
        cell *= 1.25


def dots(places: Floats | Sequence[tuple[float, float]]) -> str:
    """Return points as one path, to be drawn with round ends."""
    return "".join(f"M{x:.1f},{y:.1f}h0" for x, y in places)
