"""The graph model in option form: parties, options, feasible states, moves, preferences.

Follows Fang, Hipel & Kilgour (1993): a conflict has parties, each controlling options that it
takes or not; a state is a combination of options; a unilateral move changes options of one party
only, ends in a feasible state and respects one-way options.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Literal, TypeVar

import numpy as np
from numpy.typing import NDArray

from detente.case import Party
from detente.conditions import Bools, Condition, parse
from detente.conflict.preferences import Ordered, Preference, Ranks, Weighted, Wish, wishes
from detente.conflict.relations import Relation
from detente.conflict.states import BLOCK, Indices, StateSpace, enumerate_states
from detente.conflict.terms import MAX_DEPTH, circles, depths
from detente.conflict.unsure import relation_of
from detente.errors import (
    ConditionError,
    ModelError,
    UnknownNameError,
    did_you_mean,
    unknown_name,
)
from detente.evidence import NO_GROUND, Ground

if TYPE_CHECKING:
    from detente.conflict.views import View

Direction = Literal["both", "forward", "back"]
"""May an option be taken and dropped (both), only taken (forward), or only dropped (back)?"""


@dataclass(frozen=True, slots=True)
class Option:
    """Something a party can commit to, or not.

    Parameters
    ----------
    id : str
        Short name, unique within its party.
    party : str
        Id of the party that controls it.
    label : str
        Name for people; the id where none is given.
    direction : {"both", "forward", "back"}
        Whether it can be taken and dropped again, only taken, or only dropped.
    ground : Ground
        What it rests on.
    """

    id: str
    party: str
    label: str = ""
    direction: Direction = "both"
    ground: Ground = NO_GROUND

    def __post_init__(self) -> None:
        if not self.label:
            object.__setattr__(self, "label", self.id)
        if self.direction not in ("both", "forward", "back"):
            raise ModelError(
                f"option '{self.name}' has direction '{self.direction}'",
                hint="use both, forward (can only be taken) or back (can only be dropped)",
            )

    @property
    def name(self) -> str:
        """``party.option``, as conditions write it."""
        return f"{self.party}.{self.id}"


@dataclass(frozen=True, slots=True)
class Term:
    """A named condition, such as what counts as a treaty."""

    id: str
    condition: Condition
    label: str = ""
    ground: Ground = NO_GROUND

    def __post_init__(self) -> None:
        if not self.label:
            object.__setattr__(self, "label", self.id.replace("_", " "))


@dataclass(frozen=True, slots=True)
class Rule:
    """A condition under which a combination of options cannot occur."""

    condition: Condition
    ground: Ground = NO_GROUND


@dataclass(frozen=True)
class Conflict:
    """A conflict in option form.

    Parameters
    ----------
    parties : tuple of Party
    options : tuple of Option
        Regrouped by party, in the parties' order; this order numbers the states.
    preferences : mapping of str to Preference
        One for every party.
    infeasible : tuple of Rule
        Combinations that cannot occur.
    terms : mapping of str to Term
        Named conditions.
    status_quo : frozenset of str or None
        Names of the options taken today; None when the case does not say.
    outcomes : tuple of str
        Terms in which outcomes are told, the first that holds naming the state.
    title : str
        Name for people.
    views : mapping of str to View
        By party, what it wrongly believes. Only a hypergame looks at it.

    Raises
    ------
    ModelError
        If ids repeat, a party lacks preferences, or terms define each other in a circle or too
        deeply; later, when states are asked for, if the status quo is infeasible.
    UnknownNameError
        If an option, preference, outcome or the status quo names nothing that exists.
    ConditionError
        If a condition names nothing that exists.

    Examples
    --------
    >>> game = conflict({"row": ["defect"], "column": ["defect"]},
    ...                 preferences={"row": ["not column.defect", "row.defect"],
    ...                              "column": ["not row.defect", "column.defect"]})
    >>> len(game.states)
    4
    >>> game.payoffs("row")
    array([2, 3, 0, 1], dtype=int32)
    """

    parties: tuple[Party, ...]
    options: tuple[Option, ...]
    preferences: Mapping[str, Preference]
    infeasible: tuple[Rule, ...] = ()
    terms: Mapping[str, Term] = field(default_factory=dict)
    status_quo: frozenset[str] | None = None
    outcomes: tuple[str, ...] = ()
    title: str = ""
    views: Mapping[str, View] = field(default_factory=dict)

    def __post_init__(self) -> None:
        _unique("party", (party.id for party in self.parties))
        _unique("option", (option.name for option in self.options))
        ids = [party.id for party in self.parties]
        if not ids:
            raise ModelError("a conflict needs at least one party")
        for option in self.options:
            if option.party not in ids:
                raise unknown_name("party", option.party, ids)
        grouped = sorted(self.options, key=lambda option: ids.index(option.party))
        object.__setattr__(self, "options", tuple(grouped))
        for party in ids:
            if party not in self.preferences:
                raise ModelError(f"party '{party}' has no preferences")
        for party in self.preferences:
            if party not in ids:
                raise unknown_name("party", party, ids)
        self._check_names()
        for name in self.outcomes:
            if name not in self.terms:
                raise unknown_name("term", name, self.terms)
        seen = [name for view in self.views.values() for name in view.option_names]
        for name in (*(self.status_quo or ()), *seen):
            if name not in self.columns:
                raise unknown_name("option", name, self.columns)
        for party, view in self.views.items():
            for name in (party, *view.preferences):
                self.party_index(name)

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
                    hint="let terms rest on options rather than on each other",
                    code="too-deep",
                )

    def _unknown(self, name: str, offset: int = 0) -> ConditionError:
        return ConditionError(
            f"no option or term '{name}'",
            offset=offset,
            hint=did_you_mean(name, sorted([*self.columns, *self.terms])),
            code="unknown-name",
        )

    def conditions(self) -> Iterator[Condition]:
        """Yield every condition: terms, infeasibility, preferences, and those of the views."""
        yield from (term.condition for term in self.terms.values())
        yield from (rule.condition for rule in self.infeasible)
        for preference in self.preferences.values():
            yield from (wish.condition for wish in wishes(preference))
        for view in self.views.values():
            yield from view.conditions()

    # -- Structure -------------------------------------------------------------------------

    @cached_property
    def columns(self) -> Mapping[str, int]:
        """From an option's name to its index."""
        return {option.name: k for k, option in enumerate(self.options)}

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

    def mask(self, party: str) -> int:
        """Return the bits of a party's options."""
        return sum(1 << k for k, option in enumerate(self.options) if option.party == party)

    @cached_property
    def states(self) -> StateSpace:
        """The feasible states."""
        return enumerate_states(
            [option.name for option in self.options],
            [rule.condition for rule in self.infeasible],
            {key: term.condition for key, term in self.terms.items()},
        )

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

    @cached_property
    def status_quo_state(self) -> int | None:
        """Number of the status quo, or None when the case does not say."""
        if self.status_quo is None:
            return None
        code = sum(1 << self.columns[name] for name in self.status_quo)
        index = self.states.index_of(code)
        if index < 0:
            raise ModelError(
                "the status quo is infeasible",
                hint="an infeasibility condition excludes it; change one of the two",
                code="infeasible-status-quo",
            )
        return index + 1

    def taken(self, state: int) -> tuple[Option, ...]:
        """Return the options taken in a state given by number."""
        values = self.states.values(self.index(state))
        return tuple(option for option, value in zip(self.options, values, strict=True) if value)

    def index(self, state: int) -> int:
        """Return the 0-based index of a state given by number."""
        if not 1 <= state <= len(self.states):
            raise UnknownNameError(
                f"no state {state}",
                hint=f"states are numbered 1 to {len(self.states)}",
                code="unknown-state",
            )
        return state - 1

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

    def with_changes(self, **changes: object) -> Conflict:
        """Return a copy with some parts replaced.

        Feasible states and payoffs that the changes cannot touch are not worked out again.
        """
        changed = replace(self, **changes)  # type: ignore[arg-type]
        if changes.keys().isdisjoint({"parties", "options", "infeasible", "terms"}):
            if "states" in vars(self):
                vars(changed)["states"] = self.states
            for party, ranks in self._payoffs.items():
                if changed.preferences[party] is self.preferences[party]:
                    changed._payoffs[party] = ranks
        return changed


class _Evaluator:
    """Evaluates conditions on a block of states, each option and term once."""

    def __init__(self, conflict: Conflict, block: slice | Indices) -> None:
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
                self.seen[name] = self.conflict.states.taken(column, self.block)
        return self.seen[name]


_Hashable = TypeVar("_Hashable")


def _unique(kind: str, names: Iterable[_Hashable]) -> None:
    seen: set[_Hashable] = set()
    for name in names:
        if name in seen:
            raise ModelError(f"two {kind} entries are called '{name}'", code=f"duplicate-{kind}")
        seen.add(name)


def conflict(
    options: Mapping[str, Sequence[str | Option]],
    preferences: Mapping[str, Preference | Sequence[str]],
    *,
    infeasible: Sequence[str | Condition] = (),
    terms: Mapping[str, str | Condition] | None = None,
    status_quo: Iterable[str] | None = None,
    outcomes: Sequence[str] = (),
    title: str = "",
) -> Conflict:
    """Build a conflict from plain Python values, without any file.

    Parameters
    ----------
    options : mapping of str to sequence of str or Option
        For every party, its options by id (or `Option` for labels and one-way options).
    preferences : mapping of str to Preference or sequence of str
        For every party a `Ranking`, `Weighted`, `Payoffs` or `Ordered`; a sequence of
        conditions stands for `Ordered`, the most important first.
    infeasible, terms : sequence and mapping of conditions
        As text or parsed.
    status_quo : iterable of str, optional
        Names of the options taken today.
    outcomes : sequence of str
        Terms in which outcomes are told.

    Returns
    -------
    Conflict

    Examples
    --------
    >>> from detente.conflict.preferences import Ranking
    >>> chicken = conflict({"a": ["swerve"], "b": ["swerve"]},
    ...                    {"a": ["a.swerve or b.swerve", "b.swerve", "not a.swerve"],
    ...                     "b": Ranking(((2,), (4,), (3,), (1,)))},
    ...                    status_quo=[])
    >>> chicken.status_quo_state
    1
    """

    def condition(text: str | Condition) -> Condition:
        return parse(text) if isinstance(text, str) else text

    for key, listed in (*options.items(), *preferences.items()):
        if isinstance(listed, str):
            raise ModelError(
                f"'{key}' has a text where a list is expected", hint=f"write [{listed!r}]"
            )

    def preference(value: Preference | Sequence[str]) -> Preference:
        if isinstance(value, Sequence):
            return Ordered(tuple(Wish(condition(text)) for text in value))
        return value

    return Conflict(
        parties=tuple(Party(name) for name in options),
        options=tuple(
            option if isinstance(option, Option) else Option(option, party)
            for party, listed in options.items()
            for option in listed
        ),
        preferences={party: preference(value) for party, value in preferences.items()},
        infeasible=tuple(Rule(condition(text)) for text in infeasible),
        terms={key: Term(key, condition(text)) for key, text in (terms or {}).items()},
        status_quo=None if status_quo is None else frozenset(status_quo),
        outcomes=tuple(outcomes),
        title=title,
    )
