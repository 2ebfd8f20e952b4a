"""The pages on which evidence is worked on: reports, review, publishing. The API does the work."""

from __future__ import annotations

from pathlib import Path

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from detente.ledger import beside
from detente.proposals import KINDS
from detente.reading.documents import MAX_BYTES, SUFFIXES
from detente.web.evidence import PAGES
from detente.web.pages import bench, page
from detente.web.view import View


def routes() -> list[Route]:
    """Return the routes of these pages."""
    return [
        Route(f"/evidence/{name}", show, name=name) for name in ("reports", "review", "publish")
    ]


def show(request: Request) -> Response:
    """Show one of the pages; what it shows comes from the API."""
    workbench = bench(request)
    name = request.url.path.rpartition("/")[2]
    return page(
        request,
        f"{name}.html.jinja",
        view=View.of(workbench.saved(), request.query_params.multi_items()),
        evidence_pages=PAGES,
        writable=workbench.file is not None,
        ledger=beside(workbench.file).name if workbench.file else "",
        has_ledger=beside(Path(workbench.name)).is_file(),
        kinds=KINDS,
        endings=", ".join(SUFFIXES),
        megabytes={form: size // 1_000_000 for form, size in MAX_BYTES.items()},
    )
