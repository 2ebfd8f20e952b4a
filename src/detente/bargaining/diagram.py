"""Packages as paths: one issue after the other, with what is still to be known of conditions.

Conditions link issues. When some issues are settled, all that matters of a condition is what is
left of it: a condition over the other issues, or true, or false. Partial packages of which the
same is left are in one *context*, and whatever completes one of them completes all. The diagram
has a node for every context after every issue, and an edge for every class of values that lead
from one to another: a reduced decision diagram in the sense of Bryant (1986), with many values to
a variable. A bonus is given on the edge where its condition is decided; edges to packages that
cannot occur, and contexts from which no package can be completed, are left out.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from detente.bargaining.residual import FAILS, HOLDS, Conditions
from detente.bargaining.rows import Places, distinct
from detente.bargaining.worth import Sums, Worth
from detente.errors import LimitError

DEAD = -1
"""The context of packages that cannot occur."""


@dataclass(frozen=True)
class Layer:
    """The edges of one issue: for every context, the values that it can be settled by.

    Parameters
    ----------
    issue : int
        0-based place of the issue.
    source, target : ndarray of int, shape (edges,)
        0-based places of the contexts before and after; `source` ascends.
    values : ndarray of int, shape (edges,)
        0-based places of the values.
    added : ndarray of int64, shape (edges, parties)
        What the value adds, and the bonuses that come true with it.
    """

    issue: int
    source: Places
    target: Places
    values: Places
    added: Sums

    @cached_property
    def starts(self) -> Places:
        """Where the edges of each context before begin, and the end of all."""
        return np.searchsorted(self.source, np.arange(self.source.max(initial=-1) + 2))

    @cached_property
    def arriving(self) -> tuple[Places, Places]:
        """The edges in ascending order of their target, and where those of each target begin."""
        order = np.argsort(self.target, kind="stable")
        contexts = np.arange(self.target.max(initial=-1) + 2)
        return order, np.searchsorted(self.target[order], contexts)


@dataclass(frozen=True)
class Diagram:
    """All feasible packages of a problem, as paths through contexts.

    Parameters
    ----------
    worth : Worth
    layers : tuple of Layer
        One for each issue, in the order in which they are settled.
    ends : tuple of tuple of str
        For each last context, which vetoers have to agree besides; empty if nothing is feasible.
    """

    worth: Worth
    layers: tuple[Layer, ...]
    ends: tuple[tuple[str, ...], ...]

    @property
    def widths(self) -> tuple[int, ...]:
        """How many contexts there are before each issue, and after the last."""
        return (*(len(layer.starts) - 1 for layer in self.layers), len(self.ends))

    @cached_property
    def packages(self) -> int:
        """How many feasible packages there are."""
        counts = np.ones(len(self.ends), object)
        for layer in reversed(self.layers):
            if len(counts):
                counts = np.add.reduceat(counts[layer.target], layer.starts[:-1])
        return int(counts.sum())

    @cached_property
    def most(self) -> tuple[Sums, ...]:
        """The most each party can still get in each context, by level, shape (width, parties)."""
        return self._extremes(np.maximum)

    @cached_property
    def least(self) -> tuple[Sums, ...]:
        """The least each party can still get in each context, like `most`."""
        return self._extremes(np.minimum)

    def _extremes(self, better: np.ufunc) -> tuple[Sums, ...]:
        found = [np.zeros((len(self.ends), len(self.worth.reservation)), np.int64)]
        for layer in reversed(self.layers):
            if self.ends:
                after = layer.added + found[-1][layer.target]
                found.append(better.reduceat(after, layer.starts[:-1], axis=0))
        return tuple(reversed(found))


@dataclass(frozen=True)
class _Level:
    """An issue before equal contexts are merged.

    Parameters
    ----------
    targets, due : ndarray of int, shape (contexts, classes)
        For every class of values, the next context, or DEAD, and which of the sets of bonuses
        comes true.
    sets : ndarray of bool, shape (sets, bonuses)
    """

    targets: Places
    due: Places
    sets: NDArray[np.bool_]


class _Builder:
    """Builds the diagram of one order of the issues: forward, then merged from the end."""

    def __init__(self, worth: Worth, conditions: Conditions) -> None:
        self.worth = worth
        self.conditions = conditions

    def forward(
        self, order: Sequence[int], limit: int
    ) -> tuple[list[_Level], list[tuple[str, ...]]] | None:
        """Return every level, and for each last context who has to agree besides.

        None if there are more than `limit` contexts.
        """
        conditions = self.conditions
        contexts = conditions.start
        levels: list[_Level] = []
        total = 1
        if (contexts[:, conditions.forbidden] == HOLDS).any():
            return [], []
        for issue in order:
            listed = conditions.after(contexts, issue)
            after = np.concatenate(listed)
            dead = (after[:, conditions.forbidden] == HOLDS).any(axis=1)
            true = after[:, conditions.bonuses] == HOLDS
            sets, due = distinct(true)
            # A bonus is given once, and never asked about again.
            after[:, conditions.bonuses][true] = FAILS
            targets = np.full(len(after), DEAD)
            contexts, targets[~dead] = distinct(after[~dead])
            total += len(contexts)
            if total > limit:
                return None
            shape = (len(listed), -1)
            levels.append(_Level(targets.reshape(shape).T, due.reshape(shape).T, sets))
        return levels, conditions.vetoers(contexts)

    def diagram(self, order: Sequence[int], limit: int) -> Diagram | None:
        """Return the diagram of an order, None if it needs more than `limit` contexts.

        From the end on, contexts are merged from which everything goes on alike.
        """
        built = self.forward(order, limit)
        if built is None:
            return None
        levels, asked = built
        ends = sorted(set(asked))
        merged = np.array([*(ends.index(each) for each in asked), DEAD], np.intp)
        layers: list[Layer] = []
        for issue, level in zip(reversed(order[: len(levels)]), reversed(levels), strict=True):
            targets = merged[level.targets]  # DEAD is -1, and the last entry is DEAD
            alive = (targets != DEAD).any(axis=1)
            due = np.where(targets == DEAD, 0, level.due)
            width = targets.shape[1]
            kinds, which = distinct(np.concatenate([targets, due], axis=1)[alive])
            merged = np.full(len(targets) + 1, DEAD)
            merged[:-1][alive] = which
            layers.append(self._layer(issue, kinds[:, :width], kinds[:, width:], level.sets))
        return Diagram(self.worth, tuple(reversed(layers)), tuple(ends if layers else ()))

    def _layer(self, issue: int, targets: Places, due: Places, sets: NDArray[np.bool_]) -> Layer:
        """Return the edges of an issue, one for every value."""
        which = np.zeros(self.worth.sizes[issue], np.intp)
        for place, (values, _) in enumerate(self.conditions.classes[issue]):
            which[values] = place
        targets, due = targets[:, which], due[:, which]
        source, values = np.nonzero(targets != DEAD)
        amounts = np.zeros((len(self.worth.bonuses), len(self.worth.reservation)), np.int64)
        for number, bonus in enumerate(self.worth.bonuses):
            amounts[number] = bonus.amounts
        added = self.worth.tables[issue][values] + (sets @ amounts)[due[source, values]]
        return Layer(issue, source, targets[source, values], values, added)


MAX_NODES = 300_000
"""Contexts of a diagram before equal ones are merged: some seconds."""

TRIALS = (1_000, 20_000, MAX_NODES)
"""Contexts that orders of the issues may need, tried in turn."""


def diagram(worth: Worth, *, consents: bool = False) -> Diagram:
    """Return all feasible packages as paths through contexts.

    Parameters
    ----------
    worth : Worth
    consents : bool
        Keep apart which vetoers packages need.

    Raises
    ------
    LimitError
        If conditions link issues in so many ways that there are too many contexts.

    Notes
    -----
    Issues that conditions link come first, each linked group in the best order found: from every
    issue of the group, on to the one that leaves the fewest conditions open. The others follow,
    those with most values first, so that the last and largest partial frontier is made of few.
    """
    conditions = Conditions(worth, consents)
    builder = _Builder(worth, conditions)
    groups = _groups(worth, conditions)
    order: list[int] = []
    for group in groups:
        order.extend(_best_order(group, worth, conditions, builder) if len(group) > 1 else group)
    linked = set(order)
    order.extend(
        sorted(
            (issue for issue in range(len(worth.tables)) if issue not in linked),
            key=lambda issue: -len(worth.tables[issue]),
        )
    )
    found = builder.diagram(order, 2 * TRIALS[-1])
    if found is None:
        raise _too_linked()
    return found


def _too_linked() -> LimitError:
    return LimitError(
        f"conditions link the issues in more than {TRIALS[-1]:,} ways",
        hint="drop conditions, or put several into one",
        code="too-many-contexts",
    )


def _groups(worth: Worth, conditions: Conditions) -> list[list[int]]:
    """Return the issues that conditions link, by group, in the order of their first issue."""
    group = {issue: {issue} for issue in range(len(worth.tables))}
    asked = set()
    for place in conditions.start[0]:
        together = set().union(*(group[issue] for issue in conditions.issues[place]))
        asked |= together
        for issue in together:
            group[issue] = together
    found: list[list[int]] = []
    for issue in sorted(asked):
        if sorted(group[issue]) not in found:
            found.append(sorted(group[issue]))
    return found


def _best_order(
    group: Sequence[int], worth: Worth, conditions: Conditions, builder: _Builder
) -> list[int]:
    """Return the order of a linked group, of those tried, that needs the fewest contexts."""
    spans = [conditions.issues[place] for place in conditions.start[0]]
    spans = [span for span in spans if span & set(group)]
    orders = list(dict.fromkeys(tuple(_greedy(start, group, spans, worth)) for start in group))
    for limit in TRIALS:
        best: tuple[int, tuple[int, ...]] | None = None
        for order in orders:
            built = builder.forward(order, limit if best is None else best[0])
            if built is not None:
                size = sum(len(level.targets) for level in built[0])
                best = min(best or (size, order), (size, order))
            if best is not None and limit == TRIALS[-1]:
                break  # a better one would not make up for the search
        if best is not None:
            return list(best[1])
    raise _too_linked()


def _greedy(
    start: int, group: Sequence[int], spans: Sequence[frozenset[int]], worth: Worth
) -> list[int]:
    order = [start]
    while len(order) < len(group):
        done = set(order)

        def left_open(issue: int, done: set[int] = done) -> tuple[int, int, int]:
            after = done | {issue}
            return (
                sum(bool(span & after) and not span <= after for span in spans),
                -len(worth.tables[issue]),
                issue,
            )

        order.append(min((issue for issue in group if issue not in done), key=left_open))
    return order
