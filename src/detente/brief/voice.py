"""One conflict's states, moves, conditions and reasons, said in the case's own words."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Literal

from detente.brief.visibility import is_kept_back
from detente.conditions import Condition
from detente.conflict.base import BaseConflict
from detente.conflict.preferences import Weighted, Wish
from detente.conflict.words import Reason, called, change_in_words, parties_in_words
from detente.evidence import NO_GROUND, Ground
from detente.text import counted, quoted

Support = Literal["sources", "argument", "judgement", "nothing", "ranking", "internal"]
"""What stands behind a preference statement, the strongest first; a ranking has no statements."""


@dataclass(frozen=True, slots=True)
class Basis:
    """One judgement that decides a finding.

    Parameters
    ----------
    party, party_label : str
        Whose preference it is.
    place : int
        Its 1-based place in the party's list; 0 where preferences are not ordered conditions.
    verdict : {"prefers", "is indifferent", "does not prefer"}
    said : str
        The clause: who gains or loses what.
    wish : str
        The preference statement in words; empty where there is none.
    ground : Ground
        Its statements, argument and confidence.
    """

    party: str
    party_label: str
    place: int
    verdict: str
    said: str
    wish: str
    ground: Ground

    @property
    def support(self) -> Support:
        """What stands behind the statement."""
        return support(self.ground) if self.wish else "ranking"

    @property
    def standing(self) -> str:
        """What stands behind the statement, in a few words."""
        return standing(self.ground) if self.wish else "the party's ranking of states"


def support(ground: Ground) -> Support:
    """Return what stands behind an entry of the case."""
    if is_kept_back(ground):
        return "internal"
    if ground.judgement:
        return "judgement"
    if ground.cites:
        return "sources"
    return "argument" if ground.because else "nothing"


def standing(ground: Ground) -> str:
    """Return what stands behind an entry, with the confidence its author states.

    Examples
    --------
    >>> standing(Ground(cites=("s1", "s2"), confidence="high"))
    'two statements, high confidence'
    >>> standing(Ground(judgement=True)), standing(Ground())
    ('a judgement', 'rests on nothing')
    """
    cited = counted(len(ground.cites), "statement")
    words = {
        "internal": "not shown here",
        "sources": cited,
        "argument": "the author's argument",
        "judgement": f"a judgement on {cited}" if ground.cites else "a judgement",
        "nothing": "rests on nothing",
        "ranking": "",
    }[support(ground)]
    return f"{words}, {confidence(ground)}" if ground.confidence else words


def confidence(ground: Ground) -> str:
    """Return the stated confidence in words; empty where none is stated."""
    if not ground.confidence:
        return ""
    if ground.confidence in ("low", "medium", "high"):
        return f"{ground.confidence} confidence"
    try:
        return f"{float(ground.confidence):.0%} confidence"
    except ValueError:
        return f"confidence {ground.confidence}"


def condition_in_words(
    condition: Condition, named: Callable[[str], str], *, inside: bool = False
) -> str:
    """Return a condition in words; `named` says what each name in it is called."""
    if condition.op == "name":
        return named(condition.name)
    if condition.op == "const":
        return "always" if condition.count else "never"
    parts = [condition_in_words(arg, named, inside=True) for arg in condition.args]
    if condition.op == "not":
        return f"not {parts[0]}"
    if condition.op in ("exactly", "at_most", "at_least"):
        kind = condition.op.replace("_", " ")
        return f"{kind} {condition.count} of ({'; '.join(parts)})"
    said = {
        "and": lambda: " and ".join(parts),
        "or": lambda: " or ".join(parts),
        "xor": lambda: f"either {parts[0]} or {parts[1]}, not both",
        "implies": lambda: f"if {parts[0]}, then {parts[1]}",
        "iff": lambda: f"{parts[0]} exactly when {parts[1]}",
    }[condition.op]()
    return f"({said})" if inside else said


@dataclass(frozen=True)
class Voice:
    """Speaks of one conflict."""

    conflict: BaseConflict

    def party(self, party: str) -> str:
        """Return a party's name for people."""
        return self.conflict.party(party).label

    def parties(self, ids: Iterable[str], word: str = "and") -> str:
        """Return several parties' names as a list."""
        return parties_in_words(self.conflict, ids, word)

    def state(self, number: int) -> str:
        """Return how a state is called: its outcome and its number.

        Examples
        --------
        >>> from detente.conflict.model import conflict
        >>> game = conflict({"a": ["x"]}, {"a": []}, terms={"peace": "a.x"}, outcomes=["peace"])
        >>> Voice(game).state(1), Voice(game).state(2)
        ('state 1', '“peace” (state 2)')
        """
        return called(self.conflict, number)

    def change(self, source: int, target: int, *, party: str | None = None) -> str:
        """Return who changes what between two states; `party` is who moves, if known."""
        return change_in_words(self.conflict, source, target, party=party)

    def named(self, name: str) -> str:
        """Return an option or term as conditions in words show it."""
        if name in self.conflict.terms:
            return quoted(self.conflict.terms[name].label)
        if self.conflict.named:
            return quoted(self.conflict.named[self.conflict.columns[name]].label)
        option = self.conflict.options[self.conflict.columns[name]]
        return f"{self.party(option.party)} {quoted(option.label)}"

    def condition(self, condition: Condition, *, inside: bool = False) -> str:
        """Return a condition in words.

        Examples
        --------
        >>> from detente.conflict.model import conflict
        >>> game = conflict({"a": ["x"], "b": ["y"]}, {"a": [], "b": []})
        >>> from detente.conditions import parse
        >>> Voice(game).condition(parse("not (a.x and b.y)"))
        'not (a “x” and b “y”)'
        >>> Voice(game).condition(parse("a.x implies not b.y"))
        'if a “x”, then not b “y”'
        """
        return condition_in_words(condition, self.named, inside=inside)

    def wish(self, wish: Wish) -> str:
        """Return a preference statement: its label, or its condition in words."""
        return wish.label or self.condition(wish.condition)

    def basis(self, reason: Reason) -> Basis:
        """Return what decides a comparison, with its ground."""
        who = self.party(reason.party)
        wish, ground = "", NO_GROUND
        if reason.verdict == "is indifferent":
            said = f"to {who} it is no better than {self.state(reason.than)}"
        elif reason.wish is None:
            weighted = isinstance(self.conflict.preferences[reason.party], Weighted)
            better = "prefers it" if reason.verdict == "prefers" else "likes it less"
            said = f"{who} {better}, by its {'weights' if weighted else 'ranking of states'}"
        else:
            wish, ground = self.wish(reason.wish), reason.wish.ground
            gains = "gains" if reason.verdict == "prefers" else "would lose"
            said = f"{who} {gains} its priority {reason.place}: {wish}"
        return Basis(reason.party, who, reason.place, reason.verdict, said, wish, ground)
