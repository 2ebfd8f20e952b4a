"""Which packages are efficient, and which one each solution picks, in many draws at once.

Arrays have one row for each draw and one column for each package. Whole numbers are compared, so
that ties are ties.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce
from typing import Any

import numpy as np
from numpy.typing import NDArray

from detente.bargaining.unknown.linear import Floats
from detente.compiled import kernel, worth_compiling
from detente.conditions import Bools

SOLUTIONS = ("nash", "kalai_smorodinsky", "egalitarian", "leximin", "utilitarian")
NEVER = -np.inf
CLOSE = 1e-12
"""Products and ratios that differ by less than this share count as equal."""
PROBES = 15
"""Packages by which most others are found to be dominated, before pairs are compared."""
EASY = 11
"""By how much a sum takes less than a state: what is left to compare grows with the parties."""
PAIRS = 1 << 18
"""Pairs that are compared at a time."""

Columns = Sequence[NDArray[np.int64]]
"""For each party of the deal, shape (draws, packages)."""


def efficient(sums: Columns, *, compiled: bool | None = None) -> Bools:
    """Return which packages are efficient in which draws, shape (draws, packages).

    Parameters
    ----------
    sums : sequence of ndarray of int64, shape (draws, packages)
        For each party of the deal.
    compiled : bool, optional
        Force compiled loops or none; by size when None.

    Notes
    -----
    Compiled, packages are compared with those that are efficient so far, of which the ones that
    have dominated something come first (Börzsönyi and others 2001). Otherwise packages that are
    best in some direction, which dominate most others, are found for all draws at once, and what
    is left is compared pair by pair.
    """
    if compiled is None:
        compiled = worth_compiling(sums[0].size << len(sums) >> EASY)
    if compiled:
        found = np.zeros(sums[0].shape, np.bool_)
        order = np.argsort(-reduce(np.add, (each[0] for each in sums)), kind="stable")
        mark_efficient(True)(np.stack(sums, axis=-1), order, np.zeros_like(order), found)
        return found
    return _compared(sums)


@kernel
def mark_efficient(sums: Any, order: Any, window: Any, found: Any) -> None:
    """Set `found`, shape (draws, packages), where sums, (draws, packages, parties), are efficient.

    Packages are taken in an order in which good ones come early; `window` has room for all.
    """
    draws, packages, parties = sums.shape
    for draw in range(draws):
        count = 0
        for place in range(packages):
            package = order[place]
            k = 0
            while k < count:
                other = window[k]
                less = False
                more = False
                for party in range(parties):
                    mine = sums[draw, package, party]
                    theirs = sums[draw, other, party]
                    if mine < theirs:
                        less = True
                    elif mine > theirs:
                        more = True
                    if less and more:
                        break
                if more and not less:
                    count -= 1
                    window[k] = window[count]
                    continue
                if less and not more:
                    window[k] = window[k // 2]
                    window[k // 2] = other
                    break
                k += 1
            if k == count:
                window[count] = package
                count += 1
        for k in range(count):
            found[draw, window[k]] = True


def _compared(sums: Columns) -> Bools:
    """Return which packages are efficient in which draws."""
    rows, width = sums[0].shape
    # Sums are exact as floating point numbers, which are compared faster.
    every = np.broadcast_to(np.arange(width), (rows, width))
    floats = [np.asarray(each, np.float64) for each in sums]
    left = _Left(every, floats, np.ones((rows, width), bool))
    ways = _ways(len(sums))
    for start in range(0, PROBES, PROBES // 3):
        for way in ways[start : start + PROBES // 3]:
            left.probe(way)
        left = left.fewer()
    found = np.zeros((rows, width), bool)
    where, place = np.nonzero(left.undominated())
    found[where, left.places[where, place]] = True
    return found


class _Left:
    """Packages that may be efficient: their places, sums and total, a row for each draw."""

    def __init__(self, places: NDArray[np.intp], sums: list[Floats], alive: Bools) -> None:
        self.places, self.sums, self.alive = places, sums, alive
        self.total: Floats = reduce(np.add, sums)

    def probe(self, way: NDArray[np.float64]) -> None:
        """Drop what the package that is best in a direction dominates."""
        keys = reduce(np.add, (share * each for share, each in zip(way, self.sums, strict=True)))
        best = keys.argmax(axis=1)[:, None]
        beaten = self.total < np.take_along_axis(self.total, best, 1)
        for each in self.sums:
            beaten &= each <= np.take_along_axis(each, best, 1)
        self.alive &= ~beaten

    def fewer(self, fill: float = NEVER) -> _Left:
        """Return what is left, in as few columns as the fullest row needs."""
        counts = self.alive.sum(axis=1)
        room = np.arange(max(1, counts.max())) < counts[:, None]
        places = np.zeros(room.shape, np.intp)
        places[room] = self.places[self.alive]
        kept = []
        for each in self.sums:
            packed = np.full(room.shape, fill, np.float64)
            packed[room] = each[self.alive]
            kept.append(packed)
        return _Left(places, kept, room)

    def undominated(self) -> Bools:
        """Return which of them no other dominates, comparing all pairs."""
        alive = self.alive.copy()
        rows, width = alive.shape
        step = max(1, PAIRS // (rows * width))
        for start in range(0, width, step):
            some = slice(start, start + step)
            beaten = self.total[:, some, None] < self.total[:, None, :]
            for each in self.sums:
                beaten &= each[:, some, None] <= each[:, None, :]
            alive[:, some] &= ~beaten.any(axis=2)
        return alive


def _ways(parties: int) -> list[NDArray[np.float64]]:
    """Return directions that are spread over all that favour nobody less than nothing."""
    rng = np.random.Generator(np.random.PCG64(1))
    return [np.ones(parties), *(rng.random((PROBES - 1, parties)) + 0.05)]


def solve(sums: Columns, gains: Columns, acceptable: Bools) -> dict[str, NDArray[np.intp]]:
    """Return which package each solution picks in each draw, shape (draws,).

    Parameters
    ----------
    sums, gains : sequence of ndarray of int64, shape (draws, packages)
        What packages are worth, and how much more than no deal.
    acceptable : ndarray of bool, shape (draws, packages)

    Returns
    -------
    dict of str to ndarray of int
        -1 where no package is acceptable. Definitions and ties are those of
        `detente.bargaining.solutions`, but that products and shares closer than 1e-12 of
        themselves count as equal.
    """
    shape = acceptable.shape
    every = [np.asarray(each, np.float64) for each in (*sums, *gains)]
    left = _Left(np.broadcast_to(np.arange(shape[1]), shape), every, acceptable).fewer(fill=0.0)
    worth, more, among = left.sums[: len(sums)], left.sums[len(sums) :], left.alive
    ranked = _ranked(more)
    fair = _ranked([np.rint(_share(each, among) / CLOSE) for each in more])
    leximin = _leximin(ranked, among)
    total = reduce(np.add, worth)
    picked = {
        "nash": _leximin(ranked, _best(reduce(np.multiply, more), among, CLOSE)),
        "kalai_smorodinsky": _leximin(ranked, _leximin(fair, among)),
        "egalitarian": _leximin(ranked, _best(total, _best(ranked[0], among))),
        "leximin": leximin,
        "utilitarian": _leximin(ranked, _best(total, among)),
    }
    exists: Bools = np.any(acceptable, axis=1)
    rows = np.arange(shape[0])
    return {
        name: np.where(exists, left.places[rows, there.argmax(axis=1)], -1)
        for name, there in picked.items()
    }


def _ranked(numbers: list[Floats]) -> list[Floats]:
    """Return the parties' numbers sorted for each package, the least first."""
    found = list(numbers)
    for last in range(len(found) - 1, 0, -1):
        for k in range(last):
            low, high = np.minimum(found[k], found[k + 1]), np.maximum(found[k], found[k + 1])
            found[k], found[k + 1] = low, high
    return found


def _share(gains: Floats, among: Bools) -> Floats:
    """Return which share of its best acceptable gain a party has; all of it where that is none."""
    ideal = np.where(among, gains, 0.0).max(axis=1)[:, None]
    return np.where(ideal > 0, gains / np.maximum(ideal, 1.0), 1.0)


def _best(numbers: Floats, among: Bools, slack: float = 0.0) -> Bools:
    """Return which packages have the greatest number, up to a share of it."""
    most = np.where(among, numbers, NEVER).max(axis=1)[:, None]
    return np.asarray(among & (numbers >= (most - slack * np.abs(most) if slack else most)))


def _leximin(ranked: Sequence[Floats], among: Bools) -> Bools:
    return reduce(lambda left, numbers: _best(numbers, left), ranked, among)
