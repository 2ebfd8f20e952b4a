"""Tables of decided cases in the layout of *Decision-making in the European Union*.

A row is a controversial issue: ``p<actor>`` says where an actor stood and ``s<actor>`` how much that
mattered to it, ``rp`` is the reference point and ``out`` what came out, all from 0 to 100;
``prnr`` numbers the proposal that an issue belongs to, and ``isnr`` the issue (Thomson et al.
2006, 2012; Arregui and Perarnaud 2021). Cells are separated by semicolons. Read besides are
tabs and commas, decimal commas, upper case, and the ways in which spreadsheets and statistics
programs write what is missing. What actors can bring to bear is not in such tables.
"""

from __future__ import annotations

import csv
import io
import math
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from detente.errors import Diagnostic, ModelError
from detente.interop.inputs import InputError
from detente.ranges import Range
from detente.spatial.backtest import Decided
from detente.spatial.model import SCALE, Actor, Dimension, Outcome, Spatial, Stance

MAX_ROWS = 20_000
MAX_COLUMNS = 2_000
MOST_PROBLEMS = 200
"""Problems of one table that are told."""

OUTCOME, REFERENCE = "out", "rp"
PROPOSALS = ("prnr", "pronr", "propnr", "proposal")
ISSUES = ("isnr", "issnr", "issue")
TITLES = ("prname", "proname")

SEPARATORS = ";\t,"
MISSING = frozenset({"", ".", "na", "n/a", "nan", "#null!", "null"})
MISSING_NUMBERS = (999.0,)
_NUMBER = re.compile(r"[+-]?(\d+([.,]\d*)?|[.,]\d+)")

LEFT_OUT = {
    "no_outcome": "rows that do not say what came out",
    "no_position": "actors left out of a decision because their position is missing",
    "no_salience": "actors left out of a decision because their salience is missing",
    "no_stake": "actors left out of a decision because it did not matter to them",
    "no_actor": "rows in which no actor is left",
    "no_capability": "rows in which nobody could bring anything to bear",
    "no_reference": "decisions without a reference point",
}
"""What a table can lack, by id, in words; the decisions without a reference point are kept."""


class DeuError(InputError):
    """A table that cannot be understood."""

    code = "deu"


@dataclass(frozen=True)
class Capabilities:
    """What actors can bring to bear, by the names of a table, and the file that says so."""

    file: str
    by_actor: Mapping[str, float]


@dataclass(frozen=True)
class Table:
    """The decisions of a table, and what was left out.

    Parameters
    ----------
    cases : tuple of Decided
    left_out : mapping of str to int
        By the ids of `LEFT_OUT`.
    notes : tuple of str
    """

    cases: tuple[Decided, ...]
    left_out: Mapping[str, int]
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Layout:
    """Which column holds what; -1 for none."""

    separator: str
    names: tuple[str, ...]
    actors: Mapping[str, tuple[int, int]]
    outcome: int
    reference: int
    proposal: int
    issue: int
    title: int


# -- The header ----------------------------------------------------------------------------


def layout(text: str) -> Layout | str:
    """Return which column of a table holds what, or why it is no table of decisions."""
    header = _lines(text, 1)[0]
    reason = ""
    for separator in SEPARATORS:
        names = tuple(name.strip().strip('"').strip().lower() for name in header.split(separator))
        actors = _actors(names)
        if OUTCOME in names and actors:
            return Layout(
                separator, names, actors, names.index(OUTCOME), _first(names, (REFERENCE,)),
                _first(names, PROPOSALS), _first(names, ISSUES), _first(names, TITLES),
            )  # fmt: skip
        if OUTCOME in names:
            reason = "a column 'out', but no actor with both a position 'p…' and a salience 's…'"
    return reason or "no table of decisions: its first line has no column 'out'"


def _actors(names: Sequence[str]) -> dict[str, tuple[int, int]]:
    """Return the columns of position and salience of every actor that has both."""
    place = {name: k for k, name in reversed(list(enumerate(names)))}
    return {
        name[1:]: (k, place[f"s{name[1:]}"])
        for k, name in enumerate(names)
        if name.startswith("p") and len(name) > 1 and f"s{name[1:]}" in place
    }


def _lines(text: str, most: int = 0) -> list[str]:
    """Return lines as the reader of cells counts them: not by every character that may part them."""
    return re.split("\r\n|\r|\n", text, maxsplit=most)


def _first(names: Sequence[str], known: Sequence[str]) -> int:
    return next((names.index(name) for name in known if name in names), -1)


# -- The rows ------------------------------------------------------------------------------


@dataclass
class _Reader:
    """Reads one table, and keeps all that is wrong with it."""

    file: str
    name: str
    layout: Layout
    missing: frozenset[float]
    capabilities: Capabilities | None
    problems: list[Diagnostic] = field(default_factory=list)
    left_out: Counter[str] = field(default_factory=Counter)
    raw: str = ""
    line: int = 0

    def problem(self, message: str, hint: str = "", *, line: int = 0, place: int = -1) -> None:
        column = _offset(self.raw, self.layout.separator, place) if place >= 0 else 1
        self.problems.append(Diagnostic("deu", message, hint, self.file, line or self.line, column))

    def number(self, row: Sequence[str], place: int) -> float | None:
        """Return a number from 0 to 100; None where it is missing, or is told to be wrong."""
        text = row[place].strip()
        if text.lower() in MISSING:
            return None
        found = float(text.replace(",", ".")) if _NUMBER.fullmatch(text) else math.nan
        if found in self.missing:
            return None
        name = self.layout.names[place]
        if math.isnan(found):
            self.problem(f"'{text[:40]}' in column '{name}' is no number", place=place)
        elif not 0 <= found <= SCALE:
            self.problem(
                f"{text[:40]} in column '{name}' does not lie between 0 and 100",
                "name the numbers that mean a missing one by --missing",
                place=place,
            )
        else:
            return found
        return None

    def case(self, row: Sequence[str]) -> Decided | None:
        """Return the decision of a row; None where there is none."""
        before = self.left_out.copy()
        outcome = self.number(row, self.layout.outcome)
        reference = self.number(row, self.layout.reference) if self.layout.reference >= 0 else None
        key = self.cell(row, self.layout.issue) or str(self.line)
        actors = tuple(self.actors(row, key))
        if outcome is None or not actors:
            self.left_out = before  # who is missing matters only where something was decided
            self.left_out["no_outcome" if outcome is None else "no_actor"] += 1
            return None
        point = None if reference is None else Range.exactly(reference)
        dimension = Dimension(key, f"issue {key}", reference=point, outcome=Outcome(outcome))
        title = self.cell(row, self.layout.title)
        try:
            problem = Spatial(actors, (dimension,), title=title)
        except ModelError:  # all that is left to be wrong: every capability is 0
            self.left_out["no_capability"] += 1
            return None
        self.left_out["no_reference"] += reference is None
        proposal = self.cell(row, self.layout.proposal)
        group = f"{self.name}: {proposal}" if proposal else ""
        return Decided(f"{self.name}:{self.line}", problem, group)

    def actors(self, row: Sequence[str], dimension: str) -> Iterator[Actor]:
        """Yield who took part in a decision, and count who has to be left out."""
        for name, (at_position, at_salience) in self.layout.actors.items():
            position, salience = self.number(row, at_position), self.number(row, at_salience)
            lacks = "no_position" if position is None else "no_salience" if salience is None else ""
            if not lacks and salience == 0:
                lacks = "no_stake"
            if position is None and salience is None:
                continue  # it took no part: no member at the time, or nothing at stake
            if lacks:
                self.left_out[lacks] += 1
            elif position is not None and salience is not None:
                stance = Stance(Range.exactly(position), Range.exactly(salience))
                yield Actor(name, self.capability(name), {dimension: stance})

    def capability(self, actor: str) -> Range:
        if self.capabilities is None:
            return Range.exactly(1.0)
        return Range.exactly(self.capabilities.by_actor.get(actor, 0.0))

    def cell(self, row: Sequence[str], place: int) -> str:
        return row[place].strip() if place >= 0 else ""


def read(
    text: str,
    file: str,
    *,
    name: str = "",
    capabilities: Capabilities | None = None,
    missing: Sequence[float] = (),
    proposal: str = "",
) -> Table:
    """Read a table of decided cases.

    Parameters
    ----------
    text : str
    file : str
        What diagnostics call it.
    name : str
        What results call it; `file` by default.
    capabilities : Capabilities, optional
        What actors can bring to bear; all alike by default.
    missing : sequence of float
        Numbers that stand for a missing one, besides 999.
    proposal : str
        The column that says which decisions hang together; ``prnr`` and its like by default.

    Raises
    ------
    FormatError
        With all that is wrong, each with its line and column.
    """
    found = layout(text)
    if isinstance(found, str):
        raise DeuError((Diagnostic("deu", found, file=file, line=1, column=1),))
    known = frozenset((*MISSING_NUMBERS, *missing))
    reader = _Reader(file, name or file, found, known, capabilities)
    _check_header(reader, _lines(text, 1)[0], proposal)
    if not reader.problems and proposal:
        reader.layout = replace(found, proposal=found.names.index(proposal.lower()))
    cases = [] if reader.problems else list(_rows(reader, text))
    if reader.problems:
        raise DeuError(tuple(reader.problems))
    notes = []
    if reader.layout.proposal < 0:
        notes.append(
            f"{reader.name} does not say which issues belong to one proposal: each counts by itself."
        )
    return Table(tuple(cases), {key: n for key, n in reader.left_out.items() if n}, tuple(notes))


def _check_header(reader: _Reader, header: str, proposal: str) -> None:
    """Tell what is wrong with the first line, and who has no capability."""
    reader.line, reader.raw = 1, header
    names, found = reader.layout.names, reader.layout
    used = {found.outcome, found.reference, found.proposal, found.issue, found.title}
    used |= {place for both in found.actors.values() for place in both}
    for name in sorted({names[place] for place in used if place >= 0}):
        if names.count(name) > 1:
            second = names.index(name, names.index(name) + 1)
            reader.problem(f"two columns are called '{name}'", "rename one of them", place=second)
    if len(names) > MAX_COLUMNS:
        reader.problem(f"{len(names):,} columns; at most {MAX_COLUMNS:,} are read")
    if proposal and proposal.lower() not in names:
        reader.problem(f"there is no column '{proposal}'", "name one of the first line")
    if reader.capabilities is not None:
        for actor in found.actors:
            if actor not in reader.capabilities.by_actor:
                file = reader.capabilities.file
                message = f"no capability for '{actor}', which takes part in {reader.name}"
                hint = f"add a line '{actor};' with a number"
                reader.problems.append(Diagnostic("capabilities", message, hint, file))


def _rows(reader: _Reader, text: str) -> Iterator[Decided]:
    """Yield the decisions of all rows."""
    lines = _lines(text)
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=reader.layout.separator, strict=True)
    width, before = len(reader.layout.names), 0
    try:
        for count, row in enumerate(rows):
            reader.line, before = before + 1, rows.line_num
            whole = rows.line_num == reader.line
            reader.raw = lines[reader.line - 1] if whole and reader.line <= len(lines) else ""
            if count == 0 or not any(cell.strip() for cell in row):
                continue
            if count > MAX_ROWS:
                reader.problem(f"more than {MAX_ROWS:,} rows", "take the table apart")
                return
            if len(row) < width or any(cell.strip() for cell in row[width:]):
                reader.problem(f"{len(row)} cells; the first line has {width}")
            elif (case := reader.case(row)) is not None:
                yield case
            if len(reader.problems) >= MOST_PROBLEMS:
                reader.problem("more is wrong than is told here")
                return
    except csv.Error as error:
        reader.problem(f"the table cannot be read: {error}", line=rows.line_num or 1)


def _offset(line: str, separator: str, place: int) -> int:
    """Return at which character of a line a cell begins, from 1."""
    offset, inside = 0, False
    for k, character in enumerate(line):
        if place == 0:
            break
        if character == '"':
            inside = not inside
        elif character == separator and not inside:
            place -= 1
            offset = k + 1
    return offset + 1


# -- What actors can bring to bear ---------------------------------------------------------


def capabilities(text: str, file: str) -> Capabilities:
    """Read a file of capabilities: a line for every actor, its name as in the table, and a number.

    Raises
    ------
    FormatError
        With all that is wrong, each with its line.
    """
    found: dict[str, float] = {}
    problems = []
    for line, written in enumerate(_lines(text), start=1):
        name, separator, number = _parted(written)
        if not written.strip() or (line == 1 and name == "actor"):
            continue
        value = float(number.replace(",", ".")) if _NUMBER.fullmatch(number) else -1.0
        message = ""
        if not separator or not name:
            message = "write an actor, a semicolon and a number"
        elif not 0 <= value < math.inf:
            message = f"'{number[:40]}' is no capability: a number of at least 0"
        elif name in found:
            message = f"the capability of '{name[:40]}' is said twice"
        if message:
            problems.append(Diagnostic("capabilities", message, "", file, line, 1))
        found.setdefault(name, value)
    if not problems and not found:
        problems.append(Diagnostic("capabilities", "no actor has a capability here", "", file))
    if problems:
        raise DeuError(tuple(problems[:MOST_PROBLEMS]))
    return Capabilities(file, found)


def _parted(line: str) -> tuple[str, str, str]:
    """Return the name and the number of a line, and what parts them."""
    separator = next((each for each in SEPARATORS if each in line), "")
    name, _, number = line.partition(separator) if separator else (line, "", "")
    return name.strip().strip('"').lower(), separator, number.strip().strip('"')
