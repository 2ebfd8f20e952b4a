"""Every conflict within some errors of one, each different one once.

An error touches one part of a conflict: a party's list, what is feasible, or the one-way marks.
So the conflicts at a distance are the combinations of what the parts can become at distances that
add up to it. Most errors change nothing (who cares which of two wishes comes first where they
never conflict), so what a part can become is told apart by its effect alone: by the party's order
of the states, by the feasible states, by the legal moves. Equal effects are one, at the least
distance of any, which loses nothing: they are the same conflict in every respect that a finding
can depend on.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from detente.conflict.concepts import Sanction
from detente.conflict.edits import DropRule, Edit
from detente.conflict.firmness.batch import Batch, Directions, Space
from detente.conflict.firmness.vocabulary import (
    Edits,
    Kind,
    Listed,
    as_written,
    direction_errors,
    list_errors,
    ranked_by_statements,
)
from detente.conflict.model import Conflict
from detente.conflict.preferences import Ordered, Weighted, wishes
from detente.conflict.states import Indices
from detente.errors import LimitError

_Value = TypeVar("_Value", bound=Hashable)


@dataclass(frozen=True, eq=False)
class Part:
    """What one part of a conflict can become.

    Parameters
    ----------
    values : ndarray or sequence
        The different effects: a column of payoffs each, or options' directions.
    ways : tuple of tuple of Edits
        How to get to each: every single error where one suffices, else one shortest way.
    distance : ndarray of int, shape (effects,)
        The fewest errors.
    """

    values: Any
    ways: tuple[tuple[Edits, ...], ...]
    distance: NDArray[np.intp]

    def at(self, distance: int) -> Indices:
        """Return the effects at a distance."""
        return np.flatnonzero(self.distance == distance)


@dataclass(frozen=True, eq=False)
class Neighbours:
    """The conflicts with one set of feasible states.

    Parameters
    ----------
    space : Space
    dropped : Edits
        The infeasibility conditions that are given up for it.
    parties : tuple of Part
        Their payoffs.
    marks : Part
        Directions of the options.
    """

    space: Space
    dropped: Edits
    parties: tuple[Part, ...]
    marks: Part

    @property
    def parts(self) -> tuple[Part, ...]:
        """Whatever can change while the states stay."""
        return (*self.parties, self.marks)

    def count(self, distance: int) -> int:
        """Return how many different conflicts there are at a distance."""
        total = [1]
        for part in self.parts:
            sizes = np.bincount(part.distance)
            total = [int(x) for x in np.convolve(np.array(total, object), sizes)]
        left = distance - len(self.dropped)
        return total[left] if 0 <= left < len(total) else 0

    def at(self, distance: int, size: int) -> Iterator[NDArray[np.intp]]:
        """Yield the conflicts at a distance, at most `size` at a time, shape (parts, conflicts)."""
        left = distance - len(self.dropped)
        for shares in _shares(left, len(self.parts)):
            choices = [part.at(share) for part, share in zip(self.parts, shares, strict=True)]
            shape = tuple(len(choice) for choice in choices)
            for start in range(0, int(np.prod(shape)), size):
                stop = min(start + size, int(np.prod(shape)))
                places = np.unravel_index(np.arange(start, stop), shape)
                yield np.stack([c[p] for c, p in zip(choices, places, strict=True)])

    def batch(self, chosen: NDArray[np.intp], sanction: Sanction) -> Batch:
        """Return some of the conflicts, to be judged."""
        return Batch(
            self.space,
            tuple(part.values[:, c] for part, c in zip(self.parties, chosen, strict=False)),
            self.marks.values,
            chosen[-1],
            sanction,
        )

    def ways(self, chosen: Iterable[int]) -> Iterator[Edits]:
        """Yield how to get to one of the conflicts: every way if one error does, else one."""
        each = [part.ways[k] for part, k in zip(self.parts, chosen, strict=True)]
        for combined in itertools.product(*each):
            yield (*itertools.chain.from_iterable(combined), *self.dropped)


def _shares(total: int, parts: int) -> Iterator[tuple[int, ...]]:
    """Yield every way to share out a number of errors among some parts."""
    if parts == 1:
        yield (total,)
        return
    for first in range(total, -1, -1):
        for rest in _shares(total - first, parts - 1):
            yield (first, *rest)


def neighbourhood(
    conflict: Conflict, kinds: Sequence[Kind], radius: int
) -> tuple[tuple[Neighbours, ...], tuple[str, ...]]:
    """Return the conflicts within some errors of one, by feasible states, and what was left out.

    Parameters
    ----------
    conflict : Conflict
    kinds : sequence of str
        Kinds of error, see `detente.conflict.firmness.vocabulary`.
    radius : int
        The most errors.

    Notes
    -----
    As many lists as errors to the power of the radius are gone through for each party.
    """
    lists = {
        party: ball(
            as_written(conflict, party),
            lambda listed, party=party: list_errors(conflict, party, listed, kinds),  # type: ignore[misc]
            radius,
        )
        for party in conflict.party_ids
    }
    now: Directions = tuple(option.direction for option in conflict.options)
    marks = ball(
        now,
        lambda directions: direction_errors(conflict, directions) if "one-way" in kinds else (),
        radius,
    )
    found, notes = [], []
    seen: set[bytes] = set()
    for dropped in _dropped_rules(conflict, kinds, radius):
        changed, note = _without_rules(conflict, dropped)
        if changed is None or (key := changed.states.codes.tobytes()) in seen:
            notes.append(note)
            continue
        seen.add(key)
        found.append(_around(changed, dropped, lists, marks, radius - len(dropped)))
    return tuple(found), tuple(filter(None, dict.fromkeys(notes)))


def _dropped_rules(conflict: Conflict, kinds: Sequence[Kind], radius: int) -> Iterator[Edits]:
    """Yield the sets of infeasibility conditions to give up, fewest first, last rule first."""
    places = range(len(conflict.infeasible), 0, -1)
    able = "possible" in kinds and ranked_by_statements(conflict)
    for size in range(min(radius, len(places)) + 1 if able else 1):
        for chosen in itertools.combinations(places, size):
            yield tuple(DropRule(place) for place in chosen)


def _without_rules(conflict: Conflict, dropped: Edits) -> tuple[Conflict | None, str]:
    for edit in dropped:
        conflict = edit.apply(conflict)
    try:
        len(conflict.states)
    except LimitError:
        rules = "some infeasibility conditions were not dropped: too many states would be left"
        return None, rules
    return conflict, ""


def _around(
    conflict: Conflict,
    dropped: Edits,
    lists: dict[str, list[tuple[Listed, Edits]]],
    marks: list[tuple[Directions, Edits]],
    radius: int,
) -> Neighbours:
    space = Space(conflict)
    parties = []
    for party, variants in lists.items():
        within = [(listed, edits) for listed, edits in variants if len(edits) <= radius]
        levels = _payoffs(conflict, party, [listed for listed, _ in within])
        parties.append(_part(levels, [edits for _, edits in within]))
    within_marks = [(value, edits) for value, edits in marks if len(edits) <= radius]
    effects = [
        np.concatenate([moves.ravel() for moves in space.moves(directions)])
        for directions, _ in within_marks
    ]
    part = _part(np.stack(effects, axis=1), [edits for _, edits in within_marks])
    first = {way: value for value, way in within_marks}
    directions = [first[ways[0]] for ways in part.ways]
    return Neighbours(space, dropped, tuple(parties), Part(directions, part.ways, part.distance))


def _part(effects: NDArray[Any], edits: Sequence[Edits]) -> Part:
    """Put equal effects (columns) together, at the least distance of any."""
    first: dict[bytes, int] = {}
    ways: list[list[Edits]] = []
    columns = []
    for column, (effect, way) in enumerate(zip(effects.T.copy(), edits, strict=True)):
        key = effect.tobytes()
        if key not in first:
            first[key] = len(ways)
            ways.append([way])
            columns.append(column)
        elif len(way) == len(ways[first[key]][0]) == 1:
            ways[first[key]].append(way)
    distance = np.array([len(listed[0]) for listed in ways])
    return Part(effects[:, columns], tuple(tuple(listed) for listed in ways), distance)


def ball(
    start: _Value, errors: Callable[[_Value], Iterable[tuple[Edit, _Value]]], radius: int
) -> list[tuple[_Value, Edits]]:
    """Return what a value can become by at most some errors, fewest first, and one way to each.

    Single errors are all listed, even where two of them come to the same.
    """
    found: list[tuple[_Value, Edits]] = [(start, ())]
    newest: list[tuple[_Value, Edits]] = found
    seen = {start}
    for errors_made in range(radius):
        reached: list[tuple[_Value, Edits]] = []
        for value, edits in newest:
            for edit, after in errors(value):
                if after not in seen or (errors_made == 0 and after != start):
                    seen.add(after)
                    reached.append((after, (*edits, edit)))
        found = found + reached
        newest = reached
    return found


def _payoffs(conflict: Conflict, party: str, lists: Sequence[Listed]) -> NDArray[np.int32]:
    """Return the ordinal payoffs that each of some lists gives, shape (n, lists)."""
    preference = conflict.preferences[party]
    if not isinstance(preference, Ordered | Weighted):
        return conflict.payoffs(party)[:, None]
    truth = [conflict.holds(wish.condition) for wish in wishes(preference)]
    never = np.zeros(len(conflict.states), np.bool_)
    # row k is statement k, row -k its opposite, row 0 what never holds and fills up short lists
    rows = np.stack([never, *truth, *(~holds for holds in reversed(truth))])
    longest = len(truth)
    padded = np.zeros((len(lists), longest), np.intp)
    for listed, row in zip(lists, padded, strict=True):
        row[: len(listed)] = listed
    if isinstance(preference, Weighted):
        return _summed(preference, rows, padded)
    score = np.zeros((len(conflict.states), len(lists)), np.int64)
    for place in range(longest):
        if place and place % 24 == 0:  # scores stay small enough for whole numbers
            score = _ordinal(score).astype(np.int64)
        score = 2 * score + rows[padded[:, place]].T
    return _ordinal(score)


def _summed(preference: Weighted, rows: Any, padded: Any) -> NDArray[np.int32]:
    weights = preference.whole_weights()[0]
    by_row = np.array([0, *weights, *reversed(weights)], np.int64)
    return _ordinal((rows[padded] * by_row[padded][:, :, None]).sum(axis=1).T)


def _ordinal(scores: NDArray[np.int64]) -> NDArray[np.int32]:
    """Return the scores of each column as consecutive ranks from 0."""
    order = np.argsort(scores, axis=0, kind="stable")
    ascending = np.take_along_axis(scores, order, axis=0)
    step = np.zeros(scores.shape, np.int32)
    step[1:] = ascending[1:] != ascending[:-1]
    ranks = np.empty_like(step)
    np.put_along_axis(ranks, order, np.cumsum(step, axis=0, dtype=np.int32), axis=0)
    return ranks
