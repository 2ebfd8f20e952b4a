"""The API: the command line's JSON under ``/api/``, long questions as jobs."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

import anyio
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from detente.asking import QUESTIONS, Setting, ask
from detente.asking.forecast import is_quick
from detente.brief.graph import nothing as unremarked
from detente.case import Case, Scenario
from detente.casefile.draft import draft_to_text
from detente.errors import DetenteError, UnknownNameError, unknown_name
from detente.sourcing.diff import diff
from detente.web.graph import Asked as Shown
from detente.web.graph import draw_graph, picture_to_dict
from detente.web.jobs import Job
from detente.web.openapi import LISTING, PICTURE, TABLE, VIEW, describe
from detente.web.safety import problems
from detente.web.states import Asked, csv_pieces, find_states, state_rows, states_to_dict
from detente.web.view import View
from detente.web.workbench import Workbench

LOOKS = 0.05
"""Seconds between two looks at whether an answer is there, or nobody waits for it any more."""


def routes() -> list[Route]:
    """Return the routes of the API."""
    return [
        Route("/api/openapi.json", description),
        Route("/api/check", check),
        Route("/api/schema", schema),
        Route("/api/brief", brief),
        Route("/api/draft", show_draft, methods=["GET"]),
        Route("/api/draft", change_draft, methods=["POST"]),
        Route("/api/draft/file", draft_file),
        Route("/api/states", states),
        Route("/api/states.csv", states_as_table),
        Route("/api/graph", graph),
        Route("/api/jobs", jobs, methods=["GET"]),
        Route("/api/jobs", start, methods=["POST"]),
        Route("/api/jobs/{job}", show, methods=["GET"]),
        Route("/api/jobs/{job}", cancel, methods=["DELETE"]),
        Route("/api/jobs/{job}/result", result),
        *(Route(f"/api/{question}", answer, name=question) for question in QUESTIONS),
        Route("/api/{other:path}", nothing),
    ]


def bench(request: Request) -> Workbench:
    """Return the workbench that a request is about."""
    found: Workbench = request.app.state.workbench
    return found


class Compact(JSONResponse):
    """JSON as the command line prints it: plain ASCII, on one line."""

    def render(self, content: Any) -> bytes:
        """Return the bytes of an answer."""
        return (json.dumps(content, separators=(",", ":")) + "\n").encode()


# -- Questions -----------------------------------------------------------------------------


async def answer(request: Request) -> Response:
    """Answer a question, in a process of its own where that can take long."""
    workbench = bench(request)
    question = request.url.path.removeprefix("/api/")
    given = [(name, value) for name, value in request.query_params.multi_items() if name != "of"]
    case = await run_in_threadpool(_case, workbench, request.query_params.get("of", "file"))
    settings = QUESTIONS[question].read(given)  # what cannot be asked is refused at once
    if await run_in_threadpool(_at_once, case, question, settings):
        return Compact(await run_in_threadpool(ask, case, question, given))
    job = await run_in_threadpool(workbench.jobs.start, case, question, given)
    while not job.ended.is_set():
        if await request.is_disconnected():
            await run_in_threadpool(workbench.jobs.cancel, job)
        await anyio.sleep(LOOKS)
    return _result(job)


def _case(workbench: Workbench, of: str) -> Case:
    """Return the case that is asked about."""
    if of not in ("file", "draft"):
        raise DetenteError(
            f"'{of}' is no value of 'of'", hint="file or draft", code="wrong-setting"
        )
    return workbench.saved() if of == "file" else workbench.case()


def _at_once(case: Case, question: str, settings: Mapping[str, Any]) -> bool:
    """Tell whether no process is needed."""
    if question == "forecast":
        return is_quick(case.spatial_under(settings["scenario"] or None), settings)
    variants: list[Case | Scenario] = [case, *case.scenarios.values()]
    sizes = [len(variant.conflict.states) for variant in variants if variant.conflict]
    if question == "bargain":
        sizes += [variant.bargaining.size for variant in variants if variant.bargaining]
    return max(sizes, default=0) <= QUESTIONS[question].at_once


def check(request: Request) -> Response:
    """List every problem of the case."""
    workbench = bench(request)
    found = workbench.diagnostics()
    counts = Counter(diagnostic.severity for diagnostic in found)
    return Compact(
        {
            "file": workbench.name,
            "ok": not counts["error"],
            **{f"{kind}s": counts[kind] for kind in ("error", "warning", "note")},
            "diagnostics": [diagnostic.to_dict() for diagnostic in found],
        }
    )


def schema(request: Request) -> Response:
    """Return the JSON Schema of case files."""
    from detente.casefile import json_schema

    return JSONResponse(json_schema())


def brief(request: Request) -> Response:
    """Return the brief as a page to keep; never shown here, since it brings its own style."""
    from detente.brief.brief import render

    given = request.query_params
    if unknown := set(given) - {"internal"}:
        raise unknown_name("setting", min(unknown), ["internal"])
    case = bench(request).saved()
    page = render(case, internal=given.get("internal") == "true")
    keep = f'attachment; filename="{file_name(case.id)}-brief.html"'
    return Response(page, media_type="text/html", headers={"Content-Disposition": keep})


def file_name(text: str) -> str:
    """Return a text as the name of a file, which no system takes amiss."""
    return "".join(c if c.isascii() and (c.isalnum() or c in "-_") else "_" for c in text)


def states(request: Request) -> Response:
    """Return a page of the states."""
    view, given = _looked_at(request, LISTING)
    analysis = bench(request).analysis(view)
    found = find_states(analysis, Asked.of(given))
    return Compact(states_to_dict(view, analysis, found, bench(request).compared(view)))


def states_as_table(request: Request) -> Response:
    """Return all states that are chosen as CSV, made while it is sent."""
    view, given = _looked_at(request, TABLE)
    rows = state_rows(bench(request).analysis(view), given)
    keep = f'attachment; filename="{file_name(view.case.id)}-states.csv"'
    head = {"Content-Disposition": keep}
    return StreamingResponse(csv_pieces(rows), media_type="text/csv", headers=head)


def graph(request: Request) -> Response:
    """Return the picture of some states."""
    view, given = _looked_at(request, PICTURE)
    compared = bench(request).compared(view)
    remark = compared.remark if compared else unremarked
    picture = draw_graph(bench(request).findings(view), view, Shown.of(given), remark)
    return Compact(picture_to_dict(view, bench(request).analysis(view), picture, compared))


def _looked_at(request: Request, known: Sequence[Setting]) -> tuple[View, list[tuple[str, str]]]:
    """Return what is looked at, and the settings of a request, each of a name that there is."""
    given = request.query_params.multi_items()
    names = [setting.name for setting in (*VIEW, *known)]
    for name, _ in given:
        if name not in names:
            raise unknown_name("setting", name, names)
    case = _case(bench(request), request.query_params.get("of", "file"))
    return View.of(case, given), given


def description(request: Request) -> Response:
    """Describe the API."""
    return JSONResponse(describe())


def nothing(request: Request) -> Response:
    """Say what there is instead."""
    raise unknown_name("question", request.path_params["other"], [*QUESTIONS, "check", "brief"])


# -- The draft -----------------------------------------------------------------------------


def show_draft(request: Request) -> Response:
    """Tell how the draft differs from the file."""
    return Compact(_draft(bench(request)))


async def change_draft(request: Request) -> Response:
    """Make an edit of the draft."""
    data = read_object(await request.body())
    edit = data.get("edit")
    if not isinstance(edit, dict):
        raise DetenteError("'edit' is no object", code="wrong-request")
    revision, digest = read_revision(data.get("revision")), str(data.get("digest", ""))
    await run_in_threadpool(bench(request).change, revision, edit, digest)
    return Compact(await run_in_threadpool(_draft, bench(request)))


def draft_file(request: Request) -> Response:
    """Return the case file as the draft would write it."""
    now = bench(request).drafted()
    if now is None or now.clash:
        raise DetenteError("there is no draft of the file as it is", code="not-draftable")
    return Response(draft_to_text(now.document, now.draft), media_type="application/yaml")


def read_revision(given: Any) -> int:
    """Return the revision that a change was made from."""
    if isinstance(given, str) and given.isascii() and given.isdecimal() and len(given) < 16:
        return int(given)
    if isinstance(given, int) and not isinstance(given, bool):
        return given
    raise DetenteError("'revision' is no whole number", code="wrong-request")


def _draft(workbench: Workbench) -> dict[str, Any]:
    now = workbench.drafted()
    if now is None:
        raise DetenteError("this case cannot be drafted", code="not-draftable")
    usable = bool(now.draft) and not now.clash and not now.problems
    found = diff(workbench.saved(), now.case, findings=False).to_dict() if usable else None
    return {
        "format": "detente.draft/1",
        "revision": now.history.revision,
        "digest": now.digest,
        "changed": bool(now.draft),
        "undo": now.history.at,
        "redo": len(now.history.drafts) - 1 - now.history.at,
        "clash": now.clash,
        "changes": found["changes"] if found else [],
        "diagnostics": [problem.to_dict() for problem in now.problems],
    }


# -- Jobs ----------------------------------------------------------------------------------


def jobs(request: Request) -> Response:
    """List the jobs, the latest first."""
    return Compact({"jobs": [job.to_dict() for job in bench(request).jobs.all()]})


async def start(request: Request) -> Response:
    """Start a job."""
    data = read_object(await request.body())
    question, given = _asked(data)
    case = await run_in_threadpool(_case, bench(request), str(data.get("of", "file")))
    job = await run_in_threadpool(bench(request).jobs.start, case, question, given)
    return Compact(job.to_dict(), 202, headers={"Location": f"/api/jobs/{job.id}"})


def _asked(data: Mapping[str, Any]) -> tuple[str, Sequence[tuple[str, str]]]:
    """Return the question and settings that a job is started with."""
    question, settings = data.get("question"), data.get("settings", {})
    if not isinstance(question, str) or question not in QUESTIONS:
        raise unknown_name("question", str(question), QUESTIONS)
    if not isinstance(settings, dict) or not all(isinstance(v, str) for v in settings.values()):
        raise DetenteError("'settings' is no object of texts", code="wrong-request")
    given = tuple(settings.items())
    QUESTIONS[question].read(given)
    return question, given


def read_object(body: bytes) -> dict[str, Any]:
    """Return the JSON object that a request sends.

    Raises
    ------
    DetenteError
        If it sends none.
    """
    try:
        data = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise DetenteError("what was sent is no JSON", code="wrong-request") from error
    if not isinstance(data, dict):
        raise DetenteError("what was sent is no JSON object", code="wrong-request")
    return data


def show(request: Request) -> Response:
    """Tell how far a job is."""
    return Compact(_job(request).to_dict())


def cancel(request: Request) -> Response:
    """End a job."""
    job = _job(request)
    bench(request).jobs.cancel(job)
    return Compact(job.to_dict())


def result(request: Request) -> Response:
    """Return what a job found."""
    return _result(_job(request))


def _job(request: Request) -> Job:
    known = bench(request).jobs
    if job := known.find(request.path_params["job"]):
        return job
    raise unknown_name("job", request.path_params["job"], ())


def _result(job: Job) -> Response:
    if job.state == "done":
        return Compact(job.result)
    if job.state == "failed":
        return Compact({"diagnostics": job.diagnostics}, status_of(job.diagnostics))
    raise DetenteError(f"there is no result: the job is {job.state}", code="no-result")


# -- Errors --------------------------------------------------------------------------------

BUSY = 429
"""The HTTP status where enough long questions are being answered."""

STATUS = {
    "busy": BUSY,
    "changed-file": 409,
    "changed-statement": 409,
    "internal": 500,
    "no-result": 409,
    "no-source": 404,
    "no-statement": 404,
    "nothing-to-undo": 409,
    "read-only": 403,
    "stale-draft": 409,
    "unknown-job": 404,
    "unknown-question": 404,
}
"""By the code of the first diagnostic; whatever else cannot be answered is 400 or 422."""


def status_of(diagnostics: Sequence[dict[str, Any]]) -> int:
    """Return the HTTP status of an error."""
    return STATUS.get(diagnostics[0]["code"], 422) if diagnostics else 422


def status_of_error(error: DetenteError) -> int:
    """Return the HTTP status of an error."""
    default = 400 if isinstance(error, UnknownNameError) or error.code.startswith("wrong-") else 422
    return STATUS.get(error.diagnostics[0].code if error.diagnostics else "", default)


async def refuse(request: Request, error: Exception) -> Response:
    """Return an error as diagnostics."""
    assert isinstance(error, DetenteError)
    return problems(error.diagnostics, status_of_error(error), **getattr(error, "more", {}))
