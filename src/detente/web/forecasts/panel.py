"""What can be tried out of who stands where, where that leads, and how it differs from the file."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from detente.spatial.forecast import Forecast
from detente.spatial.words import place
from detente.web.drafting import Drafted
from detente.web.forecasts.positions import ActorNumbers, numbers
from detente.web.panel import Stance, no_longer, stance
from detente.web.view import View
from detente.web.workbench import Workbench

ROWS = 30
"""Actors whose numbers are shown at a time."""


@dataclass(frozen=True, slots=True)
class ActorRow:
    """An actor: its numbers, where it ends, and where it would end as the file has it."""

    numbers: ActorNumbers
    end: str
    before: str


@dataclass(frozen=True)
class ForecastPanel(Stance):
    """The controls of the draft, and what differs.

    Parameters
    ----------
    rows : tuple of ActorRow
    page, pages : int
        Of the actors.
    elsewhere : int
        Actors on other pages that the draft changes.
    """

    rows: tuple[ActorRow, ...]
    page: int
    pages: int
    elsewhere: int


def forecast_panel(
    workbench: Workbench,
    view: View,
    dimension: str,
    page: int,
    found: Forecast | None,
    before: Forecast | None,
) -> ForecastPanel | None:
    """Return the panel for a view; None where the case cannot be drafted.

    Parameters
    ----------
    workbench : Workbench
    view : View
    dimension : str
        On which positions are shown.
    page : int
        Of the actors.
    found, before : Forecast or None
        What is forecast, and what is as the file has it.
    """
    now = workbench.drafted()
    if now is None:
        return None
    rows = list(_rows(now, view, dimension, found, before))
    shown = rows[(page - 1) * ROWS : page * ROWS]
    changed = sum(row.numbers.changed for row in rows)
    return ForecastPanel(
        **stance(workbench, now, no_longer(before, found) if now.usable else ()),
        rows=tuple(shown),
        page=page,
        pages=-(-len(rows) // ROWS),
        elsewhere=changed - sum(row.numbers.changed for row in shown),
    )


def _rows(
    now: Drafted, view: View, dimension: str, found: Forecast | None, before: Forecast | None
) -> Iterator[ActorRow]:
    problem = view.case.spatial_under(view.scenario or None)
    section = now.positions(view.scenario)
    if section is None:
        return
    at = problem.dimension_ids.index(dimension)
    for who, each in enumerate(numbers(section, problem, dimension)):
        end = "" if found is None else place(float(found.positions[-1, who, at]))
        was = "" if before is None else place(float(before.positions[-1, who, at]))
        yield ActorRow(each, end, "" if was == end else was)
