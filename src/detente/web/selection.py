"""Which states are looked at: those that a condition describes, and those that hold."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np

from detente.conditions import Bools
from detente.conflict.analysis import Analysis
from detente.conflict.concepts import CONCEPTS
from detente.errors import DetenteError, unknown_name

ANY = "any"
"""Under whatever concept."""


@dataclass(frozen=True, slots=True)
class Selection:
    """A choice of states.

    Parameters
    ----------
    where : str
        A condition in the case's own language; all states where empty.
    holds : str
        A concept under which they hold, or `ANY`; empty for all.
    """

    where: str = ""
    holds: str = ""

    @classmethod
    def of(cls, given: Iterable[tuple[str, str]]) -> Selection:
        """Return the selection that an address asks for."""
        values = dict(given)
        return cls(values.get("where", "").strip(), values.get("holds", "").strip())

    @property
    def fields(self) -> dict[str, str]:
        """What an address says of it."""
        return {"where": self.where, "holds": self.holds}

    def states(self, analysis: Analysis, party: str = "") -> Bools:
        """Return which states are chosen, shape (n,).

        Parameters
        ----------
        analysis : Analysis
        party : str
            Whose staying counts; everybody's where empty.

        Raises
        ------
        DetenteError
            If the condition cannot be read, or names what there is not.
        """
        conflict = analysis.conflict
        chosen = np.ones(len(conflict.states), np.bool_)
        if self.where:
            chosen = chosen & conflict.holds(self.where)
        if not self.holds:
            return chosen
        found: Bools = chosen & self._holding(analysis, party)
        return found

    def _holding(self, analysis: Analysis, party: str) -> Any:
        if self.holds != ANY and self.holds not in CONCEPTS:
            raise unknown_name("concept", self.holds, [ANY, *CONCEPTS])
        if party:
            analysis.conflict.party_index(party)
        if self.holds == ANY:
            if not party:
                return analysis.support > 0
            return np.logical_or.reduce([by[party] for by in analysis.stable.values()])
        if not party:
            return analysis.equilibrium(self.holds)
        if self.holds not in analysis.stable:
            raise unknown_name("concept", self.holds, analysis.stable)
        return analysis.stable[self.holds][party]


def number(given: str, name: str, least: int = 1) -> int:
    """Return the whole number that an address gives.

    Raises
    ------
    DetenteError
        If it gives none.
    """
    if not (given.isascii() and given.isdecimal() and len(given) < 10 and int(given) >= least):
        raise DetenteError(
            f"'{given}' is no value of '{name}'",
            hint=f"use a whole number from {least}",
            code="wrong-setting",
        )
    return int(given)


def numbers(given: str, name: str) -> tuple[int, ...]:
    """Return whole numbers written with commas, each once.

    Raises
    ------
    DetenteError
        If something else stands there.
    """
    texts = [part.strip() for part in given.split(",") if part.strip()]
    return tuple(dict.fromkeys(number(text, name) for text in texts))
