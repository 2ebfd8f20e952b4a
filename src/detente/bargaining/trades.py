"""The way from one package to another, change by change: what each costs whom, and pays whom.

Changes that a combination links, so that what one is worth depends on whether the other is made
as well, are one trade. So trades can be told in any order, and what they change adds up exactly.
Exchanging what one cares about less for what the other does is logrolling (Raiffa 1982).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, product
from typing import Any

import numpy as np

from detente.bargaining.model import Package
from detente.bargaining.worth import Bonus, Sums, Worth

MOST_TRIED = 12
"""Changed issues in one condition of which every part is tried; more count as linked."""


@dataclass(frozen=True)
class Trade:
    """Changes that are told as one.

    Parameters
    ----------
    issues : tuple of int
        0-based places of the issues that change, ascending.
    change : ndarray of int64, shape (parties,)
        What each party has more, as whole multiples of the step.
    """

    issues: tuple[int, ...]
    change: Sums

    def to_dict(self, worth: Worth, before: Package, after: Package) -> dict[str, Any]:
        """Return it as one JSON-ready object."""
        listed = [(worth.problem.issues[place], place) for place in self.issues]
        return {
            "issues": [issue.id for issue, _ in listed],
            "from": {issue.id: issue.values[before[place]].id for issue, place in listed},
            "to": {issue.id: issue.values[after[place]].id for issue, place in listed},
            "change": worth.utilities(self.change),
        }


def trades(worth: Worth, before: Package, after: Package) -> tuple[Trade, ...]:
    """Return the trades that lead from one package to another, in the order of their first issues.

    Parameters
    ----------
    worth : Worth
    before, after : Package

    Returns
    -------
    tuple of Trade
        Their changes sum to what `after` is worth more than `before`, party by party. The parts of
        a trade cannot be told apart: what they are worth depends on each other.

    Notes
    -----
    Two changes are linked where some bonus comes or goes with one of them or not, depending on
    the other, whichever of the other changes are made.

    Examples
    --------
    >>> from detente.bargaining.model import Bargaining, Issue, Profile, Range, Score, Value, Weight
    >>> from detente.bargaining.worth import worth
    >>> from detente.case import Party
    >>> yes_no = (Value("no"), Value("yes"))
    >>> scores = tuple(Score(Range.exactly(x)) for x in (0, 1))
    >>> weights = {"land": Weight(Range.exactly(0.75)), "port": Weight(Range.exactly(0.25))}
    >>> profile = Profile("a", weights, {"land": scores, "port": scores[::-1]})
    >>> table = worth(Bargaining((Party("a"),), (Issue("land", yes_no), Issue("port", yes_no)),
    ...                          {"a": profile}))
    >>> [(trade.issues, table.utilities(trade.change)) for trade in trades(table, (0, 0), (1, 1))]
    [((0,), {'a': 0.75}), ((1,), {'a': -0.25})]
    """
    changed = [k for k, (old, new) in enumerate(zip(before, after, strict=True)) if old != new]
    group = {issue: {issue} for issue in changed}
    for bonus in worth.bonuses:
        for one, other in _linked(worth, bonus, before, after, changed):
            together = group[one] | group[other]
            for issue in together:
                group[issue] = together
    found = []
    for issue in changed:
        if min(group[issue]) == issue:
            partly = _switched(before, after, group[issue])
            change = worth.sums(partly)[0] - worth.sums(before)[0]
            found.append(Trade(tuple(sorted(group[issue])), change))
    return tuple(found)


def _switched(before: Package, after: Package, issues: set[int]) -> Package:
    return tuple(after[k] if k in issues else value for k, value in enumerate(before))


def _linked(
    worth: Worth, bonus: Bonus, before: Package, after: Package, changed: Sequence[int]
) -> Iterator[tuple[int, int]]:
    """Yield pairs of changes of which one's effect on a bonus depends on the other."""
    asked = {worth.truths[name][0] for name in bonus.when.names()}
    own = [issue for issue in changed if issue in asked]
    if len(own) < 2:
        return
    if len(own) > MOST_TRIED:
        yield from ((own[0], other) for other in own[1:])
        return
    parts = np.array(list(product([False, True], repeat=len(own))), bool)
    packages = np.tile(np.array(before, np.intp), (len(parts), 1))
    packages[:, own] = np.where(parts, np.array(after)[own], packages[:, own])
    holds = worth.holds(bonus.when, packages).astype(np.int64).reshape((2,) * len(own))
    for one, other in combinations(range(len(own)), 2):
        if np.diff(np.diff(holds, axis=one), axis=other).any():
            yield own[one], own[other]
