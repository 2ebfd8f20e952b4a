"""Forecasts over many draws, in plain sentences."""

from __future__ import annotations

from math import ceil, floor
from typing import TYPE_CHECKING

from detente.ranges import Share
from detente.spatial.words import place, places
from detente.text import capital, counted, listed, quoted, sentence

if TYPE_CHECKING:
    from detente.spatial.draws import Draws
    from detente.spatial.model import Band, Spatial, Unknown

LITTLE = 0.02
"""Of a forecast; what explains less is not called decisive."""
TOLD = 2
"""Dimensions, and bands, that are told of."""


def answer(found: Draws) -> tuple[str, ...]:
    """Return between what the forecast lies, in which bands, and what decides it."""
    if found.certain:
        return ("Every number is given and nothing is left to chance: nothing is uncertain.",)
    if found.draws == 1:
        ends = places(found.problem, tuple(found.outcomes[:, 0].tolist()))
        return (f"In the one draw that was made the forecast is {ends}.",)
    said = [_spread(found)]
    if found.bands:
        said.append(_bands(found))
    said += _decisive(found)
    if found.converged.mean < 1:
        still = Share(1 - found.converged.mean, found.converged.error)
        said.append(f"In {percent(still)} of the draws positions had not come to rest.")
    return tuple(said[:4])


def percent(share: Share) -> str:
    """Return a share of draws as people read it.

    Examples
    --------
    >>> percent(Share(0.631, 0.0048)), percent(Share(0.0, 0.0, 0.00029))
    ('63.1% (± 0.5%)', 'none (less than 0.1%, with 95% confidence)')
    """
    if share.bound is not None:
        few = share.mean == 0
        tenths = ceil(share.bound * 1000) if few else floor(share.bound * 1000)
        said = "none (less" if few else "all (more"
        return f"{said} than {tenths / 10:g}%, with 95% confidence)"
    return f"{share.mean:.1%} (± {share.error:.1%})"


def unknown_in_words(problem: Spatial, unknown: Unknown) -> str:
    """Return what an unknown number is, in the case's words."""
    actor = problem.actor(unknown.actor).label
    if unknown.quantity == "capability":
        return f"what {actor} can bring to bear"
    dimension = quoted(problem.dimension(unknown.dimension).label)
    if unknown.quantity == "position":
        return f"where {actor} stands on {dimension}"
    return f"how much {dimension} matters to {actor}"


def _spread(found: Draws) -> str:
    unknowns = len(found.parameters["unknowns"])
    of = counted(unknowns, "unknown number") if unknowns else "what is left to chance"
    several = len(found.problem.dimensions) > 1
    spreads = [
        _between(low, middle, high) + (f", on {quoted(dimension.label)}" if several else "")
        for dimension, (low, _, middle, _, high) in zip(
            found.problem.dimensions, found.fan[-1].tolist(), strict=True
        )
    ]
    more = len(spreads) - TOLD
    told = spreads[:TOLD] + ([f"so on for {counted(more, 'more dimension')}"] if more > 0 else [])
    return f"Over {counted(found.draws, 'draw')} of {of} the forecast lies {listed(told)}."


def _between(low: float, middle: float, high: float) -> str:
    if place(low) == place(high):
        return f"at {place(middle)} in at least nine of ten"
    return (
        f"between {place(low)} and {place(high)} in nine of ten, with {place(middle)} in the middle"
    )


def _bands(found: Draws) -> str:
    likely = sorted(found.bands, key=lambda band: -found.bands[band].mean)[:TOLD]
    names = {band.id: _name(found.problem, band) for band in found.problem.bands}
    told = [f"in {names[band]} in {percent(found.bands[band])}" for band in likely]
    return sentence(f"it lies {listed(told)} of the draws")


def _name(problem: Spatial, band: Band) -> str:
    if len(problem.dimensions) == 1:
        return quoted(band.label)
    return f"{quoted(band.label)} on {quoted(problem.dimension(band.dimension).label)}"


def _decisive(found: Draws) -> list[str]:
    """Tell what decides most of the forecast on some dimension."""
    some = [each for each in found.tornado if (each.explained or 0) > LITTLE]
    if not some:
        return []
    most = max(some, key=lambda each: each.explained or 0)
    name = capital(unknown_in_words(found.problem, most.unknown))
    on = ""
    if len(found.problem.dimensions) > 1:
        on = f" on {quoted(found.problem.dimension(most.dimension).label)}"
    said = (
        f"{name} most decides the forecast{on}: by itself it explains {most.explained:.0%} of the "
        f"variation; the forecast is {place(most.lower)} on average where it is in its lower third "
        f"and {place(most.upper)} in its upper."
    )
    return [said]
