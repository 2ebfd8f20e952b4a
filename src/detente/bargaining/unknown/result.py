"""What follows from numbers that are not known: in which share of the draws."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from detente.bargaining.model import Bargaining, Package
from detente.bargaining.unknown.deciding import Decider
from detente.bargaining.unknown.words import answer
from detente.notebook import Listed, Shown
from detente.ranges import Share as Share


@dataclass(frozen=True, slots=True)
class PackageShares:
    """How often a package has which property.

    Parameters
    ----------
    package : tuple of int
    acceptable : Share
        To everybody whose agreement it needs.
    accepted_by : mapping of str to Share
        By party of the deal, and vetoer that it needs.
    efficient : Share
        Among all feasible packages.
    solutions : mapping of str to Share
        How often it is the Nash package, and so on; among all draws.
    gains : mapping of str to Share
        What it is worth more than no deal, on average, by party.
    """

    package: Package
    acceptable: Share
    accepted_by: Mapping[str, Share]
    efficient: Share
    solutions: Mapping[str, Share]
    gains: Mapping[str, Share]


@dataclass(frozen=True)
class Uncertain(Shown, Listed):
    """What can be said of a bargaining problem whose numbers are in part unknown.

    Parameters
    ----------
    problem : Bargaining
    samples, seed : int
    agreement : Share
        The probability that an acceptable package exists.
    packages : tuple of PackageShares
        Those that are efficient or a solution in some draw, and the one acceptable most often; the
        most frequent Nash package first. If not every package was judged, those that are a
        solution in some draw.
    gains : mapping of str to mapping of str to Share
        For each solution what it is worth to each party more than no deal, over the draws with a
        deal; empty where there is none.
    deciding : tuple of Decider
        How much hangs on each unknown, the most decisive first.
    parameters : mapping
        Method and definition variants that made the result.
    notes : tuple of str
        What was left out, and why.
    complete : bool
        Whether every package was judged.
    """

    problem: Bargaining
    samples: int
    seed: int
    agreement: Share
    packages: tuple[PackageShares, ...]
    gains: Mapping[str, Mapping[str, Share]]
    deciding: tuple[Decider, ...]
    parameters: Mapping[str, Any]
    notes: tuple[str, ...] = ()
    complete: bool = True

    def answer(self) -> tuple[str, ...]:
        """Return the finding in plain sentences."""
        return answer(self)

    def rows(self) -> Iterator[dict[str, Any]]:
        """Yield one flat record for every package: its values, shares, and their errors."""
        for each in self.packages:
            shares = {
                "acceptable": each.acceptable,
                "efficient": each.efficient,
                **each.solutions,
            }
            row: dict[str, Any] = dict(self.problem.values(each.package))
            for name, share in shares.items():
                row |= {name: share.mean, f"{name}:error": share.error}
            yield row

    def to_dict(self, limit: int = 100) -> dict[str, Any]:
        """Return the result as one JSON-ready object, with at most so many packages."""
        return {
            "format": "detente.bargain_uncertain/1",
            "samples": self.samples,
            "seed": self.seed,
            "agreement": self.agreement.to_dict(),
            "packages": [self._package(each) for each in self.packages[:limit]],
            "packages_left_out": max(0, len(self.packages) - limit),
            "packages_complete": self.complete,
            "gains": {name: _shares(by_party) for name, by_party in self.gains.items()},
            "deciding": [each.to_dict() for each in self.deciding],
            "parameters": dict(self.parameters),
            "notes": list(self.notes),
        }

    def _package(self, each: PackageShares) -> dict[str, Any]:
        return {
            "package": self.problem.values(each.package),
            "acceptable": each.acceptable.to_dict(),
            "accepted_by": _shares(each.accepted_by),
            "efficient": each.efficient.to_dict(),
            "solutions": _shares(each.solutions),
            "gains": _shares(each.gains),
        }


def _shares(by_name: Mapping[str, Share]) -> dict[str, Any]:
    return {name: share.to_dict() for name, share in by_name.items()}
