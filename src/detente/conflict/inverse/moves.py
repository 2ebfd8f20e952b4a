"""One change of who can do what that makes a state stable.

Tried one at a time, each put to the forward engine: an option settled for good as it is in the
state, an option made one-way or reversible, an infeasible combination allowed. What an option that
does not exist would have to do is not guessed but described: which moves it has to answer.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from detente.conditions import name, negation
from detente.conflict.edits import AddRule, DropRule, Edit, SetDirection
from detente.conflict.explain import explain
from detente.conflict.inverse.question import Question
from detente.conflict.inverse.statements.statements import edit_to_dict
from detente.conflict.model import Conflict, Option
from detente.conflict.paths import Move
from detente.conflict.words import Reason

MAX_GAPS = 50
"""Most unanswered moves listed for a party."""


@dataclass(frozen=True, slots=True)
class MoveChange:
    """A change of what can be done, and what becomes of the state.

    Parameters
    ----------
    edit : Edit
    said : str
        The change in the case's own words.
    state : int
        The state's number after the change.
    gained, lost : tuple of str
        Parties for which it is stable only after the change, and only before it.
    equilibrium : bool
        It is stable for all parties after the change.
    undoes_today : bool
        The status quo is no longer feasible.
    """

    edit: Edit
    said: str
    state: int
    gained: tuple[str, ...]
    lost: tuple[str, ...]
    equilibrium: bool
    undoes_today: bool

    def to_dict(self) -> dict[str, Any]:
        """Return JSON-ready fields."""
        return {
            "edit": edit_to_dict(self.edit),
            "said": self.said,
            "state": self.state,
            "gained": list(self.gained),
            "lost": list(self.lost),
            "equilibrium": self.equilibrium,
            "undoes_status_quo": self.undoes_today,
        }


@dataclass(frozen=True, slots=True)
class Gap:
    """A move that nobody can punish: what a new option of another party would have to answer.

    Parameters
    ----------
    party : str
        Who would leave.
    improvement : Move
    gain : Reason
        Why it prefers where the move leads.
    """

    party: str
    improvement: Move
    gain: Reason

    def to_dict(self) -> dict[str, Any]:
        """Return JSON-ready fields."""
        return {
            "party": self.party,
            "improvement": self.improvement.to_dict(),
            "gain": self.gain.to_dict(),
        }


def move_changes(question: Question) -> tuple[MoveChange, ...]:
    """Return the single changes after which the state is stable for more parties.

    Those that make it an equilibrium come first, then those that nobody is lost by.

    Notes
    -----
    One analysis for each change: up to three an option, and one a rule.
    """
    before = _stable_for(question, question.conflict, question.state)
    found = []
    for edit, said in _changes(question):
        changed = edit.apply(question.conflict)
        state = number_in(question.conflict, question.state, changed)
        after = _stable_for(question, changed, state)
        gained = tuple(p for p in after if p not in before)
        if gained:
            lost = tuple(p for p in before if p not in after)
            everyone = len(after) == len(question.conflict.parties)
            undone = question.source is not None and not is_feasible(
                question.conflict, question.source, changed
            )
            found.append(MoveChange(edit, said, state, gained, lost, everyone, undone))
    return tuple(sorted(found, key=lambda c: (not c.equilibrium, len(c.lost), -len(c.gained))))


def gaps(question: Question) -> tuple[Gap, ...]:
    """Return the moves from the state that nobody can punish, party by party."""
    verdicts = question.analysis.stable[question.concept.id]
    leaving = [party for party, where in verdicts.items() if not where[question.index]]
    witnesses = explain(question.analysis, question.state, parties=leaving, limit=MAX_GAPS)
    return tuple(
        Gap(witness.party, answer.improvement, answer.gain)
        for witness in witnesses
        for answer in witness.answers
        if not answer.punished
    )


def _changes(question: Question) -> Iterator[tuple[Edit, str]]:
    """Yield every single change of what can be done that leaves the state feasible."""
    conflict = question.conflict
    taken = conflict.taken(question.state)
    for option in conflict.options:
        yield settled(conflict, option, taken=option in taken)
        for direction in ("both", "forward", "back"):
            if direction != option.direction:
                edit = SetDirection(option.name, direction)
                yield edit, edit.in_words(conflict)
    if not all(map(question.has_statements, conflict.party_ids)):
        return  # a ranking says nothing of what could not happen so far
    for place in range(1, len(conflict.infeasible) + 1):
        rule = DropRule(place)
        yield rule, rule.in_words(conflict)


def settled(conflict: Conflict, option: Option, *, taken: bool) -> tuple[Edit, str]:
    """Return the change that settles an option for good, as taken or as not taken."""
    who, what = conflict.party(option.party).label, f"“{option.label}”"
    if taken:
        return AddRule(negation(name(option.name))), f"{who} is bound to {what}"
    return AddRule(name(option.name)), f"{who} can never {what}"


def number_in(conflict: Conflict, state: int, changed: Conflict) -> int:
    """Return a state's number among the feasible states of a changed conflict; 0 for none."""
    return changed.states.index_of(int(conflict.states.codes[conflict.index(state)])) + 1


def is_feasible(conflict: Conflict, state: int, changed: Conflict) -> bool:
    """Tell whether a state can still occur in a changed conflict."""
    return number_in(conflict, state, changed) > 0


def _stable_for(question: Question, conflict: Conflict, state: int) -> tuple[str, ...]:
    same = conflict is question.conflict
    analysis = question.analysis if same else question.analyse(conflict)
    verdicts = analysis.stable[question.concept.id]
    return tuple(party for party, where in verdicts.items() if where[state - 1])
