"""Strength of preference, transcribed from its definitions: slow, and meant to be read.

What "much less preferred" means is computed pair by pair as the smallest relation that the marks
of a case and its two closure properties demand; the stability definitions are those of Hamouda,
Kilgour & Hipel (2004, 2006), with `all` and `any` for "every" and "some".
"""

from __future__ import annotations

from fractions import Fraction

from detente.conflict.arcs import GraphConflict
from detente.conflict.base import BaseConflict
from detente.conflict.preferences import Ordered, Ranking, Weighted, Wish
from oracle import Oracle

CONCEPTS = ("nash", "gmr", "smr", "seq", "sseq")


class ListedMoves(Oracle):
    """The definitions over moves that are listed one by one; a state is its place."""

    def __init__(self, conflict: GraphConflict) -> None:
        self.parties = conflict.party_ids
        self.codes = list(range(len(conflict.states)))
        self.payoff = {
            party: dict(enumerate(map(int, conflict.payoffs(party)))) for party in self.parties
        }
        place = conflict.columns
        self._moves = {
            (party, s): {place[t] for f, t in conflict.listed_moves[party] if place[f] == s}
            for party in self.parties
            for s in self.codes
        }
        self._reach = {}


class StrengthOracle(Oracle):
    """Answers by definition, for one conflict with marks and one degree."""

    def __init__(self, conflict: BaseConflict, degree: int) -> None:
        super().__init__(conflict)
        self.conflict, self.degree = conflict, degree
        self.true_in: dict[str, list[bool]] = {}
        self.much = {party: self._much(party) for party in self.parties}

    def _much(self, party: str) -> set[tuple[int, int]]:
        """Pairs (s, t) of codes with s ≫ t, to at least the degree."""
        preference, payoff = self.conflict.preferences[party], self.payoff[party]
        marked = {
            Ordered: self._marked_by_statement,
            Weighted: self._marked_by_difference,
            Ranking: self._marked_by_gap,
        }.get(type(preference), lambda party, s, t: False)
        pairs = {(s, t) for s in self.codes for t in self.codes if marked(party, s, t)}
        # a ≥ b ≫ c ≥ e ⇒ a ≫ e; one round suffices, since ≥ is transitive
        return {
            (a, e)
            for b, c in pairs
            for a in self.codes
            if payoff[a] >= payoff[b]
            for e in self.codes
            if payoff[c] >= payoff[e]
        }

    def _marked_by_statement(self, party: str, s: int, t: int) -> bool:
        """s > t, and the first statement that tells them apart is marked."""
        if self.payoff[party][s] <= self.payoff[party][t]:
            return False
        for wish in self.conflict.preferences[party].wishes:
            if self._holds(wish, s) != self._holds(wish, t):
                return wish.strongly >= self.degree
        raise AssertionError("a difference that no statement makes")

    def _marked_by_difference(self, party: str, s: int, t: int) -> bool:
        thresholds = self.conflict.preferences[party].strongly
        if self.degree > len(thresholds):
            return False
        difference = self._sum(party, s) - self._sum(party, t)
        return difference >= Fraction(str(thresholds[self.degree - 1]))

    def _sum(self, party: str, s: int) -> Fraction:
        listed = self.conflict.preferences[party].wishes
        held = (Fraction(str(wish.weight)) for wish in listed if self._holds(wish, s))
        return sum(held, Fraction(0))

    def _holds(self, wish: Wish, s: int) -> bool:
        key = str(wish.condition)
        if key not in self.true_in:
            self.true_in[key] = self.conflict.holds(wish.condition).tolist()
        return self.true_in[key][self.codes.index(s)]

    def _marked_by_gap(self, party: str, s: int, t: int) -> bool:
        ranking = self.conflict.preferences[party]
        place = {
            self.codes[state - 1]: k for k, level in enumerate(ranking.levels, 1) for state in level
        }
        return any(
            place[s] <= after < place[t] and degree >= self.degree
            for after, degree in ranking.strongly
        )

    def strongly_stable(self, concept: str, party: str, s: int) -> bool:
        """Is every improvement from s, mild or strong, answered by something much worse than s?"""
        return all(self._much_deterred(concept, party, s, s1) for s1 in self.improvements(party, s))

    def _much_deterred(self, concept: str, party: str, s: int, s1: int) -> bool:
        if concept == "nash":
            return False
        replies = self.replies(party, s1, improving=concept in ("seq", "sseq"))
        much = self.much[party]
        if concept in ("gmr", "seq"):
            return any((s, s2) in much for s2 in replies)
        return any(
            (s, s2) in much and all((s, s3) in much for s3 in self.moves(party, s2))
            for s2 in replies
        )


class ListedStrength(StrengthOracle, ListedMoves):
    """Strength of preference over moves that are listed one by one."""
