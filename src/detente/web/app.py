"""The application: every route of the workbench, behind the guard."""

from __future__ import annotations

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp

from detente.errors import DetenteError, Diagnostic
from detente.web import (
    api,
    clashes,
    evidence,
    ledger,
    pages,
    text,
    trying,
    working,
)
from detente.web.deals import further as deals_further
from detente.web.deals import page as deals
from detente.web.forecasts import page as forecasts
from detente.web.safety import Guard, TooMuchError, problems, too_much
from detente.web.workbench import Workbench


def make_app(workbench: Workbench, key: str, port: int) -> ASGIApp:
    """Return the application that serves a workbench.

    Parameters
    ----------
    workbench : Workbench
    key : str
        What everyone who asks must know.
    port : int
        Where it is served; requests that name another are refused.
    """
    app = Starlette(
        routes=[
            *text.routes(),
            *ledger.routes(),
            *evidence.routes(),
            *clashes.routes(),
            *trying.routes(),
            *deals.routes(),
            *deals_further.routes(),
            *forecasts.routes(),
            *working.routes(),
            *api.routes(),
            *pages.routes(),
        ],
        exception_handlers={
            DetenteError: _refuse,
            TooMuchError: _too_much,
            HTTPException: _no_such,
            Exception: _fault,
        },
    )
    app.state.workbench = workbench
    return Guard(app, key, port)


async def _refuse(request: Request, error: Exception) -> Response:
    if request.url.path.startswith("/api/"):
        return await api.refuse(request, error)
    return await pages.refuse(request, error)


async def _too_much(request: Request, error: Exception) -> Response:
    return problems([Diagnostic("too-large", too_much(request.url.path))], 413)


async def _no_such(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    if request.url.path.startswith("/api/"):
        return problems([Diagnostic("wrong-request", error.detail)], error.status_code)
    return PlainTextResponse(f"{error.detail}\n", error.status_code)


async def _fault(request: Request, error: Exception) -> Response:
    message = f"this is a fault in detente: {type(error).__name__}: {error}"
    return problems([Diagnostic("internal", message, "please report it")], 500)
