"""Feasible states: which combinations of options can occur.

A state is a code: bit k is set when option k is taken, the first option being the least
significant bit. Feasible codes are kept in ascending order; a state's number is its 1-based
place in that order.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from detente.conditions import Bools, Condition, Known
from detente.errors import LimitError, ModelError

MAX_OPTIONS = 62
MAX_STATES = 1 << 26
BLOCK = 1 << 17
"""States evaluated at once: large enough to amortise numpy, small enough to stay in cache."""

Codes = NDArray[np.signedinteger[Any]]
Indices = NDArray[np.intp]


@dataclass(frozen=True, eq=False)
class StateSpace:
    """The feasible states of a conflict.

    Parameters
    ----------
    codes : ndarray of int32 or int64, shape (n,)
        Ascending.
    options : int
        Number of options K.
    """

    codes: Codes
    options: int

    def __post_init__(self) -> None:
        self.codes.setflags(write=False)

    def __len__(self) -> int:
        return len(self.codes)

    @property
    def complete(self) -> bool:
        """True when every combination of options is feasible."""
        return len(self.codes) == 1 << self.options

    def taken(self, option: int, block: slice | Indices = slice(None)) -> Bools:
        """Return where an option (by index) is taken, for some of the states."""
        return ((self.codes[block] >> option) & 1).astype(np.bool_)

    def values(self, index: int) -> tuple[int, ...]:
        """Return the 0/1 value of every option in the state at a 0-based index."""
        code = int(self.codes[index])
        return tuple((code >> k) & 1 for k in range(self.options))

    def index_of(self, code: int) -> int:
        """Return the 0-based index of a code, or -1 where it is infeasible."""
        at = int(np.searchsorted(self.codes, code))
        return at if at < len(self.codes) and int(self.codes[at]) == code else -1


class _PartialStates:
    """Codes whose options from `known` upwards are decided, and what they say of conditions."""

    def __init__(
        self, codes: Codes, known: int, columns: Mapping[str, int], terms: Mapping[str, Condition]
    ) -> None:
        self.codes, self.known, self.columns, self.terms = codes, known, columns, terms
        self.seen: dict[str, Known] = {}

    def lookup(self, name: str) -> Known:
        if name not in self.seen:
            if name in self.terms:
                self.seen[name] = self.terms[name].undecided(self.lookup)
            elif (option := self.columns[name]) >= self.known:
                value = ((self.codes >> option) & 1).astype(np.bool_)
                self.seen[name] = (value, ~value)
            else:
                nowhere = np.zeros(len(self.codes), np.bool_)
                self.seen[name] = (nowhere, nowhere)
        return self.seen[name]


def option_names(condition: Condition, terms: Mapping[str, Condition]) -> frozenset[str]:
    """Return the options a condition depends on, looking through terms."""
    found: set[str] = set()
    pending = list(condition.names())
    visited: set[str] = set()
    while pending:
        name = pending.pop()
        if name in visited:
            continue
        visited.add(name)
        if name in terms:
            pending.extend(terms[name].names())
        else:
            found.add(name)
    return frozenset(found)


def enumerate_states(
    options: Sequence[str],
    infeasible: Sequence[Condition],
    terms: Mapping[str, Condition],
    *,
    limit: int = MAX_STATES,
) -> StateSpace:
    """Return all combinations of options in which no infeasibility condition holds.

    Options are decided one after the other, the most significant first, and a partial
    combination is dropped as soon as a condition surely holds, so that many options with few
    feasible states cost little.

    Parameters
    ----------
    options : sequence of str
        Option names, the first being the least significant bit.
    infeasible : sequence of Condition
    terms : mapping of str to Condition
        Named conditions that the others may use.
    limit : int
        How many states, whole or partial, may be held at a time.

    Raises
    ------
    ModelError
        If no state is left.
    LimitError
        If there are more than 62 options or more than `limit` states.

    Notes
    -----
    O(n · size of the conditions) time when partial combinations are pruned early; every level
    holds at most twice the states of the one before.

    Examples
    --------
    >>> from detente.conditions import parse
    >>> enumerate_states(["a.x", "b.y"], [parse("a.x and b.y")], {}).codes
    array([0, 1, 2], dtype=int32)
    """
    count = len(options)
    if count > MAX_OPTIONS:
        raise LimitError(
            f"{count} options; at most {MAX_OPTIONS} are supported",
            hint="merge options that are always taken together",
        )
    columns = {name: k for k, name in enumerate(options)}
    concerned = [(rule, option_names(rule, terms)) for rule in infeasible]
    codes: Codes = np.zeros(1, np.int32 if count <= 31 else np.int64)
    for level in range(count, -1, -1):
        if level < count:
            codes = np.repeat(codes, 2)
            codes[1::2] |= codes.dtype.type(1 << level)
        decided = [
            rule
            for rule, names in concerned
            if (level == count and not names) or (level < count and options[level] in names)
        ]
        codes = _drop(codes, decided, level, columns, terms)
        if len(codes) > limit:
            raise LimitError(
                f"more than {limit:,} feasible states",
                hint="rule out combinations that cannot occur under 'infeasible:', "
                "or merge options",
            )
    if not len(codes):
        raise ModelError(
            "no state is feasible: the infeasibility conditions exclude every combination",
            hint="they contradict each other; remove or weaken one",
            code="no-feasible-state",
        )
    return StateSpace(codes, count)


def _drop(
    codes: Codes,
    rules: Sequence[Condition],
    level: int,
    columns: Mapping[str, int],
    terms: Mapping[str, Condition],
) -> Codes:
    """Remove partial codes in which a rule surely holds, block by block to bound memory."""
    if not rules or not len(codes):
        return codes
    kept = []
    for start in range(0, len(codes), BLOCK):
        block = codes[start : start + BLOCK]
        partial = _PartialStates(block, level, columns, terms)
        holds = np.zeros(len(block), np.bool_)
        for rule in rules:
            holds |= rule.undecided(partial.lookup)[0]
        kept.append(block[~holds])
    return np.concatenate(kept)
