"""Ways from the status quo, told step by step, to be played on the graph."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from detente.brief.outcomes import Strength, strength
from detente.brief.voice import Voice
from detente.conflict.analysis import Analysis
from detente.conflict.itinerary import plan
from detente.conflict.joint import JointStep
from detente.conflict.model import Conflict
from detente.conflict.paths import Move
from detente.conflict.statusquo.mixed import mixed_routes
from detente.text import counted, sentence

TARGETS = 8
"""Equilibria that ways are told to."""

MIXED_STATES = 1 << 10
"""States up to which ways that mix moves and agreements are looked for: every state may have an
agreement that leads to every other."""

KINDS = {
    "improvements": "by moves that each mover wants",
    "agreed": "by one agreement",
    "mixed": "by moves and agreements that all who act want",
    "moves": "by any moves that are possible",
}


@dataclass(frozen=True, slots=True)
class Step:
    """A step in words: who acts, what changes, where it leads, and whether who acts wants it."""

    who: str
    change: str
    target: int
    name: str
    wanted: bool


@dataclass(frozen=True, slots=True)
class Way:
    """A sequence of steps.

    Parameters
    ----------
    kind : str
        See `KINDS`.
    label : str
        Where it leads, how, in how many steps.
    strength : Strength
        How well its end would last.
    states : tuple of int
        One after the other, the start first.
    steps : tuple of Step
    """

    kind: str
    label: str
    strength: Strength
    states: tuple[int, ...]
    steps: tuple[Step, ...]


def ways(analysis: Analysis) -> tuple[Way, ...]:
    """Return the shortest ways from the status quo to what would last; none without one."""
    source = analysis.conflict.status_quo_state
    if source is None:
        return ()
    told: dict[tuple[int, ...], Way] = {}
    for kind, steps in _sequences(analysis, source):
        way = _way(analysis, kind, steps)
        told.setdefault(way.states, way)
    return tuple(told.values())


def _sequences(analysis: Analysis, source: int) -> Iterator[tuple[str, Sequence[Move | JointStep]]]:
    """Yield the sequences to each target, those first whose every step is wanted."""
    targets = [state for state in analysis.strongest(TARGETS) if state != source]
    found = plan(analysis, source, targets, sequences=1)
    mixed = {}
    if isinstance(analysis.conflict, Conflict) and len(analysis.conflict.states) <= MIXED_STATES:
        mixed = {r.target: r for r in mixed_routes(analysis, source, targets, limit=1)}
    for k, target in enumerate(targets):
        step = found.agreed[target]
        if found.by_improvements[k].sequences:
            yield "improvements", found.by_improvements[k].sequences[0]
        if step and len(step.group) > 1:
            yield "agreed", (step,)
        elif target in mixed and mixed[target].sequences:
            yield "mixed", mixed[target].sequences[0]
        if found.by_moves[k].sequences:
            yield "moves", found.by_moves[k].sequences[0]


def _way(analysis: Analysis, kind: str, steps: Sequence[Move | JointStep]) -> Way:
    voice = Voice(analysis.conflict)
    target = steps[-1].target
    return Way(
        kind,
        f"To {voice.state(target)} {KINDS[kind]}, {counted(len(steps), 'step')}",
        strength(analysis.held_under(target)),
        (steps[0].source, *(step.target for step in steps)),
        tuple(_step(voice, step) for step in steps),
    )


def _step(voice: Voice, step: Move | JointStep) -> Step:
    group = (step.party,) if isinstance(step, Move) else step.group
    alone = group[0] if len(group) == 1 else None
    return Step(
        voice.parties(group),
        sentence(voice.change(step.source, step.target, party=alone)),
        step.target,
        voice.state(step.target),
        step.improves if isinstance(step, Move) else True,
    )
