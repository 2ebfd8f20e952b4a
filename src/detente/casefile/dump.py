"""From a `Case` to the text of a case file, for cases that come from elsewhere.

The text is made to be read and gone on with: conditions as a person would write them, short
entries on one line, comments where a newcomer would ask. A case that was read from a case file
needs none of this: its `Case.text` *is* the file.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict
from typing import Any

from detente.case import Case, Event, Outcome, Party, Scenario
from detente.casefile.bargaining import writing
from detente.casefile.layout import Comments, Rows, layout, short
from detente.casefile.schema import FORMAT_VERSION
from detente.casefile.spatial import writing as spatial_writing
from detente.conflict.base import Arcs, BaseConflict
from detente.conflict.model import Option, Rule, Term
from detente.conflict.preferences import Ordered, Preference, Ranking, Weighted, Wish, priorities
from detente.conflict.views import View
from detente.errors import ModelError
from detente.evidence import Ground, Source, Statement

MAX_LISTED = 64
"""States up to which a ranking is explained by a list of them."""

Fields = dict[str, Any]


def dump(case: Case) -> str:
    """Return a case as the text of a case file.

    What a case does not hold is not invented: entries without ground stay without, for `check`
    to point at. `Case.foreign` has no place in a case file and is left out.

    Parameters
    ----------
    case : Case

    Returns
    -------
    str
        Reads back as the same case, payoffs as the rankings they give.

    Raises
    ------
    ModelError
        If a scenario drops options, terms or parties of the case, which the format cannot say.

    Examples
    --------
    >>> from detente.conflict.model import conflict
    >>> game = conflict({"a": ["insist"], "b": ["leave"]},
    ...                 {"a": ["not b.leave", "a.insist"], "b": ["not a.insist"]})
    >>> text = dump(Case("dispute", "A dispute", conflict=game))
    >>> print(text[text.index("id:"):])
    id: dispute
    title: A dispute
    <BLANKLINE>
    parties:
      a: a
      b: b
    <BLANKLINE>
    conflict:
      # What each party can commit to.
      options:
        a: {insist: insist}
        b: {leave: leave}
      # What each wants, the most important first.
      preferences:
        a:
          - not b.leave
          - a.insist
        b:
          - not a.insist
    <BLANKLINE>
    """
    comments: Comments = {}
    models = [model for model in (case.conflict, case.bargaining) if model is not None]
    parties = {p.id: p for model in models for p in model.parties}
    placed = [case.spatial, *(scenario.spatial for scenario in case.scenarios.values())]
    actors = [actor for each in placed if each is not None for actor in each.actors]
    parties |= {actor.id: Party(actor.id, actor.label) for actor in actors}
    file: Fields = {
        "detente": FORMAT_VERSION,
        "id": case.id,
        "title": case.title,
        **_given(as_of=case.as_of, summary=case.summary),
        "parties": _each({**parties, **case.parties}, _party),
        "sources": _each(case.sources, _source),
        "statements": _each(case.statements, _statement),
    }
    if case.conflict is not None:
        file["conflict"] = _conflict(case.conflict, comments)
    if case.bargaining is not None:
        file["bargaining"] = writing.section(case.bargaining, _ground, comments)
    if case.spatial is not None:
        file["spatial"] = spatial_writing.section(case.spatial, _ground, comments)
    if models or case.spatial is not None:
        file["scenarios"] = {key: _scenario(case, s) for key, s in case.scenarios.items()}
    if case.outcome is not None:
        file["outcome"] = _outcome(case.outcome)
    head = ["A case file for detente: edit it, then run `detente check` on it."]
    return layout({key: value for key, value in file.items() if value != {}}, head, comments)


def _given(**fields: Any) -> Fields:
    """Return the fields that say something."""
    return {key: value for key, value in fields.items() if value not in ("", (), [], {}, None)}


def _each(entries: Mapping[str, Any], write: Callable[[Any], Any]) -> Fields:
    return {key: write(entry) for key, entry in entries.items()}


# -- Evidence ------------------------------------------------------------------------------


def _party(party: Party) -> Any:
    aliases = [
        short("name", _given(name=alias.name, **{"from": alias.since}, until=alias.until))
        for alias in party.aliases
    ]
    fields = _given(aliases=aliases, predecessor=party.predecessor, note=party.note)
    return short("label", {"label": party.label, **fields})


def _visible(visibility: str) -> str:
    return "" if visibility == "public" else visibility


def _unless(value: str, usual: str) -> str:
    return "" if value == usual else value


def _source(source: Source) -> Fields:
    return _given(
        outlet=_unless(source.outlet, "unknown"),
        relays=list(source.relays),
        date=_unless(source.date, "unknown"),
        title=source.title,
        author=source.author,
        url=source.url,
        note=source.note,
        visibility=_visible(source.visibility),
    )


def _statement(statement: Statement) -> Fields:
    return {
        **_given(
            by=statement.by,
            speaker=statement.speaker,
            to=statement.to,
            about=statement.about,
            kind=_unless(statement.kind, "says"),
        ),
        "says": statement.says,
        **_given(
            source=statement.source,
            chain=list(statement.chain),
            date=_unless(statement.date, "unknown"),
            slots={
                name: list(value) if isinstance(value, tuple) else value
                for name, value in statement.slots.items()
            },
            contradicts=list(statement.contradicts),
            status=_unless(statement.status, "accepted"),
            visibility=_visible(statement.visibility),
            passage=asdict(statement.passage) if statement.passage else None,
        ),
    }


def _ground(ground: Ground) -> Fields:
    sure: Any = ground.confidence
    if sure not in ("", "low", "medium", "high"):
        sure = float(sure)
    return _given(
        cites=list(ground.cites),
        because=ground.because,
        confidence=sure,
        judgement=ground.judgement or None,
        visibility=_visible(ground.visibility),
    )


def _outcome(outcome: Outcome) -> Fields:
    def event(entry: Event) -> Fields:
        fields = _given(sources=list(entry.sources), visibility=_visible(entry.visibility))
        return {"date": entry.date, "says": entry.says, **fields}

    return _given(summary=outcome.summary, events=Rows(map(event, outcome.events)))


# -- The graph model -----------------------------------------------------------------------


def _conflict(conflict: BaseConflict, comments: Comments) -> Fields:
    comments["conflict", "options"] = ["What each party can commit to."]
    fields = _given(
        terms=_each(conflict.terms, _term),
        infeasible=Rows(map(_rule, conflict.infeasible)),
    )
    if fields.get("infeasible"):
        comments["conflict", "infeasible"] = ["Combinations that cannot occur."]
    if conflict.today is not None:
        fields["status_quo"] = _status_quo(conflict)
    told = ["What each wants, the most important first."]
    if any(not isinstance(p, Ordered | Weighted) for p in conflict.preferences.values()):
        told = ["What each wants: states, best first, equals together.", *_listed(conflict)]
    comments["conflict", "preferences"] = told
    if conflict.named:
        comments["conflict", "moves"] = ["Who can move from which state to which."]
        comments["conflict", "states"] = ["What can be the case."]
        del comments["conflict", "options"]
        can: Fields = {"states": _each({s.id: s for s in conflict.named}, _state)}
        can["moves"] = _each(conflict.listed_moves, _moves)
    else:
        can = {"options": _options(conflict.options)}
    if conflict.views:
        comments["conflict", "views"] = ["What some wrongly believe."]
    return {
        **can,
        **fields,
        **_given(outcomes=list(conflict.outcomes)),
        "preferences": {
            party: _preference(conflict.preferences[party], conflict, party)
            for party in conflict.party_ids
        },
        **_given(views=_each(conflict.views, lambda view: _view(view, conflict))),
    }


def _listed(conflict: BaseConflict) -> list[str]:
    """Return a line for every state, for people who read a ranking."""
    if conflict.named or len(conflict.states) > MAX_LISTED:
        return []
    return [
        f"{state:3}: {', '.join(option.name for option in conflict.taken(state)) or 'nothing'}"
        for state in range(1, len(conflict.states) + 1)
    ]


def _options(options: Iterable[Option]) -> Fields:
    grouped: dict[str, Fields] = {}
    for option in options:
        fields = {
            "label": option.label,
            **_given(direction=_unless(option.direction, "both")),
            **_ground(option.ground),
        }
        grouped.setdefault(option.party, {})[option.id] = short("label", fields)
    return grouped


def _state(state: Term) -> Any:
    return short("label", {"label": state.label, **_ground(state.ground)})


def _moves(arcs: Arcs) -> Fields:
    """Return the moves of a party: from each state, where to."""
    to: dict[str, list[str]] = {}
    for source, target in arcs:
        to.setdefault(source, []).append(target)
    return {source: found if len(found) > 1 else found[0] for source, found in to.items()}


def _term(term: Term) -> Any:
    label = _unless(term.label, term.id.replace("_", " "))
    fields = {"means": str(term.condition), **_given(label=label), **_ground(term.ground)}
    return short("means", fields)


def _rule(rule: Rule) -> Any:
    return short("when", {"when": str(rule.condition), **_ground(rule.ground)})


def _status_quo(conflict: BaseConflict) -> str | list[str]:
    today = [name for name in conflict.columns if name in (conflict.today or ())]
    return today[0] if conflict.named else today


def _preference(preference: Preference, conflict: BaseConflict, party: str) -> Any:
    if isinstance(preference, Ordered):
        return Rows(map(_part, priorities(preference)))
    if isinstance(preference, Weighted):
        listed = Rows({**_wish(wish), "weight": wish.weight} for wish in preference.wishes)
        return {"weights": listed, **_given(strongly=list(preference.strongly))}
    if isinstance(preference, Ranking):
        levels = [list(level) for level in preference.levels if level]
    else:
        ranks = conflict.payoffs(party)
        levels = [[] for _ in range(int(ranks.max()) + 1)]
        for state, rank in enumerate(ranks.tolist(), start=1):
            levels[-1 - rank].append(state)
    named: list[list[Any]] = [
        [conflict.named[state - 1].id if conflict.named else state for state in level]
        for level in levels
    ]
    beside: Fields = {}
    if isinstance(preference, Ranking):
        marks = [short("after", _gap(*mark)) for mark in preference.strongly]
        beside = {**_given(strongly=marks), **_ground(preference.ground)}
    return {"ranking": [level if len(level) > 1 else level[0] for level in named], **beside}


def _gap(after: int, degree: int) -> Fields:
    return {"after": after, **_degree("degree", degree)}


def _degree(key: str, degree: int) -> Fields:
    """Return a degree under a key, where it is more than the first."""
    return {key: degree} if degree > 1 else {}


def _part(part: tuple[Wish, ...]) -> Any:
    """Return one place of an ordered list."""
    marked = Rows(short("want", _marked(wish)) for wish in part)
    return {"unsure": marked} if len(marked) > 1 else marked[0]


def _marked(wish: Wish) -> Fields:
    strongly = True if wish.strongly == 1 else wish.strongly or None
    return {**_wish(wish), **_given(strongly=strongly, unsure=wish.unsure or None)}


def _wish(wish: Wish) -> Fields:
    return {"want": str(wish.condition), **_given(label=wish.label), **_ground(wish.ground)}


def _view(view: View, conflict: BaseConflict) -> Fields:
    # payoffs are written as rankings, for which the model has to hold them
    believed = conflict.with_changes(preferences={**conflict.preferences, **view.preferences})
    unaware = (
        short("option", {"option": key, **_ground(ground)}) for key, ground in view.unaware.items()
    )
    return {
        **_given(
            note=view.note,
            infeasible=Rows(map(_rule, view.infeasible)),
            disbelieves=Rows(map(_rule, view.disbelieves)),
            unaware=list(unaware),
            directions={
                option.name: short(
                    "direction", {"direction": option.direction, **_ground(option.ground)}
                )
                for option in view.directions
            },
            preferences={
                party: _preference(wanted, believed, party)
                for party, wanted in view.preferences.items()
            },
        ),
        **_ground(view.ground),
    }


# -- Scenarios -----------------------------------------------------------------------------


def _scenario(case: Case, scenario: Scenario) -> Fields:
    fields = {
        "label": scenario.label,
        **_given(note=scenario.note),
        **_ground(scenario.ground),
    }
    if scenario.conflict is not None and case.conflict is not None:
        fields |= _changes(scenario, scenario.conflict, case.conflict)
    if scenario.bargaining is not None and case.bargaining is not None:
        varied = writing.changes(scenario.bargaining, case.bargaining, _ground)
        fields |= _given(bargaining=varied)
    if scenario.spatial is not None and case.spatial is not None:
        fields |= _given(spatial=spatial_writing.changes(scenario.spatial, case.spatial, _ground))
    return fields


def _changes(scenario: Scenario, conflict: BaseConflict, base: BaseConflict) -> Fields:
    """Return what a scenario replaces or adds."""
    gone = {*base.columns, *base.terms, *base.party_ids}
    if gone := gone - {*conflict.columns, *conflict.terms, *conflict.party_ids}:
        raise ModelError(
            f"scenario '{scenario.id}' drops {', '.join(sorted(gone))}, which a case file "
            "cannot say",
            hint="make what it lacks impossible under 'infeasible:' instead",
        )
    if conflict.named != base.named:
        raise ModelError(
            f"scenario '{scenario.id}' has other states than the case, which a case file "
            "cannot say",
            hint="list all states in the case; a scenario can change who moves where",
        )
    fields: Fields = {}
    if options := [option for option in conflict.options if option not in base.options]:
        fields["options"] = _options(options)
    terms = {key: term for key, term in conflict.terms.items() if base.terms.get(key) != term}
    if terms:
        fields["terms"] = _each(terms, _term)
    if conflict.infeasible != base.infeasible:
        fields["infeasible"] = Rows(map(_rule, conflict.infeasible))
    moves = {
        party: conflict.listed_moves.get(party, ())
        for party in {**base.listed_moves, **conflict.listed_moves}
        if conflict.listed_moves.get(party, ()) != base.listed_moves.get(party, ())
    }
    if conflict.today != base.today:
        fields["status_quo"] = _status_quo(conflict)
    preferences = {
        party: _preference(wanted, conflict, party)
        for party, wanted in conflict.preferences.items()
        if wanted != base.preferences.get(party)
    }
    fields |= _given(moves=_each(moves, _moves), preferences=preferences)
    # a view that only the case has is replaced by one that says nothing
    views = {**dict.fromkeys(base.views, View()), **conflict.views}
    changed = {key: view for key, view in views.items() if base.views.get(key) != view}
    return fields | _given(views=_each(changed, lambda view: _view(view, conflict)))
