"""What pictures of forecasts share: rounds across, positions up, and what is marked on the line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from detente.brief.charts.scale import Scale, spread
from detente.brief.graph import wrapped
from detente.spatial.model import SCALE, Band, Spatial
from detente.spatial.words import place

WIDTH, HEIGHT = 440.0, 310.0
TOP, BOTTOM = 30.0, 262.0
LEFT = 32.0
LANE = 16.0
"""Room for a bracket beside the plane, with its letter."""
MOST_LANES = 3
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
APART = 13.0
"""From one letter or number in a column to the next, at least."""
MOST_TICKS = 6

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Stripe:
    """A band of the line: a stripe across, a bracket beside the plane, a letter.

    Parameters
    ----------
    letter, id, label : str
    span : str
        From where to where, for people.
    top, height : float
        Of the stripe.
    x, y : float
        Of the bracket, and of the middle of its letter.
    """

    letter: str
    id: str
    label: str
    span: str
    top: float
    height: float
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Plane:
    """Rounds across, positions on one dimension up.

    Parameters
    ----------
    label : str
        Of the dimension.
    high, low : str
        What stands at its ends; empty where nobody says.
    across, up : Scale
        From rounds, and from positions, to places.
    ticks : tuple of (float, str)
        Of the rounds.
    stripes : tuple of Stripe
        The bands.
    reference : float or None
        Height of the position that no agreement amounts to.
    """

    label: str
    high: str
    low: str
    across: Scale
    up: Scale
    ticks: tuple[tuple[float, str], ...]
    stripes: tuple[Stripe, ...]
    reference: float | None

    width, height, top, bottom = WIDTH, HEIGHT, TOP, BOTTOM

    @property
    def levels(self) -> tuple[tuple[float, str], ...]:
        """Positions told beside the plane."""
        return tuple((self.up(each), place(each)) for each in (0, 25, 50, 75, 100))

    def line(self, positions: Sequence[float]) -> str:
        """Return a path through the position of every round."""
        points = [(self.across(k), self.up(each)) for k, each in enumerate(positions)]
        if len(points) == 1:
            return f"M{points[0][0]},{points[0][1]}H{self.across.end}"
        return "M" + "L".join(f"{x},{y}" for x, y in points)

    def area(self, lower: Sequence[float], upper: Sequence[float]) -> str:
        """Return the path around all that lies between two lines."""
        if len(lower) == 1:
            lower, upper = [*lower, *lower], [*upper, *upper]
        there = [f"{self.across(k)},{self.up(each)}" for k, each in enumerate(upper)]
        back = [f"{self.across(k)},{self.up(each)}" for k, each in enumerate(lower)]
        return f"M{'L'.join(there)}L{'L'.join(reversed(back))}Z"


def plane(
    problem: Spatial, dimension: int, rounds: int, end: float, beside: float | None = None
) -> Plane:
    """Return the plane of a dimension.

    Parameters
    ----------
    problem : Spatial
    dimension : int
        Its place among the dimensions.
    rounds : int
    end : float
        Where the plane ends on the right, with brackets that stand there.
    beside : float, optional
        Room between the plane and brackets on its right; by default they stand on its left.
    """
    about = problem.dimensions[dimension]
    up = Scale(0.0, SCALE, BOTTOM, TOP)
    bands = [band for band in problem.bands if band.dimension == about.id][: len(LETTERS)]
    lanes = _lanes(bands)
    room = LANE * (max(lanes) + 1) if lanes else 0.0
    left, right = LEFT + room, end
    if beside is not None:
        left, right = LEFT, end - beside - room
    across = Scale(0.0, max(rounds, 1), left, right)
    brackets = LEFT + 2 if beside is None else end - room + 4
    return Plane(
        about.label,
        _end(about.high, SCALE, end),
        _end(about.low, 0.0, right - 70),
        across,
        up,
        tuple((across(k), str(k) if k else "today") for k in _ticks(rounds)),
        _stripes(bands, lanes, up, brackets),
        None if about.reference is None else up(about.reference.centre),
    )


def _end(text: str, at: float, width: float) -> str:
    return wrapped(f"{place(at)}: {text}", width, 6.7, 1)[0] if text else ""


def _ticks(rounds: int) -> range:
    step = next(each for each in (1, 2, 5, 10, 20, 25, 50, 10**9) if rounds / each <= MOST_TICKS)
    return range(0, rounds + 1, step)


def _lanes(bands: Sequence[Band]) -> list[int]:
    """Return in which column each bracket stands, so that those of one column do not overlap."""
    filled: list[float] = []
    lanes = [0] * len(bands)
    for k in sorted(range(len(bands)), key=lambda k: (bands[k].low, bands[k].high)):
        free = [n for n, high in enumerate(filled) if high <= bands[k].low]
        if not free and len(filled) < MOST_LANES:
            free = [len(filled)]
            filled.append(0.0)
        lanes[k] = free[0] if free else len(filled) - 1
        filled[lanes[k]] = max(filled[lanes[k]], bands[k].high)
    return lanes


def _stripes(
    bands: Sequence[Band], lanes: Sequence[int], up: Scale, start: float
) -> tuple[Stripe, ...]:
    """Return bands with their brackets and letters, which stand clear of each other."""
    heights = [0.0] * len(bands)
    for lane in set(lanes):
        some = [k for k in range(len(bands)) if lanes[k] == lane]
        middles = [(up(bands[k].low) + up(bands[k].high)) / 2 for k in some]
        for k, y in zip(
            some, spread(middles, [APART] * len(some), TOP - 6, BOTTOM + 6), strict=True
        ):
            heights[k] = round(y, 1)
    return tuple(
        Stripe(
            letter,
            band.id,
            band.label,
            f"{place(band.low)} to {place(band.high)}",
            up(band.high),
            round(up(band.low) - up(band.high), 2),
            start + LANE * lane,
            y,
        )
        for letter, band, lane, y in zip(LETTERS, bands, lanes, heights, strict=False)
    )


def shown_rounds(rounds: int, most: int = 8) -> tuple[int, ...]:
    """Return the rounds that a table lists: all, or else the first and the last.

    Examples
    --------
    >>> shown_rounds(2), shown_rounds(100)
    ((0, 1, 2), (0, 1, 2, 3, 4, 5, 99, 100))
    """
    numbers = tuple(range(rounds + 1))
    return numbers if len(numbers) <= most else (*numbers[: most - 2], *numbers[-2:])


def round_names(numbers: Sequence[int]) -> tuple[str, ...]:
    """Return what heads the columns of rounds."""
    return tuple(f"Round {number}" if number else "Today" for number in numbers)
