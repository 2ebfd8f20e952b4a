"""From what was accepted to the case file's text.

The author of the case has the last word: what somebody changed in the file since it was last
published stays, and so does every comment. Nothing is ever removed from the file; a statement
that no longer stands in the ledger is marked as withdrawn, since others may cite it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from detente.case import Case
from detente.errors import Diagnostic
from detente.ledger.ledger import Entry, Ledger
from detente.ledger.sources import Source

Fields = dict[str, Any]


class Editor(Protocol):
    """What changes a case file's text and keeps its comments: the module `detente.casefile`."""

    def set_value(self, text: str, path: tuple[str | int, ...], value: Any) -> str:
        """Return the text with one value set."""

    def add_entries(self, text: str, section: str, entries: Mapping[str, Any]) -> str:
        """Return the text with entries added to a section."""


_STATEMENT: Fields = {
    "by": "",
    "speaker": "",
    "to": "",
    "about": "",
    "kind": "says",
    "says": "",
    "source": "",
    "chain": [],
    "date": "unknown",
    "slots": {},
    "contradicts": [],
    "status": "accepted",
    "visibility": "public",
    "passage": None,
}
_SOURCE: Fields = {
    "outlet": "unknown",
    "relays": [],
    "date": "unknown",
    "title": "",
    "author": "",
    "url": "",
    "note": "",
    "visibility": "public",
}


@dataclass(frozen=True, slots=True)
class Publication:
    """A case file's text after publishing, and what became of what.

    Parameters
    ----------
    text : str
        The whole text.
    added, changed, withdrawn : tuple of str
        Ids of statements.
    kept : tuple of Diagnostic
        Where the file differs from the ledger because its author changed it.
    statements, sources : mapping of int to mapping
        What stands in the file now, by number in the ledger; for `Ledger.published`.
    """

    text: str
    added: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    withdrawn: tuple[str, ...] = ()
    kept: tuple[Diagnostic, ...] = ()
    statements: Mapping[int, Fields] = field(default_factory=dict)
    sources: Mapping[int, Fields] = field(default_factory=dict)


def publish(ledger: Ledger, case: Case, editor: Editor) -> Publication:
    """Return the case file's text with what was accepted; neither file is touched.

    Parameters
    ----------
    ledger : Ledger
    case : Case
        As read from the text to be changed.
    editor : module
        `detente.casefile`, which this room does not know.
    """
    page = _Page(case, editor)
    entries = ledger.statements()
    accepted = [entry for entry in entries if entry.state == "accepted"]
    gone = [entry for entry in entries if entry.state != "accepted" and entry.published]
    used = {entry.source for entry in accepted}
    names = {s.id: page.source(s) for s in ledger.sources() if s.id in used}
    chosen = page.names(accepted)
    for entry in accepted:
        page.statement(entry, chosen[entry.id], names[entry.source], set(chosen.values()))
    for entry in gone:
        page.withdraw(entry)
    return page.finished()


class _Page:
    """The text on the way from the old to the new."""

    def __init__(self, case: Case, editor: Editor) -> None:
        self.case, self.editor = case, editor
        self.text = case.text
        self.fresh: dict[str, Fields] = {"sources": {}, "statements": {}}
        self.done: dict[str, dict[int, Fields]] = {"sources": {}, "statements": {}}
        self.added: list[str] = []
        self.changed: list[str] = []
        self.withdrawn: list[str] = []
        self.kept: list[Diagnostic] = []

    def finished(self) -> Publication:
        """Write what is new, and return the result."""
        for section, entries in self.fresh.items():
            if entries:
                self.text = self.editor.add_entries(self.text, section, entries)
        return Publication(
            text=self.text,
            added=tuple(self.added),
            changed=tuple(dict.fromkeys(self.changed)),
            withdrawn=tuple(self.withdrawn),
            kept=tuple(self.kept),
            statements=self.done["statements"],
            sources=self.done["sources"],
        )

    # -- Sources ---------------------------------------------------------------------------

    def source(self, source: Source) -> str:
        """Write a source, and return its id in the file."""
        draft = source.draft
        wanted = {key: _plain(getattr(draft, key)) for key in _SOURCE}
        name = (source.published or {}).get("id") or draft.name or self._known(source)
        if not name:
            date = "" if draft.date == "unknown" else f"_{draft.date}"
            outlet = "" if draft.outlet == "unknown" else draft.outlet
            stem = re.sub(r"\.\w+$", "", draft.file)
            name = free(slug(outlet or draft.title or stem) + date, self._taken("sources"))
        self._write("sources", name, source.id, wanted, _SOURCE, source.published)
        return name

    def _known(self, source: Source) -> str:
        """Return the id of a source that is in the file: by its address, or by its text."""
        url = source.draft.url
        for entry in self.case.sources.values():
            if url and entry.url == url:
                return entry.id
        for statement in self.case.statements.values():
            if statement.passage and statement.passage.sha256 == source.sha256:
                return statement.source
        return ""

    # -- Statements ------------------------------------------------------------------------

    def names(self, entries: Collection[Entry]) -> dict[int, str]:
        """Return the ids of statements in the file: as published, as chosen, or made now."""
        names = {e.id: str((e.published or {}).get("id") or e.draft.name) for e in entries}
        places = {
            (s.passage.sha256, s.passage.start, s.passage.end): key
            for key, s in self.case.statements.items()
            if s.passage
        }
        taken = self._taken("statements") | {name for name in names.values() if name}
        for entry in entries:
            if not names[entry.id]:
                place = (entry.sha256, entry.draft.start, entry.draft.end)
                known = places.get(place, "")  # written when a process died before it said so
                if not known or known in names.values():
                    known = free(readable(entry), taken)
                names[entry.id] = known
                taken.add(known)
        return names

    def statement(self, entry: Entry, name: str, source: str, others: set[str]) -> None:
        """Write an accepted statement."""
        draft = entry.draft
        wanted = {key: _plain(getattr(draft, key, "")) for key in _STATEMENT}
        wanted["source"] = source
        wanted["passage"] = {"sha256": entry.sha256, "start": draft.start, "end": draft.end}
        known = others | set(self.case.statements)
        wanted["contradicts"] = [other for other in draft.contradicts if other in known - {name}]
        self._write("statements", name, entry.id, wanted, _STATEMENT, entry.published)

    def withdraw(self, entry: Entry) -> None:
        """Mark as withdrawn what was published and no longer stands."""
        last = dict(entry.published or {})
        name = last["id"]
        standing = self.case.statements.get(name)
        if standing is not None and standing.status != "withdrawn":
            self.text = self.editor.set_value(
                self.text, ("statements", name, "status"), "withdrawn"
            )
            self.withdrawn.append(name)
        if standing is not None:
            self.done["statements"][entry.id] = {**last, "status": "withdrawn"}

    # -- Writing ---------------------------------------------------------------------------

    def _taken(self, section: str) -> set[str]:
        return set(getattr(self.case, section)) | set(self.fresh[section])

    def _write(
        self,
        section: str,
        name: str,
        number: int,
        wanted: Fields,
        usual: Fields,
        last: Mapping[str, Any] | None,
    ) -> None:
        old = getattr(self.case, section).get(name)
        told = {key: value for key, value in wanted.items() if value != usual[key]}
        if old is None:
            if section == "statements":
                self.added.append(name)
            self.fresh[section][name] = told
            self.done[section][number] = {"id": name, **wanted}
            return
        standing = {key: _plain(getattr(old, key)) for key in wanted}
        for key in self._differing(section, name, wanted, standing, last):
            self.text = self.editor.set_value(self.text, (section, name, key), wanted[key])
            if section == "statements":
                self.changed.append(name)
        self.done[section][number] = {"id": name, **wanted}

    def _differing(
        self,
        section: str,
        name: str,
        wanted: Fields,
        standing: Fields,
        last: Mapping[str, Any] | None,
    ) -> Iterator[str]:
        """Yield the fields to write; note those that the file's author has changed."""
        for key, value in wanted.items():
            if value == standing[key]:
                continue
            # a source or statement that the author wrote is only completed
            before = _STATEMENT.get(key, _SOURCE.get(key)) if last is None else last.get(key)
            if standing[key] == before:
                yield key
            elif last is None or value != before:
                self.kept.append(
                    Diagnostic(
                        "kept-as-written",
                        f"'{name}.{key}' stays as the file has it; the ledger differs",
                        f"change it in the file or with 'detente ledger edit', in '{section}'",
                        self.case.path,
                        severity="note",
                    )
                )


def _plain(value: Any) -> Any:
    """Return what a case file would hold: lists and dicts for tuples and mappings."""
    if isinstance(value, tuple):
        return list(value)
    if isinstance(value, Mapping):
        return {key: _plain(inner) for key, inner in value.items()}
    if hasattr(value, "sha256"):
        return {"sha256": value.sha256, "start": value.start, "end": value.end}
    return value


# -- Ids -----------------------------------------------------------------------------------

_SMALL = re.compile(
    r"(?:a|an|and|are|as|at|be|been|but|by|for|from|had|has|have|he|her|his|in|into|is|it|its|not|of|"
    r"on|or|our|she|should|that|the|their|them|they|this|to|was|we|were|which|will|with|would|you)"
)
_LONGEST = 40


def readable(entry: Entry) -> str:
    """Return an id that says whose statement it is and what it speaks of."""
    draft = entry.draft
    who = draft.speaker.split()[-1:] or [draft.by]
    words = [w for w in re.findall(r"\w+", draft.says.lower()) if not _SMALL.fullmatch(w)]
    return slug(" ".join([*who, *words[:3]]))


def slug(text: str) -> str:
    """Return text as an id: its words in lower case, joined; letters of any script stay.

    Examples
    --------
    >>> slug("Abe: four islands!"), slug("共同通信社"), slug("…")
    ('abe_four_islands', '共同通信社', 'untitled')
    """
    words = re.findall(r"\w+", unicodedata.normalize("NFC", text).lower())
    found = ""
    for word in words:
        longer = f"{found}_{word}" if found else word[:_LONGEST]
        if len(longer) > _LONGEST:
            break
        found = longer
    return found.strip("_") or "untitled"


def free(name: str, taken: Collection[str]) -> str:
    """Return a name, numbered where it is taken.

    Examples
    --------
    >>> free("abe", {"abe", "abe_2"})
    'abe_3'
    """
    number, result = 1, name
    while result in taken:
        number += 1
        result = f"{name}_{number}"
    return result
