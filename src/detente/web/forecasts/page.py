"""The page on who stands where: where positions end, who moves whom, and what comes of other numbers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from detente.errors import DetenteError, Diagnostic
from detente.web import api
from detente.web.changed import Difference
from detente.web.forecasts.desk import HERE, Desk
from detente.web.forecasts.options import Wanted
from detente.web.pages import bench, page
from detente.web.view import View
from detente.web.workbench import Workbench

SAMPLE = """\
spatial:
  dimensions:
    catch: {label: Yearly catch, low: none, high: as today, reference: 100}
  actors:
    norvia:
      judgement: true
      capability: 60
      stances: {catch: {position: 90, salience: 70}}
    sundria:
      judgement: true
      capability: [30, 50]
      stances: {catch: {position: 20, salience: 90}}
"""
"""What a case can say of positions; its parties are the case's own."""


def routes() -> list[Route]:
    """Return the routes of the page."""
    return [
        Route(HERE, show_forecast, methods=["GET"]),
        Route(HERE, work_again, methods=["POST"]),
    ]


def show_forecast(request: Request) -> Response:
    """Show where positions end, and who moved whom."""
    return forecast_page(request, request.query_params.multi_items())


def forecast_page(
    request: Request,
    given: Sequence[tuple[str, str]],
    notice: Sequence[Diagnostic] = (),
    difference: Difference | None = None,
    status: int = 200,
) -> Response:
    """Return the page, with what is to be told of an edit."""
    workbench = bench(request)
    view = View.of(workbench.case(), given)
    if view.case.spatial is None:
        return page(request, "no_forecast.html.jinja", view=view, sample=SAMPLE, here=HERE)
    desk, problems = _desk(workbench, view, given)
    shown = desk.shown(problems)
    return page(
        request,
        "forecast_page.html.jinja",
        _status(shown) or status,
        view=view,
        here=HERE,
        notice=notice,
        difference=difference,
        **shown,
    )


def work_again(request: Request) -> Response:
    """Work out anew what was cancelled or failed."""
    workbench, given = bench(request), request.query_params.multi_items()
    desk = Desk.of(workbench, View.of(workbench.case(), given), given)
    desk.start()
    return RedirectResponse(desk.link(), 303)


def after_edit(workbench: Workbench, view: View, given: Sequence[tuple[str, str]]) -> str:
    """Return the page that shows what comes of an edit, and end what was asked of earlier drafts.

    Another number is looked at at once: what takes long is not asked again for each.
    """
    present = {id(view.case), id(workbench.saved())}
    for job in workbench.jobs.all():
        if job.page.startswith(HERE) and job.state == "running" and id(job.case) not in present:
            workbench.jobs.cancel(job)
    desk, _ = _desk(workbench, view, given)
    desk = desk.asking(compare=False)
    shown = desk if desk.quick else desk.plain
    return shown.link(**{k: v for k, v in given if k in ("round", "page")})


def _desk(
    workbench: Workbench, view: View, given: Sequence[tuple[str, str]]
) -> tuple[Desk, tuple[Diagnostic, ...]]:
    """Return what the page shows, by the model itself where an address asks for what is not."""
    try:
        return Desk.of(workbench, view, given), ()
    except DetenteError as error:
        return Desk(workbench, view, Wanted(), given), error.diagnostics


def _status(shown: Mapping[str, Any]) -> int:
    """Return the status of a page that says what is wrong with what was asked; 0 for none."""
    wrong = (*shown["problems"], *shown["wrong"])
    return api.BUSY if any(each.code == "busy" for each in wrong) else 422 if wrong else 0
