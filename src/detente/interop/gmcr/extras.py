"""What a ``.gmcr`` file holds beyond what detente analyses."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from detente.case import Case, Party
from detente.conditions import Condition

FORMAT = "gmcr"
"""Key of the extras in `Case.foreign`."""

DIRECTIONS = {"both": "both", "fwd": "forward", "back": "back"}
"""The format's words for directions, and detente's."""

_KNOWN_FIELDS = {"coalitions", "program", "version"}


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
    fields, party_fields, option_fields : mapping
        Fields nobody here reads: of the file, by party and by option name.
    """

    option_order: tuple[str, ...] = ()
    statements: Mapping[str, tuple[Condition, ...]] = field(default_factory=dict)
    rankings: Mapping[str, list[Any]] = field(default_factory=dict)
    fields: Mapping[str, Any] = field(default_factory=dict)
    party_fields: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    option_fields: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)

    def contents(self, parties: Mapping[str, Party]) -> Iterator[str]:
        """Yield what is kept, in words, each a plural: it *are* kept, or left out."""
        for what, kept in (
            ("preference statements, which the file overrides by rankings,", self.statements),
            ("preference rankings, which the file overrides by statements,", self.rankings),
        ):
            if kept:
                yield f"{what} of {', '.join(parties[party].label for party in kept)}"
        if self.fields.get("coalitions"):
            yield "coalitions"
        holders = [self.fields, *self.party_fields.values(), *self.option_fields.values()]
        unknown = dict.fromkeys(key for holder in holders for key in holder)
        if names := ", ".join(key for key in unknown if key not in _KNOWN_FIELDS):
            yield f"fields unknown here ({names})"


def extras_of(case: Case) -> GmcrExtras:
    """Return what came with a case from a ``.gmcr`` file; nothing for other cases."""
    extras = case.foreign.get(FORMAT)
    return extras if isinstance(extras, GmcrExtras) else GmcrExtras()
