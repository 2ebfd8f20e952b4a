"""A workbench that really listens, and a client that talks to it."""

from __future__ import annotations

import html
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import httpx

from detente.web.server import listening, make_server
from detente.web.workbench import Workbench

KEY = "the-key-of-the-tests"


@dataclass
class Served:
    """A workbench that runs, and how to reach it."""

    workbench: Workbench
    port: int
    client: httpx.Client

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def stranger(self, **settings: object) -> httpx.Client:
        """Return a client that has not entered."""
        return httpx.Client(base_url=self.address, trust_env=False, **settings)  # type: ignore[arg-type]


Serve = Callable[..., Served]


def start(case: str, *, read_only: bool = False) -> tuple[Served, Callable[[], None]]:
    """Return a workbench that runs in a thread, and what ends it."""
    workbench = Workbench.open(case, read_only=read_only)
    listener = listening(0)
    port = listener.getsockname()[1]
    server = make_server(workbench, KEY, port)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
    thread.start()
    client = httpx.Client(
        base_url=f"http://127.0.0.1:{port}",
        headers={"Authorization": f"Bearer {KEY}"},
        trust_env=False,
        timeout=60,
    )

    def close() -> None:
        client.close()
        server.should_exit = True
        thread.join(10)
        listener.close()
        workbench.close()

    deadline = time.monotonic() + 20
    while not server.started and time.monotonic() < deadline:
        time.sleep(0.01)
    return Served(workbench, port, client), close


def served(serve: Serve, file: Path, text: str) -> Served:
    """Write a case and serve it."""
    file.write_text(text, encoding="utf-8")
    return serve(str(file))


def answered(client: httpx.Client, path: str) -> str:
    """Return a question's page once the answer is there, as a browser without scripts gets it."""
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline:
        page = client.get(path)
        assert page.status_code == 200, page.text
        if 'http-equiv="refresh"' not in page.text:
            return html.unescape(page.text)
        time.sleep(0.2)
    raise AssertionError("no answer")
