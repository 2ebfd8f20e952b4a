"""Shortest sequences of moves from one state, retraced from where they end."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator
from typing import Protocol, TypeVar

import numpy as np
from numpy.typing import NDArray

Step = tuple[int, int, int]
"""A move as (party, from, to), all by 0-based index."""


class Walk(Protocol):
    """The shortest sequences of a search from one state."""

    @property
    def steps(self) -> NDArray[np.int32]:
        """The fewest moves to every state, -1 where it was not reached, shape (n,)."""
        ...

    def trails(self, end: int) -> Iterator[list[Step]]:
        """Yield the shortest sequences into a reached state, last move first."""
        ...


Place = TypeVar("Place", bound=Hashable)


def retrace(
    ends: Iterable[tuple[Step, Place | None]],
    before: Callable[[Place], Iterable[tuple[Step, Place | None]]],
) -> Iterator[list[Step]]:
    """Yield all sequences of a search backwards, last move first.

    Parameters
    ----------
    ends : iterable of (Step, place)
        The moves that a sequence can end with, each with the place it was made from in the
        search; None for the place where the search began.
    before : callable
        The same for every place.
    """
    trail: list[Step] = []
    branches = [iter(ends)]
    while branches:  # no recursion: a sequence may have thousands of moves
        found = next(branches[-1], None)
        if found is None:
            branches.pop()
            if trail:
                trail.pop()
            continue
        step, place = found
        if place is None:
            yield [*trail, step]
        else:
            trail.append(step)
            branches.append(iter(before(place)))
