"""Random conflicts in which parties misread one thing or another."""

from __future__ import annotations

from hypothesis import strategies as st

from detente.conflict.model import Conflict, Option, Rule
from detente.conflict.preferences import Ordered, Weighted
from detente.conflict.views import View
from detente.evidence import NO_GROUND
from hypergame_oracle import believed_codes
from strategies import Drawn, Source, _condition, _preference, build

DIRECTIONS = ("both", "forward", "back")


def with_views(source: Source, max_options: int = 4) -> Conflict:
    """A random conflict in which some parties misread something."""
    game = build(source, 3, max_options)
    views = {}
    for party in game.party_ids:
        if source.number(0, 2):
            view = _view(source, game)
            if believed_codes(game, view):
                views[party] = view
    today = source.number(0, len(game.states) - 1)
    taken = [o.name for o in game.taken(today + 1)]
    return game.with_changes(views=views, status_quo=frozenset(taken))


def _view(source: Source, game: Conflict) -> View:
    names = [option.name for option in game.options]

    def some(most: int) -> list[str]:
        return [names[source.number(0, len(names) - 1)] for _ in range(source.number(0, most))]

    def rules(most: int) -> tuple[Rule, ...]:
        count = source.number(0, most)
        return tuple(Rule(_condition(source, names, 2)) for _ in range(count))

    preferences = {
        party: _preference(source, names, len(game.states))
        for party in game.party_ids
        if source.number(0, 2) == 2
    }
    wanted = {**game.preferences, **preferences}.values()
    by_conditions = all(isinstance(p, Ordered | Weighted) for p in wanted)
    if not names:
        return View(preferences=preferences)
    return View(
        infeasible=rules(1),
        disbelieves=tuple(
            rule for rule in game.infeasible[:4] if by_conditions and source.number(0, 1)
        ),
        unaware=dict.fromkeys(some(1), NO_GROUND),
        directions=tuple(
            Option(o.id, o.party, o.label, DIRECTIONS[source.number(0, 2)])
            for o in game.options
            if o.name in some(2)
        ),
        preferences=preferences,
    )


@st.composite
def hypergames(draw: st.DrawFn) -> Conflict:
    return with_views(Drawn(draw))
