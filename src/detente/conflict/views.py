"""What a party wrongly believes of a conflict, and the conflict as that party sees it.

A view is a variant of the conflict: it rules out combinations that can occur, disbelieves rules
of the case, overlooks options, mistakes a direction, or has other preferences for somebody. Its
options keep their bits, so that a state has one code in every view.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from detente.conditions import Condition, name
from detente.conflict.model import Conflict, Option, Rule
from detente.conflict.preferences import Ordered, Payoffs, Preference, Ranking, wishes
from detente.conflict.states import Codes, Indices, StateSpace
from detente.errors import DetenteError, ModelError
from detente.evidence import NO_GROUND, Ground


@dataclass(frozen=True, slots=True)
class View:
    """What one party believes otherwise than it is; what is not said it sees as it is.

    Parameters
    ----------
    infeasible : tuple of Rule
        Combinations that it believes cannot occur, beside those that cannot.
    disbelieves : tuple of Rule
        Rules of the case in which it does not believe; what the case does not rule out anyway
        makes no difference here.
    unaware : mapping of str to Ground
        Names of the options that it does not see, so that to it they are never taken; and what
        saying so rests on.
    directions : tuple of Option
        Options as it takes them to be, each with the direction that it believes in.
    preferences : mapping of str to Preference
        By party, what it believes that party wants; of itself too. A ranking names states by
        their numbers in the case.
    note : str
        In a sentence.
    ground : Ground
        What the view as a whole rests on.
    """

    infeasible: tuple[Rule, ...] = ()
    disbelieves: tuple[Rule, ...] = ()
    unaware: Mapping[str, Ground] = field(default_factory=dict)
    directions: tuple[Option, ...] = ()
    preferences: Mapping[str, Preference] = field(default_factory=dict)
    note: str = ""
    ground: Ground = NO_GROUND

    @property
    def option_names(self) -> tuple[str, ...]:
        """The options that it does not see or whose direction it mistakes."""
        return (*self.unaware, *(option.name for option in self.directions))

    def to_dict(self) -> dict[str, Any]:
        """Return JSON-ready fields: what is believed, without what saying so rests on."""
        return {
            "infeasible": [str(rule.condition) for rule in self.infeasible],
            "disbelieves": [str(rule.condition) for rule in self.disbelieves],
            "unaware": list(self.unaware),
            "directions": {option.name: option.direction for option in self.directions},
            "preferences_of": list(self.preferences),
        }

    def conditions(self) -> Iterator[Condition]:
        """Yield every condition of the view."""
        for rule in (*self.infeasible, *self.disbelieves):
            yield rule.condition
        for preference in self.preferences.values():
            yield from (wish.condition for wish in wishes(preference))

    @property
    def empty(self) -> bool:
        """Whether it says nothing, so that the party sees the conflict as it is."""
        return not (self.infeasible or self.disbelieves or self.option_names or self.preferences)


def perceived(conflict: Conflict, party: str) -> Conflict:
    """Return a conflict as one of its parties sees it.

    Parameters
    ----------
    conflict : Conflict
    party : str
        Id.

    Returns
    -------
    Conflict
        With the same options in the same order, so that a state keeps its code, though not its
        number. It has no status quo where the party does not see it. A party without a view, or
        with one that says nothing, sees the conflict itself.

    Raises
    ------
    UnknownNameError
        If there is no such party.
    ModelError
        If no state is left to it, or a ranking leaves open where a state stands that it sees.

    Examples
    --------
    >>> from detente.conflict.model import conflict
    >>> game = conflict({"a": ["x"], "b": ["y"]}, {"a": ["a.x"], "b": ["b.y"]})
    >>> blind = game.with_changes(views={"a": View(unaware={"b.y": NO_GROUND})})
    >>> perceived(blind, "a").states.codes.tolist(), perceived(blind, "b") is blind
    ([0, 1], True)
    """
    conflict.party_index(party)
    view = conflict.views.get(party)
    if view is None or view.empty:
        return conflict
    believed = {option.name: option for option in view.directions}
    seen = conflict.with_changes(
        options=tuple(believed.get(option.name, option) for option in conflict.options),
        infeasible=_rules(conflict, view),
        preferences={key: Ordered(()) for key in conflict.party_ids},
        status_quo=None,
        views={},
    )
    try:
        places = places_in(conflict.states, seen.states.codes)
    except ModelError as error:
        raise _of(conflict, party, error) from error
    wanted = {**conflict.preferences, **view.preferences}
    preferences = {}
    for key, preference in wanted.items():
        try:
            preferences[key] = _narrowed(preference, places, len(conflict.states))
        except ModelError as error:
            raise _of(conflict, party, error) from error
    today = conflict.status_quo_state
    visible = today is not None and bool(np.any(places == today - 1))
    return seen.with_changes(
        preferences=preferences, status_quo=conflict.status_quo if visible else None
    )


def _of(conflict: Conflict, party: str, error: DetenteError) -> ModelError:
    message = f"as {conflict.party(party).label} sees it: {error.message}"
    return ModelError(message, hint=error.hint, code=error.code)


def _rules(conflict: Conflict, view: View) -> tuple[Rule, ...]:
    """Return what cannot occur in a view."""
    disbelieved = [rule.condition for rule in view.disbelieves]
    rules = (rule for rule in conflict.infeasible if rule.condition not in disbelieved)
    unseen = tuple(Rule(name(option), ground) for option, ground in view.unaware.items())
    return (*rules, *view.infeasible, *unseen)


def places_in(states: StateSpace, codes: Codes) -> Indices:
    """Return the 0-based index of each of some codes among states, -1 where it is none of them."""
    at = np.minimum(np.searchsorted(states.codes, codes), len(states) - 1)
    return np.where(states.codes[at] == codes, at, -1)


def _narrowed(preference: Preference, places: Indices, n: int) -> Preference:
    """Return a preference over the states that a party sees.

    `places` has the index of each of them among the case's `n`, -1 for one that it rules out.
    """
    if not isinstance(preference, Ranking | Payoffs):
        return preference
    if (places < 0).any():
        raise ModelError(
            "a ranking leaves out states that the party believes possible",
            hint="give these preferences as conditions, which hold of any state",
            code="incomplete-ranking",
        )
    if isinstance(preference, Payoffs):
        if len(preference.values) != n:
            raise ModelError(f"{len(preference.values)} payoffs for {n} feasible states")
        return Payoffs(preference.values[places])
    named = [state for level in preference.levels for state in level]
    if strange := sorted(state for state in named if not 1 <= state <= n):
        raise ModelError(
            f"the ranking names state {strange[0]}; states are numbered 1 to {n}",
            code="unknown-state",
        )
    own = {int(place) + 1: k for k, place in enumerate(places, start=1)}
    levels = [[own[s] for s in level if s in own] for level in preference.levels]
    if missing := sorted(set(own) - set(named)):
        shown = ", ".join(map(str, missing[:8])) + (", …" if len(missing) > 8 else "")
        raise ModelError(
            f"the ranking is incomplete: {len(missing)} of the states that the party sees are "
            f"missing ({shown})",
            hint="rank every state that it sees, by its number in the case",
            code="incomplete-ranking",
        )
    left = tuple(tuple(level) for level in levels if level)
    strongly: dict[int, int] = {}
    for level, degree in preference.strongly:
        after = sum(map(bool, levels[:level]))
        if 0 < after < len(left):
            strongly[after] = max(degree, strongly.get(after, 0))
    return Ranking(left, preference.ground, tuple(strongly.items()))
