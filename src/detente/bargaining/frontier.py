"""The efficient packages of a problem, found issue by issue, without listing packages.

What completes one partial package completes every other of its context, and adds the same to
both. So a partial package that another of its context dominates cannot become efficient, and is
dropped; those that are worth the same stand for each other until the end.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from detente.bargaining.diagram import Diagram, diagram
from detente.bargaining.dominance import Vectors, efficient
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
    """The partial packages of one context that can still become efficient.

    Parameters
    ----------
    vectors : ndarray of int64, shape (n, members + vetoers)
        What they are worth so far; to a vetoer at most `enough`.
    enough : ndarray of int64, shape (vetoers,)
        What satisfies each vetoer however the package goes on.
    members : int
        How many of the columns are those of the parties that make the deal.
    """

    vectors: Vectors
    enough: Sums
    members: int

    @cached_property
    def _sorted(self) -> tuple[NDArray[np.intp], NDArray[np.int64]]:
        keys = _keys(self.vectors[:, : self.members])
        order = np.argsort(keys, kind="stable")
        return order, keys[order]

    def find(self, sums: Vectors, needs: Vectors) -> NDArray[np.intp]:
        """Return where there is a partial package of exactly these sums, that vetoers accept.

        Parameters
        ----------
        sums : ndarray of int64, shape (n, members)
        needs : ndarray of int64, shape (n, vetoers)

        Returns
        -------
        ndarray of int, shape (n,)
            -1 where there is none.
        """
        found = np.full(len(sums), -1, np.intp)
        if not len(self.vectors):
            return found
        order, keys = self._sorted
        wanted = _keys(sums)
        place = np.searchsorted(keys, wanted)
        asked = np.flatnonzero(place < len(keys))
        while len(asked):
            asked = asked[keys[place[asked]] == wanted[asked]]
            at = order[place[asked]]
            fits = (self.vectors[at, : self.members] == sums[asked]).all(axis=1)
            enough = np.minimum(needs[asked], self.enough)
            fits &= (self.vectors[at, self.members :] >= enough).all(axis=1)
            found[asked[fits]] = at[fits]
            asked = asked[~fits]
            place[asked] += 1
            asked = asked[place[asked] < len(keys)]
        return found


def _keys(vectors: Vectors) -> NDArray[np.int64]:
    """Return a number for every vector, equal for equal ones and seldom for others."""
    odd = np.arange(1, 2 * vectors.shape[1], 2, dtype=np.uint64) * np.uint64(0x9E3779B97F4A7C15)
    mixed = vectors.astype(np.uint64) * odd
    mixed ^= mixed >> np.uint64(29)
    mixed *= np.uint64(0xBF58476D1CE4E5B9)
    return mixed.sum(axis=1, dtype=np.uint64).view(np.int64)


@dataclass(frozen=True)
class Frontier:
    """The efficient points of a problem, and the packages behind them.

    Parameters
    ----------
    diagram : Diagram
    partials : tuple of tuple of Partial
        Before each issue and after the last, by context.
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
    partials: tuple[tuple[Partial, ...], ...]
    points: Vectors
    acceptable: bool = False

    def __len__(self) -> int:
        return len(self.points)

    @property
    def worth(self) -> Worth:
        """The numbers it was made of."""
        return self.diagram.worth

    @cached_property
    def members(self) -> NDArray[np.intp]:
        """The places of the parties that make the deal."""
        return members(self.worth)

    def packages(
        self, points: NDArray[np.intp] | None = None, limit: int = MAX_LISTED
    ) -> tuple[NDArray[np.intp], NDArray[np.intp], bool]:
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
            return asked, np.zeros((0, len(self.diagram.order)), np.intp), True
        found = self._traced(asked, max(limit, len(asked)), first=False)
        complete = found is not None
        if found is None:
            found = self._traced(asked, len(asked), first=True)
            assert found is not None
        which, packages = found
        order = np.lexsort((*packages.T[::-1], which))
        return which[order], packages[order], complete

    def _traced(
        self, asked: NDArray[np.intp], limit: int, *, first: bool
    ) -> tuple[NDArray[np.intp], NDArray[np.intp]] | None:
        """Go back from points to the packages behind them; None if they are more than `limit`."""
        rows = self._final(asked, first=first)
        for level in reversed(range(len(self.diagram.layers))):
            rows = self._before(level, rows, first=first)
            if len(rows.which) > limit:
                return None
        return rows.which, rows.packages

    def _final(self, asked: NDArray[np.intp], *, first: bool) -> _Rows:
        found = []
        problem = self.worth.problem
        vetoers = self._vetoers
        for context, asks in enumerate(self.diagram.ends):
            need = np.array(
                [
                    self.worth.reservation[v] if problem.party_ids[v] in asks else NO_NEED
                    for v in vetoers
                ],
                np.int64,
            )
            needs = np.broadcast_to(need, (len(asked), len(vetoers)))
            there = self.partials[-1][context].find(self.points[asked], needs) >= 0
            count = int(there.sum())
            found.append(
                _Rows(
                    asked[there],
                    np.full(count, context),
                    self.points[asked[there]],
                    needs[there],
                    np.zeros((count, len(self.diagram.order)), np.intp),
                )
            )
            if first:
                asked = asked[~there]
        return _Rows.joined(found)

    @property
    def _vetoers(self) -> NDArray[np.intp]:
        return vetoers(self.worth) if self.acceptable else np.zeros(0, np.intp)

    def _before(self, level: int, rows: _Rows, *, first: bool) -> _Rows:
        """Return what rows were before an issue; if `first`, one way for each."""
        found = [rows.some(np.zeros(0, np.intp))]
        issue = self.diagram.order[level]
        open_rows = np.ones(len(rows.which), bool)
        for edge in self.diagram.layers[level]:
            at_target = rows.contexts == edge.target
            for value, added in zip(edge.values, self.diagram.table(level, edge), strict=True):
                tried = np.flatnonzero(at_target & open_rows if first else at_target)
                sums = rows.sums[tried] - added[self.members]
                needs = rows.needs[tried] - added[self._vetoers]
                there = self.partials[level][edge.source].find(sums, needs) >= 0
                if not there.any():
                    continue
                open_rows[tried[there]] = False
                before = rows.some(tried[there])
                before.packages[:, issue] = value
                contexts = np.full(len(before.which), edge.source)
                found.append(
                    _Rows(before.which, contexts, sums[there], needs[there], before.packages)
                )
        return _Rows.joined(found)


@dataclass(frozen=True)
class _Rows:
    """Packages whose last issues are known: what the others still have to add up to."""

    which: NDArray[np.intp]
    contexts: NDArray[np.intp]
    sums: Vectors
    needs: Vectors
    packages: NDArray[np.intp]

    def some(self, rows: NDArray[np.intp]) -> _Rows:
        parts = (self.which, self.contexts, self.sums, self.needs, self.packages)
        return _Rows(*(part[rows] for part in parts))

    @classmethod
    def joined(cls, listed: list[_Rows]) -> _Rows:
        return cls(
            *(
                np.concatenate([getattr(rows, name) for rows in listed])
                for name in ("which", "contexts", "sums", "needs", "packages")
            )
        )


def members(worth: Worth) -> NDArray[np.intp]:
    """Return the places of the parties that make the deal, in the order of `agreement`."""
    ids = worth.problem.party_ids
    return np.array([ids.index(party) for party in worth.problem.agreement], np.intp)


def vetoers(worth: Worth) -> NDArray[np.intp]:
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
    sweep = _Sweep(paths, acceptable)
    partials: list[tuple[Partial, ...]] = [(sweep.start,) if paths.ends else ()]
    for level in range(len(paths.layers) if paths.ends else 0):
        partials.append(tuple(sweep.step(level, partials[-1])))
        if progress:
            count = sum(len(each.vectors) for each in partials[-1])
            progress(level + 1, len(paths.layers), f"{count:,} partial packages")
    width = len(sweep.members)
    reached = [np.zeros((0, width), np.int64), *(p.vectors[:, :width] for p in partials[-1])]
    points = np.concatenate(reached)
    points = points[efficient(points)]
    order = np.lexsort(tuple(-points.T[::-1]))
    return Frontier(paths, tuple(partials), points[order], acceptable)


class _Sweep:
    """Adds one issue after the other."""

    def __init__(self, paths: Diagram, acceptable: bool) -> None:
        self.paths = paths
        self.acceptable = acceptable
        self.members = members(paths.worth)
        self.vetoers = vetoers(paths.worth) if acceptable else np.zeros(0, np.intp)
        self.columns = np.concatenate([self.members, self.vetoers])
        reservation = paths.worth.reservation
        self.reserved = reservation[self.columns]
        if acceptable:
            self.may, self.must = self._asked()

    @property
    def start(self) -> Partial:
        return self._partial(0, 0, np.zeros((1, len(self.columns)), np.int64))

    def _asked(self) -> tuple[list[Bools], list[Bools]]:
        """Return for each level, context and column whether it can, and must, be satisfied."""
        ids = self.paths.worth.problem.party_ids
        ends = [[ids[v] in asked for v in self.vetoers] for asked in self.paths.ends]
        shape = (len(self.paths.ends), len(self.vetoers))
        may = [np.array(ends, bool).reshape(shape)]
        must = [may[0]]
        for level in reversed(range(len(self.paths.layers))):
            width = self.paths.widths[level]
            some, every = np.zeros((width, shape[1]), bool), np.ones((width, shape[1]), bool)
            for edge in self.paths.layers[level]:
                some[edge.source] |= may[-1][edge.target]
                every[edge.source] &= must[-1][edge.target]
            may.append(some)
            must.append(every)
        return may[::-1], must[::-1]

    def step(self, level: int, before: tuple[Partial, ...]) -> Iterator[Partial]:
        """Yield the partial packages after one more issue, context by context."""
        incoming: dict[int, list[tuple[Vectors, Vectors]]] = {}
        for edge in self.paths.layers[level]:
            added = self.paths.table(level, edge)[:, self.columns]
            if not self.vetoers.size:
                added = added[efficient(added)]
            incoming.setdefault(edge.target, []).append((before[edge.source].vectors, added))
        count = 0
        for target in range(self.paths.widths[level + 1]):
            kept = np.zeros((0, len(self.columns)), np.int64)
            waiting: list[Vectors] = []
            for vectors, added in incoming[target]:
                for each in added:
                    waiting.append(self._partial(level + 1, target, vectors + each).vectors)
                    if sum(map(len, waiting)) > CHUNK:
                        kept, waiting = _pruned([kept, *waiting]), []
                        self._check(count + len(kept), level)
            kept = _pruned([kept, *waiting])
            count += len(kept)
            self._check(count, level)
            yield self._partial(level + 1, target, kept)

    def _check(self, count: int, level: int) -> None:
        if count > MAX_POINTS:
            raise LimitError(
                f"more than {MAX_POINTS:,} partial packages are efficient after {level + 1} of "
                f"{len(self.paths.order)} issues",
                hint="ask for the solutions without the frontier, or round the weights",
                code="frontier-too-large",
            )

    def _partial(self, level: int, context: int, vectors: Vectors) -> Partial:
        """Drop what can no longer be accepted, and forget what vetoers have beyond their need."""
        width = len(self.members)
        enough = np.zeros(len(self.vetoers), np.int64)
        if self.acceptable:
            most = self.paths.most[level][context][self.columns]
            least = self.paths.least[level][context][self.columns]
            needed = np.concatenate([np.ones(width, bool), self.must[level][context]])
            short = (vectors + most < self.reserved) & needed
            vectors = vectors[~short.any(axis=1)]
            enough = np.where(self.may[level][context], (self.reserved - least)[width:], 0)
            capped = np.where(self.may[level][context], np.minimum(vectors[:, width:], enough), 0)
            vectors = np.concatenate([vectors[:, :width], capped], axis=1)
        return Partial(vectors, enough, width)


def _pruned(listed: list[Vectors]) -> Vectors:
    vectors = np.concatenate(listed)
    return vectors[efficient(vectors)]
