"""What of who stands where rests on something: its entries in words, with their places."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from detente.evidence import NO_GROUND, Ground
from detente.ranges import Range
from detente.sourcing.bargains import ground_in_words, in_words
from detente.spatial.model import SCALE, Actor, Dimension, Spatial

What = Literal["reference", "outcome", "band", "capability", "stance"]
"""The kind of an entry; `reference` is what no agreement amounts to, `outcome` what came out."""
Entry = tuple[What, str, str, Ground, str]
"""What it is, its place in the section, what it says, its ground, and the party if it is of one."""


_TOLD_OF = {"reference": "positions: no agreement", "outcome": "positions: what came out"}


def entries(problem: Spatial) -> Iterator[Entry]:
    """Yield what of a spatial problem can rest on something, in the order of the case file.

    Bands, which only give a name to a stretch, are among them where they rest on something.

    Examples
    --------
    >>> from detente.spatial.model import Stance
    >>> stands = {"tax": Stance(Range(10, 20), Range.exactly(50))}
    >>> problem = Spatial((Actor("a", Range.exactly(3), stances=stands),), (Dimension("tax"),))
    >>> [(place, said) for _, place, said, _, _ in entries(problem)]
    [('actors.a.capability', 'capability: 3'), ('actors.a.stances.tax', 'tax: at 10 to 20, salience 50')]
    """
    for dimension in problem.dimensions:
        at = f"dimensions.{dimension.id}"
        if dimension.reference is not None:
            said = f"{dimension.label}: no agreement stands at {in_words(dimension.reference)}"
            yield "reference", f"{at}.reference", said, dimension.ground, ""
        if (came := dimension.outcome) is not None:
            said = f"{dimension.label}: it came out at {came.position:g}"
            yield "outcome", f"{at}.outcome", said, came.ground, ""
        for band in problem.bands:
            if band.dimension == dimension.id and band.ground != NO_GROUND:
                said = f"{dimension.label}: {band.label} is {band.low:g} to {band.high:g}"
                yield "band", f"{at}.bands.{band.id}", said, band.ground, ""
    for actor in problem.actors:
        at = f"actors.{actor.id}"
        said = f"capability: {in_words(actor.capability)}"
        yield "capability", f"{at}.capability", said, actor.ground, actor.id
        for dimension in problem.dimensions:
            ground = actor.stances[dimension.id].ground
            place = f"{at}.stances.{dimension.id}"
            yield "stance", place, _stance(actor, dimension), ground, actor.id


def _stance(actor: Actor, dimension: Dimension) -> str:
    stance = actor.stances[dimension.id]
    position, salience = map(_place, (stance.position, stance.salience))
    return f"{dimension.label}: at {position}, salience {salience}"


def _place(place: Range) -> str:
    return "an unknown place" if place == Range(0.0, SCALE) else in_words(place)


def sections(problem: Spatial | None) -> dict[str, dict[str, dict[str, str]]]:
    """Return what a spatial problem says as texts: by section and entry, and by field."""
    found: dict[str, dict[str, dict[str, str]]] = {}
    if problem is None:
        return found
    found["positions: dimensions"] = {
        each.id: {"label": each.label, "low": each.low, "high": each.high}
        for each in problem.dimensions
    }
    found["positions: bands"] = {
        f"{each.dimension}.{each.id}": {
            "label": each.label,
            "from": f"{each.low:g}",
            "to": f"{each.high:g}",
            **ground_in_words(each.ground),
        }
        for each in problem.bands
    }
    found["positions: variants of the model"] = {
        option: {"is": str(value)} for option, value in problem.options.items()
    }
    for what, place, said, ground, party in entries(problem):
        if what != "band":
            section = f"where {party} stands" if party else _TOLD_OF[what]
            key = place.split(".", 2)[2] if party else place.split(".")[1]
            found.setdefault(section, {})[key] = {"says": said, **ground_in_words(ground)}
    for follower, shares in problem.accommodation.items():
        told = "; ".join(f"{leader}: {share:g}" for leader, share in shares.items())
        found[f"where {follower} stands"]["follows"] = {"shares": told}
    return found
