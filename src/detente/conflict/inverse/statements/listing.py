"""A party's statements set against one state: which speak for it, which against it.

Against s a statement can only ever do one thing: one that holds in s speaks *for* s, wherever it
does not hold; one that does not hold in s speaks *against* it, wherever it holds. So a state t is
above s exactly when the first statement on which the two differ speaks against s; moving a
statement for s up, or one against it down, never puts a state above s that was not.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from detente.conflict.inverse.statements.demands import Signs
from detente.conflict.model import Conflict
from detente.conflict.preferences import Ordered, Weighted, Wish, wishes
from detente.conflict.states import Indices


@dataclass(frozen=True, eq=False)
class Listing:
    """Statements of one party, its own and those it could be given, against a state s.

    Items are numbered: 0 to k-1 are the party's own statements in order, k to 2k-1 their
    opposites, later ones the candidates.

    Parameters
    ----------
    own : tuple of Wish
        The k statements as written.
    added : tuple of Wish
        The candidates, each true in s.
    gains : ndarray of int64, shape (items, m)
        What an item makes of each of m states against s: positive prefers the state to s.
    favours : ndarray of bool, shape (items,)
        Whether the item speaks for s.
    ordered : bool
        Whether the first item that tells two states apart decides; else gains add up.
    """

    own: tuple[Wish, ...]
    added: tuple[Wish, ...]
    gains: NDArray[np.int64]
    favours: NDArray[np.bool_]
    ordered: bool

    def signs(self, items: Sequence[int]) -> Signs:
        """Return for every state whether it is above s (1), as good (0) or below (-1).

        O(items · m) time.
        """
        if not self.ordered:
            return np.sign(self.gains[list(items)].sum(axis=0)).astype(np.int8)
        result = np.zeros(self.gains.shape[1], np.int8)
        for item in reversed(items):
            gains = self.gains[item]
            np.copyto(result, gains, where=gains != 0, casting="unsafe")
        return result


def listing(
    conflict: Conflict, party: str, state: int, states: Indices, added: Sequence[Wish] = ()
) -> Listing:
    """Set a party's statements against a state, on the states that matter.

    Parameters
    ----------
    conflict : Conflict
    party : str
        Id of a party whose preferences are statements.
    state : int
        Index of s.
    states : ndarray of int, shape (m,)
        Indices of the states that matter.
    added : sequence of Wish
        Candidates, each true in s.
    """
    preference = conflict.preferences[party]
    own = tuple(wishes(preference))
    weights = [1] * len(own)
    if isinstance(preference, Weighted):
        weights = preference.whole_weights()[0]
    gains = np.zeros((2 * len(own) + len(added), len(states)), np.int64)
    for item, wish in enumerate(own):
        gains[item] = weights[item] * _against(conflict, wish, state, states)
        gains[len(own) + item] = -gains[item]
    for item, wish in enumerate(added, start=2 * len(own)):
        gains[item] = _against(conflict, wish, state, states)
    return Listing(
        own,
        tuple(added),
        gains,
        np.asarray(~(gains > 0).any(axis=1)),
        isinstance(preference, Ordered),
    )


def _against(conflict: Conflict, wish: Wish, state: int, states: Indices) -> NDArray[np.int64]:
    holds = conflict.holds(wish.condition)
    return holds[states].astype(np.int64) - int(holds[state])
