"""Packaged cases: one folder a case, with its file and sources. Read-only."""

from __future__ import annotations

from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any

from detente.errors import unknown_name


@dataclass(frozen=True, slots=True)
class CatalogEntry:
    """A packaged case: the name under which every command takes it, and what it is about."""

    name: str
    title: str
    summary: str


def names() -> list[str]:
    """Return the names of the packaged cases, sorted."""
    return sorted(folder.name for folder in _root().iterdir() if (folder / "case.yaml").is_file())


def path(name: str) -> Path:
    """Return the case file of a packaged case.

    Raises
    ------
    UnknownNameError
        If there is no such case; the hint names the nearest.
    """
    known = names()
    if name not in known:
        raise unknown_name("case", name, known)
    return _root() / name / "case.yaml"


def entries() -> list[CatalogEntry]:
    """Return all packaged cases with title and summary, without analysing any."""
    return [_entry(name) for name in names()]


def _entry(name: str) -> CatalogEntry:
    import yaml  # here, so that asking for names alone costs nothing

    loader: Any = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
    # the file is ours; every scalar stays text
    top = yaml.load(path(name).read_text(encoding="utf-8"), Loader=loader)
    return CatalogEntry(name, top["title"], " ".join(top.get("summary", "").split()))


def _root() -> Path:
    return Path(str(files(__name__)))
