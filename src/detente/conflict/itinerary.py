"""How to get from one state to others: move by move, by improvements only, and by agreement.

"There is no way by single moves" is half an answer, since an agreement is a joint act. So the
three ways are always looked for together.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from detente.conflict.analysis import Analysis
from detente.conflict.joint import GroupSteps, JointStep, joint_step, joint_steps
from detente.conflict.paths import Route, find_routes


@dataclass(frozen=True, eq=False)
class Itinerary:
    """Ways from one state to others.

    Parameters
    ----------
    source : int or None
        State number; None where there is no state to start from.
    by_moves, by_improvements : tuple of Route
        Shortest legal sequences, one route for each target, in the same order; empty without a
        source.
    agreed : mapping of int to JointStep or None
        For each target, the joint step that leads there at once, if all who act gain.
    joint : mapping of int to tuple of GroupSteps
        From the source and from each target, everything that groups can do jointly.
    complete : bool
        False when there are more equilibria than were listed.
    """

    source: int | None
    by_moves: tuple[Route, ...]
    by_improvements: tuple[Route, ...]
    agreed: Mapping[int, JointStep | None]
    joint: Mapping[int, tuple[GroupSteps, ...]]
    complete: bool

    @property
    def targets(self) -> tuple[int, ...]:
        """The states sought, by number."""
        return tuple(self.agreed)

    def to_dict(self) -> dict[str, Any]:
        """Return JSON-ready fields."""
        return {
            "from": self.source,
            "targets": list(self.targets),
            "by_moves": [route.to_dict() for route in self.by_moves],
            "by_improvements": [route.to_dict() for route in self.by_improvements],
            "agreed": {
                str(target): step.to_dict() if step else None
                for target, step in self.agreed.items()
            },
            "joint_steps": {
                str(state): [group.to_dict() for group in groups]
                for state, groups in self.joint.items()
            },
            "complete": self.complete,
        }


def plan(
    analysis: Analysis,
    source: int | None,
    targets: Sequence[int] | None = None,
    *,
    limit: int = 12,
    sequences: int | None = None,
) -> Itinerary:
    """Return the ways from a state to others.

    Parameters
    ----------
    analysis : Analysis
    source : int or None
        State number; None to look for joint steps only.
    targets : sequence of int, optional
        State numbers; by default the equilibria, those that hold under most concepts first.
    limit : int
        Most equilibria that are looked for.
    sequences : int, optional
        Most sequences listed for a route; as `limit` by default.

    Returns
    -------
    Itinerary

    Notes
    -----
    O((targets + 2) · N · n) time.

    Examples
    --------
    >>> from detente.conflict.model import conflict
    >>> from detente.conflict.analysis import analyse
    >>> dilemma = conflict({"a": ["defect"], "b": ["defect"]},
    ...                    {"a": ["not b.defect", "a.defect"], "b": ["not a.defect", "b.defect"]})
    >>> way = plan(analyse(dilemma), 4)
    >>> [(route.target, route.steps) for route in way.by_moves]
    [(4, 0), (1, 2)]
    >>> [route.steps for route in way.by_improvements], way.agreed[1].group
    ([0, None], ('a', 'b'))
    """
    chosen = analysis.strongest(limit) if targets is None else tuple(targets)
    listed = limit if sequences is None else sequences
    starts = chosen if source is None else (source, *chosen)
    joint = {state: joint_steps(analysis, state) for state in starts}
    complete = targets is not None or analysis.equilibrium_count <= limit
    if source is None:
        return Itinerary(None, (), (), dict.fromkeys(chosen), joint, complete)
    return Itinerary(
        source,
        find_routes(analysis, source, chosen, by="moves", limit=listed),
        find_routes(analysis, source, chosen, by="improvements", limit=listed),
        {target: joint_step(analysis, source, target) for target in chosen},
        joint,
        complete,
    )
