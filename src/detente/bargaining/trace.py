"""From what packages are worth back to the packages: the last issue first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from detente.bargaining.diagram import Diagram, Layer
from detente.bargaining.dominance import Vectors
from detente.bargaining.rows import Places
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
    ends = ends.some(np.flatnonzero(partials[-1].has(ends.contexts, ends.sums, ends.needs)))
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

    It stops soon after there are more than `limit`.
    """
    order, starts = layer.arriving
    found: list[Suffixes] = []
    for some in in_chunks(starts[rows.contexts + 1] - starts[rows.contexts]):
        row, place = expanded(starts, rows.contexts[some])
        row, edge = row + some.start, order[place]
        sums = rows.sums[row] - layer.added[edge][:, aims.full]
        needs = rows.needs[row] - layer.added[edge][:, aims.capped]
        there = before.has(layer.source[edge], sums, needs)
        row, edge = row[there], edge[there]
        packages = rows.packages[row]
        packages[:, layer.issue] = layer.values[edge]
        found.append(
            Suffixes(rows.which[row], layer.source[edge], sums[there], needs[there], packages)
        )
        if sum(len(each.which) for each in found) > limit:
            break
    return Suffixes.joined(found)
