"""The least core: the divisions that leave the unhappiest coalition as little to complain about."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from detente.bargaining.coalitions.game import CoalitionGame, Floats
from detente.bargaining.coalitions.linear import PRECISION, WEIGHT, Standard, least_largest_excess


@dataclass(frozen=True)
class LeastCore:
    """A division of the least core.

    Parameters
    ----------
    shares : ndarray of float, shape (players,)
    excess : float
        The largest excess of a coalition other than that of all: by how much it is worth more
        than it gets. The core is empty exactly where it is positive.
    balanced : tuple of (tuple of str, float)
        Coalitions that have this excess in every such division, and weights with which each
        player is in them once: Σ weight · v(S) = v(N) + excess · Σ weight.
    """

    shares: Floats
    excess: float
    balanced: tuple[tuple[tuple[str, ...], float], ...]


def least_core(game: CoalitionGame) -> LeastCore:
    """Return a division whose largest excess is least, over the coalitions other than that of all.

    Parameters
    ----------
    game : CoalitionGame

    Raises
    ------
    LimitError
        If there are too many players for linear programming.
    MissingExtraError
        If scipy is not installed.

    Notes
    -----
    Maschler, Peleg and Shapley (1979). Players may get less than they are worth alone, if the core
    is empty. The weights are those of Bondareva (1963) and Shapley (1967), which show a core to be
    empty.

    Examples
    --------
    >>> majority = CoalitionGame(("a", "b", "c"), [0, 0, 0, 1, 0, 1, 1, 1])
    >>> round(least_core(majority).excess, 9)
    0.333333333
    """
    standard = Standard.of(game)
    count = len(game.players)
    if count == 1:
        return LeastCore(game.alone.copy(), 0.0, ())
    level = least_largest_excess(
        standard,
        np.arange(len(standard.matrix)),
        np.ones((1, count)),
        np.array([standard.total]),
        imputation=False,
    )
    tight = np.flatnonzero(level.weights > WEIGHT)
    # A player is in coalitions of the same total weight as any other.
    scale = level.weights[tight] @ standard.matrix[tight, 0]
    balanced = tuple(
        (game.members(int(place) + 1), float(level.weights[place] / scale)) for place in tight
    )
    excess = 0.0 if abs(level.excess) < PRECISION else level.excess * standard.unit
    return LeastCore(standard.shares(level.shares), excess, balanced)
