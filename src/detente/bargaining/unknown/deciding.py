"""Which unknown number an answer hangs on, by itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from detente.bargaining.unknown.linear import Floats
from detente.bargaining.unknown.sampling import Unknown
from detente.conditions import Bools

BINS = 20
"""Parts of equally many draws into which those of a number are divided, by size."""
FEWEST = 10 * BINS
"""Draws below which nothing is said."""
SURE = 2.0
"""Standard errors by which the shares beside a threshold differ from one half."""


@dataclass(frozen=True)
class Threshold:
    """The number on one side of which a deal exists more often than not, and on the other not.

    Parameters
    ----------
    at : float
    deal_below : bool
        Whether a deal is more likely below it.
    below, above : float
        The shares of draws with a deal on either side.
    """

    at: float
    deal_below: bool
    below: float
    above: float

    def to_dict(self) -> dict[str, Any]:
        """Return it as JSON-ready fields."""
        return {
            "at": self.at,
            "deal_below": self.deal_below,
            "below": self.below,
            "above": self.above,
        }


@dataclass(frozen=True)
class Decider:
    """How much of an answer hangs on one unknown number.

    Parameters
    ----------
    unknown : Unknown
    agreement : float or None
        The share of the variance of whether a deal exists that the number explains by itself; None
        where a deal exists in all draws, or in none.
    nash : float or None
        The same of which package is the Nash package, in the draws with a deal; None where it is
        always the same.
    lower, upper : float
        The probability of a deal where the number is in its lower third, and in its upper.
    threshold : Threshold or None
    """

    unknown: Unknown
    agreement: float | None
    nash: float | None
    lower: float
    upper: float
    threshold: Threshold | None

    def to_dict(self) -> dict[str, Any]:
        """Return it as JSON-ready fields."""
        asked = self.unknown
        return {
            "unknown": asked.name,
            "kind": asked.kind,
            "party": asked.party,
            "place": list(asked.place),
            "low": asked.range.low,
            "high": asked.range.high,
            "agreement": self.agreement,
            "nash": self.nash,
            "lower_third": self.lower,
            "upper_third": self.upper,
            "threshold": None if self.threshold is None else self.threshold.to_dict(),
        }


def deciding(
    unknowns: Sequence[Unknown], deal: Bools, nash: NDArray[np.intp]
) -> tuple[Decider, ...]:
    """Return how much hangs on each unknown number, the most decisive first.

    Parameters
    ----------
    unknowns : sequence of Unknown
        With what was drawn for them, shape (samples,).
    deal : ndarray of bool, shape (samples,)
        Whether a deal exists.
    nash : ndarray of int, shape (samples,)
        The Nash package; -1 where there is no deal.

    Returns
    -------
    tuple of Decider
        By their share in whether a deal exists, or, where that is certain, in which package is the
        Nash package. Empty for fewer than 200 draws.
    """
    if len(deal) < FEWEST:
        return ()
    found = []
    for each in unknowns:
        lower, upper = _thirds(each.drawn, deal)
        found.append(
            Decider(
                each,
                explained(each.drawn, deal),
                explained(each.drawn[deal], nash[deal]),
                lower,
                upper,
                threshold(each.drawn, deal),
            )
        )
    return tuple(
        sorted(found, key=lambda d: (-(d.agreement or 0.0), -(d.nash or 0.0), d.unknown.name))
    )


def explained(number: Floats, answer: NDArray[Any]) -> float | None:
    """Return which share of the variance of an answer a number explains by itself.

    Parameters
    ----------
    number : ndarray of float, shape (n,)
    answer : ndarray, shape (n,)
        Yes or no, or one of several kinds.

    Returns
    -------
    float or None
        From 0 to 1, up to sampling error (it can fall below 0 by as much); None where the answer is
        always the same, or there are fewer than 200 draws.

    Notes
    -----
    The correlation ratio of Pearson, which for yes and no is the first-order sensitivity index
    (Saltelli and others 2008) and for several kinds, variances added up, the tau of Goodman and
    Kruskal (1954). The number is divided into 20 bins of equally many draws. What bins explain by
    chance is taken off (Kelley 1935). Variance within bins counts as not explained.
    """
    kinds, which = np.unique(answer, return_inverse=True)
    count = len(number)
    if len(kinds) < 2 or count < FEWEST:
        return None
    order = np.argsort(number, kind="stable")
    bins = np.empty(count, np.intp)
    bins[order] = np.arange(count) * BINS // count
    table = np.zeros((BINS, len(kinds)))
    np.add.at(table, (bins, which.ravel()), 1.0)
    sizes, totals = table.sum(axis=1), table.sum(axis=0)
    everything = count - float((totals**2).sum()) / count
    within = count - float((table**2 / sizes[:, None]).sum())
    return float(1 - (within / (count - BINS)) / (everything / (count - 1)))


def _thirds(number: Floats, deal: Bools) -> tuple[float, float]:
    order = np.argsort(number, kind="stable")
    third = len(order) // 3
    return float(deal[order[:third]].mean()), float(deal[order[-third:]].mean())


def threshold(number: Floats, deal: Bools) -> Threshold | None:
    """Return where a number tells best whether a deal exists.

    Notes
    -----
    It is the cut that guesses wrong least often when a deal is guessed on one side only. Where the
    probability of a deal rises or falls with the number all along, that estimates the place at
    which it is one half. None where a deal is not more likely than not on one side and less likely
    on the other, by two standard errors.
    """
    order = np.argsort(number, kind="stable")
    sorted_, deals = number[order], np.cumsum(deal[order])
    count, total = len(order), int(deals[-1])
    cuts = np.flatnonzero(sorted_[:-1] < sorted_[1:])
    if not len(cuts):
        return None
    below, here = cuts + 1, deals[cuts]
    right_if_below = here + (count - below) - (total - here)
    right_if_above = (below - here) + (total - here)
    deal_below = bool(right_if_below.max() >= right_if_above.max())
    place = int((right_if_below if deal_below else right_if_above).argmax())
    sizes = int(below[place]), count - int(below[place])
    shares = int(here[place]) / sizes[0], (total - int(here[place])) / sizes[1]
    for size, share, more in zip(sizes, shares, (deal_below, not deal_below), strict=True):
        error = max(float(np.sqrt(share * (1 - share) / size)), 1 / size)
        if (share - 0.5 if more else 0.5 - share) < SURE * error:
            return None
    at = float(sorted_[cuts[place]] + sorted_[cuts[place] + 1]) / 2
    return Threshold(at, deal_below, *shares)
