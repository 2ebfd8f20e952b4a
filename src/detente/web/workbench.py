"""What the workbench holds: the case as its file has it, and the draft of it."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from concurrent.futures import Future
from pathlib import Path
from threading import RLock
from typing import Any, TypeVar, cast

from detente import loading
from detente.case import Case
from detente.casefile.positions import Document, read
from detente.conflict.analysis import Analysis, analyse
from detente.conflict.findings import Findings, find
from detente.errors import CaseError, DetenteError, Diagnostic
from detente.web.compared import Before, Compared
from detente.web.drafting import Drafted, Drafting
from detente.web.intake import Tray
from detente.web.jobs import Jobs
from detente.web.journal import Journal
from detente.web.view import View
from detente.web.warming import Warming

T = TypeVar("T")

KEPT = 24
"""Analyses and findings that are kept."""


class Workbench:
    """The case that is served, read again when its file changes, and the draft of it.

    Parameters
    ----------
    name : str
        A case file, or the name of a packaged case.
    read_only : bool
        Whether nothing may be written; drafts are then kept in memory.

    Raises
    ------
    CaseError
        If the case cannot be used.
    """

    def __init__(self, name: str, *, read_only: bool = False) -> None:
        self.name, self.read_only = name, read_only
        self.lock = RLock()
        self.jobs = Jobs()
        self.tray = Tray()
        self._stamp: tuple[int, ...] = self._now()
        self._saved = loading.load(name)
        self._document = self._read(self._saved)
        own = Path(name) if not read_only and os.path.lexists(name) else None
        self.file = own if own and self._document else None
        journal = self.file.resolve() if self.file else None
        if journal:
            journal = journal.with_name(f".{journal.name}.draft")
        self.drafting = Drafting(self.file, Journal(journal))
        self._kept: dict[object, tuple[Case, Future[Any]]] = {}
        self._drafted: Drafted | None = None
        self.warming = Warming(self._saved)

    @classmethod
    def open(cls, name: str, *, read_only: bool = False) -> Workbench:
        """Open a case."""
        return cls(name, read_only=read_only)

    def close(self) -> None:
        """End what is under way."""
        self.warming.stop()
        self.jobs.close()
        self.tray.close()
        self.drafting.journal.close()

    # -- The case --------------------------------------------------------------------------

    def saved(self) -> Case:
        """Return the case as its file has it now.

        Raises
        ------
        CaseError
            If the file cannot be used any more.
        """
        with self.lock:
            stamp = self._now()
            if stamp != self._stamp:
                self._saved = loading.load(self.name)
                self._document = self._read(self._saved)
                self._stamp = stamp
            return self._saved

    def drafted(self) -> Drafted | None:
        """Return the draft as it stands; None where the case cannot be drafted.

        Raises
        ------
        CaseError
            If the file cannot be used any more.
        """
        with self.lock:
            saved = self.saved()
            if self._document is None:
                return None
            self._drafted = self.drafting.look(self._document, saved, self._drafted)
            return self._drafted

    def case(self) -> Case:
        """Return the case as it is drafted now."""
        now = self.drafted()
        return self.saved() if now is None else now.case

    def change(self, revision: int, edit: Mapping[str, Any], digest: str = "") -> None:
        """Make an edit of the draft, save it, or keep it as a scenario.

        Raises
        ------
        StaleError
            If the draft is another than the one that was looked at.
        DetenteError
            If that cannot be done.
        """
        with self.lock:
            now = self.drafted()
            if now is None or not any((now.case.conflict, now.case.bargaining, now.case.spatial)):
                raise DetenteError(
                    "this case cannot be drafted",
                    code="not-draftable",
                    hint="convert it into a case file with a conflict first",
                )
            if edit.get("do") == "save":
                self.drafting.save(now, revision, digest)
            elif edit.get("do") == "keep":
                asked = (str(edit.get(name, "")) for name in ("scenario", "id", "label"))
                self.drafting.keep(now, revision, digest, *asked)
            else:
                self.drafting.edit(now, revision, edit)

    def analysis(self, view: View) -> Analysis:
        """Return the analysis that a view looks at, kept for the next look.

        Raises
        ------
        DetenteError
            As from `detente.conflict.analysis.analyse`.
        """
        return self.once(view, "analysis", self._analyse)

    def findings(self, view: View) -> Findings:
        """Return the findings that a view looks at; see `analysis`."""
        return self.once(view, "findings", lambda each: find(self.analysis(each)))

    def before(self, view: View) -> Before:
        """Return the answer of the file to what a view asks; see `analysis`."""
        saved = View(self.saved(), view.scenario, view.concepts, view.sanction)
        return self.once(
            saved, "before", lambda each: Before(each.case, each.scenario, self.findings(each))
        )

    def compared(self, view: View) -> Compared | None:
        """Return how a view of the draft differs from the file; None where it is no draft."""
        if view.case is self.saved() or view.case.conflict is None:
            return None
        return Compared(self.before(view), self.analysis(view))

    def _analyse(self, view: View) -> Analysis:
        compiled = True if self.warming.helps(view.conflict) else None
        return analyse(
            view.conflict, view.concepts or None, sanction=view.sanction, compiled=compiled
        )

    def once(self, view: View, what: str, make: Callable[[View], T]) -> T:
        """Return what is made of a view, made once and kept for the next looks."""
        key = (what, id(view.case), view.key)
        with self.lock:
            kept = self._kept.pop(key, None)  # the last used is the last to go
            # with the case, so that no other can come to have its id
            _, found = self._kept[key] = kept or (view.case, Future())
            while len(self._kept) > KEPT:
                del self._kept[next(iter(self._kept))]
        if kept is None:  # worked out once, and not under the lock: others go on meanwhile
            try:
                found.set_result(make(view))
            except BaseException as error:  # noqa: BLE001  # whoever waits must hear of it
                with self.lock:
                    self._kept.pop(key, None)
                found.set_exception(error)
        return cast(T, found.result())

    def diagnostics(self) -> list[Diagnostic]:
        """Return everything that is wrong, or worth a note, about the file."""
        try:
            return list(self.saved().warnings)
        except CaseError as error:
            return list(error.diagnostics)

    def _read(self, case: Case) -> Document | None:
        """Return the file with its places; None for a foreign format."""
        if not case.text or Path(self.name).suffix.lower() == ".gmcr":
            return None
        return read(case.text.encode(), case.path)

    def _now(self) -> tuple[int, ...]:
        """Return what tells whether the file is another; empty where there is none."""
        try:
            found = Path(self.name).stat()
        except OSError:
            return ()
        return found.st_mtime_ns, found.st_size, found.st_ino
