"""What is known of a party's preferences where part of them is marked unsure.

A list of conditions may hold groups of which nobody knows which matters more, and statements that
the party may want or want the opposite of. Each way to settle all of this is a *reading*: a list
without marks. A party *surely* prefers t to s when it does so under every reading.

That needs no enumeration. States are compared by the first part of the list in which they differ:
all before it decides nothing under any reading, all after it is outweighed under every one. In
that part,

- where they differ in a statement of unknown direction, nothing is known: put first, it decides
  for either;
- else t is surely preferred where it fulfils a proper superset of what s fulfils there: whichever
  statement counts most decides for t or not at all;
- else each of the two fulfils something that the other does not, and the order of the part decides.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import permutations, product

import numpy as np

from detente.conditions import Bools, Condition
from detente.conflict.preferences import (
    Ordered,
    Preference,
    Ranks,
    Wish,
    is_unsure,
    level_states,
    priorities,
)
from detente.conflict.relations import UNKNOWN, Comparisons, OrdinalRelation, Relation


@dataclass(frozen=True, eq=False)
class UnsureRelation:
    """What is known of a party's preferences that are in part marked unsure.

    Parameters
    ----------
    ranks : ndarray of int32, shape (n,)
        The payoffs as written; states of one level are equally good under every reading.
    parts : sequence of (ndarray of bool, ndarray of bool)
        For every part of the list, the most important first: whether each level fulfils its
        statements, of shape (statements, levels), and which of the statements have an unknown
        direction, of shape (statements,).

    Examples
    --------
    >>> from detente.conditions import parse
    >>> from detente.conflict.model import conflict
    >>> either = Ordered((Wish(parse("a.x"), group=1), Wish(parse("not b.y"), group=1)))
    >>> game = conflict({"a": ["x"], "b": ["y"]}, {"a": either, "b": []})
    >>> game.relation("a").against(0)
    array([ 0,  1, -1,  2], dtype=int8)
    """

    ranks: Ranks
    parts: Sequence[tuple[Bools, Bools]]

    unsure = True

    def against(self, state: int) -> Comparisons:
        """Return the comparisons with one state; O(statements · levels + n) time."""
        here = int(self.ranks[state])
        better = np.zeros(int(self.ranks.max()) + 1, np.bool_)
        worse = better.copy()
        for fulfils, either_way in self.parts:
            more, less = fulfils & ~fulfils[:, [here]], ~fulfils & fulfils[:, [here]]
            unclear = ((more | less) & either_way[:, None]).any(axis=0)
            equal_so_far = ~(better | worse)
            better |= equal_so_far & (more.any(axis=0) | unclear)
            worse |= equal_so_far & (less.any(axis=0) | unclear)
        signs = better.astype(np.int8) - worse.astype(np.int8)
        signs[better & worse] = UNKNOWN
        return signs[self.ranks]


def relation_of(
    preference: Preference, ranks: Ranks, holds: Callable[[Condition], Bools]
) -> Relation:
    """Return what is known of a party's preferences.

    Parameters
    ----------
    preference : Preference
    ranks : ndarray of int32, shape (n,)
        The payoffs as written.
    holds : callable
        Tells where a condition holds, an array of bool of shape (n,).

    Notes
    -----
    O(statements · n) time, O(statements · levels + n) memory.
    """
    if not isinstance(preference, Ordered) or not is_unsure(preference):
        return OrdinalRelation(ranks)
    some = level_states(ranks)
    parts = []
    for part in priorities(preference):
        fulfils = np.stack([holds(wish.condition)[some] for wish in part])
        parts.append((fulfils, np.array([wish.unsure for wish in part], np.bool_)))
    return UnsureRelation(ranks, parts)


def count_readings(preference: Ordered) -> int:
    """Return in how many ways what is unsure can turn out."""
    count = 1
    for part in priorities(preference):
        for k, wish in enumerate(part, start=1):
            count *= k * (2 if wish.unsure else 1)
    return count


def readings(preference: Ordered) -> Iterator[Ordered]:
    """Yield every way in which what is unsure can turn out, as a list without such marks.

    The first is the list as written. `count_readings` tells how many there are.

    Examples
    --------
    >>> from detente.conditions import parse
    >>> listed = Ordered((Wish(parse("a"), group=1), Wish(parse("b"), unsure=True, group=1)))
    >>> for reading in readings(listed):
    ...     print([str(wish.condition) for wish in reading.wishes])
    ['a', 'b']
    ['a', 'not b']
    ['b', 'a']
    ['not b', 'a']
    """
    for orders in product(*(permutations(part) for part in priorities(preference))):
        listed = [wish for order in orders for wish in order]
        for settled in product(*map(_directions, listed)):
            yield replace(preference, wishes=settled)


def _directions(wish: Wish) -> Iterator[Wish]:
    sure = replace(wish, unsure=False, group=0)
    yield sure
    if wish.unsure:
        yield sure.opposite()
