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

from detente.bargaining.residual import FAILS, HOLDS, Conditions, Pending
from detente.bargaining.worth import Sums, Worth
from detente.errors import LimitError

MAX_NODES = 200_000
"""Contexts of a diagram before equal ones are merged: some seconds, some hundred megabytes."""

DEAD = -1

Due = tuple[int, ...]
"""The bonuses whose conditions have just come true."""

Row = tuple[tuple[int, Due], ...]
"""Of a context, for every class of values: the next context, or DEAD, and the bonuses due."""


@dataclass(frozen=True)
class Edge:
    """Values of an issue that lead from one context to another.

    Parameters
    ----------
    source, target : int
        0-based places of the contexts, before and after the issue.
    values : ndarray of int
        0-based places of the values, ascending.
    bonus : ndarray of int64, shape (parties,)
        What conditions that are decided here add.
    """

    source: int
    target: int
    values: NDArray[np.intp]
    bonus: Sums


@dataclass(frozen=True)
class Diagram:
    """All feasible packages of a problem, as paths through contexts.

    Parameters
    ----------
    worth : Worth
    order : tuple of int
        0-based places of the issues, in the order in which they are settled.
    layers : tuple of tuple of Edge
        For each issue in that order, the edges.
    ends : tuple of tuple of str
        For each last context, which vetoers have to agree besides; empty if nothing is feasible.
    """

    worth: Worth
    order: tuple[int, ...]
    layers: tuple[tuple[Edge, ...], ...]
    ends: tuple[tuple[str, ...], ...]

    @cached_property
    def widths(self) -> tuple[int, ...]:
        """How many contexts there are before each issue, and after the last."""
        before = [1 + max((edge.source for edge in layer), default=-1) for layer in self.layers]
        return (*before, len(self.ends))

    @cached_property
    def packages(self) -> int:
        """How many feasible packages there are."""
        counts = [1] * len(self.ends)
        for layer, width in zip(reversed(self.layers), reversed(self.widths[:-1]), strict=True):
            before = [0] * width
            for edge in layer:
                before[edge.source] += len(edge.values) * counts[edge.target]
            counts = before
        return sum(counts)

    def table(self, level: int, edge: Edge) -> Sums:
        """Return what the values of an edge add, bonuses included, shape (values, parties)."""
        return self.worth.tables[self.order[level]][edge.values] + edge.bonus

    @cached_property
    def most(self) -> tuple[Sums, ...]:
        """The most each party can still get in each context, by level, shape (width, parties)."""
        return self._extremes(np.maximum, np.iinfo(np.int64).min // 2)

    @cached_property
    def least(self) -> tuple[Sums, ...]:
        """The least each party can still get in each context, like `most`."""
        return self._extremes(np.minimum, np.iinfo(np.int64).max // 2)

    def _extremes(self, better: np.ufunc, worst: int) -> tuple[Sums, ...]:
        parties = len(self.worth.reservation)
        found = [np.zeros((len(self.ends), parties), np.int64)]
        for level in reversed(range(len(self.layers))):
            here = np.full((self.widths[level], parties), worst, np.int64)
            for edge in self.layers[level]:
                table = better.reduce(self.table(level, edge), axis=0)
                here[edge.source] = better(here[edge.source], table + found[-1][edge.target])
            found.append(here)
        return tuple(reversed(found))


class _Builder:
    """Builds the diagram of one order of the issues: forward, then merged from the end."""

    def __init__(self, worth: Worth, conditions: Conditions) -> None:
        self.worth = worth
        self.conditions = conditions

    def forward(
        self, order: Sequence[int], limit: int
    ) -> tuple[list[list[Row]], list[tuple[str, ...]]] | None:
        """Return the rows of each level, and for each last context who has to agree besides.

        None if there are more than `limit` contexts.
        """
        conditions = self.conditions
        if HOLDS in conditions.start[conditions.forbidden]:
            return [[] for _ in order], []
        contexts = [conditions.start]
        levels: list[list[Row]] = []
        total = 1
        for issue in order:
            places: dict[Pending, int] = {}
            level: list[Row] = []
            for pending in contexts:
                level.append(self._row(pending, issue, places))
                if total + len(places) > limit:
                    return None
            levels.append(level)
            contexts = list(places)
            total += len(contexts)
        return levels, [conditions.vetoers(pending) for pending in contexts]

    def _row(self, pending: Pending, issue: int, places: dict[Pending, int]) -> Row:
        """Return where the classes of values lead; contexts not met before get a place."""
        conditions = self.conditions
        bonuses = conditions.bonus_places
        row: list[tuple[int, Due]] = []
        for place in range(len(conditions.classes[issue])):
            after = conditions.after(pending, issue, place)
            if HOLDS in after[conditions.forbidden]:
                row.append((DEAD, ()))
                continue
            due = tuple(number for number, k in enumerate(bonuses) if after[k] == HOLDS)
            if due:  # given here, once, and never asked about again
                after = tuple(
                    FAILS if k in bonuses and left == HOLDS else left
                    for k, left in enumerate(after)
                )
            row.append((places.setdefault(after, len(places)), due))
        return tuple(row)

    def diagram(self, order: Sequence[int], limit: int) -> Diagram | None:
        """Return the diagram of an order, None if it needs more than `limit` contexts.

        From the end on, contexts are merged from which everything goes on alike.
        """
        built = self.forward(order, limit)
        if built is None:
            return None
        levels, asked = built
        ends = sorted(set(asked))
        merged = [ends.index(each) for each in asked]
        layers: list[tuple[Edge, ...]] = []
        for issue, level in zip(reversed(order), reversed(levels), strict=True):
            kinds: dict[Row, int] = {}
            places = []
            for row in level:
                kind: Row = tuple(
                    (DEAD, ()) if to == DEAD or merged[to] == DEAD else (merged[to], due)
                    for to, due in row
                )
                alive = any(to != DEAD for to, _ in kind)
                places.append(kinds.setdefault(kind, len(kinds)) if alive else DEAD)
            layers.append(self._edges(issue, list(kinds)))
            merged = places
        return Diagram(self.worth, tuple(order), tuple(reversed(layers)), tuple(ends))

    def _edges(self, issue: int, kinds: Sequence[Row]) -> tuple[Edge, ...]:
        """Return the edges of a level, classes of values that lead the same way put together."""
        classes = self.conditions.classes[issue]
        found = []
        for source, kind in enumerate(kinds):
            for to, due in dict.fromkeys(kind):
                if to == DEAD:
                    continue
                alike = [classes[i][0] for i, each in enumerate(kind) if each == (to, due)]
                bonus = np.zeros(len(self.worth.reservation), np.int64)
                for number in due:
                    bonus += self.conditions.bonuses[number]
                found.append(Edge(source, to, np.sort(np.concatenate(alike)), bonus))
        return tuple(found)


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
        hint="ask for the solutions without the frontier, or drop conditions",
        code="too-many-contexts",
    )


def _groups(worth: Worth, conditions: Conditions) -> list[list[int]]:
    """Return the issues that conditions link, by group, in the order of their first issue."""
    group = {issue: {issue} for issue in range(len(worth.tables))}
    asked = set()
    for place in conditions.start:
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
    spans = [conditions.issues[place] for place in conditions.start]
    spans = [span for span in spans if span & set(group)]
    orders = list(dict.fromkeys(tuple(_greedy(start, group, spans, worth)) for start in group))
    for limit in TRIALS:
        best: tuple[int, tuple[int, ...]] | None = None
        for order in orders:
            built = builder.forward(order, limit if best is None else best[0])
            if built is not None:
                size = sum(len(level) for level in built[0])
                best = min(best or (size, order), (size, order))
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
