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
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import groupby, pairwise
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from detente.conditions import Bools, Condition, negation
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
    strongly : int
        In an ordered list, the degree to which what it decides is strongly preferred; 0 for
        what is merely preferred.
    unsure : bool
        In an ordered list, whether it is unknown if the party wants it or the opposite.
    group : int
        In an ordered list, neighbours with one number other than 0 are wishes of which nobody
        knows which matters more.
    """

    condition: Condition
    weight: float = 1.0
    label: str = ""
    ground: Ground = NO_GROUND
    strongly: int = 0
    unsure: bool = False
    group: int = 0

    def opposite(self) -> Wish:
        """Return the wish for the opposite; the label, which says this one, is left out."""
        condition = self.condition
        turned = condition.args[0] if condition.op == "not" else negation(condition)
        return replace(self, condition=turned, label="")


@dataclass(frozen=True, slots=True)
class Ordered:
    """Wishes in order of importance: each outweighs all that follow it together.

    With statements 1…k, a state in which statement j holds scores 2^(k−j) for it. States are
    compared by the first statement on which they differ; any number of statements works. What is
    marked unsure is taken as written here; `detente.conflict.unsure` reads it otherwise.
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
    """Wishes whose weights add up; exact, so that equal sums tie.

    `strongly` holds ascending positive numbers: a difference of sums of at least the first is a
    strong preference, of at least the second one of degree 2, and so on.
    """

    wishes: tuple[Wish, ...]
    strongly: tuple[float, ...] = ()

    def __post_init__(self) -> None:
        numbers = (0.0, *self.strongly)
        if not all(math.isfinite(x) for x in numbers) or any(
            after <= before for before, after in pairwise(numbers)
        ):
            raise ModelError("differences that count as strong are positive numbers that ascend")

    def ranks(self, n: int, blocks: Blocks) -> Ranks:
        """Return ordinal payoffs, shape (n,). O(n log n) time."""
        total = self.sums(n, blocks)[0]
        return np.unique(total, return_inverse=True)[1].reshape(n).astype(np.int32)

    def sums(self, n: int, blocks: Blocks) -> tuple[NDArray[np.int64], int]:
        """Return the sum of weights of every state times a whole number, and that number.

        With that factor all sums are whole, and so exact.
        """
        whole, scale = self.whole_weights()
        total = np.zeros(n, np.int64)
        for block, holds in blocks():
            for wish, weight in zip(self.wishes, whole, strict=True):
                total[block] += weight * holds(wish.condition).astype(np.int64)
        return total, scale

    def whole_weights(self) -> tuple[list[int], int]:
        """Return the weights times a whole number that makes all of them whole, and that number.

        Raises
        ------
        ModelError
            If their sums would not be exact.
        """
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
        return whole, scale


@dataclass(frozen=True, slots=True)
class Ranking:
    """All states by number, best first; states of one inner tuple tie.

    `strongly` holds pairs of a level, 1 for the best, and a degree: whatever stands up to that
    level is strongly preferred to whatever stands below, to that degree.

    Raises `ModelError` when a level is no tuple of numbers; from `ranks` when a state is missing,
    unknown, or stands twice (which would put it above itself).
    """

    levels: tuple[tuple[int, ...], ...]
    ground: Ground = NO_GROUND
    strongly: tuple[tuple[int, int], ...] = ()

    def __post_init__(self) -> None:
        try:
            levels = tuple(tuple(operator.index(s) for s in level) for level in self.levels)
        except TypeError:
            raise ModelError(
                "a ranking lists levels, each a tuple of state numbers",
                hint="write ((3,), (1, 2)) for state 3 above states 1 and 2",
            ) from None
        object.__setattr__(self, "levels", levels)
        if self.strongly and not all(levels):
            raise ModelError("a ranking with strong gaps has an empty level")
        for after, degree in self.strongly:
            if not (1 <= after < len(levels) and degree >= 1):
                raise ModelError(
                    f"nothing is strongly preferred after level {after} of {len(levels)}",
                    hint="name a level with others below it, and a degree of at least 1",
                )

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


def priorities(preference: Ordered) -> list[tuple[Wish, ...]]:
    """Return an ordered list as parts of which each outweighs all that follow together.

    A part is one wish, or several of which nobody knows which matters more.

    Examples
    --------
    >>> from detente.conditions import parse
    >>> listed = Ordered((Wish(parse("a"), group=1), Wish(parse("b"), group=1), Wish(parse("c"))))
    >>> [len(part) for part in priorities(listed)]
    [2, 1]
    """
    runs = groupby(enumerate(preference.wishes), key=lambda pair: pair[1].group or ~pair[0])
    return [tuple(wish for _, wish in run) for _, run in runs]


def is_unsure(preference: Preference) -> bool:
    """Tell whether something of what a party wants is marked as not known."""
    return isinstance(preference, Ordered) and any(
        len(part) > 1 or part[0].unsure for part in priorities(preference)
    )


def marked_strongly(preference: Preference) -> int:
    """Return the highest degree of strong preference that a preference marks; 0 for none."""
    if isinstance(preference, Ordered):
        return max((wish.strongly for wish in preference.wishes), default=0)
    if isinstance(preference, Weighted):
        return len(preference.strongly)
    if isinstance(preference, Ranking):
        return max((degree for _, degree in preference.strongly), default=0)
    return 0


def level_states(ranks: Ranks) -> NDArray[np.int64]:
    """Return the index of some state of every payoff level, the worst first, shape (levels,)."""
    some = np.empty(int(ranks.max()) + 1, np.int64)
    some[ranks] = np.arange(len(ranks))
    return some
