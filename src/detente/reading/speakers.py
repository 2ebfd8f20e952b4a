"""Who *he* or *the minister* is: the last fitting speaker, or nobody rather than a guess."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from detente.proposals import Mention, Span
from detente.reading.parties import Parties

NEAR = 900
"""Characters back to which a pronoun is followed."""

_PRONOUNS = frozenset(["he", "she", "him", "her", "his", "hers", "himself", "herself"])
_NAME = re.compile(r"(?:[A-Z][\w'’-]*\.? )*[A-Z][\w'’-]+(?: (?:al|bin|de|van|von) [A-Z]\w+)?")
_INSTITUTION = re.compile(
    r"\b(?:Ministry|House|Party|Council|Union|Nations|Agency|Committee|Department|Office|Court"
    r"|Government|Parliament|Senate|Congress|Bank|Group|University|Institute|Institution|News|Times"
    r"|Post|Press|Army|Navy|Forces|Commission|Organi[sz]ation|Association|Kremlin|Cabinet)\b"
)
_TITLE = (
    r"(?:prime minister|foreign minister|defen[cs]e minister|finance minister|interior minister"
    r"|minister|president|premier|chancellor|secretary of state|secretary-general|secretary"
    r"|leader|ambassador|spokes(?:man|woman|person)|envoy|negotiator|advis[eo]r|assistant|diplomat"
    r"|king|queen|governor|mayor|chairman|general|official|senator|lawmaker)"
)
_DESCRIBED = re.compile(
    rf"^(?:[Tt]he|[Tt]his|[Tt]hat)\s+(?:(?P<nation>[A-Z][\w-]+)\s+)?(?:[a-z]+\s+)??"
    rf"(?P<title>(?i:{_TITLE}))$"
)
_HELD = re.compile(
    rf"(?<![\w'’-])(?:(?P<nation>[A-Z][\w-]+)(?:’s|'s)?\s+)?(?:(?:[Ff]ormer|[Ss]pecial|[Dd]eputy)\s+)?"
    rf"(?P<title>(?i:{_TITLE}))\s+(?P<name>[A-Z][\w'’-]+(?:\s[A-Z][\w'’-]+){{0,2}})"
)
_APPOSED = re.compile(
    rf"(?<![\w'’-])(?P<name>[A-Z][\w'’-]+(?:\s[A-Z][\w'’-]+){{1,2}}),\s+(?:the\s+|a\s+)?"
    rf"(?:(?P<nation>[A-Z][\w-]+)(?:’s|'s)?\s+)?(?:[a-z]+\s+){{0,3}}(?P<title>(?i:{_TITLE}))"
)


@dataclass
class Speakers:
    """What a report has told so far of who speaks.

    Parameters
    ----------
    text : str
        The report.
    parties : Parties
        Names that mean a party are no persons.
    """

    text: str
    parties: Parties
    _last: tuple[int, str] | None = None
    _offices: list[tuple[int, str, str, str]] = field(default_factory=list)
    _full: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for pattern in (_HELD, _APPOSED):
            for found in pattern.finditer(self.text):
                nation, name = found["nation"] or "", found["name"]
                self._offices.append((found.start(), nation, found["title"].lower(), name))
                if " " in name:
                    self._full.setdefault(name.split()[-1], name)
        self._offices.sort()

    def resolve(self, span: Span | None, day: str, known: dict[str, str]) -> Mention | None:
        """Return who a speaker's phrase means, and remember it for the pronouns to come.

        Parameters
        ----------
        span : Span or None
            The phrase.
        day : str
            ISO date at which names of parties are looked up.
        known : dict of str to str
            Parties of people by last name.
        """
        if span is None:
            return None
        phrase = span.of(self.text)
        carried = self._carried(phrase, span.start)
        if carried is not None:
            return Mention(carried, None, self.parties.of_speaker(carried, day, known))
        party = self.parties.of_speaker(phrase, day, known)
        name = self.person(phrase)
        if name is not None:
            self._last = (span.end, self._full.get(name, name))
        return Mention(phrase, span, party)

    def _carried(self, phrase: str, place: int) -> str | None:
        """Return the name that a pronoun or a description stands for, where one fits."""
        if phrase.lower() in _PRONOUNS:
            near = self._last is not None and 0 <= place - self._last[0] <= NEAR
            return self._last[1] if self._last is not None and near else self._titled(place)
        described = _DESCRIBED.match(phrase)
        if described is None:
            return None
        nation = (described["nation"] or "").lower()
        title = described["title"].lower()
        fitting = [
            name
            for start, its_nation, its_title, name in self._offices
            if start < place and its_title.endswith(title.split()[-1])
            and (nation in ("", its_nation.lower()))
            and (title == its_title or title in ("leader", "official") or not nation)
        ]  # fmt: skip
        if not fitting and title == "leader":
            fitting = [
                name for start, its_nation, _, name in self._offices
                if start < place and nation and nation == its_nation.lower()
            ]  # fmt: skip
        if not fitting or (len({f.split()[-1] for f in fitting}) > 1 and not nation):
            return None
        name = fitting[-1]
        self._last = (place, self._full.get(name.split()[-1], name))
        return self._last[1]

    def _titled(self, place: int) -> str | None:
        """Return the one office holder named shortly before, if there is just one."""
        near = {o[3].split()[-1]: o[3] for o in self._offices if 0 < place - o[0] < NEAR / 2}
        return next(iter(near.values())) if len(near) == 1 else None

    def person(self, phrase: str) -> str | None:
        """Return the person's name in a phrase, unless it names a party or an institution."""
        head = re.split(r",| of | from | for | who ", phrase, maxsplit=1)[0]
        held = _HELD.search(head)
        name = held["name"] if held else None
        if name is None:
            found = _NAME.search(re.sub(r"^(?:The|A|An)\s+", "", head))
            name = found.group() if found else None
        if name is None or _INSTITUTION.search(phrase) or self.parties.party(name) is not None:
            return None
        if phrase.startswith(("the ", "The ")) and held is None:
            return None
        return name
