"""What those who challenge and those who are challenged would meet on."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from detente.spatial.inputs import Floats
from detente.spatial.smp.challenges import Challenges, as_seen_by_receivers
from detente.spatial.smp.utilities import Scene

HOLDING = 1e-6
"""What holds an actor at its own position, so that no sum of weights is 0."""
DIGITS = 1e4
"""Positions of bargains are rounded to so many parts of the scale."""


@dataclass(frozen=True, eq=False)
class Bargain:
    """Where the two would stand, by initiator: arrays of shape (actors, dimensions, draws)."""

    initiator: Floats
    receiver: Floats


def bargains(scene: Scene, found: Challenges) -> tuple[Bargain, ...]:
    """Return the bargains of each challenge: one, or as two versions."""
    options = scene.options
    first = _meet(scene, found, found.prevailing)
    if options.versions == "initiator":
        return (first,)
    prevailing, gains = as_seen_by_receivers(scene, found)
    slips = options.reference_slips
    second = _meet(scene, found, gains if slips else prevailing)
    if options.versions == "both":
        return first, second
    return (_mean(scene, found, first, second),)


def _mean(scene: Scene, found: Challenges, first: Bargain, second: Bargain) -> Bargain:
    """Return the mean of two versions, each weighted by what stands behind who sees it so."""
    capability, salience = scene.inputs.capabilities, scene.salience
    of_receiver = np.take_along_axis(salience, found.targets, axis=0)
    behind = capability
    if not scene.options.reference_slips:
        behind = np.take_along_axis(capability, found.targets, axis=0)
    one, other = (capability * salience)[:, None], (behind * of_receiver)[:, None]
    # Where neither can bring anything to bear, both versions count alike.
    nothing = one + other == 0
    one, other = np.where(nothing, 1.0, one), np.where(nothing, 1.0, other)
    return Bargain(
        (one * first.initiator + other * second.initiator) / (one + other),
        (one * first.receiver + other * second.receiver) / (one + other),
    )


def _meet(scene: Scene, found: Challenges, prevailing: Floats) -> Bargain:
    """Return where both would stand, by the probability that the initiator prevails."""
    targets = found.targets[:, None]
    mine, other = scene.positions, np.take_along_axis(scene.positions, targets, axis=0)
    salience = scene.inputs.saliences
    of_mine, of_other = salience, np.take_along_axis(salience, targets, axis=0)
    chance = prevailing[:, None]
    if scene.options.bargain == "s2pmax":
        return _loser_moves(mine, other, of_mine, of_other, chance)
    pull, back = of_mine * chance, of_other * (1 - chance)
    if scene.options.bargain == "s2p2":
        pull, back = pull * pull, back * back
    whole = pull + back + HOLDING
    return Bargain(
        _rounded(((pull + HOLDING) * mine + back * other) / whole),
        _rounded((pull * mine + (back + HOLDING) * other) / whole),
    )


def _loser_moves(
    mine: Floats, other: Floats, of_mine: Floats, of_other: Floats, chance: Floats
) -> Bargain:
    """Return where both would stand if only the one who is less likely to prevail moves."""
    edge = np.abs(2 * chance - 1)
    mine2, other2 = of_mine * of_mine, of_other * of_other

    def part(winner: Floats, loser: Floats) -> Floats:
        return edge * winner / (edge * winner + HOLDING + (1 - edge) * loser)

    won = chance >= 0.5
    return Bargain(
        np.where(won, mine, mine + part(other2, mine2) * (other - mine)),
        np.where(won, other + part(mine2, other2) * (mine - other), other),
    )


def _rounded(positions: Floats) -> Floats:
    """Return positions rounded half up; below 0, where only the slips lead, towards 0."""
    return np.trunc(positions * DIGITS + 0.5) / DIGITS
