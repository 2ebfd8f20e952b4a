"""Files from strangers: read whole, within limits; errors that carry every problem."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from detente.errors import Diagnostic, FormatError, LimitError

MAX_BYTES = 16 << 20
MAX_DEPTH = 64
"""Levels of whatever nests; far more than any known format needs."""


class InputError(FormatError):
    """A file that is not what it should be; `diagnostics` holds every problem."""

    def __init__(self, diagnostics: tuple[Diagnostic, ...]) -> None:
        first = diagnostics[0]
        place = f"{first.place}: " if first.place else ""
        super().__init__(f"{place}{first.message}", hint=first.hint, code=first.code)
        self._diagnostics = diagnostics

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (self._diagnostics,)

    @property
    def diagnostics(self) -> tuple[Diagnostic, ...]:
        """Every problem found, in file order."""
        return self._diagnostics


def read_bytes(path: Path, file: str = "", error: type[InputError] = InputError) -> bytes:
    """Return what a file holds, up to `MAX_BYTES`.

    Raises
    ------
    FormatError
        Of the kind asked for, if the file cannot be read.
    LimitError
        If it is too large.
    """
    file = file or str(path)
    try:
        with path.open("rb") as stream:
            raw = stream.read(MAX_BYTES + 1)
    except (OSError, ValueError) as failure:  # ValueError: a NUL character in the name
        reason = getattr(failure, "strerror", None) or type(failure).__name__
        message = f"the file cannot be read: {reason}"
        raise error((Diagnostic("unreadable", message, file=file),)) from None
    if len(raw) > MAX_BYTES:
        raise LimitError(f"{file} is larger than {MAX_BYTES >> 20} MiB")
    return raw


def decoded(raw: bytes, file: str = "", error: type[InputError] = InputError) -> str:
    """Return bytes as text: UTF-8, with or without a byte order mark.

    Raises
    ------
    FormatError
        Of the kind asked for, if they are not UTF-8.
    """
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as failure:
        before = raw[: failure.start]
        problem = Diagnostic(
            "not-utf-8",
            f"not UTF-8: byte 0x{raw[failure.start]:02x}",
            "save the file as UTF-8",
            file,
            before.count(b"\n") + 1,
            failure.start - before.rfind(b"\n"),
        )
        raise error((problem,)) from None
