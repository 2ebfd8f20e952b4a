"""What differs between scenarios: equilibria that appear, hold throughout, or disappear.

State numbers can differ between scenarios, since what is feasible can; states are matched by the
options taken, in graph form by their ids.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from detente.conflict.analysis import Analysis
from detente.errors import ModelError


@dataclass(frozen=True, slots=True, eq=False)
class ComparedState:
    """One state across scenarios; compared and hashed by identity.

    Parameters
    ----------
    taken : frozenset of str
        Names of the options taken; in graph form the state's id.
    numbers : mapping of str to int or None
        By scenario, the state's number; None where it is infeasible.
    holds_under : mapping of str to tuple of str
        By scenario, the concepts under which it is an equilibrium.
    """

    taken: frozenset[str]
    numbers: Mapping[str, int | None]
    holds_under: Mapping[str, tuple[str, ...]]

    @property
    def everywhere_the_same(self) -> bool:
        """Whether it is an equilibrium under the same concepts in every scenario."""
        return len(set(self.holds_under.values())) == 1

    def to_dict(self) -> dict[str, Any]:
        """Return JSON-ready fields."""
        return {
            "taken": sorted(self.taken),
            "runs": [
                {
                    "scenario": name or None,
                    "id": number,
                    "holds_under": list(self.holds_under[name]),
                }
                for name, number in self.numbers.items()
            ],
        }


@dataclass(frozen=True, eq=False)
class Comparison:
    """Analyses of one case under several scenarios, side by side.

    Parameters
    ----------
    runs : mapping of str to Analysis
        By scenario name, the first being what the others are compared with.
    states : tuple of ComparedState
        Every state that is an equilibrium in some run, those that hold most widely first.
    complete : bool
        False when there are too many equilibria to list and only the strongest are compared.
    """

    runs: Mapping[str, Analysis]
    states: tuple[ComparedState, ...]
    complete: bool = True

    def appeared(self, scenario: str, concept: str) -> tuple[ComparedState, ...]:
        """Return the equilibria under a concept that the scenario has and the first run lacks."""
        return self._difference(scenario, self._base, concept)

    def disappeared(self, scenario: str, concept: str) -> tuple[ComparedState, ...]:
        """Return the equilibria under a concept that the first run has and the scenario lacks."""
        return self._difference(self._base, scenario, concept)

    @property
    def _base(self) -> str:
        return next(iter(self.runs))

    def _difference(self, has: str, lacks: str, concept: str) -> tuple[ComparedState, ...]:
        return tuple(
            state
            for state in self.states
            if concept in state.holds_under[has] and concept not in state.holds_under[lacks]
        )

    def to_dict(self, *, case: str = "") -> dict[str, Any]:
        """Return the comparison as one JSON-ready object (format ``detente.comparison/1``)."""
        base = self._base
        return {
            "format": "detente.comparison/1",
            "case": case,
            "runs": [
                run.to_dict(case=case, scenario=name or None) for name, run in self.runs.items()
            ],
            "states": [state.to_dict() for state in self.states],
            "complete": self.complete,
            "differences": [
                {
                    "scenario": name,
                    "against": base or None,
                    "concept": concept,
                    "appear": [state.numbers[name] for state in self.appeared(name, concept)],
                    "disappear": [state.numbers[base] for state in self.disappeared(name, concept)],
                }
                for name in list(self.runs)[1:]
                for concept in self.runs[name].stable
            ],
        }


def compare(runs: Mapping[str, Analysis], *, limit: int = 5000) -> Comparison:
    """Set the equilibria of several analyses side by side.

    Parameters
    ----------
    runs : mapping of str to Analysis
        By scenario name (the empty string for the case as written), the first being the base.
    limit : int
        Most equilibria taken from each run.

    Raises
    ------
    ModelError
        If there is no run.

    Examples
    --------
    >>> from detente.conflict.model import conflict
    >>> from detente.conflict.analysis import analyse
    >>> options = {"a": ["go"], "b": ["go"]}
    >>> bold = conflict(options, {"a": ["a.go"], "b": ["b.go"]})
    >>> timid = conflict(options, {"a": ["a.go"], "b": ["not b.go"]})
    >>> sides = compare({"bold": analyse(bold, ["nash"]), "timid": analyse(timid, ["nash"])})
    >>> [sorted(s.taken) for s in sides.appeared("timid", "nash")]
    [['a.go']]
    """
    if not runs:
        raise ModelError("there is nothing to compare")
    found: dict[frozenset[str], int] = {}
    complete = True
    for run in runs.values():
        complete &= run.equilibrium_count <= limit
        for state in run.strongest(limit):
            taken = run.conflict.true_names(state)
            found[taken] = found.get(taken, 0) + int(run.support[state - 1])
    states = []
    for taken in sorted(found, key=lambda taken: (-found[taken], sorted(taken))):
        numbers = {name: run.conflict.with_names(taken) for name, run in runs.items()}
        held = {
            name: () if (number := numbers[name]) is None else run.held_under(number)
            for name, run in runs.items()
        }
        states.append(ComparedState(taken, numbers, held))
    return Comparison(runs, tuple(states), complete)
