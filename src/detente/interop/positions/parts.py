"""What files on who stands where amount to, checked number by number, and the case made of it."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from detente.case import Case, Party
from detente.interop.names import own_ids, unique_id
from detente.interop.reading import Origin, Reading
from detente.interop.tables import Place
from detente.ranges import Range
from detente.spatial.model import (
    MAX_ACTORS,
    MAX_DIMENSIONS,
    SCALE,
    SLACK,
    Actor,
    Dimension,
    Spatial,
    Stance,
)
from detente.text import clean, sentence

NOWHERE: Place = (0, 0)


@dataclass(frozen=True)
class ForeignActor:
    """An actor as a file has it: a stance on every dimension, and where its name stands.

    Where it is not `sound`, a complaint has been made, and nothing can be told from its numbers.
    The `name` is what other parts of the file call it by; the `label`, if any, is for people.
    """

    name: str
    capability: float
    stances: tuple[Stance, ...]
    description: str = ""
    at: Place = NOWHERE
    saliences_at: Place = NOWHERE
    sound: bool = True
    label: str = ""


@dataclass(frozen=True)
class Scenario:
    """Who stands where, as a file has it.

    Parameters
    ----------
    name, description : str
    dimensions : tuple of Dimension
        Their ids are names, as the file has them.
    actors : tuple of ForeignActor
    accommodation : mapping of str to mapping of str to float
        By name of the follower and of whom it follows.
    options : mapping of str to object
        Variants of the model.
    """

    name: str
    description: str
    dimensions: tuple[Dimension, ...]
    actors: tuple[ForeignActor, ...]
    accommodation: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
    options: Mapping[str, Any] = field(default_factory=dict)


def one_line(text: str) -> str:
    """Return a text of people's as one line, without what could make it read differently."""
    return " ".join(clean(text).split())


# -- Numbers -------------------------------------------------------------------------------


def within(reading: Reading, number: float, what: str, file: str, at: Place) -> Range:
    """Return a number from 0 to 100; complain about others."""
    if 0 <= number <= SCALE:
        return Range.exactly(number)
    reading.problem(f"{what} is {number:g}; it lies between 0 and 100", file, at)
    return Range.exactly(0.0)


def not_negative(reading: Reading, number: float, what: str, file: str, at: Place) -> float:
    """Return a number that is at least 0; complain about others."""
    if number >= 0:
        return number
    reading.problem(f"{what} is {number:g}; it is at least 0", file, at)
    return 0.0


# -- From parts to a case ------------------------------------------------------------------


def case_of(reading: Reading, given: Scenario, raw: bytes, file: str) -> Case:
    """Return the case that a file describes.

    Raises
    ------
    CaseError
        With every problem recorded so far, or what only shows in the whole.
    """
    _check(reading, given, file)
    reading.check()
    names = [actor.name for actor in given.actors]
    ids = dict(zip(names, own_ids(names, "actor"), strict=True))
    keys = own_ids([dimension.id for dimension in given.dimensions], "dimension")
    title = given.name or Path(file).stem
    problem = Spatial(
        tuple(_actor(ids[actor.name], actor, keys) for actor in given.actors),
        tuple(
            Dimension(key, line.label, line.low, line.high)
            for key, line in zip(keys, given.dimensions, strict=True)
        ),
        accommodation={
            ids[follower]: {ids[leader]: share for leader, share in shares.items()}
            for follower, shares in given.accommodation.items()
        },
        title=title,
        options=given.options,
        notes=tuple(
            sentence(f"{note.message}; {note.hint}" if note.hint else note.message)
            for note in reading.notes
        ),
    )
    return Case(
        id=unique_id(title, (), "scenario"),
        title=title,
        summary=given.description,
        parties={
            ids[actor.name]: Party(
                ids[actor.name], actor.label or actor.name, note=actor.description
            )
            for actor in given.actors
        },
        path=file,
        digest=hashlib.sha256(raw).hexdigest(),
        warnings=tuple(reading.notes),
        foreign={reading.code: Origin((file,))},
        spatial=problem,
    )


def _check(reading: Reading, given: Scenario, file: str) -> None:
    for what, number, most in (
        ("actors", len(given.actors), MAX_ACTORS),
        ("dimensions", len(given.dimensions), MAX_DIMENSIONS),
    ):
        if not 1 <= number <= most:
            reading.stop(f"there are {number:,} {what}; from 1 to {most} are read", file, (1, 1))
    names: set[str] = set()
    for actor in given.actors:
        if not actor.name:
            reading.problem("an actor has no name", file, actor.at)
        elif actor.name in names:
            reading.problem(f"there are two actors '{actor.name}'", file, actor.at)
        names.add(actor.name)
        if actor.sound:
            _check_saliences(reading, actor, file)
    if all(actor.sound and actor.capability == 0 for actor in given.actors):
        message = "nobody can bring anything to bear: every capability is 0"
        reading.problem(message, file, given.actors[0].at)


def _check_saliences(reading: Reading, actor: ForeignActor, file: str) -> None:
    total = sum(stance.salience.high for stance in actor.stances)
    if total > SCALE * (1 + SLACK):
        message = f"the saliences of '{actor.name}' sum to {total:g}"
        reading.problem(message, file, actor.saliences_at, hint="they sum to at most 100")
    elif total == 0:
        message = f"nothing matters to '{actor.name}': its saliences are 0"
        hint = "give it a salience, or leave the actor out"
        reading.problem(message, file, actor.saliences_at, hint=hint)


def _actor(key: str, actor: ForeignActor, dimensions: Sequence[str]) -> Actor:
    stances = dict(zip(dimensions, actor.stances, strict=True))
    return Actor(key, Range.exactly(actor.capability), stances, actor.label or actor.name)
