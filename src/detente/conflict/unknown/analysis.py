"""Stability where some preferences are unknown, in all four extensions.

Follows Li, Hipel, Kilgour & Fang (2004). The concepts are those of the ordinary analysis, written
over two predicates: is this an improvement, and does this sanction? The extensions differ in what
they answer where nobody knows; see `detente.conflict.unknown.extensions`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from detente.conditions import Bools
from detente.conflict.analysis import Progress
from detente.conflict.base import BaseConflict
from detente.conflict.concepts import CONCEPTS, Concept, Sanction, chosen_concepts
from detente.conflict.relations import Comparisons, Relation
from detente.conflict.unknown.extensions import EXTENSIONS, MAY_BE_WANTED, Extension, among
from detente.conflict.unknown.reach import Arcs, Reach, as_bits, list_moves
from detente.conflict.unknown.words import answer
from detente.errors import ModelError, unknown_name

UNDEFINED = ("sim",)
"""Concepts for which no extension is defined."""

ByConcept = Mapping[str, Mapping[str, Bools]]
Verdicts = Mapping[tuple[str, str], Bools]
"""By extension and concept."""


@dataclass(frozen=True, eq=False)
class UnknownAnalysis:
    """Which states are stable, for whom, under which concept, however the unknown is taken.

    Parameters
    ----------
    conflict : BaseConflict
    stable : mapping of str to mapping of str to mapping of str to ndarray of bool, shape (n,)
        By extension (a, b, c, d), concept id and party id.
    unsure : tuple of str
        Parties of whose preferences something is unknown.
    parameters : mapping
        Method and definition variants that made the result.
    notes : tuple of str
        What was left out, and why.
    """

    conflict: BaseConflict
    stable: Mapping[str, ByConcept]
    unsure: tuple[str, ...]
    parameters: Mapping[str, Any]
    notes: tuple[str, ...] = ()

    @property
    def concepts(self) -> tuple[Concept, ...]:
        """The concepts that were judged, in the table's order."""
        return tuple(CONCEPTS[key] for key in next(iter(self.stable.values())))

    def equilibrium(self, extension: str, concept: str) -> Bools:
        """Return where every party is stable in one extension of a concept, shape (n,).

        Raises
        ------
        UnknownNameError
            If there is no such extension, or the concept was not judged.
        """
        if extension not in self.stable:
            raise unknown_name("extension", extension, self.stable)
        if concept not in self.stable[extension]:
            raise unknown_name("concept", concept, self.stable[extension])
        return np.logical_and.reduce(list(self.stable[extension][concept].values()))

    def equilibria(self, extension: str, concept: str) -> tuple[int, ...]:
        """Return the numbers of the states at which every party is stable in an extension."""
        return tuple(int(s) + 1 for s in np.flatnonzero(self.equilibrium(extension, concept)))

    def in_all(self, concept: str) -> tuple[int, ...]:
        """Return the numbers of the equilibria that hold in all four extensions."""
        where = np.logical_and.reduce([self.equilibrium(e, concept) for e in self.stable])
        return tuple(int(s) + 1 for s in np.flatnonzero(where))

    def in_some(self, concept: str) -> tuple[int, ...]:
        """Return the numbers of the equilibria that hold in some extension but not in all."""
        each = [self.equilibrium(e, concept) for e in self.stable]
        where = np.logical_or.reduce(each) & ~np.logical_and.reduce(each)
        return tuple(int(s) + 1 for s in np.flatnonzero(where))

    def answer(self) -> tuple[str, ...]:
        """Return the finding in plain sentences."""
        return answer(self)

    def to_dict(self, *, case: str = "", scenario: str | None = None) -> dict[str, Any]:
        """Return the result as one JSON-ready object (format ``detente.unknown/1``)."""
        return {
            "format": "detente.unknown/1",
            "case": case,
            "scenario": scenario,
            "parties": list(self.conflict.party_ids),
            "unsure": list(self.unsure),
            "stable": {
                extension: {
                    concept: {p: (np.flatnonzero(w) + 1).tolist() for p, w in by_party.items()}
                    for concept, by_party in by_concept.items()
                }
                for extension, by_concept in self.stable.items()
            },
            "equilibria": {
                extension: {
                    concept: list(self.equilibria(extension, concept)) for concept in by_concept
                }
                for extension, by_concept in self.stable.items()
            },
            "in_all": {c.id: list(self.in_all(c.id)) for c in self.concepts},
            "in_some": {c.id: list(self.in_some(c.id)) for c in self.concepts},
            "status_quo": self.conflict.status_quo_state,
            "parameters": dict(self.parameters),
            "notes": list(self.notes),
        }


def analyse_unknown(
    conflict: BaseConflict,
    relations: Mapping[str, Relation] | None = None,
    concepts: Iterable[str] | None = None,
    *,
    sanction: Sanction = "weak",
    returns: bool = True,
    progress: Progress | None = None,
) -> UnknownAnalysis:
    """Judge every state for every party, in all four extensions of each concept.

    Parameters
    ----------
    conflict : BaseConflict
        In option form or in graph form.
    relations : mapping of str to Relation, optional
        What parties think of every two states, in place of their preferences in the conflict.
    concepts : iterable of str, optional
        Concept ids (nash, gmr, smr, seq, sseq); all of these by default.
    sanction : {"weak", "strict"}
        Whether an outcome exactly as good as s sanctions an improvement from s.
    returns : bool
        Whether s itself does, where the others bring it about again; in graph form only.
    progress : callable, optional
        Told of every party.

    Returns
    -------
    UnknownAnalysis

    Raises
    ------
    UnknownNameError
        If a concept or party is unknown.
    ModelError
        If simultaneous stability is asked for, or a relation has other states than the conflict.
    LimitError
        If there are more than 8,192 states or a million moves.

    Notes
    -----
    O(N · (n + moves) · n / w) time, with w bits joined in one step (hundreds), and O(N · n²) bits
    of memory; what parties think is asked once for every state. SSEQ, which Li and others do not
    treat, is extended as SEQ and SMR are.

    Examples
    --------
    >>> from detente.conflict.model import conflict
    >>> from detente.conflict.relations import PairRelation
    >>> dilemma = conflict({"a": ["defect"], "b": ["defect"]},
    ...                    {"a": ["not b.defect", "a.defect"], "b": ["not a.defect", "b.defect"]})
    >>> doubtful = PairRelation(dilemma.payoffs("a"), [(1, 2)])
    >>> result = analyse_unknown(dilemma, {"a": doubtful}, ["seq"])
    >>> result.in_all("seq"), result.equilibria("d", "seq")
    ((1, 4), (1, 4))
    """
    chosen = _chosen(conflict, concepts)
    for party in relations or {}:
        conflict.party_index(party)
    wants = {p: conflict.relation(p) for p in conflict.party_ids} | dict(relations or {})
    graph = conflict.layout(compiled=False)
    moves = list_moves(graph)
    thoughts = [_Thoughts(wants[p], graph.states, p) for p in conflict.party_ids]
    by_party: dict[str, Verdicts] = {}
    for place, found in enumerate(_judges(moves, thoughts, sanction, returns)):
        by_party[conflict.party_ids[place]] = found.verdicts(chosen)
        if progress:
            progress(place + 1, graph.parties, conflict.parties[place].label)
    stable = {
        extension: {
            concept.id: {p: verdicts[extension, concept.id] for p, verdicts in by_party.items()}
            for concept in chosen
        }
        for extension in EXTENSIONS
    }
    parameters = {
        "method": f"graph model in {conflict.form}, four extensions for unknown preferences",
        "sanction": sanction,
        "reach": "textbook: sequences in which no party moves twice in a row",
        **({"returns": returns} if conflict.may_return else {}),
        "others": "under seq and sseq they also make moves of which nobody knows if they "
        "prefer them, in all four extensions",
    }
    unsure = tuple(p for p, relation in wants.items() if relation.unsure)
    return UnknownAnalysis(conflict, stable, unsure, parameters, conflict.limits)


def _chosen(conflict: BaseConflict, concepts: Iterable[str] | None) -> tuple[Concept, ...]:
    chosen = chosen_concepts(concepts)
    conflict.check_defined(chosen if concepts is not None else ())
    if concepts is not None and any(concept.id in UNDEFINED for concept in chosen):
        raise ModelError(
            "simultaneous stability is not defined for unknown preferences",
            hint="leave out the concept 'sim'",
            code="undefined-concept",
        )
    return tuple(concept for concept in chosen if concept.id not in UNDEFINED)


class _Thoughts:
    """What one party thinks, asked once for every state and kept as signs."""

    def __init__(self, relation: Relation, states: int, party: str) -> None:
        kept: dict[bytes, Comparisons] = {}  # states of which the party thinks alike share a row
        self.rows: list[Comparisons] = []
        for state in range(states):
            row = relation.against(state)
            if row.shape != (states,):
                raise ModelError(f"the relation of '{party}' is not over {states} states")
            self.rows.append(kept.setdefault(row.tobytes(), row))


def _judges(
    moves: Sequence[Arcs], thoughts: Sequence[_Thoughts], sanction: Sanction, returns: bool
) -> Iterator[_Judge]:
    """Yield what judges the states for each party."""
    states = len(thoughts[0].rows)
    wanted = [_liked(arcs, thought) for arcs, thought in zip(moves, thoughts, strict=True)]
    for party, own in enumerate(moves):
        others = [j for j in range(len(moves)) if j != party]
        answers = {
            "moves": Reach(states, {j: moves[j] for j in others}),
            "improvements": Reach(states, {j: wanted[j] for j in others}),
        }
        yield _Judge(thoughts[party].rows, own, answers, sanction, returns)


def _liked(arcs: Arcs, thoughts: _Thoughts) -> Arcs:
    """Return the moves that a party may prefer to where it makes them from."""
    sources, targets = arcs
    signs = (thoughts.rows[s][t] for s, t in zip(sources.tolist(), targets.tolist(), strict=True))
    kept = among(np.fromiter(signs, np.int8, len(sources)), MAY_BE_WANTED)
    return sources[kept], targets[kept]


class _Judge:
    """Judges all states for one party."""

    def __init__(
        self,
        rows: Sequence[Comparisons],
        own: Arcs,
        answers: Mapping[str, Reach],
        sanction: Sanction,
        returns: bool,
    ) -> None:
        self.rows, self.answers = rows, answers
        self.sanction, self.returns = sanction, returns
        self.sources, self.targets = own
        self.starts = np.searchsorted(self.sources, np.arange(len(self.rows) + 1))
        self._sets: dict[tuple[int, Extension, bool], int] = {}

    def verdicts(self, chosen: Sequence[Concept]) -> Verdicts:
        """Return by extension and concept where the party is stable."""
        found = {
            (e, concept.id): np.ones(len(self.rows), np.bool_)
            for e in EXTENSIONS
            for concept in chosen
        }
        for state, row in enumerate(self.rows):
            targets = self.targets[self.starts[state] : self.starts[state + 1]]
            signs = row[targets]
            for extension in EXTENSIONS.values():
                improvements = targets[among(signs, extension.improvements)].tolist()
                for concept in chosen if improvements else ():
                    found[extension.id, concept.id][state] = self._holds(
                        concept, extension, state, improvements
                    )
        for where in found.values():
            where.setflags(write=False)
        return found

    def _holds(
        self, concept: Concept, extension: Extension, state: int, improvements: list[int]
    ) -> bool:
        """Tell whether each improvement from a state can be answered as the concept asks."""
        if concept.answers_by == "nothing":
            return False
        sanctions = self._sanctioning(state, extension, escape=concept.escape)
        if not self.returns:
            sanctions &= ~(1 << state)
        reach = self.answers[concept.answers_by]
        return all(reach.of(target) & sanctions for target in improvements)

    def _sanctioning(self, state: int, extension: Extension, *, escape: bool) -> int:
        """Return the outcomes that sanction moves from a state, as a set of bits."""
        row = self.rows[state]
        key = id(row), extension, escape
        if key not in self._sets:
            where = among(row, extension.sanctions(self.sanction))
            if escape:
                better = among(row, extension.escapes)
                where[self.sources[better[self.targets]]] = False
            self._sets[key] = as_bits(where)
        return self._sets[key]
