"""The graph model in graph form: states are given by name, and moves one by one.

For moves that are not changes of options: a chain of events, a step that cannot be taken back in
one go, a state that two parties can bring about. It is the form in which the graph model was
first stated (Kilgour, Hipel & Fang 1987): a directed graph for each party over the same states.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from detente.case import Party
from detente.conditions import Bools, Condition, name, parse
from detente.conflict.base import Arcs, BaseConflict, unique
from detente.conflict.model import Option, Rule, Term
from detente.conflict.preferences import Ordered, Preference, Ranking, Wish
from detente.conflict.states import Indices
from detente.errors import LimitError, ModelError, unknown_name
from detente.evidence import NO_GROUND, Ground

if TYPE_CHECKING:
    from detente.conflict.arcs.layout import ArcGraph
    from detente.conflict.views import View

MAX_ARCS = 1_000_000
"""Moves, over all parties, that are laid out and searched."""

MAX_PARTIES = 62
"""Parties that can have moves."""


@dataclass(frozen=True, slots=True)
class State:
    """A state that is given by name.

    Parameters
    ----------
    id : str
        Short name, as conditions and moves write it.
    label : str
        Name for people; the id where none is given.
    ground : Ground
        What it rests on.
    """

    id: str
    label: str = ""
    ground: Ground = NO_GROUND

    def __post_init__(self) -> None:
        if not self.label:
            object.__setattr__(self, "label", self.id.replace("_", " "))


@dataclass(frozen=True)
class GraphConflict(BaseConflict):
    """A conflict in graph form.

    Parameters
    ----------
    parties : tuple of Party
    states : tuple of State
        In the order that numbers them from 1.
    moves : mapping of str to tuple of (str, str)
        For parties that can move, from which state to which, by id.
    preferences : mapping of str to Preference
        One for every party. In conditions a state's id is true in that state only.
    terms : mapping of str to Term
        Named conditions, such as ``treaty: s3 or s4``.
    status_quo : str or None
        Id of today's state; None when the case does not say.
    outcomes : tuple of str
        Terms in which outcomes are told.
    title : str
        Name for people.

    Raises
    ------
    ModelError
        If ids repeat, a move leads nowhere or is given twice, a party lacks preferences, or terms
        define each other in a circle or too deeply.
    UnknownNameError, ConditionError
        If something names a state, party or term that does not exist.
    LimitError
        If there are more than a million moves, or more than 62 parties.

    Examples
    --------
    >>> crisis = graph_conflict(
    ...     {"calm": "Calm", "blockade": "A blockade", "war": "War"},
    ...     {"a": [("calm", "blockade"), ("blockade", "calm")], "b": [("blockade", "war")]},
    ...     {"a": [["blockade"], ["calm"], ["war"]], "b": ["not blockade", "calm"]},
    ...     status_quo="calm")
    >>> crisis.payoffs("a"), crisis.payoffs("b")
    (array([1, 2, 0], dtype=int32), array([2, 0, 1], dtype=int32))
    >>> from detente.conflict.analysis import analyse
    >>> analyse(crisis, ["nash", "seq"]).equilibria("seq")
    (1, 3)
    """

    form = "graph form"
    basic = "state"
    undefined = {  # noqa: RUF012  # shared, and never changed
        "sim": "it needs moves that can be put together as options can, and here each stands alone"
    }
    limits = (
        "what groups could do together at once is not told: moves are listed, each by one party",
    )
    may_return = True
    compilable = False

    parties: tuple[Party, ...]
    states: tuple[State, ...]
    moves: Mapping[str, Arcs]
    preferences: Mapping[str, Preference]
    terms: Mapping[str, Term] = field(default_factory=dict)
    status_quo: str | None = None
    outcomes: tuple[str, ...] = ()
    title: str = ""
    options: tuple[Option, ...] = field(default=(), init=False, repr=False)
    infeasible: tuple[Rule, ...] = field(default=(), init=False, repr=False)
    views: Mapping[str, View] = field(default_factory=dict, init=False, repr=False)

    def __post_init__(self) -> None:
        unique("state", (state.id for state in self.states))
        if not self.states:
            raise ModelError("a conflict needs at least one state", code="no-states")
        self._check_parties()
        for term in self.terms:
            if term in self.columns:
                raise ModelError(f"'{term}' is both a state and a term", code="duplicate-state")
        self._check_names()
        if self.status_quo is not None and self.status_quo not in self.columns:
            raise unknown_name("state", self.status_quo, self.columns)
        self._check_moves()

    def _check_moves(self) -> None:
        if (count := sum(map(len, self.moves.values()))) > MAX_ARCS:
            raise LimitError(
                f"{count:,} moves; at most {MAX_ARCS:,} are supported",
                hint="give the conflict by options, which need no list of moves",
                code="too-many-moves",
            )
        if len(self.parties) > MAX_PARTIES:
            raise LimitError(f"{len(self.parties)} parties; at most {MAX_PARTIES} are supported")
        for party, arcs in self.moves.items():
            if party not in self.party_ids:
                raise unknown_name("party", party, self.party_ids)
            seen: set[tuple[str, str]] = set()
            for arc in arcs:
                self._check_move(party, *arc)
                if arc in seen:
                    raise ModelError(
                        f"the move of '{party}' from '{arc[0]}' to '{arc[1]}' is given twice",
                        code="duplicate-move",
                    )
                seen.add(arc)

    def _check_move(self, party: str, source: str, target: str) -> None:
        for end in (source, target):
            if end not in self.columns:
                raise unknown_name("state", end, self.columns)
        if source == target:
            raise ModelError(
                f"a move of '{party}' leads from '{source}' to itself",
                hint="staying is no move; leave it out",
                code="self-move",
            )

    # -- Structure -------------------------------------------------------------------------

    @cached_property
    def columns(self) -> Mapping[str, int]:
        """From a state's id to its 0-based index."""
        return {state.id: k for k, state in enumerate(self.states)}

    @cached_property
    def _arcs(self) -> Mapping[tuple[str, str], tuple[str, ...]]:
        """From a move to the parties that can make it."""
        found: dict[tuple[str, str], tuple[str, ...]] = {}
        for party in self.party_ids:
            for arc in self.moves.get(party, ()):
                found[arc] = (*found.get(arc, ()), party)
        return found

    @cached_property
    def named(self) -> tuple[Term, ...]:
        """Every state's id and label, as the condition of being in it."""
        return tuple(
            Term(state.id, name(state.id), state.label, state.ground) for state in self.states
        )

    @property
    def listed_moves(self) -> Mapping[str, Arcs]:
        """The moves by party."""
        return self.moves

    @property
    def today(self) -> frozenset[str] | None:
        """Today's state by id; None when the case does not say."""
        return None if self.status_quo is None else frozenset({self.status_quo})

    @property
    def made_of(self) -> tuple[int, str]:
        """How many moves there are."""
        return sum(map(len, self.moves.values())), "move"

    def layout(self, *, compiled: bool) -> ArcGraph:
        """Return the moves, laid out for searches; these are never compiled."""
        from detente.conflict.arcs.layout import build_arcs

        return build_arcs(self)

    # -- States ----------------------------------------------------------------------------

    @property
    def status_quo_state(self) -> int | None:
        """Number of the status quo, or None when the case does not say."""
        return None if self.status_quo is None else self.columns[self.status_quo] + 1

    def truth(self, column: int, block: slice | Indices) -> Bools:
        """Return which of some states is the one at a place."""
        return np.arange(len(self.states))[block] == column

    def taken(self, state: int) -> tuple[Option, ...]:
        """Return no options: there are none."""
        return ()

    def true_names(self, state: int) -> frozenset[str]:
        """Return the id of a state given by number."""
        return frozenset({self.states[self.index(state)].id})

    def with_names(self, names: frozenset[str]) -> int | None:
        """Return the number of the state with an id, if there is one."""
        (wanted,) = names
        return self.columns[wanted] + 1 if wanted in self.columns else None

    def movers(self, source: int, target: int) -> tuple[str, ...]:
        """Return the parties that can move from one state to another by themselves."""
        ends = self.states[self.index(source)].id, self.states[self.index(target)].id
        return self._arcs.get(ends, ())

    def state_fields(self, index: int) -> dict[str, Any]:
        """Return a state's id and label, by 0-based index."""
        state = self.states[index]
        return {"values": [], "name": state.id, "label": state.label}

    def row(self, index: int) -> dict[str, Any]:
        """Return a state's id and label, by 0-based index."""
        return {"name": self.states[index].id, "label": self.states[index].label}


def graph_conflict(
    states: Iterable[str] | Mapping[str, str],
    moves: Mapping[str, Iterable[tuple[str, str]]],
    preferences: Mapping[str, Preference | Sequence[str] | Sequence[Sequence[str]]],
    *,
    terms: Mapping[str, str | Condition] | None = None,
    status_quo: str | None = None,
    outcomes: Sequence[str] = (),
    title: str = "",
) -> GraphConflict:
    """Build a conflict in graph form from plain Python values, without any file.

    Parameters
    ----------
    states : iterable of str, or mapping of str to str
        Ids, or labels by id.
    moves : mapping of str to iterable of (str, str)
        For every party, from which state it can move to which.
    preferences : mapping of str to Preference or sequence
        For every party, and these are the parties: a `Preference`; a sequence of sequences of
        ids, states best first and equals together; or a sequence of conditions, the most
        important first.
    terms : mapping of str to str or Condition
        As text or parsed.
    status_quo : str, optional
        Id of today's state.
    outcomes : sequence of str
        Terms in which outcomes are told.

    Returns
    -------
    GraphConflict

    Examples
    --------
    >>> chicken = graph_conflict(
    ...     ["CC", "DC", "CD", "DD"],
    ...     {"row": [("CC", "DC"), ("DC", "CC"), ("CD", "DD"), ("DD", "CD")],
    ...      "column": [("CC", "CD"), ("CD", "CC"), ("DC", "DD"), ("DD", "DC")]},
    ...     {"row": [["DC"], ["CC"], ["CD"], ["DD"]], "column": [["CD"], ["CC"], ["DC"], ["DD"]]})
    >>> from detente.conflict.analysis import analyse
    >>> analyse(chicken, ["nash"]).equilibria("nash")
    (2, 3)
    """
    labels = dict(states) if isinstance(states, Mapping) else dict.fromkeys(states, "")
    numbers = {key: number for number, key in enumerate(labels, start=1)}

    def condition(text: str | Condition) -> Condition:
        return parse(text) if isinstance(text, str) else text

    def number(key: str) -> int:
        if key not in numbers:
            raise unknown_name("state", key, numbers)
        return numbers[key]

    def preference(party: str, value: Preference | Sequence[Any]) -> Preference:
        if not isinstance(value, Sequence):
            return value
        if isinstance(value, str):
            raise ModelError(
                f"'{party}' has a text where a list is expected", hint=f"write [{value!r}]"
            )
        if value and not any(isinstance(level, str | Condition) for level in value):
            return Ranking(tuple(tuple(number(key) for key in level) for level in value))
        return Ordered(tuple(Wish(condition(text)) for text in value))

    return GraphConflict(
        parties=tuple(Party(key) for key in preferences),
        states=tuple(State(key, label) for key, label in labels.items()),
        moves={key: tuple((s, t) for s, t in arcs) for key, arcs in moves.items()},
        preferences={key: preference(key, value) for key, value in preferences.items()},
        terms={key: Term(key, condition(text)) for key, text in (terms or {}).items()},
        status_quo=status_quo,
        outcomes=tuple(outcomes),
        title=title,
    )
