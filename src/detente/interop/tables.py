"""Tables from strangers: text as spreadsheets save it, and rows that know where their cells stand."""

from __future__ import annotations

import csv
import io
from codecs import BOM_UTF16_BE, BOM_UTF16_LE
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from detente.interop.inputs import InputError, decoded
from detente.interop.reading import Reading

Place = tuple[int, int]
"""Line and column, from 1."""

DELIMITERS = (",", ";", "\t")


def text_of(reading: Reading, raw: bytes, file: str) -> str:
    """Return bytes as text: UTF-8, UTF-16 with its mark, or else what spreadsheets save.

    Raises
    ------
    CaseError
        If it is no text at all.
    """
    if raw.startswith((BOM_UTF16_LE, BOM_UTF16_BE)):
        try:
            text = raw.decode("utf-16")
        except UnicodeDecodeError as error:
            reading.stop(f"not UTF-16: {error.reason}", file, (1, 1), hint="save it as UTF-8")
    else:
        try:
            text = decoded(raw, file)
        except InputError as error:
            text = _western(reading, raw, file, error)
    for place, char in enumerate(text):
        if char < " " and char not in "\t\r\n":
            before = text[:place]
            at = before.count("\n") + 1, place - before.rfind("\n")
            reading.stop(f"this is no text: it holds the character 0x{ord(char):02x}", file, at)
    return text


def _western(reading: Reading, raw: bytes, file: str, error: InputError) -> str:
    """Return bytes as Windows-1252, which spreadsheets save; complain as of UTF-8 otherwise."""
    (problem,) = error.diagnostics
    try:
        text = raw.decode("cp1252")
    except UnicodeDecodeError:
        raise error from None
    if any(char < " " and char not in "\t\r\n" for char in text):
        raise error
    reading.note(
        "this is not UTF-8; it was read as Windows-1252", file, (problem.line, problem.column)
    )
    return text


@dataclass(frozen=True)
class Row:
    """A row of a table: its cells without blanks around them, and where it stands."""

    cells: list[str]
    line: int
    text: str
    delimiter: str
    quote: str

    def at(self, place: int) -> Place:
        """Return where a cell stands; the end of the row for one that is missing."""
        starts = self._starts
        offset = starts[place] if place < len(starts) else len(self.text.rstrip("\r\n"))
        before = self.text[:offset]
        return self.line + before.count("\n"), offset - before.rfind("\n")

    def cell(self, place: int) -> str:
        """Return a cell; empty where there is none."""
        return self.cells[place] if place < len(self.cells) else ""

    def number(self, reading: Reading, place: int, what: str, file: str) -> float:
        """Return the number in a cell; 0 with a complaint where there is none."""
        text = self.cell(place)
        if self.delimiter != ",":
            text = text.replace(",", ".")  # as they are written in much of the world
        return reading.number("" if "_" in text else text, what, file, self.at(place))

    @cached_property
    def _starts(self) -> list[int]:
        starts: list[int] = []
        fresh = True  # before a cell, where blanks do not count
        quoted = opened = False
        for place, char in enumerate(self.text):
            if fresh and char != " ":
                starts.append(place)
                fresh, opened, quoted = False, char == self.quote, False
            if opened and char == self.quote:
                quoted = not quoted
            elif char == self.delimiter and not quoted:
                fresh = True
        return starts


def rows(
    reading: Reading, text: str, file: str, delimiter: str = ",", quote: str = '"'
) -> Iterator[Row]:
    """Yield the rows that hold anything.

    Raises
    ------
    CaseError
        Where it is no such table.
    """
    lines = io.StringIO(text, newline="").readlines()
    table = csv.reader(
        lines, delimiter=delimiter, quotechar=quote, skipinitialspace=True, strict=True
    )
    start = 0
    try:
        for cells in table:
            stripped = [cell.strip() for cell in cells]
            if any(stripped):
                whole = "".join(lines[start : table.line_num])
                yield Row(stripped, start + 1, whole, delimiter, quote)
            start = table.line_num
    except csv.Error as error:
        reading.stop(f"this is no table: {error}", file, (start + 1, 1))
