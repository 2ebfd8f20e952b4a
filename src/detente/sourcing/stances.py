"""What each party has said on each matter, and how that moved."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from detente.case import Case
from detente.evidence import Statement, plain, surely_before
from detente.sourcing.said import Said, moment, said
from detente.sourcing.slots import (
    Comparable,
    Difference,
    comparable,
    differences,
    on_one_scale,
)


@dataclass(frozen=True, slots=True)
class Move:
    """A change between two statements of which one is surely earlier.

    Parameters
    ----------
    earlier, later : str
        Ids of the statements.
    differences : tuple of Difference
        What changed, by their slots.
    kinds : tuple of str
        The kinds of the two statements, where those differ: ``position``, then ``offer``.
    """

    earlier: str
    later: str
    differences: tuple[Difference, ...]
    kinds: tuple[str, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """Return JSON-ready fields."""
        return {
            "earlier": self.earlier,
            "later": self.later,
            "differences": [
                {"kind": d.kind, "from": d.left, "to": d.right} for d in self.differences
            ],
            "kinds": list(self.kinds),
        }


@dataclass(frozen=True, slots=True)
class Stance:
    """What one party has said on one matter.

    Parameters
    ----------
    party : str
        Id of the party; empty where nobody is named.
    label : str
        Name for people.
    matter : str
        As first written; empty where none is given.
    statements : tuple of Said
        In order of time, the undated last.
    moves : tuple of Move
        To each dated statement from the last surely earlier one that can be compared with it,
        where something changed.
    """

    party: str
    label: str
    matter: str
    statements: tuple[Said, ...]
    moves: tuple[Move, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """Return JSON-ready fields."""
        return {
            "party": self.party,
            "about": self.matter,
            "statements": [entry.to_dict() for entry in self.statements],
            "moves": [move.to_dict() for move in self.moves],
        }

    def rows(self) -> Iterator[dict[str, str]]:
        """Yield one flat record for every statement."""
        changed = {move.later: move for move in self.moves}
        for entry in self.statements:
            move = changed.get(entry.id)
            since = move.earlier if move else ""
            yield {"party": self.party, "matter": self.matter, **entry.row(), "moved_since": since}


def stances(case: Case) -> tuple[Stance, ...]:
    """Gather what each party has said on each matter.

    Returns
    -------
    tuple of Stance
        Parties in the order of the case, then those that are not in it, then nobody; matters in
        the order in which they come up.

    Examples
    --------
    >>> from detente.evidence import Statement
    >>> told = {"a": ("2001", 4), "b": ("2002", 2), "c": ("unknown", 3)}
    >>> (stance,) = stances(Case("c", "C", statements={
    ...     key: Statement(key, "…", by="x", about="islands", date=date, slots={"quantity": n})
    ...     for key, (date, n) in told.items()}))
    >>> [entry.id for entry in stance.statements], [(m.earlier, m.later) for m in stance.moves]
    (['a', 'b', 'c'], [('a', 'b')])
    """
    groups: dict[tuple[str, str], list[Said]] = {}
    for statement in case.statements.values():
        entry = said(case, statement)
        groups.setdefault((statement.by, plain(statement.about)), []).append(entry)
    places = {key: place for place, key in enumerate(case.parties)}
    parties = sorted(groups, key=lambda group: (not group[0], places.get(group[0], len(places))))
    return tuple(_stance(case, party, groups[party, matter]) for party, matter in parties)


def _stance(case: Case, party: str, entries: list[Said]) -> Stance:
    ordered = tuple(sorted(entries, key=lambda entry: moment(entry.statement.date)))
    standing = [entry.statement for entry in ordered if entry.statement.status != "withdrawn"]
    slots = {statement.id: comparable(case, statement) for statement in standing}
    moves = []
    for place, later in enumerate(standing):
        before = [s for s in standing[:place] if surely_before(s.date, later.date)]
        if move := _last_move(before, later, slots):
            moves.append(move)
    first = entries[0]
    return Stance(party, first.by, first.statement.about, ordered, tuple(moves))


def _last_move(
    before: list[Statement], later: Statement, slots: Mapping[str, Comparable]
) -> Move | None:
    """Return the change since the last earlier statement that can be compared."""
    for earlier in reversed(before):
        kinds = (earlier.kind, later.kind)
        told = "says" not in kinds  # a remark changes no position
        if told or on_one_scale(slots[earlier.id], slots[later.id]):
            found = differences(slots[earlier.id], slots[later.id])
            changed = kinds if told and earlier.kind != later.kind else ()
            return Move(earlier.id, later.id, found, changed) if found or changed else None
    return None
