"""What every package is worth in many draws at once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property, reduce

import numpy as np
from numpy.typing import NDArray

from detente.bargaining.model import Contribution
from detente.bargaining.unknown.linear import Floats
from detente.bargaining.unknown.sampling import Sample
from detente.bargaining.worth import Sums, Worth, step_for, whole, worth
from detente.conditions import Bools, Condition

BLOCK = 1 << 16
"""Utilities of one party that are held at a time: few enough for a processor's cache."""


@dataclass(frozen=True)
class Batch:
    """What packages are worth in some draws.

    Parameters
    ----------
    draws : slice
    sums : tuple of ndarray of int64, shape (draws, packages)
        For every party.
    reservation : tuple of ndarray of int64, shape (draws,)
        For every party.
    """

    draws: slice
    sums: tuple[Sums, ...]
    reservation: tuple[Sums, ...]


class Batches:
    """The packages of a problem, and what they are worth in each draw of a sample.

    Parameters
    ----------
    sample : Sample
    contributions : iterable of str
        Those that are made.
    """

    def __init__(self, sample: Sample, contributions: Iterable[str] = ()) -> None:
        self.sample, self.problem = sample, sample.problem
        made = [self.problem.contributions[each] for each in contributions]
        sizes = [len(issue.values) for issue in self.problem.issues]
        every = np.indices(sizes).reshape(len(sizes), -1).T
        plain = worth(self.problem, sample.numbers(0))
        self.feasible = np.flatnonzero(plain.feasible(every))
        self.packages: NDArray[np.intp] = every[self.feasible]
        self.parties = [
            _Party(sample, party, plain, self.packages, made) for party in self.problem.party_ids
        ]
        self.step = step_for(max(party.largest for party in self.parties))

    def __iter__(self) -> Iterator[Batch]:
        width = max(1, self.problem.size)
        for start in range(0, self.sample.samples, rows := max(1, BLOCK // width)):
            yield self.of(slice(start, min(start + rows, self.sample.samples)))

    def of(self, draws: slice) -> Batch:
        """Return what packages are worth in some draws."""
        found = [party.sums(draws, self.feasible, self.step) for party in self.parties]
        return Batch(draws, tuple(sums for sums, _ in found), tuple(own for _, own in found))

    @cached_property
    def asked(self) -> dict[str, Bools]:
        """Which packages need whose agreement, by party; only those that some need."""
        plain = worth(self.problem, self.sample.numbers(0))
        every = {p: np.ones(len(self.packages), bool) for p in self.problem.agreement}
        for party in self.problem.vetoers:
            asks = [each.when for each in self.problem.consents if party in each.of]
            every[party] = reduce(np.logical_or, (plain.holds(w, self.packages) for w in asks))
        return every


class _Party:
    """What packages are worth to one party."""

    def __init__(
        self,
        sample: Sample,
        party: str,
        plain: Worth,
        packages: NDArray[np.intp],
        made: Iterable[Contribution],
    ) -> None:
        problem, profile = sample.problem, sample.problem.profiles[party]
        self.tables: list[Floats] = []
        weights = dict(zip(profile.weights, sample.weights[party].T, strict=True))
        for issue in problem.issues:
            scores = [
                sample.of("score", party, (issue.id, value.id), score.worth)
                for value, score in zip(
                    issue.values, profile.scores.get(issue.id, ()), strict=False
                )
            ]
            if issue.id in weights and scores:
                self.tables.append(
                    np.stack(np.broadcast_arrays(*(weights[issue.id] * s for s in scores)), 1)
                )
            else:
                self.tables.append(np.zeros((1, len(issue.values))))
        self.bonuses = [
            (each.when, sample.of("interaction", party, (str(k),), each.worth))
            for k, each in enumerate(profile.interactions)
        ]
        self.gifts = [
            (each.when, sample.of("contribution", party, (each.id,), each.worth[party]))
            for each in made
            if party in each.worth
        ]
        self.given = profile.reservation
        self.reserved = np.zeros(1)
        if profile.reservation is not None:
            self.reserved = sample.of("reservation", party, (), profile.reservation)
        self.no_deal = None
        if profile.reservation is None and problem.no_deal is not None:
            self.no_deal = problem.package(problem.no_deal)
        self.where: dict[Condition, Bools] = {
            when: plain.holds(when, packages) for when, _ in (*self.bonuses, *self.gifts)
        }
        self.in_no_deal = {
            when: bool(plain.holds(when, [self.no_deal])[0])
            for when, _ in self.bonuses
            if self.no_deal
        }
        parts = [*self.tables, *(amount for _, amount in (*self.bonuses, *self.gifts))]
        self.largest = max(
            sum(float(np.abs(part).max(initial=0)) for part in parts),
            float(np.abs(self.reserved).max()),
        )

    def sums(self, draws: slice, feasible: NDArray[np.intp], step: float) -> tuple[Sums, Sums]:
        """Return what packages, shape (draws, packages), and no deal, (draws,), are worth."""
        count = draws.stop - draws.start
        tables = [whole(_some(table, draws), step) for table in self.tables]
        total: Sums = np.zeros((count, 1), np.int64)
        for table in tables:
            total = (total[:, :, None] + table[:, None, :]).reshape(count, -1)
        if len(feasible) < total.shape[1]:
            total = total[:, feasible]
        own = whole(_some(self.reserved, draws), step)
        if self.no_deal is not None:
            own = sum((t[:, k] for t, k in zip(tables, self.no_deal, strict=True)), own * 0)
        for when, amount in self.bonuses:
            added = whole(_some(amount, draws), step)
            np.add(total, added[:, None], out=total, where=self.where[when])
            if self.in_no_deal.get(when):
                own = own + added
        for when, amount in self.gifts:
            added = whole(_some(amount, draws), step)
            np.add(total, added[:, None], out=total, where=self.where[when])
        return total, np.broadcast_to(own, (count,))


def _some(drawn: Floats, draws: slice) -> Floats:
    return drawn[draws] if len(drawn) > 1 else drawn
