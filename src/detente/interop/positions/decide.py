"""Files of DECIDE, as exchange models take them: a sign that begins every line says what it is.

::

    #O  what this is about
    #/  a comment; so is #0
    #A  actor, its name, a comment
    #P  issue, its name, a comment
    #M  issue, position, what that position means
    #D  actor, issue, position, salience, power, a comment

Cells are separated by tabs, semicolons or commas. An issue's scale goes from the least position of
its ``#M`` lines to the greatest, or from 0 to 100; salience is a share, of 1 or of 100.

Such files ask issue by issue. All at once they are one case only if what actors bring to bear on all
issues together is no more than they can: saliences are scaled in common to make it so. One issue by
itself is read as it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from detente.case import Case
from detente.errors import did_you_mean, unknown_name
from detente.interop.names import own_ids
from detente.interop.positions.parts import ForeignActor, Scenario, case_of, not_negative, one_line
from detente.interop.reading import Reading
from detente.interop.tables import Place, Row, rows, text_of
from detente.ranges import Range
from detente.spatial.model import SCALE, Dimension, Stance
from detente.text import counted, listed

_BEGINS = re.compile(r"\s*(['\"]?)#[AOPMD0/]\1(?:[\t;,|]|\s*$)", re.MULTILINE)
_LINE = re.compile(r"^(['\"]?)#[APMD]\1[ ]*([\t;,|])", re.MULTILINE)
_SIGNS = "lines begin with #A, #P, #M or #D; #O and #/ are for people"
_NO_STANCE = Stance(Range(0.0, SCALE), Range.exactly(0.0))
"""Of an actor on an issue of which the file says nothing."""


def begins(text: str) -> bool:
    """Tell whether a text begins as such files do."""
    return _BEGINS.match(text) is not None


@dataclass(frozen=True)
class _Actor:
    name: str
    note: str
    at: Place


@dataclass
class _Issue:
    """An issue with the ends of its scale, and what positions on it mean."""

    name: str
    points: dict[float, str] = field(default_factory=dict)

    @property
    def ends(self) -> tuple[float, float]:
        """The least and the greatest position."""
        low, high = (min(self.points), max(self.points)) if self.points else (0.0, SCALE)
        return (low, high) if low < high else (0.0, SCALE)

    def line(self, key: str) -> Dimension:
        """Return it as a line from 0 to 100."""
        low, high = self.ends
        bare = (low, high) == (0.0, SCALE)
        named = [self.points.get(end, "") or ("" if bare else f"{end:g}") for end in (low, high)]
        return Dimension(key, self.name, named[0], named[1])


@dataclass(frozen=True)
class _Entry:
    """Where an actor stands on an issue, on the scales of the file."""

    position: float
    salience: float
    power: float


@dataclass
class _Found:
    """What a file says."""

    title: str = ""
    actors: dict[str, _Actor] = field(default_factory=dict)
    issues: dict[str, _Issue] = field(default_factory=dict)
    entries: dict[tuple[str, str], _Entry] = field(default_factory=dict)


def case(raw: bytes, file: str, dimension: str | None = None) -> Case:
    """Return the case in a file: of all issues, or of one of them.

    Raises
    ------
    CaseError
        With every problem of its content.
    UnknownNameError
        If there is no such issue.
    """
    reading = Reading("decide")
    found = _Reader(reading, file).found(text_of(reading, raw, file))
    reading.check()
    keys = dict(zip(found.issues, own_ids(list(found.issues), "dimension"), strict=True))
    chosen = [name for name, key in keys.items() if dimension in (None, key)]
    if dimension is not None and not chosen:
        raise unknown_name("dimension", dimension, keys.values())
    return case_of(reading, _scenario(reading, found, chosen, keys, file), raw, file)


# -- What the file says --------------------------------------------------------------------


class _Reader:
    def __init__(self, reading: Reading, file: str) -> None:
        self.reading = reading
        self.file = file
        self.result = _Found()

    def found(self, text: str) -> _Found:
        """Return what a text says; what is wrong with it is recorded."""
        first = _LINE.search(text)
        if first is None:
            self.reading.stop("no line says who stands where", self.file, (1, 1), hint=_SIGNS)
        listed_rows = list(rows(self.reading, text, self.file, first[2], first[1] or '"'))
        for row in listed_rows:
            self.described(row)
        for row in listed_rows:  # actors and issues may come after what is said of them
            if row.cell(0) == "#M":
                self.point(row)
        for row in listed_rows:
            if row.cell(0) == "#D":
                self.entry(row)
        if self.result.issues and not self.result.entries:
            self.complain("no line #D says where an actor stands", (1, 1))
        return self.result

    def complain(self, message: str, at: Place, hint: str = "") -> None:
        self.reading.problem(message, self.file, at, hint=hint)

    def described(self, row: Row) -> None:
        """Take what a line says of the whole, of an actor or of an issue."""
        sign, name = row.cell(0), one_line(row.cell(1))
        if sign == "#O":
            self.result.title = self.result.title or name
        elif sign in ("#A", "#P"):
            kind = "actor" if sign == "#A" else "issue"
            known = self.result.actors if sign == "#A" else self.result.issues
            if not name or name in known:
                message = f"there are two {kind}s '{name}'" if name else f"an {kind} has no name"
                self.complain(message, row.at(1))
            label = one_line(row.cell(2)) or name
            if sign == "#A":
                self.result.actors[name] = _Actor(label, one_line(row.cell(3)), row.at(1))
            else:
                self.result.issues[name] = _Issue(label)
        elif sign not in ("#/", "#0", "#M", "#D"):
            self.complain(f"a line begins with '{one_line(sign)[:20]}'", row.at(0), _SIGNS)

    def known(self, row: Row, place: int, kind: str, names: Mapping[str, object]) -> str:
        """Return the name of an actor or issue; complain of one that is not there."""
        name = one_line(row.cell(place))
        if name not in names:
            sign = "#A" if kind == "actor" else "#P"
            hint = did_you_mean(name, names) or f"a line {sign} is to name it"
            self.complain(f"there is no {kind} '{name[:40]}'", row.at(place), hint)
        return name

    def point(self, row: Row) -> None:
        """Take what a position on an issue means."""
        issue = self.known(row, 1, "issue", self.result.issues)
        position = row.number(self.reading, 2, f"a position on '{issue}'", self.file)
        if issue in self.result.issues:
            points = self.result.issues[issue].points
            points[position] = points.get(position) or one_line(row.cell(3))

    def entry(self, row: Row) -> None:
        """Take where an actor stands on an issue; nothing where the position is left open."""
        actor = self.known(row, 1, "actor", self.result.actors)
        issue = self.known(row, 2, "issue", self.result.issues)
        if (actor, issue) in self.result.entries:
            self.complain(f"'{actor}' stands twice on '{issue}'", row.at(1))
        if not row.cell(3) or issue not in self.result.issues:
            return
        told = f"the position of '{actor}' on '{issue}'"
        position = row.number(self.reading, 3, told, self.file)
        low, high = self.result.issues[issue].ends
        if not low <= position <= high:
            hint = "lines #M tell the ends of the scale"
            self.complain(f"{told} is {position:g}, not from {low:g} to {high:g}", row.at(3), hint)
        salience = self.amount(row, 4, f"the salience of '{issue}' to '{actor}'")
        if salience > SCALE:
            self.complain(f"the salience of '{issue}' to '{actor}' is over 100", row.at(4))
        power = self.amount(row, 5, f"the power of '{actor}' on '{issue}'")
        self.result.entries[actor, issue] = _Entry(position, salience, power)

    def amount(self, row: Row, place: int, what: str) -> float:
        """Return a number that is at least 0."""
        number = row.number(self.reading, place, what, self.file)
        return not_negative(self.reading, number, what, self.file, row.at(place))


# -- And what that amounts to --------------------------------------------------------------


@dataclass(frozen=True)
class _Part:
    """What an actor has to do with some issues; weights are saliences at its capability."""

    key: str
    capability: float
    entries: Mapping[str, _Entry]
    weights: Mapping[str, float]


def _scenario(
    reading: Reading, found: _Found, chosen: Sequence[str], keys: Mapping[str, str], file: str
) -> Scenario:
    """Return who stands where on some issues, with notes on what had to be understood."""
    whole = SCALE
    if any(entry.salience > 1 for entry in found.entries.values()):
        whole = 1.0
        reading.note("saliences go beyond 1: they are taken for shares of 100", file)
    parts = [_part(found, key, chosen, whole) for key in found.actors]
    parts = [part for part in parts if any(part.weights.values())]
    for what in (*_of_issues(found, chosen), *_of_actors(found, chosen, parts)):
        reading.note(what, file)
    factor = _factor(reading, [sum(part.weights.values()) for part in parts], file)
    return Scenario(
        _title(found, chosen),
        "",
        tuple(found.issues[issue].line(keys[issue]) for issue in chosen),
        tuple(_actor(found, part, chosen, factor) for part in parts),
    )


def _part(found: _Found, actor: str, chosen: Sequence[str], whole: float) -> _Part:
    entries = {
        issue: found.entries[actor, issue] for issue in chosen if (actor, issue) in found.entries
    }
    capability = max((entry.power for entry in entries.values()), default=0.0)
    weights = {
        issue: whole * entry.salience * (entry.power / capability if capability else 1.0)
        for issue, entry in entries.items()
    }
    return _Part(actor, capability, entries, weights)


def _actor(found: _Found, part: _Part, chosen: Sequence[str], factor: float) -> ForeignActor:
    told = found.actors[part.key]
    stances = tuple(
        _stance(found.issues[issue], part.entries[issue], factor * part.weights[issue])
        if issue in part.entries
        else _NO_STANCE
        for issue in chosen
    )
    return ForeignActor(
        part.key, part.capability, stances, told.note, told.at, told.at, label=told.name
    )


def _title(found: _Found, chosen: Sequence[str]) -> str:
    if len(chosen) == 1 < len(found.issues) and found.title:
        return f"{found.title}: {found.issues[chosen[0]].name}"
    return found.title


def _stance(issue: _Issue, entry: _Entry, salience: float) -> Stance:
    low, high = issue.ends
    position = min(SCALE * (entry.position - low) / (high - low), SCALE)
    return Stance(Range.exactly(position), Range.exactly(min(salience, SCALE)))


def _factor(reading: Reading, totals: Sequence[float], file: str) -> float:
    """Return by what all saliences are multiplied, so that nobody's are over 100 together."""
    most = max(totals, default=0.0)
    if most <= SCALE:
        return 1.0
    reading.note(
        f"saliences of one actor sum to up to {most:.4g}: all are multiplied by "
        f"{SCALE / most:.3g}, so that they sum to at most 100",
        file,
        hint="--dimension NAME takes one issue by itself, with its saliences as they are",
    )
    return SCALE / most


def _of_issues(found: _Found, chosen: Sequence[str]) -> Iterator[str]:
    for name in chosen:
        low, high = found.issues[name].ends
        if (low, high) != (0.0, SCALE):
            yield f"positions on '{name}', from {low:g} to {high:g}, are scaled to 0 to 100"
    inner = sum(max(0, len(found.issues[name].points) - 2) for name in chosen)
    if inner:
        yield f"what positions between the ends mean is left out ({counted(inner, 'line')} #M)"


def _of_actors(found: _Found, chosen: Sequence[str], parts: Sequence[_Part]) -> Iterator[str]:
    acting = [part.key for part in parts]
    if left := [name for name in found.actors if name not in acting]:
        have = "is left out: it has" if len(left) == 1 else "are left out: they have"
        yield f"{listed(left)} {have} no stance with a salience"
    if silent := sum(len(chosen) - len(part.entries) for part in parts):
        yield (
            f"where nothing says where an actor stands on an issue ({counted(silent, 'time')}), its "
            "position is unknown and its salience 0"
        )
    powers = {part.key: {entry.power for entry in part.entries.values()} for part in parts}
    if differing := [actor for actor, each in powers.items() if len(each) > 1]:
        yield (
            f"the power of {listed(differing)} differs from issue to issue: the greatest is its "
            "capability, and saliences are lower where it has less"
        )
