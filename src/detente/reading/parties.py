"""Who of the case is meant: names and aliases, valid at the time spoken of; people by office.

A dateline names a place, not a party. A capital stands for the state it was the capital of
*then*: a name that several parties share is decided by the time its sentence tells of, else by
the date of the report.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from detente.case import Case
from detente.proposals import Mention, Span, TimeReference

_DATE = r"(?:,? (?:\d{1,2}\.? [A-Z][a-z]+\.?|[A-Z][a-z]+\.? \d{1,2})(?:,? \d{4})?)"
_CAPITALS = r"[A-Z][A-Z.'’-]+(?: [A-Z][A-Z.'’-]+){0,2}"
_DASH = r"\s*(?:–|—|--|-)\s+"
_DATELINES = (
    re.compile(
        rf"^[ \t]*(?P<place>{_CAPITALS}(?:[,/] ?[A-Z][a-z.]+(?: [A-Z][a-z]+)?)?){_DATE}?"
        rf"(?:\s*\((?P<agency>[^()\n]{{2,40}})\))?(?:{_DASH}|:\s+)",
        re.M,
    ),
    re.compile(
        rf"^[ \t]*(?P<place>[A-Z][\w.'’-]+(?:,? [A-Z][\w.'’-]+){{0,3}}?){_DATE}?"
        rf"\s*\((?P<agency>[^()\n]{{2,40}})\){_DASH}",
        re.M,
    ),
    re.compile(
        rf"^[ \t]*(?P<place>{_CAPITALS}){_DATE}\.?\s*[/(](?P<agency>[A-Z][\w ]+)[/)]\.?(?:{_DASH})?\s*",
        re.M,
    ),
)
_TITLED = re.compile(
    r"(?<![\w'’-])(?P<nation>[A-Z][\w-]+(?:’s|'s)?)\s+(?:(?:[Ff]ormer|[Dd]eputy|[Vv]ice|[Pp]rime|[Ff]oreign|[Aa]cting"
    r"|[Cc]hief|[Dd]efen[cs]e|[Ss]pecial|[Ff]inance|[Ii]nterior|[Tt]op|[Ss]enior|[Ss]tate|[Tt]rade|[Ee]nergy)\s+)*"
    r"(?:[Mm]inister|[Pp]resident|[Ll]eader|[Ss]ecretary|[Cc]hancellor|[Aa]mbassador|[Nn]egotiator"
    r"|[Ss]pokes(?:man|woman|person)|[Ee]nvoy|[Dd]iplomat|[Gg]overnor|[Kk]ing|[Qq]ueen|[Pp]remier"
    r"|[Oo]fficial|[Aa]dvis[eo]r|[Gg]eneral|[Cc]hairman)\s+(?P<name>[A-Z][\w'’-]+(?:\s[A-Z][\w'’-]+){0,2})"
)
_SUFFIXES = ("nese", "ese", "ian", "ean", "an", "n", "ish", "i", "ch", "ic", "er")


@dataclass(frozen=True, slots=True)
class _Name:
    """A name of a party, and when it is valid."""

    name: str
    party: str
    since: str = ""
    until: str = ""

    def holds(self, day: str) -> bool:
        """Tell whether the name is valid on a day; an unknown day proves nothing."""
        if not day:
            return True
        return (not self.since or self.since <= day) and (not self.until or day < self.until)

    @property
    def bounded(self) -> bool:
        """Whether the name was ever given or lost."""
        return bool(self.since or self.until)


@dataclass(frozen=True)
class Parties:
    """The parties of a case as a report may name them.

    Parameters
    ----------
    names : tuple
        Every name with its validity.
    people : mapping of str to str
        Party of each person that the case's statements name, by full name.
    """

    names: tuple[_Name, ...] = ()
    people: Mapping[str, str] = field(default_factory=dict)
    _pattern: re.Pattern[str] | None = field(default=None, repr=False)

    @classmethod
    def of(cls, case: Case | None) -> Parties:
        """Return what a case knows of its parties' names."""
        if case is None:
            return cls()
        names: list[_Name] = []
        for party in case.parties.values():
            names.append(_Name(party.label, party.id))
            names += [_Name(a.name, party.id, a.since, a.until) for a in party.aliases]
        people = {
            s.speaker: s.by for s in case.statements.values() if s.speaker and s.by in case.parties
        }
        words = sorted({n.name for n in names if len(n.name) > 1}, key=lambda w: (-len(w), w))
        pattern = (
            re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, words))})(?!\w)") if words else None
        )
        return cls(tuple(names), people, pattern)

    def party(self, name: str, day: str = "") -> str | None:
        """Return the party that a name means on an ISO day, if it is clear.

        Parameters
        ----------
        name : str
            As written, of a state or a person.
        day : str
            ISO date; empty when unknown.
        """
        held = [n for n in self.names if n.name.casefold() == name.casefold() and n.holds(day)]
        found = {n.party for n in held}
        if len(found) > 1 and not day:  # today's owner of the name, for want of a date
            found = {n.party for n in held if not n.until} or found
        return found.pop() if len(found) == 1 else None

    def is_known(self, name: str) -> bool:
        """Tell whether a name is a party's or a person's of the case."""
        folded = name.casefold()
        return any(n.name.casefold() == folded for n in self.names) or any(
            folded in person.casefold().split() for person in self.people
        )

    def mentions(
        self, text: str, times: Sequence[TimeReference], datelines: Sequence[Span], day: str
    ) -> Iterator[Mention]:
        """Yield every mention of a party, in text order.

        Parameters
        ----------
        text : str
            The report, boilerplate blanked.
        times : sequence of TimeReference
            What `detente.reading.dates.dates` found in it.
        datelines : sequence of Span
            Where places are no parties.
        day : str
            ISO date of the report; empty when unknown.
        """
        if self._pattern is None:
            return
        for match in self._pattern.finditer(text):
            if any(span.start <= match.start() < span.end for span in datelines):
                continue
            party = self.party(match.group(), self.day_at(text, match.start(), times, day))
            if party is not None:
                yield Mention(match.group(), Span(*match.span()), party)

    def day_at(self, text: str, place: int, times: Sequence[TimeReference], day: str) -> str:
        """Return the day that the sentence around a place tells of, else the report's."""
        start = max(text.rfind(". ", 0, place), text.rfind("\n", 0, place)) + 1
        ends = [e for e in (text.find(". ", place), text.find("\n", place)) if e >= 0]
        end = min(ends, default=len(text))
        told = [
            t for t in times
            if t.first and t.span and start <= t.span.start < end and t.granularity != "unknown"
        ]  # fmt: skip
        before = [t for t in told if t.span and t.span.start < place]
        lead = next((t for t in before if t.span and t.span.start - start < 40), None)
        return lead.first if lead else day

    def of_speaker(self, phrase: str, day: str, known: Mapping[str, str]) -> str | None:
        """Return the party that a speaker's phrase belongs to.

        Parameters
        ----------
        phrase : str
            *Japanese Prime Minister Shinzo Abe*, *Abe*, *Tokyo*.
        day : str
            ISO date at which names are looked up.
        known : mapping of str to str
            Parties of people by last name, as this report made them known.
        """
        bare = re.sub(r"^(?:the|The|a|an)\s+|[’']s?$", "", phrase).strip()
        if (party := self.party(bare, day)) is not None:
            return party
        for person, owner in self.people.items():
            if person in phrase or _last(person) == _last(bare):
                return owner
        for word in re.findall(r"[A-Z][\w’'-]+", phrase):
            if word in known:
                return known[word]
        return self._by_nation(phrase, day)

    def _by_nation(self, phrase: str, day: str) -> str | None:
        """Return the party whose name, or its adjective, stands first in a phrase."""
        if self._pattern is not None and (found := self._pattern.search(phrase)):
            rest = phrase[found.end() :]
            head = re.match(r"(?:’s|'s)?\s+[A-Za-z]", rest) or not rest
            of = re.search(r"\b(?:of|for)\s+(?:the\s+)?$", phrase[: found.start()])
            if head or of:
                return self.party(found.group(), day)
        for word in re.findall(r"[A-Z][a-z]+", phrase):
            owners = {n.party for n in self.names if n.holds(day) and is_adjective(word, n.name)}
            if len(owners) == 1:
                return owners.pop()
        return None

    def people_of(self, text: str, day: str) -> dict[str, str]:
        """Return the parties of people by last name, as titles in a text tell them.

        *Japanese Prime Minister Shinzo Abe* makes *Abe* a voice of Japan.
        """
        known = {_last(person): party for person, party in self.people.items()}
        for match in _TITLED.finditer(text):
            nation = re.sub(r"[’']s$", "", match["nation"])
            party = self.party(nation, day) or self._by_nation(nation, day)
            if party is not None:
                known.setdefault(_last(match["name"]), party)
        return known


def _last(name: str) -> str:
    """Return the last word of a name."""
    return name.split()[-1] if name.split() else name


def is_adjective(word: str, name: str) -> bool:
    """Tell whether a word is the regular adjective of a country's name.

    Only what spelling alone shows: *Japanese*, *Russian*, *Chinese*; for *Dutch* an alias is
    needed.

    Examples
    --------
    >>> is_adjective("Japanese", "Japan"), is_adjective("Chinese", "China")
    (True, True)
    >>> is_adjective("Japanese", "Russia")
    False
    """
    stem = name.rstrip("aeyo")
    if len(stem) < 3 or " " in name or not word.startswith(stem[: max(3, len(stem) - 1)]):
        return False
    return any(word == base + suffix for base in (name, stem, name[:-1]) for suffix in _SUFFIXES)


def datelines(text: str) -> tuple[Span, ...]:
    """Return where reports begin with place and date: *TOKYO, 9 January –*.

    Examples
    --------
    >>> [span.of("ALDIA CITY, 9 May – They met.") for span in datelines("ALDIA CITY, 9 May – They met.")]
    ['ALDIA CITY, 9 May – ']
    """
    found = {m.start(): Span(*m.span()) for p in reversed(_DATELINES) for m in p.finditer(text)}
    return tuple(found[start] for start in sorted(found))


def dateline_agency(text: str) -> str:
    """Return the agency that a report's first dateline gives, or nothing.

    Examples
    --------
    >>> dateline_agency("ALDIA CITY (Reuters) - They met.")
    'Reuters'
    >>> dateline_agency("ALDIA CITY, 9 May – Kyodo news. They met.")
    'Kyodo'
    """
    for span in datelines(text):
        for pattern in _DATELINES:
            match = pattern.match(text, span.start)
            if match and match.groupdict().get("agency"):
                return str(match["agency"]).strip()
        after = text[span.end : span.end + 40]
        if found := re.match(r"([A-Z][\w-]+(?: [A-Z][\w-]+)?)(?: news| agency){1,2}\.\s", after):
            return found[1]
    return ""
