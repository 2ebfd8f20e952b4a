"""The bargaining section: issues, values and parties that exist, and nothing left out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from detente.casefile.bargaining import schema
from detente.casefile.bargaining.building import MAX_VALUES, as_number, grid
from detente.casefile.bargaining.sections import Section, each
from detente.casefile.checks.facts import Facts, Finding
from detente.casefile.checks.names import words
from detente.casefile.nodes import Path
from detente.casefile.variants import Located
from detente.conditions import MAX_DEPTH, Condition, compared
from detente.errors import ConditionError, did_you_mean
from detente.terms import MAX_SIZE, depths, size, sizes

MAX_ISSUES = 200
MAX_ALL_VALUES = 10_000
"""Values of all issues together."""
NAMED = 8
"""Entries that a message names at most."""


def entries(section: schema.Bargaining) -> int:
    """Return how much a scenario has to repeat of a section."""
    said = [*section.terms, *section.infeasible, *section.consents, *section.states]
    values = sum(_count(issue) for issue in section.issues.values())
    return (
        len(said)
        + values * (1 + len(section.preferences))
        + sum(
            len(profile.orders) + len(profile.interactions)
            for profile in section.preferences.values()
        )
    )


def _count(issue: schema.Issue) -> int:
    if issue.range is None:
        return len(issue.values or ())
    return len(grid(issue.range) or ())


# -- Issues --------------------------------------------------------------------------------


def issues(facts: Facts) -> Iterator[Finding]:
    """Check that issues can be named and have values, not too many."""
    for section in facts.sections[:1]:
        listed = section.issues
        yield from words(listed, (*section.path, "issues"))
        total = sum(_count(issue.entry) for issue in listed.values())
        if not listed or len(listed) > MAX_ISSUES or total > MAX_ALL_VALUES:
            yield Finding(
                "too-many-issues" if listed else "no-issues",
                f"{len(listed)} issues with {total} values; at most {MAX_ISSUES} with "
                f"{MAX_ALL_VALUES} are supported" if listed else "nothing is bargained over",
                (*section.path, "issues"),
                hint="leave out what is not in dispute" if listed else "give at least one issue",
                key=True,
            )  # fmt: skip
        for key, issue in listed.items():
            yield from _range(issue) if issue.entry.range else _values(key, issue)


def _values(key: str, issue: Located[schema.Issue]) -> Iterator[Finding]:
    at: Path = (*issue.path, "values")
    listed = issue.entry.values
    if not listed or len(listed) > MAX_VALUES:
        yield Finding(
            "too-many-values" if listed else "no-values",
            f"{len(listed)} values; at most {MAX_VALUES} are supported" if listed
            else f"issue '{key}' has no values",
            at if listed else issue.path,
            hint="use 'range:' with a larger step" if listed
            else "list them under 'values:', or give a 'range:'",
            key=True,
        )  # fmt: skip
    elif isinstance(listed, dict):
        yield from words(listed, at)
    else:
        for k, value in enumerate(listed):
            if value in listed[:k]:
                message = f"'{value}' is listed twice"
                yield Finding("duplicate-value", message, (*at, k), "keep one, or rename one")
            for finding in words([value], at):
                yield Finding(finding.code, finding.message, (*at, k), finding.hint)


def _range(issue: Located[schema.Issue]) -> Iterator[Finding]:
    numbers, at = issue.entry.range, (*issue.path, "range")
    if issue.entry.values is not None:
        yield Finding(
            "bad-range", "give 'values' or a 'range', not both", at, "keep one of the two", key=True
        )
    if numbers is None or grid(numbers) is not None:
        return
    ends = f"from {numbers.low:g} to {numbers.high:g}"
    if numbers.step > 0 and numbers.low <= numbers.high:
        many = (numbers.high - numbers.low) / numbers.step >= MAX_VALUES
        message = f"steps of {numbers.step:g} do not lead exactly {ends}"
        hint = "choose ends that are whole steps apart"
        if many:
            message = f"{ends} in steps of {numbers.step:g} there are more than {MAX_VALUES} values"
            hint = "use larger steps"
    else:
        message = f"no steps of {numbers.step:g} lead {ends}"
        hint = "give the smaller number first, and a step above 0"
    yield Finding("bad-range", message, at, hint, key=True)


# -- Conditions ----------------------------------------------------------------------------


def conditions(facts: Facts) -> Iterator[Finding]:
    """Check that conditions parse, are about values that exist, and stay small written out."""
    for section in facts.sections:
        terms = facts.terms(section)
        deep, large = depths(terms), sizes(terms)
        yield from words(section.own(section.terms), (*section.path, "terms"))
        for located in filter(section.owns, section.conditions()):
            condition = facts.parsed(located.entry)
            if isinstance(condition, ConditionError):
                yield Finding(
                    condition.code,
                    condition.message,
                    located.path,
                    hint=condition.hint,
                    offset=condition.offset,
                )
                continue
            for node in condition.nodes():
                if node.op == "name":
                    yield from _name(section, node, located.path)
            levels = condition.height + max((deep.get(n, 0) for n in condition.names()), default=0)
            if levels > 2 * MAX_DEPTH or size(condition, large) > MAX_SIZE:
                yield Finding(
                    "too-deep",
                    "the condition is too large once its terms are written out: at most "
                    f"{2 * MAX_DEPTH} levels and {MAX_SIZE} names and words",
                    located.path,
                    hint="say it in another way, or leave out terms that repeat each other",
                )


def _name(section: Section, node: Condition, path: Path) -> Iterator[Finding]:
    """Check one name or comparison of a condition."""
    if comparison := compared(node.name):
        issue = section.issues.get(comparison.issue)
        if issue is None:
            yield from unknown_issue(section, comparison.issue, path, node.offset)
        elif issue.entry.range is None:
            yield Finding(
                "no-numbers",
                f"'{node.name}' compares numbers, and the values of '{comparison.issue}' are none",
                path,
                hint=f"name a value: {_first(section, comparison.issue)}",
                offset=node.offset,
            )
        return
    key, dot, value = node.name.partition(".")
    if not dot:
        if key not in section.terms:
            hint = did_you_mean(key, [*section.terms, *section.issues])
            if key in section.issues:
                hint = f"name a value: {_first(section, key)}"
            yield Finding("unknown-name", f"no term '{key}'", path, hint, offset=node.offset)
    elif key not in section.issues:
        yield from unknown_issue(section, key, path, node.offset)
    elif node.name not in section.value_names:
        known = [name for name in section.value_names if name.startswith(f"{key}.")]
        hint = did_you_mean(node.name, known)
        if section.issues[key].entry.range is not None:
            hint = f"compare its number: {_first(section, key)}"
        yield Finding(
            "unknown-value", f"no value '{value}' of '{key}'", path, hint, offset=node.offset
        )


def _first(section: Section, issue: str) -> str:
    """Return what a condition on an issue can look like."""
    numbers = section.issues[issue].entry.range
    if numbers is not None:
        return f"{issue} >= {numbers.high:g}"
    return next((name for name in section.value_names if name.startswith(f"{issue}.")), issue)


def unknown_issue(
    section: Section, name: str, path: Path, offset: int = 0, *, key: bool = False
) -> Iterator[Finding]:
    """Yield the finding that there is no such issue."""
    hint = did_you_mean(name, section.issues)
    yield Finding("unknown-issue", f"no issue '{name}'", path, hint, key=key, offset=offset)


# -- Parties -------------------------------------------------------------------------------


def parties(facts: Facts) -> Iterator[Finding]:
    """Check that all who are named are parties, and that whoever has to agree has preferences."""
    known = facts.case.parties
    for section in facts.sections:
        if not section.preferences and not section.scenario:
            yield Finding(
                "no-preferences",
                "nothing says what packages are worth to anybody",
                (*section.path, "preferences"),
                hint="give weights and scores for every party",
                key=True,
            )
        for name, path, key in _named(section):
            if name not in known:
                hint = did_you_mean(name, known)
                yield Finding("unknown-party", f"no party '{name}'", path, hint, key=key)
        for name, path in _agreeing(section):
            if name in known and name not in section.preferences:
                yield Finding(
                    "no-preferences",
                    f"'{name}' has to agree, and nothing says what packages are worth to it",
                    path,
                    hint=f"add '{name}:' under 'preferences:'",
                )
        decide: list[Located[Any]] = [section.consents, *filter(None, [section.agreement])]
        if section.preferences and not section.deciding and any(map(section.owns, decide)):
            yield Finding(
                "nobody-agrees",
                "no party has to agree to a deal in every case",
                section.path,
                hint="list under 'agreement:' between whom the deal is made",
                key=True,
            )


def _named(section: Section) -> Iterator[tuple[str, Path, bool]]:
    """Yield the parties that are named here, where, and whether as a key."""
    for party, profile in section.own(section.preferences).items():
        yield party, profile.path, True
    for name, path in _agreeing(section):
        yield name, path, False
    for contribution in section.own(section.contributions).values():
        yield contribution.entry.by, (*contribution.path, "by"), False
        for party in contribution.entry.worth:
            yield party, (*contribution.path, "worth", party), True


def _agreeing(section: Section) -> Iterator[tuple[str, Path]]:
    """Yield who is said here to have to agree, and where."""
    if section.agreement is not None and section.owns(section.agreement):
        for k, party in enumerate(section.agreement.entry):
            yield party, (*section.agreement.path, k)
    for consent in filter(section.owns, each(section.consents)):
        for k, party in enumerate(consent.entry.of):
            yield party, (*consent.path, "of", k)


def consents(facts: Facts) -> Iterator[Finding]:
    """Find consents that are asked of a party which has to agree anyway."""
    for section in facts.sections:
        for consent in filter(section.owns, each(section.consents)):
            idle = [party for party in consent.entry.of if party in section.deciding]
            if idle and section.agreement is not None:
                yield Finding(
                    "decides-nothing",
                    f"'{idle[0]}' has to agree to every deal, so asking its consent to some "
                    "decides nothing",
                    (*consent.path, "of"),
                    hint="leave it out here, or under 'agreement:'",
                    severity="warning",
                )


# -- Packages ------------------------------------------------------------------------------


def packages(facts: Facts) -> Iterator[Finding]:
    """Check that packages settle issues by their values."""
    for section in facts.sections:
        if section.owns(section.no_deal):
            yield from _package(section, section.no_deal.entry, section.no_deal.path)
            left_out = [key for key in section.issues if key not in section.no_deal.entry]
            if section.no_deal.entry and left_out:
                yield Finding(
                    "incomplete-package",
                    f"what no deal amounts to says nothing of {', '.join(left_out[:NAMED])}",
                    section.no_deal.path,
                    hint="give a value for every issue, or leave 'no_deal' out",
                    key=True,
                )
        for meaning in filter(section.owns, each(section.states)):
            yield from _package(section, meaning.entry.package, (*meaning.path, "package"))
            for k, name in enumerate(meaning.entry.contributions):
                if name not in section.contributions:
                    yield Finding(
                        "unknown-contribution",
                        f"no contribution '{name}'",
                        (*meaning.path, "contributions", k),
                        did_you_mean(name, section.contributions),
                    )
        for party, profile in section.preferences.items():
            kept = profile.entry.reservation
            path: Path = (*profile.path, "reservation")
            if kept is None and not section.no_deal.entry and section.owns(profile):
                yield Finding(
                    "no-reservation",
                    f"nothing says what '{party}' has without a deal; it is taken to be worth 0",
                    profile.path,
                    hint="add 'reservation:', or say under 'no_deal:' what no deal amounts to",
                    severity="warning",
                    key=True,
                )
            if kept is not None and kept.worth == "no_deal" and not section.no_deal.entry:
                yield Finding(
                    "incomplete-package",
                    "nothing says what no deal amounts to",
                    path,
                    hint="add 'no_deal:' with a value for every issue",
                )


def _package(section: Section, package: Mapping[str, str], at: Path) -> Iterator[Finding]:
    for key, value in package.items():
        issue = section.issues.get(key)
        if issue is None:
            yield from unknown_issue(section, key, (*at, key), key=True)
            continue
        listed = grid(issue.entry.range) if issue.entry.range else None
        if listed is None:
            known = list(issue.entry.values or ())
            wrong, hint = value not in known, did_you_mean(value, known)
        else:
            wrong = as_number(value) not in listed
            hint = f"from {listed[0]} to {listed[-1]}, in steps of {issue.entry.range.step:g}"  # type: ignore[union-attr]
        if wrong and (listed or issue.entry.values):
            yield Finding("unknown-value", f"no value '{value}' of '{key}'", (*at, key), hint)


CHECKS = (issues, conditions, parties, consents, packages)
