"""The ledger's file: opening it, bringing it up to date, and changing it all or not at all."""

from __future__ import annotations

import contextlib
import os
import secrets
import shutil
import sqlite3
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from detente.ledger.errors import (
    LedgerError,
    LockedLedgerError,
    NewerLedgerError,
    NotALedgerError,
    is_busy,
    translated,
)
from detente.ledger.schema import APPLICATION_ID, MIGRATIONS

TIMEOUT = 20.0
"""Seconds to wait for another process; a transaction takes milliseconds."""
_HEADER = b"SQLite format 3\x00"
_LOG = "-wal"
"""What ends the name of the file in which SQLite keeps what it has not yet put in its place."""
_OLDEST = (3, 37, 0)
"""The SQLite from which tables can be strict; trigrams came before."""


class Store:
    """An open ledger file.

    Parameters
    ----------
    path : str or path
        The file; made when there is none, unless `create` is false.
    create : bool
    timeout : float
        Seconds to wait while another process writes.
    copied : bool
        Whether a copy is opened instead, so that SQLite leaves nothing beside the file; what is
        written to it is lost.
    migrations : sequence of sequences of str
        For every version, the SQL that leads to it.

    Raises
    ------
    LedgerError
        If it cannot be opened; see `detente.ledger.errors` for the kinds.
    """

    def __init__(
        self,
        path: str | os.PathLike[str],
        *,
        create: bool = True,
        timeout: float = TIMEOUT,
        copied: bool = False,
        migrations: Sequence[Sequence[str]] = MIGRATIONS,
    ) -> None:
        self.path = Path(path)
        self.file = os.fspath(path)
        self._timeout = timeout
        if sqlite3.sqlite_version_info < _OLDEST:
            raise LedgerError(
                f"Python's SQLite is {sqlite3.sqlite_version}; a ledger needs 3.37",
                hint="use a Python that comes with a later one",
            )
        self._look(create)
        self._copied = copied
        with contextlib.ExitStack() as closing, translated(self.file):
            opened = self._copy(closing) if copied else self.path
            self.connection = closing.enter_context(contextlib.closing(self._connect(opened)))
            self._set_up(migrations)
            self._closing = closing.pop_all()

    def close(self) -> None:
        """Close the file; what was written stays, except in a copy."""
        self._closing.close()

    def rows(self, sql: str, values: Sequence[Any] = ()) -> list[Any]:
        """Return the rows of a query."""
        with translated(self.file):
            return self.connection.execute(sql, values).fetchall()

    def row(self, sql: str, values: Sequence[Any] = ()) -> Any:
        """Return the first row of a query, or None."""
        with translated(self.file):
            return self.connection.execute(sql, values).fetchone()

    @contextlib.contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """Change the ledger: everything in the block, or nothing of it.

        The lock is taken before anything is read, so that what a decision rests on still holds
        when it is written. A transaction within another is part of that.
        """
        with translated(self.file):
            if self._is_open():
                yield self.connection
                return
            self.connection.execute("BEGIN IMMEDIATE")
            try:
                yield self.connection
                self.connection.execute("COMMIT")
            finally:
                if self._is_open():  # it was not committed
                    self.connection.execute("ROLLBACK")

    def _is_open(self) -> bool:
        return self.connection.in_transaction

    # -- Opening ---------------------------------------------------------------------------

    def _look(self, create: bool) -> None:
        """Refuse what is surely no ledger before SQLite touches it."""
        try:
            with self.path.open("rb") as stream:
                head = stream.read(len(_HEADER))
        except FileNotFoundError:
            if create and self.path.parent.is_dir():
                return
            raise LedgerError(
                "there is no ledger here",
                hint="'detente read CASE REPORT' starts one",
                code="no-ledger",
                file=self.file,
            ) from None
        except OSError as error:
            reason = error.strerror or str(error)
            raise LedgerError(f"cannot be read: {reason}", file=self.file) from None
        if head and head != _HEADER:
            raise NotALedgerError("this is not a ledger", hint="name another file", file=self.file)

    def _copy(self, closing: contextlib.ExitStack) -> Path:
        """Return a copy of the ledger as it stands, in a folder that goes with the store."""
        folder = Path(closing.enter_context(tempfile.TemporaryDirectory(prefix="detente-")))
        parts = {
            self.path.with_name(self.path.name + end): folder / f"ledger{end}" for end in ("", _LOG)
        }
        deadline = time.monotonic() + self._timeout
        while True:
            before = [_stamp(part) for part in parts]
            for part, copy in parts.items():
                copy.unlink(missing_ok=True)
                with contextlib.suppress(FileNotFoundError):  # the log goes with its last writer
                    shutil.copyfile(part, copy)
            if before == [_stamp(part) for part in parts]:
                return folder / "ledger"
            if time.monotonic() > deadline:
                raise LockedLedgerError("the ledger is being written", file=self.file)
            time.sleep(0.01)

    def _connect(self, path: Path) -> sqlite3.Connection:
        connection = sqlite3.connect(path, isolation_level=None, timeout=self._timeout)
        connection.row_factory = sqlite3.Row
        connection.execute("PRAGMA foreign_keys = ON")
        # every decision is on the disk before it is reported as taken
        connection.execute("PRAGMA synchronous = FULL")
        # a ledger may come from somebody else; its views and triggers can do no more than ours
        connection.execute("PRAGMA trusted_schema = OFF")
        return connection

    def _set_up(self, migrations: Sequence[Sequence[str]]) -> None:
        self._check(len(migrations))
        self._use_wal()
        if self._pragma("user_version") < len(migrations):
            self._migrate(migrations)

    def _check(self, newest: int) -> None:
        application, version = self._pragma("application_id"), self._pragma("user_version")
        (tables,) = self.connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()
        # a process that was killed at the start leaves an empty database behind
        is_new = not (application or version or tables)
        if application != APPLICATION_ID and not is_new:
            message = "this is a SQLite file, but not a ledger"
            raise NotALedgerError(message, hint="name another file", file=self.file)
        if version > newest:
            raise NewerLedgerError(
                f"the ledger has schema version {version}; this detente knows {newest}",
                hint="upgrade detente",
                file=self.file,
            )

    def _use_wal(self) -> None:
        """Switch to write-ahead logging; SQLite does not wait for others by itself here."""
        deadline = time.monotonic() + self._timeout
        while True:
            try:
                self.connection.execute("PRAGMA journal_mode = WAL")
                return
            except sqlite3.OperationalError as error:
                if not is_busy(error) or time.monotonic() > deadline:
                    raise
                time.sleep(0.01)

    def _pragma(self, name: str) -> int:
        (value,) = self.connection.execute(f"PRAGMA {name}").fetchone()
        return int(value)

    def _migrate(self, migrations: Sequence[Sequence[str]]) -> None:
        with self.transaction() as connection:
            self._check(len(migrations))  # another process may have been first
            version = self._pragma("user_version")
            if version and version < len(migrations):
                self._back_up(version)
            for steps in migrations[version:]:
                for step in steps:
                    connection.execute(step)
            connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
            connection.execute(f"PRAGMA user_version = {len(migrations)}")

    def _back_up(self, version: int) -> None:
        """Copy the ledger as it is, while the lock keeps others from changing it."""
        if self._copied:
            return
        target = self.path.with_name(f"{self.path.name}.v{version}.bak")
        draft = self.path.with_name(f".detente-{secrets.token_hex(6)}.tmp")
        try:
            with (
                contextlib.closing(self._connect(self.path)) as reader,
                contextlib.closing(sqlite3.connect(draft)) as copy,
            ):
                reader.backup(copy)
                copy.execute("PRAGMA journal_mode = DELETE")
            with draft.open("rb+") as stream:
                os.fsync(stream.fileno())
            draft.replace(target)
        finally:
            draft.unlink(missing_ok=True)


def _stamp(file: Path) -> tuple[int, int, int] | None:
    """Return what tells whether a file was written meanwhile; None where there is none."""
    try:
        found = file.stat()
    except FileNotFoundError:
        return None
    return found.st_mtime_ns, found.st_size, found.st_ino
