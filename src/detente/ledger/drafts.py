"""A statement and a source as the ledger holds them: plain fields, each of them editable."""

from __future__ import annotations

import datetime
import json
import re
from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass, field, fields, replace
from typing import Any, TypeVar, get_args

from detente.errors import did_you_mean, unknown_name
from detente.evidence import StatementStatus, Visibility
from detente.ledger.errors import CorruptLedgerError, LedgerError
from detente.proposals import KINDS, Proposal, Span, TimeReference

STATUSES: tuple[str, ...] = get_args(StatementStatus)
VISIBILITIES: tuple[str, ...] = get_args(Visibility)
Slot = str | int | float | tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Draft:
    """A statement as it stands: what reading proposed, with the analyst's edits.

    Parameters
    ----------
    start, end : int
        The passage, in characters of the report's text.
    says : str
        The content: the passage until the analyst puts it in other words.
    name : str
        Its id in the case file; empty until it is published or chosen.
    by, speaker : str
        The party that speaks, and the person as named.
    to, addressee : str
        The party addressed, and the words for it.
    about, kind, date, chain, slots, contradicts, status, visibility
        As in the case file.
    time, cue : str
        The words that tell when, and those that mark the statement.
    """

    start: int
    end: int
    says: str
    name: str = ""
    by: str = ""
    speaker: str = ""
    to: str = ""
    addressee: str = ""
    about: str = ""
    kind: str = "says"
    date: str = "unknown"
    chain: tuple[str, ...] = ()
    slots: Mapping[str, Slot] = field(default_factory=dict)
    contradicts: tuple[str, ...] = ()
    status: str = "accepted"
    visibility: str = "public"
    time: str = ""
    cue: str = ""

    @property
    def span(self) -> Span:
        """The passage."""
        return Span(self.start, self.end)

    def to_dict(self) -> dict[str, Any]:
        """Return JSON-ready fields."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class SourceDraft:
    """A source as it stands.

    Parameters
    ----------
    name : str
        Its id in the case file; empty until it is published or chosen.
    outlet, date, title, author, url, note, relays, visibility
        As in the case file.
    file : str
        The file it was read from, without its folders.
    """

    name: str = ""
    outlet: str = "unknown"
    relays: tuple[str, ...] = ()
    date: str = "unknown"
    title: str = ""
    author: str = ""
    url: str = ""
    note: str = ""
    visibility: str = "public"
    file: str = ""

    @property
    def needs(self) -> tuple[str, ...]:
        """What the analyst should supply."""
        missing = {"date": self.date, "outlet": self.outlet}
        return tuple(key for key, value in missing.items() if value == "unknown")

    def to_dict(self) -> dict[str, Any]:
        """Return JSON-ready fields."""
        return asdict(self)


_Kind = TypeVar("_Kind", Draft, SourceDraft)


def from_proposal(proposal: Proposal) -> Draft:
    """Return the draft that a proposal makes.

    Examples
    --------
    >>> draft = from_proposal(Proposal(Span(5, 9), "four", Span(0, 10), kind="demand"))
    >>> draft.says, draft.kind, draft.date
    ('four', 'demand', 'unknown')
    """
    speaker, addressee = proposal.speaker, proposal.addressee
    return Draft(
        start=proposal.content.start,
        end=proposal.content.end,
        says=" ".join(proposal.text.split()),
        by=(speaker.party or "") if speaker else "",
        speaker=speaker.text if speaker else "",
        to=(addressee.party or "") if addressee else "",
        addressee=addressee.text if addressee else "",
        kind=proposal.kind,
        date=iso_date(proposal.time) if proposal.time else "unknown",
        chain=tuple(proposal.chain),
        slots={key: _slot(value) for key, value in proposal.slots.items()},
        time=proposal.time.text if proposal.time else "",
        cue=proposal.cue,
    )


def _slot(value: Any) -> Slot:
    return tuple(value) if isinstance(value, list | tuple) else value


def iso_date(time: TimeReference) -> str:
    """Return the day, month or year that holds all of a time, or ``unknown``.

    Examples
    --------
    >>> iso_date(TimeReference("in December", first="2018-12-01", last="2018-12-31"))
    '2018-12'
    """
    if not time.first:
        return "unknown"
    last = time.last or time.first
    for length in (10, 7, 4):
        if time.first[:length] == last[:length]:
            return time.first[:length]
    return "unknown"


# -- To and from JSON ----------------------------------------------------------------------


def dumped(draft: Draft | SourceDraft) -> str:
    """Return a draft as JSON, the same text for the same draft."""
    return json.dumps(draft.to_dict(), ensure_ascii=False, sort_keys=True)


def draft(text: str) -> Draft:
    """Return the draft that `dumped` wrote."""
    return _loaded(text, Draft)


def source_draft(text: str) -> SourceDraft:
    """Return the source that `dumped` wrote."""
    return _loaded(text, SourceDraft)


def _loaded(text: str, kind: type[_Kind]) -> _Kind:
    known = {item.name for item in fields(kind)}
    try:
        data = {key: value for key, value in json.loads(text).items() if key in known}
        for key in ("chain", "contradicts", "relays"):
            if key in data:
                data[key] = tuple(data[key])
        if "slots" in data:
            data["slots"] = {key: _slot(value) for key, value in data["slots"].items()}
        return kind(**data)
    except (ValueError, TypeError, AttributeError) as error:
        raise CorruptLedgerError(
            "the ledger is damaged: what it says of a statement or source cannot be read",
            hint="go back to a copy; what was published stands in the case file",
        ) from error


# -- Editing -------------------------------------------------------------------------------

_LISTS = ("chain", "contradicts", "relays")
_CHOICES = {"kind": KINDS, "status": STATUSES, "visibility": VISIBILITIES}
_NAME = re.compile(r"[^\s,()]+")
_DATE = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?", re.ASCII)
EDITABLE = tuple(item.name for item in fields(Draft) if item.name not in ("start", "end"))
DESCRIBABLE = tuple(item.name for item in fields(SourceDraft) if item.name != "file")


def edited(old: Draft, changes: Mapping[str, str], parties: Collection[str] = ()) -> Draft:
    """Return a draft with fields set from text.

    Parameters
    ----------
    old : Draft
    changes : mapping of str to str
        By field; lists are separated by commas, ``slots.NAME`` sets one slot, and an empty text
        clears.
    parties : collection of str
        Party ids that `by` and `to` may take; any where none are given.

    Raises
    ------
    LedgerError
        If a value does not fit its field.
    UnknownNameError
        If there is no such field or party.

    Examples
    --------
    >>> draft = edited(Draft(0, 4, "four"), {"kind": "demand", "slots.quantity": "4"})
    >>> draft.kind, draft.slots
    ('demand', {'quantity': 4})
    """
    values: dict[str, Any] = {}
    slots = dict(old.slots)
    for key, text in changes.items():
        if key.startswith("slots."):
            _set_slot(slots, key.removeprefix("slots."), text)
        elif key in EDITABLE and key != "slots":
            values[key] = _value(key, text, parties)
        else:
            raise unknown_name("field", key, [*EDITABLE, "slots.NAME"])
    if not values.get("says", old.says):
        raise LedgerError("a statement says something", code="bad-field")
    return replace(old, **values, slots=slots)


def described(old: SourceDraft, changes: Mapping[str, str]) -> SourceDraft:
    """Return a source with fields set from text; see `edited`."""
    for key in changes:
        if key not in DESCRIBABLE:
            raise unknown_name("field", key, DESCRIBABLE)
    return replace(old, **{key: _value(key, text, ()) for key, text in changes.items()})


def _value(key: str, text: str, parties: Collection[str]) -> Any:
    _encodable(text)
    text = " ".join(text.split())
    if key in _LISTS:
        return _parts(text)
    if key in _CHOICES:
        text = text or _CHOICES[key][0]
        if text not in _CHOICES[key]:
            hint = did_you_mean(text, _CHOICES[key])
            raise LedgerError(f"'{text}' is no {key}", hint=hint, code="bad-field")
    elif key == "date":
        text = text or "unknown"
        if text != "unknown" and not is_date(text):
            hint = "write 2019-01-09, 2019-01, 2019 or unknown"
            raise LedgerError(f"'{text}' is no date", hint=hint, code="bad-field")
    elif key == "name" and text and not _NAME.fullmatch(text):
        hint = "use no spaces, commas or parentheses"
        raise LedgerError(f"'{text}' cannot be an id", hint=hint, code="bad-field")
    elif key == "outlet":
        text = text or "unknown"
    elif key in ("by", "to") and text and parties and text not in parties:
        raise unknown_name("party", text, parties)
    return text


def _set_slot(slots: dict[str, Slot], name: str, text: str) -> None:
    _encodable(name + text)
    text = text.strip()
    if not name or not text:
        slots.pop(name, None)
    elif re.fullmatch(r"-?\d{1,15}", text, re.ASCII):
        slots[name] = int(text)
    elif re.fullmatch(r"-?\d{1,15}\.\d{1,15}", text, re.ASCII):
        slots[name] = float(text)
    elif "," in text:
        slots[name] = _parts(text)
    else:
        slots[name] = text


def _parts(text: str) -> tuple[str, ...]:
    """Take a list apart at its commas, empty places left out."""
    return tuple(part.strip() for part in text.split(",") if part.strip())


def _encodable(text: str) -> None:
    if any("\ud800" <= character <= "\udfff" for character in text):
        raise LedgerError("the text holds half a character", code="bad-field")


def is_date(text: str) -> bool:
    """Tell whether a text is an ISO day, month or year that exists."""
    match = _DATE.fullmatch(text)
    if match is None:
        return False
    try:
        datetime.date(*(int(part or 1) for part in match.groups()))
    except ValueError:
        return False
    return True
