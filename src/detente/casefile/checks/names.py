"""Ids: whether they are well formed, and whether what they refer to exists."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from detente.casefile.checks.facts import Facts, Finding
from detente.casefile.nodes import Path
from detente.errors import did_you_mean

_WORD = re.compile(r"[^\W\d]\w*")
_NAME = re.compile(r"\w[\w.-]*")
_CASE_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]*")
RESERVED = {
    *("not", "and", "or", "xor", "implies", "iff", "true", "false"),
    *("exactly", "at_most", "at_least", "status_quo"),
}


def ids(facts: Facts) -> Iterator[Finding]:
    """Check that ids can be written in conditions, in citations, and as file names."""
    case = facts.case
    if not _CASE_ID.fullmatch(case.id):
        yield Finding(
            "bad-id",
            f"the case's id '{case.id}' cannot be used in file names",
            ("id",),
            hint="use letters a to z, digits, '-' and '_'",
        )
    yield from words(case.parties, ("parties",))
    for section in ("sources", "statements", "scenarios"):
        for key in getattr(case, section):
            if not _NAME.fullmatch(key):
                hint = "use letters, digits, '_', '-' and '.'"
                yield Finding("bad-id", f"'{key}' is no id", (section, key), hint, key=True)
    for variant in facts.variants:
        for listed in variant.options.values():
            for key, option in listed.items():
                if "." not in key:  # else another check has more to say
                    yield from words([key], option.path[:-1])
        for key, state in variant.states.items():
            yield from words([key], state.path[:-1])
        for key, term in variant.terms.items():
            yield from words([key], term.path[:-1])


def words(keys: Iterable[str], section: Path) -> Iterator[Finding]:
    """Check that ids can be written in conditions."""
    for key in keys:
        if key in RESERVED:
            yield Finding(
                "reserved-word",
                f"'{key}' is a word of the condition language",
                (*section, key),
                hint="choose another id",
                key=True,
            )
        elif not _WORD.fullmatch(key):
            yield Finding(
                "bad-id",
                f"'{key}' cannot be written in conditions",
                (*section, key),
                hint="use letters, digits and '_', starting with a letter",
                key=True,
            )


def option_owners(facts: Facts) -> Iterator[Finding]:
    """Check that an option belongs to the one party under which it stands."""
    for variant in facts.variants:
        for party, listed in variant.options.items():
            for key, option in listed.items():
                owner, dot, short = key.partition(".")
                if not dot:
                    continue
                if owner == party:
                    message = f"the party is written twice in '{party}: {{{key}: …}}'"
                    hint = f"write '{short}'"
                else:
                    message = f"'{key}' stands under '{party}': an option belongs to one party"
                    hint = f"move it to '{owner}', or call it '{short}' if it is {party}'s own"
                yield Finding("option-owner", message, option.path, hint, key=True)


def parties(facts: Facts) -> Iterator[Finding]:
    """Check that whoever speaks, is addressed, acts or wants something is a party."""
    known = facts.case.parties
    for key, statement in facts.case.statements.items():
        for role in ("by", "to"):
            if (named := getattr(statement, role)) and named not in known:
                yield _unknown("party", named, known, ("statements", key, role))
    for key, party in known.items():
        if party.predecessor == key:
            message = f"'{key}' is named as its own predecessor"
            yield Finding("own-predecessor", message, ("parties", key, "predecessor"))
    sections = [(("scenarios", key), scenario) for key, scenario in facts.case.scenarios.items()]
    for at, section in [(("conflict",), facts.case.conflict), *sections]:
        for part in ("options", "moves", "preferences", "views"):
            for name in getattr(section, part, ()):
                if name not in known:
                    yield _unknown("party", name, known, (*at, part, name), key=True)
        for party, view in getattr(section, "views", {}).items():
            for name in view.preferences:
                if name not in known:
                    path: Path = (*at, "views", party, "preferences", name)
                    yield _unknown("party", name, known, path, key=True)


def references(facts: Facts) -> Iterator[Finding]:
    """Check that sources and statements that are referred to exist."""
    case = facts.case
    for key, statement in case.statements.items():
        at: Path = ("statements", key)
        if statement.source and statement.source not in case.sources:
            yield _unknown("source", statement.source, case.sources, (*at, "source"))
        for k, other in enumerate(statement.contradicts):
            if other == key:
                message = f"'{key}' is said to contradict itself"
                yield Finding("contradicts-itself", message, (*at, "contradicts", k))
            elif other not in case.statements:
                yield _unknown("statement", other, case.statements, (*at, "contradicts", k))
    for located in facts.grounded():
        for k, cited in enumerate(located.entry.cites):
            if cited not in case.statements:
                yield _unknown("statement", cited, case.statements, (*located.path, "cites", k))
    for k, event in enumerate(case.outcome.events if case.outcome else ()):
        for j, source in enumerate(event.sources):
            if source not in case.sources:
                path: Path = ("outcome", "events", k, "sources", j)
                yield _unknown("source", source, case.sources, path)


def _unknown(
    kind: str, name: str, known: Iterable[str], path: Path, *, key: bool = False
) -> Finding:
    hint = did_you_mean(name, known)
    return Finding(f"unknown-{kind}", f"no {kind} '{name}'", path, hint, key=key)


CHECKS = (ids, option_owners, parties, references)
