"""Whose act changes what others want, and who could leave together."""

from __future__ import annotations

from collections.abc import Sequence

from detente.brief.further.parts import of_option, of_reasons, of_state
from detente.brief.further.question import Question, Table, grounded
from detente.conflict.coalitions.analysis import CoalitionAnalysis, coalitions
from detente.conflict.coalitions.concepts import CONCEPTS
from detente.conflict.coalitions.departures import Departure, departures
from detente.conflict.coalitions.words import group
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
from detente.conflict.words import called, concepts_in_words
from detente.text import sentence

LEVERS = 10
STATES = 12
LEAVERS = 3


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
            (
                lever_in_words(conflict, lever),
                share_in_words(lever),
                "yes" if lever.example.today else "no",
            ),
            (
                *of_option(lever.option),
                *of_reasons((lever.example.with_reason, lever.example.without_reason)),
            ),
        )
        for lever in levers.found
    )
    tables = [
        grounded(
            "Levers: those that turn somebody as things stand first.",
            ("Whose act turns whom", "How often", "Today?"),
            rows,
            LEVERS,
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


def who_together(findings: Findings, conflict: Conflict) -> Question | None:
    """Return what coalitions can upset; None with a single party, or with strict sanctions."""
    if findings.analysis.parameters["sanction"] != "weak":
        return None
    judged = [c.id for c in CONCEPTS.values() if c.individual in findings.analysis.stable]
    if len(conflict.parties) < 2 or not judged:
        return None
    return tell_coalitions(coalitions(findings.analysis, judged))


def tell_coalitions(found: CoalitionAnalysis, *, most: int = STATES) -> Question:
    """Return what coalitions can upset as a question with its answer, and so many states."""
    conflict = found.conflict
    steps = departures(found, found.left()[:most])
    rows = []
    for state in (*found.kept(), *found.left()):
        leaving = _leaving(found, state, steps.get(state, ()))
        cells = (
            called(conflict, state),
            concepts_in_words(found.held_under(state)) or "none",
            "; ".join(_step_in_words(found, step) for step in leaving) or "nobody",
        )
        decides = of_reasons(reason for step in leaving for reason in step.reasons)
        rows.append((cells, (*of_state(conflict, state), *decides)))
    table = grounded(
        "States that hold against single parties, and what coalitions make of them.",
        ("State", "Holds against every coalition under", "Who leaves it, for what"),
        rows,
        most,
    )
    return Question(
        "coalitions",
        "Who could do it together?",
        found.answer(),
        (table,) if table.rows else (),
        (
            (
                "A coalition moves one after the other to an end that every member prefers; what "
                "lies between need please nobody. Whether its members trust each other to go "
                "through with it is not asked."
            ),
        ),
        f"Method: {found.parameters['method']}.",
        "detente coalitions",
    )


def _leaving(
    found: CoalitionAnalysis, state: int, steps: Sequence[Departure]
) -> Sequence[Departure]:
    """Return the first coalitions that leave a state which no single party would leave."""
    lost = set(found.lost_under(state))
    return [step for step in steps if lost & set(step.under)][:LEAVERS]


def _step_in_words(found: CoalitionAnalysis, step: Departure) -> str:
    return f"{group(found.conflict, step.coalition)} for {called(found.conflict, step.target)}"
