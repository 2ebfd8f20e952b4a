"""What several models, or variants of one, forecast of the same problem."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from detente.errors import ModelError
from detente.spatial.forecast import Forecast, baselines, forecast
from detente.spatial.inputs import centres
from detente.spatial.model import Spatial
from detente.spatial.models import MODELS, model_named
from detente.spatial.scholz import VARIANTS
from detente.spatial.words import places
from detente.text import listed, sentence

Asked = tuple[str, Mapping[str, Any]]
"""A model and options that are not its own."""


@dataclass(frozen=True, eq=False)
class Compared:
    """What one model forecasts.

    Parameters
    ----------
    model : str
    options : mapping
        Those that are not its own.
    forecast : Forecast or None
        None where the model cannot be made of the problem.
    reason : str
        Why not.
    """

    model: str
    options: Mapping[str, Any]
    forecast: Forecast | None
    reason: str = ""

    @property
    def name(self) -> str:
        """What it is called: ``scholz-table2, q 0.5``."""
        return ", ".join((self.model, *(f"{key} {value}" for key, value in self.options.items())))

    def to_dict(self) -> dict[str, Any]:
        """Return it as JSON-ready fields."""
        found = self.forecast
        return {
            "model": self.model,
            "options": dict(self.options),
            "forecast": None if found is None else list(found.outcome),
            "rounds": None if found is None else found.rounds,
            "converged": None if found is None else found.converged,
            "reason": self.reason,
        }


@dataclass(frozen=True, eq=False)
class Comparison:
    """What several models forecast, beside what needs none.

    Parameters
    ----------
    problem : Spatial
    models : tuple of Compared
        As asked.
    baselines : mapping of str to tuple of float or None
        On each dimension, as in `Forecast`.
    """

    problem: Spatial
    models: tuple[Compared, ...]
    baselines: Mapping[str, tuple[float | None, ...]]

    @property
    def spread(self) -> tuple[float, ...]:
        """By how much forecasts differ at most, on each dimension; 0 where there is none."""
        made = [each.forecast.outcome for each in self.models if each.forecast is not None]
        return tuple(max(each) - min(each) for each in zip(*made, strict=True)) or (0.0,) * len(
            self.problem.dimensions
        )

    def answer(self) -> tuple[str, ...]:
        """Return the finding in a few plain sentences."""
        made = [each for each in self.models if each.forecast is not None]
        if not made:
            return tuple(sentence(each.reason) for each in self.models[:1])
        told = [
            f"{each.name} {places(self.problem, each.forecast.outcome)}"
            + ("" if each.forecast.converged else " (not at rest)")
            for each in made
            if each.forecast is not None
        ]
        mean = places(self.problem, self.baselines["weighted_mean"])
        said = [sentence(f"the forecasts are: {'; '.join(told)}")]
        if len(made) > 1:
            said.append(
                f"They differ by up to {places(self.problem, self.spread)}; "
                f"without any model, the weighted mean of today's positions is {mean}."
            )
        if left := [each for each in self.models if each.forecast is None]:
            names = listed([each.name for each in left])
            said.append(sentence(f"{names} cannot be asked: {left[0].reason}"))
        return tuple(said)

    def to_dict(self, *, case: str = "", scenario: str | None = None) -> dict[str, Any]:
        """Return the result as one JSON-ready object (format ``detente.forecast_models/1``)."""
        return {
            "format": "detente.forecast_models/1",
            "case": case,
            "scenario": scenario,
            "dimensions": list(self.problem.dimension_ids),
            "models": [each.to_dict() for each in self.models],
            "spread": list(self.spread),
            "baselines": {name: list(each) for name, each in self.baselines.items()},
            "answer": list(self.answer()),
        }


def compare(problem: Spatial, asked: Sequence[Asked] = ()) -> Comparison:
    """Forecast by several models.

    Parameters
    ----------
    problem : Spatial
    asked : sequence of (model, options)
        All models with their own options by default.

    Raises
    ------
    UnknownNameError
        If there is no such model, option or variant.

    Notes
    -----
    A model that cannot be made of the problem is left out, and it is said why.
    """
    entries = []
    for model, options in asked or [(name, {}) for name in MODELS]:
        model_named(model).options(options)
        try:
            entries.append(Compared(model, options, forecast(problem, model, **options)))
        except ModelError as error:
            entries.append(Compared(model, options, None, error.message))
    return Comparison(problem, tuple(entries), baselines(problem, centres(problem)))


def rules_for_t(q: float = 0.5) -> tuple[Asked, ...]:
    """Return the variants of expected utility that differ only in the rule for T, to be compared.

    T is the probability that the status quo, if nobody challenges it, changes for the better; it
    matters where `q`, the probability that it lasts, is below 1.

    Examples
    --------
    >>> rules_for_t()[0]
    ('scholz-table2', {'q': 0.5, 'better': 'half'})
    """
    return tuple(
        (model, {"q": q, "better": rule})
        for model in ("scholz-table2", "scholz-printed")
        for rule in VARIANTS["better"]
    )
