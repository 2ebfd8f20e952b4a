"""What differs between two runs of an analysis: what would last, who can bring it about."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from detente.conflict.comparison import ComparedState, compare
from detente.conflict.findings import Findings, OutcomeFinding


@dataclass(frozen=True, slots=True)
class OutcomeState:
    """What an analysis says of one outcome.

    Parameters
    ----------
    possible : bool
        Whether it holds in any feasible state.
    present : bool
        Whether it holds in the status quo.
    holds_under : tuple of str
        Concepts under which some state in which it holds is an equilibrium.
    groups : tuple of tuple of str
        Party ids of each smallest group that can bring it about in one joint step.
    lasting : bool
        Whether what they reach is an equilibrium.
    """

    possible: bool
    present: bool
    holds_under: tuple[str, ...]
    groups: tuple[tuple[str, ...], ...]
    lasting: bool

    @classmethod
    def of(cls, finding: OutcomeFinding) -> OutcomeState:
        """Return what a finding says."""
        entry = finding.entry
        groups = tuple(step.group for step in entry.steps) if entry else ()
        return cls(
            finding.states > 0,
            bool(entry and entry.present),
            finding.holds_under,
            groups,
            finding.lasting_entry,
        )

    def to_dict(self) -> dict[str, Any]:
        """Return JSON-ready fields."""
        return {
            "possible": self.possible,
            "present": self.present,
            "holds_under": list(self.holds_under),
            "groups": [list(group) for group in self.groups],
            "lasting": self.lasting,
        }


@dataclass(frozen=True, slots=True)
class OutcomeChange:
    """An outcome of which two runs say different things; None where a run does not tell of it."""

    id: str
    label: str
    before: OutcomeState | None
    after: OutcomeState | None

    def to_dict(self) -> dict[str, Any]:
        """Return JSON-ready fields."""
        return {
            "outcome": self.id,
            "label": self.label,
            "before": self.before.to_dict() if self.before else None,
            "after": self.after.to_dict() if self.after else None,
        }


@dataclass(frozen=True, slots=True)
class EquilibriumChange:
    """A state that is an equilibrium under different concepts.

    Parameters
    ----------
    taken : tuple of str
        Names of the options taken, sorted.
    before, after : tuple of str
        Concepts under which it is an equilibrium.
    """

    taken: tuple[str, ...]
    before: tuple[str, ...]
    after: tuple[str, ...]

    def to_dict(self) -> dict[str, Any]:
        """Return JSON-ready fields."""
        return {
            "taken": list(self.taken),
            "before": list(self.before),
            "after": list(self.after),
        }


@dataclass(frozen=True, slots=True)
class Changes:
    """What differs between the findings of two runs.

    Parameters
    ----------
    outcomes : tuple of OutcomeChange
        The outcomes of which they say different things.
    equilibria : tuple of EquilibriumChange
        The states that are an equilibrium under different concepts.
    status_quo : tuple of tuple of str, or None
        Concepts under which the status quo of each is an equilibrium, where those differ.
    complete : bool
        False when there are too many equilibria and only the strongest were compared.
    """

    outcomes: tuple[OutcomeChange, ...]
    equilibria: tuple[EquilibriumChange, ...]
    status_quo: tuple[tuple[str, ...], tuple[str, ...]] | None = None
    complete: bool = True

    def __bool__(self) -> bool:
        return bool(self.outcomes or self.equilibria or self.status_quo)

    @property
    def appeared(self) -> tuple[EquilibriumChange, ...]:
        """States that were no equilibrium before, under any concept."""
        return tuple(change for change in self.equilibria if not change.before)

    @property
    def disappeared(self) -> tuple[EquilibriumChange, ...]:
        """States that are no equilibrium any more, under any concept."""
        return tuple(change for change in self.equilibria if not change.after)

    def to_dict(self) -> dict[str, Any]:
        """Return JSON-ready fields."""
        quo = self.status_quo
        return {
            "differ": bool(self),
            "outcomes": [change.to_dict() for change in self.outcomes],
            "equilibria": [change.to_dict() for change in self.equilibria],
            "status_quo": {"before": list(quo[0]), "after": list(quo[1])} if quo else None,
            "complete": self.complete,
        }


def changes(before: Findings, after: Findings) -> Changes:
    """Compare the findings of two runs, by outcomes and by states, matched by options taken.

    Examples
    --------
    >>> from detente.conflict.analysis import analyse
    >>> from detente.conflict.findings import find
    >>> from detente.conflict.model import conflict
    >>> options = {"a": ["go"], "b": ["go"]}
    >>> bold = find(analyse(conflict(options, {"a": ["a.go"], "b": ["b.go"]}), ["nash"]))
    >>> timid = find(analyse(conflict(options, {"a": ["a.go"], "b": ["not b.go"]}), ["nash"]))
    >>> found = changes(bold, timid)
    >>> [change.taken for change in found.appeared], [change.taken for change in found.disappeared]
    ([('a.go',)], [('a.go', 'b.go')])
    >>> bool(changes(bold, bold))
    False
    """
    sides = compare({"before": before.analysis, "after": after.analysis})
    quo = (before.status_quo_holds_under, after.status_quo_holds_under)
    return Changes(
        _outcomes(before, after),
        tuple(_equilibrium(state) for state in sides.states if not state.everywhere_the_same),
        quo if quo[0] != quo[1] else None,
        sides.complete,
    )


def _equilibrium(state: ComparedState) -> EquilibriumChange:
    held = state.holds_under
    return EquilibriumChange(tuple(sorted(state.taken)), held["before"], held["after"])


def _outcomes(before: Findings, after: Findings) -> tuple[OutcomeChange, ...]:
    olds = {finding.term.id: finding for finding in before.outcomes}
    news = {finding.term.id: finding for finding in after.outcomes}
    found = []
    for key in dict.fromkeys((*olds, *news)):
        old = OutcomeState.of(olds[key]) if key in olds else None
        new = OutcomeState.of(news[key]) if key in news else None
        if old != new:
            label = (news.get(key) or olds[key]).term.label
            found.append(OutcomeChange(key, label, old, new))
    return tuple(found)
