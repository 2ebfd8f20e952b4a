"""Answers about the evidence: timeline, stances, contradictions."""

from __future__ import annotations

from typing import Any

from detente.asking.conflict import Settings
from detente.case import Case
from detente.conflict.analysis import Progress


def timeline(case: Case, settings: Settings, progress: Progress | None) -> dict[str, Any]:
    """Return what was said when."""
    from detente.sourcing.timeline import timeline as order

    return order(case).to_dict()


def stances(case: Case, settings: Settings, progress: Progress | None) -> dict[str, Any]:
    """Return what each party has said on each matter."""
    from detente.sourcing.stances import stances as gather

    return {
        "format": "detente.stances/1",
        "case": case.id,
        "stances": [stance.to_dict() for stance in gather(case)],
    }


def contradictions(case: Case, settings: Settings, progress: Progress | None) -> dict[str, Any]:
    """Return statements that cannot both be true, weighed."""
    from detente.sourcing.contradictions import contradictions as search
    from detente.sourcing.readings import weigh

    found = search(case)
    return {
        "format": "detente.contradictions/1",
        "case": case.id,
        "contradictions": [one.to_dict() for one in weigh(case, found.found)],
        "complete": found.complete,
    }
