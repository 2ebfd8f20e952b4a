"""Change a case file's text and leave the rest as its author wrote it, comments included."""

from __future__ import annotations

import copy
import io
from typing import Any

from detente.casefile.nodes import Path
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


def _spliced(document: Document, path: Path, value: Any) -> str | None:
    span = document.values.get(path)
    if span is None or isinstance(value, dict | list) or document.text[span.start] in "|>":
        return None
    return document.text[: span.start] + _scalar(value) + document.text[span.end :]


def _scalar(value: Any) -> str:
    """Return a scalar as YAML that can stand in a block as well as between brackets."""
    from ruamel.yaml.comments import CommentedSeq

    listed = CommentedSeq([value])
    listed.fa.set_flow_style()
    return _dumped(listed).strip()[1:-1]


def _round_trip(text: str, path: Path, value: Any) -> str:
    data = _yaml().load(text)
    _assign(data, path, value)
    return _dumped(data)


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
