"""Tables of decided cases in the layout of *Decision-making in the European Union*.

A row is a controversial issue: ``p<actor>`` says where an actor stood and ``s<actor>`` how much that
mattered to it, ``rp`` is the reference point and ``out`` what came out, all from 0 to 100;
``prnr`` numbers the proposal that an issue belongs to, and ``isnr`` the issue (Thomson et al.
2006, 2012; Arregui and Perarnaud 2021). Cells are separated by semicolons. Read besides are
tabs and commas, decimal commas, upper case, and the ways in which spreadsheets and statistics
programs write what is missing. What actors can bring to bear is not in such tables.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from detente.errors import CaseError, ModelError
from detente.interop.reading import Reading
from detente.interop.tables import Row, rows
from detente.ranges import Range
from detente.spatial.backtest import Decided
from detente.spatial.model import MAX_ACTORS, SCALE, Actor, Dimension, Outcome, Spatial, Stance

MAX_ROWS = 20_000

OUTCOME, REFERENCE = "out", "rp"
PROPOSALS = ("prnr", "pronr", "propnr", "proposal")
ISSUES = ("isnr", "issnr", "issue")
TITLES = ("prname", "proname")

DELIMITERS = ";\t,"
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

    header: Row
    names: tuple[str, ...]
    actors: Mapping[str, tuple[int, int]]
    outcome: int
    reference: int
    proposal: int
    issue: int
    title: int

    @property
    def used(self) -> set[int]:
        """The columns that are read."""
        found = {self.outcome, self.reference, self.proposal, self.issue, self.title} - {-1}
        return found | {place for both in self.actors.values() for place in both}


# -- The header ----------------------------------------------------------------------------


def layout(text: str) -> Layout | str:
    """Return which column of a table holds what, or why it is no table of decisions."""
    first = re.split("[\r\n]", text, maxsplit=1)[0]
    reason = ""
    for delimiter in DELIMITERS:
        try:
            header = next(rows(Reading("deu"), first, "", delimiter), None)
        except CaseError:
            header = None
        names = tuple(cell.lower() for cell in header.cells) if header else ()
        if header is None or OUTCOME not in names:
            continue
        actors = _actors(names)
        if actors:
            return Layout(
                header, names, actors, names.index(OUTCOME), _first(names, (REFERENCE,)),
                _first(names, PROPOSALS), _first(names, ISSUES), _first(names, TITLES),
            )  # fmt: skip
        reason = "a column 'out', but no actor with both a position 'p…' and a salience 's…'"
    return reason or "no table of decisions: its first line has no column 'out'"


def _actors(names: Sequence[str]) -> dict[str, tuple[int, int]]:
    """Return the columns of position and salience of every actor that has both."""
    place = {name: k for k, name in reversed(list(enumerate(names)))}
    return {
        name[1:]: (place[name], place[f"s{name[1:]}"])
        for name in names
        if name.startswith("p") and len(name) > 1 and f"s{name[1:]}" in place
    }


def _first(names: Sequence[str], known: Sequence[str]) -> int:
    return next((names.index(name) for name in known if name in names), -1)


# -- The rows ------------------------------------------------------------------------------


@dataclass
class _Rows:
    """Makes decisions of rows, and keeps what is wrong with them and what they lack."""

    file: str
    name: str
    layout: Layout
    missing: frozenset[float]
    capabilities: Capabilities | None
    reading: Reading
    left_out: Counter[str] = field(default_factory=Counter)

    def number(self, row: Row, place: int) -> float | None:
        """Return a number from 0 to 100; None where it is missing, or is told to be wrong."""
        text = row.cell(place)
        if text.lower() in MISSING:
            return None
        where = f"in column '{self.layout.names[place]}'"
        if not _NUMBER.fullmatch(text):
            self.reading.problem(f"'{text[:40]}' {where} is no number", self.file, row.at(place))
            return None
        found = float(text.replace(",", "."))
        if found in self.missing:
            return None
        if 0 <= found <= SCALE:
            return found
        hint = "name the numbers that mean a missing one by --missing"
        message = f"{text[:40]} {where} does not lie between 0 and 100"
        self.reading.problem(message, self.file, row.at(place), hint=hint)
        return None

    def case(self, row: Row) -> Decided | None:
        """Return the decision of a row; None where there is none."""
        before = self.left_out.copy()
        outcome = self.number(row, self.layout.outcome)
        reference = self.number(row, self.layout.reference) if self.layout.reference >= 0 else None
        key = self.cell(row, self.layout.issue) or str(row.line)
        actors = tuple(self.actors(row, key))
        if outcome is None or not actors:
            self.left_out = before  # who is missing matters only where something was decided
            self.left_out["no_outcome" if outcome is None else "no_actor"] += 1
            return None
        point = None if reference is None else Range.exactly(reference)
        dimension = Dimension(key, f"issue {key}", reference=point, outcome=Outcome(outcome))
        try:
            problem = Spatial(actors, (dimension,), title=self.cell(row, self.layout.title))
        except ModelError:  # all that is left to be wrong: every capability is 0
            self.left_out["no_capability"] += 1
            return None
        self.left_out["no_reference"] += reference is None
        proposal = self.cell(row, self.layout.proposal)
        group = f"{self.name}: {proposal}" if proposal else ""
        return Decided(f"{self.name}:{row.line}", problem, group)

    def actors(self, row: Row, dimension: str) -> Iterator[Actor]:
        """Yield who took part in a decision, and count who has to be left out."""
        for name, (at_position, at_salience) in self.layout.actors.items():
            position, salience = self.number(row, at_position), self.number(row, at_salience)
            if position is None and salience is None:
                continue  # it took no part: no member at the time, or nothing at stake
            if position is None or salience is None or salience == 0:
                lacks = "position" if position is None else "stake" if salience == 0 else "salience"
                self.left_out[f"no_{lacks}"] += 1
                continue
            stance = Stance(Range.exactly(position), Range.exactly(salience))
            yield Actor(name, self.capability(name), {dimension: stance})

    def capability(self, actor: str) -> Range:
        if self.capabilities is None:
            return Range.exactly(1.0)
        return Range.exactly(self.capabilities.by_actor[actor])

    def cell(self, row: Row, place: int) -> str:
        return row.cell(place) if place >= 0 else ""


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
    CaseError
        With all that is wrong, each with its line and column.
    """
    reading, found = Reading("deu"), layout(text)
    if isinstance(found, str):
        reading.stop(found, file, (1, 1))
    _check(reading, found, file, proposal, capabilities)
    if proposal:
        found = replace(found, proposal=found.names.index(proposal.lower()))
    known = frozenset((*MISSING_NUMBERS, *missing))
    made = _Rows(file, name or file, found, known, capabilities, reading)
    cases = tuple(_decisions(made, text))
    reading.check()
    apart = f"{made.name} does not say which issues belong to one proposal: each counts by itself."
    return Table(
        cases,
        {key: count for key, count in made.left_out.items() if count},
        (apart,) if found.proposal < 0 else (),
    )


def _check(
    reading: Reading, found: Layout, file: str, proposal: str, capabilities: Capabilities | None
) -> None:
    """Complain about the first line, and about actors without a capability."""
    names = found.names
    for name in dict.fromkeys(names[place] for place in sorted(found.used)):
        if names.count(name) > 1:
            at = found.header.at(names.index(name, names.index(name) + 1))
            message, hint = f"two columns are called '{name}'", "rename one of them"
            reading.problem(message, file, at, hint=hint)
    if len(found.actors) > MAX_ACTORS:
        reading.problem(
            f"{len(found.actors):,} actors; at most {MAX_ACTORS} are read", file, (1, 1)
        )
    if proposal and proposal.lower() not in names:
        hint = "name one of the first line"
        reading.problem(f"there is no column '{proposal}'", file, (1, 1), hint=hint)
    if capabilities is not None:
        for actor in found.actors:
            if actor not in capabilities.by_actor:
                message = f"no capability for '{actor}', which takes part in {file}"
                hint = f"add a line '{actor};' with a number"
                reading.problem(message, capabilities.file, hint=hint)
    reading.check()


def _decisions(made: _Rows, text: str) -> Iterator[Decided]:
    """Yield the decisions of all rows."""
    header = made.layout.header
    width = len(header.cells)
    for count, row in enumerate(rows(made.reading, text, made.file, header.delimiter)):
        if count > MAX_ROWS:
            hint = "take the table apart"
            made.reading.stop(f"more than {MAX_ROWS:,} rows", made.file, (row.line, 1), hint=hint)
        if count == 0:
            continue
        if len(row.cells) < width or any(row.cells[width:]):
            message = f"{len(row.cells)} cells; the first line has {width}"
            made.reading.problem(message, made.file, (row.line, 1))
        elif (case := made.case(row)) is not None:
            yield case


# -- What actors can bring to bear ---------------------------------------------------------


def capabilities(text: str, file: str) -> Capabilities:
    """Read a file of capabilities: a row for every actor, its name as in the table, and a number.

    Raises
    ------
    CaseError
        With all that is wrong, each with its line and column.
    """
    reading, found = Reading("capabilities"), dict[str, float]()
    delimiter = next((each for each in DELIMITERS if each in text), ";")
    for count, row in enumerate(rows(reading, text, file, delimiter)):
        name, number = row.cell(0).lower(), row.cell(1)
        if count == 0 and name == "actor":
            continue
        if len(row.cells) < 2 or not name:
            reading.problem("write an actor, a semicolon and a number", file, (row.line, 1))
        elif not _NUMBER.fullmatch(number) or (value := float(number.replace(",", "."))) < 0:
            message = f"'{number[:40]}' is no capability: a number of at least 0"
            reading.problem(message, file, row.at(1))
        elif name in found:
            message = f"the capability of '{name[:40]}' is said twice"
            reading.problem(message, file, row.at(0))
        else:
            found[name] = value
    reading.check()
    if not found:
        reading.stop("no actor has a capability here", file)
    return Capabilities(file, found)
