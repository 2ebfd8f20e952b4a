"""What one asks next: asked after the first page is there, since it takes longer."""

from __future__ import annotations

from typing import Any

from detente.asking.told import FURTHER
from detente.web.jobs import Job
from detente.web.questions import PATIENCE, asked
from detente.web.view import View
from detente.web.workbench import Workbench


def further_settings(view: View) -> tuple[tuple[str, str], ...]:
    """Return the settings under which it is asked, as the view has them."""
    pairs = {
        "scenario": view.scenario,
        "concept": ",".join(view.concepts),
        "sanction": "" if view.sanction == "weak" else view.sanction,
    }
    return asked(pairs.items())


def known_further(workbench: Workbench, view: View) -> Job | None:
    """Return the job that asks this of a view, if there is one."""
    return workbench.jobs.known(view.case, FURTHER.id, further_settings(view))


def further_page(workbench: Workbench, view: View) -> dict[str, Any]:
    """Return what the page shows: the answers, or how far they are."""
    given = further_settings(view)
    job = known_further(workbench, view)
    if job is None:
        job = workbench.jobs.start(view.case, FURTHER.id, given, told=True)
    job.ended.wait(PATIENCE)
    return {"job": job, "given": given}
