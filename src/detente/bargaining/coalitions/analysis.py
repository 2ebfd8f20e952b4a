"""Three parties and more: what coalitions can secure, and how the gains of a deal may be divided."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from detente.bargaining.coalitions.blocking import Blocking, blocking
from detente.bargaining.coalitions.conclude import Concluded, conclude
from detente.bargaining.coalitions.core import Core, core
from detente.bargaining.coalitions.game import CoalitionGame, Floats
from detente.bargaining.coalitions.linear import MAX_SOLVED
from detente.bargaining.coalitions.nucleolus import Nucleolus, nucleolus
from detente.bargaining.coalitions.shapley import shapley
from detente.bargaining.model import Bargaining, Package
from detente.bargaining.sweep import Progress
from detente.bargaining.worth import Worth
from detente.notebook import Shown, frame

if TYPE_CHECKING:
    import pandas as pd

DEFINITION = (
    "a coalition is worth the most that its members gain together over no deal on a package that "
    "needs nobody else's agreement, and at least 0"
)
CAVEAT = (
    "members can pay each other, and utilities of several parties are added, which is meant only "
    "if they are measured in the same unit; what a deal does to parties outside it is left to them"
)


@dataclass(frozen=True)
class Coalitions(Shown):
    """What coalitions can secure, with payments between their members and without.

    Parameters
    ----------
    concluded : Concluded
        What every coalition can conclude.
    game : CoalitionGame
        The same as a game with transferable utility.
    package : Package or None
        What all together would conclude; None for no deal.
    shapley : ndarray of float, shape (parties,)
    core : Core or None
    nucleolus : Nucleolus or None
        None if there are too many parties for either.
    blocking : Blocking or None
        Who can upset a given package without payments.
    """

    concluded: Concluded
    game: CoalitionGame
    package: Package | None
    shapley: Floats
    core: Core | None
    nucleolus: Nucleolus | None
    blocking: Blocking | None = None

    @property
    def worth(self) -> Worth:
        """The problem in numbers."""
        return self.concluded.worth

    @property
    def problem(self) -> Bargaining:
        """The problem that was analysed."""
        return self.worth.problem

    def answer(self) -> tuple[str, ...]:
        """Return the finding in a few plain sentences, in the case's words."""
        from detente.bargaining.coalitions.words import answer

        return answer(self)

    def rows(self) -> list[dict[str, Any]]:
        """Return one flat record for every coalition that has something, the largest last."""
        places = sorted(range(1, len(self.game.values)), key=lambda p: (p.bit_count(), p))
        return [
            {"coalition": list(self.game.members(p)), "worth": float(self.game.values[p])}
            for p in places
            if self.game.values[p]
        ]

    def to_frame(self) -> pd.DataFrame:
        """Return what coalitions are worth as a pandas data frame, indexed by their members.

        Raises
        ------
        MissingExtraError
            If pandas is not installed (the extra ``detente[frames]``).
        """
        rows = ({**row, "coalition": " + ".join(row["coalition"])} for row in self.rows())
        return frame(rows, "coalition")

    def to_dict(self) -> dict[str, Any]:
        """Return it as one JSON-ready object."""
        return {
            "players": list(self.game.players),
            "worth": self.rows(),
            "package": None if self.package is None else self.problem.values(self.package),
            "pure_bargaining": self.concluded.pure,
            "shapley": self.game.named(self.shapley),
            "core": self.core.to_dict() if self.core else None,
            "nucleolus": self.nucleolus.to_dict() if self.nucleolus else None,
            "blocking": self.blocking.to_dict() if self.blocking else None,
            "answer": list(self.answer()),
            "parameters": {"definition": DEFINITION, "caveat": CAVEAT, "solved_up_to": MAX_SOLVED},
        }


def coalitions(
    worth: Worth, *, package: Sequence[int] | None = None, progress: Progress | None = None
) -> Coalitions:
    """Return what coalitions can secure, and how what all gain together may be divided.

    Parameters
    ----------
    worth : Worth
    package : sequence of int, optional
        A draft or a solution, to see who can upset it without payments.
    progress : callable, optional
        Told of coalitions done.

    Raises
    ------
    ModelError
        If the package cannot occur.
    LimitError
        If there are too many parties, or conditions link issues in too many ways.
    MissingExtraError
        If scipy is not installed.

    Notes
    -----
    The definitions are in ``docs/definitions.md``.
    """
    concluded = conclude(worth, progress=progress)
    game = concluded.game
    solved = len(game.players) <= MAX_SOLVED
    return Coalitions(
        concluded,
        game,
        concluded.package(np.arange(len(game.players))),
        shapley(game),
        core(game) if solved else None,
        nucleolus(game) if solved else None,
        None if package is None else blocking(worth, package),
    )
