"""The draft of a workbench: edits by name, undone and redone, compared with the file, saved."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path as File
from typing import Any

from detente import files
from detente.case import Case
from detente.casefile import diagnose_text
from detente.casefile.bargaining.sections import Section, sections
from detente.casefile.draft import (
    Draft,
    carried_over,
    draft_to_scenario,
    draft_to_text,
    drafted,
)
from detente.casefile.positions import Document, read
from detente.casefile.schema import CaseFile
from detente.casefile.spatial.sections import SpatialSection, spatial_sections
from detente.casefile.validation import validate
from detente.casefile.variants import Variant, variants
from detente.errors import CaseError, DetenteError, Diagnostic, unknown_name
from detente.web.changed import ChangedError, difference
from detente.web.deals.numbers import tried
from detente.web.edits import edited
from detente.web.forecasts.positions import tried as stood
from detente.web.journal import History, Journal, StaleError

SEEN = 8
"""Texts of the file that are remembered, to tell what changed since one was shown."""


@dataclass(frozen=True)
class Drafted:
    """The present draft and the case that it makes.

    Parameters
    ----------
    document : Document
        The file.
    history : History
    case : Case
        As drafted; as in the file where the draft cannot be used.
    problems : tuple of Diagnostic
        Why it cannot.
    clash : bool
        Whether the file was changed where the draft changes it.
    """

    document: Document
    history: History
    case: Case
    problems: tuple[Diagnostic, ...] = ()
    clash: bool = False

    @property
    def digest(self) -> str:
        """Names the file's text."""
        return digest_of(self.document.text)

    @property
    def draft(self) -> Draft:
        """The present draft."""
        return self.history.draft

    @property
    def usable(self) -> bool:
        """Whether the case is as drafted."""
        return bool(self.draft) and not self.clash and not self.problems

    def variant(self, scenario: str) -> Variant:
        """Return where the parts of the conflict are written, as a scenario has them."""
        known = {variant.scenario: variant for variant in variants(_file(self.document))}
        if scenario not in known:
            raise unknown_name("scenario", scenario, known)
        return known[scenario]

    def section(self, scenario: str) -> Section | None:
        """Return where what is bargained over is written, as a scenario has it, if it is."""
        known = {section.scenario: section for section in sections(_file(self.document))}
        return known.get(scenario)

    def positions(self, scenario: str) -> SpatialSection | None:
        """Return where it is written who stands where, as a scenario has it, if it is."""
        known = {each.scenario: each for each in spatial_sections(_file(self.document))}
        return known.get(scenario)


def digest_of(text: str) -> str:
    """Return a name for a text."""
    return hashlib.sha256(text.encode()).hexdigest()


def _file(document: Document) -> CaseFile:
    validated = validate(document)
    assert validated.model is not None
    return validated.model


class Drafting:
    """Changes the draft of a case.

    Parameters
    ----------
    file : File or None
        Where to save; None where nothing may be written.
    journal : Journal
    """

    def __init__(self, file: File | None, journal: Journal) -> None:
        self.file, self.journal = file, journal
        self._seen: dict[str, str] = {}  # texts of the file, by digest, as pages have shown them

    def look(self, document: Document, saved: Case, last: Drafted | None = None) -> Drafted:
        """Return the draft as it stands, carried over to the file as it is now.

        `last` is what was found before; its case is the same object as long as nothing changes.
        """
        self._remember(document)
        history = self.journal.read(document.text)
        if history.text != document.text:
            moved = self._carried(history, document)
            if moved is None:
                return Drafted(document, history, saved, clash=True)
            history = moved
        same = last is not None and last.document is document and last.draft == history.draft
        if last is not None and same and not last.clash:
            return replace(last, history=history)
        if not history.draft:
            return Drafted(document, history, saved)
        try:
            return Drafted(document, history, _sound(drafted(document, history.draft)))
        except DetenteError as error:
            return Drafted(document, history, saved, error.diagnostics)

    def _remember(self, document: Document) -> None:
        digest = digest_of(document.text)
        if digest not in self._seen:
            while len(self._seen) >= SEEN:
                del self._seen[next(iter(self._seen))]
            self._seen[digest] = document.text

    def _carried(self, history: History, document: Document) -> History | None:
        before = read(history.text.encode())
        if any(carried_over(draft, before, document) is None for draft in history.drafts):
            return None
        try:
            return self.journal.write(replace(history, text=document.text))
        except StaleError:  # another process has just done the same
            now = self.journal.read(document.text)
            return now if now.text == document.text else None

    def edit(self, now: Drafted, revision: int, edit: Mapping[str, Any]) -> None:
        """Make one edit.

        Raises
        ------
        StaleError
            If the draft is another than the one that was looked at.
        DetenteError
            If the edit makes no sense.
        """
        history = now.history
        if revision != history.revision:
            raise StaleError
        does = edit.get("do")
        if does == "discard":
            self.journal.write(History(history.revision, now.document.text))
        elif now.clash:
            raise DetenteError(
                "the file was changed where the draft changes it",
                code="changed-file",
                hint="discard the draft, or undo the change of the file",
            )
        elif does in ("undo", "redo"):
            self.journal.write(history.back(1 if does == "undo" else -1))
        elif does == "reset":
            self.journal.write(history.followed_by(Draft()))
        else:
            self.journal.write(history.followed_by(_after(now, edit)))

    def save(self, now: Drafted, revision: int, digest: str) -> None:
        """Write the draft into the file.

        Raises
        ------
        StaleError
            If the draft is another than the one that was looked at.
        DetenteError
            If nothing may be written, or the file is another than the one that was looked at.
        """
        self._write(now, revision, digest, draft_to_text(now.document, now.draft))

    def keep(
        self, now: Drafted, revision: int, digest: str, scenario: str, key: str, label: str
    ) -> None:
        """Write the draft into the file as a new scenario.

        Raises
        ------
        DetenteError
            As from `save`, or if there can be no scenario of that name.
        """
        if not re.fullmatch(r"[A-Za-z][A-Za-z0-9_]*", key):
            raise DetenteError(
                f"'{key}' cannot name a scenario", hint="letters, digits and '_'", code="bad-name"
            )
        text = draft_to_scenario(now.document, now.draft, scenario, key, label or key)
        self._write(now, revision, digest, text)

    def _write(self, now: Drafted, revision: int, digest: str, text: str) -> None:
        if self.file is None:
            raise DetenteError(
                "nothing is written here",
                code="read-only",
                hint="a packaged case can be copied with 'detente new NAME --from CASE'",
            )
        if now.problems:
            raise CaseError(now.problems)
        if now.clash:
            raise ChangedError(now.digest, difference(now.history.text, now.document.text))
        on_disk = _text_of(self.file)
        if digest != digest_of(on_disk):
            seen = self._seen.get(digest)
            found = [] if seen is None else difference(seen, on_disk)
            raise ChangedError(digest_of(on_disk), found)
        if revision != now.history.revision:
            raise StaleError
        if errors := [d for d in diagnose_text(text, str(self.file)) if d.severity == "error"]:
            raise CaseError(errors)
        files.write(self.file, text)
        self.journal.write(History(now.history.revision, text))


def _after(now: Drafted, edit: Mapping[str, Any]) -> Draft:
    """Return the draft after an edit of the conflict, what is bargained over, or who stands where."""
    scenario = str(edit.get("scenario", ""))
    if edit.get("do") == "stance":
        positions = now.positions(scenario)
        if positions is None:
            raise DetenteError("nothing says who stands where", code="not-draftable")
        return stood(now.document, now.draft, positions, edit)
    if edit.get("do") == "number":
        section = now.section(scenario)
        if section is None:
            raise DetenteError("nothing is bargained over here", code="not-draftable")
        return tried(now.document, now.draft, section, edit)
    if now.case.conflict is None:
        raise DetenteError("this case has no conflict to be drafted", code="not-draftable")
    return edited(now.document, now.draft, now.variant(scenario), edit)


def _text_of(file: File) -> str:
    return file.read_bytes().decode("utf-8-sig", "replace")


def _sound(case: Case) -> Case:
    """Return a case that has its states, and today's among them, under every scenario."""
    for conflict in (case.conflict, *(scenario.conflict for scenario in case.scenarios.values())):
        if conflict is not None:
            _ = conflict.status_quo_state
    return case
