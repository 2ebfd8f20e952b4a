"""What models hand back: where everybody stood, and who moved whom."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from detente.spatial.inputs import Bools, Floats, Places
from detente.spatial.model import Spatial


@dataclass(frozen=True, eq=False)
class Run:
    """Where everybody stood, round by round, in every draw.

    Parameters
    ----------
    positions : list of ndarray of float, shape (actors, dimensions, draws)
        From the input on, as parts of the scale; a draw that is over stays as it is.
    rounds : ndarray of int, shape (draws,)
        How many rounds it took.
    converged : ndarray of bool, shape (draws,)
        Whether it came to rest.
    """

    positions: list[Floats]
    rounds: Places
    converged: Bools


@dataclass(frozen=True)
class Move:
    """Somebody changes its position.

    Parameters
    ----------
    round : int
        From 1; the first leads away from the input.
    actor : str
        Who moves.
    by : str
        Who moves it: the other one of the two.
    argument : str
        What makes it move: in `smp` ``challenged``, when the other one challenged it, or
        ``challenging``; by expected utility ``conflict``, ``compromise`` or ``compel``.
    before, after : tuple of float
        Its position on each dimension, 0 to 100.
    numbers : mapping of str to float
        What the model reckoned with.
    """

    round: int
    actor: str
    by: str
    argument: str
    before: tuple[float, ...]
    after: tuple[float, ...]
    numbers: Mapping[str, float] = field(default_factory=dict)

    def to_dict(self, problem: Spatial) -> dict[str, Any]:
        """Return it as JSON-ready fields, by dimension."""
        ids = problem.dimension_ids
        return {
            "actor": self.actor,
            "by": self.by,
            "argument": self.argument,
            "before": dict(zip(ids, self.before, strict=True)),
            "after": dict(zip(ids, self.after, strict=True)),
            "numbers": dict(self.numbers),
        }
