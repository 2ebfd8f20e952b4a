"""How does one get there, and who has to give first."""

from __future__ import annotations

from detente.brief.further.parts import Parts, of_reasons, of_state
from detente.brief.further.question import Question, Table, grounded
from detente.brief.voice import Voice
from detente.conflict.findings import Findings
from detente.conflict.model import Conflict
from detente.conflict.statusquo import StatusQuo, status_quo
from detente.conflict.statusquo.words import concession_in_words, fewest_concessions
from detente.text import sentence

TARGETS = 8
SEQUENCES = 12

WAYS = (
    ("unsanctioned", "Unpunished"),
    ("improvements", "Wanted"),
    ("mixed", "Agreed"),
    ("moves", "Any"),
)
"""Kinds of step, from those that nobody can punish to any legal move."""


def who_gives_first(findings: Findings, conflict: Conflict) -> Question | None:
    """Return how equilibria are reached, and at whose cost; None where there is no start."""
    if findings.status_quo is None:
        return None
    found = status_quo(findings.analysis, findings.status_quo, limit=TARGETS, sequences=SEQUENCES)
    if found.targets in ((), (found.source,)):
        return None
    return Question(
        "statusquo",
        "How does one get there, and who has to give first?",
        found.answer(),
        (_steps(found, conflict),),
        (
            (
                "Unpunished: each step is a move that its mover wants and nobody can punish. Wanted: "
                "whatever the others may do. Agreed: with joint changes that everybody who acts in "
                "them wants. Any: any legal moves, at whatever cost."
            ),
            *map(sentence, found.notes),
        ),
        "Method: shortest sequences, nobody twice in a row.",
        "detente statusquo",
    )


def _steps(found: StatusQuo, conflict: Conflict) -> Table:
    voice = Voice(conflict)
    heads = [(by, head) for by, head in WAYS if by in found.layers]
    rows = []
    for target in found.targets:
        if target != found.source:
            steps = found.steps(target)
            counts = ("–" if steps[by] is None else str(steps[by]) for by, _ in heads)
            said, parts = _given(found, target)
            rests = (*of_state(conflict, target), *parts)
            rows.append(((voice.state(target), *counts, said), rests))
    return grounded(
        "Steps it takes from the status quo, by what a step may be; – where there is no way.",
        ("To", *(head for _, head in heads), "Who gives way on the shortest path"),
        rows,
        TARGETS,
    )


def _given(found: StatusQuo, target: int) -> tuple[str, Parts]:
    """Return who gives way on the shortest path of moves that asks for least, and what decides."""
    cheapest = fewest_concessions(found, target)
    if cheapest is None:
        return "–", ()
    said = (concession_in_words(found.analysis.conflict, each) for each in cheapest[1])
    parts = of_reasons(each.cost for each in cheapest[1])
    return " ".join(map(sentence, said)) or "Nobody.", parts
