"""What an entry rests on, and what it inherits from the entry that it is part of."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from detente.casefile.spellings import Grounded
from detente.evidence import Ground


def ground(entry: Grounded) -> Ground:
    """Return what an entry rests on."""
    return Ground(
        cites=tuple(entry.cites),
        because=entry.because.strip(),
        confidence=entry.confidence,
        judgement=entry.judgement,
        visibility=entry.visibility,
    )


def inheriting(
    entry: Grounded, says_nothing: Callable[[Grounded], bool]
) -> Callable[[Grounded], Ground]:
    """Return what finds the ground of a part: its own, else that of the whole entry.

    A part that says nothing needs none.
    """
    whole = ground(entry)

    def rests_on(part: Grounded) -> Ground:
        own = ground(part)
        if not own.rests_on_nothing or says_nothing(part):
            return own
        internal = "internal" in (own.visibility, whole.visibility)
        return replace(
            whole,
            confidence=own.confidence or whole.confidence,
            visibility="internal" if internal else "public",
        )

    return rests_on
