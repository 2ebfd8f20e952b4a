"""Checks that look at states: what is feasible, what decides nothing, what a ranking leaves out.

They enumerate states only up to a limit, so that checking stays instant; a larger case is
checked again by the analysis itself.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from detente.casefile import schema
from detente.casefile.checks.facts import MAX_STATES, Facts, Finding
from detente.casefile.variants import Located, Variant, is_number, ranked, wishes
from detente.conditions import TRUE, Bools, Condition
from detente.conflict.base import BaseConflict
from detente.conflict.model import Conflict
from detente.conflict.preferences import Weighted, Wish
from detente.conflict.states import MAX_OPTIONS
from detente.errors import DetenteError, ModelError

MAX_WORK = 1 << 27
"""States times conditions that are evaluated before the checks call it enough."""


def feasibility(facts: Facts) -> Iterator[Finding]:
    """Check that some combination of options can occur."""
    for variant in facts.variants:
        count = len(variant.option_names)
        base = facts.variants[0]
        if count > MAX_OPTIONS and (variant is base or count > len(base.option_names)):
            yield Finding(
                "too-many-options",
                f"{count} options; at most {MAX_OPTIONS} are supported" + _under(variant),
                (*variant.path, "options"),
                hint="merge options that are always taken together",
                key=True,
            )
        elif facts.size(variant) == 0 and (
            variant is base or facts.model(variant) is not facts.model(base)
        ):
            yield Finding(
                "no-feasible-state",
                "no state is left: what is infeasible excludes every combination of options"
                + _under(variant),
                variant.infeasible[0].path[:-1],
                hint="these conditions contradict each other; remove or weaken one",
                key=True,
            )


def status_quo(facts: Facts) -> Iterator[Finding]:
    """Check that the status quo can occur."""
    for variant in facts.variants:
        model, listed = facts.model(variant), variant.status_quo
        if variant.in_graph_form:  # every state can be the case
            continue
        if model is None or listed is None or not set(listed.entry) <= set(model.columns):
            continue
        excluding = [
            located
            for located, rule in zip(variant.infeasible, model.infeasible, strict=True)
            if _holds(rule.condition, model, set(listed.entry))
        ]
        own = variant.owns(listed)
        if excluding and (own or variant.owns(excluding[0])):  # else the base has it already
            yield Finding(
                "infeasible-status-quo",
                f"the status quo is infeasible: '{excluding[0].entry.when}' excludes it"
                + _under(variant),
                listed.path if own else excluding[0].path,
                hint="change one of the two",
            )


def idle_wishes(facts: Facts) -> Iterator[Finding]:
    """Find wishes that hold in every state or in none, and so decide nothing."""
    work = 0
    for variant in facts.variants:
        model, size = facts.model(variant), facts.size(variant)
        if model is None or not size:
            continue
        own = [wanted for wanted in variant.preferences.values() if variant.owns(wanted)]
        for wish in (wish for wanted in own for wish in wishes(wanted)):
            condition = facts.parsed(wish.entry.want)
            work += size
            if not isinstance(condition, Condition) or work > MAX_WORK:
                continue
            if not {*condition.names()} <= {*model.columns, *model.terms}:
                continue
            holds = np.broadcast_to(model.holds(condition), size)
            if holds.all() or not holds.any():
                yield Finding(
                    "decides-nothing",
                    f"'{wish.entry.want}' is {'true' if holds.all() else 'false'} in every "
                    "feasible state, so it decides nothing" + _under(variant),
                    (*wish.path, "want"),
                    severity="warning",
                )


def weights(facts: Facts) -> Iterator[Finding]:
    """Check that weights can be added exactly, and count for something."""
    for variant in facts.variants:
        for wanted in filter(variant.owns, variant.preferences.values()):
            if not isinstance(wanted.entry, schema.Weights):
                continue
            for k, wish in enumerate(wanted.entry.weights):
                if wish.weight == 0:
                    yield Finding(
                        "decides-nothing",
                        "a weight of 0 decides nothing",
                        (*wanted.path, "weights", k, "weight"),
                        severity="warning",
                    )
            try:
                # no states: only the weights themselves are looked at
                alike = (Wish(TRUE, wish.weight) for wish in wanted.entry.weights)
                Weighted(tuple(alike)).ranks(0, lambda: iter(()))
            except ModelError as error:
                yield Finding("weights", error.message, (*wanted.path, "weights"), error.hint)


# -- Rankings ------------------------------------------------------------------------------


def rankings(facts: Facts) -> Iterator[Finding]:
    """Check that a ranking names every feasible state once."""
    for variant in facts.variants:
        for party, wanted in variant.preferences.items():
            model = facts.model(variant)
            if not isinstance(wanted.entry, schema.Ranking) or model is None:
                continue
            if variant.owns(wanted):
                yield from _ranking(facts, variant, model, party, wanted)
                continue
            found = next(_ranking(facts, variant, model, party, wanted), None)
            if found is not None and not any(_ranking_of_base(facts, party)):
                message = f"the ranking of '{party}' does not fit this scenario: {found.message}"
                hint = "rank the states anew under the scenario's 'preferences:'"
                yield Finding(found.code, message, variant.path, hint, key=True)
            elif found is None and _renumbered(facts, variant, wanted):
                yield Finding(
                    "ranking-numbers",
                    f"the ranking of '{party}' gives states by number, and this scenario "
                    "numbers other states",
                    variant.path,
                    hint="give the states by conditions, or rank them anew here",
                    key=True,
                )


def _ranking_of_base(facts: Facts, party: str) -> Iterator[Finding]:
    base = facts.variants[0]
    model = facts.model(base)
    return (
        iter(()) if model is None else _ranking(facts, base, model, party, base.preferences[party])
    )


def _ranking(
    facts: Facts,
    variant: Variant,
    model: BaseConflict,
    party: str,
    wanted: Located[schema.Preference],
) -> Iterator[Finding]:
    size = facts.size(variant)
    choices = list(ranked(wanted))
    if size is None or size * sum(not _numbered(c.entry) for c in choices) > MAX_WORK:
        yield Finding(
            "too-many-states",
            f"a ranking names every state; here are {size or f'more than {MAX_STATES}'}",
            wanted.path,
            hint="order conditions instead, the most important first",
        )
        return
    seen: set[int] = set()
    faulty = 0
    for choice in choices:
        try:
            state = _state(model, choice.entry)
        except DetenteError as error:
            faulty += 1
            if error.code in ("unknown-state", "ambiguous-state"):  # others: see `conditions`
                yield Finding(error.code, error.message, choice.path, error.hint)
            continue
        if state in seen:
            yield Finding(
                "cyclic-ranking",
                f"the ranking of '{party}' is cyclic: state {state} stands in it twice, "
                "so it would be better than itself",
                choice.path,
                hint="keep one place for each state; put equals together in [ ]",
            )
        seen.add(state)
    missing = sorted(set(range(1, size + 1)) - seen)
    if len(missing) > faulty:
        shown = ", ".join(map(str, missing[:8])) + (", …" if len(missing) > 8 else "")
        yield Finding(
            "incomplete-ranking",
            f"the ranking of '{party}' is incomplete: "
            f"{len(missing)} of {size} states are missing ({shown})",
            (*wanted.path, "ranking"),
            hint="rank every feasible state; put equals together in [ ]",
            key=True,
        )


def _state(model: BaseConflict, choice: str | int) -> int:
    if _numbered(choice):
        return model.index(int(str(choice)[:18])) + 1  # longer ones are out of range anyway
    return model.find(choice)


def _numbered(choice: str | int) -> bool:
    return isinstance(choice, int) or is_number(choice)


def _renumbered(facts: Facts, variant: Variant, wanted: Located[schema.Preference]) -> bool:
    model, base = facts.model(variant), facts.model(facts.variants[0])
    if model is None or base is None or model is base:
        return False
    if not (isinstance(model, Conflict) and isinstance(base, Conflict)):
        return False
    numbers = (_numbered(choice.entry) for choice in ranked(wanted))
    return any(numbers) and not (
        [*model.columns] == [*base.columns]
        and np.array_equal(model.states.codes, base.states.codes)
    )


# -- Shared --------------------------------------------------------------------------------


def _holds(condition: Condition, model: BaseConflict, taken: set[str]) -> bool:
    """Tell whether a condition holds in the one state with these options taken."""
    known: dict[str, Bools] = {name: np.asarray(name in taken) for name in model.columns}

    def lookup(name: str) -> Bools:
        if name not in known:
            known[name] = model.terms[name].condition.evaluate(lookup)
        return known[name]

    return bool(condition.evaluate(lookup))


def _under(variant: Variant) -> str:
    return f" (scenario '{variant.scenario}')" if variant.scenario else ""


CHECKS = (feasibility, status_quo, idle_wishes, weights, rankings)
