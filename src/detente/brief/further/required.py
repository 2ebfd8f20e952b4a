"""What would it take for an outcome that does not last, or that nobody enters."""

from __future__ import annotations

from detente.brief.further.question import Question, Table
from detente.brief.outcomes import strength
from detente.brief.voice import Voice
from detente.conflict.findings import Findings, OutcomeFinding
from detente.conflict.inverse.require import Requirement, require
from detente.conflict.inverse.words import GOALS
from detente.conflict.model import Conflict

OUTCOMES = 3
"""Outcomes asked about: each takes many analyses."""

STATES = 16
"""States of an outcome that are examined."""

CHECKS = 200
"""Edits tried in search of a cheaper joint answer."""


def what_it_takes(findings: Findings, conflict: Conflict) -> Question | None:
    """Return what it would take for the outcomes out of reach; None where there are none."""
    concept = "seq" if "seq" in findings.analysis.stable else next(iter(findings.analysis.stable))
    if concept == "sim":
        return None
    wanting = [outcome for outcome in findings.outcomes if _wanting(outcome)][:OUTCOMES]
    if not wanting:
        return None
    found = [
        require(
            conflict,
            outcome.term.id,
            concept,
            by=("statements",),
            sanction=findings.analysis.parameters["sanction"],
            limit=STATES,
            checks=CHECKS,
        )
        for outcome in wanting
    ]
    return Question(
        "require",
        "What would it take?",
        tuple(said for each in found for said in each.answer()),
        tuple(_edits(each) for each in found if each.together),
        (
            (
                "The least change of what is written, not of the world: it says which judgement "
                "would have to be different, not how to make it so."
            ),
        ),
        f"Method: {found[0].parameters['method']}; concept {concept.upper()}.",
        "detente require",
    )


def _wanting(outcome: OutcomeFinding) -> bool:
    """Tell whether an outcome can occur, and does not last or cannot be entered to stay."""
    weak = strength(outcome.holds_under) in ("weak", "none")
    return bool(outcome.states) and (
        weak or (outcome.entry is not None and not outcome.lasting_entry)
    )


def _edits(found: Requirement) -> Table:
    conflict, voice = found.conflict, Voice(found.conflict)
    rows = []
    for goal, joint in found.together.items():
        changes = "; ".join(
            f"{conflict.party(c.party).label}: {', '.join(c.said)}" for c in joint.changes
        )
        none = "nothing: it is so" if joint.holds else "no edit was found"
        proved = "proved" if joint.minimal else "not proved"
        rows.append((GOALS[goal], changes or none, "–" if joint.holds or not changes else proved))
    return Table(
        f"For {voice.state(found.state)}: the least edit of the written preferences.",
        ("Goal", "What would have to be different", "Least?"),
        tuple(rows),
    )
