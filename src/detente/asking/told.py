"""Answers in words: a question with its answer first and its ground as tables, as in the brief."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

from detente.asking.conflict import Settings
from detente.asking.further import find_coalitions, find_firmness, find_requirement
from detente.asking.questions import QUESTIONS
from detente.case import Case
from detente.conflict.analysis import Progress

if TYPE_CHECKING:
    from detente.brief.further import Question

ROWS = 60
"""Rows of a table; the question's JSON has all."""


def _require(case: Case, settings: Settings, progress: Progress | None) -> Question:
    from detente.brief.further.required import tell_requirement

    return tell_requirement(find_requirement(case, settings, progress), most=ROWS)


def _firmness(case: Case, settings: Settings, progress: Progress | None) -> Question:
    from detente.brief.further.firm import tell_firmness

    found = find_firmness(case, settings, progress)
    return tell_firmness(found, entries=ROWS, findings=ROWS)


def _coalitions(case: Case, settings: Settings, progress: Progress | None) -> Question:
    from detente.brief.further.together import tell_coalitions

    return tell_coalitions(find_coalitions(case, settings, progress), most=ROWS)


TOLD: dict[str, Callable[[Case, Settings, Progress | None], Question]] = {
    "require": _require,
    "firmness": _firmness,
    "coalitions": _coalitions,
}
"""The questions that can be answered in words."""


def tell(
    case: Case,
    question: str,
    given: Iterable[tuple[str, str]],
    *,
    progress: Progress | None = None,
) -> dict[str, Any]:
    """Answer a question in words.

    Parameters
    ----------
    case : Case
    question : str
        One of `TOLD`.
    given : iterable of pairs of str
        Settings by name, as they would be written on the command line.
    progress : callable, optional
        Told of every step of a long search.

    Returns
    -------
    dict
        The fields of `detente.brief.further.Question`.

    Raises
    ------
    DetenteError
        As from `detente.asking.ask`.
    """
    from dataclasses import asdict

    return asdict(TOLD[question](case, QUESTIONS[question].read(given), progress))
