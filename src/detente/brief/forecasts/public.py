"""Results without the dimensions and bands that are kept internal.

These count in the models, so that all others come out as they do in an internal brief.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from detente.brief.forecasts.finding import Positions
from detente.brief.visibility import is_kept_back
from detente.errors import ModelError
from detente.spatial.comparison import Compared, Comparison
from detente.spatial.draws import Draws
from detente.spatial.forecast import Forecast
from detente.spatial.model import Dimension, Spatial
from detente.spatial.runs import Move
from detente.text import capital, counted


def keeps_numbers_back(problem: Spatial) -> bool:
    """Tell whether a number is internal, and so must not be told, nor what follows from it."""
    shown = [dimension.id for dimension in public_dimensions(problem)]
    grounds = (
        ground
        for actor in problem.actors
        for ground in (actor.ground, *(actor.stances[key].ground for key in shown))
    )
    return not shown or any(map(is_kept_back, grounds))


def public_dimensions(problem: Spatial) -> tuple[Dimension, ...]:
    """Return the dimensions that are not kept internal."""
    return tuple(each for each in problem.dimensions if not is_kept_back(each.ground))


def public_part(found: Positions) -> Positions | None:
    """Return what is told of what was found; None where nobody is left to whom it matters.

    To be asked where no number is kept back.
    """
    try:
        part = _Part.of(found.problem)
    except ModelError:
        return None
    if part.problem == found.problem:
        return found
    hidden = len(found.problem.dimensions) - len(part.problem.dimensions)
    notes = found.notes
    if hidden:
        kept = counted(hidden, "dimension is", "dimensions are")
        notes = (*notes, f"{capital(kept)} kept internal: counted, and not shown.")
    return Positions(
        part.problem,
        found.found and part.forecast(found.found),
        found.draws and part.draws(found.draws),
        found.compared and part.comparison(found.compared),
        found.varied and part.comparison(found.varied),
        notes,
    )


@dataclass(frozen=True)
class _Part:
    """Which dimensions and actors are told of: by place, and as a problem of their own."""

    whole: Spatial
    problem: Spatial
    dimensions: list[int]
    actors: list[int]

    @classmethod
    def of(cls, whole: Spatial) -> _Part:
        """Return the public part of a problem: without actors to whom nothing matters there."""
        shown = public_dimensions(whole)
        ids = [dimension.id for dimension in shown]
        actors = {
            k: replace(actor, stances={key: actor.stances[key] for key in ids})
            for k, actor in enumerate(whole.actors)
            if any(actor.stances[key].salience.high for key in ids)
        }
        left = {actor.id for actor in actors.values()}
        problem = Spatial(
            tuple(actors.values()),
            shown,
            tuple(
                band
                for band in whole.bands
                if band.dimension in ids and not is_kept_back(band.ground)
            ),
            accommodation={
                key: {leader: share for leader, share in shares.items() if leader in left}
                for key, shares in whole.accommodation.items()
                if key in left
            },
            title=whole.title,
            options=whole.options,
        )
        places = [whole.dimension_ids.index(key) for key in ids]
        return cls(whole, problem, places, list(actors))

    def forecast(self, found: Forecast) -> Forecast:
        """Return a forecast on these dimensions."""
        return replace(
            found,
            problem=self.problem,
            positions=found.positions[:, self.actors][..., self.dimensions],
            means=found.means[:, self.dimensions],
            medians=found.medians[:, self.dimensions],
            moves=tuple(move for move in map(self._move, found.moves) if move is not None),
            baselines={key: self._some(each) for key, each in found.baselines.items()},
            notes=self._notes(found.notes),
        )

    def draws(self, found: Draws) -> Draws:
        """Return draws on these dimensions."""
        ids, actors = self.problem.dimension_ids, self.problem.actor_ids
        bands = [band.id for band in self.problem.bands]
        return replace(
            found,
            problem=self.problem,
            outcomes=found.outcomes[self.dimensions],
            fan=found.fan[:, self.dimensions],
            actors=found.actors[self.actors][:, self.dimensions],
            bands={key: share for key, share in found.bands.items() if key in bands},
            tornado=tuple(
                each
                for each in found.tornado
                if each.dimension in ids
                and each.unknown.dimension in (*ids, "")
                and each.unknown.actor in actors
            ),
        )

    def comparison(self, found: Comparison) -> Comparison:
        """Return what models forecast on these dimensions."""
        return replace(
            found,
            problem=self.problem,
            models=tuple(map(self._compared, found.models)),
            baselines={key: self._some(each) for key, each in found.baselines.items()},
        )

    def _compared(self, each: Compared) -> Compared:
        ids = self.problem.dimension_ids
        if each.apart:
            some = (one for one in each.forecasts if one.problem.dimension_ids[0] in ids)
            return replace(each, forecasts=tuple(some))
        if not each.forecasts:
            return each
        return replace(each, forecasts=(self.forecast(each.forecasts[0]),))

    def _some(self, numbers: Sequence[float | None]) -> tuple[float | None, ...]:
        return tuple(numbers[k] for k in self.dimensions)

    def _move(self, move: Move) -> Move | None:
        """Return a move on these dimensions; None where it is on others, or of others."""
        before = tuple(move.before[k] for k in self.dimensions)
        after = tuple(move.after[k] for k in self.dimensions)
        ids = self.problem.actor_ids
        if before == after or move.actor not in ids or move.by not in ids:
            return None
        return replace(move, before=before, after=after)

    def _notes(self, notes: Sequence[str]) -> tuple[str, ...]:
        hidden = [
            each.label for k, each in enumerate(self.whole.dimensions) if k not in self.dimensions
        ]
        return tuple(note for note in notes if not any(label in note for label in hidden))
