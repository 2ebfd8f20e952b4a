"""Which packages the stable states of the conflict amount to, and which fair deal would last.

A case says what states amount to: entries of a condition over states and a package, of which the
first that fits counts. A package that leaves issues open stands for all that settle the others so.
Where states come with contributions, the package is judged with them, among all packages with them.
A deal lasts where a state that amounts to it is an equilibrium: nobody has reason to leave it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from detente.bargaining.analysis import Bargained, judge
from detente.bargaining.contribution import with_contributions
from detente.bargaining.diagram import diagram
from detente.bargaining.draft import settled
from detente.bargaining.frontier import frontier
from detente.bargaining.model import Meaning, Package
from detente.bargaining.rows import Places
from detente.bargaining.zone import possible
from detente.conditions import Bools
from detente.conflict.analysis import Analysis
from detente.errors import ModelError, unknown_name

MOST_LISTED = 100
"""States, or packages, listed of each kind."""

Given = tuple[str, ...]
"""Contributions that are made."""

NONE = -1
"""What states amount to of which nothing is said."""


@dataclass(frozen=True)
class Meant:
    """What an entry says that states amount to.

    Parameters
    ----------
    meaning : Meaning
    states : int
        How many states amount to it.
    stable : mapping of str to tuple of int
        By concept the numbers of the equilibria among them.
    packages : int or None
        How many feasible packages settle the issues so; None where they were not counted.
    acceptable : bool
        Whether one of them is acceptable.
    efficient : tuple of Package or None
        The efficient ones among them, at most 100; None where the frontier is too large.
    more : bool
        Whether there are more of these.
    solutions : tuple of str
        The fair packages that settle the issues so, by concept; where contributions are made,
        those that are fair with them.
    """

    meaning: Meaning
    states: int
    stable: Mapping[str, tuple[int, ...]]
    packages: int | None
    acceptable: bool
    efficient: tuple[Package, ...] | None
    more: bool
    solutions: tuple[str, ...]

    @property
    def stable_states(self) -> tuple[int, ...]:
        """The states that are an equilibrium under some concept."""
        return tuple(sorted({state for some in self.stable.values() for state in some}))


@dataclass(frozen=True)
class Agreements:
    """What the stability of states and the worth of packages say of each other.

    Parameters
    ----------
    analysis : Analysis
    bargained : Bargained
        Without contributions.
    given : mapping of tuple of str to Bargained
        With the contributions that states come with; `bargained` where there are none.
    which : ndarray of int, shape (states,)
        The place of the entry that says what each state amounts to; -1 where none does.
    meant : tuple of Meant
        One for each entry.
    lost : int or None
        How many of the efficient packages that are listed no state amounts to; None where the
        frontier is too large.
    """

    analysis: Analysis
    bargained: Bargained
    given: Mapping[Given, Bargained]
    which: Places
    meant: tuple[Meant, ...]
    lost: int | None

    def amounting(self, solution: str, given: Given = ()) -> tuple[Meant, ...]:
        """Return the entries by which states amount to a fair package, contributions as given."""
        return tuple(
            each
            for each in self.meant
            if solution in each.solutions and each.meaning.contributions == given
        )

    def lasting(self, solution: str, given: Given = ()) -> tuple[int, ...]:
        """Return the equilibria that amount to a fair package, those of most concepts first."""
        entries = self.amounting(solution, given)
        return self._where(lambda each: each in entries)

    def meaning(self, solution: str, given: Given = ()) -> int:
        """Return how many states amount to a fair package."""
        return sum(each.states for each in self.amounting(solution, given))

    @property
    def unsaid(self) -> tuple[int, ...]:
        """The equilibria of which nothing is said, those of most concepts first."""
        return self._stable(self.which == NONE)

    @property
    def refused(self) -> tuple[int, ...]:
        """The equilibria that amount to no acceptable package, those of most concepts first."""
        return self._where(lambda each: not each.acceptable)

    @property
    def wasteful(self) -> tuple[int, ...]:
        """The equilibria that amount to no efficient package, those of most concepts first."""
        return self._where(lambda each: each.efficient == ())

    def _where(self, wanted: Any) -> tuple[int, ...]:
        places = [place for place, each in enumerate(self.meant) if wanted(each)]
        return self._stable(np.isin(self.which, places))

    def _stable(self, where: Bools) -> tuple[int, ...]:
        return tuple(state for state in self.analysis.strongest() if where[state - 1])

    def answer(self) -> tuple[str, ...]:
        """Return the finding in a few plain sentences, in the case's words."""
        from detente.agreements.words import answer

        return answer(self)

    def to_dict(self) -> dict[str, Any]:
        """Return the result as one JSON-ready object."""
        return {
            "states": len(self.which),
            "meanings": [self._meant(each) for each in self.meant],
            "solutions": self._solutions(()),
            "with_contributions": [
                {
                    "contributions": list(given),
                    "agreement": found.zone.agreement,
                    "solutions": self._solutions(given),
                }
                for given, found in self.given.items()
                if given
            ],
            "stable_states": self.analysis.equilibrium_count,
            "stable_without_package": _listed(self.analysis, self.unsaid),
            "stable_refused": _listed(self.analysis, self.refused),
            "stable_inefficient": _listed(self.analysis, self.wasteful),
            "efficient_without_state": self.lost,
            "answer": list(self.answer()),
            "parameters": dict(self.analysis.parameters),
        }

    def _solutions(self, given: Given) -> dict[str, Any]:
        return {
            name: {
                "states": self.meaning(name, given),
                "stable": _listed(self.analysis, self.lasting(name, given)),
            }
            for name in self.given[given].solutions
        }

    def _meant(self, each: Meant) -> dict[str, Any]:
        values = self.bargained.problem.values
        return {
            "when": str(each.meaning.when),
            "package": dict(each.meaning.package),
            "contributions": list(each.meaning.contributions),
            "states": each.states,
            "stable": {concept: list(some[:MOST_LISTED]) for concept, some in each.stable.items()},
            "packages": each.packages,
            "acceptable": each.acceptable,
            "efficient": None if each.efficient is None else [values(p) for p in each.efficient],
            "efficient_complete": not each.more,
            "solutions": list(each.solutions),
        }


def _listed(analysis: Analysis, states: tuple[int, ...]) -> list[dict[str, Any]]:
    return [
        {"state": state, "concepts": list(analysis.held_under(state))}
        for state in states[:MOST_LISTED]
    ]


def agreements(analysis: Analysis, bargained: Bargained) -> Agreements:
    """Return what the stability of states and the worth of packages say of each other.

    Parameters
    ----------
    analysis : Analysis
        Of the conflict.
    bargained : Bargained
        Of what is bargained over in it, which says what states amount to.

    Raises
    ------
    ModelError
        If it says nothing of states.
    ConditionError
        If it names what the conflict does not have.
    LimitError
        If conditions link issues in too many ways.
    """
    meanings = bargained.problem.meanings
    if not meanings:
        raise ModelError(
            "nothing says which packages the states of the conflict amount to",
            hint="add 'states:' to the bargaining section",
        )
    which = np.full(len(analysis.conflict.states), NONE, np.intp)
    for place, meaning in enumerate(meanings):
        which[(which == NONE) & analysis.conflict.holds(meaning.when)] = place
    equilibria = {concept: analysis.equilibrium(concept) for concept in analysis.stable}
    given: dict[Given, Bargained] = {(): bargained}
    for meaning in meanings:
        if meaning.contributions not in given:
            given[meaning.contributions] = _with(bargained, meaning.contributions)
    meant = tuple(
        _meant(given[meaning.contributions], meaning, which == place, equilibria)
        for place, meaning in enumerate(meanings)
    )
    return Agreements(analysis, bargained, given, which, meant, _lost(bargained, meant))


def _with(bargained: Bargained, given: Given) -> Bargained:
    """Return what is found where contributions are made."""
    problem = bargained.problem
    for key in given:
        if key not in problem.contributions:
            raise unknown_name("contribution", key, problem.contributions)
    made = with_contributions(bargained.worth, [problem.contributions[key] for key in given])
    return judge(made, bargained.solutions or None, bargained.parameters["weights"])


def _meant(
    bargained: Bargained,
    meaning: Meaning,
    states: Bools,
    equilibria: Mapping[str, Bools],
) -> Meant:
    left = settled(bargained.worth, meaning.package)
    feasible, acceptable = possible(diagram(left, consents=True))
    some: list[Package] = []
    complete = True
    if bargained.frontier is not None:
        known = set(map(tuple, bargained.frontier.points))
        best = frontier(left)
        kept = np.flatnonzero([tuple(point) in known for point in best.points])
        _, packages, complete = best.packages(kept)
        some = [tuple(map(int, package)) for package in packages]
    return Meant(
        meaning,
        int(np.count_nonzero(states)),
        {
            concept: tuple((np.flatnonzero(states & holds) + 1).tolist())
            for concept, holds in equilibria.items()
        },
        feasible,
        acceptable,
        None if bargained.frontier is None else tuple(some[:MOST_LISTED]),
        not complete or len(some) > MOST_LISTED,
        tuple(
            name
            for name, solution in bargained.solutions.items()
            if meaning.package.items() <= bargained.problem.values(solution.package).items()
        ),
    )


def _lost(bargained: Bargained, meant: tuple[Meant, ...]) -> int | None:
    """Return how many efficient packages, of those listed, no state amounts to."""
    if bargained.frontier is None:
        return None
    _, packages, _ = bargained.efficient
    reached = np.zeros(len(packages), bool)
    for each in meant:
        if each.states:
            fits = np.ones(len(packages), bool)
            for key, value in each.meaning.package.items():
                issue = bargained.problem.place(key)
                fits &= packages[:, issue] == bargained.problem.issues[issue].place(value)
            reached |= fits
    return int(np.count_nonzero(~reached))
