"""On which unknown numbers a forecast hangs: how far it moves with each, and which way."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from detente.brief.charts.scale import Scale
from detente.brief.graph import wrapped
from detente.spatial.draws import Draws
from detente.spatial.draws_words import unknown_in_words
from detente.spatial.model import SCALE
from detente.spatial.tornado import Influence
from detente.spatial.words import place
from detente.text import capital, counted, quoted

WIDTH = 440.0
EDGE, START, END = 8.0, 46.0, 352.0
"""Of the text, and of bars, whose ends are told beside them."""
LINE, BAR, GAP = 15.0, 20.0, 5.0
LIMIT = 8
"""Unknown numbers drawn."""
LISTED = 40
"""Unknown numbers in the table."""
LEAST = 0.005
"""Of the variation; what explains less is not drawn."""


@dataclass(frozen=True, slots=True)
class TornadoBar:
    """An unknown number, and where the forecast is where that number is low, and high.

    Parameters
    ----------
    name : str
        In full.
    lines : tuple of (float, str)
        The same as far as there is room.
    sign : {"rises", "falls", "same"}
        Whether the forecast rises with the number.
    y : float
        Of the bar.
    lower, upper : float
        Where it begins, for the lower third of the number, and ends, for the upper.
    ends : tuple of (float, str, str)
        Numbers at its ends: place, anchor, text.
    explained : str
    """

    name: str
    lines: tuple[tuple[float, str], ...]
    sign: Literal["rises", "falls", "same"]
    y: float
    lower: float
    upper: float
    ends: tuple[tuple[float, str, str], ...]
    explained: str


@dataclass(frozen=True, slots=True)
class TornadoPanel:
    """What the forecast on one dimension hangs on.

    Parameters
    ----------
    label : str
        Of the dimension.
    bars : tuple of TornadoBar
        What explains most first.
    mean : float
        Where the mean forecast stands.
    mean_text : str
    ticks : tuple of (float, str)
    height : float
    description : str
    rows : tuple of tuple of str
        The same as a table: the number, its range, the share explained, the two mean forecasts.
    remarks : tuple of str
    """

    label: str
    bars: tuple[TornadoBar, ...]
    mean: float
    mean_text: str
    ticks: tuple[tuple[float, str], ...]
    height: float
    description: str
    rows: tuple[tuple[str, ...], ...]
    remarks: tuple[str, ...]

    width, edge = WIDTH, EDGE


@dataclass(frozen=True, slots=True)
class TornadoChart:
    """On which unknown numbers a forecast hangs, ready to be drawn; a panel for each dimension."""

    panels: tuple[TornadoPanel, ...]
    draws: int
    seed: int


def tornado_chart(found: Draws, limit: int = LIMIT) -> TornadoChart | None:
    """Return the chart of what a forecast hangs on; None where too few draws tell, or nothing.

    Parameters
    ----------
    found : Draws
    limit : int
        Numbers drawn for each dimension.
    """
    if not found.tornado:
        return None
    panels = tuple(_panel(found, k, limit) for k in range(len(found.problem.dimensions)))
    return TornadoChart(panels, found.draws, found.seed)


def _panel(found: Draws, k: int, limit: int) -> TornadoPanel:
    dimension = found.problem.dimensions[k]
    listed = [each for each in found.tornado if each.dimension == dimension.id]
    telling = [each for each in listed if (each.explained or 0.0) >= LEAST]
    shown, mean = telling[:limit], found.means[k].mean
    scale = _scale(shown, mean)
    y, bars = 26.0, []
    for each in shown:
        bar, y = _bar(found, each, scale, y)
        bars.append(bar)
    return TornadoPanel(
        dimension.label,
        tuple(bars),
        scale(mean),
        place(mean),
        tuple((scale(each), place(each)) for each in scale.ticks(4)) if bars else (),
        y + 22,
        _description(bars, dimension.label, mean),
        tuple(_row(found, each) for each in listed[:LISTED]),
        tuple(_remarks(listed, len(telling), len(shown))),
    )


def _scale(shown: Sequence[Influence], mean: float) -> Scale:
    ends = [mean, *(each.lower for each in shown), *(each.upper for each in shown)]
    low, high = min(ends), max(ends)
    if high - low < 1:
        low, high = max(0.0, low - 0.5), min(SCALE, high + 0.5)
    return Scale(low, high, START, END)


def _bar(found: Draws, each: Influence, scale: Scale, y: float) -> tuple[TornadoBar, float]:
    name = capital(unknown_in_words(found.problem, each.unknown))
    lines = []
    for text in wrapped(name, WIDTH - 2 * EDGE - 44, 6.4, 2):
        y += LINE
        lines.append((y, text))
    lower, upper = scale(each.lower), scale(each.upper)
    left, right = ("end", "start") if lower <= upper else ("start", "end")
    ends = (
        (lower + (-9 if left == "end" else 9), left, place(each.lower)),
        (upper + (9 if right == "start" else -9), right, place(each.upper)),
    )
    sign: Literal["rises", "falls", "same"] = "same"
    if place(each.lower) != place(each.upper):
        sign = "rises" if each.upper > each.lower else "falls"
    share = f"{each.explained or 0.0:.0%}"
    made = TornadoBar(
        name, tuple(lines), sign, y + BAR / 2 + 2, lower, upper, ends[: 1 if sign == "same" else 2], share
    )  # fmt: skip
    return made, y + BAR + GAP


def _row(found: Draws, each: Influence) -> tuple[str, ...]:
    given = each.unknown.range
    return (
        capital(unknown_in_words(found.problem, each.unknown)),
        f"{given.low:g} to {given.high:g}",
        "–" if each.explained is None else f"{max(each.explained, 0.0):.0%}",
        place(each.lower),
        place(each.upper),
    )


def _description(bars: Sequence[TornadoBar], label: str, mean: float) -> str:
    if not bars:
        return f"No unknown number by itself explains how the forecast on {quoted(label)} varies."
    told = "; ".join(f"{bar.name}: {bar.explained}, it {_SAID[bar.sign]}" for bar in bars)
    return (
        f"What the forecast on {quoted(label)}, {place(mean)} on average, hangs on, the most "
        f"first. {told}. The table below has all numbers."
    )


_SAID = {
    "rises": "rises with the number",
    "falls": "falls as the number rises",
    "same": "is the same at both ends",
}


def _remarks(listed: Sequence[Influence], telling: int, shown: int) -> list[str]:
    said = []
    if all(each.explained is None for each in listed):
        said.append("Whatever these numbers are, the forecast is the same.")
    elif not telling:
        said.append("No unknown number by itself explains the variation: it lies in how they meet.")
    if telling > shown:
        said.append(f"{capital(counted(telling - shown, 'more number'))} in the table.")
    if len(listed) > LISTED:
        said.append(f"The table leaves out {counted(len(listed) - LISTED, 'number')}.")
    return said
