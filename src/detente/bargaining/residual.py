"""What is left of conditions when some issues are settled."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from detente.bargaining.worth import Worth
from detente.conditions import FALSE, TRUE, Condition

Pending = tuple[int, ...]
"""What is left of every condition of a problem, as places in a list of conditions."""

FAILS, HOLDS = 0, 1
"""The places of what is false and of what is true."""


def restricted(condition: Condition, known: Mapping[str, bool]) -> Condition:
    """Return what is left of a condition when the truth of some names is known.

    Examples
    --------
    >>> from detente.conditions import parse
    >>> str(restricted(parse("at_least(2, a.x, b.y, c.z) or not a.x"), {"a.x": True}))
    'at_least(1, b.y, c.z)'
    """
    if condition.op == "name":
        if condition.name not in known:
            return condition
        return TRUE if known[condition.name] else FALSE
    if condition.op == "const":
        return TRUE if condition.count else FALSE
    args = [restricted(arg, known) for arg in condition.args]
    if condition.op == "not":
        return _negated(args[0])
    if condition.op in ("and", "or"):
        return _joined(condition.op, args)
    if condition.op == "implies":
        return _joined("or", [_negated(args[0]), args[1]])
    if condition.op in ("iff", "xor"):
        return _equal(args[0], args[1] if condition.op == "iff" else _negated(args[1]))
    return _counted(condition, args)


def _negated(arg: Condition) -> Condition:
    if arg in (TRUE, FALSE):
        return FALSE if arg == TRUE else TRUE
    return arg.args[0] if arg.op == "not" else Condition("not", (arg,))


def _joined(op: str, args: Sequence[Condition]) -> Condition:
    neutral, ruling = (TRUE, FALSE) if op == "and" else (FALSE, TRUE)
    flat = [part for arg in args for part in (arg.args if arg.op == op else (arg,))]
    parts = [part for part in dict.fromkeys(flat) if part != neutral]
    if ruling in parts:
        return ruling
    if len(parts) < 2:
        return parts[0] if parts else neutral
    return Condition("and" if op == "and" else "or", tuple(parts))


def _equal(left: Condition, right: Condition) -> Condition:
    for one, other in ((left, right), (right, left)):
        if one == TRUE:
            return other
        if one == FALSE:
            return _negated(other)
    return TRUE if left == right else Condition("iff", (left, right))


def _counted(condition: Condition, args: Sequence[Condition]) -> Condition:
    wanted = condition.count - sum(arg == TRUE for arg in args)
    open_args = tuple(arg for arg in args if arg not in (TRUE, FALSE))
    if condition.op != "at_most" and not 0 <= wanted <= len(open_args):
        return TRUE if condition.op == "at_least" and wanted < 0 else FALSE
    if condition.op == "at_least" and wanted == 0:
        return TRUE
    if condition.op == "at_most" and (wanted < 0 or wanted >= len(open_args)):
        return FALSE if wanted < 0 else TRUE
    if not open_args:
        return TRUE
    return Condition(condition.op, open_args, count=wanted)


class Conditions:
    """The conditions of a problem and all that is ever left of them, each kept once.

    Parameters
    ----------
    worth : Worth
    consents : bool
        Whether the conditions of consents count as well.
    """

    def __init__(self, worth: Worth, consents: bool) -> None:
        problem = worth.problem
        self.consents = problem.consents if consents else ()
        self.known_vetoers = problem.vetoers
        self.forbidden = slice(0, len(problem.infeasible))
        self.bonuses = [bonus.amounts for bonus in worth.bonuses]
        first = len(problem.infeasible)
        self.bonus_places = range(first, first + len(self.bonuses))
        self.consent_places = range(
            self.bonus_places.stop, first + len(self.bonuses) + len(self.consents)
        )
        self.list: list[Condition] = [FALSE, TRUE]
        self.places: dict[Condition, int] = {FALSE: 0, TRUE: 1}
        self.issues: list[frozenset[int]] = [frozenset(), frozenset()]
        self.left: dict[tuple[int, int, int], int] = {}
        self.truths = worth.truths
        self.start: Pending = tuple(
            self.keep(restricted(condition, {}))
            for condition in (
                *problem.infeasible,
                *(bonus.when for bonus in worth.bonuses),
                *(consent.when for consent in self.consents),
            )
        )
        self.classes = [self._classes(issue, size) for issue, size in enumerate(worth.sizes)]

    def keep(self, condition: Condition) -> int:
        """Return the place of a condition, a new one if it was never met."""
        if condition not in self.places:
            self.places[condition] = len(self.list)
            self.list.append(condition)
            self.issues.append(frozenset(self.truths[name][0] for name in condition.names()))
        return self.places[condition]

    def _classes(self, issue: int, size: int) -> list[tuple[NDArray[np.intp], dict[str, bool]]]:
        """Return the values of an issue that no condition tells apart, and what holds there."""
        about = {name: values for name, (place, values) in self.truths.items() if place == issue}
        if not about:
            return [(np.arange(size), {})]
        rows, which = np.unique(np.stack(list(about.values()), axis=1), axis=0, return_inverse=True)
        return [
            (
                np.flatnonzero(which.ravel() == place),
                dict(zip(about, map(bool, row), strict=True)),
            )
            for place, row in enumerate(rows)
        ]

    def after(self, pending: Pending, issue: int, place: int) -> Pending:
        """Return what is left when the issue is settled by a value of its class `place`."""
        found = []
        for condition in pending:
            if issue not in self.issues[condition]:
                found.append(condition)
                continue
            key = (condition, issue, place)
            if key not in self.left:
                known = self.classes[issue][place][1]
                self.left[key] = self.keep(restricted(self.list[condition], known))
            found.append(self.left[key])
        return tuple(found)

    def vetoers(self, pending: Pending) -> tuple[str, ...]:
        """Return who has to agree besides, where all is decided."""
        asked = {
            party
            for place, consent in zip(self.consent_places, self.consents, strict=True)
            if pending[place] == HOLDS
            for party in consent.of
        }
        return tuple(party for party in self.known_vetoers if party in asked)
