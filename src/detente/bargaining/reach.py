"""What packages can be had that leave certain parties at least so much."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from detente.bargaining.diagram import Diagram
from detente.bargaining.dominance import Vectors
from detente.bargaining.model import Package
from detente.bargaining.rows import Places
from detente.bargaining.sweep import NO_NEED, Aims, Partial, asked, sweep
from detente.bargaining.trace import MAX_LISTED, Suffixes, trace
from detente.bargaining.worth import Sums, Worth
from detente.conditions import Bools
from detente.errors import ModelError

NO_CAP = 2**60
"""More than any sum: all that a party gets counts."""


@dataclass(frozen=True)
class Reach:
    """The packages that give those of some parties who have to agree at least a floor.

    Parameters
    ----------
    paths : Diagram
        With consents.
    aims : Aims
        The parties and what of their utility counts: up to a cap.
    partials : tuple of Partial
        A sweep; empty if nothing is feasible.
    """

    paths: Diagram
    aims: Aims
    partials: tuple[Partial, ...]

    @classmethod
    def of(cls, paths: Diagram, parties: Places, floor: Sums, cap: Sums) -> Reach:
        """Return what can be reached; of packages that are dominated, up to the cap, some are kept."""
        aims = Aims(parties[:0], parties, np.asarray(floor), np.asarray(cap))
        return cls(paths, aims, sweep(paths, aims))

    def __len__(self) -> int:
        return len(self.partials[-1].vectors) if self.partials else 0

    @property
    def vectors(self) -> Vectors:
        """What parties get up to their cap, shape (n, parties); only where they have to agree."""
        return self.partials[-1].vectors

    @property
    def contexts(self) -> Places:
        """In which last context of the diagram, shape (n,)."""
        return self.partials[-1].contexts

    @property
    def asked(self) -> Bools:
        """Who has to agree, shape (n, parties)."""
        return asked(self.paths, self.aims.capped)[self.contexts]

    def first(self, rows: Places) -> Package:
        """Return the first package, in package order, that is at least as good as some of these."""
        needs = np.where(self.asked, self.vectors, NO_NEED)[rows]
        none = np.zeros((len(rows), 0), np.int64)
        issues = len(self.paths.layers)
        ends = Suffixes.of(rows, self.contexts[rows], none, needs, issues)
        _, packages, _ = trace(self.paths, self.aims, self.partials, ends, MAX_LISTED)
        return tuple(int(value) for value in packages[np.lexsort(packages.T[::-1])[0]])


def least(rows: Sequence[tuple[int, ...]]) -> Places:
    """Return the places of the lexicographically least rows."""
    best = min(rows)
    return np.array([place for place, row in enumerate(rows) if row == best], np.intp)


def smallest(low: int, high: int, enough: Callable[[int], bool]) -> int:
    """Return the smallest number that is enough; `high` is, and what is more than enough is."""
    while low < high:
        middle = (low + high) // 2
        if enough(middle):
            high = middle
        else:
            low = middle + 1
    return high


def needed(worth: Worth, package: Sequence[int]) -> tuple[str, ...]:
    """Return, in order, whose agreement a package needs.

    Raises
    ------
    ModelError
        If the package cannot occur.
    """
    problem = worth.problem
    if not worth.feasible(package)[0]:
        raise ModelError(
            "the package cannot occur", hint="conditions under 'infeasible' rule it out"
        )
    asks = set(problem.agreement)
    for consent in problem.consents:
        if worth.holds(consent.when, package)[0]:
            asks |= set(consent.of)
    return tuple(party for party in problem.party_ids if party in asks)
