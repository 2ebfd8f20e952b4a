"""Which packages are efficient or a solution in each draw, without listing packages.

For problems with too many packages to be judged one by one: in every draw the efficient frontier is
built issue by issue, as it is where all numbers are known, and the solutions are read from it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from detente.bargaining.frontier import frontier
from detente.bargaining.model import Package
from detente.bargaining.rows import Places, distinct
from detente.bargaining.solutions import solutions
from detente.bargaining.unknown.batches import Batch, Batches
from detente.bargaining.unknown.judging import SOLUTIONS
from detente.bargaining.worth import Sums
from detente.conditions import Bools
from detente.errors import LimitError

MOST_NUMBERS = 20_000_000
"""Utilities of all frontiers together, which are kept: 160 megabytes."""

Progress = Callable[[int, int, str], None]


@dataclass(frozen=True)
class ByDraw:
    """The packages that are a solution in some draw, and what is efficient in each.

    Parameters
    ----------
    packages : ndarray of int, shape (n, issues)
        In package order.
    picked : dict of str to ndarray of int, shape (draws,)
        By solution, the place of its package; -1 where there is no deal.
    points : tuple of ndarray of int64, shape (points, members)
        The efficient points of every draw.
    """

    packages: Places
    picked: dict[str, NDArray[np.intp]]
    points: tuple[Sums, ...]

    def efficient(self, batch: Batch, members: Places) -> Bools:
        """Return which of the packages are efficient in some draws, shape (draws, packages)."""
        rows = np.stack([batch.sums[member] for member in members], axis=2)
        return np.stack(
            [
                _among(some, points)
                for some, points in zip(rows, self.points[batch.draws], strict=True)
            ]
        )


def by_draw(batches: Batches, progress: Progress | None = None) -> ByDraw:
    """Return which packages are a solution in some draw, and what is efficient.

    Parameters
    ----------
    batches : Batches
    progress : callable, optional
        Told of the draws done.

    Raises
    ------
    LimitError
        If there are too many efficient packages, in one draw or in all together, or conditions
        link issues in too many ways.
    """
    samples = batches.sample.samples
    points: list[Sums] = []
    kept = 0
    found: dict[str, list[Package | None]] = {name: [] for name in SOLUTIONS}
    for draw in range(samples):
        table = batches.worth(draw)
        feasible = frontier(table)
        points.append(feasible.points)
        kept += feasible.points.size
        if kept > MOST_NUMBERS:
            raise LimitError(
                f"too many packages are efficient in {samples:,} draws together",
                hint=f"ask for at most {draw:,} samples, or join values",
            )
        veto = bool(table.problem.vetoers)
        fair = solutions(frontier(table, acceptable=True) if veto else feasible.acceptable())
        for name in SOLUTIONS:
            found[name].append(fair[name].package if fair else None)
        if progress:
            progress(draw + 1, samples, "draws")
    packages = sorted({package for each in found.values() for package in each if package})
    places = {package: place for place, package in enumerate(packages)}
    picked = {
        name: np.array([-1 if each is None else places[each] for each in listed], np.intp)
        for name, listed in found.items()
    }
    shape = (len(packages), len(batches.problem.issues))
    return ByDraw(np.array(packages, np.intp).reshape(shape), picked, tuple(points))


def _among(rows: Sums, points: Sums) -> Bools:
    """Return which rows are among points."""
    _, which = distinct(np.concatenate([points, rows]))
    return np.isin(which[len(points) :], which[: len(points)])
