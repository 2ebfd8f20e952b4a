"""A bargaining problem as a mixed-integer linear program, for HiGHS.

One variable, 0 or 1, for every value of every issue; one for every part of a condition that is
not a name or its negation, held to its truth by linear inequalities, which are exact where what
they are made of is 0 or 1 (Williams 2013, chapter 9).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from detente.bargaining.model import Package
from detente.bargaining.worth import Worth
from detente.conditions import Condition
from detente.errors import LimitError, MissingExtraError

TOLERANCE = 1e-6
"""By how much HiGHS may miss a constraint or the best value."""

SECONDS = 120.0
"""For one program; past it, what was found counts, with the gap that is proved by then."""


@dataclass(frozen=True)
class Linear:
    """A sum of variables, each times a number, and a constant."""

    of: Mapping[int, float] = field(default_factory=dict)
    constant: float = 0.0

    def __add__(self, other: Linear) -> Linear:
        of = dict(self.of)
        for variable, number in other.of.items():
            of[variable] = of.get(variable, 0.0) + number
        return Linear(of, self.constant + other.constant)

    def __mul__(self, factor: float) -> Linear:
        return Linear({v: factor * x for v, x in self.of.items()}, factor * self.constant)

    def __sub__(self, other: Linear) -> Linear:
        return self + other * -1.0


ONE = Linear(constant=1.0)


def total(terms: Iterable[Linear]) -> Linear:
    """Return the sum of some expressions."""
    found = Linear()
    for term in terms:
        found = found + term
    return found


@dataclass(frozen=True)
class Found:
    """The best package that a program has found.

    Parameters
    ----------
    package : Package
    bound : float
        What no package is better than, on the scale of the objective.
    """

    package: Package
    bound: float


class Program:
    """The feasible packages of a problem, to which demands can be added.

    Parameters
    ----------
    worth : Worth

    Raises
    ------
    MissingExtraError
        If scipy is not installed.
    """

    def __init__(self, worth: Worth) -> None:
        _solver()
        self.worth = worth
        self.bounds: list[tuple[float, float, bool]] = []
        self.rows: list[tuple[Linear, float]] = []
        self.truths: dict[Condition, Linear] = {}
        self.values = [
            [self.variable(0, 1, whole=True) for _ in range(size)] for size in worth.sizes
        ]
        for listed in self.values:
            self.demand(total(listed), 1)
            self.demand(total(listed) * -1, -1)
        for condition in worth.problem.infeasible:
            self.demand(self.truth(condition) * -1, 0)
        self.utilities = [self._utility(place) for place in range(len(worth.reservation))]

    def variable(self, low: float, high: float, *, whole: bool = False) -> Linear:
        """Return a new variable between two numbers."""
        self.bounds.append((low, high, whole))
        return Linear({len(self.bounds) - 1: 1.0})

    def demand(self, expression: Linear, low: float) -> None:
        """Demand that an expression be at least so much."""
        self.rows.append((expression, low))

    def _utility(self, place: int) -> Linear:
        worth = self.worth
        terms = [
            variable * (float(table[value, place]) * worth.step)
            for table, listed in zip(worth.tables, self.values, strict=True)
            for value, variable in enumerate(listed)
        ]
        terms += [
            self.truth(bonus.when) * (float(bonus.amounts[place]) * worth.step)
            for bonus in worth.bonuses
            if bonus.amounts[place]
        ]
        return total(terms)

    def truth(self, condition: Condition) -> Linear:
        """Return an expression that is 1 where a condition holds and 0 elsewhere."""
        if condition not in self.truths:
            self.truths[condition] = self._truth(condition)
        return self.truths[condition]

    def _truth(self, condition: Condition) -> Linear:
        if condition.op == "name":
            issue, values = self.worth.truths[condition.name]
            return total(self.values[issue][value] for value in np.flatnonzero(values))
        if condition.op == "const":
            return Linear(constant=float(condition.count))
        args = [self.truth(arg) for arg in condition.args]
        if condition.op == "not":
            return ONE - args[0]
        if condition.op == "and":
            return self._reaches(args, len(args))
        if condition.op == "or":
            return self._reaches(args, 1)
        if condition.op == "implies":
            return self._reaches([ONE - args[0], args[1]], 1)
        if condition.op in ("xor", "iff"):
            differ = self._differ(args[0], args[1])
            return differ if condition.op == "xor" else ONE - differ
        if condition.op == "at_least":
            return self._reaches(args, condition.count)
        below = ONE - self._reaches(args, condition.count + 1)
        if condition.op == "at_most":
            return below
        return self._reaches([self._reaches(args, condition.count), below], 2)

    def _reaches(self, args: list[Linear], count: int) -> Linear:
        """Return whether at least so many hold."""
        if count <= 0 or count > len(args):
            return Linear(constant=float(count <= 0))
        found = self.variable(0, 1, whole=True)
        held = total(args)
        self.demand(held - found * count, 0)
        self.demand(found * (len(args) - count + 1) - held, 1 - count)
        return found

    def _differ(self, one: Linear, other: Linear) -> Linear:
        found = self.variable(0, 1, whole=True)
        self.demand(found - one + other, 0)
        self.demand(found + one - other, 0)
        self.demand(one + other - found, 0)
        self.demand(found * -1 - one - other, -2)
        return found

    def best(
        self, objective: Linear, allowed: Callable[[Package], bool] | None = None
    ) -> Found | None:
        """Return the package for which an expression is greatest; None if none is allowed.

        Packages that the solver's tolerance lets through though they are not are cut off.
        """
        for _ in range(1_000):
            answer = self._solved(objective)
            if answer is None:
                return None
            package = tuple(
                int(np.argmax([answer.x[next(iter(v.of))] for v in listed]))
                for listed in self.values
            )
            if allowed is None or allowed(package):
                return Found(package, -float(answer.mip_dual_bound) + objective.constant)
            self.cut(package)
        raise _unsolved()

    def cut(self, package: Package) -> None:
        """Leave out one package."""
        taken = total(listed[place] for listed, place in zip(self.values, package, strict=True))
        self.demand(taken * -1, 1 - len(package))

    def _solved(self, objective: Linear) -> Any:
        optimize, sparse = _solver()
        costs = np.zeros(len(self.bounds))
        for variable, number in objective.of.items():
            costs[variable] = -number
        entries = [
            (row, variable, number)
            for row, (expression, _) in enumerate(self.rows)
            for variable, number in expression.of.items()
        ]
        at, columns, numbers = zip(*entries, strict=True)
        shape = (len(self.rows), len(self.bounds))
        matrix = sparse.csr_array((numbers, (at, columns)), shape=shape)
        lows = [low - expression.constant for expression, low in self.rows]
        answer = optimize.milp(
            costs,
            integrality=[int(whole) for _, _, whole in self.bounds],
            bounds=optimize.Bounds(
                [low for low, _, _ in self.bounds], [high for _, high, _ in self.bounds]
            ),
            constraints=optimize.LinearConstraint(matrix, np.array(lows)),
            options={"mip_rel_gap": 0.0, "time_limit": SECONDS},
        )
        if answer.status == 2:
            return None
        if answer.x is None:
            raise _unsolved()
        return answer


def _unsolved() -> LimitError:
    return LimitError(
        f"no package was found within {SECONDS:g} seconds",
        hint="drop conditions or issues, or merge values",
        code="program-too-large",
    )


def _solver() -> tuple[Any, Any]:
    try:
        from scipy import optimize, sparse
    except ImportError as error:
        raise MissingExtraError(
            "solutions of a problem whose frontier is too large need scipy",
            hint="pip install 'detente[bargaining]'",
        ) from error
    return optimize, sparse
