"""What counts as one error: the single judgements of a conflict that may be wrong.

======== ============================================================================
kind     one error
======== ============================================================================
dropped  a party does not want what a statement of it says
reversed it wants the opposite
moved    a statement of an ordered list belongs to another place, any
possible what an infeasibility condition excludes can happen
one-way  an option that could be taken and dropped cannot be dropped, or not be taken; or
         one that could not can
======== ============================================================================

Several errors are made one after the other, each in the conflict as the ones before have left it.
So the distance between two conflicts is the fewest errors that lead from one to the other.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, get_args

from detente.conflict.edits import (
    DropRule,
    DropWish,
    Edit,
    MoveWish,
    ReverseWish,
    SetDirection,
)
from detente.conflict.model import Conflict, Direction
from detente.conflict.preferences import Ordered, Weighted, wishes
from detente.errors import unknown_name

Kind = Literal["dropped", "reversed", "moved", "possible", "one-way"]
KINDS: tuple[Kind, ...] = get_args(Kind)

Listed = tuple[int, ...]
"""A party's statements in order, by their 1-based place in the case; negative for the opposite."""
Edits = tuple[Edit, ...]

_ONE_STEP: dict[Direction, tuple[Direction, ...]] = {
    "both": ("forward", "back"),
    "forward": ("both",),
    "back": ("both",),
}


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry of the case that an error is about.

    Parameters
    ----------
    what : {"statement", "rule", "option"}
        A party's preference statement, an infeasibility condition, or an option.
    party : str
        Id of the party whose statement or option it is; empty for a rule.
    place : int
        1-based: in the party's list, among the infeasibility conditions, among all options.
    """

    what: Literal["statement", "rule", "option"]
    party: str
    place: int


def chosen_kinds(kinds: Iterable[str] | None) -> tuple[Kind, ...]:
    """Return the kinds of error asked for, in the table's order; all for None.

    Raises
    ------
    UnknownNameError
        If there is no such kind.
    """
    if kinds is None:
        return KINDS
    wanted = [kinds] if isinstance(kinds, str) else list(kinds)
    for kind in wanted:
        if kind not in KINDS:
            raise unknown_name("kind of error", kind, KINDS)
    return tuple(kind for kind in KINDS if kind in wanted)


def entries_of(conflict: Conflict, edits: Iterable[Edit]) -> tuple[Entry, ...]:
    """Return which entry of a conflict each of some errors, made one after the other, is about.

    Raises
    ------
    TypeError
        If an edit adds something, and so is about no entry.

    Examples
    --------
    >>> from detente.conflict.model import conflict
    >>> game = conflict({"a": ["x"], "b": ["y"]}, {"a": ["a.x", "b.y"], "b": []})
    >>> [entry.place for entry in entries_of(game, [DropWish("a", 1), ReverseWish("a", 1)])]
    [1, 2]
    """
    lists = {party: list(as_written(conflict, party)) for party in conflict.party_ids}
    found = []
    for edit in edits:
        match edit:
            case DropWish(party, place):
                found.append(Entry("statement", party, lists[party].pop(place - 1)))
            case ReverseWish(party, place):
                found.append(Entry("statement", party, lists[party][place - 1]))
            case MoveWish(party, place, to):
                moved = lists[party].pop(place - 1)
                lists[party].insert(to - 1, moved)
                found.append(Entry("statement", party, moved))
            case DropRule(place):  # several are dropped from the last to the first
                found.append(Entry("rule", "", place))
            case SetDirection(name):
                column = conflict.columns[name]
                found.append(Entry("option", conflict.options[column].party, column + 1))
            case _:
                raise TypeError(f"{edit} is about no entry of the case")
    return tuple(found)


def single_errors(conflict: Conflict, kinds: Iterable[str] | None = None) -> tuple[Edit, ...]:
    """Return every single error of some kinds that a conflict may contain.

    Examples
    --------
    >>> from detente.conflict.model import conflict
    >>> game = conflict({"a": ["x"]}, {"a": ["a.x", "not a.x"]})
    >>> len(single_errors(game)), len(single_errors(game, ["moved"]))
    (8, 2)
    """
    chosen = chosen_kinds(kinds)
    found: list[Edit] = []
    for party in conflict.party_ids:
        listed = as_written(conflict, party)
        found += [edit for edit, _ in list_errors(conflict, party, listed, chosen)]
    if "possible" in chosen and ranked_by_statements(conflict):
        found += [DropRule(place) for place in range(1, len(conflict.infeasible) + 1)]
    if "one-way" in chosen:
        now = [option.direction for option in conflict.options]
        found += [edit for edit, _ in direction_errors(conflict, now)]
    return tuple(found)


def ranked_by_statements(conflict: Conflict) -> bool:
    """Tell whether all preferences are statements, which say what to think of any state.

    A ranking speaks of the feasible states only: it does not say what its party would think of
    what has been taken to be impossible.
    """
    return all(isinstance(p, Ordered | Weighted) for p in conflict.preferences.values())


def as_written(conflict: Conflict, party: str) -> Listed:
    """Return a party's list as the case has it; empty where it has no statements."""
    return tuple(range(1, len(wishes(conflict.preferences[party])) + 1))


def list_errors(
    conflict: Conflict, party: str, listed: Listed, kinds: Sequence[Kind]
) -> Iterator[tuple[Edit, Listed]]:
    """Yield the single errors in a party's list, and the list after each."""
    for k, wish in enumerate(listed):
        rest = listed[:k] + listed[k + 1 :]
        if "dropped" in kinds:
            yield DropWish(party, k + 1), rest
        if "reversed" in kinds:
            yield ReverseWish(party, k + 1), (*listed[:k], -wish, *listed[k + 1 :])
        if "moved" in kinds and isinstance(conflict.preferences[party], Ordered):
            for to in range(len(listed)):
                if to != k:
                    yield MoveWish(party, k + 1, to + 1), (*rest[:to], wish, *rest[to:])


def direction_errors(
    conflict: Conflict, directions: Sequence[Direction]
) -> Iterator[tuple[Edit, tuple[Direction, ...]]]:
    """Yield the single errors in the one-way marks, and all options' directions after each."""
    for k, option in enumerate(conflict.options):
        for changed in _ONE_STEP[directions[k]]:
            after = (*directions[:k], changed, *directions[k + 1 :])
            yield SetDirection(option.name, changed), after
