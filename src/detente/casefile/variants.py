"""The conflict section as each scenario has it, every part with the path where it is written.

Checks look at these parts and `build` makes models of them, so that what a scenario replaces,
adds and inherits is decided in one place.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, Generic, TypeVar

from detente.casefile import schema, spellings
from detente.casefile.nodes import Path

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Located(Generic[T]):
    """An entry and the path at which the file has it."""

    path: Path
    entry: T


class Placed:
    """A section as a scenario has it, whose entries are written there or inherited."""

    scenario: str
    changes: tuple[str, ...]

    @property
    def path(self) -> Path:
        """Where the section is written."""
        raise NotImplementedError

    def owns(self, located: Located[Any]) -> bool:
        """Tell whether an entry is written here, not inherited."""
        return located.path[: len(self.path)] == self.path

    def own(self, entries: Mapping[str, Located[T]]) -> dict[str, Located[T]]:
        """Return the entries of a mapping that are written here."""
        return {key: located for key, located in entries.items() if self.owns(located)}


def located(entries: Mapping[str, T], at: Path) -> dict[str, Located[T]]:
    """Return the entries of a mapping, each with its path."""
    return {key: Located((*at, key), entry) for key, entry in entries.items()}


@dataclass(frozen=True)
class Variant(Placed):
    """The conflict under one scenario, or as written (`scenario` empty)."""

    scenario: str
    options: dict[str, dict[str, Located[schema.Option]]]
    terms: dict[str, Located[spellings.Term]]
    infeasible: list[Located[spellings.Rule]]
    status_quo: Located[list[str]] | None
    outcomes: Located[list[str]]
    preferences: dict[str, Located[schema.Preference]]
    views: dict[str, Located[schema.View]]
    states: dict[str, Located[schema.State]] = field(default_factory=dict)
    moves: dict[str, list[Located[tuple[str, ...]]]] = field(default_factory=dict)
    changes: tuple[str, ...] = ()

    @property
    def path(self) -> Path:
        """Where the variant is written."""
        return ("scenarios", self.scenario) if self.scenario else ("conflict",)

    @cached_property
    def option_names(self) -> dict[str, None]:
        """All options as ``party.option``, in file order."""
        return {f"{party}.{key}": None for party, listed in self.options.items() for key in listed}

    @property
    def in_graph_form(self) -> bool:
        """Whether states and moves are given, not options."""
        return bool(self.states or self.moves)

    @property
    def names(self) -> dict[str, Any]:
        """What conditions are made of besides terms: states, or options as ``party.option``."""
        return self.states if self.in_graph_form else self.option_names

    @property
    def acting(self) -> dict[str, Located[Any]]:
        """The parties that can do something, with the first thing that they can do."""
        listed: dict[str, list[Any]] = {
            p: [*entries.values()] for p, entries in self.options.items()
        }
        listed |= {party: list(arcs) for party, arcs in self.moves.items()}
        return {party: entries[0] for party, entries in listed.items() if entries}

    def conditions(self) -> Iterator[Located[str]]:
        """Yield the text of every condition: terms, rules, wishes, ranked states."""
        for term in self.terms.values():
            yield Located((*term.path, "means"), term.entry.means)
        views = list(self.views.values())
        for rule in (*self.infeasible, *(rule for view in views for rule in rules_of(view))):
            yield Located((*rule.path, "when"), rule.entry.when)
        for preference in self.all_preferences():
            for wish in wishes(preference):
                yield Located((*wish.path, "want"), wish.entry.want)
            for choice in ranked(preference):
                if isinstance(choice.entry, str) and not is_number(choice.entry):
                    yield Located(choice.path, choice.entry)

    def grounded(self) -> Iterator[Located[Any]]:
        """Yield every entry that can cite statements."""
        for listed in self.options.values():
            yield from listed.values()
        yield from self.states.values()
        yield from self.terms.values()
        yield from self.infeasible
        for preference in self.preferences.values():
            yield from grounds(preference)
        for view in self.views.values():
            yield view
            yield from beliefs(view)

    def all_preferences(self) -> Iterator[Located[schema.Preference]]:
        """Yield what each party wants, then what some wrongly believe that others want."""
        yield from self.preferences.values()
        for view in self.views.values():
            yield from believed_wants(view).values()

    def bare(self) -> Variant:
        """Return the variant with nothing but options or states, terms and infeasibility."""
        parties = self.preferences if self.in_graph_form else self.options
        indifferent: dict[str, Located[schema.Preference]] = {
            party: Located((*self.path, "preferences", party), []) for party in parties
        }
        nothing: Located[list[str]] = Located(self.outcomes.path, [])
        return replace(
            self,
            status_quo=None,
            outcomes=nothing,
            preferences=indifferent,
            views={},
            moves={},
        )


def variants(case: schema.CaseFile) -> list[Variant]:
    """Return the conflict as written, then under each scenario; none without a conflict."""
    if case.conflict is None:
        return []
    base = _base(case.conflict)
    labels = {key: party.label or key for key, party in case.parties.items()}
    return [base, *(_under(base, key, s, labels) for key, s in case.scenarios.items())]


def wishes(preference: Located[schema.Preference]) -> Iterator[Located[schema.Wish]]:
    """Yield the preference statements of a party."""
    if isinstance(preference.entry, list):
        for k, entry in enumerate(preference.entry):
            if isinstance(entry, schema.Unsure):
                for j, wish in enumerate(entry.unsure):
                    yield Located((*preference.path, k, "unsure", j), wish)
            else:
                yield Located((*preference.path, k), entry)
    elif isinstance(preference.entry, schema.Weights):
        for k, weighted in enumerate(preference.entry.weights):
            yield Located((*preference.path, "weights", k), weighted)


def ranked(preference: Located[schema.Preference]) -> Iterator[Located[str | int]]:
    """Yield the states of a ranking, best first."""
    if isinstance(preference.entry, schema.Ranking):
        for k, level in enumerate(preference.entry.ranking):
            for j, choice in enumerate(level):
                yield Located((*preference.path, "ranking", k, j), choice)


def grounds(preference: Located[schema.Preference]) -> Iterator[Located[Any]]:
    """Yield what of a preference can cite statements: its statements, or the ranking."""
    yield from wishes(preference)
    if isinstance(preference.entry, spellings.Grounded):
        yield Located(preference.path, preference.entry)


def rules_of(view: Located[schema.View]) -> Iterator[Located[spellings.Rule]]:
    """Yield the rules of a view: those that it adds, and those in which it does not believe."""
    yield from _rules(view.entry.infeasible, view.path)
    yield from disbelieved(view)


def disbelieved(view: Located[schema.View]) -> Iterator[Located[spellings.Rule]]:
    """Yield the rules of the case in which a view does not believe."""
    for k, rule in enumerate(view.entry.disbelieves):
        yield Located((*view.path, "disbelieves", k), rule)


def believed_wants(view: Located[schema.View]) -> dict[str, Located[schema.Preference]]:
    """Return what a view holds that the parties want, by party."""
    return located(view.entry.preferences, (*view.path, "preferences"))


def beliefs(view: Located[schema.View]) -> Iterator[Located[Any]]:
    """Yield every entry of a view that can cite statements."""
    yield from rules_of(view)
    for k, overlooked in enumerate(view.entry.unaware):
        yield Located((*view.path, "unaware", k), overlooked)
    yield from located(view.entry.directions, (*view.path, "directions")).values()
    for preference in believed_wants(view).values():
        yield from grounds(preference)


def down_to_party(path: Path) -> Path:
    """Return the start of a path to what a party can do, down to the party."""
    return path[: 3 if path[0] == "conflict" else 4]


def is_number(choice: str) -> bool:
    """Tell whether a ranked state is given by its number, though as text."""
    return choice.strip().isdecimal()


def _base(section: schema.Conflict) -> Variant:
    at: Path = ("conflict",)
    return Variant(
        scenario="",
        options=_options(section.options, at),
        terms=located(section.terms, (*at, "terms")),
        infeasible=_rules(section.infeasible, at),
        status_quo=_status_quo(section.status_quo, at),
        outcomes=Located((*at, "outcomes"), section.outcomes),
        preferences=located(section.preferences, (*at, "preferences")),
        views=located(section.views, (*at, "views")),
        states=located(section.states, (*at, "states")),
        moves=_moves(section.moves, at),
    )


def _under(base: Variant, key: str, scenario: schema.Scenario, labels: dict[str, str]) -> Variant:
    at: Path = ("scenarios", key)
    added = _options(scenario.options, at)
    return Variant(
        scenario=key,
        options={
            party: {**base.options.get(party, {}), **added.get(party, {})}
            for party in dict.fromkeys((*base.options, *added))
        },
        terms={**base.terms, **located(scenario.terms, (*at, "terms"))},
        infeasible=base.infeasible
        if scenario.infeasible is None
        else _rules(scenario.infeasible, at),
        status_quo=_status_quo(scenario.status_quo, at) or base.status_quo,
        outcomes=base.outcomes,
        preferences={
            **base.preferences,
            **located(scenario.preferences, (*at, "preferences")),
        },
        views={**base.views, **located(scenario.views, (*at, "views"))},
        states=base.states,
        moves={**base.moves, **_moves(scenario.moves, at)},
        changes=tuple(_changes(base, scenario, labels)),
    )


def _changes(base: Variant, scenario: schema.Scenario, labels: dict[str, str]) -> Iterator[str]:
    """Yield what a scenario changes, one readable line each."""
    for party in scenario.preferences:
        yield f"{labels.get(party, party)}: preferences replaced"
    for party, listed in scenario.options.items():
        for key, option in listed.items():
            done = "described anew" if key in base.options.get(party, {}) else "added"
            yield f"{labels.get(party, party)}: option '{option.label or key}' {done}"
    for party in scenario.moves:
        yield f"{labels.get(party, party)}: moves replaced"
    for key in scenario.terms:
        yield f"term '{key}' {'redefined' if key in base.terms else 'added'}"
    if scenario.infeasible is not None:
        yield "infeasible combinations replaced"
    if scenario.status_quo is not None:
        yield "status quo replaced"
    for party in scenario.views:
        done = "replaced" if party in base.views else "added"
        yield f"{labels.get(party, party)}: its view of the dispute {done}"


def _options(
    options: dict[str, dict[str, schema.Option]], at: Path
) -> dict[str, dict[str, Located[schema.Option]]]:
    return {party: located(listed, (*at, "options", party)) for party, listed in options.items()}


def _moves(
    moves: dict[str, schema.PartyMoves], at: Path
) -> dict[str, list[Located[tuple[str, ...]]]]:
    """Return every move of every party as (from, to), whichever way it is written."""
    return {party: list(_arcs(listed, (*at, "moves", party))) for party, listed in moves.items()}


def _arcs(listed: schema.PartyMoves, at: Path) -> Iterator[Located[tuple[str, ...]]]:
    if isinstance(listed, dict):
        for source, targets in listed.items():
            for k, target in enumerate(targets):
                yield Located((*at, source, k), (source, target))
    else:
        for k, pair in enumerate(listed):
            yield Located((*at, k), tuple(pair))


def _rules(rules: list[spellings.Rule], at: Path) -> list[Located[spellings.Rule]]:
    return [Located((*at, "infeasible", k), rule) for k, rule in enumerate(rules)]


def _status_quo(names: list[str] | None, at: Path) -> Located[list[str]] | None:
    return None if names is None else Located((*at, "status_quo"), names)
