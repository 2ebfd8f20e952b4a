"""How strongly a party prefers one payoff level to another.

A case marks steps: the statement that decides between two states, the gap between two levels of a
ranking, a difference of sums of weights. A party prefers t to s *strongly, to degree d*, when on
the way from t down to s, through its levels of feasible states, some step has a mark of at least
d. With a ≥ b ≫ c ≥ e always goes a ≫ e. For ordered conditions this is the smallest relation of
that kind in which a statement marked strongly makes what it decides strongly preferred: the most
important statement on which the ends of the way differ is also the one that decides some single
step of it.

So "strongly worse than a level" always means "at most some other level", and that level only
rises with the first: one number for each level says all.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import NDArray

from detente.conflict.base import BaseConflict
from detente.conflict.preferences import Ordered, Ranking, Ranks, Weighted, level_states


def strongly_worse(conflict: BaseConflict, party: str, degree: int) -> Ranks:
    """Return for every payoff level the highest level that is strongly worse; -1 for none.

    Parameters
    ----------
    conflict : BaseConflict
    party : str
    degree : int
        At least 1.

    Returns
    -------
    ndarray of int32, shape (levels,)
        Never falls from one level to the next.

    Notes
    -----
    O(statements · n) time.

    Examples
    --------
    >>> from detente.conflict.model import conflict
    >>> levels = Ranking(((4,), (3,), (2,), (1,)), strongly=((2, 1),))
    >>> game = conflict({"a": ["x"], "b": ["y"]}, {"a": levels, "b": []})
    >>> strongly_worse(game, "a", 1)
    array([-1, -1,  1,  1], dtype=int32)
    """
    preference = conflict.preferences[party]
    if isinstance(preference, Weighted):
        return _by_difference(conflict, party, preference, degree)
    marked = _marked_steps(conflict, party) >= degree
    below = np.where(marked, np.arange(len(marked), dtype=np.int32), np.int32(-1))
    return np.concatenate([[np.int32(-1)], np.maximum.accumulate(below)]).astype(np.int32)


def sanctioned_from(worse: Ranks) -> Ranks:
    """Return for every level the lowest level from which a move to it is strongly sanctioned.

    Parameters
    ----------
    worse : ndarray of int32, shape (levels,)
        As from `strongly_worse`.

    Returns
    -------
    ndarray of int32, shape (levels,)
        The number of levels where there is none.

    Examples
    --------
    >>> sanctioned_from(np.array([-1, -1, 1, 1], np.int32))
    array([2, 2, 4, 4], dtype=int32)
    """
    return np.searchsorted(worse, np.arange(len(worse)), side="left").astype(np.int32)


def _marked_steps(conflict: BaseConflict, party: str) -> NDArray[Any]:
    """Return the degree of each step from one level up to the next, shape (levels - 1,)."""
    preference = conflict.preferences[party]
    ranks = conflict.payoffs(party)
    steps = np.zeros(int(ranks.max()), np.int32)
    if isinstance(preference, Ranking):
        for after, degree in preference.strongly:
            step = int(ranks[preference.levels[after][0] - 1])
            steps[step] = max(steps[step], degree)
    elif isinstance(preference, Ordered):
        some, undecided = level_states(ranks), np.ones(len(steps), np.bool_)
        for wish in preference.wishes:
            holds = conflict.holds(wish.condition)[some]
            decided = undecided & (holds[1:] != holds[:-1])
            steps[decided] = wish.strongly
            undecided &= ~decided
    return steps


def _by_difference(conflict: BaseConflict, party: str, preference: Weighted, degree: int) -> Ranks:
    ranks = conflict.payoffs(party)
    if degree > len(preference.strongly):
        return np.full(int(ranks.max()) + 1, -1, np.int32)
    sums, scale = conflict.weight_sums(party)
    by_level = sums[level_states(ranks)]
    least = Fraction(str(preference.strongly[degree - 1])) * scale
    furthest = int(by_level[-1] - by_level[0])
    whole = min(-(-least.numerator // least.denominator), furthest + 1)
    found = np.searchsorted(by_level, by_level - whole, side="right") - 1
    return found.astype(np.int32)
