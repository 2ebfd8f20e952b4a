"""The models by name, each with its version, where it comes from and what it asks for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from typing import Any, Literal

from detente.errors import unknown_name
from detente.spatial import scholz, smp
from detente.spatial.inputs import Inputs
from detente.spatial.model import Spatial
from detente.spatial.runs import Move, Run

Options = smp.Options | scholz.Options
Outcome = Literal["weighted_mean", "weighted_median"]


@dataclass(frozen=True)
class Model:
    """A way to make a forecast.

    Parameters
    ----------
    id : str
    version : str
        Changes whenever the same input may give another forecast.
    label : str
        What people call it.
    cites : tuple of str
        Keys of the bibliography.
    defaults : smp.Options or scholz.Options
    outcome : {"weighted_mean", "weighted_median"}
        Which figure of where everybody stands in the end is the forecast.
    one_dimension : bool
        Whether it knows a single dimension only.
    """

    id: str
    version: str
    label: str
    cites: tuple[str, ...]
    defaults: Options
    outcome: Outcome
    one_dimension: bool = False

    def options(self, given: Mapping[str, Any]) -> Options:
        """Return the options, those that are not given by default.

        Raises
        ------
        UnknownNameError
            If the model has no such option, or an option no such variant.
        LimitError
            If a number lies where it cannot.
        """
        fixed = {"variant"} if isinstance(self.defaults, scholz.Options) else set()
        known = {field.name for field in fields(self.defaults)} - fixed
        for name in given:
            if name not in known:
                raise unknown_name("option", name, sorted(known), of=self.id)
        return replace(self.defaults, **given)

    def options_for(self, problem: Spatial, given: Mapping[str, Any]) -> Options:
        """Return the options for a problem, which may name variants of its own.

        Raises
        ------
        UnknownNameError, LimitError
            As `options`.
        """
        return self.options({**self.asked_by(problem), **given})

    def asked_by(self, problem: Spatial) -> Mapping[str, Any]:
        """Return the variants that a problem names; they are those of one model only."""
        return problem.options if isinstance(self.defaults, smp.Options) else {}


MODELS = {
    model.id: model
    for model in (
        Model(
            "smp",
            "1",
            "the Spatial Model of Politics",
            ("wise2015", "buenodemesquita1994", "buenodemesquita1997"),
            smp.Options(),
            "weighted_mean",
        ),
        Model(
            "scholz-table2",
            "1",
            "expected utility, as in Table 2 of Scholz, Calbert and Smith",
            ("scholz2011", "buenodemesquita1985", "buenodemesquita1994"),
            scholz.Options("table2"),
            "weighted_median",
            one_dimension=True,
        ),
        Model(
            "scholz-printed",
            "1",
            "expected utility, as printed by Scholz, Calbert and Smith",
            ("scholz2011", "buenodemesquita1985", "buenodemesquita1994"),
            scholz.Options("printed"),
            "weighted_median",
            one_dimension=True,
        ),
    )
}
"""By id."""


def model_named(name: str) -> Model:
    """Return a model by its id.

    Raises
    ------
    UnknownNameError
        If there is no such model.
    """
    if name not in MODELS:
        raise unknown_name("model", name, MODELS)
    return MODELS[name]


def run(options: Options, inputs: Inputs, first_draw: int = 0) -> Run:
    """Run the model that options belong to, in every draw."""
    if isinstance(options, smp.Options):
        return smp.run(options, inputs, first_draw)
    return scholz.run(options, inputs)


def traced(options: Options, problem: Spatial, inputs: Inputs) -> tuple[Run, list[Move]]:
    """Run the model that options belong to for one draw, and tell who moved whom."""
    if isinstance(options, smp.Options):
        return smp.traced(options, problem, inputs)
    return scholz.traced(options, problem, inputs)
