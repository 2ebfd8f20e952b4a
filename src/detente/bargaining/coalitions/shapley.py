"""The Shapley value: what each player adds, on average over all orders in which they may join."""

from __future__ import annotations

from math import comb

import numpy as np

from detente.bargaining.coalitions.game import CoalitionGame, Floats


def shapley(game: CoalitionGame) -> Floats:
    """Return the Shapley value, shape (players,).

    Parameters
    ----------
    game : CoalitionGame

    Notes
    -----
    Shapley (1953): φ_i = Σ_S |S|! (n − |S| − 1)! / n! · (v(S ∪ i) − v(S)) over the coalitions S
    without i. O(n 2^n) time.

    Examples
    --------
    >>> two_of_three = CoalitionGame(("a", "b", "c"), [0, 0, 0, 1, 0, 1, 0, 1])  # with a
    >>> (6 * shapley(two_of_three)).round(9).tolist()
    [4.0, 1.0, 1.0]
    """
    count = len(game.players)
    size = game_sizes(count)
    weights = np.array([1 / (count * comb(count - 1, k)) for k in range(count)] + [0.0])[size]
    found = np.zeros(count)
    for player in range(count):
        # Places in threes: the players above, this one, and those below.
        values = game.values.reshape(-1, 2, 1 << player)
        weight = weights.reshape(-1, 2, 1 << player)[:, 0]
        found[player] = (weight * (values[:, 1] - values[:, 0])).sum()
    return found


def game_sizes(players: int) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    """Return how many members every coalition has."""
    found = np.zeros(1, np.int64)
    for _ in range(players):
        found = np.concatenate([found, found + 1])
    return found
