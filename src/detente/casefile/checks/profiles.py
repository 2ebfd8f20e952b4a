"""What packages are worth to parties: weights, orders and scores that exist and are complete."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from detente.casefile.bargaining import schema
from detente.casefile.bargaining.building import as_number, grid
from detente.casefile.bargaining.orders import read_order
from detente.casefile.bargaining.sections import Section, orders
from detente.casefile.checks.bargaining import NAMED, unknown_issue
from detente.casefile.checks.facts import Facts, Finding
from detente.casefile.nodes import Path
from detente.casefile.variants import Located
from detente.conditions import number_text
from detente.errors import ConditionError, did_you_mean

MAX_ORDERS = 200
"""Of one party; each may be a chain."""


def profiles(facts: Facts) -> Iterator[Finding]:
    """Check that weights, orders and scores are about issues and values, and complete."""
    for section in facts.sections:
        for party, profile in section.own(section.preferences).items():
            for part in ("weights", "scores"):
                for key in getattr(profile.entry, part):
                    if key not in section.issues:
                        path: Path = (*profile.path, part, key)
                        yield from unknown_issue(section, key, path, key=True)
            yield from _orders(section, profile)
            yield from _unscored(section, party, profile)
            for key, given in profile.entry.scores.items():
                at: Path = (*profile.path, "scores", key)
                if (issue := section.issues.get(key)) and issue.entry.range is not None:
                    yield from _points(issue.entry.range, given, at)
                elif issue:
                    yield from _scores(key, issue.entry.values or (), given, at)


def _orders(section: Section, profile: Located[schema.Profile]) -> Iterator[Finding]:
    if len(profile.entry.orders) > MAX_ORDERS:
        yield Finding(
            "too-many-orders",
            f"{len(profile.entry.orders)} orders; at most {MAX_ORDERS} are supported",
            (*profile.path, "orders"),
            hint="write chains: land > money > rights",
            key=True,
        )
    for order in orders(profile):
        path: Path = (*order.path, "order")
        try:
            named = read_order(order.entry.order)[1]
        except ConditionError as error:
            yield Finding(error.code, error.message, path, error.hint, offset=error.offset)
            continue
        for k, each_issue in enumerate(named):
            if each_issue.issue not in section.issues:
                yield from unknown_issue(section, each_issue.issue, path, each_issue.offset)
            elif each_issue.issue in [other.issue for other in named[:k]]:
                yield Finding(
                    "order-syntax",
                    f"'{each_issue.issue}' stands twice in one order",
                    path,
                    hint="write two orders",
                    offset=each_issue.offset,
                )


def _unscored(section: Section, party: str, profile: Located[schema.Profile]) -> Iterator[Finding]:
    """Check that issues which matter to a party have scores."""
    entry = profile.entry
    matters: dict[str, tuple[Path, bool]] = {}
    for key, weight in entry.weights.items():
        if weight.high > 0:
            matters[key] = ((*profile.path, "weights", key), True)
    for order in orders(profile):
        try:
            named = read_order(order.entry.order)[1]
        except ConditionError:
            continue
        for one in named:
            if one.issue not in entry.weights:
                matters.setdefault(one.issue, (order.path, False))
    for key, (path, is_key) in matters.items():
        if key in section.issues and key not in entry.scores:
            yield Finding(
                "no-scores",
                f"'{party}' weighs '{key}', and nothing says how good its values are",
                path,
                hint=f"add '{key}:' under its 'scores:', a number from 0 to 1 for every value",
                key=is_key,
            )


def _scores(
    issue: str, values: Iterable[str], given: Mapping[str, schema.Score], at: Path
) -> Iterator[Finding]:
    known = list(values)
    for value in given:
        if value not in known:
            message, hint = f"no value '{value}' of '{issue}'", did_you_mean(value, known)
            yield Finding("unknown-value", message, (*at, value), hint, key=True)
    missing = [value for value in known if value not in given]
    if missing:
        shown = ", ".join(missing[:NAMED]) + (", …" if len(missing) > NAMED else "")
        yield Finding(
            "no-scores",
            f"the scores of '{issue}' lack {shown}",
            at,
            hint="score every value, from 0 for the worst to 1 for the best",
            key=True,
        )


def _points(
    numbers: schema.Numbers, given: Mapping[str, schema.Score], at: Path
) -> Iterator[Finding]:
    """Check the points between which a score is a straight line."""
    listed = grid(numbers)
    if listed is None:
        return  # another check has told
    found = set()
    for key in given:
        number = as_number(key)
        if number is None or not listed[0] <= number <= listed[-1]:
            yield Finding(
                "unknown-value",
                f"'{key}' is no number from {listed[0]} to {listed[-1]}",
                (*at, key),
                hint="score numbers of the range; between them scores lie on straight lines",
                key=True,
            )
        elif number in found:
            yield Finding(
                "duplicate-value", f"{key} is scored twice", (*at, key), "keep one", key=True
            )
        found.add(number)
    missing = [number_text(end) for end in (listed[0], listed[-1]) if end not in found]
    if missing:
        yield Finding(
            "no-scores",
            f"the scores do not reach {' and '.join(dict.fromkeys(missing))}",
            at,
            hint="score both ends of the range",
            key=True,
        )


CHECKS = (profiles,)
