"""The fewest reversed pairs for several parties at once, under SEQ and SSEQ.

Here parties do not separate: a change in j's ranking changes j's improvements, and these
sanction i. The question is an integer programme. For every party and pair of states a *flip* says
that the pair is reversed; flips must leave a ranking without circles. For every party i and every
state t that i can move to from s*, one unit flows from t along the others' moves, each of which
must be an improvement, and drains where i does not prefer to s* (SSEQ: nor anything that i can
escape to). A flow that is not whole still runs along steps that all are improvements.

There are too many pairs and circles to write down. A pair enters with the first row that names
it, and a circle when a solution has it; before that each programme is a relaxation, whose optimum
is a lower bound. So that relaxations are not far too cheap, a party pays for a flip at once what
it must cost in the end: the pair and one more for every state ranked strictly between the two.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from math import ceil, inf, isfinite
from typing import Any

import numpy as np
from numpy.typing import NDArray

from detente.conflict.concepts import Sanction
from detente.conflict.inverse.pairs.cover import Order
from detente.conflict.moves import MoveGraph
from detente.errors import MissingExtraError

ARC_LIMIT = 20_000
"""Steps that the programme may weigh; beyond, the search is left out."""

INFEASIBLE = 2
"""The solver's word for a programme without solution."""

TILT = 0.4
"""All flips together weigh less than half a pair: none is made without need."""

Pair = tuple[int, int]
Row = tuple[Mapping[int, float], float, float]
Rankings = Mapping[int, NDArray[np.int64]]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a search for fewer reversed pairs came to.

    Parameters
    ----------
    payoffs : mapping of int to ndarray of int, or None
        By party, strict rankings as payoffs; None when nothing better was found.
    bound : float
        No rankings reverse fewer pairs; infinite when none will do at all.
    unfinished : str
        Why the search was not completed; empty where it was.
    """

    payoffs: Rankings | None
    bound: float
    unfinished: str = ""


class Ordering:
    """One party's ranking in the programme: its flips, by pairs of the given ranking.

    Ties of the given ranking are lined up, s* first; flips among them cost nothing.
    """

    def __init__(self, programme: Programme, order: Order, least: int, most: float) -> None:
        payoff, here, n = order.payoff, order.here, len(order.payoff)
        self.programme, self.payoff, self.most = programme, payoff, most
        self.locked = frozenset(order.locked)
        self.line = np.lexsort((np.arange(n), np.arange(n) != here, -payoff))
        self.place = np.empty(n, np.intp)
        self.place[self.line] = np.arange(n)
        self.price = order.price
        self.total = programme.column(cost=1, low=least)
        self.flips: dict[Pair, int] = {}

    def possible(self, upper: int, lower: int) -> bool:
        """Tell whether one state may come to stand above another at an acceptable cost."""
        if self.place[upper] < self.place[lower]:
            return True
        return (lower, upper) not in self.locked and self.price(upper, lower) <= self.most

    def flip(self, upper: int, lower: int) -> int:
        """Return the column of a pair's reversal."""
        pair = (upper, lower)
        if pair not in self.flips:
            self.flips[pair] = self.programme.column(
                high=0 if pair in self.locked else 1, whole=True
            )
        return self.flips[pair]

    def allow(self, flow: int, upper: int, lower: int) -> None:
        """Let a flow run only while one state stands above another."""
        if self.place[upper] < self.place[lower]:
            self.programme.row({flow: 1, self.flip(upper, lower): 1}, high=1)
            return
        flip = self.flip(lower, upper)
        self.programme.row({flow: 1, flip: -1}, high=0)
        if (price := self.price(upper, lower)) > 1:
            self.programme.row({self.total: 1, flip: -price}, low=0)

    def costs(self) -> dict[int, float]:
        """Return the row, at least 0, that makes the total pay for every strict pair flipped."""
        strict = (
            column for (a, b), column in self.flips.items() if self.payoff[a] > self.payoff[b]
        )
        return {self.total: 1, **dict.fromkeys(strict, -1)}

    def flipped(self, solution: NDArray[np.float64]) -> set[Pair]:
        """Return the pairs that a solution reverses."""
        return {pair for pair, column in self.flips.items() if solution[column] > 0.5}

    def exclude_circles(self, flipped: set[Pair]) -> None:
        """Add the rows that some flips violate, if any."""
        lower_of: dict[int, list[int]] = {}
        for x, y in flipped:
            lower_of.setdefault(x, []).append(y)
        for x, z in flipped:
            for y in self.line[self.place[x] + 1 : self.place[z]].tolist():
                if (x, y) not in flipped and (y, z) not in flipped:
                    self._circle(x, y, z, low=0)
            for last in lower_of.get(z, ()):
                if (x, last) not in flipped:
                    self._circle(x, z, last, high=1)

    def _circle(self, x: int, y: int, z: int, low: float = -inf, high: float = inf) -> None:
        terms = {self.flip(x, y): 1, self.flip(y, z): 1, self.flip(x, z): -1}
        self.programme.row(terms, low, high)

    def payoffs(self, flipped: set[Pair]) -> NDArray[np.int64]:
        """Return the strict ranking that flips make, as payoffs; roughly so if they go round."""
        place = self.place.copy()
        for upper, lower in flipped:
            place[upper] += 1
            place[lower] -= 1
        payoff = np.empty(len(place), np.int64)
        payoff[np.lexsort((self.place, place))[::-1]] = np.arange(len(place))
        return payoff


class Programme:
    """An integer programme that grows by columns and rows."""

    def __init__(self) -> None:
        self.cost: list[float] = []
        self.bounds: list[tuple[float, float]] = []
        self.whole: list[bool] = []
        self.rows: list[Row] = []

    def column(
        self, *, cost: float = 0, low: float = 0, high: float = inf, whole: bool = False
    ) -> int:
        """Add a variable and return its number."""
        self.cost.append(cost)
        self.bounds.append((low, high))
        self.whole.append(whole)
        return len(self.cost) - 1

    def row(self, terms: Mapping[int, float], low: float = -inf, high: float = inf) -> None:
        """Add a constraint."""
        self.rows.append((terms, low, high))

    def solve(self, extra: list[Row], seconds: float) -> Any:
        """Return what scipy's branch and cut makes of the programme with some more rows."""
        from scipy.optimize import Bounds, LinearConstraint, milp
        from scipy.sparse import csr_array

        rows = [*self.rows, *extra]
        indptr = np.cumsum([0, *(len(terms) for terms, _, _ in rows)])
        columns = [column for terms, _, _ in rows for column in terms]
        values = [value for terms, _, _ in rows for value in terms.values()]
        matrix = csr_array((values, columns, indptr), shape=(len(rows), len(self.cost)))
        cost, whole = np.array(self.cost), np.array(self.whole)
        cost[whole] = TILT / max(1, int(whole.sum()))
        low, high = np.array(self.bounds).T
        return milp(
            cost,
            integrality=whole,
            bounds=Bounds(low, high),
            constraints=LinearConstraint(
                matrix, [row[1] for row in rows], [row[2] for row in rows]
            ),
            options={"time_limit": seconds, "mip_rel_gap": 0.0},
        )


@dataclass(frozen=True, eq=False)
class JointSearch:
    """The search for rankings that reverse fewer pairs than the best known.

    Parameters
    ----------
    graph : MoveGraph
    here : int
        0-based index of s*.
    escape : bool
        Whether a sanction must leave no escape (SSEQ) or may (SEQ).
    sanction : {"weak", "strict"}
        Whether what a party likes as much as s* punishes it; matters for fixed rankings only.
    orders : mapping of int to Order
        Of the parties that s* is to be stable for; the others' rankings stay as they are.
    least : mapping of int to int
        For each of these a lower bound of what it has to give up.
    judge : callable
        From rankings to the pairs that they reverse; infinite when they do not make s* stable.
    most : float
        The pairs reversed by the best answer known; infinite when none is.
    """

    graph: MoveGraph
    here: int
    escape: bool
    sanction: Sanction
    orders: Mapping[int, Order]
    least: Mapping[int, int]
    judge: Callable[[Rankings], float]
    most: float = inf

    def run(self, deadline: float) -> Outcome:
        """Search until a moment of the monotonic clock.

        Raises
        ------
        MissingExtraError
            If scipy is not installed (the extra ``detente[inverse]``).
        """
        _need_scipy()
        floor = sum(self.least.values())
        programme = Programme()
        rankings = {
            j: Ordering(programme, order, self.least[j], self.most - 1 - floor + self.least[j])
            for j, order in self.orders.items()
            if not order.fixed
        }
        if not self._state(programme, rankings):
            return Outcome(None, floor, f"more than {ARC_LIMIT:,} steps to weigh")
        best, most, bound = None, self.most, float(floor)
        while bound < most:
            if (left := deadline - time.monotonic()) <= 0:
                return Outcome(best, bound, "stopped when its time was up")
            result = programme.solve(_totals(rankings.values(), floor, most - 1), left)
            if result.status == INFEASIBLE:
                return Outcome(best, most)
            bound = max(bound, _whole_bound(result.mip_dual_bound))
            if result.x is None:
                continue
            flips = {j: ranking.flipped(result.x) for j, ranking in rankings.items()}
            payoffs = {j: ranking.payoffs(flips[j]) for j, ranking in rankings.items()}
            if (cost := self.judge(payoffs)) < most:
                best, most = payoffs, cost
            for j, ranking in rankings.items():
                ranking.exclude_circles(flips[j])
        return Outcome(best, most)

    def _state(self, programme: Programme, rankings: Mapping[int, Ordering]) -> bool:
        """Write down the flows; tell whether they are few enough."""
        arcs = 0
        for i, order in self.orders.items():
            ways = self.graph.improvements if order.fixed else self.graph.moves
            for t in ways(i, self.here):
                steps = list(self._steps(i, t, rankings))
                arcs += len(steps)
                if arcs > ARC_LIMIT:
                    return False
                balance = self._flow(programme, t, rankings, steps)
                for v, terms in balance.items():
                    self._drain(programme, i, t, v, terms, rankings.get(i))
                    programme.row(terms, float(v == t), float(v == t))
        return True

    def _steps(
        self, focal: int, start: int, rankings: Mapping[int, Ordering]
    ) -> Iterator[tuple[int, int, int]]:
        """Yield the steps (party, from, to) that others might take after a move, from it on."""
        seen = {start}
        pending = [start]
        while pending:
            v = pending.pop()
            for j in range(self.graph.parties):
                if j == focal:
                    continue
                for w in self._might_take(j, v, rankings):
                    yield j, v, w
                    if w not in seen:
                        seen.add(w)
                        pending.append(w)

    def _might_take(self, j: int, v: int, rankings: Mapping[int, Ordering]) -> Iterator[int]:
        if j not in rankings:
            return self.graph.improvements(j, v)
        return (w for w in self.graph.moves(j, v) if rankings[j].possible(w, v))

    def _flow(
        self,
        programme: Programme,
        start: int,
        rankings: Mapping[int, Ordering],
        steps: Collection[tuple[int, int, int]],
    ) -> dict[int, dict[int, float]]:
        """Return for every state what flows out of it, less what flows in."""
        balance: dict[int, dict[int, float]] = {start: {}}
        for j, v, w in steps:
            flow = programme.column(high=1)
            if j in rankings:
                rankings[j].allow(flow, w, v)
            balance.setdefault(v, {})[flow] = 1
            balance.setdefault(w, {})[flow] = -1
        return balance

    def _drain(
        self,
        programme: Programme,
        focal: int,
        start: int,
        v: int,
        terms: dict[int, float],
        ranking: Ordering | None,
    ) -> None:
        """Let the flow out where the focal party is punished."""
        escapes = self.graph.moves(focal, v) if self.escape and v != start else ()
        if ranking is None:
            payoff = self.graph.own_payoffs[focal]
            bound = int(payoff[self.here])
            punished = int(payoff[v]) < bound + (self.sanction == "weak")
            if punished and all(payoff[u] <= bound for u in escapes):
                terms[programme.column(high=1)] = 1
            return
        harmed = [v, *escapes]
        if all(ranking.possible(self.here, u) for u in harmed):
            drain = programme.column(high=1)
            terms[drain] = 1
            for u in harmed:
                ranking.allow(drain, self.here, u)


def _totals(rankings: Iterable[Ordering], low: float, high: float) -> list[Row]:
    """Return the rows that make every party pay for its flips, all together within bounds."""
    rankings = list(rankings)
    together = {ranking.total: 1.0 for ranking in rankings}
    return [*((ranking.costs(), 0, inf) for ranking in rankings), (together, low, high)]


def _whole_bound(dual: float | None) -> float:
    """Return the least whole number of pairs that a solver's bound leaves."""
    return -inf if dual is None or not isfinite(dual) else ceil(dual - TILT - 1e-6)


def _need_scipy() -> None:
    try:
        import scipy.optimize  # noqa: F401
    except ImportError as error:
        raise MissingExtraError(
            "the search over several parties' rankings needs scipy",
            hint="pip install 'detente[inverse]'",
        ) from error
