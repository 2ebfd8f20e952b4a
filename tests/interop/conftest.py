"""Texts read as files of other programs."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from detente.case import Case
from detente.errors import DetenteError, Diagnostic
from detente.loading import load


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder for files that are written again and again."""
    return tmp_path_factory.mktemp("interop")


@pytest.fixture
def read(tmp_path: Path) -> Callable[..., Case]:
    """Read a text as the file of a name."""

    def reading(text: str | bytes, name: str = "case.csv", dimension: str | None = None) -> Case:
        file = tmp_path / name
        file.write_bytes(text.encode() if isinstance(text, str) else text)
        return load(file, dimension)

    return reading


@pytest.fixture
def refused(read: Callable[..., Case]) -> Callable[..., tuple[Diagnostic, ...]]:
    """Return what is wrong with a text."""

    def refusing(*given: str | bytes) -> tuple[Diagnostic, ...]:
        with pytest.raises(DetenteError) as caught:
            read(*given)
        return caught.value.diagnostics

    return refusing
