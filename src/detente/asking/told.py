"""Answers in words: a question with its answer first and its ground as tables, as in the brief."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

from detente.asking.conflict import Settings, run
from detente.asking.further import find_coalitions, find_firmness, find_requirement
from detente.asking.question import Question as Asked
from detente.asking.questions import CONCEPTS, QUESTIONS, SANCTION, SCENARIO
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


def _further(case: Case, settings: Settings, progress: Progress | None) -> dict[str, Any]:
    """Return what one asks next, each question as `tell` returns one."""
    from dataclasses import asdict

    from detente.brief.further import further
    from detente.conflict.findings import find

    found = further(find(run(case, settings)), progress=progress)
    return {"questions": [asdict(question) for question in found]}


FURTHER = Asked("further", "What one asks next.", (CONCEPTS, SCENARIO, SANCTION), _further)
"""All questions that make sense for a case, each with its answer."""


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
        One of `TOLD`, or `FURTHER`.
    given : iterable of pairs of str
        Settings by name, as they would be written on the command line.
    progress : callable, optional
        Told of every step of a long search.

    Returns
    -------
    dict
        The fields of `detente.brief.further.Question`; of `FURTHER`, ``questions`` with those of
        each.

    Raises
    ------
    DetenteError
        As from `detente.asking.ask`.
    """
    from dataclasses import asdict

    if question == FURTHER.id:
        return FURTHER.answer(case, FURTHER.read(given), progress)
    return asdict(TOLD[question](case, QUESTIONS[question].read(given), progress))
