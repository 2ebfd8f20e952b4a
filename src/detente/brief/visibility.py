"""What may be shared: a case without its internal entries, on which analyses come out the same.

Text is taken out *before* anything is analysed or written, so that no later step can leak it:

- an internal statement or source is gone; what cites it cites `WITHHELD` instead;
- an internal scenario or event is gone;
- an internal option keeps its place, under a made-up id and label;
- an internal wish, rule, view or term keeps its effect: its condition moves into a term with a made-up
  name, which is not printed; an internal outcome is no longer told of;
- what is bargained over and where actors stand keep their numbers, see `withheld`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from detente.bargaining.model import Bargaining
from detente.brief.withheld import Withheld, WithheldPlaces
from detente.case import Case, Event, Outcome, Scenario
from detente.conditions import Condition
from detente.conflict.arcs import GraphConflict, State
from detente.conflict.base import BaseConflict
from detente.conflict.model import Option, Rule, Term
from detente.conflict.preferences import Ordered, Preference, Ranking, Weighted, Wish
from detente.conflict.views import View
from detente.evidence import Ground, Statement
from detente.spatial.model import Spatial

WITHHELD = "(not shown)"
"""Stands among ids for an entry that is not shown; no id may contain parentheses."""

KEPT_BACK = Ground(visibility="internal")
"""The ground of what is kept back: nothing is told of it."""


def is_kept_back(ground: Ground) -> bool:
    """Tell whether a ground stands for one that `shared` took out."""
    return ground is KEPT_BACK


def shared(case: Case) -> Case:
    """Return a copy of a case without the text of its internal entries.

    Examples
    --------
    >>> from detente.conflict.model import conflict
    >>> game = conflict({"a": ["x"]}, {"a": ["a.x"]})
    >>> secret = Wish(game.preferences["a"].wishes[0].condition, ground=Ground(visibility="internal"))
    >>> game = game.with_changes(preferences={"a": Ordered((secret,))})
    >>> shown = shared(Case("c", "C", conflict=game)).conflict.preferences["a"].wishes[0]
    >>> str(shown.condition), shown.label
    ('internal_1', 'a priority kept internal')
    """
    statements = {
        key: statement for key, statement in case.statements.items() if _public(statement)
    }
    sources = {key: source for key, source in case.sources.items() if _public(source)}
    models = [case.conflict, *(scenario.conflict for scenario in case.scenarios.values())]
    problems = [case.bargaining, *(scenario.bargaining for scenario in case.scenarios.values())]
    stands = [case.spatial, *(scenario.spatial for scenario in case.scenarios.values())]
    hide = _Hiding(
        _Names.of(model for model in models if model),
        statements,
        filter(None, problems),
        filter(None, stands),
    )
    return replace(
        case,
        text="",
        warnings=(),
        foreign={},
        sources=sources,
        statements={key: _statement(s, sources, statements) for key, s in statements.items()},
        conflict=case.conflict and hide.conflict(case.conflict),
        bargaining=case.bargaining and hide.bargaining(case.bargaining),
        spatial=case.spatial and hide.places.problem(case.spatial),
        scenarios={
            key: hide.scenario(scenario)
            for key, scenario in case.scenarios.items()
            if _public(scenario.ground)
        },
        outcome=case.outcome and _outcome(case.outcome, sources),
    )


def _public(entry: Ground | Statement | Event | object) -> bool:
    return getattr(entry, "visibility", "public") == "public"


def _known(ids: Iterable[str], entries: Mapping[str, object]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(key if key in entries else WITHHELD for key in ids))


def _statement(
    statement: Statement, sources: Mapping[str, object], statements: Mapping[str, object]
) -> Statement:
    """Return a statement whose references to what is not shown are cut."""
    hidden = bool(statement.source) and statement.source not in sources
    return replace(
        statement,
        source=WITHHELD if hidden else statement.source,
        contradicts=_known(statement.contradicts, statements),
    )


def _outcome(outcome: Outcome, sources: Mapping[str, object]) -> Outcome:
    return replace(
        outcome,
        events=tuple(
            replace(event, sources=_known(event.sources, sources))
            for event in outcome.events
            if _public(event)
        ),
    )


@dataclass(frozen=True)
class _Names:
    """What is internal is called instead, by kind, and words that would betray it."""

    options: Mapping[str, Option]
    states: Mapping[str, State]
    terms: Mapping[str, str]
    words: frozenset[str]

    @classmethod
    def of(cls, models: Iterable[BaseConflict]) -> _Names:
        """Return made-up names for the internal options, states and terms of all models."""
        options: dict[str, Option] = {}
        states: dict[str, State] = {}
        terms: dict[str, str] = {}
        words: set[str] = set()
        for model in models:
            for option in model.options:
                if not _public(option.ground):
                    number = len(options) + 1
                    options.setdefault(option.name, _stand_in(option, number))
                    words |= {option.id, option.label}
            for state in model.named:
                if not _public(state.ground):
                    label = f"a state kept internal ({len(states) + 1})"
                    made_up = State(f"internal_state_{len(states) + 1}", label, KEPT_BACK)
                    states.setdefault(state.id, made_up)
                    words |= {state.id, state.label}
            for term in model.terms.values():
                if not _public(term.ground):
                    terms.setdefault(term.id, f"internal_term_{len(terms) + 1}")
                    words |= {term.id, term.label}
        return cls(options, states, terms, frozenset(words))


def _stand_in(option: Option, number: int) -> Option:
    return replace(
        option,
        id=f"internal_option_{number}",
        label=f"an option kept internal ({number})",
        ground=KEPT_BACK,
    )


class _Hiding:
    """Rewrites models so that what is internal has no words left."""

    def __init__(
        self,
        names: _Names,
        statements: Mapping[str, Statement],
        problems: Iterable[Bargaining] = (),
        stands: Iterable[Spatial] = (),
    ) -> None:
        def shown(own: Ground) -> Ground:
            return self.ground(own) if _public(own) else KEPT_BACK

        self.names, self.statements = names, statements
        self.withheld = Withheld.of(problems, shown)
        self.places = WithheldPlaces.of(stands, shown)

    def bargaining(self, problem: Bargaining) -> Bargaining:
        return self.withheld.problem(problem, self.condition)

    def scenario(self, scenario: Scenario) -> Scenario:
        words = self.names.words | self.withheld.words | self.places.words
        changes = [
            line if not any(word in line for word in words) else "a change kept internal"
            for line in scenario.changes
        ]
        return replace(
            scenario,
            changes=tuple(dict.fromkeys(changes)),
            conflict=scenario.conflict and self.conflict(scenario.conflict),
            bargaining=scenario.bargaining and self.bargaining(scenario.bargaining),
            spatial=scenario.spatial and self.places.problem(scenario.spatial),
            ground=self.ground(scenario.ground),
        )

    def conflict(self, model: BaseConflict) -> BaseConflict:
        added: dict[str, Term] = {}
        rules = tuple(self.rule(rule, added) for rule in model.infeasible)
        preferences = {
            party: self.preference(preference, added)
            for party, preference in model.preferences.items()
        }
        written = {
            rule.condition: shown for rule, shown in zip(model.infeasible, rules, strict=True)
        }
        terms = {term.id: term for term in map(self.term, model.terms.values())}
        today = None if model.today is None else frozenset(map(self.name, model.today))
        form: dict[str, object]
        if isinstance(model, GraphConflict):
            form = {
                "states": tuple(map(self.state, model.states)),
                "moves": {
                    party: tuple((self.name(s), self.name(t)) for s, t in arcs)
                    for party, arcs in model.moves.items()
                },
                "status_quo": next(iter(today)) if today else None,
            }
        else:
            options = tuple(map(self.option, model.options))
            form = {
                "options": options,
                "infeasible": rules,
                "status_quo": today,
                "views": {
                    party: self.view(view, added, written) for party, view in model.views.items()
                },
            }
        return model.with_changes(
            **form,
            preferences=preferences,
            terms={**terms, **added},
            outcomes=tuple(name for name in model.outcomes if _public(model.terms[name].ground)),
        )

    def state(self, state: State) -> State:
        if state.id in self.names.states:
            return self.names.states[state.id]
        return replace(state, ground=self.ground(state.ground))

    def option(self, option: Option) -> Option:
        if option.name in self.names.options:
            return replace(self.names.options[option.name], direction=option.direction)
        return replace(option, ground=self.ground(option.ground))

    def term(self, term: Term) -> Term:
        condition = self.condition(term.condition)
        if term.id in self.names.terms:
            return Term(self.names.terms[term.id], condition, "a term kept internal", KEPT_BACK)
        return replace(term, condition=condition, ground=self.ground(term.ground))

    def rule(self, rule: Rule, added: dict[str, Term]) -> Rule:
        if _public(rule.ground):
            return Rule(self.condition(rule.condition), self.ground(rule.ground))
        return Rule(self.kept_back(rule.condition, added, "a rule"), KEPT_BACK)

    def view(self, view: View, added: dict[str, Term], written: Mapping[Condition, Rule]) -> View:
        """Return a view without the words of what is internal; of none when it is itself.

        `written` has the rules of the case as they are shown.
        """
        internal = not _public(view.ground)

        def ground(own: Ground) -> Ground:
            return self.ground(own) if _public(own) and not internal else KEPT_BACK

        def rule(entry: Rule) -> Rule:
            return self.rule(replace(entry, ground=KEPT_BACK) if internal else entry, added)

        def wanted(preference: Preference) -> Preference:
            if internal and isinstance(preference, Ordered | Weighted):
                secret = tuple(replace(wish, ground=KEPT_BACK) for wish in preference.wishes)
                preference = replace(preference, wishes=secret)
            if internal and isinstance(preference, Ranking):
                preference = replace(preference, ground=KEPT_BACK)
            return self.preference(preference, added)

        return View(
            infeasible=tuple(map(rule, view.infeasible)),
            disbelieves=tuple(
                replace(written[entry.condition], ground=ground(entry.ground))
                for entry in view.disbelieves
                if entry.condition in written
            ),
            unaware={self.name(key): ground(own) for key, own in view.unaware.items()},
            directions=tuple(
                replace(self.option(option), ground=ground(option.ground))
                for option in view.directions
            ),
            preferences={key: wanted(p) for key, p in view.preferences.items()},
            note="" if internal else view.note,
            ground=KEPT_BACK if internal else self.ground(view.ground),
        )

    def preference(self, preference: Preference, added: dict[str, Term]) -> Preference:
        if isinstance(preference, Ordered | Weighted):
            hidden = tuple(self.wish(wish, added) for wish in preference.wishes)
            return replace(preference, wishes=hidden)
        if isinstance(preference, Ranking):
            public = _public(preference.ground)
            return replace(
                preference, ground=self.ground(preference.ground) if public else KEPT_BACK
            )
        return preference

    def wish(self, wish: Wish, added: dict[str, Term]) -> Wish:
        if _public(wish.ground):
            condition = self.condition(wish.condition)
            return replace(wish, condition=condition, ground=self.ground(wish.ground))
        condition = self.kept_back(wish.condition, added, "a priority")
        label = "a priority kept internal"
        return replace(wish, condition=condition, label=label, ground=KEPT_BACK)

    def kept_back(self, condition: Condition, added: dict[str, Term], what: str) -> Condition:
        """Return a name for a condition, which goes to the terms that are not printed."""
        key = f"internal_{len(added) + 1}"
        added[key] = Term(key, self.condition(condition), f"{what} kept internal", KEPT_BACK)
        return Condition("name", name=key)

    def condition(self, condition: Condition) -> Condition:
        if condition.op == "name":
            return replace(condition, name=self.name(condition.name))
        return replace(condition, args=tuple(map(self.condition, condition.args)))

    def name(self, name: str) -> str:
        if name in self.names.options:
            return self.names.options[name].name
        if name in self.names.states:
            return self.names.states[name].id
        return self.names.terms.get(name, name)

    def ground(self, ground: Ground) -> Ground:
        return replace(ground, cites=_known(ground.cites, self.statements))
