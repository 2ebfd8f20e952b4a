"""Statements, party by party: what one party would have to want, the others as they are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from detente.conflict.inverse.question import Goal, Question
from detente.conflict.inverse.statements.statements import Change, Least
from detente.conflict.preferences import wishes
from detente.conflict.words import change_in_words, wish_in_words

MIXED = "any"
"""All allowed kinds of edit together."""

SHOWN_REASONS = 3
"""Most reasons given why nothing will do."""

SHOWN = 6
"""Most changes of equal cost that are looked for."""


@dataclass(frozen=True, slots=True)
class PartyAnswer:
    """What one party would have to want, the others wanting what they want.

    Parameters
    ----------
    party : str
    goal : {"stable", "entered", "both"}
    holds : bool
        The goal is met for the party as it is.
    ways : mapping of str to Least
        For each kind of edit alone, and for all of them together under ``any``. Empty where
        the goal is met, or the party has no statements.
    reasons : tuple of str
        Where nothing will do, or the party has no statements: why, as sentences.
    """

    party: str
    goal: Goal
    holds: bool
    ways: Mapping[str, Least]
    reasons: tuple[str, ...] = ()

    @property
    def least(self) -> Least | None:
        """The cheapest of all."""
        return self.ways.get(MIXED)

    @property
    def possible(self) -> bool:
        """Whether the goal is met, or some edit meets it."""
        return self.holds or bool(self.least and self.least.changes)

    @property
    def cost(self) -> Fraction | None:
        """What the cheapest edit costs; None where nothing will do."""
        if self.holds:
            return Fraction(0)
        change = self.least.change if self.least else None
        return change.cost if change else None

    def to_dict(self) -> dict[str, Any]:
        """Return JSON-ready fields."""
        return {
            "party": self.party,
            "goal": self.goal,
            "holds": self.holds,
            "possible": self.possible,
            "cost": None if self.cost is None else float(self.cost),
            "ways": {
                kind: {
                    "changes": [change.to_dict() for change in least.changes],
                    "lower_bound": float(least.bound),
                    "minimal": least.minimal,
                }
                for kind, least in self.ways.items()
            },
            "reasons": list(self.reasons),
        }


def answer_for(question: Question, party: str, goal: Goal) -> PartyAnswer:
    """Return the least edits of one party's statements that meet a goal for it.

    Raises
    ------
    RuntimeError
        If the forward engine does not confirm an answer: a fault of this module.
    """
    if question.holds(goal, [party], question.analysis):
        return PartyAnswer(party, goal, True, {})
    if not question.has_statements(party):
        who = question.conflict.party(party).label
        return PartyAnswer(
            party, goal, False, {}, (f"The preferences of {who} are not given as statements.",)
        )
    statements = question.statements(party, question.demand(party, goal))
    ways: dict[str, Least] = {}
    for kind in question.kinds:
        ways[kind] = statements.least([kind], SHOWN)
    ways[MIXED] = statements.least(question.kinds, SHOWN)
    for least in ways.values():
        for change in least.changes:
            confirm(question, goal, [party], change)
    reasons = () if ways[MIXED].changes else _why_not(question, party, ways[MIXED])
    return PartyAnswer(party, goal, False, ways, reasons)


def confirm(question: Question, goal: Goal, parties: list[str], *changes: Change) -> None:
    """Have the forward engine confirm an answer before anybody sees it."""
    edits = [edit for change in changes for edit in change.edits]
    if not question.confirmed(goal, parties, edits):
        raise RuntimeError(f"an answer for state {question.state} was not confirmed")


def _why_not(question: Question, party: str, least: Least) -> tuple[str, ...]:
    """Say which moves stay unanswered whatever is allowed to change, and what decides them."""
    conflict = question.conflict
    who = conflict.party(party).label
    said = []
    for unmet in least.unmet[:SHOWN_REASONS]:
        kind, state = unmet.cause
        if kind == "stay":
            where = f"{who} would still gain nothing by it"
        else:
            move = change_in_words(conflict, question.state, state + 1)
            where = f"{move}: better for {who} still, and nobody can punish it"
        if unmet.place is not None:
            wish = wishes(conflict.preferences[party])[unmet.place - 1]
            where += f" (“{wish_in_words(conflict, wish)}”"
            where += ", which is locked)" if unmet.locked else ")"
        said.append(f"{where}.")
    return tuple(said)
