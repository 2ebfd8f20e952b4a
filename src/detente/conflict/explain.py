"""Why is a state stable for a party, or not: the moves that show it.

A *witness* is for an unstable state the improvement that nobody can punish; for a stable one, for
each improvement, the shortest sequence of the others' moves that punishes it.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, cast

import numpy as np

from detente.conflict.analysis import Analysis
from detente.conflict.concepts import Concept, chosen_concepts
from detente.conflict.moves import MoveGraph
from detente.conflict.paths import By, Move, named_move, named_trail, walk
from detente.conflict.words import Reason, compare_states
from detente.errors import LimitError

MAX_AT_ONCE = 10_000_000
"""Combinations of simultaneous moves that are tried against one improvement."""


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
    improvements, unpunished : int
        How many improvements the party has, and how many of them nobody can answer.
    answers : tuple of Answer
        One for each improvement, unpunished ones first, then by how much the party gains; at most
        as many as were asked for. Empty when the party has no improvement.
    """

    state: int
    party: str
    concept: str
    improvements: int
    unpunished: int
    answers: tuple[Answer, ...]

    @property
    def stable(self) -> bool:
        """The verdict: whether each improvement is punished."""
        return not self.unpunished

    def to_dict(self) -> dict[str, Any]:
        """Return JSON-ready fields; ``left_out`` only where not all answers are listed."""
        left_out = self.improvements - len(self.answers)
        return {
            "state": self.state,
            "party": self.party,
            "concept": self.concept,
            "stable": self.stable,
            "answers": [answer.to_dict() for answer in self.answers],
            **({"left_out": left_out} if left_out else {}),
        }


def explain(
    analysis: Analysis,
    state: int,
    *,
    parties: Iterable[str] | None = None,
    concepts: Iterable[str] | None = None,
    limit: int = 50,
) -> tuple[Witness, ...]:
    """Show why a state is stable or not, party by party and concept by concept.

    Parameters
    ----------
    analysis : Analysis
    state : int
        State number.
    parties, concepts : iterable of str, optional
        Ids; all judged ones by default.
    limit : int
        Most improvements of a party that are listed with their answers.

    Returns
    -------
    tuple of Witness
        By concept, then party.

    Raises
    ------
    UnknownNameError
        If the state, a party or a concept is unknown.
    LimitError
        If simultaneous stability would need too many combinations.
    ModelError
        If a concept has no meaning in the conflict's form.

    Notes
    -----
    One search of O(N·n) time for each party and concept, and for each punished improvement listed
    one that stops where the sanction is found.

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
    judged = analysis.concepts if concepts is None else chosen_concepts(concepts)
    analysis.conflict.check_defined(judged)
    ids = analysis.conflict.party_ids
    places = (
        range(len(ids))
        if parties is None
        else [analysis.conflict.party_index(party) for party in parties]
    )
    return tuple(
        _witness(analysis, index, party, concept, limit) for concept in judged for party in places
    )


def _witness(analysis: Analysis, state: int, party: int, concept: Concept, limit: int) -> Witness:
    payoff = analysis.graph.own_payoffs[party]
    improvements = sorted(
        analysis.graph.improvements(party, state), key=lambda t: (-int(payoff[t]), t)
    )
    if concept.answers_by == "simultaneous improvements":
        found = [_answer_at_once(analysis, state, party, target) for target in improvements]
        found.sort(key=lambda answer: answer.punished)
        unpunished = sum(not answer.punished for answer in found)
        answers = found[:limit]
    else:
        judge = analysis.graph.judge(party, analysis.parameters)
        punished = judge.punished(concept, state, improvements) if improvements else []
        deterred = set(punished)
        free = [t for t in improvements if t not in deterred]
        unpunished = len(free)
        answers = [_answer(analysis, state, party, target) for target in free[:limit]]
        answers += _answers_in_turn(
            analysis, state, party, concept, punished[: limit - len(answers)]
        )
    ids = analysis.conflict.party_ids
    return Witness(state + 1, ids[party], concept.id, len(improvements), unpunished, tuple(answers))


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
    analysis: Analysis, state: int, party: int, concept: Concept, punished: list[int]
) -> list[Answer]:
    """Answer each of some improvements by the nearest state that sanctions it."""
    if not punished:
        return []
    by: By = "improvements" if concept.answers_by == "improvements" else "moves"
    judge = analysis.graph.judge(party, analysis.parameters)
    sanctions = judge.sanctioning(concept, state)
    answers = []
    for target in punished:
        found = walk(analysis, target, by=by, without=party, sought=sanctions)
        reached = np.flatnonzero(sanctions & (found.steps >= 0))
        end = int(reached[np.argmin(found.steps[reached])])
        trail = named_trail(analysis, next(found.trails(end)))
        answers.append(_answer(analysis, state, party, target, trail, end))
    return answers


def _answer_at_once(analysis: Analysis, state: int, party: int, target: int) -> Answer:
    """Answer an improvement by improvements of others from the same state, fewest movers first."""
    graph = cast(MoveGraph, analysis.graph)  # only option form has simultaneous moves
    payoff = graph.own_payoffs[party]
    bound = int(payoff[state]) - (analysis.parameters["sanction"] == "strict")
    offers = {
        j: np.fromiter(graph.improvements(j, state), np.int64)
        for j in range(graph.parties)
        if j != party
    }
    able = [j for j, listed in offers.items() if len(listed)]
    for size in range(1, len(able) + 1):
        for movers in itertools.combinations(able, size):
            shape = tuple(len(offers[j]) for j in movers)
            if math.prod(shape) > MAX_AT_ONCE:
                raise LimitError(
                    f"simultaneous moves of {size} parties from state {state + 1} combine in "
                    f"{math.prod(shape):.0e} ways",
                    hint="leave out the concept 'sim'",
                    code="sim-too-large",
                )
            codes = graph.codes[target : target + 1]
            for j in movers:
                theirs = graph.codes[offers[j]] & graph.masks[j]
                codes = ((codes & ~graph.masks[j])[:, None] | theirs).reshape(-1)
            ends = np.minimum(np.searchsorted(graph.codes, codes), graph.states - 1)
            deters = np.flatnonzero((graph.codes[ends] == codes) & (payoff[ends] <= bound))
            if len(deters):
                chosen = np.unravel_index(deters[0], shape)
                named = tuple(
                    named_move(analysis, j, state, int(offers[j][k]))
                    for j, k in zip(movers, chosen, strict=True)
                )
                return _answer(analysis, state, party, target, named, int(ends[deters[0]]))
    return _answer(analysis, state, party, target)
