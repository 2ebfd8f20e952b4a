"""Statements of all parties together: an equilibrium, or one that is entered as well.

Under Nash, GMR and SMR the parties do not meet: what is stable for one does not depend on what
the others want, so their least edits add up. Under SEQ and SSEQ an edit of one party changes which
of its moves are improvements, and so what it sanctions in others. There the sum under GMR (SMR)
is a lower bound, and every answer is what the forward engine confirms: the parties adapted to one
another in turn, the sum under Nash, or what a search of all cheaper edits finds; called least only
where the bound is met.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from detente.conflict.edits import apply_all
from detente.conflict.inverse.question import Goal, Question
from detente.conflict.inverse.statements.parties import confirm
from detente.conflict.inverse.statements.search import cheaper
from detente.conflict.inverse.statements.statements import Change, Least
from detente.conflict.model import Conflict

ROUNDS = 3
"""How often each party is adapted to the others before that is given up."""

WEAKER = {"seq": "gmr", "sseq": "smr"}
"""What each concept implies, that parties do not meet under."""


@dataclass(frozen=True, slots=True)
class JointAnswer:
    """The least edits of all parties' statements that meet a goal for all of them.

    Parameters
    ----------
    goal : {"stable", "entered", "both"}
    state : int
        State number.
    holds : bool
        The goal is met as it is.
    possible : bool or None
        Whether some edit meets it; None where none was found and none was excluded.
    changes : tuple of Change
        One for each party that has to change.
    cost : Fraction or None
        What they cost; None where there are none.
    bound : Fraction
        What any that meet the goal cost at least.
    minimal : bool
        The cost is proved least.
    method : str
    refusing : tuple of str
        Parties for which nothing will do, each by itself.
    """

    goal: Goal
    state: int
    holds: bool
    possible: bool | None
    changes: tuple[Change, ...] = ()
    cost: Fraction | None = None
    bound: Fraction = Fraction(0)
    minimal: bool = True
    method: str = ""
    refusing: tuple[str, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """Return JSON-ready fields."""
        return {
            "goal": self.goal,
            "state": self.state,
            "holds": self.holds,
            "possible": self.possible,
            "changes": [change.to_dict() for change in self.changes],
            "cost": None if self.cost is None else float(self.cost),
            "lower_bound": float(self.bound),
            "minimal": self.minimal,
            "method": self.method,
            "refusing": list(self.refusing),
        }


def answer_together(question: Question, goal: Goal, *, checks: int | None = None) -> JointAnswer:
    """Return the least edits of all parties' statements that meet a goal for all of them.

    Parameters
    ----------
    question : Question
    goal : {"stable", "entered", "both"}
    checks : int, optional
        Most edits tried, under SEQ and SSEQ, in search of a cheaper answer or a proof that there
        is none; by size when None, 0 for no search.
    """
    parties = question.conflict.party_ids
    if question.holds(goal, parties, question.analysis):
        return JointAnswer(
            goal, question.state, True, True, cost=Fraction(0), method="met as it is"
        )
    apart = question.concept.id if goal != "entered" else "nash"
    meets = apart in WEAKER
    least = {p: _least(question, p, goal, WEAKER.get(apart, apart)) for p in parties}
    refusing = tuple(p for p, found in least.items() if not found.changes)
    if refusing:
        method = "nothing will do for one party by itself"
        return JointAnswer(goal, question.state, False, False, method=method, refusing=refusing)
    bound = _sum(found.bound for found in least.values())
    if not meets:
        changes = _needed(least)
        confirm(question, goal, list(parties), *changes)
        return _joint(question, goal, changes, bound, "the parties' least edits add up")
    return _met_together(question, goal, bound, checks)


def _met_together(
    question: Question, goal: Goal, bound: Fraction, checks: int | None
) -> JointAnswer:
    """Answer under a concept under which one party's edits bear on the others."""
    ways = {
        "each party adapted to the others in turn": _adapted(question, goal),
        "each party's least edit under Nash stability": _under_nash(question, goal),
    }
    found = {method: changes for method, changes in ways.items() if changes is not None}
    best = min(found, key=lambda method: _total(found[method]), default=None)
    changes = found[best] if best is not None else None
    method = best or ""
    most = _total(changes) if changes is not None else None
    if (most is None or bound < most) and checks != 0:
        better, proved = cheaper(question, goal, WEAKER[question.concept.id], bound, most, checks)
        bound = max(bound, proved)
        if better is not None:
            changes, method = better, "all cheaper edits tried"
    if changes is None:
        return JointAnswer(
            goal, question.state, False, None, bound=bound, minimal=False, method="none found"
        )
    return _joint(question, goal, changes, bound, method)


def _joint(
    question: Question, goal: Goal, changes: tuple[Change, ...], bound: Fraction, method: str
) -> JointAnswer:
    cost = _total(changes)
    return JointAnswer(
        goal, question.state, False, True, changes, cost, bound, cost <= bound, method
    )


def _least(question: Question, party: str, goal: Goal, concept: str) -> Least:
    if not question.has_statements(party):
        # nothing to edit: it is enough as it is, or nothing will do
        met = question.demand(party, goal, concept=concept).met_by(
            question.conflict.payoffs(party), question.index
        )
        return Least((Change(party, (), (), Fraction(0)),)) if met else Least()
    demand = question.demand(party, goal, concept=concept)
    return question.statements(party, demand).least(question.kinds)


def _needed(least: Mapping[str, Least]) -> tuple[Change, ...]:
    changes = (found.change for found in least.values())
    return tuple(change for change in changes if change is not None and change.edits)


def _under_nash(question: Question, goal: Goal) -> tuple[Change, ...] | None:
    """Return the sum under Nash stability, which implies the others."""
    least = {p: _least(question, p, goal, "nash") for p in question.conflict.party_ids}
    if not all(found.changes for found in least.values()):
        return None
    changes = _needed(least)
    return changes if _confirmed(question, goal, changes) else None


def _adapted(question: Question, goal: Goal) -> tuple[Change, ...] | None:
    """Return each party's least edit against the others as edited so far, until all are met."""
    changes: dict[str, Change] = {}
    for _ in range(ROUNDS):
        for party in question.conflict.party_ids:
            now = question.analyse(_changed(question, changes))
            if question.holds(goal, question.conflict.party_ids, now):
                return tuple(changes[p] for p in question.conflict.party_ids if p in changes)
            if question.holds(goal, [party], now) or not question.has_statements(party):
                continue
            demand = question.demand(party, goal, among=now)
            change = question.statements(party, demand).least(question.kinds).change
            if change is None:
                return None
            changes[party] = change
    return None


def _changed(question: Question, changes: Mapping[str, Change]) -> Conflict:
    return apply_all(question.conflict, [e for c in changes.values() for e in c.edits])


def _confirmed(question: Question, goal: Goal, changes: Sequence[Change]) -> bool:
    edits = [edit for change in changes for edit in change.edits]
    return question.confirmed(goal, question.conflict.party_ids, edits)


def _total(changes: Sequence[Change]) -> Fraction:
    return _sum(change.cost for change in changes)


def _sum(costs: Iterable[Fraction]) -> Fraction:
    return sum(costs, Fraction(0))
