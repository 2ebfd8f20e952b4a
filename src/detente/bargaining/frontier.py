"""The efficient packages of a problem, found issue by issue, without listing packages."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from detente.bargaining.diagram import Diagram, diagram
from detente.bargaining.dominance import Vectors, efficient
from detente.bargaining.rows import Places
from detente.bargaining.sweep import NO_NEED, Aims, Partial, Progress, asked, sweep
from detente.bargaining.trace import MAX_LISTED, Suffixes, trace
from detente.bargaining.worth import Worth


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
    aims : Aims
        What packages were compared by.

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
    aims: Aims

    def __len__(self) -> int:
        return len(self.points)

    @property
    def worth(self) -> Worth:
        """The numbers it was made of."""
        return self.diagram.worth

    def acceptable(self) -> Frontier:
        """Return the part that all who make the deal accept.

        Where nobody has a veto, that is the frontier of the acceptable packages: what dominates one
        of these is acceptable.
        """
        enough = (self.points >= self.worth.reservation[self.aims.full]).all(axis=1)
        return replace(self, points=self.points[enough])

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
        wanted = np.arange(len(self.points)) if points is None else np.asarray(points, np.intp)
        ends = np.arange(len(self.diagram.ends))
        floor = self.aims.floor[len(self.aims.full) :]
        needs = np.where(asked(self.diagram, self.aims.capped), floor, NO_NEED)
        which, contexts = np.repeat(wanted, len(ends)), np.tile(ends, len(wanted))
        last = Suffixes.of(
            which, contexts, self.points[which], needs[contexts], len(self.worth.tables)
        )
        return trace(self.diagram, self.aims, self.partials, last, limit)


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
    full = members(worth)
    capped = vetoers(worth) if acceptable else full[:0]
    floor = worth.reservation[np.concatenate([full, capped])]
    if not acceptable:
        floor = np.full_like(floor, NO_NEED)
    aims = Aims(full, capped, floor, floor[len(full) :])
    return swept(paths, aims, progress)


def swept(paths: Diagram, aims: Aims, progress: Progress | None = None) -> Frontier:
    """Return the efficient packages of a diagram, by some aims."""
    partials = sweep(paths, aims, progress)
    points = np.zeros((0, len(aims.full)), np.int64)
    if partials:
        points = partials[-1].vectors[:, : len(aims.full)]
        if len(paths.ends) > 1 or len(aims.capped):  # in one context they are efficient already
            points = points[efficient(points)]
        points = points[np.lexsort(tuple(-points.T[::-1]))]
    return Frontier(paths, partials, points, aims)
