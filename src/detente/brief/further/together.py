"""Whose act changes what others want, and who could leave together."""

from __future__ import annotations

from detente.brief.further.question import Question, Table, first
from detente.brief.text import sentence
from detente.conflict.findings import Findings
from detente.conflict.levers.fixing import fix_options
from detente.conflict.levers.levers import find_levers
from detente.conflict.levers.words import (
    answer,
    hanging_in_words,
    lever_in_words,
    share_in_words,
)
from detente.conflict.model import Conflict

LEVERS = 10


def whose_act(findings: Findings, conflict: Conflict) -> Question | None:
    """Return whose act changes what another would rather do; None where nobody's does."""
    analysis = findings.analysis
    if len({option.party for option in conflict.options}) < 2:
        return None
    levers = find_levers(conflict)
    if not levers.found:
        return None
    fixed = fix_options(
        conflict, concepts=list(analysis.stable), sanction=analysis.parameters["sanction"]
    )
    rows = (
        (
            lever_in_words(conflict, lever),
            share_in_words(lever),
            "yes" if lever.example.today else "no",
        )
        for lever in levers.found
    )
    listed, more = first(rows, LEVERS)
    tables = [
        Table(
            "Levers: those that turn somebody as things stand first.",
            ("Whose act turns whom", "How often", "Today?"),
            listed,
            more,
        )
    ]
    if hanging := hanging_in_words(conflict, fixed):
        tables.append(
            Table("Outcomes that hang on one option.", ("Outcome",), tuple((h,) for h in hanging))
        )
    return Question(
        "levers",
        "Whose act changes what others want?",
        answer(levers, fixed),
        tuple(tables),
        (
            sentence(
                "what a party would rather do is not yet what it can do, nor what others let it"
            ),
        ),
        "Method: best choices compared with an option taken and left, all else equal.",
        "detente levers",
    )
