"""Hypergames by definition: each own game enumerated from scratch, slow, and meant to be read.

Nothing of `detente.conflict.views` or `detente.conflict.hypergames` is used: every combination of
options is tried against what the party believes, conditions are evaluated one state at a time,
and stability is that of `oracle` in the game that results. States are codes, which are the same
in every game.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from detente.conditions import Condition
from detente.conflict.model import Conflict
from detente.conflict.preferences import Ordered, Preference, Ranking, Weighted
from detente.conflict.views import View
from meanings import truth
from oracle import CONCEPTS, Oracle


def holds(condition: Condition, code: int, conflict: Conflict) -> bool:
    """Is a condition true when exactly the options of a code are taken?"""
    state = {option.name: bool(code >> k & 1) for k, option in enumerate(conflict.options)}
    return truth(condition, state, {key: term.condition for key, term in conflict.terms.items()})


def true_codes(conflict: Conflict) -> list[int]:
    """The combinations that no rule of the case excludes."""
    return [
        code
        for code in range(1 << len(conflict.options))
        if not any(holds(rule.condition, code, conflict) for rule in conflict.infeasible)
    ]


def believed_codes(conflict: Conflict, view: View) -> list[int]:
    """The combinations that a party believes can occur.

    Those that no rule excludes in which it believes: the rules of the case but those it
    disbelieves, its own, and that what it does not see is never taken.
    """
    names = [option.name for option in conflict.options]
    disbelieved = {str(rule.condition) for rule in view.disbelieves}
    rules = [r for r in conflict.infeasible if str(r.condition) not in disbelieved]
    return [
        code
        for code in range(1 << len(names))
        if not any(holds(rule.condition, code, conflict) for rule in rules)
        if not any(holds(rule.condition, code, conflict) for rule in view.infeasible)
        if not any(code >> names.index(option) & 1 for option in view.unaware)
    ]


def worth(preference: Preference, code: int, conflict: Conflict) -> object:
    """Something that is larger the more a state is preferred."""
    if isinstance(preference, Ordered):
        return [holds(wish.condition, code, conflict) for wish in preference.wishes]
    if isinstance(preference, Weighted):
        return sum(
            Fraction(str(wish.weight))
            for wish in preference.wishes
            if holds(wish.condition, code, conflict)
        )
    number = true_codes(conflict).index(code) + 1
    if isinstance(preference, Ranking):
        return -next(k for k, level in enumerate(preference.levels) if number in level)
    return preference.values[number - 1]


class OwnOracle(Oracle):
    """The game that one party sees."""

    def __init__(self, conflict: Conflict, party: str) -> None:
        view = conflict.views.get(party, View())
        believed = {option.name: option for option in view.directions}
        self.options = tuple(believed.get(option.name, option) for option in conflict.options)
        self.parties = conflict.party_ids
        self.codes = believed_codes(conflict, view)
        self.feasible = set(self.codes)
        self.payoff = {}
        for other in self.parties:
            preference = view.preferences.get(other, conflict.preferences[other])
            value = {code: worth(preference, code, conflict) for code in self.codes}
            levels: list[object] = []
            for worth_of_it in sorted(value.values()):  # type: ignore[type-var]
                if worth_of_it not in levels:
                    levels.append(worth_of_it)
            self.payoff[other] = {code: levels.index(v) for code, v in value.items()}
        self._moves = {
            (other, s): {
                t for t in self.codes if self.changed(s, t) == {other} and self.legal(s, t)
            }
            for other in self.parties
            for s in self.codes
        }
        self._reach = {}


class HypergameOracle:
    """Answers by definition about the hypergame of a conflict with views."""

    def __init__(self, conflict: Conflict) -> None:
        self.parties = conflict.party_ids
        self.truth = Oracle(conflict)
        self.views = conflict.views
        self.games = {party: OwnOracle(conflict, party) for party in self.parties}

    def stable(self, concept: str, party: str, s: int, unseen: str, sanction: str) -> bool:
        """Does a party stay at a state that can occur, by what it sees?"""
        game = self.games[party]
        if s in game.feasible:
            return game.stable(concept, party, s, sanction)
        if not any(s in other.feasible for other in self.games.values()):
            return False
        if unseen == "mistaken":
            taken_for = self.without_the_unseen(party, s)
            return taken_for in game.feasible and game.stable(concept, party, taken_for, sanction)
        return unseen == "stable"

    def without_the_unseen(self, party: str, s: int) -> int:
        """What a party takes a state for: nothing is taken that it is not aware of."""
        unaware = self.views.get(party, View()).unaware
        for k, option in enumerate(self.truth.options):
            if option.name in unaware and s >> k & 1:
                s -= 1 << k
        return s

    def equilibria(self, concept: str, unseen: str, sanction: str) -> set[int]:
        """The states that can occur at which every party stays."""
        return {
            s
            for s in self.truth.codes
            if all(self.stable(concept, p, s, unseen, sanction) for p in self.parties)
        }

    def expected(self, concept: str, party: str, sanction: str) -> set[int]:
        """The equilibria of a party's own game, among them such as cannot occur."""
        game = self.games[party]
        return {
            s for s in game.codes if all(game.stable(concept, p, s, sanction) for p in self.parties)
        }

    def would_move(self, party: str, s: int) -> set[int]:
        """Where a party can and would go: legal in truth, an improvement in its own game."""
        game = self.games[party]
        if s not in game.feasible:
            return set()
        return self.truth.moves(party, s) & game.improvements(party, s)

    def surprising_moves(self, s: int, sanction: str) -> Iterator[tuple[object, ...]]:
        """Every (surprised, mover, target, why, undeterred concepts) from a state."""
        for surprised in self.parties:
            view = self.games[surprised]
            if s not in view.feasible:
                continue
            for mover in self.parties:
                for t in self.would_move(mover, s) if mover != surprised else ():
                    if t not in view.feasible:
                        why = "cannot occur"
                    elif t not in view.moves(mover, s):
                        why = "cannot go there"
                    elif t not in view.improvements(mover, s):
                        why = "has no interest"
                    else:
                        continue
                    yield surprised, mover, t, why, self.undeterred(mover, s, t, sanction)
            for t in view.improvements(surprised, s) & self.truth.feasible:
                if t not in self.truth.moves(surprised, s):
                    undeterred = self.undeterred(surprised, s, t, sanction)
                    yield surprised, surprised, t, "is not possible", undeterred

    def undeterred(self, party: str, s: int, t: int, sanction: str) -> tuple[str, ...]:
        """The concepts under which nothing deters an improvement in the party's own game."""
        game = self.games[party]
        return tuple(c for c in CONCEPTS if not game.deterred(c, party, s, t, sanction))

    def ways(self, s: int) -> dict[int, int]:
        """From each state that moves lead to, to the fewest moves."""
        steps = {s: 0}
        newest = [s]
        while newest:
            found = [t for u in newest for p in self.parties for t in self.would_move(p, u)]
            length = 1 + steps[newest[0]]
            newest = [t for t in dict.fromkeys(found) if t not in steps]
            steps.update(dict.fromkeys(newest, length))
        return steps
