"""Numbers with their intervals, one line each: how far forecasts are off, and by how much more."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from detente.brief.charts.scale import Scale
from detente.brief.graph import wrapped
from detente.spatial.backtest.losses import LOSSES
from detente.spatial.backtest.resampling import Interval
from detente.spatial.backtest.result import Backtest, Standing
from detente.spatial.backtest.words import difference, figure, span, subject

WIDTH = 440.0
LEFT, RIGHT = 10.0, 430.0
TOP, ROW, BELOW = 18.0, 38.0, 26.0
ROOM = 0.04
"""Of the span, left free at either end."""

Kind = Literal["model", "baseline", "less", "more", "either"]


@dataclass(frozen=True, slots=True)
class Whisker:
    """A number with its interval: where it stands, and in words."""

    label: str
    kind: Kind
    text: str
    y: float
    x: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class WhiskerChart:
    """Numbers with their intervals, ready to be drawn.

    Parameters
    ----------
    title : str
    rows : tuple of Whisker
    ticks : tuple of (float, str)
    zero : float or None
        Where no difference stands, in a chart of differences.
    height : float
    description : str
    remark : str
        What its signs mean.
    """

    title: str
    rows: tuple[Whisker, ...]
    ticks: tuple[tuple[float, str], ...]
    zero: float | None
    height: float
    description: str
    remark: str = ""

    width = WIDTH


def error_chart(found: Backtest) -> WhiskerChart:
    """Return by how much each misses, from the leaderboard's first to its last."""
    shown = [(each, each.losses[LOSSES[0].id]) for each in found.standings if each.losses]
    kinds: list[Kind] = ["model" if each.forecaster.model else "baseline" for each, _ in shown]
    title = "Mean absolute error, with 95% intervals: the less, the better"
    return _chart(title, shown, kinds, signed=False)


def difference_chart(found: Backtest) -> WhiskerChart | None:
    """Return by how much more, or less, each misses than what all are held against.

    None where there is nothing to be held against it.
    """
    shown = [
        (each, each.differences[LOSSES[0].id])
        for each in found.standings
        if each.differences and each.forecaster.name != found.against
    ]
    if not shown:
        return None
    base = next(each for each in found.standings if each.forecaster.name == found.against)
    title = f"The same, beside {subject(base)}: to the left of the line is better"
    chart = _chart(title, shown, [_side(gap, few=found.few) for _, gap in shown], signed=True)
    return replace(chart, remark=f"Means over the decisions that both forecast. {_signs(found)}")


def _signs(found: Backtest) -> str:
    if found.few:
        return "From so few cases all of it may be chance."
    return (
        "A filled dot: by more than chance alone explains, green for better and red for worse. "
        "An open one: it may be chance."
    )


def _side(gap: Interval, *, few: bool) -> Kind:
    """Tell on which side of no difference all of an interval lies; nothing from too few cases."""
    if few or gap.low is None or gap.high is None or gap.low <= 0 <= gap.high:
        return "either"
    return "less" if gap.high < 0 else "more"


def _chart(
    title: str,
    shown: Sequence[tuple[Standing, Interval]],
    kinds: Sequence[Kind],
    *,
    signed: bool,
) -> WhiskerChart:
    loss = LOSSES[0]
    ends = [0.0]
    for _, each in shown:
        ends += [each.mean] + [end for end in (each.low, each.high) if end is not None]
    low, high = min(ends), max(max(ends), min(ends) + 1)
    room = (high - low) * ROOM
    scale = Scale(low - (room if signed else 0), high + room, LEFT, RIGHT)
    show = difference if signed else figure
    rows = []
    for k, ((standing, each), kind) in enumerate(zip(shown, kinds, strict=True)):
        bounds = f" ({span(loss, each, signed=signed)})" if each.low is not None else ""
        text = f"{show(loss, each.mean)}{bounds}"
        (label,) = wrapped(standing.forecaster.label, RIGHT - LEFT - 7 * len(text), 6.7, 1)
        reach = [each.mean if end is None else end for end in (each.low, each.high)]
        rows.append(Whisker(label, kind, text, TOP + ROW * k, scale(each.mean), *map(scale, reach)))
    said = zip(shown, rows, strict=True)
    return WhiskerChart(
        title,
        tuple(rows),
        tuple((scale(tick), _tick(tick, signed=signed)) for tick in scale.ticks(5)),
        scale(0) if signed else None,
        TOP + ROW * len(rows) + BELOW - 8,
        "; ".join(f"{standing.forecaster.label}: {row.text}" for (standing, _), row in said),
    )


def _tick(tick: float, *, signed: bool) -> str:
    return f"{tick:+g}".replace("-", "−").replace("+0", "0") if signed else f"{tick:g}"
