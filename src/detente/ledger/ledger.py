"""The ledger as every face uses it: reports in, decisions taken, what stands out."""

from __future__ import annotations

import contextlib
import json
import os
import sqlite3
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from types import TracebackType
from typing import Any

from detente.ledger import decisions, drafts, passages, search, sources
from detente.ledger.decisions import Decision, State
from detente.ledger.drafts import Draft
from detente.ledger.errors import LedgerError
from detente.ledger.search import Hit
from detente.ledger.sources import Source
from detente.ledger.store import TIMEOUT, Store
from detente.proposals import Proposal, Reading

SUFFIX = ".ledger"


def beside(case: str | os.PathLike[str]) -> Path:
    """Return where the ledger of a case file lies.

    Examples
    --------
    >>> print(beside("talks/dam.yaml").as_posix())
    talks/dam.ledger
    """
    return Path(case).with_suffix(SUFFIX)


@dataclass(frozen=True, slots=True)
class Entry:
    """A statement as it stands.

    Parameters
    ----------
    id : int
        Its number in the ledger.
    source : int
        The number of its source.
    sha256 : str
        Of the text it stands in.
    state : {"proposed", "accepted", "rejected"} or None
        None for one that was added and taken back.
    draft : Draft
        Its fields.
    published : mapping or None
        What was last written into the case file, with its id.
    """

    id: int
    source: int
    sha256: str
    state: State | None
    draft: Draft
    published: Mapping[str, Any] | None = None

    def to_dict(self) -> dict[str, Any]:
        """Return JSON-ready fields."""
        return {
            "id": self.id,
            "source": self.source,
            "sha256": self.sha256,
            "state": self.state,
            **self.draft.to_dict(),
            "published": self.published["id"] if self.published else None,
        }


@dataclass(frozen=True, slots=True)
class Stored:
    """What taking in a reading did.

    Parameters
    ----------
    source : Source
        The report's.
    is_new : bool
        Whether its text was not in the ledger before.
    proposed : int
        Statements that are new.
    changed : bool
        Whether anything was written at all.
    """

    source: Source
    is_new: bool
    proposed: int
    changed: bool


class Ledger:
    """A case's reports, what they seem to say, and what was decided about it.

    Every method that writes is one transaction: it happens wholly or not at all, whatever other
    processes do and however this one ends. `by` names who decides; nobody unless it is given.

    Examples
    --------
    >>> import tempfile
    >>> folder = tempfile.TemporaryDirectory()
    >>> with Ledger.open(Path(folder.name) / "dam.ledger") as ledger:
    ...     source = ledger.store("Up said it would fill the dam.", {"outlet": "The Herald"})
    ...     entry = ledger.add(source.sha256, "would fill the dam", {"speaker": "Up"})
    ...     print(entry.state, entry.draft.says)
    ...     _ = ledger.undo()
    ...     print([entry.state for entry in ledger.statements()], len(ledger.history()))
    accepted would fill the dam
    [] 3
    >>> folder.cleanup()
    """

    def __init__(self, file: Store) -> None:
        self._store = file

    @classmethod
    def open(
        cls, path: str | os.PathLike[str], *, create: bool = True, timeout: float = TIMEOUT
    ) -> Ledger:
        """Open a ledger, or start one where there is none and `create` is true.

        Raises
        ------
        LedgerError
            If the file is no ledger, damaged, from a later version, or locked for long.
        """
        return cls(Store(path, create=create, timeout=timeout))

    @classmethod
    def look(cls, path: str | os.PathLike[str], *, timeout: float = TIMEOUT) -> Ledger:
        """Open a copy of a ledger, to read it and leave nothing in its folder, not for a moment.

        Raises
        ------
        LedgerError
            As from `open`.
        """
        return cls(Store(path, create=False, timeout=timeout, copied=True))

    @property
    def path(self) -> Path:
        """The ledger's file."""
        return self._store.path

    @property
    def file(self) -> Store:
        """The file's rows, for the modules of this package."""
        return self._store

    def close(self) -> None:
        """Close the file."""
        self._store.close()

    def __enter__(self) -> Ledger:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    # -- Reports ---------------------------------------------------------------------------

    def store(
        self, text: str, known: Mapping[str, str] | None = None, *, file: str = "", by: str = ""
    ) -> Source:
        """Store a text once; what is `known` of its source is added or corrected."""
        given = {key: value for key, value in (known or {}).items() if value}
        with self._store.transaction() as connection:
            source = sources.holding(self._store, sources.digest(text))
            if source is None:
                number = sources.record(connection, text, given, file=file, by=by)
                return sources.get(self._store, number)
            return sources.describe(self._store, source.id, given, by=by)[0]

    def add_reading(
        self, reading: Reading, known: Mapping[str, str] | None = None, *, by: str = ""
    ) -> Stored:
        """Take in what was read in a report.

        Of a report that is known already, only what is new is added, and proposals that nobody
        has touched yet are renewed; taking in the same reading twice changes nothing.

        Raises
        ------
        LedgerError
            If the reading's hash or offsets do not fit its text.
        """
        if sources.digest(reading.text) != reading.sha256:
            raise LedgerError("the hash of the reading is not that of its text", code="bad-text")
        with self._store.transaction() as connection:
            is_new = sources.holding(self._store, reading.sha256) is None
            before = decisions.count(self._store)
            source = self.store(reading.text, known, file=reading.source, by=by)
            proposed = sum(
                self._propose(connection, source, proposal, len(reading.text))
                for proposal in reading.statements
            )
            changed = decisions.count(self._store) > before
        return Stored(source, is_new, proposed, changed)

    def _propose(
        self, connection: sqlite3.Connection, source: Source, proposal: Proposal, length: int
    ) -> int:
        span = proposal.content
        if not 0 <= span.start < span.end <= length:
            raise _outside(span.start, span.end)
        draft = drafts.from_proposal(proposal)
        origin = f"{source.sha256}:{span.start}:{span.end}:{draft.speaker}"
        row = connection.execute("SELECT id FROM statements WHERE origin = ?", (origin,)).fetchone()
        if row is None:
            cursor = connection.execute(
                "INSERT INTO statements (source, origin) VALUES (?, ?)", (source.id, origin)
            )
            number, is_new = int(cursor.lastrowid or 0), True
        else:
            number, is_new = row["id"], False
            touched = connection.execute(
                "SELECT 1 FROM decisions WHERE statement = ? AND action <> 'proposed'", (number,)
            ).fetchone()
            if touched or self.statement(number).draft == draft:
                return 0
        decisions.append(connection, "proposed", statement=number, fields=drafts.dumped(draft))
        return int(is_new)

    def sources(self) -> tuple[Source, ...]:
        """Return all sources, in the order in which they came."""
        return sources.listed(self._store)

    def source(self, name: str | int) -> Source:
        """Return a source by number, id, file name or the start of its text's hash."""
        if isinstance(name, int):
            return sources.get(self._store, name)
        return sources.named(self._store, name)

    def find_text(self, sha256: str) -> Source | None:
        """Return the source of a text, if the ledger has it."""
        return sources.holding(self._store, sha256)

    def text(self, sha256: str) -> str:
        """Return a stored text."""
        return sources.text(self._store, sha256)

    def describe(self, source: int, changes: Mapping[str, str], *, by: str = "") -> Source:
        """Set what is known of a source, such as its outlet."""
        return sources.describe(self._store, source, changes, by=by)[0]

    def refer(self, changes: Mapping[str, str], *, by: str = "") -> Source:
        """Add a reference without a text."""
        return sources.refer(self._store, changes, by=by)

    # -- Statements ------------------------------------------------------------------------

    def statements(
        self, *states: State, source: int | None = None, find: str = ""
    ) -> tuple[Entry, ...]:
        """Return statements in the order of their reports and passages.

        Parameters
        ----------
        *states : str
            Only those that are proposed, accepted or rejected; all three by default.
        source : int or None
            Only those of one source.
        find : str
            Only those whose content, speaker or matter holds these words.
        """
        rows = self._store.rows(
            "SELECT * FROM current_statements WHERE state IS NOT NULL AND (?1 IS NULL "
            "OR source = ?1) ORDER BY source, json_extract(fields, '$.start'), id",
            (source,),
        )
        entries = tuple(_entry(row) for row in rows if not states or row["state"] in states)
        return tuple(entry for entry in entries if search.holds(entry.draft, find))

    def statement(self, number: int) -> Entry:
        """Return a statement by its number.

        Raises
        ------
        LedgerError
            If there is none, or its adding was taken back.
        """
        row = self._store.row("SELECT * FROM current_statements WHERE id = ?", (number,))
        if row is None or row["state"] is None:
            hint = "'detente ledger list CASE' shows their numbers"
            raise LedgerError(f"there is no statement {number}", hint=hint, code="no-statement")
        return _entry(row)

    def context(self, number: int, reach: int = 240) -> passages.Context:
        """Return a statement's passage and the text around it."""
        entry = self.statement(number)
        return passages.context(self.text(entry.sha256), entry.draft.span, reach)

    def search(self, words: str, limit: int = 100) -> tuple[Hit, ...]:
        """Return where words stand in the stored texts; see `detente.ledger.search`."""
        return search.texts(self._store, words, limit)

    # -- Decisions -------------------------------------------------------------------------

    def accept(self, number: int, *, by: str = "", note: str = "") -> Entry:
        """Accept a statement; one that is accepted already stays as it is."""
        return self._decide(number, "accepted", by, note)

    def reject(self, number: int, *, by: str = "", note: str = "") -> Entry:
        """Reject a statement; one that is rejected already stays as it is."""
        return self._decide(number, "rejected", by, note)

    def _decide(self, number: int, state: State, by: str, note: str) -> Entry:
        action: decisions.Action = "accepted" if state == "accepted" else "rejected"
        with self._store.transaction() as connection:
            if self.statement(number).state != state:
                decisions.append(connection, action, statement=number, by=by, note=note)
        return self.statement(number)

    def edit(
        self,
        number: int,
        changes: Mapping[str, str],
        *,
        parties: Collection[str] = (),
        by: str = "",
        note: str = "",
    ) -> Entry:
        """Set fields of a statement from text; see `detente.ledger.drafts.edited`."""
        with self._store.transaction():
            new = drafts.edited(self.statement(number).draft, changes, parties)
            return self._change(number, new, by, note)

    def move(self, number: int, *, start: int = 0, end: int = 0, by: str = "") -> Entry:
        """Move the ends of a statement's passage by words; its content follows it.

        Content that the analyst has put in other words stays.
        """
        with self._store.transaction():
            entry = self.statement(number)
            text = self.text(entry.sha256)
            span = passages.moved(text, entry.draft.span, start=start, end=end)
            verbatim = entry.draft.says == _flat(entry.draft.span.of(text))
            says = _flat(span.of(text)) if verbatim else entry.draft.says
            new = replace(entry.draft, start=span.start, end=span.end, says=says)
            return self._change(number, new, by, "")

    def _change(self, number: int, new: Draft, by: str, note: str) -> Entry:
        with self._store.transaction() as connection:
            if new != self.statement(number).draft:
                fields = drafts.dumped(new)
                decisions.append(
                    connection, "edited", statement=number, fields=fields, by=by, note=note
                )
        return self.statement(number)

    def add(
        self,
        source: str | int,
        quote: str,
        changes: Mapping[str, str] | None = None,
        *,
        parties: Collection[str] = (),
        by: str = "",
    ) -> Entry:
        """Add a statement that reading missed, accepted, by quoting words of its passage.

        Parameters
        ----------
        source : str or int
            What `source` takes.
        quote : str
            Words that stand in one place, or ``first words … last words``.
        changes : mapping of str to str
            Its other fields, as for `edit`.
        """
        found = self.source(source)
        text = self.text(found.sha256)
        span = passages.find_one(text, quote)
        draft = Draft(span.start, span.end, _flat(span.of(text)))
        return self.insert(found.id, drafts.edited(draft, changes or {}, parties), by=by)

    def insert(self, source: int, draft: Draft, *, by: str = "") -> Entry:
        """Add a statement, accepted, whose passage is known."""
        with self._store.transaction() as connection:
            length = len(self.text(self.source(source).sha256))
            if not 0 <= draft.start < draft.end <= length:
                raise _outside(draft.start, draft.end)
            cursor = connection.execute("INSERT INTO statements (source) VALUES (?)", (source,))
            number = int(cursor.lastrowid or 0)
            decisions.append(
                connection, "added", statement=number, fields=drafts.dumped(draft), by=by
            )
        return self.statement(number)

    def undo(self, number: int | None = None, *, only: int | None = None, by: str = "") -> Decision:
        """Take back the latest decision about a statement, or about any; return it.

        With `only`, the number of an entry of the log, nothing else is taken back.
        """
        return decisions.undo(self._store, number, only=only, by=by)

    @contextlib.contextmanager
    def looked_at(self, number: int, seq: int) -> Iterator[Entry]:
        """Do what follows wholly, and only if nobody decided about a statement since.

        Parameters
        ----------
        number : int
        seq : int
            The latest entry of the log that was seen of it.

        Raises
        ------
        LedgerError
            If there is a later one.
        """
        with self._store.transaction():
            entry = self.statement(number)
            if self.history(number)[-1].seq != seq:
                message = f"statement {number} was decided anew since"
                raise LedgerError(message, hint="look at it again", code="changed-statement")
            yield entry

    def history(self, number: int | None = None) -> tuple[Decision, ...]:
        """Return the log, or what concerns one statement, oldest first."""
        return decisions.history(self._store, number)

    def published(
        self,
        statements: Mapping[int, Mapping[str, Any]],
        origins: Mapping[int, Mapping[str, Any]],
        *,
        by: str = "",
    ) -> None:
        """Record what was written into the case file, by number; what is recorded stays so."""
        with self._store.transaction() as connection:
            for kind, written in (("statement", statements), ("source", origins)):
                for number, fields in written.items():
                    text = json.dumps(dict(fields), ensure_ascii=False, sort_keys=True)
                    known = connection.execute(
                        f"SELECT published FROM current_{kind}s WHERE id = ?", (number,)
                    ).fetchone()
                    if known is not None and known["published"] != text:
                        which: dict[str, Any] = {kind: number}
                        decisions.append(connection, "published", fields=text, by=by, **which)


def _entry(row: sqlite3.Row) -> Entry:
    return Entry(
        id=row["id"],
        source=row["source"],
        sha256=row["sha256"],
        state=row["state"],
        draft=drafts.draft(row["fields"]),
        published=json.loads(row["published"]) if row["published"] else None,
    )


def _outside(start: int, end: int) -> LedgerError:
    return LedgerError(f"the passage {start}–{end} is not in the text", code="bad-passage")


def _flat(text: str) -> str:
    return " ".join(text.split())
