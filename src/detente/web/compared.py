"""What differs between the draft and the file where it occurs: states, outcomes, paths."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from detente.brief.graph import short_names
from detente.brief.outcomes import OutcomeStory, Strength, strength
from detente.brief.story import RunStory, tell
from detente.brief.tables import Way, leaves, ways, who
from detente.brief.voice import Voice
from detente.case import Case
from detente.conditions import Bools
from detente.conflict.analysis import Analysis
from detente.conflict.findings import Findings
from detente.conflict.model import Conflict

WOULD: Mapping[Strength, str] = {
    "firm": "would last",
    "guarded": "would last if parties look ahead",
    "weak": "would last only out of caution",
    "none": "would not last",
}
"""How a state holds, as the tables say it."""

NEW = "new: cannot occur as the file has it"


class Before:
    """The answer of the file, told once for all edits.

    Parameters
    ----------
    case : Case
        As the file has it.
    scenario : str
        That is looked at.
    findings : Findings
    """

    def __init__(self, case: Case, scenario: str, findings: Findings) -> None:
        self.case, self.scenario, self.findings = case, scenario, findings
        self.analysis = findings.analysis

    @cached_property
    def story(self) -> RunStory:
        """The answer in sentences."""
        return tell(self.case, {self.scenario: self.findings}).scenarios[self.scenario]

    @cached_property
    def outcomes(self) -> Mapping[str, tuple[OutcomeStory, str]]:
        """What becomes of each outcome, and who brings it about or stands in its way."""
        voice = Voice(self.analysis.conflict)
        return {outcome.id: (outcome, who(outcome, voice)) for outcome in self.story.outcomes}

    @cached_property
    def leavers(self) -> str:
        """Who would leave the status quo."""
        today = self.story.status_quo
        return leaves(today.leavers, Voice(self.analysis.conflict)) if today else ""

    @cached_property
    def ways(self) -> Mapping[int, Way]:
        """The ways from the status quo, by the state that they lead to."""
        return {way.state: way for way in ways(self.findings)}


class Compared:
    """How everything holds in the file, beside how it holds in the draft.

    Parameters
    ----------
    before : Before
        Of the file.
    after : Analysis
        Of the draft.
    """

    def __init__(self, before: Before, after: Analysis) -> None:
        self.before, self.after = before, after

    @cached_property
    def numbers(self) -> NDArray[np.intp]:
        """Every state's 0-based place in the file, -1 where it cannot occur there."""
        return counterparts(self.before.analysis, self.after)

    @cached_property
    def differs(self) -> Bools:
        """Whether somebody stays or leaves who did not in the file, shape (n,); or all is new."""
        before, after = self.before.analysis.stable, self.after.stable
        at = self.numbers
        found: Bools = at < 0
        for concept in set(before) & set(after):
            for party, where in after[concept].items():
                found = found | (before[concept][party][at] != where)
        return found

    def held(self, state: int) -> dict[str, Any] | None:
        """Return how a state held in the file, JSON-ready; None where it does so still.

        Where it cannot occur there, it has no strength.
        """
        if not self.differs[state - 1]:
            return None
        number = int(self.numbers[state - 1]) + 1
        held = self.before.analysis.held_under(number) if number else ()
        return {"strength": strength(held) if number else None, "holds_under": list(held)}

    def remark(self, state: int) -> str:
        """Return how well a state would last in the file, in words; empty where as in the draft."""
        was = self.held(state)
        if was is None or was["strength"] == strength(self.after.held_under(state)):
            return ""
        return f"was: {WOULD[was['strength']]}" if was["strength"] else NEW

    def leaving(self, state: int) -> Mapping[str, str] | None:
        """Return by concept who left in the file, where it is others now; None for a new state."""
        number = int(self.numbers[state - 1])
        if number < 0:
            return None
        if not self.differs[state - 1]:
            return {}
        before, after = self.before.analysis, self.after
        tags = short_names(before.conflict.parties)
        found = {}
        for concept in before.stable.keys() & after.stable.keys():
            was, now = (
                [tags[p] for p, where in stable[concept].items() if not where[k]]
                for stable, k in ((before.stable, number), (after.stable, state - 1))
            )
            if was != now:
                found[concept] = ", ".join(was) or "nobody"
        return found

    @property
    def gone(self) -> int:
        """How many states of the file cannot occur any more."""
        return len(self.before.analysis.conflict.states) - int(np.count_nonzero(self.numbers >= 0))

    def way(self, state: int) -> Way | None:
        """Return how the file's answer gets to a state; None where it does not tell of that."""
        return self.before.ways.get(int(self.numbers[state - 1]) + 1)

    def ways_gone(self, shown: Sequence[Way]) -> list[str]:
        """Return the names of the states that the file's answer tells ways to, and this does not."""
        still = {int(self.numbers[way.state - 1]) + 1 for way in shown}
        return [way.name for number, way in self.before.ways.items() if number not in still]


def counterparts(before: Analysis, after: Analysis) -> NDArray[np.intp]:
    """Return for every state of one analysis its 0-based place in another, -1 where it has none."""
    old, new = before.conflict, after.conflict
    named = [[option.name for option in conflict.options] for conflict in (old, new)]
    if isinstance(old, Conflict) and isinstance(new, Conflict) and named[0] == named[1]:
        codes = old.states.codes
        at = np.searchsorted(codes, new.states.codes).clip(max=len(codes) - 1)
        return np.where(codes[at] == new.states.codes, at, -1)
    numbers = (old.with_names(new.true_names(k + 1)) for k in range(len(new.states)))
    return np.array([-1 if number is None else number - 1 for number in numbers], np.intp)
