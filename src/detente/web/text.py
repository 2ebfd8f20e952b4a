"""The case as text: read, checked while it is being written, and saved."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from detente import catalog
from detente.casefile import diagnose_text, outline
from detente.errors import DetenteError
from detente.web import saving
from detente.web.api import Compact, bench, read_object
from detente.web.workbench import Workbench


def routes() -> list[Route]:
    """Return the routes of the text."""
    return [
        Route("/api/text", show, methods=["GET"]),
        Route("/api/text", save, methods=["PUT"]),
        Route("/api/text/check", check, methods=["POST"]),
    ]


def show(request: Request) -> Response:
    """Return the text as the file has it now."""
    return Compact(as_it_is(bench(request)))


def as_it_is(workbench: Workbench) -> dict[str, Any]:
    """Return the file's text and what names it.

    Raises
    ------
    DetenteError
        If there is no text to be shown.
    """
    name = workbench.name
    if Path(name).suffix.lower() == ".gmcr":
        hint = f"'detente convert {name} {Path(name).stem}.yaml' makes a case file"
        raise DetenteError("this case is not written as text", hint=hint, code="no-text")
    file = Path(name) if Path(name).is_file() else catalog.path(name)
    data = file.read_bytes()
    return {
        "file": name,
        "text": saving.shown(data),
        "digest": saving.digest(data),
        "writable": workbench.file is not None,
    }


async def save(request: Request) -> Response:
    """Write the text, unless the file is another by now."""
    data = read_object(await request.body())
    text, looked_at = _text(data), data.get("digest")
    if not isinstance(looked_at, str):
        raise DetenteError("'digest' is no text", code="wrong-request")
    written = await run_in_threadpool(saving.save, bench(request), text, looked_at)
    return Compact({"digest": written})


async def check(request: Request) -> Response:
    """List every problem of a text, and what it names; nothing is written."""
    text = _text(read_object(await request.body()))
    return Compact(await run_in_threadpool(_checked, text, bench(request).name))


def _checked(text: str, name: str) -> dict[str, Any]:
    found = diagnose_text(text, name)
    counts = Counter(diagnostic.severity for diagnostic in found)
    return {
        "file": name,
        "ok": not counts["error"],
        **{f"{kind}s": counts[kind] for kind in ("error", "warning", "note")},
        "diagnostics": [diagnostic.to_dict() for diagnostic in found],
        "names": {kind: dict(names) for kind, names in outline(text).names.items()},
    }


def _text(data: dict[str, Any]) -> str:
    text = data.get("text")
    if not isinstance(text, str):
        raise DetenteError("'text' is no text", code="wrong-request")
    return text
