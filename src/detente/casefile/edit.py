"""Change a case file's text and leave the rest as its author wrote it, comments included."""

from __future__ import annotations

import copy
import io
import textwrap
from collections.abc import Mapping
from typing import Any

from detente.casefile.layout import layout
from detente.casefile.nodes import Path, Real, Whole
from detente.casefile.positions import Document, follow, read
from detente.errors import CaseError, ModelError


def set_value(text: str, path: Path, value: Any) -> str:
    """Return the text with one value set.

    A value in place of another is spliced in, so that every other character stays. What is new,
    or has structure, goes through a round trip that keeps comments but may move white space.

    Parameters
    ----------
    text : str
        A case file, or any YAML that `positions.read` accepts.
    path : Path
        Keys and indexes; mappings on the way are made where there are none.
    value : object
        Text, a number, a boolean, or lists and dicts of such.

    Raises
    ------
    CaseError
        If the text is no YAML.
    ModelError
        If there is nothing at the path that could be set.

    Examples
    --------
    >>> print(set_value("id: old  # the id", ("id",), "new"))
    id: new  # the id
    """
    document = read(text.encode("utf-8", "surrogatepass"))
    if document.problems:
        raise CaseError(document.problems)
    wanted = copy.deepcopy(document.data)
    _assign(wanted, path, value)
    for edited in (_spliced(document, path, value), _round_trip(document.text, path, value)):
        # both are checked by reading them again: an edit must change nothing else
        if edited is not None and read(edited.encode("utf-8")).data == wanted:
            return edited
    raise ModelError(f"'{_shown(path)}' cannot be set to {value!r} in YAML")


def add_entries(text: str, section: str, entries: Mapping[str, Any]) -> str:
    r"""Return the text with entries added at the end of a section, all at once.

    Written as a person would write them, after the section's last entry or as a new section at
    the end. A section between braces goes through a round trip, as in `set_value`.

    Parameters
    ----------
    text : str
        A case file.
    section : str
        Such as ``statements``.
    entries : mapping of str to object
        None of them may be there already.

    Raises
    ------
    CaseError
        If the text is no YAML.
    ModelError
        If an entry is there already.

    Examples
    --------
    >>> print(add_entries("sources:\n  a: {date: 2019}  # old\n", "sources", {"b": {"title": "B"}}))
    sources:
      a: {date: 2019}  # old
      b: {title: B}
    <BLANKLINE>
    """
    document = read(text.encode("utf-8", "surrogatepass"))
    if document.problems:
        raise CaseError(document.problems)
    wanted = copy.deepcopy(document.data)
    there = wanted.get(section)
    if not isinstance(there, dict | None) or set(there or ()) & set(entries):
        raise ModelError(f"'{section}' cannot take these entries, or has them already")
    wanted[section] = {**(there or {}), **entries}
    for edited in (_appended(document, section, entries), _merged(document, section, entries)):
        if edited is not None and read(edited.encode("utf-8")).data == wanted:
            return edited
    raise ModelError(f"these entries of '{section}' cannot be written in YAML")


def _appended(document: Document, section: str, entries: Mapping[str, Any]) -> str | None:
    laid_out = layout({section: dict(entries)}, [], {})
    block = laid_out[laid_out.index(":\n") + 2 :]
    text = document.text
    there = document.data.get(section)
    if section not in document.data:
        return f"{text.rstrip()}\n\n{section}:\n{block}"
    if not there or text[document.values[(section,)].start] in "{[":
        return None
    column = document.keys[section, next(iter(there))].column
    ends = [
        span.end
        for path, span in document.values.items()
        if path[:1] == (section,) and _ends_where_it_says(text, document, path)
    ]
    # an alias stands where its anchor does, so that its key tells more
    ends += [span.end for path, span in document.keys.items() if path[:1] == (section,)]
    last = len(text[: max(ends)].rstrip())
    at = text.find("\n", last) + 1 or len(text)
    before = text[:at] if text[:at].endswith("\n") else f"{text[:at]}\n"
    return before + textwrap.indent(textwrap.dedent(block), " " * (column - 1)) + text[at:]


def _ends_where_it_says(text: str, document: Document, path: Path) -> bool:
    """Tell whether a value's end is its own: a block's is where the next thing begins."""
    value = follow(document.data, path)[1]
    return not isinstance(value, dict | list) or text[document.values[path].start] in "{["


def _merged(document: Document, section: str, entries: Mapping[str, Any]) -> str:
    data = _yaml().load(document.text)
    if data.get(section) is None:
        data[section] = {}
    data[section].update(_quoted(dict(entries)))
    return _dumped(data)


def _spliced(document: Document, path: Path, value: Any) -> str | None:
    span = document.values.get(path)
    if span is None or isinstance(value, dict | list) or document.text[span.start] in "|>":
        return None
    return document.text[: span.start] + flow(value) + document.text[span.end :]


def flow(value: Any) -> str:
    """Return a value as YAML on one line, for a block as well as between brackets."""
    from ruamel.yaml.comments import CommentedMap

    # as the value of a key: in a list, a mapping of one key would lose its braces
    keyed = CommentedMap(k=_quoted(value))
    keyed.fa.set_flow_style()
    return _dumped(keyed).strip().removeprefix("{k:").removesuffix("}").strip()


def _round_trip(text: str, path: Path, value: Any) -> str:
    data = _yaml().load(text)
    _assign(data, path, _quoted(value))
    return _dumped(data)


def _quoted(value: Any) -> Any:
    """Return a value as YAML can be told it: numbers plain, texts quoted that need it."""
    from ruamel.yaml.scalarstring import DoubleQuotedScalarString

    if isinstance(value, dict):
        return {key: _quoted(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_quoted(item) for item in value]
    if isinstance(value, Whole | Real):
        return int(value) if isinstance(value, Whole) else float(value)
    if isinstance(value, str) and not value.replace("\n", "").isprintable():
        return DoubleQuotedScalarString(value)
    if isinstance(value, int | float) and not isinstance(value, bool):
        return (
            float(value) if isinstance(value, float) else int(value)
        )  # without how it was written
    return value


def _dumped(data: Any) -> str:
    stream = io.StringIO()
    _yaml().dump(data, stream)
    return stream.getvalue()


def _yaml() -> Any:
    from ruamel.yaml import YAML  # slow to import, and only edits need it

    yaml = YAML()
    yaml.preserve_quotes = True
    yaml.width = 1 << 20  # as lines stand, they stay
    yaml.indent(mapping=2, sequence=4, offset=2)
    return yaml


def _assign(data: Any, path: Path, value: Any) -> None:
    if not path:
        raise ModelError("the whole file is no value that can be set")
    parent = data
    for step in path[:-1]:
        if isinstance(parent, dict) and step not in parent:
            parent[step] = {}
        known, parent = follow(parent, (step,))
        if not known:
            raise ModelError(f"there is nothing at '{_shown(path)}'")
    last = path[-1]
    into_list = isinstance(parent, list) and isinstance(last, int) and last < len(parent)
    if not into_list and not isinstance(parent, dict):
        raise ModelError(f"there is nothing at '{_shown(path)}'")
    parent[last] = value


def _shown(path: Path) -> str:
    return ".".join(str(step) for step in path)
