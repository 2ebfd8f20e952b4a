"""Many conflicts judged at once that differ in preferences and one-way options only.

How firm a finding is takes thousands of analyses of almost the same conflict. They share the
states and, but for one-way options, the moves; so one column of an array is one conflict, and a
step of the search is taken in all of them together. A state is stable for a party when no
improvement s1 has m(s1), the least that the others can do to the party from s1, above the
state's payoff (see `detente.conflict.stability`); here m comes from relaxing along the moves
until nothing changes, which reads the same two predicates of a `Concept`: which moves the others
are trusted with, and whether the party may escape.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from detente.compiled import worth_compiling
from detente.conditions import Bools
from detente.conflict.concepts import CONCEPTS, Concept, Sanction
from detente.conflict.model import Conflict, Direction, Option
from detente.conflict.moves import MoveGraph, build_moves
from detente.conflict.preferences import Payoffs
from detente.conflict.stability import Judge
from detente.conflict.states import Indices

Directions = tuple[Direction, ...]
"""The direction of every option, in the conflict's order."""

NEVER = np.iinfo(np.int32).max


@dataclass(frozen=True, eq=False)
class Space:
    """The states that a batch shares, and every change of one party's options between them.

    Parameters
    ----------
    conflict : Conflict
        With the feasible states in question; its preferences and one-way options do not matter.

    Notes
    -----
    O(states · moves) memory, a move being any change of one party's options, legal or not.
    """

    conflict: Conflict

    @property
    def states(self) -> int:
        """Number of states n."""
        return len(self.conflict.states)

    @cached_property
    def masks(self) -> tuple[int, ...]:
        """Each party's option bits."""
        return tuple(self.conflict.mask(party) for party in self.conflict.party_ids)

    @cached_property
    def neighbours(self) -> tuple[Indices, ...]:
        """For each party, the other states on each state's line, shape (n, most of any).

        Shorter lines are filled up with the state itself, which nobody prefers to itself.
        """
        return tuple(self._lines(mask) for mask in self.masks)

    def _lines(self, mask: int) -> Indices:
        codes = self.conflict.states.codes.astype(np.int64)
        order = np.lexsort((codes, codes & ~mask))
        starts = np.flatnonzero(np.diff((codes & ~mask)[order], prepend=-1))
        sizes = np.diff(starts, append=len(codes))
        others = np.repeat(np.arange(len(codes))[:, None], int(sizes.max()) - 1, axis=1)
        for start, size in zip(starts, sizes, strict=True):
            line = order[start : start + size]
            pairs = np.broadcast_to(line, (size, size))[~np.eye(size, dtype=bool)]
            others[line, : size - 1] = pairs.reshape(size, size - 1)
        return others

    def legal(self, source: Indices | int, target: Indices, directions: Directions) -> Bools:
        """Return whether one-way options allow a change of options; shapes broadcast."""
        codes = self.conflict.states.codes
        forward, back = (
            sum(1 << k for k, way in enumerate(directions) if way == one_way)
            for one_way in ("forward", "back")
        )
        before, after = codes[source], codes[target]
        return np.asarray((before & ~after & forward | after & ~before & back) == 0)

    def moves(self, directions: Directions) -> tuple[Bools, ...]:
        """Return for each party which of its `neighbours` it can move to, of the same shape."""
        if directions not in self._moves:
            here = np.arange(self.states)[:, None]
            self._moves[directions] = tuple(
                self.legal(here, others, directions) & (others != here)
                for others in self.neighbours
            )
        return self._moves[directions]

    @cached_property
    def _moves(self) -> dict[Directions, tuple[Bools, ...]]:
        return {}


@dataclass(frozen=True, eq=False)
class Batch:
    """Some conflicts over the same states, and where they are stable.

    Parameters
    ----------
    space : Space
    payoffs : tuple of ndarray of int, each of shape (n, conflicts)
        Ordinal payoffs of every party; only their order within a column matters.
    directions : sequence of tuple of Direction
        The variants of the options' directions.
    variant : ndarray of int, shape (conflicts,)
        Which of them each conflict has.
    sanction : {"weak", "strict"}
        As in `detente.conflict.stability.Judge`.
    """

    space: Space
    payoffs: tuple[NDArray[np.integer[Any]], ...]
    directions: Sequence[Directions]
    variant: Indices
    sanction: Sanction = "weak"

    @property
    def count(self) -> int:
        """How many conflicts there are."""
        return len(self.variant)

    def equilibrium(self, concept: str) -> Bools:
        """Return where every party is stable under a concept, shape (n, conflicts).

        Notes
        -----
        O(rounds · N · moves) time for each conflict, the rounds being at most the states and
        seldom more than the parties; simultaneous stability is exponential in the parties. Large
        cases run one by one through the compiled engine instead.
        """
        if concept not in self._found:
            parties = range(len(self.payoffs))
            judge = self._one_by_one if worth_compiling(self.space.states) else self._stable
            self._found[concept] = np.logical_and.reduce(
                [judge(party, CONCEPTS[concept]) for party in parties]
            )
        return self._found[concept]

    @cached_property
    def _found(self) -> dict[str, Bools]:
        return {}

    def joint(self, source: int) -> Bools:
        """Return what a joint step from a state leads to, shape (n, conflicts).

        The change is legal and everybody whose options change strictly prefers the target; see
        `movers` for who they are.
        """
        here = self.space.conflict.index(source)
        everywhere = np.arange(self.space.states)
        legal = np.stack([self.space.legal(here, everywhere, d) for d in self.directions], axis=1)
        gains = legal[:, self.variant]
        for moves, payoff in zip(self.movers(source), self.payoffs, strict=True):
            gains &= ~moves[:, None] | (payoff > payoff[here])
        gains[here] = False
        return gains

    def movers(self, source: int) -> Bools:
        """Return who has to act to get from a state to each other, shape (N, n)."""
        codes = self.space.conflict.states.codes
        differs = codes ^ codes[self.space.conflict.index(source)]
        return np.stack([differs & mask != 0 for mask in self.space.masks])

    # -- Stability -----------------------------------------------------------------------------

    def _one_by_one(self, party: int, concept: Concept) -> Bools:
        found = [Judge(graph, party, self.sanction, True).stable(concept) for graph in self._graphs]
        return np.stack(found, axis=1)

    @cached_property
    def _graphs(self) -> list[MoveGraph]:
        conflict = self.space.conflict
        graphs = []
        for column, variant in enumerate(self.variant):
            changed = conflict.with_changes(
                preferences={
                    party: Payoffs(np.ascontiguousarray(payoff[:, column]))
                    for party, payoff in zip(conflict.party_ids, self.payoffs, strict=True)
                },
                options=directed(conflict, self.directions[variant]),
            )
            vars(changed)["states"] = conflict.states  # directions exclude no state
            graphs.append(build_moves(changed, compiled=True))
        return graphs

    def _stable(self, party: int, concept: Concept) -> Bools:
        if concept.answers_by == "nothing":
            return ~np.logical_or.reduce([*self._improves[party], self._nowhere])
        if concept.answers_by == "simultaneous improvements":
            return self._simultaneous(party)
        payoff = self.payoffs[party].astype(np.int32)
        least = self._least(party, concept)
        worst = np.full_like(payoff, -1)
        for to, improves in zip(self.space.neighbours[party].T, self._improves[party], strict=True):
            np.maximum(worst, np.where(improves, least[to], -1), out=worst)
        return worst <= payoff

    @cached_property
    def _nowhere(self) -> Bools:
        return np.zeros((self.space.states, self.count), np.bool_)

    @cached_property
    def _allowed(self) -> list[list[Bools]]:
        """For each party and place among the neighbours, whether the move is legal."""
        by_variant = [self.space.moves(directions) for directions in self.directions]
        return [
            [np.stack(ways, axis=1)[:, self.variant] for ways in zip(*place, strict=True)]
            for place in ([moves[j].T for moves in by_variant] for j in range(len(self.payoffs)))
        ]

    @cached_property
    def _improves(self) -> list[list[Bools]]:
        """For each party and place among the neighbours, whether the move improves."""
        return [
            [
                allowed & (payoff[to] > payoff)
                for to, allowed in zip(neighbours.T, ways, strict=True)
            ]
            for neighbours, ways, payoff in zip(
                self.space.neighbours, self._allowed, self.payoffs, strict=True
            )
        ]

    def _response(self, party: int) -> NDArray[np.int32]:
        """Return the best payoff that a party reaches in at most one move of its own."""
        payoff = self.payoffs[party].astype(np.int32)
        best = payoff.copy()
        neighbours = self.space.neighbours[party].T
        for to, allowed in zip(neighbours, self._allowed[party], strict=True):
            np.maximum(best, np.where(allowed, payoff[to], -1), out=best)
        return best

    def _least(self, party: int, concept: Concept) -> NDArray[np.int32]:
        """Return the least harm that the others can bring about, see `Judge.least`."""
        least = self.payoffs[party].astype(np.int32)
        if self.sanction == "strict":
            least += 1
        if concept.escape:
            np.maximum(least, self._response(party), out=least)
        trusted = self._improves if concept.answers_by == "improvements" else self._allowed
        # what is no move is barred by a number that no harm reaches: a bit-or is the fastest way
        steps = [
            (to, np.where(follows, np.int32(0), NEVER))
            for j, neighbours in enumerate(self.space.neighbours)
            if j != party
            for to, follows in zip(neighbours.T, trusted[j], strict=True)
        ]
        open_columns = np.arange(self.count)
        current = least
        while len(open_columns):
            before = current.copy()
            for to, barred in steps:
                np.minimum(current, current[to] | barred, out=current)
            changed = (before != current).any(axis=0)
            least[:, open_columns] = current
            if not changed.all():
                open_columns, current = open_columns[changed], current[:, changed]
                steps = [(to, barred[:, changed]) for to, barred in steps]
        return least

    def _simultaneous(self, party: int) -> Bools:
        """Try each improvement against each combination of the others' improvements."""
        codes = self.space.conflict.states.codes
        n = self.space.states
        payoff = self.payoffs[party]
        bound = payoff - 1 if self.sanction == "strict" else payoff
        others = [j for j in range(len(self.payoffs)) if j != party]
        choices = [range(-1, self.space.neighbours[j].shape[1]) for j in others]
        stable = ~self._nowhere
        mine = zip(self.space.neighbours[party].T, self._improves[party], strict=True)
        for to, improves in mine:
            unanswered = improves.copy()
            for choice in itertools.product(*choices):
                landing, chosen = codes[to], np.ones_like(improves)
                for j, k in zip(others, choice, strict=True):
                    if k >= 0:
                        landing = landing ^ codes ^ codes[self.space.neighbours[j][:, k]]
                        chosen &= self._improves[j][k]
                end = np.minimum(np.searchsorted(codes, landing), n - 1)
                chosen &= (codes[end] == landing)[:, None]
                unanswered &= ~(chosen & (payoff[end] <= bound))
            stable &= ~unanswered
        return stable


def simultaneous_choices(space: Space) -> int:
    """Return how many combinations of moves simultaneous stability tries from each state."""
    choices = math.prod(1 + neighbours.shape[1] for neighbours in space.neighbours)
    return choices * len(space.neighbours)


def directed(conflict: Conflict, directions: Directions) -> tuple[Option, ...]:
    """Return a conflict's options with other directions."""
    return tuple(
        replace(option, direction=direction)
        for option, direction in zip(conflict.options, directions, strict=True)
    )
