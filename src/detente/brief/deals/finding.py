"""Asks what can be agreed, within the time that a brief may take; what takes longer is named."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from detente.agreements import Agreements, agreements
from detente.bargaining.analysis import Bargained, bargain
from detente.bargaining.coalitions.analysis import Coalitions, coalitions
from detente.bargaining.model import Bargaining, Package
from detente.bargaining.unknown import Uncertain, uncertain
from detente.conflict.analysis import Analysis
from detente.errors import LimitError, MissingExtraError
from detente.text import sentence

DRAWS = 1_000
"""Draws of what is unknown."""

WORK = 4_000_000
"""Packages times draws times parties at most: some tenths of a second."""

FEWEST = 200
"""Draws below which shares would say little."""

_Result = TypeVar("_Result")


@dataclass(frozen=True)
class Deals:
    """What was found about one problem; None where a part was left out or makes no sense.

    Parameters
    ----------
    problem : Bargaining
    found : Bargained or None
    uncertain : Uncertain or None
        Where numbers are not known.
    agreements : Agreements or None
        Where the case says what states of its conflict amount to.
    coalitions : Coalitions or None
        Where three or more parties make the deal.
    notes : tuple of str
        What was left out, and why.
    """

    problem: Bargaining
    found: Bargained | None
    uncertain: Uncertain | None = None
    agreements: Agreements | None = None
    coalitions: Coalitions | None = None
    notes: tuple[str, ...] = ()

    @property
    def package(self) -> Package | None:
        """The package to look at closely: the first fair one, or else that which comes nearest."""
        if self.found is None:
            return None
        if self.found.solutions:
            return next(iter(self.found.solutions.values())).package
        return self.found.zone.nearest.package if self.found.zone.nearest else None


def find_deals(problem: Bargaining, analysis: Analysis | None, *, in_full: bool = True) -> Deals:
    """Return what can be agreed.

    Parameters
    ----------
    problem : Bargaining
    analysis : Analysis or None
        Of the conflict, for the deals that would last.
    in_full : bool
        Whether to ask of unknown numbers and of coalitions, too.
    """
    notes: list[str] = []
    found = _unless_out_of_reach(lambda: bargain(problem), "what can be agreed", notes)
    if found is None:
        return Deals(problem, None, notes=tuple(notes))
    lasting = None
    if analysis is not None and problem.meanings:
        lasting = _unless_out_of_reach(
            lambda: agreements(analysis, found), "what states amount to", notes
        )
    groups = None
    if in_full and len(problem.agreement) > 2:
        best = next((each.package for each in found.solutions.values()), None)
        groups = _unless_out_of_reach(
            lambda: coalitions(found.worth, package=best), "what coalitions can secure", notes
        )
    drawn = _drawn(problem, notes) if in_full and not problem.exact else None
    return Deals(problem, found, drawn, lasting, groups, tuple(notes))


def _drawn(problem: Bargaining, notes: list[str]) -> Uncertain | None:
    """Return what follows from unknown numbers, by as many draws as there is time for."""
    samples = min(DRAWS, WORK // (problem.size * len(problem.parties)))
    if samples < FEWEST:
        notes.append(
            "What follows from unknown numbers takes long here; “detente bargain --uncertain” "
            "tells it."
        )
        return None
    return _unless_out_of_reach(
        lambda: uncertain(problem, samples=samples), "what follows from unknown numbers", notes
    )


def _unless_out_of_reach(
    made: Callable[[], _Result], what: str, notes: list[str]
) -> _Result | None:
    try:
        return made()
    except (LimitError, MissingExtraError) as error:
        notes.append(sentence(f"{what} is left out: {error}"))
        return None
