"""YAML from strangers: plain data with the place of every value, within limits.

No tag makes anything: `!!python/…` and the like are refused. An alias counts as often as it is
used, so that a file cannot multiply what it holds.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from detente.errors import Diagnostic
from detente.interop.inputs import MAX_DEPTH, InputError, decoded, read_bytes

MAX_NODES = 500_000
"""Values once aliases are expanded."""

_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # libyaml where it is there
_WORDS: dict[str, Any] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL")),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}
_WHOLE = re.compile(r"[-+]?[0-9]{1,18}")
_REAL = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?|[-+]?\.(inf|Inf|INF)")
_LISTS = ("tag:yaml.org,2002:python/tuple", "tag:yaml.org,2002:seq")
_CODE = "tag:yaml.org,2002:binary"


class YamlError(InputError):
    """A file that is not the YAML it should be; `diagnostics` holds the problem."""

    code = "invalid-yaml"


@dataclass(slots=True)
class Node:
    """A value and where it stands (1-based).

    `value` is a dict of nodes by key, a list of nodes, or a scalar: text, a number, a truth value
    or None; numbers may be infinite, for the reader to judge. Keys are kept as they are written.
    """

    value: Any
    line: int
    column: int
    weight: int = 1


def read(path: Path, file: str = "") -> Node:
    """Return the root of a file.

    Raises
    ------
    FormatError
        If the file cannot be read, is no YAML, holds several documents or a tag, repeats a key
        or nests deeper than 64 levels.
    LimitError
        If it is larger than 16 MiB.
    """
    file = file or str(path)
    return loads(decoded(read_bytes(path, file, YamlError), file, YamlError), file)


def loads(text: str, file: str = "") -> Node:
    """Return the root of a text.

    Examples
    --------
    >>> root = loads("a: [1, 2.5, x]")
    >>> [node.value for node in root.value["a"].value]
    [1, 2.5, 'x']
    """
    return _Composer(file).run(text)


class _Composer:
    def __init__(self, file: str) -> None:
        self.file = file
        self.anchors: dict[str, Node] = {}
        self.open: list[tuple[Node, str | None, list[Node]]] = []
        self.root: Node | None = None
        self.count = 0

    def run(self, text: str) -> Node:
        try:
            for event in yaml.parse(text, Loader=_LOADER):
                self.take(event)
        except yaml.YAMLError as error:
            mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
            said = getattr(error, "problem", None) or str(error).splitlines()[0]
            at = (mark.line + 1, mark.column + 1) if mark else (0, 0)
            raise self.failure(f"not YAML: {said}", at) from None
        if self.root is None:
            raise self.failure("the file is empty", (0, 0))
        return self.root

    def failure(self, message: str, at: tuple[int, int], hint: str = "") -> YamlError:
        return YamlError((Diagnostic("invalid-yaml", message, hint, self.file, *at),))

    def take(self, event: Any) -> None:
        at = (event.start_mark.line + 1, event.start_mark.column + 1)
        if isinstance(event, yaml.DocumentStartEvent) and self.root is not None:
            raise self.failure("a second document starts here", at)
        if isinstance(event, yaml.CollectionEndEvent):
            self.close()
        elif isinstance(event, yaml.AliasEvent):
            if event.anchor not in self.anchors:
                raise self.failure(f"the alias '*{event.anchor}' refers to nothing", at)
            self.add(self.anchors[event.anchor], at)
        elif isinstance(event, yaml.CollectionStartEvent):
            self.tag(event, at)
            if len(self.open) >= MAX_DEPTH:
                raise self.failure(f"nested deeper than {MAX_DEPTH} levels", at)
            node = Node({} if isinstance(event, yaml.MappingStartEvent) else [], *at)
            self.open.append((node, event.anchor, []))
        elif isinstance(event, yaml.ScalarEvent):
            self.tag(event, at)
            node = Node(_scalar(event), *at)
            if event.anchor:
                self.anchors[event.anchor] = node
            self.add(node, at)

    def tag(self, event: Any, at: tuple[int, int]) -> None:
        scalar = isinstance(event, yaml.ScalarEvent)
        allowed = (
            (_CODE,) if scalar else _LISTS if isinstance(event, yaml.SequenceStartEvent) else ()
        )
        if event.tag is not None and event.tag not in (*allowed, "!"):
            tag = event.tag.replace("tag:yaml.org,2002:", "!!")
            raise self.failure(f"the tag '{tag}' is not supported", at, "write plain values")

    def add(self, node: Node, at: tuple[int, int]) -> None:
        self.count += node.weight
        if self.count > MAX_NODES:
            raise self.failure(f"more than {MAX_NODES:,} values once aliases are expanded", at)
        if self.open:
            self.open[-1][2].append(node)
        else:
            self.root = node

    def close(self) -> None:
        node, anchor, children = self.open.pop()
        node.weight = 1 + sum(child.weight for child in children)
        if isinstance(node.value, list):
            node.value = children
        else:
            for key, child in zip(children[::2], children[1::2], strict=True):
                if isinstance(key.value, dict | list):
                    raise self.failure("a key must be a word or a number", (key.line, key.column))
                if key_text(key.value) in node.value:
                    message = f"'{key_text(key.value)}' stands here a second time"
                    raise self.failure(message, (key.line, key.column))
                node.value[key_text(key.value)] = child
        if anchor:
            self.anchors[anchor] = node
        self.count -= node.weight - 1  # its children are counted already
        self.add(node, (node.line, node.column))


def key_text(scalar: Any) -> str:
    """Return a scalar as one spelling, whether it is a key or a value: 2.0 as ``2``.

    Examples
    --------
    >>> key_text(2.0), key_text(0.5), key_text(True), key_text("two")
    ('2', '0.5', 'true', 'two')
    """
    if isinstance(scalar, bool):
        return "true" if scalar else "false"
    if isinstance(scalar, float) and scalar.is_integer() and abs(scalar) < 1e15:
        return str(int(scalar))
    return "null" if scalar is None else str(scalar)


def _scalar(event: Any) -> Any:
    text = event.value
    if event.style or event.tag:  # quoted, or bytes that nobody unpacks
        return text
    if text in _WORDS:
        return _WORDS[text]
    if _WHOLE.fullmatch(text):
        return int(text)
    if _REAL.fullmatch(text):
        return float(text.lower().replace(".inf", "inf"))
    return text
