"""What an outsider must add before a deal exists: how much, on which issue, by which offers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from typing import Any

import numpy as np

from detente.bargaining.best import best_package
from detente.bargaining.diagram import Diagram, diagram
from detente.bargaining.frontier import frontier, members, vetoers
from detente.bargaining.model import Contribution, Package
from detente.bargaining.reach import Reach, least, needed, smallest
from detente.bargaining.solutions import solutions
from detente.bargaining.sweep import Progress
from detente.bargaining.worth import Bonus, Sums, Worth, whole
from detente.conditions import name, negation
from detente.errors import LimitError, unknown_name

MAX_CONTRIBUTIONS = 10
"""Contributions of a party of which every set is asked."""

DEFINITIONS = {
    "least_total": "least sum of what is added, then the least largest, then package order",
    "least_largest": "least largest addition to a party, then the least sum, then package order",
    "issues": (
        "the issue made worth more to those who refuse, at most what its best value is worth to "
        "each; least sum, then the least largest, then package order"
    ),
    "offer": (
        "fewest contributions, then the cheapest to the giver, then case order; the package is the "
        "leximin one of those that become acceptable; ranges count at their best guess, or middle"
    ),
}


@dataclass(frozen=True)
class Addition:
    """What makes a package acceptable.

    Parameters
    ----------
    package : Package
    lacks : mapping of str to int
        What has to be added for each party that refuses it, as multiples of the step.
    """

    package: Package
    lacks: Mapping[str, int]

    def to_dict(self, worth: Worth) -> dict[str, Any]:
        """Return it as one JSON-ready object."""
        steps = [self.lacks.get(party, 0) for party in worth.problem.party_ids]
        numbers = worth.utilities(np.array(steps))
        digits = max(0, round(-np.log10(worth.step)))
        return {
            "package": worth.problem.values(self.package),
            "added": {party: numbers[party] for party in self.lacks},
            "total": round(sum(self.lacks.values()) * worth.step, digits),
        }


@dataclass(frozen=True)
class Offer:
    """Contributions of the case that open a deal, or come nearest to it.

    Parameters
    ----------
    contributions : tuple of str
        Their ids, in case order.
    package : Package
    sums : ndarray of int64, shape (parties,)
        What the package is worth with them.
    lacks : mapping of str to int
        What is still missing to those who refuse; empty if they open a deal.
    cost : int
        What they take from the giver.
    gain : int or None
        What the giver then has over no deal; None if nothing says what packages are worth to it.
    """

    contributions: tuple[str, ...]
    package: Package
    sums: Sums
    lacks: Mapping[str, int]
    cost: int
    gain: int | None

    def to_dict(self, worth: Worth) -> dict[str, Any]:
        """Return it as one JSON-ready object."""
        digits = max(0, round(-np.log10(worth.step)))
        return {
            "contributions": list(self.contributions),
            "utilities": worth.utilities(self.sums),
            **Addition(self.package, self.lacks).to_dict(worth),
            "cost": round(self.cost * worth.step, digits),
            "gain": None if self.gain is None else round(self.gain * worth.step, digits),
        }


@dataclass(frozen=True)
class Contributed:
    """What a party must add before a deal exists.

    Parameters
    ----------
    worth : Worth
    party : str
        The giver; empty for anybody from outside.
    agreement : bool
        Whether a deal exists without it.
    feasible : bool
        Whether any package is.
    least_total, least_largest : Addition or None
        None if a deal exists, or none that the giver itself agrees to.
    issues : mapping of str to (Addition or None)
        By issue; None if a deal cannot be opened on it alone. Empty if a deal exists.
    offer : Offer or None
        The contributions of the case that open a deal, or come nearest; None if it has none.
    """

    worth: Worth
    party: str
    agreement: bool
    feasible: bool = True
    least_total: Addition | None = None
    least_largest: Addition | None = None
    issues: Mapping[str, Addition | None] | None = None
    offer: Offer | None = None

    def answer(self) -> tuple[str, ...]:
        """Return the finding in a few plain sentences, in the case's words."""
        from detente.bargaining.giving_words import contribution_in_words

        return contribution_in_words(self)

    def to_dict(self) -> dict[str, Any]:
        """Return it as one JSON-ready object."""

        def told(some: Addition | Offer | None) -> dict[str, Any] | None:
            return some.to_dict(self.worth) if some else None

        return {
            "party": self.party,
            "agreement": self.agreement,
            "feasible": self.feasible,
            "least_total": told(self.least_total),
            "least_largest": told(self.least_largest),
            "issues": {issue: told(each) for issue, each in (self.issues or {}).items()},
            "offer": told(self.offer),
            "answer": list(self.answer()),
            "parameters": {"definitions": DEFINITIONS},
        }


def contribution(worth: Worth, party: str = "", *, progress: Progress | None = None) -> Contributed:
    """Return what a party must add before a deal exists.

    Parameters
    ----------
    worth : Worth
    party : str
        An outsider, or a party that has to agree itself: it adds nothing to its own gain. Anybody
        from outside by default.
    progress : callable, optional
        Told of issues and sets of contributions asked.

    Raises
    ------
    UnknownNameError
        If nothing is said of the party.
    LimitError
        If it has too many contributions, or conditions link issues in too many ways.

    Notes
    -----
    Partial packages are compared by what each party gets up to its reservation value, as where it is
    asked whether a deal exists; for an issue, once for each of its values, with what that value
    leaves to be improved as the most a party may lack. Of the named contributions every set is
    asked, the smallest first. None of that lists packages.
    """
    problem = worth.problem
    offers = {key: each for key, each in problem.contributions.items() if each.by == party}
    known = {*problem.party_ids, *(each.by for each in problem.contributions.values())}
    if party and party not in known:
        raise unknown_name("party", party, known)
    if len(offers) > MAX_CONTRIBUTIONS:
        raise LimitError(
            f"'{party}' has {len(offers)} contributions, too many to ask every set of them",
            hint=f"give at most {MAX_CONTRIBUTIONS}",
            code="too-many-contributions",
        )
    search = _Search(worth, diagram(worth, consents=True), party)
    if not search.paths.ends:
        return Contributed(worth, party, False, feasible=False)
    if search.addition(search.none) is not None:
        return Contributed(worth, party, True)
    total, largest = search.least_total(), search.least_largest()
    issues: dict[str, Addition | None] = {}
    for place, issue in enumerate(problem.issues):
        issues[issue.id] = search.on_issue(place)
        if progress:
            progress(place + 1, len(problem.issues), "issues")
    offer = _offer(worth, party, offers, progress) if offers else None
    return Contributed(worth, party, False, True, total, largest, issues, offer)


class _Search:
    """Looks for the packages that lack least."""

    def __init__(self, worth: Worth, paths: Diagram, party: str) -> None:
        self.worth = worth
        self.paths = paths
        self.parties = np.concatenate([members(worth), vetoers(worth)])
        ids = [worth.problem.party_ids[place] for place in self.parties]
        self.gets = np.array([each != party for each in ids])
        self.none = np.zeros(len(ids), np.int64)

    @property
    def enough(self) -> Sums:
        """What each party that can be added to lacks at most, on any package."""
        most = self.worth.reservation - self.paths.least[0][0]
        return np.where(self.gets, np.maximum(most[self.parties], 0), 0)

    def reach(self, slack: Sums, paths: Diagram | None = None) -> Reach:
        """Return the packages on which nobody lacks more than `slack`."""
        cap = self.worth.reservation[self.parties]
        slack = np.where(self.gets, slack, 0)
        return Reach.of(paths or self.paths, self.parties, cap - slack, cap)

    def lacks(self, reach: Reach) -> Sums:
        """Return what parties lack, shape (n, parties)."""
        return np.where(reach.asked, reach.aims.cap - reach.vectors, 0)

    def addition(self, slack: Sums, paths: Diagram | None = None) -> Addition | None:
        """Return the package that lacks least in all, if nobody may lack more than `slack`."""
        reach = self.reach(slack, paths)
        if not len(reach):
            return None
        lacks = self.lacks(reach)
        return self._named(reach.first(least([(sum(row), max(row)) for row in lacks.tolist()])))

    def least_total(self) -> Addition | None:
        """Return the package that lacks least in all."""
        bound = self._bound()
        return self.addition(np.minimum(self.enough, bound) if bound is not None else self.enough)

    def _bound(self) -> int | None:
        """Return what is lacking in all on some package; None if the giver may refuse it."""
        weights = np.zeros(len(self.worth.reservation), np.int64)
        weights[self.parties] = 1
        package = best_package(self.paths, weights, np.ones(len(self.paths.ends), bool))
        assert package is not None
        found = self._named(package)
        ids = [self.worth.problem.party_ids[place] for place in self.parties[~self.gets]]
        return None if any(party in found.lacks for party in ids) else sum(found.lacks.values())

    def least_largest(self) -> Addition | None:
        """Return the package whose largest lack is least."""
        most = int(self.enough.max(initial=0))
        if not len(self.reach(self.enough)):
            return None
        slack = smallest(0, most, lambda most: bool(len(self.reach(self.none + most))))
        return self.addition(self.none + slack)

    def on_issue(self, issue: int) -> Addition | None:
        """Return what lacks least if only what an issue is worth may be improved."""
        problem = self.worth.problem
        table = self.worth.tables[issue][:, self.parties]
        found: list[Addition] = []
        for value, each in enumerate(problem.issues[issue].values):
            rest = np.minimum(table.max(axis=0) - table[value], self.enough)
            settled = negation(name(f"{problem.issues[issue].id}.{each.id}"))
            fixed = replace(problem, infeasible=(*problem.infeasible, settled))
            paths = diagram(replace(self.worth, problem=fixed), consents=True)
            if paths.ends and (some := self.addition(rest, paths)):
                found.append(some)
        return min(found, key=_order) if found else None

    def _named(self, package: Package) -> Addition:
        asks = needed(self.worth, package)
        lacks = self.worth.reservation - self.worth.sums(package)[0]
        ids = self.worth.problem.party_ids
        return Addition(
            package,
            {p: int(x) for p, x in zip(ids, lacks, strict=True) if p in asks and x > 0},
        )


def _order(some: Addition) -> tuple[int, int, Package]:
    return sum(some.lacks.values()), max(some.lacks.values(), default=0), some.package


def with_contributions(worth: Worth, given: Sequence[Contribution]) -> Worth:
    """Return the problem in which contributions are made; ranges count with their centres."""
    ids = worth.problem.party_ids
    bonuses = [
        Bonus(each.when, whole(np.array([_amount(each, p) for p in ids]), worth.step))
        for each in given
    ]
    return replace(worth, bonuses=(*worth.bonuses, *bonuses))


def _amount(each: Contribution, party: str) -> float:
    return each.worth[party].centre if party in each.worth else 0.0


def _offer(
    worth: Worth, party: str, offers: Mapping[str, Contribution], progress: Progress | None
) -> Offer:
    """Return the fewest, then cheapest, contributions that open a deal, or those that come nearest."""
    prices = {key: int(whole(np.array(-_amount(each, party)), worth.step))
              for key, each in offers.items()}  # fmt: skip
    nearest: list[tuple[tuple[int, ...], int, tuple[str, ...], Addition]] = []
    for size in range(1, len(offers) + 1):
        sets = sorted(combinations(offers, size), key=lambda some: sum(prices[key] for key in some))
        for some in sets:
            made = with_contributions(worth, [offers[key] for key in some])
            search = _Search(made, diagram(made, consents=True), "")
            if search.addition(search.none) is not None:
                package = solutions(frontier(made, acceptable=True), ["leximin"])["leximin"].package
                return _made(worth, made, party, some, package, {})
            missing = search.least_total()
            assert missing is not None
            nearest.append((_order(missing)[:2], len(nearest), some, missing))
        if progress:
            progress(size, len(offers), "sizes of sets of contributions")
    *_, some, missing = min(nearest)
    made = with_contributions(worth, [offers[key] for key in some])
    return _made(worth, made, party, some, missing.package, missing.lacks)


def _made(
    worth: Worth,
    made: Worth,
    party: str,
    some: tuple[str, ...],
    package: Package,
    lacks: Mapping[str, int],
) -> Offer:
    """Return the offer; what it costs is what those of its contributions take that count there."""
    sums = made.sums(package)[0]
    ids = worth.problem.party_ids
    given = [worth.problem.contributions[key] for key in some]
    counts = [each for each in given if worth.holds(each.when, package)[0]]
    cost = sum(int(whole(np.array(-_amount(each, party)), worth.step)) for each in counts)
    gain = None
    if party in ids:
        gain = int(sums[ids.index(party)] - worth.reservation[ids.index(party)])
    return Offer(some, package, sums, lacks, cost, gain)
