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
    """What a forecaster says of one case; nothing where it cannot say anything.

    Parameters
    ----------
    points : tuple of float or None
        On each dimension.
    draws : ndarray of float, shape (dimensions, draws), or None
        The same over draws of what is not known; None where all is known.
    reason : str
        Why it says nothing.
    """

    points: tuple[float | None, ...]
    draws: Floats | None = None
    reason: str = ""


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
            said[name] = replace(said[name], draws=over)
    return said


# -- By a model ----------------------------------------------------------------------------


def by_model(
    asked: Forecaster, cases: Sequence[Decided], draws: int, seed: int, told: Told
) -> list[Said]:
    """Return what a model says of every case.

    Cases with equally many actors and dimensions run side by side, as draws do: what is forecast
    for one does not depend on its company.
    """
    assert asked.model is not None
    options = _seeded(asked.model.options(asked.given or {}), seed)
    found: list[Said] = [Said(())] * len(cases)
    for places in _alike(cases, options):
        problems = [cases[place].problem for place in places]
        for place, said in zip(places, _side_by_side(asked.model, options, problems), strict=True):
            found[place] = said
        told(len(places))
    for place, case in enumerate(cases):
        if draws and not found[place].reason and (case.problem.unknowns or _by_chance(options)):
            done = 0

            def more(now: int, _: int) -> None:
                nonlocal done
                told(now - done)
                done = now

            over = forecast_draws(
                case.problem,
                asked.model.id,
                draws=draws,
                seed=seed,
                progress=more,
                **{key: value for key, value in (asked.given or {}).items() if key != "seed"},
            )
            found[place] = replace(found[place], draws=over.outcomes)
    return found


def work(asked: Forecaster, cases: Sequence[Decided], draws: int) -> int:
    """Return how many forecasts a model has to make, at most."""
    options = asked.model.options(asked.given or {}) if asked.model else None
    chance = options is not None and _by_chance(options)
    return sum(1 + (draws if chance or case.problem.unknowns else 0) for case in cases)


def _seeded(options: Options, seed: int) -> Options:
    return replace(options, seed=seed) if isinstance(options, smp.Options) else options


def _by_chance(options: Options) -> bool:
    return isinstance(options, smp.Options) and options.transitions == "stochastic"


def _alike(cases: Sequence[Decided], options: Options) -> list[list[int]]:
    """Return the places of cases that can run side by side."""
    groups: dict[tuple[int, ...], list[int]] = {}
    for place, case in enumerate(cases):
        problem = case.problem
        alone = bool(problem.accommodation) or _by_chance(options)
        size = (len(problem.actors), len(problem.dimensions), place if alone else -1)
        groups.setdefault(size, []).append(place)
    return list(groups.values())


def _side_by_side(model: Model, options: Options, problems: Sequence[Spatial]) -> list[Said]:
    """Return what a model says of cases with equally many actors and dimensions."""
    single = [centres(problem) for problem in problems]
    inputs = Inputs(
        np.concatenate([each.positions for each in single], axis=-1),
        np.concatenate([each.saliences for each in single], axis=-1),
        np.concatenate([each.capabilities for each in single], axis=-1),
        single[0].accommodation,
    )
    try:
        outcomes = run_all(model, options, inputs).outcomes[-1]
    except ModelError as error:
        return [Said((None,) * len(each.dimensions), None, error.message) for each in problems]
    return [Said(tuple(column)) for column in outcomes.T.tolist()]
