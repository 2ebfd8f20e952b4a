"""The first-level hypergame: each party's stability in its own game, and what holds together.

Party i is stable at a state when it is so *in its own game*. A state that can occur is an
equilibrium of the hypergame when every party is stable there, each in its own (Bennett 1977;
Wang, Hipel & Fraser 1988). Own games number their states differently; a state is the same in
two of them when the same options are taken, and results number states as the case does.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal, get_args

import numpy as np

from detente.conditions import Bools
from detente.conflict.analysis import Analysis, Progress, analyse
from detente.conflict.concepts import Sanction
from detente.conflict.model import Conflict, in_option_form
from detente.conflict.states import Indices
from detente.conflict.views import View, perceived, places_in
from detente.errors import ModelError

if TYPE_CHECKING:
    from detente.conflict.hypergames.surprises import Surprises

Unseen = Literal["mistaken", "stable", "unstable"]
"""Does a party stay at a state that it does not see?

Mistaken: as it would at the state that it takes it for, in which nothing is taken that it is not
aware of; where it does not see that one either, it does not stay. Stable: always, knowing of
nothing to leave. Unstable: never.
"""


@dataclass(frozen=True, eq=False)
class OwnGame:
    """The conflict as one party sees it, set against the conflict as it is.

    Parameters
    ----------
    party : str
        Id of the party whose view it is.
    analysis : Analysis
        Of the conflict as it sees it.
    places : ndarray of int, shape (n,)
        For every state of the case its 0-based index here, -1 where the party does not see it.
    true_places : ndarray of int
        For every state here its 0-based index in the case, -1 where it cannot occur.
    """

    party: str
    analysis: Analysis
    places: Indices
    true_places: Indices

    @property
    def conflict(self) -> Conflict:
        """The conflict as the party sees it."""
        return in_option_form(self.analysis.conflict, "a hypergame")

    @cached_property
    def seen(self) -> Bools:
        """Which states of the case the party sees, shape (n,)."""
        return self.places >= 0

    @property
    def imagined(self) -> int:
        """How many states it believes in that cannot occur."""
        return int(np.count_nonzero(self.true_places < 0))

    def number(self, state: int) -> int | None:
        """Return the number here of a state of the case, or None where it is not seen."""
        place = int(self.places[state - 1])
        return None if place < 0 else place + 1

    def in_case(self, where: Bools) -> Bools:
        """Return where something holds among the case's states, nowhere unseen; shape (n,)."""
        return np.where(self.seen, where[self.places], False)

    def expected(self, concept: str) -> tuple[int, ...]:
        """Return the equilibria that the party expects and that can occur, as the case's numbers."""
        where = self.in_case(self.analysis.equilibrium(concept))
        return tuple(int(s) + 1 for s in np.flatnonzero(where))

    def expected_in_vain(self, concept: str) -> tuple[int, ...]:
        """Return the equilibria that it expects and that cannot occur, by their numbers here."""
        where = self.analysis.equilibrium(concept) & (self.true_places < 0)
        return tuple(int(s) + 1 for s in np.flatnonzero(where))


@dataclass(frozen=True, eq=False)
class Hypergame:
    """A conflict, how each party sees it, and what holds.

    Parameters
    ----------
    truth : Analysis
        Of the conflict as it is, everybody seeing it so.
    games : mapping of str to OwnGame
        By party, in order.
    outcome : Analysis
        Of the hypergame, over the case's states: each party's stability is that in its own game,
        and its equilibria are those of the hypergame.
    parameters : mapping
        Method and variants.

    Examples
    --------
    >>> from detente.conflict.model import conflict
    >>> from detente.conflict.views import View
    >>> from detente.evidence import NO_GROUND
    >>> game = conflict({"a": ["hold"], "b": ["attack"]},
    ...                 {"a": ["a.hold iff b.attack"], "b": ["b.attack"]})
    >>> blind = game.with_changes(views={"a": View(unaware={"b.attack": NO_GROUND})})
    >>> found = analyse_hypergame(blind, ["nash"])
    >>> found.truth.equilibria("nash"), found.outcome.equilibria("nash")
    ((4,), (3,))
    >>> found.games["a"].expected("nash"), found.unseen_by(3)
    ((1,), ('a',))
    """

    truth: Analysis
    games: Mapping[str, OwnGame]
    outcome: Analysis
    parameters: Mapping[str, Any] = field(default_factory=dict)

    @property
    def conflict(self) -> Conflict:
        """The conflict as it is, with its views."""
        return in_option_form(self.truth.conflict, "a hypergame")

    @property
    def misled(self) -> tuple[str, ...]:
        """The parties that do not see the conflict as it is."""
        return tuple(p for p, game in self.games.items() if game.analysis is not self.truth)

    def unseen_by(self, state: int) -> tuple[str, ...]:
        """Return the parties that do not see a state, given by number."""
        index = self.conflict.index(state)
        return tuple(party for party, game in self.games.items() if not game.seen[index])

    def expected_under(self, party: str, state: int) -> tuple[str, ...]:
        """Return the concepts under which a party expects a state to be an equilibrium."""
        game = self.games[party]
        self.conflict.index(state)
        number = game.number(state)
        return () if number is None else game.analysis.held_under(number)

    def to_dict(
        self, surprises: Surprises, *, case: str = "", scenario: str | None = None
    ) -> dict[str, Any]:
        """Return the result as one JSON-ready object (format ``detente.hypergame/1``)."""
        conflict, judged = self.conflict, self.outcome.stable
        return {
            "format": "detente.hypergame/1",
            "case": case,
            "scenario": scenario,
            "parties": list(conflict.party_ids),
            "views": {party: conflict.views[party].to_dict() for party in self.misled},
            "unseen": {
                party: (np.flatnonzero(~self.games[party].seen) + 1).tolist()
                for party in self.misled
            },
            "equilibria": {c: list(self.outcome.equilibria(c)) for c in judged},
            "true_equilibria": {c: list(self.truth.equilibria(c)) for c in judged},
            "expected": {
                party: {c: list(game.expected(c)) for c in judged}
                for party, game in self.games.items()
            },
            "stable": {
                concept: {p: (np.flatnonzero(where) + 1).tolist() for p, where in by_party.items()}
                for concept, by_party in judged.items()
            },
            "status_quo": conflict.status_quo_state,
            **surprises.to_dict({party: game.conflict for party, game in self.games.items()}),
            "parameters": dict(self.parameters),
            "notes": [*self.outcome.notes, *surprises.notes],
        }


def analyse_hypergame(
    conflict: Conflict | None,
    concepts: Iterable[str] | None = None,
    *,
    sanction: Sanction = "weak",
    unseen: Unseen = "mistaken",
    progress: Progress | None = None,
) -> Hypergame:
    """Judge every state of a conflict for every party, each in the conflict as it sees it.

    Parameters
    ----------
    conflict : Conflict
        With its `views`; without any, the result is that of `analyse`.
    concepts : iterable of str, optional
        As for `analyse`; all by default.
    sanction : {"weak", "strict"}
        As for `analyse`.
    unseen : {"mistaken", "stable", "unstable"}
        Whether a party stays at a state that it does not see. Mistaken: it takes it for the state
        without the options that it is not aware of, and stays as it would there; not where it
        does not see that either. Stable: in its own game it has no move from there. Unstable:
        what it does not see, it cannot be counted on to keep. A state that nobody sees is no
        equilibrium in any case.
    progress : callable, optional
        Told of every step.

    Returns
    -------
    Hypergame

    Raises
    ------
    UnknownNameError, ModelError, LimitError
        As `analyse`; also if a party sees no feasible state, or a ranking leaves out states that
        it sees.

    Notes
    -----
    One analysis of the conflict and one more for each party with a view.
    """
    if unseen not in get_args(Unseen):
        raise ModelError(
            f"no variant '{unseen}' for unseen states", hint="use mistaken, stable or unstable"
        )
    if conflict is None:
        raise ModelError("there is no conflict to analyse")
    worlds = {party: perceived(conflict, party) for party in conflict.party_ids}
    distinct = 1 + sum(world is not conflict for world in worlds.values())
    wanted = None if concepts is None else list(concepts)

    def judge(world: Conflict, k: int) -> Analysis:
        def report(done: int, steps: int, what: str) -> None:
            if progress is not None:
                progress(k * steps + done, distinct * steps, what)

        return analyse(world, wanted, sanction=sanction, progress=report if progress else None)

    truth = judge(conflict, 0)
    analyses: dict[str, Analysis] = {}
    for party, world in worlds.items():
        k = 1 + sum(found is not truth for found in analyses.values())
        analyses[party] = truth if world is conflict else judge(world, k)
    games = {party: _own_game(party, found, truth) for party, found in analyses.items()}
    parameters = {
        **truth.parameters,
        "level": "first: each takes its view for the conflict",
        "unseen": unseen,
    }
    return Hypergame(truth, games, _outcome(conflict, truth, games, unseen), parameters)


def _own_game(party: str, analysis: Analysis, truth: Analysis) -> OwnGame:
    own, case = (in_option_form(a.conflict, "a hypergame").states for a in (analysis, truth))
    return OwnGame(party, analysis, places_in(own, case.codes), places_in(case, own.codes))


def _outcome(
    conflict: Conflict, truth: Analysis, games: Mapping[str, OwnGame], unseen: Unseen
) -> Analysis:
    """Return each party's stability in its own game, over the states of the case."""
    judged = [key for key in truth.stable if all(key in g.analysis.stable for g in games.values())]
    somebody = np.logical_or.reduce([game.seen for game in games.values()])
    stable: dict[str, dict[str, Bools]] = {}
    for concept in judged:
        stable[concept] = {}
        for party, game in games.items():
            own = game.analysis.stable[concept][party]
            where = game.in_case(own)
            if unseen == "stable":
                where = where | ~game.seen
            elif unseen == "mistaken":
                taken_for = _taken_for(conflict, game)
                where = np.where(taken_for >= 0, own[taken_for], False)
            where &= somebody
            where.setflags(write=False)
            stable[concept][party] = where
    notes = dict.fromkeys(note for game in games.values() for note in game.analysis.notes)
    parameters = {**truth.parameters, "unseen": unseen}
    every = tuple(dict.fromkeys((*truth.notes, *notes)))
    return Analysis(truth.conflict, stable, parameters, every, graph=truth.graph, seconds={})


def _taken_for(conflict: Conflict, game: OwnGame) -> Indices:
    """Return the index in a party's own game of what it takes each state for, -1 for none."""
    view = conflict.views.get(game.party, View())
    unaware = sum(1 << conflict.columns[name] for name in view.unaware)
    return places_in(game.conflict.states, conflict.states.codes & ~unaware)
