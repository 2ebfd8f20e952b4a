"""What a report seems to say: proposals, for an analyst to accept, mend or reject.

Reading makes them, the ledger keeps them, and neither knows the other. Every offset counts
characters of the stored text, start inclusive, end exclusive.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

Kind = Literal["says", "position", "commitment", "demand", "request", "threat", "offer", "refusal"]
KINDS: tuple[Kind, ...] = (
    "says", "position", "commitment", "demand", "request", "threat", "offer", "refusal",
)  # fmt: skip
"""What a statement does."""

Granularity = Literal["day", "week", "month", "season", "year", "decade", "range", "unknown"]


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of a text."""

    start: int
    end: int

    def of(self, text: str) -> str:
        """Return the stretch itself."""
        return text[self.start : self.end]


@dataclass(frozen=True, slots=True)
class Mention:
    """Somebody or something as a text names it, and the party of the case it means, if any.

    Parameters
    ----------
    text : str
        As written.
    span : Span or None
        Where; None when it is carried over from elsewhere (a pronoun's antecedent, an edit).
    party : str or None
        Id of a party of the case.
    """

    text: str
    span: Span | None = None
    party: str | None = None

    def to_dict(self) -> dict[str, Any]:
        """Return JSON-ready fields."""
        span = {"start": self.span.start, "end": self.span.end} if self.span else {}
        return {"text": self.text, "party": self.party, **span}


@dataclass(frozen=True, slots=True)
class TimeReference:
    """A time as a text tells it, as an interval of ISO dates.

    Parameters
    ----------
    text : str
        The expression, as written.
    span : Span or None
        Where it stands.
    first, last : str
        ISO dates of the interval's first and last day; empty where no calendar date follows
        without an anchor.
    granularity : str
        How fine the expression is.
    needs_anchor : bool
        Whether the date of the report must be known to place it.
    """

    text: str
    span: Span | None = None
    first: str = ""
    last: str = ""
    granularity: Granularity = "unknown"
    needs_anchor: bool = False

    def to_dict(self) -> dict[str, Any]:
        """Return JSON-ready fields."""
        return {
            "text": self.text,
            "from": self.first or None,
            "to": self.last or None,
            "granularity": self.granularity,
            "needs_anchor": self.needs_anchor,
        }


@dataclass(frozen=True, slots=True)
class Proposal:
    """One statement that a text seems to relay.

    Parameters
    ----------
    content : Span
        What was said.
    text : str
        The content, as written.
    sentence : Span
        The passage it stands in.
    speaker : Mention or None
        Who says it.
    addressee : Mention or None
        To whom.
    cue : str
        The words that mark it (said, according to…).
    kind : str
        One of `KINDS`.
    chain : tuple of str
        Agencies or outlets that the text names between the speaker and itself.
    time : TimeReference or None
        When it was said.
    slots : mapping of str to str, int or float
        What can be compared exactly.
    """

    content: Span
    text: str
    sentence: Span
    speaker: Mention | None = None
    addressee: Mention | None = None
    cue: str = ""
    kind: Kind = "says"
    chain: tuple[str, ...] = ()
    time: TimeReference | None = None
    slots: Mapping[str, str | int | float] = field(default_factory=dict)

    def to_dict(self) -> dict[str, Any]:
        """Return JSON-ready fields, as the contract of ``detente read`` has them."""
        return {
            "start": self.content.start,
            "end": self.content.end,
            "text": self.text,
            "speaker": self.speaker.to_dict() if self.speaker else None,
            "addressee": self.addressee.to_dict() if self.addressee else None,
            "cue": self.cue,
            "kind": self.kind,
            "chain": list(self.chain),
            "time": self.time.to_dict() if self.time else None,
            "slots": dict(self.slots),
        }


@dataclass(frozen=True, slots=True)
class Reading:
    """What was read in one report.

    Parameters
    ----------
    source : str
        The report as the user named it.
    text : str
        The stored text, to which all offsets refer.
    sha256 : str
        Of the text as UTF-8, in hexadecimal.
    masked : tuple of Span
        Boilerplate that was passed over.
    statements : tuple of Proposal
        In text order.
    mentions : tuple of Mention
        Parties of the case, wherever named.
    needs : tuple of str
        What the analyst should supply (``date``, ``outlet``).
    """

    source: str
    text: str = field(repr=False)
    sha256: str
    masked: tuple[Span, ...] = ()
    statements: tuple[Proposal, ...] = ()
    mentions: tuple[Mention, ...] = ()
    needs: tuple[str, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """Return JSON-ready fields; the text itself is left out."""
        return {
            "source": self.source,
            "sha256": self.sha256,
            "masked": [[span.start, span.end] for span in self.masked],
            "statements": [proposal.to_dict() for proposal in self.statements],
            "mentions": [mention.to_dict() for mention in self.mentions],
            "needs": list(self.needs),
        }
