"""Through whom a statement came: agencies and outlets that the text itself names."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from detente.proposals import Span

AGENCIES = (
    "Kyodo", "RIA Novosti", "RIA", "TASS", "ITAR-TASS", "Interfax", "Sputnik", "Reuters",
    "Associated Press", "AP", "AFP", "Agence France-Presse", "Xinhua", "Jiji", "Yonhap", "KCNA",
    "Bloomberg", "dpa", "DPA", "EFE", "ANSA", "UPI", "PTI", "IANS", "ANI", "Anadolu", "IRNA",
    "Tasnim", "Fars", "ISNA", "SANA", "MENA", "Ukrinform", "UNIAN", "BelTA", "Belga", "APA",
    "Antara", "Bernama", "Tanjug", "PAP", "CTK", "Press Trust of India", "Press Association",
    "NHK", "Asahi", "Asahi Shimbun", "Yomiuri", "Yomiuri Shimbun", "Mainichi", "Nikkei", "BBC",
    "CNN", "Al Jazeera", "New York Times", "Washington Post", "Financial Times", "Guardian",
    "Wall Street Journal", "Kommersant", "Izvestia", "Vedomosti", "RT", "Le Monde", "Der Spiegel",
    "Global Times", "Haaretz", "Times of Israel", "Politico", "Axios", "Fox News", "Sky News",
)  # fmt: skip
"""Agencies and papers that international reports relay, by the name they are cited under."""

_KNOWN = "|".join(re.escape(name) for name in sorted(AGENCIES, key=len, reverse=True))
_NAME = r"[A-Z][\w-]*(?: [A-Z][\w-]*){0,3}"
_AGENCY = rf"(?P<known>{_KNOWN})(?![\w-])|(?P<name>{_NAME})(?=(?: state| official)?(?: news)? agency\b| newspaper\b| daily\b| news\b| broadcaster\b| television\b| TV\b| radio\b)"
_ANY = re.compile(rf"(?<![\w-])(?:{_AGENCY})")
_RELAYS = re.compile(
    r"(?:\b(?:told|tells|by|to|with|quoted by|cited by|citing|quoting|reported by|interview(?:ed)? (?:with|by|to|for)|according to"
    r"|via|as reported by|in an? [\w ]{0,25}interview (?:with|to|published (?:by|in)))\s+(?:the |a |an )?(?:[\w’'-]+ ){0,4}?)$",
)
_PASSES_ON = re.compile(
    r"^(?:['’]s)?(?: state-run| state| official)?(?: news)?(?: agency| newspaper| daily| television| TV| radio| broadcaster)?"
    r"(?: of [A-Z]\w+)?,?\s+(?:quot|cit|report|said|says|wrote|writes|carri)",
)
_WHOLE_LINE = re.compile(
    r"\b(?:words|statements?|remarks?|comments?|information|report)\b[^.\n]{0,40}"
    r"\b(?:mention|quot|cit|report|relay|carri|given|publish|according)\w*|"
    r"\b(?:as |this (?:is|was) )?(?:reported|quoted|cited|published|announced) by\b|"
    r"\b(?:reports?|writes|quotes|cites|mentions)\b[^.\n]{0,25}\.?$",
    re.I,
)


@dataclass(frozen=True, slots=True)
class Relay:
    """An agency or outlet at a place of the text.

    Parameters
    ----------
    name : str
        As named, without *the* and *news agency*.
    span : Span
        Where.
    """

    name: str
    span: Span


def relays(text: str) -> tuple[Relay, ...]:
    """Return every agency or outlet that a text names.

    Examples
    --------
    >>> [r.name for r in relays("Abe told Reuters. The Aldian Press news agency asked why.")]
    ['Reuters', 'Aldian Press']
    """
    found = []
    for match in _ANY.finditer(text):
        group = "known" if match["known"] else "name"
        name = re.sub(r"^(?:The|A|An|State|Official)\s+", "", match[group])
        if name and name not in ("The", "State", "Official", "News", "Its", "His"):
            found.append(Relay(name, Span(match.end(group) - len(name), match.end(group))))
    return tuple(found)


def chain(
    text: str, sentence: Span, content: Span, agency: Span | None, named: Sequence[Relay]
) -> tuple[str, ...]:
    """Return who passes a statement on, by what its own sentence says outside the content.

    Parameters
    ----------
    text : str
        The report.
    sentence, content : Span
        Of the statement.
    agency : Span or None
        Who quotes, where the attribution itself shows it.
    named : sequence of Relay
        All that the text names.
    """
    return tuple(dict.fromkeys(_chain(text, sentence, content, agency, named)))


def _chain(
    text: str, sentence: Span, content: Span, agency: Span | None, named: Sequence[Relay]
) -> Iterator[str]:
    for relay in named:
        place = relay.span
        if agency is not None and agency.start <= place.start < agency.end:
            yield relay.name
            continue
        if not sentence.start <= place.start < sentence.end:
            continue
        if content.start <= place.start < content.end:
            continue
        if _RELAYS.search(text[sentence.start : place.start]) or _PASSES_ON.match(
            text[place.end :]
        ):
            yield relay.name


def covering(text: str, sentences: Sequence[Span], named: Sequence[Relay]) -> dict[int, str]:
    """Return sentences that do nothing but name the source of what stands around them.

    *His words are reported by the Aldian Press agency.* A table from the sentence's start to
    the agency's name.
    """
    found: dict[int, str] = {}
    for sentence in sentences:
        words = sentence.of(text)
        if len(words.split()) > 14 or not _WHOLE_LINE.search(words):
            continue
        inner = [r for r in named if sentence.start <= r.span.start < sentence.end]
        if len(inner) == 1 and not re.search(r"[“”\"]|\bthat\b", words):
            found[sentence.start] = inner[0].name
    return found
