"""The parts of a case that a row of a table rests on, so that a page can lead to their lines."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from detente.conflict.base import BaseConflict
from detente.conflict.edits import (
    AddRule,
    AddWish,
    DropRule,
    DropWish,
    Edit,
    MoveWish,
    ReverseWish,
    SetDirection,
)
from detente.conflict.firmness.claims import Claim, StateHolds
from detente.conflict.firmness.vocabulary import Entry
from detente.conflict.model import Conflict
from detente.conflict.preferences import wishes
from detente.conflict.words import Reason, outcome_of


class Part(NamedTuple):
    """A part of the case.

    Parameters
    ----------
    kind : str
        ``wish``, or a kind of `detente.brief.addresses.Addresses.line`.
    key : str
        Its id; of a wish, the party whose it is.
    place : int
        Of a wish, from 1 in the party's list; of a rule, from 0.
    """

    kind: str
    key: str
    place: int = 0


Parts = tuple[Part, ...]


def of_state(conflict: BaseConflict, state: int) -> Parts:
    """Return the outcome by which a state is called, if there is one."""
    outcome = outcome_of(conflict, state)
    kind = "state" if conflict.own_name(state) else "term"
    return (Part(kind, outcome.id),) if outcome else ()


def of_claim(conflict: Conflict, claim: Claim) -> Parts:
    """Return the outcome that a claim is about, if it is about one."""
    if isinstance(claim, StateHolds):
        return of_state(conflict, claim.state)
    return (Part("term", claim.outcome),) if claim.outcome else ()


def of_option(name: str) -> Parts:
    """Return an option, given as ``party.option``."""
    return (Part("option", name),)


def of_reasons(reasons: Iterable[Reason]) -> Parts:
    """Return the preference statements that decide; what a party wants, where there are none."""
    return tuple(
        Part("wish", reason.party, reason.place)
        if reason.place
        else Part("preferences", reason.party)
        for reason in reasons
    )


def of_entry(conflict: Conflict, entry: Entry) -> Parts:
    """Return the entry of the case that an error is about."""
    if entry.what == "statement":
        return (Part("wish", entry.party, entry.place),)
    if entry.what == "rule":
        return (Part("rule", "", entry.place - 1),)
    return of_option(conflict.options[entry.place - 1].name)


def of_edits(conflict: Conflict, edits: Sequence[Edit]) -> Parts:
    """Return what some edits, made one after the other, change; of what they add, where.

    Examples
    --------
    >>> from detente.conflict.model import conflict
    >>> game = conflict({"a": ["x"], "b": ["y"]}, {"a": ["a.x", "b.y"], "b": []})
    >>> [part.place for part in of_edits(game, [DropWish("a", 1), ReverseWish("a", 1)])]
    [1, 2]
    """
    written = {
        party: [
            Part("wish", party, place)
            for place, _ in enumerate(wishes(conflict.preferences[party]), start=1)
        ]
        for party in conflict.party_ids
    }
    found: list[Part] = []
    for edit in edits:
        match edit:
            case DropWish(party, place):
                found.append(written[party].pop(place - 1))
            case ReverseWish(party, place):
                found.append(written[party][place - 1])
            case MoveWish(party, place, to):
                found.append(written[party].pop(place - 1))
                written[party].insert(to - 1, found[-1])
            case AddWish(party, _, at):
                found.append(Part("preferences", party))
                written[party].insert(at - 1, found[-1])
            case DropRule(place):  # several are dropped from the last to the first
                found.append(Part("rule", "", place - 1))
            case SetDirection(name):
                found.append(Part("option", name))
            case AddRule(condition):  # written nowhere yet; what it is about is
                found += [
                    Part("option", name) for name in condition.names() if name in conflict.columns
                ]
    return tuple(found)
