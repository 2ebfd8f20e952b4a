"""Where a draft stands, what would improve it for all, and what a half-settled one leaves.

A draft is improved by packages that give everybody who makes the deal at least as much, and some
of them more. They are found like the frontier, issue by issue: partial packages that can no longer
give a party what the draft gives it are dropped.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from detente.bargaining.diagram import Diagram, diagram
from detente.bargaining.frontier import Frontier, members, swept, vetoers
from detente.bargaining.model import Package, Profile
from detente.bargaining.rows import Places
from detente.bargaining.sweep import NO_NEED, Aims, Progress
from detente.bargaining.trades import Trade, trades
from detente.bargaining.worth import Bonus, Sums, Worth
from detente.bargaining.zone import shortfalls
from detente.case import Party
from detente.conditions import Condition, name, negation
from detente.notebook import Listed, Shown

MOST_LISTED = 50
"""Improvements that are listed."""

ROOM = "greatest least gain over the draft"


@dataclass(frozen=True)
class Improvement:
    """A package that gives nobody who makes the deal less than the draft, and some more.

    Parameters
    ----------
    package : Package
    sums : ndarray of int64, shape (parties,)
    gains : ndarray of int64, shape (members,)
        Over the draft, in the order of `agreement`.
    tied : int
        How many packages are worth the same to those who make the deal, itself included, as far
        as packages are listed; the one given changes fewest issues.
    refused : mapping of str to int
        What parties lack that have to agree to it and would refuse.
    trades : tuple of Trade
        What leads to it from the draft.
    """

    package: Package
    sums: Sums
    gains: Sums
    tied: int
    refused: Mapping[str, int]
    trades: tuple[Trade, ...]

    @property
    def changed(self) -> int:
        """How many issues it settles otherwise."""
        return sum(len(trade.issues) for trade in self.trades)


@dataclass(frozen=True)
class Standing:
    """What a package is worth, and who refuses it: all that can be told without a search.

    Parameters
    ----------
    worth : Worth
    package : Package
    sums : ndarray of int64, shape (parties,)
    infeasible : tuple of Condition
        Why it cannot occur, where it cannot.
    refused : mapping of str to int
        What parties lack that have to agree to it and would refuse, as multiples of the step.
    """

    worth: Worth
    package: Package
    sums: Sums
    infeasible: tuple[Condition, ...]
    refused: Mapping[str, int]

    @property
    def acceptable(self) -> bool:
        """Whether it can occur and nobody refuses it whose agreement it needs."""
        return not self.infeasible and not self.refused


@dataclass(frozen=True)
class Draft(Standing, Shown, Listed):
    """Where a draft stands, and what would improve it.

    Parameters
    ----------
    efficient : bool
        Whether no feasible package gives all who make the deal at least as much, and some more.
    room : int
        The most that all who make the deal could have more at once: by which some package gives
        each of them more than the draft.
    points : int
        How many different efficient improvements there are, by what they are worth.
    improvements : tuple of Improvement
        The first of them, those first that give most to whoever gains least.
    fewest : tuple of Improvement
        Those that change fewest issues, the best of them; they need not be efficient.
    """

    efficient: bool
    room: int
    points: int
    improvements: tuple[Improvement, ...]
    fewest: tuple[Improvement, ...]

    def to_number(self, multiple: int) -> float:
        """Return a multiple of the step as a number for people."""
        return next(iter(self.worth.utilities(np.full_like(self.sums, multiple)).values()))

    def answer(self) -> tuple[str, ...]:
        """Return the finding in a few plain sentences, in the case's words."""
        from detente.bargaining.draft_words import answer

        return answer(self)

    def rows(self) -> Iterator[dict[str, Any]]:
        """Yield one flat record for every improvement listed: values, gains, issues changed."""
        for each in self.improvements:
            gains = _by_member(self.worth, each.sums - self.sums)
            yield {
                **self.worth.problem.values(each.package),
                **{f"gain:{party}": gain for party, gain in gains.items()},
                "changed": each.changed,
            }

    def to_dict(self) -> dict[str, Any]:
        """Return the result as one JSON-ready object."""
        from detente.bargaining.draft_words import told

        worth = self.worth
        return {
            "package": worth.problem.values(self.package),
            "utilities": worth.utilities(self.sums),
            "gains": _by_member(worth, self.sums - worth.reservation),
            "infeasible": [str(condition) for condition in self.infeasible],
            "refused_by": lacks(worth, self.refused),
            "acceptable": self.acceptable,
            "efficient": self.efficient,
            "room": self.to_number(self.room),
            "improvement_points": self.points,
            "improvements": [self._improvement(each) for each in self.improvements],
            "fewest_changes": [self._improvement(each) for each in self.fewest],
            "trades": list(told(self, self.improvements[0])) if self.improvements else [],
            "answer": list(self.answer()),
        }

    def _improvement(self, each: Improvement) -> dict[str, Any]:
        worth = self.worth
        return {
            "package": worth.problem.values(each.package),
            "utilities": worth.utilities(each.sums),
            "gains": _by_member(worth, each.sums - self.sums),
            "changed": each.changed,
            "tied": each.tied,
            "refused_by": lacks(worth, each.refused),
            "trades": [trade.to_dict(worth, self.package, each.package) for trade in each.trades],
        }


def standing(worth: Worth, values: Mapping[str, str]) -> Standing:
    """Return what a package that settles every issue is worth, and who refuses it; see `draft`."""
    package = worth.problem.package(values)
    return Standing(
        worth,
        package,
        worth.sums(package)[0],
        tuple(c for c in worth.problem.infeasible if worth.holds(c, package)[0]),
        shortfalls(worth, package),
    )


def draft(
    worth: Worth,
    values: Mapping[str, str],
    *,
    listed: int = MOST_LISTED,
    progress: Progress | None = None,
) -> Draft:
    """Return where a draft stands, and what would improve it for all.

    Parameters
    ----------
    worth : Worth
        What packages are worth: `Bargained.worth`, or from `detente.bargaining.worth`.
    values : mapping of str to str
        One value for every issue. Of a draft that leaves issues open, see `settled`.
    listed : int
        Improvements that are listed of each kind, at most.
    progress : callable, optional
        Told of every issue done.

    Raises
    ------
    ModelError
        If an issue is left out.
    UnknownNameError
        If there is no such issue or value.
    LimitError
        If too many packages improve it, or conditions link issues in too many ways.

    Notes
    -----
    Improvements that somebody would refuse whose agreement only some packages need are left out.
    The fewest changes are found by asking for one change, then for two, and so on, each time for
    the efficient packages that keep all other issues.
    """
    stands = standing(worth, values)
    search = _Search(worth, stands.package, progress)
    found = search.improving(search.veto)
    efficient = not len(found) and not (len(search.veto) and len(search.improving(())))
    ranked = _leximin(found.points - search.floor)
    room = int((found.points[ranked[0]] - search.floor).min()) if len(ranked) else 0
    return Draft(
        worth,
        stands.package,
        stands.sums,
        stands.infeasible,
        stands.refused,
        efficient,
        room,
        len(found),
        search.listed(found, ranked[:listed]),
        search.fewest(listed) if len(found) else (),
    )


def settled(worth: Worth, values: Mapping[str, str]) -> Worth:
    """Return the problem that is left when some issues are settled.

    Parameters
    ----------
    worth : Worth
    values : mapping of str to str
        Values by issue; issues that are not named stay open.

    Raises
    ------
    UnknownNameError
        If there is no such issue or value.

    Notes
    -----
    Every package that settles them otherwise counts as one that cannot occur, so that all analyses
    apply: the frontier of what is left has the best completions, solutions are the fair ones.
    """
    problem = worth.problem
    for issue, value in values.items():
        problem.issue(issue).place(value)
    ruled_out = [negation(name(f"{issue}.{value}")) for issue, value in values.items()]
    return replace(worth, problem=replace(problem, infeasible=(*problem.infeasible, *ruled_out)))


def lacks(worth: Worth, shortfall: Mapping[str, int]) -> dict[str, float]:
    """Return what parties lack in numbers for people."""
    numbers = worth.utilities([shortfall.get(party, 0) for party in worth.problem.party_ids])
    return {party: numbers[party] for party in shortfall}


def _by_member(worth: Worth, sums: Sums) -> dict[str, float]:
    numbers = worth.utilities(sums)
    return {party: numbers[party] for party in worth.problem.agreement}


def _leximin(gains: Sums) -> Places:
    """Return the places of rows, those first with the greatest least gain; then the second least.

    Rows that only order tells apart come in the order of the gains themselves, greatest first.
    """
    ranked = np.concatenate([np.sort(gains, axis=1), gains], axis=1)
    return np.lexsort(tuple(-ranked.T[::-1]))


class _Search:
    """Looks for packages that improve a draft.

    How many issues are left as they are counts like the utility of one more party, who gets one
    for each of them.
    """

    def __init__(self, worth: Worth, package: Package, progress: Progress | None) -> None:
        self.worth = worth
        self.package = package
        self.progress = progress
        self.members = members(worth)
        self.veto = vetoers(worth)
        self.kept = np.array([len(worth.reservation)])
        self.sums = worth.sums(package)[0]
        self.floor = self.sums[self.members]
        self.paths: Diagram = diagram(_with_kept(worth, package), consents=len(self.veto) > 0)

    def improving(self, veto: Places | Sequence[int], unchanged: int = 0) -> Frontier:
        """Return the efficient improvements that leave so many issues as they are.

        Those are left out that one of `veto` has to agree to and would refuse.
        """
        asked = np.asarray(veto, np.intp)
        cap = np.append(self.worth.reservation[asked], unchanged)
        aims = Aims(
            self.members,
            np.append(asked, self.kept),
            np.concatenate([self.floor, cap]),
            cap,
        )
        found = swept(self.paths, aims, self.progress)
        better = (found.points > self.floor).any(axis=1)
        return replace(found, points=found.points[better])

    def fewest(self, most: int) -> tuple[Improvement, ...]:
        """Return the improvements that change fewest issues, where there are some at all."""
        for unchanged in range(len(self.package) - 1, -1, -1):
            found = self.improving(self.veto, unchanged)
            if len(found):
                return self.listed(found, _leximin(found.points - self.floor)[:most])
        return ()

    def listed(self, found: Frontier, points: Places) -> tuple[Improvement, ...]:
        """Return improvements of some points, in the order of the points."""
        if not len(points):
            return ()
        which, packages, _ = found.packages(points)
        changed = (packages != np.array(self.package)).sum(axis=1)
        order = np.lexsort((*packages.T[::-1], changed, which))
        first = np.searchsorted(which[order], points)
        tied = np.bincount(which, minlength=len(found))
        return tuple(
            self._improvement(tuple(map(int, packages[order[place]])), int(tied[point]))
            for place, point in zip(first, points, strict=True)
        )

    def _improvement(self, package: Package, tied: int) -> Improvement:
        worth = self.worth
        sums = worth.sums(package)[0]
        return Improvement(
            package,
            sums,
            (sums - self.sums)[self.members],
            tied,
            shortfalls(worth, package),
            trades(worth, self.package, package),
        )


def _with_kept(worth: Worth, package: Package) -> Worth:
    """Add a party that gets one for every issue that is settled as in a package."""
    problem = worth.problem
    party = "kept"
    while party in problem.party_ids:
        party += "_"
    more = replace(
        problem,
        parties=(*problem.parties, Party(party)),
        profiles={**problem.profiles, party: Profile(party, {}, {})},
        agreement=(*problem.agreement, party),
    )
    tables = [
        np.column_stack([table, np.arange(len(table)) == value])
        for table, value in zip(worth.tables, package, strict=True)
    ]
    return replace(
        worth,
        problem=more,
        tables=tuple(tables),
        bonuses=tuple(Bonus(each.when, np.append(each.amounts, 0)) for each in worth.bonuses),
        reservation=np.append(worth.reservation, NO_NEED),
    )
