"""The pages, made on the server of the brief's fragments."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from threading import RLock
from typing import Any
from urllib.parse import parse_qsl

from jinja2 import BaseLoader, ChoiceLoader, Environment, PackageLoader, Template
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from detente import __version__
from detente.asking import QUESTIONS
from detente.asking.told import FURTHER, TOLD
from detente.brief import brief
from detente.conflict.concepts import CONCEPTS
from detente.errors import CaseError, DetenteError, Diagnostic, unknown_name
from detente.web import api
from detente.web.addresses import Pages
from detente.web.changed import Difference
from detente.web.further import further_page
from detente.web.graph import graph_page
from detente.web.jobs import Job
from detente.web.overview import overview
from detente.web.questions import asked, page_of_job, question_page
from detente.web.state import groups, leads, state_page
from detente.web.table import states_page
from detente.web.take import page_of_results, take_page
from detente.web.text import as_it_is
from detente.web.view import View
from detente.web.workbench import Workbench

STATIC = {
    "brief.css": "text/css",
    "workbench.css": "text/css",
    "workbench.js": "text/javascript",
    "text.css": "text/css",
    "evidence.css": "text/css",
    "api.js": "text/javascript",
    "completion.js": "text/javascript",
    "text.js": "text/javascript",
    "reports.js": "text/javascript",
    "review.js": "text/javascript",
    "publish.js": "text/javascript",
    "states.css": "text/css",
    "bargain.css": "text/css",
    "bargain.js": "text/javascript",
    "forecast.css": "text/css",
    "forecast.js": "text/javascript",
    "tried.js": "text/javascript",
    "graph.js": "text/javascript",
    "progress.js": "text/javascript",
    "stage.js": "text/javascript",
    "further.js": "text/javascript",
    "take.js": "text/javascript",
}
"""The workbench's own files; the brief's stylesheet is the brief's."""


FIRST = ("overview", "frame", "macros", "answer", "panel", "moves", "inputs", "ways", "stability")
"""The largest templates of the first page."""

PAGES = (
    ("/", "Overview"),
    ("/graph", "Graph"),
    ("/states", "States"),
    ("/require", "What would it take"),
    ("/firmness", "How firm"),
    ("/coalitions", "Coalitions"),
    ("/bargain", "Bargaining"),
    ("/forecast", "Forecast"),
    ("/evidence", "Evidence"),
    ("/text", "Text"),
)


OF_CONFLICT = ("/graph", "/states", "/require", "/firmness", "/coalitions")
"""The pages that tell of a conflict alone."""


def routes() -> list[Route]:
    """Return the routes of the pages."""
    return [
        Route("/", show_overview),
        Route("/graph", show_graph),
        Route("/states", show_states),
        Route("/states/{state:int}", show_state),
        Route("/text", show_text),
        Route("/states/{state:int}/beside", show_beside),
        *(Route(f"/{question}", show_question, name=question) for question in TOLD),
        Route("/further", show_further),
        Route("/take", show_take),
        Route("/jobs", ask_again, methods=["POST"]),
        Route("/jobs/{job}/cancel", cancel_job, methods=["POST"]),
        Route("/static/{file}", static),
        Route("/favicon.ico", no_icon),
    ]


def bench(request: Request) -> Workbench:
    """Return the workbench that a request is about."""
    found: Workbench = request.app.state.workbench
    return found


def show_overview(request: Request) -> Response:
    """Show the answer, and what it rests on."""
    return overview_page(request, request.query_params.multi_items())


def overview_page(
    request: Request,
    asked: Sequence[tuple[str, str]],
    notice: Sequence[Diagnostic] = (),
    difference: Difference | None = None,
    status: int = 200,
) -> Response:
    """Return the overview, with what is to be told of an edit."""
    workbench = bench(request)
    view = View.of(workbench.case(), asked)
    content = overview(workbench, view)
    return page(
        request,
        "overview.html.jinja",
        status,
        view=view,
        here="/",
        notice=notice,
        difference=difference,
        **content,
    )


def show_state(request: Request) -> Response:
    """Show one state: who commits to what, and why it lasts or not."""
    workbench = bench(request)
    view = View.of(workbench.case(), request.query_params.multi_items())
    asked = {"here": request.url.path, "to": request.query_params.get("to", "")}
    found = state_page(workbench, view, request.path_params["state"], **asked)
    together = groups(workbench.analysis(view), found["state"])
    return page(request, "state.html.jinja", view=view, together=together, **found)


def show_text(request: Request) -> Response:
    """Show the case as text, whether or not it can be used."""
    workbench = bench(request)
    told = as_it_is(workbench)
    try:
        view: dict[str, Any] = {"view": View.of(workbench.saved(), ())}
    except CaseError:
        view = {}
    return page(request, "text.html.jinja", told=told, **view)


def show_beside(request: Request) -> Response:
    """Show one state as a piece of a page, to stand beside the graph."""
    workbench = bench(request)
    view = View.of(workbench.case(), request.query_params.multi_items())
    found = state_page(workbench, view, request.path_params["state"], here="/graph")
    led = leads(workbench.analysis(view), found["state"])
    return page(request, "beside.html.jinja", view=view, leads=led, **found)


def show_graph(request: Request) -> Response:
    """Show states and the moves between them, a neighbourhood at a time."""
    given = request.query_params.multi_items()
    view = View.of(bench(request).case(), given)
    found = graph_page(bench(request).findings(view), view, given, bench(request).compared(view))
    found["to"] = Pages.of(bench(request), view, "/graph")
    return page(request, "graph.html.jinja", view=view, **found)


def show_states(request: Request) -> Response:
    """Show all states as a table."""
    given = request.query_params.multi_items()
    view = View.of(bench(request).case(), given)
    found = states_page(bench(request).analysis(view), view, given)
    found["compared"] = bench(request).compared(view)
    return page(request, "states.html.jinja", view=view, **found)


def show_question(request: Request) -> Response:
    """Answer a question in words, or show how far the answer is."""
    workbench = bench(request)
    question = request.url.path.removeprefix("/")
    given = request.query_params.multi_items()
    found = question_page(workbench.jobs, workbench.case(), question, given)
    leading = Pages.of(workbench, found["view"], request.url.path)
    status = api.BUSY if found.pop("busy") else 200
    return page(request, "question.html.jinja", status, to=leading, **found)


def cancel_job(request: Request) -> Response:
    """End a job, and show that it has ended."""
    jobs = bench(request).jobs
    job = jobs.find(request.path_params["job"])
    if job is None or not (job.told or job.page or job.question == "results"):
        raise unknown_name("job", request.path_params["job"], ())
    jobs.cancel(job)
    return RedirectResponse(_page_of(job), 303)


def _page_of(job: Job) -> str:
    return page_of_results(job) if job.question == "results" else page_of_job(job)


async def ask_again(request: Request) -> Response:
    """Put a question anew that was cancelled or failed."""
    sent = parse_qsl((await request.body()).decode("utf-8", "replace"))
    return await run_in_threadpool(_ask_again, request, sent)


def _ask_again(request: Request, sent: Sequence[tuple[str, str]]) -> Response:
    question = dict(sent).get("question", "")
    if question not in (*TOLD, FURTHER.id, "results"):
        raise unknown_name("question", question, (*TOLD, "results"))
    given = asked(pair for pair in sent if pair[0] != "question")
    (FURTHER if question == FURTHER.id else QUESTIONS[question]).read(given)
    workbench = bench(request)
    told = question != "results"
    job = workbench.jobs.start(workbench.case(), question, given, told=told)
    return RedirectResponse(_page_of(job), 303)


def show_further(request: Request) -> Response:
    """Show what one asks next, or how far the answers are."""
    workbench = bench(request)
    view = View.of(workbench.case(), request.query_params.multi_items())
    leading = Pages.of(workbench, view, "/further")
    found = further_page(workbench, view)
    return page(request, "further_page.html.jinja", view=view, to=leading, **found)


def show_take(request: Request) -> Response:
    """Show what can be taken along, and a link to what was looked at."""
    workbench = bench(request)
    view = View.of(workbench.case(), request.query_params.multi_items())
    back = request.query_params.get("back", "/")
    found = take_page(workbench, view, back, str(request.base_url))
    return page(request, "take.html.jinja", view=view, file=api.file_name(view.case.id), **found)


def page(request: Request, template: str, status: int = 200, **content: Any) -> Response:
    """Return a page."""
    workbench = bench(request)
    made = _environment().get_template(template)
    content.setdefault("here", request.url.path)
    shared: dict[str, Any] = {
        "version": __version__,
        "workbench": workbench,
        "pages": PAGES,
        "this": str(request.url.replace(scheme="", netloc="", fragment="")),
    }
    return HTMLResponse(made.render(**shared, **content), status)


async def refuse(request: Request, error: Exception) -> Response:
    """Show an error as a page."""
    assert isinstance(error, DetenteError)
    return problem_page(request, error.diagnostics, api.BUSY if error.code == "busy" else 422)


def problem_page(request: Request, found: tuple[Diagnostic, ...], status: int) -> Response:
    """Show diagnostics as a page."""
    return page(request, "problem.html.jinja", status, diagnostics=found)


def static(request: Request) -> Response:
    """Return one of the workbench's own files."""
    name = request.path_params["file"]
    if name not in STATIC:
        raise HTTPException(404)
    if name == "brief.css":
        return Response(brief.style(), media_type=STATIC[name])
    content = files("detente.web").joinpath("static", name).read_bytes()
    return Response(content, media_type=STATIC[name])


def no_icon(request: Request) -> Response:
    """Say that there is no icon, which browsers ask for unasked."""
    return Response(status_code=204)


class _Once(ChoiceLoader):
    """Reads each template once, whoever asks for it first."""

    def __init__(self, loaders: Sequence[BaseLoader]) -> None:
        super().__init__(loaders)
        self._lock, self._read = RLock(), dict[str, Template]()

    def load(self, environment: Environment, name: str, globals: Any = None) -> Template:  # noqa: A002
        """Return a template."""
        with self._lock:
            if name not in self._read:
                self._read[name] = super().load(environment, name, globals)
            return self._read[name]


@cache
def _environment() -> Environment:
    shared = brief.environment()
    own = PackageLoader("detente.web", "fragments")
    assert shared.loader is not None
    made = shared.overlay(loader=_Once([own, shared.loader]), auto_reload=False)
    made.globals = {**shared.globals, "CONCEPTS": CONCEPTS, "OF_CONFLICT": OF_CONFLICT}
    return made


def read_templates() -> None:
    """Read every template, those of the first page first, while nobody waits for them."""
    made = _environment()
    for name in (*(f"{each}.html.jinja" for each in FIRST), *made.list_templates()):
        made.get_template(name)
