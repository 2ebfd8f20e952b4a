"""Workbenches for the tests, each ended with the module that asked for it."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from detente import catalog
from served import Serve, Served, start


@pytest.fixture(scope="module")
def serve() -> Iterator[Serve]:
    """Serve cases, each by a server of its own."""
    closing: list[Callable[[], None]] = []

    def begin(case: str, *, read_only: bool = False) -> Served:
        served, close = start(case, read_only=read_only)
        closing.append(close)
        return served

    yield begin
    for close in closing:
        close()


@pytest.fixture(scope="module")
def flagship(serve: Serve) -> Served:
    return serve("japan-russia")


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    """Return a copy of the flagship that may be changed."""
    file = tmp_path / "case.yaml"
    shutil.copyfile(catalog.path("japan-russia"), file)
    return file
