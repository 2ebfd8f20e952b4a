"""What the analysis of chances says."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from detente.conflict.base import BaseConflict
from detente.conflict.chances.readings import Doubt
from detente.conflict.concepts import CONCEPTS
from detente.errors import unknown_name

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Chance:
    """A probability, exact or estimated.

    Parameters
    ----------
    probability : float
    samples : int
        Readings drawn to estimate it; 0 where it is exact.
    """

    probability: float
    samples: int = 0

    @property
    def error(self) -> float:
        """The standard error of an estimate; 0 where it is exact."""
        if not self.samples:
            return 0.0
        return math.sqrt(self.probability * (1 - self.probability) / self.samples)

    @property
    def bound(self) -> float | None:
        """Where nothing (or all) was hit: how far the truth can be, at 95 % confidence.

        The largest probability of which nothing is hit in one of twenty series of this length;
        where all was hit, 1 less that. None for exact numbers and others.
        """
        if not self.samples or 0 < self.probability < 1:
            return None
        least = 1 - 0.05 ** (1 / self.samples)
        return least if self.probability == 0 else 1 - least

    def in_words(self) -> str:
        """Return the number for people, with how sure it is.

        Examples
        --------
        >>> Chance(0.25).in_words(), Chance(0.25, 400).in_words(), Chance(0.0, 400).in_words()
        ('25.0 %', '25.0 % ± 2.2', '0 of 400')
        >>> Chance(1.0).in_words(), Chance(0.9999).in_words()
        ('100 %', 'over 99.9 %')
        """
        if self.bound is not None:
            return f"{round(self.probability * self.samples):,} of {self.samples:,}"
        beside = f" ± {100 * self.error:.1f}" if self.samples else ""
        nearly = round(self.probability, 12)
        if nearly in (0, 1):
            return f"{100 * nearly:.0f} %"
        shown = min(99.9, max(0.1, 100 * nearly))
        edge = "under " if 100 * nearly < 0.1 else "over " if 100 * nearly > 99.9 else ""
        return f"{edge}{shown:.1f} %{beside}"

    def to_dict(self) -> dict[str, Any]:
        """Return JSON-ready fields, rounded where only rounding errors are left."""
        return {
            "probability": round(self.probability, 12),
            "error": round(self.error, 12),
            "bound": None if self.bound is None else round(self.bound, 12),
        }


@dataclass(frozen=True, eq=False)
class Chances:
    """How probable it is that states are stable and that outcomes can last.

    Parameters
    ----------
    conflict : BaseConflict
    doubts : tuple of Doubt
        What is uncertain.
    stable : mapping of str to mapping of str to ndarray of float, shape (n,)
        By concept and party, the probability that each state is stable.
    equilibrium : mapping of str to ndarray of float, shape (n,)
        By concept, the probability that each state is stable for every party.
    outcomes : mapping of str to mapping of str to Chance
        By concept and term, that the outcome holds in some equilibrium.
    samples : mapping of str to int
        By concept, the readings that were drawn; 0 where `stable` and `equilibrium` are exact.
    readings : mapping of str to int or None
        By party, how many different preferences its readings come to; None for too many to say.
    parameters : mapping
        Method and assumptions that made the result.
    notes : tuple of str
    """

    conflict: BaseConflict
    doubts: tuple[Doubt, ...]
    stable: Mapping[str, Mapping[str, Floats]]
    equilibrium: Mapping[str, Floats]
    outcomes: Mapping[str, Mapping[str, Chance]]
    samples: Mapping[str, int]
    readings: Mapping[str, int | None]
    parameters: Mapping[str, Any]
    notes: tuple[str, ...] = ()

    def of_equilibrium(self, concept: str, state: int) -> Chance:
        """Return how probable it is that a state, by number, is an equilibrium."""
        return self._chance(concept, self._judged(concept, self.equilibrium), state)

    def of_stability(self, concept: str, party: str, state: int) -> Chance:
        """Return how probable it is that a state, by number, is stable for a party."""
        self.conflict.party_index(party)
        return self._chance(concept, self._judged(concept, self.stable)[party], state)

    def _judged(self, concept: str, table: Mapping[str, Any]) -> Any:
        if concept not in table:
            raise unknown_name("concept", concept, table)
        return table[concept]

    def _chance(self, concept: str, where: Floats, state: int) -> Chance:
        return Chance(float(where[self.conflict.index(state)]), self.samples[concept])

    def likeliest(self, limit: int | None = None) -> tuple[int, ...]:
        """Return states by number, those that are most probably equilibria first.

        By the sum over the concepts judged; states that never are one are left out.
        """
        total = np.sum(list(self.equilibrium.values()), axis=0)
        found = np.flatnonzero(total > 0)
        order = np.argsort(-total[found], kind="stable")[:limit]
        return tuple(int(index) + 1 for index in found[order])

    def answer(self) -> tuple[str, ...]:
        """Return the finding in plain sentences."""
        return tuple(_answer(self))

    def to_dict(
        self,
        *,
        case: str = "",
        scenario: str | None = None,
        states: Sequence[int] | None = None,
    ) -> dict[str, Any]:
        """Return the result as one JSON-ready object (format ``detente.chances/1``).

        Parameters
        ----------
        case, scenario : str
        states : sequence of int, optional
            Which to tell of; those that may be equilibria and the status quo by default.
        """
        today = self.conflict.status_quo_state
        if states is None:
            states = sorted({*self.likeliest(), *([today] if today else [])})
        return {
            "format": "detente.chances/1",
            "case": case,
            "scenario": scenario,
            "uncertain": [doubt.to_dict() for doubt in self.doubts],
            "readings": dict(self.readings),
            "samples": dict(self.samples),
            "outcomes": [
                {
                    "outcome": name,
                    "label": self.conflict.terms[name].label,
                    "in_equilibrium": {c: by[name].to_dict() for c, by in self.outcomes.items()},
                }
                for name in self.conflict.outcomes
            ],
            "states": [self._state(state) for state in states],
            "status_quo": today,
            "parameters": dict(self.parameters),
            "notes": list(self.notes),
        }

    def _state(self, state: int) -> dict[str, Any]:
        return {
            "state": state,
            "equilibrium": {c: self.of_equilibrium(c, state).to_dict() for c in self.equilibrium},
            "stable": {
                concept: {p: self.of_stability(concept, p, state).to_dict() for p in by_party}
                for concept, by_party in self.stable.items()
            },
        }


def _answer(found: Chances) -> list[str]:
    conflict = found.conflict
    said = []
    for name in conflict.outcomes[:2]:
        spread = {concept: by[name] for concept, by in found.outcomes.items()}
        label = conflict.terms[name].label
        said.append(f"“{label}” can last (holds in some equilibrium) with {_spread(spread)}.")
    if (today := conflict.status_quo_state) is not None:
        spread = {concept: found.of_equilibrium(concept, today) for concept in found.equilibrium}
        said.append(f"The status quo is an equilibrium with {_spread(spread)}.")
    elif not said and (best := found.likeliest(1)):
        spread = {concept: found.of_equilibrium(concept, best[0]) for concept in found.equilibrium}
        said.append(f"The likeliest equilibrium is state {best[0]}, with {_spread(spread)}.")
    count = len(found.doubts)
    wrong = {"dropped": "counts for nothing", "reversed": "means the opposite"}
    said.append(
        f"{count} uncertain {'entry is' if count == 1 else 'entries are'} taken as independent of "
        f"each other; a statement that is wrong {wrong[found.parameters['wrong']]}."
    )
    return said


def _spread(by_concept: Mapping[str, Chance]) -> str:
    """Return a range of probabilities over the concepts."""
    low = min(by_concept, key=lambda concept: by_concept[concept].probability)
    high = max(by_concept, key=lambda concept: by_concept[concept].probability)
    if by_concept[low].in_words() == by_concept[high].in_words():
        return f"a probability of {by_concept[low].in_words()}"
    return (
        f"a probability from {by_concept[low].in_words()} ({CONCEPTS[low].name}) to "
        f"{by_concept[high].in_words()} ({CONCEPTS[high].name})"
    )
