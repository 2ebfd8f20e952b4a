"""The log: who decided what, and when. It only grows, and what stands now follows from it."""

from __future__ import annotations

import datetime
import sqlite3
from dataclasses import dataclass
from typing import Any, Literal

from detente.ledger.errors import LedgerError
from detente.ledger.store import Store

Action = Literal[
    "proposed", "added", "accepted", "edited", "rejected", "described", "published", "undone"
]
State = Literal["proposed", "accepted", "rejected"]
UNDOABLE = ("added", "accepted", "edited", "rejected")
"""What an analyst decides about a statement, and can take back."""


@dataclass(frozen=True, slots=True)
class Decision:
    """One entry of the log.

    Parameters
    ----------
    seq : int
        Its number; they follow each other without a gap.
    at : str
        When, in UTC.
    by : str
        Who, if they gave a name.
    action : str
        What was done.
    statement, source : int or None
        To which of them.
    undoes : int or None
        The entry that this one takes back.
    note : str
        Why.
    fields : str or None
        The statement or source as it stood afterwards, as JSON.
    undone : bool
        Whether a later entry took this one back.
    """

    seq: int
    at: str
    by: str
    action: Action
    statement: int | None
    source: int | None
    undoes: int | None
    note: str
    fields: str | None
    undone: bool = False

    def to_dict(self) -> dict[str, Any]:
        """Return JSON-ready fields, less the state afterwards."""
        return {
            "seq": self.seq,
            "at": self.at,
            "by": self.by or None,
            "action": self.action,
            "statement": self.statement,
            "source": self.source,
            "undoes": self.undoes,
            "note": self.note,
            "undone": self.undone,
        }


def append(
    connection: sqlite3.Connection,
    action: Action,
    *,
    statement: int | None = None,
    source: int | None = None,
    undoes: int | None = None,
    fields: str | None = None,
    by: str = "",
    note: str = "",
) -> int:
    """Add an entry to the log, within a transaction, and return its number."""
    now = datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds")
    cursor = connection.execute(
        "INSERT INTO decisions (at, by, action, statement, source, undoes, fields, note) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (now, by, action, statement, source, undoes, fields, note),
    )
    return int(cursor.lastrowid or 0)


def count(store: Store) -> int:
    """Return how many entries the log has."""
    return int(store.row("SELECT coalesce(max(seq), 0) FROM decisions")[0])


def history(store: Store, statement: int | None = None) -> tuple[Decision, ...]:
    """Return the log, or what concerns one statement, oldest first."""
    rows = store.rows(
        "SELECT d.*, EXISTS (SELECT 1 FROM decisions AS u WHERE u.undoes = d.seq) AS undone "
        "FROM decisions AS d WHERE ?1 IS NULL OR d.statement = ?1 ORDER BY d.seq",
        (statement,),
    )
    return tuple(Decision(**{**dict(row), "undone": bool(row["undone"])}) for row in rows)


def undo(
    store: Store, statement: int | None = None, *, only: int | None = None, by: str = ""
) -> Decision:
    """Take back the latest decision about a statement, or about any.

    Parameters
    ----------
    store : Store
    statement : int or None
    only : int or None
        The entry that must be the latest: nothing is taken back that somebody decided since.
    by : str

    Raises
    ------
    LedgerError
        If there is none that could be taken back.
    """
    marks = ", ".join("?" * len(UNDOABLE))
    with store.transaction() as connection:
        row = connection.execute(
            f"SELECT seq, statement FROM effective WHERE action IN ({marks}) "
            "AND (statement = ? OR ? IS NULL) ORDER BY seq DESC LIMIT 1",
            (*UNDOABLE, statement, statement),
        ).fetchone()
        if row is None:
            raise LedgerError("there is no decision to undo", code="nothing-to-undo")
        if only is not None and row["seq"] != only:
            message = f"statement {row['statement']} was decided anew since"
            raise LedgerError(message, code="nothing-to-undo")
        append(connection, "undone", statement=row["statement"], undoes=row["seq"], by=by)
    return next(entry for entry in history(store, row["statement"]) if entry.seq == row["seq"])
