"""The nucleolus: complaints made as small as they can be, the greatest first."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from detente.bargaining.coalitions.game import CoalitionGame, Floats
from detente.bargaining.coalitions.linear import PRECISION, WEIGHT, Standard, least_largest_excess


@dataclass(frozen=True)
class Nucleolus:
    """The nucleolus of a game, or its prenucleolus.

    Parameters
    ----------
    game : CoalitionGame
    shares : ndarray of float, shape (players,)
    imputation : bool
        Whether divisions were compared that give everybody what it is worth alone. If there are
        none, it is the prenucleolus.
    """

    game: CoalitionGame
    shares: Floats
    imputation: bool

    @property
    def kind(self) -> str:
        """``nucleolus`` or ``prenucleolus``."""
        return "nucleolus" if self.imputation else "prenucleolus"

    def to_dict(self) -> dict[str, Any]:
        """Return it as one JSON-ready object."""
        return {"kind": self.kind, "shares": self.game.named(self.shares)}


def nucleolus(game: CoalitionGame) -> Nucleolus:
    """Return the division whose excesses, sorted from the largest, are lexicographically least.

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
    Schmeidler (1969): over the divisions that give everybody at least what it is worth alone. If
    that is more than there is, over all divisions (the prenucleolus; Peleg and Sudhölter 2007). The largest
    excess is made least by a linear program; coalitions that the dual solution weighs have it in
    every solution, and are kept there; then the largest of the others is made least. Coalitions
    whose share follows from what is kept are left out. Each round settles at least one dimension
    more, so that there are fewer rounds than players.

    Examples
    --------
    >>> claims = {"a": 100, "b": 200, "c": 300}  # on an estate of 200, as in the Talmud
    >>> def left(place):  # what the others leave
    ...     return max(0, 200 - sum(c for k, c in enumerate(claims.values()) if not place >> k & 1))
    >>> found = nucleolus(CoalitionGame(tuple(claims), [0, *(left(p) for p in range(1, 8))]))
    >>> found.game.named(found.shares)
    {'a': 50.0, 'b': 75.0, 'c': 75.0}
    """
    standard = Standard.of(game)
    count = len(game.players)
    imputation = standard.total >= -PRECISION
    total = max(0.0, standard.total) if imputation else standard.total
    kept, to = np.ones((1, count)), np.array([total])
    among = np.arange(len(standard.matrix))
    shares = np.full(count, total / count)
    while len(kept) < count:
        among = among[~_spanned(kept, standard.matrix[among])]
        level = least_largest_excess(standard, among, kept, to, imputation=imputation)
        shares = level.shares
        for place in np.argsort(-level.weights, kind="stable"):
            if level.weights[place] <= WEIGHT:
                break
            row = standard.matrix[among[place]]
            if not _spanned(kept, row[None])[0]:
                kept = np.vstack([kept, row])
                to = np.append(to, standard.worth[among[place]] - level.excess)
    if count > 1:
        shares = np.linalg.solve(kept, to)
    return Nucleolus(game, standard.shares(shares), imputation)


def _spanned(rows: Floats, asked: Floats) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    """Return which of some coalitions are sums of multiples of independent rows."""
    basis = np.linalg.qr(rows.T)[0]
    rest = asked - asked @ basis @ basis.T
    return np.abs(rest).max(axis=1, initial=0.0) < 1e-7
