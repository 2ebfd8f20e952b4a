"""Which of the bargains that concern it each actor takes."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from detente.spatial.inputs import Bools, Floats, Places, total
from detente.spatial.smp.bargains import Bargain
from detente.spatial.smp.challenges import Challenges
from detente.spatial.smp.elections import first_best, winning
from detente.spatial.smp.utilities import Scene, utility


@dataclass(frozen=True, eq=False)
class Choices:
    """What each actor takes.

    Parameters
    ----------
    positions : ndarray of float, shape (actors, dimensions, draws)
        Where it stands then.
    initiators : ndarray of int, shape (actors, draws)
        Who proposed what it took; -1 where it stays.
    versions : ndarray of int, shape (actors, draws)
        Which version of the bargain.
    support : ndarray of float, shape (actors, draws)
        The probability that what it took prevails among its options.
    """

    positions: Floats
    initiators: Places
    versions: Places
    support: Floats


@dataclass(frozen=True, eq=False)
class _Entries:
    """Options one below the other: whose, in which draw, who proposed it, and which version.

    They are sorted by draw and actor, and then as the actor lists them. Version -1 is to stay.
    """

    draw: Places
    actor: Places
    initiator: Places
    version: Places


def choices(
    scene: Scene, found: Challenges, offered: tuple[Bargain, ...], luck: Floats | None
) -> Choices:
    """Return what each actor takes: what is most likely to prevail, or by chance.

    Parameters
    ----------
    scene : Scene
    found : Challenges
    offered : tuple of Bargain
        The versions of each challenge's bargain.
    luck : ndarray of float, shape (actors, draws), or None
        Uniform numbers that decide; None where the most likely one is taken.
    """
    actors, _, draws = scene.positions.shape
    worth = _worth(scene, found, offered)
    initiators = np.full((actors, draws), -1, np.intp)
    versions = np.full((actors, draws), -1, np.intp)
    support = np.ones((actors, draws))
    entries = _entries(found, len(offered))
    starts = np.flatnonzero(
        np.diff(entries.draw * actors + entries.actor, prepend=-1)
    )  # of every actor's list
    counts = np.diff(starts, append=len(entries.draw))
    for count in np.unique(counts[counts > 1]).tolist():
        rows = starts[counts == count] + np.arange(count)[:, None]
        draw, actor = entries.draw[rows[0]], entries.actor[rows[0]]
        utilities = worth[entries.version[rows], entries.initiator[rows], :, draw]
        chances = winning(
            scene.options,
            np.ascontiguousarray(utilities.transpose(2, 0, 1)),
            scene.inputs.capabilities[:, draw],
        )
        taken = _taken(chances, None if luck is None else luck[actor, draw])
        row = np.take_along_axis(rows, taken[None], axis=0)[0]
        version = entries.version[row]
        versions[actor, draw] = version
        initiators[actor, draw] = np.where(version < 0, -1, entries.initiator[row])
        support[actor, draw] = np.take_along_axis(chances, taken[None], axis=0)[0]
    positions = _moved(scene.positions, offered, initiators, versions)
    return Choices(positions, initiators, versions, support)


def _taken(chances: Floats, luck: Floats | None) -> Places:
    if luck is None:
        return first_best(chances)
    reached: Bools = np.add.accumulate(chances, axis=0) > luck
    return np.where(reached.any(axis=0), reached.argmax(axis=0), len(chances) - 1)


def _worth(scene: Scene, found: Challenges, offered: tuple[Bargain, ...]) -> Floats:
    """Return what every bargain is worth to everybody, shape (versions + 1, initiators, all, draws).

    The last version is the status quo, so that version -1 is it. A state is worth the mean of what
    all positions in it are worth.
    """
    actors, draws = found.targets.shape
    columns = np.arange(draws)
    now = utility(scene.distances, scene.risks[:, None]).swapaxes(0, 1)
    worth = np.empty((len(offered) + 1, actors, actors, draws))
    worth[-1] = total(now) / actors
    after = now.copy()
    for version, bargain in enumerate(offered):
        for i in range(actors):
            j = found.targets[i]
            after[i] = utility(scene.away(bargain.initiator[i]), scene.risks)
            after[j, :, columns] = utility(scene.away(bargain.receiver[i]), scene.risks).T
            worth[version, i] = total(after) / actors
            after[i] = now[i]
            after[j, :, columns] = now[j, :, columns]
    return worth


def _entries(found: Challenges, versions: int) -> _Entries:
    """Return everybody's options: by initiator, and at its own place to stay comes first."""
    actors, draws = found.made.shape
    own, draw = (each.ravel() for each in np.indices((actors, draws)))
    initiator, where = np.nonzero(found.made)
    parts = [(draw, own, own, np.full(len(own), -1))]
    for version in range(versions):
        parts += [
            (where, actor, initiator, np.full(len(actor), version))
            for actor in (initiator, found.targets[initiator, where])
        ]
    columns = [np.concatenate(each) for each in zip(*parts, strict=True)]
    order = np.lexsort((columns[3], columns[2], columns[1], columns[0]))
    return _Entries(*(column[order] for column in columns))


def _moved(
    positions: Floats, offered: tuple[Bargain, ...], initiators: Places, versions: Places
) -> Floats:
    """Return where everybody stands who takes what it takes."""
    moved = positions.copy()
    own = np.arange(len(positions))[:, None]
    for version, bargain in enumerate(offered):
        for places, role in ((bargain.initiator, True), (bargain.receiver, False)):
            actor, draw = np.nonzero((versions == version) & ((initiators == own) == role))
            moved[actor, :, draw] = places[initiators[actor, draw], :, draw]
    return moved
