"""The losses and their intervals transcribed from their definitions, one number at a time.

Nothing here is shared with the program.
"""

from __future__ import annotations

import math
from itertools import pairwise

import numpy as np

from detente.ranges import stream


def crps_by_integral(draws: list[float], outcome: float) -> float:
    """Return ∫ (F(z) − 1{outcome ≤ z})² dz, F the share of draws that are at most z."""
    cuts = sorted({*draws, outcome})
    total = 0.0
    for low, high in pairwise(cuts):
        below = sum(each <= low for each in draws) / len(draws)
        total += (high - low) * (below - (outcome <= low)) ** 2
    return total


def fair_crps(draws: list[float], outcome: float) -> float:
    """Return the mean over all pairs of different draws of the score that they have by themselves."""
    if len(draws) == 1:
        return abs(draws[0] - outcome)
    pairs = [(a, b) for i, a in enumerate(draws) for b in draws[i + 1 :]]
    return sum((abs(a - outcome) + abs(b - outcome)) / 2 - abs(a - b) / 2 for a, b in pairs) / len(
        pairs
    )


def bootstrap(
    numbers: list[float], groups: list[int], resamples: int, seed: int
) -> tuple[float, float, float]:
    """Return a mean and the ends of its percentile interval; NaN is a decision without a number."""
    known = sorted(set(groups))
    chance = stream(seed, "backtest")
    means = []
    left = resamples
    while left:
        rows = min(500, left)
        for row in chance.integers(len(known), size=(rows, len(known))):
            taken = [
                number
                for group in row
                for number, own in zip(numbers, groups, strict=True)
                if own == known[group] and not math.isnan(number)
            ]
            if taken:
                means.append(sum(taken) / len(taken))
        left -= rows
    means.sort()

    def quantile(part: float) -> float:
        return next(each for k, each in enumerate(means, 1) if k >= part * len(means) - 1e-9)

    there = [each for each in numbers if not math.isnan(each)]
    return float(np.mean(there)), quantile(0.025), quantile(0.975)
