"""Fewest reversed pairs by trying every ranking: slow, and meant to be read.

An independent second opinion on `detente.conflict.inverse`. All weak orders (or all strict ones)
of the states are listed for every party, the nearest to the given one first, and the first
combination that the oracle of definitions finds stable is the answer.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from heapq import heappop, heappush
from itertools import permutations, product

from detente.conflict.model import Conflict
from oracle import Oracle

Payoff = tuple[int, ...]


def weak_orders(n: int) -> list[Payoff]:
    """Every ranking of n states, with ties, as consecutive payoffs."""
    return [p for p in product(range(n), repeat=n) if set(p) == set(range(max(p, default=0) + 1))]


def strict_orders(n: int) -> list[Payoff]:
    """Every ranking of n states without ties."""
    return list(permutations(range(n)))


def distance(given: Sequence[int], new: Sequence[int]) -> int:
    """How many strict preferences of the one the other does not share."""
    n = range(len(given))
    return sum(given[a] > given[b] and not new[a] > new[b] for a in n for b in n)


def keeps(new: Sequence[int], locks: Collection[tuple[int, int]]) -> bool:
    """Does the first state of each pair stand above the second?"""
    return all(new[a] > new[b] for a, b in locks)


class Malleable(Oracle):
    """Answers by definition under rankings that can be exchanged."""

    def rank(self, party: str, ranking: Payoff) -> None:
        """Give a party another ranking."""
        self.payoff[party] = dict(zip(self.codes, ranking, strict=True))
        self._reach = {key: found for key, found in self._reach.items() if not key[2]}


def fewest(
    conflict: Conflict,
    state: int,
    concept: str,
    parties: Sequence[str],
    sanction: str = "weak",
    orders: Callable[[int], list[Payoff]] = strict_orders,
    locks: dict[str, list[tuple[int, int]]] | None = None,
    fixed: Collection[str] = (),
) -> int | None:
    """The fewest reversed pairs of the parties' rankings; None when no rankings will do.

    `locks` are pairs of 0-based indices, of which the first stays above the second; the rankings
    of `fixed` parties stay as they are.
    """
    oracle = Malleable(conflict)
    given = {p: [oracle.payoff[p][code] for code in oracle.codes] for p in parties}
    choices = []
    for party in parties:
        rankings = {tuple(given[party])}
        if party not in fixed:
            rankings.update(orders(len(oracle.codes)))
        held = [r for r in rankings if keeps(r, (locks or {}).get(party, ()))]
        choices.append(sorted((distance(given[party], r), r) for r in held))
    for total, combination in _nearest_first(choices):
        for party, ranking in zip(parties, combination, strict=True):
            oracle.rank(party, ranking)
        s = oracle.codes[state - 1]
        if all(oracle.stable(concept, party, s, sanction) for party in parties):
            return total
    return None


def _nearest_first(
    choices: Sequence[Sequence[tuple[int, Payoff]]],
) -> Iterator[tuple[int, tuple[Payoff, ...]]]:
    """Every combination of one ranking from each list, by the sum of their distances."""
    first = (0,) * len(choices)
    heap = [(sum(choice[0][0] for choice in choices), first)]
    seen = {first}
    while heap:
        total, at = heappop(heap)
        yield total, tuple(choice[k][1] for choice, k in zip(choices, at, strict=True))
        for j, choice in enumerate(choices):
            after = (*at[:j], at[j] + 1, *at[j + 1 :])
            if after[j] < len(choice) and after not in seen:
                seen.add(after)
                heappush(heap, (total + choice[after[j]][0] - choice[at[j]][0], after))
