"""States, moves and preferences in the case's own words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from detente.case import Party
from detente.conflict.base import BaseConflict
from detente.conflict.model import Option, Term
from detente.conflict.preferences import Ordered, Weighted, Wish, is_unsure
from detente.text import listed, quoted


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a party prefers one state to another, or does not.

    Parameters
    ----------
    party : str
        Id of the party.
    state, than : int
        The states compared, by number.
    verdict : {"prefers", "is indifferent", "does not prefer"}
        What the party thinks of `state` against `than`.
    wish : Wish or None
        For ordered conditions, the most important one on which the two states differ.
    place : int
        1-based place of that wish in the party's list; 0 where there is none.
    """

    party: str
    state: int
    than: int
    verdict: str
    wish: Wish | None = None
    place: int = 0

    def to_dict(self) -> dict[str, Any]:
        """Return JSON-ready fields."""
        return {
            "party": self.party,
            "state": self.state,
            "than": self.than,
            "verdict": self.verdict,
            "wish": str(self.wish.condition) if self.wish else None,
            "place": self.place,
        }


def compare_states(conflict: BaseConflict, party: str, state: int, than: int) -> Reason:
    """Return what a party thinks of a state against another, and what decides it.

    Examples
    --------
    >>> from detente.conflict.model import conflict
    >>> game = conflict({"a": ["x"], "b": ["y"]}, {"a": ["b.y", "not a.x"], "b": []})
    >>> reason = compare_states(game, "a", 3, 2)
    >>> reason.verdict, str(reason.wish.condition), reason.place
    ('prefers', 'b.y', 1)
    """
    payoff = conflict.payoffs(party)
    here, there = payoff[conflict.index(state)], payoff[conflict.index(than)]
    if here == there:
        return Reason(party, state, than, "is indifferent")
    verdict = "prefers" if here > there else "does not prefer"
    preference = conflict.preferences[party]
    if isinstance(preference, Ordered):
        differs = conflict.differing(state, than)
        for place, wish in enumerate(preference.wishes, start=1):
            if differs(wish.condition):
                return Reason(party, state, than, verdict, wish, place)
    return Reason(party, state, than, verdict)


def outcome_of(conflict: BaseConflict, state: int) -> Term | None:
    """Return what a state is called: its own name, else the first of the outcomes that holds."""
    if own := conflict.own_name(state):
        return own
    for name in conflict.outcomes:
        if conflict.holds_in(conflict.terms[name].condition, state):
            return conflict.terms[name]
    return None


def choices(conflict: BaseConflict, state: int) -> list[tuple[Party, list[Option]]]:
    """Return what each party with options commits to in a state, in the parties' order."""
    taken = conflict.taken(state)
    owners = {option.party for option in conflict.options}
    return [
        (party, [option for option in taken if option.party == party.id])
        for party in conflict.parties
        if party.id in owners
    ]


def state_in_words(conflict: BaseConflict, state: int) -> str:
    """Return a state as one line: who commits to what, or the name that the state has of itself.

    Examples
    --------
    >>> from detente.conflict.model import conflict
    >>> game = conflict({"a": ["x"], "b": ["y"]}, {"a": [], "b": []})
    >>> state_in_words(game, 3)
    'a: – · b: y'
    """
    own = conflict.own_name(state)
    return (
        own.label
        if own
        else " · ".join(
            f"{party.label}: {', '.join(option.label for option in taken) or '–'}"
            for party, taken in choices(conflict, state)
        )
    )


def name_of(conflict: BaseConflict, state: int) -> str:
    """Return a state's short name: its outcome where the case names one, else its number."""
    outcome = outcome_of(conflict, state)
    return outcome.label if outcome else f"State {state}"


def called(conflict: BaseConflict, state: int) -> str:
    """Return how a state is called within a sentence: its outcome in quotes, and its number.

    Examples
    --------
    >>> from detente.conflict.model import conflict
    >>> game = conflict({"a": ["x"]}, {"a": []}, terms={"peace": "a.x"}, outcomes=["peace"])
    >>> called(game, 1), called(game, 2)
    ('state 1', '“peace” (state 2)')
    """
    outcome = outcome_of(conflict, state)
    return f"{quoted(outcome.label)} (state {state})" if outcome else f"state {state}"


def numbered(conflict: BaseConflict, state: int) -> str:
    """Return a state for the head of an entry: its number, then its outcome if it has one."""
    outcome = outcome_of(conflict, state)
    return f"state {state}: {outcome.label}" if outcome else f"state {state}"


def all_called(
    conflict: BaseConflict, states: Sequence[int], most: int = 3, *, word: str = "and"
) -> str:
    """Return how some states are called, as a list; those after the first `most` are counted.

    Examples
    --------
    >>> from detente.conflict.model import conflict
    >>> game = conflict({"a": ["x"], "b": ["y"]}, {"a": [], "b": []})
    >>> all_called(game, [1, 2]), all_called(game, [1, 2, 3, 4], 2)
    ('state 1 and state 2', 'state 1, state 2 and 2 more')
    """
    names = [called(conflict, state) for state in states[:most]]
    if len(states) > most:
        names.append(f"{len(states) - most} more")
    return listed(names, word)


def parties_in_words(conflict: BaseConflict, parties: Iterable[str], word: str = "and") -> str:
    """Return some parties' names as a list, from their ids."""
    return listed([conflict.party(party).label for party in parties], word)


def concepts_in_words(concepts: Iterable[str]) -> str:
    """Return some concepts' ids as people write them.

    Examples
    --------
    >>> concepts_in_words(["nash", "seq"])
    'NASH, SEQ'
    """
    return ", ".join(concept.upper() for concept in concepts)


def changes(conflict: BaseConflict, source: int, target: int) -> list[tuple[Option, bool]]:
    """Return the options that differ between two states, and whether the second takes them."""
    before, after = conflict.taken(source), conflict.taken(target)
    return [
        (option, option in after)
        for option in conflict.options
        if (option in before) != (option in after)
    ]


def change_in_words(
    conflict: BaseConflict, source: int, target: int, *, party: str | None = None
) -> str:
    """Return what changes between two states, party by party.

    Where states have names of their own, that is who moves where; `party` says who, if known.

    Examples
    --------
    >>> from detente.conflict.model import conflict
    >>> game = conflict({"a": ["x", "z"], "b": ["y"]}, {"a": [], "b": []})
    >>> change_in_words(game, 2, 7)
    'a takes up “z” and gives up “x”; b takes up “y”'
    """
    if own := conflict.own_name(target):
        movers = [party] if party else conflict.movers(source, target)
        who = " or ".join(conflict.party(mover).label for mover in movers) or "nobody alone"
        return f"{who} moves to “{own.label}”" if source != target else "nothing changes"
    by_party: dict[str, dict[bool, list[str]]] = {}
    for option, taken in changes(conflict, source, target):
        by_party.setdefault(option.party, {}).setdefault(taken, []).append(quoted(option.label))
    parts = []
    for party, changed in by_party.items():
        said = []
        if True in changed:
            said.append(f"takes up {listed(changed[True])}")
        if False in changed:
            said.append(f"gives up {listed(changed[False])}")
        parts.append(f"{conflict.party(party).label} {' and '.join(said)}")
    return "; ".join(parts) or "nothing changes"


def reason_in_words(conflict: BaseConflict, reason: Reason) -> str:
    """Return a preference and what decides it, as a clause."""
    who = conflict.party(reason.party).label
    if reason.verdict == "is indifferent":
        return f"to {who} the two are equal"
    if reason.wish is None:
        kind = conflict.preferences[reason.party]
        ground = "by its weights" if isinstance(kind, Weighted) else "by its ranking"
        better = "prefers it" if reason.verdict == "prefers" else "likes it less"
        return f"{who} {better}, {ground}"
    wish = wish_in_words(conflict, reason.wish)
    gains = "gains" if reason.verdict == "prefers" else "loses"
    return f"{who} {gains} its priority {reason.place}: {wish}"


def wish_in_words(conflict: BaseConflict, wish: Wish) -> str:
    """Return a preference statement for people: its label, or the condition."""
    return wish.label or str(wish.condition)


def unsure_notes(conflict: BaseConflict) -> tuple[str, ...]:
    """Return that statements marked unsure are taken as written, where there are some.

    Examples
    --------
    >>> from detente.conditions import parse
    >>> from detente.conflict.model import conflict
    >>> listed = Ordered((Wish(parse("a.x"), unsure=True),))
    >>> unsure_notes(conflict({"a": ["x"]}, {"a": listed}))
    ('what a wants is in part marked unsure; it is taken as written, in the order written',)
    """
    names = [p.label for p in conflict.parties if is_unsure(conflict.preferences[p.id])]
    if not names:
        return ()
    verb = "want" if len(names) > 1 else "wants"
    what = f"what {listed(names)} {verb} is in part marked unsure"
    return (f"{what}; it is taken as written, in the order written",)
