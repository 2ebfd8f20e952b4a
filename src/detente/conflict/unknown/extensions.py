"""The four ways to take what is unknown, and the signs that each counts.

Li, Hipel, Kilgour & Fang (2004) extend each stability concept in four ways: a party in doubt may
be ready to move or stay, and may fear an outcome of which nobody knows whether it is worse, or not.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from detente.conditions import Bools
from detente.conflict.concepts import Sanction
from detente.conflict.relations import UNKNOWN, Comparisons

BETTER, EQUAL, WORSE = 1, 0, -1

MAY_BE_WANTED = (BETTER, UNKNOWN)
"""Moves of the others that count as their own interest under SEQ and SSEQ, in all extensions."""


@dataclass(frozen=True, slots=True)
class Extension:
    """One way to take what is unknown.

    Parameters
    ----------
    id : str
        a, b, c or d.
    ventures : bool
        Whether the party makes a move of which nobody knows if it prefers it.
    fears : bool
        Whether an outcome deters it of which nobody knows if it prefers it.
    plain : str
        What that assumes, for people.
    """

    id: str
    ventures: bool
    fears: bool
    plain: str

    @property
    def improvements(self) -> tuple[int, ...]:
        """What the party may think of the state that it moves to, for the move to count."""
        return (BETTER, UNKNOWN) if self.ventures else (BETTER,)

    def sanctions(self, sanction: Sanction) -> tuple[int, ...]:
        """Return what the party may think of an outcome that deters it."""
        known = (WORSE,) if sanction == "strict" else (WORSE, EQUAL)
        return (*known, UNKNOWN) if self.fears else known

    @property
    def escapes(self) -> tuple[int, ...]:
        """What the party may think of a state that it could still go to to undo a sanction."""
        return (BETTER,) if self.fears else (BETTER, UNKNOWN)


EXTENSIONS: dict[str, Extension] = {
    extension.id: extension
    for extension in (
        Extension("a", True, False, "moves in doubt, and is deterred only by what is known"),
        Extension("b", False, False, "stays in doubt, and is deterred only by what is known"),
        Extension("c", True, True, "moves in doubt, and doubt deters it as well"),
        Extension("d", False, True, "stays in doubt, and doubt deters it as well"),
    )
}


def among(signs: Comparisons, wanted: Sequence[int]) -> Bools:
    """Tell of every comparison whether it is one of those wanted.

    Examples
    --------
    >>> among(np.array([-1, 0, 1, 2], np.int8), (BETTER, UNKNOWN))
    array([False, False,  True,  True])
    """
    known = np.zeros(UNKNOWN - WORSE + 1, np.bool_)
    known[[sign - WORSE for sign in wanted]] = True
    found: Bools = known[signs - WORSE]
    return found
