"""Plain data as YAML laid out for people: short things on one line, long text wrapped."""

from __future__ import annotations

import json
import re
import textwrap
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

WIDTH = 96
_FEW = 4
"""Fields up to which a mapping may stand on one line."""

Comments = dict[tuple[str, ...], list[str]]
"""From the keys that lead to an entry to the comment lines above it."""


class Rows(list[Any]):
    """A list that has one item a line, however short they are."""


def layout(data: Mapping[str, Any], head: Sequence[str], comments: Comments) -> str:
    """Return nested dicts, lists, text, numbers and booleans as YAML.

    Parameters
    ----------
    data : mapping
        Entries that are mappings or lists are set apart by blank lines.
    head : sequence of str
        Comment lines at the top.
    comments : mapping
        Comment lines above entries of mappings; such an entry is set out in full.

    Examples
    --------
    >>> print(layout({"a": 1, "b": {"c": "no", "d": ["x, y", "z"]}}, ["Top"], {("b", "d"): ["Why"]}))
    # Top
    <BLANKLINE>
    a: 1
    <BLANKLINE>
    b:
      c: "no"
      # Why
      d:
        - x, y
        - z
    <BLANKLINE>
    """
    lines = [*_comment(head, 0), ""]
    for key, value in data.items():
        section = isinstance(value, dict | list)
        lines += [""] if section and lines[-1] else []
        lines += _entry(key, value, 0, (key,), comments, full=section)
    return "\n".join(lines) + "\n"


def _comment(lines: Sequence[str], indent: int) -> Iterator[str]:
    for line in lines:
        yield f"{' ' * indent}# {line}"


def _block(
    value: Mapping[str, Any], indent: int, path: tuple[str, ...], comments: Comments
) -> Iterator[str]:
    for key, inner in value.items():
        yield from _entry(key, inner, indent, (*path, key), comments)


def _entry(
    key: str,
    value: Any,
    indent: int,
    path: tuple[str, ...],
    comments: Comments,
    *,
    full: bool = False,
) -> Iterator[str]:
    """Yield the lines of ``key: value``."""
    told = comments.get(path, [])
    yield from _comment(told, indent)
    head = f"{' ' * indent}{scalar(key)}:"
    line = None if told or full else _one_line(value)
    if line is not None and len(head) + 1 + len(line) <= WIDTH:
        yield f"{head} {line}"
    elif isinstance(value, dict) and value:
        yield head
        yield from _block(value, indent + 2, path, comments)
    elif isinstance(value, list) and value:
        yield head
        for item in value:
            yield from _item(item, indent + 2, path, comments)
    else:
        yield from _long(f"{head} ", value, indent + 2)


def _item(item: Any, indent: int, path: tuple[str, ...], comments: Comments) -> Iterator[str]:
    """Yield the lines of a list's item."""
    dash = f"{' ' * indent}- "
    line = _one_line(item)
    if line is not None and len(dash) + len(line) <= WIDTH:
        yield dash + line
    elif isinstance(item, dict) and item:
        first, *others = _block(item, indent + 2, path, comments)
        yield dash + first.lstrip()
        yield from others
    else:
        yield from _long(dash, item, indent + 4)


def _long(head: str, value: Any, indent: int) -> Iterator[str]:
    """Yield what stays in one piece: a scalar or a list in brackets, text folded if it can be."""
    text = value.removesuffix("\n") if isinstance(value, str) else ""
    can_fold = text and text == " ".join(text.split()) and text.isprintable()
    if not can_fold or (text == value and len(head) + len(text) <= WIDTH):
        yield head + _flow(value)
        return
    yield f"{head}{'>-' if text == value else '>'}"
    margin = " " * indent
    yield from textwrap.wrap(
        text,
        WIDTH,
        initial_indent=margin,
        subsequent_indent=margin,
        break_long_words=False,
        break_on_hyphens=False,
    )


def _one_line(value: Any) -> str | None:
    """Return a value in one line, or None where that would not be read well."""
    if isinstance(value, str):
        return scalar(value)
    if isinstance(value, Rows) and value:
        return None
    if isinstance(value, list) and any(isinstance(item, dict) for item in value):
        return None
    if isinstance(value, dict):
        nested = any(isinstance(inner, dict | Rows) for inner in value.values())
        if nested or len(value) > _FEW:
            return None
    return _flow(value)


def _flow(value: Any) -> str:
    """Return a value in brackets and braces."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{scalar(k)}: {_flow(v)}" for k, v in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(_flow(item) for item in value) + "]"
    if isinstance(value, str):
        return scalar(value, flow=True)
    if isinstance(value, bool):
        return str(value).lower()
    whole = isinstance(value, float) and value.is_integer() and abs(value) < 1e15
    return f"{value:.0f}" if whole else str(value)


_DATE = re.compile(r"\d{4}(-\d\d){0,2}")
_PLAIN = re.compile(r"[^\W\d_].*|\(.*")
_SIGNS = re.compile(r": | #|:\Z")
_FLOW_SIGNS = re.compile(r"[:#,\[\]{}]")
_NOT_TEXT = frozenset(["true", "false", "null", "yes", "no", "on", "off", "y", "n"])
"""What some YAML reader takes for something else, whatever the case file's own rules say."""


def scalar(text: str, *, flow: bool = False) -> str:
    """Return text as a YAML scalar, in quotes where it would else be read as something else.

    Examples
    --------
    >>> print(scalar("settle for two"), scalar("2"), scalar("on"), scalar("1991-10"))
    settle for two "2" "on" 1991-10
    >>> print(scalar("a, b"), scalar("a, b", flow=True), scalar("a: b"))
    a, b "a, b" "a: b"
    """
    if _DATE.fullmatch(text):
        return text
    plain = (
        _PLAIN.fullmatch(text)
        and text.isprintable()
        and text == text.strip()
        and text.lower() not in _NOT_TEXT
        and not (_FLOW_SIGNS if flow else _SIGNS).search(text)
    )
    if plain:
        return text
    quoted = json.dumps(text, ensure_ascii=False)
    return "".join(c if c.isprintable() else _escaped(c) for c in quoted)


def _escaped(character: str) -> str:
    code = ord(character)
    return f"\\u{code:04x}" if code <= 0xFFFF else f"\\U{code:08x}"


# -- Entries -------------------------------------------------------------------------------


def short(key: str, fields: dict[str, Any]) -> Any:
    """Return a mapping that only has its main field as that field alone."""
    return fields[key] if list(fields) == [key] else fields


def different(entries: Mapping[str, Any], base: Mapping[str, Any]) -> dict[str, Any]:
    """Return the entries that are not those of the base."""
    return {key: entry for key, entry in entries.items() if base.get(key) != entry}
