"""What the fewest reversed pairs come to, with the rankings that make a state stable."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from detente.conflict.concepts import CONCEPTS
from detente.conflict.inverse.pairs.distance import RankingChange
from detente.conflict.model import Conflict
from detente.conflict.preferences import Preference, Ranking
from detente.conflict.words import called, parties_in_words
from detente.text import capital


@dataclass(frozen=True, eq=False)
class PairAnswer:
    """What rankings would make a state stable, and how close they can come to the given ones.

    Parameters
    ----------
    conflict : Conflict
        With the given rankings.
    state : int
        Number of the wanted state.
    concept : str
        Concept id.
    parties : tuple of str
        The parties that it is to be stable for; only these change their rankings.
    reversed_pairs : int
        Pairs that the new rankings reverse in all; 0 where it is impossible.
    lower_bound : int
        No rankings reverse fewer and make the state stable.
    rankings : mapping of str to Ranking
        New rankings of the parties that have to change theirs.
    changes : tuple of RankingChange
        What is different in each of these.
    method : str
        How the answer was found, and why it is minimal.
    reason : str
        Why it is impossible; empty where it is not. Only locked judgements make it so: raised to
        the top of every ranking, any state is stable under every concept.
    verified : bool
        Whether the stability analysis of the new rankings was made and confirms the answer.
    notes : tuple of str
        What was left out, and why.
    parameters : mapping
        Variants of the definitions.
    """

    conflict: Conflict
    state: int
    concept: str
    parties: tuple[str, ...]
    reversed_pairs: int
    lower_bound: int
    rankings: Mapping[str, Ranking]
    changes: tuple[RankingChange, ...]
    method: str
    reason: str
    verified: bool
    notes: tuple[str, ...]
    parameters: Mapping[str, Any]

    @property
    def possible(self) -> bool:
        """Whether any rankings make the state stable."""
        return not self.reason

    @property
    def minimal(self) -> bool:
        """Whether no rankings with fewer reversed pairs would do: proved, not guessed."""
        return self.possible and self.reversed_pairs == self.lower_bound

    @property
    def already(self) -> bool:
        """Whether the state is stable as things are."""
        return self.possible and not self.rankings

    def applied(self) -> Conflict:
        """Return the conflict with the new rankings."""
        preferences: dict[str, Preference] = {**self.conflict.preferences, **self.rankings}
        return self.conflict.with_changes(preferences=preferences)

    def answer(self) -> tuple[str, ...]:
        """Return the finding in a few sentences."""
        name = capital(called(self.conflict, self.state))
        who = parties_in_words(self.conflict, self.parties)
        under = f"for {who} under {CONCEPTS[self.concept].name}"
        if not self.possible:
            return (f"{name} cannot be made stable {under}: {self.reason}.",)
        if self.already:
            return (f"{name} is stable {under} as things are.",)
        counted = _pairs(self.reversed_pairs)
        head = f"{name} becomes stable {under} with {counted} of states judged the other way."
        if not self.reversed_pairs:
            ties = sum(change.split_ties for change in self.changes)
            head = (
                f"{name} becomes stable {under} without reversing a judgement: "
                f"{_pairs(ties)} of states now ranked equal would be told apart."
            )
            return (head, *(self._change(change) for change in self.changes[:3]))
        proved = filter(None, [self._proved()])
        return (head, *proved, *(self._change(change) for change in self.changes[:2]))

    def _proved(self) -> str:
        """Return whether fewer pairs would do, where that can be asked."""
        if self.reversed_pairs == 1:
            return ""
        if self.minimal:
            return "No fewer would do."
        if self.lower_bound <= 1:
            return "Whether fewer would do is open."
        return (
            f"Fewer than {self.lower_bound} would not do; whether fewer than these would is open."
        )

    def _change(self, change: RankingChange) -> str:
        who = self.conflict.party(change.party).label
        parts = []
        if change.lifted_above:
            best = change.lifted_above[0]
            above = f"above {called(self.conflict, best)}"
            if (more := len(change.lifted_above) - 1) > 0:
                above += f" and the {more:,} it ranks in between" if more > 1 else " and one more"
            parts.append(f"has to rate state {self.state} {above}")
        other = change.reversed_pairs - len(change.lifted_above)
        if other:
            parts.append(f"has to judge {_pairs(other)} of other states the other way")
        if not parts:
            parts.append("has to tell apart states that it ranks equal")
        return f"{who} {' and '.join(parts)}."

    def to_dict(self) -> dict[str, Any]:
        """Return the answer as one JSON-ready object (format ``detente.reversals/1``)."""
        return {
            "format": "detente.reversals/1",
            "state": self.state,
            "concept": self.concept,
            "parties": list(self.parties),
            "possible": self.possible,
            "reason": self.reason,
            "reversed_pairs": self.reversed_pairs,
            "lower_bound": self.lower_bound,
            "minimal": self.minimal,
            "rankings": {
                party: [list(level) for level in ranking.levels]
                for party, ranking in self.rankings.items()
            },
            "changes": [change.to_dict() for change in self.changes],
            "verified": self.verified,
            "method": self.method,
            "notes": list(self.notes),
            "parameters": dict(self.parameters),
        }


def _pairs(count: int) -> str:
    return "1 pair" if count == 1 else f"{count:,} pairs"
