"""The question: which state, under which concept, from where, and what may not be touched."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from detente.compiled import can_compile
from detente.conflict.analysis import Analysis, analyse
from detente.conflict.concepts import CONCEPTS, Concept, Sanction
from detente.conflict.edits import Edit, apply_all
from detente.conflict.inverse.statements.costs import KINDS, NO_LOCKS, Kind, Locks
from detente.conflict.inverse.statements.demands import Demand, both, entry, nothing, stability
from detente.conflict.inverse.statements.statements import Statements
from detente.conflict.model import Conflict
from detente.conflict.preferences import Ordered, Weighted
from detente.errors import ModelError, unknown_name

Goal = Literal["stable", "entered", "both"]
"""That a state lasts, that it is entered jointly, or the two together."""

ASKED = ("nash", "gmr", "smr", "seq", "sseq")
"""Concepts that the question can be asked under: monotone in what a party ranks below s."""


WORTH_COMPILING = 1 << 9
"""States from which compiled loops pay, since a question takes many analyses."""


@dataclass(frozen=True, eq=False)
class Question:
    """What would make a state stable, and have it entered: the state, and what may change.

    Parameters
    ----------
    conflict : Conflict
    state : int
        State number.
    concept : Concept
    source : int or None
        Number of the state to enter it from.
    kinds : tuple of {"reorder", "drop", "add", "reverse"}
        Edits of statements that are allowed.
    locks : Locks
    sanction : {"weak", "strict"}
    """

    conflict: Conflict
    state: int
    concept: Concept
    source: int | None = None
    kinds: tuple[Kind, ...] = ("reorder", "drop", "add")
    locks: Locks = NO_LOCKS
    sanction: Sanction = "weak"

    @property
    def index(self) -> int:
        """0-based index of the state."""
        return self.conflict.index(self.state)

    @cached_property
    def analysis(self) -> Analysis:
        """The conflict as it is, under the concept."""
        return self.analyse(self.conflict)

    def analyse(self, conflict: Conflict) -> Analysis:
        """Judge a changed conflict under the same concept."""
        compiled = len(self.conflict.states) >= WORTH_COMPILING and can_compile()
        return analyse(conflict, [self.concept.id], sanction=self.sanction, compiled=compiled)

    @cached_property
    def movers(self) -> tuple[str, ...]:
        """The parties whose options change on the way in; none without a source."""
        if self.source is None:
            return ()
        codes = self.conflict.states.codes
        differs = int(codes[self.index] ^ codes[self.source - 1])
        return tuple(p for p in self.conflict.party_ids if differs & self.conflict.mask(p))

    @cached_property
    def barred(self) -> tuple[str, ...]:
        """Names of the options that cannot change as the way in demands, being one-way."""
        if self.source is None:
            return ()
        before = self.conflict.taken(self.source)
        after = self.conflict.taken(self.state)
        wrong = {"forward": before, "back": after}
        return tuple(
            option.name
            for option in self.conflict.options
            if (option in before) != (option in after) and option in wrong.get(option.direction, ())
        )

    def has_statements(self, party: str) -> bool:
        """Tell whether a party's preferences are statements, so that they can be edited."""
        return isinstance(self.conflict.preferences[party], Ordered | Weighted)

    def demand(
        self, party: str, goal: Goal, *, among: Analysis | None = None, concept: str = ""
    ) -> Demand:
        """Return what a goal asks of a party's ranking.

        Parameters
        ----------
        party : str
        goal : {"stable", "entered", "both"}
        among : Analysis, optional
            Of the conflict with the others' preferences changed; as they are by default.
        concept : str
            Another concept than the question's.
        """
        parts = []
        if goal != "entered":
            judged = CONCEPTS[concept] if concept else self.concept
            place = self.conflict.party_index(party)
            parts.append(stability(among or self.analysis, place, self.index, judged))
        if goal != "stable" and party in self.movers and self.source is not None:
            parts.append(entry(self.source - 1))
        if not parts:
            return nothing()
        return parts[0] if len(parts) == 1 else both(*parts)

    def statements(self, party: str, demand: Demand) -> Statements:
        """Set a party's statements against what a goal asks of them."""
        additions = "add" in self.kinds
        return Statements.of(
            self.conflict, party, self.index, demand, self.locks, additions=additions
        )

    def holds(self, goal: Goal, parties: Iterable[str], analysis: Analysis) -> bool:
        """Tell whether a goal is met for some parties, by the forward engine's verdicts."""
        verdicts = analysis.stable[self.concept.id]
        for party in parties:
            if goal != "entered" and not verdicts[party][self.index]:
                return False
            if goal != "stable" and party in self.movers and self.source is not None:
                payoff = analysis.conflict.payoffs(party)
                if payoff[self.index] <= payoff[self.source - 1]:
                    return False
        return True

    def confirmed(self, goal: Goal, parties: Iterable[str], edits: Sequence[Edit]) -> bool:
        """Tell whether a goal is met after some edits: asked of the forward engine anew."""
        return self.holds(goal, parties, self.analyse(apply_all(self.conflict, edits)))


def ask(
    conflict: Conflict,
    state: int,
    concept: str,
    *,
    source: int | None = None,
    kinds: Iterable[Kind] = ("reorder", "drop", "add"),
    locks: Locks = NO_LOCKS,
    sanction: Sanction = "weak",
) -> Question:
    """Return the question for a state, after a look at what is asked.

    Raises
    ------
    UnknownNameError
        If the state, the concept or a kind of edit is unknown.
    ModelError
        If the question cannot be asked under the concept.
    """
    if concept.lower() not in CONCEPTS:
        raise unknown_name("concept", concept, ASKED)
    if concept.lower() not in ASKED:
        raise ModelError(
            "simultaneous stability has no inverse here", hint=f"ask under {', '.join(ASKED)}"
        )
    wanted = tuple(kinds)
    for kind in wanted:
        if kind not in KINDS:
            raise unknown_name("edit", kind, KINDS)
    conflict.index(state)
    return Question(conflict, state, CONCEPTS[concept.lower()], source, wanted, locks, sanction)
