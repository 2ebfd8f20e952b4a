"""A statement as the analyses of evidence show it: what, by whom, through whom, when."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from detente.case import Case
from detente.evidence import Source, Statement, is_date, links

DateGrain = Literal["day", "month", "year", "unknown"]
_GRAINS: dict[int, DateGrain] = {10: "day", 7: "month", 4: "year"}


def grain(date: str) -> DateGrain:
    """Return how fine a date is.

    Examples
    --------
    >>> grain("2018-11-14"), grain("2018-11"), grain("soon")
    ('day', 'month', 'unknown')
    """
    return _GRAINS[len(date)] if is_date(date) else "unknown"


def moment(date: str) -> tuple[bool, str, int]:
    """Return the key by which dates are put in order.

    By their first day, the coarser first, so that a year stands before its own months; what is
    unknown comes last.

    Examples
    --------
    >>> sorted(["unknown", "2018-11-14", "2018-11", "1956", "2018"], key=moment)
    ['1956', '2018', '2018-11', '2018-11-14', 'unknown']
    """
    known = is_date(date)
    return not known, date if known else "", len(date) if known else 0


@dataclass(frozen=True, slots=True)
class Said:
    """A statement of a case, with what its reader needs to know of its source.

    Parameters
    ----------
    statement : Statement
    source : Source or None
        Where it was read; None where the case does not say.
    by : str
        Name for people of the party that speaks; empty where none does.
    """

    statement: Statement
    source: Source | None
    by: str

    @property
    def id(self) -> str:
        """Id of the statement."""
        return self.statement.id

    @property
    def who(self) -> str:
        """Who speaks, the person first; empty where nobody is named."""
        speaker = self.statement.speaker
        return f"{speaker} ({self.by})" if speaker and self.by else speaker or self.by

    @property
    def through(self) -> tuple[str, ...]:
        """Agencies, then the outlet, through which it came."""
        return links(self.statement, self.source)

    @property
    def reported(self) -> str:
        """Date of the source, or ``unknown``."""
        return self.source.date if self.source else "unknown"

    def to_dict(self) -> dict[str, Any]:
        """Return JSON-ready fields."""
        statement = self.statement
        return {
            "statement": statement.id,
            "date": statement.date,
            "grain": grain(statement.date),
            "by": statement.by,
            "speaker": statement.speaker,
            "to": statement.to,
            "kind": statement.kind,
            "about": statement.about,
            "says": statement.says.strip(),
            "slots": {
                name: list(value) if isinstance(value, tuple) else value
                for name, value in statement.slots.items()
            },
            "source": statement.source,
            "reported": self.reported,
            "through": list(self.through),
            "status": statement.status,
            "visibility": statement.visibility,
        }

    def row(self) -> dict[str, str]:
        """Return flat fields, for a table."""
        slots = "; ".join(f"{name}: {shown(v)}" for name, v in self.statement.slots.items())
        flat = {**self.to_dict(), "slots": slots, "through": " > ".join(self.through)}
        return {name: str(value) for name, value in flat.items()}


def shown(value: object) -> str:
    """Return what a slot holds, for people.

    Examples
    --------
    >>> shown(("Habomai", "Shikotan")), shown(2)
    ('Habomai, Shikotan', '2')
    """
    return ", ".join(value) if isinstance(value, tuple) else str(value)


def said(case: Case, statement: Statement) -> Said:
    """Return a statement with its source and the name of its party."""
    party = case.parties.get(statement.by)
    return Said(
        statement, case.sources.get(statement.source), party.label if party else statement.by
    )
