"""Which unknown number a forecast hangs on, by itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from detente.spatial.inputs import Floats
from detente.spatial.model import Spatial, Unknown

BINS = 20
"""Parts of equally many draws into which those of a number are divided, by size."""
FEWEST = 10 * BINS
"""Draws below which nothing is said."""


@dataclass(frozen=True)
class Influence:
    """How much of the forecast on a dimension hangs on one unknown number.

    Parameters
    ----------
    unknown : Unknown
    dimension : str
        On which the forecast is.
    explained : float or None
        The share of the variance of the forecast that the number explains by itself; None where
        the forecast is always the same.
    lower, upper : float
        The mean forecast where the number is in its lower third, and in its upper.
    """

    unknown: Unknown
    dimension: str
    explained: float | None
    lower: float
    upper: float

    def to_dict(self) -> dict[str, Any]:
        """Return it as JSON-ready fields."""
        return {
            "unknown": self.unknown.name,
            "actor": self.unknown.actor,
            "quantity": self.unknown.quantity,
            "of": self.unknown.dimension,
            "low": self.unknown.range.low,
            "high": self.unknown.range.high,
            "dimension": self.dimension,
            "explained": self.explained,
            "lower_third": self.lower,
            "upper_third": self.upper,
        }


def influences(
    problem: Spatial, unknowns: Mapping[Unknown, Floats], outcomes: Floats
) -> tuple[Influence, ...]:
    """Return how much hangs on each unknown number, for each dimension the most first.

    Parameters
    ----------
    problem : Spatial
    unknowns : mapping of Unknown to ndarray of float, shape (draws,)
    outcomes : ndarray of float, shape (dimensions, draws)
        What is forecast.

    Returns
    -------
    tuple of Influence
        Empty for fewer than 200 draws.
    """
    if outcomes.shape[1] < FEWEST:
        return ()
    found = []
    for dimension, outcome in zip(problem.dimension_ids, outcomes, strict=True):
        of_it = []
        for unknown, numbers in unknowns.items():
            order = np.argsort(numbers, kind="stable")
            third = len(order) // 3
            lower, upper = outcome[order[:third]].mean(), outcome[order[-third:]].mean()
            share = explained(numbers, outcome)
            of_it.append(Influence(unknown, dimension, share, float(lower), float(upper)))
        found += sorted(of_it, key=lambda each: (-(each.explained or 0.0), each.unknown.name))
    return tuple(found)


def explained(number: Floats, answer: Floats) -> float | None:
    """Return which share of the variance of an answer a number explains by itself.

    Parameters
    ----------
    number, answer : ndarray of float, shape (n,)

    Returns
    -------
    float or None
        From 0 to 1, up to sampling error (it can fall below 0 by as much); None where the answer is
        always the same, or there are fewer than 200 draws.

    Notes
    -----
    The correlation ratio of Pearson, which is the first-order sensitivity index (Saltelli and
    others 2008). The number is divided into 20 bins of equally many draws. What bins explain by
    chance is taken off (Kelley 1935). Variance within bins counts as not explained.
    """
    count = len(number)
    if count < FEWEST or answer.min() == answer.max():
        return None
    order = np.argsort(number, kind="stable")
    bins = np.empty(count, np.intp)
    bins[order] = np.arange(count) * BINS // count
    sizes = np.bincount(bins, minlength=BINS)
    centred = answer - answer.mean()
    sums = np.bincount(bins, weights=centred, minlength=BINS)
    everything = float((centred**2).sum())
    within = everything - float((sums**2 / sizes).sum())
    return 1 - (within / (count - BINS)) / (everything / (count - 1))
