"""What is left of conditions when some issues are settled."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from detente.bargaining.worth import Worth
from detente.conditions import FALSE, TRUE, Condition

Pending = NDArray[np.int32]
"""Shape (contexts, conditions): what is left of each, as places in a list of conditions."""

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
        first, then = len(problem.infeasible), len(problem.infeasible) + len(worth.bonuses)
        self.forbidden, self.bonuses = slice(0, first), slice(first, then)
        self.consent_places = range(then, then + len(self.consents))
        self.list: list[Condition] = [FALSE, TRUE]
        self.places: dict[Condition, int] = {FALSE: 0, TRUE: 1}
        self.issues: list[frozenset[int]] = [frozenset(), frozenset()]
        self.steps: dict[tuple[int, int, int], int] = {}
        self.truths = worth.truths
        given = (
            *problem.infeasible,
            *(bonus.when for bonus in worth.bonuses),
            *(consent.when for consent in self.consents),
        )
        places = [self.keep(restricted(condition, {})) for condition in given]
        self.start: Pending = np.array([places], np.int32)
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

    def after(self, pending: Pending, issue: int) -> list[Pending]:
        """Return, for every class of an issue's values, what is left when it is settled so."""
        found = [pending.copy() for _ in self.classes[issue]]
        for column in range(pending.shape[1]):
            conditions, which = np.unique(pending[:, column], return_inverse=True)
            if not any(issue in self.issues[condition] for condition in conditions):
                continue
            for place, after in enumerate(found):
                left = [self._step(int(condition), issue, place) for condition in conditions]
                after[:, column] = np.array(left, np.int32)[which.ravel()]
        return found

    def _step(self, condition: int, issue: int, place: int) -> int:
        if issue not in self.issues[condition]:
            return condition
        step = (condition, issue, place)
        if step not in self.steps:
            known = self.classes[issue][place][1]
            self.steps[step] = self.keep(restricted(self.list[condition], known))
        return self.steps[step]

    def vetoers(self, pending: Pending) -> list[tuple[str, ...]]:
        """Return for every context who has to agree besides, where all is decided."""
        asked = [
            {
                party
                for place, consent in zip(self.consent_places, self.consents, strict=True)
                if left[place] == HOLDS
                for party in consent.of
            }
            for left in pending
        ]
        return [tuple(party for party in self.known_vetoers if party in each) for each in asked]
