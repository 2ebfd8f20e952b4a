"""The numbers of a spatial problem as arrays, for one or for many draws side by side.

The draws are the last axis of every array, so that whatever is computed for one draw is computed
for all, number by number and in the same order: a draw's forecast does not depend on its company.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from detente.spatial.model import SCALE, Spatial

Floats = NDArray[np.float64]
Places = NDArray[np.intp]
Bools = NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Inputs:
    """What forecasts start from.

    Parameters
    ----------
    positions, saliences : ndarray of float, shape (actors, dimensions, draws)
        As parts of the scale, from 0 to 1.
    capabilities : ndarray of float, shape (actors, draws)
    accommodation : ndarray of float, shape (actors, actors), or None
        How far ideals follow positions; None where each is an actor's own position.
    """

    positions: Floats
    saliences: Floats
    capabilities: Floats
    accommodation: Floats | None = None

    @property
    def draws(self) -> int:
        """How many there are."""
        return int(self.capabilities.shape[1])

    def of(self, draws: Places | slice) -> Inputs:
        """Return those of some draws."""
        return Inputs(
            np.ascontiguousarray(self.positions[..., draws]),
            np.ascontiguousarray(self.saliences[..., draws]),
            np.ascontiguousarray(self.capabilities[..., draws]),
            self.accommodation,
        )


def centres(problem: Spatial) -> Inputs:
    """Return one draw: what is known, best guesses, and the middles of other ranges."""
    found = [each.range.centre for each in problem.quantities()]
    return arranged(problem, np.array(found)[:, None])


def arranged(problem: Spatial, numbers: Floats) -> Inputs:
    """Return numbers, shape (quantities, draws), in the order of `Spatial.quantities`, as inputs."""
    dimensions = len(problem.dimensions)
    rows = numbers.reshape(len(problem.actors), 1 + 2 * dimensions, -1)
    return Inputs(
        np.ascontiguousarray(rows[:, 1::2]) / SCALE,
        np.ascontiguousarray(rows[:, 2::2]) / SCALE,
        np.ascontiguousarray(rows[:, 0]),
        _accommodation(problem),
    )


def _accommodation(problem: Spatial) -> Floats | None:
    if not problem.accommodation:
        return None
    matrix = np.eye(len(problem.actors))
    place = {actor: k for k, actor in enumerate(problem.actor_ids)}
    for follower, shares in problem.accommodation.items():
        matrix[place[follower]] = 0
        for leader, share in shares.items():
            matrix[place[follower], place[leader]] = share
    return matrix


def total(rows: Floats) -> Floats:
    """Return the sum over the first axis, added one after the other.

    So numpy adds rows that lie one behind the other in memory, but not single numbers, of which it
    adds halves; and a forecast can hang on the last bit.
    """
    if rows.flags.c_contiguous and rows[0].size > 1:
        return np.add.reduce(rows, axis=0)
    found: Floats = np.zeros(rows.shape[1:])
    for row in rows:
        found += row
    return found
