"""Who stands where on a line, or on several, how much it matters to them and what they can bring.

Positions lie between the two ends of a dimension, 0 and 100. *Salience* is which share of what an
actor can bring it would bring to bear on a dimension, 0 to 100, over all dimensions at most 100.
*Capability* is what it can bring, in any unit. The terms are those of Bueno de Mesquita (1985, 1994).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from math import isfinite
from typing import Any, Literal

from detente.errors import ModelError, unknown_name
from detente.evidence import NO_GROUND, Ground
from detente.ranges import Range
from detente.text import listed

SCALE = 100.0
"""Where a dimension ends, and the most salience that an actor has."""
SLACK = 1e-9
"""By which saliences may sum to more than 100, in parts of that: rounding."""
MAX_ACTORS = 500
MAX_DIMENSIONS = 20
"""How many a case may have; the models themselves know no limit."""

Quantity = Literal["position", "salience", "capability"]


@dataclass(frozen=True, slots=True)
class Outcome:
    """Where a decision came out, told afterwards: forecasts are held against it, none looks at it."""

    position: float
    ground: Ground = NO_GROUND

    def __post_init__(self) -> None:
        _check(Range.exactly(self.position), "what came out", SCALE)


@dataclass(frozen=True, slots=True)
class Dimension:
    """A line on which positions differ.

    Parameters
    ----------
    id, label : str
        Short name, and name for people.
    low, high : str
        What stands at 0 and at 100, for people.
    reference : Range or None
        The position that no agreement amounts to, where it is known.
    ground : Ground
        What the reference point rests on.
    outcome : Outcome or None
        What came out, where that is known.
    """

    id: str
    label: str = ""
    low: str = ""
    high: str = ""
    reference: Range | None = None
    ground: Ground = NO_GROUND
    outcome: Outcome | None = None

    def __post_init__(self) -> None:
        if not self.label:
            object.__setattr__(self, "label", self.id)
        if self.reference is not None:
            _check(self.reference, f"the reference point of '{self.id}'", SCALE)


@dataclass(frozen=True, slots=True)
class Stance:
    """Where an actor stands on a dimension, and how much that matters to it."""

    position: Range
    salience: Range
    ground: Ground = NO_GROUND


@dataclass(frozen=True)
class Actor:
    """Somebody who takes part.

    Parameters
    ----------
    id : str
    capability : Range
        At least 0.
    stances : mapping of str to Stance
        One for every dimension.
    label : str
        Name for people.
    ground : Ground
        What the capability rests on.
    """

    id: str
    capability: Range
    stances: Mapping[str, Stance]
    label: str = ""
    ground: Ground = NO_GROUND

    def __post_init__(self) -> None:
        if not self.label:
            object.__setattr__(self, "label", self.id)
        _check(self.capability, f"the capability of '{self.id}'")
        for dimension, stance in self.stances.items():
            _check(stance.position, f"the position of '{self.id}' on '{dimension}'", SCALE)
            _check(stance.salience, f"the salience of '{dimension}' to '{self.id}'", SCALE)
        most = sum(stance.salience.high for stance in self.stances.values())
        if most > SCALE * (1 + SLACK):
            raise ModelError(
                f"the saliences of '{self.id}' can sum to {most:g}",
                hint="over all dimensions they sum to at most 100",
                code="salience-over-100",
            )
        if most == 0:
            raise ModelError(
                f"nothing matters to '{self.id}': its saliences are 0",
                hint="leave it out, or give it a salience",
                code="no-salience",
            )


@dataclass(frozen=True, slots=True)
class Band:
    """A stretch of a dimension that has a name, its ends included.

    Parameters
    ----------
    id : str
    dimension : str
    low, high : float
    label : str
        Name for people.
    ground : Ground
    """

    id: str
    dimension: str
    low: float
    high: float
    label: str = ""
    ground: Ground = NO_GROUND

    def __post_init__(self) -> None:
        if not self.label:
            object.__setattr__(self, "label", self.id)
        _check(Range(self.low, self.high), f"the band '{self.id}'", SCALE)


@dataclass(frozen=True, slots=True)
class Unknown:
    """One number that is not known: whose, which, on which dimension if any, and its range."""

    actor: str
    quantity: Quantity
    dimension: str
    range: Range

    @property
    def name(self) -> str:
        """What it is called in results: ``japan.position.islands``, ``japan.capability``."""
        return ".".join(part for part in (self.actor, self.quantity, self.dimension) if part)


@dataclass(frozen=True)
class Spatial:
    """Actors and the dimensions on which they stand.

    Parameters
    ----------
    actors : tuple of Actor
    dimensions : tuple of Dimension
    bands : tuple of Band
        Stretches whose probability is asked for.
    accommodation : mapping of str to mapping of str to float
        How far the ideal of an actor follows where others have come to stand: shares by actor, at
        most 1 together; the rest is its former ideal. An actor that is left out follows itself.
    title : str
    options : mapping of str to str, int or bool
        Variants by which the Spatial Model of Politics is run where nobody says otherwise, as in
        `detente.spatial.smp.Options`; its defaults for those left out.
    notes : tuple of str
        What every forecast has to tell: how a file was understood, and who was left out.

    Raises
    ------
    ModelError
        If parts do not fit together.

    Examples
    --------
    >>> def actor(name, position):
    ...     stance = Stance(Range.exactly(position), Range.exactly(80))
    ...     return Actor(name, Range.exactly(1), {"price": stance})
    >>> problem = Spatial((actor("buyer", 20), actor("seller", 70)), (Dimension("price"),))
    >>> problem.actor_ids, problem.exact
    (('buyer', 'seller'), True)
    """

    actors: tuple[Actor, ...]
    dimensions: tuple[Dimension, ...]
    bands: tuple[Band, ...] = ()
    accommodation: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
    title: str = ""
    options: Mapping[str, Any] = field(default_factory=dict)
    notes: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if not self.actors:
            raise ModelError("nobody takes part in the forecast", hint="give at least one actor")
        if not self.dimensions:
            raise ModelError("there is nothing to stand on", hint="give at least one dimension")
        for kind, ids in (("actor", self.actor_ids), ("dimension", self.dimension_ids)):
            if twice := [each for each in ids if ids.count(each) > 1]:
                raise ModelError(f"there are two {kind}s '{twice[0]}'")
        for actor in self.actors:
            self._check_stances(actor)
        for band in self.bands:
            self.dimension(band.dimension)
        if all(actor.capability.high == 0 for actor in self.actors):
            raise ModelError(
                "nobody can bring anything to bear: every capability is 0",
                hint="give somebody a capability",
                code="no-capability",
            )
        self._check_accommodation()

    def _check_stances(self, actor: Actor) -> None:
        for dimension in actor.stances:
            self.dimension(dimension)
        for dimension in self.dimension_ids:
            if dimension not in actor.stances:
                raise ModelError(
                    f"nothing says where '{actor.id}' stands on '{dimension}'",
                    hint="give a position and a salience, which may be 0",
                )

    def _check_accommodation(self) -> None:
        for follower, shares in self.accommodation.items():
            self.actor(follower)
            for leader, share in shares.items():
                self.actor(leader)
                if not 0 <= share <= 1:
                    raise ModelError(
                        f"'{follower}' cannot follow '{leader}' by {share:g}",
                        hint="shares lie between 0 and 1",
                    )
            if sum(shares.values()) > 1 + SLACK:
                raise ModelError(
                    f"'{follower}' follows others by more than wholly",
                    hint="its shares sum to at most 1",
                )

    @property
    def actor_ids(self) -> tuple[str, ...]:
        """All actors, in order."""
        return tuple(actor.id for actor in self.actors)

    @property
    def dimension_ids(self) -> tuple[str, ...]:
        """All dimensions, in order."""
        return tuple(dimension.id for dimension in self.dimensions)

    def actor(self, actor: str) -> Actor:
        """Return an actor by its id."""
        for each in self.actors:
            if each.id == actor:
                return each
        raise unknown_name("actor", actor, self.actor_ids)

    def dimension(self, dimension: str) -> Dimension:
        """Return a dimension by its id."""
        for each in self.dimensions:
            if each.id == dimension:
                return each
        raise unknown_name("dimension", dimension, self.dimension_ids)

    def along(self, dimension: str) -> Spatial:
        """Return the problem on one dimension alone, without actors to whom nothing matters there.

        Raises
        ------
        UnknownNameError
            If there is no such dimension.
        ModelError
            If nobody is left who brings anything to bear on it.
        """
        line = self.dimension(dimension)
        actors = tuple(
            replace(actor, stances={dimension: actor.stances[dimension]})
            for actor in self.actors
            if actor.stances[dimension].salience.high > 0
        )
        if not actors:
            raise ModelError(f"'{dimension}' matters to nobody", hint="choose another dimension")
        left = {actor.id for actor in actors}
        gone = [actor.label for actor in self.actors if actor.id not in left]
        note = f"“{line.label}” does not matter to {listed(gone)}, left out here."
        return replace(
            self,
            actors=actors,
            dimensions=(line,),
            bands=tuple(band for band in self.bands if band.dimension == dimension),
            accommodation={
                follower: {follower: 0.0}
                | {leader: share for leader, share in shares.items() if leader in left}
                for follower, shares in self.accommodation.items()
                if follower in left
            },
            notes=(*self.notes, note) if gone else self.notes,
        )

    def quantities(self) -> Iterator[Unknown]:
        """Yield every number of every actor, known or not."""
        for actor in self.actors:
            yield Unknown(actor.id, "capability", "", actor.capability)
            for dimension in self.dimension_ids:
                stance = actor.stances[dimension]
                yield Unknown(actor.id, "position", dimension, stance.position)
                yield Unknown(actor.id, "salience", dimension, stance.salience)

    @property
    def unknowns(self) -> tuple[Unknown, ...]:
        """Every number of an actor that is not known."""
        return tuple(each for each in self.quantities() if not each.range.known)

    @property
    def exact(self) -> bool:
        """Whether every number of every actor is known."""
        return not self.unknowns


def _check(given: Range, what: str, most: float = float("inf")) -> None:
    """Refuse a number that is not one, or lies where it cannot."""
    if not (isfinite(given.low) and isfinite(given.high)):
        raise ModelError(f"{what} is not a number", hint="give a finite number")
    if given.low < 0 or given.high > most:
        span = f"from {given.low:g} to {given.high:g}" if not given.known else f"{given.low:g}"
        hint = "it is at least 0" if most == float("inf") else f"it lies between 0 and {most:g}"
        raise ModelError(f"{what} is {span}", hint=hint)
