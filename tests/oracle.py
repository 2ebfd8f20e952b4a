"""The definitions of the graph model, transcribed with Python sets: slow, and meant to be read.

An independent second opinion on the fast engine. Nothing here is clever: a move is found by
looking at every feasible state, a reach is the inductive definition of Fang, Hipel & Kilgour
(1993), chapter 4, over pairs of a state and who moved last, and a stability definition is its
sentence with ``all`` and ``any`` for "every" and "some". States are the codes of the model (bit k
is set when option k is taken); only codes, options and ordinal payoffs are read from it.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from itertools import product

from detente.conflict.model import Conflict

CONCEPTS = ("nash", "gmr", "smr", "seq", "sseq", "sim")
SANCTIONS = ("weak", "strict")

Step = Callable[[str, int], set[int]]
"""From a party and a state to the states that one step of the party leads to."""


class Oracle:
    """Answers by definition, for one conflict."""

    def __init__(self, conflict: Conflict) -> None:
        self.options = conflict.options
        self.parties = conflict.party_ids
        self.codes = [int(code) for code in conflict.states.codes]
        self.feasible = set(self.codes)
        self.payoff = {
            party: dict(zip(self.codes, map(int, conflict.payoffs(party)), strict=True))
            for party in self.parties
        }
        self._moves = {
            (party, s): {
                t for t in self.codes if self.changed(s, t) == {party} and self.legal(s, t)
            }
            for party in self.parties
            for s in self.codes
        }
        self._reach: dict[tuple[frozenset[str], int, bool], frozenset[int]] = {}

    # -- Moves ---------------------------------------------------------------------------------

    def changed(self, s: int, t: int) -> set[str]:
        """The parties whose options differ between s and t."""
        return {option.party for k, option in enumerate(self.options) if (s ^ t) >> k & 1}

    def legal(self, s: int, t: int) -> bool:
        """Is every option that differs changed in a direction in which it may be changed?"""
        forbidden = {"forward": 1, "back": 0, "both": None}
        return not any(
            (s ^ t) >> k & 1 and s >> k & 1 == forbidden[option.direction]
            for k, option in enumerate(self.options)
        )

    def moves(self, party: str, s: int) -> set[int]:
        """R_i(s): the feasible states that `party` can reach from s in one step, on its own.

        Options are changed at once, so that only the state at the end has to be feasible (Fang,
        Hipel & Kilgour 1993, chapter 3).
        """
        return self._moves[party, s]

    def improvements(self, party: str, s: int) -> set[int]:
        """R⁺_i(s): those of R_i(s) that `party` strictly prefers to s."""
        return {t for t in self.moves(party, s) if self.payoff[party][t] > self.payoff[party][s]}

    def reach(self, movers: Collection[str], s: int, *, improving: bool = False) -> frozenset[int]:
        """R_H(s), or R⁺_H(s) when every step must be an improvement for the mover.

        The inductive definition of a coalition's unilateral moves (and of its unilateral
        improvements) in Fang, Hipel & Kilgour (1993), chapter 4: (i) if j ∈ H and t ∈ R_j(s), then t ∈ R_H(s) with j as a last mover; (ii) if
        t ∈ R_H(s) has a last mover other than j ∈ H, and u ∈ R_j(t), then u ∈ R_H(s) with j as a
        last mover. Nobody moves twice in a row; a party may move again after another one.
        """
        key = frozenset(movers), s, improving
        if key not in self._reach:
            step = self.improvements if improving else self.moves
            self._reach[key] = frozenset(t for t, _ in self.sequences(movers, s, step))
        return self._reach[key]

    def sequences(self, movers: Collection[str], s: int, step: Step) -> dict[tuple[int, str], int]:
        """Every (state, last mover) that a legal sequence ends in, with the fewest steps to it."""
        steps = {(t, j): 1 for j in movers for t in step(j, s)}
        newest = list(steps)
        while newest:
            found = [(u, j) for t, last in newest for j in movers if j != last for u in step(j, t)]
            length = 1 + steps[newest[0]]
            newest = [pair for pair in dict.fromkeys(found) if pair not in steps]
            steps.update(dict.fromkeys(newest, length))
        return steps

    def shortest(
        self, movers: Collection[str], s: int, t: int, step: Step
    ) -> list[tuple[tuple[str, int, int], ...]]:
        """All shortest legal sequences from s to t, of steps (party, from, to)."""
        if s == t:
            return [()]
        ends = [steps for (u, _), steps in self.sequences(movers, s, step).items() if u == t]
        trails: list[tuple[tuple[str, int, int], ...]] = [()]
        for _ in range(min(ends, default=0)):
            trails = [
                (*trail, (j, here, there))
                for trail in trails
                for here in [trail[-1][2] if trail else s]
                for j in movers
                if not trail or trail[-1][0] != j
                for there in step(j, here)
            ]
        return [trail for trail in trails if trail and trail[-1][2] == t]

    def joint_improvements(self, s: int) -> dict[int, frozenset[str]]:
        """What groups can do at once: from each state to the parties that act to bring it about.

        Every change is legal, and every party that acts strictly prefers the state to s.
        """
        return {
            t: frozenset(group)
            for t in self.codes
            if (group := self.changed(s, t)) and self.legal(s, t)
            if all(self.payoff[j][t] > self.payoff[j][s] for j in group)
        }

    # -- Stability -----------------------------------------------------------------------------

    def stable(self, concept: str, party: str, s: int, sanction: str = "weak") -> bool:
        """Is s stable for `party`: does every improvement from s meet what the concept asks?

        Each concept says when the improvement s₁ ∈ R⁺_i(s) is deterred; s is stable when every
        one is (Fang, Hipel & Kilgour 1993, chapters 3 and 4; SSEQ: Rêgo & Vieira 2017).
        """
        return all(
            self.deterred(concept, party, s, s1, sanction) for s1 in self.improvements(party, s)
        )

    def deterred(self, concept: str, party: str, s: int, s1: int, sanction: str) -> bool:
        """Does the improvement s₁ from s meet what the concept asks?"""
        definition = {
            "nash": self.never,
            "gmr": self.general_metarational,
            "smr": self.symmetric_metarational,
            "seq": self.sequential,
            "sseq": self.symmetric_sequential,
            "sim": self.simultaneous,
        }[concept]
        return definition(party, s, s1, sanction)

    def never(self, party: str, s: int, s1: int, sanction: str) -> bool:
        """Nash: R⁺_i(s) is empty, so that no improvement may exist at all."""
        return False

    def general_metarational(self, party: str, s: int, s1: int, sanction: str) -> bool:
        """GMR: some s₂ ∈ R_{N−i}(s₁) has s₂ ≤_i s."""
        return any(self.sanctions(party, s, s2, sanction) for s2 in self.replies(party, s1))

    def symmetric_metarational(self, party: str, s: int, s1: int, sanction: str) -> bool:
        """SMR: some s₂ ∈ R_{N−i}(s₁) has s₂ ≤_i s, and so has every s₃ ∈ R_i(s₂)."""
        return any(
            self.sanctions(party, s, s2, sanction) and not self.escapes(party, s, s2)
            for s2 in self.replies(party, s1)
        )

    def sequential(self, party: str, s: int, s1: int, sanction: str) -> bool:
        """SEQ: some s₂ ∈ R⁺_{N−i}(s₁) has s₂ ≤_i s."""
        return any(
            self.sanctions(party, s, s2, sanction) for s2 in self.replies(party, s1, improving=True)
        )

    def symmetric_sequential(self, party: str, s: int, s1: int, sanction: str) -> bool:
        """SSEQ: some s₂ ∈ R⁺_{N−i}(s₁) has s₂ ≤_i s, and so has every s₃ ∈ R_i(s₂)."""
        return any(
            self.sanctions(party, s, s2, sanction) and not self.escapes(party, s, s2)
            for s2 in self.replies(party, s1, improving=True)
        )

    def simultaneous(self, party: str, s: int, s1: int, sanction: str) -> bool:
        """SIM: the others, each staying or improving *from s*, at once with i, land in s₂ ≤_i s.

        Simultaneous stability of Fraser & Hipel (1984), for any number of parties; combinations
        that land outside the feasible states do not count.
        """
        choices = [{s} | self.improvements(other, s) for other in self.others(party)]
        landings = set()
        for choice in product(*choices):
            changed = s ^ s1
            for t in choice:
                changed ^= s ^ t
            landings.add(s ^ changed)
        return any(self.sanctions(party, s, s2, sanction) for s2 in landings & self.feasible)

    def sanctions(self, party: str, s: int, s2: int, sanction: str) -> bool:
        """s₂ ≤_i s; with strict sanctions s₂ <_i s."""
        if sanction == "strict":
            return self.payoff[party][s2] < self.payoff[party][s]
        return self.payoff[party][s2] <= self.payoff[party][s]

    def escapes(self, party: str, s: int, s2: int) -> bool:
        """Some s₃ ∈ R_i(s₂) is better for i than s, under weak and strict sanctions alike."""
        return any(self.payoff[party][s3] > self.payoff[party][s] for s3 in self.moves(party, s2))

    def replies(self, party: str, s1: int, *, improving: bool = False) -> frozenset[int]:
        """R_{N−i}(s₁) or R⁺_{N−i}(s₁)."""
        return self.reach(self.others(party), s1, improving=improving)

    def others(self, party: str) -> tuple[str, ...]:
        return tuple(other for other in self.parties if other != party)

    # -- Tables --------------------------------------------------------------------------------

    def table(self, concept: str, party: str, sanction: str = "weak") -> list[bool]:
        """Stability of every state, in state order."""
        return [self.stable(concept, party, s, sanction) for s in self.codes]

    def equilibria(self, concept: str, sanction: str = "weak") -> tuple[int, ...]:
        """Numbers of the states that are stable for every party."""
        return tuple(
            number
            for number, s in enumerate(self.codes, 1)
            if all(self.stable(concept, party, s, sanction) for party in self.parties)
        )


def verdicts(conflict: Conflict) -> Iterator[tuple[str, str, str, list[bool]]]:
    """Yield sanction, concept, party and the stability of every state, by definition."""
    oracle = Oracle(conflict)
    for sanction in SANCTIONS:
        for concept in CONCEPTS:
            for party in oracle.parties:
                yield sanction, concept, party, oracle.table(concept, party, sanction)
