"""The bargaining problem as a whole: can the parties agree, what is efficient, what is fair."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np

from detente.bargaining.frontier import Frontier, frontier
from detente.bargaining.measures import Measures, measures
from detente.bargaining.model import Bargaining
from detente.bargaining.rows import Places
from detente.bargaining.solutions import CONCEPTS, Solution, solutions
from detente.bargaining.sweep import Progress
from detente.bargaining.trace import MAX_LISTED
from detente.bargaining.unknown.estimate import estimate
from detente.bargaining.worth import Numbers, Worth, worth
from detente.bargaining.zone import NEAREST, Zone, zone


@dataclass(frozen=True)
class Bargained:
    """What can be agreed, what is efficient and what is fair.

    Parameters
    ----------
    worth : Worth
        The problem in numbers.
    zone : Zone
        Whether there is a zone of agreement, and what stands in its way.
    frontier : Frontier
        The efficient packages of all that are feasible.
    solutions : mapping of str to Solution
        By concept; empty where nothing is acceptable.
    measures : Measures or None
        For two parties that make the deal, where something is feasible.
    parameters : mapping
        Method and definition variants that made the result.
    """

    worth: Worth
    zone: Zone
    frontier: Frontier
    solutions: Mapping[str, Solution]
    measures: Measures | None
    parameters: Mapping[str, Any]

    @property
    def problem(self) -> Bargaining:
        """The problem that was analysed."""
        return self.worth.problem

    @cached_property
    def efficient(self) -> tuple[Places, Places, bool]:
        """The points of the efficient packages, the packages, and whether they are all."""
        return self.frontier.packages()

    def answer(self) -> tuple[str, ...]:
        """Return the finding in a few plain sentences, in the case's words."""
        from detente.bargaining.words import answer

        return answer(self)

    def rows(self) -> Iterator[dict[str, Any]]:
        """Yield one flat record for every efficient package: its values, then its utilities."""
        _, packages, _ = self.efficient
        for package, sums in zip(packages, self.worth.sums(packages), strict=True):
            utilities = self.worth.utilities(sums)
            yield {
                **self.problem.values(package),
                **{f"utility:{party}": number for party, number in utilities.items()},
            }

    def to_dict(self, *, case: str = "", scenario: str | None = None) -> dict[str, Any]:
        """Return the result as one JSON-ready object (format ``detente.bargain/1``)."""
        which, packages, complete = self.efficient
        sums = self.worth.sums(packages)
        return {
            "format": "detente.bargain/1",
            "case": case,
            "scenario": scenario,
            "parties": list(self.problem.party_ids),
            "agreement": self.zone.agreement,
            "combinations": self.problem.size,
            "packages": self.zone.packages,
            "frontier": [
                {
                    "package": self.problem.values(package),
                    "utilities": self.worth.utilities(each),
                    "point": int(point),
                }
                for point, package, each in zip(which, packages, sums, strict=True)
            ],
            "frontier_points": len(self.frontier),
            "frontier_complete": complete,
            "solutions": {name: each.to_dict(self.worth) for name, each in self.solutions.items()},
            "no_deal": self.worth.utilities(self.worth.reservation),
            "zone": self.zone.to_dict(),
            "measures": self.measures.to_dict() if self.measures else None,
            "answer": list(self.answer()),
            "parameters": dict(self.parameters),
        }


def bargain(
    problem: Bargaining,
    *,
    numbers: Mapping[str, Numbers] | None = None,
    concepts: Iterable[str] | None = None,
    seed: int = 0,
    progress: Progress | None = None,
) -> Bargained:
    """Find what can be agreed, what is efficient and what is fair.

    Parameters
    ----------
    problem : Bargaining
    numbers : mapping of str to Numbers, optional
        By party, what to take where a range is given; see `detente.bargaining.unknown.estimate`
        for what is taken by default.
    concepts : iterable of str, optional
        nash, kalai_smorodinsky, egalitarian, leximin, utilitarian; all by default.
    seed : int
        For weights that have to be drawn to find the middle of what is known of them.
    progress : callable, optional
        Told of every issue done.

    Raises
    ------
    UnknownNameError
        If there is no such concept.
    LimitError
        If the frontier is too large, or conditions link issues in too many ways.

    Notes
    -----
    The definitions are in ``docs/definitions.md``, the method in ``docs/algorithms.md``.
    """
    how: dict[str, str] = {}
    if numbers is None and not problem.exact:
        numbers, how = estimate(problem, seed)
    table = worth(problem, numbers)
    feasible = frontier(table, progress=progress)
    fair = solutions(_acceptable(table, feasible, progress), concepts)
    bilateral = len(problem.agreement) == 2 and len(feasible) > 0
    return Bargained(
        table,
        zone(table),
        feasible,
        fair,
        measures(feasible) if bilateral else None,
        {
            "method": "frontier issue by issue, linked issues by what is left of conditions",
            "exact": True,
            "step": table.step,
            "agreement": list(problem.agreement),
            "weights": how or "given",
            "solutions": {name: CONCEPTS[name].variant for name in fair},
            "nearest": NEAREST,
            "listed": MAX_LISTED,
        },
    )


def _acceptable(table: Worth, feasible: Frontier, progress: Progress | None) -> Frontier:
    """Return the efficient among acceptable packages.

    Where nobody has a veto, what dominates an acceptable package is acceptable: then they are the
    acceptable ones of the frontier.
    """
    if table.problem.vetoers:
        return frontier(table, acceptable=True, progress=progress)
    enough = (feasible.points >= table.reservation[feasible.aims.full]).all(axis=1)
    return replace(feasible, points=feasible.points[np.flatnonzero(enough)])
