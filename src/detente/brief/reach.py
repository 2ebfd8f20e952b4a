"""How an outcome comes about: in one joint step, in stages, or not."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from detente.conditions import Condition, conjunction, name, negation
from detente.conflict.analysis import Analysis
from detente.conflict.base import BaseConflict
from detente.conflict.findings import Findings, OutcomeFinding
from detente.conflict.joint import Entry, JointStep, entry
from detente.conflict.model import Term
from detente.conflict.paths import Move


@dataclass(frozen=True, slots=True)
class Stages:
    """Moves that each mover wants, from the status quo, and what is possible then.

    Parameters
    ----------
    moves : tuple of Move
        One at least.
    step : JointStep or None
        The joint step into the outcome that is possible after them; None when the moves alone
        lead there.
    held_back : tuple of str
        Movers who, looking ahead, have reason not to move: the others would answer with moves
        of their own interest that leave the mover no better off.
    """

    moves: tuple[Move, ...]
    step: JointStep | None
    held_back: tuple[str, ...] = ()

    @property
    def target(self) -> int:
        """Number of the state that the stages end in."""
        return self.step.target if self.step else self.moves[-1].target


def stages(findings: Findings, outcome: OutcomeFinding) -> Stages | None:
    """Return the best way in stages into an equilibrium of an outcome, if there is one.

    From the status quo by moves that their movers want to one of the strongest equilibria, then,
    unless the outcome holds there, a joint step: two stages at most. Ways on which nobody has
    reason to hold back come first, then short ones.
    """
    analysis = findings.analysis
    found: list[Stages] = []
    for route in findings.by_improvements:
        if not route.steps:
            continue
        for moves in route.sequences:
            held_back = _held_back(analysis, moves)
            if route.target in outcome.equilibria:
                found.append(Stages(moves, None, held_back))
                continue
            after = entry(analysis, route.target, outcome.term)
            lasting = [step for step in after.steps if step.holds_under]
            found.extend(Stages(moves, step, held_back) for step in lasting)
    return min(found, key=_cost, default=None)


def _cost(way: Stages) -> tuple[int, int, int, int]:
    size = len(way.step.group) if way.step else 0
    return len(way.held_back), len(way.moves) + (way.step is not None), size, way.target


def _held_back(analysis: Analysis, moves: Iterable[Move]) -> tuple[str, ...]:
    """Return the movers who are sequentially stable where they would move."""
    stable = analysis.stable.get("seq", {})
    return tuple(
        dict.fromkeys(
            move.party
            for move in moves
            if move.party in stable and stable[move.party][analysis.conflict.index(move.source)]
        )
    )


def entry_to(analysis: Analysis, source: int, target: int) -> Entry:
    """Return who can step jointly from one state to exactly another, or who refuses."""
    conflict = analysis.conflict
    return entry(analysis, source, Term("state", exactly(conflict, target), f"state {target}"))


def exactly(conflict: BaseConflict, state: int) -> Condition:
    """Return the condition that holds in one state only."""
    true = conflict.true_names(state)
    return conjunction(
        *(name(known) if known in true else negation(name(known)) for known in conflict.columns)
    )


def indispensable(groups: Iterable[tuple[str, ...]]) -> tuple[str, ...]:
    """Return the parties that belong to every group.

    Examples
    --------
    >>> indispensable([("a", "b"), ("a", "c")])
    ('a',)
    """
    every = list(groups)
    return tuple(p for p in every[0] if all(p in group for group in every)) if every else ()
