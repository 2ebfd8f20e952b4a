"""A set of states for every state, in two flat arrays."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from detente.conditions import Bools
from detente.conflict.preferences import Ranks

Numbers = NDArray[np.integer[Any]]


@dataclass(frozen=True, eq=False)
class StateSets:
    """For every state s a set of states.

    Parameters
    ----------
    starts : ndarray of int64, shape (n + 1,)
        Where the set of each state begins in `members`; the next one's begin ends it.
    members : ndarray of int32
        Each set in ascending order.
    """

    starts: NDArray[np.int64]
    members: NDArray[np.int32]

    @classmethod
    def of(cls, states: int, owners: Numbers, members: Numbers) -> StateSets:
        """Return the sets that some pairs of owner and member make up; pairs may repeat.

        Notes
        -----
        O(pairs · log pairs) time.
        """
        pairs = np.unique(owners.astype(np.int64) * states + members)
        starts = np.searchsorted(pairs, np.arange(states + 1, dtype=np.int64) * states)
        return cls(starts.astype(np.int64), (pairs % states).astype(np.int32))

    @classmethod
    def empty(cls, states: int) -> StateSets:
        """Return a family of empty sets."""
        return cls(np.zeros(states + 1, np.int64), np.empty(0, np.int32))

    def __getitem__(self, state: int) -> NDArray[np.int32]:
        """Return the set of a state, ascending."""
        return self.members[self.starts[state] : self.starts[state + 1]]

    @property
    def sizes(self) -> NDArray[np.int64]:
        """How many members each set has, shape (n,)."""
        return np.diff(self.starts)

    @property
    def owners(self) -> NDArray[np.int64]:
        """Whose set each member is in, shape of `members`."""
        return np.repeat(np.arange(len(self.starts) - 1), self.sizes)

    def equals(self, other: StateSets) -> bool:
        """Tell whether all sets are the same."""
        return np.array_equal(self.starts, other.starts) and np.array_equal(
            self.members, other.members
        )

    def least(self, payoff: Ranks) -> Ranks:
        """Return the least payoff in each set; no set may be empty."""
        return np.minimum.reduceat(payoff[self.members], self.starts[:-1])

    def most(self, payoff: Ranks) -> Ranks:
        """Return the highest payoff in each set; no set may be empty."""
        return np.maximum.reduceat(payoff[self.members], self.starts[:-1])


def union(families: Sequence[StateSets], themselves: Bools) -> StateSets:
    """Return state by state the union of sets, with the state itself where asked.

    Parameters
    ----------
    families : sequence of StateSets
        At least one.
    themselves : ndarray of bool, shape (n,)
        Which states are in their own set too.
    """
    own = np.flatnonzero(themselves)
    owners = [family.owners for family in families]
    members = [family.members for family in families]
    return StateSets.of(
        len(themselves),
        np.concatenate([own, *owners]),
        np.concatenate([own, *members]),
    )
