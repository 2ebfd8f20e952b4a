"""What would it take for a state to be stable, and to be entered? The four layers together."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Literal, get_args

import numpy as np

from detente.conflict.analysis import Progress, analyse
from detente.conflict.base import BaseConflict
from detente.conflict.concepts import Sanction
from detente.conflict.inverse.moves import Gap, MoveChange, gaps, move_changes
from detente.conflict.inverse.outsiders import Act, acts
from detente.conflict.inverse.pairs import least_reversals
from detente.conflict.inverse.pairs.answer import PairAnswer
from detente.conflict.inverse.question import Goal, Question, ask
from detente.conflict.inverse.statements.costs import COSTS, Kind, Locks
from detente.conflict.inverse.statements.parties import PartyAnswer, answer_for
from detente.conflict.inverse.statements.together import JointAnswer, answer_together
from detente.conflict.model import Conflict, in_option_form
from detente.conflict.words import unsure_notes
from detente.errors import (
    LimitError,
    MissingExtraError,
    ModelError,
    UnknownNameError,
    unknown_name,
)

Layer = Literal["statements", "pairs", "moves", "outsider"]
LAYERS: tuple[Layer, ...] = get_args(Layer)

PAIR_SECONDS = 5.0
"""For the search for the fewest reversed pairs of several parties."""

MAX_STATES = 16
"""Most states of a condition that are examined unasked."""


@dataclass(frozen=True, eq=False)
class Requirement:
    """What it would take for a state to be stable, and to be entered.

    Parameters
    ----------
    question : Question
        With the state that was asked for, or the cheapest of those examined.
    asked : str
        The state as it was asked for: a number, a condition, a term.
    holding, examined : int
        In how many states that holds, and how many of them were examined.
    parties : tuple of str
        The parties asked about.
    stable_for : tuple of str
        Parties for which the state is stable as it is.
    alone : mapping of str to tuple of PartyAnswer
        For each goal, what each party would have to want, the others as they are: `stable` for
        all parties asked about, `entered` for those of them that would have to act.
    together : mapping of str to JointAnswer
        For each goal, the least edits of all parties' statements.
    pairs : PairAnswer or None
        The fewest pairs of states judged the other way, by the parties asked about; None where
        not asked for, or not to be had.
    moves : tuple of MoveChange or None
        Single changes of what can be done; None where not asked for.
    gaps : tuple of Gap
        Moves that nobody can punish, which a new option would have to answer.
    outsiders : tuple of Act or None
        Acts of one party after which the others stay; None where not asked for.
    notes : tuple of str
        What was left out, and why.
    """

    question: Question
    asked: str
    holding: int
    examined: int
    parties: tuple[str, ...]
    stable_for: tuple[str, ...]
    alone: Mapping[Goal, tuple[PartyAnswer, ...]]
    together: Mapping[Goal, JointAnswer]
    pairs: PairAnswer | None
    moves: tuple[MoveChange, ...] | None
    gaps: tuple[Gap, ...]
    outsiders: tuple[Act, ...] | None
    notes: tuple[str, ...] = ()

    @property
    def conflict(self) -> Conflict:
        """The conflict as it is."""
        return self.question.conflict

    @property
    def state(self) -> int:
        """The number of the state that is answered for."""
        return self.question.state

    @property
    def holds(self) -> bool:
        """Whether the state is an equilibrium already."""
        return len(self.stable_for) == len(self.conflict.parties)

    @property
    def parameters(self) -> dict[str, Any]:
        """What the answers rest on, JSON-ready."""
        locks = self.question.locks
        return {
            "method": "implicit hitting sets over edits that can only help; each answer "
            "confirmed by the stability analysis",
            "sanction": self.question.sanction,
            "edits": list(self.question.kinds),
            "costs": {kind: float(COSTS[kind]) for kind in self.question.kinds},
            "locked_parties": sorted(locks.parties),
            "locked_statements": [f"{party}:{place}" for party, place in sorted(locks.places)],
            "locked_from_confidence": None if locks.confidence is None else float(locks.confidence),
        }

    def answer(self) -> tuple[str, ...]:
        """Return the finding in at most four plain sentences."""
        from detente.conflict.inverse.words import answer

        return answer(self)

    def to_dict(self, *, case: str = "", scenario: str | None = None) -> dict[str, Any]:
        """Return the result as one JSON-ready object (format ``detente.require/1``)."""
        return {
            "format": "detente.require/1",
            "case": case,
            "scenario": scenario,
            "asked": self.asked,
            "state": self.state,
            "states_holding": self.holding,
            "states_examined": self.examined,
            "concept": self.question.concept.id,
            "from": self.question.source,
            "movers": list(self.question.movers),
            "barred": list(self.question.barred),
            "stable_for": list(self.stable_for),
            "equilibrium": self.holds,
            "alone": {
                goal: [found.to_dict() for found in answers] for goal, answers in self.alone.items()
            },
            "together": {goal: found.to_dict() for goal, found in self.together.items()},
            "pairs": self.pairs.to_dict() if self.pairs else None,
            "moves": None if self.moves is None else [m.to_dict() for m in self.moves],
            "gaps": [gap.to_dict() for gap in self.gaps],
            "outsiders": None if self.outsiders is None else [a.to_dict() for a in self.outsiders],
            "answer": list(self.answer()),
            "notes": list(self.notes),
            "parameters": self.parameters,
        }


def require(
    conflict: BaseConflict,
    state: int | str,
    concept: str,
    *,
    source: int | str | None = None,
    parties: Iterable[str] | None = None,
    locked: Iterable[str] = (),
    lock_confidence: str | float | None = None,
    edits: Iterable[Kind] = ("reorder", "drop", "add"),
    by: Iterable[Layer] = LAYERS,
    sanction: Sanction = "weak",
    limit: int = MAX_STATES,
    checks: int | None = None,
    progress: Progress | None = None,
) -> Requirement:
    """Tell what would make a state stable for each party and for all, and have it entered.

    Parameters
    ----------
    conflict : Conflict
        In option form.
    state : int or str
        A state number, ``status_quo``, or a condition or term; where that holds in several
        states, the one that takes least is found.
    concept : {"nash", "gmr", "smr", "seq", "sseq"}
    source : int or str, optional
        Where it is to be entered from; the status quo, where the case names one.
    parties : iterable of str, optional
        Parties to ask about one by one; all by default.
    locked : iterable of str
        What stays as it is: ``party``, or ``party:place`` for one statement.
    lock_confidence : str or float, optional
        Statements held at least this firmly stay too: low, medium, high or a number.
    edits : iterable of {"reorder", "drop", "add", "reverse"}
        Kinds of edit of statements that are allowed.
    by : iterable of {"statements", "pairs", "moves", "outsider"}
        Which layers to answer.
    sanction : {"weak", "strict"}
    limit : int
        Most states of a condition that are examined, those stable for most parties first.
    checks : int, optional
        Under SEQ and SSEQ, most edits tried in search of a cheaper joint answer; by size when
        None.
    progress : callable, optional
        Told of every step.

    Returns
    -------
    Requirement

    Raises
    ------
    UnknownNameError
        If the state, a party, the concept, a layer or a locked statement is unknown.
    ModelError
        If the question cannot be asked under the concept.
    LimitError
        If the conflict is too large.

    Notes
    -----
    Exact for one party, and for all under Nash, GMR and SMR; exponential at worst in the number of
    statements, with a proved bound where a search is cut short. Changes of moves and acts of
    outsiders take one stability analysis each.

    Examples
    --------
    >>> from detente.conflict.model import conflict
    >>> dilemma = conflict({"a": ["defect"], "b": ["defect"]},
    ...                    {"a": ["not b.defect", "a.defect"], "b": ["not a.defect", "b.defect"]},
    ...                    status_quo=["a.defect", "b.defect"])
    >>> found = require(dilemma, 1, "nash")
    >>> found.together["stable"].cost, [c.said for c in found.together["stable"].changes]
    (Fraction(2, 1), [('“a.defect” is dropped',), ('“b.defect” is dropped',)])
    """
    game = in_option_form(conflict, "what it would take")
    layers = _layers(by)
    locks = Locks.read(game, locked, lock_confidence)
    asked_about = _parties(game, parties)
    start = _source(game, source)
    numbers, holding = _states(game, state, concept, sanction, limit)
    questions = [
        ask(game, s, concept, source=start, kinds=edits, locks=locks, sanction=sanction)
        for s in numbers
    ]
    report = _Report(progress, len(questions) + 5)
    question = _cheapest(questions, report)
    alone: dict[Goal, tuple[PartyAnswer, ...]] = {}
    together: dict[Goal, JointAnswer] = {}
    for goal in _goals(question) if "statements" in layers else ():
        together[goal] = answer_together(question, goal, checks=checks)
        if goal != "both":
            alone[goal] = _alone(question, goal, asked_about)
        report.step("statements")
    pairs, notes = _pairs(question, asked_about) if "pairs" in layers else (None, ())
    report.step("pairs")
    moves = move_changes(question) if "moves" in layers else None
    report.step("moves")
    verdicts = question.analysis.stable[question.concept.id]
    return Requirement(
        question,
        str(state),
        holding,
        len(questions),
        asked_about,
        tuple(party for party, where in verdicts.items() if where[question.index]),
        alone,
        together,
        pairs,
        moves,
        gaps(question) if "moves" in layers else (),
        acts(question) if "outsider" in layers else None,
        (*notes, *unsure_notes(game)),
    )


@dataclass(slots=True)
class _Report:
    """Tells of progress."""

    progress: Progress | None
    steps: int
    done: int = 0

    def step(self, what: str) -> None:
        self.done += 1
        if self.progress:
            self.progress(min(self.done, self.steps), self.steps, what)


def _cheapest(questions: Sequence[Question], report: _Report) -> Question:
    """Return the question about the state that takes least."""
    if len(questions) == 1:
        return questions[0]
    prices = []
    for question in questions:
        prices.append(_price(question))
        report.step(f"state {question.state}")
    return questions[min(range(len(prices)), key=prices.__getitem__)]


def _alone(question: Question, goal: Goal, parties: Sequence[str]) -> tuple[PartyAnswer, ...]:
    asked = [p for p in parties if goal == "stable" or p in question.movers]
    return tuple(answer_for(question, party, goal) for party in asked)


def _pairs(question: Question, parties: Sequence[str]) -> tuple[PairAnswer | None, tuple[str, ...]]:
    """Return the fewest reversed pairs, or why there is no answer; of locks those of parties."""
    try:
        found = least_reversals(
            question.conflict,
            question.state,
            question.concept.id,
            parties,
            sanction=question.sanction,
            locked=sorted(question.locks.parties),
            budget=PAIR_SECONDS,
        )
    except (LimitError, MissingExtraError) as error:
        return None, (f"the fewest reversed pairs are left out: {error}",)
    return found, ()


def _goals(question: Question) -> tuple[Goal, ...]:
    """Return what can be asked: entering only from elsewhere, and where no option is in the way."""
    enterable = question.source not in (None, question.state) and not question.barred
    return ("stable", "entered", "both") if enterable else ("stable",)


def _price(question: Question) -> tuple[bool, int, Fraction, int]:
    """Return what a state is chosen by: that it can be had, and what entering and keeping costs."""
    goal = _goals(question)[-1]
    found = answer_together(question, goal, checks=0)
    price = Fraction(0) if found.cost is None else found.cost
    unmet = 0 if found.possible else 1 + len(found.refusing)
    return bool(question.barred), unmet, price, question.state


def _layers(by: Iterable[Layer]) -> tuple[Layer, ...]:
    wanted = tuple(by)
    for layer in wanted:
        if layer not in LAYERS:
            raise unknown_name("layer", layer, LAYERS)
    return wanted


def _parties(conflict: Conflict, asked: Iterable[str] | None) -> tuple[str, ...]:
    return conflict.party_ids if asked is None else tuple(conflict.party(p).id for p in asked)


def _source(conflict: Conflict, source: int | str | None) -> int | None:
    return conflict.status_quo_state if source is None else conflict.find(source)


def _states(
    conflict: Conflict, state: int | str, concept: str, sanction: Sanction, limit: int
) -> tuple[list[int], int]:
    """Return the states to examine, those stable for most parties first, and how many there are."""
    text = str(state).strip()
    if limit < 1:
        raise ModelError("at least one state has to be examined", hint="use a limit of 1 or more")
    if text == "status_quo" or text.removeprefix("-").isdecimal():
        return [conflict.find(text)], 1
    found = np.flatnonzero(conflict.holds(text))
    if not len(found):
        raise UnknownNameError(f"'{text}' holds in no feasible state", code="unknown-state")
    if len(found) <= limit:
        return [int(s) + 1 for s in found], len(found)
    verdicts = analyse(conflict, [concept], sanction=sanction).stable[concept.lower()]
    support = np.sum([where[found] for where in verdicts.values()], axis=0)
    first = found[np.argsort(-support, kind="stable")[:limit]]
    return sorted(int(s) + 1 for s in first), len(found)
