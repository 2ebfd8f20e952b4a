"""What a ``.gmcr`` file holds beyond what detente analyses."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from detente.conditions import Condition

FORMAT = "gmcr"
"""Key of the extras in `Case.foreign`."""

DIRECTIONS = {"both": "both", "fwd": "forward", "back": "back"}
"""The format's words for directions, and detente's."""


@dataclass(frozen=True)
class GmcrExtras:
    """Kept so that writing the case again loses nothing.

    Conditions are held as conditions over option names, not as indices, so that they stay right
    when the case has changed since.

    Parameters
    ----------
    option_order : tuple of str
        Option names in the file's order, which need not group them by decision maker.
    statements : mapping of str to tuple of Condition
        By party: preference statements that the file does not use.
    rankings : mapping of str to list
        By party: preference rankings that the file does not use, as they stand.
    misperceptions : mapping of str to tuple of Condition
        By party.
    fields, party_fields, option_fields : mapping
        Fields nobody here reads: of the file, by party and by option name.
    """

    option_order: tuple[str, ...] = ()
    statements: Mapping[str, tuple[Condition, ...]] = field(default_factory=dict)
    rankings: Mapping[str, list[Any]] = field(default_factory=dict)
    misperceptions: Mapping[str, tuple[Condition, ...]] = field(default_factory=dict)
    fields: Mapping[str, Any] = field(default_factory=dict)
    party_fields: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    option_fields: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)

    def conditions(self) -> tuple[Condition, ...]:
        """Return every condition kept."""
        kept = (*self.statements.values(), *self.misperceptions.values())
        return tuple(condition for group in kept for condition in group)
