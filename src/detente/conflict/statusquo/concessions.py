"""Who has to take a step that it does not want, what it gives up, and whether that pays."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from detente.conflict.analysis import Analysis
from detente.conflict.paths import Move
from detente.conflict.words import Reason, compare_states


@dataclass(frozen=True, slots=True)
class Concession:
    """A step in a sequence that its mover does not want when it takes it.

    Parameters
    ----------
    step : int
        Its place in the sequence, from 1.
    move : Move
    cost : Reason
        What the mover thinks of where it goes against where it stands: it loses, or is
        indifferent.
    end, overall : Reason
        What it thinks of where the sequence ends against where it stood, and against where the
        sequence starts.
    """

    step: int
    move: Move
    cost: Reason
    end: Reason
    overall: Reason

    @property
    def recovers(self) -> bool:
        """Whether the mover comes out better in the end than it stood."""
        return self.end.verdict == "prefers"

    def to_dict(self) -> dict[str, Any]:
        """Return JSON-ready fields."""
        return {
            "step": self.step,
            "party": self.move.party,
            "cost": self.cost.to_dict(),
            "end": self.end.to_dict(),
            "overall": self.overall.to_dict(),
            "recovers": self.recovers,
        }


def concessions(analysis: Analysis, moves: Sequence[Move]) -> tuple[Concession, ...]:
    """Return the steps of a sequence that their movers do not want when they take them.

    Examples
    --------
    >>> from detente.conflict.model import conflict
    >>> from detente.conflict.analysis import analyse
    >>> from detente.conflict.paths import find_routes
    >>> dilemma = conflict({"a": ["defect"], "b": ["defect"]},
    ...                    {"a": ["not b.defect", "a.defect"], "b": ["not a.defect", "b.defect"]})
    >>> analysis = analyse(dilemma)
    >>> (route,) = find_routes(analysis, 4, [1], by="moves", limit=1)
    >>> [(c.step, c.move.party, c.recovers) for c in concessions(analysis, route.sequences[0])]
    [(1, 'b', True), (2, 'a', False)]
    """
    conflict = analysis.conflict
    return tuple(
        Concession(
            step,
            move,
            compare_states(conflict, move.party, move.target, move.source),
            compare_states(conflict, move.party, moves[-1].target, move.source),
            compare_states(conflict, move.party, moves[-1].target, moves[0].source),
        )
        for step, move in enumerate(moves, start=1)
        if not move.improves
    )
