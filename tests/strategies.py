"""Random conflicts: from Hypothesis, which shrinks what fails, or from a numpy seed, in bulk.

One recipe serves both. It asks for whole numbers, the smaller the simpler, so that Hypothesis
shrinks towards few parties and options, nothing infeasible, no one-way option and all states tied.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import numpy as np
from hypothesis import strategies as st

from detente.conditions import (
    FALSE,
    TRUE,
    Condition,
    conjunction,
    disjunction,
    name,
    negation,
)
from detente.conflict.model import Conflict, Option, conflict
from detente.conflict.preferences import Ordered, Payoffs, Preference, Ranking, Weighted, Wish
from detente.conflict.states import enumerate_states
from detente.errors import ModelError

WEIGHTS = (1, 2, 0.1, 0.2, 0.3, -1, 2.5)


class Source(Protocol):
    """Where the numbers come from."""

    def number(self, low: int, high: int) -> int:
        """Return a whole number from low to high, both included."""

    def numbers(self, low: int, high: int, size: int) -> list[int]:
        """Return so many of them."""


class Drawn:
    """Numbers drawn by Hypothesis."""

    def __init__(self, draw: st.DrawFn) -> None:
        self.draw = draw

    def number(self, low: int, high: int) -> int:
        return self.draw(st.integers(low, high))

    def numbers(self, low: int, high: int, size: int) -> list[int]:
        return self.draw(st.lists(st.integers(low, high), min_size=size, max_size=size))


class Seeded:
    """Numbers from a numpy generator."""

    def __init__(self, seed: int) -> None:
        self.rng = np.random.default_rng(seed)

    def number(self, low: int, high: int) -> int:
        return int(self.rng.integers(low, high, endpoint=True))

    def numbers(self, low: int, high: int, size: int) -> list[int]:
        return self.rng.integers(low, high, size, endpoint=True).tolist()


@st.composite
def conflicts(draw: st.DrawFn, max_parties: int = 4, max_options: int = 5) -> Conflict:
    """Return random conflicts of one party and more, each with up to three options."""
    return build(Drawn(draw), max_parties, max_options)


@st.composite
def conditions(draw: st.DrawFn, names: Sequence[str], depth: int = 3) -> Condition:
    """Return random conditions over some names."""
    return _condition(Drawn(draw), names, depth)


def random_conflict(seed: int, max_parties: int = 4, max_options: int = 7) -> Conflict:
    """Return the random conflict of a seed."""
    return build(Seeded(seed), max_parties, max_options)


def build(source: Source, max_parties: int, max_options: int) -> Conflict:
    """Return a random conflict made from the numbers of a source."""
    options = _options(source, max_parties, max_options)
    names = [f"{party}.{option.id}" for party, owned in options.items() for option in owned]
    infeasible = _infeasible(source, names)
    n = len(enumerate_states(names, infeasible, {}))
    return conflict(
        options,
        {party: _preference(source, names, n) for party in options},
        infeasible=infeasible,
    )


def _options(source: Source, max_parties: int, max_options: int) -> dict[str, list[Option]]:
    one_way = source.number(0, 3)
    options: dict[str, list[Option]] = {}
    left = max_options
    parties = [count for count in (1, 2, 3, 4, 2, 3, 4) if count <= max_parties]
    for party in "pqrs"[: parties[source.number(0, len(parties) - 1)]]:
        count = min(left, (1, 2, 3, 2, 1, 0)[source.number(0, 5)])
        left -= count
        options[party] = [
            Option(f"{party}{k}", party, direction=_direction(source, one_way))
            for k in range(count)
        ]
    return options


def _direction(source: Source, one_way: int) -> str:
    """Return a direction: any in kinds 1 and 2 of conflict, never both ways in 3."""
    if one_way == 0:
        return "both"
    if one_way == 3:
        return ("forward", "back")[source.number(0, 1)]
    return ("both", "both", "forward", "back")[source.number(0, 3)]


def _infeasible(source: Source, names: Sequence[str]) -> list[Condition]:
    """Return nothing, conditions of random shape, or all but an arbitrary set of states."""
    kind = source.number(0, 3)
    rules: list[Condition] = []
    if kind in (1, 2):
        for _ in range(source.number(1, 3)):
            rule = _condition(source, names, 2)
            if _some_state_is_left(names, [*rules, rule]):
                rules.append(rule)
    elif kind == 3 and len(names) <= 7:
        out = source.numbers(0, 1, 1 << len(names))
        out[source.number(0, len(out) - 1)] = 0
        rules = [only(names, code) for code, is_out in enumerate(out) if is_out]
    return rules


def _some_state_is_left(names: Sequence[str], rules: Sequence[Condition]) -> bool:
    try:
        enumerate_states(names, rules, {})
    except ModelError:
        return False
    return True


def only(names: Sequence[str], code: int) -> Condition:
    """Return the condition that holds in one combination of options and nowhere else."""
    return conjunction(
        *(name(n) if code >> k & 1 else negation(name(n)) for k, n in enumerate(names))
    )


def _condition(source: Source, names: Sequence[str], depth: int) -> Condition:
    kind = source.number(0, 8 if depth else 2)
    if not names or (kind == 2 and not depth):
        return (TRUE, FALSE)[source.number(0, 1)]
    if kind in (0, 1):
        literal = name(names[source.number(0, len(names) - 1)])
        return negation(literal) if kind else literal
    if kind == 2:
        return negation(_condition(source, names, depth - 1))
    args = tuple(_condition(source, names, depth - 1) for _ in range(source.number(2, 3)))
    if kind == 3:
        return conjunction(*args)
    if kind == 4:
        return disjunction(*args)
    if kind < 8:
        return Condition(("xor", "implies", "iff")[kind - 5], args[:2])
    op = ("at_least", "at_most", "exactly")[source.number(0, 2)]
    return Condition(op, args, count=source.number(0, len(args)))


def _preference(source: Source, names: Sequence[str], n: int) -> Preference:
    kind = source.number(0, 3)
    if kind < 2:
        levels = source.number(1, max(1, (4, n)[source.number(0, 1)]))
        scores = source.numbers(0, levels - 1, n)
        if kind == 0:
            return Payoffs.of(scores)
        level = {score: [] for score in sorted(set(scores), reverse=True)}
        for state, score in enumerate(scores, 1):
            level[score].append(state)
        return Ranking(tuple(tuple(states) for states in level.values()))
    wishes = tuple(
        Wish(_condition(source, names, 2), weight=WEIGHTS[source.number(0, len(WEIGHTS) - 1)])
        for _ in range(source.number(0, 5))
    )
    return Ordered(wishes) if kind == 2 else Weighted(wishes)
