"""From here to there by single moves and agreements: the shortest mixed sequences.

A step is whatever some parties would do: one of them improves on its own, or several change their
options at once and each prefers where that leads. Every step is judged from the state in which it
is taken; a party may act in two steps in a row, since what it agrees to with others is not what
it would do alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from detente.conflict.analysis import Analysis
from detente.conflict.joint import JointStep, joint_step, joint_targets
from detente.errors import LimitError

MIXED_LIMIT = 1 << 13
"""States up to which mixed sequences are sought: every state may have a step to every other."""


@dataclass(frozen=True, slots=True)
class MixedRoute:
    """How one state is reached from another by single moves and agreements.

    Parameters
    ----------
    target : int
        State number.
    steps : int or None
        Length of the shortest sequence; None when there is none.
    sequences : tuple of tuple of JointStep
        Shortest sequences, at most `limit` of them, those with the fewest acting together first.
    complete : bool
        Whether `sequences` are all the shortest ones.
    """

    target: int
    steps: int | None
    sequences: tuple[tuple[JointStep, ...], ...] = ()
    complete: bool = True

    def to_dict(self) -> dict[str, Any]:
        """Return JSON-ready fields."""
        return {
            "target": self.target,
            "steps": self.steps,
            "sequences": [[step.to_dict() for step in steps] for steps in self.sequences],
            "complete": self.complete,
        }


def mixed_distances(analysis: Analysis, source: int) -> NDArray[np.int32]:
    """Return the fewest steps, single or joint, from a state to every other, -1 for never.

    Parameters
    ----------
    analysis : Analysis
    source : int
        State number.

    Returns
    -------
    ndarray of int32, shape (n,)

    Raises
    ------
    LimitError
        If there are too many states.

    Notes
    -----
    O(N·n²) time, one row of steps at a time.
    """
    n = len(analysis.conflict.states)
    if n > MIXED_LIMIT:
        raise LimitError(
            f"{n:,} states are too many to look for sequences of agreements (limit {MIXED_LIMIT:,})",
            hint="ask for single moves, or for joint steps from one state",
            code="too-many-states",
        )
    steps = np.full(n, -1, np.int32)
    steps[analysis.conflict.index(source)] = 0
    newest = [analysis.conflict.index(source)]
    length = 0
    while newest:
        length += 1
        reached = np.zeros(n, np.bool_)
        for state in newest:
            reached |= joint_targets(analysis, state + 1)
        reached &= steps < 0
        steps[reached] = length
        newest = [int(t) for t in np.flatnonzero(reached)]
    return steps


def mixed_routes(
    analysis: Analysis,
    source: int,
    targets: Iterable[int],
    *,
    limit: int = 12,
    steps: NDArray[np.int32] | None = None,
) -> tuple[MixedRoute, ...]:
    """Return the shortest sequences of single moves and agreements to each of some states.

    Parameters
    ----------
    analysis : Analysis
    source : int
        State number.
    targets : iterable of int
        State numbers.
    limit : int
        Most sequences listed for a target.
    steps : ndarray of int32, shape (n,), optional
        From `mixed_distances`, where that has been asked already.

    Raises
    ------
    LimitError
        If there are too many states.

    Examples
    --------
    >>> from detente.conflict.model import conflict
    >>> from detente.conflict.analysis import analyse
    >>> dilemma = conflict({"a": ["defect"], "b": ["defect"]},
    ...                    {"a": ["not b.defect", "a.defect"], "b": ["not a.defect", "b.defect"]})
    >>> (route,) = mixed_routes(analyse(dilemma), 2, [1])
    >>> [step.group for step in route.sequences[0]]
    [('b',), ('a', 'b')]
    """
    steps = mixed_distances(analysis, source) if steps is None else steps
    into = _Backwards(analysis, steps)
    routes = []
    for target in targets:
        end = analysis.conflict.index(target)
        if steps[end] < 0:
            routes.append(MixedRoute(target, None))
            continue
        found: list[tuple[int, ...]] = []
        for states in into.sequences(end):
            found.append(states)
            if len(found) > limit:
                break
        told = [_told(analysis, states) for states in found[:limit]]
        told.sort(key=lambda taken: sum(len(step.group) for step in taken))
        routes.append(MixedRoute(target, int(steps[end]), tuple(told), len(found) <= limit))
    return tuple(routes)


class _Backwards:
    """Follows shortest mixed sequences from their end; which state leads where is asked once."""

    def __init__(self, analysis: Analysis, steps: NDArray[np.int32]) -> None:
        self.analysis, self.steps = analysis, steps
        self.leads: dict[int, Any] = {}

    def sequences(self, end: int) -> Iterator[tuple[int, ...]]:
        """Yield the states of every shortest sequence that ends in a state."""
        length = int(self.steps[end])
        if not length:
            yield (end,)
            return
        for before in np.flatnonzero(self.steps == length - 1):
            state = int(before)
            if state not in self.leads:
                self.leads[state] = joint_targets(self.analysis, state + 1)
            if self.leads[state][end]:
                for earlier in self.sequences(state):
                    yield (*earlier, end)


def _told(analysis: Analysis, states: tuple[int, ...]) -> tuple[JointStep, ...]:
    told = []
    for before, after in pairwise(states):
        step = joint_step(analysis, before + 1, after + 1)
        assert step is not None  # the search went only where everybody who acts gains
        told.append(step)
    return tuple(told)
