"""Times as a report tells them: intervals with a granularity, never an invented year.

An absolute expression (*14 November 2018*, *in 1956*, *the 1950s*) is placed at once. A relative
one (*on Sunday*, *last October*, *in late January*) is placed from the date of the report; where
that is not known it says that it needs one, and stays without dates.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from detente.proposals import Span, TimeReference
from detente.reading.date_rules import RULES


def dates(text: str, published: date | str | None = None) -> tuple[TimeReference, ...]:
    """Return the times that a text names, in text order.

    Parameters
    ----------
    text : str
        Any text.
    published : date or str, optional
        When it was published, as a date or ISO text (``2019-01-09``). A month or a year alone
        places nothing.

    Examples
    --------
    >>> [(t.text, t.first, t.last) for t in dates("The 1956 declaration was discussed in May.",
    ...                                           "2019-01-09")]
    [('1956', '1956-01-01', '1956-12-31'), ('May', '2018-05-01', '2018-05-31')]
    >>> dates("They met on Sunday.")[0].needs_anchor
    True
    """
    anchor = as_date(published)
    return tuple(_references(text, anchor))


def as_date(published: date | str | None) -> date | None:
    """Return a full date, or None when a day is not given."""
    if isinstance(published, str):
        try:
            return date.fromisoformat(published.strip()[:10])
        except ValueError:
            return None
    return published


def interpret(expression: str, published: date | str | None = None) -> TimeReference | None:
    """Return what a single expression means, which an analyst typed or a page declares.

    The rules of `dates` come first; what they do not know goes to ``dateparser``, where
    installed, which must find day, month and year in it.

    Examples
    --------
    >>> interpret("9 January 2019").first
    '2019-01-09'
    """
    stripped = expression.strip()
    for found in dates(stripped, published):
        if len(found.text) >= len(stripped) - 2:
            return found
    return _second_resort(stripped)


def _second_resort(expression: str) -> TimeReference | None:
    if not 4 <= len(expression) <= 60 or not re.search(r"\d{4}", expression):
        return None
    try:
        import dateparser  # type: ignore[import-untyped,unused-ignore]
    except ImportError:
        return None
    settings = {"STRICT_PARSING": True, "REQUIRE_PARTS": ["day", "month", "year"]}
    found = dateparser.parse(expression, settings=settings)
    if found is None:
        return None
    iso = found.date().isoformat()
    return TimeReference(expression, Span(0, len(expression)), iso, iso, "day")


def _references(text: str, anchor: date | None) -> Iterator[TimeReference]:
    """Yield what the rules find; of two that overlap, the one that starts first or is longer."""
    found = [
        (span.start, -span.end, order, span, match, rule)
        for order, rule in enumerate(RULES)
        for span, match in rule.matches(text)
    ]
    done = 0
    for start, _, _, span, match, rule in sorted(found, key=lambda f: f[:3]):
        if start < done:
            continue
        if rule.relative and anchor is None:
            yield TimeReference(
                span.of(text), span, granularity=rule.granularity, needs_anchor=True
            )
            done = span.end
            continue
        interval = rule.place(match, anchor or date.min, _looks_ahead(text, start))
        if interval is not None:
            first, last = interval.first.isoformat(), interval.last.isoformat()
            yield TimeReference(span.of(text), span, first, last, interval.granularity)
            done = span.end


_AHEAD = re.compile(
    r"\b(?:will|would|is to|are to|scheduled|planned|plans?|expect\w*|upcoming|due|shall|going to"
    r"|intends?|hopes? to)\b",
    re.I,
)


def _looks_ahead(text: str, start: int) -> bool:
    """Tell whether the words before an expression, in its sentence, speak of the future."""
    before = re.split(r"[.!?;\n]\s", text[max(0, start - 90) : start])[-1]
    return _AHEAD.search(before) is not None
