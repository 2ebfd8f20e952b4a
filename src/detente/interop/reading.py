"""What is wrong, and worth a note, with a file of another program: collected while it is read."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import Any, NoReturn

from detente.errors import CaseError, Diagnostic

MAX_PROBLEMS = 100
_LARGEST = 1e15


@dataclass(frozen=True)
class Origin:
    """Which files of another program a case was read from; no person wrote it as a text."""

    files: tuple[str, ...]


@dataclass
class Reading:
    """Collects what is wrong, and what is worth a note, over the files of a case.

    Parameters
    ----------
    code : str
        Of its diagnostics: the format.
    """

    code: str
    problems: list[Diagnostic] = field(default_factory=list)
    notes: list[Diagnostic] = field(default_factory=list)

    def problem(
        self, message: str, file: str, at: tuple[int, int] = (0, 0), *, hint: str = ""
    ) -> None:
        """Record what is wrong; give up where nobody would read on."""
        self.problems.append(Diagnostic(self.code, message, hint, file, *at))
        if len(self.problems) >= MAX_PROBLEMS:
            self.check()

    def stop(
        self, message: str, file: str, at: tuple[int, int] = (0, 0), *, hint: str = ""
    ) -> NoReturn:
        """Give up: after this nothing can be made of the file."""
        self.problems.append(Diagnostic(self.code, message, hint, file, *at))
        raise CaseError(self.problems)

    def note(self, message: str, file: str, at: tuple[int, int] = (0, 0), hint: str = "") -> None:
        """Record how something was understood."""
        self.notes.append(Diagnostic(f"{self.code}-read", message, hint, file, *at, "note"))

    def check(self) -> None:
        """Raise if anything is wrong so far."""
        if self.problems:
            raise CaseError(self.problems)

    def number(self, given: Any, what: str, file: str, at: tuple[int, int] = (0, 0)) -> float:
        """Return a number that is given as such or as text; 0 with a complaint otherwise."""
        try:
            number = float("nan") if isinstance(given, bool | None) else float(given)
        except (TypeError, ValueError, OverflowError):
            number = float("nan")
        if math.isfinite(number) and abs(number) < _LARGEST:
            return number
        missing = given is None or given == ""
        told = "missing" if missing else f"{_shown(given)}, not a number that can be used"
        self.problem(f"{what} is {told}", file, at)
        return 0.0


def _shown(given: Any) -> str:
    text = repr(given)
    return text if len(text) < 40 else f"{text[:36]}…"
