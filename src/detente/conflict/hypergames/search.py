"""Looks for surprises: compares what parties can and would do with what the others expect."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from detente.conflict.analysis import Analysis, option_parts
from detente.conflict.concepts import CONCEPTS
from detente.conflict.explain import explain
from detente.conflict.hypergames.games import Hypergame
from detente.conflict.hypergames.surprises import (
    FalseHope,
    Surprises,
    SurprisingMove,
    Unexpected,
    UnseenEnd,
    Why,
)
from detente.conflict.paths import Move
from detente.conflict.stability import Judge
from detente.conflict.words import compare_states

MAX_VISITED = 20_000
"""States up to which it is followed where moves lead."""

MAX_STARTS = 12
"""States from which surprising moves are looked for."""

MAX_MOVES = 100
"""Surprising moves listed from one state."""

MAX_LISTED = 2_000
"""Equilibria of one game that are compared with the others' expectations."""


def find_surprises(found: Hypergame, *, starts: int = MAX_STARTS) -> Surprises:
    """Return what each party does not expect.

    Parameters
    ----------
    found : Hypergame
    starts : int
        States at most from which surprising moves are looked for.

    Returns
    -------
    Surprises
        Empty where nobody misreads anything.

    Notes
    -----
    For the moves O(N²) comparisons of the moves from each start, and one backward search for
    each party and concept. Ways are followed through at most 20,000 states; a note says so where
    they go on.

    Examples
    --------
    >>> from detente.conflict.hypergames.games import analyse_hypergame
    >>> from detente.conflict.model import conflict
    >>> from detente.conflict.views import View
    >>> from detente.evidence import NO_GROUND
    >>> game = conflict({"a": ["hold"], "b": ["attack"]},
    ...                 {"a": ["a.hold iff b.attack"], "b": ["b.attack"]}, status_quo=[])
    >>> blind = game.with_changes(views={"a": View(unaware={"b.attack": NO_GROUND})})
    >>> found = find_surprises(analyse_hypergame(blind, ["nash"]))
    >>> [(m.surprised, m.move.party, m.move.target, m.why) for m in found.moves]
    [('a', 'b', 3, 'cannot occur')]
    >>> [(end.surprised, end.state) for end in found.ends]
    [('a', 3)]
    """
    if not found.misled:
        return Surprises()
    search = _Search(found)
    hopes = tuple(search.false_hopes())
    unexpected = tuple(search.unexpected())
    today = found.conflict.status_quo_state
    ends = search.ends(today) if today else ()
    strong = found.outcome.strongest(MAX_LISTED)
    wanted = dict.fromkeys((today, *strong, *(hope.state for hope in hopes)))
    places = [state for state in wanted if state is not None]
    if len(places) > starts:
        search.notes[f"surprising moves: looked for from {starts} of {len(places):,} states"] = None
    moves = tuple(move for state in places[:starts] for move in search.moves_from(state))
    return Surprises(moves, ends, hopes, unexpected, tuple(search.notes))


class _Search:
    """Looks moves up in the conflict as it is and in everybody's own game."""

    def __init__(self, found: Hypergame) -> None:
        self.found = found
        self.parties = found.conflict.party_ids
        self.concepts = [CONCEPTS[key] for key in found.outcome.stable]
        self.notes: dict[str, None] = {}

    # -- Moves -----------------------------------------------------------------------------

    def moves_from(self, state: int) -> Iterator[SurprisingMove]:
        """Yield the moves from a state that somebody does not expect, the surest first."""
        found = [*self._others_moves(state), *self._own_failures(state)]
        if len(found) > MAX_MOVES:
            self.notes[f"surprising moves: at most {MAX_MOVES} listed from one state"] = None
        yield from sorted(found, key=lambda move: -len(move.undeterred))[:MAX_MOVES]

    def _others_moves(self, state: int) -> Iterator[SurprisingMove]:
        for j, mover in enumerate(self.parties):
            for target in self.would_move(j, state):
                for surprised in self.parties:  # who sees clearly takes it that all do
                    why = self.disbelief(surprised, j, state, target)
                    if surprised != mover and why is not None:
                        yield self._surprise(surprised, j, state, target, why)

    def _own_failures(self, state: int) -> Iterator[SurprisingMove]:
        """Yield the moves that a party believes in, prefers, and does not have."""
        for surprised in self.found.misled:
            j = self.parties.index(surprised)
            game = self.found.games[surprised]
            if (own := game.number(state)) is None:
                continue
            possible = set(self.found.truth.graph.moves(j, state - 1))
            for place in game.analysis.graph.improvements(j, own - 1):
                target = int(game.true_places[place])
                if target >= 0 and target not in possible:
                    yield self._surprise(surprised, j, state, target + 1, "is not possible")

    def would_move(self, j: int, state: int) -> Iterator[int]:
        """Yield where party j can and would go from a state, all by the case's numbers."""
        game = self.found.games[self.parties[j]]
        if (own := game.number(state)) is None:
            return
        possible = set(self.found.truth.graph.moves(j, state - 1))
        for place in game.analysis.graph.improvements(j, own - 1):
            target = int(game.true_places[place])
            if target in possible:
                yield target + 1

    def disbelief(self, party: str, j: int, state: int, target: int) -> Why | None:
        """Return why a party does not expect a move of j; None where it does.

        None too where it does not see where the move starts: what happens there is past surprise.
        """
        game = self.found.games[party]
        start, end = game.number(state), game.number(target)
        if start is None:
            return None
        if end is None:
            return "cannot occur"
        graph = game.analysis.graph
        if end - 1 not in graph.moves(j, start - 1):
            return "cannot go there"
        payoff = graph.own_payoffs[j]
        return None if payoff[end - 1] > payoff[start - 1] else "has no interest"

    def _surprise(
        self, surprised: str, j: int, state: int, target: int, why: Why
    ) -> SurprisingMove:
        mover = self.parties[j]
        game, view = self.found.games[mover], self.found.games[surprised]
        # who moves sees both states, and so does who is only mistaken about the mover's interest
        start, end = (int(game.places[s - 1]) + 1 for s in (state, target))
        believed = None
        if why == "has no interest":
            before, after = (int(view.places[s - 1]) + 1 for s in (state, target))
            believed = compare_states(view.conflict, mover, after, before)
        return SurprisingMove(
            surprised,
            Move(mover, state, target, improves=True),
            why,
            compare_states(game.conflict, mover, end, start),
            believed,
            tuple(self._undeterred(j, start, end)),
        )

    def _undeterred(self, j: int, start: int, end: int) -> Iterator[str]:
        """Yield the concepts under which nothing deters a move of j in j's own game."""
        analysis = self.found.games[self.parties[j]].analysis
        payoff = int(analysis.graph.own_payoffs[j][start - 1])
        for concept in self.concepts:
            if concept.answers_by == "simultaneous improvements":
                if not self._answered_at_once(analysis, j, start, end):
                    yield concept.id
            elif concept.answers_by == "nothing" or self._least(j)[concept.id][end - 1] > payoff:
                yield concept.id

    def _least(self, j: int) -> dict[str, NDArray[np.int32]]:
        """Return by concept the least that the others can do to j in its own game."""
        if j not in self._known:
            analysis = self.found.games[self.parties[j]].analysis
            settings = analysis.parameters
            _, graph = option_parts(analysis, "a hypergame")
            judge = Judge(graph, j, settings["sanction"], settings["compiled"])
            self._known[j] = {
                concept.id: judge.least(concept)
                for concept in self.concepts
                if concept.answers_by in ("moves", "improvements")
            }
        return self._known[j]

    @cached_property
    def _known(self) -> dict[int, dict[str, NDArray[np.int32]]]:
        return {}

    def _answered_at_once(self, analysis: Analysis, j: int, start: int, end: int) -> bool:
        (witness,) = explain(
            analysis,
            start,
            parties=[self.parties[j]],
            concepts=["sim"],
            limit=analysis.graph.states,
        )
        return any(a.punished for a in witness.answers if a.improvement.target == end)

    # -- Ways into what is not seen --------------------------------------------------------

    def ends(self, today: int) -> tuple[UnseenEnd, ...]:
        """Return the states beyond a party's sight that moves from the status quo lead to."""
        before: dict[int, Move | None] = {today: None}
        waiting = deque([today])
        while waiting and len(before) < MAX_VISITED:
            state = waiting.popleft()
            for j, mover in enumerate(self.parties):
                for target in self.would_move(j, state):
                    if target not in before:
                        before[target] = Move(mover, state, target, improves=True)
                        waiting.append(target)
        if waiting:
            self.notes[f"ways were followed through {MAX_VISITED:,} states only"] = None
        return tuple(
            UnseenEnd(party, state, _trail(before, state), self.found.outcome.held_under(state))
            for state in before
            for party in self.found.unseen_by(state)
        )

    # -- Expectations ----------------------------------------------------------------------

    def false_hopes(self) -> Iterator[FalseHope]:
        """Yield the equilibria that a party expects and that do not hold."""
        for party, game in self.found.games.items():
            for own in self._strongest(game.analysis):
                if (hope := self._false_hope(party, own)) is not None:
                    yield hope

    def _false_hope(self, party: str, own: int) -> FalseHope | None:
        outcome, game = self.found.outcome, self.found.games[party]
        expected = [c for c in game.analysis.held_under(own) if c in outcome.stable]
        place = int(game.true_places[own - 1])
        if place < 0:
            return FalseHope(party, None, own, tuple(expected)) if expected else None
        held = outcome.held_under(place + 1)
        if not (failed := tuple(concept for concept in expected if concept not in held)):
            return None
        left_by = tuple(
            p for p in self.parties if not all(outcome.stable[c][p][place] for c in failed)
        )
        true_under = (c for c in self.found.truth.held_under(place + 1) if c in failed)
        return FalseHope(party, place + 1, own, failed, left_by, tuple(true_under))

    def _strongest(self, analysis: Analysis) -> tuple[int, ...]:
        if analysis.equilibrium_count > MAX_LISTED:
            self.notes[f"expectations: the {MAX_LISTED:,} strongest equilibria compared"] = None
        return analysis.strongest(MAX_LISTED)

    def unexpected(self) -> Iterator[Unexpected]:
        """Yield the equilibria of the hypergame that a party does not expect."""
        for state in self._strongest(self.found.outcome):
            held = self.found.outcome.held_under(state)
            for party, game in self.found.games.items():
                expected = self.found.expected_under(party, state)
                missed = tuple(concept for concept in held if concept not in expected)
                if missed:
                    yield Unexpected(party, state, missed, bool(game.seen[state - 1]))


def _trail(before: dict[int, Move | None], state: int) -> tuple[Move, ...]:
    trail = []
    while (move := before[state]) is not None:
        trail.append(move)
        state = move.source
    return tuple(reversed(trail))
