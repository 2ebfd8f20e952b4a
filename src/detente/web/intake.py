"""Reports on their way into the ledger: sent to the workbench, then read by a process of its own."""

from __future__ import annotations

import secrets
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path, PurePath
from threading import Lock
from typing import TYPE_CHECKING, Any

from detente.asking.reports import Intake
from detente.errors import DetenteError, LimitError
from detente.reading.documents import MAX_BYTES, SUFFIXES, from_bytes

if TYPE_CHECKING:
    from detente.case import Case
    from detente.conflict.analysis import Progress
    from detente.reading import Document, Sandbox

MOST_FILES = 500
"""Reports that may wait."""
MOST_BYTES = 200_000_000
"""Of all that wait together."""


@dataclass(frozen=True)
class Waiting:
    """A report that has not been read yet."""

    id: str
    name: str
    size: int
    path: Path

    def to_dict(self) -> dict[str, Any]:
        """Return JSON-ready fields."""
        return {"id": self.id, "name": self.name, "bytes": self.size}


@dataclass
class Tray:
    """Reports that wait to be read, in a folder of their own that vanishes with the workbench."""

    _waiting: dict[str, Waiting] = field(default_factory=dict)
    _folder: tempfile.TemporaryDirectory[str] | None = None
    _lock: Lock = field(default_factory=Lock)

    def put(self, name: str, data: bytes) -> Waiting:
        """Keep a report until it is read.

        Parameters
        ----------
        name : str
            What its file is called where it comes from; only its ending is trusted.
        data : bytes

        Raises
        ------
        DetenteError
            If nothing here reads such files.
        LimitError
            If it is too large, or too much waits.
        """
        name = file_name(name)
        form = SUFFIXES.get(PurePath(name).suffix.lower())
        if form is None:
            raise DetenteError(
                f"{name}: reports are read from {', '.join(SUFFIXES)}",
                hint="save it as one of these",
                code="unknown-format",
            )
        if len(data) > MAX_BYTES[form]:
            raise LimitError(
                f"{name}: more than {MAX_BYTES[form] // 1_000_000} MB",
                hint="a report is smaller; split it, or save its text",
                code="report-too-large",
            )
        with self._lock:
            held = sum(waiting.size for waiting in self.all())
            if len(self._waiting) >= MOST_FILES or held + len(data) > MOST_BYTES:
                raise LimitError("too many reports wait", hint="read these first", code="busy")
            self._folder = self._folder or tempfile.TemporaryDirectory(prefix="detente-")
            key = secrets.token_hex(8)
            path = Path(self._folder.name) / key  # never the name that was sent
            path.write_bytes(data)
            self._waiting[key] = Waiting(key, name, len(data), path)
            return self._waiting[key]

    def all(self) -> list[Waiting]:
        """Return what waits, in the order in which it came; what was read has gone."""
        for key, waiting in list(self._waiting.items()):
            if not waiting.path.exists():
                self._waiting.pop(key, None)
        return list(self._waiting.values())

    def drop(self, key: str) -> None:
        """Forget a report."""
        if waiting := self._waiting.pop(key, None):
            waiting.path.unlink(missing_ok=True)

    def close(self) -> None:
        """Forget all."""
        self._waiting.clear()
        if self._folder is not None:
            self._folder.cleanup()
            self._folder = None


def file_name(given: str) -> str:
    """Return the last part of a name, without what cannot be shown.

    Examples
    --------
    >>> file_name("../../etc/herald.txt"), file_name("C:/x/a b.html")
    ('herald.txt', 'a b.html')
    """
    last = PurePath(given.replace("\\", "/")).name
    return "".join(c if c.isprintable() else "_" for c in last)[-200:] or "report"


def read_reports(
    case: Case,
    ledger: Path,
    waiting: Sequence[Waiting],
    known: Mapping[str, str],
    by: str,
    progress: Progress,
) -> dict[str, Any]:
    """Read reports into a ledger, each wholly or not at all (format ``detente.read/1``).

    What has been read is taken from the tray, so that after a break the rest still waits there.
    """
    from detente.ledger import Ledger
    from detente.reading import Sandbox

    reports, failed = [], []
    with Ledger.open(ledger) as opened, Sandbox() as sandbox:
        intake = Intake(case, opened, known, by=by)
        for done, each in enumerate(waiting):
            progress(done, len(waiting), each.name)
            taken = intake.take(each.name, partial(_document, each, sandbox))
            each.path.unlink(missing_ok=True)
            if taken.failure:
                told = taken.failure
                failed.append({"source": each.name, "code": told.code, "message": told.message})
            else:
                reports.append(taken.to_dict())
    progress(len(waiting), len(waiting), "")
    return {"format": "detente.read/1", "reports": reports, "failed": failed}


def _document(each: Waiting, sandbox: Sandbox) -> Document:
    form = SUFFIXES[PurePath(each.name).suffix.lower()]
    return from_bytes(each.path.read_bytes(), form, sandbox, source=each.name)
