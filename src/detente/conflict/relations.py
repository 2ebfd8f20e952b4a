"""What a party thinks of two states when it need not be known: better, worse, equal, unknown.

Ordinal payoffs compare every two states. A relation may leave pairs open: nobody knows which of
the two the party prefers (Li, Hipel, Kilgour & Fang 2004). Whatever knows such a relation offers
`Relation`; analyses that respect it ask for nothing else.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from detente.conflict.preferences import Ranks
from detente.errors import ModelError, UnknownNameError

UNKNOWN = 2
"""The answer where nobody knows which of two states a party prefers."""

Comparisons = NDArray[np.int8]


class Relation(Protocol):
    """What one party thinks of every two states."""

    @property
    def unsure(self) -> bool:
        """Whether some pair may be unknown."""
        ...

    def against(self, state: int) -> Comparisons:
        """Return what the party thinks of every state t, compared with one.

        Parameters
        ----------
        state : int
            0-based index.

        Returns
        -------
        ndarray of int8, shape (n,)
            1 where t is surely preferred to `state`, -1 where it is surely less preferred,
            0 where they are equal (as `state` is to itself), `UNKNOWN` (2) where nobody knows.
        """
        ...


class OrdinalRelation:
    """The relation that ordinal payoffs give; nothing is unknown.

    Parameters
    ----------
    ranks : ndarray of int32, shape (n,)
        Larger is better.

    Examples
    --------
    >>> import numpy as np
    >>> OrdinalRelation(np.array([2, 0, 2], np.int32)).against(1)
    array([1, 0, 1], dtype=int8)
    """

    unsure = False

    def __init__(self, ranks: Ranks) -> None:
        self.ranks = ranks

    def against(self, state: int) -> Comparisons:
        """Return the comparisons with one state; O(n) time."""
        return np.sign(self.ranks - self.ranks[state]).astype(np.int8)


class PairRelation:
    """Ordinal payoffs in which any set of pairs is unknown.

    Parameters
    ----------
    ranks : ndarray of int32, shape (n,)
        Larger is better; decides the pairs that are known.
    unknown : iterable of (int, int)
        Pairs of states by number (from 1), in either order.

    Raises
    ------
    UnknownNameError
        If a pair names a state that does not exist.
    ModelError
        If a pair is a state and itself.

    Examples
    --------
    >>> import numpy as np
    >>> relation = PairRelation(np.array([2, 0, 1], np.int32), [(1, 3)])
    >>> relation.against(0), relation.against(2)
    (array([ 0, -1,  2], dtype=int8), array([ 2, -1,  0], dtype=int8))
    """

    def __init__(self, ranks: Ranks, unknown: Iterable[tuple[int, int]]) -> None:
        self.known = OrdinalRelation(ranks)
        self._open: dict[int, set[int]] = {}
        for one, other in unknown:
            for state in (one, other):
                if not 1 <= state <= len(ranks):
                    raise UnknownNameError(
                        f"no state {state}",
                        hint=f"states are numbered 1 to {len(ranks)}",
                        code="unknown-state",
                    )
            if one == other:
                raise ModelError(f"state {one} is as good as itself; that cannot be unknown")
            self._open.setdefault(one - 1, set()).add(other - 1)
            self._open.setdefault(other - 1, set()).add(one - 1)

    @property
    def unsure(self) -> bool:
        """Whether some pair is unknown."""
        return bool(self._open)

    def against(self, state: int) -> Comparisons:
        """Return the comparisons with one state; O(n) time."""
        result = self.known.against(state)
        result[list(self._open.get(state, ()))] = UNKNOWN
        return result
