"""Who can move from where to where, laid out for sweeps that are linear in the states.

A *line* of party j is a set of states that differ in j's options only. Without one-way options
j moves freely on its lines. With them, give each state its *class*: the bits of j's one-way
options, turned so that moves can only set bits; then j moves from s to t, both on one line,
exactly when the class of s is contained in the class of t. Nothing here is quadratic: a line of
2^k states stands for 4^k moves.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from detente.conditions import Bools
from detente.conflict.kernels import counting_sort, distances
from detente.conflict.model import Conflict
from detente.conflict.preferences import Ranks, consecutive
from detente.conflict.states import BLOCK, Codes, StateSpace
from detente.conflict.walks import Step, retrace

if TYPE_CHECKING:
    from detente.conflict.joint import Changes
    from detente.conflict.stability import Judge

Indices = NDArray[np.int32]
_Out = TypeVar("_Out")


@dataclass(frozen=True, eq=False)
class MoveGraph:
    """Lines and classes of all parties over n states, and everybody's payoffs.

    Classes are numbered through all parties; a line's classes are consecutive, and a class's
    states are consecutive in `order`. A line is known by its first class. What a search looks up
    for one state and all parties lies together, state after state.

    Parameters
    ----------
    codes : ndarray, shape (n,)
        The states.
    complete : bool
        Whether every combination of options is feasible.
    own_payoffs : tuple of ndarray of int32, each of shape (n,)
        Ordinal payoffs of every party.
    standing : ndarray of int32, shape (n·N·2,)
        For every state and party, the party's payoff and its line.
    line_ends : ndarray of int32, shape (classes,)
        For a line's first class, the end of its classes; for others without meaning.
    class_states : ndarray of int32, shape (classes + 1,)
        A class's first place in `order`; the next class's first place ends it.
    class_bits : ndarray, shape (classes,)
        The class itself, as bits.
    order : ndarray of int32, shape (N·n,)
        States by party, line, class and ascending payoff of that party.
    turned, one_way, masks : ndarray, shape (N,)
        Per party: bits to invert so that moves only set bits, the one-way bits, all its bits.
    party_classes : ndarray of int32, shape (N + 1,)
        A party's first class.
    """

    codes: Codes
    complete: bool
    own_payoffs: tuple[Ranks, ...]
    standing: Indices
    line_ends: Indices
    class_states: Indices
    class_bits: Codes
    order: Indices
    turned: Codes
    one_way: Codes
    masks: Codes
    party_classes: Indices

    def __post_init__(self) -> None:
        for value in vars(self).values():
            if isinstance(value, np.ndarray):
                value.setflags(write=False)

    @property
    def states(self) -> int:
        """Number of states n."""
        return len(self.codes)

    @property
    def parties(self) -> int:
        """Number of parties N."""
        return len(self.own_payoffs)

    def others_unbound(self, party: int) -> bool:
        """Tell whether the others can bring about every combination of their options."""
        return self.complete and not np.delete(self.one_way, party).any()

    def line_of(self, party: int) -> Indices:
        """Return the line of every state for a party, as its first class (a view), shape (n,)."""
        return self.standing[2 * party + 1 :: 2 * self.parties]

    @cached_property
    def open_classes(self) -> Indices:
        """What a search keeps for every class, to be copied by it, shape (4·classes,).

        First place, end, least payoff, and for the first class of a line the line's end.
        """
        begin, end = self.class_states[:-1], self.class_states[1:]
        party = begin // self.states
        first = self.order[begin].astype(np.int64)
        least = self.standing[2 * (self.parties * first + party)]
        return np.stack([begin, end, least, self.line_ends], axis=1).reshape(-1)

    def moves(self, party: int, state: int) -> Iterator[int]:
        """Yield the states that a party can reach from a state in one move (0-based indices)."""
        bits = self._bits(party, state)
        return self._on_line(party, state, lambda there: bits & ~there == 0)

    def moves_into(self, party: int, state: int) -> Iterator[int]:
        """Yield the states from which a party can reach a state in one move."""
        bits = self._bits(party, state)
        return self._on_line(party, state, lambda there: there & ~bits == 0)

    def _bits(self, party: int, state: int) -> int:
        return int((self.codes[state] ^ self.turned[party]) & self.one_way[party])

    def _on_line(self, party: int, state: int, fits: Callable[[int], bool]) -> Iterator[int]:
        """Yield the other states on a party's line whose class fits."""
        first = self.line_of(party)[state]
        for c in range(first, self.line_ends[first]):
            if fits(int(self.class_bits[c])):
                for place in range(self.class_states[c], self.class_states[c + 1]):
                    if (other := int(self.order[place])) != state:
                        yield other

    def improvements(self, party: int, state: int) -> Iterator[int]:
        """Yield the moves of a party from a state that it strictly prefers to the state."""
        payoff = self.own_payoffs[party]
        return (t for t in self.moves(party, state) if payoff[t] > payoff[state])

    def judge(self, party: int, parameters: Mapping[str, Any]) -> Judge:
        """Return what judges the states for a party, by the variants of an analysis."""
        from detente.conflict.stability import Judge

        return Judge(self, party, parameters["sanction"], parameters["compiled"])

    def with_payoffs(self, payoffs: Sequence[Ranks]) -> MoveGraph:
        """Return the same moves with other payoffs; payoffs that it has already cost nothing.

        O(n log n) time for every party whose payoffs change.
        """
        standing, order = self.standing.copy(), self.order.copy()
        sizes = np.diff(self.class_states)
        for j, own in enumerate(payoffs):
            if own is self.own_payoffs[j]:
                continue
            standing[2 * j :: 2 * self.parties] = own
            first, last = self.party_classes[j], self.party_classes[j + 1]
            states = order[j * self.states : (j + 1) * self.states]
            class_of = np.repeat(np.arange(first, last), sizes[first:last])
            states[:] = states[np.lexsort((states, own[states], class_of))]
        return replace(self, own_payoffs=tuple(payoffs), standing=standing, order=order)

    def improving(self, party: int, payoffs: Ranks) -> bytes:
        """Return what is the same for payoffs that make the same moves of a party improvements.

        That is the order of the states on each of its lines. With one-way options payoffs can
        differ in it and yet agree on improvements; the answer then differs too.
        """
        line = self.line_of(party)
        order = np.lexsort((payoffs, line))
        new = (np.diff(line[order], prepend=-1) != 0) | (np.diff(payoffs[order], prepend=-1) != 0)
        levels = np.empty(self.states, np.int32)
        levels[order] = np.cumsum(new, dtype=np.int32)
        return levels.tobytes()

    def walk(
        self,
        start: int,
        *,
        improving: bool,
        without: int,
        sought: Bools | None,
        compiled: bool,
        worth: tuple[Ranks, ...] | None = None,
    ) -> LineWalk:
        """Return the shortest sequences from a state; see `detente.conflict.paths.walk`.

        A party moves where that is worth more to it than its payoff where it stands. A state is
        worth its payoff, or in place of it `worth`, by party.
        """
        steps = np.full(self.states, -1, np.int32)
        order, laid_out = self.order, self.standing
        if worth is not None:
            order, laid_out = self._by_worth(worth)
        distances(compiled)(
            start,
            improving,
            without,
            self.codes,
            self.standing,
            self.turned,
            self.one_way,
            self.line_ends,
            self.class_states,
            self.class_bits,
            order,
            laid_out,
            np.zeros(self.states, np.bool_) if sought is None else sought,
            self.class_states[1:].copy(),
            np.empty(self.states, np.int32),
            steps,
        )
        wanted = (self.own_payoffs if worth is None else worth) if improving else None
        return LineWalk(self, steps, wanted, without)

    def _by_worth(self, worth: tuple[Ranks, ...]) -> tuple[Indices, Indices]:
        """Return `order` and `standing` with what states are worth in place of payoffs."""
        parts = np.split(self.order, self.parties)
        own = np.concatenate([worth[j][part] for j, part in enumerate(parts)])
        class_of = np.repeat(np.arange(len(self.class_bits)), np.diff(self.class_states))
        order, standing = self.order[np.lexsort((own, class_of))], self.standing.copy()
        standing[::2] = np.stack(worth, axis=1).reshape(-1)
        for array in (order, standing):
            array.setflags(write=False)
        return order, standing

    def joint_changes(self, source: int) -> Changes:
        """Return what groups could do at once from a state: every other state is a change."""
        from detente.conflict.joint import Changes

        differs = self.codes ^ self.codes[source]
        movers = np.zeros(self.states, np.int64)
        refusals = np.zeros(self.states, np.int64)
        legal = differs != 0
        able = tuple(j for j in range(self.parties) if self.masks[j])
        for bit, j in enumerate(able):
            payoff = self.own_payoffs[j]
            moves = (differs & self.masks[j]) != 0
            before = (self.codes[source] ^ self.turned[j]) & self.one_way[j]
            legal &= (before & ~(self.codes ^ self.turned[j])) == 0
            movers |= moves.astype(np.int64) << bit
            refusals |= (moves & (payoff <= payoff[source])).astype(np.int64) << bit
        return Changes(able, np.arange(self.states), movers, legal, refusals)


@dataclass(frozen=True, eq=False)
class LineWalk:
    """Shortest sequences in option form.

    A party's two moves in a row amount to one, so that a shortest sequence never has a party
    move twice in a row; no bookkeeping of the last mover is needed. With `worth`, a party moves
    only where that is worth more to it than its payoff where it stands: two such moves amount to
    one such move.
    """

    graph: MoveGraph
    steps: NDArray[np.int32]
    worth: tuple[Ranks, ...] | None
    without: int

    def trails(self, end: int) -> Iterator[list[Step]]:
        """Yield the shortest sequences into a reached state, last move first."""
        return iter([[]]) if self.steps[end] == 0 else retrace(self._into(end), self._into)

    def _into(self, end: int) -> Iterator[tuple[Step, int | None]]:
        """Yield the moves with which a shortest sequence into a state can end."""
        graph, steps = self.graph, self.steps
        for party in range(graph.parties):
            if party == self.without:
                continue
            payoff = graph.own_payoffs[party]
            for before in graph.moves_into(party, end):
                if steps[before] != steps[end] - 1:
                    continue
                if self.worth is None or payoff[before] < self.worth[party][end]:
                    yield (party, before, end), before if steps[before] else None


@dataclass(frozen=True, eq=False)
class _Lines:
    """One party's lines and classes, numbered from 0."""

    mask: int
    one_way: int
    turned: int
    line_of: Indices
    class_starts: Indices
    line_ends: Indices
    class_bits: Codes


def build_moves(conflict: Conflict, *, compiled: bool) -> MoveGraph:
    """Lay out the moves of a conflict.

    Parameters
    ----------
    conflict : Conflict
    compiled : bool
        Whether to sort with compiled loops.

    Notes
    -----
    O(N·n) time and memory, except that sparse state spaces are sorted in O(N·n log n).
    """
    codes, n = conflict.states.codes, len(conflict.states)
    count = len(conflict.parties)
    standing = np.empty((n, count, 2), np.int32)
    order = np.empty((count, n), np.int32)

    def lay_out(j: int) -> _Lines:
        own = conflict.payoffs(conflict.party_ids[j])
        found = _lines_of(conflict, conflict.party_ids[j], own, compiled, order[j])
        standing[:, j, 0], standing[:, j, 1] = own, found.line_of
        return replace(found, line_of=standing[:, j, 1])

    each = in_threads(lay_out, range(count), compiled)
    sizes = [len(part.class_starts) for part in each]
    first_classes = np.concatenate([[0], np.cumsum(sizes)]).astype(np.int32)
    for j, start in enumerate(first_classes[1:-1], start=1):
        standing[:, j, 1] += start
    starts = [part.class_starts + j * n for j, part in enumerate(each)]
    ends = [part.line_ends + start for part, start in zip(each, first_classes, strict=False)]
    return MoveGraph(
        codes=codes,
        complete=conflict.states.complete,
        own_payoffs=tuple(conflict.payoffs(party) for party in conflict.party_ids),
        standing=standing.reshape(-1),
        line_ends=np.concatenate(ends),
        class_states=np.concatenate([*starts, [n * count]]).astype(np.int32),
        class_bits=np.concatenate([part.class_bits for part in each]),
        order=order.reshape(-1),
        turned=np.array([part.turned for part in each], codes.dtype),
        one_way=np.array([part.one_way for part in each], codes.dtype),
        masks=np.array([part.mask for part in each], codes.dtype),
        party_classes=first_classes,
    )


def _lines_of(
    conflict: Conflict, party: str, payoff: Ranks, compiled: bool, order: Indices
) -> _Lines:
    """Return the lines of a party, and fill in its part of `order`."""
    space = conflict.states
    codes, kind = space.codes, space.codes.dtype.type
    mask, one_way, turned = _bits(conflict, party)
    line_of, lines = _number_lines(space, mask)
    group, groups = _number_classes(codes, line_of, lines, one_way, turned)
    if space.complete and not one_way:
        _sort_lines(payoff, mask, order)
    else:
        order[:] = _sorted(group, groups, payoff, compiled)
    sizes = np.bincount(group, minlength=groups)
    starts = (np.cumsum(sizes) - sizes).astype(np.int32)
    some = order[starts]  # a state of every class
    class_counts = np.bincount(line_of[some], minlength=lines)
    line_ends = np.cumsum(class_counts).astype(np.int32)
    first_classes = line_ends - class_counts.astype(np.int32)
    return _Lines(
        mask=mask,
        one_way=one_way,
        turned=turned,
        line_of=first_classes[line_of] if one_way else line_of,
        class_starts=starts,
        line_ends=line_ends[line_of[some]],
        class_bits=(codes[some] ^ kind(turned)) & kind(one_way),
    )


def _bits(conflict: Conflict, party: str) -> tuple[int, int, int]:
    """Return a party's option bits, its one-way bits, and those to turn (dropped, not taken)."""
    mask = one_way = turned = 0
    for k, option in enumerate(conflict.options):
        if option.party == party:
            mask |= 1 << k
            one_way |= (option.direction != "both") << k
            turned |= (option.direction == "back") << k
    return mask, one_way, turned


def _number_lines(space: StateSpace, mask: int) -> tuple[Indices, int]:
    """Return each state's line (states that agree outside the party's options), and how many."""
    codes, kind = space.codes, space.codes.dtype.type
    width = mask.bit_count()
    # a party's options are consecutive bits
    low = (mask & -mask).bit_length() - 1 if mask else space.options
    key = codes & kind((1 << low) - 1)
    if mask:
        key |= (codes >> kind(low + width)) << kind(low)
    bound = 1 << (space.options - width)
    return (key.astype(np.int32), bound) if space.complete else _consecutive(key, bound)


def _number_classes(
    codes: Codes, line_of: Indices, lines: int, one_way: int, turned: int
) -> tuple[Indices, int]:
    """Return each state's (line, class) pair, numbered line after line, and how many."""
    if not one_way:
        return line_of, lines
    kind = codes.dtype.type
    key = line_of.astype(np.int64)
    for k in range(one_way.bit_length()):
        if one_way >> k & 1:
            key = 2 * key + (((codes ^ kind(turned)) >> kind(k)) & kind(1))
    return _consecutive(key, lines << one_way.bit_count())


def _consecutive(keys: NDArray[np.signedinteger[Any]], bound: int) -> tuple[Indices, int]:
    """Return the place of each key among the distinct ones in [0, bound), and how many."""
    if bound <= 4 * len(keys) + 1024:
        return consecutive(keys, bound)
    distinct, place = np.unique(keys, return_inverse=True)
    return place.reshape(len(keys)).astype(np.int32), len(distinct)


def _sort_lines(payoff: Ranks, mask: int, order: Indices) -> None:
    """Fill in the states by line and ascending payoff, where all lines are whole.

    Payoff and place are packed into one number, and many short lines are sorted at once.
    """
    low = (mask & -mask).bit_length() - 1 if mask else 0
    size = 1 << mask.bit_count()
    by_option = payoff.reshape(-1, size, 1 << low)
    states = np.arange(len(payoff), dtype=np.int32).reshape(by_option.shape)
    by_line = order.reshape(-1, 1 << low, size)
    across = max(1, min(1 << low, BLOCK // size))
    along = max(1, BLOCK // (size * across))
    for high in range(0, len(by_option), along):
        for start in range(0, 1 << low, across):
            block = slice(high, high + along), slice(None), slice(start, start + across)
            packed = (by_option[block].astype(np.int64) << 32) | states[block]
            packed = np.sort(packed.transpose(0, 2, 1), axis=2)
            by_line[block[0], block[2]] = packed & 0xFFFFFFFF


def _sorted(group: Indices, groups: int, payoff: Ranks, compiled: bool) -> Indices:
    """Return states by group, and by ascending payoff within a group."""
    if not compiled:
        return np.lexsort((payoff, group)).astype(np.int32)
    ascending = by_payoff(payoff, compiled=True)
    result = np.empty_like(ascending)
    counting_sort(True)(group, ascending, np.zeros(groups + 1, np.int32), result)
    return result


def stable_order(keys: Ranks, *, compiled: bool) -> Indices:
    """Return the states in ascending order of a key of at least 0, equals in state order."""
    if not compiled:
        return np.argsort(keys, kind="stable").astype(np.int32)
    result = np.empty(len(keys), np.int32)
    everyone = np.arange(len(keys), dtype=np.int32)
    counting_sort(True)(keys, everyone, np.zeros(int(keys.max()) + 2, np.int32), result)
    return result


def by_payoff(payoff: Ranks, *, compiled: bool) -> Indices:
    """Return the states in ascending order of ordinal payoffs, equals in state order."""
    if int(payoff.max()) + 1 < len(payoff):
        return stable_order(payoff, compiled=compiled)
    result = np.empty(len(payoff), np.int32)  # no ties: every state has a level of its own
    result[payoff] = np.arange(len(payoff), dtype=np.int32)
    return result


def in_threads(work: Callable[[int], _Out], items: Iterable[int], compiled: bool) -> list[_Out]:
    """Map, in threads when the loops are compiled and so release the interpreter's lock."""
    if not compiled:
        return [work(item) for item in items]
    with ThreadPoolExecutor(os.cpu_count() or 1) as pool:
        return list(pool.map(work, items))
