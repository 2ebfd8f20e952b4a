"""A forecast in plain sentences."""

from __future__ import annotations

from collections import Counter
from math import dist
from typing import TYPE_CHECKING

from detente.text import counted, listed, quoted, sentence

if TYPE_CHECKING:
    from detente.spatial.forecast import Forecast
    from detente.spatial.model import Dimension, Spatial
    from detente.spatial.runs import Move

RECORD = (
    "Such models have hardly beaten “always 50”: on 351 decisions of the European Union, on scales "
    "from 0 to 100, the mean absolute error was 26.8 for the challenge model, 23.0 for the weighted "
    "mean, which needs no model, and 27.9 for saying 50 every time. None of them tells whether there "
    "is an agreement at all."
)
"""How such forecasts have done where they could be held against what came out."""
ARGUMENTS = {
    "challenged": "is challenged and takes the bargain",
    "challenging": "challenges and takes the bargain that this leads to",
    "conflict": "gives way where both expect to gain by a conflict",
    "compromise": "meets the other one part of the way",
    "compel": "gives in",
}
"""What makes somebody move, said of who moves."""
TOLD = 3
"""Dimensions that are told of; the others are counted."""


def answer(found: Forecast) -> tuple[str, ...]:
    """Return what is forecast, what needs no model, and who moves furthest, and why."""
    said = [_outcome(found), _baselines(found)]
    if (moving := _furthest(found)) is not None:
        said.append(moving)
    return tuple(said)


def place(number: float) -> str:
    """Return a position as people read it.

    Examples
    --------
    >>> place(62.349), place(50.0), place(99.96)
    ('62.3', '50', '100')
    """
    return f"{number:.1f}".removesuffix(".0")


def places(problem: Spatial, numbers: tuple[float | None, ...]) -> str:
    """Return positions on each dimension, as a list."""
    known = [
        (dimension, number)
        for dimension, number in zip(problem.dimensions, numbers, strict=True)
        if number is not None
    ]
    told = [_on(problem, dimension, number) for dimension, number in known[:TOLD]]
    if more := len(known) - TOLD:
        told += [f"so on for {counted(more, 'more dimension')}"] if more > 0 else []
    return listed(told)


def _on(problem: Spatial, dimension: Dimension, number: float) -> str:
    if len(problem.dimensions) == 1:
        return place(number)
    return f"{place(number)} on {quoted(dimension.label)}"


def _outcome(found: Forecast) -> str:
    rounds = counted(found.rounds, "round")
    state = f"come to rest after {rounds}" if found.converged else f"still move after {rounds}"
    figure = found.model.outcome.replace("weighted_", "")
    where = places(found.problem, found.outcome)
    line = ""
    if len(found.problem.dimensions) == 1:
        line = _line(found.problem.dimensions[0])
    return sentence(
        f"by {found.model.label}, positions {state}; their {figure}, weighted by capability "
        f"and salience, is then {where}{line}"
    )


def _line(dimension: Dimension) -> str:
    """Return what the line is, and what stands at its ends, where that is said."""
    ends = [f"{end}: {quoted(text)}" for end, text in ((0, dimension.low), (100, dimension.high))
            if text]  # fmt: skip
    return f" on {quoted(dimension.label)}" + (f" ({', '.join(ends)})" if ends else "")


def _baselines(found: Forecast) -> str:
    """Tell what every forecast has to be held against."""
    mean, median = (found.baselines[each] for each in ("weighted_mean", "weighted_median"))
    told = [
        f"the weighted mean of today's positions is {places(found.problem, mean)}",
        f"the weighted median {places(found.problem, median)}",
        "the middle of the scale 50",
    ]
    if any(each is not None for each in found.baselines["reference"]):
        reference = places(found.problem, found.baselines["reference"])
        told.append(f"no agreement stands at {reference}")
    return sentence(f"without any model, {'; '.join(told)}")


def _furthest(found: Forecast) -> str | None:
    """Tell who ends furthest from where it began, and who moved it furthest."""
    starts, ends = found.positions[0].tolist(), found.positions[-1].tolist()
    gaps = [dist(a, b) for a, b in zip(starts, ends, strict=True)]
    if not gaps or max(gaps) == 0:
        nobody = "Nobody moves." if found.problem.exact else "With these numbers nobody moves."
        return None if found.moves else nobody
    k = gaps.index(max(gaps))
    actor = found.problem.actors[k]
    moves = [move for move in found.moves if move.actor == actor.id]
    if not moves:
        return None
    by: Counter[str] = Counter()
    for move in moves:
        by[move.by] += dist(move.before, move.after)  # type: ignore[assignment]
    mover = found.problem.actor(max(by, key=lambda each: by[each]))
    most = max(
        (move for move in moves if move.by == mover.id), key=lambda m: dist(m.before, m.after)
    )
    return sentence(
        f"{actor.label} ends furthest from where it stands, at "
        f"{places(found.problem, tuple(ends[k]))} and not {places(found.problem, tuple(starts[k]))}; "
        f"{mover.label} moves it most: in round {most.round} {why(found, most)}"
    )


def not_told(problem: Spatial) -> tuple[str, ...]:
    """Return what a forecast leaves open where numbers are unknown and no draws are made."""
    if problem.exact:
        return ()
    of = counted(len(problem.unknowns), "unknown number")
    return (f"This takes best guesses or middles for {of}: what hangs on that, it does not tell.",)


def why(found: Forecast, move: Move) -> str:
    """Return what makes somebody move, as a clause."""
    actor, by = found.problem.actor(move.actor).label, found.problem.actor(move.by).label
    match move.argument:
        case "challenged":
            return f"{by} challenges {actor}, which takes the bargain"
        case "challenging":
            return f"{actor} challenges {by} and takes the bargain that this leads to"
        case "conflict":
            return f"both expect to gain by a conflict, {by} more, and {actor} gives way"
        case "compromise":
            return f"{actor} expects to lose less than {by} to gain, and meets it part of the way"
        case _:
            return f"{actor} expects to lose more than {by} to gain, and gives in"
