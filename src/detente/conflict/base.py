"""What every conflict offers, however its states and moves are given.

`detente.conflict.model.Conflict` has options, `detente.conflict.arcs.GraphConflict` states and
moves listed one by one. All else looks at a conflict through `BaseConflict`, and at its moves
through `Graph`.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Sized
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING, Any, ClassVar, Protocol, Self, TypeVar

import numpy as np
from numpy.typing import NDArray

from detente.case import Party
from detente.conditions import Bools, Condition, parse
from detente.conflict.preferences import Preference, Ranks, Weighted, wishes
from detente.conflict.relations import Relation
from detente.conflict.states import BLOCK, Indices
from detente.conflict.unsure import relation_of
from detente.errors import (
    ConditionError,
    ModelError,
    UnknownNameError,
    did_you_mean,
    unknown_name,
)
from detente.terms import MAX_DEPTH, circles, depths

if TYPE_CHECKING:
    from detente.conflict.concepts import Concept
    from detente.conflict.joint import Changes
    from detente.conflict.model import Option, Rule, Term
    from detente.conflict.views import View
    from detente.conflict.walks import Walk


Arcs = tuple[tuple[str, str], ...]
"""Moves of one party, each from one state to another, by id."""


class BaseConflict(ABC):
    """Parties, what they want, named conditions, and states given by number.

    What the forms have in common; each says what its states are and who can move between them.
    """

    form: ClassVar[str]
    """How the conflict is given: "option form" or "graph form"."""
    basic: ClassVar[str]
    """What conditions are made of: "option" or "state"."""
    undefined: ClassVar[Mapping[str, str]] = {}
    """Concepts that have no meaning in this form, by id, and why."""
    limits: ClassVar[tuple[str, ...]] = ()
    """What else an analysis should say cannot be asked in this form."""
    may_return: ClassVar[bool] = False
    """Whether the others may bring a state about again that a party has moved from."""
    compilable: ClassVar[bool] = True
    """Whether searches can run compiled."""

    parties: tuple[Party, ...]
    preferences: Mapping[str, Preference]
    terms: Mapping[str, Term]
    outcomes: tuple[str, ...]
    title: str

    if TYPE_CHECKING:  # as properties, since the forms only read them

        @property
        def states(self) -> Sized:
            """The states, in the order of their numbers."""
            ...

        @property
        def options(self) -> tuple[Option, ...]:
            """What parties can commit to; none where moves are no changes of options."""
            ...

        @property
        def infeasible(self) -> tuple[Rule, ...]:
            """Combinations of options that cannot occur."""
            ...

        @property
        def views(self) -> Mapping[str, View]:
            """By party, what it wrongly believes; nothing where moves are no changes of options."""
            ...

    # -- What a form says ------------------------------------------------------------------

    @property
    @abstractmethod
    def columns(self) -> Mapping[str, int]:
        """From the names that conditions are made of to their places."""

    @property
    @abstractmethod
    def status_quo_state(self) -> int | None:
        """Number of the status quo, or None when the case does not say."""

    @property
    @abstractmethod
    def today(self) -> frozenset[str] | None:
        """The names that are true in the status quo; None when the case does not say."""

    @property
    @abstractmethod
    def named(self) -> tuple[Term, ...]:
        """The names that states have of themselves, in their order; none in option form."""

    @property
    @abstractmethod
    def listed_moves(self) -> Mapping[str, Arcs]:
        """By party, the moves that are listed one by one; none in option form."""

    @property
    @abstractmethod
    def made_of(self) -> tuple[int, str]:
        """How much was written down to say what can happen: a count, and of what."""

    @abstractmethod
    def truth(self, column: int, block: slice | Indices) -> Bools:
        """Return where the name at a place is true, for some of the states."""

    @abstractmethod
    def true_names(self, state: int) -> frozenset[str]:
        """Return the names that are true in a state given by number; no two states share them."""

    @abstractmethod
    def with_names(self, names: frozenset[str]) -> int | None:
        """Return the number of the state in which exactly these names are true, if there is one."""

    @abstractmethod
    def taken(self, state: int) -> tuple[Option, ...]:
        """Return the options taken in a state given by number; none where there are none."""

    @abstractmethod
    def movers(self, source: int, target: int) -> tuple[str, ...]:
        """Return the parties that can move from one state to another by themselves."""

    @abstractmethod
    def state_fields(self, index: int) -> dict[str, Any]:
        """Return what a state is, JSON-ready; by 0-based index."""

    @abstractmethod
    def row(self, index: int) -> dict[str, Any]:
        """Return what a state is, as flat fields of a table; by 0-based index."""

    @abstractmethod
    def layout(self, *, compiled: bool) -> Graph:
        """Return the moves, laid out for searches."""

    def check_defined(self, concepts: Iterable[Concept]) -> None:
        """Raise `ModelError` if a concept has no meaning in this form."""
        for concept in concepts:
            if why := self.undefined.get(concept.id):
                raise ModelError(
                    f"{concept.name} is not defined in {self.form}: {why}",
                    hint=f"leave out the concept '{concept.id}'",
                    code="undefined-concept",
                )

    # -- Names -----------------------------------------------------------------------------

    def _check_parties(self) -> None:
        unique("party", (party.id for party in self.parties))
        ids = [party.id for party in self.parties]
        if not ids:
            raise ModelError("a conflict needs at least one party")
        for party in ids:
            if party not in self.preferences:
                raise ModelError(f"party '{party}' has no preferences")
        for party in self.preferences:
            if party not in ids:
                raise unknown_name("party", party, ids)

    def _check_names(self) -> None:
        known = {*self.columns, *self.terms}
        for condition in self.conditions():
            for node in condition.nodes():
                if node.op == "name" and node.name not in known:
                    raise self._unknown(node.name, node.offset)
        terms = {key: term.condition for key, term in self.terms.items()}
        for circle in circles(terms):
            raise ModelError(
                f"terms define each other in a circle: {' → '.join(circle)}",
                hint="break it at one place",
                code="circular-terms",
            )
        for key, depth in depths(terms).items():
            if depth > MAX_DEPTH:
                raise ModelError(
                    f"'{key}' is nested deeper than {MAX_DEPTH} levels once its terms are "
                    "written out",
                    hint=f"let terms rest on {self.basic}s rather than on each other",
                    code="too-deep",
                )
        for name in self.outcomes:
            if name not in self.terms:
                raise unknown_name("term", name, self.terms)

    def _unknown(self, name: str, offset: int = 0) -> ConditionError:
        return ConditionError(
            f"no {self.basic} or term '{name}'",
            offset=offset,
            hint=did_you_mean(name, sorted([*self.columns, *self.terms])),
            code="unknown-name",
        )

    def conditions(self) -> Iterator[Condition]:
        """Yield every condition of the conflict: terms, preferences, what else the form has."""
        yield from (term.condition for term in self.terms.values())
        for preference in self.preferences.values():
            yield from (wish.condition for wish in wishes(preference))

    @cached_property
    def party_ids(self) -> tuple[str, ...]:
        """The parties' ids, in order."""
        return tuple(party.id for party in self.parties)

    def party(self, party: str) -> Party:
        """Return a party by id."""
        return self.parties[self.party_index(party)]

    def party_index(self, party: str) -> int:
        """Return a party's place by id; `UnknownNameError` when nobody has it."""
        if party not in self.party_ids:
            raise unknown_name("party", party, self.party_ids)
        return self.party_ids.index(party)

    # -- Truth and preference --------------------------------------------------------------

    def holds(self, condition: Condition | str) -> Bools:
        """Return where a condition holds.

        Returns
        -------
        ndarray of bool, shape (n,)
        """
        wanted = parse(condition) if isinstance(condition, str) else condition
        for name in wanted.names():
            if name not in self.columns and name not in self.terms:
                raise self._unknown(name)
        result = np.empty(len(self.states), np.bool_)
        for block, holds in self._blocks():
            result[block] = holds(wanted)
        return result

    def holds_in(self, condition: Condition, state: int) -> bool:
        """Tell whether a condition holds in one state, given by number."""
        index = self.index(state)
        return bool(_Evaluator(self, slice(index, index + 1))(condition).all())

    def differing(self, state: int, other: int) -> Callable[[Condition], bool]:
        """Return a test of whether a condition holds in one of two states but not in the other.

        Faster than `holds_in` for each where many conditions are tested.
        """
        evaluator = _Evaluator(self, np.array([self.index(state), self.index(other)]))

        def differs(condition: Condition) -> bool:
            holds = evaluator(condition)
            return bool(holds.any() and not holds.all())

        return differs

    def _blocks(self) -> Iterator[tuple[slice, _Evaluator]]:
        for start in range(0, len(self.states), BLOCK):
            block = slice(start, min(start + BLOCK, len(self.states)))
            yield block, _Evaluator(self, block)

    def payoffs(self, party: str) -> Ranks:
        """Return a party's ordinal payoffs: larger is better, 0 is worst, consecutive.

        Returns
        -------
        ndarray of int32, shape (n,)
        """
        self.party_index(party)
        if party not in self._payoffs:
            ranks = self.preferences[party].ranks(len(self.states), self._blocks).view()
            ranks.setflags(write=False)
            self._payoffs[party] = ranks
        return self._payoffs[party]

    def weight_sums(self, party: str) -> tuple[NDArray[np.int64], int]:
        """Return the sums of a party's weights times a whole number, and that number.

        Returns
        -------
        ndarray of int64, shape (n,), and int

        Raises
        ------
        ModelError
            If the party's preferences are no weights.
        """
        preference = self.preferences[self.party(party).id]
        if not isinstance(preference, Weighted):
            raise ModelError(f"the preferences of '{party}' are no weights")
        return preference.sums(len(self.states), self._blocks)

    @cached_property
    def _payoffs(self) -> dict[str, Ranks]:
        return {}

    def relation(self, party: str) -> Relation:
        """Return what a party thinks of every two states, unknown pairs included.

        A preference that leaves pairs open says so by its marks, or by a method
        ``relation(n, blocks)`` beside ``ranks``; all others are ordinal.
        """
        self.party_index(party)
        offered = getattr(self.preferences[party], "relation", None)
        if offered is None:
            return relation_of(self.preferences[party], self.payoffs(party), self.holds)
        found: Relation = offered(len(self.states), self._blocks)
        return found

    # -- States ----------------------------------------------------------------------------

    def index(self, state: int) -> int:
        """Return the 0-based index of a state given by number."""
        if not 1 <= state <= len(self.states):
            raise UnknownNameError(
                f"no state {state}",
                hint=f"states are numbered 1 to {len(self.states)}",
                code="unknown-state",
            )
        return state - 1

    def own_name(self, state: int) -> Term | None:
        """Return the name that a state has of itself, as the condition of being in it."""
        index = self.index(state)
        return self.named[index] if self.named else None

    def find(self, text: str | int) -> int:
        """Return the number of the state that a text picks out.

        Parameters
        ----------
        text : str or int
            A number, ``status_quo``, or a condition that exactly one state fulfils.

        Raises
        ------
        UnknownNameError
            If there is no such state, or the condition picks several.
        """
        text = str(text).strip()
        if text.removeprefix("-").isdecimal():
            return self.index(int(text[:20])) + 1  # a longer number is out of range anyway
        if text == "status_quo":
            if self.status_quo_state is None:
                raise ModelError(
                    "the case names no status quo",
                    hint="add 'status_quo:' to the conflict, or name a state (paths: --from)",
                    code="no-status-quo",
                )
            return self.status_quo_state
        found = np.flatnonzero(self.holds(text)) + 1
        if len(found) == 1:
            return int(found[0])
        if not len(found):
            raise UnknownNameError(f"'{text}' holds in no feasible state", code="unknown-state")
        shown = ", ".join(str(s) for s in found[:8]) + (", …" if len(found) > 8 else "")
        raise UnknownNameError(
            f"'{text}' holds in {len(found)} states ({shown})",
            hint="add conditions until one is left, or give its number",
            code="ambiguous-state",
        )

    def with_changes(self, **changes: object) -> Self:
        """Return a copy with some parts replaced.

        Feasible states and payoffs that the changes cannot touch are not worked out again.
        """
        changed = replace(self, **changes)  # type: ignore[type-var]
        if changes.keys().isdisjoint({"parties", "options", "infeasible", "terms", "states"}):
            if "states" in vars(self):
                vars(changed)["states"] = self.states
            for party, ranks in self._payoffs.items():
                if changed.preferences[party] is self.preferences[party]:
                    changed._payoffs[party] = ranks
        return changed


class _Evaluator:
    """Evaluates conditions on a block of states, each option and term once."""

    def __init__(self, conflict: BaseConflict, block: slice | Indices) -> None:
        self.conflict, self.block = conflict, block
        self.seen: dict[str, Bools] = {}

    def __call__(self, condition: Condition) -> Bools:
        return condition.evaluate(self.lookup)

    def lookup(self, name: str) -> Bools:
        if name not in self.seen:
            terms = self.conflict.terms
            if name in terms:
                self.seen[name] = terms[name].condition.evaluate(self.lookup)
            else:
                column = self.conflict.columns[name]
                self.seen[name] = self.conflict.truth(column, self.block)
        return self.seen[name]


_Hashable = TypeVar("_Hashable")


def unique(kind: str, names: Iterable[_Hashable]) -> None:
    """Raise `ModelError` if a name stands twice."""
    seen: set[_Hashable] = set()
    for name in names:
        if name in seen:
            raise ModelError(f"two {kind} entries are called '{name}'", code=f"duplicate-{kind}")
        seen.add(name)


class Judge(Protocol):
    """Judges the states of a conflict for one party."""

    def stable(self, concept: Concept) -> Bools:
        """Return where the party is stable, shape (n,)."""
        ...

    def deterred_by(self, sanctioned_from: Ranks) -> Judge:
        """Return a judge for whom only what is worse by a bound sanctions.

        The bound is for every payoff level the lowest level of an s that an outcome of it
        sanctions; it never falls and is above the level itself.
        """
        ...

    def punished(self, concept: Concept, state: int, targets: Iterable[int]) -> list[int]:
        """Return those of the party's improvements from a state that the others can answer."""
        ...

    def sanctioning(self, concept: Concept, state: int) -> Bools:
        """Return which states, if the others bring them about, sanction moves from a state."""
        ...


class Graph(Protocol):
    """The moves of a conflict, laid out for searches; states and parties by 0-based index."""

    @property
    def own_payoffs(self) -> tuple[Ranks, ...]:
        """Ordinal payoffs of every party, each of shape (n,)."""
        ...

    @property
    def states(self) -> int:
        """Number of states n."""
        ...

    @property
    def parties(self) -> int:
        """Number of parties N."""
        ...

    def moves(self, party: int, state: int) -> Iterator[int]:
        """Yield the states that a party can reach from a state in one move."""
        ...

    def improvements(self, party: int, state: int) -> Iterator[int]:
        """Yield the moves of a party from a state that it strictly prefers to the state."""
        ...

    def judge(self, party: int, parameters: Mapping[str, Any]) -> Judge:
        """Return what judges the states for a party, by the variants of an analysis."""
        ...

    def with_payoffs(self, payoffs: Sequence[Ranks]) -> Graph:
        """Return the same moves with other payoffs; payoffs that it has already cost nothing."""
        ...

    def improving(self, party: int, payoffs: Ranks) -> bytes:
        """Return what is the same for payoffs that make the same moves of a party improvements."""
        ...

    def walk(
        self, start: int, *, improving: bool, without: int, sought: Bools | None, compiled: bool
    ) -> Walk:
        """Return the shortest sequences from a state; see `detente.conflict.paths.walk`."""
        ...

    def joint_changes(self, source: int) -> Changes:
        """Return what groups could do at once from a state."""
        ...
