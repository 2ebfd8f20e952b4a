"""What parties wrongly believe: whether it is about something, and leaves them a game to play."""

from __future__ import annotations

from collections.abc import Iterator

from detente.casefile import build, schema
from detente.casefile.checks.facts import MAX_STATES, Facts, Finding
from detente.casefile.nodes import Path
from detente.casefile.variants import Located, Variant, beliefs, disbelieved
from detente.conflict.model import Conflict
from detente.conflict.views import perceived
from detente.errors import ConditionError, DetenteError, did_you_mean


def names(facts: Facts) -> Iterator[Finding]:
    """Check that options which a party does not see, or mistakes, exist."""
    for variant, _, view in _own(facts):
        named: list[tuple[str, Path]] = [
            (overlooked.option, (*view.path, "unaware", k))
            for k, overlooked in enumerate(view.entry.unaware)
        ]
        named += [(key, (*view.path, "directions", key)) for key in view.entry.directions]
        known = variant.option_names
        for name, path in named:
            if name not in known:
                key = "directions" in path
                hint = did_you_mean(name, known)
                yield Finding("unknown-option", f"no option '{name}'", path, hint, key=key)


def rules(facts: Facts) -> Iterator[Finding]:
    """Check that a rule which a party does not believe in is one of the case's."""
    for variant, _, view in _own(facts):
        known = [facts.parsed(rule.entry.when) for rule in variant.infeasible]
        for rule in disbelieved(view):
            if facts.parsed(rule.entry.when) not in known:
                yield Finding(
                    "unknown-rule",
                    f"no entry of 'infeasible' says '{rule.entry.when}'",
                    (*rule.path, "when"),
                    hint=did_you_mean(rule.entry.when, [r.entry.when for r in variant.infeasible]),
                )


def idle(facts: Facts) -> Iterator[Finding]:
    """Find views that make no difference."""
    for variant, party, view in _own(facts):
        inherited = bool(variant.scenario) and party in facts.variants[0].views
        if not variant.options.get(party) and party not in variant.preferences:
            message = f"'{party}' has no part in the conflict, so how it sees it decides nothing"
        elif not any(beliefs(view)) and not view.entry.preferences and not inherited:
            message = f"the view of '{party}' says nothing that it misreads"
        else:
            continue
        yield Finding("decides-nothing", message, view.path, severity="warning", key=True)


def games(facts: Facts) -> Iterator[Finding]:
    """Check that each party sees a game, and its status quo in it; of a view one finding."""
    told: set[Path] = set()
    for variant in facts.variants:
        model, size = facts.model(variant), facts.size(variant)
        if model is None or not size:
            continue
        for party, view in variant.views.items():
            if not isinstance(model, Conflict) or party not in model.party_ids:
                continue  # the first is told by another check
            if not _within_limits(model, view):
                continue
            for finding in _game(variant, model, party, view) if view.path not in told else ():
                told.add(view.path)
                yield finding


def _within_limits(model: Conflict, view: Located[schema.View]) -> bool:
    """Tell whether a view's states are surely few; disbelieved rules can free many."""
    return not view.entry.disbelieves or 1 << len(model.options) <= MAX_STATES


def _game(
    variant: Variant, model: Conflict, party: str, view: Located[schema.View]
) -> Iterator[Finding]:
    under = f" (scenario '{variant.scenario}')" if variant.scenario else ""
    if (whole := _with_rankings(variant, model)) is None:
        return
    if not {*view.entry.directions, *(o.option for o in view.entry.unaware)} <= {*model.columns}:
        return
    try:
        seen = perceived(whole.with_changes(views={party: build.view(view, whole)}), party)
        for key in seen.party_ids:
            seen.payoffs(key)
    except ConditionError:
        return
    except DetenteError as error:
        yield Finding(error.code, error.message + under, view.path, error.hint, key=True)
        return
    if whole.status_quo is not None and seen.status_quo is None:
        yield Finding(
            "unseen-status-quo",
            f"to '{party}' the status quo cannot occur" + under,
            view.path,
            hint="then it expects nothing from where things stand; is that meant?",
            severity="warning",
            key=True,
        )


def _with_rankings(variant: Variant, model: Conflict) -> Conflict | None:
    """Return a bare model with its status quo and rankings; None where these are faulty."""
    try:
        wanted = {
            key: build.preference(located, model)
            for key, located in variant.preferences.items()
            if key in model.party_ids and isinstance(located.entry, schema.Ranking)
        }
        today = None if variant.status_quo is None else frozenset(variant.status_quo.entry)
        preferences = {**model.preferences, **wanted}
        whole = model.with_changes(preferences=preferences, status_quo=today)
        for key in wanted:
            whole.payoffs(key)
        return None if today is not None and whole.status_quo_state is None else whole
    except DetenteError:
        return None


def _own(facts: Facts) -> Iterator[tuple[Variant, str, Located[schema.View]]]:
    """Yield every view once, with the variant in which it is written."""
    for variant in facts.variants:
        for party, view in variant.views.items():
            if variant.owns(view):
                yield variant, party, view


CHECKS = (names, rules, idle, games)
