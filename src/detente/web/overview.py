"""The overview: the answer first, told by the brief's fragments."""

from __future__ import annotations

from typing import Any

from detente.brief.brief import section
from detente.brief.inputs import Evidence, Model, balance
from detente.brief.story import tell
from detente.web.panel import panel
from detente.web.view import View
from detente.web.workbench import Workbench


def overview(workbench: Workbench, view: View) -> dict[str, Any]:
    """Return what the overview shows."""
    case = view.case
    evidence = Evidence(case)
    shown: dict[str, Any] = {"case": case, "evidence": evidence, "section": None, "panel": None}
    if case.conflict is None:
        return {**shown, "story": tell(case, {})}
    findings = workbench.findings(view)
    story = tell(case, {view.scenario: findings})
    run = story.scenarios[view.scenario]
    told = section(case, evidence, view.scenario, findings, run, 0, asking=False)
    return {
        **shown,
        "panel": panel(workbench, view),
        "story": story,
        "section": told,
        "model": Model(view.conflict, evidence),
        "balance": balance(view.conflict),
        "parameters": findings.analysis.parameters,
        "concepts": findings.analysis.concepts,
    }
