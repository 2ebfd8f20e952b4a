"""Joint steps: what a group can agree to do together, at once, to everyone's benefit.

By unilateral moves alone a treaty is often out of reach even when it is stable, since nobody
wants to go first. An agreement is a joint act: the members of a group change their options at
the same moment, and each prefers where that leads. The group of a step is exactly the parties
whose options change: who gains without acting need not sign.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from detente.conditions import Bools
from detente.conflict.analysis import Analysis
from detente.conflict.base import BaseConflict
from detente.conflict.model import Term
from detente.conflict.states import Indices
from detente.conflict.words import Reason, compare_states


@dataclass(frozen=True, slots=True)
class JointStep:
    """One joint change of options that makes every member of the group better off.

    Parameters
    ----------
    source, target : int
        State numbers.
    group : tuple of str
        The parties whose options change.
    holds_under : tuple of str
        Concepts under which the target is an equilibrium.
    worse_off : tuple of str
        Parties outside the group that like the target less.
    conflict : BaseConflict
        What the states are states of.
    """

    source: int
    target: int
    group: tuple[str, ...]
    holds_under: tuple[str, ...]
    worse_off: tuple[str, ...]
    conflict: BaseConflict = field(repr=False, compare=False)

    @property
    def reasons(self) -> tuple[Reason, ...]:
        """For each member, why it prefers the target; worked out when asked for."""
        return tuple(
            compare_states(self.conflict, party, self.target, self.source) for party in self.group
        )

    def to_dict(self) -> dict[str, Any]:
        """Return JSON-ready fields."""
        return {
            "from": self.source,
            "to": self.target,
            "group": list(self.group),
            "reasons": [reason.to_dict() for reason in self.reasons],
            "holds_under": list(self.holds_under),
            "worse_off": list(self.worse_off),
        }


@dataclass(frozen=True, slots=True)
class GroupSteps:
    """What one group can do together from a state.

    Parameters
    ----------
    group : tuple of str
        Party ids.
    smallest : bool
        No smaller group within it has a joint step from the same state.
    steps : tuple of JointStep
        Those than which no other step of the group is at least as good for all its members and
        better for one; at most `limit`, best for the first member first.
    count : int
        How many joint steps the group has in all.
    """

    group: tuple[str, ...]
    smallest: bool
    steps: tuple[JointStep, ...]
    count: int

    def to_dict(self) -> dict[str, Any]:
        """Return JSON-ready fields."""
        return {
            "group": list(self.group),
            "smallest": self.smallest,
            "steps": [step.to_dict() for step in self.steps],
            "count": self.count,
        }


@dataclass(frozen=True, slots=True)
class Entry:
    """Who can enter an outcome jointly from a state, or else who blocks it.

    Parameters
    ----------
    term : Term
        The outcome.
    source : int
        State number.
    present : bool
        The outcome holds in the source already.
    steps : tuple of JointStep
        For each smallest group, its best step into the outcome; steps that end in an
        equilibrium first. Empty when nobody can enter it.
    nearest : int or None
        When there is none, the state of the outcome that the fewest of its movers refuse.
    movers, blockers : tuple
        Who would have to act for `nearest`, and for each that refuses, why.
    """

    term: Term
    source: int
    present: bool
    steps: tuple[JointStep, ...] = ()
    nearest: int | None = None
    movers: tuple[str, ...] = ()
    blockers: tuple[Reason, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """Return JSON-ready fields."""
        return {
            "outcome": self.term.id,
            "from": self.source,
            "present": self.present,
            "steps": [step.to_dict() for step in self.steps],
            "nearest": self.nearest,
            "movers": list(self.movers),
            "blockers": [reason.to_dict() for reason in self.blockers],
        }


@dataclass(frozen=True, eq=False)
class Changes:
    """What groups could do at once from one source: who acts, whether legally, who gains.

    Groups are bit masks over `able`, the indices of the parties that can act: at most as many as
    fit a mask.

    Parameters
    ----------
    able : tuple of int
    ends : ndarray of intp, shape (m,)
        The state that each of m changes leads to.
    movers : ndarray of int64, shape (m,)
        Who acts.
    legal : ndarray of bool, shape (m,)
    refusals : ndarray of int64, shape (m,)
        Those who act and do not gain.
    """

    able: tuple[int, ...]
    ends: Indices
    movers: NDArray[np.int64]
    legal: Bools
    refusals: NDArray[np.int64]

    @property
    def gains(self) -> Bools:
        """Which changes are legal, and gain everybody who acts."""
        return (self.refusals == 0) & self.legal

    def members(self, code: int) -> list[int]:
        """Return the indices of the parties in a group."""
        return [j for bit, j in enumerate(self.able) if code >> bit & 1]

    def sizes(self, codes: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return how many members each of some groups has."""
        size = np.zeros_like(codes)
        for bit in range(len(self.able)):
            size += codes >> bit & 1
        return size

    def by_group(self, where: Bools) -> dict[int, Indices]:
        """Return the states that the changes picked out lead to, ascending, by who acts."""
        found = np.flatnonzero(where)
        movers = self.movers[found]
        order = np.argsort(movers, kind="stable")
        codes, starts = np.unique(movers[order], return_index=True)
        parts = np.split(self.ends[found[order]], starts[1:])
        return dict(zip(codes.tolist(), parts, strict=False))


def joint_steps(analysis: Analysis, source: int, *, limit: int = 6) -> tuple[GroupSteps, ...]:
    """Return every group that has a joint step from a state, smaller groups first.

    Parameters
    ----------
    analysis : Analysis
    source : int
        State number.
    limit : int
        Most steps listed for a group.

    Returns
    -------
    tuple of GroupSteps
        A group of one has a unilateral improvement.

    Notes
    -----
    O(N·n) time. One-way options and feasibility bind a joint step as they bind single moves.

    Examples
    --------
    >>> from detente.conflict.model import conflict
    >>> from detente.conflict.analysis import analyse
    >>> dilemma = conflict({"a": ["defect"], "b": ["defect"]},
    ...                    {"a": ["not b.defect", "a.defect"], "b": ["not a.defect", "b.defect"]})
    >>> [(found.group, found.steps[0].target) for found in joint_steps(analyse(dilemma), 4)]
    [(('a', 'b'), 1)]
    """
    against = _changes(analysis, source)
    groups = against.by_group(against.gains)
    found = []
    for code in sorted(groups, key=lambda code: (code.bit_count(), code)):
        members = against.members(code)
        best = _unbeaten(analysis, members, groups[code], limit)
        found.append(
            GroupSteps(
                tuple(analysis.conflict.party_ids[j] for j in members),
                not _has_smaller(code, groups),
                tuple(_step(analysis, source, int(t), members) for t in best),
                len(groups[code]),
            )
        )
    return tuple(found)


def joint_step(analysis: Analysis, source: int, target: int) -> JointStep | None:
    """Return the joint step between two states, or None where somebody who acts does not gain.

    Parameters
    ----------
    analysis : Analysis
    source, target : int
        State numbers.
    """
    against = _changes(analysis, source)
    index = analysis.conflict.index(target)
    groups = against.by_group(against.gains & (against.ends == index))
    if not groups:
        return None
    return _step(analysis, source, index, against.members(next(iter(groups))))


def joint_targets(analysis: Analysis, source: int) -> Bools:
    """Return where a joint step from a state leads, shape (n,); single moves are among them."""
    return _changes(analysis, source).gains


def can_step(analysis: Analysis, source: int, target: int) -> bool:
    """Tell whether some group can step jointly from one state to another; see `joint_step`."""
    against = _changes(analysis, source)
    return bool(against.gains[against.ends == analysis.conflict.index(target)].any())


def entry(analysis: Analysis, source: int, term: Term) -> Entry:
    """Return who can bring an outcome about jointly from a state, or who refuses.

    Parameters
    ----------
    analysis : Analysis
    source : int
        State number.
    term : Term
        The outcome, as a condition.

    Notes
    -----
    O(N·n) time.
    """
    conflict = analysis.conflict
    wanted = conflict.holds(term.condition)
    if wanted[conflict.index(source)]:
        return Entry(term, source, present=True)
    against = _changes(analysis, source)
    legal = wanted[against.ends] & against.legal
    steps = []
    groups = against.by_group(legal & against.gains)
    for code in sorted(groups):
        if _has_smaller(code, groups):
            continue
        members = against.members(code)
        unbeaten = _unbeaten(analysis, members, groups[code])
        best = unbeaten[np.lexsort((unbeaten, -analysis.support[unbeaten]))[0]]
        steps.append(_step(analysis, source, int(best), members))
    if steps:
        steps.sort(key=lambda step: (not step.holds_under, len(step.group), step.target))
        return Entry(term, source, False, tuple(steps))
    if not legal.any():
        return Entry(term, source, False)
    return _refused(analysis, source, term, against, np.flatnonzero(legal))


def _refused(
    analysis: Analysis, source: int, term: Term, against: Changes, changes: Indices
) -> Entry:
    """Return the entry that fewest movers refuse; among equals a stable one, then few movers."""
    targets = against.ends[changes]
    refusing = against.sizes(against.refusals[changes])
    moving = against.sizes(against.movers[changes])
    order = np.lexsort((targets, moving, -analysis.support[targets], refusing))
    change = changes[order[0]]
    nearest = int(against.ends[change])
    ids = analysis.conflict.party_ids
    return Entry(
        term,
        source,
        present=False,
        nearest=nearest + 1,
        movers=tuple(ids[j] for j in against.members(int(against.movers[change]))),
        blockers=tuple(
            compare_states(analysis.conflict, ids[j], nearest + 1, source)
            for j in against.members(int(against.refusals[change]))
        ),
    )


def _changes(analysis: Analysis, source: int) -> Changes:
    return analysis.graph.joint_changes(analysis.conflict.index(source))


def _has_smaller(code: int, groups: Iterable[int]) -> bool:
    return any(other != code and other & ~code == 0 for other in groups)


def _unbeaten(
    analysis: Analysis, members: Sequence[int], targets: Indices, limit: int | None = None
) -> Indices:
    """Return the targets that no other is at least as good as for all members, better for one.

    Sorted by the members' payoffs, best for the first member first, at most `limit`. Targets with
    equal payoffs for all members beat nobody among themselves. O(targets · (members + different
    payoffs returned)) time, after sorting.
    """
    payoffs = [analysis.graph.own_payoffs[j][targets] for j in members]
    keys: list[NDArray[Any]] = [-payoff for payoff in reversed(payoffs)]
    left = np.lexsort([targets, *keys])
    front: list[Indices] = []
    count = 0
    while len(left) and (limit is None or count < limit):
        # nothing left beats the first, and whatever it beats or equals comes after it
        best = left[0]
        equal = np.ones(len(left), np.bool_)
        rival = np.zeros(len(left), np.bool_)
        for payoff in payoffs:
            equal &= payoff[left] == payoff[best]
            rival |= payoff[left] > payoff[best]
        front.append(left[equal])
        count += len(front[-1])
        left = left[rival]
    found: Indices = targets[np.concatenate(front)] if front else targets[:0]
    return found[:limit]


def _step(analysis: Analysis, source: int, target: int, members: Sequence[int]) -> JointStep:
    conflict, graph = analysis.conflict, analysis.graph
    here = conflict.index(source)
    group = tuple(conflict.party_ids[j] for j in members)
    return JointStep(
        source,
        target + 1,
        group,
        analysis.held_under(target + 1),
        tuple(
            party
            for j, party in enumerate(conflict.party_ids)
            if party not in group and graph.own_payoffs[j][target] < graph.own_payoffs[j][here]
        ),
        conflict,
    )
