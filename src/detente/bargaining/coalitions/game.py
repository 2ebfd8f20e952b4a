"""A coalitional game with transferable utility: what every coalition can secure for its members."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from detente.errors import LimitError, ModelError, unknown_name

Floats = NDArray[np.float64]

MAX_PLAYERS = 20
"""A million coalitions."""


@dataclass(frozen=True)
class CoalitionGame:
    """A coalitional game with transferable utility.

    Parameters
    ----------
    players : tuple of str
    values : ndarray of float, shape (2**players,)
        What each coalition is worth; bit k of its place stands for player k. The empty coalition is
        worth 0.

    Raises
    ------
    ModelError
        If there are no players, not one value for every coalition, or an infinite one.
    LimitError
        If there are too many players.

    Examples
    --------
    >>> gloves = CoalitionGame.of(["left", "right", "other right"],
    ...                           {("left", "right"): 1, ("left", "other right"): 1,
    ...                            ("left", "right", "other right"): 1})
    >>> gloves.worth(["right", "left"]), gloves.total
    (1.0, 1.0)
    """

    players: tuple[str, ...]
    values: Floats

    def __post_init__(self) -> None:
        if not self.players or len(set(self.players)) < len(self.players):
            raise ModelError("a coalitional game needs players, each with a name of its own")
        if len(self.players) > MAX_PLAYERS:
            raise LimitError(
                f"{len(self.players)} players form too many coalitions",
                hint=f"at most {MAX_PLAYERS} players",
                code="too-many-players",
            )
        values = np.asarray(self.values, np.float64)
        if values.shape != (1 << len(self.players),) or values[0]:
            raise ModelError(
                "a coalitional game needs one value for every coalition, and 0 for the empty one"
            )
        if not np.isfinite(values).all():
            raise ModelError("what a coalition is worth must be a finite number")
        object.__setattr__(self, "values", values)

    @classmethod
    def of(
        cls, players: Iterable[str], worth: Mapping[Iterable[str], float] | ArrayLike
    ) -> CoalitionGame:
        """Return a game by its coalitions' worth; coalitions that a mapping leaves out have 0."""
        named = tuple(players)
        if not isinstance(worth, Mapping):
            return cls(named, np.asarray(worth, np.float64))
        values = np.zeros(1 << min(len(named), MAX_PLAYERS + 1))
        for coalition, value in worth.items():
            values[_place(named, coalition)] = value
        return cls(named, values)

    @property
    def total(self) -> float:
        """What all players together are worth."""
        return float(self.values[-1])

    @property
    def alone(self) -> Floats:
        """What each player is worth alone, shape (players,)."""
        return self.values[1 << np.arange(len(self.players))]

    def worth(self, coalition: Iterable[str]) -> float:
        """Return what a coalition is worth."""
        return float(self.values[_place(self.players, coalition)])

    def members(self, place: int) -> tuple[str, ...]:
        """Return the coalition at a place of `values`."""
        return tuple(player for k, player in enumerate(self.players) if place >> k & 1)

    def sums(self, shares: Sequence[float] | Floats) -> Floats:
        """Return what every coalition gets together, shape (2**players,)."""
        found = np.zeros(1)
        for share in shares:
            found = np.concatenate([found, found + share])
        return found

    def excess(self, shares: Sequence[float] | Floats) -> Floats:
        """Return how much more every coalition is worth than what it gets, shape (2**players,)."""
        return self.values - self.sums(shares)

    def named(self, shares: Sequence[float] | Floats) -> dict[str, float]:
        """Return shares by player, without the dust of floating point arithmetic."""
        dust = 1e-10 * max(1.0, float(np.abs(self.values).max()))
        digits = max(0, -int(np.floor(np.log10(dust))))
        return {
            player: round(float(share), digits) + 0.0
            for player, share in zip(self.players, shares, strict=True)
        }


def _place(players: Sequence[str], coalition: Iterable[str]) -> int:
    named = [coalition] if isinstance(coalition, str) else coalition
    place = 0
    for player in named:
        if player not in players:
            raise unknown_name("party", player, players)
        place |= 1 << players.index(player)
    return place
