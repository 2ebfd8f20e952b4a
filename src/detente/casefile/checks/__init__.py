"""Semantic checks: what a well-formed case file can still get wrong.

One check is one function that takes `Facts` and yields `Finding`s. `CHECKS` lists them all;
`run` turns their findings into diagnostics with a place, each only once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from detente.casefile.checks import (
    bargaining,
    conflict,
    evidence,
    moves,
    names,
    packages,
    profiles,
    spatial,
    states,
    views,
)
from detente.casefile.checks.facts import Facts, Finding
from detente.casefile.nodes import Path
from detente.casefile.positions import Document
from detente.casefile.schema import CaseFile, Conflict
from detente.errors import Diagnostic

__all__ = ["CHECKS", "Facts", "Finding", "run"]

MAX_ENTRIES = 100_000
"""Options, terms, conditions and wishes, over all scenarios."""

Check = Callable[[Facts], Iterator[Finding]]

CHECKS: tuple[Check, ...] = tuple(
    check
    for part in (
        names,
        evidence,
        conflict,
        moves,
        states,
        views,
        bargaining,
        profiles,
        packages,
        spatial,
    )
    for check in part.CHECKS
)


def run(
    case: CaseFile,
    document: Document,
    is_stand_in: Callable[[Path], bool] = lambda path: False,
    *,
    mended: bool = False,
) -> list[Diagnostic]:
    """Return what the checks find.

    Parameters
    ----------
    case : CaseFile
    document : Document
        The file it was read from, for the places.
    is_stand_in : callable
        Tells whether a path holds a stand-in for faulty input; findings there would confuse.
    mended : bool
        Whether there are any.
    """
    if too_large := _too_large(case, document):
        return [too_large]
    facts = Facts.of(case, mended=mended)
    found: dict[Diagnostic, None] = {}  # scenarios inherit entries, and so their problems
    for check in CHECKS:
        for finding in check(facts):
            if not is_stand_in(document.written(finding.path)):
                found[_diagnostic(document, finding)] = None
    return list(found)


def _too_large(case: CaseFile, document: Document) -> Diagnostic | None:
    """Refuse scenarios that multiply the case beyond measure, before any time is spent on it."""
    entries = _conflict_entries(case.conflict) if case.conflict else 0
    entries += bargaining.entries(case.bargaining) if case.bargaining else 0
    entries += spatial.entries(case.spatial) if case.spatial else 0
    if entries * len(case.scenarios) <= MAX_ENTRIES:
        return None
    return document.diagnostic(
        "too-large",
        f"{len(case.scenarios)} scenarios of a case with {entries} entries each",
        ("scenarios",),
        hint="split the case",
        key=True,
    )


def _conflict_entries(section: Conflict) -> int:
    entries = len(section.terms) + len(section.infeasible)
    entries += sum(len(listed) for listed in section.options.values())
    entries += len(section.states) + sum(map(len, section.moves.values()))
    wanted = list(section.preferences.values())
    for view in section.views.values():
        entries += len(view.infeasible) + len(view.disbelieves)
        wanted += view.preferences.values()
    return entries + sum(len(preference) for preference in wanted if isinstance(preference, list))


def _diagnostic(document: Document, finding: Finding) -> Diagnostic:
    return document.diagnostic(
        finding.code,
        finding.message,
        finding.path,
        hint=finding.hint,
        key=finding.key,
        offset=finding.offset,
        severity=finding.severity,
    )
