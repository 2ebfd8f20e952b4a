"""One step of backward induction: what a party anticipates with one more move left.

G_h(i, s) is what party i anticipates when it has the move at s and h moves are left, all parties
together. Nobody moves twice in a row. It is told in two parts: whether i may *stay* at s, and the
states in which things may end if it *goes*. Ties, and several parties that would move next, make
more than one end possible.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from detente.conditions import Bools
from detente.conflict.foresight.arcs import Arcs, expand
from detente.conflict.foresight.sets import StateSets, union
from detente.conflict.preferences import Ranks
from detente.errors import LimitError

MAX_ENDS = 20_000_000
"""Possible ends that are followed at a time: some hundred megabytes."""


@dataclass(frozen=True, eq=False)
class Anticipation:
    """What one party does at every state, as it is anticipated for one horizon.

    Parameters
    ----------
    stays : ndarray of bool, shape (n,)
        Where the party stays, in some reading.
    goes : StateSets
        Where things may end if it moves; empty where it surely stays.
    """

    stays: Bools
    goes: StateSets

    def equals(self, other: Anticipation) -> bool:
        """Tell whether both say the same of every state."""
        return np.array_equal(self.stays, other.stays) and self.goes.equals(other.goes)


def nothing_left(states: int) -> Anticipation:
    """Return what is anticipated when no move is left: everybody stays everywhere."""
    return Anticipation(np.ones(states, np.bool_), StateSets.empty(states))


def follows(others: Sequence[Anticipation], states: int) -> StateSets:
    """Return how things may end once a party has moved to each state.

    Any of the others that would go from there may be the one that does; they end there when all
    of them may stay.

    Parameters
    ----------
    others : sequence of Anticipation
        Of every party but the one that has moved, for the moves that are left.
    states : int
        Number of states.
    """
    settled = np.ones(states, np.bool_)
    for other in others:
        settled &= other.stays
    if not others:
        return union([StateSets.empty(states)], settled)
    return union([other.goes for other in others], settled)


def in_each_reading(arcs: Arcs, payoff: Ranks, after: StateSets) -> Anticipation:
    """Return what a party does in some reading of what may follow its moves.

    An end c of the move k is possible when some reading gives c after k, and after every other
    move an end no better than c: that is, when c is at least as good as the best of the worst
    ends of the moves. The party may stay when that is no better than staying.
    """
    states = len(payoff)
    sure = arcs.best(after.least(payoff)[arcs.targets], states)
    bound = np.maximum(sure, payoff + 1)
    ends = _ends(arcs, after, after.most(payoff)[arcs.targets] >= bound[arcs.sources])
    possible = payoff[ends[1]] >= bound[ends[0]]
    goes = StateSets.of(states, ends[0][possible], ends[1][possible])
    return Anticipation(sure <= payoff, goes)


def by_value(arcs: Arcs, payoff: Ranks, after: StateSets, values: Ranks) -> Anticipation:
    """Return what a party does that gives every state it could move to a value.

    Parameters
    ----------
    arcs, payoff, after
        The party's moves, its payoffs, and what may follow.
    values : ndarray of int32, shape (n,)
        Its value of having moved to a state.
    """
    best = arcs.best(values[arcs.targets], len(payoff))
    stays = best <= payoff
    chosen = ~stays[arcs.sources] & (values[arcs.targets] == best[arcs.sources])
    owners, members = _ends(arcs, after, chosen)
    return Anticipation(stays, StateSets.of(len(payoff), owners, members))


def anticipate(variant: str, arcs: Arcs, payoff: Ranks, after: StateSets) -> Anticipation:
    """Return what a party does under a variant, given what may follow its moves.

    Notes
    -----
    O(moves + possible ends · log possible ends) time.
    """
    if variant == "each-reading":
        return in_each_reading(arcs, payoff, after)
    values = after.least(payoff) if variant == "pessimistic" else after.most(payoff)
    return by_value(arcs, payoff, after, values)


def _ends(arcs: Arcs, after: StateSets, chosen: Bools) -> tuple[np.ndarray, np.ndarray]:
    """Return the start of each chosen move with each of its possible ends."""
    targets = arcs.targets[chosen]
    sizes = after.sizes[targets]
    if int(sizes.sum()) > MAX_ENDS:
        raise LimitError(
            f"ties leave open more than {MAX_ENDS:,} anticipated ends",
            hint="say more of what the parties want, so that fewer states are equal to them, "
            "or look fewer moves ahead",
            code="foresight-too-large",
        )
    which, places = expand(after.starts[targets], sizes)
    return arcs.sources[chosen][which], after.members[places]
