"""Preferences, and the ordinal payoffs they give.

Four ways to say what a party wants, each a frozen dataclass with one method, `ranks`:

- `Ordered`: conditions, the most important first (option prioritising, Peng et al. 1997);
- `Weighted`: conditions with weights, summed;
- `Ranking`: states from best to worst, ties together;
- `Payoffs`: a number for every state, larger is better.

All end as *ordinal payoffs*: an int32 for every state, 0 for the worst level, consecutive.
"""

from __future__ import annotations

import math
import operator
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from detente.conditions import Bools, Condition
from detente.errors import ModelError
from detente.evidence import NO_GROUND, Ground

Ranks = NDArray[np.int32]
Blocks = Callable[[], Iterator[tuple[slice, Callable[[Condition], Bools]]]]
"""Yields blocks of states with the function that evaluates a condition on the block."""


@dataclass(frozen=True, slots=True)
class Wish:
    """One preference statement.

    Parameters
    ----------
    condition : Condition
        What the party would rather have true than false.
    weight : float
        Its weight, where weights are used.
    label : str
        In words for people; empty to show the condition.
    ground : Ground
        What it rests on.
    """

    condition: Condition
    weight: float = 1.0
    label: str = ""
    ground: Ground = NO_GROUND


@dataclass(frozen=True, slots=True)
class Ordered:
    """Wishes in order of importance: each outweighs all that follow it together.

    With statements 1…k, a state in which statement j holds scores 2^(k−j) for it. States are
    compared by the first statement on which they differ; any number of statements works.
    """

    wishes: tuple[Wish, ...]

    def ranks(self, n: int, blocks: Blocks) -> Ranks:
        """Return ordinal payoffs, shape (n,). O(n · statements) time."""
        ranks: NDArray[np.int64] = np.zeros(n, np.int64)
        levels, done = 1, 0
        cap = max(1 << 16, 2 * n)
        while done < len(self.wishes):
            # as many statements at a time as keep the table of scores linear in n
            size = max(1, (cap // levels).bit_length() - 1)
            group = self.wishes[done : done + size]
            for block, holds in blocks():
                score = ranks[block]
                for wish in group:
                    score = 2 * score + holds(wish.condition)
                ranks[block] = score
            dense, levels = consecutive(ranks, levels << len(group))
            ranks = dense.astype(np.int64)
            done += len(group)
        return ranks.astype(np.int32)


@dataclass(frozen=True, slots=True)
class Weighted:
    """Wishes whose weights add up; exact, so that equal sums tie."""

    wishes: tuple[Wish, ...]

    def ranks(self, n: int, blocks: Blocks) -> Ranks:
        """Return ordinal payoffs, shape (n,). O(n log n) time."""
        for wish in self.wishes:
            if not math.isfinite(wish.weight):
                raise ModelError(f"the weight of '{wish.condition}' is not a finite number")
        exact = [Fraction(str(wish.weight)) for wish in self.wishes]
        scale = int(np.lcm.reduce([f.denominator for f in exact], dtype=object)) if exact else 1
        whole = [int(f * scale) for f in exact]
        if sum(abs(w) for w in whole) >= 1 << 62:
            raise ModelError(
                "weights of too many different sizes to add exactly",
                hint="round them, or order the conditions instead",
            )
        total = np.zeros(n, np.int64)
        for block, holds in blocks():
            for wish, weight in zip(self.wishes, whole, strict=True):
                total[block] += weight * holds(wish.condition).astype(np.int64)
        return np.unique(total, return_inverse=True)[1].reshape(n).astype(np.int32)


@dataclass(frozen=True, slots=True)
class Ranking:
    """All states by number, best first; states of one inner tuple tie.

    Raises `ModelError` when a level is no tuple of numbers; from `ranks` when a state is missing,
    unknown, or stands twice (which would put it above itself).
    """

    levels: tuple[tuple[int, ...], ...]
    ground: Ground = NO_GROUND

    def __post_init__(self) -> None:
        try:
            levels = tuple(tuple(operator.index(s) for s in level) for level in self.levels)
        except TypeError:
            raise ModelError(
                "a ranking lists levels, each a tuple of state numbers",
                hint="write ((3,), (1, 2)) for state 3 above states 1 and 2",
            ) from None
        object.__setattr__(self, "levels", levels)

    def ranks(self, n: int, blocks: Blocks) -> Ranks:
        """Return ordinal payoffs, shape (n,). O(n) time."""
        ranks = np.full(n, -1, np.int32)
        for rank, level in enumerate(reversed(self.levels)):
            for state in level:
                if not 1 <= state <= n:
                    raise ModelError(
                        f"the ranking names state {state}; states are numbered 1 to {n}",
                        code="unknown-state",
                    )
                if ranks[state - 1] >= 0:
                    raise ModelError(
                        f"the ranking is cyclic: state {state} stands in it twice, "
                        "so it would be better than itself",
                        hint="keep one place for each state",
                        code="cyclic-ranking",
                    )
                ranks[state - 1] = rank
        missing = np.flatnonzero(ranks < 0) + 1
        if len(missing):
            shown = ", ".join(str(s) for s in missing[:8]) + (", …" if len(missing) > 8 else "")
            raise ModelError(
                f"the ranking is incomplete: {len(missing)} of {n} states are missing ({shown})",
                hint="rank every feasible state; put equals together in [ ]",
                code="incomplete-ranking",
            )
        return consecutive(ranks.astype(np.int64), max(1, len(self.levels)))[0]


@dataclass(frozen=True, eq=False)
class Payoffs:
    """A number for every state, in state order; only the order of the numbers matters.

    The array is not copied: do not change it afterwards. Raises `ModelError` for what is not a
    one-dimensional array of finite numbers; `of` takes any sequence.
    """

    values: NDArray[Any]

    def __post_init__(self) -> None:
        array = self.values
        if not isinstance(array, np.ndarray):
            raise ModelError("payoffs are an array", hint="use Payoffs.of(…) for other sequences")
        if array.ndim != 1 or array.dtype.kind not in "iufb":
            raise ModelError("payoffs are one number for every state, in state order")
        if array.dtype.kind == "f" and not np.isfinite(array).all():
            raise ModelError("payoffs must be finite numbers")

    @classmethod
    def of(cls, values: ArrayLike) -> Payoffs:
        """Return payoffs from any one-dimensional sequence of numbers."""
        return cls(np.asarray(values))

    def ranks(self, n: int, blocks: Blocks) -> Ranks:
        """Return ordinal payoffs, shape (n,). O(n) for dense integers, else O(n log n)."""
        if len(self.values) != n:
            raise ModelError(f"{len(self.values)} payoffs for {n} feasible states")
        if self.values.dtype.kind in "iu" and n:
            low, high = int(self.values.min()), int(self.values.max())
            if high - low < 4 * n:
                # in 64 bits: the difference of two small integers need not be a small one
                shifted = self.values.astype(np.int64) - low if low else self.values
                return consecutive(shifted, high - low + 1)[0]
        return np.unique(self.values, return_inverse=True)[1].reshape(n).astype(np.int32)


Preference = Ordered | Weighted | Ranking | Payoffs


def consecutive(scores: NDArray[np.integer[Any]], bound: int) -> tuple[Ranks, int]:
    """Return scores in [0, bound) as consecutive ranks of the same order, and how many levels.

    O(n + bound) time.

    Examples
    --------
    >>> import numpy as np
    >>> consecutive(np.array([7, 2, 7, 5]), 8)
    (array([2, 0, 2, 1], dtype=int32), 3)
    """
    present = np.zeros(bound, np.bool_)
    present[scores] = True
    if present.all():
        return scores.astype(np.int32, copy=False), bound
    place = np.cumsum(present, dtype=np.int32) - np.int32(1)
    return place[scores], int(place[-1]) + 1


def wishes(preference: Preference) -> Sequence[Wish]:
    """Return the preference statements of a party; none for a ranking or payoffs."""
    return preference.wishes if isinstance(preference, Ordered | Weighted) else ()
