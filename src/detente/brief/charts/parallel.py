"""Three parties and more: an axis for each, and a line across for every efficient point."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from detente.bargaining.analysis import Bargained
from detente.bargaining.draft_words import signed
from detente.bargaining.frontier import members
from detente.brief.charts.frontier import remarks
from detente.brief.charts.marks import Mark, Marked
from detente.brief.charts.points import Floats, Points, thinned
from detente.brief.charts.scale import LINE, spread
from detente.brief.graph import wrapped
from detente.text import capital, counted

TOP, BOTTOM, HEIGHT = 58.0, 330.0, 352.0
LEFT, BESIDE, LABELS = 52.0, 96.0, 140.0
"""Room left of the first axis, between axes, and for labels right of the last."""

SMALLEST = 50.0
"""Height below which an axis cannot be read."""

LINES = 120
"""Efficient points drawn; the marked packages are drawn besides."""


@dataclass(frozen=True, slots=True)
class Axis:
    """A party's axis: its name in lines, and the numbers at its ends."""

    x: float
    title: tuple[str, ...]
    top: float
    top_text: str
    bottom: float
    bottom_text: str


@dataclass(frozen=True, slots=True)
class MarkedLine:
    """A marked package as a line across; its label stands right of the last axis."""

    mark: Mark
    path: str
    points: tuple[tuple[float, float], ...]
    label_y: float


@dataclass(frozen=True, slots=True)
class ParallelChart:
    """What packages give each party over no deal, ready to be drawn.

    Parameters
    ----------
    width : float
    zero : float
        Height of no deal, the same on all axes.
    same_step : bool
        Whether one unit is as high on all axes.
    axes : tuple of Axis
    accepted, refused : str
        Paths of efficient points.
    lines : tuple of MarkedLine
    marked : Marked
    description : str
    remarks : tuple of str
        What is left out.
    """

    width: float
    zero: float
    same_step: bool
    axes: tuple[Axis, ...]
    accepted: str
    refused: str
    lines: tuple[MarkedLine, ...]
    marked: Marked
    description: str
    remarks: tuple[str, ...]

    kind = "parallel"
    height = HEIGHT


def parallel_chart(found: Bargained, points: Points, shown: Marked) -> ParallelChart:
    """Return the chart of any number of parties that make the deal."""
    places = members(found.worth)
    gains = np.array([[mark.gains[p] for p in places] for mark in shown.marks])
    gains = gains.reshape(-1, len(places))
    every = np.concatenate([points.efficient, gains])
    high = np.maximum(every.max(axis=0, initial=0), 0)
    low = np.minimum(every.min(axis=0, initial=0), 0)
    zero, units = _heights(low, high)
    across: Floats = np.asarray(LEFT + BESIDE * np.arange(len(places)), np.float64)
    at = zero - points.efficient * units
    kept = thinned(at, LINES)
    refused = points.refused(kept)
    return ParallelChart(
        float(across[-1]) + LABELS,
        zero,
        len(set(units.tolist())) == 1,
        tuple(
            Axis(
                float(x),
                tuple(wrapped(found.problem.parties[place].label, BESIDE - 12, 6.7, 2)),
                round(zero - float(high[k] * units[k]), 1),
                signed(float(high[k])) if high[k] else "",
                round(zero - float(low[k] * units[k]), 1),
                signed(float(low[k])) if low[k] else "",
            )
            for k, (x, place) in enumerate(zip(across, places, strict=True))
        ),
        "".join(_path(across, heights) for heights in at[kept][~refused]),
        "".join(_path(across, heights) for heights in at[kept][refused]),
        _lines(across, zero - gains * units, shown.marks),
        shown,
        _description(found, points),
        remarks(points, len(kept)),
    )


def _heights(low: Floats, high: Floats) -> tuple[float, Floats]:
    """Return the height of no deal, and on each axis the height of one unit.

    It is the same on all axes, unless some axis would be too small to read.
    """
    span = high - low
    whole = float(high.max() - low.min())
    share = float(high.max()) / whole if whole else 0.5
    zero = round(TOP + (BOTTOM - TOP) * min(0.88, max(0.12, share)), 1)
    above = np.divide(zero - TOP, high, out=np.full_like(high, np.inf), where=high > 0)
    below = np.divide(BOTTOM - zero, -low, out=np.full_like(low, np.inf), where=low < 0)
    units = np.minimum(above, below)
    units = np.where(np.isfinite(units), units, 1.0)
    same = units.min()
    readable = same * span[span > 0] >= SMALLEST
    return zero, np.full_like(units, same) if readable.all() else units


def _path(across: Floats, heights: Floats) -> str:
    parts = [f"{x:.0f},{y:.1f}" for x, y in zip(across, heights, strict=True)]
    return f"M{'L'.join(parts)}" if len(parts) > 1 else f"M{parts[0]}h0"


def _lines(across: Floats, heights: Floats, marks: Sequence[Mark]) -> tuple[MarkedLine, ...]:
    if not marks:
        return ()
    apart = [LINE * len(mark.label) + 5 for mark in marks]
    labels = spread([float(row[-1]) for row in heights], apart, TOP - 14, HEIGHT)
    return tuple(
        MarkedLine(
            mark,
            _path(across, row),
            tuple((float(x), round(float(y), 1)) for x, y in zip(across, row, strict=True)),
            round(label - LINE * (len(mark.label) - 1) / 2, 1),
        )
        for mark, row, label in zip(marks, heights, labels, strict=True)
    )


def _description(found: Bargained, points: Points) -> str:
    axes = counted(len(found.problem.agreement), "axis", "axes")
    many = counted(len(points.efficient), "efficient point")
    return (
        f"{capital(axes)}, one for each party that makes the deal: what it has over no deal, each "
        f"on its own scale. {capital(many)} and the marked packages as lines across; the level "
        "line is no deal. The table below has the marked packages with their numbers."
    )
