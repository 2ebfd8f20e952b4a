"""One browser a process, workbenches for each test, and a watch over every visit."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable, Generator, Iterator
from pathlib import Path
from typing import Any

import pytest

pytest.register_assert_rewrite("browsing", "day")

from browsing import MISSING, Bench, Visit, Watch, chromium, copy_of, serve  # noqa: E402

PATIENCE = 30_000
"""Milliseconds that anything may take on a busy machine before a test fails."""


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Give all tests that lack a browser one place, so that one line tells of them."""
    report = yield
    if report.skipped and MISSING in str(report.longrepr):
        report.longrepr = ("tests/browser", None, f"Skipped: {MISSING}")  # type: ignore[assignment]
    return report


@pytest.fixture(scope="session", autouse=True)
def browser() -> Iterator[Any]:
    """Start the machine's own Chromium; none is ever downloaded."""
    found = chromium()
    if found is None:
        pytest.skip(MISSING)
    from playwright.sync_api import expect, sync_playwright

    expect.set_options(timeout=PATIENCE)
    # root has no sandbox; whoever is not keeps it
    bare = ["--no-sandbox"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []
    with sync_playwright() as player:
        launched = player.chromium.launch(
            executable_path=found,
            args=[
                "--disable-gpu",
                "--disable-dev-shm-usage",
                "--host-resolver-rules=MAP *.test 127.0.0.1",  # as a hostile name server would
                # not every browser refuses this by itself; the workbench has to
                "--disable-features=LocalNetworkAccessChecks",
                *bare,
            ],
        )
        yield launched
        launched.close()


@pytest.fixture
def bench() -> Iterator[Callable[..., Bench]]:
    """Start workbenches that end with the test."""
    with contextlib.ExitStack() as running:

        def start(case: str | Path, folder: Path, *options: str) -> Bench:
            return running.enter_context(serve(case, folder, *options))

        yield start


@pytest.fixture(scope="session")
def untouched(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bench]:
    """Serve a copy of the flagship that no test changes."""
    folder = tmp_path_factory.mktemp("untouched")
    with serve(copy_of("japan-russia", folder), folder) as running:
        yield running


@pytest.fixture
def visit(browser: Any) -> Iterator[Visit]:
    """Open workbenches, each visit in a context of its own; fail on whatever it must not do."""
    contexts: list[tuple[Any, Watch]] = []

    def enter(bench: Bench, path: str = "/", *, width: int = 1280, **settings: Any) -> Any:
        height = 844 if width < 600 else 900
        context = browser.new_context(viewport={"width": width, "height": height}, **settings)
        context.set_default_timeout(PATIENCE)
        watch = Watch(context, bench.address)
        contexts.append((context, watch))
        page = context.new_page()
        page.watch = watch
        if path == "/":
            page.goto(bench.entrance)
        else:
            context.request.get(bench.entrance, max_redirects=0)  # for the cookie, not the page
            page.goto(bench.address + path)
        return page

    yield enter
    for context, _ in contexts:
        context.close()
    for _, watch in contexts:
        watch.check()
