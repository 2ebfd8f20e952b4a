"""Answers about what is bargained over: what can be agreed, what is efficient, what is fair."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property, partial
from typing import TYPE_CHECKING, Any

from detente.asking.conflict import Settings, named
from detente.case import Case
from detente.conflict.analysis import Progress
from detente.errors import DetenteError, LimitError, MissingExtraError

if TYPE_CHECKING:
    from detente.agreements import Agreements
    from detente.bargaining.analysis import Bargained
    from detente.bargaining.coalitions.analysis import Coalitions
    from detente.bargaining.contribution import Contributed
    from detente.bargaining.draft import Draft
    from detente.bargaining.transfers import SidePayments
    from detente.bargaining.unknown.result import Uncertain

SAMPLES = 1_000
"""Draws of unknown numbers where nobody says how many."""

ANYBODY = "anybody"
"""Who contributes, where it may be anybody from outside."""

CHEAP = 20_000_000
"""Packages times draws that are judged unasked: about a second."""


@dataclass(frozen=True)
class Bargain:
    """What was found, part by part; None where a part was not asked for or makes no sense.

    Parameters
    ----------
    case, scenario : str
    found : Bargained
    listed : int or None
        Packages of the frontier to list; all for None.
    settled : mapping of str to str
        What the draft says, by issue.
    draft : Draft or None
        Where a draft stands that settles every issue.
    left : Bargained or None
        What can still be had where it leaves issues open.
    agreements : Agreements or None
        What the states of the conflict amount to.
    payments : SidePayments or None
        Whether payments between the parties open a deal, or the draft.
    contributed : Contributed or None
        What somebody must add before a deal exists.
    coalitions : Coalitions or None
        What groups can secure, and who can upset the draft, or else the first fair package.
    uncertain : Uncertain or None
    helped : Uncertain or None
        The same where whoever was asked for contributes all that the case says it can.
    notes : tuple of str
        What was left out, and why.
    """

    case: str
    scenario: str
    found: Bargained
    listed: int | None
    settled: Mapping[str, str] = field(default_factory=dict)
    draft: Draft | None = None
    left: Bargained | None = None
    agreements: Agreements | None = None
    payments: SidePayments | None = None
    contributed: Contributed | None = None
    coalitions: Coalitions | None = None
    uncertain: Uncertain | None = None
    helped: Uncertain | None = None
    notes: tuple[str, ...] = ()

    def answer(self) -> tuple[str, ...]:
        """Return the finding in a few plain sentences."""
        return self.found.answer()

    def to_dict(self) -> dict[str, Any]:
        """Return the answer as one JSON-ready object (format ``detente.bargain/1``)."""
        result = self.found.to_dict(case=self.case, scenario=self.scenario or None)
        self._shorten(result)
        result["notes"] = [*result["notes"], *self.notes]
        if self.draft is not None:
            result["draft"] = {"settled": dict(self.settled), **self.draft.to_dict()}
        if self.left is not None:
            result["draft"] = self._left(self.left)
        parts = {
            "states": self.agreements,
            "side_payments": self.payments,
            "contribution": self.contributed,
            "coalitions": self.coalitions,
            "uncertain": self.uncertain,
            "uncertain_with_contributions": self.helped,
        }
        return result | {key: part.to_dict() for key, part in parts.items() if part is not None}

    @cached_property
    def kept(self) -> int | None:
        """How many efficient points the draft leaves; None where a frontier is too large."""
        if self.left is None or self.left.frontier is None or self.found.frontier is None:
            return None
        points = set(map(tuple, self.found.frontier.points.tolist()))
        return sum(tuple(point) in points for point in self.left.frontier.points.tolist())

    def _left(self, left: Bargained) -> dict[str, Any]:
        found = left.to_dict()
        self._shorten(found)
        return {
            "settled": dict(self.settled),
            "efficient_points": self.kept,
            **{key: found[key] for key in _LEFT},
        }

    def _shorten(self, found: dict[str, Any]) -> None:
        if self.listed is not None and self.listed < len(found["frontier"]):
            found["frontier"] = found["frontier"][: self.listed]
            found["frontier_complete"] = False


_LEFT = (
    "packages",
    "agreement",
    "frontier",
    "frontier_points",
    "frontier_complete",
    "solutions",
    "zone",
    "answer",
    "notes",
)
"""What is told of what a draft leaves open."""


def bargain(case: Case, settings: Settings, progress: Progress | None) -> dict[str, Any]:
    """Return what can be agreed, what is efficient and what is fair."""
    return find_bargain(case, settings, progress).to_dict()


def find_bargain(case: Case, settings: Settings, progress: Progress | None) -> Bargain:
    """Return what can be agreed, as it was found."""
    from detente.bargaining.analysis import bargain as judge
    from detente.bargaining.reading import read_package

    problem = case.bargaining_under(named(settings) or None)
    listed = frontier_setting(settings["frontier"])
    settled = read_package(problem, settings["draft"])  # before anything that takes long
    found = judge(problem, seed=settings["seed"], progress=progress)
    answer = Bargain(case.id, named(settings), found, listed, settled)
    answer = _with_draft(answer, progress)
    answer = _with_states(answer, case, progress)
    answer = _with_giving(answer, settings, progress)
    return _with_uncertain(answer, settings, progress)


def _with_draft(answer: Bargain, progress: Progress | None) -> Bargain:
    """Add where a draft stands, or what it leaves open."""
    from detente.bargaining.analysis import judge
    from detente.bargaining.draft import draft, settled

    worth = answer.found.worth
    if not answer.settled:
        return answer
    if len(answer.settled) == len(worth.problem.issues):
        return replace(answer, draft=draft(worth, answer.settled, progress=progress))
    weights = answer.found.parameters["weights"]
    left = judge(settled(worth, answer.settled), weights=weights, progress=progress)
    return replace(answer, left=left)


def _with_states(answer: Bargain, case: Case, progress: Progress | None) -> Bargain:
    """Add what the states of the conflict amount to, where the case says so."""
    from detente.agreements import agreements
    from detente.conflict.analysis import analyse

    if case.conflict is None or not answer.found.problem.meanings:
        return answer
    conflict = case.conflict_under(answer.scenario or None)
    try:
        found = agreements(analyse(conflict, progress=progress), answer.found)
    except LimitError as error:
        note = f"what the states of the conflict amount to is left out: {error}"
        return replace(answer, notes=(*answer.notes, note))
    return replace(answer, agreements=found)


def _with_giving(answer: Bargain, settings: Settings, progress: Progress | None) -> Bargain:
    """Add what payments, contributions and coalitions can do, as far as that is asked for."""
    from detente.bargaining.coalitions.analysis import coalitions
    from detente.bargaining.contribution import contribution
    from detente.bargaining.transfers import side_payments

    worth, giver = answer.found.worth, settings["contribution"]
    package = None
    if answer.draft is not None and not answer.draft.infeasible:
        package = answer.draft.package
    elif answer.settled and (settings["side-payments"] or settings["coalitions"]):
        why = "is ruled out" if answer.draft is not None else "leaves issues open"
        note = f"the draft {why}: payments and coalitions are told without it"
        answer = replace(answer, notes=(*answer.notes, note))
    if settings["side-payments"]:
        answer = replace(answer, payments=side_payments(worth, package=package))
    if giver:
        party = "" if giver == ANYBODY and ANYBODY not in worth.problem.party_ids else giver
        answer = replace(answer, contributed=contribution(worth, party, progress=progress))
    if settings["coalitions"]:
        if package is None and answer.found.solutions:
            package = next(iter(answer.found.solutions.values())).package
        found = coalitions(worth, package=package, progress=progress)
        answer = replace(answer, coalitions=found)
    return answer


def _with_uncertain(answer: Bargain, settings: Settings, progress: Progress | None) -> Bargain:
    """Add what follows from unknown numbers, where that is asked for or cheap."""
    from detente.bargaining.unknown import uncertain

    problem = answer.found.problem
    asked, samples = settings["uncertain"], settings["samples"] or SAMPLES
    if asked == "no" or (asked == "auto" and problem.exact):
        return answer
    if asked == "auto" and problem.size * samples > CHEAP:
        note = "what follows from unknown numbers takes long here; --uncertain asks for it"
        return replace(answer, notes=(*answer.notes, note))
    draw = partial(uncertain, problem, samples=samples, seed=settings["seed"], progress=progress)
    helped = None
    try:
        drawn = draw()
        if given := [
            k for k, c in problem.contributions.items() if c.by == settings["contribution"]
        ]:
            helped = draw(contributions=given)
    except (LimitError, MissingExtraError) as error:
        if asked == "yes":
            raise
        note = f"what follows from unknown numbers is left out: {error}"
        return replace(answer, notes=(*answer.notes, note))
    return replace(answer, uncertain=drawn, helped=helped)


def frontier_setting(text: str) -> int | None:
    """Return how many packages of the frontier to list, None for all.

    Raises
    ------
    DetenteError
        If it is neither ``all`` nor a whole number.
    """
    if text == "all":
        return None
    if text.isascii() and text.isdecimal() and len(text) < 10:
        return int(text)
    raise DetenteError(
        f"'{text}' is no value of 'frontier'",
        hint="use all or a whole number",
        code="wrong-setting",
    )
