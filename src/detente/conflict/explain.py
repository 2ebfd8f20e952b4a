"""Why is a state stable for a party, or not: the moves that show it.

A *witness* is for an unstable state the improvement that nobody can punish; for a stable one, for
each improvement, the shortest sequence of the others' moves that punishes it.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np

from detente.conflict.analysis import Analysis
from detente.conflict.concepts import CONCEPTS, Concept, chosen_concepts
from detente.conflict.paths import By, Move, distances, first_trail, named_move
from detente.conflict.stability import Judge
from detente.conflict.words import Reason, compare_states


@dataclass(frozen=True, slots=True)
class Answer:
    """One improvement of a party, and how the others answer it.

    Parameters
    ----------
    improvement : Move
        The party's move.
    gain : Reason
        Why the party prefers where it leads.
    sanction : tuple of Move
        The others' moves that punish it, in order, or all at once for simultaneous stability;
        empty when they have none.
    ends_in : int or None
        Number of the state that the sanction ends in.
    loss : Reason or None
        Why the party does not prefer that state to where it started.
    """

    improvement: Move
    gain: Reason
    sanction: tuple[Move, ...] = ()
    ends_in: int | None = None
    loss: Reason | None = None

    @property
    def punished(self) -> bool:
        """Whether the others can answer the improvement."""
        return self.ends_in is not None

    def to_dict(self) -> dict[str, Any]:
        """Return JSON-ready fields."""
        return {
            "improvement": self.improvement.to_dict(),
            "gain": self.gain.to_dict(),
            "sanction": [move.to_dict() for move in self.sanction],
            "ends_in": self.ends_in,
            "loss": self.loss.to_dict() if self.loss else None,
        }


@dataclass(frozen=True, slots=True)
class Witness:
    """What shows that a state is stable for a party under a concept, or that it is not.

    Parameters
    ----------
    state : int
        State number.
    party, concept : str
        Ids.
    stable : bool
        The verdict.
    answers : tuple of Answer
        One for each improvement, unpunished ones first, then by how much the party gains;
        empty when the party has no improvement.
    """

    state: int
    party: str
    concept: str
    stable: bool
    answers: tuple[Answer, ...]

    def to_dict(self) -> dict[str, Any]:
        """Return JSON-ready fields."""
        return {
            "state": self.state,
            "party": self.party,
            "concept": self.concept,
            "stable": self.stable,
            "answers": [answer.to_dict() for answer in self.answers],
        }


def explain(
    analysis: Analysis,
    state: int,
    *,
    parties: Iterable[str] | None = None,
    concepts: Iterable[str] | None = None,
) -> tuple[Witness, ...]:
    """Show why a state is stable or not, party by party and concept by concept.

    Parameters
    ----------
    analysis : Analysis
    state : int
        State number.
    parties, concepts : iterable of str, optional
        Ids; all judged ones by default.

    Returns
    -------
    tuple of Witness
        By concept, then party.

    Raises
    ------
    UnknownNameError
        If the state, a party or a concept is unknown.

    Notes
    -----
    One search of O(N·n) time for each party, concept and punished improvement.

    Examples
    --------
    >>> from detente.conflict.model import conflict
    >>> from detente.conflict.analysis import analyse
    >>> dilemma = conflict({"a": ["defect"], "b": ["defect"]},
    ...                    {"a": ["not b.defect", "a.defect"], "b": ["not a.defect", "b.defect"]})
    >>> (witness,) = explain(analyse(dilemma), 1, parties=["a"], concepts=["seq"])
    >>> witness.stable, witness.answers[0].improvement.target, witness.answers[0].ends_in
    (True, 2, 4)
    """
    index = analysis.conflict.index(state)
    judged = analysis.stable if concepts is None else [c.id for c in chosen_concepts(concepts)]
    ids = analysis.conflict.party_ids
    places = (
        range(len(ids))
        if parties is None
        else [analysis.conflict.party_index(party) for party in parties]
    )
    return tuple(
        _witness(analysis, index, party, CONCEPTS[concept])
        for concept in judged
        for party in places
    )


def _witness(analysis: Analysis, state: int, party: int, concept: Concept) -> Witness:
    payoff = analysis.graph.own_payoffs[party]
    improvements = sorted(
        analysis.graph.improvements(party, state), key=lambda t: (-int(payoff[t]), t)
    )
    if concept.answers_by == "nothing":
        answers = [_answer(analysis, state, party, target) for target in improvements]
    elif concept.answers_by == "simultaneous improvements":
        answers = [_answer_at_once(analysis, state, party, target) for target in improvements]
    else:
        answers = _answers_in_turn(analysis, state, party, concept, improvements)
    answers.sort(key=lambda answer: answer.punished)
    ids = analysis.conflict.party_ids
    stable = all(answer.punished for answer in answers)
    return Witness(state + 1, ids[party], concept.id, stable, tuple(answers))


def _answer(
    analysis: Analysis,
    state: int,
    party: int,
    target: int,
    sanction: tuple[Move, ...] = (),
    ends_in: int | None = None,
) -> Answer:
    conflict = analysis.conflict
    name = conflict.party_ids[party]
    return Answer(
        named_move(analysis, party, state, target),
        compare_states(conflict, name, target + 1, state + 1),
        sanction,
        None if ends_in is None else ends_in + 1,
        None if ends_in is None else compare_states(conflict, name, ends_in + 1, state + 1),
    )


def _answers_in_turn(
    analysis: Analysis, state: int, party: int, concept: Concept, improvements: list[int]
) -> list[Answer]:
    """Answer each improvement by the nearest state that sanctions it, if one can be reached."""
    by: By = "improvements" if concept.answers_by == "improvements" else "moves"
    parameters = analysis.parameters
    judge = Judge(analysis.graph, party, parameters["sanction"], parameters["compiled"])
    sanctions = judge.harm(escape=concept.escape) <= judge.payoff[state]
    answers = []
    for target in improvements:
        steps = distances(analysis, target, by=by, without=party)
        reached = np.flatnonzero(sanctions & (steps >= 0))
        if not len(reached):
            answers.append(_answer(analysis, state, party, target))
            continue
        end = int(reached[np.argmin(steps[reached])])
        trail = first_trail(analysis, steps, end, by=by, without=party)
        answers.append(_answer(analysis, state, party, target, trail, end))
    return answers


def _answer_at_once(analysis: Analysis, state: int, party: int, target: int) -> Answer:
    """Answer an improvement by improvements of others from the same state, fewest movers first."""
    graph, space = analysis.graph, analysis.conflict.states
    payoff = graph.own_payoffs[party]
    bound = int(payoff[state]) - (analysis.parameters["sanction"] == "strict")
    others = [j for j in range(graph.parties) if j != party]
    offers = {j: list(graph.improvements(j, state)) for j in others}
    for size in range(1, len(others) + 1):
        for movers in itertools.combinations(others, size):
            for moves in itertools.product(*(offers[j] for j in movers)):
                code = int(graph.codes[target])
                for j, to in zip(movers, moves, strict=True):
                    mask = int(graph.masks[j])
                    code = code & ~mask | int(graph.codes[to]) & mask
                end = space.index_of(code)
                if end >= 0 and payoff[end] <= bound:
                    named = tuple(
                        named_move(analysis, j, state, to)
                        for j, to in zip(movers, moves, strict=True)
                    )
                    return _answer(analysis, state, party, target, named, end)
    return _answer(analysis, state, party, target)
