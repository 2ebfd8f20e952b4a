"""Statements that could be added to a party's wishes: what the case already talks about."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from detente.conditions import Condition, name
from detente.conflict.model import Conflict
from detente.conflict.preferences import Wish, wishes


def candidates(conflict: Conflict, party: str, state: int) -> tuple[Wish, ...]:
    """Return the statements that a party could be given in favour of a state.

    They come from the case itself, in the order in which a person would think of them: its
    outcomes, its other terms, its options, and last the statements of the other parties. Each is
    turned round where it does not hold in the state; within its kind it then follows the others.
    Left out are: what holds everywhere; what the party's list says already; what holds in this
    state alone, since a wish for the state itself would always do and explains nothing; and
    repetitions.

    Parameters
    ----------
    conflict : Conflict
    party : str
        Id of the party.
    state : int
        State number.

    Examples
    --------
    >>> from detente.conflict.model import conflict
    >>> game = conflict({"a": ["x"], "b": ["y"]}, {"a": ["b.y"], "b": ["a.x"]})
    >>> [str(wish.condition) for wish in candidates(game, "a", 3)]
    ['not a.x']
    """
    index = conflict.index(state)
    seen = {_said(conflict, wish.condition, index) for wish in wishes(conflict.preferences[party])}
    found = []
    for kind, wish in _talked_about(conflict, party):
        holds = conflict.holds(wish.condition)
        for_it = wish if holds[index] else _opposite(conflict, wish)
        said = _said(conflict, wish.condition, index)
        if said in seen or holds.all() or not holds.any():
            continue
        seen.add(said)
        if int(np.count_nonzero(holds == holds[index])) > 1:
            found.append((kind, not holds[index], for_it))
    return tuple(wish for *_, wish in sorted(found, key=lambda entry: entry[:2]))


def _said(conflict: Conflict, condition: Condition, index: int) -> bytes:
    """Return where a condition says the same as in the state, whichever way round it is put."""
    holds = conflict.holds(condition)
    return np.packbits(holds == holds[index]).tobytes()


def _talked_about(conflict: Conflict, party: str) -> Iterator[tuple[int, Wish]]:
    """Yield what the case speaks of, each with its kind: the lower, the likelier to be said."""
    for key in dict.fromkeys([*conflict.outcomes, *conflict.terms]):
        term = conflict.terms[key]
        yield int(key not in conflict.outcomes), Wish(name(term.id), label=term.label)
    for option in conflict.options:
        owner = conflict.party(option.party).label
        yield 2, Wish(name(option.name), label=f"{owner}: {option.label}")
    for other in conflict.party_ids:
        if other != party:
            for wish in wishes(conflict.preferences[other]):
                yield 3, Wish(wish.condition, label=wish.label)


def plain(wish: Wish) -> bool:
    """Tell whether a statement is about one term or one option: what a person would say."""
    condition = wish.condition
    return (condition.args[0] if condition.op == "not" else condition).op == "name"


def _opposite(conflict: Conflict, wish: Wish) -> Wish:
    """Return a statement turned round, in words too."""
    opposite = wish.opposite()
    if not wish.label:
        return opposite
    for option in conflict.options:
        if wish.condition == name(option.name):
            owner = conflict.party(option.party).label
            return replace(opposite, label=f"{owner}: not ‘{option.label}’")
    return replace(opposite, label=f"not: {wish.label}")
