"""Whether the ledger is sound, and whether the case file still fits it."""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from collections.abc import Iterator

from detente.case import Case
from detente.errors import Diagnostic
from detente.ledger import drafts
from detente.ledger.errors import CorruptLedgerError
from detente.ledger.ledger import Ledger
from detente.ledger.sources import digest

_SHOWN = 20


def verify(ledger: Ledger, case: Case | None = None) -> list[Diagnostic]:
    """Return everything that is wrong with a ledger, and with the passages of its case.

    Parameters
    ----------
    ledger : Ledger
    case : Case or None
        The case into which it publishes.

    Returns
    -------
    list of Diagnostic
        Errors are damage; notes are texts that are not at hand and statements that the case file
        no longer has.
    """
    found = list(_file(ledger))
    if not found:
        found += [*_texts(ledger), *_log(ledger)]
    if not found:
        found += _passages(ledger)
        found += _case(ledger, case) if case else ()
    return found


def _file(ledger: Ledger) -> Iterator[Diagnostic]:
    connection = ledger.file.connection
    try:
        for (told,) in connection.execute(f"PRAGMA integrity_check({_SHOWN})").fetchall():
            if told != "ok":
                yield _damage(ledger, told)
        for row in connection.execute("PRAGMA foreign_key_check").fetchmany(_SHOWN):
            yield _damage(ledger, f"row {row[1]} of '{row[0]}' refers to nothing in '{row[2]}'")
        with ledger.file.transaction():  # the index checks itself by way of a write
            connection.execute("INSERT INTO found (found, rank) VALUES ('integrity-check', 1)")
    except sqlite3.DatabaseError as error:
        yield _damage(ledger, str(error))
    except CorruptLedgerError as error:
        yield _damage(ledger, error.message)


def _texts(ledger: Ledger) -> Iterator[Diagnostic]:
    for row in ledger.file.connection.execute("SELECT sha256, content FROM texts"):
        if digest(row["content"]) != row["sha256"]:
            yield _damage(ledger, f"the text {row['sha256'][:8]}… is not what it was")


def _log(ledger: Ledger) -> Iterator[Diagnostic]:
    count, last = ledger.file.row("SELECT count(*), coalesce(max(seq), 0) FROM decisions")
    if count != last:
        yield _damage(ledger, f"{last - count} decisions are missing from the log")
    for entry in ledger.history():
        if entry.fields is None:
            continue
        try:
            if entry.action == "published":
                json.loads(entry.fields)["id"]
            elif entry.statement is not None:
                drafts.draft(entry.fields)
            else:
                drafts.source_draft(entry.fields)
        except (ValueError, TypeError, KeyError):  # a CorruptLedgerError is a ValueError
            yield _damage(ledger, f"decision {entry.seq} cannot be read")
    orphans = (
        "SELECT id FROM current_{0} WHERE fields IS NULL AND id NOT IN "
        "(SELECT {1} FROM decisions WHERE {1} IS NOT NULL)"
    )
    for kind, column in (("statements", "statement"), ("sources", "source")):
        for (number,) in ledger.file.rows(orphans.format(kind, column)):
            yield _damage(ledger, f"nothing is known of {column} {number}")


def _passages(ledger: Ledger) -> Iterator[Diagnostic]:
    lengths = dict(ledger.file.rows("SELECT sha256, length(content) FROM texts"))
    for entry in ledger.statements():
        start, end = entry.draft.start, entry.draft.end
        if not 0 <= start < end <= lengths[entry.sha256]:
            yield _damage(ledger, f"the passage of statement {entry.id} is not in its text")


def _case(ledger: Ledger, case: Case) -> Iterator[Diagnostic]:
    at_hand = {source.sha256 for source in ledger.sources() if source.sha256}
    passages = (s.passage for s in case.statements.values() if s.passage)
    missing = Counter(p.sha256 for p in passages if p.sha256 not in at_hand)
    for sha256, count in missing.items():
        behind = "one statement" if count == 1 else f"{count} statements"
        yield Diagnostic(
            "text-not-at-hand",
            f"the text {sha256[:8]}… behind {behind} is not in the ledger",
            "'detente ledger attach CASE FILE' takes it in, if you have it",
            case.path,
            severity="note",
        )
    for entry in ledger.statements():
        if entry.published and entry.published["id"] not in case.statements:
            yield Diagnostic(
                "not-in-the-case",
                f"statement {entry.id} was published as '{entry.published['id']}', "
                "which the case file lacks",
                "'detente ledger publish CASE' writes it again",
                case.path,
                severity="note",
            )


def _damage(ledger: Ledger, message: str) -> Diagnostic:
    hint = "go back to a copy of the ledger; what was published stands in the case file"
    return Diagnostic("damaged-ledger", message, hint, ledger.file.file)
