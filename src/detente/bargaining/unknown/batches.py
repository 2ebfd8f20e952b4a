"""What every package is worth in many draws at once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property, reduce

import numpy as np

from detente.bargaining.model import Bargaining, Contribution
from detente.bargaining.rows import Places
from detente.bargaining.unknown.linear import Floats
from detente.bargaining.unknown.sampling import Sample
from detente.bargaining.worth import Bonus, Sums, Worth, step_for, whole, worth
from detente.conditions import Bools, Condition

BLOCK = 1 << 16
"""Utilities of one party that are held at a time: few enough for a processor's cache."""
SPARSE = 8
"""Combinations for each package from which packages are summed one by one."""


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

    @cached_property
    def gains(self) -> tuple[Sums, ...]:
        """How much more packages are worth than no deal."""
        pairs = zip(self.sums, self.reservation, strict=True)
        return tuple(sums - own[:, None] for sums, own in pairs)


class Batches:
    """What packages are worth in each draw of a sample.

    Parameters
    ----------
    sample : Sample
    contributions : iterable of str
        Those that are made.
    packages : ndarray of int, shape (n, issues), optional
        Feasible ones; all of them by default.
    """

    def __init__(
        self,
        sample: Sample,
        contributions: Iterable[str] = (),
        packages: Places | None = None,
    ) -> None:
        self.sample, self.problem = sample, sample.problem
        self.made = [self.problem.contributions[each] for each in contributions]
        self.plain = worth(self.problem, sample.numbers(0))
        self.packages = self._feasible() if packages is None else packages
        self.parties = [
            _Party(sample, party, self.plain, self.packages, self.made)
            for party in self.problem.party_ids
        ]
        self.step = step_for(max(party.largest for party in self.parties))

    def _feasible(self) -> Places:
        sizes = [len(issue.values) for issue in self.problem.issues]
        every = np.indices(sizes).reshape(len(sizes), -1).T
        return np.ascontiguousarray(every[self.plain.feasible(every)])

    def __iter__(self) -> Iterator[Batch]:
        width = max(1, len(self.packages))
        for start in range(0, self.sample.samples, rows := max(1, BLOCK // width)):
            yield self.of(slice(start, min(start + rows, self.sample.samples)))

    def of(self, draws: slice) -> Batch:
        """Return what packages are worth in some draws."""
        found = [party.sums(draws, self.step) for party in self.parties]
        return Batch(draws, tuple(sums for sums, _ in found), tuple(own for _, own in found))

    def worth(self, draw: int) -> Worth:
        """Return what any package is worth in one draw."""
        found = [party.parts(slice(draw, draw + 1), self.step) for party in self.parties]
        tables = zip(*(each.tables for each in found), strict=True)
        own = np.eye(len(found), dtype=np.int64)
        return Worth(
            self.problem,
            tuple(np.column_stack([table[0] for table in issue]) for issue in tables),
            tuple(
                Bonus(when, own[place] * amount[0])
                for place, each in enumerate(found)
                for when, amount in each.bonuses
            ),
            np.array([each.reservation[0] for each in found]),
            self.step,
        )

    @cached_property
    def asked(self) -> dict[str, Bools]:
        """Which packages need whose agreement, by party; only those that some need."""
        every = {p: np.ones(len(self.packages), bool) for p in self.problem.agreement}
        for party in self.problem.vetoers:
            asks = [each.when for each in self.problem.consents if party in each.of]
            every[party] = reduce(np.logical_or, (self.plain.holds(w, self.packages) for w in asks))
        return every

    def willing(self, batch: Batch) -> dict[str, Bools]:
        """Return which packages a party would accept, shape (draws, packages), by party asked."""
        return {p: batch.gains[self.problem.party_ids.index(p)] >= 0 for p in self.asked}

    def acceptable(self, batch: Batch) -> Bools:
        """Return which packages all accept whom they need, shape (draws, packages)."""
        return reduce(
            np.logical_and, (~self.asked[p] | there for p, there in self.willing(batch).items())
        )


@dataclass(frozen=True)
class _Parts:
    """What makes up a party's utilities in some draws; each part has one row, or one a draw."""

    tables: list[Sums]
    bonuses: list[tuple[Condition, Sums]]
    reservation: Sums


class _Party:
    """What packages are worth to one party."""

    def __init__(
        self,
        sample: Sample,
        party: str,
        plain: Worth,
        packages: Places,
        made: Iterable[Contribution],
    ) -> None:
        problem, profile = sample.problem, sample.problem.profiles[party]
        self.packages, self.cells = packages, _cells(problem, packages)
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

    def parts(self, draws: slice, step: float) -> _Parts:
        """Return what values, combinations and no deal are worth in some draws."""
        tables = [whole(_some(table, draws), step) for table in self.tables]
        bonuses = [(when, whole(_some(amount, draws), step)) for when, amount in self.bonuses]
        gifts = [(when, whole(_some(amount, draws), step)) for when, amount in self.gifts]
        own = whole(_some(self.reserved, draws), step)
        if self.no_deal is not None:
            own = sum((t[:, k] for t, k in zip(tables, self.no_deal, strict=True)), own * 0)
            for when, amount in bonuses:
                own = own + amount * self.in_no_deal[when]
        return _Parts(tables, [*bonuses, *gifts], own)

    def sums(self, draws: slice, step: float) -> tuple[Sums, Sums]:
        """Return what packages, shape (draws, packages), and no deal, (draws,), are worth."""
        count = draws.stop - draws.start
        found = self.parts(draws, step)
        total: Sums = np.zeros((count, 1), np.int64)
        if self.cells is None:
            total = np.zeros((count, len(self.packages)), np.int64)
            for table, places in zip(found.tables, self.packages.T, strict=True):
                total += table[:, places]
        else:
            for table in found.tables:
                total = (total[:, :, None] + table[:, None, :]).reshape(count, -1)
            if len(self.cells) < total.shape[1]:
                total = total[:, self.cells]
        for when, added in found.bonuses:
            np.add(total, added[:, None], out=total, where=self.where[when])
        return total, np.broadcast_to(found.reservation, (count,))


def _cells(problem: Bargaining, packages: Places) -> Places | None:
    """Return the places of packages among all combinations; None where they are few of these."""
    if problem.size > SPARSE * len(packages):
        return None
    sizes = tuple(len(issue.values) for issue in problem.issues)
    return np.ravel_multi_index(tuple(packages.T), sizes)


def _some(drawn: Floats, draws: slice) -> Floats:
    return drawn[draws] if len(drawn) > 1 else drawn
