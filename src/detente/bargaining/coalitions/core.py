"""The core: the divisions that give every coalition at least what it is worth."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from math import lcm
from typing import Any

from detente.bargaining.coalitions.game import CoalitionGame, Floats
from detente.bargaining.coalitions.least_core import LeastCore, least_core
from detente.bargaining.consistency import exactly
from detente.bargaining.unknown.corners import corners

MAX_PLAYERS_EXACT = 8
MAX_VERTICES = 200
"""Games and cores for which all vertices are listed."""


@dataclass(frozen=True)
class Core:
    """The core of a game.

    Parameters
    ----------
    game : CoalitionGame
    empty : bool
    least : LeastCore
        A division in the core if there is one; otherwise what shows that it is empty.
    vertices : tuple of tuple of Fraction, or None
        All of them, in ascending order; None if there are too many to list.
    """

    game: CoalitionGame
    empty: bool
    least: LeastCore
    vertices: tuple[tuple[Fraction, ...], ...] | None

    @property
    def shares(self) -> Floats | None:
        """A division in the core: one whose largest excess is least; None if it is empty."""
        return None if self.empty else self.least.shares

    def to_dict(self) -> dict[str, Any]:
        """Return it as one JSON-ready object."""
        return {
            "empty": self.empty,
            "shares": None if self.shares is None else self.game.named(self.shares),
            "vertices": None
            if self.vertices is None
            else [self.game.named([float(x) for x in vertex]) for vertex in self.vertices],
            "least_excess": self.least.excess,
            "balanced": [
                {"coalition": list(coalition), "weight": round(weight, 9)}
                for coalition, weight in self.least.balanced
            ],
        }


def core(game: CoalitionGame) -> Core:
    """Return whether the core is empty, a division in it, and its vertices where they are few.

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
    Gillies (1959). Vertices are found in exact arithmetic, on the decimals that worths are written
    as; if there are too many, linear programming decides, for which what is within a 1e-9th of
    the largest worth is nothing.

    Examples
    --------
    >>> gloves = CoalitionGame(("left", "right", "other right"), [0, 0, 0, 1, 0, 1, 0, 1])
    >>> [[int(share) for share in vertex] for vertex in core(gloves).vertices]
    [[1, 0, 0]]
    """
    least = least_core(game)
    vertices = _vertices(game)
    empty = least.excess > 0 if vertices is None else not vertices
    return Core(game, empty, least, vertices)


def _vertices(game: CoalitionGame) -> tuple[tuple[Fraction, ...], ...] | None:
    """Return the vertices, as shares of what all have more together than apart."""
    count = len(game.players)
    if count > MAX_PLAYERS_EXACT:
        return None
    values = [exactly(value) for value in game.values]
    alone = [values[1 << k] for k in range(count)]
    claims = [
        value - sum((alone[k] for k in range(count) if place >> k & 1), Fraction(0))
        for place, value in enumerate(values)
    ]
    surplus = claims[-1]
    if surplus <= 0:
        return (tuple(alone),) if surplus == 0 and max(claims) <= 0 else ()
    # Of every unit of the surplus, a coalition must get at least `claim / surplus`.
    rows = []
    for place in sorted(range(1, len(claims) - 1), key=lambda place: -claims[place]):
        needs = claims[place] / surplus
        if needs > 0:
            row = [(place >> k & 1) - needs for k in range(count)]
            common = lcm(*(x.denominator for x in row))
            rows.append(tuple(int(x * common) for x in row))
    found = corners(count, rows, MAX_VERTICES)
    if found is None:
        return None
    return tuple(
        sorted(
            tuple(
                start + surplus * Fraction(part, sum(ray))
                for start, part in zip(alone, ray, strict=True)
            )
            for ray in found.rays
        )
    )
