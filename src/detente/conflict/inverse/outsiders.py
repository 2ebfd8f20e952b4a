"""Which single act of one party makes the others stay: an option of its taken, or left, for good.

The party that acts steps out: its other options stay free, but whether *it* would rather leave is
a question apart (`willing`). Where the act is not what the state has it do, the others are judged
in the state's counterpart, which differs from it in that one option.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from detente.conflict.inverse.moves import number_in, settled
from detente.conflict.inverse.question import Question
from detente.conflict.model import Option


@dataclass(frozen=True, slots=True)
class Act:
    """An act of one party after which the others all stay.

    Parameters
    ----------
    party, option : str
        Who acts, and the option's name.
    taken : bool
        Whether it is taken for good, or left for good.
    said : str
        The act in the case's own words.
    state : int
        Number of the state in which the others stay: the one asked for or its counterpart.
    willing : bool
        The party itself would not leave that state either, its option being free.
    """

    party: str
    option: str
    taken: bool
    said: str
    state: int
    willing: bool

    def to_dict(self) -> dict[str, Any]:
        """Return JSON-ready fields."""
        return {
            "party": self.party,
            "option": self.option,
            "taken": self.taken,
            "said": self.said,
            "state": self.state,
            "willing": self.willing,
        }


def acts(question: Question) -> tuple[Act, ...]:
    """Return the acts of single parties that make the state, or its counterpart, stable for others.

    Acts that leave the state as it is come first, then those that the party would stand by. None
    is listed for a party where the others stay already.

    Notes
    -----
    Two analyses for each option.
    """
    conflict, verdicts = question.conflict, question.analysis.stable[question.concept.id]
    found = []
    for option in conflict.options:
        others = [p for p in conflict.party_ids if p != option.party]
        if not others or all(verdicts[p][question.index] for p in others):
            continue
        for taken in (True, False):
            act = _act(question, option, taken, others)
            if act is not None:
                found.append(act)
    return tuple(sorted(found, key=lambda act: (act.state != question.state, not act.willing)))


def _act(question: Question, option: Option, taken: bool, others: list[str]) -> Act | None:
    conflict = question.conflict
    bit = 1 << conflict.columns[option.name]
    code = int(conflict.states.codes[question.index])
    counterpart = conflict.states.index_of(code | bit if taken else code & ~bit)
    if counterpart < 0:
        return None
    edit, said = settled(conflict, option, taken=taken)
    changed = edit.apply(conflict)
    analysis = question.analyse(changed)
    place = number_in(conflict, counterpart + 1, changed) - 1
    verdicts = analysis.stable[question.concept.id]
    if not all(verdicts[p][place] for p in others):
        return None
    own = question.analysis.stable[question.concept.id][option.party]
    return Act(option.party, option.name, taken, said, counterpart + 1, bool(own[counterpart]))
