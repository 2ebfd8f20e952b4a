"""Turn after turn, until little moves."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from detente.ranges import stream
from detente.spatial.inputs import Bools, Floats, Inputs, Places, total
from detente.spatial.runs import Run
from detente.spatial.smp.bargains import bargains
from detente.spatial.smp.challenges import Challenges, challenges
from detente.spatial.smp.choices import Choices, choices
from detente.spatial.smp.options import Options
from detente.spatial.smp.utilities import Scene, scene

FEWEST_ROUNDS = 2
LITTLE = 0.02
"""Part of the first turn's movement below which it is over."""
BESIDES = 1e-4
"""Added to the first turn's movement."""


@dataclass(frozen=True, eq=False)
class Turn:
    """What happened in one turn, in the draws that were still going.

    Parameters
    ----------
    draws : ndarray of int
        Which.
    scene : Scene
    challenges : Challenges
    choices : Choices
    over : ndarray of bool
        Where so little moved that this was the last turn.
    """

    draws: Places
    scene: Scene
    challenges: Challenges
    choices: Choices
    over: Bools


def run(options: Options, inputs: Inputs, first_draw: int = 0) -> Run:
    """Run a model to its end in every draw.

    Parameters
    ----------
    options : Options
    inputs : Inputs
    first_draw : int
        The number of the first draw, which chance is drawn for by number.
    """
    positions = [inputs.positions]
    rounds = np.zeros(inputs.draws, np.intp)
    converged = np.zeros(inputs.draws, bool)
    for turn in turns(options, inputs, first_draw):
        now = positions[-1].copy()
        now[..., turn.draws] = turn.choices.positions
        positions.append(now)
        rounds[turn.draws] += 1
        converged[turn.draws] = turn.over
    return Run(positions, rounds, converged)


def turns(options: Options, inputs: Inputs, first_draw: int = 0) -> Iterator[Turn]:
    """Yield turn after turn, each with the draws that are not over."""
    draws = np.arange(inputs.draws)
    positions = ideals = inputs.positions
    first = np.zeros(inputs.draws)
    for number in range(options.rounds):
        now = scene(options, inputs, positions, ideals)
        found = challenges(now)
        luck = _luck(options, number, len(positions), first_draw + draws)
        taken = choices(now, found, bargains(now, found), luck)
        moved = _movement(positions, taken.positions)
        if number == 0:
            first = moved
        over = (moved / (first + BESIDES) < LITTLE) & (number + 1 >= FEWEST_ROUNDS)
        yield Turn(draws, now, found, taken, over)
        if over.all():
            return
        ideals = _ideals(inputs, ideals, taken.positions)[..., ~over]
        positions, inputs = taken.positions[..., ~over], inputs.of(np.flatnonzero(~over))
        draws, first = draws[~over], first[~over]


def _luck(options: Options, number: int, actors: int, draws: Places) -> Floats | None:
    """Return the uniform numbers that decide in a turn, shape (actors, draws)."""
    if options.transitions == "deterministic":
        return None
    drawn = stream(options.seed, f"turn.{number}").random((int(draws[-1]) + 1, actors))
    return np.ascontiguousarray(drawn[draws].T)


def _movement(before: Floats, after: Floats) -> Floats:
    """Return how far all went together, shape (draws,)."""
    gaps = after - before
    return total(np.sqrt(total((gaps * gaps).swapaxes(0, 1))))


def _ideals(inputs: Inputs, ideals: Floats, positions: Floats) -> Floats:
    """Return what actors want once they, and others, have moved."""
    matrix = inputs.accommodation
    if matrix is None:
        return positions
    rest = 1 - total(matrix.T)
    followed = np.zeros_like(positions)
    for shares, place in zip(matrix.T, positions, strict=True):
        followed += shares[:, None, None] * place
    return followed + rest[:, None, None] * ideals
