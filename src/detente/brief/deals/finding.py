"""Asks what can be agreed, within the time that a brief may take; what takes longer is named."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from detente.agreements import Agreements, agreements
from detente.bargaining.analysis import Bargained, bargain, judge
from detente.bargaining.coalitions.analysis import Coalitions, coalitions
from detente.bargaining.contribution import with_contributions
from detente.bargaining.model import Bargaining, Package
from detente.bargaining.unknown import Share, Uncertain, deal_chance, uncertain
from detente.conflict.analysis import Analysis
from detente.errors import LimitError, MissingExtraError
from detente.text import sentence

DRAWS = 1_000
"""Draws of what is unknown."""

WORK = 4_000_000
"""Packages times draws times parties at most: some tenths of a second."""

GIVERS = 3
"""Parties of which it is told what their contributions change."""

FEWEST = 200
"""Draws below which shares would say little."""

_Result = TypeVar("_Result")


@dataclass(frozen=True)
class Helped:
    """What there is where somebody contributes all that the case says it can.

    Parameters
    ----------
    giver : str
    given : tuple of str
        Its contributions.
    found : Bargained
    chance : Share or None
        In which share of the draws of unknown numbers a deal then exists.
    samples : int
        The draws.
    """

    giver: str
    given: tuple[str, ...]
    found: Bargained
    chance: Share | None = None
    samples: int = 0


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
    helped : tuple of Helped
        Where parties can add something to a deal, one for each.
    notes : tuple of str
        What was left out, and why.
    """

    problem: Bargaining
    found: Bargained | None
    uncertain: Uncertain | None = None
    agreements: Agreements | None = None
    coalitions: Coalitions | None = None
    helped: tuple[Helped, ...] = ()
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
    helped = _helped(found, drawn) if in_full else ()
    return Deals(problem, found, drawn, lasting, groups, helped, tuple(notes))


def _helped(found: Bargained, drawn: Uncertain | None) -> tuple[Helped, ...]:
    """Return what the contributions of each giver change."""
    problem = found.problem
    by_giver: dict[str, list[str]] = {}
    for key, each in problem.contributions.items():
        by_giver.setdefault(each.by, []).append(key)
    helped = []
    for giver, given in list(by_giver.items())[:GIVERS]:
        made = with_contributions(found.worth, [problem.contributions[key] for key in given])
        chance = None
        if drawn is not None and drawn.complete:
            chance = deal_chance(problem, samples=drawn.samples, contributions=given)
        again = judge(made, found.solutions or None, found.parameters["weights"])
        helped.append(Helped(giver, tuple(given), again, chance, drawn.samples if drawn else 0))
    return tuple(helped)


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
