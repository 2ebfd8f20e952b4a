"""Whether any package can occur, and the most that each party can get from one.

Issues that no condition links can be settled each for itself, so that both questions are answered
group by group of linked issues, and the answers put together.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import prod

import numpy as np
from numpy.typing import NDArray

from detente.bargaining.worth import Bonus, Sums, Worth
from detente.conditions import Bools, Condition

MAX_COMBINATIONS = 1 << 16
"""Combinations of a group of linked issues that are looked at one by one."""


@dataclass(frozen=True)
class Heights:
    """The most that each party can get.

    Parameters
    ----------
    most : ndarray of int64, shape (parties,)
        In steps, as `Worth.sums` counts.
    exact : bool
        Otherwise linked issues have so many combinations that these were not looked at one by
        one: parties may be unable to get as much, and perhaps no package can occur at all.
    """

    most: Sums
    exact: bool = True


def heights(worth: Worth) -> Heights | None:
    """Return the most that each party can get; None if no package can occur.

    Parameters
    ----------
    worth : Worth

    Notes
    -----
    O(Σ p) time for groups of linked issues with p combinations, up to `MAX_COMBINATIONS` each.

    Examples
    --------
    >>> from detente.bargaining.model import (
    ...     Bargaining, Issue, Profile, Range, Score, Value, Weight)
    >>> from detente.bargaining.worth import worth
    >>> from detente.case import Party
    >>> from detente.conditions import parse
    >>> half, values = Weight(Range.exactly(0.5)), (Value("no"), Value("yes"))
    >>> scores = tuple(Score(Range.exactly(x)) for x in (0, 1))
    >>> profile = Profile("p", {"a": half, "b": half}, {"a": scores, "b": scores})
    >>> problem = Bargaining((Party("p"),), (Issue("a", values), Issue("b", values)),
    ...                      {"p": profile}, infeasible=(parse("a.yes and b.yes"),))
    >>> found = worth(problem)
    >>> found.utilities(heights(found).most)
    {'p': 0.5}
    """
    most = np.zeros(len(worth.reservation), np.int64)
    exact = True
    for group, rules, bonuses in _groups(worth):
        if prod(worth.sizes[issue] for issue in group) > MAX_COMBINATIONS:
            exact = False
            most += sum((worth.tables[issue].max(axis=0) for issue in group), np.int64(0))
            most += sum((bonus.amounts.clip(min=0) for bonus in bonuses), np.int64(0))
            continue
        sums = _sums(worth, group, rules, bonuses)
        if not len(sums):
            return None
        most += sums.max(axis=0)
    return Heights(most, exact)


def _groups(
    worth: Worth,
) -> Iterator[tuple[list[int], list[Condition], list[Bonus]]]:
    """Yield groups of linked issues with the conditions over them; those over none come first."""
    rules = [(_issues(worth, rule), rule) for rule in worth.problem.infeasible]
    bonuses = [(_issues(worth, bonus.when), bonus) for bonus in worth.bonuses]
    yield (
        [],
        [rule for issues, rule in rules if not issues],
        [bonus for issues, bonus in bonuses if not issues],
    )
    head = list(range(len(worth.tables)))
    for issues in (*(issues for issues, _ in rules), *(issues for issues, _ in bonuses)):
        joined = {head[issue] for issue in issues}
        if len(joined) > 1:
            head = [min(joined) if each in joined else each for each in head]
    for first in sorted(set(head)):
        group = [issue for issue, each in enumerate(head) if each == first]
        yield (
            group,
            [rule for issues, rule in rules if issues & {*group}],
            [bonus for issues, bonus in bonuses if issues & {*group}],
        )


def _issues(worth: Worth, condition: Condition) -> set[int]:
    return {worth.truths[name][0] for name in condition.names()}


def _sums(
    worth: Worth, group: Sequence[int], rules: Sequence[Condition], bonuses: Sequence[Bonus]
) -> Sums:
    """Return what the combinations of a group that can occur are worth, shape (n, parties)."""
    sizes = [worth.sizes[issue] for issue in group]
    places: dict[int, NDArray[np.intp]] = {
        issue: column.ravel() for issue, column in zip(group, np.indices(sizes), strict=True)
    }
    count = prod(sizes)

    def holds(condition: Condition) -> Bools:
        def lookup(name: str) -> Bools:
            issue, values = worth.truths[name]
            return np.asarray(values[places[issue]])

        return np.broadcast_to(condition.evaluate(lookup), count)

    total = np.zeros((count, len(worth.reservation)), np.int64)
    for issue in group:
        total += worth.tables[issue][places[issue]]
    for bonus in bonuses:
        total[holds(bonus.when)] += bonus.amounts
    allowed = np.ones(count, bool)
    for rule in rules:
        allowed &= ~holds(rule)
    return total[allowed]
