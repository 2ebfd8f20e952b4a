"""Random spatial problems, and builders of small ones."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from detente.ranges import Range
from detente.spatial.model import Actor, Dimension, Spatial, Stance
from detente.spatial.smp.options import VARIANTS


def known(number: float) -> Range:
    return Range.exactly(number)


def on_a_line(*rows: tuple[float, float, float], **parts: Any) -> Spatial:
    """Return actors ``a``, ``b``, … with capability, position and salience on one dimension."""
    actors = (
        Actor("abcdefghijkl"[k], known(c), {"x": Stance(known(p), known(s))})
        for k, (c, p, s) in enumerate(rows)
    )
    return Spatial(tuple(actors), (Dimension("x"),), **parts)


@st.composite
def problems(draw: st.DrawFn, most_dimensions: int = 3) -> Spatial:
    """Return some actors; positions often coincide, some capabilities are 0."""
    dimensions = draw(st.integers(1, most_dimensions))
    ids = [f"d{k}" for k in range(dimensions)]
    step = draw(st.sampled_from([0.01, 10.0]))
    place = st.integers(0, round(100 / step)).map(lambda n: round(n * step, 2))

    def actor(k: int) -> Actor:
        capability = draw(st.sampled_from([0.0, 1.0]) | st.floats(0.01, 100))
        stances = {
            each: Stance(known(draw(place)), known(draw(st.floats(1, 100)) / dimensions))
            for each in ids
        }
        return Actor(f"a{k}", known(capability if k else 5.0), stances)

    actors = tuple(actor(k) for k in range(draw(st.integers(1, 5))))
    following = {
        each.id: {leader.id: draw(st.floats(0, 1)) / len(actors) for leader in actors}
        for each in actors
        if draw(st.integers(0, 3)) == 0
    }
    return Spatial(actors, tuple(map(Dimension, ids)), accommodation=following)


@st.composite
def smp_options(draw: st.DrawFn) -> dict[str, Any]:
    """Return any combination of variants, without chance."""
    found: dict[str, Any] = {
        name: draw(st.sampled_from(known))
        for name, known in VARIANTS.items()
        if name != "transitions"
    }
    return {**found, "reference_slips": draw(st.booleans())}
