"""Where numbers stand in a chart: scales with round steps, and labels that keep clear."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import ceil, cos, floor, hypot, log10, pi, sin

LINE = 14.0
"""From one line of text to the next."""

WIDE = 6.7
"""Room for a character, on average."""


@dataclass(frozen=True, slots=True)
class Scale:
    """Numbers from `low` to `high` along a line from `start` to `end`.

    Examples
    --------
    >>> scale = Scale(-0.5, 0.5, 0, 100)
    >>> scale(0.25), scale.ticks(4)
    (75.0, (-0.4, -0.2, 0.0, 0.2, 0.4))
    """

    low: float
    high: float
    start: float
    end: float

    def __call__(self, number: float) -> float:
        """Return where a number stands."""
        part = (number - self.low) / (self.high - self.low)
        return round(self.start + part * (self.end - self.start), 2)

    def ticks(self, about: int) -> tuple[float, ...]:
        """Return about so many round numbers between the ends."""
        step = round_step((self.high - self.low) / about)
        first, last = ceil(self.low / step - 1e-9), floor(self.high / step + 1e-9)
        return tuple(round(k * step, 12) + 0.0 for k in range(first, last + 1))


def round_step(rough: float) -> float:
    """Return the round step nearest to a rough one: 1, 2 or 5 of some power of ten.

    Examples
    --------
    >>> round_step(0.13), round_step(4), round_step(80)
    (0.1, 5.0, 100.0)
    """
    power = floor(log10(rough))
    steps = [float(f"{lead}e{power}") for lead in (1, 2, 5, 10)]
    return min(steps, key=lambda step: abs(log10(step / rough)))


@dataclass(frozen=True, slots=True)
class Area:
    """A rectangle by its sides."""

    left: float
    top: float
    right: float
    bottom: float

    def meets(self, other: Area) -> bool:
        """Tell whether they overlap."""
        return (
            self.left < other.right
            and other.left < self.right
            and self.top < other.bottom
            and other.top < self.bottom
        )

    def holds(self, other: Area) -> bool:
        """Tell whether another lies within."""
        return (
            self.left <= other.left
            and other.right <= self.right
            and self.top <= other.top
            and other.bottom <= self.bottom
        )


@dataclass(frozen=True, slots=True)
class Label:
    """Text beside a point: its lines, the middle of the first, and whence a line leads to it."""

    lines: tuple[str, ...]
    x: float
    y: float
    leader: tuple[float, float] | None = None


def label_places(
    points: Sequence[tuple[float, float]],
    texts: Sequence[Sequence[str]],
    frame: Area,
    *,
    avoid: Sequence[tuple[float, float]] = (),
    reach: float = 9.0,
) -> list[Label | None]:
    """Return where labels stand, clear of each other, of all points, and within a frame.

    Parameters
    ----------
    points : sequence of (float, float)
    texts : sequence of sequence of str
        The lines of the label of each; one without lines has no label.
    frame : Area
    avoid : sequence of (float, float)
        What is covered only where nothing else is free.
    reach : float
        How far a point's mark reaches.

    Returns
    -------
    list of Label or None
        None where no free place was found.
    """
    taken = [Area(x - reach, y - reach, x + reach, y + reach) for x, y in points]
    found: list[Label | None] = []
    for (x, y), lines in zip(points, texts, strict=True):
        label = None
        if lines:
            size = WIDE * max(map(len, lines)), LINE * len(lines)
            free = [
                (area, far)
                for area, far in _around(x, y, *size, reach)
                if frame.holds(area) and not any(area.meets(other) for other in taken)
            ]
            if free:
                area, far = min(free, key=lambda each: _covered(each[0], avoid))
                taken.append(area)
                label = _label(lines, area, (x, y) if far else None)
        found.append(label)
    return found


def _around(
    x: float, y: float, width: float, height: float, reach: float
) -> Iterator[tuple[Area, bool]]:
    """Yield areas around a point, those up and to the right first, then those farther off."""
    for distance in (1.0, 14.0, 30.0, 50.0, 74.0):
        for turn in (1, 0, 2, 7, 3, 4, 6, 5):
            across, up = cos(turn * pi / 4), sin(turn * pi / 4)
            middle_x = x + across * (reach + distance) + _side(across) * width / 2
            middle_y = y - up * (reach + distance) - _side(up) * height / 2
            area = Area(
                middle_x - width / 2,
                middle_y - height / 2,
                middle_x + width / 2,
                middle_y + height / 2,
            )
            yield area, distance > 1


def _covered(area: Area, points: Sequence[tuple[float, float]]) -> int:
    return sum(
        area.left - 3 < x < area.right + 3 and area.top - 3 < y < area.bottom + 3 for x, y in points
    )


def _side(along: float) -> int:
    return 0 if abs(along) < 0.1 else 1 if along > 0 else -1


def _label(lines: Sequence[str], area: Area, point: tuple[float, float] | None) -> Label:
    x, y = (area.left + area.right) / 2, area.top + LINE * 0.75
    leader = None
    if point is not None:
        near_x = min(max(point[0], area.left), area.right)
        near_y = min(max(point[1], area.top), area.bottom)
        if hypot(near_x - point[0], near_y - point[1]) > 9:
            leader = (round(near_x, 1), round(near_y, 1))
    return Label(tuple(lines), round(x, 1), round(y, 1), leader)


def spread(wanted: Sequence[float], apart: Sequence[float], low: float, high: float) -> list[float]:
    """Return heights as near as can be to those wanted, so far apart that texts do not overlap.

    Parameters
    ----------
    wanted : sequence of float
        The middles.
    apart : sequence of float
        How much each takes.
    low, high : float
        Between which they stay, where there is room.

    Notes
    -----
    The sum of squares of how far each is off is the least there can be: what is taken above each
    set aside, heights have only to rise, and those that would fall are drawn together to their mean.

    Examples
    --------
    >>> spread([10, 12, 50], [10, 10, 10], 0, 100)
    [6.0, 16.0, 50.0]
    """
    order = sorted(range(len(wanted)), key=lambda k: wanted[k])
    above, taken = [], 0.0
    for k in order:
        above.append(taken + apart[k] / 2)
        taken += apart[k]
    together: list[list[float]] = []
    for k, before in zip(order, above, strict=True):
        together.append([wanted[k] - before])
        while len(together) > 1 and _mean(together[-2]) >= _mean(together[-1]):
            last = together.pop()
            together[-1] += last
    bases = [_mean(some) for some in together for _ in some]
    top = max(low, high - taken)
    placed = [0.0] * len(wanted)
    for k, base, before in zip(order, bases, above, strict=True):
        placed[k] = min(max(base, low), top) + before
    return placed


def _mean(numbers: Sequence[float]) -> float:
    return sum(numbers) / len(numbers)
