"""The CSV of KTAB: a line on the scenario, a header, and a row for every actor.

::

    name, description, number of actors, number of dimensions
    Actor, Description, Power, Position1, Salience1, Position2, …
    name, description, capability, position, salience, position, …

Dimensions have the names of the columns of their positions. Rows may end in a comma.
"""

from __future__ import annotations

import csv
import io
from typing import NoReturn

from detente.interop.positions.parts import (
    ForeignActor,
    Scenario,
    not_negative,
    one_line,
    within,
)
from detente.interop.reading import Reading
from detente.interop.tables import DELIMITERS, Row, rows
from detente.spatial.model import Dimension, Stance
from detente.text import counted

FIRST = 3
"""Columns before those of dimensions: name, description, capability."""

EXPECTED = (
    "expected is a scenario of KTAB: its first line holds a name, a description, the number of "
    "actors and that of dimensions; or a file of DECIDE, with lines #A, #P, #M and #D"
)


def parts(reading: Reading, text: str, file: str) -> Scenario:
    """Return the scenario that a table holds.

    Raises
    ------
    CaseError
        If it is no such table; what is wrong with single numbers is recorded.
    """
    table = list(rows(reading, text, file, _delimiter(text)))
    if len(table) < 2:
        _refuse(reading, file, (1, 1))
    head, header, *others = table
    actors, dimensions = (_count(reading, head, place, file) for place in (2, 3))
    width = FIRST + 2 * dimensions
    _check_header(reading, header, width, dimensions, file)
    if len(others) != actors:
        told = counted(actors, "actor")
        message = f"the first line tells of {told}, and there are rows of {len(others):,}"
        reading.problem(message, file, head.at(2))
    names = [one_line(header.cell(place)) for place in range(FIRST, width, 2)]
    return Scenario(
        one_line(head.cell(0)),
        one_line(head.cell(1)),
        tuple(
            Dimension(name or f"dimension {k}", name or f"Dimension {k}")
            for k, name in enumerate(names, 1)
        ),
        tuple(_actor(reading, row, width, names, file) for row in others),
    )


def _delimiter(text: str) -> str:
    """Return what separates cells: a comma, or what spreadsheets write where commas are decimal."""
    listed = [line for line in text[:100_000].splitlines() if line.strip()]
    header = listed[1] if len(listed) > 1 else ""
    return max(DELIMITERS, key=header.count)


def _refuse(reading: Reading, file: str, at: tuple[int, int]) -> NoReturn:
    reading.stop("this is no table of who stands where", file, at, hint=EXPECTED)


def _count(reading: Reading, head: Row, place: int, file: str) -> int:
    """Return how many actors or dimensions the first line tells of."""
    text = head.cell(place)
    if not (text.isascii() and text.isdecimal() and len(text) <= 4):
        _refuse(reading, file, head.at(place))
    return int(text)


def _check_header(reading: Reading, header: Row, width: int, dimensions: int, file: str) -> None:
    """Check that the header has a position and a salience for every dimension, and no more."""
    given = len(header.cells)
    while given and not header.cells[given - 1]:
        given -= 1
    if given > width or len(header.cells) < width:
        there = max(given, len(header.cells) if given < width else 0)
        reading.stop(
            f"the header has {there:,} columns, not {width}",
            file,
            header.at(min(width, len(header.cells))),
            hint="after name, description and capability a position and a salience for every "
            f"dimension; the first line tells of {counted(dimensions, 'dimension')}",
        )


def _actor(reading: Reading, row: Row, width: int, names: list[str], file: str) -> ForeignActor:
    before, name = len(reading.problems), one_line(row.cell(0))
    if any(row.cells[width:]):
        place = next(k for k, cell in enumerate(row.cells) if k >= width and cell)
        message = f"the row has more than {width} columns"
        hint = "a text with a comma in it stands in double quotes"
        reading.problem(message, file, row.at(place), hint=hint)
    capability = row.number(reading, 2, f"the capability of '{name}'", file)
    stances = []
    for k, dimension in enumerate(names):
        place = FIRST + 2 * k
        told = {
            place: f"the position of '{name}' on '{dimension}'",
            place + 1: f"the salience of '{dimension}' to '{name}'",
        }
        position, salience = (
            within(reading, row.number(reading, at, what, file), what, file, row.at(at))
            for at, what in told.items()
        )
        stances.append(Stance(position, salience))
    return ForeignActor(
        name,
        not_negative(reading, capability, f"the capability of '{name}'", file, row.at(2)),
        tuple(stances),
        one_line(row.cell(1)),
        row.at(0),
        row.at(FIRST + 1),
        sound=len(reading.problems) == before,
    )


def text(given: Scenario) -> str:
    """Return a scenario as a table."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    head = [given.name, given.description, len(given.actors), len(given.dimensions)]
    writer.writerow([*head, ""])
    named = [
        cell for k, line in enumerate(given.dimensions, 1) for cell in (line.label, f"Salience{k}")
    ]
    writer.writerow(["Actor", "Description", "Power", *named, ""])
    for actor in given.actors:
        numbers = [
            number.centre
            for stance in actor.stances
            for number in (stance.position, stance.salience)
        ]
        cells = map(repr, (actor.capability, *numbers))
        writer.writerow([actor.name, actor.description, *cells, ""])
    return out.getvalue()
