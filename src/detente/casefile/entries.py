"""Change fields of one entry of a case file: a statement, a rule, an option; comments are kept.

An entry may be written short, as its condition or label alone; with a field of its own it becomes
a mapping, on the line where it stands.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Mapping
from typing import Any

from detente.casefile.edit import flow, set_value
from detente.casefile.lists import end_of
from detente.casefile.nodes import Path
from detente.casefile.positions import Document, follow, read
from detente.conditions import negation, parse
from detente.errors import CaseError, ModelError
from detente.text import quoted

SHORT = {"options": "label", "preferences": "want", "infeasible": "when"}
"""By section of the conflict, the field for which an entry that is no mapping stands."""

UNSAID = {"direction": "both", "unsure": False, "strongly": False, "judgement": False}
"""What a field means that is not written, where that is something."""

CLOSED_BY = {"{": "}", "[": "]"}

ROUND = "The opposite of what was written, tried out in the workbench."


def described(path: Path, entry: Any) -> dict[str, Any]:
    """Return an entry as a mapping, as the file would have it in full.

    Examples
    --------
    >>> described(("conflict", "preferences", "alba", 0), "not brenn.admit")
    {'want': 'not brenn.admit'}
    """
    if isinstance(entry, dict):
        return entry
    section = path[1] if path[0] == "conflict" else path[2]
    return {} if entry is None else {SHORT[str(section)]: entry}


def says(entry: Mapping[str, Any], name: str) -> Any:
    """Return what an entry says in a field; None where it says nothing."""
    return entry.get(name, UNSAID.get(name))


def opposite(entry: Mapping[str, Any]) -> dict[str, Any]:
    """Return the fields by which a statement comes to want the opposite of what it wants.

    What it cites speaks for the statement as written, and so is left out.

    Examples
    --------
    >>> opposite({"want": "not brenn.admit", "label": "no inspection"})["want"]
    'brenn.admit'
    """
    written = entry["want"]
    condition = parse(str(written).lower() if isinstance(written, bool) else str(written))
    turned = condition.args[0] if condition.op == "not" else negation(condition)
    fields: dict[str, Any] = {"want": str(turned), "because": ROUND, "judgement": True}
    if entry.get("label"):
        fields["label"] = f"the opposite of {quoted(str(entry['label']))}"
    return fields | ({"cites": []} if entry.get("cites") else {})


def with_fields(text: str, path: Path, fields: Mapping[str, Any]) -> str:
    r"""Return the text with fields of an entry set, the rest as its author wrote it.

    Parameters
    ----------
    text : str
        A case file.
    path : Path
        Of an entry.
    fields : mapping of str to object
        Text, a number, a boolean, or lists of such.

    Raises
    ------
    CaseError
        If the text is no YAML.
    ModelError
        If there is no such entry.

    Examples
    --------
    >>> text = "conflict:\n  preferences:\n    a:\n      - not b.x  # dear to it\n"
    >>> print(with_fields(text, ("conflict", "preferences", "a", 0), {"confidence": "low"}))
    conflict:
      preferences:
        a:
          - {want: not b.x, confidence: low}  # dear to it
    <BLANKLINE>
    """
    document = _read(text)
    found, entry = follow(document.data, path)
    if found != path:
        raise ModelError(f"there is no entry at '{'.'.join(map(str, path))}'")
    if not isinstance(entry, dict):
        whole = {**described(path, entry), **fields}
        return _checked(document, path, whole, lambda: _in_place(document, path, whole))
    for name, value in fields.items():
        text = _with_field(text, path, name, value)
    return text


def _with_field(text: str, path: Path, name: str, value: Any) -> str:
    document, at = _read(text), (*path, name)
    if name in follow(document.data, path)[1]:
        return _checked(document, at, value, lambda: _in_place(document, at, value))
    ways = (
        lambda: _between(document, path, name, value),
        lambda: _below(document, path, name, value),
    )
    return _checked(document, at, value, *ways)


def _read(text: str) -> Document:
    document = read(text.encode("utf-8", "surrogatepass"))
    if document.problems:
        raise CaseError(document.problems)
    return document


def _checked(document: Document, path: Path, value: Any, *ways: Callable[[], str | None]) -> str:
    """Return the first edit that, read again, changed the value and nothing else."""
    wanted = copy.deepcopy(document.data)
    follow(wanted, path[:-1])[1][path[-1]] = value
    for way in ways:
        edited = way()
        if edited is not None and read(edited.encode("utf-8")).data == wanted:
            return edited
    return set_value(document.text, path, value)


def _in_place(document: Document, path: Path, value: Any) -> str | None:
    """Put a value on one line in another's place, with the lines of that if it has several."""
    text, span, key = document.text, document.values[path], document.keys.get(path)
    written, first = follow(document.data, path)[1], text[span.start : span.start + 1]
    block = isinstance(written, dict | list) and first not in CLOSED_BY
    if written is not None and not block and first not in ("|", ">"):
        end = _closed(document, path) if first in CLOSED_BY else span.end
        return f"{text[: span.start]}{flow(value)}{text[end:]}"
    if key is None:
        return None
    colon = text.index(":", key.end - 1)
    rest = text[span.end :] if written is None else f"\n{text[end_of(document, path) :]}"
    return f"{text[: colon + 1]} {flow(value)}{rest}"


def _closed(document: Document, path: Path) -> int:
    """Return where a value between brackets that holds no other ends: its span is its bracket."""
    places = (*document.values.items(), *document.keys.items())
    inside = [span.end for where, span in places if where[:-1] == path]
    start = document.values[path].start
    last = max(inside, default=start)
    return document.text.find(CLOSED_BY[document.text[start]], last) + 1


def _between(document: Document, path: Path, name: str, value: Any) -> str | None:
    """Add a field to an entry between braces, after its last."""
    text, span = document.text, document.values[path]
    if text[span.start] != "{":
        return None
    inside = [*document.values.items(), *document.keys.items()]
    last = max((s.end for p, s in inside if p[:-1] == path), default=span.start + 1)
    comma = ", " if last > span.start + 1 else ""
    return f"{text[:last]}{comma}{flow({name: value})[1:-1]}{text[last:]}"


def _below(document: Document, path: Path, name: str, value: Any) -> str | None:
    """Add a field to an entry of several lines, as a line after its last."""
    text, first = document.text, next(iter(follow(document.data, path)[1]), None)
    if first is None or text[document.values[path].start] == "{":
        return None
    indent = " " * (document.keys[*path, first].column - 1)
    end = end_of(document, path)
    above = text[:end] if text[:end].endswith("\n") else f"{text[:end]}\n"
    return f"{above}{indent}{name}: {flow(value)}\n{text[end:]}"
