"""Answers about what is bargained over: what can be agreed, what is efficient, what is fair."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from detente.asking.conflict import Settings, named
from detente.case import Case
from detente.conflict.analysis import Progress
from detente.errors import DetenteError, LimitError, MissingExtraError

if TYPE_CHECKING:
    from detente.bargaining.analysis import Bargained
    from detente.bargaining.model import Bargaining
    from detente.bargaining.unknown.result import Uncertain

SAMPLES = 1_000
"""Draws of unknown numbers where nobody says how many."""

CHEAP = 20_000_000
"""Packages times draws that are judged unasked: about a second."""


@dataclass(frozen=True)
class Bargain:
    """What was found, part by part; None where a part was not asked for or makes no sense.

    Parameters
    ----------
    case, scenario : str
    found : Bargained
    uncertain : Uncertain or None
    listed : int or None
        Packages of the frontier to list; all for None.
    notes : tuple of str
        What was left out, and why.
    """

    case: str
    scenario: str
    found: Bargained
    uncertain: Uncertain | None
    listed: int | None
    notes: tuple[str, ...]

    def answer(self) -> tuple[str, ...]:
        """Return the finding in a few plain sentences."""
        return self.found.answer()

    def to_dict(self) -> dict[str, Any]:
        """Return the answer as one JSON-ready object (format ``detente.bargain/1``)."""
        result = self.found.to_dict(case=self.case, scenario=self.scenario or None)
        if self.listed is not None and self.listed < len(result["frontier"]):
            result["frontier"] = result["frontier"][: self.listed]
            result["frontier_complete"] = False
        result["notes"] = [*result.get("notes", ()), *self.notes]
        if self.uncertain is not None:
            result["uncertain"] = self.uncertain.to_dict()
        return result


def bargain(case: Case, settings: Settings, progress: Progress | None) -> dict[str, Any]:
    """Return what can be agreed, what is efficient and what is fair."""
    return find_bargain(case, settings, progress).to_dict()


def find_bargain(case: Case, settings: Settings, progress: Progress | None) -> Bargain:
    """Return what can be agreed, as it was found."""
    from detente.bargaining.analysis import bargain as judge

    problem = case.bargaining_under(named(settings) or None)
    listed = frontier_setting(settings["frontier"])
    found = judge(problem, seed=settings["seed"], progress=progress)
    answer = Bargain(case.id, named(settings), found, None, listed, ())
    return with_uncertain(answer, problem, settings, progress)


def with_uncertain(
    answer: Bargain, problem: Bargaining, settings: Settings, progress: Progress | None
) -> Bargain:
    """Add what follows from unknown numbers, where that is asked for or cheap."""
    from detente.bargaining.unknown import uncertain

    asked, samples = settings["uncertain"], settings["samples"] or SAMPLES
    if asked == "no" or (asked == "auto" and problem.exact):
        return answer
    if asked == "auto" and problem.size * samples > CHEAP:
        note = "what follows from unknown numbers takes long here, and is told where asked for"
        return replace(answer, notes=(*answer.notes, note))
    try:
        drawn = uncertain(problem, samples=samples, seed=settings["seed"], progress=progress)
    except (LimitError, MissingExtraError) as error:
        if asked == "yes":
            raise
        note = f"what follows from unknown numbers is left out: {error}"
        return replace(answer, notes=(*answer.notes, note))
    return replace(answer, uncertain=drawn)


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


def read_package(text: str) -> dict[str, str]:
    """Return the values, by issue, that a text names: ``islands=two, money=1.5``.

    Raises
    ------
    DetenteError
        If a part is not of that form, or an issue stands twice.

    Examples
    --------
    >>> read_package("islands=two, money = 1.5")
    {'islands': 'two', 'money': '1.5'}
    """
    values: dict[str, str] = {}
    for part in filter(None, (part.strip() for part in text.split(","))):
        issue, sign, value = (piece.strip() for piece in part.partition("="))
        if not (issue and sign and value) or "=" in value:
            raise DetenteError(
                f"'{part}' does not say how an issue is settled",
                hint="write issue=value, and commas between several",
                code="wrong-setting",
            )
        if issue in values:
            raise DetenteError(f"'{issue}' is settled twice", code="wrong-setting")
        values[issue] = value
    return values
