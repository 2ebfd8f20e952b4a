"""The cheapest set that is enough, where more is never worse.

Implicit hitting sets: a set that is not enough is grown until nothing more can be added without
its being enough; whatever it then leaves out is a *core*, and every set that is enough contains
something of each core. The cheapest set that meets all cores found so far is a lower bound, and
once it is enough it is the cheapest [@karp2010].
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction

MAX_TRIES = 2_000
"""Sets tried, beyond which the best one found is given with its bound."""
MAX_NODES = 200_000
"""Partial sets looked at in search of the cheapest that meets all cores."""

Chosen = frozenset[int]
Enough = Callable[[Chosen], bool]


@dataclass(frozen=True, slots=True)
class Cheapest:
    """The cheapest sets that are enough.

    Parameters
    ----------
    sets : tuple of frozenset of int
        The cheapest first, and those of equal cost, none with an element to spare; empty when not
        even everything is enough.
    cost : Fraction
        What the first costs.
    bound : Fraction
        No set that is enough costs less; equal to `cost` where that is proved least.
    complete : bool
        Whether `sets` are all sets of that cost without an element to spare.
    """

    sets: tuple[Chosen, ...]
    cost: Fraction = Fraction(0)
    bound: Fraction = Fraction(0)
    complete: bool = True


class _OutOfReachError(Exception):
    """The search for the cheapest set grew past its limit."""


def cheapest(
    costs: Sequence[Fraction], enough: Enough, *, limit: int = 1, within: Fraction = Fraction(0)
) -> Cheapest:
    """Return the cheapest sets of elements that are enough.

    Parameters
    ----------
    costs : sequence of Fraction
        What each element costs, at least 0.
    enough : callable
        Tells of a set of elements whether it is enough; a larger set of a set that is must be.
    limit : int
        Most sets returned.
    within : Fraction
        Sets that cost no more than this above the cheapest are returned too.

    Returns
    -------
    Cheapest

    Notes
    -----
    Exponential at worst; exact where `cost` equals `bound`, and otherwise the bound is proved.

    Examples
    --------
    >>> both = cheapest([Fraction(1), Fraction(3), Fraction(1)], lambda s: 1 in s or {0, 2} <= s)
    >>> sorted(both.sets[0]), both.cost, both.bound
    ([0, 2], Fraction(2, 1), Fraction(2, 1))
    """
    everything = frozenset(range(len(costs)))
    if not enough(everything):
        return Cheapest(())
    search = _Search(costs, enough)
    found: list[Chosen] = []
    bound = Fraction(0)
    try:
        while len(found) < limit and search.tries < MAX_TRIES:
            best = search.meeting(found)
            if best is None or (found and _cost(costs, best) > bound + within):
                return Cheapest(tuple(found), bound, bound)
            if not found:
                bound = _cost(costs, best)
            if enough(best):
                found.append(search.without_spare(best))
            else:
                search.learn(best)
    except _OutOfReachError:
        pass
    if found:
        return Cheapest(tuple(found), bound, bound, complete=False)
    some = search.without_spare(everything)
    return Cheapest((some,), _cost(costs, some), bound, complete=False)


def _cost(costs: Sequence[Fraction], chosen: Chosen) -> Fraction:
    return sum((costs[e] for e in chosen), Fraction(0))


class _Search:
    """What is known so far: the cores."""

    def __init__(self, costs: Sequence[Fraction], enough: Enough) -> None:
        self.costs, self.enough = costs, enough
        self.cores: list[Chosen] = []
        self.tries = 0
        self.dearest = sorted(range(len(costs)), key=lambda e: (-costs[e], e))

    def learn(self, chosen: Chosen) -> None:
        """Add the core of a set that is not enough."""
        self.tries += 1
        grown = set(chosen)
        for element in self.dearest:
            if element not in grown and not self.enough(frozenset(grown | {element})):
                grown.add(element)
        self.cores.append(frozenset(range(len(self.costs))) - grown)

    def without_spare(self, chosen: Chosen) -> Chosen:
        """Return a set without what it can spare, the dearest first."""
        for element in self.dearest:
            if element in chosen and self.enough(chosen - {element}):
                chosen -= {element}
        return chosen

    def meeting(self, known: Sequence[Chosen]) -> Chosen | None:
        """Return the cheapest set that meets all cores and contains no known one."""
        best: list[tuple[Fraction, Chosen]] = []
        nodes = 0

        def extend(chosen: Chosen, cost: Fraction, banned: Chosen) -> None:
            nonlocal nodes
            nodes += 1
            if nodes > MAX_NODES:
                raise _OutOfReachError
            if any(other <= chosen for other in known):
                return
            left = [core - banned for core in self.cores if not core & chosen]
            if best and cost + self._at_least(left) >= best[0][0]:
                return
            if not left:
                best[:] = [(cost, chosen)]
                return
            tried = banned
            smallest = min(left, key=len)
            for element in sorted(smallest, key=lambda e: (self.costs[e], e)):
                extend(chosen | {element}, cost + self.costs[element], tried)
                tried |= {element}

        extend(frozenset(), Fraction(0), frozenset())
        return best[0][1] if best else None

    def _at_least(self, cores: Sequence[Chosen]) -> Fraction:
        """Return what meeting some cores costs at least: disjoint ones need an element each."""
        used: set[int] = set()
        total = Fraction(0)
        for core in sorted(cores, key=len):
            if not core & used:
                used |= core
                total += min((self.costs[e] for e in core), default=Fraction(0))
        return total
