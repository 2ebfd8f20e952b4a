"""What a case file names, and where: for editors that complete names, and for links into it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from detente.casefile.nodes import Path
from detente.casefile.positions import Document, follow, read

_STEP = re.compile(r"[^.\[\]]+|\[\d+\]")


@dataclass(frozen=True)
class Outline:
    """The names that a case file defines, and the lines they stand in.

    Parameters
    ----------
    names : mapping of str to mapping of str to int
        By kind (``parties``, ``options``, ``states``, ``terms``, ``statements``, ``sources``,
        ``scenarios``, ``issues``, ``values``, ``dimensions``, ``actors``): the 1-based line of every name. Options are called
        ``party.option``, values ``issue.value``; terms are those of both models.
    document : Document
        The file.
    """

    names: Mapping[str, Mapping[str, int]]
    document: Document

    def line(self, place: str) -> int:
        """Return the line of a place such as ``conflict.preferences.japan[0]``; 0 for none."""
        path: Path = tuple(
            int(step[1:-1]) if step.startswith("[") else step for step in _STEP.findall(place)
        )
        if not path:
            return 0
        known = follow(self.document.data, path)[0]
        return self.document.place(path, key=isinstance(path[-1], str))[0] if known == path else 0


def outline(text: str | bytes) -> Outline:
    r"""Return what a case's text names, as far as it can be read.

    Parameters
    ----------
    text : str or bytes
        Of a case file, perhaps a faulty one.

    Examples
    --------
    >>> found = outline("parties: {a: Alpha}\nconflict:\n  options:\n    a:\n      go: Go\n")
    >>> dict(found.names["options"]), found.line("conflict.options.a.go"), found.line("sources.x")
    ({'a.go': 5}, 5, 0)
    """
    data = text if isinstance(text, bytes) else text.encode("utf-8", "surrogatepass")
    document = read(data)
    names: dict[str, dict[str, int]] = {}
    for kind in ("parties", "statements", "sources", "scenarios"):
        names[kind] = _keys(document, (kind,))
    for kind in ("terms", "states"):
        names[kind] = _keys(document, ("conflict", kind))
    names["terms"] |= _keys(document, ("bargaining", "terms"))
    names["issues"] = _keys(document, ("bargaining", "issues"))
    for kind in ("dimensions", "actors"):
        names[kind] = _keys(document, ("spatial", kind))
    names["values"] = {
        f"{issue}.{value}": line
        for issue in names["issues"]
        for value, line in _values(document, ("bargaining", "issues", issue)).items()
    }
    names["options"] = {
        f"{party}.{option}": line
        for party in _keys(document, ("conflict", "options"))
        for option, line in _keys(document, ("conflict", "options", party)).items()
    }
    return Outline(MappingProxyType(names), document)


def _keys(document: Document, path: Path) -> dict[str, int]:
    """Return the keys of the mapping at a path, with their lines."""
    known, value = follow(document.data, path)
    if known != path or not isinstance(value, dict):
        return {}
    return {str(key): _line(document, (*path, key)) for key in value}


def _values(document: Document, issue: Path) -> dict[str, int]:
    """Return the values of an issue, listed or described, with their lines."""
    entry = follow(document.data, issue)[1]
    at = issue if isinstance(entry, list) else (*issue, "values")
    known, listed = follow(document.data, at)
    if known == at and isinstance(listed, list):
        return {str(v): document.place((*at, k))[0] for k, v in enumerate(listed)}
    return _keys(document, at)


def _line(document: Document, path: Path) -> int:
    return document.place(path, key=True)[0]
