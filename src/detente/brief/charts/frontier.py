"""Two parties: what packages give each over no deal, with those marked that stand out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from detente.bargaining.analysis import Bargained
from detente.bargaining.draft_words import signed
from detente.bargaining.frontier import members
from detente.brief.charts.marks import Mark, Marked
from detente.brief.charts.points import Floats, Points, dots, thinned
from detente.brief.charts.scale import Area, Label, Scale, label_places
from detente.brief.graph import wrapped
from detente.text import counted

WIDTH, HEIGHT = 440.0, 400.0
PLOT = Area(50.0, 30.0, 428.0, 350.0)
DRAWN = 400
"""Efficient points drawn; the marked packages are drawn besides."""

OTHERS = 600
"""Points drawn that are not efficient."""

ROOM = 0.07
"""Of the span, left free around the points."""


@dataclass(frozen=True, slots=True)
class PlacedMark:
    """A marked package in the chart."""

    mark: Mark
    x: float
    y: float
    label: Label | None


@dataclass(frozen=True, slots=True)
class FrontierChart:
    """What packages give two parties over no deal, ready to be drawn.

    Parameters
    ----------
    parties : tuple of str
        Along the bottom, and up the side.
    titles : tuple of (tuple of str)
        The same, in lines that fit.
    ticks : tuple of tuple of (float, str)
        Of each axis: where, and which number.
    origin : (float, float)
        No deal.
    agreement : bool
        Whether some package is acceptable.
    accepted, refused, others : str
        Paths of the points: efficient and acceptable, efficient and refused, not efficient.
    stairs : str
        Path of the edge beyond which there is no package.
    marks : tuple of PlacedMark
    marked : Marked
    description : str
        What it shows, in words.
    remarks : tuple of str
        What is left out.
    """

    parties: tuple[str, str]
    titles: tuple[tuple[str, ...], tuple[str, ...]]
    ticks: tuple[tuple[tuple[float, str], ...], tuple[tuple[float, str], ...]]
    origin: tuple[float, float]
    agreement: bool
    accepted: str
    refused: str
    others: str
    stairs: str
    marks: tuple[PlacedMark, ...]
    marked: Marked
    description: str
    remarks: tuple[str, ...]

    kind = "frontier"
    width, height, plot = WIDTH, HEIGHT, PLOT


def frontier_chart(found: Bargained, points: Points, shown: Marked) -> FrontierChart:
    """Return the chart of two parties that make the deal.

    Parameters
    ----------
    found : Bargained
    points : Points
        Of the same result.
    shown : Marked
        The packages to mark.
    """
    places = members(found.worth)
    gains = np.array([[mark.gains[p] for p in places] for mark in shown.marks]).reshape(-1, 2)
    across, up = _scales(np.concatenate([points.efficient, points.others, gains]), found)
    at = _placed(points.efficient, across, up)
    kept = thinned(at, DRAWN)
    refused = points.refused(kept)
    others = _placed(points.others, across, up)
    labels = [found.problem.parties[place].label for place in places]
    return FrontierChart(
        (labels[0], labels[1]),
        (tuple(wrapped(labels[0], 250, 6.7, 1)), tuple(wrapped(labels[1], 250, 6.7, 1))),
        (_ticks(across, 5), _ticks(up, 5)),
        (across(0.0), up(0.0)),
        found.zone.agreement,
        dots(at[kept][~refused]),
        dots(at[kept][refused]),
        dots(others[thinned(others, OTHERS)]),
        _stairs(at[kept]),
        _marks(_placed(gains, across, up), shown.marks, (across(0.0), up(0.0)), at[kept]),
        shown,
        _description(found, points, labels),
        remarks(points, len(kept)),
    )


def _scales(numbers: Floats, found: Bargained) -> tuple[Scale, Scale]:
    """Return scales on which all numbers fit, and no deal; the zone is always seen."""
    low = np.minimum(numbers.min(axis=0, initial=0), 0)
    high = np.maximum(numbers.max(axis=0, initial=0), 0)
    span = np.where(high > low, high - low, 1.0)
    low, high = low - ROOM * span, high + ROOM * span
    least = 0.22 if not found.zone.agreement else 0.12
    high = np.maximum(high, -low * least / (1 - least))
    return (
        Scale(low[0], high[0], PLOT.left, PLOT.right),
        Scale(low[1], high[1], PLOT.bottom, PLOT.top),
    )


def _placed(gains: Floats, across: Scale, up: Scale) -> Floats:
    listed = [(across(float(x)), up(float(y))) for x, y in gains]
    return np.array(listed, np.float64).reshape(-1, 2)


def _ticks(scale: Scale, about: int) -> tuple[tuple[float, str], ...]:
    return tuple((scale(number), signed(number)) for number in scale.ticks(about))


def _stairs(at: Floats) -> str:
    """Return the edge of what is possible: better for one is worse for the other along it."""
    if not len(at):
        return ""
    steps = at[np.lexsort((-at[:, 1], at[:, 0]))]
    path = [f"M{PLOT.left:.1f},{steps[0, 1]:.1f}"]
    path += [
        f"H{x:.1f}V{y:.1f}" for x, y in zip(steps[:, 0], [*steps[1:, 1], PLOT.bottom], strict=True)
    ]
    return "".join(path)


def _marks(
    at: Floats, marks: Sequence[Mark], origin: tuple[float, float], dots: Floats
) -> tuple[PlacedMark, ...]:
    points = [origin, *((float(x), float(y)) for x, y in at)]
    texts = [(), *(mark.label for mark in marks)]
    labels = label_places(points, texts, PLOT, avoid=[(float(x), float(y)) for x, y in dots])
    return tuple(
        PlacedMark(mark, x, y, label)
        for mark, (x, y), label in zip(marks, points[1:], labels[1:], strict=True)
    )


def _description(found: Bargained, points: Points, labels: Sequence[str]) -> str:
    many = counted(len(points.efficient), "efficient point")
    zone = (
        "Packages up and to the right of no deal give both more"
        if found.zone.agreement
        else "No package lies up and to the right of no deal, where both would have more"
    )
    return (
        f"Across: what {labels[0]} has over no deal; up: what {labels[1]} has. "
        f"{many.capitalize()}, falling from upper left to lower right. {zone}. "
        "The table below has the marked packages with their numbers."
    )


def remarks(points: Points, drawn: int) -> tuple[str, ...]:
    """Return what a chart of points leaves out."""
    said = []
    if points.found.frontier is None:
        said.append("The frontier is too large to be drawn; marked packages stand alone.")
    if drawn < len(points.efficient):
        said.append(
            f"{drawn:,} of {len(points.efficient):,} efficient points are drawn: of those near "
            "each other, one."
        )
    return tuple(said)
