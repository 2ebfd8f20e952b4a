"""What was said when, as finely as the case knows it and no finer."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from detente.case import Case, Event
from detente.sourcing.said import Said, grain, moment, said


@dataclass(frozen=True, slots=True)
class Timeline:
    """The statements of a case in order of time.

    Parameters
    ----------
    case, as_of : str
        Id of the case, and the date at which it stands.
    dated : tuple of Said
        By first day, the coarser date first, then as the case lists them.
    undated : tuple of Said
        Those that nobody dated, by the date of their report, which they cannot be later than.
    later : tuple of Event
        What happened after the case's date: a record, nothing that was said.
    """

    case: str
    as_of: str
    dated: tuple[Said, ...]
    undated: tuple[Said, ...]
    later: tuple[Event, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """Return the timeline as one JSON-ready object (format ``detente.timeline/1``)."""
        return {
            "format": "detente.timeline/1",
            "case": self.case,
            "as_of": self.as_of or None,
            "dated": [entry.to_dict() for entry in self.dated],
            "undated": [entry.to_dict() for entry in self.undated],
            "later": [
                {
                    "date": event.date,
                    "grain": grain(event.date),
                    "says": event.says.strip(),
                    "sources": list(event.sources),
                    "visibility": event.visibility,
                }
                for event in self.later
            ],
        }

    def rows(self) -> Iterator[dict[str, str]]:
        """Yield one flat record for every statement, the undated last."""
        for entry in (*self.dated, *self.undated):
            yield entry.row()


def timeline(case: Case) -> Timeline:
    """Put the statements of a case in order of time.

    Examples
    --------
    >>> from detente.evidence import Statement
    >>> given = {"a": "2018-11-14", "b": "unknown", "c": "2018", "d": "2018-11"}
    >>> found = timeline(Case("c", "C", statements={k: Statement(k, "…", date=d)
    ...                                             for k, d in given.items()}))
    >>> [entry.id for entry in found.dated], [entry.id for entry in found.undated]
    (['c', 'd', 'a'], ['b'])
    """
    entries = [said(case, statement) for statement in case.statements.values()]
    dated = [entry for entry in entries if grain(entry.statement.date) != "unknown"]
    undated = [entry for entry in entries if grain(entry.statement.date) == "unknown"]
    events = case.outcome.events if case.outcome else ()
    return Timeline(
        case.id,
        case.as_of,
        tuple(sorted(dated, key=lambda entry: moment(entry.statement.date))),
        tuple(sorted(undated, key=lambda entry: moment(entry.reported))),
        tuple(sorted(events, key=lambda event: moment(event.date))),
    )
