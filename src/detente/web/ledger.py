"""The ledger in the API: reports come in, proposals are decided upon, what stands is published."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from detente import casefile
from detente.errors import DetenteError, LimitError
from detente.ledger import Draft, Entry, Ledger, LedgerError, SourceDraft, beside
from detente.ledger.drafts import described, edited
from detente.ledger.publish import Publication
from detente.ledger.publish import publish as compose
from detente.web import saving
from detente.web.api import Compact, bench, read_object
from detente.web.changed import ChangedError, difference
from detente.web.intake import read_reports
from detente.web.workbench import Workbench

STATES = ("proposed", "accepted", "rejected")
REACH, FAR = 240, 100_000


def routes() -> list[Route]:
    """Return the routes of the ledger."""
    numbered = "/api/ledger/statements/{number:int}"
    sourced = "/api/ledger/sources/{number:int}"
    return [
        Route("/api/reports", waiting, methods=["GET"]),
        Route("/api/reports", send, methods=["POST"]),
        Route("/api/reports/read", read, methods=["POST"]),
        Route("/api/reports/{report}", drop, methods=["DELETE"]),
        Route("/api/ledger", listed, methods=["GET"]),
        Route("/api/ledger/undo", undo, methods=["POST"]),
        Route("/api/ledger/publication", preview, methods=["GET"]),
        Route("/api/ledger/publication", publish, methods=["POST"]),
        Route(numbered, statement, methods=["GET"]),
        Route(numbered, decide, methods=["POST"]),
        Route(sourced, source, methods=["GET"]),
        Route(sourced, describe, methods=["POST"]),
        Route(f"{sourced}/statements", add, methods=["POST"]),
    ]


@contextlib.contextmanager
def for_writing(workbench: Workbench) -> Iterator[Ledger]:
    """Open the ledger beside the case, made where there is none."""
    with Ledger.open(beside(saving.target(workbench))) as ledger:
        yield ledger


@contextlib.contextmanager
def for_reading(workbench: Workbench) -> Iterator[Ledger | None]:
    """Open the ledger beside the case; None where there is none."""
    file = beside(workbench.name)
    if not (os.path.lexists(workbench.name) and file.is_file()):
        yield None
        return
    with Ledger.look(file) if workbench.read_only else Ledger.open(file, create=False) as ledger:
        yield ledger


def by() -> str:
    """Return who decides, as on the command line."""
    return os.environ.get("DETENTE_USER", "")


# -- Reports -------------------------------------------------------------------------------


def waiting(request: Request) -> Response:
    """List the reports that wait to be read."""
    return Compact({"waiting": [each.to_dict() for each in bench(request).tray.all()]})


async def send(request: Request) -> Response:
    """Take in a file."""
    saving.target(bench(request))
    name = request.query_params.get("name", "")
    kept = await run_in_threadpool(bench(request).tray.put, name, await request.body())
    return Compact(kept.to_dict())


def drop(request: Request) -> Response:
    """Forget a file."""
    bench(request).tray.drop(request.path_params["report"])
    return waiting(request)


async def read(request: Request) -> Response:
    """Start to read the reports that wait."""
    known = _texts(read_object(await request.body()), "known")
    return await run_in_threadpool(_read, request, known)


def _read(request: Request, known: Mapping[str, str]) -> Response:
    workbench, files = bench(request), bench(request).tray.all()
    ledger = beside(saving.target(workbench)).absolute()
    if not files:
        raise DetenteError("no report waits to be read", code="no-report")
    if any(job.question == "read" and job.state == "running" for job in workbench.jobs.all()):
        raise LimitError("reports are being read", hint="wait for them, or cancel", code="busy")
    told = {key: value for key, value in known.items() if value}
    described(SourceDraft(), told)  # says now what is wrong with them
    work = partial(read_reports, workbench.saved(), ledger, tuple(files), told, by())
    job = workbench.jobs.run("read", tuple(told.items()), work)
    return Compact(job.to_dict(), 202, headers={"Location": f"/api/jobs/{job.id}"})


# -- Statements ----------------------------------------------------------------------------


def listed(request: Request) -> Response:
    """List statements and sources."""
    given = request.query_params
    states = [state for state in given.get("state", "").split(",") if state]
    if unknown := set(states) - set(STATES):
        raise DetenteError(f"no state '{min(unknown)}'", code="wrong-setting")
    only = int(given["source"]) if given.get("source", "").isdecimal() else None
    with for_reading(bench(request)) as ledger:
        entries = ledger.statements(source=only, find=given.get("find", "")) if ledger else ()
        origins = ledger.sources() if ledger else ()
    counts = {state: sum(entry.state == state for entry in entries) for state in STATES}
    shown = [entry.to_dict() for entry in entries if not states or entry.state in states]
    sources = [origin.to_dict() for origin in origins]
    return Compact({"statements": shown, "counts": counts, "sources": sources})


def told(ledger: Ledger, number: int, reach: int = REACH) -> dict[str, Any]:
    """Return a statement with its passage in context, its report, and its latest decision."""
    entry = ledger.statement(number)
    around = ledger.context(number, reach)
    return {
        **entry.to_dict(),
        "context": {"before": around.before, "text": around.content, "after": around.after},
        "report": ledger.source(entry.source).to_dict(),
        "seq": ledger.history(number)[-1].seq,
    }


def statement(request: Request) -> Response:
    """Return a statement with its passage in context."""
    number = request.path_params["number"]
    reach = FAR if request.query_params.get("context") == "all" else REACH
    with for_reading(bench(request)) as ledger:
        if ledger is None:
            raise LedgerError("the case has no ledger yet", code="no-statement")
        return Compact(told(ledger, number, reach))


async def decide(request: Request) -> Response:
    """Accept, reject, edit a statement, or move the ends of its passage."""
    data = read_object(await request.body())
    return await run_in_threadpool(_decide, bench(request), request.path_params["number"], data)


def _decide(workbench: Workbench, number: int, data: Mapping[str, Any]) -> Response:
    does, seq = data.get("do"), _number(data, "seq")
    parties = tuple(workbench.saved().parties)
    with for_writing(workbench) as ledger:
        with ledger.looked_at(number, seq):
            if does == "edit":
                ledger.edit(number, _texts(data, "changes"), parties=parties, by=by())
            elif does == "accept":
                ledger.accept(number, by=by())
            elif does == "reject":
                ledger.reject(number, by=by())
            elif does == "move":
                start, end = _number(data, "start", 0), _number(data, "end", 0)
                ledger.move(number, start=start, end=end, by=by())
            else:
                raise DetenteError("'do' is accept, reject, move or edit", code="wrong-request")
        return Compact(told(ledger, number))


async def undo(request: Request) -> Response:
    """Take back a decision, unless it is not the latest about its statement any more."""
    data = read_object(await request.body())
    number, seq = _number(data, "statement"), _number(data, "seq")
    return await run_in_threadpool(_undo, bench(request), number, seq)


def _undo(workbench: Workbench, number: int, seq: int) -> Response:
    with for_writing(workbench) as ledger:
        undone = ledger.undo(number, only=seq, by=by())
        with contextlib.suppress(LedgerError):  # one that was added is gone again
            return Compact({"undone": undone.to_dict(), "statement": told(ledger, number)})
    return Compact({"undone": undone.to_dict(), "statement": None})


# -- Sources -------------------------------------------------------------------------------


def source(request: Request) -> Response:
    """Return a source with its text and the passages that statements were made of."""
    number = request.path_params["number"]
    with for_reading(bench(request)) as ledger:
        if ledger is None:
            raise LedgerError("the case has no ledger yet", code="no-source")
        found = ledger.source(number)
        text = ledger.text(found.sha256) if found.sha256 else ""
        passages = [_passage(entry) for entry in ledger.statements(source=number)]
    return Compact({**found.to_dict(), "text": text, "passages": passages})


def _passage(entry: Entry) -> dict[str, Any]:
    draft = entry.draft
    return {"statement": entry.id, "state": entry.state, "start": draft.start, "end": draft.end}


async def describe(request: Request) -> Response:
    """Set what is known of a source."""
    changes = _texts(read_object(await request.body()), "changes")
    number = request.path_params["number"]
    return await run_in_threadpool(_describe, bench(request), number, changes)


def _describe(workbench: Workbench, number: int, changes: Mapping[str, str]) -> Response:
    with for_writing(workbench) as ledger:
        return Compact(ledger.describe(number, changes, by=by()).to_dict())


async def add(request: Request) -> Response:
    """Add a statement whose passage was selected."""
    data = read_object(await request.body())
    return await run_in_threadpool(_add, bench(request), request.path_params["number"], data)


def _add(workbench: Workbench, number: int, data: Mapping[str, Any]) -> Response:
    start, end = _number(data, "start"), _number(data, "end")
    parties = tuple(workbench.saved().parties)
    with for_writing(workbench) as ledger:
        origin = ledger.source(number)
        says = " ".join(ledger.text(origin.sha256)[max(0, start) : max(0, end)].split())
        draft = edited(Draft(start, end, says), _texts(data, "changes"), parties)
        return Compact(told(ledger, ledger.insert(number, draft, by=by()).id))


# -- Publishing ----------------------------------------------------------------------------


def preview(request: Request) -> Response:
    """Return what publishing would change in the case file; nothing is written."""
    workbench = bench(request)
    with for_reading(workbench) as ledger:
        if ledger is None:
            return Compact({"digest": "", "result": "", "difference": [], **_summary(None)})
        return Compact(_previewed(*_composed(Path(workbench.name), ledger)))


async def publish(request: Request) -> Response:
    """Write what was accepted into the case file, if it is what was shown."""
    data = read_object(await request.body())
    shown = (str(data.get("digest", "")), str(data.get("result", "")))
    return await run_in_threadpool(_publish, bench(request), shown)


def _publish(workbench: Workbench, shown: tuple[str, str]) -> Response:
    file = saving.target(workbench)
    with workbench.lock, for_writing(workbench) as ledger:
        before, result = _composed(file, ledger)
        now = _previewed(before, result)
        if (now["digest"], now["result"]) != shown:
            raise ChangedError(now["digest"], now["difference"])
        if result.text != before.text:
            saving.save(workbench, result.text, before.digest)
        ledger.published(result.statements, result.sources, by=by())
    return Compact({"digest": saving.digest(file.read_bytes()), **_summary(result)})


def _composed(file: Path, ledger: Ledger) -> tuple[Any, Publication]:
    case = casefile.load(file)
    result = compose(ledger, case, casefile)
    casefile.loads(result.text, str(file))  # never leave behind a file that cannot be read
    return case, result


def _previewed(case: Any, result: Publication) -> dict[str, Any]:
    return {
        "digest": case.digest,
        "result": saving.digest(result.text.encode()),
        "difference": difference(case.text, result.text),
        **_summary(result),
    }


def _summary(result: Publication | None) -> dict[str, Any]:
    return {
        "added": list(result.added) if result else [],
        "changed": list(result.changed) if result else [],
        "withdrawn": list(result.withdrawn) if result else [],
        "kept": [note.to_dict() for note in result.kept] if result else [],
    }


# -- What requests hold --------------------------------------------------------------------


def _number(data: Mapping[str, Any], name: str, default: int | None = None) -> int:
    value = data.get(name, default)
    if not isinstance(value, int) or isinstance(value, bool) or abs(value) > 1 << 40:
        raise DetenteError(f"'{name}' is no whole number", code="wrong-request")
    return value


def _texts(data: Mapping[str, Any], name: str) -> dict[str, str]:
    value = data.get(name, {})
    if not isinstance(value, dict) or not all(isinstance(text, str) for text in value.values()):
        raise DetenteError(f"'{name}' is no object of texts", code="wrong-request")
    return value
