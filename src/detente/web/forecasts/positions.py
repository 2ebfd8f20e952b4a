"""Who stands where, to be tried out: positions, saliences and capabilities, each a number or a range."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from math import isfinite
from typing import Any

from pydantic import ValidationError

from detente.casefile.draft import Draft
from detente.casefile.nodes import Path
from detente.casefile.numbers import Amount, number, range_of
from detente.casefile.positions import Document, follow
from detente.casefile.spatial import schema
from detente.casefile.spatial.sections import SpatialSection
from detente.casefile.variants import Located
from detente.errors import DetenteError, ModelError, unknown_name
from detente.evidence import Ground
from detente.ranges import Range
from detente.spatial.model import Actor, Quantity, Spatial

LABELS: Mapping[Quantity, str] = {
    "position": "Stands at",
    "salience": "Matters to it",
    "capability": "Can bring to bear",
}
"""The numbers of an actor that can be tried out, and what heads their columns."""

ENDS = {"from", "to", "best"}

HINT = "such as 40, or 30–50, or 30–50 (45) with a best guess"

_NUMBER = r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?"
_TEXT = re.compile(
    rf"({_NUMBER})(?:\s*(?:–|-|to|\.\.)\s*({_NUMBER})(?:\s*(?:\(|,?\s*best)\s*({_NUMBER})\s*\)?)?)?"
)


@dataclass(frozen=True, slots=True)
class Number:
    """A number of an actor.

    Parameters
    ----------
    quantity : {"position", "salience", "capability"}
    label : str
    text : str
        As it is drafted, and as it can be written.
    before : str
        As the file has it, where that is something else.
    """

    quantity: Quantity
    label: str
    text: str
    before: str


@dataclass(frozen=True, slots=True)
class ActorNumbers:
    """What can be tried out of an actor.

    Parameters
    ----------
    edit : mapping of str to object
        What changes it, but for its numbers.
    id, label : str
    numbers : tuple of Number
    ground : Ground
        What its stance rests on.
    own : bool
        Whether the scenario has it of its own.
    place : str
        Where its stance stands in the section.
    """

    edit: Mapping[str, Any]
    id: str
    label: str
    numbers: tuple[Number, ...]
    ground: Ground
    own: bool
    place: str

    @property
    def changed(self) -> bool:
        """Whether the draft has it otherwise than the file."""
        return any(each.before for each in self.numbers)


def numbers(section: SpatialSection, problem: Spatial, dimension: str) -> Iterator[ActorNumbers]:
    """Yield the numbers of each actor on a dimension, with what the file has in their place."""
    for actor in problem.actors:
        written = section.actors[actor.id]
        edit = {
            "do": "stance",
            "scenario": section.scenario,
            "actor": actor.id,
            "dimension": dimension,
        }
        found = tuple(_number(actor, written.entry, each, dimension) for each in LABELS)
        ground, own = actor.stances[dimension].ground, section.owns(written)
        place = f"actors.{actor.id}.stances.{dimension}"
        yield ActorNumbers(edit, actor.id, actor.label, found, ground, own, place)


def _number(actor: Actor, entry: schema.Actor, quantity: Quantity, dimension: str) -> Number:
    stance = actor.stances[dimension]
    now = actor.capability if quantity == "capability" else getattr(stance, quantity)
    was = range_of(_amount(entry, quantity, dimension))
    return Number(quantity, LABELS[quantity], text_of(now), "" if was == now else text_of(was))


def _amount(entry: schema.Actor, quantity: Quantity, dimension: str) -> Amount:
    if quantity == "capability":
        return entry.capability
    found: Amount = getattr(entry.stances[dimension], quantity)
    return found


def text_of(found: Range) -> str:
    """Return a number or a range as it can be written.

    Examples
    --------
    >>> text_of(Range.exactly(40)), text_of(Range(30, 50)), text_of(Range(30, 50, 45.5))
    ('40', '30–50', '30–50 (45.5)')
    """
    if found.known:
        return _digits(found.low)
    ends = f"{_digits(found.low)}–{_digits(found.high)}"
    return ends if found.best is None else f"{ends} ({_digits(found.best)})"


def _digits(number: float) -> str:
    return repr(float(number)).removesuffix(".0")


# -- The edit ------------------------------------------------------------------------------


def tried(
    document: Document, draft: Draft, section: SpatialSection, edit: Mapping[str, Any]
) -> Draft:
    """Return the draft with numbers of an actor set: its position, salience, capability.

    Raises
    ------
    DetenteError
        If there is no such actor or dimension, or a number cannot be that.
    """
    key = str(edit.get("actor", ""))
    if key not in section.actors:
        raise unknown_name("actor", key, section.actors)
    dimension = str(edit.get("dimension") or next(iter(section.dimensions)))
    if dimension not in section.dimensions:
        raise unknown_name("dimension", dimension, section.dimensions)
    asked = [quantity for quantity in LABELS if quantity in edit]
    if not asked:
        raise DetenteError(
            "nothing is said of the actor", hint=f"give {', '.join(LABELS)}", code="wrong-request"
        )
    actor = section.actors[key]
    for quantity in asked:
        found = read(quantity, edit[quantity])
        was = range_of(_amount(actor.entry, quantity, dimension))
        fields = None if found == was else found
        if quantity == "capability":
            draft = _with_capability(document, draft, actor, fields)
        else:
            path = (*actor.path, "stances", dimension)
            draft = draft.changed(document, path, {quantity: fields and _spelled(fields)})
    return draft


def read(quantity: Quantity, given: Any) -> Range:
    """Return the number or range that an edit gives, as JSON or as text.

    Raises
    ------
    DetenteError
        If it is none.
    ModelError
        If the quantity cannot be that.

    Examples
    --------
    >>> read("position", "30 to 50, best 45")
    Range(low=30.0, high=50.0, best=45.0)
    >>> read("salience", [30, 50]) == read("salience", "30-50")
    True
    """
    value = _parsed(given) if isinstance(given, str) else given
    stance = {
        "position": 0,
        "salience": 0,
        **({} if quantity == "capability" else {quantity: value}),
    }
    entry = {"capability": value if quantity == "capability" else 0, "stances": {"": stance}}
    try:
        found = range_of(_amount(schema.Actor.model_validate(entry), quantity, ""))
    except ValidationError as error:
        raise ModelError(error.errors()[0]["msg"], hint=HINT) from error
    if not isfinite(found.high):
        raise ModelError("the number is too large", hint=HINT)
    return found


def _parsed(text: str) -> Any:
    """Return what a text means, as a case file would write it."""
    text = text.strip()
    if text == "unknown":
        return text
    found = _TEXT.fullmatch(text)
    if found is None:
        raise DetenteError(f"'{text[:40]}' is no number", hint=HINT, code="wrong-request")
    low, high, best = (None if each is None else float(each) for each in found.groups())
    if high is None:
        return low
    return [low, high] if best is None else {"from": low, "to": high, "best": best}


def _with_capability(
    document: Document, draft: Draft, actor: Located[schema.Actor], found: Range | None
) -> Draft:
    """Return the draft with a capability set where it is written, the rest of its entry kept."""
    path: Path = (*actor.path, "capability")
    written = follow(document.data, path)[1]
    if not isinstance(written, dict) or set(written) <= ENDS:
        return draft.changed(document, actor.path, {"capability": found and _spelled(found)})
    if "capability" in written:
        return draft.changed(document, path, {"capability": found and _spelled(found)})
    ends: dict[str, Any] = dict.fromkeys(ENDS)
    if found:
        ends = {"from": _plain(found.low), "to": _plain(found.high)}
        if "best" in written or found.best is not None:
            ends["best"] = _plain(found.centre)
    return draft.changed(document, path, ends)


def _spelled(found: Range) -> Any:
    """Return a range as a case file writes it, whole numbers without a point."""
    value = number(found)
    if isinstance(value, list):
        return [_plain(each) for each in value]
    if isinstance(value, dict):
        return {key: _plain(each) for key, each in value.items()}
    return _plain(value)


def _plain(number: float) -> float:
    return int(number) if number == int(number) and abs(number) < 1e15 else number
