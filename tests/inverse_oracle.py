"""The least edit of a party's statements by trying them all: slow, and meant to be read.

An edit turns a party's list into another. What a list costs is what the cheapest way to it costs:
every statement left out was dropped, every statement in it that is not the party's own was added,
and of those left all were moved but a set that still stands in its old order.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from itertools import combinations, permutations, product

from detente.conflict.model import Conflict
from detente.conflict.preferences import Ordered, Wish
from oracle import Oracle

MOVED, DROPPED, ADDED = Fraction(1), Fraction(2), Fraction(2)
WEIGHTS = {
    "low": Fraction(1, 4),
    "": Fraction(1, 2),
    "medium": Fraction(1, 2),
    "high": Fraction(3, 4),
}


def price(wish: Wish) -> Fraction:
    """How much a statement's confidence weighs."""
    confidence = wish.ground.confidence
    return WEIGHTS[confidence] if confidence in WEIGHTS else Fraction(confidence)


def lists(
    conflict: Conflict,
    party: str,
    kinds: Iterable[str],
    locked: Iterable[int],
    added: Sequence[Wish],
) -> Iterator[tuple[Fraction, tuple[Wish, ...]]]:
    """Every list that edits of some kinds can lead to, with what it costs.

    `locked` are 0-based places; at most one of `added` is added, below all locked ones.
    """
    own = conflict.preferences[party].wishes
    fixed = set(locked)
    free = [k for k in range(len(own)) if k not in fixed]
    for count in range(len(free) + 1 if "drop" in kinds else 1):
        for gone in combinations(free, count):
            left = [k for k in range(len(own)) if k not in gone]
            dropping = sum((DROPPED * price(own[k]) for k in gone), Fraction(0))
            for order in permutations(left) if "reorder" in kinds else [tuple(left)]:
                moving = moved(order, own, fixed)
                if moving is None:
                    continue
                listed = tuple(own[k] for k in order)
                yield dropping + moving, listed
                if "add" in kinds:
                    lowest = 1 + max((order.index(k) for k in fixed), default=-1)
                    for wish in added:
                        for at in range(lowest, len(listed) + 1):
                            cost = dropping + moving + ADDED * WEIGHTS["medium"]
                            yield cost, (*listed[:at], wish, *listed[at:])


def moved(order: Sequence[int], own: Sequence[Wish], fixed: set[int]) -> Fraction | None:
    """What it costs to move statements into an order, or None where one passes a locked one."""
    for k in fixed:
        if any((order.index(j) < order.index(k)) != (j < k) for j in order if j != k):
            return None
    best = None
    for size in range(len(order) + 1):
        for some in combinations(order, size):
            if list(some) == sorted(some) and fixed <= set(some):
                cost = sum((MOVED * price(own[k]) for k in order if k not in some), Fraction(0))
                best = cost if best is None else min(best, cost)
    return best


def with_list(conflict: Conflict, party: str, listed: Sequence[Wish]) -> Conflict:
    """The conflict with another list of statements for a party."""
    return conflict.with_changes(
        preferences={**conflict.preferences, party: Ordered(tuple(listed))}
    )


def least(
    conflict: Conflict,
    party: str,
    state: int,
    concept: str,
    sanction: str,
    kinds: Iterable[str],
    locked: Iterable[int] = (),
    added: Sequence[Wish] = (),
) -> Fraction | None:
    """The least cost at which a state, by number, is stable for the party; None where never."""
    best: Fraction | None = None
    for cost, listed in lists(conflict, party, kinds, locked, added):
        if best is not None and cost >= best:
            continue
        changed = Oracle(with_list(conflict, party, listed))
        if changed.stable(concept, party, changed.codes[state - 1], sanction):
            best = cost
    return best


def least_together(
    conflict: Conflict, state: int, concept: str, kinds: Iterable[str], source: int | None = None
) -> Fraction | None:
    """The least cost of lists for all parties at which a state is stable for all of them.

    With a source, each party that has to act on the way from there prefers the state besides.
    """
    kinds = list(kinds)
    every = [list(lists(conflict, party, kinds, (), ())) for party in conflict.party_ids]
    best: Fraction | None = None
    for chosen in product(*every):
        cost = sum((one for one, _ in chosen), Fraction(0))
        if best is not None and cost >= best:
            continue
        changed = conflict
        for party, (_, listed) in zip(conflict.party_ids, chosen, strict=True):
            changed = with_list(changed, party, listed)
        if holds_together(changed, state, concept, source):
            best = cost
    return best


def holds_together(conflict: Conflict, state: int, concept: str, source: int | None) -> bool:
    """Is a state stable for all, and preferred to the source by all who have to act?"""
    oracle = Oracle(conflict)
    s = oracle.codes[state - 1]
    if source is not None:
        q = oracle.codes[source - 1]
        if not all(oracle.payoff[p][s] > oracle.payoff[p][q] for p in oracle.changed(q, s)):
            return False
    return all(oracle.stable(concept, party, s) for party in conflict.party_ids)
