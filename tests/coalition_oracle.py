"""The definitions of coalition stability, transcribed with Python sets: slow, and meant to be read.

After Kilgour, Hipel, Peng & Fang (2001) and Inohara & Hipel (2008). Moves, payoffs and individual
reaches are those of `oracle`.
"""

from __future__ import annotations

from collections.abc import Collection
from itertools import chain, combinations

from detente.conflict.model import Conflict
from oracle import Oracle

CONCEPTS = ("cnash", "cgmr", "csmr", "cseq")

Coalition = tuple[str, ...]


def coalitions(parties: Collection[str]) -> list[Coalition]:
    """Every non-empty coalition, smaller ones first."""
    sizes = range(1, len(parties) + 1)
    return list(chain.from_iterable(combinations(parties, size) for size in sizes))


class CoalitionOracle(Oracle):
    """Answers by definition, for one conflict and one variant of the definitions."""

    def __init__(
        self,
        conflict: Conflict,
        improvement: str = "strict",
        moves: str = "sequential",
        sanctioned_by: str = "individuals",
    ) -> None:
        super().__init__(conflict)
        self.improvement, self.how, self.sanctioned_by = improvement, moves, sanctioned_by
        self._together: dict[tuple[Coalition, int], frozenset[int]] = {}

    def improves(self, h: Coalition, s: int, t: int) -> bool:
        """t ≫_H s: every member prefers t; by Pareto, one does and none likes t less."""
        gains = [self.payoff[i][t] - self.payoff[i][s] for i in h]
        if self.improvement == "pareto":
            return min(gains) >= 0 and max(gains) > 0
        return min(gains) > 0

    def together(self, h: Coalition, s: int) -> frozenset[int]:
        """R_H(s) in turn, or, joint, what differs legally from s in options of members only."""
        if (h, s) not in self._together:
            self._together[h, s] = (
                self.reach(h, s)
                if self.how == "sequential"
                else frozenset(
                    t
                    for t in self.codes
                    if t != s
                    if self.changed(s, t) <= set(h) and self.legal(s, t)
                )
            )
        return self._together[h, s]

    def coalition_improvements(self, h: Coalition, s: int) -> set[int]:
        """CR⁺_H(s): the end counts, not the way to it."""
        return {t for t in self.together(h, s) if self.improves(h, s, t)}

    def answers(self, h: Coalition, s1: int) -> Collection[int]:
        """R_{N−H}(s₁), by coalitions of the others if they may form them."""
        others = tuple(j for j in self.parties if j not in h)
        if self.sanctioned_by == "coalitions" and others:
            return self.together(others, s1)
        return self.reach(others, s1)

    def wanted_answers(self, h: Coalition, s1: int) -> Collection[int]:
        """R⁺_{N−H}(s₁), or its like by coalitional improvements, no coalition twice in a row."""
        others = [j for j in self.parties if j not in h]
        if self.sanctioned_by == "individuals":
            return self.reach(others, s1, improving=True)
        some = coalitions(others)
        met = {(t, k) for k in some for t in self.coalition_improvements(k, s1)}
        newest = met
        while newest:
            newest = {
                (u, k)
                for t, last in newest
                for k in some
                if k != last
                for u in self.coalition_improvements(k, t)
            } - met
            met = met | newest
        return {t for t, _ in met}

    def coalition_stable(self, concept: str, h: Coalition, s: int) -> bool:
        """Is every improvement s₁ ∈ CR⁺_H(s) sanctioned?"""
        return all(self.sanctioned(concept, h, s, s1) for s1 in self.coalition_improvements(h, s))

    def sanctioned(self, concept: str, h: Coalition, s: int, s1: int) -> bool:
        """Is there an answer s₂ to s₁ that is no improvement of H on s?"""
        if concept == "cnash":
            return False
        answers = self.wanted_answers(h, s1) if concept == "cseq" else self.answers(h, s1)
        return any(
            not self.improves(h, s, s2)
            and not (
                concept == "csmr" and any(self.improves(h, s, s3) for s3 in self.together(h, s2))
            )
            for s2 in answers
        )

    def coalition_table(self, concept: str, h: Coalition) -> list[bool]:
        """Stability of every state, in state order."""
        return [self.coalition_stable(concept, h, s) for s in self.codes]
