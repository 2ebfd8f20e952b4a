"""How far positions are from what actors want, what that is worth, and attitudes to risk."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from detente.spatial.inputs import Floats, Inputs, total
from detente.spatial.smp.elections import winning
from detente.spatial.smp.options import Options

ALIKE = 1e-10
"""Where probabilities differ by no more, nobody takes or avoids risks."""
SEEN = {"none": 0.0, "third": 1 / 3, "half": 1 / 2, "two-thirds": 2 / 3, "full": 1.0}
"""How much of another's attitude to risk an actor sees."""


@dataclass(frozen=True, eq=False)
class Scene:
    """What is the case at the beginning of a turn.

    Parameters
    ----------
    options : Options
    inputs : Inputs
    positions, ideals : ndarray of float, shape (actors, dimensions, draws)
    distances : ndarray of float, shape (actors, actors, draws)
        From the ideal of the one to the position of the other.
    risks : ndarray of float, shape (actors, draws)
        Attitudes to risk.
    """

    options: Options
    inputs: Inputs
    positions: Floats
    ideals: Floats
    distances: Floats
    risks: Floats

    @property
    def salience(self) -> Floats:
        """How much everything together matters to each actor, shape (actors, draws)."""
        return total(self.inputs.saliences.swapaxes(0, 1))

    def away(self, positions: Floats) -> Floats:
        """Return how far positions, shape (dimensions, draws), are from everybody's ideal."""
        return distances(self.inputs.saliences, self.ideals, positions)

    def seen_by(self, risk: Floats) -> Floats:
        """Return everybody's attitude to risk as one sees it that has such an attitude itself."""
        share = SEEN[self.options.perspective]
        return (1 - share) * risk + share * self.risks


def scene(options: Options, inputs: Inputs, positions: Floats, ideals: Floats) -> Scene:
    """Return what is the case where actors have these positions and ideals."""
    apart = np.stack([distances(inputs.saliences, ideals, each) for each in positions], axis=1)
    chances = winning(options, 1 - apart, inputs.capabilities)
    return Scene(options, inputs, positions, ideals, apart, _risks(options, chances))


def distances(saliences: Floats, ideals: Floats, positions: Floats) -> Floats:
    """Return how far positions, shape (dimensions, draws), are from ideals, in parts of the scale.

    To somebody to whom nothing matters in a draw, nothing is far.
    """
    gaps = saliences * (ideals - positions)
    apart = total((gaps * gaps).swapaxes(0, 1))
    whole = total((saliences * saliences).swapaxes(0, 1))
    return np.sqrt(np.divide(apart, whole, out=np.zeros_like(apart), where=whole > 0))


def utility(distance: Floats, risk: Floats) -> Floats:
    """Return what a distance is worth to somebody with some attitude to risk."""
    return (1 - distance) * (1 + distance * risk)


def _risks(options: Options, chances: Floats) -> Floats:
    """Return attitudes to risk: whose position is likely to prevail has nothing to fear."""
    low, high = chances.min(axis=0), chances.max(axis=0)
    span = high - low
    some = np.where(span > ALIKE, span, 1.0)
    match options.risk:
        case "min":
            found = (chances - low) / some
        case "max":
            found = (2 * chances - high - low) / some
        case _:
            found = (3 * chances - high - 2 * low) / (2 * some)
    return np.where(span > ALIKE, found, 0.0)
