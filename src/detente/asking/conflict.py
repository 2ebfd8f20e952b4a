"""Answers about stability: analyse, explain, paths."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from detente.case import Case
from detente.conflict.analysis import Analysis, Progress
from detente.conflict.analysis import analyse as judge
from detente.conflict.explain import Witness
from detente.conflict.explain import explain as find_witnesses
from detente.conflict.itinerary import Itinerary, plan
from detente.errors import DetenteError, LimitError

if TYPE_CHECKING:
    from detente.brief.further import Question as FurtherQuestion
    from detente.conflict.strength import Strength
    from detente.conflict.unknown import UnknownAnalysis

AS_WRITTEN = "base"
EVERY = "all"

Settings = Mapping[str, Any]


def analyse(case: Case, settings: Settings, progress: Progress | None) -> dict[str, Any]:
    """Return the analysis of one scenario, or several compared."""
    from detente.conflict.comparison import compare

    names = chosen_scenarios(case, settings["scenario"])
    if settings["further"] and len(names) > 1:
        raise DetenteError("'further' asks about one scenario", code="wrong-setting")
    runs = {name: run(case, {**settings, "scenario": name}, progress) for name in names}
    if len(runs) > 1:
        return compare(runs).to_dict(case=case.id)
    (name,) = runs
    result = analysis_to_dict(case, name, runs[name])
    if settings["further"]:
        from detente.brief.further import further
        from detente.conflict.findings import find

        result["further"] = questions_to_dicts(further(find(runs[name])))
    return result


def explain(case: Case, settings: Settings, progress: Progress | None) -> dict[str, Any]:
    """Return why a state is stable for whom, and why not."""
    analysis = run(case, settings, progress)
    number = analysis.conflict.find(settings["state"])
    witnesses = find_witnesses(analysis, number, parties=settings["party"] or None)
    return explanation_to_dict(case, named(settings), analysis, number, witnesses)


def paths(case: Case, settings: Settings, progress: Progress | None) -> dict[str, Any]:
    """Return how equilibria are reached."""
    analysis = run(case, settings, progress)
    conflict = analysis.conflict
    source = conflict.find(settings["from"]) if settings["from"] else conflict.status_quo_state
    targets = [conflict.find(settings["to"])] if settings["to"] else None
    found = plan(analysis, source, targets, limit=settings["limit"])
    return paths_to_dict(case, named(settings), analysis, found)


# -- What the command line and the answers above share ---------------------------------------


def run(case: Case, settings: Settings, progress: Progress | None = None) -> Analysis:
    """Return the analysis that settings ask for."""
    return judge(
        case.conflict_under(named(settings) or None),
        settings["concept"] or None,
        sanction=settings.get("sanction", "weak"),
        returns=settings.get("returns", True),
        progress=progress,
    )


def named(settings: Settings) -> str:
    """Return the scenario asked about; empty for the case as written."""
    scenario = str(settings["scenario"])
    return "" if scenario == AS_WRITTEN else scenario


def chosen_scenarios(case: Case, asked: Sequence[str] | None) -> list[str]:
    """Return scenario names without repetition, the empty one being the case as written."""
    names: list[str] = []
    for name in asked or [AS_WRITTEN]:
        if name == EVERY and EVERY not in case.scenarios:
            names += ["", *case.scenarios]
        elif name == AS_WRITTEN and AS_WRITTEN not in case.scenarios:
            names.append("")
        else:
            names.append(name)
    return list(dict.fromkeys(names))


def analysis_to_dict(case: Case, scenario: str, analysis: Analysis) -> dict[str, Any]:
    """Return one analysis, with what follows from marks of strength and of doubt."""
    result = analysis.to_dict(case=case.id, scenario=scenario or None)
    found = take_doubt(analysis)
    if isinstance(found, LimitError):
        result["notes"].append(f"doubt is not followed: {found}")
    elif found is not None:
        result["unknown"] = found.to_dict(case=case.id, scenario=scenario or None)
    if strong := strength_of(analysis):
        result["strength"] = strong.to_dict(case=case.id, scenario=scenario or None)
    return result


def questions_to_dicts(asked: Iterable[FurtherQuestion]) -> list[dict[str, Any]]:
    """Return what one asks next, with the answers."""
    return [
        {"id": question.id, "asks": question.asks, "answer": list(question.answer)}
        for question in asked
    ]


def strength_of(analysis: Analysis) -> Strength | None:
    """Return how strongly states are stable; None where nothing is marked as strong."""
    from detente.conflict.preferences import marked_strongly
    from detente.conflict.strength import strength

    if not any(map(marked_strongly, analysis.conflict.preferences.values())):
        return None
    return strength(analysis)


def take_doubt(analysis: Analysis) -> UnknownAnalysis | LimitError | None:
    """Return the four extensions of an analysis; None where nothing is unknown.

    Returns
    -------
    UnknownAnalysis, LimitError or None
        The error where the case is too large, to be told beside what was found.
    """
    from detente.conflict.unknown import analyse_unknown
    from detente.conflict.unknown.analysis import UNDEFINED

    conflict, parameters = analysis.conflict, analysis.parameters
    judged = [key for key in analysis.stable if key not in UNDEFINED]
    if not judged or not any(conflict.relation(party).unsure for party in conflict.party_ids):
        return None
    try:
        return analyse_unknown(
            conflict,
            concepts=judged,
            sanction=parameters["sanction"],
            returns=bool(parameters.get("returns", True)),
        )
    except LimitError as error:
        return error


def explanation_to_dict(
    case: Case, scenario: str, analysis: Analysis, state: int, witnesses: Sequence[Witness]
) -> dict[str, Any]:
    """Return an explanation (format ``detente.explanation/1``)."""
    return {
        "format": "detente.explanation/1",
        "case": case.id,
        "scenario": scenario or None,
        "state": state,
        "witnesses": [witness.to_dict() for witness in witnesses],
        "parameters": dict(analysis.parameters),
    }


def paths_to_dict(
    case: Case, scenario: str, analysis: Analysis, found: Itinerary
) -> dict[str, Any]:
    """Return paths (format ``detente.paths/1``)."""
    return {
        "format": "detente.paths/1",
        "case": case.id,
        "scenario": scenario or None,
        **found.to_dict(),
        "parameters": dict(analysis.parameters),
    }
