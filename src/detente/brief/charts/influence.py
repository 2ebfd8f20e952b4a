"""Who moved whom: from those who move others to those who are moved, as wide as it goes far."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from math import dist

from detente.brief.graph import wrapped
from detente.spatial.forecast import Forecast
from detente.spatial.model import Spatial
from detente.spatial.words import ARGUMENTS, place
from detente.text import capital, counted

WIDTH = 440.0
LEFT, RIGHT = 158.0, 282.0
"""Where arrows begin, and where they end; names stand beside that."""
TOP = 34.0
TALL = 230.0
"""Heights that all arrows share out."""
MOST_ARROWS = 20
MOST_NAMED = 12
LISTED = 60
"""Rows of the table."""
THINNEST, WIDEST = 1.5, 26.0
GAP = 2.0
"""Between the arrows of one actor."""
APART = 8.0
"""Between actors."""
LINE = 14.0
HEAD = 9.0


@dataclass(frozen=True, slots=True)
class Moved:
    """How far one actor moved another by one argument, over all rounds.

    Parameters
    ----------
    by, actor, argument : str
        As in `Move`.
    far : float
        The way it went, on the scale from 0 to 100; there and back counts twice.
    rounds : tuple of int
        In which.
    shift : tuple of float
        By how much it ended up elsewhere, on each dimension.
    """

    by: str
    actor: str
    argument: str
    far: float
    rounds: tuple[int, ...]
    shift: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Arrow:
    """Somebody who moves somebody, drawn.

    Parameters
    ----------
    moved : Moved
    path : str
    width : float
    head : str
        Path of its point.
    words : str
    """

    moved: Moved
    path: str
    width: float
    head: str
    words: str


@dataclass(frozen=True, slots=True)
class Name:
    """An actor on one side: its name in lines, its height, and the bar at which arrows meet."""

    name: str
    lines: tuple[str, ...]
    y: float
    top: float
    height: float


@dataclass(frozen=True, slots=True)
class InfluenceChart:
    """Who moved whom, ready to be drawn.

    Parameters
    ----------
    movers, moved : tuple of Name
        On the left, and on the right.
    arrows : tuple of Arrow
    arguments : tuple of (str, str)
        Those that occur, and what they mean.
    height : float
    description : str
    heads : tuple of str
        Of the columns of numbers: how far, and by how much that shifted it on each dimension.
    rows : tuple of (str, str, str, tuple of str, str)
        The same as a table: who moved, by whom, why, numbers, in which rounds.
    remarks : tuple of str
        What is left out.
    """

    movers: tuple[Name, ...]
    moved: tuple[Name, ...]
    arrows: tuple[Arrow, ...]
    arguments: tuple[tuple[str, str], ...]
    height: float
    description: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, str, str, tuple[str, ...], str], ...]
    remarks: tuple[str, ...]

    width, left, right = WIDTH, LEFT, RIGHT


def influence_chart(found: Forecast) -> InfluenceChart | None:
    """Return the chart of who moved whom; None where nobody moved."""
    every = moved_in_all(found)
    if not every:
        return None
    shown = _shown(every)
    order = {actor: k for k, actor in enumerate(_from_high_to_low(found))}
    widths = _widths(shown)
    movers = _side(found.problem, [each.by for each in shown], widths, order)
    moved = _side(found.problem, [each.actor for each in shown], widths, order)
    used = {each.argument for each in shown}
    return InfluenceChart(
        tuple(each.name for each in movers.values()),
        tuple(each.name for each in moved.values()),
        tuple(_arrows(found.problem, shown, widths, movers, moved, order)),
        tuple((key, words) for key, words in ARGUMENTS.items() if key in used),
        max(each.name.top + each.name.height for each in (*movers.values(), *moved.values())) + 14,
        _description(found, every, shown),
        ("How far", *_shifts(found.problem)),
        tuple(_row(found.problem, each) for each in every[:LISTED]),
        _remarks(every, shown),
    )


def moved_in_all(found: Forecast) -> tuple[Moved, ...]:
    """Return how far each moved each by each argument, the furthest first."""
    ways: dict[tuple[str, str, str], list[Moved]] = {}
    for move in found.moves:
        far = dist(move.before, move.after)
        shift = tuple(b - a for a, b in zip(move.before, move.after, strict=True))
        key = (move.by, move.actor, move.argument)
        ways.setdefault(key, []).append(Moved(*key, far, (move.round,), shift))
    summed = (
        Moved(
            *key,
            sum(each.far for each in some),
            tuple(number for each in some for number in each.rounds),
            tuple(map(sum, zip(*(each.shift for each in some), strict=True))),
        )
        for key, some in ways.items()
    )
    return tuple(sorted((each for each in summed if each.far > 0), key=lambda each: -each.far))


def _shown(every: Sequence[Moved]) -> list[Moved]:
    """Return the arrows that are drawn: the longest ways, of so many actors as can be read."""
    shown: list[Moved] = []
    for each in every:
        movers = {one.by for one in shown} | {each.by}
        moved = {one.actor for one in shown} | {each.actor}
        if len(shown) < MOST_ARROWS and max(len(movers), len(moved)) <= MOST_NAMED:
            shown.append(each)
    return shown


def _from_high_to_low(found: Forecast) -> list[str]:
    """Return actors by where they stand today on the dimension on which most moves."""
    ways = abs(found.positions[1:] - found.positions[:-1]).sum(axis=(0, 1))
    starts = found.positions[0, :, int(ways.argmax())].tolist()
    ids = found.problem.actor_ids
    return sorted(ids, key=lambda each: -starts[ids.index(each)])


def _widths(shown: Sequence[Moved]) -> dict[Moved, float]:
    """Return widths by how far each goes, as long as the thinnest can be seen."""
    room = TALL - GAP * len(shown)
    scale = min(room / sum(each.far for each in shown), WIDEST / max(each.far for each in shown))
    return {each: round(max(THINNEST, each.far * scale), 2) for each in shown}


@dataclass
class _Place:
    """An actor on one side, and where its next arrow meets it."""

    name: Name
    next: float = field(default=0.0)


def _side(
    problem: Spatial, actors: Sequence[str], widths: dict[Moved, float], order: dict[str, int]
) -> dict[str, _Place]:
    """Return the actors of one side below each other, each as high as its arrows and its name."""
    y, found = TOP, {}
    for actor in sorted(set(actors), key=lambda each: order[each]):
        some = [w for w, each in zip(widths.values(), actors, strict=True) if each == actor]
        arrows = sum(some) + GAP * (len(some) - 1)
        lines = wrapped(problem.actor(actor).label, LEFT - 22, 6.7, 2)
        height = max(arrows, LINE * len(lines))
        top = y + (height - arrows) / 2
        text = y + height / 2 + 4 - LINE * (len(lines) - 1) / 2
        name = Name(
            problem.actor(actor).label,
            tuple(lines),
            round(text, 1),
            round(top, 2),
            round(arrows, 2),
        )
        found[actor] = _Place(name, top)
        y += height + APART
    return found


def _arrows(
    problem: Spatial,
    shown: Sequence[Moved],
    widths: dict[Moved, float],
    movers: dict[str, _Place],
    moved: dict[str, _Place],
    order: dict[str, int],
) -> list[Arrow]:
    """Return arrows that leave and arrive beside each other, so that few of them cross."""
    starts, ends = {}, {}
    for each in sorted(shown, key=lambda each: order[each.actor]):
        starts[each] = _taken(movers[each.by], widths[each])
    for each in sorted(shown, key=lambda each: order[each.by]):
        ends[each] = _taken(moved[each.actor], widths[each])
    middle = (LEFT + RIGHT) / 2
    arrows = []
    for each in sorted(shown, key=lambda each: -each.far):
        width, y, to = widths[each], starts[each], ends[each]
        half = max(width / 2, 1.0) + 2.2
        arrows.append(
            Arrow(
                each,
                f"M{LEFT},{y}C{middle},{y} {middle},{to} {RIGHT - HEAD},{to}",
                width,
                f"M{RIGHT - HEAD},{round(to - half, 2)}L{RIGHT},{to}L{RIGHT - HEAD},{round(to + half, 2)}Z",
                _words(problem, each),
            )
        )
    return arrows


def _taken(at: _Place, width: float) -> float:
    """Return the middle of the next arrow at an actor."""
    middle = at.next + width / 2
    at.next += width + GAP
    return round(middle, 2)


# -- Words ---------------------------------------------------------------------------------


def _words(problem: Spatial, each: Moved) -> str:
    by, actor = problem.actor(each.by).label, problem.actor(each.actor).label
    return f"{by} moves {actor} by {place(each.far)}: {actor} {ARGUMENTS[each.argument]}"


def _shifts(problem: Spatial) -> tuple[str, ...]:
    if len(problem.dimensions) == 1:
        return ("Shift",)
    return tuple(f"Shift, {dimension.label}" for dimension in problem.dimensions)


def _row(problem: Spatial, each: Moved) -> tuple[str, str, str, tuple[str, ...], str]:
    return (
        problem.actor(each.actor).label,
        problem.actor(each.by).label,
        capital(ARGUMENTS[each.argument]),
        (place(each.far), *map(_signed, each.shift)),
        _rounds(each.rounds),
    )


def _signed(number: float) -> str:
    """Return a difference of positions as people read it.

    Examples
    --------
    >>> _signed(-12.04), _signed(3.25), _signed(0.01)
    ('−12', '+3.2', '0')
    """
    said = place(abs(number))
    return said if said == "0" else f"{'−' if number < 0 else '+'}{said}"


def _rounds(rounds: Sequence[int], most: int = 6) -> str:
    told = ", ".join(map(str, rounds[:most]))
    return told if len(rounds) <= most else f"{told} and {len(rounds) - most} more"


def _description(found: Forecast, every: Sequence[Moved], shown: Sequence[Moved]) -> str:
    longest = _words(found.problem, every[0])
    return (
        f"On the left who moves others, on the right who is moved; {counted(len(shown), 'arrow')}, "
        f"the wider the further over all rounds. The widest: {longest}. The table below has all."
    )


def _remarks(every: Sequence[Moved], shown: Sequence[Moved]) -> tuple[str, ...]:
    said = []
    if left := [each for each in every if each not in shown]:
        part = sum(each.far for each in left) / sum(each.far for each in every)
        said.append(
            f"{capital(counted(len(left), 'more way'))}, {part:.0%} of how far all go, not drawn."
        )
    if len(every) > LISTED:
        said.append(f"The table has the {LISTED} longest of {len(every):,} ways.")
    return tuple(said)
