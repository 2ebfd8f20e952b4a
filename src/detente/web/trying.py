"""Edits of the draft that a button of a page stands for, and the page that shows what comes of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from urllib.parse import parse_qsl, urlsplit

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from detente.errors import DetenteError
from detente.web import api
from detente.web.changed import ChangedError
from detente.web.deals import package
from detente.web.deals.page import bargain_page
from detente.web.forecasts import desk
from detente.web.forecasts.page import after_edit, forecast_page
from detente.web.forecasts.positions import LABELS
from detente.web.pages import bench, overview_page
from detente.web.view import View
from detente.web.workbench import Workbench

Pairs = Sequence[tuple[str, str]]


def routes() -> list[Route]:
    """Return the route of edits."""
    return [Route("/draft", change_draft, methods=["POST"])]


async def change_draft(request: Request) -> Response:
    """Make the edit that a button stands for, and show what comes of it."""
    body = (await request.body()).decode("utf-8", "replace")
    return await run_in_threadpool(_change, request, dict(parse_qsl(body, keep_blank_values=True)))


def _change(request: Request, sent: Mapping[str, str]) -> Response:
    back = urlsplit(sent.get("back", "/"))
    asked = parse_qsl(back.query, keep_blank_values=True)
    shown, returning = PAGES.get(back.path, (overview_page, _overview))
    try:
        edit = api.read_object(sent.get("edit", "").encode())
        if edit.get("do") == "keep":
            edit = {**edit, "id": sent.get("id", ""), "label": sent.get("label", "")}
        if edit.get("do") == "number":
            edit = {**edit, "value": sent.get("value", "")}
        if edit.get("do") == "stance":
            edit = {**edit, **{name: sent[name] for name in LABELS if name in sent}}
        bench(request).change(api.read_revision(sent.get("revision")), edit, sent.get("digest", ""))
    except DetenteError as error:
        told = error.difference if isinstance(error, ChangedError) else None
        return shown(request, asked, error.diagnostics, told, api.status_of_error(error))
    if edit.get("do") == "keep":
        asked = [*(pair for pair in asked if pair[0] != "scenario"), ("scenario", edit["id"])]
    # only what the view knows, and one of three pages: nobody is led elsewhere
    workbench = bench(request)
    return RedirectResponse(returning(workbench, View.of(workbench.case(), asked), asked), 303)


def _overview(workbench: Workbench, view: View, asked: Pairs) -> str:
    """Return the overview as it was looked at."""
    return view.link("/")


def _bargaining(workbench: Workbench, view: View, asked: Pairs) -> str:
    """Return the page of bargaining with the package that was drafted there."""
    issue = package.ISSUE
    values = {key.removeprefix(issue): text for key, text in asked if key.startswith(issue)}
    return package.link(view, values, [text for key, text in asked if key == package.WITH])


PAGES = {
    package.HERE: (bargain_page, _bargaining),
    desk.HERE: (forecast_page, after_edit),
}
"""Pages with controls of their own, and how to get back to what was looked at there."""
