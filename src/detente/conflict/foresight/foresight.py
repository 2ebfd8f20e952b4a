"""Limited-move and non-myopic stability of every state, for every party."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from detente.compiled import worth_compiling
from detente.conditions import Bools
from detente.conflict.analysis import Progress
from detente.conflict.base import BaseConflict, Graph
from detente.conflict.foresight.anticipation import (
    Anticipation,
    anticipate,
    follows,
    nothing_left,
)
from detente.conflict.foresight.arcs import all_moves
from detente.conflict.foresight.variants import DEFAULT, Variant, variant_of
from detente.conflict.words import unsure_notes
from detente.errors import LimitError, ModelError

SEARCH = 100
"""Horizons that are tried, by default, until the anticipations repeat."""

HELD_UNASKED = 500_000
"""States and anticipated ends kept for all horizons together, beyond which a search goes on only
when a horizon is asked for: some seconds."""

NEVER, SOMETIMES, ALWAYS = 0, 1, 2
"""A state is stable in no reading, in some, in all."""

Verdicts = NDArray[np.int8]


@dataclass(frozen=True, eq=False)
class Foresight:
    """What parties that look ahead keep, for every horizon.

    Parameters
    ----------
    conflict : BaseConflict
    graph : Graph
        Its moves.
    steps : tuple of tuple of Anticipation
        For horizon 0, 1, …, what every party anticipates.
    repeats_from : int or None
        The first horizon after the last one in `steps` would be as this one, and so on: the
        anticipations have gone into a cycle. None where none was found.
    variant : Variant
    parameters : mapping
        Method and definition variants that made the result.
    notes : tuple of str
        What could not be decided, and why.

    Examples
    --------
    >>> from detente.conflict.model import conflict
    >>> dilemma = conflict({"a": ["defect"], "b": ["defect"]},
    ...                    {"a": ["not b.defect", "a.defect"], "b": ["not a.defect", "b.defect"]})
    >>> found = foresee(dilemma)
    >>> found.equilibria(1), found.equilibria(2), found.non_myopic_equilibria()
    ((4,), (1, 4), (1, 4))
    """

    conflict: BaseConflict
    graph: Graph
    steps: tuple[tuple[Anticipation, ...], ...]
    repeats_from: int | None
    variant: Variant
    parameters: Mapping[str, Any]
    notes: tuple[str, ...] = ()

    @property
    def horizons(self) -> range:
        """The horizons that were worked out; further ones repeat them."""
        return range(1, len(self.steps))

    @property
    def period(self) -> int | None:
        """After how many horizons the anticipations repeat; None where it was not found."""
        return None if self.repeats_from is None else len(self.steps) - self.repeats_from

    def step(self, horizon: int) -> tuple[Anticipation, ...]:
        """Return what every party anticipates with so many moves.

        Raises
        ------
        ModelError
            If the horizon is below 0, or above those worked out and no cycle was found.
        """
        if 0 <= horizon < len(self.steps):
            return self.steps[horizon]
        if horizon < 0 or self.repeats_from is None or self.period is None:
            raise ModelError(
                f"nothing is known of {horizon} moves ahead",
                hint=f"choose a horizon from 1 to {len(self.steps) - 1}",
                code="unknown-horizon",
            )
        return self.steps[self.repeats_from + (horizon - self.repeats_from) % self.period]

    def verdicts(self, party: str, horizon: int) -> Verdicts:
        """Return in which readings every state is stable for a party.

        Parameters
        ----------
        party : str
            Id of the party.
        horizon : int
            Moves looked ahead, of all parties together.

        Returns
        -------
        ndarray of int8, shape (n,)
            2: in all readings, 1: in some, 0: in none.
        """
        found = self.step(horizon)[self.conflict.party_index(party)]
        return np.where(
            found.stays, np.where(found.goes.sizes > 0, SOMETIMES, ALWAYS), NEVER
        ).astype(np.int8)

    def non_myopic(self, party: str) -> Verdicts | None:
        """Return in which readings every state is stable for all large horizons.

        Returns
        -------
        ndarray of int8, shape (n,), or None
            As `verdicts`, the least over the cycle; None where the anticipations were not seen to
            repeat.
        """
        if self.repeats_from is None:
            return None
        cycle = range(self.repeats_from, len(self.steps))
        return np.minimum.reduce([self.verdicts(party, h) for h in cycle])

    @cached_property
    def unsettled(self) -> Mapping[str, Bools]:
        """By party, states at which the verdict goes on changing with the horizon for ever.

        Empty where the anticipations were not seen to repeat.
        """
        if self.repeats_from is None:
            return {}
        cycle = range(self.repeats_from, len(self.steps))
        found = {}
        for party in self.conflict.party_ids:
            verdicts = [self.verdicts(party, h) for h in cycle]
            found[party] = np.minimum.reduce(verdicts) != np.maximum.reduce(verdicts)
        return found

    def equilibrium(self, horizon: int | None) -> Verdicts:
        """Return in which readings every party is stable; None asks for non-myopic stability.

        The least of the parties' verdicts: 1 says that every party is stable in some reading,
        which need not be the same one.
        """
        found = []
        for party in self.conflict.party_ids:
            verdicts = self.non_myopic(party) if horizon is None else self.verdicts(party, horizon)
            if verdicts is None:
                return np.zeros(self.graph.states, np.int8)
            found.append(verdicts)
        return np.minimum.reduce(found)

    def equilibria(self, horizon: int, *, least: int = ALWAYS) -> tuple[int, ...]:
        """Return the numbers of the states at which every party is stable for a horizon."""
        return _numbers(self.equilibrium(horizon) >= least)

    def non_myopic_equilibria(self, *, least: int = ALWAYS) -> tuple[int, ...]:
        """Return the numbers of the states at which every party is stable non-myopically."""
        return _numbers(self.equilibrium(None) >= least)

    def answer(self) -> tuple[str, ...]:
        """Return the finding in plain sentences."""
        from detente.conflict.foresight.words import answer

        return answer(self)

    def to_dict(self, *, case: str = "", scenario: str | None = None) -> dict[str, Any]:
        """Return the verdicts as one JSON-ready object (format ``detente.foresight/1``)."""
        ids = self.conflict.party_ids
        return {
            "format": "detente.foresight/1",
            "case": case,
            "scenario": scenario,
            "parties": list(ids),
            "states": self.graph.states,
            "status_quo": self.conflict.status_quo_state,
            "horizons": [
                {
                    "horizon": horizon,
                    "stable": {party: _listed(self.verdicts(party, horizon)) for party in ids},
                    "equilibria": _listed(self.equilibrium(horizon)),
                }
                for horizon in self.horizons
            ],
            "repeats_from": self.repeats_from,
            "period": self.period,
            "non_myopic": self._non_myopic_dict(),
            "parameters": dict(self.parameters),
            "notes": list(self.notes),
        }

    def _non_myopic_dict(self) -> dict[str, Any] | None:
        if self.repeats_from is None:
            return None
        stable = {party: self.non_myopic(party) for party in self.conflict.party_ids}
        return {
            "stable": {p: _listed(where) for p, where in stable.items() if where is not None},
            "unsettled": {p: list(_numbers(where)) for p, where in self.unsettled.items()},
            "equilibria": _listed(self.equilibrium(None)),
        }


def _numbers(where: Bools) -> tuple[int, ...]:
    return tuple((np.flatnonzero(where) + 1).tolist())


def _listed(verdicts: Verdicts) -> dict[str, list[int]]:
    return {
        "all_readings": list(_numbers(verdicts == ALWAYS)),
        "some_readings": list(_numbers(verdicts == SOMETIMES)),
    }


def foresee(
    conflict: BaseConflict,
    horizon: int | None = None,
    *,
    variant: str = DEFAULT,
    search: int = SEARCH,
    progress: Progress | None = None,
) -> Foresight:
    """Judge every state for parties that look several moves ahead.

    With horizon h a party follows h moves, of all parties together and nobody twice in a row,
    backwards from the last: limited-move stability L_h. A state is non-myopically stable when it
    is L_h stable for all large h. The anticipations for one more move follow from the last ones
    alone, so that once they are as for an earlier horizon they repeat for ever: this decides
    non-myopic stability exactly.

    Parameters
    ----------
    conflict : BaseConflict
        In option form or in graph form.
    horizon : int, optional
        Most moves to look ahead; by default as many as it takes until the anticipations repeat,
        or until too much stays open to go on unasked.
    variant : {"each-reading", "pessimistic", "optimistic"}
        What a party makes of it when what follows its move is open. Without ties and with two
        parties all three are the textbook's definition.
    search : int
        Most horizons tried by default.
    progress : callable, optional
        Told of every horizon.

    Returns
    -------
    Foresight

    Raises
    ------
    ModelError
        If the horizon is below 1.
    UnknownNameError
        If there is no such variant.
    LimitError
        If there are too many moves, or ties leave too much open.

    Notes
    -----
    O(h · N · moves) time where anticipations are unique; ties add what they leave open. Two
    parties: Kilgour (1985); Fang, Hipel & Kilgour (1993), chapter 3. Ties and more parties: see
    ``docs/definitions.md``.
    """
    chosen = variant_of(variant)
    if horizon is not None and horizon < 1:
        raise ModelError(f"{horizon} moves ahead is not looking ahead", hint="choose 1 or more")
    compiled = conflict.compilable and worth_compiling(len(conflict.states))
    graph = conflict.layout(compiled=compiled)
    most = search if horizon is None else horizon
    steps = [(nothing_left(graph.states),) * graph.parties]
    repeats_from = None
    held = 0
    further = _steps(graph, chosen.id)
    while len(steps) <= most and (horizon is not None or held <= HELD_UNASKED):
        try:
            step = next(further)
        except LimitError:
            if horizon is not None or len(steps) == 1:
                raise
            break  # unasked, what is known will do
        repeats_from = _same_as(steps, step)
        if repeats_from is not None and len(steps) > 1:  # one horizon, though nobody ever moves
            break
        steps.append(step)
        held += sum(graph.states + len(each.goes.members) for each in step)
        if progress:
            progress(len(steps) - 1, most, ahead(len(steps) - 1))
    return Foresight(
        conflict,
        graph,
        tuple(steps),
        repeats_from,
        chosen,
        _parameters(chosen, horizon),
        (*_notes(len(steps) - 1, horizon, repeats_from), *unsure_notes(conflict)),
    )


def _steps(graph: Graph, variant: str) -> Iterator[tuple[Anticipation, ...]]:
    """Yield the anticipations for 1, 2, … moves, each from the last, without end."""
    arcs = all_moves(graph)
    last: tuple[Anticipation, ...] = (nothing_left(graph.states),) * graph.parties
    while True:
        last = tuple(
            anticipate(
                variant,
                arcs[i],
                graph.own_payoffs[i],
                follows([each for j, each in enumerate(last) if j != i], graph.states),
            )
            for i in range(graph.parties)
        )
        yield last


def _same_as(steps: list[tuple[Anticipation, ...]], step: tuple[Anticipation, ...]) -> int | None:
    """Return the earlier horizon with the same anticipations of everybody, if there is one."""
    for horizon, earlier in enumerate(steps):
        if all(a.equals(b) for a, b in zip(earlier, step, strict=True)):
            return horizon
    return None


def _parameters(variant: Variant, horizon: int | None) -> dict[str, Any]:
    return {
        "method": "backward induction on moves, nobody twice in a row",
        "variant": variant.id,
        "means": variant.definition,
        "sources": list(variant.sources),
        "staying": "a party that stays counts on the state staying as it is; equal ends do not "
        "move it",
        "non_myopic": "limited-move stable for every horizon of the cycle that the anticipations "
        "of all parties go into",
        "horizon": horizon,
    }


def _notes(worked_out: int, horizon: int | None, repeats_from: int | None) -> tuple[str, ...]:
    if repeats_from is not None:
        return ()
    how = "name a horizon" if horizon is None else "leave out the horizon"
    undecided = (
        f"up to {ahead(worked_out)} the anticipations do not repeat, so that non-myopic "
        f"stability is not decided; {how} to look further"
    )
    return (undecided,)


def ahead(moves: int) -> str:
    """Return how far a party looks.

    Examples
    --------
    >>> ahead(1), ahead(3)
    ('one move ahead', '3 moves ahead')
    """
    return "one move ahead" if moves == 1 else f"{moves} moves ahead"
