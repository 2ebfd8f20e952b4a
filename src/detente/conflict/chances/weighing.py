"""Sets of preferences gone through, or drawn, and judged: the verdicts weighed.

What the parties may want is known from the readings of their statements; here all combinations
of readings are judged, party by party where a concept allows it, or as many as were asked for.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import product
from math import prod
from typing import cast

import numpy as np
from numpy.typing import NDArray

from detente.compiled import can_compile
from detente.conditions import Bools
from detente.conflict.analysis import Progress
from detente.conflict.base import BaseConflict, Graph, Judge
from detente.conflict.chances.readings import (
    Assumptions,
    Readings,
    readings_of,
)
from detente.conflict.chances.result import Chance, Floats
from detente.conflict.concepts import CONCEPTS, Concept, Sanction
from detente.conflict.moves import MoveGraph
from detente.conflict.preferences import Ranks
from detente.conflict.stability import SIM_LIMIT_WHEN_ASKED, simultaneous_work
from detente.errors import LimitError

Run = tuple[int, ...]
"""One set of preferences: for every party, which of its payoffs."""

OWN_ALONE = ("nash", "gmr", "smr")
"""Concepts whose verdict for a party depends on what that party wants, and nobody else."""

EXACT_WORK = {False: 1.2e6, True: 2e7}
"""Steps up to which all readings are gone through unasked, plain and compiled: some seconds."""

MOST_WORK = 2e10
"""Steps beyond which nothing is begun: about an hour."""

STEPS_OF_A_VERDICT = 500
"""What it costs to judge a party's states beyond the states themselves, in the same steps."""

WORTH_COMPILING = 1 << 16
"""Steps from which compiled loops pay for themselves."""

MAX_PATTERNS = 1 << 14
"""Different patterns of stability that are kept to say where all parties are stable at once."""


class Judged:
    """Weighted sums of verdicts, and the outcomes' chances, by concept."""

    def __init__(self, concepts: Sequence[Concept], parties: int, n: int, samples: int) -> None:
        self.samples = samples
        self.stable = {c.id: [np.zeros(n) for _ in range(parties)] for c in concepts}
        self.equilibrium: dict[str, Floats] = {c.id: np.zeros(n) for c in concepts}
        self.outcomes: dict[str, dict[str, Chance]] = {c.id: {} for c in concepts}

    def clip(self) -> Judged:
        """Undo what rounding adds beyond 1."""
        for by_party in self.stable.values():
            for where in by_party:
                np.clip(where, 0, 1, out=where)
                where.setflags(write=False)
        for where in self.equilibrium.values():
            np.clip(where, 0, 1, out=where)
            where.setflags(write=False)
        return self


class Work:
    """Goes through readings, or draws them, and has them judged."""

    def __init__(
        self,
        conflict: BaseConflict,
        assumed: Assumptions,
        sanction: Sanction,
        samples: int,
        seed: int,
        progress: Progress | None,
    ) -> None:
        self.conflict, self.sanction = conflict, sanction
        self.samples, self.seed, self.progress = samples, seed, progress
        self.readings = [readings_of(conflict, party, assumed) for party in conflict.party_ids]
        tables = [reading.distribution() for reading in self.readings]
        self.counts = [None if table is None else len(table) for table in tables]
        self.tables = tables
        self.outcomes = {
            name: np.flatnonzero(conflict.holds(conflict.terms[name].condition))
            for name in conflict.outcomes
        }
        self.graph = conflict.layout(compiled=False)
        self.classes = [
            None if table is None else _alike(self.graph, j, [ranks for ranks, _ in table])
            for j, table in enumerate(tables)
        ]
        least = (
            self._all_verdicts() if not samples else min(self._all_verdicts(), self._drawn_most())
        )
        worth_it = self._steps(least) >= WORTH_COMPILING
        self.compiled = conflict.compilable and can_compile() and worth_it

    def _all_verdicts(self) -> float:
        """Return how many times some party is judged to go through everything."""
        if any(count is None for count in self.counts):
            return float("inf")
        different = [1 + max(classes or [0]) for classes in self.classes]
        return sum(
            float(count or 0) * prod(d for j, d in enumerate(different) if j != i)
            for i, count in enumerate(self.counts)
        )

    def _drawn_most(self) -> float:
        return float(self.samples * len(self.readings))

    def _steps(self, verdicts: float) -> float:
        return verdicts * (len(self.conflict.states) * len(self.readings) + STEPS_OF_A_VERDICT)

    def _can_go_through(self, verdicts: float) -> bool:
        limit = EXACT_WORK[self.compiled] if self.samples else MOST_WORK
        return self._steps(verdicts) <= limit

    def judged(self, concepts: Sequence[Concept]) -> Judged:
        """Return the chances under some concepts that can be judged in the same way."""
        if not concepts:
            return Judged((), 0, 0, 0)
        if all(c.id in OWN_ALONE for c in concepts) and None not in self.counts:
            verdicts = float(sum(count or 0 for count in self.counts))
            if self._can_go_through(verdicts) and (found := self._party_by_party(concepts)):
                return found.clip()
        exact = self._can_go_through(self._all_verdicts())
        verdicts = self._all_verdicts() if exact else self._drawn_most()
        if not exact and (not self.samples or self._steps(verdicts) > MOST_WORK):
            asked = "too many readings to go through all of them"
            raise LimitError(
                f"{self.samples:,} readings of {len(self.conflict.states):,} states take too long"
                if self.samples
                else asked,
                hint="ask for fewer draws (--samples), or make fewer statements uncertain",
            )
        self._refuse_sim(concepts, verdicts)
        return (self._through_all if exact else self._drawn)(concepts).clip()

    def _refuse_sim(self, concepts: Sequence[Concept], verdicts: float) -> None:
        limit = SIM_LIMIT_WHEN_ASKED[self.compiled]
        if CONCEPTS["sim"] not in concepts:
            return
        each = simultaneous_work(cast(MoveGraph, self.graph)) / len(self.readings)
        if each * verdicts > limit:
            raise LimitError(
                "simultaneous stability of so many readings is out of reach",
                hint="leave out the concept 'sim', or ask for fewer with --samples",
                code="sim-too-large",
            )

    # -- Each party for itself -------------------------------------------------------------

    def _party_by_party(self, concepts: Sequence[Concept]) -> Judged | None:
        """Judge each party's readings apart; None where the outcomes cannot be put together."""
        result = Judged(concepts, len(self.tables), len(self.conflict.states), 0)
        patterns: dict[str, list[list[tuple[Bools, float]]]] = {c.id: [] for c in concepts}
        steps = sum(count or 0 for count in self.counts)
        done = 0
        for index, table in enumerate(self.tables):
            for concept in concepts:
                patterns[concept.id].append([])
            for payoffs, probability in table or ():
                own = list(self.graph.own_payoffs)
                own[index] = payoffs
                judge = self.judge(self.graph.with_payoffs(own), index)
                for concept in concepts:
                    where = judge.stable(concept)
                    result.stable[concept.id][index] += probability * where
                    patterns[concept.id][index].append((where, probability))
                done += 1
                if self.progress:
                    self.progress(done, steps, self.conflict.party_ids[index])
        for concept in concepts:
            # the parties' preferences are independent, and so are their verdicts
            result.equilibrium[concept.id] = np.prod(result.stable[concept.id], axis=0)
            for name, states in self.outcomes.items():
                chance = _somewhere(patterns[concept.id], states)
                if chance is None:
                    return None
                result.outcomes[concept.id][name] = Chance(chance)
        return result

    def judge(self, graph: Graph, index: int) -> Judge:
        """Return who judges one party's states."""
        variants = {"sanction": self.sanction, "compiled": self.compiled, "returns": True}
        return graph.judge(index, variants)

    # -- All parties together --------------------------------------------------------------

    def _through_all(self, concepts: Sequence[Concept]) -> Judged:
        tables = [table or [] for table in self.tables]
        runs: dict[Run, float] = {
            run: prod(tables[j][k][1] for j, k in enumerate(run))
            for run in product(*(range(len(table)) for table in tables))
        }
        payoffs = [[ranks for ranks, _ in table] for table in tables]
        return self._weighed(concepts, runs, payoffs, 0)

    def _drawn(self, concepts: Sequence[Concept]) -> Judged:
        rng = np.random.default_rng(self.seed)
        payoffs, columns = [], []
        for reading, table in zip(self.readings, self.tables, strict=True):
            if table is None:
                known, column = _drawn_payoffs(reading, rng, self.samples)
            else:
                known = [ranks for ranks, _ in table]
                weights = np.array([probability for _, probability in table])
                column = rng.choice(len(table), self.samples, p=weights / weights.sum())
            payoffs.append(known)
            columns.append(column)
        counted = Counter(zip(*(column.tolist() for column in columns), strict=True))
        runs = {run: count / self.samples for run, count in counted.items()}
        return self._weighed(concepts, runs, payoffs, self.samples)

    def _weighed(
        self,
        concepts: Sequence[Concept],
        runs: Mapping[Run, float],
        payoffs: Sequence[Sequence[Ranks]],
        samples: int,
    ) -> Judged:
        n, parties = len(self.conflict.states), len(payoffs)
        result = Judged(concepts, parties, n, samples)
        hits = {concept.id: dict.fromkeys(self.outcomes, 0.0) for concept in concepts}
        verdicts = _Verdicts(self, concepts, payoffs)
        for done, (run, weight) in enumerate(runs.items(), start=1):
            of_parties = [verdicts.of(run, j) for j in range(parties)]
            for concept in concepts:
                held = np.ones(n, np.bool_)
                for j, stable in enumerate(of_parties):
                    result.stable[concept.id][j] += weight * stable[concept.id]
                    held &= stable[concept.id]
                result.equilibrium[concept.id] += weight * held
                for name, states in self.outcomes.items():
                    hits[concept.id][name] += weight * bool(held[states].any())
            if self.progress:
                self.progress(done, len(runs), "readings")
        for concept_id, by_name in hits.items():
            for name, hit in by_name.items():
                result.outcomes[concept_id][name] = Chance(min(1.0, hit), samples)
        return result


class _Verdicts:
    """A party's verdicts in a run, judged once for all runs that cannot differ in them.

    They depend on the party's own payoffs, and on which of the others' moves are improvements.
    """

    def __init__(
        self, work: Work, concepts: Sequence[Concept], payoffs: Sequence[Sequence[Ranks]]
    ) -> None:
        self.work, self.concepts, self.payoffs = work, concepts, payoffs
        self.classes = [_alike(work.graph, j, listed) for j, listed in enumerate(payoffs)]
        self.known: dict[Run, dict[str, Bools]] = {}

    def of(self, run: Run, party: int) -> dict[str, Bools]:
        """Return where a party is stable, by concept."""
        key = (party, *(k if j == party else self.classes[j][k] for j, k in enumerate(run)))
        if key not in self.known:
            own = [self.payoffs[j][k] for j, k in enumerate(run)]
            judge = self.work.judge(self.work.graph.with_payoffs(own), party)
            self.known[key] = {concept.id: judge.stable(concept) for concept in self.concepts}
        return self.known[key]


def _alike(graph: Graph, party: int, payoffs: Sequence[Ranks]) -> list[int]:
    """Return for each of some payoffs a number that it shares with those of equal improvements."""
    numbers: dict[bytes, int] = {}
    return [numbers.setdefault(graph.improving(party, p), len(numbers)) for p in payoffs]


def _drawn_payoffs(
    reading: Readings, rng: np.random.Generator, samples: int
) -> tuple[list[Ranks], NDArray[np.int64]]:
    """Return the different payoffs that were drawn, and which of them in each draw."""
    known: list[Ranks] = []
    places: dict[bytes, int] = {}
    column = np.empty(samples, np.int64)
    for k in range(samples):
        ranks = reading.draw(rng)
        place = places.setdefault(ranks.tobytes(), len(known))
        if place == len(known):
            known.append(ranks)
        column[k] = place
    return known, column


def _somewhere(
    patterns: Sequence[Sequence[tuple[Bools, float]]], states: NDArray[np.int64]
) -> float | None:
    """Return the probability that all parties are stable at once in one of some states.

    `patterns` has every party's verdicts with their probabilities. Patterns that agree on these
    states are merged after every party; None where too many remain.
    """
    found = {b"": (np.ones(len(states), np.bool_), 1.0)}
    for by_reading in patterns:
        after: dict[bytes, tuple[Bools, float]] = {}
        for held, probability in found.values():
            for where, chance in by_reading:
                both = held & where[states]
                if not both.any():
                    continue
                key = both.tobytes()
                before = after[key][1] if key in after else 0.0
                after[key] = both, before + probability * chance
            if len(after) > MAX_PATTERNS:
                return None
        found = after
    return min(1.0, sum((probability for _, probability in found.values()), 0.0))
