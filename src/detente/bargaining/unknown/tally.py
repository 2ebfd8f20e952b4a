"""Counts draws: in which share of them a package is acceptable, efficient, or a solution."""

from __future__ import annotations

from collections.abc import Mapping
from functools import reduce

import numpy as np
from numpy.typing import NDArray

from detente.bargaining.unknown.batches import Batch, Batches
from detente.bargaining.unknown.judging import SOLUTIONS
from detente.bargaining.unknown.linear import Floats
from detente.bargaining.unknown.result import PackageShares, Share
from detente.bargaining.unknown.walk import WALKS
from detente.conditions import Bools

CONFIDENCE = 0.95
"""With which a share that is 0 or 1 in all draws is within its bound."""


class Tally:
    """Counts of what holds for some packages, draw by draw.

    Parameters
    ----------
    batches : Batches
        The packages that are counted.
    """

    def __init__(self, batches: Batches) -> None:
        self.batches, self.sample, self.problem = batches, batches.sample, batches.problem
        packages, samples = len(batches.packages), self.sample.samples
        self.blocks = WALKS if self.sample.walked and samples >= WALKS else 0
        kinds = ["acceptable", "efficient", *SOLUTIONS, *(f"by {p}" for p in batches.asked)]
        depth, ids = max(1, self.blocks), self.problem.party_ids
        self.counts = {kind: np.zeros((depth, packages)) for kind in kinds}
        self.sums = {p: np.zeros((depth, packages)) for p in ids}
        self.squares = {p: np.zeros(packages) for p in ids}
        self.sizes = np.zeros(depth)
        self.picked = {name: np.full(samples, -1, np.intp) for name in SOLUTIONS}
        self.reached = {name: np.zeros((samples, len(ids))) for name in SOLUTIONS}

    def add(
        self,
        batch: Batch,
        efficient: Bools,
        picked: Mapping[str, NDArray[np.intp]],
    ) -> None:
        """Count some draws.

        Parameters
        ----------
        batch : Batch
        efficient : ndarray of bool, shape (draws, packages)
        picked : mapping of str to ndarray of int, shape (draws,)
            By solution, the place of its package; -1 where there is no deal.
        """
        block = np.arange(batch.draws.start, batch.draws.stop) * len(self.sizes)
        block //= self.sample.samples
        np.add.at(self.sizes, block, 1)
        if not len(self.batches.packages):
            return
        found = {"acceptable": self.batches.acceptable(batch), "efficient": efficient}
        found |= {f"by {p}": there for p, there in self.batches.willing(batch).items()}
        starts = np.flatnonzero(np.diff(block, prepend=-1))
        for kind, there in found.items():
            self.counts[kind][block[starts]] += np.add.reduceat(there, starts, axis=0, dtype=int)
        for party, more in zip(self.problem.party_ids, batch.gains, strict=True):
            scaled = more * self.batches.step
            self.sums[party][block[starts]] += np.add.reduceat(scaled, starts, axis=0)
            self.squares[party] += (scaled**2).sum(axis=0)
        for name, places in picked.items():
            self._pick(batch, block, name, places)

    def _pick(
        self, batch: Batch, block: NDArray[np.intp], name: str, places: NDArray[np.intp]
    ) -> None:
        rows, deal = np.arange(len(block)), places >= 0
        np.add.at(self.counts[name], (block[deal], places[deal]), 1)
        self.picked[name][batch.draws] = places
        at = np.maximum(places, 0)
        self.reached[name][batch.draws] = np.column_stack(
            [more[rows, at] * self.batches.step for more in batch.gains]
        )

    @property
    def deal(self) -> Bools:
        """In which draws there is one, shape (samples,)."""
        return self.picked["nash"] >= 0

    def shown(self) -> NDArray[np.intp]:
        """Return the packages that are told of, in order."""
        totals = {kind: counts.sum(axis=0) for kind, counts in self.counts.items()}
        if not len(self.batches.packages):
            return np.zeros(0, np.intp)
        some: Bools = reduce(
            np.logical_or, (totals[kind] > 0 for kind in ("efficient", *SOLUTIONS))
        )
        most = totals["acceptable"]
        if most.any() and not (some & (most == most.max())).any():
            some[most.argmax()] = True
        order = np.lexsort((-totals["efficient"], -most, -totals["nash"]))
        return np.asarray(order[some[order]])

    def package(self, place: int) -> PackageShares:
        """Return what was counted of a package."""
        shares = {kind: self._share(counts[:, place]) for kind, counts in self.counts.items()}
        package = self.batches.packages[place]
        return PackageShares(
            tuple(int(value) for value in package),
            shares["acceptable"],
            {p: shares[f"by {p}"] for p, asked in self.batches.asked.items() if asked[place]},
            shares["efficient"],
            {name: shares[name] for name in SOLUTIONS},
            {p: self._average(p, place) for p in self.problem.party_ids},
        )

    def agreement(self) -> Share:
        """Return in which share of the draws there is a deal."""
        return self.share_of(self.deal)

    def share_of(self, where: Bools) -> Share:
        """Return in which share of the draws something is so, from shape (samples,)."""
        found = self._mean(where.astype(float))
        return Share(found.mean, found.error, self._bound(found.mean))

    def gains(self, name: str) -> Mapping[str, Share]:
        """Return what a solution gives each party on average, where there is a deal."""
        deal = self.picked[name] >= 0
        return {
            party: self._mean_where(self.reached[name][:, k], deal)
            for k, party in enumerate(self.problem.party_ids)
        }

    def _share(self, counts: Floats) -> Share:
        mean = float(counts.sum() / self.sample.samples)
        bound = self._bound(mean)
        if self.blocks:
            return Share(mean, _spread(counts / self.sizes), bound)
        return Share(mean, float(np.sqrt(mean * (1 - mean) / self.sample.samples)), bound)

    def _bound(self, mean: float) -> float | None:
        """Return how far from 0, or below 1, a share can well be that is so in all draws."""
        draws = self.blocks or self.sample.samples  # a walk counts as one draw, to be safe
        if 0 < mean < 1 or draws == 1:
            return None
        apart = 1 - (1 - CONFIDENCE) ** (1 / draws)
        return float(apart if mean == 0 else 1 - apart)

    def _average(self, party: str, place: int) -> Share:
        sums, count = self.sums[party][:, place], self.sample.samples
        mean = float(sums.sum() / count)
        if self.blocks:
            return Share(mean, _spread(sums / self.sizes))
        spread = max(0.0, float(self.squares[party][place]) / count - mean**2)
        return Share(mean, float(np.sqrt(spread / count)))

    def _mean(self, numbers: Floats) -> Share:
        """Return the mean of a number that every draw has."""
        if self.blocks:
            parts = np.array_split(numbers, self.blocks)
            return Share(float(numbers.mean()), _spread(np.array([p.mean() for p in parts])))
        return Share(float(numbers.mean()), float(numbers.std() / np.sqrt(len(numbers))))

    def _mean_where(self, numbers: Floats, where: Bools) -> Share:
        """Return the mean over some draws, by the error of a ratio of two means."""
        share = float(where.mean())
        mean = float(numbers[where].mean())
        return Share(mean, self._mean(np.where(where, numbers - mean, 0.0)).error / share)


def _spread(means: Floats) -> float:
    """Return the standard error of the mean of independent means."""
    return float(means.std(ddof=1) / np.sqrt(len(means)))
