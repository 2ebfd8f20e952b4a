"""From here to there: the shortest legal sequences of moves, in which no party moves twice in a row.

A sequence is followed by any legal moves; or by improvements only, each an improvement for its
mover from the state it moves from; or, in option form, by unsanctioned improvements only, which
nobody can punish under some concept.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice
from typing import Any, Literal

import numpy as np

from detente.conditions import Bools
from detente.conflict.analysis import Analysis, option_parts
from detente.conflict.concepts import chosen_concepts
from detente.conflict.preferences import Ranks
from detente.conflict.stability import Judge
from detente.conflict.walks import Step, Walk
from detente.errors import ModelError

By = Literal["moves", "improvements", "unsanctioned"]
"""What each step may be."""


@dataclass(frozen=True, slots=True)
class Move:
    """One step of one party between two states given by number.

    `improves` says whether the mover strictly prefers where it goes.
    """

    party: str
    source: int
    target: int
    improves: bool

    def to_dict(self) -> dict[str, Any]:
        """Return JSON-ready fields."""
        return {
            "party": self.party,
            "from": self.source,
            "to": self.target,
            "improves": self.improves,
        }


@dataclass(frozen=True, slots=True)
class Route:
    """How one state is reached from another.

    Parameters
    ----------
    target : int
        State number.
    by : {"moves", "improvements", "unsanctioned"}
        What each step may be.
    steps : int or None
        Length of the shortest sequence; None when there is none.
    sequences : tuple of tuple of Move
        Shortest sequences, at most `limit` of them.
    complete : bool
        Whether `sequences` are all the shortest ones.
    """

    target: int
    by: By
    steps: int | None
    sequences: tuple[tuple[Move, ...], ...] = ()
    complete: bool = True

    def to_dict(self) -> dict[str, Any]:
        """Return JSON-ready fields."""
        return {
            "target": self.target,
            "by": self.by,
            "steps": self.steps,
            "sequences": [[move.to_dict() for move in moves] for moves in self.sequences],
            "complete": self.complete,
        }


def find_routes(
    analysis: Analysis,
    source: int,
    targets: Iterable[int],
    *,
    by: By,
    limit: int = 12,
    concept: str = "seq",
) -> tuple[Route, ...]:
    """Return the shortest sequences from one state to each of some others.

    Parameters
    ----------
    analysis : Analysis
        Of the conflict in question; any concepts will do.
    source : int
        Number of the state to start from.
    targets : iterable of int
        Numbers of the states to reach.
    by : {"moves", "improvements", "unsanctioned"}
        What each step may be.
    limit : int
        Most sequences listed for a target.
    concept : str
        For unsanctioned improvements, the concept under which nobody can punish them; under
        Nash stability nobody can punish anything.

    Returns
    -------
    tuple of Route
        In the order of `targets`.

    Raises
    ------
    UnknownNameError
        If a state or the concept is unknown.
    ModelError
        If unsanctioned improvements are asked for in graph form or under simultaneous stability.

    Notes
    -----
    One breadth-first search, O(N·n) without one-way options, then work in proportion to the
    sequences listed and the states on them.
    """
    conflict = analysis.conflict
    found_ways = walk(analysis, conflict.index(source), by=by, concept=concept)
    steps = found_ways.steps
    routes = []
    for target in targets:
        end = conflict.index(target)
        if steps[end] < 0:
            routes.append(Route(target, by, None))
            continue
        trails = found_ways.trails(end)
        found = tuple(named_trail(analysis, trail) for trail in islice(trails, limit))
        complete = len(found) < limit or next(trails, None) is None
        routes.append(Route(target, by, int(steps[end]), found, complete))
    return tuple(routes)


def walk(
    analysis: Analysis,
    start: int,
    *,
    by: By,
    without: int = -1,
    sought: Bools | None = None,
    concept: str = "seq",
) -> Walk:
    """Return the shortest sequences from a state to every other.

    Parameters
    ----------
    start : int
        0-based index of the state to start from.
    by : {"moves", "improvements", "unsanctioned"}
    without : int
        Index of a party that does not move; -1 when all may.
    sought : ndarray of bool, shape (n,), optional
        Once such a state is met, look no further than that.
    concept : str
        The one under which improvements are unsanctioned.

    Returns
    -------
    Walk
    """
    if by == "unsanctioned":
        return option_parts(analysis, "moves that nobody can punish")[1].walk(
            start,
            improving=True,
            without=without,
            sought=sought,
            compiled=bool(analysis.parameters["compiled"]),
            worth=unpunished_worth(analysis, concept),
        )
    return analysis.graph.walk(
        start,
        improving=by == "improvements",
        without=without,
        sought=sought,
        compiled=bool(analysis.parameters["compiled"]),
    )


def unpunished_worth(analysis: Analysis, concept: str) -> tuple[Ranks, ...]:
    """Return the least that each party can be brought to once it has moved to each state.

    The others use the means that the concept trusts them with. A party's improvement from s to t
    is unsanctioned exactly where this is at t above the payoff at s.

    Returns
    -------
    tuple of ndarray of int32, each of shape (n,)

    Raises
    ------
    UnknownNameError
        If the concept is unknown.
    ModelError
        If it is simultaneous stability, where the answer to a move depends on where the others
        stand before it, not only on where it leads; or in graph form.
    """
    _, graph = option_parts(analysis, "moves that nobody can punish")
    (chosen,) = chosen_concepts([concept])
    if chosen.answers_by == "nothing":
        return graph.own_payoffs
    if chosen.answers_by == "simultaneous improvements":
        raise ModelError(
            "simultaneous stability does not say which single moves go unpunished",
            hint="use nash, gmr, smr, seq or sseq",
        )
    parameters = analysis.parameters
    judges = [
        Judge(graph, party, parameters["sanction"], bool(parameters["compiled"]))
        for party in range(graph.parties)
    ]
    # with strict sanctions the least harm may lie above the payoff itself
    return tuple(np.minimum(judge.least(chosen), judge.payoff) for judge in judges)


def named_move(analysis: Analysis, party: int, source: int, target: int) -> Move:
    """Return the move of a party between two 0-based indices in the case's terms."""
    payoff = analysis.graph.own_payoffs[party]
    improves = bool(payoff[target] > payoff[source])
    return Move(analysis.conflict.party_ids[party], source + 1, target + 1, improves)


def named_trail(analysis: Analysis, trail: list[Step]) -> tuple[Move, ...]:
    """Return a sequence of a walk, given last move first, in the case's terms."""
    return tuple(named_move(analysis, j, s, t) for j, s, t in reversed(trail))
