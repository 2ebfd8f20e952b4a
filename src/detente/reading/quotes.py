"""Where a text quotes: stretches between quotation marks, also over several paragraphs."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from detente.proposals import Span

LONGEST = 6000
"""Characters after which an unclosed quotation is taken for a stray mark."""

_MARKS = re.compile(r"[“”„«»\"]|``|''")
_BREAK = re.compile(r"\n[^\S\n]*\n\s*|\n\s*(?=[“\"])")
_OPENING = {"“", "„", "«", "``"}
_CLOSING = {"”", "»"}
_STRAIGHT = {'"', "''"}


def quotations(text: str) -> tuple[Span, ...]:
    """Return what stands in quotation marks, marks included, in text order.

    A quotation that a paragraph leaves open goes on where the next one opens with a mark again,
    as newspapers print it; otherwise it ends with its paragraph.

    Examples
    --------
    >>> [span.of('He said “no” and "never".') for span in quotations('He said “no” and "never".')]
    ['“no”', '"never"']
    """
    return tuple(_found(text))


def _found(text: str) -> Iterator[Span]:
    start: int | None = None
    end = 0
    for match in _MARKS.finditer(text):
        mark, here = match.group(), match.start()
        gap = None if start is None else _paragraph_end(text, end, here)
        if start is not None and gap is not None and not _goes_on(text, gap, here, mark):
            yield Span(start, gap)
            start = None
        if start is None:
            if mark in _OPENING or mark in _STRAIGHT:
                start, end = here, match.end()
        elif mark in _CLOSING or (mark in _STRAIGHT and not _opens(text, match)):
            yield Span(start, match.end())
            start = None
        else:
            end = match.end()
        if start is not None and match.end() - start > LONGEST:
            start = None
    if start is not None:
        stop = _paragraph_end(text, end, len(text))
        stop = len(text) if stop is None else stop
        if stop - start <= LONGEST:
            yield Span(start, stop)


def _paragraph_end(text: str, start: int, stop: int) -> int | None:
    """Return where the paragraph ends between two places, if it does."""
    found = _BREAK.search(text, start, stop)
    return found.start() if found else None


def _goes_on(text: str, gap: int, here: int, mark: str) -> bool:
    """Tell whether a mark right after the end of a paragraph takes the quotation up again."""
    return mark not in _CLOSING and not text[gap:here].strip()


def _opens(text: str, mark: re.Match[str]) -> bool:
    """Tell whether a straight mark opens, by what stands on its two sides."""
    before = text[mark.start() - 1] if mark.start() else " "
    after = text[mark.end()] if mark.end() < len(text) else " "
    return (before.isspace() or before in "([—–-") and not after.isspace()


def inside(position: int, spans: Sequence[Span]) -> Span | None:
    """Return the span that holds a position, if one does."""
    for span in spans:
        if span.start <= position < span.end:
            return span
    return None
