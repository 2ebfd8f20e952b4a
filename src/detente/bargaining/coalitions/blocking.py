"""Who can upset a package, if nobody can pay anybody: by refusing it, or for another package."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from detente.bargaining.diagram import diagram
from detente.bargaining.frontier import members, vetoers
from detente.bargaining.model import Package
from detente.bargaining.reach import NO_CAP, Reach, least, needed
from detente.bargaining.worth import Worth


@dataclass(frozen=True)
class Departure:
    """A coalition that can conclude another package, which all its members prefer.

    Parameters
    ----------
    coalition : tuple of str
        Those whose agreement the other package needs.
    package : Package
        That whose least gain for a member is greatest, then the second least, and so on; the first
        in package order of those that are tied.
    gains : mapping of str to int
        What each member gains by the change, as a multiple of the step.
    """

    coalition: tuple[str, ...]
    package: Package
    gains: dict[str, int]


@dataclass(frozen=True)
class Blocking:
    """Who can upset a package without transfers.

    Parameters
    ----------
    worth : Worth
    package : Package
    asked : tuple of str
        Whose agreement it needs: each of them can refuse it.
    refusing : tuple of str
        Those of them that have more without a deal, and so would.
    departures : tuple of Departure
        For the smallest coalitions that have a package which all their members prefer.
    """

    worth: Worth
    package: Package
    asked: tuple[str, ...]
    refusing: tuple[str, ...]
    departures: tuple[Departure, ...]

    @property
    def stable(self) -> bool:
        """Whether nobody refuses it and no coalition has something better (it is in the core)."""
        return not self.refusing and not self.departures

    def answer(self) -> tuple[str, ...]:
        """Return the finding in a few plain sentences, in the case's words."""
        from detente.bargaining.coalitions.words import blocking_in_words

        return blocking_in_words(self)

    def to_dict(self) -> dict[str, Any]:
        """Return it as one JSON-ready object."""
        values = self.worth.problem.values
        return {
            "package": values(self.package),
            "asked": list(self.asked),
            "refusing": list(self.refusing),
            "departures": [
                {
                    "coalition": list(each.coalition),
                    "package": values(each.package),
                    "gains": in_utility(self.worth, each.gains),
                }
                for each in self.departures
            ],
            "stable": self.stable,
            "answer": list(self.answer()),
        }


def blocking(worth: Worth, package: Sequence[int]) -> Blocking:
    """Return who can upset a package if nobody can pay anybody.

    Parameters
    ----------
    worth : Worth
    package : sequence of int
        A draft, or a solution.

    Raises
    ------
    ModelError
        If the package cannot occur.
    LimitError
        If there are too many packages that nothing dominates, or conditions link issues in too many ways.

    Notes
    -----
    A coalition upsets a package if it can conclude another that every member strictly prefers. No
    coalition needs more members than those whose agreement the other package needs. One sweep over
    the issues finds all such packages, with what the package gives plus one step as the floor.
    """
    must = needed(worth, package)
    sums = worth.sums(package)[0]
    ids = worth.problem.party_ids
    refusing = tuple(
        party
        for place, party in enumerate(ids)
        if party in must and sums[place] < worth.reservation[place]
    )
    parties = np.concatenate([members(worth), vetoers(worth)])
    floor = sums[parties] + 1
    reach = Reach.of(diagram(worth, consents=True), parties, floor, np.full_like(floor, NO_CAP))
    found: list[Departure] = []
    if len(reach):
        coalitions = [frozenset(parties[row].tolist()) for row in reach.asked]
        for some in sorted(set(coalitions), key=lambda some: (len(some), sorted(some))):
            if not any(other < some for other in coalitions):
                rows = np.array([k for k, each in enumerate(coalitions) if each == some])
                gains = reach.vectors[rows] - sums[parties]
                ranked = [
                    tuple(-gain for gain in sorted(row[asks].tolist()))
                    for row, asks in zip(gains, reach.asked[rows], strict=True)
                ]
                other = reach.first(rows[least(ranked)])
                more = worth.sums(other)[0] - sums
                gained = {party: int(more[p]) for p, party in enumerate(ids) if p in some}
                found.append(Departure(tuple(gained), other, gained))
    return Blocking(worth, tuple(int(v) for v in package), must, refusing, tuple(found))


def in_utility(worth: Worth, amounts: dict[str, int]) -> dict[str, float]:
    """Return amounts of some parties, in steps, as numbers for people."""
    listed = np.array([amounts.get(party, 0) for party in worth.problem.party_ids])
    numbers = worth.utilities(listed)
    return {party: numbers[party] for party in amounts}
