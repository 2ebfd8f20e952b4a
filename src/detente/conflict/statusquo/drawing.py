"""Nodes, edges and frames: what a picture or an animation of sequences needs."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from detente.conflict.analysis import Analysis
from detente.conflict.joint import JointStep
from detente.conflict.paths import Move, unpunished_worth
from detente.conflict.statusquo.concessions import concessions
from detente.conflict.words import name_of, state_in_words

Steps = Sequence[Move | JointStep]


class Drawing:
    """Collects the edges of sequences as their frames are laid out.

    Parameters
    ----------
    analysis : Analysis
    concept : str
        Under which an improvement counts as unsanctioned.
    """

    def __init__(self, analysis: Analysis, concept: str) -> None:
        self.analysis = analysis
        self.edges: dict[tuple[int, int], dict[str, Any]] = {}
        self.worth = unpunished_worth(analysis, concept)

    def sequence(self, by: str, steps: Steps) -> dict[str, Any]:
        """Return one sequence as frames, the first being where it starts."""
        frames: list[dict[str, Any]] = [{"step": 0, "state": steps[0].source, "edge": None}]
        for number, step in enumerate(steps, start=1):
            edge = self._edge(step)
            edge["step"][by] = number
            frames.append({"step": number, "state": step.target, "edge": edge["id"]})
        moves = [step for step in steps if isinstance(step, Move)]
        return {
            "target": steps[-1].target,
            "by": by,
            "frames": frames,
            "concessions": [c.to_dict() for c in concessions(self.analysis, moves)],
        }

    def _edge(self, step: Move | JointStep) -> dict[str, Any]:
        movers = (step.party,) if isinstance(step, Move) else step.group
        key = step.source, step.target
        if key not in self.edges:
            self.edges[key] = {
                "id": len(self.edges) + 1,
                "from": step.source,
                "to": step.target,
                "movers": list(movers),
                "kind": self._kind(step.source, step.target, movers),
                "step": {},
            }
        return self.edges[key]

    def _kind(self, source: int, target: int, movers: Sequence[str]) -> str:
        if len(movers) > 1:
            return "joint"
        j = self.analysis.conflict.party_index(movers[0])
        payoff = self.analysis.graph.own_payoffs[j]
        here, there = source - 1, target - 1
        if payoff[there] <= payoff[here]:
            return "move"
        return "unsanctioned" if self.worth[j][there] > payoff[here] else "improvement"

    @property
    def states(self) -> set[int]:
        """The states on the sequences laid out so far, by number."""
        return {state for edge in self.edges for state in edge}

    def nodes(
        self, states: Iterable[int], layer: Callable[[int], dict[str, int | None]]
    ) -> list[dict[str, Any]]:
        """Return some states, each with its layers: the fewest steps to it, by kind."""
        conflict = self.analysis.conflict
        return [
            {
                "state": state,
                "name": name_of(conflict, state),
                "words": state_in_words(conflict, state),
                "taken": [option.name for option in conflict.taken(state)],
                "payoffs": {
                    party: int(conflict.payoffs(party)[state - 1]) for party in conflict.party_ids
                },
                "holds_under": list(self.analysis.held_under(state)),
                "layer": layer(state),
            }
            for state in sorted(states)
        ]
