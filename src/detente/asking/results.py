"""All results of a case in one answer: every question with its settings and what it found."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from detente.asking.conflict import AS_WRITTEN, Settings, chosen_scenarios
from detente.case import Case
from detente.conflict.analysis import Progress
from detente.errors import DetenteError, unknown_name

if TYPE_CHECKING:
    from detente.asking.question import Question

Asked = tuple[str, dict[str, str]]
"""A question and its settings, as they would be written on the command line."""

OF_THE_CASE = ("paths", "statusquo", "foresight", "levers", "coalitions", "hypergame", "chances")
"""Questions that are asked of the case as written, with nothing set."""

EVIDENCE = ("timeline", "stances", "contradictions", "lineage")


def results(case: Case, settings: Settings, progress: Progress | None) -> dict[str, Any]:
    """Return what every question finds; one that cannot be answered says why."""
    from detente import __version__
    from detente.asking.questions import QUESTIONS

    chosen = settings["question"]
    for name in chosen:
        if name not in QUESTIONS or name == "results":
            raise unknown_name("question", name, [key for key in QUESTIONS if key != "results"])
    runs = chosen_scenarios(case, settings["scenario"]) if settings["scenario"] else None
    for name in runs or ():
        if name and name not in case.scenarios:
            raise unknown_name("scenario", name, case.scenarios)
    runs = ["", *case.scenarios] if runs is None else runs
    asked = [each for each in _plan(case, runs, settings) if not chosen or each[0] in chosen]
    found = []
    for k, (name, given) in enumerate(asked):
        if progress:
            progress(k, len(asked), name)
        found.append(_answered(case, QUESTIONS[name], given))
    if progress:
        progress(len(asked), len(asked), "done")
    return {
        "format": "detente.results/1",
        "case": case.id,
        "digest": case.digest,
        "version": __version__,
        "results": found,
    }


def _answered(case: Case, question: Question, given: dict[str, str]) -> dict[str, Any]:
    asked = {"question": question.id, "settings": given}
    try:
        return {**asked, "result": question.answer(case, question.read(given.items()), None)}
    except DetenteError as error:
        return {**asked, "diagnostics": [found.to_dict() for found in error.diagnostics]}


def _plan(case: Case, runs: Sequence[str], settings: Settings) -> Iterator[Asked]:
    """Yield the questions that are asked: each run is analysed, the rest is asked as written."""
    from detente.asking.questions import QUESTIONS

    judged = {
        "concept": ",".join(settings["concept"]),
        "sanction": "" if settings["sanction"] == "weak" else settings["sanction"],
    }

    def asking(name: str, **given: str) -> Asked:
        known = {setting.name for setting in QUESTIONS[name].settings}
        said = {**given, **{key: value for key, value in judged.items() if key in known}}
        return name, {key: value for key, value in said.items() if value}

    if case.conflict is not None:
        for name in runs:
            yield asking("analyse", scenario=name or AS_WRITTEN)
        if case.conflict.status_quo_state is not None:
            yield asking("explain", state="status_quo")
        yield from (asking(name) for name in OF_THE_CASE)
        for outcome in case.conflict.outcomes:
            # without concepts: what it takes is asked for under one of them
            yield "require", {"state": outcome}
        yield asking("firmness")
    if case.bargaining is not None:
        for name in runs:
            yield asking("bargain", scenario=name)
    if case.spatial is not None:
        for name in runs:
            yield asking("forecast", scenario=name)
    yield from ((name, {}) for name in EVIDENCE)
