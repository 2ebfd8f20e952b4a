"""The page of a state: who commits to what, why it lasts or not, and what leads out of it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from detente.brief.addresses import Line
from detente.brief.inputs import Evidence, GroundView
from detente.brief.outcomes import strength
from detente.brief.tables import Agreements, agreements
from detente.brief.voice import Voice
from detente.conflict.analysis import Analysis
from detente.conflict.base import BaseConflict
from detente.conflict.concepts import CONCEPTS, Concept
from detente.conflict.explain import Answer, Witness, explain
from detente.conflict.joint import joint_steps
from detente.conflict.words import Reason, choices, compare_states, name_of, reason_in_words
from detente.errors import unknown_name
from detente.text import unique
from detente.web.addresses import Pages
from detente.web.selection import number
from detente.web.view import View
from detente.web.ways import Step
from detente.web.workbench import Workbench

SHOWN = 6
"""Moves shown of each verdict."""

LEADS = 8
"""Moves shown of each party."""


@dataclass(frozen=True, slots=True)
class Told:
    """A comparison in words, with what it rests on and where that is written."""

    said: str
    ground: GroundView | None
    line: Line | None = None


@dataclass(frozen=True, slots=True)
class Exit:
    """A move that a party would prefer, and the answer to it where there is one."""

    change: str
    target: int
    name: str
    gain: Told
    answered: tuple[tuple[str, int], ...]
    loss: Told | None


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the same moves show of some concepts."""

    concepts: tuple[Concept, ...]
    stable: bool
    said: str
    exits: tuple[Exit, ...]
    more: int


@dataclass(frozen=True, slots=True)
class PartyVerdicts:
    """Why a party stays, or would leave."""

    id: str
    label: str
    verdicts: tuple[Verdict, ...]


@dataclass(frozen=True, slots=True)
class Crossing:
    """What lies between two states: what changes, who acts, and what each party thinks of it.

    Parameters
    ----------
    target : int
        The state that it leads to, by number.
    name, change : str
        How that is called, and what changes.
    parties : tuple of (str, bool, Told)
        Each party by name, those that act first; whether it acts; and if it gains.
    """

    target: int
    name: str
    change: str
    parties: tuple[tuple[str, bool, Told], ...]


def state_page(
    workbench: Workbench, view: View, state: int, *, here: str = "/states/", to: str = ""
) -> dict[str, Any]:
    """Return what the page of a state shows.

    Parameters
    ----------
    workbench : Workbench
    view : View
    state : int
        By number.
    here : str
        The page it is shown on.
    to : str
        Another state's number: what lies between the two is told, too.

    Raises
    ------
    UnknownNameError
        If there is no such state.
    """
    conflict = view.conflict
    _known(conflict, state)
    analysis = workbench.analysis(view)
    leading = Pages.of(workbench, view, here)
    words = _Words(conflict, Evidence(view.case, leading))
    by_party: dict[str, list[Witness]] = {}
    for witness in explain(analysis, state):
        by_party.setdefault(witness.party, []).append(witness)
    return {
        "case": view.case,
        "evidence": words.evidence,
        "to": leading,
        "crossing": words.crossing(state, _known(conflict, number(to, "to"))) if to else None,
        "state": state,
        "name": name_of(conflict, state),
        "status_quo": conflict.status_quo_state == state,
        "strength": strength(analysis.held_under(state)),
        "choices": [(p.label, [o.label for o in taken]) for p, taken in choices(conflict, state)],
        "parties": [
            PartyVerdicts(
                party,
                conflict.party(party).label,
                tuple(words.verdict(group) for group in _alike(found)),
            )
            for party, found in by_party.items()
        ],
        "states": len(conflict.states),
    }


def _known(conflict: BaseConflict, state: int) -> int:
    if not 1 <= state <= len(conflict.states):
        raise unknown_name("state", str(state), ())
    return state


def leads(analysis: Analysis, state: int) -> list[tuple[str, list[Step], int]]:
    """Return what leads out of a state: for each party its moves, those it wants first.

    Returns
    -------
    list of (str, list of Step, int)
        The party's name, the moves shown, and how many more there are.
    """
    voice, graph, found = Voice(analysis.conflict), analysis.graph, []
    for j, party in enumerate(analysis.conflict.parties):
        payoff = graph.own_payoffs[j]
        moves = sorted(graph.moves(j, state - 1), key=lambda t: (-int(payoff[t]), t))
        shown = [
            Step(
                party.label,
                voice.change(state, int(t) + 1, party=party.id),
                int(t) + 1,
                voice.state(int(t) + 1),
                bool(payoff[t] > payoff[state - 1]),
            )
            for t in moves[:LEADS]
        ]
        if shown:
            found.append((party.label, shown, len(moves) - len(shown)))
    return found


def groups(analysis: Analysis, state: int) -> Agreements:
    """Return what groups can do together from a state."""
    return agreements(Voice(analysis.conflict), state, joint_steps(analysis, state))


def _alike(witnesses: Iterable[Witness]) -> list[list[Witness]]:
    """Put together the concepts that the same moves show."""
    groups: dict[object, list[Witness]] = {}
    for witness in witnesses:
        trusted = CONCEPTS[witness.concept].answers_by != "nothing" and bool(witness.answers)
        groups.setdefault((trusted, witness.stable, witness.answers), []).append(witness)
    return list(groups.values())


class _Words:
    """Witnesses in words."""

    def __init__(self, conflict: BaseConflict, evidence: Evidence) -> None:
        self.conflict, self.evidence, self.voice = conflict, evidence, Voice(conflict)

    def verdict(self, group: Sequence[Witness]) -> Verdict:
        first = group[0]
        answers = first.answers if first.stable else [a for a in first.answers if not a.punished]
        total = first.improvements if first.stable else first.unpunished
        moves = "one move" if total == 1 else f"{total:,} moves"
        if not total:
            said = "stays: it has no move of its own that it would prefer"
        elif first.stable:
            said = f"stays: it would prefer {moves}, and each can be answered"
        elif CONCEPTS[first.concept].answers_by == "nothing":
            said = f"leaves: it would prefer {moves}"
        else:
            said = f"leaves: no answer deters it from {moves} that it would prefer"
        exits = tuple(self._exit(answer) for answer in answers[:SHOWN])
        concepts = tuple(CONCEPTS[witness.concept] for witness in group)
        return Verdict(concepts, first.stable, said, exits, total - len(exits))

    def _exit(self, answer: Answer) -> Exit:
        move = answer.improvement
        return Exit(
            self.voice.change(move.source, move.target, party=move.party),
            move.target,
            name_of(self.conflict, move.target),
            self._told(answer.gain),
            tuple(
                (self.voice.change(step.source, step.target, party=step.party), step.target)
                for step in answer.sanction or ()
            ),
            None if answer.loss is None else self._told(answer.loss),
        )

    def _told(self, reason: Reason) -> Told:
        return Told(reason_in_words(self.conflict, reason), *self._written(reason))

    def _written(self, reason: Reason) -> tuple[GroundView | None, Line | None]:
        """Return what a comparison rests on, and where the judgement that decides it is written."""
        if reason.wish is None:
            return None, self.evidence.to.line("preferences", reason.party)
        line = self.evidence.to.wish(reason.party, reason.place)
        return self.evidence.ground(reason.wish.ground), line

    def crossing(self, source: int, target: int) -> Crossing:
        """Return what lies between two states."""
        acting = self._acting(source, target)
        compared = []
        for party in sorted(self.conflict.party_ids, key=lambda each: each not in acting):
            reason = compare_states(self.conflict, party, target, source)
            told = Told(self.voice.basis(reason).said, *self._written(reason))
            compared.append((self.voice.party(party), party in acting, told))
        change = self.voice.change(source, target, party=acting[0] if len(acting) == 1 else None)
        return Crossing(target, self.voice.state(target), change, tuple(compared))

    def _acting(self, source: int, target: int) -> tuple[str, ...]:
        """Return who moves: who can alone, else whoever's options differ."""
        if alone := self.conflict.movers(source, target):
            return alone
        changed = self.conflict.true_names(source) ^ self.conflict.true_names(target)
        return tuple(unique(o.party for o in self.conflict.options if o.name in changed))
