"""Is a state stable for a party? Every concept, for all states of a party at once.

Let m_i(s1) be the least that the others can do to party i once it has moved to s1. A state s is
stable when no improvement s1 of i has m_i(s1) above s's payoff. So each concept is one backward
search for m_i, and one sweep over i's lines. The concepts differ in two predicates only: which
moves the search follows, and how much harm a state does (`_harm`).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from detente.conditions import Bools
from detente.conflict import kernels
from detente.conflict.concepts import Concept, Sanction
from detente.conflict.moves import Indices, MoveGraph, by_payoff, stable_order
from detente.conflict.preferences import Ranks

SIM_LIMIT = {False: 3e6, True: 5e8}
"""Steps that simultaneous stability may take unasked, plain and compiled: some seconds."""

SIM_LIMIT_WHEN_ASKED = {False: 1e8, True: 2e10}
"""Steps that it may take when it is asked for: some minutes."""


@dataclass(frozen=True, eq=False)
class Judge:
    """Judges the states of a conflict for one party.

    Parameters
    ----------
    graph : MoveGraph
    party : int
        Index of the party.
    sanction : {"weak", "strict"}
        Whether an outcome exactly as good as s sanctions an improvement from s. The escape
        clause of SMR and SSEQ is the same in both.
    compiled : bool
        Whether loops run compiled.
    sanctioned_from : ndarray of int32, shape (levels,), optional
        For every payoff level, the lowest level of an s that an outcome of it sanctions, never
        falling and above the level itself; in place of `sanction`, and for the escape clause too.
        Simultaneous stability does not know it.
    """

    graph: MoveGraph
    party: int
    sanction: Sanction = "weak"
    compiled: bool = False
    sanctioned_from: Ranks | None = None

    def stable(self, concept: Concept) -> Bools:
        """Return where the party is stable.

        Returns
        -------
        ndarray of bool, shape (n,)

        Notes
        -----
        O(N·n) time and memory without one-way options; with them times the classes of a line.
        Simultaneous stability is exponential in the number of parties: see `simultaneous_work`.
        """
        if concept.answers_by == "nothing":
            return self.payoff == self.response()
        if concept.answers_by == "simultaneous improvements":
            return self._simultaneous()
        return self._judge(self.least(concept))

    @property
    def payoff(self) -> Ranks:
        """The party's ordinal payoffs, shape (n,)."""
        return self.graph.own_payoffs[self.party]

    def response(self) -> Ranks:
        """Return the best payoff the party can reach from each state in at most one own move."""
        result = np.empty(self.graph.states, np.int32)
        kernels.best_response(self.compiled)(*self._own_lines, self.payoff, result)
        return result

    @property
    def _own_lines(self) -> tuple[Any, ...]:
        graph = self.graph
        return (
            graph.party_classes[self.party],
            graph.party_classes[self.party + 1],
            graph.line_ends,
            graph.class_states,
            graph.class_bits,
            graph.order,
        )

    def harm(self, *, escape: bool) -> Ranks:
        """Return for every state the lowest payoff of an s it would sanction.

        A state t sanctions moves away from s when ``harm[t] <= payoff[s]``: weakly when t is no
        better than s; strictly when it is worse; with escape, when besides nothing that the party
        can reach from t is better than s.
        """
        response = self.response() if escape else None
        return harm_done(self.payoff, self.sanction, response, self.sanctioned_from)

    def deterred_by(self, sanctioned_from: Ranks) -> Judge:
        """Return a judge for whom only what is worse by such a bound sanctions."""
        return replace(self, sanctioned_from=sanctioned_from)

    def punished(self, concept: Concept, state: int, targets: Iterable[int]) -> list[int]:
        """Return those of the party's improvements from a state that the others can answer."""
        if concept.answers_by == "nothing":
            return []
        least = self.least(concept)
        return [t for t in targets if least[t] <= self.payoff[state]]

    def sanctioning(self, concept: Concept, state: int) -> Bools:
        """Return which states, if the others bring them about, sanction moves from a state."""
        return self.harm(escape=concept.escape) <= self.payoff[state]

    @cached_property
    def _by_payoff(self) -> Indices:
        return by_payoff(self.payoff, compiled=self.compiled)

    @cached_property
    def _by_escape(self) -> Indices:
        return stable_order(self.harm(escape=True), compiled=self.compiled)

    def least(self, concept: Concept) -> Ranks:
        """Return the least harm that the others can bring about from every state.

        They use the means that the concept trusts them with.

        Returns
        -------
        ndarray of int32, shape (n,)
            In the scale of `harm`.
        """
        graph = self.graph
        harm = self.harm(escape=concept.escape)
        improving = concept.answers_by == "improvements"
        if not improving and graph.others_unbound(self.party):
            return self._least_of_all(harm)
        least = np.full(graph.states, -1, np.int32)
        kernels.least_harm(self.compiled)(
            self.party,
            improving,
            harm,
            self._by_escape if concept.escape else self._by_payoff,
            graph.codes,
            graph.standing,
            graph.turned,
            graph.one_way,
            graph.order,
            graph.open_classes.copy(),
            graph.class_bits.copy(),
            np.empty(graph.states, np.int32),
            least,
        )
        return least

    def _least_of_all(self, harm: Ranks) -> Ranks:
        """Return the least harm where the others can reach whatever keeps the party's options."""
        mask = int(self.graph.masks[self.party])
        low, width = (mask & -mask).bit_length() - 1, mask.bit_count()
        if not mask:
            return np.full_like(harm, harm.min())
        by_own = harm.reshape(-1, 1 << width, 1 << low)
        least = by_own.min(axis=(0, 2), keepdims=True)
        return np.broadcast_to(least, by_own.shape).reshape(-1)

    def _judge(self, least: Ranks) -> Bools:
        stable = np.empty(self.graph.states, np.bool_)
        kernels.judge(self.compiled)(
            *self._own_lines,
            self.payoff,
            least,
            self.graph.class_states[1:].copy(),
            np.empty(len(self.graph.class_bits), np.int32),
            stable,
        )
        return stable

    def _simultaneous(self) -> Bools:
        graph = self.graph
        stable = np.empty(graph.states, np.bool_)
        kernels.simultaneous(self.compiled)(
            self.party,
            int(self.sanction == "strict"),
            graph.codes,
            graph.standing,
            graph.line_ends,
            graph.class_states,
            graph.class_bits,
            graph.order,
            graph.turned,
            graph.one_way,
            graph.masks,
            np.empty(1 + graph.states * graph.parties, graph.codes.dtype),
            np.zeros(graph.parties + 1, np.int64),
            np.zeros(graph.parties, np.int64),
            stable,
        )
        return stable


def harm_done(
    payoff: Ranks,
    sanction: Sanction,
    response: Ranks | None,
    sanctioned_from: Ranks | None = None,
) -> Ranks:
    """Return for every state the lowest payoff of an s that it would sanction.

    `response` is the best payoff that the party can still reach from each state; None where it
    may not react. `sanctioned_from` is as in `Judge`.
    """
    if sanctioned_from is not None:
        return sanctioned_from[payoff if response is None else response]
    harm = payoff + np.int32(1) if sanction == "strict" else payoff
    return harm if response is None else np.maximum(harm, response)


def simultaneous_work(graph: MoveGraph) -> float:
    """Return a bound on the steps that simultaneous stability takes, for all parties together.

    From every state, every line through it is looked through for improvements, and each
    improvement set against each combination of the others' improvements.
    """
    choices = [1 + _better_on_line(graph, j) for j in range(graph.parties)]
    combinations = np.prod(choices, axis=0)
    steps = sum(float(np.sum(combinations - combinations / own)) for own in choices)
    for j in range(graph.parties):
        sizes = np.bincount(graph.line_of(j)).astype(np.float64)
        steps += graph.parties * float(np.sum(sizes**2))
    return steps


def _better_on_line(graph: MoveGraph, party: int) -> NDArray[np.float64]:
    """Return for every state how many states on the party's line it prefers."""
    line, payoff = graph.line_of(party), graph.own_payoffs[party]
    order = np.lexsort((-payoff, line))
    place = np.arange(graph.states)
    new_line = np.diff(line[order], prepend=-1) != 0
    new_level = new_line | (np.diff(payoff[order], prepend=-1) != 0)
    better = np.maximum.accumulate(np.where(new_level, place, 0))
    better -= np.maximum.accumulate(np.where(new_line, place, 0))
    counts = np.empty(graph.states)
    counts[order] = better
    return counts
