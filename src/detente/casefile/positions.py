"""A case file's bytes as a `Document`: plain data that knows the place of every piece."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from detente.casefile.nodes import Path, ReadError, Span, Walk, compose
from detente.errors import Diagnostic, Severity

MAX_BYTES = 4 * 1024 * 1024


@dataclass
class Document:
    """A file's data with the place of every key and value.

    Parameters
    ----------
    file : str
        The file as the user named it.
    text : str
        Its text.
    data : object
        Plain dicts, lists and scalars; None when the text could not be read at all.
    values, keys : dict of Path to Span
        Where each value, and the key before it, stands.
    problems : list of Diagnostic
        What is wrong with the YAML itself.
    """

    file: str
    text: str = ""
    data: Any = None
    values: dict[Path, Span] = field(default_factory=dict)
    keys: dict[Path, Span] = field(default_factory=dict)
    problems: list[Diagnostic] = field(default_factory=list)

    def written(self, path: Path) -> Path:
        """Return the part of a path that the file really has.

        Shorthands and alternatives leave steps in a validator's path that nobody wrote
        (``settle: Settle`` stands for ``settle: {label: Settle}``); those are left out.
        """
        return follow(self.data, path)[0]

    def place(self, path: Path, *, key: bool = False, offset: int = 0) -> tuple[int, int]:
        """Return line and column of a value, or with `key` of the key that introduces it.

        With `offset`, the place of that character of a text. Folding and indentation change
        only white space, so it is found by counting the visible characters; a text with escapes
        is placed at its start.
        """
        known, value = follow(self.data, path)
        span = (self.keys.get(known) if key else None) or self.values.get(known)
        if span is None:
            return 0, 0
        if offset and isinstance(value, str):
            return _inside(self.text, span, value, offset)
        return span.line, span.column

    def diagnostic(
        self,
        code: str,
        message: str,
        path: Path = (),
        *,
        hint: str = "",
        key: bool = False,
        offset: int = 0,
        severity: Severity = "error",
    ) -> Diagnostic:
        """Return a diagnostic at the place of a path."""
        line, column = self.place(path, key=key, offset=offset)
        return Diagnostic(code, message, hint, self.file, line, column, severity)


def follow(node: Any, path: Path) -> tuple[Path, Any]:
    """Follow a path as far as the data has it; return what was followed and where it ends."""
    found: list[str | int] = []
    for step in path:
        if isinstance(node, dict):
            inside = step in node
        else:
            inside = isinstance(node, list) and isinstance(step, int) and step < len(node)
        if inside:
            node = node[step]
            found.append(step)
    return tuple(found), node


def read(data: bytes, file: str = "") -> Document:
    """Read the bytes of a YAML file.

    Returns
    -------
    Document
        With `problems` filled and, where nothing could be read, without data.

    Examples
    --------
    >>> document = read(b"answer: NO # and more" + bytes([10]) + b"when: 2019-01-09")
    >>> document.data
    {'answer': 'NO', 'when': '2019-01-09'}
    >>> document.place(("when",))
    (2, 7)
    """
    document = Document(file)
    walk = Walk(document.values, document.keys)
    try:
        document.text = _decoded(data)
        root = compose(document.text)
        document.data = walk.data(root)
        if not isinstance(document.data, dict):
            raise ReadError(
                "not-a-mapping",
                "a case file consists of 'key: value' lines",
                hint="start with 'detente: 1'; 'detente new NAME' writes a file to start from",
                span=root.span,
            )
    except ReadError as problem:
        walk.problems.append(problem)
        document.data = None
    document.problems = [_diagnostic(problem, file) for problem in walk.problems]
    return document


def too_large(size: int) -> ReadError:
    """Return the refusal of a file of `size` bytes."""
    return ReadError(
        "file-too-large",
        f"the file has {size / 2**20:.1f} MiB; at most {MAX_BYTES // 2**20} MiB are read",
        hint="a case holds paraphrases, not the reports themselves",
    )


def _diagnostic(problem: ReadError, file: str) -> Diagnostic:
    line, column = (problem.span.line, problem.span.column) if problem.span else (0, 0)
    return Diagnostic(problem.code, problem.message, problem.hint, file, line, column)


# What YAML 1.2 allows, less byte order marks and the separators that some count as line ends.
_FORBIDDEN = re.compile(
    "[^\t\n\r -~\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]"
)


def _decoded(data: bytes) -> str:
    if len(data) > MAX_BYTES:
        raise too_large(len(data))
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        raise ReadError(
            "not-utf-8", "the file is UTF-16, not UTF-8", hint="save it with the encoding UTF-8"
        )
    try:
        text = data.decode("utf-8").removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        before = data[: error.start].decode("utf-8").removeprefix("\ufeff")
        raise ReadError(
            "not-utf-8",
            f"the byte 0x{data[error.start]:02X} is not UTF-8 text",
            hint="save the file with the encoding UTF-8",
            span=_span(before, len(before)),
        ) from None
    if match := _FORBIDDEN.search(text):
        raise ReadError(
            "control-character",
            f"the control character U+{ord(match.group()):04X} is not allowed",
            hint="remove it; inside double quotes, write it as an escape",
            span=_span(text, match.start()),
        )
    return text


def _span(text: str, at: int) -> Span:
    return Span(text.count("\n", 0, at) + 1, at - text.rfind("\n", 0, at), at, at)


def _inside(text: str, span: Span, value: str, offset: int) -> tuple[int, int]:
    """Return the place of a text's character, given where its scalar stands in the source."""
    start, end = span.start, span.end
    if text[start] in "'\"":
        start, end = start + 1, end - 1
    elif text[start] in "|>":
        start = text.find("\n", start, end) + 1
    visible = [at for at in range(start, end) if not text[at].isspace()]
    before = len("".join(value[:offset].split()))
    if not visible or len(visible) != len("".join(value.split())):
        return span.line, span.column
    at = visible[before] if before < len(visible) else visible[-1] + 1
    return text.count("\n", 0, at) + 1, at - text.rfind("\n", 0, at)
