"""The questions that follow the first table, each answered in a sentence before its ground.

`further` asks those that make sense for a case: what is not marked in it is not asked about, and
what would take too long is left to its command.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from detente.brief.further.ahead import looking_ahead
from detente.brief.further.believed import how_strongly, misread, unsure
from detente.brief.further.firm import how_firm
from detente.brief.further.question import Question, Table
from detente.brief.further.required import what_it_takes
from detente.brief.further.there import who_gives_first
from detente.brief.further.together import who_together, whose_act
from detente.conflict.analysis import Progress
from detente.conflict.base import BaseConflict
from detente.conflict.findings import Findings
from detente.conflict.model import Conflict
from detente.errors import LimitError

__all__ = ["Question", "Table", "further", "raised"]

Ask = Callable[[Findings, Any], Question | None]

QUESTIONS: tuple[tuple[Ask, int], ...] = (
    (who_gives_first, 1 << 14),
    (who_together, 2_000),
    (what_it_takes, 500),
    (how_firm, 1_000),
    (whose_act, 1 << 14),
    (looking_ahead, 2_000),
)
"""Each question, and the most states for which it is answered in a few seconds."""

RAISED: tuple[tuple[Ask, int], ...] = (
    (how_strongly, 1 << 17),
    (unsure, 1_000),
    (misread, 10_000),
)
"""Questions that only marks in the case raise: of strength, of doubt, of what somebody misreads."""

OF_ANY_FORM: tuple[Ask, ...] = (how_strongly, unsure, looking_ahead)
"""Questions that make sense in graph form too; the others turn on options."""


def further(findings: Findings, *, progress: Progress | None = None) -> tuple[Question, ...]:
    """Return the further questions about one run, with their answers.

    Parameters
    ----------
    findings : Findings
    progress : callable, optional
        Told of every question that is asked.

    Returns
    -------
    tuple of Question
        In graph form those that do not turn on options.
    """
    return _asked(findings, (*RAISED, *QUESTIONS), progress)


def raised(findings: Findings) -> tuple[Question, ...]:
    """Return the further questions that marks in the conflict itself raise, with their answers."""
    return _asked(findings, RAISED)


def _asked(
    findings: Findings, questions: Iterable[tuple[Ask, int]], progress: Progress | None = None
) -> tuple[Question, ...]:
    conflict = findings.analysis.conflict
    states, options = len(conflict.states), isinstance(conflict, Conflict)
    wanted = [
        ask for ask, limit in questions if states <= limit and (options or ask in OF_ANY_FORM)
    ]
    found = []
    for k, ask in enumerate(wanted):
        if progress:
            progress(k, len(wanted), ask.__name__.replace("_", " "))
        found.append(_answered(ask, findings, conflict))
    return tuple(question for question in found if question)


def _answered(ask: Ask, findings: Findings, conflict: BaseConflict) -> Question | None:
    try:
        return ask(findings, conflict)
    except LimitError:  # many parties or moves can be too much where the states are not
        return None
