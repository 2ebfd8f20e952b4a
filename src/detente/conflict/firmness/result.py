"""How firm findings are: what overturns each, and which judgements decide most."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from detente.conflict.edits import Edit
from detente.conflict.firmness.claims import Claim, subject_of
from detente.conflict.firmness.vocabulary import Edits, Entry
from detente.conflict.model import Conflict
from detente.conflict.preferences import wishes
from detente.conflict.words import wish_in_words
from detente.evidence import Ground

FORMAT = "detente.firmness/1"

DOUBT: Mapping[str, float] = {"high": 0.25, "medium": 0.5, "low": 0.75}
"""How weakly a judgement is held, by its stated confidence: a convention, not a probability."""

UNSTATED = 0.5
"""The doubt where no confidence is stated but something stands behind the judgement."""


@dataclass(frozen=True, slots=True)
class FindingFirmness:
    """How firm one finding is.

    Parameters
    ----------
    claim : StateHolds, OutcomeHolds or CanEnter
        What it is about.
    true : bool
        Whether it is so in the conflict as written; overturned means that it becomes the other.
    survives : int
        So many errors, whichever they are, leave it as it is.
    exact : bool
        Whether some errors, one more than that, overturn it; else it may survive more.
    overturned_by : tuple of tuple of Edit
        Ways to overturn it with the fewest errors, those held most weakly first; for single
        errors all of them.
    ways : int
        How many different conflicts these fewest errors lead to in which it is overturned.
    """

    claim: Claim
    true: bool
    survives: int
    exact: bool
    overturned_by: tuple[Edits, ...]
    ways: int

    def to_dict(self, conflict: Conflict) -> dict[str, Any]:
        """Return JSON-ready fields."""
        return {
            "id": self.claim.id,
            **subject_of(self.claim, conflict),
            "true": self.true,
            "words": self.claim.in_words(conflict, self.true),
            "survives": self.survives,
            "exact": self.exact,
            "ways": self.ways,
            "overturned_by": [
                [edit_to_dict(edit, said) for edit, said in zip(edits, told, strict=True)]
                for edits in self.overturned_by
                for told in [edits_in_words(conflict, edits)]
            ],
        }


@dataclass(frozen=True, slots=True)
class Deciding:
    """An entry of the case that, if wrong, overturns findings on its own.

    Parameters
    ----------
    entry : Entry
    label : str
        What it says, for people.
    ground : Ground
        What it rests on.
    doubt : float
        How weakly it is held, 0 to 1.
    overturns : mapping of str to tuple of Edit
        By the id of the finding, the single errors in the entry that overturn it.
    weight : float
        How many questions it decides: a question asked under several concepts counts once, by
        the share of its findings that the entry overturns.
    """

    entry: Entry
    label: str
    ground: Ground
    doubt: float
    overturns: Mapping[str, tuple[Edit, ...]]
    weight: float

    @property
    def score(self) -> float:
        """The questions it decides times the doubt: what the ranking goes by."""
        return self.weight * self.doubt

    def to_dict(self) -> dict[str, Any]:
        """Return JSON-ready fields."""
        return {
            "what": self.entry.what,
            "party": self.entry.party or None,
            "place": self.entry.place,
            "label": self.label,
            "confidence": self.ground.confidence or None,
            "cites": list(self.ground.cites),
            "judgement": self.ground.judgement,
            "doubt": self.doubt,
            "weight": round(self.weight, 6),
            "score": round(self.score, 6),
            "overturns": {
                claim: [edit_to_dict(edit) for edit in edits]
                for claim, edits in self.overturns.items()
            },
        }


@dataclass(frozen=True, eq=False)
class Firmness:
    """How firm the findings about a conflict are.

    Parameters
    ----------
    conflict : Conflict
    findings : tuple of FindingFirmness
        In the order asked for.
    ranked : tuple of Deciding
        The entries that decide findings on their own, by findings times doubt.
    tried : int
        So many errors were tried completely, for every finding that had not fallen before.
    judged : int
        How many different conflicts were judged.
    parameters : mapping
        What counts as an error, concepts, and what bounded the search.
    notes : tuple of str
        What was left out, and why.
    """

    conflict: Conflict
    findings: tuple[FindingFirmness, ...]
    ranked: tuple[Deciding, ...]
    tried: int
    judged: int
    parameters: Mapping[str, Any]
    notes: tuple[str, ...] = ()

    @property
    def overturned_by(self) -> Mapping[str, tuple[Edits, ...]]:
        """By finding id, the ways to overturn it with the fewest errors."""
        return {finding.claim.id: finding.overturned_by for finding in self.findings}

    @property
    def radius(self) -> Mapping[str, int]:
        """By finding id, how many errors it survives; see `FindingFirmness.exact`."""
        return {finding.claim.id: finding.survives for finding in self.findings}

    def answer(self) -> tuple[str, ...]:
        """Return which judgements decide, and what is firm, in plain sentences."""
        from detente.conflict.firmness.words import answer

        return answer(self)

    def to_dict(self, *, case: str = "", scenario: str | None = None) -> dict[str, Any]:
        """Return the result as one JSON-ready object (format ``detente.firmness/1``)."""
        return {
            "format": FORMAT,
            "case": case,
            "scenario": scenario,
            "answer": list(self.answer()),
            "findings": [finding.to_dict(self.conflict) for finding in self.findings],
            "ranked": [entry.to_dict() for entry in self.ranked],
            "tried": self.tried,
            "judged": self.judged,
            "parameters": dict(self.parameters),
            "notes": list(self.notes),
        }


def edits_in_words(conflict: Conflict, edits: Sequence[Edit]) -> tuple[str, ...]:
    """Return each of some edits as a clause, each of the conflict as the ones before leave it."""
    said = []
    for edit in edits:
        said.append(edit.in_words(conflict))
        conflict = edit.apply(conflict)
    return tuple(said)


def edit_to_dict(edit: Edit, words: str | None = None) -> dict[str, Any]:
    """Return a single error's fields, JSON-ready: what is changed, and how."""
    fields = {name: getattr(edit, name) for name in edit.__slots__}
    return {"edit": type(edit).__name__, **fields, **({"words": words} if words else {})}


def label_of(conflict: Conflict, entry: Entry) -> tuple[str, Ground]:
    """Return what an entry of a conflict says, and what it rests on."""
    if entry.what == "statement":
        wish = wishes(conflict.preferences[entry.party])[entry.place - 1]
        return wish_in_words(conflict, wish), wish.ground
    if entry.what == "rule":
        rule = conflict.infeasible[entry.place - 1]
        return f"not possible: {rule.condition}", rule.ground
    option = conflict.options[entry.place - 1]
    return option.label, option.ground


def doubt_of(ground: Ground, doubt: Mapping[str, float], unstated: float) -> float:
    """Return how weakly something is held: 1 less its confidence, 1 where it rests on nothing.

    Examples
    --------
    >>> doubt_of(Ground(confidence="0.9", judgement=True), DOUBT, UNSTATED)
    0.1
    >>> doubt_of(Ground(), DOUBT, UNSTATED)
    1.0
    """
    if ground.confidence in doubt:
        return doubt[ground.confidence]
    try:
        return round(1 - float(ground.confidence), 9)
    except ValueError:
        return 1.0 if ground.rests_on_nothing else unstated
