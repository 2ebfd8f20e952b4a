"""Slots: the parts of a statement that can be compared exactly.

What each slot holds:

- ``instrument``: the treaty, declaration or talks that it tells the content of;
- ``holder``: the party concerned (who commits, claims or receives), if that is not who speaks;
- ``quantity``: a number, or the names that make it up;
- ``unit``: of what; numbers of different units are not compared;
- ``set``: names, as a list or as text with commas and "and";
- ``strength``: one of `STRENGTHS`;
- ``date`` (or ``time``): when the thing spoken of happened or is due;
- ``content``: a name for words that several statements relay.

Any other slot is kept, and compared by nobody.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from detente.case import Case
from detente.evidence import Slot, Statement, is_date, plain, surely_before
from detente.sourcing.said import shown

STRENGTHS = ("considers", "agrees", "promises", "stipulates")
"""How far a commitment goes, the weakest first."""

Kind = Literal["quantity", "set", "strength", "date", "attribution"]
"""How two statements differ:

- quantity: different numbers, a named set counting its members;
- set: different named sets;
- strength: different places in `STRENGTHS`;
- date: dates of which one is surely before the other;
- attribution: the same words of different parties or persons.
"""

_NUMBERS = (
    *("zero", "one", "two", "three", "four", "five", "six"),
    *("seven", "eight", "nine", "ten", "eleven", "twelve"),
)
_APART = re.compile(r"\s*(?:[,;&]|\band\b)\s*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Difference:
    """In what two statements differ.

    Parameters
    ----------
    kind : Kind
    left, right : str
        What each says, for people.
    """

    kind: Kind
    left: str
    right: str


def turned(difference: Difference) -> Difference:
    """Return a difference seen from the other side."""
    return Difference(difference.kind, difference.right, difference.left)


@dataclass(frozen=True, slots=True)
class Comparable:
    """A statement's slots, ready to be compared.

    Parameters
    ----------
    matter : str
        The instrument, or what it is about; empty where it says neither.
    fixed : bool
        Whether an instrument is named: what that says does not change with time.
    holder : str
        Id of the party concerned, or a plain name: the slot ``holder``, or else who speaks. Empty
        where nobody is named, and where an instrument is spoken of and the slot is not given: who
        tells of a treaty is not whom it binds.
    number : float or None
    names : frozenset of str or None
    unit : str
    strength : int or None
        Place in `STRENGTHS`.
    date : str
        Of the thing spoken of; empty where none is given.
    told : mapping of Kind to str
        Each as the case has it.
    """

    matter: str
    fixed: bool
    holder: str
    number: float | None
    names: frozenset[str] | None
    unit: str
    strength: int | None
    date: str
    told: Mapping[Kind, str] = field(compare=False)


def names_in(value: Slot | None) -> frozenset[str] | None:
    """Return the names that a slot lists; None where it lists none.

    Examples
    --------
    >>> sorted(names_in("Habomai and Shikotan")), names_in("four"), names_in(4)
    (['habomai', 'shikotan'], None, None)
    """
    if isinstance(value, str):
        parts = tuple(part for part in _APART.split(value) if part.strip())
        value = parts if len(parts) > 1 else None
    return frozenset(map(plain, value)) if isinstance(value, tuple) else None


def number_in(value: Slot | None) -> float | None:
    """Return the number that a slot holds, in digits or as a word up to twelve.

    Examples
    --------
    >>> number_in(4), number_in("Four"), number_in("all")
    (4, 4, None)
    """
    if isinstance(value, int | float):
        return value
    if isinstance(value, str):
        word = plain(value)
        if word in _NUMBERS:
            return _NUMBERS.index(word)
        return int(word) if word.isascii() and word.isdecimal() and len(word) < 16 else None
    return None


def comparable(case: Case, statement: Statement) -> Comparable:
    """Return what of a statement can be compared."""
    slots = statement.slots
    quantity, listed = slots.get("quantity"), slots.get("set")
    names = names_in(listed)
    if names is None and isinstance(listed, str) and listed.strip():
        names = frozenset({plain(listed)})
    if not names:
        names = names_in(quantity)
    number = number_in(quantity)
    fixed = bool(slots.get("instrument"))
    strength = plain(shown(slots.get("strength", "")))
    date = shown(slots.get("date", slots.get("time", "")))
    told: dict[Kind, str] = {
        "quantity": shown(quantity if number is not None else listed or quantity or ""),
        "set": shown(listed or quantity or ""),
        "strength": strength,
        "date": date,
    }
    return Comparable(
        matter=plain(shown(slots.get("instrument") or statement.about)),
        fixed=fixed,
        holder=_party(case, shown(slots.get("holder") or ("" if fixed else statement.by))),
        number=len(names) if number is None and names else number,
        names=names,
        unit=plain(shown(slots.get("unit", ""))),
        strength=STRENGTHS.index(strength) if strength in STRENGTHS else None,
        date=date if is_date(date) else "",
        told=told,
    )


def _party(case: Case, name: str) -> str:
    """Return the id of a party given by id or label; another name as it is compared."""
    if name in case.parties:
        return name
    wanted = plain(name)
    return next((p.id for p in case.parties.values() if plain(p.label) == wanted), wanted)


def differences(left: Comparable, right: Comparable) -> tuple[Difference, ...]:
    """Return in what two statements differ; in nothing unless they have one subject.

    Named sets are compared as sets; where they are equal, or one side names none, numbers are.
    """
    if not one_subject(left, right):
        return ()
    kinds: list[Kind] = []
    units_fit = not (left.unit and right.unit) or left.unit == right.unit
    if left.names is not None and right.names is not None and left.names != right.names:
        kinds.append("set")
    elif None not in (left.number, right.number) and left.number != right.number and units_fit:
        kinds.append("quantity")
    if None not in (left.strength, right.strength) and left.strength != right.strength:
        kinds.append("strength")
    if apart(left.date, right.date):
        kinds.append("date")
    return tuple(Difference(kind, left.told[kind], right.told[kind]) for kind in kinds)


def one_subject(left: Comparable, right: Comparable) -> bool:
    """Tell whether two statements speak of one matter and, as far as they say, one holder."""
    if not left.matter or left.matter != right.matter:
        return False
    if left.holder == right.holder:
        return bool(left.holder) or (left.fixed and right.fixed)
    return (left.fixed and not left.holder) or (right.fixed and not right.holder)


def on_one_scale(left: Comparable, right: Comparable) -> bool:
    """Tell whether two statements have anything that can be compared, equal or not."""
    return one_subject(left, right) and (
        None not in (left.number, right.number)
        or None not in (left.strength, right.strength)
        or bool(left.date and right.date)
    )


def apart(one: str, other: str) -> bool:
    """Tell whether two dates surely differ."""
    return surely_before(one, other) or surely_before(other, one)
