"""The linear programs behind core and nucleolus: the least largest excess."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from detente.bargaining.coalitions.game import CoalitionGame, Floats
from detente.bargaining.rows import Places
from detente.errors import LimitError, MissingExtraError

MAX_SOLVED = 14
"""Players of games that are solved: 16,384 coalitions, each a constraint."""

PRECISION = 1e-9
"""What is nearer to nothing, for a game whose worths are about 1, counts as nothing."""

WEIGHT = 1e-7
"""Dual solutions smaller than that are rounding."""


@dataclass(frozen=True)
class Standard:
    """A game in which nobody is worth anything alone and no coalition more than 1, by size.

    Adding to what a player has alone, and measuring in another unit, changes shares accordingly.

    Parameters
    ----------
    game : CoalitionGame
        The given one.
    matrix : ndarray of float, shape (coalitions, players)
        Who is in each coalition except the empty one and that of all.
    worth : ndarray of float, shape (coalitions,)
    total : float
        What all are worth.
    unit : float
    """

    game: CoalitionGame
    matrix: Floats
    worth: Floats
    total: float
    unit: float

    @classmethod
    def of(cls, game: CoalitionGame) -> Standard:
        """Return a game in this form.

        Raises
        ------
        LimitError
            If there are too many coalitions for linear programming.
        """
        count = len(game.players)
        if count > MAX_SOLVED:
            raise LimitError(
                f"core and nucleolus of {count} players are too large to compute",
                hint=f"at most {MAX_SOLVED} players; the Shapley value can be had",
                code="too-many-players",
            )
        worth = game.excess(game.alone)
        unit = float(np.abs(worth).max()) or 1.0
        places = np.arange(1, (1 << count) - 1)
        matrix = (places[:, None] >> np.arange(count) & 1).astype(np.float64)
        return cls(game, matrix, worth[1:-1] / unit, float(worth[-1]) / unit, unit)

    def shares(self, standard: Floats) -> Floats:
        """Return shares of the given game."""
        return standard * self.unit + self.game.alone


@dataclass(frozen=True)
class Level:
    """Shares at which the largest excess of some coalitions is least.

    Parameters
    ----------
    shares : ndarray of float, shape (players,)
    excess : float
    weights : ndarray of float, shape (coalitions,)
        The dual solution: coalitions with a positive weight have this excess at all such shares.
    """

    shares: Floats
    excess: float
    weights: Floats


def least_largest_excess(
    standard: Standard, among: Places, equal: Floats, to: Floats, *, imputation: bool
) -> Level:
    """Return shares with ``equal @ shares == to`` at which the largest excess `among` is least.

    If `imputation`, nobody gets less than it is worth alone.

    Raises
    ------
    MissingExtraError
        If scipy is not installed.
    """
    count = equal.shape[1]
    least = 0.0 if imputation else None
    found = _optimize().linprog(
        np.append(np.zeros(count), 1.0),
        A_ub=-np.column_stack([standard.matrix[among], np.ones(len(among))]),
        b_ub=-standard.worth[among],
        A_eq=np.column_stack([equal, np.zeros(len(equal))]),
        b_eq=to,
        bounds=[(least, None)] * count + [(None, None)],
        method="highs",
        options={"primal_feasibility_tolerance": 1e-10, "dual_feasibility_tolerance": 1e-10},
    )
    assert found.status == 0, found.message
    return Level(np.asarray(found.x[:-1]), float(found.x[-1]), -np.asarray(found.ineqlin.marginals))


def _optimize() -> Any:
    try:
        from scipy import optimize
    except ImportError as error:
        raise MissingExtraError(
            "core and nucleolus need scipy", hint="pip install 'detente[bargaining]'"
        ) from error
    return optimize
