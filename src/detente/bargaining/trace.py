"""From what packages are worth back to the packages: the last issue first."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from detente.bargaining.diagram import Diagram, Layer
from detente.bargaining.dominance import Vectors
from detente.bargaining.rows import Places, distinct
from detente.bargaining.sweep import Aims, Partial, expanded, in_chunks

MAX_LISTED = 10_000
"""Packages listed; past it, one for every point."""


@dataclass(frozen=True)
class Suffixes:
    """Packages whose last issues are known: what the others still have to add up to.

    Parameters
    ----------
    which : ndarray of int, shape (n,)
        What they are traced for.
    contexts : ndarray of int, shape (n,)
        Where the rest has to end.
    sums : ndarray of int64, shape (n, full)
        What the rest has to be worth exactly.
    needs : ndarray of int64, shape (n, capped)
        What it has to be worth at least.
    packages : ndarray of int, shape (n, issues)
    """

    which: Places
    contexts: Places
    sums: Vectors
    needs: Vectors
    packages: Places

    @classmethod
    def of(
        cls, which: Places, contexts: Places, sums: Vectors, needs: Vectors, issues: int
    ) -> Suffixes:
        """Return the suffixes that settle nothing yet."""
        return cls(which, contexts, sums, needs, np.zeros((len(which), issues), np.intp))

    def some(self, rows: Places) -> Suffixes:
        """Return those at some places."""
        parts = (self.which, self.contexts, self.sums, self.needs, self.packages)
        return Suffixes(*(part[rows] for part in parts))

    @classmethod
    def joined(cls, listed: list[Suffixes]) -> Suffixes:
        """Return all in one."""
        return cls(
            *(
                np.concatenate([getattr(rows, name) for rows in listed])
                for name in ("which", "contexts", "sums", "needs", "packages")
            )
        )


def trace(
    paths: Diagram, aims: Aims, partials: Sequence[Partial], ends: Suffixes, limit: int
) -> tuple[Places, Places, bool]:
    """Return the packages that end so.

    Parameters
    ----------
    paths, aims, partials
        A sweep.
    ends : Suffixes
        That settle nothing yet.
    limit : int
        If there are more packages, one is returned for each `which`.

    Returns
    -------
    which : ndarray of int, shape (n,)
        Ascending.
    packages : ndarray of int, shape (n, issues)
        Those of one `which` in package order.
    complete : bool
        Whether they are all.
    """
    if not len(ends.which):
        return ends.which, ends.packages, True
    ends = ends.some(np.flatnonzero(partials[-1].find(ends.contexts, ends.sums, ends.needs) >= 0))
    found = _traced(paths, aims, partials, ends, max(limit, len(ends.which)), first=False)
    complete = found is not None
    if found is None:
        found = _traced(paths, aims, partials, ends, len(ends.which), first=True)
        assert found is not None
    order = np.lexsort((*found.packages.T[::-1], found.which))
    return found.which[order], found.packages[order], complete


def _traced(
    paths: Diagram,
    aims: Aims,
    partials: Sequence[Partial],
    rows: Suffixes,
    limit: int,
    *,
    first: bool,
) -> Suffixes | None:
    if not len(rows.which):
        return rows
    for layer, before in zip(reversed(paths.layers), partials[-2::-1], strict=True):
        if first:
            rows = rows.some(np.unique(rows.which, return_index=True)[1])
        rows = _before(layer, aims, before, rows, np.inf if first else limit)
        if not first and len(rows.which) > limit:
            return None
    return rows.some(np.unique(rows.which, return_index=True)[1]) if first else rows


def _before(layer: Layer, aims: Aims, before: Partial, rows: Suffixes, limit: float) -> Suffixes:
    """Return what rows were before an issue, in every way they can have come about.

    It stops soon after there are more than `limit`. What rows can have come from is looked up
    among the partial packages before, or what these lead to among the rows: whatever is less.
    """
    _, arriving = layer.arriving
    backward = (arriving[rows.contexts + 1] - arriving[rows.contexts]).sum()
    forward = np.diff(layer.starts)[before.contexts].sum()
    way = _looked_up if len(aims.capped) or backward <= forward else _met
    found = [rows.some(np.zeros(0, np.intp))]
    for row, edge, sums, needs in way(layer, aims, before, rows):
        packages = rows.packages[row]
        packages[:, layer.issue] = layer.values[edge]
        found.append(Suffixes(rows.which[row], layer.source[edge], sums, needs, packages))
        if sum(len(each.which) for each in found) > limit:
            break
    return Suffixes.joined(found)


_Ways = Iterator[tuple[Places, Places, Vectors, Vectors]]
"""Rows and edges that they can have come by, with the sums and needs before."""


def _looked_up(layer: Layer, aims: Aims, before: Partial, rows: Suffixes) -> _Ways:
    order, starts = layer.arriving
    for some in in_chunks(starts[rows.contexts + 1] - starts[rows.contexts]):
        row, place = expanded(starts, rows.contexts[some])
        row, edge = row + some.start, order[place]
        sums = rows.sums[row] - layer.added[edge][:, aims.full]
        needs = rows.needs[row] - layer.added[edge][:, aims.capped]
        there = before.find(layer.source[edge], sums, needs) >= 0
        yield row[there], edge[there], sums[there], needs[there]


def _met(layer: Layer, aims: Aims, before: Partial, rows: Suffixes) -> _Ways:
    """Where nobody is capped: go forward from all that was before, and see which rows are met."""
    wanted, which = distinct(np.column_stack([rows.contexts, rows.sums]))
    order = np.argsort(which, kind="stable")
    starts = np.searchsorted(which[order], np.arange(len(wanted) + 1))
    none = np.zeros((int(rows.contexts.max()) + 1, 0), np.int64)
    targets = Partial(wanted[:, 0], wanted[:, 1:], none, len(aims.full))
    for some in in_chunks(np.diff(layer.starts)[before.contexts]):
        source, edge = expanded(layer.starts, before.contexts[some])
        source = source + some.start
        sums = before.vectors[source] + layer.added[edge][:, aims.full]
        met = targets.find(layer.target[edge], sums, sums[:, :0])
        source, edge, met = source[met >= 0], edge[met >= 0], met[met >= 0]
        each, place = expanded(starts, met)
        yield order[place], edge[each], before.vectors[source[each]], rows.needs[order[place]]
