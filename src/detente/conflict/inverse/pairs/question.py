"""What is asked of the rankings, and the steps that every way to answer it shares."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from detente.compiled import worth_compiling
from detente.conflict.concepts import CONCEPTS, Concept, Sanction
from detente.conflict.inverse.pairs.answer import PairAnswer
from detente.conflict.inverse.pairs.clauses import Focus
from detente.conflict.inverse.pairs.cover import Need, Order, least_for
from detente.conflict.inverse.pairs.distance import (
    RankingChange,
    change_of,
    ranking,
    reversals,
    tied_again,
)
from detente.conflict.model import Conflict, in_option_form
from detente.conflict.moves import MoveGraph, build_moves
from detente.conflict.preferences import Preference, Ranking
from detente.conflict.stability import Judge
from detente.errors import ModelError, unknown_name

INVERTIBLE = ("nash", "gmr", "smr", "seq", "sseq")

Lock = str | tuple[str, int, int]
"""A party whose ranking stays as it is, or (party, better, worse): a judgement that stays."""

Payoffs = Mapping[int, NDArray[np.integer[Any]]]
"""New rankings as payoffs, by the index of the party; the others keep theirs."""


@dataclass(frozen=True, eq=False)
class Question:
    """What was asked, and the steps that every way to answer it shares."""

    conflict: Conflict
    state: int
    concept: Concept
    sanction: Sanction
    chosen: tuple[int, ...]
    fixed: frozenset[int]
    locked: Mapping[int, tuple[tuple[int, int], ...]]

    @cached_property
    def compiled(self) -> bool:
        """Whether loops run compiled."""
        return worth_compiling(len(self.conflict.states))

    @cached_property
    def graph(self) -> MoveGraph:
        """The moves, with the given rankings."""
        return build_moves(self.conflict, compiled=self.compiled)

    @property
    def here(self) -> int:
        """0-based index of the wanted state."""
        return self.state - 1

    @property
    def changing(self) -> frozenset[int]:
        """The parties whose rankings may change."""
        return frozenset(self.chosen) - self.fixed

    @property
    def entangled(self) -> bool:
        """Whether one party's new ranking can bear on another's stability."""
        return self.concept.answers_by == "improvements" and any(
            self.changing - {j} for j in self.chosen
        )

    def order(self, j: int) -> Order:
        """Return a party's ranking and its locks."""
        payoff = self.graph.own_payoffs[j]
        return Order(payoff, self.here, self.locked.get(j, ()), j in self.fixed)

    def need(self, j: int, concept: Concept | None = None, free: Collection[int] = ()) -> Need:
        """Return what one party has to give up; a party that is stable already gives nothing."""
        if not free and j not in self.unstable({}):
            return Need(self.graph.own_payoffs[j].astype(np.int64), 0, 0)
        if not free and j in self.fixed:
            return Need(None, 0, 0, next(self.graph.improvements(j, self.here)))
        focus = Focus(self.graph, j, self.here, concept or self.concept, free, self.compiled)
        return least_for(focus, self.order(j))

    def unstable(self, payoffs: Payoffs) -> tuple[int, ...]:
        """Return the parties that the state is not stable for under new rankings."""
        if not payoffs:
            return self._unstable_now
        return self._judged(self.changed(payoffs).graph)

    @cached_property
    def _unstable_now(self) -> tuple[int, ...]:
        return self._judged(self.graph)

    def _judged(self, graph: MoveGraph) -> tuple[int, ...]:
        return tuple(
            j
            for j in self.chosen
            if not Judge(graph, j, self.sanction, self.compiled).stable(self.concept)[self.here]
        )

    def preferences(self, payoffs: Payoffs) -> dict[str, Preference]:
        """Return everybody's preferences under new rankings."""
        ids = self.conflict.party_ids
        return {**self.conflict.preferences, **{ids[j]: ranking(p) for j, p in payoffs.items()}}

    def reversed_pairs(self, payoffs: Payoffs) -> int:
        """Return how many pairs new rankings reverse."""
        return sum(reversals(self.graph.own_payoffs[j], payoff)[0] for j, payoff in payoffs.items())

    def changed(self, payoffs: Payoffs) -> Question:
        """Return the same question about the conflict with new rankings."""
        if not payoffs:
            return self
        changed = self.conflict.with_changes(preferences=self.preferences(payoffs))
        return replace(self, conflict=changed)

    def raised(self, payoffs: Payoffs) -> Payoffs | None:
        """Return new rankings with the state raised until stable, if that and the locks hold."""
        if not all(
            payoff[upper] > payoff[lower]
            for j, payoff in payoffs.items()
            for upper, lower in self.locked.get(j, ())
        ):
            return None
        changed = self.changed(payoffs)
        needs = {j: changed.need(j) for j in self.chosen}
        raised = {j: need.payoff for j, need in needs.items() if need.payoff is not None}
        complete = len(raised) == len(needs) and not self.unstable(raised)
        return raised if complete else None

    def best_of(self, *candidates: Mapping[int, Need]) -> Payoffs | None:
        """Return the candidate that reverses the fewest pairs, of those that do make it stable."""
        best: Payoffs | None = None
        for needs in candidates:
            payoffs = {j: need.payoff for j, need in needs.items() if need.payoff is not None}
            if len(payoffs) < len(needs) or self.unstable(payoffs):
                continue
            if best is None or self.reversed_pairs(payoffs) < self.reversed_pairs(best):
                best = payoffs
        return best

    def with_ties(self, payoffs: Payoffs) -> Payoffs:
        """Return strict rankings with the given ties restored, party by party, where that holds."""
        kept = dict(payoffs)
        for j, payoff in payoffs.items():
            tied = {**kept, j: tied_again(payoff, self.graph.own_payoffs[j])}
            if not self.unstable(tied):
                kept = tied
        return kept

    def found(
        self, payoffs: Payoffs, bound: int, method: str, notes: tuple[str, ...] = ()
    ) -> PairAnswer:
        """Return an answer; it must stand the stability analysis."""
        given = self.graph.own_payoffs
        changed = {j: p for j, p in payoffs.items() if not np.array_equal(p, given[j])}
        if still := self.unstable(changed):
            raise AssertionError(f"new rankings leave state {self.state} unstable for {still}")
        ids = self.conflict.party_ids
        changes = tuple(change_of(ids[j], self.here, given[j], p) for j, p in changed.items())
        return self._answer(
            sum(change.reversed_pairs for change in changes),
            bound,
            {ids[j]: ranking(payoff) for j, payoff in changed.items()},
            changes,
            method,
            notes=notes,
        )

    def impossible(self, needs: Mapping[int, Need]) -> PairAnswer | None:
        """Return the answer that it is impossible, where some party has no way."""
        for j, need in needs.items():
            if need.unmet is not None:
                who = self.conflict.parties[j].label
                return self.excluded(
                    f"{who} would move to state {need.unmet + 1}, and what is locked "
                    "leaves nothing to hold it back"
                )
        return None

    def excluded(self, reason: str) -> PairAnswer:
        """Return the answer that it is impossible."""
        return self._answer(0, 0, {}, (), "locked judgements exclude it", reason)

    def _answer(
        self,
        cost: int,
        bound: int,
        rankings: Mapping[str, Ranking],
        changes: tuple[RankingChange, ...],
        method: str,
        reason: str = "",
        notes: tuple[str, ...] = (),
    ) -> PairAnswer:
        ids = self.conflict.party_ids
        return PairAnswer(
            conflict=self.conflict,
            state=self.state,
            concept=self.concept.id,
            parties=tuple(ids[j] for j in self.chosen),
            reversed_pairs=cost,
            lower_bound=bound,
            rankings=rankings,
            changes=changes,
            method=method,
            reason=reason,
            verified=not reason,
            notes=notes,
            parameters={
                "sanction": self.sanction,
                "distance": "strict preferences given up; ties may be split at no charge",
                "locked": [
                    *(ids[j] for j in sorted(self.fixed)),
                    *([ids[j], a + 1, b + 1] for j, pairs in self.locked.items() for a, b in pairs),
                ],
            },
        )


def asked(
    conflict: Conflict,
    state: int,
    concept: str,
    parties: Iterable[str] | None,
    sanction: Sanction,
    locked: Iterable[Lock],
) -> Question:
    """Check what was asked."""
    in_option_form(conflict, "the fewest reversed judgements").index(state)
    key = concept.lower()
    if key == "sim":
        raise ModelError(
            "fewest reversed pairs are not computed for simultaneous stability",
            hint=f"use one of {', '.join(INVERTIBLE)}",
            code="not-invertible",
        )
    if key not in INVERTIBLE:
        raise unknown_name("concept", concept, INVERTIBLE)
    if sanction not in ("weak", "strict"):
        raise ModelError(f"no sanction variant '{sanction}'", hint="use weak or strict")
    named = (
        conflict.party_ids
        if parties is None
        else (parties,)
        if isinstance(parties, str)
        else parties
    )
    chosen = sorted({conflict.party_index(party) for party in named})
    if not chosen:
        raise ModelError("no party is named", hint="name one, or leave 'parties' out for all")
    fixed, pairs = set[int](), dict[int, list[tuple[int, int]]]()
    for lock in locked:
        if isinstance(lock, str):
            fixed.add(conflict.party_index(lock))
            continue
        party, better, worse = lock
        payoff = conflict.payoffs(party)
        upper, lower = conflict.index(better), conflict.index(worse)
        if payoff[upper] <= payoff[lower]:
            raise ModelError(
                f"'{party}' does not prefer state {better} to state {worse}, so that cannot be locked",
                hint="a locked judgement is (party, better, worse), as the party judges now",
                code="lock-not-held",
            )
        pairs.setdefault(conflict.party_index(party), []).append((upper, lower))
    locks = {j: tuple(held) for j, held in pairs.items()}
    return Question(
        conflict, state, CONCEPTS[key], sanction, tuple(chosen), frozenset(fixed), locks
    )
