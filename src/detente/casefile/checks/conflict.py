"""The conflict section: conditions that parse and name something, parties that are complete."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from detente.casefile import schema
from detente.casefile.bargaining.sections import Section
from detente.casefile.checks.facts import Facts, Finding
from detente.casefile.nodes import Path
from detente.casefile.variants import Located, Placed, Variant, down_to_party, wishes
from detente.conditions import compared
from detente.errors import ConditionError, did_you_mean
from detente.terms import MAX_DEPTH, circles, depths


def conditions(facts: Facts) -> Iterator[Finding]:
    """Check that every condition parses, and names options and terms that exist."""
    for variant in facts.variants:
        for located in filter(variant.owns, variant.conditions()):
            yield from condition(facts, variant, located)


def condition(facts: Facts, variant: Variant, located: Located[str]) -> Iterator[Finding]:
    """Check that a condition parses, and names options and terms that exist."""
    found = facts.parsed(located.entry)
    if isinstance(found, ConditionError):
        yield Finding(found.code, found.message, located.path, hint=found.hint, offset=found.offset)
        return
    for node in found.nodes():
        if node.op == "name":
            yield from _name(variant, node.name, located.path, node.offset)


def _name(variant: Variant, name: str, path: Path, offset: int = 0) -> Iterator[Finding]:
    if comparison := compared(name):
        yield Finding(
            "no-numbers",
            f"'{name}' compares a number, and options have none",
            path,
            hint=f"name an option or a term; '{comparison.issue}' can be compared under 'bargaining:'",
            offset=offset,
        )
        return
    names, basic = variant.names, "state" if variant.in_graph_form else "option"
    if name in names or name in variant.terms:
        return
    owners = [option for option in variant.option_names if option.partition(".")[2] == name]
    known = [*names] if "." in name else [*variant.terms, *names]
    yield Finding(
        "unknown-option" if "." in name else "unknown-name",
        f"no option '{name}'" if "." in name else f"no {basic} or term '{name}'",
        path,
        hint=f"write '{owners[0]}'" if owners else did_you_mean(name, known),
        offset=offset,
    )


def term_circles(facts: Facts) -> Iterator[Finding]:
    """Check that terms do not define each other in a circle, or all too deeply."""
    both: list[Variant | Section] = [*facts.variants, *facts.sections]
    for variant in both:
        terms = facts.terms(variant)
        for circle in circles(terms):
            yield Finding(
                "circular-terms",
                f"terms define each other in a circle: {' → '.join(circle)}",
                (*variant.terms[circle[0]].path, "means"),
                hint="break it at one place",
            )
        deep = [key for key, depth in depths(terms).items() if depth > MAX_DEPTH]
        for key in deep[:1]:  # those that use it are too deep as well
            yield Finding(
                "too-deep",
                f"'{key}' is nested deeper than {MAX_DEPTH} levels once its terms are written out",
                (*variant.terms[key].path, "means"),
            )


def status_quo(facts: Facts) -> Iterator[Finding]:
    """Check that the status quo lists options."""
    for variant in facts.variants:
        if variant.status_quo is None or variant.in_graph_form:
            continue
        known = variant.option_names
        for k, name in enumerate(variant.status_quo.entry):
            path: Path = (*variant.status_quo.path, k)
            if name in variant.terms:
                yield Finding(
                    "unknown-option",
                    f"'{name}' is a term; the status quo lists options",
                    path,
                    hint="list the options taken today, as party.option",
                )
            elif name not in known:
                for finding in _name(variant, name, path):
                    message = f"no option '{name}'"
                    yield Finding("unknown-option", message, path, finding.hint)


def outcomes(facts: Facts) -> Iterator[Finding]:
    """Check that outcomes are told in terms that exist."""
    for variant in facts.variants[:1]:
        for k, name in enumerate(variant.outcomes.entry):
            if name not in variant.terms:
                hint = did_you_mean(name, variant.terms)
                path: Path = (*variant.outcomes.path, k)
                yield Finding("unknown-term", f"no term '{name}'", path, hint)


def completeness(facts: Facts) -> Iterator[Finding]:
    """Check that there is something to decide, and that whoever can act has preferences."""
    for variant in facts.variants:
        if not variant.option_names and not variant.in_graph_form:
            yield Finding(
                "no-options",
                "nobody has an option",
                (*variant.path, "options"),
                hint="list under a party what it can do, or give 'states:' and 'moves:'",
                key=True,
            )
        can = "moves" if variant.in_graph_form else "options"
        for party, first in variant.acting.items():
            if party not in variant.preferences and party in facts.case.parties:
                yield Finding(
                    "no-preferences",
                    f"'{party}' has {can} but no preferences",
                    down_to_party(first.path),
                    hint=f"add '{party}:' under 'preferences:'; [] if it is indifferent",
                    key=True,
                )


_VARIED = {"options", "terms", "infeasible", "status_quo", "moves", "preferences", "views"}
"""What a scenario can change of the conflict."""


def scenarios(facts: Facts) -> Iterator[Finding]:
    """Check that a scenario changes something, and that what it changes is there."""
    case = facts.case
    for key, scenario in case.scenarios.items():
        if case.bargaining is None and scenario.bargaining is not None:
            yield Finding(
                "no-bargaining",
                f"scenario '{key}' varies a bargaining that the case does not have",
                ("scenarios", key, "bargaining"),
                hint="add 'bargaining:' with issues and preferences",
                key=True,
            )
        elif case.spatial is None and scenario.spatial is not None:
            yield Finding(
                "no-spatial",
                f"scenario '{key}' varies positions that the case does not have",
                ("scenarios", key, "spatial"),
                hint="add 'spatial:' with dimensions and actors",
                key=True,
            )
        elif case.conflict is None and (
            (case.bargaining is None and case.spatial is None)
            or scenario.model_fields_set & _VARIED
        ):
            yield Finding(
                "no-conflict",
                f"scenario '{key}' varies a conflict that the case does not have",
                ("scenarios", key),
                hint="add 'conflict:' with options and preferences",
                key=True,
            )
    found: tuple[Sequence[Placed], ...] = (facts.variants, facts.sections, facts.spatial)
    for parts in zip(*(listed[1:] for listed in found if listed), strict=True):
        if not any(part.changes for part in parts):
            key = parts[0].scenario
            yield Finding(
                "empty-scenario",
                f"scenario '{key}' changes nothing",
                ("scenarios", key),
                hint="give it preferences, moves, terms, infeasible, status_quo, bargaining "
                "or spatial",
                severity="warning",
                key=True,
            )
    for variant in facts.variants[1:]:
        base = facts.variants[0]
        used = _names_used(facts, variant) | set(variant.outcomes.entry)
        for name, term in variant.terms.items():
            if name not in base.terms and name not in used:
                yield Finding(
                    "unknown-term",
                    f"there is no term '{name}' to redefine, and nothing uses a new one",
                    term.path,
                    hint=did_you_mean(name, base.terms),
                    key=True,
                )


def _names_used(facts: Facts, variant: Variant) -> set[str]:
    return {name for located in variant.conditions() for name in facts.names(located.entry)}


def idle_options(facts: Facts) -> Iterator[Finding]:
    """Note options that no wish depends on: slips, or not needed."""
    if not facts.variants or _has_ranking(facts):
        return
    reached: set[str] = set()
    for variant in facts.variants:
        pending = [
            name
            for preference in variant.all_preferences()
            for wish in wishes(preference)
            for name in facts.names(wish.entry.want)
        ]
        seen: set[str] = set()
        while pending:
            name = pending.pop()
            if name in seen:
                continue
            seen.add(name)
            if name in variant.terms:
                pending.extend(facts.names(variant.terms[name].entry.means))
        if not seen <= {*variant.names, *variant.terms}:
            return  # a misspelt name leaves its option looking idle
        reached |= seen
    for party, listed in facts.variants[0].options.items():
        for key, option in listed.items():
            if f"{party}.{key}" not in reached:
                message = f"nobody's preferences depend on '{party}.{key}'"
                yield Finding("idle-option", message, option.path, severity="note", key=True)


def _has_ranking(facts: Facts) -> bool:
    """Tell whether a ranking orders states, which makes it depend on every option."""
    return any(
        isinstance(preference.entry, schema.Ranking)
        for variant in facts.variants
        for preference in variant.all_preferences()
    )


def marks(facts: Facts) -> Iterator[Finding]:
    """Check marks of strength, and note what is marked unsure."""
    for variant in facts.variants:
        for party, preference in variant.preferences.items():
            if not variant.owns(preference):
                continue
            entry = preference.entry
            if isinstance(entry, schema.Ranking):
                yield from _gaps(entry, preference.path)
            elif isinstance(entry, schema.Weights):
                if any(after <= before for before, after in pairwise(entry.strongly)):
                    yield Finding(
                        "strength-marks",
                        "a higher degree of preference needs a larger difference",
                        (*preference.path, "strongly"),
                        hint="write the differences in ascending order",
                    )
            elif any(map(_is_unsure, entry)):
                yield Finding(
                    "taken-as-written",
                    f"what '{party}' wants is in part marked unsure; analyses take it as written",
                    preference.path,
                    hint="'detente analyse' tells what holds however it is taken",
                    severity="note",
                    key=True,
                )


def _gaps(entry: schema.Ranking, path: Path) -> Iterator[Finding]:
    for k, gap in enumerate(entry.strongly):
        if gap.after >= len(entry.ranking):
            yield Finding(
                "strength-marks",
                f"nothing stands below level {gap.after} of {len(entry.ranking)}",
                (*path, "strongly", k),
                hint="name a level with others below it; 1 is the best",
            )


def _is_unsure(entry: schema.OrderedWish | schema.Unsure) -> bool:
    return isinstance(entry, schema.Unsure) or entry.unsure


CHECKS = (
    conditions,
    term_circles,
    status_quo,
    outcomes,
    completeness,
    scenarios,
    idle_options,
    marks,
)
