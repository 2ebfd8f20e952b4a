"""What the four extensions say together, in plain sentences."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from detente.conflict.words import all_called, parties_in_words
from detente.text import capital, listed

if TYPE_CHECKING:
    from detente.conflict.base import BaseConflict
    from detente.conflict.concepts import Concept
    from detente.conflict.unknown.analysis import UnknownAnalysis


def answer(result: UnknownAnalysis) -> tuple[str, ...]:
    """Return who is in doubt, what holds however that is taken, and what only in some ways."""
    conflict = result.conflict
    if not result.unsure:
        return ("Nothing of what the parties want is marked as unknown.",)
    verb = "wants" if len(result.unsure) == 1 else "want"
    said = [f"What {parties_in_words(conflict, result.unsure)} {verb} is in part unknown."]
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
        said.append(f"{capital(_states(conflict, only))} {how}.")
    today = conflict.status_quo_state
    if today is not None and (today in held or today in depend):
        firm = [_short(c) for c in result.concepts if today in result.in_all(c.id)]
        open_ = [_short(c) for c in result.concepts if today in result.in_some(c.id)]
        parts = [f"under {listed(firm)} however it is taken"] if firm else []
        parts += [f"under {listed(open_)} only if doubt is taken in some ways"] if open_ else []
        said.append(f"The status quo would last {', and '.join(parts)}.")
    return tuple(said)


def _states(conflict: BaseConflict, counts: dict[int, int]) -> str:
    """Name the states that hold most widely, and count the others."""
    return all_called(conflict, sorted(counts, key=lambda state: (-counts[state], state)))


def _short(concept: Concept) -> str:
    return "Nash" if concept.id == "nash" else concept.id.upper()
