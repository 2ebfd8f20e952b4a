"""What each model would have said of every decision, and what can be said without a model."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from detente.errors import ModelError
from detente.spatial import smp
from detente.spatial.backtest.decided import Decided
from detente.spatial.baselines import weighted_mean, weighted_median, weights
from detente.spatial.draws import drawn, forecast_draws, run_all
from detente.spatial.forecast import baselines
from detente.spatial.inputs import Floats, Inputs, centres
from detente.spatial.model import SCALE, Spatial
from detente.spatial.models import Model, Options, model_named

BASELINES = {
    "weighted_mean": "weighted mean",
    "weighted_median": "weighted median",
    "constant": "always 50",
    "reference": "no agreement",
}
"""What needs no model, by id, and what people call it."""

Told = Callable[[int], None]
"""Told how many more forecasts have been made."""


@dataclass(frozen=True)
class Forecaster:
    """A model with its options, or a baseline.

    Parameters
    ----------
    name : str
        What it is called in results: ``smp``, ``scholz-table2, q 0.5``, ``weighted_mean``.
    label : str
        What people call it.
    model : Model or None
        None for a baseline.
    given : mapping
        Options that are not the model's own.
    """

    name: str
    label: str
    model: Model | None = None
    given: Mapping[str, Any] | None = None

    def to_dict(self) -> dict[str, Any]:
        """Return what it is as JSON-ready fields."""
        if self.model is None:
            return {"name": self.name, "kind": "baseline"}
        options = self.model.options(self.given or {})
        return {
            "name": self.name,
            "kind": "model",
            "model": self.model.id,
            "version": self.model.version,
            "options": options.to_dict(),
        }


def model_of(model: str, given: Mapping[str, Any]) -> Forecaster:
    """Return a model, with options, as a forecaster.

    Raises
    ------
    UnknownNameError
        If there is no such model, option or variant.
    """
    kind = model_named(model)
    kind.options(given)
    name = ", ".join((model, *(f"{key} {value}" for key, value in given.items())))
    return Forecaster(name, name, kind, dict(given))


@dataclass(frozen=True, eq=False)
class Said:
    """What a forecaster says of one case, on each dimension; None where it cannot say anything.

    Parameters
    ----------
    points : tuple of float or None
    draws : tuple of (ndarray of float or None), or empty
        The same over draws of what is not known; None, or nothing at all, where all is known.
    reason : str
        Why it says nothing.
    """

    points: tuple[float | None, ...]
    draws: tuple[Floats | None, ...] = ()
    reason: str = ""

    @property
    def drawn(self) -> bool:
        """Whether anything was drawn."""
        return any(each is not None for each in self.draws)

    def spread(self, place: int) -> Floats | None:
        """Return the draws on a dimension, None where there are none."""
        return self.draws[place] if self.draws else None


# -- Without a model -----------------------------------------------------------------------


def without_a_model(problem: Spatial, draws: int, seed: int) -> dict[str, Said]:
    """Return what every baseline says of a case; reference points that are ranges by their middle."""
    said = {name: Said(points) for name, points in baselines(problem, centres(problem)).items()}
    if draws and problem.unknowns:
        inputs = drawn(problem, draws, seed)[0]
        weight = weights(inputs)
        for name, figure in (
            ("weighted_mean", weighted_mean),
            ("weighted_median", weighted_median),
        ):
            over = figure(inputs.positions, weight) * SCALE
            said[name] = replace(said[name], draws=tuple(over))
    return said


# -- By a model ----------------------------------------------------------------------------


@dataclass(frozen=True)
class _Part:
    """A case, or one of its dimensions by itself, for a model that knows a single one only."""

    case: int
    dimensions: tuple[int, ...]
    problem: Spatial


def by_model(
    asked: Forecaster, cases: Sequence[Decided], draws: int, seed: int, told: Told
) -> list[Said]:
    """Return what a model says of every case.

    Parts with equally many actors and dimensions run side by side, as draws do: what is forecast
    for one does not depend on its company.
    """
    assert asked.model is not None
    options = _seeded(asked.model.options(asked.given or {}), seed)
    parts, reasons = _parts(asked.model, cases)
    points: list[list[float | None]] = [[None] * len(each.problem.dimensions) for each in cases]
    spreads: list[dict[int, Floats]] = [{} for _ in cases]
    for alike in _alike(parts, options):
        made = _side_by_side(asked.model, options, [part.problem for part in alike])
        for part, found in zip(alike, made, strict=True):
            for place, point in zip(part.dimensions, found, strict=True):
                points[part.case][place] = point
        told(len(alike))
    for part in parts:
        if draws and (part.problem.unknowns or _by_chance(options)):
            over = _over_draws(asked, part.problem, draws, seed, told)
            spreads[part.case] |= dict(zip(part.dimensions, over, strict=True))
    return [
        Said(tuple(point), tuple(map(spread.get, range(len(point)))), reason)
        for point, spread, reason in zip(points, spreads, reasons, strict=True)
    ]


def _parts(model: Model, cases: Sequence[Decided]) -> tuple[list[_Part], list[str]]:
    """Return what a model runs by itself, and for each case why some of it cannot be run.

    Variants that cases name are not taken: what is tested is one model, the same everywhere.
    """
    parts, reasons = [], [""] * len(cases)
    for k, case in enumerate(cases):
        problem = replace(case.problem, options={})
        places = tuple(range(len(problem.dimensions)))
        if not (model.one_dimension and len(places) > 1):
            parts.append(_Part(k, places, problem))
            continue
        for place, dimension in case.settled:
            try:
                parts.append(_Part(k, (place,), problem.along(dimension.id)))
            except ModelError as error:
                reasons[k] = error.message
    return parts, reasons


def _over_draws(
    asked: Forecaster, problem: Spatial, draws: int, seed: int, told: Told
) -> Sequence[Floats]:
    """Return the forecast in many draws, on each dimension."""
    assert asked.model is not None
    before = 0

    def more(done: int, _: int) -> None:
        nonlocal before
        told(done - before)
        before = done

    given = {key: value for key, value in (asked.given or {}).items() if key != "seed"}
    found = forecast_draws(problem, asked.model.id, draws=draws, seed=seed, progress=more, **given)
    return tuple(found.outcomes)


def work(asked: Forecaster, cases: Sequence[Decided], draws: int) -> int:
    """Return how many forecasts a model has to make."""
    assert asked.model is not None
    chance = _by_chance(asked.model.options(asked.given or {}))
    parts = _parts(asked.model, cases)[0]
    return sum(1 + (draws if chance or part.problem.unknowns else 0) for part in parts)


def _seeded(options: Options, seed: int) -> Options:
    return replace(options, seed=seed) if isinstance(options, smp.Options) else options


def _by_chance(options: Options) -> bool:
    return isinstance(options, smp.Options) and options.transitions == "stochastic"


def _alike(parts: Sequence[_Part], options: Options) -> list[list[_Part]]:
    """Return the parts that can run side by side: chance, and following others, is each one's own."""
    groups: dict[tuple[int, ...], list[_Part]] = {}
    for place, part in enumerate(parts):
        alone = bool(part.problem.accommodation) or _by_chance(options)
        size = (len(part.problem.actors), len(part.dimensions), place if alone else -1)
        groups.setdefault(size, []).append(part)
    return list(groups.values())


def _side_by_side(
    model: Model, options: Options, problems: Sequence[Spatial]
) -> list[tuple[float, ...]]:
    """Return the forecasts of problems with equally many actors and dimensions."""
    single = [centres(problem) for problem in problems]
    inputs = Inputs(
        np.concatenate([each.positions for each in single], axis=-1),
        np.concatenate([each.saliences for each in single], axis=-1),
        np.concatenate([each.capabilities for each in single], axis=-1),
        single[0].accommodation,
    )
    outcomes = run_all(model, options, inputs).outcomes[-1]
    return [tuple(column) for column in outcomes.T.tolist()]
