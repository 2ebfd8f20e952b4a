"""A forecast: where positions end, who moved whom on the way, and what needs no model to be said."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from detente.notebook import Listed, Shown
from detente.spatial.baselines import MIDDLE, weighted_mean, weighted_median, weights
from detente.spatial.inputs import Floats, Inputs, centres
from detente.spatial.model import SCALE, Spatial
from detente.spatial.models import Model, model_named, traced
from detente.spatial.runs import Move


@dataclass(frozen=True, eq=False)
class Forecast(Shown, Listed):
    """Where positions end, and who moved whom.

    Parameters
    ----------
    problem : Spatial
    model : Model
    positions : ndarray of float, shape (rounds, actors, dimensions)
        From 0 to 100; round 0 is the input.
    means, medians : ndarray of float, shape (rounds, dimensions)
        Of the positions of each round, weighted by capability times salience.
    moves : tuple of Move
        In order.
    converged : bool
        Whether positions came to rest.
    baselines : mapping of str to tuple of float or None
        On each dimension what can be said without a model: the weighted mean and median of the
        first positions, the middle, and the reference point, None where it is not known.
    parameters : mapping
        Model and variants that made the result.
    notes : tuple of str
        What limits the result.
    """

    problem: Spatial
    model: Model
    positions: Floats
    means: Floats
    medians: Floats
    moves: tuple[Move, ...]
    converged: bool
    baselines: Mapping[str, tuple[float | None, ...]]
    parameters: Mapping[str, Any]
    notes: tuple[str, ...] = ()

    @property
    def rounds(self) -> int:
        """How many rounds there were, the input not counted."""
        return len(self.positions) - 1

    @property
    def outcome(self) -> tuple[float, ...]:
        """What is forecast, on each dimension."""
        by_round = self.means if self.model.outcome == "weighted_mean" else self.medians
        return tuple(by_round[-1].tolist())

    @property
    def came_out(self) -> tuple[float | None, ...]:
        """What came out on each dimension, None where that is not known; no forecast looks at it."""
        outcomes = (each.outcome for each in self.problem.dimensions)
        return tuple(None if each is None else each.position for each in outcomes)

    def moves_in(self, number: int) -> tuple[Move, ...]:
        """Return who moved in a round, from 1."""
        return tuple(move for move in self.moves if move.round == number)

    def answer(self) -> tuple[str, ...]:
        """Return the finding in a few plain sentences."""
        from detente.spatial.words import answer

        return answer(self)

    def rows(self) -> Iterator[dict[str, Any]]:
        """Yield one flat record for every actor, dimension and round."""
        for number, places in enumerate(self.positions.tolist()):
            for actor, place in zip(self.problem.actor_ids, places, strict=True):
                for dimension, position in zip(self.problem.dimension_ids, place, strict=True):
                    yield {
                        "round": number,
                        "actor": actor,
                        "dimension": dimension,
                        "position": position,
                    }

    def to_dict(self, *, case: str = "", scenario: str | None = None) -> dict[str, Any]:
        """Return the result as one JSON-ready object (format ``detente.forecast/1``)."""
        return {
            "format": "detente.forecast/1",
            "case": case,
            "scenario": scenario,
            "model": self.model.id,
            "actors": list(self.problem.actor_ids),
            "dimensions": list(self.problem.dimension_ids),
            "rounds": [self._round(number) for number in range(len(self.positions))],
            "converged": self.converged,
            "forecast": list(self.outcome),
            "baselines": {name: list(each) for name, each in self.baselines.items()},
            "came_out": list(self.came_out),
            "answer": list(self.answer()),
            "parameters": dict(self.parameters),
            "notes": list(self.notes),
        }

    def _round(self, number: int) -> dict[str, Any]:
        places = self.positions[number].tolist()
        return {
            "positions": dict(zip(self.problem.actor_ids, places, strict=True)),
            "weighted_mean": self.means[number].tolist(),
            "weighted_median": self.medians[number].tolist(),
            "moves": [move.to_dict(self.problem) for move in self.moves_in(number)],
        }


def forecast(problem: Spatial, model: str = "smp", **options: Any) -> Forecast:
    """Forecast where positions end.

    Parameters
    ----------
    problem : Spatial
        Where ranges are given, best guesses are taken, or their middles.
    model : {"smp", "scholz-table2", "scholz-printed"}
    **options
        Before those that the problem names itself, for "smp". See `detente.spatial.smp.Options` and `detente.spatial.scholz.Options`.

    Raises
    ------
    UnknownNameError
        If there is no such model, option or variant.
    ModelError
        If the model cannot be made of the problem.

    Notes
    -----
    No variant is *the* model. The definitions, with their sources, are in ``docs/definitions.md``.

    Examples
    --------
    >>> from detente.ranges import Range
    >>> from detente.spatial.model import Actor, Dimension, Stance
    >>> def actor(name, position, capability):
    ...     stance = Stance(Range.exactly(position), Range.exactly(80))
    ...     return Actor(name, Range.exactly(capability), {"price": stance})
    >>> problem = Spatial(
    ...     (actor("buyer", 20, 1), actor("broker", 40, 1), actor("seller", 70, 3)),
    ...     (Dimension("price"),),
    ... )
    >>> found = forecast(problem)
    >>> found.converged, [round(x) for x in found.outcome]
    (True, [55])
    """
    kind = model_named(model)
    chosen = kind.options_for(problem, options)
    inputs = centres(problem)
    run, moves = traced(chosen, problem, inputs)
    weight = weights(inputs)
    return Forecast(
        problem,
        kind,
        np.stack(run.positions)[..., 0] * SCALE,
        np.stack([weighted_mean(each, weight)[:, 0] for each in run.positions]) * SCALE,
        np.stack([weighted_median(each, weight)[:, 0] for each in run.positions]) * SCALE,
        tuple(moves),
        bool(run.converged[0]),
        baselines(problem, inputs),
        {
            "model": kind.id,
            "version": kind.version,
            "cites": list(kind.cites),
            "options": chosen.to_dict(),
            "forecast": kind.outcome,
            "numbers": "given" if problem.exact else "best guesses, or middles of ranges",
        },
        _notes(problem, kind, bool(run.converged[0]), len(run.positions) - 1),
    )


def baselines(problem: Spatial, inputs: Inputs) -> dict[str, tuple[float | None, ...]]:
    """Return, on each dimension, what can be said without a model."""
    weight = weights(inputs)
    known = (each.reference for each in problem.dimensions)
    return {
        "weighted_mean": tuple((weighted_mean(inputs.positions, weight)[:, 0] * SCALE).tolist()),
        "weighted_median": tuple(
            (weighted_median(inputs.positions, weight)[:, 0] * SCALE).tolist()
        ),
        "constant": (MIDDLE * SCALE,) * len(problem.dimensions),
        "reference": tuple(None if each is None else each.centre for each in known),
    }


def _notes(problem: Spatial, model: Model, converged: bool, rounds: int) -> tuple[str, ...]:
    notes = list(problem.notes)
    if problem.options and not model.asked_by(problem):
        notes.append("The variants that the case names are those of another model; none is used.")
    if not converged:
        notes.append(
            f"Positions had not come to rest after {rounds} "
            f"{'round' if rounds == 1 else 'rounds'}: the forecast is where they stood then."
        )
    if len(problem.actors) == 1:
        notes.append("There is one actor only: nobody can move it.")
    for place, dimension in enumerate(problem.dimension_ids):
        stands = {actor.stances[dimension].position for actor in problem.actors}
        if len(stands) == 1 and len(problem.actors) > 1 and next(iter(stands)).known:
            notes.append(f"All stand alike on “{problem.dimensions[place].label}”.")
    return tuple(notes)
