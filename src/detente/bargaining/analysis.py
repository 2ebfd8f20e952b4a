"""The bargaining problem as a whole: can the parties agree, what is efficient, what is fair."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, TypeVar

import numpy as np

from detente.bargaining import milp
from detente.bargaining.counting import count_acceptable
from detente.bargaining.diagram import diagram
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
from detente.errors import LimitError
from detente.notebook import Listed, Shown


@dataclass(frozen=True)
class Bargained(Shown, Listed):
    """What can be agreed, what is efficient and what is fair.

    Parameters
    ----------
    worth : Worth
        The problem in numbers.
    zone : Zone
        Whether there is a zone of agreement, and what stands in its way.
    frontier : Frontier or None
        The efficient packages of all that are feasible; None where it is too large to be built.
    solutions : mapping of str to Solution
        By concept; empty where nothing is acceptable.
    measures : Measures or None
        For two parties that make the deal, where something is feasible.
    parameters : mapping
        Method and definition variants that made the result.
    notes : tuple of str
        What limits the result.
    """

    worth: Worth
    zone: Zone
    frontier: Frontier | None
    solutions: Mapping[str, Solution]
    measures: Measures | None
    parameters: Mapping[str, Any]
    notes: tuple[str, ...] = ()

    @property
    def problem(self) -> Bargaining:
        """The problem that was analysed."""
        return self.worth.problem

    @cached_property
    def efficient(self) -> tuple[Places, Places, bool]:
        """The points of the efficient packages, the packages, and whether they are all."""
        if self.frontier is None:
            none = np.zeros(0, np.intp)
            return none, none.reshape(0, len(self.problem.issues)), False
        return self.frontier.packages()

    @cached_property
    def acceptable(self) -> int | None:
        """How many packages are acceptable; None where they were not counted."""
        if self.frontier is None:
            return None
        paths = self.frontier.diagram
        return count_acceptable(
            diagram(self.worth, consents=True) if self.problem.vetoers else paths
        )

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
            "acceptable": self.acceptable,
            "frontier": [
                {
                    "package": self.problem.values(package),
                    "utilities": self.worth.utilities(each),
                    "point": int(point),
                }
                for point, package, each in zip(which, packages, sums, strict=True)
            ],
            "frontier_points": None if self.frontier is None else len(self.frontier),
            "frontier_complete": complete,
            "solutions": {name: each.to_dict(self.worth) for name, each in self.solutions.items()},
            "no_deal": self.worth.utilities(self.worth.reservation),
            "zone": self.zone.to_dict(),
            "measures": self.measures.to_dict() if self.measures else None,
            "answer": list(self.answer()),
            "parameters": dict(self.parameters),
            "notes": list(self.notes),
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
        If even the solver finds no package in time.
    MissingExtraError
        If the frontier is too large and scipy, which then finds the solutions, is not installed.

    Notes
    -----
    Where the frontier is too large, or conditions link issues in too many ways, the solutions are
    found by mixed-integer programs, each with the gap that is proved. The definitions are in
    ``docs/definitions.md``, the method in ``docs/algorithms.md``.
    """
    how: dict[str, str] = {}
    if numbers is None and not problem.exact:
        numbers, how = estimate(problem, seed)
    return judge(worth(problem, numbers), concepts, how or "given", progress=progress)


def judge(
    table: Worth,
    concepts: Iterable[str] | None = None,
    weights: Mapping[str, str] | str = "given",
    *,
    progress: Progress | None = None,
) -> Bargained:
    """Do what `bargain` does, from what packages are worth; `weights` tells whence they are."""
    problem = table.problem
    notes: list[str] = []
    feasible = _unless_too_large(lambda: frontier(table, progress=progress), notes)
    fair = _fair(table, feasible, list(CONCEPTS if concepts is None else concepts), progress)
    known = feasible.diagram if feasible is not None and not problem.vetoers else None
    agreed = _unless_too_large(lambda: zone(table, known), notes)
    bilateral = len(problem.agreement) == 2 and feasible is not None and len(feasible)
    return Bargained(
        table,
        agreed or milp.zone(table),
        feasible,
        fair,
        measures(feasible) if bilateral and feasible else None,
        {
            "method": "frontier issue by issue, linked issues by what is left of conditions",
            "exact": all(not each.gap for each in fair.values()),
            "step": table.step,
            "agreement": list(problem.agreement),
            "weights": weights,
            "solutions": {name: each.variant for name, each in fair.items()},
            "nearest": NEAREST,
            "listed": MAX_LISTED,
        },
        tuple(dict.fromkeys(notes)),
    )


_Result = TypeVar("_Result")


def _unless_too_large(made: Callable[[], _Result], notes: list[str]) -> _Result | None:
    try:
        return made()
    except LimitError as error:
        if error.code not in ("frontier-too-large", "too-many-contexts"):
            raise
        notes.append(f"The frontier was not built: {error.args[0]}.")
        return None


def _fair(
    table: Worth, feasible: Frontier | None, concepts: list[str], progress: Progress | None
) -> dict[str, Solution]:
    """Return the solutions, from the frontier of what is acceptable where it can be built."""
    if feasible is not None and not table.problem.vetoers:
        return solutions(feasible.acceptable(), concepts)
    acceptable = _unless_too_large(lambda: frontier(table, acceptable=True, progress=progress), [])
    return (
        milp.solutions(table, concepts) if acceptable is None else solutions(acceptable, concepts)
    )
