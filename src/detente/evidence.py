"""Sources, statements, and the ground that a judgement stands on.

An analysis is worth what it rests on. A `Source` is a report or document; a `Statement` is what
somebody said, in paraphrase, as one source relays it; a `Ground` is what an author attaches to
an option, a preference or a number: the statements it cites, or the plain admission that it is
a judgement.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

Slot = str | int | float | tuple[str, ...]
"""What a slot of a statement holds: a text, a number, or names."""

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
class Passage:
    """The stretch of a report that a statement paraphrases, told without the report's words.

    Parameters
    ----------
    sha256 : str
        Of the report's text as UTF-8, in hexadecimal.
    start, end : int
        Characters of that text, start inclusive, end exclusive.
    """

    sha256: str
    start: int
    end: int


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
    slots : mapping of str to str, int, float or tuple of str
        What can be compared exactly: quantity, set, strength, holder…
    contradicts : tuple of str
        Ids of statements it cannot be true together with.
    status : {"accepted", "disputed", "withdrawn"}
        Where it stands today.
    visibility : {"public", "internal"}
        Internal entries stay out of a shared brief.
    passage : Passage or None
        Where in the source's text it stands, when it was taken from one.
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
    slots: Mapping[str, Slot] = field(default_factory=dict)
    contradicts: tuple[str, ...] = ()
    status: StatementStatus = "accepted"
    visibility: Visibility = "public"
    passage: Passage | None = None


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

    def probability(self, words: Mapping[str, float] | None = None) -> float | None:
        """Return the confidence as a number from 0 to 1; None where it is none.

        Parameters
        ----------
        words : mapping of str to float, optional
            What ``low``, ``medium`` and ``high`` stand for; without it they are no numbers.

        Examples
        --------
        >>> Ground(confidence="0.8").probability(), Ground(confidence="high").probability()
        (0.8, None)
        >>> Ground(confidence="high").probability({"high": 0.9})
        0.9
        """
        if self.confidence in ("", "low", "medium", "high"):
            return (words or {}).get(self.confidence)
        return float(self.confidence)


NO_GROUND = Ground()


# -- Dates ---------------------------------------------------------------------------------

_DATE = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?", re.ASCII)


def is_date(text: str) -> bool:
    """Tell whether a text is an ISO day, month or year that exists.

    Examples
    --------
    >>> is_date("2018-11"), is_date("2018-11-31"), is_date("unknown")
    (True, False, False)
    """
    match = _DATE.fullmatch(text)
    if match is None:
        return False
    year, month, day = (int(part or 1) for part in match.groups())
    try:
        datetime.date(year, month, day)
    except ValueError:
        return False
    return True


def surely_before(earlier: str, later: str) -> bool:
    """Tell whether one date is surely before another.

    A year is not before its own days, and what is unknown is before nothing.

    Examples
    --------
    >>> surely_before("2018-11", "2018-12-01"), surely_before("2018", "2018-12-01")
    (True, False)
    """
    if not (is_date(earlier) and is_date(later)):
        return False
    length = min(len(earlier), len(later))
    return earlier[:length] < later[:length]


# -- Independence --------------------------------------------------------------------------

EXACT_UP_TO = 20
"""Different chains that hang together up to which `independent` counts exactly."""


def plain(name: str) -> str:
    """Return a name as it is compared: without regard to case and white space.

    Examples
    --------
    >>> plain("  Jiji   Press")
    'jiji press'
    """
    return " ".join(name.split()).casefold()


def links(statement: Statement, source: Source | None) -> tuple[str, ...]:
    """Return through whom a statement came: agencies first, the outlet last.

    The agencies are those of the statement's own chain, or else all that its source relays. A
    source of an unknown outlet stands for its outlet. A statement without chain and source came
    through nobody.

    Examples
    --------
    >>> links(Statement("s", "…", chain=("Kyodo",)), Source("r", outlet="RIA"))
    ('Kyodo', 'RIA')
    >>> links(Statement("s", "…"), Source("r2"))
    ('source r2',)
    """
    if source is None:
        return statement.chain
    outlet = f"source {source.id}" if source.outlet in ("", "unknown") else source.outlet
    return tuple(dict.fromkeys((*(statement.chain or source.relays), outlet)))


@dataclass(frozen=True, slots=True)
class Independence:
    """How many of some chains are independent.

    Parameters
    ----------
    chains : tuple of int
        Indexes of a largest choice of chains of which no two share a link.
    exact : bool
        False where there are so many that a larger choice may exist.
    """

    chains: tuple[int, ...]
    exact: bool = True

    @property
    def count(self) -> int:
        """The number of independent chains."""
        return len(self.chains)


def independent(chains: Sequence[Iterable[str]]) -> Independence:
    """Choose as many chains as possible of which no two share an agency or outlet.

    Two outlets that relay one agency share it, and so are one voice; so are two statements in one
    report. A chain without links counts for nothing. More chains never make the number smaller.

    Parameters
    ----------
    chains : sequence of iterable of str
        The links of each, as from `links`.

    Notes
    -----
    Exact for up to `EXACT_UP_TO` different chains that hang together, beyond that a choice that
    cannot be extended. O(k²) time for k different chains.

    Examples
    --------
    >>> independent([("Kyodo", "RIA"), ("Kyodo", "Herald"), ("Radio",)]).count
    2
    """
    shortest: dict[frozenset[str], int] = {}
    for index, chain in enumerate(chains):
        shortest.setdefault(frozenset(map(plain, chain)), index)
    # whoever needs fewer links is never the worse choice
    sets = [s for s in shortest if s and not any(other < s for other in shortest if other)]
    chosen: list[frozenset[str]] = []
    exact = True
    for group in _hanging_together(sets):
        small = len(group) <= EXACT_UP_TO
        chosen += _largest(group) if small else _some(group)
        exact &= small
    return Independence(tuple(sorted(shortest[s] for s in chosen)), exact)


def _hanging_together(sets: Sequence[frozenset[str]]) -> list[list[frozenset[str]]]:
    """Return the sets in groups that share no link with each other, by union-find."""
    parent: dict[str, str] = {}

    def root(link: str) -> str:
        while (above := parent.setdefault(link, link)) != link:
            parent[link] = link = parent[above]
        return link

    for links_of_one in sets:
        first, *others = sorted(links_of_one)
        for other in others:
            parent[root(other)] = root(first)
    groups: dict[str, list[frozenset[str]]] = {}
    for links_of_one in sets:
        groups.setdefault(root(min(links_of_one)), []).append(links_of_one)
    return list(groups.values())


def _largest(sets: list[frozenset[str]]) -> list[frozenset[str]]:
    """Return a largest choice of disjoint sets: with the first, or without it."""
    if not sets:
        return []
    first, *rest = sets
    apart = [other for other in rest if not first & other]
    with_first = [first, *_largest(apart)]
    if len(rest) - len(apart) <= 1:  # without the first at most one more can be had: no gain
        return with_first
    without = _largest(rest)
    return without if len(without) > len(with_first) else with_first


def _some(sets: list[frozenset[str]]) -> list[frozenset[str]]:
    """Return a choice of disjoint sets that cannot be extended, short ones first."""
    chosen: list[frozenset[str]] = []
    used: set[str] = set()
    for candidate in sorted(sets, key=lambda s: (len(s), sorted(s))):
        if not candidate & used:
            chosen.append(candidate)
            used |= candidate
    return chosen
