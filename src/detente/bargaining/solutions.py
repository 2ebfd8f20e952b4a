"""Which of the acceptable packages are fair, by five definitions.

All are made for finitely many packages: nothing is drawn by lot, and what a definition leaves
tied is told apart by stated rules, so that every concept names one package. The definitions are
those of Nash (1950), Kalai and Smorodinsky (1975), and Kalai (1977) for the egalitarian one;
``docs/definitions.md`` says what holds of each on finite sets.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import prod
from typing import Any

import numpy as np

from detente.bargaining.dominance import Vectors
from detente.bargaining.frontier import Frontier
from detente.bargaining.model import Package
from detente.bargaining.rows import Places
from detente.bargaining.worth import Sums, Worth
from detente.errors import unknown_name

LEXIMIN = "then by leximin of the gains, then the first in package order"


@dataclass(frozen=True)
class Concept:
    """A definition of what is fair.

    Parameters
    ----------
    id, label : str
    variant : str
        What is made as great as possible, and what decides between packages that are tied.
    """

    id: str
    label: str
    variant: str


CONCEPTS: Mapping[str, Concept] = {
    concept.id: concept
    for concept in (
        Concept("nash", "Nash", f"greatest product of the gains over no deal, {LEXIMIN}"),
        Concept(
            "kalai_smorodinsky",
            "Kalai–Smorodinsky",
            "greatest least share of the ideal gain (the most a party gains in an acceptable "
            f"package), by leximin of the shares, {LEXIMIN}",
        ),
        Concept(
            "egalitarian",
            "egalitarian",
            f"greatest least gain, then the greatest sum of utilities, {LEXIMIN}",
        ),
        Concept(
            "leximin",
            "leximin",
            "greatest least gain, then the greatest second least, and so on, "
            "then the first in package order",
        ),
        Concept("utilitarian", "utilitarian", f"greatest sum of utilities, {LEXIMIN}"),
    )
}


@dataclass(frozen=True)
class Solution:
    """The package that a concept picks.

    Parameters
    ----------
    name : str
        Id of the concept.
    package : Package
    sums : ndarray of int64, shape (parties,)
        What it is worth, as whole multiples of the step.
    gains : ndarray of int64, shape (members,)
        What those who make the deal have over no deal, in the order of `agreement`.
    tied : int
        How many packages only package order tells from it, itself included.
    complete : bool
        Whether `tied` counts all of them; otherwise there are more.
    variant : str
        The definition, with what decides between ties.
    gap : float
        By how much another package could be better at most in what the concept makes great: a sum
        or gain, a share of the ideal, or a fraction of the product. 0 if the result is exact.
    """

    name: str
    package: Package
    sums: Sums
    gains: Sums
    tied: int
    complete: bool
    variant: str
    gap: float = 0.0

    def to_dict(self, worth: Worth) -> dict[str, Any]:
        """Return it as one JSON-ready object."""
        gains = np.zeros_like(worth.reservation)
        places = [worth.problem.party_ids.index(party) for party in worth.problem.agreement]
        gains[places] = self.gains
        in_numbers = worth.utilities(gains)
        return {
            "package": worth.problem.values(self.package),
            "utilities": worth.utilities(self.sums),
            "gains": {party: in_numbers[party] for party in worth.problem.agreement},
            "tied": self.tied,
            "gap": self.gap,
        }


def solutions(found: Frontier, concepts: Iterable[str] | None = None) -> dict[str, Solution]:
    """Return the fair packages by concept; none where nothing is acceptable.

    Parameters
    ----------
    found : Frontier
        Of the acceptable packages.
    concepts : iterable of str, optional
        nash, kalai_smorodinsky, egalitarian, leximin, utilitarian; all by default.

    Raises
    ------
    UnknownNameError
        If there is no such concept.

    Notes
    -----
    Every concept picks an efficient package, so that the frontier is enough. Products and shares
    are compared as whole numbers and fractions where rounding could decide.
    """
    chosen = list(CONCEPTS if concepts is None else concepts)
    for name in chosen:
        if name not in CONCEPTS:
            raise unknown_name("solution concept", name, CONCEPTS)
    if not len(found):
        return {}
    gains = found.points - found.worth.reservation[found.aims.full]
    return {name: _solution(found, name, gains, _best[name](gains)) for name in chosen}


def _solution(found: Frontier, name: str, gains: Vectors, among: Places) -> Solution:
    """Return the first package, in package order, of the points that are left."""
    among = _leximin(gains, among)
    which, packages, complete = found.packages(among)
    first = np.lexsort(packages.T[::-1])[0]
    package = packages[first]
    return Solution(
        name,
        tuple(int(place) for place in package),
        found.worth.sums(package)[0],
        gains[which[first]],
        len(packages),
        complete,
        CONCEPTS[name].variant,
    )


def _leximin(gains: Vectors, among: Places) -> Places:
    """Return those with the greatest least gain; of these, the second least; and so on."""
    ranked = np.sort(gains[among], axis=1)
    for column in range(ranked.shape[1]):
        best = ranked[:, column] == ranked[:, column].max()
        among, ranked = among[best], ranked[best]
    return among


def _greatest(keys: list[Any], among: Places) -> Places:
    best = max(keys)
    return among[[key == best for key in keys]]


NEAR = 1e-9
"""What rounding may take from the logarithm of a product, or from a share, and more."""


def _nash(gains: Vectors) -> Places:
    with np.errstate(divide="ignore"):
        size = np.log(gains).sum(axis=1)
    near = np.flatnonzero(size >= size.max() - NEAR) if np.isfinite(size.max()) else _all(gains)
    return _greatest([prod(map(int, row)) for row in gains[near]], near)


def _kalai_smorodinsky(gains: Vectors) -> Places:
    ideal = gains.max(axis=0)
    gains, ideal = gains[:, ideal > 0], ideal[ideal > 0]
    if not len(ideal):
        return _all(gains)
    least = (gains / ideal).min(axis=1)
    near = np.flatnonzero(least >= least.max() - NEAR)
    shares = [
        sorted(Fraction(int(gain), int(best)) for gain, best in zip(row, ideal, strict=True))
        for row in gains[near]
    ]
    return _greatest(shares, near)


def _egalitarian(gains: Vectors) -> Places:
    least = gains.min(axis=1)
    fair = np.flatnonzero(least == least.max())
    total = gains[fair].sum(axis=1)
    return fair[total == total.max()]


def _utilitarian(gains: Vectors) -> Places:
    total = gains.sum(axis=1)
    return np.flatnonzero(total == total.max())


def _all(gains: Vectors) -> Places:
    return np.arange(len(gains))


_best: Mapping[str, Callable[[Vectors], Places]] = {
    "nash": _nash,
    "kalai_smorodinsky": _kalai_smorodinsky,
    "egalitarian": _egalitarian,
    "leximin": _all,
    "utilitarian": _utilitarian,
}
"""What each concept leaves, before leximin of the gains decides."""
