"""Whose act changes what others want, and who could leave together."""

from __future__ import annotations

from collections.abc import Sequence

from detente.brief.further.question import Question, Table, first
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
    states = (*found.kept(), *found.left())
    steps = departures(found, found.left()[:most])
    rows = (
        (
            called(conflict, state),
            concepts_in_words(found.held_under(state)) or "none",
            _leavers(found, state, steps.get(state, ())),
        )
        for state in states
    )
    listed, more = first(rows, most)
    table = Table(
        "States that hold against single parties, and what coalitions make of them.",
        ("State", "Holds against every coalition under", "Who leaves it, for what"),
        listed,
        more,
    )
    return Question(
        "coalitions",
        "Who could do it together?",
        found.answer(),
        (table,) if listed else (),
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


def _leavers(found: CoalitionAnalysis, state: int, steps: Sequence[Departure]) -> str:
    lost = set(found.lost_under(state))
    told = [
        f"{group(found.conflict, step.coalition)} for {called(found.conflict, step.target)}"
        for step in steps
        if lost & set(step.under)
    ]
    return "; ".join(told[:LEAVERS]) or "nobody"
