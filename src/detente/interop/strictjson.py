"""JSON from strangers: read strictly, within limits, every complaint with its place.

Python's reader accepts what other programs would read differently: of two equal keys it keeps the
last, it takes ``NaN`` and turns ``1e999`` into infinity, and very deep nesting ends in a
`RecursionError`. Here each of these is a `FormatError` that says where.
"""

from __future__ import annotations

import json
import math
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from detente.errors import Diagnostic, LimitError
from detente.interop.inputs import MAX_BYTES, MAX_DEPTH, InputError, decoded, read_bytes

WIDTH = 80
"""Characters, less the key before them, up to which JSON is kept on one line."""

MAX_PROBLEMS = 100
"""Problems told of one file; nobody reads more."""

_MAX_DIGITS = 18
_SURROGATE = re.compile(r"\\u[dD][89a-fA-F]|[\ud800-\udfff]")
_BRACKETS = re.compile(r'"(?:[^"\\]|\\.)*(?:"|\Z)|[\[\]{}]', re.DOTALL)


class JsonError(InputError):
    """A file that is not the JSON it should be; `diagnostics` holds every problem."""

    code = "invalid-json"


@dataclass(frozen=True)
class _Unfit:
    """Stands for a number that JSON does not know or that cannot be kept exactly."""

    text: str


class _Object(dict[str, Any]):
    """A JSON object that remembers which of its keys were repeated."""

    repeated: tuple[str, ...] = ()


def read_text(path: Path, file: str = "") -> str:
    """Return a file's text: UTF-8, with or without a byte order mark, within `MAX_BYTES`.

    Raises
    ------
    FormatError
        If the file cannot be read or is not UTF-8.
    LimitError
        If it is too large.
    """
    file = file or str(path)
    return decoded(read_bytes(path, file, JsonError), file, JsonError)


def loads(text: str, file: str = "") -> Any:
    """Return the value a JSON text stands for.

    Parameters
    ----------
    text : str
    file : str
        Name for messages.

    Raises
    ------
    FormatError
        If the text is not JSON, nests deeper than `MAX_DEPTH`, repeats a key, or has a number
        that is not finite or an integer of more than 18 digits.
    LimitError
        If the text is longer than `MAX_BYTES` characters.

    Examples
    --------
    >>> loads('{"a": [1, 2]}')
    {'a': [1, 2]}
    >>> loads('{"a": [1, NaN]}')
    Traceback (most recent call last):
    ...
    detente.interop.strictjson.JsonError: a[1]: NaN is not a number JSON can hold
    """
    if len(text) > MAX_BYTES:
        raise LimitError(f"{file or 'the text'} is longer than {MAX_BYTES >> 20} MiB")
    _check_depth(text, file)
    hooks = _Hooks()
    try:
        value = json.loads(
            text,
            object_pairs_hook=hooks.object,
            parse_constant=hooks.unfit,
            parse_float=hooks.float,
            parse_int=hooks.integer,
        )
    except json.JSONDecodeError as error:
        raise _failure(
            f"not JSON: {error.msg}", file, line=error.lineno, column=error.colno
        ) from None
    if not hooks.suspicious and not _SURROGATE.search(text):
        return value  # spares sound files the walk
    problems = tuple(
        Diagnostic("invalid-json", f"{place}: {what}", file=file)
        for place, what in islice(_complaints(value, ""), MAX_PROBLEMS)
    )
    if problems:
        raise JsonError(problems)
    return value


def step(path: str, key: str | int) -> str:
    """Return the place of an entry inside another.

    Examples
    --------
    >>> step(step("decisionMakers", 1), "name")
    'decisionMakers[1].name'
    """
    if isinstance(key, int):
        return f"{path}[{key}]"
    if not key.isidentifier():
        return f"{path}[{json.dumps(key)}]"
    return f"{path}.{key}" if path else key


def laid_out(value: Any) -> str:
    """Return JSON that a person can compare line by line: what is short stays on one line.

    Examples
    --------
    >>> print(laid_out({"a": [1, 2]}), end="")
    {"a": [1, 2]}
    """
    return _lines(value, 0) + "\n"


def _lines(value: Any, indent: int) -> str:
    flat = json.dumps(value, ensure_ascii=False, allow_nan=False)
    if len(flat) + indent <= WIDTH or not isinstance(value, dict | list):
        return flat
    margin = " " * (indent + 2)
    if isinstance(value, dict):
        heads = {key: json.dumps(key, ensure_ascii=False) + ": " for key in value}
        items = [heads[key] + _lines(inner, indent + 2) for key, inner in value.items()]
    else:
        items = [_lines(item, indent + 2) for item in value]
    opening, closing = "{}" if isinstance(value, dict) else "[]"
    inner = ",\n".join(margin + item for item in items)
    return f"{opening}\n{inner}\n{' ' * indent}{closing}"


def _failure(
    message: str, file: str, *, line: int = 0, column: int = 0, hint: str = "", code: str = ""
) -> JsonError:
    code = code or JsonError.code
    diagnostic = Diagnostic(code, message, hint=hint, file=file, line=line, column=column)
    return JsonError((diagnostic,))


def _check_depth(text: str, file: str) -> None:
    depth = 0
    for match in _BRACKETS.finditer(text):
        sign = match.group()
        if sign in "[{":
            depth += 1
            if depth > MAX_DEPTH:
                at = match.start()
                raise _failure(
                    f"nested deeper than {MAX_DEPTH} levels",
                    file,
                    line=text.count("\n", 0, at) + 1,
                    column=at - text.rfind("\n", 0, at),
                )
        elif sign in "]}":
            depth -= 1


class _Hooks:
    """What the parser calls; notes whether anything was worth a second look."""

    def __init__(self) -> None:
        self.suspicious = False

    def unfit(self, text: str) -> _Unfit:
        self.suspicious = True
        return _Unfit(text)

    def float(self, text: str) -> float | _Unfit:
        number = float(text)
        return number if math.isfinite(number) else self.unfit(text)

    def integer(self, text: str) -> int | _Unfit:
        return int(text) if len(text) <= _MAX_DIGITS else self.unfit(f"{text[:_MAX_DIGITS]}…")

    def object(self, pairs: list[tuple[str, Any]]) -> _Object:
        result = _Object(pairs)
        if len(result) < len(pairs):
            self.suspicious = True
            counts = Counter(key for key, _ in pairs)
            result.repeated = tuple(key for key, count in counts.items() if count > 1)
        return result


def _complaints(value: Any, path: str) -> Iterator[tuple[str, str]]:
    """Yield (place, what is wrong) for everything the parser alone let pass."""
    if isinstance(value, _Unfit):
        yield path or "the file", f"{value.text} is not a number JSON can hold"
    elif isinstance(value, str):
        if not value.isascii() and any("\ud800" <= c <= "\udfff" for c in value):
            yield path or "the file", "half a surrogate pair is not a character"
    elif isinstance(value, list):
        for k, item in enumerate(value):
            yield from _complaints(item, step(path, k))
    elif isinstance(value, _Object):
        for key in value.repeated:
            yield path or "the file", f"the key {json.dumps(key)} stands twice"
        for key, item in value.items():
            yield from _complaints(key, step(path, key))
            yield from _complaints(item, step(path, key))
