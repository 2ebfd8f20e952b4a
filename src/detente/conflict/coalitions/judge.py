"""Is a state stable for a coalition? Every concept, for all states of a coalition at once.

Say in a few numbers per state what improving on it takes, the *bars*: the payoffs of every
member, each to be exceeded. Improving by Pareto is of the same kind: no member's payoff may fall
below (exceed it less one), and their sum must grow. So "t improves on s" always reads: the
*values* of t exceed the bars of s in every column. Since all columns must be exceeded at every
state the others can go to, only the least value of each column counts: a state is left under
CNash, CGMR and CSEQ when some state within reach has *values*, at least what the others leave of
them, above the bars. That is a search for a dominating point, in a tree of greatest values.

CSMR has no such form, since which answers are repaired depends on the state one started from.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from detente.conditions import Bools
from detente.conflict import kernels as individual_kernels
from detente.conflict.coalitions import kernels
from detente.conflict.coalitions.concepts import Improvement, Moves, Sanctioners
from detente.conflict.coalitions.groups import Groups, Values, build_groups
from detente.conflict.moves import Indices, MoveGraph, stable_order
from detente.conflict.preferences import consecutive

Coalition = tuple[int, ...]
"""Indices of the members, ascending."""


@dataclass(frozen=True)
class Terms:
    """What the concepts are applied with, see `detente.conflict.coalitions.concepts`."""

    improvement: Improvement = "strict"
    moves: Moves = "sequential"
    sanctioned_by: Sanctioners = "individuals"


@dataclass(frozen=True, eq=False)
class CoalitionJudge:
    """Judges the states of a conflict for one coalition.

    Parameters
    ----------
    graph : MoveGraph
    members : tuple of int
        Indices of the coalition's parties, ascending; at least one.
    terms : Terms
    compiled : bool
        Whether loops run compiled.
    """

    graph: MoveGraph
    members: Coalition
    terms: Terms = Terms()
    compiled: bool = False

    def leaves(self, concept: str) -> Bools:
        """Return where the coalition is *not* stable, shape (n,).

        Notes
        -----
        CNash, CGMR and CSEQ take O(n log n) time for two members and in practice somewhat more
        than that for more; CSMR is at worst quadratic in the states.
        """
        if concept == "csmr":
            return self._beyond_repair()
        return _search(self.own, self.values(concept), self.bars, self.compiled).improvable()

    @cached_property
    def others(self) -> Coalition:
        """The parties outside the coalition."""
        return tuple(j for j in range(self.graph.parties) if j not in self.members)

    @cached_property
    def own(self) -> Groups:
        """What the coalition can reach."""
        joint = self.terms.moves == "joint"
        return build_groups(self.graph, self.members, joint=joint, compiled=self.compiled)

    @cached_property
    def theirs(self) -> Groups:
        """What the others can reach by any moves; at once only if they may form coalitions."""
        joint = self.terms.moves == "joint" and self.terms.sanctioned_by == "coalitions"
        return build_groups(self.graph, self.others, joint=joint, compiled=self.compiled)

    @cached_property
    def bars(self) -> Values:
        """What must be exceeded to improve on each state, shape (n, columns)."""
        return self._columns(0)

    @cached_property
    def offers(self) -> Values:
        """What each state offers against `bars`, shape (n, columns)."""
        return self._columns(1)

    def _columns(self, slack: int) -> Values:
        payoffs = [self.graph.own_payoffs[j] for j in self.members]
        if self.terms.improvement == "strict" or len(payoffs) == 1:
            return np.ascontiguousarray(np.stack(payoffs, axis=1))
        total: NDArray[np.int64] = np.add.reduce(payoffs, axis=0, dtype=np.int64)
        ranked, _ = consecutive(total, int(total.max()) + 1)
        columns = [payoff + np.int32(slack) for payoff in payoffs]
        return np.ascontiguousarray(np.stack([*columns, ranked], axis=1))

    def values(self, concept: str) -> Values:
        """Return what is left of each state's offer under CNash, CGMR or CSEQ once answered."""
        if concept == "cnash" or not self.others:
            return self.offers
        if concept == "cgmr":
            least = self.theirs.over_reach(self.offers, least=True, compiled=self.compiled)
            return np.ascontiguousarray(least[self.theirs.group_of])
        follow = self._by_improvements()
        columns = [follow(np.ascontiguousarray(column)) for column in self.offers.T]
        return np.ascontiguousarray(np.stack(columns, axis=1))

    def _by_improvements(self) -> Callable[[Values], Values]:
        """Return what takes values to the least within reach of the others' improvements."""
        if self.terms.sanctioned_by == "coalitions":
            return self._over_arcs(*self._arcs)
        graph, others = self.graph, list(self.others)
        standing = graph.standing.reshape(graph.states, graph.parties, 2)[:, others].reshape(-1)

        def follow(values: Values) -> Values:
            least = np.full(graph.states, -1, np.int32)
            individual_kernels.least_harm(self.compiled)(
                -1,  # all of the parties handed over move
                True,
                values,
                stable_order(values, compiled=self.compiled),
                graph.codes,
                standing,
                graph.turned[others],
                graph.one_way[others],
                graph.order,
                graph.open_classes.copy(),
                graph.class_bits.copy(),
                np.empty(graph.states, np.int32),
                least,
            )
            return least

        return follow

    @cached_property
    def _arcs(self) -> tuple[Indices, Indices]:
        """The improvements of all coalitions of the others: starts by target, and sources."""
        parts = [np.empty(0, np.int64)]
        for code in range(1, 1 << len(self.others)):
            some = tuple(j for k, j in enumerate(self.others) if code >> k & 1)
            parts.append(CoalitionJudge(self.graph, some, self.terms, self.compiled).improvements())
        n = self.graph.states
        arcs = np.unique(np.concatenate(parts))
        starts = np.searchsorted(arcs, np.arange(n + 1, dtype=np.int64) * n)
        return starts.astype(np.int64), (arcs % n).astype(np.int32)

    def improvements(self) -> NDArray[np.int64]:
        """Return every improvement of the coalition from s to t, as ``t * n + s``. Quadratic."""
        n, own = self.graph.states, self.own
        found = [np.empty(0, np.int64)]
        for g in range(own.count):
            sources = own.members[own.starts[g] : own.starts[g + 1]].astype(np.int64)
            targets = np.flatnonzero(own.within_reach(int(sources[0])))
            for s in sources:
                better = targets[np.all(self.offers[targets] > self.bars[s], axis=1)]
                found.append(better * n + s)
        return np.concatenate(found)

    def _over_arcs(self, starts: Indices, sources: Indices) -> Callable[[Values], Values]:
        def follow(values: Values) -> Values:
            least = np.full(len(values), -1, np.int32)
            by_value = stable_order(values, compiled=self.compiled)
            stack = np.empty(len(values), np.int32)
            run = kernels.least_over_arcs(self.compiled)
            run(by_value, values, starts, sources, stack, least)
            return least

        return follow

    def _beyond_repair(self) -> Bools:
        """Return where an improvement survives every answer, one repair included.

        Who has no improvement stays, who leaves under CGMR leaves; only the rest is looked at.
        """
        search = _search(self.own, self.offers, self.bars, self.compiled)
        tempted = search.improvable()
        if not self.others:
            return tempted
        leaves = self.leaves("cgmr")
        own, theirs = self.own, self.theirs
        doubtful = np.flatnonzero(tempted & ~leaves)
        everywhere, memory_of = _touching(own, theirs), _touching(theirs, own)
        highest_first = np.argsort(-self.bars[doubtful].sum(axis=1, dtype=np.int64), kind="stable")
        kernels.beyond_repair(self.compiled)(
            doubtful[highest_first],
            self.offers,
            self.bars,
            own.arrays,
            theirs.arrays,
            search.tops,
            search.best,
            everywhere,
            # the others' groups that touch all of the coalition's are alike
            np.where(memory_of, theirs.count, np.arange(theirs.count)),
            np.zeros((theirs.count + 1, 1 + _room(theirs.count + 1)), np.int32),
            np.full(_room(1), -1, np.int32),
            (*own.scratch(), search.hits(), *np.zeros((3, own.count), np.int64)),
            (*theirs.scratch(), *np.zeros((3, theirs.count), np.int64)),
            leaves,
        )
        return leaves

    # -- One state --------------------------------------------------------------------------

    def targets(self, state: int, concepts: Iterable[str]) -> dict[str, Bools]:
        """Return where the coalition can go from a state (0-based) unpunished, by concept.

        Returns
        -------
        dict of str to ndarray of bool, shape (n,)
        """
        bars = self.bars[state]
        improves = self.own.within_reach(state) & np.all(self.offers > bars, axis=1)
        found = {}
        for concept in concepts:
            if concept == "csmr":
                found[concept] = improves & self._repairs(state)
            else:
                found[concept] = improves & np.all(self._values(concept) > bars, axis=1)
        return found

    def _values(self, concept: str) -> Values:
        if concept not in self._kept:
            self._kept[concept] = self.values(concept)
        return self._kept[concept]

    @cached_property
    def _kept(self) -> dict[str, Values]:
        return {}

    def _repairs(self, state: int) -> Bools:
        """Return from where, whatever the others do, the coalition can improve on a state."""
        if not self.others:
            return np.ones(self.graph.states, np.bool_)
        better = np.all(self.offers > self.bars[state], axis=1).astype(np.int32)[:, None]
        can = self.own.over_reach(better, least=False, compiled=self.compiled)
        after = self.theirs.over_reach(can[self.own.group_of], least=True, compiled=self.compiled)
        return after[self.theirs.group_of, 0] > 0


@dataclass(frozen=True, eq=False)
class _Search:
    """Searches for a state within reach whose values exceed the bars of another.

    `tops` is a binary tree of greatest values over the places of the groups' members, which are
    put next to each other where their values are alike; `best` the greatest within reach of a
    group.
    """

    groups: Groups
    bars: Values
    tops: Values
    best: Values
    compiled: bool

    def hits(self) -> NDArray[np.int64]:
        """Return a node of `tops` for every group: that of its last member, to begin with."""
        return self.groups.starts[1:].astype(np.int64) + (len(self.tops) // 2 - 1)

    def improvable(self) -> Bools:
        """Return from which states something that exceeds their bars is within reach."""
        groups = self.groups
        leaves = np.empty(len(self.bars), np.bool_)
        kernels.improvable(self.compiled)(
            self.bars, groups.arrays, self.tops, self.best, *groups.scratch(), self.hits(), leaves
        )
        return leaves


def _room(rows: int) -> int:
    """Return how many states a search remembers for each of some groups, see `beyond_repair`."""
    return max(4, min(256, (1 << 22) // rows))


def _touching(some: Groups, others: Groups) -> Bools:
    """Return which groups have a state in common with every group of another kind."""
    pairs = np.unique(some.group_of.astype(np.int64) * others.count + others.group_of)
    touched: Bools = np.bincount(pairs // others.count, minlength=some.count) == others.count
    return touched


def _search(groups: Groups, values: Values, bars: Values, compiled: bool) -> _Search:
    order = np.lexsort((_interleaved(values), groups.group_of))
    size = 1 << (len(order) - 1).bit_length()
    tops = np.full((2 * size, values.shape[1]), -1, np.int32)
    tops[size : size + len(order)] = values[order]
    level = size
    while level > 1:
        pairs = tops[level : 2 * level].reshape(level // 2, 2, -1)
        tops[level // 2 : level] = pairs.max(axis=1)
        level //= 2
    best = groups.over_reach(values, least=False, compiled=compiled)
    return _Search(groups, bars, tops, best, compiled)


def _interleaved(values: Values) -> NDArray[np.int64]:
    """Return a number for every row that is close for rows with close values (a Z-order)."""
    columns = values.shape[1]
    digits = min(12, 62 // columns)
    scale = max(1, int(values.max()) + 1)
    coarse = (values.astype(np.int64) << digits) // scale
    key = np.zeros(len(values), np.int64)
    for digit in range(digits - 1, -1, -1):
        for k in range(columns):
            key = key << 1 | (coarse[:, k] >> digit & 1)
    return key
