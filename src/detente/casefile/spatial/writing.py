"""From the model back to the fields of a case file."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from detente.casefile.layout import Comments, different
from detente.casefile.numbers import Fields, number, numbered
from detente.casefile.spatial.building import WHOLE
from detente.errors import ModelError
from detente.evidence import NO_GROUND, Ground, Visibility
from detente.ranges import Range
from detente.spatial.model import Actor, Band, Dimension, Spatial, Stance

WriteGround = Callable[[Ground], Fields]


def section(problem: Spatial, ground: WriteGround, comments: Comments) -> Fields:
    """Return the section of a case file that reads as a model."""
    told = {
        "dimensions": "The lines on which positions differ, from 0 to 100.",
        "actors": "Who stands where, how much that matters to it, and what it can bring to bear.",
        "options": "Variants by which the Spatial Model of Politics is run.",
    }
    comments |= {("spatial", key): [line] for key, line in told.items()}
    return {
        "dimensions": {each.id: _dimension(problem, each, ground) for each in problem.dimensions},
        "actors": {each.id: _actor(problem, each, ground) for each in problem.actors},
        **({"options": dict(problem.options)} if problem.options else {}),
    }


def changes(problem: Spatial, base: Spatial, ground: WriteGround) -> Fields:
    """Return what a scenario changes of the case's own.

    Raises
    ------
    ModelError
        If it has other dimensions, bands or variants, or lacks actors or reference points of the
        case.
    """
    added = [key for key in problem.actor_ids if key not in base.actor_ids]
    if problem.actor_ids != (*base.actor_ids, *added) or _lines(problem) != _lines(base):
        raise _unsayable("has other dimensions or bands, or lacks actors of the case")
    if problem.options != base.options:
        raise _unsayable("names other variants of the model")
    fields: Fields = {}
    references = {
        new.id: _reference(new, ground, of_line=old.ground.visibility)
        for old, new in zip(base.dimensions, problem.dimensions, strict=True)
        if new != old
    }
    if None in references.values():
        raise _unsayable("lacks a reference point of the case")
    shown = zip(base.dimensions, problem.dimensions, strict=True)
    if any("internal" == old.ground.visibility != new.ground.visibility for old, new in shown):
        raise _unsayable("shows a dimension that the case keeps internal")
    if references:
        fields["dimensions"] = {key: {"reference": each} for key, each in references.items()}
    if actors := different(_said(problem), _said(base)):
        fields["actors"] = {key: _actor(problem, problem.actor(key), ground) for key in actors}
    return fields


def _lines(problem: Spatial) -> Any:
    """Return what no scenario can change: dimensions without reference points, and bands."""
    bare = [replace(each, reference=None, ground=NO_GROUND) for each in problem.dimensions]
    return problem.bands, bare


def _said(problem: Spatial) -> dict[str, Any]:
    """Return all that is said of each actor."""
    return {each.id: (each, problem.accommodation.get(each.id)) for each in problem.actors}


def _unsayable(what: str) -> ModelError:
    return ModelError(
        f"a scenario {what}, which a case file cannot say", hint="make it a case of its own"
    )


# -- Lines ---------------------------------------------------------------------------------


def _dimension(problem: Spatial, dimension: Dimension, ground: WriteGround) -> Fields:
    visibility = dimension.ground.visibility
    reference = _reference(dimension, ground, of_line=visibility)
    if reference is None and dimension.ground not in (NO_GROUND, Ground(visibility="internal")):
        raise ModelError(
            f"'{dimension.id}' rests on something without a reference point, which a case file "
            "cannot say",
            hint="give it a reference point",
        )
    fields = {
        "label": "" if dimension.label == dimension.id else dimension.label,
        "low": dimension.low,
        "high": dimension.high,
        "reference": reference,
        "outcome": _outcome(dimension, ground),
        "bands": {
            each.id: _band(each, ground) for each in problem.bands if each.dimension == dimension.id
        },
        "visibility": "" if visibility == "public" else visibility,
    }
    return {key: value for key, value in fields.items() if value not in ("", None, {})}


def _reference(dimension: Dimension, ground: WriteGround, of_line: Visibility) -> Any:
    """Return the reference point; an internal line need not be said to be so again."""
    if dimension.reference is None:
        return None
    own = dimension.ground
    beside = ground(replace(own, visibility="public") if of_line == "internal" else own)
    return numbered("position", number(dimension.reference), beside)


def _outcome(dimension: Dimension, ground: WriteGround) -> Any:
    if dimension.outcome is None:
        return None
    return numbered("position", dimension.outcome.position, ground(dimension.outcome.ground))


def _band(band: Band, ground: WriteGround) -> Fields:
    label = {"label": band.label} if band.label != band.id else {}
    return {**label, "from": band.low, "to": band.high, **ground(band.ground)}


# -- Actors --------------------------------------------------------------------------------


def _actor(problem: Spatial, actor: Actor, ground: WriteGround) -> Fields:
    common = _common(actor)

    def beside(own: Ground) -> Fields:
        return {} if own == common else ground(own)

    follows = problem.accommodation.get(actor.id)
    return {
        **ground(common),
        "capability": numbered("capability", number(actor.capability), beside(actor.ground)),
        "stances": {
            key: _stance(actor.stances[key], ground if _unsaid(actor.stances[key]) else beside)
            for key in problem.dimension_ids
        },
        **({"follows": dict(follows)} if follows else {}),
    }


def _stance(stance: Stance, beside: WriteGround) -> Fields:
    return {
        "position": _place(stance.position),
        "salience": _place(stance.salience),
        **beside(stance.ground),
    }


def _place(place: Range) -> Any:
    return "unknown" if place == WHOLE else number(place)


def _unsaid(stance: Stance) -> bool:
    """Tell whether a stance may be anything; such ones do not inherit what they rest on."""
    return stance.position == WHOLE == stance.salience


def _common(actor: Actor) -> Ground:
    """Return what most entries of an actor rest on, if all that need it rest on something."""
    said = [
        actor.ground,
        *(stance.ground for stance in actor.stances.values() if not _unsaid(stance)),
    ]
    if any(own.rests_on_nothing for own in said):
        return NO_GROUND
    return max(said, key=said.count)
