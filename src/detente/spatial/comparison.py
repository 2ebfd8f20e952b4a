"""What several models, or variants of one, forecast of the same problem."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any

from detente.errors import ModelError
from detente.notebook import Listed, Shown
from detente.spatial import scholz
from detente.spatial.forecast import Forecast, baselines, forecast
from detente.spatial.inputs import centres
from detente.spatial.model import Spatial
from detente.spatial.models import MODELS, model_named
from detente.spatial.smp.options import VARIANTS
from detente.spatial.words import TOLD, place, places
from detente.text import listed, number, sentence

Asked = tuple[str, Mapping[str, Any]]
"""A model and options that are not its own."""


@dataclass(frozen=True, eq=False)
class Compared:
    """What one model forecasts.

    Parameters
    ----------
    model : str
    options : mapping
        Those that are neither its own nor named by the problem.
    forecasts : tuple of Forecast
        One; or one for every dimension by itself, where the model knows a single one only. None
        where the model cannot be made of the problem.
    reason : str
        Why not.
    """

    model: str
    options: Mapping[str, Any]
    forecasts: tuple[Forecast, ...]
    reason: str = ""

    @property
    def outcome(self) -> tuple[float, ...] | None:
        """What is forecast, on each dimension; None where the model cannot be made."""
        return tuple(chain.from_iterable(each.outcome for each in self.forecasts)) or None

    @property
    def rounds(self) -> int:
        """How many rounds it took, at most."""
        return max((each.rounds for each in self.forecasts), default=0)

    @property
    def converged(self) -> bool:
        """Whether positions came to rest."""
        return all(each.converged for each in self.forecasts)

    @property
    def apart(self) -> bool:
        """Whether every dimension was forecast by itself."""
        return len(self.forecasts) > 1

    @property
    def name(self) -> str:
        """What it is called: ``scholz-table2, q 0.5``."""
        return ", ".join(filter(None, (self.model, self.changed)))

    @property
    def changed(self) -> str:
        """The options that are not the model's own: ``q 0.5``."""
        return ", ".join(f"{key} {value}" for key, value in self.options.items())

    def to_dict(self) -> dict[str, Any]:
        """Return it as JSON-ready fields."""
        made = self.outcome is not None
        return {
            "model": self.model,
            "options": dict(self.options),
            "forecast": None if self.outcome is None else list(self.outcome),
            "apart": self.apart,
            "rounds": self.rounds if made else None,
            "converged": self.converged if made else None,
            "reason": self.reason,
        }


@dataclass(frozen=True, eq=False)
class Comparison(Shown, Listed):
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
        return tuple(high - low for low, high in self.range)

    @property
    def range(self) -> tuple[tuple[float, float], ...]:
        """The least and the greatest forecast, on each dimension; both 0 where there is none."""
        made = [each.outcome for each in self.models if each.outcome is not None]
        found = tuple((min(each), max(each)) for each in zip(*made, strict=True))
        return found or ((0.0, 0.0),) * len(self.problem.dimensions)

    def at(self, dimension: int, figure: float) -> tuple[Compared, ...]:
        """Return who forecasts a figure on a dimension, by its place."""
        return tuple(
            each
            for each in self.models
            if each.outcome is not None and each.outcome[dimension] == figure
        )

    def ends(self, dimension: int) -> str:
        """Tell by which options a forecast is lowest and highest on a dimension, by its place."""
        low, high = self.range[dimension]
        if place(low) == place(high):
            return f"all forecast {place(low)}"
        return f"lowest with {self._at(dimension, low)}, highest with {self._at(dimension, high)}"

    def _at(self, dimension: int, figure: float) -> str:
        names = [each.changed for each in self.at(dimension, figure)]
        more = len(names) - TOLD
        return listed(names[:TOLD] + ([f"{number(more)} more"] if more > 0 else []))

    def answer(self) -> tuple[str, ...]:
        """Return the finding in a few plain sentences."""
        made = [(each, each.outcome) for each in self.models if each.outcome is not None]
        if not made:
            return tuple(sentence(each.reason) for each in self.models[:1])
        told = [
            f"{each.name} {places(self.problem, outcome)}"
            + ("" if each.converged else " (not at rest)")
            for each, outcome in made
        ]
        mean = places(self.problem, self.baselines["weighted_mean"])
        said = [sentence(f"the forecasts are: {'; '.join(told)}")]
        if len(made) > 1:
            agree = all(place(each) == "0" for each in self.spread)
            differ = f"They differ by up to {places(self.problem, self.spread)}"
            said.append(
                f"{'They agree' if agree else differ}; "
                f"without any model, the weighted mean of today's positions is {mean}."
            )
        if apart := [each.name for each in self.models if each.apart]:
            said.append(f"{listed(apart)} took every dimension by itself.")
        if left := [each for each in self.models if each.outcome is None]:
            names = listed([each.name for each in left])
            said.append(sentence(f"{names} cannot be asked: {left[0].reason}"))
        return tuple(said)

    def rows(self) -> Iterator[dict[str, Any]]:
        """Yield one flat record for every model and dimension, then for what needs no model."""
        ids = self.problem.dimension_ids
        for each in self.models:
            for dimension, figure in zip(ids, each.outcome or (None,) * len(ids), strict=True):
                yield {
                    "by": each.name,
                    "dimension": dimension,
                    "forecast": figure,
                    "rounds": each.rounds if each.outcome else None,
                    "converged": each.converged if each.outcome else None,
                }
        for name, numbers in self.baselines.items():
            for dimension, figure in zip(ids, numbers, strict=True):
                yield {
                    "by": name,
                    "dimension": dimension,
                    "forecast": figure,
                    "rounds": None,
                    "converged": None,
                }

    def to_dict(self, *, case: str = "", scenario: str | None = None) -> dict[str, Any]:
        """Return the result as one JSON-ready object (format ``detente.forecast_models/1``)."""
        return {
            "format": "detente.forecast_models/1",
            "case": case,
            "scenario": scenario,
            "dimensions": list(self.problem.dimension_ids),
            "options": dict(self.problem.options),
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
        All models by default, with the variants that the problem names.

    Raises
    ------
    UnknownNameError
        If there is no such model, option or variant.

    Notes
    -----
    A model that knows one dimension only takes several one by one, each with those to whom it
    matters. A model that cannot be made of the problem is left out, and it is said why.
    """
    entries = tuple(
        _one(problem, model, options) for model, options in asked or [(name, {}) for name in MODELS]
    )
    return Comparison(problem, entries, baselines(problem, centres(problem)))


def _one(problem: Spatial, model: str, options: Mapping[str, Any]) -> Compared:
    kind = model_named(model)
    kind.options_for(problem, options)
    parts = [problem]
    try:
        if kind.one_dimension:
            parts = [problem.along(dimension) for dimension in problem.dimension_ids]
        made = tuple(forecast(part, model, **options) for part in parts)
    except ModelError as error:
        return Compared(model, options, (), error.message)
    return Compared(model, options, made)


def one_changed(own: Mapping[str, Any] | None = None) -> tuple[Asked, ...]:
    """Return the variants of the Spatial Model of Politics that differ in one option from its own.

    Chance and slips of the reference program are no variants of it.

    Parameters
    ----------
    own : mapping, optional
        What its own are where a case names some, as `Spatial.options`.

    Examples
    --------
    >>> len(one_changed()), one_changed()[0], one_changed({"victory": "square"})[0]
    (23, ('smp', {'victory': 'square'}), ('smp', {'victory': 'linear'}))
    """
    taken = {option: variants[0] for option, variants in VARIANTS.items()} | dict(own or {})
    return tuple(
        ("smp", {option: variant})
        for option, variants in VARIANTS.items()
        if option != "transitions"
        for variant in variants
        if variant != taken[option]
    )


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
        for rule in scholz.VARIANTS["better"]
    )
