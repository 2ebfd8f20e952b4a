"""Sources of the ledger: reports with their texts, and references without one."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any

from detente.errors import did_you_mean
from detente.ledger import decisions, drafts
from detente.ledger.drafts import SourceDraft
from detente.ledger.errors import LedgerError
from detente.ledger.store import Store

_HASH_DIGITS = 8
"""What is shown of a hash, and the least that is taken for one."""


@dataclass(frozen=True, slots=True)
class Source:
    """A source as it stands.

    Parameters
    ----------
    id : int
        Its number in the ledger.
    sha256 : str
        Of its text; empty for a reference without a text.
    draft : SourceDraft
        What is known of it.
    published : mapping or None
        What was last written into the case file, with its id.
    """

    id: int
    sha256: str
    draft: SourceDraft
    published: Mapping[str, Any] | None = None

    @property
    def title(self) -> str:
        """What to call it: its id, its file, or the start of its hash."""
        return self.draft.name or self.draft.file or self.sha256[:_HASH_DIGITS] or f"#{self.id}"

    def to_dict(self) -> dict[str, Any]:
        """Return JSON-ready fields."""
        return {
            "source": self.id,
            "sha256": self.sha256 or None,
            **self.draft.to_dict(),
            "needs": list(self.draft.needs),
            "published": self.published is not None,
        }


def digest(text: str) -> str:
    """Return the SHA-256 of a text as UTF-8, in hexadecimal."""
    try:
        return hashlib.sha256(text.encode("utf-8")).hexdigest()
    except UnicodeEncodeError:
        raise LedgerError("the text holds half a character", code="bad-text") from None


def listed(store: Store) -> tuple[Source, ...]:
    """Return all sources, in the order in which they came."""
    return tuple(map(_source, store.rows("SELECT * FROM current_sources ORDER BY id")))


def get(store: Store, number: int) -> Source:
    """Return a source by its number."""
    row = store.row("SELECT * FROM current_sources WHERE id = ?", (number,))
    if row is None:
        raise LedgerError(f"there is no source {number}", code="no-source")
    return _source(row)


def named(store: Store, name: str) -> Source:
    """Return the source of a name, a file, a number or the start of a hash.

    Raises
    ------
    LedgerError
        If there is none, or more than one.
    """
    known = listed(store)
    file = PurePath(name).name
    tests: tuple[Any, ...] = (
        lambda s: name in (s.draft.name, str(s.id)),
        lambda s: file == s.draft.file,
        lambda s: len(name) >= _HASH_DIGITS and s.sha256.startswith(name.lower()),
    )
    for test in tests:
        found = [source for source in known if test(source)]
        if len(found) == 1:
            return found[0]
        if found:
            message = f"'{name}' is {len(found)} sources"
            raise LedgerError(message, hint="name one by the start of its hash", code="no-source")
    hint = did_you_mean(name, [source.title for source in known])
    raise LedgerError(f"there is no source '{name}'", hint=hint, code="no-source")


def _source(row: sqlite3.Row) -> Source:
    published = json.loads(row["published"]) if row["published"] else None
    return Source(row["id"], row["sha256"] or "", drafts.source_draft(row["fields"]), published)


def text(store: Store, sha256: str) -> str:
    """Return a stored text.

    Raises
    ------
    LedgerError
        If the ledger has no text with this hash.
    """
    row = store.row("SELECT content FROM texts WHERE sha256 = ?", (sha256,))
    if row is None:
        raise LedgerError(
            f"the text {sha256[:_HASH_DIGITS]}… is not in the ledger",
            hint="'detente ledger attach CASE FILE' takes it in",
            code="no-text",
        )
    return str(row["content"])


def holding(store: Store, sha256: str) -> Source | None:
    """Return the source of a text, if the ledger has it."""
    row = store.row("SELECT * FROM current_sources WHERE sha256 = ?", (sha256,))
    return _source(row) if row else None


def record(
    connection: sqlite3.Connection,
    content: str,
    known: Mapping[str, str],
    *,
    file: str = "",
    by: str = "",
) -> int:
    """Store a text that is new, with its source, and return the source's number.

    A reference without a text that has the same address becomes the text's source.
    """
    cursor = connection.execute(
        "INSERT INTO texts (sha256, content) VALUES (?, ?)", (digest(content), content)
    )
    number = cursor.lastrowid
    connection.execute("INSERT INTO found (rowid, content) VALUES (?, ?)", (number, content))
    row = connection.execute(
        "SELECT id, fields FROM current_sources WHERE sha256 IS NULL AND ? <> '' "
        "AND json_extract(fields, '$.url') = ? ORDER BY id LIMIT 1",
        (known.get("url", ""), known.get("url", "")),
    ).fetchone()
    if row is None:
        source = int(
            connection.execute("INSERT INTO sources (text) VALUES (?)", (number,)).lastrowid or 0
        )
        old = SourceDraft()
    else:
        source, old = row["id"], drafts.source_draft(row["fields"])
        connection.execute("UPDATE sources SET text = ? WHERE id = ?", (number, source))
    given = {key: value for key, value in known.items() if value}
    new = drafts.described(SourceDraft(**{**old.to_dict(), "file": PurePath(file).name}), given)
    decisions.append(connection, "described", source=source, fields=drafts.dumped(new), by=by)
    return source


def describe(
    store: Store, number: int, changes: Mapping[str, str], *, by: str = ""
) -> tuple[Source, bool]:
    """Set what is known of a source; return it, and whether anything changed."""
    with store.transaction() as connection:
        old = get(store, number)
        new = drafts.described(old.draft, changes)
        if new != old.draft:
            decisions.append(
                connection, "described", source=number, fields=drafts.dumped(new), by=by
            )
    return get(store, number), new != old.draft


def refer(store: Store, changes: Mapping[str, str], *, by: str = "") -> Source:
    """Add a reference without a text."""
    new = drafts.described(SourceDraft(), changes)
    with store.transaction() as connection:
        cursor = connection.execute("INSERT INTO sources (text) VALUES (NULL)")
        number = int(cursor.lastrowid or 0)
        decisions.append(connection, "described", source=number, fields=drafts.dumped(new), by=by)
    return get(store, number)
