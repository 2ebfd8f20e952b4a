"""The search for the fewest errors that overturn each finding."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from detente.conflict.analysis import Progress
from detente.conflict.base import BaseConflict
from detente.conflict.concepts import Sanction, chosen_concepts
from detente.conflict.edits import Edit
from detente.conflict.firmness.batch import Space, simultaneous_choices
from detente.conflict.firmness.claims import Claim, default_claims, parse_claim
from detente.conflict.firmness.neighbourhood import Neighbours, neighbourhood
from detente.conflict.firmness.result import (
    DOUBT,
    UNSTATED,
    Deciding,
    FindingFirmness,
    Firmness,
    doubt_of,
    label_of,
)
from detente.conflict.firmness.vocabulary import (
    Edits,
    Entry,
    Kind,
    chosen_kinds,
    entries_of,
    single_errors,
)
from detente.conflict.model import Conflict, in_option_form
from detente.conflict.preferences import Ordered, Weighted
from detente.conflict.words import unsure_notes
from detente.errors import LimitError, ModelError

LIMIT = 5_000_000
"""States judged, over all conflicts of one number of errors: up to a minute."""

SIM_LIMIT = 1_000
"""Combinations of moves from a state up to which simultaneous stability is judged unasked."""

SIM_LIMIT_WHEN_ASKED = 10_000
"""The same when it is asked for."""

_CELLS = 1 << 20
"""Moves held at once: a batch that stays in cache."""


@dataclass(eq=False)
class _Overturned:
    """What overturns one claim, as found so far, with the fewest errors only."""

    errors: int = 0
    ways: int = 0
    edits: list[Edits] = field(default_factory=list)


def firmness(
    conflict: BaseConflict,
    findings: Iterable[str | Claim] | None = None,
    *,
    concepts: Iterable[str] | None = None,
    sanction: Sanction = "weak",
    radius: int = 2,
    errors: Iterable[str] | None = None,
    limit: int = LIMIT,
    listed: int = 20,
    doubt: Mapping[str, float] = DOUBT,
    progress: Progress | None = None,
) -> Firmness:
    """Find which judgement, if wrong, overturns each finding, and how many errors it survives.

    Parameters
    ----------
    conflict : Conflict
        In option form.
    findings : iterable of str or Claim, optional
        What to test, see `detente.conflict.firmness.claims.parse_claim`; by default what the
        answer rests on: the status quo under each concept and whether it can be left, each
        outcome's stability and entry.
    concepts : iterable of str, optional
        Concept ids; all by default, except that simultaneous stability is left out with a note
        where it is too large.
    sanction : {"weak", "strict"}
        As in `detente.conflict.analysis.analyse`.
    radius : int
        The most errors made at once.
    errors : iterable of str, optional
        Kinds of error, see `detente.conflict.firmness.vocabulary`; all by default.
    limit : int
        Most states judged for one number of errors, over all conflicts; a number of errors that
        needs more is not tried, and the result says so.
    listed : int
        Most ways listed for a finding that more than one error overturns.
    doubt : mapping of str to float
        How weakly a judgement is held, by confidence word.
    progress : callable, optional
        Told of states judged.

    Returns
    -------
    Firmness

    Raises
    ------
    UnknownNameError, ModelError
        If a finding, concept or kind of error is unknown, a number makes no sense, or the
        conflict is in graph form.
    LimitError
        If simultaneous stability was asked for and is too large.

    Notes
    -----
    With E single errors, about E^radius / radius! conflicts are judged in batches, each in
    O(N² · moves) time times the rounds of the search, less those whose effect is the same. Once
    a finding is overturned it is not asked again, and with none left the search ends.

    Examples
    --------
    >>> from detente.conflict.model import conflict
    >>> dilemma = conflict({"a": ["defect"], "b": ["defect"]},
    ...                    {"a": ["not b.defect", "a.defect"], "b": ["not a.defect", "b.defect"]},
    ...                    status_quo=["a.defect", "b.defect"])
    >>> found = firmness(dilemma, ["state:status_quo:nash", "leave:a+b"])
    >>> [(f.true, f.survives, f.exact) for f in found.findings]
    [(True, 0, True), (True, 0, True)]
    >>> [edit.in_words(dilemma) for (edit,) in found.overturned_by["state:4:nash"]]
    ['a: the opposite of “a.defect”', 'b: the opposite of “b.defect”']
    """
    conflict = in_option_form(conflict, "how firm findings are")
    if radius < 0 or limit < 1:
        raise ModelError("the radius must not be negative, and the limit at least 1")
    kinds = chosen_kinds(errors)
    judged, notes = _judged_concepts(conflict, concepts)
    asked = _asked(conflict, findings, judged)
    search = _Search(conflict, asked, judged, sanction, kinds, limit, progress)
    search.run(radius)
    held = _Held(conflict, doubt)
    parameters = {
        "method": "every error and combination of errors tried, by effect",
        "errors": list(kinds),
        "radius": radius,
        "concepts": list(judged),
        "sanction": sanction,
        "limit": limit,
        "listed": listed,
        "doubt": {**doubt, "unstated": UNSTATED, "rests on nothing": 1.0},
    }
    return Firmness(
        conflict,
        tuple(
            _finding(claim, true, found, search.tried, held, listed)
            for claim, true, found in zip(asked, search.truth, search.overturned, strict=True)
        ),
        _ranked(conflict, asked, search.overturned, held),
        search.tried,
        search.judged,
        parameters,
        (*notes, *unsure_notes(conflict), *_silent(conflict, kinds), *search.notes),
    )


def _judged_concepts(
    conflict: Conflict, concepts: Iterable[str] | None
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the concepts that can be judged, and notes on those that cannot."""
    judged = tuple(concept.id for concept in chosen_concepts(concepts))
    limit = SIM_LIMIT if concepts is None else SIM_LIMIT_WHEN_ASKED
    if "sim" not in judged or (work := simultaneous_choices(Space(conflict))) <= limit:
        return judged, ()
    much = f"it would try {work:,} combinations of moves from each state of many conflicts"
    if concepts is not None:
        raise LimitError(
            f"simultaneous stability is out of reach here: {much}",
            hint="leave out the concept 'sim'",
            code="sim-too-large",
        )
    left_out = f"simultaneous stability is left out, since {much}; ask for 'sim' to try"
    return tuple(concept for concept in judged if concept != "sim"), (left_out,)


def _asked(
    conflict: Conflict, findings: Iterable[str | Claim] | None, judged: Sequence[str]
) -> tuple[Claim, ...]:
    if findings is None:
        return default_claims(conflict, judged)
    claims = [findings] if isinstance(findings, str) else findings
    read = [
        parse_claim(conflict, claim, judged) if isinstance(claim, str) else claim
        for claim in claims
    ]
    return tuple({claim.id: claim for claim in read}.values())


class _Search:
    """Makes one error, then two and so on, until every claim is overturned or it is too much."""

    def __init__(
        self,
        conflict: Conflict,
        claims: Sequence[Claim],
        concepts: Sequence[str],
        sanction: Sanction,
        kinds: Sequence[Kind],
        limit: int,
        progress: Progress | None,
    ) -> None:
        self.conflict, self.claims, self.concepts = conflict, claims, concepts
        self.sanction, self.kinds, self.limit, self.progress = sanction, kinds, limit, progress
        self.overturned = [_Overturned() for _ in claims]
        self.truth: list[bool] = []
        self.tried = self.judged = 0
        self.notes: tuple[str, ...] = ()

    def run(self, radius: int) -> None:
        """Search up to so many errors."""
        radius = self._affordable(radius)
        places, notes = neighbourhood(self.conflict, self.kinds, radius)
        self.notes += notes
        for _, batch in self._batches(places[:1], 0):
            self.truth = [bool(claim.holds(batch, self.concepts)[0]) for claim in self.claims]
        for errors in range(1, radius + 1):
            if all(found.errors for found in self.overturned):
                break
            work = sum(place.count(errors) * place.space.states for place in places)
            if work > self.limit:
                self._too_much(errors, f"{work:,} states in all")
                break
            self._try(places, errors, work)
            self.tried = errors

    def _affordable(self, radius: int) -> int:
        """Return how many errors can be tried within twice the limit, whatever their effect.

        What has no effect of its own is told apart only once the conflicts are laid out, which
        for many of them takes long itself.
        """
        singles = len(single_errors(self.conflict, self.kinds))
        states = len(self.conflict.states)
        for errors in range(1, radius + 1):
            work = math.comb(singles, errors) * states
            if work > 2 * self.limit:
                self._too_much(errors, f"about {work:,} states in all")
                return errors - 1
        return radius

    def _too_much(self, errors: int, work: str) -> None:
        made = "single errors were" if errors == 1 else f"{errors} errors at once were"
        self.notes += (f"{made} not tried: {work}, above the limit of {self.limit:,}",)

    def _try(self, places: Sequence[Neighbours], errors: int, work: int) -> None:
        standing = [k for k, found in enumerate(self.overturned) if not found.errors]
        done = 0
        for (place, chosen), batch in self._batches(places, errors):
            for k in standing:
                fallen = self.claims[k].holds(batch, self.concepts) != self.truth[k]
                for column in np.flatnonzero(fallen):
                    self.overturned[k].errors = errors
                    self.overturned[k].ways += 1
                    self.overturned[k].edits += place.ways(chosen[:, column])
            done += batch.count * place.space.states
            self.judged += batch.count
            if self.progress:
                self.progress(done, work, f"{errors} at once")

    def _batches(self, places: Sequence[Neighbours], errors: int) -> Any:
        for place in places:
            moves = sum(lines.shape[1] for lines in place.space.neighbours)
            size = max(1, _CELLS // (place.space.states * max(1, moves)))
            for chosen in place.at(errors, size):
                yield (place, chosen), place.batch(chosen, self.sanction)


# -- What it means -------------------------------------------------------------------------


class _Held:
    """How weakly entries of a conflict are held, and so how likely errors are made together."""

    def __init__(self, conflict: Conflict, doubt: Mapping[str, float]) -> None:
        self.conflict, self.doubt = conflict, doubt
        self.known: dict[Entry, float] = {}

    def of(self, entry: Entry) -> float:
        if entry not in self.known:
            ground = label_of(self.conflict, entry)[1]
            self.known[entry] = doubt_of(ground, self.doubt, UNSTATED)
        return self.known[entry]

    def together(self, edits: Edits) -> float:
        return math.prod(self.of(entry) for entry in entries_of(self.conflict, edits))


def _finding(
    claim: Claim, true: bool, found: _Overturned, tried: int, held: _Held, listed: int
) -> FindingFirmness:
    weakest_first = sorted(found.edits, key=lambda edits: -held.together(edits))
    return FindingFirmness(
        claim,
        true,
        survives=found.errors - 1 if found.errors else tried,
        exact=bool(found.errors),
        overturned_by=tuple(weakest_first if found.errors == 1 else weakest_first[:listed]),
        ways=found.ways,
    )


def _ranked(
    conflict: Conflict, claims: Sequence[Claim], overturned: Sequence[_Overturned], held: _Held
) -> tuple[Deciding, ...]:
    """Return the entries in which single errors overturn claims, those that decide most first."""
    by_entry: dict[Entry, dict[str, list[Edit]]] = {}
    for claim, found in zip(claims, overturned, strict=True):
        for edits in found.edits if found.errors == 1 else ():
            (entry,) = entries_of(conflict, edits)
            by_entry.setdefault(entry, {}).setdefault(claim.id, []).extend(edits)
    question = {claim.id: claim.question for claim in claims}
    asked = Counter(question.values())
    ranked = [
        Deciding(
            entry,
            *label_of(conflict, entry),
            held.of(entry),
            {claim: tuple(edits) for claim, edits in overturns.items()},
            sum(1 / asked[question[claim]] for claim in overturns),
        )
        for entry, overturns in by_entry.items()
    ]
    order = ("statement", "rule", "option")
    ids = ("", *conflict.party_ids)
    ranked.sort(
        key=lambda d: (
            -d.score,
            -len(d.overturns),
            order.index(d.entry.what),
            ids.index(d.entry.party),
            d.entry.place,
        )
    )
    return tuple(ranked)


def _silent(conflict: Conflict, kinds: Sequence[Kind]) -> tuple[str, ...]:
    """Return notes on what could not be taken to be wrong."""
    preferences = [(party.label, conflict.preferences[party.id]) for party in conflict.parties]
    by_state = [who for who, given in preferences if not isinstance(given, Ordered | Weighted)]
    notes = [
        f"{who}'s preferences are given state by state, not as statements: no error in them was "
        "tried"
        for who in by_state
    ]
    if by_state and conflict.infeasible and "possible" in kinds:
        notes.append(
            "no infeasibility condition was dropped: preferences given state by state say nothing "
            "of the states that would be added"
        )
    weighted = [who for who, given in preferences if isinstance(given, Weighted)]
    if weighted and "moved" in kinds:
        notes.append(f"statements with weights have no places to move to: {', '.join(weighted)}")
    return tuple(notes)
