"""What every coalition of parties can conclude by itself, and what that is worth to it.

A coalition can conclude a package if everybody is in it whose agreement the package needs. If its
members can pay each other, all that matters is what they gain together.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from detente.bargaining.best import NONE, best_package, greatest
from detente.bargaining.coalitions.game import MAX_PLAYERS, CoalitionGame
from detente.bargaining.diagram import Diagram, diagram
from detente.bargaining.model import Package
from detente.bargaining.rows import Places
from detente.bargaining.sweep import Progress, asked
from detente.bargaining.worth import Sums, Worth
from detente.conditions import Bools
from detente.errors import LimitError

CHUNK = 256
"""Coalitions that are looked at together."""


@dataclass(frozen=True)
class Concluded:
    """What coalitions can conclude.

    Parameters
    ----------
    paths : Diagram
    gains : ndarray of int64, shape (2**parties,)
        The most that members gain together over no deal, 0 where they have no deal or none that
        pays; bit k of the place stands for party k.
    """

    paths: Diagram
    gains: Sums

    @property
    def worth(self) -> Worth:
        """The problem in numbers."""
        return self.paths.worth

    @property
    def game(self) -> CoalitionGame:
        """The coalitional game, its worths in utility."""
        digits = max(0, round(-np.log10(self.worth.step)))
        values = np.round(self.gains * self.worth.step, digits)
        return CoalitionGame(self.worth.problem.party_ids, values)

    @property
    def pure(self) -> bool:
        """Whether every deal needs everybody, so that nobody has a deal without all others."""
        return set(self.worth.problem.agreement) == set(self.worth.problem.party_ids)

    def package(self, coalition: Places) -> Package | None:
        """Return what a coalition, given by places of parties, would conclude; None for no deal.

        The first package, in package order, that is worth most to its members together.
        """
        members = np.zeros(len(self.worth.reservation), np.int64)
        members[coalition] = 1
        place = int(members @ (1 << np.arange(len(members))))
        allowed = _allowed(self.paths, members[:, None])[:, 0]
        package = best_package(self.paths, members, allowed)
        if package is None:
            return None
        gain = (self.worth.sums(package)[0] - self.worth.reservation) @ members
        return package if gain == self.gains[place] else None


def conclude(worth: Worth, *, progress: Progress | None = None) -> Concluded:
    """Return what every coalition can conclude.

    Parameters
    ----------
    worth : Worth
    progress : callable, optional
        Told of coalitions done.

    Raises
    ------
    LimitError
        If there are too many parties, or conditions link issues in too many ways.

    Notes
    -----
    Only coalitions that contain `agreement` have deals. Packages are not listed: O(edges of the
    diagram · parties) time for each such coalition.
    """
    problem = worth.problem
    count = len(problem.party_ids)
    if count > MAX_PLAYERS:
        raise LimitError(
            f"{count} parties form too many coalitions",
            hint=f"at most {MAX_PLAYERS} parties",
            code="too-many-players",
        )
    paths = diagram(worth, consents=True)
    always = sum(1 << problem.party_ids.index(party) for party in problem.agreement)
    places = np.arange(1 << count)
    able = places[places & always == always]
    gains = np.zeros(1 << count, np.int64)
    for start in range(0, len(able), CHUNK):
        some = able[start : start + CHUNK]
        weights = (some >> np.arange(count)[:, None] & 1).astype(np.int64)
        most = greatest(paths, weights, _allowed(paths, weights))
        gains[some] = np.where(most == NONE, 0, np.maximum(most - worth.reservation @ weights, 0))
        if progress:
            progress(min(start + CHUNK, len(able)), len(able), "coalitions")
    return Concluded(paths, gains)


def _allowed(paths: Diagram, members: Sums) -> Bools:
    """Return which coalitions, one a column, can conclude packages of the last contexts."""
    needed = asked(paths, np.arange(len(members))).astype(np.int64)
    return np.asarray((needed @ (1 - members)) == 0)
