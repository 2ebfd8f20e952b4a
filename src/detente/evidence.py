"""Sources, statements, and the ground that a judgement stands on.

An analysis is worth what it rests on. A `Source` is a report or document; a `Statement` is what
somebody said, in paraphrase, as one source relays it; a `Ground` is what an author attaches to
an option, a preference or a number: the statements it cites, or the plain admission that it is
a judgement.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

Visibility = Literal["public", "internal"]
StatementStatus = Literal["accepted", "disputed", "withdrawn"]


@dataclass(frozen=True, slots=True)
class Source:
    """A report, document or publication.

    Parameters
    ----------
    id : str
        Short name by which statements refer to it.
    outlet : str
        Who published it.
    relays : tuple of str
        Agencies or outlets whose report this one passes on. Two outlets that relay one agency
        are one voice.
    date : str
        ISO date (``2019-01-09``, ``2019-01`` or ``2019``) or ``unknown``.
    title, author, url, note : str
        As far as known; empty otherwise.
    visibility : {"public", "internal"}
        Internal entries stay out of a shared brief.
    """

    id: str
    outlet: str = "unknown"
    relays: tuple[str, ...] = ()
    date: str = "unknown"
    title: str = ""
    author: str = ""
    url: str = ""
    note: str = ""
    visibility: Visibility = "public"


@dataclass(frozen=True, slots=True)
class Statement:
    """What somebody said or did, in paraphrase, as one source relays it.

    Parameters
    ----------
    id : str
        Short name that `Ground.cites` refers to.
    says : str
        The content, in the analyst's own words.
    source : str
        Id of the source; empty when none is given (`check` reports it).
    by : str
        Id of the party that speaks; empty when the statement is about something.
    speaker : str
        The person, as named.
    to : str
        Id of the party addressed.
    about : str
        The matter or instrument spoken of.
    kind : str
        says, position, commitment, demand, request, threat, offer or refusal.
    date : str
        When it was said, ISO, or ``unknown``.
    chain : tuple of str
        Through whom it came when that differs from the source's own relays.
    slots : mapping of str to str, int or float
        What can be compared exactly: quantity, strength, holder…
    contradicts : tuple of str
        Ids of statements it cannot be true together with.
    status : {"accepted", "disputed", "withdrawn"}
        Where it stands today.
    visibility : {"public", "internal"}
        Internal entries stay out of a shared brief.
    """

    id: str
    says: str
    source: str = ""
    by: str = ""
    speaker: str = ""
    to: str = ""
    about: str = ""
    kind: str = "says"
    date: str = "unknown"
    chain: tuple[str, ...] = ()
    slots: Mapping[str, str | int | float] = field(default_factory=dict)
    contradicts: tuple[str, ...] = ()
    status: StatementStatus = "accepted"
    visibility: Visibility = "public"


@dataclass(frozen=True, slots=True)
class Ground:
    """What an entry of a case rests on.

    Parameters
    ----------
    cites : tuple of str
        Statement ids.
    because : str
        The argument, in a sentence.
    confidence : str
        ``low``, ``medium``, ``high``, a number between 0 and 1 as text, or empty.
    judgement : bool
        The author, not a source, says so.
    visibility : {"public", "internal"}
        Internal entries stay out of a shared brief.
    """

    cites: tuple[str, ...] = ()
    because: str = ""
    confidence: str = ""
    judgement: bool = False
    visibility: Visibility = "public"

    @property
    def rests_on_nothing(self) -> bool:
        """True when neither a statement, nor an argument, nor a judgement mark stands behind it."""
        return not (self.cites or self.because or self.judgement)


NO_GROUND = Ground()
