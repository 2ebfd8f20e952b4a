"""What can go wrong, and how a person is told.

The exception tree::

    DetenteError
    ├── CaseError         (ValueError)  a case file with problems; carries every Diagnostic
    ├── ConditionError    (ValueError)  a condition that does not parse or names nothing
    ├── ModelError        (ValueError)  a model whose parts contradict each other
    ├── FormatError       (ValueError)  a foreign file that cannot be understood
    ├── LimitError        (ValueError)  a request too large to answer, or input past a limit
    ├── UnknownNameError  (ValueError)  a party, scenario, concept, state or case nobody knows
    └── MissingExtraError (ImportError) an optional dependency is needed and not installed

Every message says what is wrong *and* how to mend it. A `Diagnostic` is one such message with
its place in a file; the command line, the JSON output and the workbench all show the same one.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

Severity = Literal["error", "warning", "note"]


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One problem, where it stands, and what to do about it.

    Parameters
    ----------
    code : str
        Stable, kebab-case name of the kind of problem, for scripts and for the documentation.
    message : str
        What is wrong, in one sentence.
    hint : str
        How to mend it; empty when nothing useful can be said.
    file : str
        The file as the user named it; empty for input without a file.
    line, column : int
        1-based place in the file; 0 when the problem has no place.
    severity : {"error", "warning", "note"}
        Errors stop the analysis; warnings and notes do not.

    Examples
    --------
    >>> print(Diagnostic("unknown-option", "no option 'japan.setle'",
    ...                  hint="did you mean 'japan.settle'?", file="case.yaml", line=12, column=9))
    case.yaml:12:9: error: no option 'japan.setle' [unknown-option]
        hint: did you mean 'japan.settle'?
    """

    code: str
    message: str
    hint: str = ""
    file: str = ""
    line: int = 0
    column: int = 0
    severity: Severity = "error"

    @property
    def place(self) -> str:
        """``file:line:column``, as far as known."""
        position = f":{self.line}:{self.column}" if self.line else ""
        return f"{self.file}{position}"

    def __str__(self) -> str:
        head = f"{self.place}: " if self.place else ""
        text = f"{head}{self.severity}: {self.message} [{self.code}]"
        return f"{text}\n    hint: {self.hint}" if self.hint else text

    def to_dict(self) -> dict[str, Any]:
        """Return the diagnostic as JSON-ready fields."""
        return {
            "code": self.code,
            "severity": self.severity,
            "message": self.message,
            "hint": self.hint,
            "file": self.file,
            "line": self.line,
            "column": self.column,
        }


class DetenteError(Exception):
    """Base of every error that detente raises on purpose.

    Parameters
    ----------
    message : str
        What is wrong.
    hint : str, optional
        How to mend it.
    code : str, optional
        Overrides the class's own diagnostic code.
    """

    code = "error"

    def __init__(self, message: str, *, hint: str = "", code: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
        if code is not None:
            self.code = code

    @property
    def diagnostics(self) -> tuple[Diagnostic, ...]:
        """The error as a list of diagnostics, so that every face shows all errors alike."""
        return (Diagnostic(self.code, self.message, hint=self.hint),)

    def __str__(self) -> str:
        return f"{self.message} ({self.hint})" if self.hint else self.message


class CaseError(DetenteError, ValueError):
    """A case file that cannot be used; `diagnostics` holds all its problems at once."""

    code = "invalid-case"

    def __init__(self, diagnostics: Iterable[Diagnostic]) -> None:
        self._diagnostics = tuple(diagnostics)
        errors = [d for d in self._diagnostics if d.severity == "error"]
        count = "1 problem" if len(errors) == 1 else f"{len(errors)} problems"
        first = f"; first: {errors[0]}" if errors else ""
        super().__init__(f"the case has {count}{first}")

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (self._diagnostics,)

    @property
    def diagnostics(self) -> tuple[Diagnostic, ...]:
        """Every problem found, in file order."""
        return self._diagnostics


class ConditionError(DetenteError, ValueError):
    """A condition that does not parse, or that names something nobody defined.

    `offset` is the 0-based character at which the problem starts in the condition's text.
    """

    code = "condition-syntax"

    def __init__(
        self, message: str, *, offset: int = 0, hint: str = "", code: str | None = None
    ) -> None:
        super().__init__(message, hint=hint, code=code)
        self.offset = offset


class ModelError(DetenteError, ValueError):
    """A model whose parts do not fit together."""

    code = "invalid-model"


class FormatError(DetenteError, ValueError):
    """A file in a foreign format that cannot be understood."""

    code = "invalid-format"


class LimitError(DetenteError, ValueError):
    """Input past a stated limit, or a question too large to answer exactly."""

    code = "limit"


class UnknownNameError(DetenteError, ValueError):
    """A name that nothing in the case answers to."""

    code = "unknown-name"


class MissingExtraError(DetenteError, ImportError):
    """An optional dependency is needed for this feature and is not installed."""

    code = "missing-extra"


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """Return a hint with the nearest known name, or the list of them when none is near.

    Examples
    --------
    >>> did_you_mean("japn", ["japan", "russia"])
    "did you mean 'japan'?"
    >>> did_you_mean("mars", ["japan", "russia"])
    'known: japan, russia'
    """
    names: Sequence[str] = list(dict.fromkeys(known))
    near = difflib.get_close_matches(name, names, n=1, cutoff=0.6)
    if near:
        return f"did you mean '{near[0]}'?"
    if not names:
        return "none is defined"
    listed = ", ".join(names[:8])
    return f"known: {listed}" + (", …" if len(names) > 8 else "")


def unknown_name(kind: str, name: str, known: Iterable[str], of: str = "") -> UnknownNameError:
    """Return the error for a `name` of some `kind`, `of` something, that is not `known`."""
    return UnknownNameError(
        f"no {kind} '{name}' of '{of}'" if of else f"no {kind} '{name}'",
        hint=did_you_mean(name, known),
        code=f"unknown-{kind.replace(' ', '-')}",
    )
