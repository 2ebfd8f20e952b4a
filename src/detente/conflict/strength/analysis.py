"""Which states are strongly stable: held by the prospect of something much worse.

Follows Hamouda, Kilgour & Hipel (2004, 2006) for one degree of strong preference and Xu, Hipel &
Kilgour (2009) for several. A state is strongly stable for a party when every improvement is
answered by an outcome that the party likes *much* less than the state; under SMR and SSEQ nothing
that it could still do from there may be better than much worse. It is weakly stable when it is
stable, but not strongly.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from detente.conditions import Bools
from detente.conflict.analysis import Analysis, Progress
from detente.conflict.base import BaseConflict
from detente.conflict.concepts import CONCEPTS, Concept
from detente.conflict.moves import in_threads
from detente.conflict.preferences import marked_strongly
from detente.conflict.strength.levels import sanctioned_from, strongly_worse
from detente.conflict.words import called, concepts_in_words
from detente.errors import ModelError, unknown_name

ByParty = Mapping[str, Bools]


@dataclass(frozen=True, eq=False)
class Strength:
    """Which states are strongly stable, for whom, under which concept.

    Parameters
    ----------
    conflict : BaseConflict
    stable : mapping of str to mapping of str to ndarray of bool, shape (n,)
        By concept id and party id: stable in general, strongly or weakly.
    strongly : mapping of int to mapping of str to mapping of str to ndarray of bool
        By degree from 1 on, concept and party: strongly stable to at least that degree.
    parameters : mapping
        Method and definition variants that made the result.
    notes : tuple of str
        What was left out, and why.

    Examples
    --------
    >>> from detente.conflict.analysis import analyse
    >>> from detente.conflict.model import conflict
    >>> from detente.conflict.preferences import Ranking
    >>> levels = Ranking(((2,), (1,), (4,), (3,)), strongly=((2, 1),))
    >>> other = Ranking(((3,), (1,), (4,), (2,)))
    >>> game = conflict({"a": ["defect"], "b": ["defect"]}, {"a": levels, "b": other})
    >>> result = strength(analyse(game))
    >>> result.strong_equilibria("seq"), result.weakly("seq", "b").tolist()
    ((4,), [True, False, False, False])
    """

    conflict: BaseConflict
    stable: Mapping[str, ByParty]
    strongly: Mapping[int, Mapping[str, ByParty]]
    parameters: Mapping[str, Any]
    notes: tuple[str, ...] = ()

    @property
    def degrees(self) -> int:
        """The highest degree of strong preference in the case."""
        return len(self.strongly)

    def weakly(self, concept: str, party: str, degree: int = 1) -> Bools:
        """Return where a party is stable, but not strongly to a degree, shape (n,)."""
        self._check(concept)
        return self.stable[concept][party] & ~self.strongly[degree][concept][party]

    def strong_equilibrium(self, concept: str, degree: int = 1) -> Bools:
        """Return where every party is strongly stable under a concept, shape (n,)."""
        self._check(concept)
        return np.logical_and.reduce(list(self.strongly[degree][concept].values()))

    def strong_equilibria(self, concept: str, degree: int = 1) -> tuple[int, ...]:
        """Return the numbers of the states at which every party is strongly stable."""
        found = np.flatnonzero(self.strong_equilibrium(concept, degree))
        return tuple(int(index) + 1 for index in found)

    def weak_equilibria(self, concept: str, degree: int = 1) -> tuple[int, ...]:
        """Return the numbers of the equilibria at which some party is only weakly stable."""
        self._check(concept)
        held = np.logical_and.reduce(list(self.stable[concept].values()))
        found = np.flatnonzero(held & ~self.strong_equilibrium(concept, degree))
        return tuple(int(index) + 1 for index in found)

    def strongly_held_under(self, state: int, degree: int = 1) -> tuple[str, ...]:
        """Return the concepts under which a state, by number, is a strong equilibrium."""
        index = self.conflict.index(state)
        return tuple(
            concept
            for concept, by_party in self.strongly[degree].items()
            if all(where[index] for where in by_party.values())
        )

    def _check(self, concept: str) -> None:
        if concept not in self.stable:
            raise unknown_name("concept", concept, self.stable)

    def answer(self) -> tuple[str, ...]:
        """Return the finding in plain sentences: how firmly equilibria are held, and today."""
        return _answer(self)

    def to_dict(self, *, case: str = "", scenario: str | None = None) -> dict[str, Any]:
        """Return the result as one JSON-ready object (format ``detente.strength/1``)."""
        return {
            "format": "detente.strength/1",
            "case": case,
            "scenario": scenario,
            "degrees": self.degrees,
            "marked": {
                party: marked_strongly(self.conflict.preferences[party])
                for party in self.conflict.party_ids
            },
            "strongly_stable": [
                {
                    "degree": degree,
                    "stable": {
                        concept: {p: (np.flatnonzero(w) + 1).tolist() for p, w in by_party.items()}
                        for concept, by_party in by_concept.items()
                    },
                    "strong_equilibria": {
                        concept: list(self.strong_equilibria(concept, degree))
                        for concept in by_concept
                    },
                    "weak_equilibria": {
                        concept: list(self.weak_equilibria(concept, degree))
                        for concept in by_concept
                    },
                }
                for degree, by_concept in self.strongly.items()
            ],
            "status_quo": self.conflict.status_quo_state,
            "parameters": dict(self.parameters),
            "notes": list(self.notes),
        }


def strength(analysis: Analysis, *, progress: Progress | None = None) -> Strength:
    """Judge how strongly the states of an analysis are stable.

    Parameters
    ----------
    analysis : Analysis
        Of a conflict in which something is marked as strongly preferred. Its concepts are judged,
        but for simultaneous stability, for which no strong form is defined.
    progress : callable, optional
        Told of every party and degree.

    Returns
    -------
    Strength

    Raises
    ------
    ModelError
        If nothing is marked as strongly preferred.

    Notes
    -----
    O(degrees · N² · n) time for each concept, as the analysis itself. A state that is Nash stable
    is strongly stable under every concept: there is no improvement that would need an answer.
    """
    conflict = analysis.conflict
    degrees = max(marked_strongly(preference) for preference in conflict.preferences.values())
    if not degrees:
        raise ModelError(
            "nothing is marked as strongly preferred",
            hint="add 'strongly: true' to a preference statement",
            code="not-strong",
        )
    kept = [CONCEPTS[key] for key in analysis.stable if key != "sim"]
    return Strength(
        conflict,
        {concept.id: analysis.stable[concept.id] for concept in kept},
        _strongly_stable(analysis, kept, degrees, progress),
        {
            **analysis.parameters,
            "method": f"{analysis.parameters['method']}, strength of preference",
            "strong_sanction": "much less preferred; under SMR and SSEQ with every escape",
        },
        ("simultaneous stability has no strong form",) if "sim" in analysis.stable else (),
    )


def _strongly_stable(
    analysis: Analysis, concepts: Sequence[Concept], degrees: int, progress: Progress | None
) -> dict[int, dict[str, dict[str, Bools]]]:
    """Return by degree, concept and party where the party is strongly stable, or more."""
    conflict, graph = analysis.conflict, analysis.graph
    steps = degrees * graph.parties
    done = 0

    def judge_party(index: int) -> list[dict[str, Bools]]:
        nonlocal done
        party = conflict.party_ids[index]
        found = []
        for degree in range(1, degrees + 1):
            bound = sanctioned_from(strongly_worse(conflict, party, degree))
            judge = graph.judge(index, analysis.parameters).deterred_by(bound)
            found.append({concept.id: judge.stable(concept) for concept in concepts})
            for where in found[-1].values():
                where.setflags(write=False)
            done += 1
            if progress:
                progress(done, steps, conflict.party(party).label)
        return found

    by_party = in_threads(judge_party, range(graph.parties), bool(analysis.parameters["compiled"]))
    return {
        degree: {
            concept.id: {
                party: found[degree - 1][concept.id]
                for party, found in zip(conflict.party_ids, by_party, strict=True)
            }
            for concept in concepts
        }
        for degree in range(1, degrees + 1)
    }


def _answer(found: Strength) -> tuple[str, ...]:
    conflict = found.conflict
    strong = {s for concept in found.stable for s in found.strong_equilibria(concept)}
    every = strong | {s for concept in found.stable for s in found.weak_equilibria(concept)}
    today = conflict.status_quo_state
    said = []
    if today is not None and "nash" in found.strongly_held_under(today):
        said.append("Nobody could gain by leaving the status quo, so that nothing has to deter it.")
    elif today in strong:
        held = concepts_in_words(found.strongly_held_under(today))
        said.append(
            f"The status quo is held strongly under {held}: each party that could gain by leaving "
            "it risks something much worse."
        )
    elif today in every:
        said.append(
            "The status quo is held only weakly: under every concept some party that could gain "
            "by leaving it risks nothing much worse."
        )
    if not every:
        return (*said, "There is no equilibrium that could be held strongly or weakly.")
    count = f"{len(every)} equilibria" if len(every) > 1 else "1 equilibrium"
    named = "; ".join(called(conflict, state) for state in sorted(strong)[:4])
    listed = "." if not strong or len(strong) > 4 else f": {named}."
    verb = "is" if len(strong) == 1 else "are"
    return (*said, f"Of {count} {len(strong)} {verb} held strongly under some concept{listed}")
