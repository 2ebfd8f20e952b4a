"""The fewest reversed pairs for one party, the others' rankings being what they are.

Without locked judgements the answer is a closed form: **raise s* until it is stable**. Some state
must fall; let t be the best of those that do. A state that the party ranks strictly between t and
s* cannot end both below t and above s*, so that at least one of its pairs with the two is
reversed, besides the pair of t and s* itself. Raising s* to just above t reverses exactly as many
and makes everything fall that fell before. What is left to decide is which of the states ranked
equal to t have to fall: as few as meet every clause.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from heapq import heappop, heappush
from itertools import count

import numpy as np
from numpy.typing import NDArray

from detente.conditions import Bools
from detente.conflict.inverse.pairs.clauses import Clause, Fall, Focus
from detente.conflict.preferences import Ranks

COVER_STEPS = 100_000
"""Combinations whose cost is looked at before the search for a cheapest cover is given up."""

Cost = Callable[[Fall], int]


@dataclass(frozen=True, slots=True)
class Need:
    """What one party's ranking has to give up.

    Parameters
    ----------
    payoff : ndarray of int, shape (n,), or None
        A ranking as payoffs that does it; None when none does.
    cost : int
        The pairs it reverses; 0 when there is none.
    bound : int
        No ranking reverses fewer.
    unmet : int or None
        When there is none, an improvement that cannot be met, as a 0-based index.
    """

    payoff: NDArray[np.int64] | None
    cost: int
    bound: int
    unmet: int | None = None


@dataclass(frozen=True, eq=False)
class Order:
    """One party's ranking around s*, and what it costs to make states fall.

    Parameters
    ----------
    payoff : ndarray of int32, shape (n,)
    here : int
        0-based index of s*.
    locked : collection of pair of int
        Judgements to be kept: of each pair, the first stays above the second.
    fixed : bool
        Whether the whole ranking is to be kept.
    """

    payoff: Ranks
    here: int
    locked: Collection[tuple[int, int]] = ()
    fixed: bool = False

    @cached_property
    def above(self) -> Bools:
        """Where the party prefers the state to s*, shape (n,)."""
        return self.payoff > self.payoff[self.here]

    @cached_property
    def barred(self) -> Fall:
        """The states that must not fall: locked above s*, or above another such state."""
        if self.fixed:
            return frozenset(np.flatnonzero(self.above).tolist())
        found: set[int] = set()
        pending = [self.here]
        while pending:
            lower = pending.pop()
            for upper, below in self.locked:
                if below == lower and self.above[upper] and upper not in found:
                    found.add(upper)
                    pending.append(upper)
        return frozenset(found)

    def closed(self, states: Fall) -> Fall | None:
        """Return what falls with some states, through locks; None when something must not."""
        found = set(states)
        pending = list(states)
        while pending:
            upper = pending.pop()
            for higher, lower in self.locked:
                if higher == upper and self.above[lower] and lower not in found:
                    found.add(lower)
                    pending.append(lower)
        return None if found & self.barred else frozenset(found)

    def cost(self, falling: Fall) -> int:
        """Return how many pairs are reversed at least when some states fall, and others may.

        A state ranked below some that fall, itself free to fall or not, costs one pair with s*
        if it falls and one with each of them if it does not; barred states cost as many as
        there are above them that fall.
        """
        over, under = self._over(falling), self._under
        fallen = self._by_level(falling)
        free = self._by_level(np.flatnonzero(self.above)) - fallen - self._by_level(self.barred)
        stay = int(self._by_level(self.barred) @ over)
        return len(falling) + stay + int(free @ np.minimum(over, 1 + under))

    def price(self, upper: int, lower: int) -> int:
        """Return how many pairs are reversed at least to have one state above another."""
        low, high = int(self.payoff[upper]), int(self.payoff[lower])
        return 0 if low >= high else int(self._below[high] - self._below[low + 1]) + 1

    @cached_property
    def _below(self) -> NDArray[np.int64]:
        """For every level how many states are ranked below it."""
        return np.concatenate([[0], np.cumsum(np.bincount(self.payoff))])

    def falls(self, falling: Fall) -> Bools:
        """Return everything that falls at the least cost when some states have to."""
        cheaper = self._over(falling) >= 1 + self._under
        everything = self.above & cheaper[self.payoff]
        everything[list(self.barred)] = False
        everything[list(falling)] = True
        return everything

    def after(self, everything: Bools) -> NDArray[np.int64]:
        """Return the ranking, as payoffs, in which some states have fallen to just below s*.

        Those that fall and those that stay keep their order; s* stands alone in between.
        """
        levels = int(self.payoff.max()) + 2
        tier = np.where(self.above, np.where(everything, 1, 3), 0)
        tier[self.here] = 2
        return np.unique(tier * levels + self.payoff, return_inverse=True)[1].reshape(-1)

    def _by_level(self, states: Collection[int] | NDArray[np.intp]) -> NDArray[np.int64]:
        at = np.fromiter(states, np.intp, len(states))
        return np.bincount(self.payoff[at], minlength=int(self.payoff.max()) + 1)

    def _over(self, states: Fall) -> NDArray[np.int64]:
        """Return for every level how many of some states the party ranks above it."""
        at = self._by_level(states)
        return int(at.sum()) - np.cumsum(at)

    @cached_property
    def _under(self) -> NDArray[np.int64]:
        """For every level how many barred states are ranked below it."""
        at = self._by_level(self.barred)
        return np.cumsum(at) - at


def least_for(focus: Focus, order: Order, steps: int = COVER_STEPS) -> Need:
    """Return the fewest reversed pairs that make s* stable for one party.

    Parameters
    ----------
    focus : Focus
        Party, state and concept.
    order : Order
        The party's ranking, and what of it is locked.
    steps : int
        Combinations to look at where a cover has to be searched for.

    Notes
    -----
    Without locks O(rounds·N·n) time, and the cover is one of equal states only. With locks the
    cover is searched for best first: exact within `steps`, else with the bound proved so far.
    """
    exact = not order.locked and not order.fixed
    ways = _at_critical_level(focus) if exact else _with_locks(focus, order)
    for clause, falls in ways:
        if not falls:
            return Need(None, 0, 0, clause.move)
    falling, bound = cheapest_cover([falls for _, falls in ways], order.cost, steps)
    return Need(order.after(order.falls(falling)), order.cost(falling), bound)


def _at_critical_level(focus: Focus) -> list[tuple[Clause, list[Fall]]]:
    """Return the clauses that are met last as s* rises, each with what of the last level can fall.

    States below that level fall at no further cost and are left out.
    """
    payoff, worth = focus.payoff, focus.worth()
    ways: list[tuple[Clause, list[Fall]]] = []
    critical = int(payoff[focus.here]) + 1
    for clause in focus.clauses():
        value = np.where(clause.members == clause.move, payoff[clause.move], worth[clause.members])
        level = int(value.min())
        if level > critical:
            ways, critical = [], level
        if level == critical:
            last = clause.members[value == level]
            if not focus.concept.escape:
                last = last[:1]  # clauses are disjoint: one member is as good as another
            falls = (focus.fall(clause, int(member)) for member in last)
            ways.append(
                (
                    clause,
                    _distinct(frozenset(s for s in fall if payoff[s] == level) for fall in falls),
                )
            )
    return ways


def _with_locks(focus: Focus, order: Order) -> list[tuple[Clause, list[Fall]]]:
    """Return the clauses not met already, each with all that the locks allow to fall."""
    ways = []
    for clause in focus.clauses():
        falls = [order.closed(focus.fall(clause, int(member))) for member in clause.members]
        if frozenset() not in falls:
            ways.append((clause, _distinct(fall for fall in falls if fall is not None)))
    return ways


def _distinct(falls: Iterable[Fall]) -> list[Fall]:
    """Return each set once, in an order that does not depend on chance."""
    return sorted(set(falls), key=lambda fall: (len(fall), sorted(fall)))


def cheapest_cover(
    clauses: Sequence[Sequence[Fall]], cost: Cost, steps: int = COVER_STEPS
) -> tuple[Fall, int]:
    """Return a cheapest union of one set from every clause, and a lower bound of its cost.

    Best-first branch and bound. A union costs at least what the dearest clause costs on its own,
    as `cost` never falls when a set grows. The two agree unless `steps` ran out.
    """
    first = [min(clause, key=cost) for clause in clauses]
    best = frozenset[int]().union(*first)
    least = cost(best)
    floor = max((cost(fall) for fall in first), default=0)
    serial = count()
    heap = [(floor, next(serial), frozenset[int](), tuple(clauses))]
    while heap and heap[0][0] < least:
        if steps < 0:
            return best, heap[0][0]
        floor, _, taken, left = heappop(heap)
        steps -= sum(len(clause) for clause in left)
        taken, left, dearest = _narrowed(taken, left, cost)
        if not left:
            best, least = taken, cost(taken)
            continue
        for fall in left[0]:
            both = taken | fall
            if (bound := max(floor, dearest, cost(both))) < least:
                heappush(heap, (bound, next(serial), both, left[1:]))
    return best, least


def _narrowed(
    taken: Fall, left: Sequence[Sequence[Fall]], cost: Cost
) -> tuple[Fall, tuple[Sequence[Fall], ...], int]:
    """Meet the clauses that cost nothing more; return the others, the dearest first.

    Last comes what the dearest costs with what is taken.
    """
    so_far = cost(taken)
    open_clauses = []
    for clause in left:
        cheapest = min(clause, key=lambda fall: cost(taken | fall))
        price = cost(taken | cheapest)
        if price == so_far:
            taken |= cheapest
        else:
            open_clauses.append((price, clause))
    open_clauses.sort(key=lambda entry: (-entry[0], len(entry[1])))
    return (
        taken,
        tuple(clause for _, clause in open_clauses),
        max((price for price, _ in open_clauses), default=so_far),
    )
