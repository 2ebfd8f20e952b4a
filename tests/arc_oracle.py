"""Stability over moves listed one by one, transcribed from the definitions: slow, to be read.

An independent second opinion on the engines for graph form and for unknown preferences. A reach
is the inductive definition of Fang, Hipel & Kilgour (1993), chapter 4, over pairs of a state and
who moved last. What a party thinks of two states is one of "+", "-", "=" and "?"; with unknown
pairs the four extensions are those of Li, Hipel, Kilgour & Fang (2004).

States are numbers from 0; `moves` has for every party a set of pairs, `thinks(party, s, t)` says
what the party thinks of t compared with s.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from detente.conflict.base import BaseConflict

CONCEPTS = ("nash", "gmr", "smr", "seq", "sseq")
EXTENSIONS = ("a", "b", "c", "d")

Thinks = Callable[[str, int, int], str]


class ArcOracle:
    """Answers by definition."""

    def __init__(self, n: int, moves: Mapping[str, set[tuple[int, int]]], thinks: Thinks) -> None:
        self.n, self.moves, self.thinks = n, moves, thinks

    def reachable(self, party: str, s: int) -> set[int]:
        """R_i(s)."""
        return {t for source, t in self.moves[party] if source == s}

    def liked(self, party: str, s: int, signs: str) -> set[int]:
        """Those of R_i(s) of which the party thinks one of some signs: R⁺_i(s), R⁺ᵁ_i(s), …"""
        return {t for t in self.reachable(party, s) if self.thinks(party, s, t) in signs}

    def replies(self, party: str, s1: int, signs: str) -> set[int]:
        """What the others can reach from s1, nobody moving twice in a row, each move so liked."""
        others = [j for j in self.moves if j != party]
        found = {(t, j) for j in others for t in self.liked(j, s1, signs)}
        while True:
            further = {
                (u, k)
                for t, last in found
                for k in others
                if k != last
                for u in self.liked(k, t, signs)
            }
            if further <= found:
                return {t for t, _ in found}
            found |= further

    def stable(
        self,
        concept: str,
        party: str,
        s: int,
        *,
        extension: str = "a",
        sanction: str = "weak",
        returns: bool = True,
    ) -> bool:
        """Is s stable for the party? Without unknown pairs all extensions are the same."""
        improving = "+?" if extension in "ac" else "+"
        return all(
            self.deterred(concept, party, s, s1, extension, sanction, returns)
            for s1 in self.liked(party, s, improving)
        )

    def deterred(
        self,
        concept: str,
        party: str,
        s: int,
        s1: int,
        extension: str,
        sanction: str,
        returns: bool,
    ) -> bool:
        """Can the others answer the move to s1 as the concept asks?"""
        if concept == "nash":
            return False
        credible = concept in ("seq", "sseq")
        bad = "-" if sanction == "strict" else "-="
        if extension in "cd":
            bad += "?"
        better = "+?" if extension in "ab" else "+"
        for s2 in self.replies(party, s1, "+?" if credible else "+-=?"):
            if s2 == s and not returns:
                continue
            if self.thinks(party, s, s2) not in bad:
                continue
            escapes = concept in ("smr", "sseq") and self.liked_against(party, s2, s, better)
            if not escapes:
                return True
        return False

    def liked_against(self, party: str, s2: int, s: int, signs: str) -> set[int]:
        """Those of R_i(s2) of which the party, compared with s, thinks one of some signs."""
        return {s3 for s3 in self.reachable(party, s2) if self.thinks(party, s, s3) in signs}

    def table(self, concept: str, party: str, **variant: object) -> list[bool]:
        """Stability of every state."""
        return [self.stable(concept, party, s, **variant) for s in range(self.n)]  # type: ignore[arg-type]


def moves_of(conflict: BaseConflict) -> dict[str, set[tuple[int, int]]]:
    """Every move of every party, found by asking of every two states who can move between them."""
    n = len(conflict.states)
    found: dict[str, set[tuple[int, int]]] = {party: set() for party in conflict.party_ids}
    for s in range(n):
        for t in range(n):
            if s != t:
                for party in conflict.movers(s + 1, t + 1):
                    found[party].add((s, t))
    return found


def by_payoffs(conflict: BaseConflict) -> Thinks:
    """What parties think where nothing is unknown."""
    payoffs = {party: conflict.payoffs(party).tolist() for party in conflict.party_ids}

    def thinks(party: str, s: int, t: int) -> str:
        here, there = payoffs[party][s], payoffs[party][t]
        return "+" if there > here else "-" if there < here else "="

    return thinks


def oracle_of(conflict: BaseConflict) -> ArcOracle:
    """The oracle of a conflict in either form, by its ordinal preferences."""
    return ArcOracle(len(conflict.states), moves_of(conflict), by_payoffs(conflict))
