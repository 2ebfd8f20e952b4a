"""A real browser, a workbench that really runs, and what watches over both."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from detente import catalog

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext, ConsoleMessage, Dialog, Page, Request

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
"""Under which names an installed Chromium is looked for; the Makefile names the same."""

MISSING = "browser tests did not run: no Chromium found; install it with 'apt-get install chromium'"


def chromium() -> str | None:
    """Return where the machine's own Chromium is."""
    return next((found for name in BROWSERS if (found := shutil.which(name))), None)


@dataclass
class Bench:
    """The program `detente serve`, running."""

    process: subprocess.Popen[str]
    entrance: str
    """The address that it printed, with the key."""
    folder: Path

    @property
    def address(self) -> str:
        return self.entrance.partition("/?")[0]

    @property
    def port(self) -> int:
        port = urlsplit(self.entrance).port
        assert port
        return port

    def __enter__(self) -> Bench:
        return self

    def __exit__(self, *_: object) -> None:
        self.end()

    def kill(self) -> None:
        """End it as a crash would."""
        self.process.kill()
        self.process.communicate(timeout=20)

    def end(self) -> None:
        """End it as Ctrl-C does."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
        try:
            self.process.communicate(timeout=20)
        except subprocess.TimeoutExpired:
            self.kill()


def serve(case: str | Path, folder: Path, *options: str) -> Bench:
    """Start the workbench on a case."""
    process = subprocess.Popen(
        [sys.executable, "-m", "detente", "serve", str(case), "--no-browser", *options],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=folder,
        env={**os.environ, "PYTHONUNBUFFERED": "1"},
    )
    assert process.stdout is not None
    found = re.search(r"http://\S+", process.stdout.readline())
    if not found:
        process.kill()
        raise AssertionError(process.communicate(timeout=20)[1])
    return Bench(process, found.group(), folder)


def copy_of(name: str, folder: Path) -> Path:
    """Copy a packaged case, so that it may be changed."""
    file = folder / f"{name}.yaml"
    shutil.copyfile(catalog.path(name), file)
    return file


@dataclass
class Watch:
    """Notes what a session must never do: open dialogs, log errors, ask elsewhere.

    Parameters
    ----------
    context : BrowserContext
    address : str
        The only place that may be asked.
    """

    context: BrowserContext
    address: str
    found: list[str] = field(default_factory=list)
    expected: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.context.on("page", self._watch)
        self.context.on("request", self._asked)

    def expect(self, *patterns: str) -> None:
        """Let console messages that match pass: a refusal that the test is about."""
        self.expected += patterns

    def check(self) -> None:
        """Fail if there was anything."""
        unexpected = [
            line for line in self.found if not any(re.search(p, line) for p in self.expected)
        ]
        assert not unexpected, "\n".join(unexpected)

    def _watch(self, page: Page) -> None:
        page.on("console", self._said)
        page.on("pageerror", lambda error: self.found.append(f"error: {error}"))
        page.on("dialog", self._opened)

    def _said(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning", "assert"):
            self.found.append(f"console {message.type}: {message.text}")

    def _opened(self, dialog: Dialog) -> None:
        if dialog.type == "beforeunload":  # the workbench itself asks, where a text is not saved
            dialog.accept()
            return
        self.found.append(f"dialog {dialog.type}: {dialog.message}")
        dialog.dismiss()

    def _asked(self, request: Request) -> None:
        own = request.url.startswith((f"{self.address}/", "blob:", "data:", "about:"))
        if not own:
            self.found.append(f"asked elsewhere: {request.method} {request.url}")


Visit = Callable[..., "Page"]
