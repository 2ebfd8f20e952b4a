"""Who leaves a state together: how, to where, and what decides it for each member."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np

from detente.conditions import Bools
from detente.conflict import kernels as individual_kernels
from detente.conflict.coalitions.analysis import CoalitionAnalysis, Members
from detente.conflict.coalitions.judge import Coalition, CoalitionJudge
from detente.conflict.paths import Move, named_move
from detente.conflict.words import Reason, compare_states


@dataclass(frozen=True, slots=True)
class Departure:
    """How one coalition can leave a state so that its members gain.

    Parameters
    ----------
    state, target : int
        State numbers. Of the places it could go to, the target is one that goes unpunished under
        most concepts; among those, that is an equilibrium under most; among those, with the
        highest sum of the members' ordinal payoffs.
    coalition : tuple of str
        The members, in the case's order.
    under : tuple of str
        The concepts under which the coalition leaves the state, whatever its target.
    unpunished : tuple of str
        Those under which nobody can spoil this target.
    moves : tuple of Move
        A shortest sequence of members' moves to the target; empty for a joint step.
    reasons : tuple of Reason
        For each member, what decides that it prefers the target (or is indifferent).
    smallest : bool
        Whether no part of the coalition that was judged leaves the state under those concepts.
    holds_under : tuple of str
        The individual concepts under which the target is an equilibrium.
    withstands : tuple of str
        The concepts under which no coalition judged leaves the target.
    worse_off : tuple of str
        Parties outside the coalition that like the target less.
    """

    state: int
    target: int
    coalition: Members
    under: tuple[str, ...]
    unpunished: tuple[str, ...]
    moves: tuple[Move, ...]
    reasons: tuple[Reason, ...]
    smallest: bool
    holds_under: tuple[str, ...]
    withstands: tuple[str, ...]
    worse_off: tuple[str, ...]

    def to_dict(self) -> dict[str, Any]:
        """Return JSON-ready fields."""
        return {
            "coalition": list(self.coalition),
            "from": self.state,
            "to": self.target,
            "under": list(self.under),
            "unpunished": list(self.unpunished),
            "moves": [move.to_dict() for move in self.moves],
            "reasons": [reason.to_dict() for reason in self.reasons],
            "smallest": self.smallest,
            "holds_under": list(self.holds_under),
            "withstands": list(self.withstands),
            "worse_off": list(self.worse_off),
        }


def departures(
    analysis: CoalitionAnalysis, states: Iterable[int]
) -> dict[int, tuple[Departure, ...]]:
    """Return for some states, by number, which coalitions leave them and how.

    Returns
    -------
    dict of int to tuple of Departure
        One departure for every coalition that leaves the state, smaller coalitions first.

    Notes
    -----
    Every coalition that leaves one of the states is judged once more, O(n log n) each.
    """
    conflict = analysis.conflict
    found: dict[int, list[Departure]] = {state: [] for state in states}
    indices = {state: conflict.index(state) for state in found}
    for members in analysis.coalitions:
        under = {
            state: tuple(c for c, by in analysis.stable.items() if not by[members][index])
            for state, index in indices.items()
        }
        if not any(under.values()):
            continue
        parties = tuple(conflict.party_ids.index(party) for party in members)
        compiled = bool(analysis.parameters["compiled"])
        judge = CoalitionJudge(analysis.graph, parties, analysis.terms, compiled)
        for state, concepts in under.items():
            if concepts:
                smallest = not any(
                    set(before.coalition) < set(members) and set(concepts) <= set(before.under)
                    for before in found[state]
                )
                found[state].append(_departure(analysis, judge, state, concepts, smallest))
    return {state: tuple(steps) for state, steps in found.items()}


def _departure(
    analysis: CoalitionAnalysis,
    judge: CoalitionJudge,
    state: int,
    under: tuple[str, ...],
    smallest: bool,
) -> Departure:
    conflict, graph = analysis.conflict, analysis.graph
    here = state - 1
    targets = judge.targets(here, under)
    target = _best_target(analysis, judge.members, targets)
    members = tuple(conflict.party_ids[j] for j in judge.members)
    joint = analysis.terms.moves == "joint"
    payoffs = graph.own_payoffs
    return Departure(
        state=state,
        target=target + 1,
        coalition=members,
        under=under,
        unpunished=tuple(concept for concept, where in targets.items() if where[target]),
        moves=() if joint else _shortest(analysis, judge.members, here, target),
        reasons=tuple(compare_states(conflict, party, target + 1, state) for party in members),
        smallest=smallest,
        holds_under=analysis.individual.held_under(target + 1),
        withstands=analysis.held_under(target + 1),
        worse_off=tuple(
            party
            for j, party in enumerate(conflict.party_ids)
            if j not in judge.members and payoffs[j][target] < payoffs[j][here]
        ),
    )


def _best_target(analysis: CoalitionAnalysis, members: Coalition, targets: dict[str, Bools]) -> int:
    """Return where a coalition goes, see `Departure`; the first state of those that tie."""
    unpunished = np.sum(list(targets.values()), axis=0)
    candidates = np.flatnonzero(unpunished == unpunished.max())
    payoffs = [analysis.graph.own_payoffs[j][candidates] for j in members]
    total = np.sum(payoffs, axis=0, dtype=np.int64)
    firm = analysis.individual.support[candidates]
    return int(candidates[np.lexsort((candidates, -total, -firm))[0]])


def _shortest(
    analysis: CoalitionAnalysis, members: Coalition, start: int, end: int
) -> tuple[Move, ...]:
    """Return a shortest sequence of the members' moves between two states (0-based indices)."""
    graph, some = analysis.graph, list(members)
    standing = graph.standing.reshape(graph.states, graph.parties, 2)[:, some].reshape(-1)
    steps = np.full(graph.states, -1, np.int32)
    sought = np.zeros(graph.states, np.bool_)
    sought[end] = True
    individual_kernels.distances(bool(analysis.parameters["compiled"]))(
        start,
        False,  # any moves
        -1,  # all of the parties handed over
        graph.codes,
        standing,
        graph.turned[some],
        graph.one_way[some],
        graph.line_ends,
        graph.class_states,
        graph.class_bits,
        graph.order,
        standing,  # any move is worth making
        sought,
        graph.class_states[1:].copy(),
        np.empty(graph.states, np.int32),
        steps,
    )
    trail: list[Move] = []
    while end != start:
        party, before = next(
            (j, s) for j in members for s in graph.moves_into(j, end) if steps[s] == steps[end] - 1
        )
        trail.append(named_move(analysis.individual, party, before, end))
        end = before
    return tuple(reversed(trail))
