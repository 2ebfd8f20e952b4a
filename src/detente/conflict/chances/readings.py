"""How a party's preferences can turn out, and with what probability.

Every uncertain statement is independent of the others: it is so with its probability, and
otherwise wrong, which means that it is dropped or that the opposite holds. The list is read from
the most important part to the least, keeping one entry for every order of the states met so far;
readings that agree up to some part agree from there on, so that what decides nothing (after all
states are told apart, say) costs nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from itertools import permutations, product
from math import factorial, prod
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from detente.conditions import Bools
from detente.conflict.base import BaseConflict
from detente.conflict.preferences import (
    Ordered,
    Ranks,
    Weighted,
    Wish,
    level_states,
    priorities,
)
from detente.errors import LimitError

Wrong = Literal["dropped", "reversed"]
Unsure = Literal["as written", "equal"]
Way = tuple[tuple[int, bool], ...]
"""Statements by index in an order, and whether each is turned round."""

MAX_WAYS = 50_000
"""Ways in which one group of statements may turn out."""

MAX_READINGS = 1 << 14
MAX_ENTRIES = 1 << 25
"""Different orders of one party, and levels in all of them together, that are kept."""


@dataclass(frozen=True)
class Assumptions:
    """What uncertainty is taken to mean.

    Parameters
    ----------
    wrong : {"dropped", "reversed"}
        Whether a party does not care about a statement that is wrong, or wants the opposite.
    words : mapping of str to float
        What ``low``, ``medium`` and ``high`` confidence stand for; words that are not in it count
        as certain.
    unsure : {"as written", "equal"}
        Whether what is marked unsure is taken as written, or every order and direction of it is
        equally probable.
    """

    wrong: Wrong = "dropped"
    words: Mapping[str, float] = field(default_factory=dict)
    unsure: Unsure = "as written"


@dataclass(frozen=True, slots=True)
class Doubt:
    """Something of what a party wants that is uncertain.

    Parameters
    ----------
    party : str
    place : int
        1-based place of the statement in the party's list; of a group, that of the first.
    wishes : tuple of Wish
        The statement, or the group of statements of which the order is not known.
    kind : {"confidence", "direction", "order"}
        Whether the statement may be wrong, wanted or its opposite, or the order may be another.
    probability : float
        That it is as written.
    """

    party: str
    place: int
    wishes: tuple[Wish, ...]
    kind: Literal["confidence", "direction", "order"]
    probability: float

    def to_dict(self) -> dict[str, Any]:
        """Return JSON-ready fields."""
        return {
            "party": self.party,
            "place": self.place,
            "wants": [str(wish.condition) for wish in self.wishes],
            "kind": self.kind,
            "probability": self.probability,
        }


def doubts(conflict: BaseConflict, party: str, assumptions: Assumptions) -> Iterator[Doubt]:
    """Yield what is uncertain of a party's preferences, in the order of its list."""
    place = 1
    for part in _parts(conflict, party):
        if len(part) > 1 and assumptions.unsure == "equal":
            yield Doubt(party, place, part, "order", 1 / factorial(len(part)))
        for wish in part:
            held = wish.ground.probability(assumptions.words)
            if held is not None and held < 1:
                yield Doubt(party, place, (wish,), "confidence", held)
            if wish.unsure and assumptions.unsure == "equal":
                yield Doubt(party, place, (wish,), "direction", 0.5)
            place += 1


def _parts(conflict: BaseConflict, party: str) -> list[tuple[Wish, ...]]:
    preference = conflict.preferences[party]
    if isinstance(preference, Ordered):
        return priorities(preference)
    return [(w,) for w in preference.wishes] if isinstance(preference, Weighted) else []


@dataclass(frozen=True, eq=False)
class Readings:
    """The ways in which one party's preferences can turn out.

    Parameters
    ----------
    payoffs : ndarray of int32, shape (n,)
        As written.
    levels : ndarray of int32, shape (n,)
        For every state a number that it shares with the states in which the same statements hold.
    holds : ndarray of bool, shape (statements, levels)
    parts : tuple of mappings of Way to float
        The most important part first: its ways, with their probabilities.
    weights : tuple of int or None
        Of the statements, where they are added up.
    """

    payoffs: Ranks
    levels: Ranks
    holds: Bools
    parts: tuple[Mapping[Way, float], ...]
    weights: tuple[int, ...] | None

    def distribution(self) -> list[tuple[Ranks, float]] | None:
        """Return all different ordinal payoffs with their probabilities; None for too many."""
        if not self.parts:
            return [(self.payoffs, 1.0)]
        limit = max(1, min(MAX_READINGS, MAX_ENTRIES // self.holds.shape[1]))
        found = {b"": (self._start, 1.0)}
        for ways in self.parts:
            after: dict[bytes, tuple[NDArray[np.int64], float]] = {}
            for order, probability in found.values():
                for way, chance in ways.items():
                    read = self._read(order, way)
                    key = read.tobytes()
                    before = after[key][1] if key in after else 0.0
                    after[key] = read, before + probability * chance
                if len(after) > limit:
                    return None
            found = after
        merged: dict[bytes, tuple[Ranks, float]] = {}
        for order, probability in found.values():  # different sums can have one order
            payoffs = self._finished(order)
            key = payoffs.tobytes()
            before = merged[key][1] if key in merged else 0.0
            merged[key] = payoffs, before + probability
        return list(merged.values())

    def draw(self, rng: np.random.Generator) -> Ranks:
        """Return the ordinal payoffs of one reading, drawn with its probability."""
        if not self.parts:
            return self.payoffs
        order = self._start
        for ways, ends in zip(self.parts, self._ends, strict=True):
            place = int(np.searchsorted(ends, rng.random() * ends[-1], side="right"))
            order = self._read(order, list(ways)[min(place, len(ways) - 1)])
        return self._finished(order)

    @cached_property
    def _ends(self) -> list[NDArray[np.float64]]:
        return [np.cumsum(list(ways.values())) for ways in self.parts]

    @property
    def _start(self) -> NDArray[np.int64]:
        return np.zeros(self.holds.shape[1], np.int64)

    def _read(self, order: NDArray[np.int64], way: Way) -> NDArray[np.int64]:
        """Return the order of the levels after further statements."""
        for k, turned in way:
            fulfilled = self.holds[k] != turned
            if self.weights is None:
                order = np.unique(2 * order + fulfilled, return_inverse=True)[1].reshape(-1)
            else:
                order = order + self.weights[k] * fulfilled.astype(np.int64)
        return order

    def _finished(self, order: NDArray[np.int64]) -> Ranks:
        dense = np.unique(order, return_inverse=True)[1].reshape(-1).astype(np.int32)
        payoffs = dense[self.levels]
        # the same array where nothing changes, so that nothing is laid out anew
        return self.payoffs if np.array_equal(payoffs, self.payoffs) else payoffs


def readings_of(conflict: BaseConflict, party: str, assumptions: Assumptions) -> Readings:
    """Return the ways in which a party's preferences can turn out.

    Raises
    ------
    LimitError
        If a group of statements of unknown order is too large.
    """
    payoffs, parts = conflict.payoffs(party), _parts(conflict, party)
    listed = [wish for part in parts for wish in part]
    if not listed:
        one_level = np.ones((0, int(payoffs.max()) + 1), np.bool_)
        return Readings(payoffs, payoffs, one_level, (), None)
    # states in which the same statements hold are told apart by none of them
    told = conflict.with_changes(
        preferences={**conflict.preferences, party: Ordered(tuple(listed))}
    )
    levels = told.payoffs(party)
    some = level_states(levels)
    holds = np.stack([conflict.holds(wish.condition)[some] for wish in listed])
    idle = np.asarray(holds.all(axis=1) | ~holds.any(axis=1))
    preference = conflict.preferences[party]
    weighted = isinstance(preference, Weighted)
    weights = tuple(preference.whole_weights()[0]) if isinstance(preference, Weighted) else None
    ways, first = [], 0
    for part in parts:
        members = [_ways(first + k, wish, assumptions) for k, wish in enumerate(part)]
        any_order = len(part) > 1 and assumptions.unsure == "equal" and not weighted
        ways.append(_together(members, idle, any_order=any_order))
        first += len(part)
    return Readings(payoffs, levels, holds, tuple(ways), weights)


def _ways(index: int, wish: Wish, assumptions: Assumptions) -> list[tuple[Way, float]]:
    """Return the ways in which one statement can turn out."""
    held = wish.ground.probability(assumptions.words)
    held = 1.0 if held is None else held
    either = wish.unsure and assumptions.unsure == "equal"
    ways: list[tuple[Way, float]] = []
    for turned in (False, True) if either else (False,):
        share = 0.5 if either else 1.0
        ways.append((((index, turned),), held * share))
        wrong: Way = () if assumptions.wrong == "dropped" else ((index, not turned),)
        ways.append((wrong, (1 - held) * share))
    return [(way, chance) for way, chance in ways if chance > 0]


def _together(
    members: list[list[tuple[Way, float]]], idle: Bools, *, any_order: bool
) -> dict[Way, float]:
    """Return the ways of a part, statements that hold everywhere or nowhere left out."""
    orders = factorial(len(members)) if any_order else 1
    if orders * prod(map(len, members)) > MAX_WAYS:
        raise LimitError(
            f"a group of {len(members)} statements can turn out in too many ways",
            hint="take what is unsure as written, or make the group smaller",
        )
    merged: dict[Way, float] = {}
    for choice in product(*members):
        chance = prod(probability for _, probability in choice) / orders
        parts = [way for way, _ in choice]
        for order in permutations(parts) if any_order else (parts,):
            whole = tuple(pair for way in order for pair in way if not idle[pair[0]])
            merged[whole] = merged.get(whole, 0.0) + chance
    return merged
