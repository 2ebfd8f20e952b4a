"""What packages are worth, in numbers: one table of values by parties for each issue.

Numbers are kept as whole multiples of a small step, so that sums are exact whatever their order:
two packages are tied when they are tied, and no party prefers one by a rounding error.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import ArrayLike, NDArray

from detente.bargaining.model import Bargaining, Profile
from detente.conditions import Bools, Condition, compared
from detente.errors import LimitError, unknown_name

Sums = NDArray[np.int64]
"""Utilities as multiples of `Worth.step`."""

EXACT = 2**52
"""Sums stay below it, so that they are exact as floating point numbers, too."""


@dataclass(frozen=True)
class Numbers:
    """What is taken for the numbers of a profile that are only known to lie somewhere.

    Parameters
    ----------
    weights : mapping of str to float
        By issue.
    scores : mapping of str to ndarray of float, shape (values,)
        By issue.
    interactions : tuple of float
        What each is worth.
    reservation : float or None
        None for what no deal is worth.
    """

    weights: Mapping[str, float]
    scores: Mapping[str, NDArray[np.float64]]
    interactions: tuple[float, ...] = ()
    reservation: float | None = 0.0


def known(profile: Profile) -> Numbers:
    """Return the numbers of a profile, each range replaced by its centre.

    The centres of weights need not sum to 1; they do where all are known.
    """
    return Numbers(
        {issue: weight.share.centre for issue, weight in profile.weights.items()},
        {
            issue: np.array([score.worth.centre for score in listed])
            for issue, listed in profile.scores.items()
        },
        tuple(each.worth.centre for each in profile.interactions),
        None if profile.reservation is None else profile.reservation.centre,
    )


@dataclass(frozen=True)
class Bonus:
    """What each party gains besides where a condition holds; `amounts` has shape (parties,)."""

    when: Condition
    amounts: Sums


@dataclass(frozen=True)
class Worth:
    """What packages are worth to each party, as whole multiples of `step`.

    Parameters
    ----------
    problem : Bargaining
    tables : tuple of ndarray of int64, shape (values, parties)
        For each issue what each value adds.
    bonuses : tuple of Bonus
    reservation : ndarray of int64, shape (parties,)
    step : float
        What one whole number stands for.
    """

    problem: Bargaining
    tables: tuple[Sums, ...]
    bonuses: tuple[Bonus, ...]
    reservation: Sums
    step: float

    @property
    def sizes(self) -> tuple[int, ...]:
        """How many values each issue has."""
        return tuple(len(table) for table in self.tables)

    @cached_property
    def truths(self) -> Mapping[str, tuple[int, Bools]]:
        """Every name that conditions use: its issue, and its truth on the issue's values."""
        conditions = [
            *self.problem.infeasible,
            *(bonus.when for bonus in self.bonuses),
            *(consent.when for consent in self.problem.consents),
            *(each.when for each in self.problem.contributions.values()),
        ]
        used = dict.fromkeys(name for condition in conditions for name in condition.names())
        return {name: truth(self.problem, name) for name in used}

    def holds(self, condition: Condition, packages: ArrayLike) -> Bools:
        """Return where a condition holds, shape (n,), for packages of shape (n, issues)."""
        places = np.atleast_2d(np.asarray(packages))

        def lookup(name: str) -> Bools:
            issue, values = truth(self.problem, name)
            return np.asarray(values[places[:, issue]])

        return np.broadcast_to(condition.evaluate(lookup), len(places))

    def feasible(self, packages: ArrayLike) -> Bools:
        """Return which packages can occur, shape (n,), for packages of shape (n, issues)."""
        places = np.atleast_2d(np.asarray(packages))
        allowed = np.ones(len(places), bool)
        for condition in self.problem.infeasible:
            allowed &= ~self.holds(condition, places)
        return allowed

    def sums(self, packages: ArrayLike) -> Sums:
        """Return what packages are worth, shape (n, parties), for packages (n, issues)."""
        places = np.atleast_2d(np.asarray(packages))
        total = np.zeros((len(places), len(self.reservation)), np.int64)
        for issue, table in enumerate(self.tables):
            total += table[places[:, issue]]
        for bonus in self.bonuses:
            total[self.holds(bonus.when, places)] += bonus.amounts
        return total

    def utilities(self, sums: ArrayLike) -> dict[str, float]:
        """Return the sums of one package as numbers for people, by party."""
        listed = np.asarray(sums, np.float64) * self.step
        digits = max(0, round(-np.log10(self.step)))
        return {
            party: round(float(x), digits)
            for party, x in zip(self.problem.party_ids, listed, strict=True)
        }


def truth(problem: Bargaining, name: str) -> tuple[int, Bools]:
    """Return the issue that a name is about, and the name's truth on each of its values.

    Parameters
    ----------
    problem : Bargaining
    name : str
        ``issue.value``, or a comparison of a numeric issue such as ``money >= 2``.

    Raises
    ------
    UnknownNameError
        If there is no such issue or value, or the issue has no numbers.
    """
    if comparison := compared(name):
        issue = problem.issue(comparison.issue)
        numbers = [value.number for value in issue.values]
        if None in numbers:
            raise unknown_name("numeric issue", issue.id, ())
        return problem.place(issue.id), comparison(np.array(numbers, float))
    key, _, value = name.partition(".")
    issue = problem.issue(key)
    mask = np.zeros(len(issue.values), bool)
    mask[issue.place(value)] = True
    return problem.place(key), mask


def worth(problem: Bargaining, numbers: Mapping[str, Numbers] | None = None) -> Worth:
    """Return what packages are worth in numbers.

    Parameters
    ----------
    problem : Bargaining
    numbers : mapping of str to Numbers, optional
        By party, what to take where a range is given; the centres of ranges by default.

    Raises
    ------
    LimitError
        If numbers are too large to be summed exactly.

    Examples
    --------
    >>> from detente.bargaining.model import Issue, Profile, Range, Score, Value, Weight
    >>> from detente.case import Party
    >>> land = Issue("land", (Value("none"), Value("all")))
    >>> scores = tuple(Score(Range.exactly(x)) for x in (0, 0.5))
    >>> profile = Profile("a", {"land": Weight(Range.exactly(1))}, {"land": scores})
    >>> found = worth(Bargaining((Party("a"),), (land,), {"a": profile}))
    >>> found.utilities(found.sums([(1,)])[0])
    {'a': 0.5}
    """
    taken = {
        party: (numbers or {}).get(party) or known(profile)
        for party, profile in problem.profiles.items()
    }
    listed = [taken[party] for party in problem.party_ids]
    tables = [_table(listed, issue.id, len(issue.values)) for issue in problem.issues]
    bonuses = [
        (each.when, place, amount)
        for place, party in enumerate(problem.party_ids)
        for each, amount in zip(
            problem.profiles[party].interactions, taken[party].interactions, strict=True
        )
    ]
    reservation = np.array([each.reservation or 0.0 for each in listed])
    largest = sum(float(np.abs(table).max(initial=0)) for table in tables)
    largest += sum(abs(amount) for _, _, amount in bonuses)
    step = step_for(max(largest, float(np.abs(reservation).max(initial=0))))
    found = Worth(
        problem,
        tuple(whole(table, step) for table in tables),
        tuple(
            Bonus(when, whole(np.eye(len(listed))[place] * amount, step))
            for when, place, amount in bonuses
        ),
        whole(reservation, step),
        step,
    )
    if problem.no_deal is None:
        return found
    # summed like any package, so that what equals no deal is tied with it
    no_deal = found.sums(problem.package(problem.no_deal))[0]
    asked = np.array([each.reservation is None for each in listed])
    return replace(found, reservation=np.where(asked, no_deal, found.reservation))


def _table(listed: Sequence[Numbers], issue: str, values: int) -> NDArray[np.float64]:
    """Return what the values of an issue add, shape (values, parties)."""
    none = np.zeros(values)
    return np.column_stack(
        [each.weights.get(issue, 0.0) * each.scores.get(issue, none) for each in listed]
    )


def step_for(largest: float) -> float:
    """Return the step in which sums up to `largest` are exact: 1e-12 for ordinary numbers."""
    for digits in range(12, -1, -1):
        if largest * 10**digits < EXACT:
            return float(10.0**-digits)
    raise LimitError(
        f"utilities of {largest:g} are too large to be summed exactly",
        hint="use weights that sum to 1 and scores from 0 to 1",
    )


def whole(numbers: NDArray[np.float64], step: float) -> Sums:
    """Return numbers as whole multiples of a step."""
    return np.rint(numbers / step).astype(np.int64)
