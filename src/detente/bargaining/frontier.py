"""The efficient packages of a problem, found issue by issue, without listing packages.

What completes one partial package completes every other of its context, and adds the same to
both. So a partial package that another of its context dominates cannot become efficient, and is
dropped; those that are worth the same stand for each other until the end.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from detente.bargaining.diagram import Diagram, Layer, diagram
from detente.bargaining.dominance import Vectors, efficient
from detente.bargaining.rows import Places, keys
from detente.bargaining.worth import Sums, Worth
from detente.conditions import Bools
from detente.errors import LimitError

MAX_POINTS = 500_000
"""Efficient vectors after one issue: a minute, and some hundred megabytes."""

CHUNK = 1 << 20
"""Vectors that are put together before the dominated ones are dropped."""

MAX_LISTED = 10_000
"""Packages listed; past it, one for every point."""

NO_NEED = -(2**60)

Progress = Callable[[int, int, str], None]


@dataclass(frozen=True)
class Partial:
    """The partial packages, some issues settled, that can still become efficient.

    Parameters
    ----------
    contexts : ndarray of int, shape (n,)
        0-based places of their contexts, ascending.
    vectors : ndarray of int64, shape (n, members + vetoers)
        What they are worth so far; to a vetoer at most `enough`.
    enough : ndarray of int64, shape (contexts, vetoers)
        In each context, what satisfies each vetoer however the package goes on.
    members : int
        How many of the columns are those of the parties that make the deal.
    """

    contexts: Places
    vectors: Vectors
    enough: Sums
    members: int

    @cached_property
    def _sorted(self) -> tuple[Places, NDArray[np.int64]]:
        marks = self._marks(self.contexts, self.vectors[:, : self.members])
        order = np.argsort(marks, kind="stable")
        return order, marks[order]

    @staticmethod
    def _marks(contexts: Places, sums: Vectors) -> NDArray[np.int64]:
        return keys(np.column_stack([contexts, sums]))

    def has(self, contexts: Places, sums: Vectors, needs: Vectors) -> Bools:
        """Return whether there is a partial package of exactly these sums, that vetoers accept.

        Parameters
        ----------
        contexts : ndarray of int, shape (n,)
        sums : ndarray of int64, shape (n, members)
        needs : ndarray of int64, shape (n, vetoers)

        Returns
        -------
        ndarray of bool, shape (n,)
        """
        found = np.zeros(len(sums), bool)
        order, marks = self._sorted
        wanted = self._marks(contexts, sums)
        place = np.searchsorted(marks, wanted)
        asked = np.flatnonzero(place < len(marks))
        while len(asked):
            asked = asked[marks[place[asked]] == wanted[asked]]
            at = order[place[asked]]
            fits = self.contexts[at] == contexts[asked]
            fits &= (self.vectors[at, : self.members] == sums[asked]).all(axis=1)
            enough = np.minimum(needs[asked], self.enough[contexts[asked]])
            fits &= (self.vectors[at, self.members :] >= enough).all(axis=1)
            found[asked[fits]] = True
            asked = asked[~fits]
            place[asked] += 1
            asked = asked[place[asked] < len(marks)]
        return found


@dataclass(frozen=True)
class Frontier:
    """The efficient points of a problem, and the packages behind them.

    Parameters
    ----------
    diagram : Diagram
    partials : tuple of Partial
        Before each issue and after the last; empty if nothing is feasible.
    points : ndarray of int64, shape (points, members)
        The efficient sums of the parties that make the deal, in the order of `members`; best for
        the first member first.
    acceptable : bool
        Whether packages that some party would refuse were left out beforehand.

    Examples
    --------
    >>> from detente.bargaining.model import Bargaining, Issue, Profile, Range, Score, Value, Weight
    >>> from detente.bargaining.worth import worth
    >>> from detente.case import Party
    >>> land = Issue("land", (Value("none"), Value("half"), Value("all")))
    >>> def profile(party, *scores):
    ...     listed = tuple(Score(Range.exactly(x)) for x in scores)
    ...     return Profile(party, {"land": Weight(Range.exactly(1))}, {"land": listed})
    >>> problem = Bargaining(
    ...     (Party("a"), Party("b")), (land,),
    ...     {"a": profile("a", 0, 1, 1), "b": profile("b", 1, 0.5, 0)},
    ... )
    >>> found = frontier(worth(problem))
    >>> found.packages()[1].tolist()
    [[1], [0]]
    """

    diagram: Diagram
    partials: tuple[Partial, ...]
    points: Vectors
    acceptable: bool = False

    def __len__(self) -> int:
        return len(self.points)

    @property
    def worth(self) -> Worth:
        """The numbers it was made of."""
        return self.diagram.worth

    @cached_property
    def members(self) -> Places:
        """The places of the parties that make the deal."""
        return members(self.worth)

    def packages(
        self, points: Places | None = None, limit: int = MAX_LISTED
    ) -> tuple[Places, Places, bool]:
        """Return the packages of points.

        Parameters
        ----------
        points : ndarray of int, optional
            Places of the points asked for; all by default.
        limit : int
            If there are more packages, one is returned for every point.

        Returns
        -------
        which : ndarray of int, shape (n,)
            The point of every package, ascending.
        packages : ndarray of int, shape (n, issues)
            Packages of one point in package order.
        complete : bool
            Whether they are all.
        """
        asked = np.arange(len(self.points)) if points is None else np.asarray(points, np.intp)
        if not len(asked):
            return asked, np.zeros((0, len(self.worth.tables)), np.intp), True
        found = self._traced(asked, max(limit, len(asked)), first=False)
        complete = found is not None
        if found is None:
            found = self._traced(asked, len(asked), first=True)
            assert found is not None
        which, packages = found.which, found.packages
        order = np.lexsort((*packages.T[::-1], which))
        return which[order], packages[order], complete

    def _traced(self, asked: Places, limit: int, *, first: bool) -> _Suffixes | None:
        """Go back from points to the packages behind them; None if they are more than `limit`."""
        rows = self._final(asked)
        for layer, before in zip(reversed(self.diagram.layers), self.partials[-2::-1], strict=True):
            if first:
                rows = rows.some(np.unique(rows.which, return_index=True)[1])
            if len(rows.which) > limit:
                return None
            rows = self._before(layer, before, rows)
        if first:
            rows = rows.some(np.unique(rows.which, return_index=True)[1])
        return rows if len(rows.which) <= limit else None

    def _final(self, asked: Places) -> _Suffixes:
        """Return where points end: one row for every context that a package of theirs ends in."""
        problem, reservation = self.worth.problem, self.worth.reservation
        ids = [problem.party_ids[place] for place in self._vetoers]
        needs = np.array(
            [
                [
                    reservation[place] if party in asks else NO_NEED
                    for place, party in zip(self._vetoers, ids, strict=True)
                ]
                for asks in self.diagram.ends
            ],
            np.int64,
        ).reshape(len(self.diagram.ends), len(ids))
        which = np.repeat(asked, len(needs))
        contexts = np.tile(np.arange(len(needs)), len(asked))
        there = self.partials[-1].has(contexts, self.points[which], needs[contexts])
        which, contexts = which[there], contexts[there]
        packages = np.zeros((len(which), len(self.worth.tables)), np.intp)
        return _Suffixes(which, contexts, self.points[which], needs[contexts], packages)

    @cached_property
    def _vetoers(self) -> Places:
        return vetoers(self.worth) if self.acceptable else np.zeros(0, np.intp)

    def _before(self, layer: Layer, before: Partial, rows: _Suffixes) -> _Suffixes:
        """Return what rows were before an issue, in every way they can have come about."""
        order, starts = layer.arriving
        found = []
        for some in in_chunks(starts[rows.contexts + 1] - starts[rows.contexts]):
            row, place = expanded(starts, rows.contexts[some])
            row, edge = row + some.start, order[place]
            sums = rows.sums[row] - layer.added[edge][:, self.members]
            needs = rows.needs[row] - layer.added[edge][:, self._vetoers]
            there = before.has(layer.source[edge], sums, needs)
            packages = rows.packages[row[there]]
            packages[:, layer.issue] = layer.values[edge[there]]
            found.append(
                _Suffixes(
                    rows.which[row[there]],
                    layer.source[edge[there]],
                    sums[there],
                    needs[there],
                    packages,
                )
            )
        return _Suffixes.joined(found)


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


@dataclass(frozen=True)
class _Suffixes:
    """Packages whose last issues are known: what the others still have to add up to."""

    which: Places
    contexts: Places
    sums: Vectors
    needs: Vectors
    packages: Places

    def some(self, rows: Places) -> _Suffixes:
        parts = (self.which, self.contexts, self.sums, self.needs, self.packages)
        return _Suffixes(*(part[rows] for part in parts))

    @classmethod
    def joined(cls, listed: list[_Suffixes]) -> _Suffixes:
        return cls(
            *(
                np.concatenate([getattr(rows, name) for rows in listed])
                for name in ("which", "contexts", "sums", "needs", "packages")
            )
        )


def members(worth: Worth) -> Places:
    """Return the places of the parties that make the deal, in the order of `agreement`."""
    ids = worth.problem.party_ids
    return np.array([ids.index(party) for party in worth.problem.agreement], np.intp)


def vetoers(worth: Worth) -> Places:
    """Return the places of the parties whose agreement some packages need."""
    ids = worth.problem.party_ids
    return np.array([ids.index(party) for party in worth.problem.vetoers], np.intp)


def frontier(
    worth: Worth, *, acceptable: bool = False, progress: Progress | None = None
) -> Frontier:
    """Return the efficient packages among all feasible ones, or among all acceptable ones.

    Parameters
    ----------
    worth : Worth
    acceptable : bool
        Leave out the packages that a party whose agreement they need would refuse.
    progress : callable, optional
        Told of every issue done.

    Raises
    ------
    LimitError
        If there are too many efficient packages, or conditions link issues in too many ways.

    Notes
    -----
    Time and memory grow with the largest partial frontier and the number of contexts, not with
    the number of packages; see ``docs/algorithms.md``.
    """
    paths = diagram(worth, consents=acceptable)
    width = len(members(worth))
    if not paths.ends:
        return Frontier(paths, (), np.zeros((0, width), np.int64), acceptable)
    sweep = _Sweep(paths, acceptable)
    partials = [sweep.start]
    for level, layer in enumerate(paths.layers):
        partials.append(sweep.step(level, layer, partials[-1]))
        if progress:
            count = len(partials[-1].vectors)
            progress(level + 1, len(paths.layers), f"{count:,} partial packages")
    points = partials[-1].vectors[:, :width]
    points = points[efficient(points)]
    order = np.lexsort(tuple(-points.T[::-1]))
    return Frontier(paths, tuple(partials), points[order], acceptable)


class _Sweep:
    """Adds one issue after the other."""

    def __init__(self, paths: Diagram, acceptable: bool) -> None:
        self.paths = paths
        self.acceptable = acceptable
        self.width = len(members(paths.worth))
        self.vetoers = vetoers(paths.worth) if acceptable else np.zeros(0, np.intp)
        self.columns = np.concatenate([members(paths.worth), self.vetoers])
        self.reserved = paths.worth.reservation[self.columns]
        if acceptable:
            self.may, self.must = self._asked()

    @property
    def start(self) -> Partial:
        nothing = np.zeros((1, len(self.columns)), np.int64)
        return self._partial(0, *self._accepted(0, np.zeros(1, np.intp), nothing))

    def _asked(self) -> tuple[list[Bools], list[Bools]]:
        """Return for each level, context and vetoer whether it can, and must, be satisfied."""
        ids = self.paths.worth.problem.party_ids
        ends = [[ids[v] in asked for v in self.vetoers] for asked in self.paths.ends]
        may = [np.array(ends, bool).reshape(len(ends), len(self.vetoers))]
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
            added = layer.added[edge][:, self.columns]
            more = self._accepted(level + 1, layer.target[edge], before.vectors[some][row] + added)
            contexts = np.concatenate([contexts, more[0]])
            vectors = np.concatenate([vectors, more[1]])
            kept = efficient(vectors, contexts)
            contexts, vectors = contexts[kept], vectors[kept]
            if len(kept) > MAX_POINTS:
                raise _too_large(level + 1, len(self.paths.layers))
        order = np.argsort(contexts, kind="stable")
        return self._partial(level + 1, contexts[order], vectors[order])

    def _accepted(self, level: int, contexts: Places, vectors: Vectors) -> tuple[Places, Vectors]:
        """Drop what can no longer be accepted, and forget what vetoers have beyond their need."""
        if not self.acceptable:
            return contexts, vectors
        most = self.paths.most[level][contexts][:, self.columns]
        short = vectors + most < self.reserved
        short[:, self.width :] &= self.must[level][contexts]
        ok = ~short.any(axis=1)
        contexts, vectors = contexts[ok], vectors[ok]
        enough = self._enough(level)[contexts]
        vectors[:, self.width :] = np.where(
            self.may[level][contexts], np.minimum(vectors[:, self.width :], enough), 0
        )
        return contexts, vectors

    def _enough(self, level: int) -> Sums:
        if not self.acceptable:
            return np.zeros((self.paths.widths[level], 0), np.int64)
        least = self.paths.least[level][:, self.vetoers]
        return np.where(self.may[level], self.reserved[self.width :] - least, 0)

    def _partial(self, level: int, contexts: Places, vectors: Vectors) -> Partial:
        return Partial(contexts, vectors, self._enough(level), self.width)


def _too_large(done: int, issues: int) -> LimitError:
    return LimitError(
        f"more than {MAX_POINTS:,} partial packages are efficient after {done} of {issues} issues",
        hint="ask for the solutions without the frontier, or round the weights",
        code="frontier-too-large",
    )
