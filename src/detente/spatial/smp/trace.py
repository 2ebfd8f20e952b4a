"""Who moved whom in the Spatial Model of Politics, and what they reckoned with."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from detente.spatial.inputs import Inputs
from detente.spatial.model import SCALE, Spatial
from detente.spatial.runs import Move, Run
from detente.spatial.smp.options import Options
from detente.spatial.smp.turns import Turn, turns


def traced(options: Options, problem: Spatial, inputs: Inputs) -> tuple[Run, list[Move]]:
    """Run a model for one draw and tell who moved whom.

    Returns
    -------
    run : Run
    moves : list of Move
        With the numbers ``prevailing`` and ``gain``, the probability that the challenger prevails
        and what it expects of the challenge, both as it sees them; and ``support``, how probable
        what the mover took was to prevail among its options.
    """
    positions, converged = [inputs.positions], False
    moves: list[Move] = []
    for number, turn in enumerate(turns(options, inputs), start=1):
        moves += _moves(problem, turn, number)
        positions.append(turn.choices.positions)
        converged = bool(turn.over[0])
    return Run(positions, np.array([len(positions) - 1]), np.array([converged])), moves


def _moves(problem: Spatial, turn: Turn, number: int) -> Iterator[Move]:
    ids = problem.actor_ids
    before = turn.scene.positions[..., 0] * SCALE
    after = turn.choices.positions[..., 0] * SCALE
    initiators = turn.choices.initiators[:, 0].tolist()
    for k in np.flatnonzero((before != after).any(axis=1)).tolist():
        i = initiators[k]
        own = i == k
        yield Move(
            number,
            ids[k],
            ids[turn.challenges.targets[i, 0]] if own else ids[i],
            "challenging" if own else "challenged",
            tuple(before[k].tolist()),
            tuple(after[k].tolist()),
            {
                "prevailing": float(turn.challenges.prevailing[i, 0]),
                "gain": float(turn.challenges.gains[i, 0]),
                "support": float(turn.choices.support[k, 0]),
            },
        )
