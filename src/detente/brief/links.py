"""The arrows of a picture: moves and joint steps between the states shown, by how telling they are."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import permutations
from typing import Literal

from detente.brief.outcomes import OutcomeStory
from detente.conflict.base import BaseConflict
from detente.conflict.findings import Findings
from detente.conflict.joint import GroupSteps, JointStep

Kind = Literal["improvement", "move", "joint"]


@dataclass(frozen=True, slots=True)
class Link:
    """A move or joint step between two states given by number; the heavier, the more telling."""

    source: int
    target: int
    kind: Kind
    parties: tuple[str, ...]
    weight: int


def links_between(
    findings: Findings, outcomes: Sequence[OutcomeStory], states: Sequence[int]
) -> list[Link]:
    """Return the joint steps and moves between some states that the findings speak of."""
    routed = {
        (move.source, move.target)
        for route in (*findings.by_improvements, *findings.by_moves)
        for moves in route.sequences[:1]
        for move in moves
    }
    routed |= {
        (move.source, move.target)
        for outcome in outcomes
        if outcome.stages
        for move in outcome.stages.moves
    }
    today, conflict = findings.status_quo, findings.analysis.conflict
    joint = joint_links(_joint_steps(findings, outcomes), states, today)
    return [*joint, *single_links(conflict, states, routed)]


def joint_links(
    steps: Iterator[JointStep], states: Collection[int], today: int | None
) -> Iterator[Link]:
    """Yield the joint steps of several parties between shown states, each pair of states once."""
    seen: set[tuple[int, int]] = set()
    for step in steps:
        if len(step.group) < 2 or (step.source, step.target) in seen:
            continue
        if step.source in states and step.target in states:
            seen.add((step.source, step.target))
            yield Link(
                step.source, step.target, "joint", step.group, 9 if step.source == today else 6
            )


def single_links(
    conflict: BaseConflict, states: Sequence[int], routed: Collection[tuple[int, int]]
) -> Iterator[Link]:
    """Yield the improvements between shown states, and other moves on the shown routes."""
    today = conflict.status_quo_state
    for source, target in permutations(states, 2):
        for party in conflict.movers(source, target):
            payoff = conflict.payoffs(party)
            on_route = (source, target) in routed
            if payoff[target - 1] > payoff[source - 1]:
                weight = 8 if on_route else 5 if source == today else 4
                yield Link(source, target, "improvement", (party,), weight)
            elif on_route:
                yield Link(source, target, "move", (party,), 3)


def _joint_steps(findings: Findings, outcomes: Sequence[OutcomeStory]) -> Iterator[JointStep]:
    """Yield the joint steps of the smallest groups."""
    for finding in findings.outcomes:
        if finding.entry:
            yield from finding.entry.steps
    for outcome in outcomes:
        if outcome.stages and outcome.stages.step:
            yield outcome.stages.step
    every: list[GroupSteps] = [*findings.leaving]
    for groups in findings.agreements.values():
        every += groups
    for group in every:
        if group.smallest:
            yield from group.steps
