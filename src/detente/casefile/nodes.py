"""From YAML text to plain data, noting where every key and value stands.

Parser events become a tree of nodes, the tree becomes dicts, lists and scalars under the
YAML 1.2 core schema. Recursion and sizes are bounded on the way, so that no file can exhaust
memory or the stack.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import yaml

MAX_NODES = 100_000
"""Values in the file once aliases are expanded: what a YAML bomb multiplies."""
MAX_DEPTH = 40
MAX_DIGITS = 15
"""Longer whole numbers would not survive a trip through JSON or a spreadsheet."""

Path = tuple[str | int, ...]
"""The keys and list indexes that lead to a value."""

_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # libyaml where it is there


@dataclass(frozen=True, slots=True)
class Span:
    """Where a value stands: 1-based line and column, and its slice of the text."""

    line: int
    column: int
    start: int
    end: int


class ReadError(Exception):
    """Something wrong with the YAML; raised where reading cannot go on, else collected."""

    def __init__(
        self, code: str, message: str, *, hint: str = "", span: Span | None = None
    ) -> None:
        super().__init__(message)
        self.code, self.message, self.hint, self.span = code, message, hint, span


class Whole(int):
    """A whole number that remembers how it was written, for fields that hold text."""

    written: str


class Real(float):
    """A decimal number that remembers how it was written, for fields that hold text."""

    written: str


@dataclass(slots=True)
class Node:
    """A scalar (with text), a list, or a mapping (keys and values in turn)."""

    span: Span
    text: str = ""
    plain: bool = False
    children: list[Node] | None = None
    is_mapping: bool = False


# -- From events to nodes ------------------------------------------------------------------


def compose(text: str) -> Node:
    """Return the root node of a text; aliases share their node, they do not copy it.

    Raises
    ------
    ReadError
        If the text is no YAML, holds no or several documents, or is past a limit.
    """
    root = _Composer().run(text)
    if root is None or (root.children is None and root.plain and not root.text):
        raise ReadError(
            "empty-file",
            "the file is empty",
            hint="'detente new NAME' writes a commented file to start from",
        )
    return root


class _Composer:
    def __init__(self) -> None:
        self.root: Node | None = None
        self.opened: list[tuple[Node, str | None]] = []
        self.anchors: dict[str, Node] = {}
        self.count = 0

    def run(self, text: str) -> Node | None:
        for event in _events(text):
            if isinstance(event, yaml.CollectionEndEvent):
                node, anchor = self.opened.pop()
                if anchor:
                    self.anchors[anchor] = node
            elif isinstance(event, yaml.NodeEvent):
                self.add(event)
            elif isinstance(event, yaml.DocumentStartEvent) and self.root is not None:
                raise ReadError(
                    "several-documents",
                    "a second document starts here; a file holds one case",
                    hint="remove the '---' line, or split the file",
                    span=_event_span(event),
                )
        return self.root

    def add(self, event: yaml.NodeEvent) -> None:
        node = self.alias(event) if isinstance(event, yaml.AliasEvent) else _node(event)
        self.count += 1
        if self.count > MAX_NODES:
            raise _too_many(node.span)
        if self.opened:
            parent = self.opened[-1][0]
            assert parent.children is not None  # only collections are opened
            parent.children.append(node)
        else:
            self.root = node
        if isinstance(event, yaml.CollectionStartEvent):
            if len(self.opened) >= MAX_DEPTH:
                raise _too_deep(node.span)
            self.opened.append((node, event.anchor))
        elif isinstance(event, yaml.ScalarEvent) and event.anchor:
            self.anchors[event.anchor] = node

    def alias(self, event: yaml.AliasEvent) -> Node:
        name = event.anchor
        if any(anchor == name for _, anchor in self.opened):
            raise ReadError(
                "circular-alias", f"the alias '*{name}' contains itself", span=_event_span(event)
            )
        if name not in self.anchors:
            raise ReadError(
                "unknown-alias",
                f"the alias '*{name}' refers to nothing",
                hint="put text that starts with '*' in quotes",
                span=_event_span(event),
            )
        return self.anchors[name]


def _node(event: Any) -> Node:
    span = _event_span(event)
    if event.tag is not None:
        tag = event.tag.replace("tag:yaml.org,2002:", "!!")
        raise ReadError(
            "tag",
            f"the tag '{tag}' is not supported",
            hint="remove it; put text that starts with '!' in quotes",
            span=span,
        )
    if isinstance(event, yaml.ScalarEvent):
        return Node(span, event.value, plain=not event.style)
    return Node(span, children=[], is_mapping=isinstance(event, yaml.MappingStartEvent))


def _event_span(event: Any) -> Span:
    start = event.start_mark
    return Span(start.line + 1, start.column + 1, start.index, event.end_mark.index)


def _too_many(span: Span) -> ReadError:
    return ReadError(
        "too-many-values",
        f"more than {MAX_NODES:,} values once aliases are expanded",
        hint="a case is read by people; split it, or use fewer aliases",
        span=span,
    )


def _too_deep(span: Span) -> ReadError:
    return ReadError("too-deep", f"nested deeper than {MAX_DEPTH} levels", span=span)


_SYNTAX_HINTS = {
    "mapping values are not allowed": "put a text that contains ': ' in quotes",
    "':'": "write 'key: value', with a space after the colon, or put the text in quotes",
    "expected ',' or": "close the bracket, separate entries with commas, "
    "and put texts that contain commas or brackets in quotes",
    "expected key": "check the indentation of this line and of those above it",
    "expected '-'": "check the indentation of this line and of those above it",
    "block end": "check the indentation of this line and of those above it",
    "node content": "a value or a closing bracket is missing",
    "end of stream": "close the quote or the bracket",
    "cannot start any token": "put the text in quotes",
    "expected alphabetic": "put text that starts with '&' or '*' in quotes",
}


def _events(text: str) -> Iterator[Any]:
    try:
        yield from yaml.parse(text, Loader=_LOADER)
    except yaml.YAMLError as error:
        raise _syntax_problem(text, error) from None


def _syntax_problem(text: str, error: Any) -> ReadError:
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    if mark is None:
        return ReadError("yaml-syntax", f"this is not YAML: {error}")
    span = Span(mark.line + 1, mark.column + 1, mark.index, mark.index)
    if text[mark.index : mark.index + 1] == "\t":
        return ReadError(
            "tab", "a tab stands here", hint="indent with spaces, not with tabs", span=span
        )
    said = error.problem or error.context or "it breaks off"
    context = f" ({error.context})" if error.problem and error.context else ""
    hint = next((hint for part, hint in _SYNTAX_HINTS.items() if part in said), "")
    return ReadError("yaml-syntax", f"this is not YAML: {said}{context}", hint=hint, span=span)


# -- From nodes to data --------------------------------------------------------------------

_WHOLE = re.compile(r"[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+")
_REAL = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
_WORDS = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL")),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}


@dataclass
class Walk:
    """Turns nodes into data and keeps the places; `problems` are those it could step over."""

    values: dict[Path, Span] = field(default_factory=dict)
    keys: dict[Path, Span] = field(default_factory=dict)
    problems: list[ReadError] = field(default_factory=list)

    def data(self, node: Node, path: Path = ()) -> Any:
        """Return the plain data of a node."""
        if len(self.values) >= MAX_NODES:
            raise _too_many(node.span)
        if len(path) > MAX_DEPTH:
            raise _too_deep(node.span)
        self.values[path] = node.span
        if node.children is None:
            return self._scalar(node)
        if node.is_mapping:
            return self._mapping(node.children, path)
        return [self.data(child, (*path, k)) for k, child in enumerate(node.children)]

    def _mapping(self, children: list[Node], path: Path) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for key, value in zip(children[::2], children[1::2], strict=True):
            if problem := _key_problem(key):
                self.problems.append(problem)
            elif key.text in found:
                first = self.keys[(*path, key.text)]
                self.problems.append(
                    ReadError(
                        "duplicate-key",
                        f"'{key.text}' stands here a second time; first in line {first.line}",
                        hint="keep one of them, or give this one another name",
                        span=key.span,
                    )
                )
            else:
                self.keys[(*path, key.text)] = key.span
                found[key.text] = self.data(value, (*path, key.text))
        return found

    def _scalar(self, node: Node) -> Any:
        text = node.text
        if not node.plain:
            return text
        if text in _WORDS:
            return _WORDS[text]
        if _WHOLE.fullmatch(text):
            if len(text) > MAX_DIGITS + 2:
                return self._out_of_range(node)
            whole = Whole(text, 8 if text.startswith("0o") else 16 if "x" in text else 10)
            whole.written = text
            return whole
        if _REAL.fullmatch(text):
            real = Real(text)
            if real in (float("inf"), float("-inf")):
                return self._out_of_range(node)
            real.written = text
            return real
        return text

    def _out_of_range(self, node: Node) -> int:
        shown = node.text if len(node.text) < 30 else f"{node.text[:20]}…"
        self.problems.append(
            ReadError(
                "number-range",
                f"the number {shown} is too large",
                hint=f"use at most {MAX_DIGITS} digits, or put it in quotes if it is text",
                span=node.span,
            )
        )
        return 0


def _key_problem(key: Node) -> ReadError | None:
    if key.children is not None:
        return ReadError("key", "a key must be a word, not a list or a mapping", span=key.span)
    if not key.text:
        return ReadError("key", "the key before ':' is empty", span=key.span)
    if key.plain and key.text == "<<":
        return ReadError(
            "merge-key",
            "merge keys ('<<') are not supported",
            hint="write the fields out, so that the case can be read as it stands",
            span=key.span,
        )
    return None
