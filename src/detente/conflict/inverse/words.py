"""What it would take, in plain sentences."""

from __future__ import annotations

from collections.abc import Mapping

from detente.conflict.inverse.question import Goal
from detente.conflict.inverse.require import Requirement
from detente.conflict.inverse.statements.together import JointAnswer
from detente.conflict.words import called, concepts_in_words, parties_in_words
from detente.text import capital

GOALS: Mapping[Goal, str] = {
    "stable": "to be an equilibrium",
    "entered": "to be entered",
    "both": "to be entered and last",
}


def answer(found: Requirement) -> tuple[str, ...]:
    """Return the finding in at most four sentences."""
    said = [_today(found)]
    goal: Goal = "both" if "both" in found.together else "stable"
    if goal in found.together:
        said.append(_least(found, found.together[goal]))
    if found.question.barred:
        said.append("It cannot be entered from where things stand: a one-way option bars the way.")
    said.append(_otherwise(found))
    return tuple(filter(None, said))


def _today(found: Requirement) -> str:
    conflict = found.conflict
    name = capital(called(conflict, found.state))
    concept = concepts_in_words([found.question.concept.id])
    leaving = [party for party in conflict.party_ids if party not in found.stable_for]
    if not leaving:
        text = f"{name} is an equilibrium under {concept} already"
    elif len(leaving) == len(conflict.parties) > 1:
        text = f"{name} is stable for nobody under {concept}"
    else:
        text = f"{name} is no equilibrium under {concept}: {parties_in_words(conflict, leaving)} would leave"
    entered = found.together.get("entered")
    if entered is None:
        return f"{text}."
    refusing = refusing_to_enter(found)
    if not refusing:
        but = "but" if leaving else "and"
        return f"{text}, {but} all who would have to act gain by entering it."
    return f"{text}; {parties_in_words(conflict, refusing)} would not gain by entering it."


def refusing_to_enter(found: Requirement) -> list[str]:
    """Return the parties that would have to act and would not gain."""
    question = found.question
    return [p for p in question.movers if not question.holds("entered", [p], question.analysis)]


def _least(found: Requirement, joint: JointAnswer) -> str:
    goal = GOALS[joint.goal]
    if joint.holds:
        return ""
    if joint.possible is None:
        return f"For it {goal}, no edit of statements was found, and none is excluded."
    if not joint.possible:
        who = parties_in_words(found.conflict, joint.refusing)
        return f"For it {goal}, no allowed edit of statements will do for {who}."
    changes = "; ".join(
        f"{found.conflict.party(c.party).label}: {', '.join(c.said)}" for c in joint.changes
    )
    proof = "the least that will do" if joint.minimal else "the least found"
    return f"For it {goal}, {proof}: {changes}."


def _otherwise(found: Requirement) -> str:
    ways = [m.said for m in found.moves or () if m.equilibrium and not m.undoes_today]
    acts = [a.said for a in found.outsiders or () if a.state == found.state]
    if ways:
        return f"It would also be an equilibrium with one change of moves: {ways[0]}."
    if acts:
        return f"The others would all stay with one act for good: {acts[0]}."
    return ""
