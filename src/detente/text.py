"""Plain text for people: lists, counts, capitals, dates, and text that is safe to show."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)

_DIRECTION_MARKS = (0x061C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A))
_CONTROLS = (*(c for c in range(0x20) if chr(c) not in "\t\n"), *range(0x7F, 0xA0), 0xFEFF)
_SURROGATES = range(0xD800, 0xE000)
_UNSAFE = dict.fromkeys((*_DIRECTION_MARKS, *_CONTROLS, *_SURROGATES), "\ufffd")
_ANY_UNSAFE = re.compile(f"[{re.escape(''.join(map(chr, _UNSAFE)))}]")


def clean(text: str) -> str:
    r"""Return text whose control and direction characters are replaced, visibly, by �.

    They could make a line read differently from what it says.

    Examples
    --------
    >>> clean("safe \u202etxet")
    'safe �txet'
    """
    # most text is safe, and to see that is much faster than to make it so
    return text.translate(_UNSAFE) if _ANY_UNSAFE.search(text) else text


def listed(items: Sequence[str], word: str = "and") -> str:
    """Return items as people list them.

    Examples
    --------
    >>> listed(["a"]), listed(["a", "b"]), listed(["a", "b", "c"], "or")
    ('a', 'a and b', 'a, b or c')
    """
    if len(items) < 2:
        return "".join(items)
    return f"{', '.join(items[:-1])} {word} {items[-1]}"


_NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")


def number(count: int) -> str:
    """Return a count, a small one as a word.

    Examples
    --------
    >>> number(0), number(3), number(12000)
    ('no', 'three', '12,000')
    """
    return _NUMBERS[count] if 0 <= count < len(_NUMBERS) else f"{count:,}"


def counted(count: int, noun: str, plural: str = "") -> str:
    """Return a number with its noun, small numbers as words.

    Examples
    --------
    >>> counted(1, "state"), counted(3, "party", "parties"), counted(0, "move"), counted(12000, "x")
    ('one state', 'three parties', 'no moves', '12,000 xs')
    """
    return f"{number(count)} {noun if count == 1 else plural or noun + 's'}"


def quoted(text: str) -> str:
    """Return text in quotation marks."""
    return f"“{text}”"


def capital(text: str) -> str:
    """Return text with a capital first, the rest as it is.

    Examples
    --------
    >>> capital("the EU agrees"), capital("")
    ('The EU agrees', '')
    """
    return text[:1].upper() + text[1:]


def sentence(text: str) -> str:
    """Return text with a capital first and a full stop last.

    Examples
    --------
    >>> sentence("it holds"), sentence("“It” holds.")
    ('It holds.', '“It” holds.')
    """
    text = capital(text.strip())
    return text if not text or text[-1] in ".!?…" else f"{text}."


def date_in_words(date: str) -> str:
    """Return an ISO date, as far as given, as people write it; other text unchanged.

    Examples
    --------
    >>> date_in_words("2019-01-09"), date_in_words("1991-06"), date_in_words("1993")
    ('9 January 2019', 'June 1991', '1993')
    """
    parts = date.split("-")
    if not all(part.isdecimal() and part.isascii() for part in parts):
        return date
    if len(parts) == 2 and 1 <= int(parts[1]) <= 12:
        return f"{_MONTHS[int(parts[1]) - 1]} {parts[0]}"
    if len(parts) == 3 and 1 <= int(parts[1]) <= 12:
        return f"{int(parts[2])} {_MONTHS[int(parts[1]) - 1]} {parts[0]}"
    return date


def unique(items: Iterable[str]) -> tuple[str, ...]:
    """Return items in order, each once."""
    return tuple(dict.fromkeys(items))
