"""What a brief was asked to tell, and the command that asks for the same again."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import PurePath

from detente.case import Case
from detente.conflict.concepts import CONCEPTS
from detente.conflict.findings import Findings
from detente.errors import UnknownNameError, unknown_name


@dataclass(frozen=True)
class Asked:
    """What a brief was asked to tell.

    Parameters
    ----------
    chosen : list of str
        The runs: the case as written, which is empty, then scenarios.
    internal : bool
        Whether entries marked internal are shown.
    date : str
    further, bargaining, forecast : bool
        Whether the parts of these names are told.
    """

    chosen: list[str]
    internal: bool
    date: str
    further: bool
    bargaining: bool
    forecast: bool


def today() -> str:
    """Return the ISO date of today."""
    return datetime.date.today().isoformat()


def chosen_runs(case: Case, scenarios: Iterable[str] | None, *, internal: bool) -> list[str]:
    """Return the runs to make: the case as written, then scenarios.

    Raises
    ------
    UnknownNameError
        If a scenario is unknown, or internal and that was not asked for.
    """
    public = {
        key: scenario
        for key, scenario in case.scenarios.items()
        if internal or scenario.ground.visibility == "public"
    }
    names = list(public) if scenarios is None else [name for name in scenarios if name]
    for name in names:
        if name in case.scenarios and name not in public:
            raise UnknownNameError(
                f"the scenario '{name}' is marked internal",
                hint="add --internal for a brief that is not to be shared",
                code="internal-scenario",
            )
        if name not in public:
            raise unknown_name("scenario", name, public)
    return ["", *dict.fromkeys(names)]


def command(case: Case, base: Findings | None, asked: Asked) -> str:
    """Return the command that makes the same page again."""
    words = ["detente brief", PurePath(case.path).name or case.id, "-o brief.html"]
    if (scenarios := asked.chosen[1:]) != list(case.scenarios):
        words += [f"--scenario {name}" for name in scenarios or ["base"]]
    if base is not None:
        judged = [concept.id for concept in base.analysis.concepts]
        if judged != list(CONCEPTS) and not base.analysis.notes:
            words += [f"--concept {name}" for name in judged]
        if base.analysis.parameters["sanction"] != "weak":
            words.append(f"--sanction {base.analysis.parameters['sanction']}")
    left_out = {
        "further": asked.further,
        "bargaining": asked.bargaining,
        "forecast": asked.forecast,
    }
    words += ["--internal"] if asked.internal else []
    words += [f"--no-{part}" for part, told in left_out.items() if not told]
    return " ".join([*words, f"--date {asked.date}"])
