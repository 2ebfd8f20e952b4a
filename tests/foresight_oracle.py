"""Limited-move stability straight from its definition: explicit recursion, readings enumerated.

Slow, and meant to be read. A *reading* settles all that is open: which of several equally good
moves is made, and which of several parties that would move goes next. The outcome of a party at a
state is ("stays", s) or ("goes", end); the set of outcomes over all readings is what is returned.
"""

from __future__ import annotations

from functools import cache
from itertools import product

from detente.conflict.arcs import GraphConflict
from oracle import Oracle

MOST_READINGS = 20_000


class TooManyReadingsError(Exception):
    """More readings than a test has time for."""


class GraphForm:
    """A conflict in graph form, its states by index: what the definition needs to know."""

    def __init__(self, conflict: GraphConflict) -> None:
        self.parties = conflict.party_ids
        self.payoff = {party: conflict.payoffs(party).tolist() for party in self.parties}
        place = {state.id: k for k, state in enumerate(conflict.states)}
        self.pairs = {
            party: {(place[a], place[b]) for a, b in conflict.listed_moves.get(party, ())}
            for party in self.parties
        }

    def moves(self, party: str, s: int) -> set[int]:
        return {t for source, t in self.pairs[party] if source == s}


class ForesightOracle:
    """Answers by definition, for one conflict."""

    def __init__(self, base: Oracle | GraphForm, variant: str = "each-reading") -> None:
        self.base = base
        self.variant = variant
        self.outcomes = cache(self._outcomes)

    def _outcomes(self, h: int, i: str, s: int) -> frozenset[tuple[str, int]]:
        """What i does at s with h moves left, in each reading."""
        if h == 0:
            return frozenset({("stays", s)})
        after = {k: self.after(h, i, k) for k in sorted(self.base.moves(i, s))}
        if not after:
            return frozenset({("stays", s)})
        if self.variant == "each-reading":
            return self.in_each_reading(i, s, after)
        return self.by_value(i, s, after)

    def after(self, h: int, i: str, k: int) -> frozenset[int]:
        """How things end, in each reading, once i has moved to k with one of h moves."""
        others = [j for j in self.base.parties if j != i]
        ends: set[int] = set()
        for intentions in product(*(self.outcomes(h - 1, j, k) for j in others)):
            goers = [end for what, end in intentions if what == "goes"]
            ends |= set(goers) or {k}
        return frozenset(ends)

    def in_each_reading(
        self, i: str, s: int, after: dict[int, frozenset[int]]
    ) -> frozenset[tuple[str, int]]:
        payoff = self.base.payoff[i]
        readings = 1
        for ends in after.values():
            readings *= len(ends)
        if readings > MOST_READINGS:
            raise TooManyReadingsError
        found: set[tuple[str, int]] = set()
        for ends in product(*after.values()):
            best = max(payoff[end] for end in ends)
            if best > payoff[s]:
                found |= {("goes", end) for end in ends if payoff[end] == best}
            else:
                found.add(("stays", s))
        return frozenset(found)

    def by_value(
        self, i: str, s: int, after: dict[int, frozenset[int]]
    ) -> frozenset[tuple[str, int]]:
        """The worst, or the best, of what may follow a move is the move's value."""
        payoff = self.base.payoff[i]
        pick = min if self.variant == "pessimistic" else max
        values = {k: pick(payoff[end] for end in ends) for k, ends in after.items()}
        best = max(values.values())
        if best <= payoff[s]:
            return frozenset({("stays", s)})
        return frozenset(("goes", end) for k in after if values[k] == best for end in after[k])

    def verdict(self, h: int, i: str, s: int) -> int:
        """2: i stays in all readings, 1: in some, 0: in none."""
        whats = {what for what, _ in self.outcomes(h, i, s)}
        return 2 if whats == {"stays"} else 1 if "stays" in whats else 0


def limited_move(oracle: Oracle, h: int, i: str, j: str, s: int) -> int:
    """G_h(i, s) of Fang, Hipel & Kilgour (1993), chapter 3: two parties, no ties."""
    if h == 0 or not oracle.moves(i, s):
        return s
    best = max(
        (limited_move(oracle, h - 1, j, i, k) for k in oracle.moves(i, s)),
        key=lambda end: oracle.payoff[i][end],
    )
    return best if oracle.payoff[i][best] > oracle.payoff[i][s] else s
