"""What can be compared exactly in a statement: instrument, quantity, holder, strength.

Proposals, each from a rule that a reader can follow; the analyst corrects them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from detente.proposals import Span
from detente.reading.parties import Parties

STRENGTHS = ("considers", "agrees", "promises", "stipulates")
"""Commitments from the weakest to the strongest."""

_STRENGTH = {
    "consider": "considers", "offer": "considers", "propose": "considers",
    "agree": "agrees", "accept": "agrees", "consent": "agrees", "agreement": "agrees",
    "reach": "agrees", "promise": "promises", "pledge": "promises", "vow": "promises",
    "undertake": "promises", "commit": "promises", "commitment": "promises", "swear": "promises",
    "guarantee": "promises", "stipulate": "stipulates", "provide": "stipulates",
    "require": "stipulates", "envisage": "stipulates", "specify": "stipulates",
}  # fmt: skip
_WEAKENED = re.compile(
    r"^(?:to\s+)?(?:consider|examine|study|discuss|explore|look into|weigh|review|the possibility)\b"
)
_KINDS = (
    r"declaration|treaty|agreement|accord|pact|convention|protocol|statement|memorandum|armistice"
    r"|ceasefire|communiqué|communique|resolution|deal|act|law|constitution"
)
_DATED = re.compile(
    rf"\b(?P<year>1[5-9]\d\d|20\d\d)\s+(?:[\w–-]+\s+){{0,3}}?(?P<kind>{_KINDS})\b"
    rf"|\b(?P<kind2>{_KINDS})\s+(?:(?:of|from|signed in|concluded in)\s+)"
    rf"(?:\d{{1,2}}\s+)?(?:[A-Z][a-z]+\s+)?(?P<year2>1[5-9]\d\d|20\d\d)\b"
    rf"|\bIn (?P<year3>1[5-9]\d\d|20\d\d),?[^.]{{0,60}}?\bsign\w*\s+(?:an?|the)\s+"
    rf"(?:[\w–-]+\s+){{0,2}}?(?P<kind3>{_KINDS})\b",
    re.I,
)
_BARE = re.compile(rf"\b(?:the|this|that|said)\s+(?:joint\s+)?(?P<kind>{_KINDS})\b", re.I)
_NUMBERS = {"two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9,
            "ten": 10, "eleven": 11, "twelve": 12}  # fmt: skip
_QUANTITY = re.compile(
    rf"(?<![\w.,$€£-])(?P<number>{'|'.join(_NUMBERS)}|\d{{1,3}}(?:,\d{{3}})+|\d{{1,4}})(?:\s+of\s+(?:the\s+)?\w+)?"
    r"(?:\s+(?!years?\b|months?\b|days?\b|weeks?\b|hours?\b|decades?\b|countries\b|sides\b|leaders\b)"
    r"[a-z-]+){0,2}\s+(?P<things>[a-z]+s)\b",
    re.I,
)
_TIMELY = re.compile(r"(?:years|months|days|weeks|hours|decades|times|countries|sides|leaders)$")
_NAME = r"[A-Z][a-z][\w’'-]*"
_SET = re.compile(rf"(?<![\w])({_NAME}(?:,\s+{_NAME})*)(?:,?\s+and\s+)({_NAME})\b(?!\s+[A-Z])")
_CALENDAR = re.compile(
    r"^(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day$|^(?:January|February|March|April|May|June|July"
    r"|August|September|October|November|December|The|In|He|She|It|They|But)$"
)
_HOLDER = re.compile(
    r"(?P<before>\b[A-Z][\w ]{2,30}?)\s+(?:will|would|shall|should|to|must|can)?\s*"
    r"(?:regain|retain|keep|receive|recover|hold|get back)s?\b"
)
_GIVEN = re.compile(
    r"\b(?:transfer|return|hand|cede|give|restor)\w*\b[^.;]{0,80}?\bto\s+(?P<to>[A-Z]\w+(?: [A-Z]\w+)?)"
)


def slots(
    text: str, content: Span, sentence: Span, lemma: str, parties: Parties, day: str
) -> dict[str, str | int | float]:
    """Return what a statement lets one compare.

    Parameters
    ----------
    text : str
        The report.
    content, sentence : Span
        Of the statement.
    lemma : str
        Of its cue.
    parties : Parties
        For whoever holds something, and for names that are no part of a set.
    day : str
        ISO date at which names are looked up.
    """
    said = content.of(text)
    found: dict[str, str | int | float] = {}
    if name := instrument(text, content, sentence):
        found["instrument"] = name
    if (count := quantity(said, parties)) is not None:
        found["quantity"] = count
    if holder := _holder(said, parties, day):
        found["holder"] = holder
    if strength := _STRENGTH.get(lemma):
        found["strength"] = "considers" if _WEAKENED.match(said) else strength
    return found


def instrument(text: str, content: Span, sentence: Span) -> str | None:
    """Return the treaty, declaration or the like that a statement speaks of.

    One named without a year, *the declaration*, is the last one named with a year before it. A
    *statement* is one only where something is laid down in it.
    """
    for span in (content, sentence):
        if match := _DATED.search(text, span.start, span.end):
            return _label(match)
    bare = _BARE.search(text, sentence.start, content.end)
    if bare is None:
        return None
    earlier = list(_DATED.finditer(text, 0, bare.start()))
    kind = bare["kind"].lower()
    if kind in ("statement", "law", "act", "deal"):
        words = sentence.of(text)
        if not re.search(
            r"\b[Ii]n the statement\b|\bstatement (?:stipulat|provid|says that)", words
        ):
            return None
        return _label(earlier[-1]) if earlier else None
    same = [m for m in earlier if _label(m).startswith(kind)]
    return _label(same[-1]) if same else None


def _label(match: re.Match[str]) -> str:
    """Return kind and year as one word: *declaration_1956*."""
    kind = match["kind"] or match["kind2"] or match["kind3"]
    return f"{kind.lower()}_{match['year'] or match['year2'] or match['year3']}"


def quantity(said: str, parties: Parties) -> int | None:
    """Return how many things are spoken of: a number of them, or names joined by *and*.

    Examples
    --------
    >>> quantity("control of four disputed islands", Parties())
    4
    >>> quantity("control over the Brill and Sorn islands", Parties())
    2
    """
    for match in _QUANTITY.finditer(said):
        if not _TIMELY.search(match["things"]):
            word = match["number"].lower().replace(",", "")
            number = _NUMBERS.get(word) or int(word)
            if not 1500 <= number <= 2100:
                return number
    for match in _SET.finditer(said):
        names = [*re.split(r",\s+", match[1]), match[2]]
        if not any(_CALENDAR.match(n) or parties.is_known(n) for n in names):
            return len(names)
    return None


def _holder(said: str, parties: Parties, day: str) -> str | None:
    """Return the party that is to hold what is spoken of."""
    for match, group in ((_HOLDER.search(said), "before"), (_GIVEN.search(said), "to")):
        if match is not None:
            words: Sequence[str] = match[group].split()
            for size in (3, 2, 1):
                party = parties.party(" ".join(words[-size:]), day)
                if party is not None:
                    return party
    return None
