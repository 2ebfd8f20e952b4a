"""The overview: the answer first, told by the brief's fragments."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from detente.asking.conflict import take_doubt
from detente.brief.brief import section
from detente.brief.graph import nothing
from detente.brief.inputs import Evidence, Model, balance
from detente.brief.story import tell
from detente.conflict.analysis import Analysis
from detente.conflict.preferences import is_unsure
from detente.errors import LimitError
from detente.web.addresses import Pages
from detente.web.further import known_further
from detente.web.panel import panel
from detente.web.view import View
from detente.web.workbench import Workbench

DOUBTED = 128
"""States up to which doubt is followed while one waits: that takes every two of them."""


def overview(workbench: Workbench, view: View) -> dict[str, Any]:
    """Return what the overview shows."""
    case = view.case
    to = Pages.of(workbench, view, "/")
    evidence = Evidence(case, to)
    shown: dict[str, Any] = {
        "case": case,
        "evidence": evidence,
        "to": to,
        "section": None,
        "panel": None,
    }
    if case.conflict is None:
        return {**shown, "story": tell(case, {})}
    findings = workbench.findings(view)
    story = tell(case, {view.scenario: findings})
    run = story.scenarios[view.scenario]
    compared = workbench.compared(view)
    remark = compared.remark if compared else nothing
    told = section(
        case,
        evidence,
        view.scenario,
        findings,
        run,
        0,
        asking=False,
        elsewhere=False,  # that is told on the pages of the states
        to=to,
        remark=remark,
    )
    return {
        **shown,
        "panel": panel(workbench, view),
        "story": story,
        "section": told,
        "compared": compared,
        "model": Model(view.conflict, evidence),
        "asked": known if (known := known_further(workbench, view)) and known.result else None,
        "doubt": doubt(findings.analysis),
        "balance": balance(view.conflict),
        "parameters": findings.analysis.parameters,
        "concepts": findings.analysis.concepts,
    }


@lru_cache(maxsize=8)
def doubt(analysis: Analysis) -> tuple[str, ...] | None:
    """Return what holds however doubt is taken, in sentences.

    Returns
    -------
    tuple of str or None
        None where nothing is marked as in doubt; empty where that takes longer than one waits.
    """
    conflict = analysis.conflict
    if not any(is_unsure(preference) for preference in conflict.preferences.values()):
        return None
    if len(conflict.states) > DOUBTED:
        return ()
    found = take_doubt(analysis)
    return () if found is None or isinstance(found, LimitError) else found.answer()
