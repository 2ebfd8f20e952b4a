"""Where everybody stands, round by round, and the forecast that follows from it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from detente.brief.charts.rounds import BOTTOM, TOP, WIDTH, Plane, plane, round_names, shown_rounds
from detente.brief.charts.scale import LINE, WIDE, spread
from detente.brief.graph import text_width, wrapped
from detente.spatial.forecast import Forecast
from detente.spatial.words import place
from detente.text import capital, counted, quoted

WIDEST, NARROWEST = 292.0, 224.0
"""Where the plane ends, by how long the labels are that stand right of it."""
BESIDE = 16.0
"""Between the plane and its labels."""
NUMBER = 7
"""Characters of a label for its number."""
ALL_NAMED = 12
"""Actors that are all named; of more some are, and the others are thin lines."""
NAMED = 8
MOVERS = 4
"""Of those that are named, who ends furthest from where it began; the others are the weightiest."""
DOTTED = 12
"""Rounds up to which each is marked on the lines."""
COLOURS = 8


@dataclass(frozen=True, slots=True)
class Track:
    """A line through the rounds, with its label at the end.

    Parameters
    ----------
    kind : {"actor", "forecast", "reference"}
    name : str
        In full.
    lines : tuple of str
        The label, as far as there is room.
    path, dots : str
    end : float
        Height at which the line ends.
    y : float
        Height of the first line of the label.
    middle : float
        Height of the label.
    colour : int
        Which of eight; the ninth and further actors have the same ones on broken lines.
    broken : bool
    """

    kind: str
    name: str
    lines: tuple[str, ...]
    path: str
    dots: str
    end: float
    y: float = 0.0
    middle: float = 0.0
    colour: int = 0
    broken: bool = False


@dataclass(frozen=True, slots=True)
class TrajectoryPanel:
    """Positions on one dimension.

    Parameters
    ----------
    plane : Plane
    tracks : tuple of Track
        The forecast first, then who is named, and what no agreement amounts to.
    others : str
        Path of all that are not named.
    description : str
    rows : tuple of (str, tuple of str)
        The same as a table: who, and where it stands in the rounds shown.
    """

    plane: Plane
    tracks: tuple[Track, ...]
    others: str
    description: str
    rows: tuple[tuple[str, tuple[str, ...]], ...]


@dataclass(frozen=True, slots=True)
class TrajectoriesChart:
    """Where everybody stands, round by round, ready to be drawn.

    Parameters
    ----------
    panels : tuple of TrajectoryPanel
        One for each dimension.
    figure : str
        What the forecast is: the weighted mean, or the weighted median.
    heads : tuple of str
        Of the rounds that the tables list.
    remarks : tuple of str
        What is left out.
    """

    panels: tuple[TrajectoryPanel, ...]
    figure: str
    heads: tuple[str, ...]
    remarks: tuple[str, ...]

    @property
    def others(self) -> bool:
        """Whether some actors are not named."""
        return any(panel.others for panel in self.panels)

    @property
    def reference(self) -> bool:
        """Whether some dimension has a reference point."""
        return any(panel.plane.reference is not None for panel in self.panels)

    @property
    def banded(self) -> bool:
        """Whether some dimension has bands."""
        return any(panel.plane.stripes for panel in self.panels)


def trajectories_chart(found: Forecast) -> TrajectoriesChart:
    """Return the chart of positions by round: a panel for each dimension."""
    rounds = shown_rounds(found.rounds)
    return TrajectoriesChart(
        tuple(_panel(found, k, rounds) for k in range(len(found.problem.dimensions))),
        found.model.outcome.replace("_", " "),
        round_names(rounds),
        _remarks(found, len(rounds)),
    )


def named_actors(found: Forecast) -> tuple[int, ...]:
    """Return the places of the actors that a chart names: all, or who moves most and weighs most."""
    problem = found.problem
    if len(problem.actors) <= ALL_NAMED:
        return tuple(range(len(problem.actors)))
    far = np.sqrt(((found.positions[-1] - found.positions[0]) ** 2).sum(axis=1))
    weight = np.array(
        [
            actor.capability.centre * sum(each.salience.centre for each in actor.stances.values())
            for actor in problem.actors
        ]
    )
    movers = [int(k) for k in np.argsort(-far, kind="stable")[:MOVERS] if far[k] > 0]
    heavy = [int(k) for k in np.argsort(-weight, kind="stable") if k not in movers]
    return tuple(sorted([*movers, *heavy][:NAMED]))


def _panel(found: Forecast, k: int, rounds: tuple[int, ...]) -> TrajectoryPanel:
    problem = found.problem
    named = named_actors(found)
    most = 1 if len(named) > COLOURS else 2
    end = _end_of([problem.actors[who].label for who in named], most)
    ground = plane(problem, k, found.rounds, end)
    by_actor = found.positions[:, :, k].T.tolist()
    forecast = (found.means if found.model.outcome == "weighted_mean" else found.medians)[:, k]
    tracks = [
        _track(ground, "forecast", "Forecast", forecast.tolist(), 0, most),
        *(
            _track(ground, "actor", problem.actors[who].label, by_actor[who], at, most)
            for at, who in enumerate(named)
        ),
    ]
    reference = found.baselines["reference"][k]
    if reference is not None:
        tracks.append(_track(ground, "reference", "No agreement", [reference], 0, most))
    rest = [line for who, line in enumerate(by_actor) if who not in named]
    rows = [
        ("Forecast", forecast.tolist()),
        *((actor.label, line) for actor, line in zip(problem.actors, by_actor, strict=True)),
    ]
    return TrajectoryPanel(
        ground,
        _labelled(tracks),
        "".join(ground.line(line) for line in rest),
        _description(found, k),
        tuple((name, tuple(place(line[n]) for n in rounds)) for name, line in rows),
    )


def _end_of(names: Sequence[str], most: int) -> float:
    """Return where the plane ends, so that labels of at most so many lines have room beside it."""
    longest = max(text_width(name) for name in names) / most + NUMBER
    return min(WIDEST, max(NARROWEST, WIDTH - BESIDE - WIDE * longest))


def _track(ground: Plane, kind: str, name: str, line: list[float], at: int, most: int) -> Track:
    number = place(line[-1])
    width = WIDTH - ground.across.end - BESIDE - WIDE * (len(number) + 2)
    *first, last = wrapped(name, width, WIDE, most) or [""]
    dots = ""
    if kind == "actor" and 1 < len(line) <= DOTTED + 1:
        dots = "".join(f"M{ground.across(k)},{ground.up(each)}h0" for k, each in enumerate(line))
    return Track(
        kind,
        f"{name}: {number}",
        (*first, f"{last}: {number}"),
        ground.line(line),
        dots,
        ground.up(line[-1]),
        colour=at % COLOURS,
        broken=at >= COLOURS,
    )


def _labelled(tracks: list[Track]) -> tuple[Track, ...]:
    """Return lines whose labels stand clear of each other."""
    apart = [LINE * len(each.lines) + 1 for each in tracks]
    middles = spread([each.end for each in tracks], apart, TOP - 16, BOTTOM + 34)
    return tuple(
        replace(
            each,
            middle=round(middle, 1),
            y=round(middle + 4 - LINE * (len(each.lines) - 1) / 2, 1),
        )
        for each, middle in zip(tracks, middles, strict=True)
    )


def _description(found: Forecast, k: int) -> str:
    problem = found.problem
    rest = "come to rest" if found.converged else "still move"
    figure = found.model.outcome.replace("_", " ")
    bands = sum(band.dimension == problem.dimension_ids[k] for band in problem.bands)
    marked = f" {capital(counted(bands, 'band'))} marked." if bands else ""
    return (
        f"Across: today and {counted(found.rounds, 'round')}; up: positions from 0 to 100 on "
        f"{quoted(problem.dimensions[k].label)}. A line for each of "
        f"{counted(len(problem.actors), 'actor')}, which {rest}; the thick line is the forecast, "
        f"their {figure}, which ends at {place(found.outcome[k])}.{marked} The table below has all "
        "numbers."
    )


def _remarks(found: Forecast, columns: int) -> tuple[str, ...]:
    said = []
    others = len(found.problem.actors) - len(named_actors(found))
    if others:
        said.append(
            f"Named are those who move furthest and those who weigh most; the "
            f"{counted(others, 'other')} are thin lines."
        )
    if left := found.rounds + 1 - columns:
        said.append(f"The table leaves out {counted(left, 'round')} in between.")
    return tuple(said)
