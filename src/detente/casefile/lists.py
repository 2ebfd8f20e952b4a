"""Reorder, shorten and lengthen the lists of a case file, comments and layout kept.

An entry takes along the comment lines right above it; what stands above the first entry belongs
to the list and stays.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import Any

from detente.casefile.edit import flow, set_value
from detente.casefile.nodes import Path, Span
from detente.casefile.positions import Document, follow, read
from detente.errors import CaseError, ModelError


def rearrange(text: str, path: Path, places: Sequence[int]) -> str:
    r"""Return the text with a list in another order, and without the entries that are not named.

    Parameters
    ----------
    text : str
        A case file, or any YAML that `positions.read` accepts.
    path : Path
        Of a list.
    places : sequence of int
        0-based places of the entries to keep, in their new order.

    Raises
    ------
    CaseError
        If the text is no YAML.
    ModelError
        If there is no such list, or it has no such entries.

    Examples
    --------
    >>> print(rearrange("a:\n  - x  # one\n  # on y\n  - y\n  - z\n", ("a",), [1, 0]))
    a:
      # on y
      - y
      - x  # one
    <BLANKLINE>
    """
    document = _read(text)
    listed = _list(document, path)
    if len(set(places)) < len(places) or not set(places) <= set(range(len(listed))):
        raise ModelError("these are no places of the list")
    if list(places) == list(range(len(listed))):
        return text
    new = [listed[place] for place in places]
    return _edited(
        document,
        path,
        new,
        lambda: _lines_moved(document, path, len(listed), places),
        lambda: _pieces_moved(document, path, len(listed), places),
    )


def append(text: str, path: Path, entry: Any) -> str:
    r"""Return the text with an entry at the end of a list, which is made where there is none.

    Parameters
    ----------
    text : str
        A case file, or any YAML that `positions.read` accepts.
    path : Path
        Of a list.
    entry : object
        Text, a number, a boolean, or lists and dicts of such.

    Raises
    ------
    CaseError
        If the text is no YAML.
    ModelError
        If something else than a list stands there.

    Examples
    --------
    >>> print(append("a:\n  - x  # one\nb: 1\n", ("a",), {"when": "y", "judgement": True}))
    a:
      - x  # one
      - {when: y, judgement: true}
    b: 1
    <BLANKLINE>
    """
    document = _read(text)
    followed, there = follow(document.data, path)
    if followed != path or there is None:
        return set_value(text, path, [entry])
    listed = _list(document, path)
    return _edited(
        document,
        path,
        [*listed, entry],
        lambda: _line_added(document, path, len(listed), entry),
        lambda: _piece_added(document, path, len(listed), entry),
    )


def _read(text: str) -> Document:
    document = read(text.encode("utf-8", "surrogatepass"))
    if document.problems:
        raise CaseError(document.problems)
    return document


def _list(document: Document, path: Path) -> list[Any]:
    followed, listed = follow(document.data, path)
    if followed != path or not isinstance(listed, list):
        raise ModelError(f"there is no list at '{'.'.join(map(str, path))}'")
    return listed


def _edited(document: Document, path: Path, new: list[Any], *ways: Callable[[], str | None]) -> str:
    """Return the first edit that, read again, changed the list and nothing else."""
    wanted = copy.deepcopy(document.data)
    follow(wanted, path[:-1])[1][path[-1]] = new
    for way in ways:
        edited = way()
        if edited is not None and read(edited.encode("utf-8")).data == wanted:
            return edited
    return set_value(document.text, path, new)


# -- Lists with a line or more for every entry -------------------------------------------------


def _lines_moved(document: Document, path: Path, size: int, places: Sequence[int]) -> str | None:
    chunks = _chunks(document, path, size)
    if chunks is None:
        return None
    text, first, last = document.text, chunks[0].start, chunks[-1].stop
    if not places:
        colon = text.index(":", document.keys[path].end - 1)
        return f"{text[: colon + 1]} []{text[colon + 1 : first]}{text[last:]}"
    return text[:first] + "".join(_whole(text[chunks[k]]) for k in places) + text[last:]


def _line_added(document: Document, path: Path, size: int, entry: Any) -> str | None:
    chunks = _chunks(document, path, size)
    if chunks is None:
        return None
    text, last = document.text, chunks[-1].stop
    dash = _dash(text, document.values[(*path, size - 1)])
    assert dash is not None
    indent = " " * (dash - _line_start(text, dash))
    return f"{_whole(text[:last])}{indent}- {flow(entry)}\n{text[last:]}"


def _chunks(document: Document, path: Path, size: int) -> list[slice] | None:
    """Return the lines of every entry; None where entries share lines."""
    text = document.text
    dashes = [_dash(text, document.values[(*path, k)]) for k in range(size)]
    if not dashes or any(dash is None for dash in dashes):
        return None
    starts = [_line_start(text, dash) for dash in dashes if dash is not None]
    starts = [starts[0], *(_with_comments(text, start) for start in starts[1:])]
    last = end_of(document, (*path, size - 1))
    return [slice(start, end) for start, end in zip(starts, [*starts[1:], last], strict=True)]


def _dash(text: str, span: Span) -> int | None:
    """Return where the dash before an entry stands, if it is the first thing on its line."""
    dash = text.rfind("-", 0, span.start)
    if (
        dash < 0
        or text[dash + 1 : span.start].strip()
        or text[_line_start(text, dash) : dash].strip()
    ):
        return None
    return dash


def _line_start(text: str, at: int) -> int:
    return text.rfind("\n", 0, at) + 1


def _with_comments(text: str, start: int) -> int:
    """Return where the comment lines right above a line begin."""
    while start and text[_line_start(text, start - 1) : start].lstrip().startswith("#"):
        start = _line_start(text, start - 1)
    return start


def end_of(document: Document, path: Path) -> int:
    """Return where the line after an entry begins, comments below it not counted."""
    text = document.text
    inside = [p for p in document.values if p[: len(path)] == path]
    ends = [
        document.values[p].end
        for p in inside
        # a block ends where the next thing begins: its parts tell more
        if not isinstance(follow(document.data, p)[1], dict | list)
        or text[document.values[p].start] in "{["
    ]
    ends += [document.keys[p].end for p in inside if p in document.keys and p != path]
    end = len(text[: max(ends, default=document.values[path].start)].rstrip())
    return text.find("\n", end) + 1 or len(text)


def _whole(lines: str) -> str:
    return lines if lines.endswith("\n") else f"{lines}\n"


# -- Lists between brackets ------------------------------------------------------------------------


def _pieces_moved(document: Document, path: Path, size: int, places: Sequence[int]) -> str | None:
    text, spans = document.text, [document.values[(*path, k)] for k in range(size)]
    if not spans:
        return None
    between = [text[a.end : b.start] for a, b in pairwise(spans)]
    if any("#" in gap for gap in between):
        return None
    pieces = [text[spans[k].start : spans[k].end] for k in places]
    joined = "".join(
        piece + (gap if k < len(pieces) - 1 else "")
        for k, (piece, gap) in enumerate(zip(pieces, [*between, ""], strict=False))
    )
    return text[: spans[0].start] + joined + text[spans[-1].end :]


def _piece_added(document: Document, path: Path, size: int, entry: Any) -> str | None:
    text, span = document.text, document.values[path]
    if text[span.start] != "[":
        return None
    comma = ", " if size else ""
    at = document.values[(*path, size - 1)].end if size else span.start + 1
    return f"{text[:at]}{comma}{flow(entry)}{text[at:]}"
