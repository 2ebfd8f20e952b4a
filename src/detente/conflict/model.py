"""The graph model in option form: parties, options, feasible states, moves, preferences.

Follows Fang, Hipel & Kilgour (1993): a conflict has parties, each controlling options that it
takes or not; a state is a combination of options; a unilateral move changes options of one party
only, ends in a feasible state and respects one-way options.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal

from detente.case import Party
from detente.conditions import Bools, Condition, parse
from detente.conflict.base import Arcs, BaseConflict, unique
from detente.conflict.preferences import Ordered, Preference, Wish
from detente.conflict.states import Indices, StateSpace, enumerate_states
from detente.errors import ModelError, unknown_name
from detente.evidence import NO_GROUND, Ground

if TYPE_CHECKING:
    from detente.conflict.moves import MoveGraph
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
class Conflict(BaseConflict):
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

    form = "option form"
    basic = "option"

    def __post_init__(self) -> None:
        unique("option", (option.name for option in self.options))
        self._check_parties()
        ids = [party.id for party in self.parties]
        for option in self.options:
            if option.party not in ids:
                raise unknown_name("party", option.party, ids)
        grouped = sorted(self.options, key=lambda option: ids.index(option.party))
        object.__setattr__(self, "options", tuple(grouped))
        self._check_names()
        seen = [name for view in self.views.values() for name in view.option_names]
        for name in (*(self.status_quo or ()), *seen):
            if name not in self.columns:
                raise unknown_name("option", name, self.columns)
        for party, view in self.views.items():
            for name in (party, *view.preferences):
                self.party_index(name)

    def conditions(self) -> Iterator[Condition]:
        """Yield every condition: infeasibility, terms, preferences, and those of the views."""
        yield from (rule.condition for rule in self.infeasible)
        yield from super().conditions()
        for view in self.views.values():
            yield from view.conditions()

    # -- Structure -------------------------------------------------------------------------

    @cached_property
    def columns(self) -> Mapping[str, int]:
        """From an option's name to its index."""
        return {option.name: k for k, option in enumerate(self.options)}

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

    def truth(self, column: int, block: slice | Indices) -> Bools:
        """Return where an option (by place) is taken, for some of the states."""
        return self.states.taken(column, block)

    def true_names(self, state: int) -> frozenset[str]:
        """Return the names of the options taken in a state given by number."""
        return frozenset(option.name for option in self.taken(state))

    def with_names(self, names: frozenset[str]) -> int | None:
        """Return the number of the state in which exactly these options are taken, if feasible."""
        if not names <= self.columns.keys():
            return None
        index = self.states.index_of(sum(1 << self.columns[name] for name in names))
        return None if index < 0 else index + 1

    def movers(self, source: int, target: int) -> tuple[str, ...]:
        """Return the party whose options alone differ, if all of them may be changed so."""
        changed = self.true_names(source) ^ self.true_names(target)
        after = self.true_names(target)
        differing = [option for option in self.options if option.name in changed]
        for option in differing:
            if option.direction == ("back" if option.name in after else "forward"):
                return ()
        owners = {option.party for option in differing}
        return tuple(owners) if len(owners) == 1 else ()

    @property
    def today(self) -> frozenset[str] | None:
        """The names of the options taken today; None when the case does not say."""
        return self.status_quo

    @property
    def named(self) -> tuple[Term, ...]:
        """Nothing: states are known by what is taken in them."""
        return ()

    @property
    def listed_moves(self) -> Mapping[str, Arcs]:
        """Nothing: moves are changes of options."""
        return {}

    @property
    def made_of(self) -> tuple[int, str]:
        """How many options there are."""
        return len(self.options), "option"

    def state_fields(self, index: int) -> dict[str, Any]:
        """Return the 0/1 value of every option in a state, by 0-based index."""
        return {"values": list(self.states.values(index))}

    def row(self, index: int) -> dict[str, Any]:
        """Return the 0/1 value of every option in a state by name, by 0-based index."""
        return dict(zip(self.columns, self.states.values(index), strict=True))

    def layout(self, *, compiled: bool) -> MoveGraph:
        """Return lines and classes; see `detente.conflict.moves.build_moves`."""
        from detente.conflict.moves import build_moves

        return build_moves(self, compiled=compiled)


def in_option_form(conflict: BaseConflict, what: str) -> Conflict:
    """Return a conflict if it is given by options.

    Parameters
    ----------
    conflict : BaseConflict
    what : str
        What needs options, for the message.

    Raises
    ------
    ModelError
        If it is in graph form.
    """
    if isinstance(conflict, Conflict):
        return conflict
    raise ModelError(
        f"{what}: that needs options, and this conflict is given by states and moves",
        hint="give the conflict by 'options:' where moves are changes of options",
        code="needs-options",
    )


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
