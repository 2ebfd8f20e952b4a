"""Single changes of a conflict: a statement moved, dropped, turned round or added, and so on.

What it would take is a list of such edits, and how firm a finding is, is how many of them it
survives. Each is a frozen dataclass with two methods: ``apply`` gives the changed conflict, and
``in_words`` says the change in the case's own words, given the conflict *before* it. Places are
1-based, as people count.

Examples
--------
>>> from detente.conflict.model import conflict
>>> game = conflict({"a": ["x"], "b": ["y"]}, {"a": ["b.y", "not a.x"], "b": ["a.x"]})
>>> edit = MoveWish("a", 2, to=1)
>>> edit.in_words(game)
'a: “not a.x” moves from place 2 to place 1'
>>> [str(wish.condition) for wish in wishes(edit.apply(game).preferences["a"])]
['not a.x', 'b.y']
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

import numpy as np

from detente.conditions import Condition
from detente.conflict.model import Conflict, Direction, Rule
from detente.conflict.preferences import Ordered, Payoffs, Weighted, Wish, wishes
from detente.conflict.words import wish_in_words
from detente.errors import ModelError, UnknownNameError, unknown_name

_Item = TypeVar("_Item")


@dataclass(frozen=True, slots=True)
class DropWish:
    """A party does not want what a statement says; it is indifferent to it."""

    party: str
    place: int

    def apply(self, conflict: Conflict) -> Conflict:
        """Return the conflict without the statement."""
        listed = _listed(conflict, self.party, self.place)
        return _with_wishes(conflict, self.party, _without(listed, self.place))

    def in_words(self, conflict: Conflict) -> str:
        """Return the change as a clause."""
        return f"{_who(conflict, self.party)}: {_said(conflict, self.party, self.place)} is dropped"


@dataclass(frozen=True, slots=True)
class ReverseWish:
    """A party wants the opposite of what a statement says, at the same place."""

    party: str
    place: int

    def apply(self, conflict: Conflict) -> Conflict:
        """Return the conflict with the statement turned round."""
        listed = list(_listed(conflict, self.party, self.place))
        listed[self.place - 1] = listed[self.place - 1].opposite()
        return _with_wishes(conflict, self.party, listed)

    def in_words(self, conflict: Conflict) -> str:
        """Return the change as a clause."""
        said = _said(conflict, self.party, self.place)
        return f"{_who(conflict, self.party)}: the opposite of {said}"


@dataclass(frozen=True, slots=True)
class MoveWish:
    """A statement of a party's ordered list moves to another place."""

    party: str
    place: int
    to: int

    def apply(self, conflict: Conflict) -> Conflict:
        """Return the conflict with the statement moved; those between close up."""
        listed = _ordered(conflict, self.party, self.place)
        if not 1 <= self.to <= len(listed):
            raise _no_place(conflict, self.party, self.to)
        moved = _without(listed, self.place)
        moved.insert(self.to - 1, listed[self.place - 1])
        return _with_wishes(conflict, self.party, moved)

    def in_words(self, conflict: Conflict) -> str:
        """Return the change as a clause."""
        said = _said(conflict, self.party, self.place)
        return (
            f"{_who(conflict, self.party)}: {said} moves from place {self.place} to place {self.to}"
        )


@dataclass(frozen=True, slots=True)
class AddWish:
    """A statement is added to a party's ordered list, at a place."""

    party: str
    wish: Wish
    at: int

    def apply(self, conflict: Conflict) -> Conflict:
        """Return the conflict with the statement added; later ones move down."""
        listed = list(_ordered(conflict, self.party))
        if not 1 <= self.at <= len(listed) + 1:
            raise _no_place(conflict, self.party, self.at)
        listed.insert(self.at - 1, self.wish)
        return _with_wishes(conflict, self.party, listed)

    def in_words(self, conflict: Conflict) -> str:
        """Return the change as a clause."""
        said = wish_in_words(conflict, self.wish)
        return f"{_who(conflict, self.party)}: “{said}” is added at place {self.at}"


@dataclass(frozen=True, slots=True)
class DropRule:
    """What an infeasibility condition excludes can happen after all."""

    place: int

    def apply(self, conflict: Conflict) -> Conflict:
        """Return the conflict without the rule."""
        _rule(conflict, self.place)
        changed = conflict.with_changes(infeasible=tuple(_without(conflict.infeasible, self.place)))
        ranked = _ranked(conflict)
        if ranked and len(changed.states) > len(conflict.states):
            raise ModelError(
                f"the ranking of '{ranked[0]}' says nothing of what could not happen",
                hint="give its preferences as conditions",
            )
        return changed

    def in_words(self, conflict: Conflict) -> str:
        """Return the change as a clause."""
        return f"“{_rule(conflict, self.place).condition}” can happen"


@dataclass(frozen=True, slots=True)
class AddRule:
    """A condition cannot occur."""

    condition: Condition

    def apply(self, conflict: Conflict) -> Conflict:
        """Return the conflict with the rule; the status quo must survive it.

        Rankings keep their order among the states that are left.
        """
        changed = conflict.with_changes(infeasible=(*conflict.infeasible, Rule(self.condition)))
        ranked = _ranked(conflict)
        if not ranked:
            return changed
        left = np.searchsorted(conflict.states.codes, changed.states.codes)
        kept = {party: Payoffs(conflict.payoffs(party)[left]) for party in ranked}
        return changed.with_changes(preferences={**conflict.preferences, **kept})

    def in_words(self, conflict: Conflict) -> str:
        """Return the change as a clause."""
        return f"“{self.condition}” cannot happen"


@dataclass(frozen=True, slots=True)
class SetDirection:
    """An option can be taken and dropped, only taken, or only dropped."""

    option: str
    direction: Direction

    def apply(self, conflict: Conflict) -> Conflict:
        """Return the conflict with the option's direction set."""
        if self.option not in conflict.columns:
            raise unknown_name("option", self.option, conflict.columns)
        return conflict.with_changes(
            options=tuple(
                replace(option, direction=self.direction) if option.name == self.option else option
                for option in conflict.options
            )
        )

    def in_words(self, conflict: Conflict) -> str:
        """Return the change as a clause."""
        option = conflict.options[conflict.columns[self.option]]
        can = {
            "both": "can be taken and dropped",
            "forward": "cannot be dropped once taken",
            "back": "cannot be taken once dropped",
        }
        return f"{_who(conflict, option.party)}: “{option.label}” {can[self.direction]}"


Edit = DropWish | ReverseWish | MoveWish | AddWish | DropRule | AddRule | SetDirection


def apply_all(conflict: Conflict, edits: Iterable[Edit]) -> Conflict:
    """Return a conflict after several edits, one after another."""
    for edit in edits:
        conflict = edit.apply(conflict)
    return conflict


def _listed(conflict: Conflict, party: str, place: int | None = None) -> Sequence[Wish]:
    conflict.party_index(party)
    listed = wishes(conflict.preferences[party])
    if place is not None and not 1 <= place <= len(listed):
        raise _no_place(conflict, party, place)
    return listed


def _ordered(conflict: Conflict, party: str, place: int | None = None) -> Sequence[Wish]:
    if not isinstance(conflict.preferences[party], Ordered):
        raise ModelError(
            f"the preferences of '{party}' are no ordered list, so nothing in it has a place",
            hint="give its preferences as conditions, the most important first",
        )
    return _listed(conflict, party, place)


def _no_place(conflict: Conflict, party: str, place: int) -> UnknownNameError:
    count = len(wishes(conflict.preferences[party]))
    return UnknownNameError(f"'{party}' has no statement {place}", hint=f"it has {count}")


def _rule(conflict: Conflict, place: int) -> Rule:
    if not 1 <= place <= len(conflict.infeasible):
        raise UnknownNameError(
            f"no infeasibility condition {place}", hint=f"there are {len(conflict.infeasible)}"
        )
    return conflict.infeasible[place - 1]


def _ranked(conflict: Conflict) -> list[str]:
    """Return the parties whose preferences go by state, not by statement."""
    return [
        party
        for party, preference in conflict.preferences.items()
        if not isinstance(preference, Ordered | Weighted)
    ]


def _without(items: Sequence[_Item], place: int) -> list[_Item]:
    return [item for k, item in enumerate(items, start=1) if k != place]


def _with_wishes(conflict: Conflict, party: str, listed: Iterable[Wish]) -> Conflict:
    preference = conflict.preferences[party]
    if not isinstance(preference, Ordered | Weighted):  # a ranking has no statements to change
        raise ModelError(f"the preferences of '{party}' are not given as statements")
    changed = replace(preference, wishes=tuple(listed))
    return conflict.with_changes(preferences={**conflict.preferences, party: changed})


def _who(conflict: Conflict, party: str) -> str:
    return conflict.party(party).label


def _said(conflict: Conflict, party: str, place: int) -> str:
    return f"“{wish_in_words(conflict, _listed(conflict, party, place)[place - 1])}”"
