"""The page of contradictions: both passages, what rests on either, what changes under each reading."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from math import ceil
from typing import Any

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from detente.asking.evidence import weighed_to_dict
from detente.case import Case
from detente.conflict.analysis import Progress
from detente.sourcing.contradictions import contradictions
from detente.sourcing.judgements import judgements
from detente.sourcing.readings import Matters, Weighed, weigh
from detente.sourcing.words import changes_in_words, weighed_in_words
from detente.web.evidence import PAGES, Desk
from detente.web.jobs import Found, Job
from detente.web.pages import bench, page
from detente.web.questions import PATIENCE
from detente.web.selection import number
from detente.web.view import View
from detente.web.workbench import Workbench

HERE = "/evidence/contradictions"

ROWS = 100
"""Contradictions on a page."""

AT_ONCE = 1 << 15
"""States up to which a case is weighed while the page waits: of all runs that weighing may take."""

_ORDER: tuple[Matters, ...] = ("yes", "perhaps", "untested", "no", "unused")
_IN_SHORT: dict[Matters, str] = {
    "yes": "that the findings hang on",
    "perhaps": "that they may hang on",
    "untested": "not tested",
    "no": "that make no difference",
    "unused": "that no judgement rests on",
}

Listed = tuple[Sequence[Weighed], bool]
"""Contradictions, those that matter first, and whether these are all."""


def routes() -> list[Route]:
    """Return the routes of the page."""
    return [
        Route(HERE, show_contradictions, methods=["GET"]),
        Route(HERE, weigh_again, methods=["POST"]),
    ]


def show_contradictions(request: Request) -> Response:
    """Show what cannot be true together, or how far weighing it is."""
    workbench, given = bench(request), request.query_params
    view = View.of(workbench.saved(), given.multi_items())
    asked = number(given.get("page") or "1", "page")
    job = None if _is_short(view.case) else _weighing(workbench, view.case)
    case = View(view.case)  # whatever scenario the address names: weighing looks at all
    listed = workbench.once(case, HERE, _listed) if job is None else job.found
    told = _told(Desk(view.case), listed, asked) if listed else {}
    return page(
        request,
        "clashes.html.jinja",
        view=view,
        evidence_pages=PAGES,
        job=job,
        listed=listed,
        here_link=lambda number: view.link(HERE, page=number if number > 1 else ""),
        **told,
    )


def weigh_again(request: Request) -> Response:
    """Weigh anew what was cancelled or failed."""
    workbench = bench(request)
    _start(workbench, workbench.saved())
    return RedirectResponse(HERE, 303)


# -- Weighing ------------------------------------------------------------------------------


def _is_short(case: Case) -> bool:
    """Tell whether weighing takes no longer than a page may."""
    cited = [j.ground.cites for j in judgements(case) if j.ground.cites]
    if not cited:
        return True  # nothing is run for what no entry rests on
    conflicts = [case.conflict, *(scenario.conflict for scenario in case.scenarios.values())]
    sizes = [len(conflict.states) for conflict in conflicts if conflict]
    # each statement that is all an entry rests on may ask for a run without that entry
    alone = {cites[0] for cites in cited if len(cites) == 1}
    return max(sizes, default=0) * (len(sizes) + len(alone)) <= AT_ONCE


def _weighing(workbench: Workbench, case: Case) -> Job:
    """Return the job that weighs the contradictions of a case, started where there is none."""
    job = workbench.jobs.shown(case, HERE) or _start(workbench, case)
    job.ended.wait(PATIENCE)
    return job


def _start(workbench: Workbench, case: Case) -> Job:
    return workbench.jobs.run("contradictions", (), partial(_weigh, case), case=case, page=HERE)


def _weigh(case: Case, progress: Progress | None) -> Found:
    """Weigh all contradictions, in a process of its own."""
    found = contradictions(case)
    weighed = weigh(case, found.found, progress=progress)
    result = weighed_to_dict(case, weighed, complete=found.complete)
    return Found(result, (_by_weight(weighed), found.complete))


def _listed(view: View) -> Listed:
    found = contradictions(view.case)
    return _by_weight(weigh(view.case, found.found)), found.complete


def _by_weight(weighed: Sequence[Weighed]) -> Sequence[Weighed]:
    return sorted(weighed, key=lambda one: _ORDER.index(one.matters))


# -- In words ------------------------------------------------------------------------------


def _told(desk: Desk, listed: Listed, asked: int) -> dict[str, Any]:
    """Return what a page of the contradictions says."""
    weighed, complete = listed
    pages = max(1, ceil(len(weighed) / ROWS))
    first = (min(asked, pages) - 1) * ROWS
    counts = (
        (sum(w.matters == matters for w in weighed), _IN_SHORT[matters]) for matters in _ORDER
    )
    return {
        "clashes": [_clash(desk, one) for one in weighed[first : first + ROWS]],
        "counts": [(count, told) for count, told in counts if count],
        "found": len(weighed),
        "complete": complete,
        "last": pages,
        "number": min(asked, pages),
    }


def _clash(desk: Desk, one: Weighed) -> dict[str, Any]:
    contradiction = one.contradiction
    conclusion, *compared = weighed_in_words(
        desk.case, one, lambda key: f"statement {desk.numbers[key]}"
    )
    sides = []
    for entry, cited in ((contradiction.left, one.left), (contradiction.right, one.right)):
        cites = [(judgement.label, desk.line(judgement.place)) for judgement in cited]
        sides.append((desk.said(entry), cites))
    changes = (changes_in_words(desk.case, trial.changes) for trial in one.trials)
    return {
        "matter": contradiction.matter,
        "differences": contradiction.differences,
        "declared": contradiction.declared,
        "within": contradiction.within_one_source,
        "matters": one.matters,
        "sides": sides,
        "conclusion": conclusion,
        "compared": compared,
        "changes": list(dict.fromkeys(line for lines in changes for line in lines)),
    }
