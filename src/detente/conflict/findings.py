"""What an analysis means for the question at hand.

Can the outcomes people talk about hold, can they be entered from today, who stands in the way?

An outcome is a named condition, such as a treaty. It is *stable* where some state in which it
holds is an equilibrium; it *can be entered* where a group can bring it about jointly, each
member gaining against the status quo. The two are different questions, and both are answered.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from detente.conflict.analysis import Analysis
from detente.conflict.explain import Witness, explain
from detente.conflict.itinerary import Itinerary, plan
from detente.conflict.joint import Entry, GroupSteps, entry
from detente.conflict.model import Term
from detente.conflict.paths import Route
from detente.conflict.words import Reason


@dataclass(frozen=True, slots=True)
class OutcomeFinding:
    """What becomes of one outcome.

    Parameters
    ----------
    term : Term
        The outcome.
    states : int
        In how many feasible states it holds.
    equilibria : tuple of int
        Numbers of the equilibria in which it holds, those that hold under most concepts first.
    holds_under : tuple of str
        Concepts under which at least one of them is an equilibrium.
    entry : Entry or None
        Who can bring it about from the status quo; None where there is no status quo.
    spoilers : tuple of Witness
        Where it is no equilibrium: in the state of it that comes nearest to one, the parties
        that would leave and the moves that nobody can punish.
    """

    term: Term
    states: int
    equilibria: tuple[int, ...]
    holds_under: tuple[str, ...]
    entry: Entry | None
    spoilers: tuple[Witness, ...] = ()

    @property
    def stable(self) -> bool:
        """Whether the outcome holds in some equilibrium."""
        return bool(self.equilibria)

    @property
    def can_be_entered(self) -> bool:
        """Whether some group can bring it about from the status quo, or it holds already."""
        return self.entry is not None and (self.entry.present or bool(self.entry.steps))

    @property
    def lasting_entry(self) -> bool:
        """Whether some group can bring it about and what they reach is an equilibrium."""
        if self.entry is None:
            return False
        return any(step.holds_under for step in self.entry.steps) or (
            self.entry.present and self.entry.source in self.equilibria
        )

    @property
    def rests_on(self) -> tuple[Reason, ...]:
        """The comparisons that decide the finding: why members gain, blockers refuse, some leave.

        One for each party and deciding preference statement.
        """
        reasons: list[Reason] = []
        if self.entry is not None:
            reasons.extend(r for step in self.entry.steps for r in step.reasons)
            reasons.extend(self.entry.blockers)
        reasons.extend(w.answers[0].gain for w in self.spoilers if w.answers)
        by_wish = {(reason.party, reason.place, reason.verdict): reason for reason in reasons}
        return tuple(by_wish.values())

    def to_dict(self) -> dict[str, Any]:
        """Return JSON-ready fields."""
        return {
            "outcome": self.term.id,
            "label": self.term.label,
            "states": self.states,
            "equilibria": list(self.equilibria),
            "holds_under": list(self.holds_under),
            "entry": self.entry.to_dict() if self.entry else None,
            "spoilers": [witness.to_dict() for witness in self.spoilers],
        }


@dataclass(frozen=True, eq=False)
class Findings:
    """What one analysis says, from today's point of view.

    Parameters
    ----------
    analysis : Analysis
    status_quo : int or None
        State number.
    outcomes : tuple of OutcomeFinding
        In the case's order; empty when the case names none.
    ways : Itinerary
        From the status quo to the strongest equilibria, and what groups can do from each.
    """

    analysis: Analysis
    status_quo: int | None
    outcomes: tuple[OutcomeFinding, ...]
    ways: Itinerary

    @property
    def leaving(self) -> tuple[GroupSteps, ...]:
        """What groups can do jointly from the status quo, smaller groups first."""
        return () if self.status_quo is None else self.ways.joint[self.status_quo]

    @property
    def agreements(self) -> Mapping[int, tuple[GroupSteps, ...]]:
        """From each of the strongest equilibria, what groups can do jointly."""
        return {state: self.ways.joint[state] for state in self.ways.targets}

    @property
    def by_moves(self) -> tuple[Route, ...]:
        """From the status quo to the strongest equilibria, by any legal moves."""
        return self.ways.by_moves

    @property
    def by_improvements(self) -> tuple[Route, ...]:
        """From the status quo to the strongest equilibria, by improvements only."""
        return self.ways.by_improvements

    @property
    def status_quo_holds_under(self) -> tuple[str, ...]:
        """Concepts under which the status quo is an equilibrium."""
        return () if self.status_quo is None else self.analysis.held_under(self.status_quo)

    def to_dict(self) -> dict[str, Any]:
        """Return JSON-ready fields."""
        return {
            "status_quo": self.status_quo,
            "status_quo_holds_under": list(self.status_quo_holds_under),
            "outcomes": [finding.to_dict() for finding in self.outcomes],
            "ways": self.ways.to_dict(),
        }


def find(analysis: Analysis, *, limit: int = 12, sequences: int = 3) -> Findings:
    """Answer the questions that follow a stability analysis.

    Parameters
    ----------
    analysis : Analysis
    limit : int
        Most equilibria that routes and joint steps are sought for.
    sequences : int
        Most sequences listed for a route.

    Returns
    -------
    Findings

    Notes
    -----
    O(limit · N · n) time.
    """
    conflict = analysis.conflict
    start = conflict.status_quo_state
    targets = analysis.strongest(limit)
    return Findings(
        analysis,
        start,
        tuple(_outcome(analysis, conflict.terms[name], start) for name in conflict.outcomes),
        plan(analysis, start, targets, sequences=sequences),
    )


def _outcome(analysis: Analysis, term: Term, start: int | None) -> OutcomeFinding:
    conflict = analysis.conflict
    holds = conflict.holds(term.condition)
    stable = holds & (analysis.support > 0)
    found = np.flatnonzero(stable)
    order = np.argsort(-analysis.support[found], kind="stable")
    return OutcomeFinding(
        term,
        int(np.count_nonzero(holds)),
        tuple(int(index) + 1 for index in found[order]),
        tuple(c for c in analysis.stable if bool((analysis.equilibrium(c) & holds).any())),
        None if start is None else entry(analysis, start, term),
        () if len(found) or not holds.any() else _spoilers(analysis, holds),
    )


def _spoilers(
    analysis: Analysis, holds: np.ndarray[Any, np.dtype[np.bool_]]
) -> tuple[Witness, ...]:
    """Return who leaves the outcome's most nearly stable state, under the weakest concept."""
    verdicts = [where for by_party in analysis.stable.values() for where in by_party.values()]
    if not verdicts:
        return ()
    support = np.where(holds, np.sum(verdicts, axis=0), -1)
    nearest = int(np.argmax(support))
    weakest = min(analysis.stable, key=("gmr", "sim", "seq", "smr", "sseq", "nash").index)
    leaving = [party for party, where in analysis.stable[weakest].items() if not where[nearest]]
    return explain(analysis, nearest + 1, parties=leaving, concepts=[weakest])
