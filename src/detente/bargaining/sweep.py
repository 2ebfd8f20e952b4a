"""Partial packages, issue by issue, without those that can no longer become efficient.

What completes one partial package completes every other of its context, and adds the same to
both. So a partial package that another of its context dominates cannot become efficient, and is
dropped; those that are worth the same stand for each other until the end. Where only so much of
what a party gets matters, it is capped: what is sure to be enough counts the same.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from detente.bargaining.diagram import Diagram, Layer
from detente.bargaining.dominance import Vectors, efficient
from detente.bargaining.rows import Places, keys
from detente.bargaining.worth import Sums
from detente.conditions import Bools
from detente.errors import LimitError

MAX_POINTS = 500_000
"""Efficient vectors after one issue: a minute, and some hundred megabytes."""

CHUNK = 1 << 18
"""Vectors that are put together before the dominated ones are dropped."""

NO_NEED = -(2**60)
"""Less than any sum."""

Progress = Callable[[int, int, str], None]


@dataclass(frozen=True)
class Aims:
    """What packages are compared by.

    Parameters
    ----------
    full : ndarray of int
        Places of the parties that count with all they get.
    capped : ndarray of int
        Places of those that count with what they get up to a cap, where they have to agree.
    floor : ndarray of int64, shape (full + capped,)
        What each has to get, where it has to agree.
    cap : ndarray of int64, shape (capped,)
    """

    full: Places
    capped: Places
    floor: Sums
    cap: Sums

    @cached_property
    def columns(self) -> Places:
        """All of them."""
        return np.concatenate([self.full, self.capped])


@dataclass(frozen=True)
class Partial:
    """The partial packages, some issues settled, that can still become efficient.

    Parameters
    ----------
    contexts : ndarray of int, shape (n,)
        0-based places of their contexts, ascending.
    vectors : ndarray of int64, shape (n, full + capped)
        What they are worth so far; to a party that is capped at most `enough`.
    enough : ndarray of int64, shape (contexts, capped)
        In each context, what satisfies each party however the package goes on.
    full : int
        How many of the columns are not capped.
    """

    contexts: Places
    vectors: Vectors
    enough: Sums
    full: int

    @cached_property
    def _sorted(self) -> tuple[Places, NDArray[np.int64]]:
        marks = self._marks(self.contexts, self.vectors[:, : self.full])
        order = np.argsort(marks, kind="stable")
        return order, marks[order]

    @staticmethod
    def _marks(contexts: Places, sums: Vectors) -> NDArray[np.int64]:
        return keys(np.column_stack([contexts, sums]))

    def find(self, contexts: Places, sums: Vectors, needs: Vectors) -> Places:
        """Return where there is a partial package of exactly these sums, that meets these needs.

        Parameters
        ----------
        contexts : ndarray of int, shape (n,)
        sums : ndarray of int64, shape (n, full)
        needs : ndarray of int64, shape (n, capped)

        Returns
        -------
        ndarray of int, shape (n,)
            -1 where there is none.
        """
        found = np.full(len(sums), -1)
        order, marks = self._sorted
        wanted = self._marks(contexts, sums)
        place = np.searchsorted(marks, wanted)
        asked = np.flatnonzero(place < len(marks))
        while len(asked):
            asked = asked[marks[place[asked]] == wanted[asked]]
            at = order[place[asked]]
            fits = self.contexts[at] == contexts[asked]
            fits &= (self.vectors[at, : self.full] == sums[asked]).all(axis=1)
            enough = np.minimum(needs[asked], self.enough[contexts[asked]])
            fits &= (self.vectors[at, self.full :] >= enough).all(axis=1)
            found[asked[fits]] = at[fits]
            asked = asked[~fits]
            place[asked] += 1
            asked = asked[place[asked] < len(marks)]
        return found


def sweep(paths: Diagram, aims: Aims, progress: Progress | None = None) -> tuple[Partial, ...]:
    """Return what is left before each issue and after the last; nothing if none is feasible.

    Raises
    ------
    LimitError
        If there are too many efficient partial packages.
    """
    if not paths.ends:
        return ()
    steps = _Sweep(paths, aims)
    partials = [steps.start]
    for level, layer in enumerate(paths.layers):
        partials.append(steps.step(level, layer, partials[-1]))
        if progress:
            count = len(partials[-1].vectors)
            progress(level + 1, len(paths.layers), f"{count:,} partial packages")
    return tuple(partials)


def asked(paths: Diagram, parties: Places) -> Bools:
    """Return in which last contexts parties have to agree, shape (contexts, parties)."""
    problem = paths.worth.problem
    ids = [problem.party_ids[place] for place in parties]
    rows = [[party in problem.agreement or party in asks for party in ids] for asks in paths.ends]
    return np.array(rows, bool).reshape(len(paths.ends), len(ids))


class _Sweep:
    """Adds one issue after the other."""

    def __init__(self, paths: Diagram, aims: Aims) -> None:
        self.paths = paths
        self.aims = aims
        self.width = len(aims.full)
        self.bounded = bool((aims.floor > NO_NEED).any() or len(aims.capped))
        if self.bounded:
            self.may, self.must = self._asked()

    @property
    def start(self) -> Partial:
        nothing = np.zeros((1, len(self.aims.columns)), np.int64)
        return self._partial(0, *self._accepted(0, np.zeros(1, np.intp), nothing))

    def _asked(self) -> tuple[list[Bools], list[Bools]]:
        """Return for each level, context and column whether it can, and must, be satisfied."""
        may = [asked(self.paths, self.aims.columns)]
        must = [may[0]]
        for layer in reversed(self.paths.layers):
            starts = layer.starts[:-1]
            may.append(np.logical_or.reduceat(may[-1][layer.target], starts, axis=0))
            must.append(np.logical_and.reduceat(must[-1][layer.target], starts, axis=0))
        return may[::-1], must[::-1]

    def step(self, level: int, layer: Layer, before: Partial) -> Partial:
        """Return the partial packages after one more issue."""
        starts = layer.starts
        contexts, vectors = before.contexts[:0], before.vectors[:0]
        for some in in_chunks(np.diff(starts)[before.contexts]):
            row, edge = expanded(starts, before.contexts[some])
            added = layer.added[edge][:, self.aims.columns]
            added += before.vectors[some][row]
            more = self._accepted(level + 1, layer.target[edge], added)
            contexts = np.concatenate([contexts, more[0]])
            vectors = np.concatenate([vectors, more[1]])
            kept = efficient(vectors, contexts)
            contexts, vectors = contexts[kept], vectors[kept]
            if len(kept) > MAX_POINTS:
                raise _too_large(level + 1, len(self.paths.layers))
        order = np.argsort(contexts, kind="stable")
        return self._partial(level + 1, contexts[order], vectors[order])

    def _accepted(self, level: int, contexts: Places, vectors: Vectors) -> tuple[Places, Vectors]:
        """Drop what can no longer reach the floor, and forget what is more than enough."""
        if not self.bounded:
            return contexts, vectors
        most = self.paths.most[level][contexts][:, self.aims.columns]
        short = (vectors + most < self.aims.floor) & self.must[level][contexts]
        ok = ~short.any(axis=1)
        contexts, vectors = contexts[ok], vectors[ok]
        enough = self._enough(level)[contexts]
        vectors[:, self.width :] = np.where(
            self.may[level][contexts, self.width :],
            np.minimum(vectors[:, self.width :], enough),
            0,
        )
        return contexts, vectors

    def _enough(self, level: int) -> Sums:
        if not len(self.aims.capped):
            return np.zeros((self.paths.widths[level], 0), np.int64)
        least = self.paths.least[level][:, self.aims.capped]
        return np.where(self.may[level][:, self.width :], self.aims.cap - least, 0)

    def _partial(self, level: int, contexts: Places, vectors: Vectors) -> Partial:
        return Partial(contexts, vectors, self._enough(level), self.width)


def expanded(starts: Places, contexts: Places) -> tuple[Places, Places]:
    """Return, for every edge of every context listed, the place in the list and of the edge.

    Edges of context c are those from ``starts[c]`` to ``starts[c + 1]``.
    """
    counts = starts[contexts + 1] - starts[contexts]
    row = np.repeat(np.arange(len(contexts)), counts)
    first = np.cumsum(counts) - counts
    return row, np.arange(len(row)) - first[row] + starts[contexts][row]


def in_chunks(counts: Places) -> Iterator[slice]:
    """Yield slices of rows that expand to about CHUNK rows."""
    chunk = np.cumsum(counts) // CHUNK
    bounds = np.flatnonzero(np.diff(chunk)) + 1
    for start, end in pairwise([0, *bounds.tolist(), len(counts)]):
        yield slice(start, end)


def _too_large(done: int, issues: int) -> LimitError:
    return LimitError(
        f"more than {MAX_POINTS:,} partial packages are efficient after {done} of {issues} issues",
        hint="round the weights, or merge values",
        code="frontier-too-large",
    )
