"""Answers to what one asks next: status quo, foresight, levers, firmness, coalitions, hypergame."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from detente.asking.conflict import Settings, named, run
from detente.case import Case
from detente.conflict.analysis import Progress
from detente.conflict.model import in_option_form
from detente.conflict.words import unsure_notes
from detente.errors import LimitError

if TYPE_CHECKING:
    from detente.conflict.coalitions import CoalitionAnalysis
    from detente.conflict.firmness import Firmness
    from detente.conflict.foresight.courses import Course
    from detente.conflict.foresight.foresight import Foresight
    from detente.conflict.inverse.require import Requirement
    from detente.conflict.levers.fixing import Fixed
    from detente.conflict.levers.levers import Levers
    from detente.sourcing.lineage import Support

TOLD = 4
"""States whose courses are told where none is named."""


def statusquo(case: Case, settings: Settings, progress: Progress | None) -> dict[str, Any]:
    """Return what can be reached from today."""
    from detente.conflict.statusquo import status_quo

    analysis = run(case, settings, progress)
    conflict = analysis.conflict
    found = status_quo(
        analysis,
        conflict.find(settings["from"] or "status_quo"),
        [conflict.find(settings["to"])] if settings["to"] else None,
        concept=settings["unpunished"],
        limit=settings["limit"],
        sequences=settings["limit"],
    )
    return found.to_dict(case=case.id, scenario=named(settings) or None)


def foresight(case: Case, settings: Settings, progress: Progress | None) -> dict[str, Any]:
    """Return what parties keep that look ahead, and the courses from some states."""
    from detente.conflict.foresight.foresight import foresee

    conflict = case.conflict_under(named(settings) or None)
    found = foresee(conflict, settings["horizon"], variant=settings["variant"], progress=progress)
    told = told_courses(found, settings["horizon"], settings["state"], settings["party"])
    return foresight_to_dict(case, named(settings), found, told)


def told_courses(
    found: Foresight, horizon: int | None, state: str = "", parties: Sequence[str] | None = None
) -> dict[int, list[Course]]:
    """Return by state the courses worth telling, or those from a state that is named."""
    from detente.conflict.foresight.courses import courses

    conflict = found.conflict
    places = [conflict.find(state)] if state else _worth_telling(found)
    wanted = [conflict.party(party).id for party in parties or conflict.party_ids]
    depth = courses_depth(found, horizon)
    return {
        place: [each for each in courses(found, place, depth) if each.party in wanted]
        for place in places
    }


def courses_depth(found: Foresight, horizon: int | None) -> int:
    """Return how many moves ahead courses are told."""
    return horizon or min(max(2, len(found.conflict.parties)), found.horizons[-1])


def _worth_telling(found: Foresight) -> list[int]:
    """Return the status quo, and the states that are kept longest."""
    today = found.conflict.status_quo_state
    first = [] if today is None else [today]
    return list(dict.fromkeys([*first, *kept_longest(found)]))[:TOLD]


def kept_longest(found: Foresight) -> list[int]:
    """Return the states that all parties keep for some horizon, those kept longest first."""
    import numpy as np

    long_run = found.equilibrium(None).astype(np.int64)
    support = sum((found.equilibrium(h).astype(np.int64) for h in found.horizons), start=long_run)
    order = np.lexsort((-support, -long_run))
    return [int(s) + 1 for s in order[: int(np.count_nonzero(support))]]


def foresight_to_dict(
    case: Case, scenario: str, found: Foresight, told: Mapping[int, Sequence[Course]]
) -> dict[str, Any]:
    """Return foresight with its courses (format ``detente.foresight/1``)."""
    return {
        **found.to_dict(case=case.id, scenario=scenario or None),
        "courses": [each.to_dict() for some in told.values() for each in some],
    }


def levers(case: Case, settings: Settings, progress: Progress | None) -> dict[str, Any]:
    """Return whose act changes what another wants, and what lasts with an option settled."""
    from detente.conflict.levers.fixing import fix_options
    from detente.conflict.levers.levers import find_levers

    conflict = in_option_form(case.conflict_under(named(settings) or None), "the search for levers")
    wanted = {conflict.party(party).id for party in settings["party"] or conflict.party_ids}
    found = find_levers(conflict, progress=progress)
    found = replace(found, found=tuple(lever for lever in found.found if lever.turns in wanted))
    fixed: tuple[Fixed, ...] = ()
    notes = list(unsure_notes(conflict))
    try:
        fixed = fix_options(
            conflict,
            concepts=settings["concept"] or None,
            sanction=settings["sanction"],
            progress=progress,
        )
    except LimitError as error:
        notes.append(f"what lasts with an option settled is left out: {error}")
    return levers_to_dict(case, named(settings), found, fixed, notes)


def levers_to_dict(
    case: Case, scenario: str, found: Levers, fixed: Iterable[Fixed], notes: Sequence[str]
) -> dict[str, Any]:
    """Return levers (format ``detente.levers/1``)."""
    return {
        "format": "detente.levers/1",
        "case": case.id,
        "scenario": scenario or None,
        **found.to_dict(),
        "fixed": [each.to_dict() for each in fixed],
        "notes": list(notes),
    }


def firmness(case: Case, settings: Settings, progress: Progress | None) -> dict[str, Any]:
    """Return how firm the findings are."""
    from detente.sourcing.backing import backing

    found = find_firmness(case, settings, progress)
    return firmness_to_dict(case, named(settings), found, backing(case, found))


def find_firmness(case: Case, settings: Settings, progress: Progress | None) -> Firmness:
    """Return how firm the findings are, as they were found."""
    from detente.conflict.firmness import firmness as test

    return test(
        in_option_form(case.conflict_under(named(settings) or None), "how firm findings are"),
        settings["finding"] or None,
        concepts=settings["concept"] or None,
        sanction=settings["sanction"],
        radius=settings["radius"],
        errors=settings["error"] or None,
        limit=settings["limit"],
        progress=progress,
    )


def firmness_to_dict(
    case: Case, scenario: str, found: Firmness, supports: Iterable[Support]
) -> dict[str, Any]:
    """Return firmness with the independent chains behind each judgement."""
    result = found.to_dict(case=case.id, scenario=scenario or None)
    for entry, support in zip(result["ranked"], supports, strict=True):
        entry["independent_chains"] = support.count
    return result


def coalitions(case: Case, settings: Settings, progress: Progress | None) -> dict[str, Any]:
    """Return which outcomes no coalition leaves."""
    found = find_coalitions(case, settings, progress)
    return found.to_dict(case=case.id, scenario=named(settings) or None)


def find_coalitions(case: Case, settings: Settings, progress: Progress | None) -> CoalitionAnalysis:
    """Return which outcomes no coalition leaves, as they were found."""
    from detente.conflict.coalitions import coalitions as judge

    return judge(
        case.conflict_under(named(settings) or None),
        settings["concept"] or None,
        coalitions=[some.split("+") for some in settings["coalition"]] or None,
        largest=settings["largest"],
        improvement=settings["improvement"],
        moves=settings["moves"],
        sanctioned_by=settings["sanctioned-by"],
        progress=progress,
    )


def hypergame(case: Case, settings: Settings, progress: Progress | None) -> dict[str, Any]:
    """Return what holds while parties misread each other."""
    from detente.conflict.hypergames import analyse_hypergame, find_surprises

    found = analyse_hypergame(
        in_option_form(case.conflict_under(named(settings) or None), "the study of misperception"),
        settings["concept"] or None,
        sanction=settings["sanction"],
        unseen=settings["unseen"],
        progress=progress,
    )
    return found.to_dict(find_surprises(found), case=case.id, scenario=named(settings) or None)


def chances(case: Case, settings: Settings, progress: Progress | None) -> dict[str, Any]:
    """Return how probable findings are if preference statements may be wrong."""
    from detente.conflict.chances import chances as find

    conflict = case.conflict_under(named(settings) or None)
    words = {word: settings[word] for word in ("low", "medium", "high")}
    found = find(
        conflict,
        settings["concept"] or None,
        wrong=settings["wrong"],
        words={word: p for word, p in words.items() if p is not None},
        unsure="equal" if settings["unsure"] == "equal" else "as written",
        sanction=settings["sanction"],
        samples=settings["samples"],
        seed=settings["seed"],
        progress=progress,
    )
    asked = [conflict.find(state) for state in settings["state"]]
    return found.to_dict(case=case.id, scenario=named(settings) or None, states=asked or None)


def require(case: Case, settings: Settings, progress: Progress | None) -> dict[str, Any]:
    """Return what it would take for an outcome to be stable, and to be entered."""
    found = find_requirement(case, settings, progress)
    return found.to_dict(case=case.id, scenario=named(settings) or None)


def find_requirement(case: Case, settings: Settings, progress: Progress | None) -> Requirement:
    """Return what it would take, as it was found."""
    from detente.conflict.inverse.require import LAYERS
    from detente.conflict.inverse.require import require as search

    return search(
        case.conflict_under(named(settings) or None),
        settings["state"],
        settings["concept"],
        source=settings["from"] or None,
        parties=settings["party"] or None,
        locked=settings["lock"],
        lock_confidence=settings["lock-confidence"] or None,
        edits=settings["edit"] or ("reorder", "drop", "add"),
        by=settings["by"] if settings["by"] and "all" not in settings["by"] else LAYERS,
        sanction=settings["sanction"],
        limit=settings["states"],
        progress=progress,
    )
