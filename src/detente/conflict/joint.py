"""Joint steps: what a group can agree to do together, at once, to everyone's benefit.

By unilateral moves alone a treaty is often out of reach even when it is stable, since nobody
wants to go first. An agreement is a joint act: the members of a group change their options at
the same moment, and each prefers where that leads. The group of a step is exactly the parties
whose options change: who gains without acting need not sign.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from detente.conditions import Bools
from detente.conflict.analysis import Analysis
from detente.conflict.model import Term
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
    reasons : tuple of Reason
        For each member, why it prefers the target.
    holds_under : tuple of str
        Concepts under which the target is an equilibrium.
    worse_off : tuple of str
        Parties outside the group that like the target less.
    """

    source: int
    target: int
    group: tuple[str, ...]
    reasons: tuple[Reason, ...]
    holds_under: tuple[str, ...] = ()
    worse_off: tuple[str, ...] = ()

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
class _Changes:
    """For every state against one source: who acts, whether legally, and who gains."""

    movers: NDArray[np.int64]
    legal: Bools
    gains: Bools
    refusals: NDArray[np.int64]


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
    possible = against.legal & against.gains
    groups = set(against.movers[possible].tolist())
    found = []
    for code in sorted(groups, key=lambda code: (code.bit_count(), code)):
        smaller = any(other != code and other & ~code == 0 for other in groups)
        targets = np.flatnonzero(possible & (against.movers == code))
        best = _unbeaten(analysis, _members(code), targets)[:limit]
        found.append(
            GroupSteps(
                tuple(analysis.conflict.party_ids[j] for j in _members(code)),
                not smaller,
                tuple(_step(analysis, source, int(t), code) for t in best),
                len(targets),
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
    if not against.gains[index]:
        return None
    return _step(analysis, source, index, int(against.movers[index]))


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
    legal = wanted & against.legal
    steps = []
    possible = legal & against.gains
    groups = set(against.movers[possible].tolist())
    for code in sorted(groups):
        if any(other != code and other & ~code == 0 for other in groups):
            continue
        targets = np.flatnonzero(possible & (against.movers == code))
        unbeaten = _unbeaten(analysis, _members(code), targets)
        best = max(unbeaten.tolist(), key=lambda t: (int(analysis.support[t]), -t))
        steps.append(_step(analysis, source, best, code))
    if steps:
        steps.sort(key=lambda step: (not step.holds_under, len(step.group), step.target))
        return Entry(term, source, False, tuple(steps))
    if not legal.any():
        return Entry(term, source, False)
    return _refused(analysis, source, term, against, np.flatnonzero(legal))


def _refused(
    analysis: Analysis, source: int, term: Term, against: _Changes, targets: NDArray[np.intp]
) -> Entry:
    """Return the entry that fewest movers refuse; among equals a stable one, then few movers."""

    def cost(t: int) -> tuple[int, int, int, int]:
        return (
            int(against.refusals[t]).bit_count(),
            -int(analysis.support[t]),
            int(against.movers[t]).bit_count(),
            t,
        )

    nearest = min(targets.tolist(), key=cost)
    ids = analysis.conflict.party_ids
    return Entry(
        term,
        source,
        present=False,
        nearest=nearest + 1,
        movers=tuple(ids[j] for j in _members(int(against.movers[nearest]))),
        blockers=tuple(
            compare_states(analysis.conflict, ids[j], nearest + 1, source)
            for j in _members(int(against.refusals[nearest]))
        ),
    )


def _changes(analysis: Analysis, source: int) -> _Changes:
    graph = analysis.graph
    here = analysis.conflict.index(source)
    differs = graph.codes ^ graph.codes[here]
    movers = np.zeros(graph.states, np.int64)
    refusals = np.zeros(graph.states, np.int64)
    legal = differs != 0
    for j in range(graph.parties):
        payoff = graph.own_payoffs[j]
        moves = (differs & graph.masks[j]) != 0
        before = (graph.codes[here] ^ graph.turned[j]) & graph.one_way[j]
        legal &= (before & ~(graph.codes ^ graph.turned[j])) == 0
        movers |= moves.astype(np.int64) << j
        refusals |= (moves & (payoff <= payoff[here])).astype(np.int64) << j
    return _Changes(movers, legal, (refusals == 0) & legal, refusals)


def _members(code: int) -> list[int]:
    return [j for j in range(code.bit_length()) if code >> j & 1]


def _unbeaten(
    analysis: Analysis, members: Sequence[int], targets: NDArray[np.intp]
) -> NDArray[np.intp]:
    """Return the targets that no other is at least as good as for all members, better for one.

    Sorted by the members' payoffs, best for the first member first. Targets with equal payoffs
    for all members beat nobody among themselves.
    """
    payoffs = np.stack([analysis.graph.own_payoffs[j][targets] for j in members], axis=1)
    order = np.lexsort(tuple(-payoffs[:, m] for m in reversed(range(len(members)))))
    front: list[int] = []
    for k in order.tolist():
        rivals = payoffs[front]
        beaten = (rivals >= payoffs[k]).all(axis=1) & (rivals > payoffs[k]).any(axis=1)
        if not beaten.any():
            front.append(k)
    return targets[front]


def _step(analysis: Analysis, source: int, target: int, code: int) -> JointStep:
    conflict, graph = analysis.conflict, analysis.graph
    here = conflict.index(source)
    group = tuple(conflict.party_ids[j] for j in _members(code))
    return JointStep(
        source,
        target + 1,
        group,
        tuple(compare_states(conflict, party, target + 1, source) for party in group),
        analysis.held_under(target + 1),
        tuple(
            party
            for j, party in enumerate(conflict.party_ids)
            if party not in group and graph.own_payoffs[j][target] < graph.own_payoffs[j][here]
        ),
    )
