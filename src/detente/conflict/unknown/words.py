"""What the four extensions say together, in plain sentences."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import TYPE_CHECKING

from detente.conflict.words import name_of

if TYPE_CHECKING:
    from detente.conflict.base import BaseConflict
    from detente.conflict.concepts import Concept
    from detente.conflict.unknown.analysis import UnknownAnalysis

NAMED = 3
"""States that a sentence names before it counts."""


def answer(result: UnknownAnalysis) -> tuple[str, ...]:
    """Return who is in doubt, what holds however that is taken, and what only in some ways."""
    conflict = result.conflict
    if not result.unsure:
        return ("Nothing of what the parties want is marked as unknown.",)
    labels = [conflict.party(party).label for party in result.unsure]
    verb = "wants" if len(labels) == 1 else "want"
    said = [f"What {_listed(labels)} {verb} is in part unknown."]
    held = Counter(state for concept in result.concepts for state in result.in_all(concept.id))
    depend = Counter(state for concept in result.concepts for state in result.in_some(concept.id))
    if held:
        said.append(
            f"However it is taken, {_states(conflict, held)} would last under at least one concept."
        )
    else:
        said.append("No state would last however it is taken.")
    if only := {state: count for state, count in depend.items() if state not in held}:
        how = "would last only if doubt is taken in some ways"
        said.append(f"{_capital(_states(conflict, only))} {how}.")
    today = conflict.status_quo_state
    if today is not None and (today in held or today in depend):
        firm = [_short(c) for c in result.concepts if today in result.in_all(c.id)]
        open_ = [_short(c) for c in result.concepts if today in result.in_some(c.id)]
        parts = [f"however it is taken under {_listed(firm)}"] if firm else []
        parts += [f"in some ways only under {_listed(open_)}"] if open_ else []
        said.append(f"The status quo would last {', and '.join(parts)}.")
    return tuple(said)


def _states(conflict: BaseConflict, counts: dict[int, int]) -> str:
    """Name the states that hold most widely, and count the others."""
    order = sorted(counts, key=lambda state: (-counts[state], state))
    names = [_called(conflict, state) for state in order[:NAMED]]
    if more := len(order) - len(names):
        names.append(f"{more} more")
    return _listed(names)


def _called(conflict: BaseConflict, state: int) -> str:
    name = name_of(conflict, state)
    return name[0].lower() + name[1:] if name == f"State {state}" else f"“{name}” (state {state})"


def _listed(items: Iterable[str]) -> str:
    *some, last = items
    return f"{', '.join(some)} and {last}" if some else last


def _short(concept: Concept) -> str:
    return "Nash" if concept.id == "nash" else concept.id.upper()


def _capital(text: str) -> str:
    return text[0].upper() + text[1:]
