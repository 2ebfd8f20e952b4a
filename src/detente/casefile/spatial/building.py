"""From the section on positions to the model."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from detente.case import Party
from detente.casefile.grounds import ground, inheriting
from detente.casefile.numbers import range_of
from detente.casefile.spatial import schema
from detente.casefile.spatial.sections import SpatialSection
from detente.casefile.spellings import Grounded
from detente.evidence import NO_GROUND, Ground
from detente.ranges import Range
from detente.spatial.model import SCALE, Actor, Band, Dimension, Outcome, Spatial, Stance

WHOLE = Range(0.0, SCALE)


def spatial(section: SpatialSection, parties: Mapping[str, Party], title: str = "") -> Spatial:
    """Return the model of a checked section; its actors stand in the order of the section."""
    return Spatial(
        actors=tuple(
            actor(parties[key], located.entry, section.dimensions)
            for key, located in section.actors.items()
        ),
        dimensions=tuple(dimension(section, key) for key in section.dimensions),
        bands=tuple(
            Band(name, key, float(each.low), float(each.high), each.label, ground(each))
            for key, located in section.dimensions.items()
            for name, each in located.entry.bands.items()
        ),
        accommodation={
            key: dict(located.entry.follows)
            for key, located in section.actors.items()
            if located.entry.follows
        },
        title=title,
        options=section.options,
    )


def dimension(section: SpatialSection, key: str) -> Dimension:
    """Return a line; what it rests on is what its reference point does."""
    entry = section.dimensions[key].entry
    reference = section.references.get(key)
    rests_on = ground(reference.entry) if reference else NO_GROUND
    if entry.visibility == "internal":
        rests_on = replace(rests_on, visibility="internal")
    point = range_of(reference.entry) if reference else None
    said = entry.outcome
    came_out = Outcome(float(said.position), ground(said)) if said else None
    return Dimension(key, entry.label, entry.low, entry.high, point, rests_on, came_out)


def actor(party: Party, entry: schema.Actor, order: Mapping[str, object]) -> Actor:
    """Return who takes part, with a stance on every dimension in their order."""
    rests_on = inheriting(entry, says_nothing)
    return Actor(
        id=party.id,
        capability=range_of(entry.capability),
        stances={key: _stance(entry.stances[key], rests_on) for key in order},
        label=party.label,
        ground=rests_on(entry.capability),
    )


def _stance(entry: schema.Stance, rests_on: Callable[[Grounded], Ground]) -> Stance:
    return Stance(range_of(entry.position), range_of(entry.salience), rests_on(entry))


def says_nothing(entry: Grounded) -> bool:
    """Tell whether an entry is a stance that may be anything."""
    return (
        isinstance(entry, schema.Stance)
        and range_of(entry.position) == WHOLE
        and range_of(entry.salience) == WHOLE
    )
