"""Whose act changes what another would rather do.

A *situation* of party i settles everything but i's own options and one option o of another party.
In it, i's choices with o taken and with o left are compared: those combinations of its own options
that can occur both ways. o *turns* i there when nothing that i likes best with o taken is among
what it likes best with o left. This is about what a party wants, not about how it gets there:
one-way options bind no choice.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from detente.conditions import Bools
from detente.conflict.analysis import Progress
from detente.conflict.model import Conflict
from detente.conflict.preferences import Ranks
from detente.conflict.words import Reason, compare_states
from detente.errors import LimitError, ModelError

MAX_WORK = 2_000_000_000
"""States times options times parties: some minutes."""


COMPARED = 256
"""Equally good choices that are looked through for an example of the smallest change."""


@dataclass(frozen=True, slots=True)
class Pull:
    """What a lever makes of one own option of the party that it turns.

    Parameters
    ----------
    option : str
        Name of an option of the turned party.
    takes, leaves : int
        In how many situations the party would rather take it with the lever and leave it without,
        and the other way round.
    """

    option: str
    takes: int
    leaves: int

    def to_dict(self) -> dict[str, Any]:
        """Return JSON-ready fields."""
        return {"option": self.option, "takes": self.takes, "leaves": self.leaves}


@dataclass(frozen=True, slots=True)
class Example:
    """One situation in which a lever turns a party: the one nearest to the status quo.

    Parameters
    ----------
    today : bool
        The situation is that of the status quo: nothing else would have to change.
    with_best, with_other : int
        With the lever taken: the party's choice with it, and its choice without it, as states.
    without_best, without_other : int
        With the lever left: the party's choice without it, and its choice with it, as states.
    with_reason, without_reason : Reason
        Why it prefers the best to the other, with the lever and without it.
    """

    today: bool
    with_best: int
    with_other: int
    without_best: int
    without_other: int
    with_reason: Reason
    without_reason: Reason

    def to_dict(self) -> dict[str, Any]:
        """Return JSON-ready fields."""
        return {
            "today": self.today,
            "with": {
                "best": self.with_best,
                "other": self.with_other,
                "reason": self.with_reason.to_dict(),
            },
            "without": {
                "best": self.without_best,
                "other": self.without_other,
                "reason": self.without_reason.to_dict(),
            },
        }


@dataclass(frozen=True, slots=True)
class Lever:
    """An option of one party that turns another.

    Parameters
    ----------
    option : str
        Name of the option.
    turns : str
        Id of the party that it turns.
    turned, changed, situations : int
        In how many situations it turns the party; in how many it changes at all what the party
        likes best; and how many there are in which the party has a choice both ways.
    pulls : tuple of Pull
        What the party would rather do with its own options, those most often first.
    example : Example
    """

    option: str
    turns: str
    turned: int
    changed: int
    situations: int
    pulls: tuple[Pull, ...]
    example: Example

    @property
    def share(self) -> float:
        """Share of situations in which the party is turned."""
        return self.turned / self.situations

    def to_dict(self) -> dict[str, Any]:
        """Return JSON-ready fields."""
        return {
            "option": self.option,
            "turns": self.turns,
            "turned": self.turned,
            "changed": self.changed,
            "situations": self.situations,
            "pulls": [pull.to_dict() for pull in self.pulls],
            "example": self.example.to_dict(),
        }


@dataclass(frozen=True, eq=False)
class Levers:
    """All levers of a conflict.

    Parameters
    ----------
    conflict : Conflict
    found : tuple of Lever
        Those that turn a party today first, then by share of situations.
    parameters : mapping
        What counts as a lever.
    """

    conflict: Conflict
    found: tuple[Lever, ...]
    parameters: Mapping[str, Any]

    @property
    def today(self) -> tuple[Lever, ...]:
        """The levers that turn a party as things stand."""
        return tuple(lever for lever in self.found if lever.example.today)

    def answer(self) -> tuple[str, ...]:
        """Return the finding in plain sentences."""
        from detente.conflict.levers.words import answer

        return answer(self)

    def to_dict(self) -> dict[str, Any]:
        """Return JSON-ready fields."""
        return {
            "levers": [lever.to_dict() for lever in self.found],
            "parameters": dict(self.parameters),
        }


def work(conflict: Conflict) -> int:
    """Return how many steps `find_levers` takes, about."""
    return len(conflict.states) * len(conflict.options) * len(conflict.parties)


def find_levers(conflict: Conflict, *, progress: Progress | None = None) -> Levers:
    """Find every option that changes what another party would rather do.

    Parameters
    ----------
    conflict : Conflict
    progress : callable, optional
        Told of every party and option.

    Returns
    -------
    Levers

    Raises
    ------
    ModelError
        If the conflict has no options.
    LimitError
        If there are too many states for so many options and parties.

    Notes
    -----
    O(n · options · parties) time after sorting, O(n) memory at a time.

    Examples
    --------
    >>> from detente.conflict.model import conflict
    >>> game = conflict({"a": ["pay"], "b": ["work"]},
    ...                 {"a": ["b.work"], "b": ["b.work iff a.pay"]}, status_quo=[])
    >>> for lever in find_levers(game).found:
    ...     print(lever.option, lever.turns, lever.turned, lever.situations, lever.pulls)
    a.pay b 1 1 (Pull(option='b.work', takes=1, leaves=0),)
    """
    if not conflict.options:
        raise ModelError("a conflict without options has no levers")
    if work(conflict) > MAX_WORK:
        raise LimitError(
            f"{len(conflict.states):,} states with {len(conflict.options)} options are too many "
            "to look for levers",
            hint="rule out combinations that cannot occur, or merge options",
            code="levers-too-large",
        )
    found = []
    pairs = list(_pairs(conflict))
    for done, (option, party) in enumerate(pairs, start=1):
        lever = _Turning(conflict, option, party).lever()
        if lever is not None:
            found.append(lever)
        if progress:
            progress(done, len(pairs), f"{conflict.options[option].name} and {party}")
    found.sort(key=lambda lever: (not lever.example.today, -lever.share))
    parameters = {
        "turns": "nothing the party likes best with the option is among what it likes best "
        "without it, of the choices it has both ways",
        "situations": "settings of everything but the option and the party's own options, in "
        "which the party has two choices or more",
        "one_way_options": "do not bind a choice",
    }
    return Levers(conflict, tuple(found), parameters)


def _pairs(conflict: Conflict) -> Iterator[tuple[int, str]]:
    """Yield every option with every party that does not control it and has options."""
    owners = {option.party for option in conflict.options}
    for party in conflict.party_ids:
        if party in owners:
            for k, option in enumerate(conflict.options):
                if option.party != party:
                    yield k, party


@dataclass(frozen=True, eq=False)
class _Turning:
    """One option and one other party: its choices with and without, situation by situation.

    Choices are the states without the option that can occur with it too, sorted by situation.
    """

    conflict: Conflict
    option: int
    party: str

    @cached_property
    def _sorted(self) -> tuple[NDArray[np.intp], NDArray[np.intp], NDArray[np.intp]]:
        """Choices without the option, the same with it, and where each situation starts."""
        codes = self.conflict.states.codes
        kind = codes.dtype.type
        without = np.flatnonzero((codes >> kind(self.option)) & kind(1) == 0)
        wanted = codes[without] | kind(1 << self.option)
        place = np.minimum(np.searchsorted(codes, wanted), len(codes) - 1)
        both = codes[place] == wanted
        without, place = without[both], place[both]
        rest = codes[without] & ~kind(self.conflict.mask(self.party))
        order = np.argsort(rest, kind="stable")
        rest = rest[order]
        starts = np.flatnonzero(np.concatenate([[True], rest[1:] != rest[:-1]])[: len(rest)])
        return without[order], place[order], starts

    def _best(self, states: NDArray[np.intp]) -> Bools:
        """Return which of some sorted choices are best in their situation."""
        starts = self._sorted[2]
        payoff: Ranks = self.conflict.payoffs(self.party)[states]
        sizes = np.diff(starts, append=len(states))
        return payoff == np.repeat(np.maximum.reduceat(payoff, starts), sizes)

    def lever(self) -> Lever | None:
        """Return the lever, or None where the option never turns the party."""
        without, with_it, starts = self._sorted
        if not len(starts):
            return None
        best_without, best_with = self._best(without), self._best(with_it)
        turned = ~np.logical_or.reduceat(best_without & best_with, starts)
        if not turned.any():
            return None
        changed = np.logical_or.reduceat(best_without != best_with, starts)
        return Lever(
            self.conflict.options[self.option].name,
            self.party,
            int(np.count_nonzero(turned)),
            int(np.count_nonzero(changed)),
            int(np.count_nonzero(np.diff(starts, append=len(without)) > 1)),
            tuple(self._pulls(best_without, best_with, turned)),
            self._example(best_without, best_with, turned),
        )

    def _pulls(self, best_without: Bools, best_with: Bools, turned: Bools) -> list[Pull]:
        found = []
        for k, option in enumerate(self.conflict.options):
            if option.party != self.party:
                continue
            all_with, any_with = self._said(k, best_with)
            all_without, any_without = self._said(k, best_without)
            takes = int(np.count_nonzero(turned & all_with & ~any_without))
            leaves = int(np.count_nonzero(turned & all_without & ~any_with))
            if takes or leaves:
                found.append(Pull(option.name, takes, leaves))
        return sorted(found, key=lambda pull: -max(pull.takes, pull.leaves))

    def _said(self, option: int, best: Bools) -> tuple[Bools, Bools]:
        """Return for every situation whether all, and whether any, best choices take an option."""
        without, _, starts = self._sorted
        taken = self.conflict.states.taken(option, without)
        every = np.logical_and.reduceat(taken | ~best, starts)
        return every, np.logical_or.reduceat(taken & best, starts)

    def _example(self, best_without: Bools, best_with: Bools, turned: Bools) -> Example:
        """Return the turned situation nearest to the status quo, with the smallest change."""
        without, with_it, starts = self._sorted
        codes = self.conflict.states.codes
        today = self.conflict.status_quo_state
        apart = np.zeros(len(starts), np.int64)
        if today is not None:
            outside = ~np.int64(self.conflict.mask(self.party) | 1 << self.option)
            differs = (codes[without[starts]] ^ codes[today - 1]).astype(np.int64) & outside
            apart = _bits(differs)
        chosen = int(np.argmin(np.where(turned, apart, np.iinfo(np.int64).max)))
        ends = np.append(starts, len(without))
        places = np.arange(ends[chosen], ends[chosen + 1])
        good_with = places[best_with[places]][:COMPARED]
        good_without = places[best_without[places]][:COMPARED]
        steps = _bits(codes[without[good_with]][:, None] ^ codes[without[good_without]])
        a, b = np.unravel_index(int(np.argmin(steps)), steps.shape)
        first, second = int(good_with[a]), int(good_without[b])
        pair = with_it[first] + 1, with_it[second] + 1, without[second] + 1, without[first] + 1
        with_best, with_other, without_best, without_other = map(int, pair)
        return Example(
            today is not None and not apart[chosen],
            with_best,
            with_other,
            without_best,
            without_other,
            compare_states(self.conflict, self.party, with_best, with_other),
            compare_states(self.conflict, self.party, without_best, without_other),
        )


def _bits(codes: NDArray[np.signedinteger[Any]]) -> NDArray[np.int64]:
    """Return how many bits are set in each code."""
    count = np.zeros(codes.shape, np.int64)
    left = codes.astype(np.int64)
    while left.any():
        count += left & 1
        left >>= 1
    return count
