"""What edits of statements cost, and which statements stay as they are."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal, get_args

from detente.conflict.model import Conflict
from detente.conflict.preferences import Wish, wishes
from detente.errors import ModelError, UnknownNameError
from detente.evidence import Ground

Kind = Literal["reorder", "drop", "add", "reverse"]
KINDS: tuple[Kind, ...] = get_args(Kind)

COSTS: Mapping[Kind, Fraction] = {
    "reorder": Fraction(1),
    "drop": Fraction(2),
    "add": Fraction(2),
    "reverse": Fraction(3),
}
"""What a kind of edit costs, times the weight of the statement's confidence."""

CONFIDENCE: Mapping[str, Fraction] = {
    "low": Fraction(1, 4),
    "medium": Fraction(1, 2),
    "high": Fraction(3, 4),
}
"""The weight of a confidence in words; a number counts as it is, none at all as medium."""


def weight(ground: Ground) -> Fraction:
    """Return how much a statement's confidence weighs, from 0 to 1.

    Examples
    --------
    >>> weight(Ground(confidence="high")), weight(Ground(confidence="0.9")), weight(Ground())
    (Fraction(3, 4), Fraction(9, 10), Fraction(1, 2))
    """
    text = ground.confidence or "medium"
    try:
        return CONFIDENCE[text] if text in CONFIDENCE else Fraction(text)
    except ValueError:
        raise ModelError(
            f"confidence '{text}' is neither a word nor a number",
            hint="use low, medium, high, or a number from 0 to 1",
        ) from None


@dataclass(frozen=True, slots=True)
class Locks:
    """Which statements stay as they are.

    Parameters
    ----------
    parties : frozenset of str
        Parties all of whose statements stay, and to which none is added.
    places : frozenset of (str, int)
        Single statements by party and place. They are not moved, dropped or turned round,
        nothing passes them, and nothing is added above them.
    confidence : Fraction or None
        Statements held at least this firmly stay; None for no such rule.
    """

    parties: frozenset[str] = frozenset()
    places: frozenset[tuple[str, int]] = frozenset()
    confidence: Fraction | None = None

    @classmethod
    def read(
        cls, conflict: Conflict, locked: Iterable[str], confidence: str | float | None = None
    ) -> Locks:
        """Read locks as people write them: ``japan`` or ``japan:2``.

        Raises
        ------
        UnknownNameError
            If there is no such party, or it has no such statement.
        """
        parties, places = set(), set()
        for text in locked:
            party, colon, place = text.strip().partition(":")
            count = len(wishes(conflict.preferences[conflict.party(party).id]))
            if not colon:
                parties.add(party)
            elif place.isdecimal() and 1 <= int(place[:9]) <= count:
                places.add((party, int(place[:9])))
            else:
                raise UnknownNameError(
                    f"'{party}' has no statement {place or '?'}",
                    hint=f"it has {count}; write PARTY or PARTY:PLACE",
                )
        firm = None if confidence is None else weight(Ground(confidence=str(confidence)))
        return cls(frozenset(parties), frozenset(places), firm)

    def holds(self, party: str, place: int, wish: Wish) -> bool:
        """Tell whether a statement, by its 1-based place, stays as it is."""
        return (
            party in self.parties
            or (party, place) in self.places
            or (self.confidence is not None and weight(wish.ground) >= self.confidence)
        )


NO_LOCKS = Locks()
