"""How often each package is acceptable, efficient or a solution, when numbers are not known.

In the manner of stochastic multicriteria acceptability analysis (Lahdelma, Hokkanen and Salminen
1998): instead of one set of weights, all that are possible are asked, each in turn.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import reduce
from typing import Any

import numpy as np
from numpy.typing import NDArray

from detente.bargaining.model import Bargaining
from detente.bargaining.solutions import CONCEPTS
from detente.bargaining.unknown.batches import Batch, Batches
from detente.bargaining.unknown.deciding import deciding
from detente.bargaining.unknown.judging import SOLUTIONS, efficient, solve
from detente.bargaining.unknown.linear import Floats
from detente.bargaining.unknown.result import PackageShares, Share, Uncertain
from detente.bargaining.unknown.sampling import MOST_SAMPLES, draw
from detente.bargaining.unknown.walk import BURN_IN, THINNING, WALKS
from detente.errors import LimitError, unknown_name

MOST_PACKAGES = 200_000
MOST_UTILITIES = 10**10
"""Packages times draws."""

Progress = Callable[[int, int, str], None]


def uncertain(
    problem: Bargaining,
    *,
    samples: int = 10_000,
    seed: int = 0,
    contributions: Iterable[str] = (),
    progress: Progress | None = None,
) -> Uncertain:
    """Say what follows from numbers of which only ranges, orders or nothing are known.

    Parameters
    ----------
    problem : Bargaining
    samples, seed : int
        How many draws of all unknown numbers, and which. One draw is taken where all are known.
    contributions : iterable of str
        Those that outsiders are taken to make.
    progress : callable, optional
        Told of the draws done.

    Returns
    -------
    Uncertain

    Raises
    ------
    ModelError
        If no weights meet all that is said of them.
    UnknownNameError
        If there is no such contribution.
    LimitError
        If there are more than 200,000 packages, or too many packages and draws together.
    MissingExtraError
        If a party has so many unknown weights that it takes linear programming, without scipy.

    Notes
    -----
    O(samples · packages · parties) time besides the search for efficient packages; memory does not
    grow with the product of samples and packages. Standard errors are √(p(1−p)/n) where draws are
    independent, and otherwise those of the means of 100 independent walks.
    """
    made = tuple(contributions)
    _check(problem, samples, made)
    sample = draw(problem, samples if _unsure(problem, made) else 1, seed)
    batches = Batches(sample, made)
    tally = _Tally(batches)
    for batch in batches:
        tally.add(batch)
        if progress:
            progress(batch.draws.stop, sample.samples, "draws")
    return tally.result(seed, made)


def _unsure(problem: Bargaining, made: Iterable[str]) -> bool:
    given = [r.known for each in made for r in problem.contributions[each].worth.values()]
    return not (problem.exact and all(given))


def _check(problem: Bargaining, samples: int, made: Iterable[str]) -> None:
    for each in made:
        if each not in problem.contributions:
            raise unknown_name("contribution", each, problem.contributions)
    if problem.size > MOST_PACKAGES:
        raise LimitError(
            f"{problem.size:,} combinations are too many to be judged in every draw",
            hint=f"at most {MOST_PACKAGES:,}: leave out issues, or join values",
        )
    if problem.size * min(samples, MOST_SAMPLES) > MOST_UTILITIES:
        raise LimitError(
            f"{samples:,} draws of {problem.size:,} packages are too many",
            hint=f"ask for at most {MOST_UTILITIES // problem.size:,} samples",
        )


class _Tally:
    """Counts, draw by draw."""

    def __init__(self, batches: Batches) -> None:
        self.batches, self.sample, self.problem = batches, batches.sample, batches.problem
        ids = self.problem.party_ids
        self.members = [ids.index(party) for party in self.problem.agreement]
        packages, samples = len(batches.packages), self.sample.samples
        self.blocks = WALKS if self.sample.walked and samples >= WALKS else 0
        kinds = ["acceptable", "efficient", *SOLUTIONS, *(f"by {p}" for p in batches.asked)]
        depth = max(1, self.blocks)
        self.counts = {kind: np.zeros((depth, packages)) for kind in kinds}
        self.sums = {p: np.zeros((depth, packages)) for p in ids}
        self.squares = {p: np.zeros(packages) for p in ids}
        self.sizes = np.zeros(depth)
        self.picked = {name: np.full(samples, -1, np.intp) for name in SOLUTIONS}
        self.reached = {name: np.zeros((samples, len(ids))) for name in SOLUTIONS}

    def add(self, batch: Batch) -> None:
        """Judge all packages in some draws."""
        block = np.arange(batch.draws.start, batch.draws.stop) * len(self.sizes)
        block //= self.sample.samples
        np.add.at(self.sizes, block, 1)
        if not len(self.batches.packages):
            return
        gains = [u - r[:, None] for u, r in zip(batch.sums, batch.reservation, strict=True)]
        willing = {p: gains[self.problem.party_ids.index(p)] >= 0 for p in self.batches.asked}
        acceptable = reduce(
            np.logical_and, (~self.batches.asked[p] | there for p, there in willing.items())
        )
        inside = [batch.sums[k] for k in self.members]
        picked = solve(inside, [gains[k] for k in self.members], acceptable)
        found = {"acceptable": acceptable, "efficient": efficient(inside)}
        found |= {f"by {p}": there for p, there in willing.items()}
        starts = np.flatnonzero(np.diff(block, prepend=-1))
        for kind, there in found.items():
            self.counts[kind][block[starts]] += np.add.reduceat(there, starts, axis=0, dtype=int)
        for party, more in zip(self.problem.party_ids, gains, strict=True):
            scaled = more * self.batches.step
            self.sums[party][block[starts]] += np.add.reduceat(scaled, starts, axis=0)
            self.squares[party] += (scaled**2).sum(axis=0)
        rows = np.arange(len(block))
        for name, places in picked.items():
            deal = places >= 0
            np.add.at(self.counts[name], (block[deal], places[deal]), 1)
            self.picked[name][batch.draws] = places
            at = np.maximum(places, 0)
            self.reached[name][batch.draws] = np.column_stack(
                [more[rows, at] * self.batches.step for more in gains]
            )

    def result(self, seed: int, contributions: tuple[str, ...]) -> Uncertain:
        """Return what was counted."""
        deal = self.picked["nash"] >= 0
        shown = self._shown()
        return Uncertain(
            self.problem,
            self.sample.samples,
            seed,
            self._mean(deal.astype(float)),
            tuple(self._package(int(k)) for k in shown),
            {name: self._gains(name) for name in SOLUTIONS} if deal.any() else {},
            deciding(self._asked(contributions), deal, self.picked["nash"]),
            self._parameters(contributions),
            self._notes(),
        )

    def _asked(self, contributions: tuple[str, ...]) -> list[Any]:
        """Return the unknowns that count: of contributions only those that are made."""
        return [
            each
            for each in self.sample.unknowns
            if each.kind != "contribution" or each.place[0] in contributions
        ]

    def _shown(self) -> NDArray[np.intp]:
        """Return the packages that are told of, in order."""
        totals = {kind: counts.sum(axis=0) for kind, counts in self.counts.items()}
        if not len(self.batches.packages):
            return np.zeros(0, np.intp)
        kinds = ("efficient", *SOLUTIONS)
        some = reduce(np.logical_or, (totals[kind] > 0 for kind in kinds))
        most = totals["acceptable"]
        some |= (most == most.max()) & (most > 0)
        order = np.lexsort((-totals["efficient"], -most, -totals["nash"]))
        return order[some[order]]

    def _package(self, place: int) -> PackageShares:
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

    def _share(self, counts: Floats) -> Share:
        mean = float(counts.sum() / self.sample.samples)
        if self.blocks:
            return Share(mean, _spread(counts / self.sizes))
        return Share(mean, float(np.sqrt(mean * (1 - mean) / self.sample.samples)))

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

    def _gains(self, name: str) -> Mapping[str, Share]:
        deal = self.picked[name] >= 0
        return {
            party: self._mean_where(self.reached[name][:, k], deal)
            for k, party in enumerate(self.problem.party_ids)
        }

    def _mean_where(self, numbers: Floats, where: NDArray[np.bool_]) -> Share:
        """Return the mean over some draws, by the error of a ratio of two means."""
        share = float(where.mean())
        mean = float(numbers[where].mean())
        return Share(mean, self._mean(np.where(where, numbers - mean, 0.0)).error / share)

    def _parameters(self, contributions: tuple[str, ...]) -> dict[str, Any]:
        walked = self.sample.walked
        return {
            "method": "acceptability analysis: every package judged in every draw",
            "unknowns": len(self._asked(contributions)),
            "weights": "uniform over all that meet what is said of them",
            "other_numbers": "uniform between their ends, independent; best guesses play no part",
            "walked": list(walked),
            "walks": {"walks": WALKS, "burn_in": BURN_IN, "thinning": THINNING} if walked else None,
            "errors": "means of walks" if self.blocks else "independent draws",
            "efficient": "among all feasible packages",
            "solutions": {name: CONCEPTS[name].variant for name in SOLUTIONS},
            "deciding": "correlation ratio in 20 bins, less what is expected by chance",
            "contributions": list(contributions),
        }

    def _notes(self) -> tuple[str, ...]:
        notes = []
        if self.sample.walked:
            notes.append(
                f"The weights of {', '.join(self.sample.walked)} were found by hit-and-run walks, "
                "which are uniform only in the long run."
            )
        if self.sample.samples > 1 and not self.blocks and self.sample.walked:
            notes.append(f"Fewer than {WALKS} draws: standard errors take them for independent.")
        return tuple(notes)


def _spread(means: Floats) -> float:
    """Return the standard error of the mean of independent means."""
    return float(means.std(ddof=1) / np.sqrt(len(means)))
