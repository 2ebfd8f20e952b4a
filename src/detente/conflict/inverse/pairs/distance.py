"""How far a new ranking is from the given one, and what is different in it.

A pair of states counts as *reversed* when a party strictly prefers one of them now and no longer
would (Kendall's distance). States that it ranks equal may be told apart at no charge, which is
counted apart. To make two states equal that it tells apart counts like a reversal; it never
helps, since whatever equal states do for stability they also do with the wanted state on top.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right, insort
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from detente.conflict.preferences import Ranking


@dataclass(frozen=True, slots=True)
class RankingChange:
    """How one party's new ranking differs from the given one.

    Parameters
    ----------
    party : str
    reversed_pairs : int
        Pairs that it strictly prefers one way now and no longer then.
    split_ties : int
        Pairs that it ranks equal now and no longer then.
    lifted_above : tuple of int
        States that the wanted state is raised above, the best first.
    dropped : tuple of int
        States that fall below others than the wanted state, the best first.
    """

    party: str
    reversed_pairs: int
    split_ties: int
    lifted_above: tuple[int, ...]
    dropped: tuple[int, ...]

    def to_dict(self) -> dict[str, Any]:
        """Return JSON-ready fields."""
        return {
            "party": self.party,
            "reversed_pairs": self.reversed_pairs,
            "split_ties": self.split_ties,
            "lifted_above": list(self.lifted_above),
            "dropped": list(self.dropped),
        }


def reversals(given: NDArray[np.integer[Any]], new: NDArray[np.integer[Any]]) -> tuple[int, int]:
    """Return how far one ranking is from another, both as payoffs.

    Parameters
    ----------
    given, new : ndarray of int, shape (n,)

    Returns
    -------
    reversed_pairs : int
        Pairs with a strict preference in `given` that `new` does not share.
    split_ties : int
        Pairs equal in `given` and not in `new`.

    Notes
    -----
    O(n log n) comparisons.

    Examples
    --------
    >>> import numpy as np
    >>> reversals(np.array([2, 1, 1, 0]), np.array([1, 3, 2, 0]))
    (2, 1)
    """
    order = np.lexsort((new, -given))
    met: list[int] = []
    given_up = split = 0
    begin = 0
    for end in [*(np.flatnonzero(np.diff(given[order])) + 1).tolist(), len(order)]:
        level = new[order[begin:end]].tolist()
        for value in level:
            # of what was better, all that is now no better has been given up
            given_up += bisect_right(met, value)
        split += sum(bisect_left(level, value) for value in level)
        for value in level:
            insort(met, value)
        begin = end
    return given_up, split


def ranking(payoff: NDArray[np.integer[Any]]) -> Ranking:
    """Return payoffs as a ranking: states by number, best first, equals together.

    Examples
    --------
    >>> import numpy as np
    >>> ranking(np.array([0, 2, 0, 1])).levels
    ((2,), (4,), (1, 3))
    """
    order = np.argsort(-payoff, kind="stable")
    cuts = np.flatnonzero(np.diff(payoff[order])) + 1
    return Ranking(tuple(tuple((level + 1).tolist()) for level in np.split(order, cuts)))


def tied_again(
    strict: NDArray[np.integer[Any]], given: NDArray[np.integer[Any]]
) -> NDArray[np.int64]:
    """Return a ranking in which neighbours that were equal before are equal again."""
    order = np.argsort(strict)
    level = np.concatenate([[0], np.cumsum(np.diff(given[order]) != 0)])
    payoff = np.empty(len(order), np.int64)
    payoff[order] = level
    return payoff


def change_of(
    party: str, here: int, given: NDArray[np.integer[Any]], new: NDArray[np.integer[Any]]
) -> RankingChange:
    """Return what is different in a party's new ranking; O(n log n) time.

    Parameters
    ----------
    party : str
    here : int
        0-based index of the wanted state.
    given, new : ndarray of int, shape (n,)
        Payoffs.
    """
    reversed_pairs, split = reversals(given, new)
    passed = np.flatnonzero((given > given[here]) & (new < new[here]))
    # who stands below something that was worse before: the least of what now stands above it
    order = np.argsort(-new, kind="stable")
    order = order[order != here]
    least = np.minimum.accumulate(given[order])
    above = np.searchsorted(-new[order], -new[order], side="left")
    fell = order[(above > 0) & (least[above - 1] < given[order])]
    return RankingChange(
        party, reversed_pairs, split, _best_first(passed, given), _best_first(fell, given)
    )


def _best_first(states: NDArray[np.intp], payoff: NDArray[np.integer[Any]]) -> tuple[int, ...]:
    return tuple((states[np.lexsort((states, -payoff[states]))] + 1).tolist())
