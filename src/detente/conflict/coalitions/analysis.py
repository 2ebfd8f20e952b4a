"""Which states every coalition leaves alone, and which ones some coalition leaves."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations
from typing import TYPE_CHECKING, Any, get_args

import numpy as np

from detente.compiled import can_compile, worth_compiling
from detente.conditions import Bools
from detente.conflict.analysis import Analysis, Progress, analyse, option_parts
from detente.conflict.base import BaseConflict
from detente.conflict.coalitions.concepts import (
    CONCEPTS,
    CoalitionConcept,
    Improvement,
    Moves,
    Sanctioners,
    chosen_concepts,
)
from detente.conflict.coalitions.judge import Coalition, CoalitionJudge, Terms
from detente.conflict.model import Conflict, in_option_form
from detente.conflict.moves import MoveGraph, in_threads
from detente.errors import LimitError, MissingExtraError, ModelError, unknown_name

if TYPE_CHECKING:
    from detente.conflict.coalitions.departures import Departure

WHAT = "coalition analysis"

Members = tuple[str, ...]
"""Ids of a coalition's members, in the case's order."""

MAX_VERDICTS = {False: 1 << 20, True: 1 << 26}
"""Coalitions times states, plain and compiled: some minutes."""

MAX_ARCS = 20_000_000
"""Pairs of states compared where the others may sanction as coalitions."""


@dataclass(frozen=True, eq=False)
class CoalitionAnalysis:
    """Which states are stable, for which coalition, under which concept.

    Parameters
    ----------
    individual : Analysis
        What holds against single parties.
    stable : mapping of str to mapping of tuple of str to ndarray of bool, shape (n,)
        By concept id and coalition, over the states in order of their numbers. Coalitions are
        given by their members' ids in the case's order, smaller ones first.
    terms : Terms
        The variant of the definitions.
    parameters : mapping
        Method and definition variants that made the result.

    Examples
    --------
    >>> from detente.conflict.model import conflict
    >>> dilemma = conflict({"a": ["defect"], "b": ["defect"]},
    ...                    {"a": ["not b.defect", "a.defect"], "b": ["not a.defect", "b.defect"]})
    >>> result = coalitions(dilemma)
    >>> result.individual.equilibria("nash"), result.universal_states("cnash")
    ((4,), ())
    >>> [(step.coalition, step.target) for step in result.leavers(4)]
    [(('a', 'b'), 1)]
    """

    individual: Analysis
    stable: Mapping[str, Mapping[Members, Bools]]
    terms: Terms
    parameters: Mapping[str, Any]

    @property
    def conflict(self) -> Conflict:
        """The conflict that was analysed."""
        return option_parts(self.individual, WHAT)[0]

    @property
    def graph(self) -> MoveGraph:
        """The moves."""
        return option_parts(self.individual, WHAT)[1]

    @property
    def concepts(self) -> tuple[CoalitionConcept, ...]:
        """The concepts that were judged, in the table's order."""
        return tuple(CONCEPTS[key] for key in self.stable)

    @property
    def coalitions(self) -> tuple[Members, ...]:
        """The coalitions that were judged, smaller ones first."""
        return tuple(next(iter(self.stable.values()), ()))

    def universal(self, concept: str) -> Bools:
        """Return where every coalition judged, and every single party, is stable, shape (n,).

        Raises
        ------
        UnknownNameError
            If the concept was not judged.
        """
        if concept not in self.stable:
            raise unknown_name("concept", concept, self.stable)
        alone = self.individual.equilibrium(CONCEPTS[concept].individual)
        return np.logical_and.reduce([alone, *self.stable[concept].values()])

    def universal_states(self, concept: str) -> tuple[int, ...]:
        """Return the numbers of the states that every coalition judged leaves alone."""
        return tuple(int(s) + 1 for s in np.flatnonzero(self.universal(concept)))

    def left(self) -> tuple[int, ...]:
        """Return the equilibria that some coalition leaves, by number, the strongest first.

        A state counts when it is an equilibrium for single parties under some concept, and a
        coalition leaves it under the concept's like.
        """
        return self._strongest(self._left)

    def kept(self) -> tuple[int, ...]:
        """Return the equilibria that no coalition leaves, by number, the strongest first."""
        return self._strongest(self._alone & ~self._left)

    @property
    def _alone(self) -> Bools:
        alone = [self.individual.equilibrium(c.individual) for c in self.concepts]
        return np.logical_or.reduce(alone)

    @cached_property
    def _left(self) -> Bools:
        lost = [
            self.individual.equilibrium(c.individual) & ~self.universal(c.id) for c in self.concepts
        ]
        return np.logical_or.reduce(lost)

    def _strongest(self, where: Bools) -> tuple[int, ...]:
        found = np.flatnonzero(where)
        order = np.argsort(-self.individual.support[found], kind="stable")
        return tuple(int(index) + 1 for index in found[order])

    def held_under(self, state: int) -> tuple[str, ...]:
        """Return the concepts under which no coalition leaves a state, by number."""
        index = self.conflict.index(state)
        return tuple(concept for concept in self.stable if self.universal(concept)[index])

    def lost_under(self, state: int) -> tuple[str, ...]:
        """Return the concepts under which a state holds against all parties, not coalitions."""
        alone = self.individual.held_under(state)
        held = self.held_under(state)
        return tuple(c.id for c in self.concepts if c.individual in alone and c.id not in held)

    def leavers(self, state: int) -> tuple[Departure, ...]:
        """Return every coalition judged that leaves a state under some concept, and how.

        Smaller coalitions first; see `detente.conflict.coalitions.departures`.

        Raises
        ------
        UnknownNameError
            If there is no such state.
        """
        from detente.conflict.coalitions.departures import departures

        return departures(self, [state])[state]

    def answer(self) -> tuple[str, ...]:
        """Return the finding in a few plain sentences, in the case's words."""
        from detente.conflict.coalitions.words import answer

        return answer(self)

    def to_dict(
        self, *, case: str = "", scenario: str | None = None, limit: int = 20
    ) -> dict[str, Any]:
        """Return the result as one JSON-ready object (format ``detente.coalitions/1``).

        `limit` is how many equilibria, those that hold under most concepts first, are told of
        who leaves them.
        """
        from detente.conflict.coalitions.departures import departures

        told = self.individual.strongest(limit)
        return {
            "format": "detente.coalitions/1",
            "case": case,
            "scenario": scenario,
            "parties": list(self.conflict.party_ids),
            "states": len(self.conflict.states),
            "equilibria": {
                c.individual: list(self.individual.equilibria(c.individual)) for c in self.concepts
            },
            "kept": list(self.kept()),
            "left": list(self.left()),
            "universal": {key: list(self.universal_states(key)) for key in self.stable},
            "coalitions": [
                {
                    "members": list(members),
                    "stable": {
                        key: (np.flatnonzero(by_coalition[members]) + 1).tolist()
                        for key, by_coalition in self.stable.items()
                    },
                }
                for members in self.coalitions
            ],
            "leavers": [
                {"state": state, "steps": [step.to_dict() for step in steps]}
                for state, steps in departures(self, told).items()
            ],
            "answer": list(self.answer()),
            "parameters": dict(self.parameters),
            "notes": list(self.individual.notes),
        }

    def rows(self) -> Iterator[dict[str, Any]]:
        """Yield one flat record for every state: stability by concept and coalition."""
        universal = {concept: self.universal(concept) for concept in self.stable}
        for index in range(len(self.conflict.states)):
            row: dict[str, Any] = {"state": index + 1}
            for concept, by_coalition in self.stable.items():
                row |= {
                    f"{concept}:{'+'.join(members)}": int(where[index])
                    for members, where in by_coalition.items()
                }
                row[concept] = int(universal[concept][index])
            yield row


def coalitions(
    conflict: BaseConflict | Analysis,
    concepts: Iterable[str] | None = None,
    *,
    coalitions: Iterable[Sequence[str]] | None = None,
    largest: int | None = None,
    improvement: Improvement = "strict",
    moves: Moves = "sequential",
    sanctioned_by: Sanctioners = "individuals",
    compiled: bool | None = None,
    progress: Progress | None = None,
) -> CoalitionAnalysis:
    """Judge every state of a conflict, for every coalition, under each concept.

    Parameters
    ----------
    conflict : BaseConflict or Analysis
        In option form. An analysis, with weak sanctions, spares judging the single parties again.
    concepts : iterable of str, optional
        cnash, cgmr, csmr, cseq; all by default.
    coalitions : iterable of sequences of str, optional
        The coalitions to judge, each the ids of its members; all by default.
    largest : int, optional
        Judge no coalition of more members than this.
    improvement : {"strict", "pareto"}
        Must every member prefer the end to the beginning, or is it enough that one does and none
        likes it less? What is no such improvement on s sanctions it.
    moves : {"sequential", "joint"}
        Do members move in turn, each move ending in a feasible state, or all at once, so that
        only the end need be feasible?
    sanctioned_by : {"individuals", "coalitions"}
        Do the others answer by moves (improvements) of single parties, or also by those of
        coalitions among them, which improve as a coalition does?
    compiled : bool, optional
        Force compiled or plain loops; by size when None.
    progress : callable, optional
        Told of every coalition done.

    Returns
    -------
    CoalitionAnalysis

    Raises
    ------
    UnknownNameError
        If a concept or a party is unknown.
    ModelError
        If a variant is unknown, a coalition empty, the analysis was made with strict sanctions, or
        the conflict is in graph form.
    LimitError
        If there are too many coalitions or states.

    Notes
    -----
    The definitions are those of Kilgour, Hipel, Peng & Fang (2001) and Inohara & Hipel (2008), see
    ``docs/definitions.md``. Near O(coalitions · parties · n log n) time but for CSMR, which is at
    worst quadratic in n, and for sanctions by coalitions, which compare all pairs of states.
    """
    _check_variants(conflict, improvement=improvement, moves=moves, sanctioned_by=sanctioned_by)
    chosen = chosen_concepts(concepts)
    terms = Terms(improvement, moves, sanctioned_by)
    given = conflict.conflict if isinstance(conflict, Analysis) else conflict
    model = in_option_form(given, WHAT)
    judged = _judged(model, coalitions, largest)
    size = len(model.states) * len(judged)
    if compiled is None:
        compiled = worth_compiling(size // 8)
    _check_size(model, len(judged), compiled)
    individual = _individual(conflict, [concept.individual for concept in chosen], compiled)
    graph = option_parts(individual, WHAT)[1]
    if sanctioned_by == "coalitions" and any(c.id == "cseq" for c in chosen):
        _check_arcs(graph, terms, compiled)
    done = iter(range(1, len(judged) + 1))

    def judge(index: int) -> dict[str, Bools]:
        verdicts = _verdicts(individual, judged[index], chosen, terms, compiled)
        if progress:
            progress(next(done), len(judged), f"{len(judged[index])} parties")
        return verdicts

    found = in_threads(judge, range(len(judged)), compiled)
    names = [tuple(model.party_ids[j] for j in members) for members in judged]
    stable = {
        concept.id: {name: by[concept.id] for name, by in zip(names, found, strict=True)}
        for concept in chosen
    }
    parameters = {
        "method": "graph model in option form, search for dominating states",
        "improvement": improvement,
        "moves": moves,
        "sanctioned_by": sanctioned_by,
        "coalitions": "all" if coalitions is None and largest is None else "some",
        "compiled": compiled,
    }
    return CoalitionAnalysis(individual, stable, terms, parameters)


def _check_variants(conflict: Any, **variants: str) -> None:
    if conflict is None:
        raise ModelError("there is no conflict to analyse")
    known = {"improvement": Improvement, "moves": Moves, "sanctioned_by": Sanctioners}
    for name, value in variants.items():
        values = get_args(known[name])
        if value not in values:
            raise ModelError(f"no {name} variant '{value}'", hint=f"use {' or '.join(values)}")
    if isinstance(conflict, Analysis) and conflict.parameters["sanction"] != "weak":
        raise ModelError(
            "coalitions are judged with weak sanctions, the analysis with strict ones",
            hint="hand over the conflict, or an analysis with weak sanctions",
        )


def _judged(
    conflict: Conflict, asked: Iterable[Sequence[str]] | None, largest: int | None
) -> list[Coalition]:
    """Return the coalitions to judge, by the indices of their members, smaller ones first."""
    parties = conflict.party_ids
    most = len(parties) if largest is None else min(largest, len(parties))
    if most < 1:
        raise ModelError(f"no coalition has {most} members", hint="allow at least 1")
    if asked is not None:
        chosen = {_members(conflict, some) for some in asked}
        return sorted((c for c in chosen if len(c) <= most), key=lambda c: (len(c), c))
    count = sum(math.comb(len(parties), size) for size in range(1, most + 1))
    if count * len(conflict.states) > max(MAX_VERDICTS.values()):
        raise _too_many(conflict, count)
    sizes = range(1, most + 1)
    return [some for size in sizes for some in combinations(range(len(parties)), size)]


def _members(conflict: Conflict, asked: Sequence[str]) -> Coalition:
    ids = [asked] if isinstance(asked, str) else list(asked)
    if not ids:
        raise ModelError("a coalition without members", hint="name at least one party")
    for party in ids:
        if party not in conflict.party_ids:
            raise unknown_name("party", party, conflict.party_ids)
    return tuple(sorted({conflict.party_ids.index(party) for party in ids}))


def _too_many(conflict: Conflict, count: int) -> LimitError:
    return LimitError(
        f"{count:,} coalitions at {len(conflict.states):,} states are too many to judge",
        hint="name the coalitions, or lower the largest number of members",
        code="too-many-coalitions",
    )


def _check_size(conflict: Conflict, count: int, compiled: bool) -> None:
    if compiled and not can_compile():
        raise MissingExtraError("compiled loops need numba", hint="pip install 'detente[speed]'")
    if count * len(conflict.states) > MAX_VERDICTS[compiled]:
        raise _too_many(conflict, count)


def _check_arcs(graph: MoveGraph, terms: Terms, compiled: bool) -> None:
    """Refuse what would compare too many pairs of states: improvements of coalitions, listed."""
    everybody = CoalitionJudge(graph, tuple(range(graph.parties)), terms, compiled)
    pairs = everybody.own.pairs
    if pairs > MAX_ARCS:
        raise LimitError(
            f"sanctions by coalitions compare up to {pairs:.0e} pairs of states",
            hint="leave out cseq, or let the others sanction as individuals",
            code="too-many-improvements",
        )


def _individual(
    given: BaseConflict | Analysis, concepts: Sequence[str], compiled: bool
) -> Analysis:
    """Return what holds against single parties, under at least some concepts."""
    if isinstance(given, Analysis) and set(concepts) <= set(given.stable):
        return given
    conflict = given.conflict if isinstance(given, Analysis) else given
    return analyse(conflict, concepts, compiled=compiled and worth_compiling(len(conflict.states)))


def _verdicts(
    individual: Analysis,
    members: Coalition,
    concepts: Sequence[CoalitionConcept],
    terms: Terms,
    compiled: bool,
) -> dict[str, Bools]:
    """Return where a coalition is stable, by concept."""
    if len(members) == 1 and terms.sanctioned_by == "individuals":
        party = individual.conflict.party_ids[members[0]]
        return {concept.id: individual.stable[concept.individual][party] for concept in concepts}
    judge = CoalitionJudge(option_parts(individual, WHAT)[1], members, terms, compiled)
    verdicts = {}
    for concept in concepts:
        verdicts[concept.id] = ~judge.leaves(concept.id)
        verdicts[concept.id].setflags(write=False)
    return verdicts
