"""Whether the parties can agree at all; if not, who blocks, and how near a package comes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import combinations
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from detente.bargaining.diagram import Diagram, diagram
from detente.bargaining.frontier import members, vetoers
from detente.bargaining.model import Package
from detente.bargaining.rows import Places
from detente.bargaining.sweep import NO_NEED, Aims, Progress, asked, sweep
from detente.bargaining.trace import MAX_LISTED, Suffixes, trace
from detente.bargaining.worth import Sums, Worth
from detente.conditions import Bools

MAX_ASKED = 12
"""Parties of which every set is asked whether it blocks."""

NEAREST = "least largest shortfall of a party that has to agree, then the least sum of them"


@dataclass(frozen=True)
class Nearest:
    """A package that comes nearest to agreement.

    Parameters
    ----------
    package : Package
    sums : ndarray of int64, shape (parties,)
    shortfalls : mapping of str to int
        What those lack who have to agree and would refuse, as multiples of the step.
    tied : int
        How many packages only package order tells from it, itself included.
    complete : bool
        Whether `tied` counts all of them; otherwise there are more.
    gap : float
        By how much the largest shortfall of another package could be less; 0 if it is exact.
    """

    package: Package
    sums: Sums
    shortfalls: Mapping[str, int]
    tied: int
    complete: bool
    gap: float = 0.0


@dataclass(frozen=True)
class Zone:
    """Whether there is a zone of agreement.

    Parameters
    ----------
    worth : Worth
    packages : int or None
        How many are feasible; None where they were not counted.
    agreement : bool
        Whether some package is acceptable.
    blocking : tuple of tuple of str
        If none is: the least sets of parties of which, whatever the package, some party has to
        agree and has more without a deal. A set of one blocks alone.
    complete : bool
        Whether these are all such sets; with very many parties, one is found.
    nearest : Nearest or None
        If none is acceptable, though some are feasible.
    """

    worth: Worth
    packages: int | None
    agreement: bool
    blocking: tuple[tuple[str, ...], ...] = ()
    complete: bool = True
    nearest: Nearest | None = None

    def to_dict(self) -> dict[str, Any]:
        """Return it as one JSON-ready object."""
        found: dict[str, Any] = {
            "agreement": self.agreement,
            "blocking": [list(some) for some in self.blocking],
            "blocking_complete": self.complete,
            "nearest": None,
        }
        if self.nearest is not None:
            lacks = np.array(
                [self.nearest.shortfalls.get(p, 0) for p in self.worth.problem.party_ids]
            )
            numbers = self.worth.utilities(lacks)
            found["nearest"] = {
                "package": self.worth.problem.values(self.nearest.package),
                "utilities": self.worth.utilities(self.nearest.sums),
                "lacks": {party: numbers[party] for party in self.nearest.shortfalls},
                "tied": self.nearest.tied,
                "gap": self.nearest.gap,
                "definition": NEAREST,
            }
        return found


def zone(worth: Worth, paths: Diagram | None = None, *, progress: Progress | None = None) -> Zone:
    """Return whether there is a zone of agreement, and what stands in its way.

    Parameters
    ----------
    worth : Worth
    paths : Diagram, optional
        All feasible packages, with the consents that they need; made if it is not given.
    progress : callable, optional
        Told of every set of parties asked.

    Raises
    ------
    LimitError
        If conditions link issues in too many ways.

    Notes
    -----
    Partial packages are compared by what each party gets up to its reservation value, so that few
    of them differ. The least largest shortfall is found by bisection.
    """
    paths = paths or diagram(worth, consents=True)
    parties = np.concatenate([members(worth), vetoers(worth)])
    packages, agreement = possible(paths)
    if agreement or not packages:
        return Zone(worth, packages, agreement)
    named, complete = blocking(worth, parties, lambda some: _can_agree(paths, some), progress)
    return Zone(worth, packages, False, named, complete, _nearest(paths, parties))


def possible(paths: Diagram) -> tuple[int, bool]:
    """Return how many packages are feasible, and whether some package is acceptable."""
    if not paths.ends:
        return 0, False
    parties = np.concatenate([members(paths.worth), vetoers(paths.worth)])
    return paths.packages, _can_agree(paths, parties)


def _aims(paths: Diagram, parties: Places, slack: int = 0) -> Aims:
    """Compare by what parties get up to their reservation values, at least those less `slack`."""
    cap = paths.worth.reservation[parties]
    return Aims(parties[:0], parties, cap - slack, cap)


def _can_agree(paths: Diagram, parties: Places, slack: int = 0) -> bool:
    """Tell whether some package lacks no more than `slack` for any of these parties."""
    return len(sweep(paths, _aims(paths, parties, slack))[-1].vectors) > 0


def blocking(
    worth: Worth,
    parties: Places,
    can_agree: Callable[[Places], bool],
    progress: Progress | None = None,
) -> tuple[tuple[tuple[str, ...], ...], bool]:
    """Return the least sets of parties that cannot agree on any package, and whether all."""
    if len(parties) > MAX_ASKED:
        found, complete = [_one_blocking(parties, can_agree)], False
    else:
        found, complete = _all_blocking(parties, can_agree, progress), True
    ids = worth.problem.party_ids
    return tuple(tuple(ids[place] for place in sorted(some)) for some in found), complete


def _all_blocking(
    parties: Places, can_agree: Callable[[Places], bool], progress: Progress | None
) -> list[tuple[int, ...]]:
    found: list[tuple[int, ...]] = []
    for size in range(1, len(parties) + 1):
        for some in combinations(parties.tolist(), size):
            known = any(set(each) <= set(some) for each in found)
            if not known and not can_agree(np.array(some)):
                found.append(some)
        if progress:
            progress(size, len(parties), "sets of parties")
    return found


def _one_blocking(parties: Places, can_agree: Callable[[Places], bool]) -> tuple[int, ...]:
    """Leave out one party after the other, as long as the rest cannot agree."""
    kept = parties
    for party in parties:
        rest = kept[kept != party]
        if not can_agree(rest):
            kept = rest
    return tuple(kept.tolist())


def _nearest(paths: Diagram, parties: Places) -> Nearest:
    worth = paths.worth
    most = np.stack([np.zeros_like(worth.reservation), worth.reservation - paths.least[0][0]])
    low, high = 0, int(most.max())
    while low < high:
        middle = (low + high) // 2
        if _can_agree(paths, parties, middle):
            high = middle
        else:
            low = middle + 1
    aims = _aims(paths, parties, high)
    partials = sweep(paths, aims)
    last = partials[-1]
    has_say = asked(paths, parties)[last.contexts]
    lacks = np.where(has_say, aims.cap - last.vectors, 0).sum(axis=1)
    best = np.flatnonzero(lacks == lacks.min())
    needs = np.where(has_say, last.vectors, NO_NEED)[best]
    none = np.zeros((len(best), 0), np.int64)
    ends = Suffixes.of(best, last.contexts[best], none, needs, len(worth.tables))
    _, packages, complete = trace(paths, aims, partials, ends, MAX_LISTED)
    package = packages[np.lexsort(packages.T[::-1])[0]]
    sums = worth.sums(package)[0]
    return Nearest(
        tuple(int(place) for place in package),
        sums,
        shortfalls(worth, package),
        len(packages),
        complete,
    )


def shortfalls(worth: Worth, package: Package | Places) -> dict[str, int]:
    """Return what parties lack that have to agree to a package and would refuse it."""
    lacks = worth.reservation - worth.sums(package)[0]
    return {
        party: int(lack)
        for party, lack, refuses in zip(
            worth.problem.party_ids, lacks, refusing(worth, package)[0], strict=True
        )
        if refuses
    }


def refusing(worth: Worth, packages: ArrayLike) -> Bools:
    """Return which parties have to agree to packages and would refuse them, shape (n, parties)."""
    problem = worth.problem
    needed = np.zeros((len(np.atleast_2d(packages)), len(problem.party_ids)), bool)
    needed[:, members(worth)] = True
    for consent in problem.consents:
        asks = [party in consent.of for party in problem.party_ids]
        needed |= worth.holds(consent.when, packages)[:, None] & asks
    return needed & (worth.sums(packages) < worth.reservation)
