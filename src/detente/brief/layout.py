"""Places boxes in columns and draws the arrows between them, so that nothing overlaps.

A small layered layout: every box has a column; an arrow that passes a column gets a lane of its
own there; columns are sorted so that arrows cross little; arrows end at separate ports; labels
sit on their arrows where they are free of boxes and of each other. Deterministic.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

GAP = 150.0
BETWEEN = 26.0
LANE = 16.0
MARGIN = 14.0
SWEEPS = 12


@dataclass(slots=True)
class Box:
    """A rectangle in a column; `x` and `y` are its top left corner, once placed.

    Parameters
    ----------
    key : int
        Identity.
    column : int
        From 0, left to right.
    width, height : float
        A lane has no width.
    """

    key: int
    column: int
    width: float
    height: float
    x: float = 0.0
    y: float = 0.0
    lane: bool = False

    @property
    def middle(self) -> float:
        """Vertical centre."""
        return self.y + self.height / 2


@dataclass(slots=True)
class Arrow:
    """A line between two boxes, with a label.

    Parameters
    ----------
    source, target : int
        Keys of boxes.
    label_width, label_height : float
        Size of its label.
    points : list of (float, float)
        Once drawn: a cubic Bézier path, end points and control points.
    label : tuple of float or None
        Top left corner of the label; None when no free place was found.
    """

    source: int
    target: int
    label_width: float = 0.0
    label_height: float = 0.0
    points: list[tuple[float, float]] = field(default_factory=list)
    label: tuple[float, float] | None = None


@dataclass(frozen=True, slots=True)
class Frame:
    """The size of the whole."""

    width: float
    height: float


@dataclass(slots=True)
class _Link:
    """A piece of an arrow between two boxes or lanes of neighbouring columns, or of one."""

    start: Box
    end: Box
    label: float
    start_y: float = 0.0
    end_y: float = 0.0


def arrange(boxes: Sequence[Box], arrows: Sequence[Arrow]) -> Frame:
    """Place boxes, arrows and labels in place, and return the size.

    Parameters
    ----------
    boxes : sequence of Box
        With their columns and sizes.
    arrows : sequence of Arrow
        Between those boxes.
    """
    by_key = {box.key: box for box in boxes}
    columns: list[list[Box]] = [[] for _ in range(1 + max(box.column for box in boxes))]
    for box in boxes:
        columns[box.column].append(box)
    chains = [_chain(arrow, by_key, columns) for arrow in arrows]
    links = [link for chain in chains for link in chain]
    _sort(columns, links)
    bulging = any(a.column == b.column == len(columns) - 1 for a, b in _ends_of(chains))
    frame = _place(columns, GAP / 2 if bulging else 0.0)
    _ports(links)
    for arrow, chain in zip(arrows, chains, strict=True):
        arrow.points = _path(chain)
    _labels(boxes, arrows, chains, frame)
    return frame


def _ends_of(chains: Sequence[list[_Link]]) -> Iterator[tuple[Box, Box]]:
    return ((chain[0].start, chain[-1].end) for chain in chains)


def _chain(arrow: Arrow, by_key: dict[int, Box], columns: list[list[Box]]) -> list[_Link]:
    """Return an arrow as links, with a lane in each column that it passes."""
    start, end = by_key[arrow.source], by_key[arrow.target]
    step = 1 if end.column > start.column else -1
    stops = [start]
    for column in range(start.column + step, end.column, step):
        if start.column == end.column:
            break
        lane = Box(-1, column, 0.0, LANE, lane=True)
        columns[column].append(lane)
        stops.append(lane)
    stops.append(end)
    return [_Link(a, b, arrow.label_width) for a, b in pairwise(stops)]


def _sort(columns: list[list[Box]], links: list[_Link]) -> None:
    """Sort each column by the mean place of what its boxes are linked with."""
    neighbours: dict[int, list[Box]] = {}
    for link in links:
        if link.start.column != link.end.column:
            neighbours.setdefault(id(link.start), []).append(link.end)
            neighbours.setdefault(id(link.end), []).append(link.start)

    def place(box: Box) -> float:
        column = columns[box.column]
        return (column.index(box) + 0.5) / len(column)

    for sweep in range(SWEEPS):
        order = columns if sweep % 2 == 0 else columns[::-1]
        for column in order:
            wanted = {}
            for box in column:
                near = neighbours.get(id(box), [])
                wanted[id(box)] = sum(map(place, near)) / len(near) if near else place(box)
            column.sort(key=lambda box: wanted[id(box)])


def _place(columns: list[list[Box]], room: float) -> Frame:
    """Stack each column, centre it beside the tallest, and leave room on the right."""
    heights = [sum(b.height for b in c) + BETWEEN * max(0, len(c) - 1) for c in columns]
    widths = [max((b.width for b in c), default=0.0) for c in columns]
    tallest = max(heights)
    x = MARGIN
    for column, height, width in zip(columns, heights, widths, strict=True):
        y = MARGIN + (tallest - height) / 2
        for box in column:
            box.x, box.y = x, y
            if box.lane:
                box.width = width
            y += box.height + BETWEEN
        x += width + GAP
    return Frame(x - GAP + MARGIN + room, tallest + 2 * MARGIN)


def _ports(links: list[_Link]) -> None:
    """Give each link's ends their own places along the sides of the boxes."""
    sides: dict[tuple[int, bool], list[tuple[float, int, _Link, bool]]] = {}
    for place, link in enumerate(links):
        for at_start in (True, False):
            box, other = (link.start, link.end) if at_start else (link.end, link.start)
            right = other.column >= box.column
            key = (id(box), right)
            sides.setdefault(key, []).append((other.middle, place, link, at_start))
    for ends in sides.values():
        ends.sort(key=lambda end: end[:2])
        for k, (_, _, link, at_start) in enumerate(ends, start=1):
            box = link.start if at_start else link.end
            y = box.middle if box.lane else box.y + box.height * k / (len(ends) + 1)
            if at_start:
                link.start_y = y
            else:
                link.end_y = y


def _ends(link: _Link) -> tuple[tuple[float, float], tuple[float, float]]:
    forward = link.end.column >= link.start.column
    start_x = link.start.x + (link.start.width if forward else 0.0)
    same = link.end.column == link.start.column
    end_x = link.end.x + (link.end.width if not forward or same else 0.0)
    return (start_x, link.start_y), (end_x, link.end_y)


def _controls(link: _Link) -> list[tuple[float, float]]:
    """Return the two control points of a link's curve."""
    (x0, y0), (x1, y1) = _ends(link)
    if link.start.column == link.end.column:
        bulge = max(40.0 + 0.12 * abs(y1 - y0), 0.68 * link.label + 8.0)
        reach = max(x0, x1) + min(0.62 * GAP, bulge)
        return [(reach, y0), (reach, y1)]
    middle = (x0 + x1) / 2
    return [(middle, y0), (middle, y1)]


def _path(chain: list[_Link]) -> list[tuple[float, float]]:
    """Return a Bézier path through a chain: straight along lanes, curved between columns."""
    points: list[tuple[float, float]] = []
    for link in chain:
        start, end = _ends(link)
        if not points:
            points.append(start)
        elif points[-1] != start:
            points += [points[-1], start, start]
        points += [*_controls(link), end]
    return points


def _labels(
    boxes: Sequence[Box], arrows: Sequence[Arrow], chains: Sequence[list[_Link]], frame: Frame
) -> None:
    """Put each label on its arrow where it touches neither a box nor another label."""
    taken = [(box.x, box.y, box.width, box.height) for box in boxes]
    for arrow, chain in zip(arrows, chains, strict=True):
        for x, y in _candidates(chain):
            place = (
                x - arrow.label_width / 2,
                y - arrow.label_height / 2,
                arrow.label_width,
                arrow.label_height,
            )
            inside = (
                place[0] >= 0
                and place[1] >= 0
                and place[0] + place[2] <= frame.width
                and place[1] + place[3] <= frame.height
            )
            if inside and not any(overlap(place, other) for other in taken):
                arrow.label = place[:2]
                taken.append(place)
                break


def _candidates(chain: list[_Link]) -> Iterator[tuple[float, float]]:
    """Yield places on an arrow, its middle first, then just above and below it."""
    for shift in (0.0, -8.0, 8.0):
        for spread in range(17):
            for side in (1, -1) if spread else (1,):
                for link in chain:
                    x, y = _on_curve(link, 0.5 + side * spread * 0.026)
                    yield x, y + shift


def _on_curve(link: _Link, t: float) -> tuple[float, float]:
    start, end = _ends(link)
    first, second = _controls(link)
    u = 1 - t
    x, y = (
        u**3 * start[axis]
        + 3 * u * u * t * first[axis]
        + 3 * u * t * t * second[axis]
        + t**3 * end[axis]
        for axis in (0, 1)
    )
    return x, y


def overlap(
    a: tuple[float, float, float, float], b: tuple[float, float, float, float], gap: float = 3.0
) -> bool:
    """Tell whether two rectangles (x, y, width, height) come closer than a gap.

    Examples
    --------
    >>> overlap((0, 0, 10, 10), (12, 0, 5, 5)), overlap((0, 0, 10, 10), (20, 0, 5, 5))
    (True, False)
    """
    return (
        a[0] < b[0] + b[2] + gap
        and b[0] < a[0] + a[2] + gap
        and a[1] < b[1] + b[3] + gap
        and b[1] < a[1] + a[3] + gap
    )
