"""A conflict that is given by states and moves: whether they fit together."""

from __future__ import annotations

from collections.abc import Iterator

from detente.casefile.checks.facts import Facts, Finding
from detente.casefile.nodes import Path
from detente.casefile.variants import Located, Variant, down_to_party
from detente.errors import did_you_mean


def forms(facts: Facts) -> Iterator[Finding]:
    """Check that a conflict is given by options or by states and moves, not by both."""
    for variant in facts.variants:
        if not variant.in_graph_form:
            continue
        if not variant.states:
            yield Finding(
                "no-states",
                "there are moves but no states",
                (*variant.path, "moves"),
                hint="list under 'states:' what can be the case",
                key=True,
            )
        if not variant.acting and variant.states:
            yield Finding(
                "no-moves",
                "nobody can move",
                (*variant.path, "moves" if variant.scenario else "states"),
                hint="list under 'moves:' who can move from which state to which",
                key=True,
            )
        by_options = {"options": variant.options, "infeasible": variant.infeasible}
        for part, entries in {**by_options, "views": variant.views}.items():
            if entries:
                yield Finding(
                    "two-forms",
                    f"'{part}' stands beside states and moves, which know no options",
                    (*variant.path, part),
                    hint="keep one of the two: options, or states and moves",
                    key=True,
                )


def states(facts: Facts) -> Iterator[Finding]:
    """Check that no term is called like a state; note states that no move concerns."""
    for variant in facts.variants:
        for key in variant.states.keys() & variant.terms.keys():
            yield Finding(
                "duplicate-state",
                f"'{key}' is both a state and a term",
                variant.terms[key].path,
                hint="choose another id for the term",
                key=True,
            )
    for variant in facts.variants[:1]:
        concerned = {
            state
            for each in facts.variants
            for listed in each.moves.values()
            for arc in listed
            for state in arc.entry
        }
        for key, state in variant.states.items():
            if key not in concerned:
                yield Finding(
                    "idle-state",
                    f"no move leads to '{key}' or from it",
                    state.path,
                    severity="note",
                    key=True,
                )


def arcs(facts: Facts) -> Iterator[Finding]:
    """Check that moves lead from one state to another, each listed once."""
    for variant in facts.variants:
        for party, listed in variant.moves.items():
            seen: set[tuple[str, ...]] = set()
            for arc in filter(variant.owns, listed):
                yield from _arc(variant, party, arc, again=arc.entry in seen)
                seen.add(arc.entry)


def _arc(
    variant: Variant, party: str, arc: Located[tuple[str, ...]], *, again: bool
) -> Iterator[Finding]:
    source, target = arc.entry
    pairs = len(arc.path) == len(down_to_party(arc.path)) + 1
    for place, state in enumerate(arc.entry):
        if state not in variant.states:
            path: Path = (*arc.path, place) if pairs else arc.path[: len(arc.path) - 1 + place]
            yield Finding(
                "unknown-state",
                f"no state '{state}'",
                path,
                did_you_mean(state, variant.states),
                key=not pairs and place == 0,
            )
    if source == target:
        message = f"a move of '{party}' leads from '{source}' to itself"
        hint = "staying is no move; leave it out"
        yield Finding("self-move", message, arc.path, hint)
    elif again:
        message = f"the move of '{party}' from '{source}' to '{target}' is listed twice"
        yield Finding("duplicate-move", message, arc.path)


def status_quo(facts: Facts) -> Iterator[Finding]:
    """Check that the status quo is one state."""
    for variant in facts.variants:
        today = variant.status_quo
        if today is None or not variant.in_graph_form or not variant.owns(today):
            continue
        if len(today.entry) != 1:
            yield Finding(
                "ambiguous-state",
                f"the status quo is one state; here are {len(today.entry)}",
                today.path,
                hint="name the state that things are in, or leave the line out",
            )
        for k, name in enumerate(today.entry):
            if name not in variant.states:
                term = name in variant.terms
                yield Finding(
                    "unknown-state",
                    f"'{name}' is a term; the status quo is a state"
                    if term
                    else f"no state '{name}'",
                    (*today.path, k),
                    "" if term else did_you_mean(name, variant.states),
                )


CHECKS = (forms, states, arcs, status_quo)
