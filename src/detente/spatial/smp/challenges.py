"""What everybody expects of challenging everybody else, and whom each challenges."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from detente.spatial.inputs import Bools, Floats, Places, total
from detente.spatial.smp.elections import first_best, vote
from detente.spatial.smp.utilities import Scene, utility

WORTHWHILE = 1e-5
"""The gain above which a challenge is made."""
BESIDE = 1e-10
"""Strength of either side before anybody joins it."""

BLOCK = 1 << 14
"""Numbers treated at once: as many as processors keep close by."""

Index = tuple[int | Places, ...]


@dataclass(frozen=True, eq=False)
class Challenges:
    """Whom each actor challenges.

    Parameters
    ----------
    made : ndarray of bool, shape (actors, draws)
        Whether an actor challenges anybody.
    targets : ndarray of int, shape (actors, draws)
        Whom.
    prevailing : ndarray of float, shape (actors, draws)
        The probability that it prevails, as it sees it.
    gains : ndarray of float, shape (actors, draws)
        What it expects.
    """

    made: Bools
    targets: Places
    prevailing: Floats
    gains: Floats


def challenges(scene: Scene) -> Challenges:
    """Return whom each actor challenges: whom it expects most of, if that is worthwhile."""
    actors, draws = scene.risks.shape
    made = np.zeros((actors, draws), bool)
    targets = np.zeros((actors, draws), np.intp)
    chances, expected = np.full((actors, draws), 0.5), np.zeros((actors, draws))
    columns = np.arange(draws)
    width = max(1, BLOCK // (actors * draws))
    for i in range(actors if actors > 1 else 0):
        seen = scene.seen_by(scene.risks[i])
        blocks = [
            _challenging(scene, seen, i, slice(start, min(start + width, actors)))
            for start in range(0, actors, width)
        ]
        prevails, gains = (np.concatenate(parts) for parts in zip(*blocks, strict=True))
        gains[i] = -np.inf
        j = first_best(gains)
        targets[i], chances[i], expected[i] = j, prevails[j, columns], gains[j, columns]
        made[i] = expected[i] > WORTHWHILE
    return Challenges(made, targets, chances, expected)


def _challenging(scene: Scene, seen: Floats, i: int, others: slice) -> tuple[Floats, Floats]:
    """Return how probably i prevails over some others, as it sees it, and what it expects of it."""
    every = np.arange(len(seen))
    of_i = utility(scene.distances[:, i], seen)
    of_others = utility(scene.distances[:, others], seen[:, None])
    own = utility(scene.distances[every, every], seen)[:, None]
    receivers = (every[others], np.arange(others.stop - others.start))
    prevails = _prevailing(scene, of_i[:, None], of_others, own, ((i,), receivers))
    return prevails, _gain(scene.salience[others], prevails, of_i[i], of_others[i])


def as_seen_by_receivers(scene: Scene, found: Challenges) -> tuple[Floats, Floats]:
    """Return, for each challenge, what its receiver believes.

    Returns
    -------
    prevailing : ndarray of float, shape (actors, draws)
        The probability that the initiator prevails.
    gains : ndarray of float, shape (actors, draws)
        What the initiator expects.
    """
    actors, draws = found.targets.shape
    columns = np.arange(draws)
    every = np.arange(actors)
    prevailing, gains = np.full((actors, draws), 0.5), np.zeros((actors, draws))
    salience = scene.salience
    for i in range(actors):
        j = found.targets[i]
        seen = scene.seen_by(scene.risks[j, columns])
        of_i = utility(scene.distances[:, i], seen)[:, None]
        of_j = utility(scene.distances[:, j, columns], seen)[:, None]
        own = utility(scene.distances[every, every], seen)[:, None]
        prevailing[i] = _prevailing(scene, of_i, of_j, own, ((i, 0), (j, 0, columns)))
        gains[i] = _gain(salience[j, columns], prevailing[i], of_i[i, 0], of_j[i, 0])
    return prevailing, gains


def _prevailing(
    scene: Scene, of_i: Floats, of_j: Floats, own: Floats, principals: tuple[Index, Index]
) -> Floats:
    """Return how probable it is that those who challenge prevail, as principals are indexed.

    Parameters
    ----------
    scene : Scene
    of_i, of_j, own : ndarray of float, shape (actors, challenges or 1, draws)
        What everybody's utility is of the position of the initiator, the receiver, and its own.
    principals : tuple of two index expressions
        The initiator and the receiver of each challenge.

    Notes
    -----
    Each third party counts only the principals and itself when it asks who will prevail.
    """
    options = scene.options
    weight = (scene.inputs.capabilities * scene.salience)[:, None]
    votes = vote(options, weight, of_i - of_j)
    for_i = np.maximum(votes, 0.0)
    for_j = for_i - votes
    first, second = principals
    with_i = BESIDE + for_i[first] + for_i[second]
    with_j = BESIDE + for_j[first] + for_j[second]
    if options.third_parties == "semi":
        for_i += with_i
        for_j += with_j
        for_j += for_i
        joining = vote(options, weight, _joining(for_i / for_j, of_i, of_j, own))
        joining[first] = 0.0
        joining[second] = 0.0
        for_i = np.maximum(joining, 0.0)
        with_i = with_i + total(for_i)
        with_j = with_j + total(for_i - joining)
    return with_i / (with_i + with_j)


def _joining(chance: Floats, of_i: Floats, of_j: Floats, own: Floats) -> Floats:
    """Return what third parties gain by joining the initiator rather than the receiver.

    Whoever joins the side that wins has what that side wanted two times and its own position once;
    whoever joins the side that loses has what the other side wanted three times. With full
    commitment the former has it three times, too; with none, either has its own position once:
    then it does not matter whom they join.
    """
    if_receiver_wins = of_j - own
    found = own - of_i
    found = found - if_receiver_wins
    found *= chance
    found += if_receiver_wins
    return found


def _gain(salience: Floats, prevails: Floats, of_i: Floats, of_j: Floats) -> Floats:
    """Return what is expected of a challenge: if the receiver does not care, it gives way."""
    contested = prevails * 2 * of_i + (1 - prevails) * 2 * of_j
    return (1 - salience) * 2 * of_i + salience * contested - (of_i + of_j)
