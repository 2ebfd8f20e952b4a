"""What is said of how weights compare: ``land > money``, ``land >= 2 money > rights``."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction

from detente.errors import ConditionError

MAX_PARTS = 200
"""Issues of one chain."""

_PART = re.compile(r"\s*(?:([0-9]{1,9}(?:\.[0-9]{1,9})?)\s*\*?\s*)?([^\W\d]\w*)\s*")
_SIGN = re.compile(r">=?|<=?|=|≥|≤")
_HINT = (
    "write 'land > money', or with a factor 'land >= 2 money'; chains are 'land > money > rights'"
)


@dataclass(frozen=True, slots=True)
class Link:
    """Two issues of a chain: the weight of `more` is at least `times` that of `less`."""

    more: str
    less: str
    times: Fraction


@dataclass(frozen=True, slots=True)
class Named:
    """An issue that an order names, and the character at which it stands."""

    issue: str
    offset: int


def read_order(text: str) -> tuple[list[Link], list[Named]]:
    """Return what an order says, and the issues that it names.

    Parameters
    ----------
    text : str
        Issues with factors, between them ``>`` or ``>=`` (which mean the same of weights), ``=``,
        ``<`` or ``<=``.

    Raises
    ------
    ConditionError
        With the offset of the first character that cannot be understood.

    Examples
    --------
    >>> links, _ = read_order("land >= 2 money = rights")
    >>> [(link.more, link.less, str(link.times)) for link in links]
    [('land', 'money', '2'), ('money', 'rights', '1/2'), ('rights', 'money', '2')]
    """
    links: list[Link] = []
    named: list[Named] = []
    factors: list[Fraction] = []
    at, sign = 0, ""
    while True:
        part = _PART.match(text, at)
        if part is None or len(named) >= MAX_PARTS:
            raise _error("an issue is expected", text, at)
        factor = Fraction(part[1] or 1)
        if not factor:
            raise _error("a factor of 0 says nothing", text, part.start(1))
        named.append(Named(part[2], part.start(2)))
        factors.append(factor)
        if sign:
            links += _links(named[-2].issue, factors[-2], sign, named[-1].issue, factors[-1])
        at = part.end()
        if at == len(text) and links:
            return links, named
        between = _SIGN.match(text, at)
        if between is None:
            raise _error("'>' is expected", text, at)
        sign, at = between[0], between.end()


def _links(left: str, a: Fraction, sign: str, right: str, b: Fraction) -> list[Link]:
    """Return what ``a left sign b right`` says."""
    forward, backward = Link(left, right, b / a), Link(right, left, a / b)
    if sign == "=":
        return [forward, backward]
    return [forward] if sign in (">", ">=", "≥") else [backward]


def _error(what: str, text: str, at: int) -> ConditionError:
    rest = text[at:]
    offset = at + len(rest) - len(rest.lstrip())
    seen = f"'{text[offset]}' stands" if offset < len(text) else "the order ends"
    return ConditionError(
        f"{seen} where {what}" if "expected" in what else what,
        offset=offset,
        hint=_HINT,
        code="order-syntax",
    )
