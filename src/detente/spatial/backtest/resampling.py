"""How much of a mean over decisions may be chance: the bootstrap over whole groups of them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from detente.ranges import stream
from detente.spatial.inputs import Floats, Places

ENDS = (0.025, 0.975)
"""Which quantiles of the resamples bound an interval of 95%."""
BLOCK = 500
"""Resamples that are treated at once."""
FEW = 20
"""Groups below which nothing can be told: intervals from fewer are too narrow."""
FEWEST_GROUPS = 2
"""Below this drawing groups anew says nothing."""


@dataclass(frozen=True, slots=True)
class Interval:
    """A mean, and between which its bootstrap interval of 95% lies; None where there is none."""

    mean: float
    low: float | None = None
    high: float | None = None

    def to_dict(self) -> dict[str, float | None]:
        """Return it as JSON-ready fields."""
        return {"mean": self.mean, "low": self.low, "high": self.high}


def intervals(numbers: Floats, groups: Places, resamples: int, seed: int) -> list[Interval | None]:
    """Return the mean of every column, with its percentile interval.

    Parameters
    ----------
    numbers : ndarray of float, shape (decisions, columns)
        NaN where a decision has none.
    groups : ndarray of int, shape (decisions,)
        From 0, the group of each decision.
    resamples, seed : int
        0 for means without intervals.

    Notes
    -----
    Each resample takes as many groups as there are, at random and with replacement, and all
    decisions of each (Field and Welsh 2007); all columns take the same ones, so that differences
    stay paired. A resample in which a column has no number does not count for it. The ends of an
    interval are numbers of some resample. Where all resamples agree there is none: that no
    forecast of a few came within 5 does not say that none will.
    """
    count = int(groups.max()) + 1 if len(groups) else 0
    there = ~np.isnan(numbers)
    known = np.zeros((count, numbers.shape[1]))
    sums = np.zeros_like(known)
    for group, row, has in zip(groups.tolist(), np.where(there, numbers, 0.0), there, strict=True):
        sums[group] += row
        known[group] += has
    whole = known.sum(axis=0)
    means = np.divide(sums.sum(axis=0), whole, out=np.full(len(whole), np.nan), where=whole > 0)
    if resamples == 0 or count < FEWEST_GROUPS:
        return [None if np.isnan(mean) else Interval(mean) for mean in means.tolist()]
    drawn = _resampled(sums, known, resamples, seed)
    return [
        None if np.isnan(mean) else Interval(mean, *_ends(column))
        for mean, column in zip(means.tolist(), drawn.T, strict=True)
    ]


def _resampled(sums: Floats, known: Floats, resamples: int, seed: int) -> Floats:
    """Return the mean of every column in every resample, NaN where it has no number."""
    count, columns = sums.shape
    chance = stream(seed, "backtest")
    found = np.full((resamples, columns), np.nan)
    for start in range(0, resamples, BLOCK):
        rows = min(BLOCK, resamples - start)
        taken = chance.integers(count, size=(rows, count)) + count * np.arange(rows)[:, None]
        times = np.bincount(taken.ravel(), minlength=rows * count).reshape(rows, count)
        above, below = np.zeros((rows, columns)), np.zeros((rows, columns))
        # One group after the other, so that the last bit does not hang on the machine.
        for often, total, number in zip(times.T[:, :, None], sums, known, strict=True):
            above += often * total
            below += often * number
        np.divide(above, below, out=found[start : start + rows], where=below > 0)
    return found


def _ends(column: Floats) -> tuple[float, float] | tuple[()]:
    there = column[~np.isnan(column)]
    if not len(there):
        return ()
    low, high = np.quantile(there, ENDS, method="inverted_cdf").tolist()
    return (low, high) if low < high else ()
