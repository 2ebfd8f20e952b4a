"""Read a case file: bytes → data with places → model → checks → `Case`."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from pathlib import Path

from detente.case import Case
from detente.casefile import checks
from detente.casefile.build import build
from detente.casefile.positions import MAX_BYTES, read, too_large
from detente.casefile.schema import CaseFile
from detente.casefile.validation import validate
from detente.errors import CaseError, DetenteError, Diagnostic


def load(path: str | os.PathLike[str], *, name: str = "") -> Case:
    """Read a case file.

    Parameters
    ----------
    path : str or path
        A file in the case format, at most 4 MiB.
    name : str
        What diagnostics and `Case.path` call it; the path where none is given.

    Returns
    -------
    Case
        With what the checks found short of errors in `Case.warnings`.

    Raises
    ------
    CaseError
        With every problem of the file, each with line and column.
    """
    data, problems = _bytes(os.fspath(path), name)
    if problems:
        raise CaseError(problems)
    return _case(data, name or os.fspath(path))


def loads(text: str | bytes, name: str = "") -> Case:
    """Read a case from text; see `load`.

    Parameters
    ----------
    text : str or bytes
    name : str
        What diagnostics call it.

    Examples
    --------
    >>> case = loads('''
    ... detente: 1
    ... id: dispute
    ... title: A dispute
    ... parties: {a: Alpha, b: Beta}
    ... conflict:
    ...   options: {a: {insist: Insist}, b: {leave: Leave}}
    ...   preferences: {a: [not b.leave, a.insist], b: [not a.insist, not b.leave]}
    ... ''')
    >>> case.conflict.payoffs("b")
    array([3, 1, 2, 0], dtype=int32)
    """
    return _case(_encoded(text), name)


def diagnose(path: str | os.PathLike[str], *, name: str = "") -> list[Diagnostic]:
    """Return every error, warning and note about a case file, in file order.

    An empty list means that nothing is wrong. Never raises for what is in the file, or for a
    file that cannot be read.
    """
    data, problems = _bytes(os.fspath(path), name)
    return problems or _examine(data, name or os.fspath(path)).diagnostics


def diagnose_text(text: str | bytes, name: str = "") -> list[Diagnostic]:
    """Return every error, warning and note about a case's text; see `diagnose`."""
    return _examine(_encoded(text), name).diagnostics


@dataclass
class _Examined:
    model: CaseFile | None
    diagnostics: list[Diagnostic] = field(default_factory=list)

    @property
    def faulty(self) -> bool:
        return any(found.severity == "error" for found in self.diagnostics)


def _examine(data: bytes, file: str) -> _Examined:
    document = read(data, file)
    if document.data is None:
        return _Examined(None, _in_order(document.problems))
    validated = validate(document)
    found = [*document.problems, *validated.problems]
    if validated.model is not None:
        found += checks.run(
            validated.model, document, validated.is_stand_in, mended=bool(validated.problems)
        )
    return _Examined(validated.model, _in_order(found))


def _case(data: bytes, file: str) -> Case:
    examined = _examine(data, file)
    if examined.faulty or examined.model is None:
        raise CaseError(examined.diagnostics)
    try:
        return build(examined.model, data=data, path=file, warnings=examined.diagnostics)
    except DetenteError as error:  # what only a model too large for the checks can show
        raise CaseError(
            Diagnostic(found.code, found.message, found.hint, file) for found in error.diagnostics
        ) from error


def _in_order(found: list[Diagnostic]) -> list[Diagnostic]:
    return sorted(found, key=lambda d: (d.line, d.column, d.severity, d.code, d.message))


def _encoded(text: str | bytes) -> bytes:
    # half a surrogate pair, which only Python text can hold, is then refused as not UTF-8
    return text if isinstance(text, bytes) else text.encode("utf-8", "surrogatepass")


def _bytes(path: str, name: str) -> tuple[bytes, list[Diagnostic]]:
    """Return a file's content, or why it cannot be read; never more than a little too much."""
    code, hint = "unreadable-file", ""
    try:
        with Path(path).open("rb") as stream:
            data = stream.read(MAX_BYTES + 1)
            size = max(len(data), os.fstat(stream.fileno()).st_size)
        if size <= MAX_BYTES:
            return data, []
        problem = too_large(size)
        code, message, hint = problem.code, problem.message, problem.hint
    except FileNotFoundError:
        code, message = "no-such-file", "there is no such file"
    except IsADirectoryError:
        message, hint = "this is a directory, not a file", "name the case file in it"
    except (OSError, ValueError) as error:  # ValueError: a NUL character in the name
        message = f"cannot be read: {getattr(error, 'strerror', None) or error}"
    return b"", [Diagnostic(code, message, hint, name or path)]
