"""Cheaper answers for several parties: let the others want what would punish a party.

Raising s* party by party leaves everybody's other judgements alone. Under SEQ and SSEQ it is often
cheaper to reverse a few of these, so that moves that punish a party become improvements for those
who can make them. Here they are made one party after the other along cheapest paths, and s* is
then raised until it is stable: an answer that holds, not one that is minimal.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from heapq import heappop, heappush

import numpy as np
from numpy.typing import NDArray

from detente.conditions import Bools
from detente.conflict.inverse.pairs.cover import Need
from detente.conflict.inverse.pairs.question import Payoffs, Question

Step = tuple[int, int, int]
"""A party, and the states (indices) that it would move between."""


def with_sanctions(
    question: Question,
    own: Mapping[int, Need],
    floors: Mapping[int, Need],
    best: Payoffs | None,
    deadline: float,
) -> Payoffs | None:
    """Return the best answer known after trying to have each party punished by the others.

    Parameters
    ----------
    question : Question
    own, floors : mapping of int to Need
        What each party has to give up when the others keep their rankings, and when these may
        be anything.
    best : mapping of int to ndarray of int, or None
        The best answer so far.
    deadline : float
        When to take on no further party, by the monotonic clock.
    """
    made: Payoffs = {}
    gain = {j: own[j].cost - floors[j].bound for j in own}
    for j in sorted(gain, key=lambda j: -gain[j]):
        if time.monotonic() > deadline:
            break
        if own[j].payoff is not None and not gain[j]:
            continue
        trial = {**made, **_punishing(question, made, j, floors[j])}
        found = question.raised(trial)
        if found is None:
            continue
        if best is None or question.reversed_pairs(found) < question.reversed_pairs(best):
            best, made = found, trial
    return best


def _punishing(question: Question, made: Payoffs, focal: int, floor: Need) -> Payoffs:
    """Return rankings of the others in which every move of a party can be punished."""
    changed = question.changed(made)
    payoffs: dict[int, NDArray[np.int64]] = {}
    if floor.payoff is None:
        return payoffs
    below = floor.payoff <= floor.payoff[question.here]
    for start in changed.graph.improvements(focal, question.here):
        for j, v, w in _cheapest_path(changed, focal, start, below):
            payoff = payoffs.get(j, changed.graph.own_payoffs[j].astype(np.int64))
            if payoff[w] <= payoff[v]:
                lifted = 2 * payoff
                lifted[w] = lifted[v] + 1
                payoffs[j] = np.unique(lifted, return_inverse=True)[1].reshape(-1)
    return payoffs


def _cheapest_path(question: Question, focal: int, start: int, below: Bools) -> Iterator[Step]:
    """Yield the steps of others from a move to where it is punished, by reversed pairs.

    A step that is an improvement costs nothing; O(arcs · log states) time.
    """
    graph = question.graph
    orders = {j: question.order(j) for j in question.changing if j != focal}
    came: dict[int, Step] = {}
    price = {start: 0}
    heap = [(0, start)]
    while heap:
        spent, v = heappop(heap)
        if spent > price[v]:
            continue
        if below[v] and (
            not question.concept.escape or v == start or _held(question, focal, v, below)
        ):
            while v != start:
                yield came[v]
                v = came[v][1]
            return
        for j in range(graph.parties):
            if j == focal:
                continue
            payoff = graph.own_payoffs[j]
            for w in graph.moves(j, v):
                wanted = payoff[w] > payoff[v]
                if not wanted and j not in orders:
                    continue
                total = spent + (0 if wanted else orders[j].price(w, v))
                if total < price.get(w, total + 1):
                    price[w], came[w] = total, (j, v, w)
                    heappush(heap, (total, w))


def _held(question: Question, focal: int, state: int, below: Bools) -> bool:
    """Tell whether a party cannot, or by the concept does not, escape to a state above s*."""
    return not question.concept.escape or all(below[u] for u in question.graph.moves(focal, state))
