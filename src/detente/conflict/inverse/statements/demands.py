"""What a party's ranking has to say for a state to be stable, or to be entered.

Every concept is monotone in the set of states that the party does not prefer to s. So stability
of s for one party, the others as they are, is a conjunction: for each move t of the party, t is
not above s, or some answer of the others ends in a state that is not, with nothing above s within
the party's reach from there where the concept lets it react. Each way out is a *bundle* of states
none of which may be above s; a *clause* asks for one of its bundles.

A demand is built once and asked of many rankings, any of which may make any move an improvement;
``pairs/clauses.py`` says the same of the one ranking that it starts from.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from detente.conditions import Bools
from detente.conflict.analysis import Analysis, option_parts
from detente.conflict.concepts import Concept
from detente.conflict.moves import MoveGraph
from detente.conflict.paths import By, walk
from detente.conflict.preferences import Ranks
from detente.conflict.states import Indices
from detente.errors import LimitError

Signs = NDArray[np.int8]
"""For each state that matters: 1 above s, 0 as good, -1 below."""

Cause = tuple[Literal["leave", "stay"], int]
"""What a clause is about: a move away from s, by the index it leads to; or staying at the index
that the party would enter s from."""

MAX_MEMBERS = 3_000_000
"""Members of all bundles together: some seconds, some hundred megabytes."""


@dataclass(frozen=True, eq=False)
class Demand:
    """A conjunction of clauses about one party's ranking.

    Parameters
    ----------
    states : ndarray of int, shape (m,)
        Indices of the states that matter.
    members : ndarray of int
        Positions in `states`, bundle after bundle.
    raised : ndarray of int8
        For each member, 1 where it has to be worse than s, 0 where it may be as good.
    bundles : ndarray of int
        A bundle's first place in `members`.
    choices : ndarray of int
        Bundles, clause after clause.
    clauses : ndarray of int
        A clause's first place in `choices`.
    causes : tuple of Cause
        For each clause, what it is about.
    """

    states: Indices
    members: Indices
    raised: Signs
    bundles: Indices
    choices: Indices
    clauses: Indices
    causes: tuple[Cause, ...]

    def clauses_met(self, signs: Signs) -> Bools:
        """Return which clauses a ranking meets, shape (clauses,). O(members) time."""
        if not self.causes:
            return np.ones(0, np.bool_)
        worst = np.maximum.reduceat(signs[self.members] + self.raised, self.bundles)
        return np.logical_or.reduceat(worst[self.choices] <= 0, self.clauses)

    def met_by(self, payoff: Ranks, state: int) -> bool:
        """Tell whether payoffs meet all clauses about a state given by index."""
        return self.met(np.sign(payoff[self.states] - payoff[state]).astype(np.int8))

    def met(self, signs: Signs) -> bool:
        """Tell whether a ranking meets all clauses."""
        return bool(self.clauses_met(signs).all())


_Bundle = tuple[tuple[int, ...], bool]
"""State indices, the first being the outcome of an answer; whether that has to be worse than s."""


def stability(analysis: Analysis, party: int, state: int, concept: Concept) -> Demand:
    """Return what makes a state stable for a party under a concept, the others as they are.

    Parameters
    ----------
    analysis : Analysis
        Its sanction variant counts, whatever concepts it judged.
    party, state : int
        Indices.
    concept : Concept
        Any but simultaneous stability.

    Notes
    -----
    One search of O(N·n) time for each move of the party.
    """
    _, graph = option_parts(analysis, "what would make a state stable")
    strict = analysis.parameters["sanction"] == "strict"
    by: By = "improvements" if concept.answers_by == "improvements" else "moves"
    ways: dict[object, _Bundle] = {}
    targets = sorted(graph.moves(party, state))
    clauses: list[list[object]] = []
    members = 0
    for target in targets:
        ways[target] = ((target,), False)
        clause: list[object] = [target]
        clauses.append(clause)
        if concept.answers_by == "nothing":
            continue
        for end in _answers(analysis, party, target, by):
            key = _key(graph, party, end, concept.escape, strict)
            if key not in ways:
                own = graph.moves(party, end) if concept.escape else ()
                ways[key] = ((end, *own), strict)
                members += len(ways[key][0])
            clause.append(key)
        if members > MAX_MEMBERS:
            raise LimitError(
                "too many answers to the party's moves to weigh its statements against",
                hint="rule out combinations that cannot occur, or ask under nash",
            )
    return _demand(ways, clauses, [("leave", target) for target in targets])


def _answers(analysis: Analysis, party: int, target: int, by: By) -> Iterable[int]:
    """Return where the others can bring a party that has moved, by the means they are given."""
    reached = walk(analysis, target, by=by, without=party).steps > 0
    return (int(end) for end in np.flatnonzero(reached))


def _key(graph: MoveGraph, party: int, end: int, escape: bool, strict: bool) -> object:
    """Return what tells bundles apart: with a reaction, ends of one line and class are alike."""
    if not escape or strict:
        return "end", end
    bits = (int(graph.codes[end]) ^ int(graph.turned[party])) & int(graph.one_way[party])
    return "line", int(graph.line_of(party)[end]), bits


def entry(source: int) -> Demand:
    """Return what makes a party prefer the state strictly to the one it would leave for it."""
    return _demand({source: ((source,), True)}, [[source]], [("stay", source)])


def nothing() -> Demand:
    """Return a demand that every ranking meets."""
    return _demand({}, [], [])


def both(first: Demand, second: Demand) -> Demand:
    """Return the conjunction of two demands."""
    states, place = np.unique(np.concatenate([first.states, second.states]), return_inverse=True)
    shift = len(first.states)
    members = np.concatenate([first.members, second.members + shift])
    return Demand(
        states,
        place.reshape(-1)[members],
        np.concatenate([first.raised, second.raised]),
        np.concatenate([first.bundles, second.bundles + len(first.members)]),
        np.concatenate([first.choices, second.choices + len(first.bundles)]),
        np.concatenate([first.clauses, second.clauses + len(first.choices)]),
        (*first.causes, *second.causes),
    )


def _demand(
    ways: dict[object, _Bundle], clauses: Sequence[Sequence[object]], causes: Sequence[Cause]
) -> Demand:
    number = {key: k for k, key in enumerate(ways)}
    listed = [states for states, _ in ways.values()]
    flat = np.array([s for states in listed for s in states], np.intp)
    states, members = np.unique(flat, return_inverse=True)
    bundles = _starts([len(states) for states in listed])
    raised = np.zeros(len(flat), np.int8)
    raised[bundles[[worse for _, worse in ways.values()]]] = 1
    return Demand(
        states,
        members.reshape(-1),
        raised,
        bundles,
        np.array([number[key] for clause in clauses for key in clause], np.intp),
        _starts([len(clause) for clause in clauses]),
        tuple(causes),
    )


def _starts(sizes: Sequence[int]) -> Indices:
    return (
        np.concatenate([[0], np.cumsum(sizes)[:-1]]).astype(np.intp)
        if sizes
        else np.zeros(0, np.intp)
    )
