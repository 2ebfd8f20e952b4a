"""Forecasts where numbers are not known: many draws, each an ordinary forecast."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from math import sqrt
from typing import Any

import numpy as np

from detente.errors import LimitError
from detente.notebook import Listed, Shown
from detente.ranges import Share, stream
from detente.spatial import smp
from detente.spatial.baselines import weighted_mean, weighted_median, weights
from detente.spatial.inputs import Floats, Inputs, arranged, centres
from detente.spatial.model import SCALE, Band, Spatial, Unknown
from detente.spatial.models import Model, Options, model_named, run
from detente.spatial.tornado import Influence, influences

MOST_DRAWS = 100_000
MOST_NUMBERS = 30_000_000
"""Positions that are kept, by round, actor, dimension and draw: what fits into memory."""
BLOCK = 1 << 18
"""Numbers of an actor-by-actor table that are treated at once."""
WORKERS = 2
"""Blocks treated at the same time, if there are as many processors; each takes memory."""
CONFIDENCE = 0.95
"""With which a share that is 0 or 1 in all draws is within its bound."""
LEVELS = (0.05, 0.25, 0.5, 0.75, 0.95)
"""Of the fan."""

Progress = Callable[[int, int], None]


@dataclass(frozen=True, eq=False)
class Draws(Shown, Listed):
    """Where positions end, over many draws of what is not known.

    Parameters
    ----------
    problem : Spatial
    model : Model
    draws, seed : int
    outcomes : ndarray of float, shape (dimensions, draws)
        What each draw forecasts, from 0 to 100.
    fan : ndarray of float, shape (rounds, dimensions, levels)
        Quantiles of what is forecast after each round, at `LEVELS`; round 0 is the input. A draw
        that has come to rest stays where it is.
    actors : ndarray of float, shape (actors, dimensions, levels)
        Quantiles of where each ends.
    converged : Share
        Of the draws in which positions come to rest.
    bands : mapping of str to Share
        How often the forecast lies in each band.
    tornado : tuple of Influence
        How much of the forecast each unknown explains, for each dimension the most first.
    parameters : mapping
        Model and variants that made the result.
    notes : tuple of str
        What limits the result.
    """

    problem: Spatial
    model: Model
    draws: int
    seed: int
    outcomes: Floats
    fan: Floats
    actors: Floats
    converged: Share
    bands: Mapping[str, Share]
    tornado: tuple[Influence, ...]
    parameters: Mapping[str, Any]
    notes: tuple[str, ...] = ()

    @property
    def means(self) -> tuple[Share, ...]:
        """The mean forecast on each dimension, with its standard error."""
        return tuple(mean_of(each) for each in self.outcomes)

    @property
    def certain(self) -> bool:
        """Whether every number is given and nothing left to chance, so that one draw says it all."""
        chance = self.parameters["options"].get("transitions") == "stochastic"
        return not self.parameters["unknowns"] and not chance

    def inside(self, band: Band) -> Share:
        """Return how often the forecast lies in a band, which need not be one of the problem's."""
        return share_inside(self.problem, band, self.outcomes)

    def answer(self) -> tuple[str, ...]:
        """Return the finding in a few plain sentences."""
        from detente.spatial.draws_words import answer

        return answer(self)

    def rows(self) -> Iterator[dict[str, Any]]:
        """Yield one flat record for every dimension and round: the quantiles of the forecast."""
        for number, places in enumerate(self.fan.tolist()):
            for dimension, quantiles in zip(self.problem.dimension_ids, places, strict=True):
                named = (f"{level:.0%}" for level in LEVELS)
                yield {
                    "round": number,
                    "dimension": dimension,
                    **dict(zip(named, quantiles, strict=True)),
                }

    def to_dict(self, *, case: str = "", scenario: str | None = None) -> dict[str, Any]:
        """Return the result as one JSON-ready object (format ``detente.forecast_draws/1``)."""
        dimensions = self.problem.dimension_ids
        return {
            "format": "detente.forecast_draws/1",
            "case": case,
            "scenario": scenario,
            "model": self.model.id,
            "dimensions": list(dimensions),
            "draws": self.draws,
            "seed": self.seed,
            "levels": list(LEVELS),
            "forecast": [each.to_dict() for each in self.means],
            "fan": [
                dict(zip(dimensions, by_dimension, strict=True))
                for by_dimension in self.fan.tolist()
            ],
            "actors": {
                actor: dict(zip(dimensions, by_dimension, strict=True))
                for actor, by_dimension in zip(
                    self.problem.actor_ids, self.actors.tolist(), strict=True
                )
            },
            "converged": self.converged.to_dict(),
            "bands": {band: share.to_dict() for band, share in self.bands.items()},
            "tornado": [each.to_dict() for each in self.tornado],
            "answer": list(self.answer()),
            "parameters": dict(self.parameters),
            "notes": list(self.notes),
        }


def drawn(problem: Spatial, draws: int, seed: int = 0) -> tuple[Inputs, dict[Unknown, Floats]]:
    """Draw numbers for all that is only known to lie somewhere.

    Returns
    -------
    inputs : Inputs
    unknowns : dict of Unknown to ndarray of float, shape (draws,)
        What was drawn for each, on the scale of the problem.

    Notes
    -----
    Uniform between the ends, independent of each other; best guesses play no part. Every number
    has a stream of its own, by name, so that what one is taken for does not depend on which others
    are unknown, and the first draws are the same however many follow. A range's lower end is left
    out, so that a salience is never 0.
    """
    rows, unknowns = [], {}
    for each in problem.quantities():
        low, high = each.range.low, each.range.high
        if each.range.known:
            rows.append(np.full(draws, low))
            continue
        found = low + (high - low) * (1 - stream(seed, each.name).random(draws))
        unknowns[each] = np.minimum(found, high)
        rows.append(unknowns[each])
    return arranged(problem, np.stack(rows)), unknowns


def forecast_draws(
    problem: Spatial,
    model: str = "smp",
    *,
    draws: int = 10_000,
    seed: int = 0,
    progress: Progress | None = None,
    **options: Any,
) -> Draws:
    """Forecast where positions end, in many draws of what is not known.

    Parameters
    ----------
    problem : Spatial
    model : {"smp", "scholz-table2", "scholz-printed"}
    draws, seed : int
        The same seed gives the same result, to the bit; by expected utility on one machine.
    progress : callable, optional
        Told how many draws are done, and of how many.
    **options
        As for `detente.spatial.forecast.forecast`; the seed of stochastic transitions is `seed`.

    Raises
    ------
    LimitError
        If too many draws, or none, are asked for, or the seed is below 0.
    UnknownNameError, ModelError
        As there.

    Notes
    -----
    Where nothing is unknown and nothing left to chance, one draw says it all.
    """
    kind = model_named(model)
    chosen = kind.options_for(problem, options)
    if isinstance(chosen, smp.Options):
        chosen = replace(chosen, seed=seed)
    chance = isinstance(chosen, smp.Options) and chosen.transitions == "stochastic"
    _check(problem, chosen, draws, seed)
    unknowns: dict[Unknown, Floats] = {}
    if problem.unknowns or chance:
        inputs, unknowns = drawn(problem, draws, seed)
    else:
        inputs, draws = centres(problem), 1
    found = run_all(kind, chosen, inputs, progress)
    outcomes = found.outcomes[-1]
    return Draws(
        problem,
        kind,
        draws,
        seed,
        outcomes,
        _quantiles(found.outcomes),
        _quantiles(found.ends),
        share_of(found.converged),
        {band.id: share_inside(problem, band, outcomes) for band in problem.bands},
        influences(problem, unknowns, outcomes),
        {
            "model": kind.id,
            "version": kind.version,
            "cites": list(kind.cites),
            "options": chosen.to_dict(),
            "forecast": kind.outcome,
            "unknowns": [each.name for each in unknowns],
            "drawn": "uniform between the ends, independent; best guesses play no part",
        },
        _notes(unknowns, chance, draws, found.converged),
    )


@dataclass(frozen=True, eq=False)
class AllRuns:
    """Forecasts by round, (rounds, dimensions, draws), ends, (actors, dimensions, draws), rest."""

    outcomes: Floats
    ends: Floats
    converged: np.ndarray[Any, np.dtype[np.bool_]]


def run_all(
    model: Model, options: Options, inputs: Inputs, progress: Progress | None = None
) -> AllRuns:
    """Run all draws, block by block, two at a time."""
    actors, dimensions, draws = inputs.positions.shape
    figure = weighted_mean if model.outcome == "weighted_mean" else weighted_median
    # Memory is taken by the system only for rounds that are reached.
    outcomes = np.empty((options.rounds + 1, dimensions, draws))
    ends = np.empty((actors, dimensions, draws))
    converged = np.empty(draws, bool)
    filled = np.empty(draws, np.intp)
    width = max(1, BLOCK // (actors * actors))

    def work(start: int) -> int:
        some = slice(start, min(start + width, draws))
        block = inputs.of(some)
        found, weight = run(options, block, start), weights(block)
        for number, positions in enumerate(found.positions):
            outcomes[number, :, some] = figure(positions, weight) * SCALE
        filled[some] = len(found.positions) - 1
        ends[..., some] = found.positions[-1] * SCALE
        converged[some] = found.converged
        return some.stop - start

    # What is drawn, and where it is put, does not depend on who is ready first.
    with ThreadPoolExecutor(min(WORKERS, os.cpu_count() or 1)) as pool:
        done = 0
        for count in pool.map(work, range(0, draws, width)):
            done += count
            if progress is not None:
                progress(done, draws)
    rounds = int(filled.max())
    for number in range(1, rounds + 1):
        over = filled < number
        outcomes[number][:, over] = outcomes[number - 1][:, over]
    return AllRuns(outcomes[: rounds + 1], ends, converged)


def _quantiles(numbers: Floats) -> Floats:
    """Return the quantiles over draws, the last axis; each is a number of some draw."""
    found = np.quantile(numbers, LEVELS, axis=-1, method="inverted_cdf")
    return np.moveaxis(found, 0, -1)


def share_of(hits: np.ndarray[Any, np.dtype[np.bool_]]) -> Share:
    """Return which share of draws it is, with the standard error, and its bound if all are alike."""
    mean = float(hits.mean())
    bound = None
    if mean in (0, 1) and len(hits) > 1:
        furthest = (1 - CONFIDENCE) ** (1 / len(hits))
        bound = furthest if mean == 1 else 1 - furthest
    return Share(mean, sqrt(mean * (1 - mean) / len(hits)), bound)


def mean_of(numbers: Floats) -> Share:
    """Return the mean over draws, with its standard error; 0 for one draw."""
    error = float(numbers.std(ddof=1)) / sqrt(len(numbers)) if len(numbers) > 1 else 0.0
    return Share(float(numbers.mean()), error)


def share_inside(problem: Spatial, band: Band, outcomes: Floats) -> Share:
    """Return how often what is forecast, shape (dimensions, draws), lies in a band."""
    place = problem.dimension_ids.index(problem.dimension(band.dimension).id)
    return share_of((outcomes[place] >= band.low) & (outcomes[place] <= band.high))


def _check(problem: Spatial, options: Options, draws: int, seed: int) -> None:
    if seed < 0:
        raise LimitError(f"the seed cannot be {seed:,}", hint="it is at least 0")
    if not 1 <= draws <= MOST_DRAWS:
        raise LimitError(f"{draws:,} draws cannot be made", hint=f"ask for 1 to {MOST_DRAWS:,}")
    kept = (options.rounds + 1 + 4 * len(problem.actors)) * len(problem.dimensions) * draws
    if kept > MOST_NUMBERS:
        raise LimitError(
            f"{draws:,} draws of so many rounds, actors and dimensions do not fit into memory",
            hint="ask for fewer draws or rounds",
        )


def _notes(
    unknowns: Mapping[Unknown, Floats],
    chance: bool,
    draws: int,
    converged: np.ndarray[Any, np.dtype[np.bool_]],
) -> tuple[str, ...]:
    notes = []
    if not unknowns and not chance:
        notes.append("Every number is given and nothing is left to chance: one draw was made.")
    if unknowns:
        notes.append(
            "That every number of a range counts alike, whatever the others are, is an assumption."
        )
    if not converged.all():
        notes.append(
            f"In {1 - converged.mean():.1%} of {draws:,} draws positions had not come to rest."
        )
    return tuple(notes)
