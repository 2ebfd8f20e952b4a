"""From the validated file to the `Case` that all rooms share."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from detente.case import Alias, Case, Event, Outcome, Party, Scenario
from detente.casefile import schema, spellings
from detente.casefile.bargaining.building import bargaining
from detente.casefile.bargaining.sections import sections
from detente.casefile.grounds import ground
from detente.casefile.spatial.building import spatial
from detente.casefile.spatial.sections import spatial_sections
from detente.casefile.variants import Located, Placed, Variant, believed_wants, variants
from detente.conditions import parse
from detente.conflict.arcs.model import GraphConflict, State
from detente.conflict.base import BaseConflict
from detente.conflict.model import Conflict, Option, Rule, Term
from detente.conflict.preferences import Ordered, Preference, Ranking, Weighted, Wish
from detente.conflict.views import View
from detente.errors import Diagnostic
from detente.evidence import Passage, Source, Statement


def build(
    file: schema.CaseFile,
    *,
    data: bytes = b"",
    path: str = "",
    warnings: Iterable[Diagnostic] = (),
) -> Case:
    """Return the case that a validated and checked file describes.

    Parameters
    ----------
    file : CaseFile
    data : bytes
        What was read, for the digest and for `Case.text`.
    path : str
        The file as the user named it.
    warnings : iterable of Diagnostic
        What the checks found that is no error.
    """
    parties = {key: _party(key, entry) for key, entry in file.parties.items()}
    conflicts = {v.scenario: (v, conflict(v, parties, file.title)) for v in variants(file)}
    deals = {s.scenario: (s, bargaining(s, parties, file.title)) for s in sections(file)}
    stands = {s.scenario: (s, spatial(s, parties, file.title)) for s in spatial_sections(file)}
    models: tuple[Mapping[str, tuple[Placed, object]], ...] = (conflicts, deals, stands)
    return Case(
        id=file.id,
        title=file.title,
        as_of=file.as_of,
        summary=file.summary.strip(),
        parties=parties,
        sources={key: _source(key, entry) for key, entry in file.sources.items()},
        statements={key: _statement(key, entry) for key, entry in file.statements.items()},
        conflict=conflicts[""][1] if conflicts else None,
        bargaining=deals[""][1] if deals else None,
        spatial=stands[""][1] if stands else None,
        scenarios={
            key: Scenario(
                id=key,
                label=entry.label or key.replace("_", " "),
                note=entry.note.strip(),
                changes=tuple(line for found in models if found for line in found[key][0].changes),
                conflict=conflicts[key][1] if conflicts else None,
                bargaining=deals[key][1] if deals else None,
                spatial=stands[key][1] if stands else None,
                ground=ground(entry),
            )
            for key, entry in file.scenarios.items()
        },
        outcome=_outcome(file.outcome),
        digest=hashlib.sha256(data).hexdigest(),
        path=path,
        text=data.decode("utf-8-sig"),
        warnings=tuple(warnings),
    )


# -- Evidence ------------------------------------------------------------------------------


def _party(key: str, entry: schema.Party) -> Party:
    aliases = tuple(Alias(alias.name, alias.since, alias.until) for alias in entry.aliases)
    return Party(key, entry.label, aliases, entry.predecessor, entry.note.strip())


def _source(key: str, entry: schema.Source) -> Source:
    return Source(id=key, **{**dict(entry), "relays": tuple(entry.relays)})


def _statement(key: str, entry: schema.Statement) -> Statement:
    lists = {name: tuple(getattr(entry, name)) for name in ("chain", "contradicts")}
    passage = Passage(**dict(entry.passage)) if entry.passage else None
    return Statement(id=key, **{**dict(entry), **lists, "passage": passage})


def _outcome(entry: schema.Outcome | None) -> Outcome | None:
    if entry is None:
        return None
    events = tuple(
        Event(event.date, event.says, tuple(event.sources), event.visibility)
        for event in entry.events
    )
    return Outcome(entry.summary.strip(), events)


# -- The graph model -----------------------------------------------------------------------


def conflict(variant: Variant, parties: dict[str, Party], title: str = "") -> BaseConflict:
    """Return the graph model of a variant, in the form in which it is given.

    Its parties are those that can act or have preferences, in the order of `parties`.
    """
    acting = variant.acting
    taking_part = [key for key in parties if key in acting or key in variant.preferences]
    shared: dict[str, Any] = {
        "parties": tuple(parties[key] for key in taking_part),
        "preferences": {key: Ordered(()) for key in taking_part},
        "terms": {
            key: Term(key, parse(term.entry.means), term.entry.label, ground(term.entry))
            for key, term in variant.terms.items()
        },
        "outcomes": tuple(variant.outcomes.entry),
        "title": title,
    }
    build_form = _by_moves if variant.in_graph_form else _by_options
    model = build_form(variant, shared)
    # a ranking may pick states by conditions, and those need the model
    found: dict[str, Any] = {
        "preferences": {key: preference(variant.preferences[key], model) for key in taking_part}
    }
    if isinstance(model, Conflict):
        found["views"] = {
            key: view(located, model)
            for key, located in variant.views.items()
            if key in taking_part
        }
    return model.with_changes(**found)


def _by_options(variant: Variant, shared: Mapping[str, Any]) -> BaseConflict:
    return Conflict(
        options=tuple(
            Option(key, party, option.entry.label, option.entry.direction, ground(option.entry))
            for party, listed in variant.options.items()
            for key, option in listed.items()
        ),
        infeasible=_rules(rule.entry for rule in variant.infeasible),
        status_quo=None if variant.status_quo is None else frozenset(variant.status_quo.entry),
        **shared,
    )


def _by_moves(variant: Variant, shared: Mapping[str, Any]) -> BaseConflict:
    return GraphConflict(
        states=tuple(
            State(key, state.entry.label, ground(state.entry))
            for key, state in variant.states.items()
        ),
        moves={
            party: tuple((arc.entry[0], arc.entry[1]) for arc in listed)
            for party, listed in variant.moves.items()
        },
        status_quo=None if variant.status_quo is None else variant.status_quo.entry[0],
        **shared,
    )


def view(located: Located[schema.View], model: Conflict) -> View:
    """Return what a party wrongly believes of a model, less what is about nobody in it."""
    entry = located.entry
    return View(
        infeasible=_rules(entry.infeasible),
        disbelieves=_rules(entry.disbelieves),
        unaware={overlooked.option: ground(overlooked) for overlooked in entry.unaware},
        directions=tuple(
            replace(
                model.options[model.columns[key]],
                direction=believed.direction,
                ground=ground(believed),
            )
            for key, believed in entry.directions.items()
        ),
        preferences={
            key: preference(wanted, model)
            for key, wanted in believed_wants(located).items()
            if key in model.party_ids
        },
        note=entry.note.strip(),
        ground=ground(entry),
    )


def _rules(entries: Iterable[spellings.Rule]) -> tuple[Rule, ...]:
    return tuple(Rule(parse(entry.when), ground(entry)) for entry in entries)


def preference(located: Located[schema.Preference], model: BaseConflict) -> Preference:
    """Return a party's preference; the states of a ranking are looked up in the model."""
    entry = located.entry
    if isinstance(entry, schema.Ranking):
        levels = (tuple(model.find(choice) for choice in level) for level in entry.ranking)
        marks = tuple((gap.after, gap.degree) for gap in entry.strongly)
        return Ranking(tuple(levels), ground(entry), marks)
    if isinstance(entry, schema.Weights):
        listed = (replace(_wish(wish), weight=wish.weight) for wish in entry.weights)
        return Weighted(tuple(listed), tuple(entry.strongly))
    return Ordered(tuple(_ordered(entry)))


def _ordered(entries: Iterable[schema.OrderedWish | schema.Unsure]) -> Iterator[Wish]:
    for number, entry in enumerate(entries, start=1):
        grouped = isinstance(entry, schema.Unsure)
        for wish in entry.unsure if isinstance(entry, schema.Unsure) else [entry]:
            yield replace(
                _wish(wish),
                strongly=wish.strongly,
                unsure=wish.unsure,
                group=number if grouped else 0,
            )


def _wish(entry: schema.Wish) -> Wish:
    return Wish(parse(entry.want), label=entry.label, ground=ground(entry))
