"""What can go wrong with a ledger.

The branch of the exception tree that starts here::

    LedgerError             (ValueError)  a request that the ledger cannot fulfil
    ├── NotALedgerError                   the file is something else
    ├── CorruptLedgerError                the file is damaged
    ├── NewerLedgerError                  a later detente has written it
    └── LockedLedgerError                 another process holds it for too long
"""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterator

from detente.errors import DetenteError, Diagnostic


class LedgerError(DetenteError, ValueError):
    """A ledger that cannot be used, or a request that it cannot fulfil."""

    code = "ledger"

    def __init__(
        self, message: str, *, hint: str = "", code: str | None = None, file: str = ""
    ) -> None:
        super().__init__(message, hint=hint, code=code)
        self.file = file

    @property
    def diagnostics(self) -> tuple[Diagnostic, ...]:
        """The error with the ledger's file, as far as known."""
        return (Diagnostic(self.code, self.message, self.hint, self.file),)


class NotALedgerError(LedgerError):
    """A file that is not a ledger."""

    code = "not-a-ledger"


class CorruptLedgerError(LedgerError):
    """A ledger whose file is damaged."""

    code = "damaged-ledger"


class NewerLedgerError(LedgerError):
    """A ledger that a later version has written."""

    code = "newer-ledger"


class LockedLedgerError(LedgerError):
    """A ledger that another process holds for longer than we wait."""

    code = "locked-ledger"


def is_busy(error: sqlite3.Error) -> bool:
    """Tell whether another process was in the way."""
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    return code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)


@contextlib.contextmanager
def translated(file: str) -> Iterator[None]:
    """Turn what SQLite raises into errors that say how to mend it."""
    try:
        yield
    except sqlite3.Error as error:
        raise _translation(error, file) from error


def _translation(error: sqlite3.Error, file: str) -> LedgerError:
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    if is_busy(error):
        return LockedLedgerError(
            "another process is writing to the ledger",
            hint="try again when it is done; nothing was changed",
            file=file,
        )
    if code == sqlite3.SQLITE_NOTADB:
        return NotALedgerError("this is not a ledger", hint="name another file", file=file)
    if code == sqlite3.SQLITE_CORRUPT:
        return CorruptLedgerError(
            f"the ledger is damaged: {error}",
            hint="go back to a copy; what was published stands in the case file",
            file=file,
        )
    return LedgerError(f"the ledger cannot be used: {error}", file=file)
