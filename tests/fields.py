"""The fields of JSON answers: those that the documentation describes, and those that there are.

The documentation describes them in tables that begin with ``Field``:

- ``Field`` under a heading that names formats or commands as code: fields of their answers;
- ``Field`` under another heading: fields that stand at the top of many answers;
- ``Field of `name` ``: what stands under that field, wherever it is;
- ``Field of a move``: an object that has just these fields, wherever it is.

Of a dotted name the last part counts. A meaning that begins with ``By concept and party,`` says
that the next two levels are ids. A page may rest on another, which describes what stands at the
top of many answers, and some of the fields of ``parameters``.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

MANY = "many answers"
_OWNER = re.compile(r"`(detente[. ][^`]+)`")
_HEAD = re.compile(r"\| Field(?: of `(?P<under>\w+)`| of an? (?P<kind>[\w ]+))? \|")
_ROW = re.compile(r"\| (?P<names>`[^|]+`) \| (?P<meaning>.+) \|")
_ID = (
    r"(?:actor|band|concept|dimension|extension|finding|forecaster|issue|kind|loss|option|party|slot"
    r"|state|word)"
)
_BY = re.compile(rf"By ((?:{_ID}(?:, | and ))*{_ID})\b")


class Table(dict[str, int]):
    """Fields by name, each with how many levels of ids are below it; and which of them were seen."""

    def __init__(self, title: str) -> None:
        super().__init__()
        self.title = title
        self.seen: set[str] = set()

    def describe(self, names: str, meaning: str) -> None:
        by = _BY.match(meaning)
        for name in re.findall(r"`([^`]+)`", names):
            self[re.split(r"[.\]]", name)[-1]] = len(re.findall(_ID, by[1])) if by else 0


class Described:
    """The tables of a page, and the page that it rests on."""

    def __init__(self, page: Path, base: Described | None = None) -> None:
        self.base = base
        self.owned: dict[str, list[Table]] = defaultdict(list)
        self.under: dict[str, Table] = {}
        self.kinds: list[Table] = []
        self.tables: list[Table] = []
        owners: list[str] = []
        for line in page.read_text(encoding="utf-8").splitlines():
            if line.startswith("#"):
                named = _OWNER.findall(line)
                owners = [name for name in named if "/" in name] or named or [MANY]
            if head := _HEAD.match(line):
                self._begin(head, owners)
            elif row := _ROW.match(line):
                self.tables[-1].describe(row["names"], row["meaning"])
            elif line.startswith("| ") and not line.startswith("| ---"):
                self.tables.append(Table("another"))  # its rows tell of no field

    def _begin(self, head: re.Match[str], owners: list[str]) -> None:
        table = Table(head["under"] or head["kind"] or ", ".join(owners))
        self.tables.append(table)
        if head["under"]:
            self.under[head["under"]] = table
        elif head["kind"]:
            self.kinds.append(table)
        else:
            for owner in owners:
                self.owned[owner].append(table)

    def at_top(self) -> list[Table]:
        """Return the tables of fields that stand at the top of many answers."""
        return [*self.owned[MANY], *(self.base.at_top() if self.base else ())]

    def below(self, name: str) -> list[Table]:
        """Return the tables of what stands under a field."""
        own = [self.under[name]] if name in self.under else []
        return [*own, *(self.base.below(name) if self.base else ())]


class Answered:
    """Compares answers with what a page describes."""

    def __init__(self, described: Described) -> None:
        self.described = described
        self.unknown: set[tuple[str, str]] = set()

    def add(self, command: str, answer: Any) -> None:
        """Take in what a command answered."""
        named = [name for name in self.described.owned if f"{command} ".startswith(f"{name} ")]
        self._walk(answer, max(named, key=len, default=command), top=True)

    def never(self) -> set[tuple[str, str]]:
        """Return the described fields that have not occurred, each with its table."""
        return {(t.title, name) for t in self.described.tables for name in t.keys() - t.seen}

    def _walk(self, value: Any, owner: str, under: str = "", *, top: bool = False) -> None:
        if isinstance(value, list):
            for each in value:
                self._walk(each, owner, under, top=top)
        if not isinstance(value, dict):
            return
        if str(value.get("format")).startswith("detente."):
            owner, top = value["format"], True
        tables = self._tables(value, owner, under, top=top)
        for name, below in value.items():
            having = [table for table in tables if name in table]
            if not having:
                self.unknown.add((owner, name))
            for table in having:
                table.seen.add(name)
            for each in _skip(below, max((table[name] for table in having), default=0)):
                self._walk(each, owner, name)

    def _tables(
        self, value: Mapping[str, Any], owner: str, under: str, *, top: bool
    ) -> list[Table]:
        """Return the tables that may describe an object."""
        for kind in self.described.kinds:
            if value.keys() == kind.keys():
                return [kind]
        if below := self.described.below(under):
            return below
        return [*self.described.owned[owner], *(self.described.at_top() if top else ())]


def _skip(value: Any, levels: int) -> Iterator[Any]:
    """Yield what stands under some levels of ids."""
    if levels and isinstance(value, dict):
        for each in value.values():
            yield from _skip(each, levels - 1)
    elif levels and isinstance(value, list):
        for each in value:
            yield from _skip(each, levels)
    else:
        yield value
