"""Which equilibria hang on an option: what is stable once it is taken, or left, for good."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from detente.compiled import worth_compiling
from detente.conflict.analysis import Analysis, Progress, analyse
from detente.conflict.concepts import Sanction, chosen_concepts
from detente.conflict.model import Conflict
from detente.conflict.moves import build_moves
from detente.conflict.preferences import Payoffs
from detente.conflict.stability import SIM_LIMIT, simultaneous_work
from detente.conflict.states import StateSpace
from detente.errors import LimitError, unknown_name

MAX_WORK = 400_000_000
"""Twice states times options times parties times concepts: about a minute."""

States = tuple[int, ...]


@dataclass(frozen=True, eq=False)
class Fixed:
    """The equilibria with one option fixed, either way.

    Parameters
    ----------
    option : str
        Name of the option.
    taken, left : mapping of str to tuple of int
        By concept, the equilibria when the option is taken, or left, and nobody can change that.
        Numbers are those of the whole conflict.
    can_occur_taken, can_occur_left : tuple of str
        Ids of the outcomes that some state has with the option taken, and with it left.
    only_taken, only_left : mapping of str to tuple of str
        By concept, ids of outcomes that some equilibrium has with the option taken and none with
        it left, and the other way round. A state's outcome is the first that holds in it.
    """

    option: str
    taken: Mapping[str, States]
    left: Mapping[str, States]
    can_occur_taken: tuple[str, ...]
    can_occur_left: tuple[str, ...]
    only_taken: Mapping[str, tuple[str, ...]]
    only_left: Mapping[str, tuple[str, ...]]

    def under(self, outcome: str, *, taken: bool) -> tuple[str, ...]:
        """Return the concepts under which an outcome lasts only one way, though it can occur both.

        Empty where the outcome cannot occur the other way: then nothing hangs on what lasts.
        """
        if outcome not in (self.can_occur_left if taken else self.can_occur_taken):
            return ()
        only = self.only_taken if taken else self.only_left
        return tuple(concept for concept, outcomes in only.items() if outcome in outcomes)

    def to_dict(self) -> dict[str, Any]:
        """Return JSON-ready fields."""
        return {
            "option": self.option,
            "taken": {concept: list(states) for concept, states in self.taken.items()},
            "left": {concept: list(states) for concept, states in self.left.items()},
            "can_occur": {"taken": list(self.can_occur_taken), "left": list(self.can_occur_left)},
            "only_taken": {c: list(outcomes) for c, outcomes in self.only_taken.items()},
            "only_left": {c: list(outcomes) for c, outcomes in self.only_left.items()},
        }


def fix_options(
    conflict: Conflict,
    options: Iterable[str] | None = None,
    *,
    concepts: Iterable[str] | None = None,
    sanction: Sanction = "weak",
    progress: Progress | None = None,
) -> tuple[Fixed, ...]:
    """Compare the equilibria with each of some options taken for good and left for good.

    Parameters
    ----------
    conflict : Conflict
    options : iterable of str, optional
        Names of options; all by default.
    concepts, sanction
        As for `analyse`. By default simultaneous stability is judged only where it is quick.
    progress : callable, optional
        Told of every option.

    Returns
    -------
    tuple of Fixed
        In the order of `options`.

    Raises
    ------
    UnknownNameError
        If there is no such option or concept.
    LimitError
        If there are too many states for so many options.

    Notes
    -----
    Two stability analyses for each option, of the states that have it one way. One-way options
    that are not fixed keep their direction; whether the fixed one could be changed does not count.

    Examples
    --------
    >>> from detente.conflict.model import conflict
    >>> game = conflict({"a": ["pay"], "b": ["work"]},
    ...                 {"a": ["b.work"], "b": ["b.work iff a.pay"]}, terms={"done": "b.work"},
    ...                 outcomes=["done"])
    >>> (fixed,) = fix_options(game, ["a.pay"], concepts=["nash"])
    >>> fixed.taken, fixed.left, fixed.only_taken
    ({'nash': (4,)}, {'nash': (1,)}, {'nash': ('done',)})
    """
    names = list(conflict.columns) if options is None else list(options)
    columns = [_column(conflict, name) for name in names]
    chosen = _chosen(conflict, concepts, len(names))
    if 2 * len(conflict.states) * len(names) * len(conflict.parties) * len(chosen) > MAX_WORK:
        raise LimitError(
            f"{len(conflict.states):,} states are too many to fix {len(names)} options one by one",
            hint="name the options that matter, or fewer concepts",
            code="levers-too-large",
        )
    outcomes = _outcomes(conflict)
    found = []
    for done, (name, column) in enumerate(zip(names, columns, strict=True), start=1):
        halves = [_half(conflict, column, value, chosen, sanction) for value in (True, False)]
        found.append(_fixed(conflict, name, halves, outcomes))
        if progress:
            progress(done, len(names), name)
    return tuple(found)


def _chosen(conflict: Conflict, concepts: Iterable[str] | None, options: int) -> list[str]:
    """Return the ids of the concepts to judge, the same ones whichever option is settled."""
    chosen = [concept.id for concept in chosen_concepts(concepts)]
    if concepts is None:
        compiled = worth_compiling(len(conflict.states))
        graph = build_moves(conflict, compiled=compiled)
        if 2 * options * simultaneous_work(graph) > SIM_LIMIT[compiled]:
            chosen.remove("sim")
    return chosen


def _column(conflict: Conflict, name: str) -> int:
    if name not in conflict.columns:
        raise unknown_name("option", name, conflict.columns)
    return conflict.columns[name]


@dataclass(frozen=True, eq=False)
class _Half:
    """The analysis of the states that have an option one way, and which states these are."""

    kept: NDArray[np.intp]
    analysis: Analysis | None


def _half(
    conflict: Conflict, column: int, value: bool, concepts: list[str], sanction: Sanction
) -> _Half:
    kept = np.flatnonzero(conflict.states.taken(column) == value)
    if not len(kept):
        return _Half(kept, None)
    part = restricted(conflict, kept)
    return _Half(kept, analyse(part, concepts, sanction=sanction))


def restricted(conflict: Conflict, kept: NDArray[np.intp]) -> Conflict:
    """Return a conflict with some of the states only, by index, and the same preferences."""
    preferences = {
        party: Payoffs(conflict.payoffs(party)[kept].astype(np.int64))
        for party in conflict.party_ids
    }
    part = conflict.with_changes(
        preferences=preferences, status_quo=None, terms={}, outcomes=(), infeasible=()
    )
    # the states are known: they need no condition that excludes the others
    vars(part)["states"] = StateSpace(conflict.states.codes[kept], conflict.states.options)
    return part


def _outcomes(conflict: Conflict) -> NDArray[np.int64]:
    """Return for every state the place of its outcome among the conflict's, −1 for none."""
    found = np.full(len(conflict.states), -1, np.int64)
    for place, name in enumerate(conflict.outcomes):
        holds = conflict.holds(conflict.terms[name].condition)
        found[holds & (found < 0)] = place
    return found


def _fixed(
    conflict: Conflict, name: str, halves: list[_Half], outcomes: NDArray[np.int64]
) -> Fixed:
    judged = next(half.analysis for half in halves if half.analysis is not None).stable
    both: list[dict[str, NDArray[np.intp]]] = []
    for half in halves:
        empty: NDArray[np.intp] = np.empty(0, np.intp)
        both.append(
            {
                concept: empty
                if half.analysis is None
                else half.kept[half.analysis.equilibrium(concept)]
                for concept in judged
            }
        )
    ids = [[_ids(conflict, outcomes[s]) for s in half.values()] for half in both]
    taken, left = ({c: tuple((s + 1).tolist()) for c, s in half.items()} for half in both)
    can_taken, can_left = (tuple(_ids(conflict, outcomes[half.kept])) for half in halves)
    return Fixed(
        option=name,
        taken=taken,
        left=left,
        can_occur_taken=can_taken,
        can_occur_left=can_left,
        only_taken={c: _without(a, b) for c, a, b in zip(judged, *ids, strict=True)},
        only_left={c: _without(b, a) for c, a, b in zip(judged, *ids, strict=True)},
    )


def _without(some: list[str], others: list[str]) -> tuple[str, ...]:
    return tuple(item for item in some if item not in others)


def _ids(conflict: Conflict, places: NDArray[np.int64]) -> list[str]:
    """Return the outcomes at some places, in the case's order."""
    found = set(places.tolist())
    return [name for place, name in enumerate(conflict.outcomes) if place in found]
