"""Stretches of a text: finding quoted words, moving ends by a word, showing the surroundings."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from detente.ledger.errors import LedgerError
from detente.proposals import Span

# Scripts that put no spaces between words: there, a step is a character.
_UNSPACED = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff"
_WORD = re.compile(rf"[{_UNSPACED}]|[^\W{_UNSPACED}]+(?:[-'’.,][^\W{_UNSPACED}]+)*")
_REACH = 4000
"""Characters around an end in which the next word is looked for."""
_SENTENCE_END = re.compile(r"[.!?…][\"'”’»)\]]*(?=\s)|[。！？]|\n\s*\n")
_ELLIPSIS = re.compile(r"\s*(?:…|\.\.\.)\s*")


@dataclass(frozen=True, slots=True)
class Context:
    """A passage and the text around it."""

    before: str
    content: str
    after: str


def context(text: str, span: Span, reach: int = 240) -> Context:
    """Return a passage with about `reach` characters on either side, cut between words.

    Examples
    --------
    >>> context("Tokyo agreed to talk, he said.", Span(6, 20), reach=8)
    Context(before='Tokyo ', content='agreed to talk', after=', he …')
    """
    first, last = max(0, span.start - reach), min(len(text), span.end + reach)
    before, after = text[first : span.start], text[span.end : last]
    if first:
        before = "…" + re.sub(r"^\S*(?=\s)", "", before)
    if last < len(text):
        after = re.sub(r"(?<=\s)\S*$", "", after) + "…"
    return Context(before, span.of(text), after)


def moved(text: str, span: Span, *, start: int = 0, end: int = 0) -> Span:
    """Move the ends of a span by whole words.

    Parameters
    ----------
    text : str
    span : Span
    start, end : int
        Words to move by; negative to the left.

    Raises
    ------
    LedgerError
        If nothing would be left, or the text ends there.

    Examples
    --------
    >>> text = "Abe said that four islands are Japan's."
    >>> moved(text, Span(9, 26), start=1, end=-1).of(text)
    'four'
    >>> moved(text, Span(14, 26), end=2).of(text)
    "four islands are Japan's"
    """
    result = Span(_stepped(text, span.start, start, 0), _stepped(text, span.end, end, 1))
    if result.start >= result.end:
        raise LedgerError("nothing would be left of the passage", code="bad-passage")
    return result


def _stepped(text: str, at: int, steps: int, side: int) -> int:
    """Move a place to the start (side 0) or end (side 1) of words further on or back."""
    if not steps:
        return at
    first = max(0, at - _REACH)
    words = _WORD.finditer(text, first, min(len(text), at + _REACH))
    places = [word.span()[side] for word in words]
    passed = [p for p in places if p > at] if steps > 0 else [p for p in places if p < at][::-1]
    if len(passed) < abs(steps):
        raise LedgerError("there is no further word", code="bad-passage")
    return passed[abs(steps) - 1]


def find(text: str, quote: str) -> list[Span]:
    """Return where words stand in a text, whatever the case and the line breaks.

    Parameters
    ----------
    text : str
    quote : str
        Some words; ``first words … last words`` stands for everything from one to the other.

    Examples
    --------
    >>> find("Four islands. Two islands.", "ISLANDS")
    [Span(start=5, end=12), Span(start=18, end=25)]
    >>> find("He agreed to consider the possibility.", "agreed … possibility")
    [Span(start=3, end=37)]
    """
    parts = [part for part in _ELLIPSIS.split(quote.strip()) if part]
    if not parts:
        return []
    wanted = re.compile(r".{0,2000}?".join(pattern(part) for part in parts), re.I | re.S)
    return [Span(*match.span()) for match in wanted.finditer(text)]


def find_one(text: str, quote: str) -> Span:
    """Return the one place where words stand; see `find`.

    Raises
    ------
    LedgerError
        If they stand nowhere, or in several places.
    """
    found = find(text, quote)
    if not found:
        raise LedgerError(
            "these words do not stand in the text", hint="quote them as written", code="no-passage"
        )
    if len(found) > 1:
        raise LedgerError(
            f"these words stand in {len(found)} places",
            hint="quote a few more",
            code="many-passages",
        )
    return found[0]


def pattern(words: str) -> str:
    """Return the regular expression for words in either Unicode spelling, across line ends."""
    spellings = {unicodedata.normalize(form, words) for form in ("NFC", "NFD")} | {words}
    return "(?:" + "|".join(r"\s+".join(map(re.escape, s.split())) for s in sorted(spellings)) + ")"


def sentence(text: str, span: Span) -> Span:
    """Return the sentence, or the sentences, that a span stands in.

    Examples
    --------
    >>> text = "One. Two is here. Three."
    >>> sentence(text, Span(9, 11)).of(text)
    'Two is here.'
    """
    ends = [match.end() for match in _SENTENCE_END.finditer(text, max(0, span.start - _REACH))]
    start = max((end for end in ends if end <= span.start), default=max(0, span.start - _REACH))
    end = min((end for end in ends if end >= span.end), default=len(text))
    stretch = text[start:end]
    start += len(stretch) - len(stretch.lstrip())
    return Span(min(start, span.start), max(start + len(stretch.strip()), span.end))
