"""What was tried out and not saved, kept beside the case, so that no tab or crash loses it.

One row of a SQLite file: SQLite writes it whole or not at all, whenever the machine stops, and
lets one process at a time change it. Every change names the revision it was made from.
"""

from __future__ import annotations

import contextlib
import json
import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from threading import Lock
from typing import Any

from detente.casefile.draft import Draft
from detente.errors import CaseError, DetenteError, Diagnostic

MOST = 500
"""Steps that can be undone."""


@dataclass(frozen=True)
class History:
    """The drafts that led to the present one, and those that were undone.

    Parameters
    ----------
    revision : int
        Grows with every change, whoever makes it.
    text : str
        The file that the drafts are drafts of.
    drafts : sequence of Draft
        The first is the file itself, or as far back as is remembered.
    at : int
        Which of them is the present one.
    """

    revision: int = 0
    text: str = ""
    drafts: Sequence[Draft] = field(default_factory=lambda: (Draft(),))
    at: int = 0

    @property
    def draft(self) -> Draft:
        """The present draft."""
        return self.drafts[self.at]

    def followed_by(self, draft: Draft) -> History:
        """Return the history with one more draft; what was undone is forgotten."""
        drafts = (*self.drafts[: self.at + 1], draft)[-MOST:]
        return replace(self, drafts=drafts, at=len(drafts) - 1)

    def back(self, steps: int) -> History:
        """Return the history some steps earlier; later for a negative number."""
        return replace(self, at=min(max(0, self.at - steps), len(self.drafts) - 1))


class StaleError(DetenteError):
    """The draft has changed since it was looked at; nothing was done."""

    code = "stale-draft"

    def __init__(self) -> None:
        super().__init__(
            "the draft has changed in another tab since this page was made",
            hint="here it is as it stands now; make the change again if it is still wanted",
        )


class Journal:
    """Keeps a history in a file, or in memory.

    Parameters
    ----------
    file : Path or None
        Made with the first change, removed when nothing is left to remember.

    Raises
    ------
    CaseError
        If the file is no journal.
    """

    def __init__(self, file: Path | None) -> None:
        self.file, self._lock, self._base = file, Lock(), ""
        self._kept: sqlite3.Connection | None = None

    def read(self, text: str) -> History:
        """Return the history; an empty one of the file's text where there is none."""
        with self._lock:
            row = self._row() if self._kept or (self.file and self.file.exists()) else None
        if row is None:
            return History(text=text)
        try:
            data = json.loads(row[1])
            drafts = tuple(Draft.from_dict(draft) for draft in data["drafts"])
            found = History(int(row[0]), data["text"], drafts, data["at"])
            _ = found.draft
        except (ValueError, TypeError, LookupError) as error:
            raise self._unreadable(error) from error
        return found

    def write(self, history: History) -> History:
        """Keep a history that was made from the last revision; return it with its own.

        Raises
        ------
        StaleError
            If somebody else was faster.
        """
        data = {
            "text": history.text,
            "drafts": [draft.to_dict() for draft in history.drafts],
            "at": history.at,
        }
        after = replace(history, revision=history.revision + 1)
        with self._lock, self._open() as kept:
            kept.execute("BEGIN IMMEDIATE")
            now = kept.execute("SELECT revision FROM draft").fetchone()
            if (now[0] if now else 0) != history.revision:
                raise StaleError
            row = (after.revision, json.dumps(data))
            kept.execute("REPLACE INTO draft (id, revision, content) VALUES (1, ?, ?)", row)
        return after

    def close(self) -> None:
        """Let go of the file; remove it where it remembers nothing."""
        with self._lock:
            if self._kept is None:
                return
            row = self._row()
            data: dict[str, Any] = json.loads(row[1]) if row else {"drafts": []}
            self._kept.close()
            self._kept = None
            if self.file and not any(any(draft.values()) for draft in data["drafts"]):
                self.file.unlink(missing_ok=True)

    def _row(self) -> tuple[int, str] | None:
        with self._open() as kept:
            row: tuple[int, str] | None = kept.execute(
                "SELECT revision, content FROM draft"
            ).fetchone()
            return row

    @contextlib.contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        try:
            if self._kept is None:
                self._kept = self._connected()
            yield self._kept
            if self._kept.in_transaction:
                self._kept.execute("COMMIT")
        except sqlite3.Error as error:
            raise self._unreadable(error) from error
        finally:
            if self._kept is not None and self._kept.in_transaction:
                self._kept.execute("ROLLBACK")

    def _connected(self) -> sqlite3.Connection:
        kept = sqlite3.connect(
            self.file or ":memory:", check_same_thread=False, isolation_level=None
        )
        try:
            kept.execute(
                "CREATE TABLE IF NOT EXISTS draft "
                "(id INTEGER PRIMARY KEY CHECK (id = 1), revision INTEGER, content TEXT)"
            )
        except sqlite3.Error:
            kept.close()
            raise
        return kept

    def _unreadable(self, error: Exception) -> CaseError:
        return CaseError(
            [
                Diagnostic(
                    "unreadable-draft",
                    f"the draft cannot be kept or read: {error}",
                    "remove or rename this file if it is no draft",
                    str(self.file or ""),
                )
            ]
        )
