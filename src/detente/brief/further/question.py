"""What an analyst asks after the first table: a question, its answer in sentences, its ground."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from detente.brief.further.parts import Parts


@dataclass(frozen=True, slots=True)
class Table:
    """The ground of an answer, as rows of text.

    Parameters
    ----------
    caption : str
        What it shows.
    head : tuple of str
        Column headings.
    rows : tuple of tuple of str
        The first cell of a row names it.
    more : str
        What was left out, as a sentence; empty for nothing.
    rests : tuple of tuple of Part
        The parts of the case that each row rests on; empty where that is not told.
    """

    caption: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    more: str = ""
    rests: tuple[Parts, ...] = ()


@dataclass(frozen=True, slots=True)
class Question:
    """A question with its answer first, then what it rests on.

    Parameters
    ----------
    id : str
        Short name; also that of the command that tells everything.
    asks : str
        The question in plain words.
    answer : tuple of str
        In sentences; the first alone answers it.
    tables : tuple of Table
        The ground.
    limits : tuple of str
        What the answer does not say, a sentence each.
    method : str
        Method and variant, to stand under the tables.
    command : str
        What tells the rest.
    """

    id: str
    asks: str
    answer: tuple[str, ...]
    tables: tuple[Table, ...] = ()
    limits: tuple[str, ...] = ()
    method: str = ""
    command: str = ""


def grounded(
    caption: str, head: tuple[str, ...], rows: Iterable[tuple[tuple[str, ...], Parts]], limit: int
) -> Table:
    """Return a table of the first rows, each given with the parts of the case that it rests on."""
    found = list(rows)
    shown, more = first((row for row, _ in found), limit)
    return Table(caption, head, shown, more, tuple(parts for _, parts in found[:limit]))


def first(rows: Iterable[tuple[str, ...]], limit: int) -> tuple[tuple[tuple[str, ...], ...], str]:
    """Return the first rows, and a sentence on how many more there are.

    Examples
    --------
    >>> first([("a",), ("b",), ("c",)], 2)
    ((('a',), ('b',)), 'And 1 more.')
    """
    listed = tuple(rows)
    more = len(listed) - limit
    return listed[:limit], f"And {more:,} more." if more > 0 else ""
