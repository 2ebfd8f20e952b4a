"""Where the forecast lies over many draws of what is not known, round by round."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from detente.brief.charts.rounds import (
    BOTTOM,
    TOP,
    WIDTH,
    Plane,
    Stripe,
    plane,
    round_names,
    shown_rounds,
)
from detente.brief.charts.scale import spread
from detente.ranges import Share
from detente.spatial.draws import LEVELS, Draws
from detente.spatial.draws_words import percent
from detente.spatial.words import place
from detente.text import counted, quoted

NUMBERS = 70.0
"""Room right of the plane for where the forecast ends."""
STILL = 0.5
"""By which quantiles may still change after the last round drawn: too little to be seen."""
SHARES = 46.0
"""Room right of brackets for the share of draws in each band."""


@dataclass(frozen=True, slots=True)
class BandShare:
    """How often the forecast lies in a band.

    Parameters
    ----------
    stripe : Stripe
    share : Share
    text : str
        The share, in short.
    words : str
        The share with its standard error.
    x : float
        Where it is told, beside the letter.
    """

    stripe: Stripe
    share: Share
    text: str
    words: str
    x: float


@dataclass(frozen=True, slots=True)
class FanPanel:
    """The forecast on one dimension.

    Parameters
    ----------
    plane : Plane
    outer, inner, median : str
        Paths: between which nine of ten draws lie, half of them, and the middle.
    ends : tuple of (float, str, str)
        Of some quantiles: height, which, and the number.
    bands : tuple of BandShare
    description : str
    rows : tuple of (str, tuple of str)
        The same as a table: round, and quantiles.
    """

    plane: Plane
    outer: str
    inner: str
    median: str
    ends: tuple[tuple[float, str, str], ...]
    bands: tuple[BandShare, ...]
    description: str
    rows: tuple[tuple[str, tuple[str, ...]], ...]


@dataclass(frozen=True, slots=True)
class FanChart:
    """The forecast over many draws, ready to be drawn.

    Parameters
    ----------
    panels : tuple of FanPanel
        One for each dimension.
    draws, seed : int
    heads : tuple of str
        Of the quantiles.
    remarks : tuple of str
        What is left out.
    """

    panels: tuple[FanPanel, ...]
    draws: int
    seed: int
    heads: tuple[str, ...]
    remarks: tuple[str, ...]

    @property
    def reference(self) -> bool:
        """Whether some dimension has a reference point."""
        return any(panel.plane.reference is not None for panel in self.panels)

    @property
    def banded(self) -> bool:
        """Whether some dimension has bands."""
        return any(panel.bands for panel in self.panels)


def fan_chart(found: Draws) -> FanChart | None:
    """Return the chart of the forecast over draws; None where there is one only."""
    if found.draws == 1:
        return None
    last = settled(found)
    rounds = shown_rounds(len(found.fan) - 1)
    return FanChart(
        tuple(_panel(found, k, last, rounds) for k in range(len(found.problem.dimensions))),
        found.draws,
        found.seed,
        tuple(f"{level:.0%}" for level in LEVELS),
        tuple(_remarks(found, last, len(rounds))),
    )


def settled(found: Draws) -> int:
    """Return the round after which no quantile lies far from where it ends."""
    far = abs(found.fan - found.fan[-1]).max(axis=(1, 2))
    return int(np.flatnonzero(far > STILL).max(initial=0)) + 1 if len(far) > 1 else 0


def _remarks(found: Draws, last: int, listed: int) -> Iterator[str]:
    rounds = len(found.fan) - 1
    if last < rounds:
        yield (
            f"Some draws go on to round {rounds}; after round {last} nothing here changes by more "
            f"than {STILL:g}."
        )
    if left := rounds + 1 - listed:
        yield f"The table leaves out {counted(left, 'round')} in between."


def _panel(found: Draws, k: int, last: int, rounds: tuple[int, ...]) -> FanPanel:
    problem = found.problem
    dimension = problem.dimensions[k]
    bands = any(band.dimension == dimension.id for band in problem.bands)
    ground = plane(problem, k, last, WIDTH - (SHARES if bands else 0), NUMBERS)
    low, lower, middle, upper, high = found.fan[: last + 1, k].T.tolist()
    ends = found.fan[-1, k].tolist()
    quantiles = {"95%": ends[-1], "half": ends[2], "5%": ends[0]}
    heights = spread(
        [ground.up(each) for each in quantiles.values()], [14.0] * 3, TOP - 6, BOTTOM + 6
    )
    return FanPanel(
        ground,
        ground.area(low, high),
        ground.area(lower, upper),
        ground.line(middle),
        tuple(
            (round(y, 1), name, place(number))
            for y, (name, number) in zip(heights, quantiles.items(), strict=True)
        ),
        _shares(found, ground),
        _description(found, k),
        tuple(
            (name, tuple(place(each) for each in found.fan[number, k].tolist()))
            for number, name in zip(rounds, round_names(rounds), strict=True)
        ),
    )


def _shares(found: Draws, ground: Plane) -> tuple[BandShare, ...]:
    """Return how often the forecast lies in each band, told beside its bracket."""
    shares = (found.bands[each.id] for each in ground.stripes)
    return tuple(
        BandShare(stripe, share, _short(share), percent(share), WIDTH - SHARES + 4)
        for stripe, share in zip(ground.stripes, shares, strict=True)
    )


def _short(share: Share) -> str:
    """Return a share in short; one that is nearly 0 or 1 is not told as that.

    Examples
    --------
    >>> _short(Share(0.372, 0.01)), _short(Share(0.0004, 0.0003)), _short(Share(1.0, 0.0, 0.997))
    ('37%', '<1%', '100%')
    """
    if 0 < share.mean < 0.01:
        return "<1%"
    return ">99%" if 0.99 < share.mean < 1 else f"{share.mean:.0%}"


def _description(found: Draws, k: int) -> str:
    problem = found.problem
    low, _, middle, _, high = found.fan[-1, k].tolist()
    told = "".join(
        f" In {quoted(band.label)}: {percent(found.bands[band.id])}."
        for band in problem.bands
        if band.dimension == problem.dimension_ids[k]
    )
    return (
        f"Across: today and {counted(len(found.fan) - 1, 'round')}; up: the forecast on "
        f"{quoted(problem.dimensions[k].label)} in {found.draws:,} draws. In the end nine of ten "
        f"lie between {place(low)} and {place(high)}, with {place(middle)} in the middle.{told} "
        "The table below has all numbers."
    )
