"""What an analysis says of a conflict, as statements that are true or false.

A claim names states by the options taken, so that it can be asked again after a change of the
conflict. It looks at a batch of conflicts at once.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from detente.conditions import Bools
from detente.conflict.firmness.batch import Batch
from detente.conflict.model import Conflict
from detente.conflict.words import called, name_of, parties_in_words
from detente.errors import ModelError, UnknownNameError, unknown_name


class _UnderConcept(ABC):
    """A claim about equilibria under one concept, or under any where it names none."""

    __slots__ = ()
    concept: str

    @property
    @abstractmethod
    def question(self) -> str:
        """What is asked, under whichever concept."""

    @property
    def id(self) -> str:
        """How the claim is asked for."""
        return ":".join(filter(None, (self.question, self.concept)))

    @property
    def concepts(self) -> tuple[str, ...]:
        """The concept it is about, if one."""
        return (self.concept,) if self.concept else ()


@dataclass(frozen=True, slots=True)
class StateHolds(_UnderConcept):
    """A state is an equilibrium under a concept; without one, under some concept judged.

    Parameters
    ----------
    state : int
        State number, in the conflict as written.
    taken : frozenset of str
        Names of the options taken in it.
    concept : str
        Concept id; empty for any.
    """

    state: int
    taken: frozenset[str]
    concept: str = ""

    @property
    def question(self) -> str:
        """What is asked, under whichever concept."""
        return f"state:{self.state}"

    def holds(self, batch: Batch, concepts: Sequence[str]) -> Bools:
        """Return in which conflicts it is true, shape (conflicts,)."""
        conflict = batch.space.conflict
        index = conflict.states.index_of(sum(1 << conflict.columns[n] for n in self.taken))
        return _under(batch, self.concepts or concepts)[index]

    def in_words(self, conflict: Conflict, true: bool) -> str:
        """Return what is so, as a clause."""
        name = called(conflict, self.state)
        who = f"the status quo, {name}," if self.state == conflict.status_quo_state else name
        return f"{who} {_is(true)} an equilibrium{_concept(self.concept, true)}"


@dataclass(frozen=True, slots=True)
class OutcomeHolds(_UnderConcept):
    """Some state of an outcome is an equilibrium under a concept; without one, under any."""

    outcome: str
    concept: str = ""

    @property
    def question(self) -> str:
        """What is asked, under whichever concept."""
        return f"stable:{self.outcome}"

    def holds(self, batch: Batch, concepts: Sequence[str]) -> Bools:
        """Return in which conflicts it is true, shape (conflicts,)."""
        conflict = batch.space.conflict
        where = conflict.holds(conflict.terms[self.outcome].condition)
        return np.asarray(_under(batch, self.concepts or concepts)[where].any(axis=0))

    def in_words(self, conflict: Conflict, true: bool) -> str:
        """Return what is so, as a clause."""
        has = "has" if true else "has no"
        label = conflict.terms[self.outcome].label
        return f"“{label}” {has} equilibrium{_concept(self.concept, true)}".replace(
            "has equilibrium", "has an equilibrium"
        )


@dataclass(frozen=True, slots=True)
class CanEnter:
    """A group can bring an outcome about from the status quo, by one joint step.

    Parameters
    ----------
    outcome : str
        A term; empty for any other state, so that the question is whether today can be left.
    group : tuple of str
        Exactly those whose options change; empty for any group, or for none where the outcome
        holds already.
    """

    outcome: str = ""
    group: tuple[str, ...] = ()

    @property
    def id(self) -> str:
        """How the claim is asked for."""
        first = f"entry:{self.outcome}" if self.outcome else "leave"
        return ":".join(filter(None, (first, "+".join(self.group))))

    @property
    def question(self) -> str:
        """What is asked."""
        return self.id

    @property
    def concepts(self) -> tuple[str, ...]:
        """No concept: what groups can do is a matter of moves and wishes alone."""
        return ()

    def holds(self, batch: Batch, concepts: Sequence[str]) -> Bools:
        """Return in which conflicts it is true, shape (conflicts,)."""
        conflict = batch.space.conflict
        today = conflict.find("status_quo")
        wanted = np.ones(len(conflict.states), np.bool_)
        if self.outcome:
            wanted = conflict.holds(conflict.terms[self.outcome].condition)
            if wanted[conflict.index(today)] and not self.group:
                return np.ones(batch.count, np.bool_)  # it is there already
        if self.group:
            members = np.array([party in self.group for party in conflict.party_ids])
            wanted &= (batch.movers(today) == members[:, None]).all(axis=0)
        return np.asarray(batch.joint(today)[wanted].any(axis=0))

    def in_words(self, conflict: Conflict, true: bool) -> str:
        """Return what is so, as a clause."""
        can = "can" if true else "cannot"
        what = f"“{conflict.terms[self.outcome].label}”" if self.outcome else "the status quo"
        done = "be brought about" if self.outcome else "be left"
        if not self.group:
            return f"{what} {can} {done} by {'a' if true else 'any'} joint step from today"
        together = " together" if len(self.group) > 1 else ""
        return f"{what} {can} {done} by {parties_in_words(conflict, self.group)}{together}"


Claim = StateHolds | OutcomeHolds | CanEnter


def _under(batch: Batch, concepts: Sequence[str]) -> Bools:
    return np.asarray(np.logical_or.reduce([batch.equilibrium(concept) for concept in concepts]))


def _is(true: bool) -> str:
    return "is" if true else "is not"


def _concept(concept: str, true: bool) -> str:
    if concept:
        return f" under {concept.upper()}"
    return " under some concept" if true else " under any concept"


def default_claims(conflict: Conflict, concepts: Sequence[str]) -> tuple[Claim, ...]:
    """Return what the answer rests on: does today hold, does each outcome, can it be entered.

    The status quo under each concept, and whether it can be left; for each outcome whether it
    has an equilibrium under some concept, and whether it can be entered where it does not hold
    already. Where the case names neither a status quo nor outcomes there is nothing to ask.
    """
    claims: list[Claim] = []
    today = conflict.status_quo_state
    if today is not None:
        claims += [_state(conflict, today, concept) for concept in concepts]
        claims.append(CanEnter())
    for outcome in conflict.outcomes:
        claims.append(OutcomeHolds(outcome))
        if today is not None and not conflict.holds_in(conflict.terms[outcome].condition, today):
            claims.append(CanEnter(outcome))
    return tuple(claims)


def parse_claim(conflict: Conflict, text: str, concepts: Sequence[str]) -> Claim:
    """Return the claim that a text asks for.

    Parameters
    ----------
    text : str
        ``state:STATE[:CONCEPT]``, where the state is a number, ``status_quo`` or a condition;
        ``stable:OUTCOME[:CONCEPT]``; ``entry:OUTCOME[:PARTY+PARTY…]``; ``leave[:PARTY+PARTY…]``.

    Raises
    ------
    ModelError
        If it is nothing of the kind, or the case names no status quo to enter from.
    UnknownNameError
        If it names what does not exist, or a concept that is not judged.

    Examples
    --------
    >>> from detente.conflict.model import conflict
    >>> game = conflict({"a": ["x"]}, {"a": ["a.x"]}, status_quo=[])
    >>> parse_claim(game, "state:status_quo:nash", ["nash"]).in_words(game, False)
    'the status quo, state 1, is not an equilibrium under NASH'
    """
    kind, _, rest = text.strip().partition(":")
    kind = kind.strip()
    if kind == "leave":
        conflict.find("status_quo")
        return CanEnter("", _group(conflict, rest))
    subject, _, last = rest.partition(":")
    subject, last = subject.strip(), last.strip()
    if not subject or kind not in ("state", "stable", "entry"):
        raise ModelError(
            f"'{text}' is no finding",
            hint="write state:STATE[:CONCEPT], stable:OUTCOME[:CONCEPT], "
            "entry:OUTCOME[:PARTY+PARTY] or leave[:PARTY+PARTY]",
            code="unknown-finding",
        )
    if kind == "state":
        return _state(conflict, conflict.find(subject), _judged(last, concepts))
    if subject not in conflict.terms:
        raise unknown_name("term", subject, conflict.terms)
    if kind == "stable":
        return OutcomeHolds(subject, _judged(last, concepts))
    conflict.find("status_quo")
    return CanEnter(subject, _group(conflict, last))


def _state(conflict: Conflict, state: int, concept: str) -> StateHolds:
    return StateHolds(state, frozenset(o.name for o in conflict.taken(state)), concept)


def _judged(concept: str, concepts: Sequence[str]) -> str:
    if concept and concept.lower() not in concepts:
        raise unknown_name("concept", concept, concepts)
    return concept.lower()


def _group(conflict: Conflict, text: str) -> tuple[str, ...]:
    names = [name.strip() for name in text.split("+") if name.strip()]
    for name in names:
        conflict.party_index(name)
    if len(set(names)) < len(names):
        raise UnknownNameError(f"'{text}' names a party twice")
    return tuple(party for party in conflict.party_ids if party in names)


def subject_of(claim: Claim, conflict: Conflict) -> dict[str, Any]:
    """Return what a claim is about as JSON-ready fields."""
    match claim:
        case StateHolds(state, _, concept):
            return {"kind": "state", "state": state, "name": name_of(conflict, state),
                    "concept": concept or None}  # fmt: skip
        case OutcomeHolds(outcome, concept):
            return {"kind": "stable", "outcome": outcome, "concept": concept or None}
        case CanEnter(outcome, group):
            kind = "entry" if outcome else "leave"
            return {"kind": kind, "outcome": outcome or None, "group": list(group) or None}
