"""Numbers that are known or lie between two others: how a case file spells them, both ways."""

from __future__ import annotations

from typing import Any

from pydantic import Field
from pydantic_core import PydanticCustomError

from detente.casefile.spellings import NUMBER, Accepts, Entry, JsonSchema
from detente.ranges import Range

Fields = dict[str, Any]

UNBOUNDED = (float("-inf"), float("inf"))
_ENDS = ("from", "to", "best")
_PAIR: JsonSchema = {"type": "array", "items": NUMBER, "minItems": 2, "maxItems": 2}


class Amount(Entry):
    """A number that is known to lie between two others."""

    low: float = Field(0.0, alias="from", description="The least that it can be.")
    high: float = Field(0.0, alias="to", description="The most that it can be.")
    best: float | None = Field(None, description="The best guess.")


# -- Reading -------------------------------------------------------------------------------


def amount(*words: str, within: tuple[float, float] = UNBOUNDED, message: str = "") -> Accepts:
    """Return the spellings of a number: itself, a pair, or ``{from, to, best}``.

    Parameters
    ----------
    words : str
        What may stand in place of a number that can be anything in the bounds.
    within : tuple of float
        The bounds.
    message : str
        What is said of a number outside.
    """

    def convert(value: Any) -> Any:
        return _checked(_ends(value, words, within), within, message)

    return Accepts(convert, (NUMBER, _PAIR, *_enumerated(words)))


def quantity(
    key: str,
    *words: str,
    open_ended: bool = False,
    within: tuple[float, float] = UNBOUNDED,
    message: str = "",
) -> Accepts:
    """Return the spellings of a number in an entry that can also say what it rests on.

    Parameters
    ----------
    key : str
        Under which the number stands in a mapping, in place of ``from`` and ``to``.
    words, within, message
        As in `amount`.
    open_ended : bool
        Whether either end may be left out.
    """

    def convert(value: Any) -> Any:
        entry = dict(value) if isinstance(value, dict) else {key: value}
        if key in entry:
            if any(end in entry for end in _ENDS):
                said = f"give '{key}', or 'from' and 'to'; not both"
                raise PydanticCustomError("number", said)
            entry |= _ends(entry[key], words, within)
        elif not open_ended and not {"from", "to"} <= entry.keys():
            raise PydanticCustomError("number", f"give '{key}', or 'from' and 'to'")
        return _checked(entry, within, message)

    return Accepts(convert, (NUMBER, _PAIR, *_enumerated(words)))


def _enumerated(words: tuple[str, ...]) -> tuple[JsonSchema, ...]:
    return ({"enum": list(words)},) if words else ()


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _ends(written: Any, words: tuple[str, ...], within: tuple[float, float]) -> Fields:
    """Return between which ends a number lies, however that is written."""
    if _is_number(written):
        return {"from": written, "to": written}
    if isinstance(written, list) and len(written) == 2 and all(map(_is_number, written)):
        return {"from": written[0], "to": written[1]}
    if isinstance(written, dict) and {"from", "to"} <= written.keys() <= {*_ENDS}:
        return written
    if isinstance(written, str) and written in words:
        return {"from": within[0], "to": within[1]}
    others = "".join(f", or {word}" for word in words)
    raise PydanticCustomError("number", f"use a number, [least, most]{others}")


def _checked(entry: Fields, within: tuple[float, float], message: str) -> Fields:
    """Refuse ends that contradict each other; leave what is no number to the validator."""
    low, high, best = (entry.get(end) if _is_number(entry.get(end)) else None for end in _ENDS)
    problem = ""
    if message and any(x is not None and not within[0] <= x <= within[1] for x in (low, high)):
        problem = message
    elif low is not None and high is not None and low > high:
        problem = f"no number lies between {low:g} and {high:g}; write the smaller one first"
    elif best is not None and not (best if low is None else low) <= best <= (
        best if high is None else high
    ):
        problem = f"the best guess, {best:g}, lies outside the range"
    if problem:
        raise PydanticCustomError("number", problem)
    return entry


def range_of(amount: Amount) -> Range:
    """Return the numbers between which one lies."""
    best = amount.best if amount.low < amount.high else None
    return Range(float(amount.low), float(amount.high), None if best is None else float(best))


# -- Writing -------------------------------------------------------------------------------


def number(amount: Range) -> Any:
    """Return a number as it is written."""
    if amount.known:
        return amount.low
    if amount.best is None:
        return [amount.low, amount.high]
    return {"from": amount.low, "to": amount.high, "best": amount.best}


def numbered(key: str, number: Any, fields: Fields) -> Any:
    """Return a written number together with what it rests on, under a key where needed."""
    if not fields:
        return number
    return {**number, **fields} if isinstance(number, dict) else {key: number, **fields}
