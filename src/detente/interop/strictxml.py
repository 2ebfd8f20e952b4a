"""XML from strangers: elements and attributes, read strictly and within limits.

Documents that declare a type or entities are refused: nothing outside the file is ever looked at, and nothing in it multiplies.
Some formats keep everything in attributes, others in the text within elements.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from xml.parsers import expat

from detente.errors import Diagnostic
from detente.interop.inputs import MAX_DEPTH, InputError, read_bytes

MAX_ELEMENTS = 300_000
"""How far the ideals of 250 actors follow each other takes 250,000."""


_SOME = 4096
"""Bytes that are looked at in one go for the root element."""


class XmlError(InputError):
    """A file that is not the XML it should be; `diagnostics` holds the problem."""

    code = "invalid-xml"


@dataclass(slots=True)
class Element:
    """An element with its attributes, its own text, and where it starts (1-based)."""

    tag: str
    attributes: dict[str, str]
    line: int
    column: int
    children: list[Element] = field(default_factory=list)
    pieces: list[str] = field(default_factory=list, repr=False)

    @property
    def text(self) -> str:
        """What stands in it beside its children, without blanks around it."""
        return "".join(self.pieces).strip()

    def first(self, tag: str) -> Element | None:
        """Return the first child with a tag; None where there is none."""
        return next(self.all(tag), None)

    def all(self, *tags: str) -> Iterator[Element]:
        """Yield the children with one of some tags, in order."""
        return (child for child in self.children if child.tag in tags)

    def walk(self) -> Iterator[Element]:
        """Yield the element and all below it, in file order."""
        yield self
        for child in self.children:
            yield from child.walk()


def read(path: Path, file: str = "") -> Element:
    """Return the root element of a file.

    Raises
    ------
    FormatError
        If the file cannot be read, is not well formed, declares a type or entities, or nests
        deeper than 64 levels.
    LimitError
        If it is larger than 16 MiB.
    """
    return loads(read_bytes(path, file, XmlError), file or str(path))


def loads(data: bytes, file: str = "") -> Element:
    """Return the root element of a document.

    Examples
    --------
    >>> loads(b'<a><b name="x"/></a>').children[0].attributes
    {'name': 'x'}
    """
    return _Builder(file).build(data)


def root_tag(data: bytes) -> str:
    """Return the tag of the root element, and look no further; empty where there is none.

    Examples
    --------
    >>> root_tag(b'<a><b/></a>'), root_tag(b"no element")
    ('a', '')
    """
    found: list[str] = []
    parser = expat.ParserCreate()

    def start(tag: str, _: dict[str, str]) -> None:
        found.append(tag)
        parser.StartElementHandler = None

    parser.StartElementHandler = start
    with suppress(expat.ExpatError, LookupError, ValueError):
        for begin in range(0, len(data), _SOME):
            parser.Parse(data[begin : begin + _SOME], False)
            if found:
                break
    return "".join(found)


class _Builder:
    def __init__(self, file: str) -> None:
        self.file = file
        self.open: list[Element] = []
        self.root: Element | None = None
        self.count = 0
        self.parser = expat.ParserCreate()
        self.parser.StartElementHandler = self.start
        self.parser.EndElementHandler = self.end
        self.parser.CharacterDataHandler = self.characters
        self.parser.StartDoctypeDeclHandler = self.doctype
        self.parser.EntityDeclHandler = self.doctype

    def build(self, data: bytes) -> Element:
        try:
            self.parser.Parse(data, True)
        except expat.ExpatError as error:
            said = expat.ErrorString(error.code)
            raise self.failure(f"not XML: {said}", error.lineno, error.offset + 1) from None
        except XmlError:
            raise
        except (LookupError, ValueError) as error:  # an encoding that nobody knows
            raise self.failure(f"not XML: {error}", 1, 1) from None
        if self.root is None:
            raise self.failure("not XML: there is no element", 1, 1)
        return self.root

    def failure(self, message: str, line: int = 0, column: int = 0, hint: str = "") -> XmlError:
        line = line or self.parser.CurrentLineNumber
        column = column or self.parser.CurrentColumnNumber + 1
        return XmlError((Diagnostic("invalid-xml", message, hint, self.file, line, column),))

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        self.count += 1
        if len(self.open) >= MAX_DEPTH:
            raise self.failure(f"nested deeper than {MAX_DEPTH} levels")
        if self.count > MAX_ELEMENTS:
            raise self.failure(f"more than {MAX_ELEMENTS:,} elements")
        at = self.parser.CurrentLineNumber, self.parser.CurrentColumnNumber + 1
        element = Element(tag, attributes, *at)
        if self.open:
            self.open[-1].children.append(element)
        else:
            self.root = element
        self.open.append(element)

    def end(self, _tag: str) -> None:
        self.open.pop()

    def characters(self, text: str) -> None:
        self.open[-1].pieces.append(text)

    def doctype(self, *_: object) -> None:
        raise self.failure(
            "the file declares a document type or entities",
            hint="remove the lines with <!DOCTYPE and <!ENTITY; no file read here needs them",
        )
