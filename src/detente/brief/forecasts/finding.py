"""Asks where positions end, within the time that a brief may take; what takes longer is named."""

from __future__ import annotations

from dataclasses import dataclass

from detente.errors import LimitError, ModelError
from detente.spatial.comparison import Comparison, compare, one_changed
from detente.spatial.draws import Draws, forecast_draws
from detente.spatial.forecast import Forecast, forecast
from detente.spatial.model import Spatial
from detente.text import sentence

DRAWS = 500
"""Draws of what is unknown, in a brief."""

FEWEST = 200
"""Draws below which it is not told what a forecast hangs on."""

WORK = 2_000_000
"""Draws times the cube of the actors at most: a second or two."""


MOST_ACTORS = 80
"""Beyond whom even one forecast may take minutes."""

VARIED = 12
"""Actors up to which variants of the model are asked, too."""


TOO_MANY = "Where so many actors would end takes long to find; “detente forecast” tells it."


@dataclass(frozen=True)
class Positions:
    """What was found about who stands where in one run; None where a part was left out.

    Parameters
    ----------
    problem : Spatial
    found : Forecast or None
    draws : Draws or None
        Where numbers are not known.
    compared : Comparison or None
        What the other models forecast.
    varied : Comparison or None
        What variants of the first forecast.
    notes : tuple of str
        What was left out, and why.
    """

    problem: Spatial
    found: Forecast | None
    draws: Draws | None = None
    compared: Comparison | None = None
    varied: Comparison | None = None
    notes: tuple[str, ...] = ()


def find_positions(problem: Spatial, *, in_full: bool = True) -> Positions:
    """Return where positions end.

    Parameters
    ----------
    problem : Spatial
    in_full : bool
        Whether to ask variants of the model, too.
    """
    notes: list[str] = []
    if len(problem.actors) > MOST_ACTORS:
        return Positions(problem, None, notes=(TOO_MANY,))
    try:
        found = forecast(problem)
    except (LimitError, ModelError) as error:
        return Positions(problem, None, notes=(sentence(f"the forecast is left out: {error}"),))
    varied = None
    if in_full and len(problem.actors) <= VARIED:
        varied = compare(problem, one_changed(problem.options))
    drawn = _drawn(problem, notes)
    return Positions(problem, found, drawn, compare(problem), varied, tuple(notes))


def _drawn(problem: Spatial, notes: list[str]) -> Draws | None:
    """Return what follows from unknown numbers, by as many draws as there is time for."""
    if problem.exact and problem.options.get("transitions") != "stochastic":
        return None
    draws = min(DRAWS, WORK // len(problem.actors) ** 3)
    if draws < FEWEST:
        notes.append(
            "What follows from unknown numbers takes long here; “detente forecast --draws 1000” "
            "tells it."
        )
        return None
    try:
        return forecast_draws(problem, draws=draws)
    except LimitError as error:
        notes.append(sentence(f"what follows from unknown numbers is left out: {error}"))
        return None
