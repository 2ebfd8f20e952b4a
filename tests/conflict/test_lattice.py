"""What follows from the definitions alone: which concept implies which, and what changes nothing."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from detente.case import Party
from detente.conditions import Condition
from detente.conflict.analysis import Analysis, analyse
from detente.conflict.model import Conflict, Option, Rule
from detente.conflict.preferences import Ordered, Payoffs, Preference, Weighted
from oracle import CONCEPTS, SANCTIONS
from strategies import conflicts

IMPLICATIONS = (
    ("nash", "seq"),
    ("seq", "gmr"),
    ("nash", "sseq"),
    ("sseq", "smr"),
    ("smr", "gmr"),
    ("sseq", "seq"),
    ("nash", "sim"),
)


@pytest.mark.parametrize("sanction", SANCTIONS)
@given(game=conflicts(max_options=6))
def test_the_stronger_concept_implies_the_weaker(sanction: str, game: Conflict) -> None:
    stable = analyse(game, CONCEPTS, sanction=sanction).stable
    for party in game.party_ids:
        for stronger, weaker in IMPLICATIONS:
            assert (stable[stronger][party] <= stable[weaker][party]).all(), (stronger, weaker)


@given(conflicts(max_options=6))
def test_what_holds_under_strict_sanctions_holds_under_weak_ones(game: Conflict) -> None:
    strict = analyse(game, CONCEPTS, sanction="strict").stable
    weak = analyse(game, CONCEPTS, sanction="weak").stable
    for concept in CONCEPTS:
        for party in game.party_ids:
            assert (strict[concept][party] <= weak[concept][party]).all(), concept


@pytest.mark.parametrize("sanction", SANCTIONS)
@given(game=conflicts(max_parties=1))
def test_for_a_party_on_its_own_all_concepts_are_one(sanction: str, game: Conflict) -> None:
    stable = analyse(game, CONCEPTS, sanction=sanction).stable
    for concept in CONCEPTS:
        assert (stable[concept]["p"] == stable["nash"]["p"]).all(), concept


@given(conflicts())
def test_asking_for_one_concept_gives_what_asking_for_all_does(game: Conflict) -> None:
    everything = analyse(game, CONCEPTS)
    for concept in CONCEPTS:
        alone = analyse(game, [concept])
        assert list(alone.stable) == [concept]
        assert_same(alone, everything, concepts=[concept])


# -- Changes that change nothing ---------------------------------------------------------------


def assert_same(
    first: Analysis,
    second: Analysis,
    *,
    concepts: Sequence[str] = CONCEPTS,
    party: Callable[[str], str] = str,
    place: Sequence[int] | slice = slice(None),
) -> None:
    """Check that a party's states are as stable in the second, renamed and moved, as in the first.

    `party` gives a party's name in the second; `place` the second's index of a state of the first.
    """
    for concept in concepts:
        for name in first.conflict.party_ids:
            moved = second.stable[concept][party(name)][place]
            assert (first.stable[concept][name] == moved).all(), (concept, name)


def with_names(condition: Condition, names: Mapping[str, str]) -> Condition:
    if condition.op == "name":
        return replace(condition, name=names[condition.name])
    return replace(condition, args=tuple(with_names(arg, names) for arg in condition.args))


def preference_with_names(preference: Preference, names: Mapping[str, str]) -> Preference:
    if not isinstance(preference, Ordered | Weighted):
        return preference
    return replace(
        preference,
        wishes=tuple(
            replace(wish, condition=with_names(wish.condition, names)) for wish in preference.wishes
        ),
    )


def renamed(game: Conflict, party: Callable[[str], str], option: Callable[[str], str]) -> Conflict:
    names = {o.name: f"{party(o.party)}.{option(o.id)}" for o in game.options}
    return Conflict(
        parties=tuple(Party(party(p)) for p in game.party_ids),
        options=tuple(
            Option(option(o.id), party(o.party), direction=o.direction) for o in game.options
        ),
        preferences={
            party(p): preference_with_names(preference, names)
            for p, preference in game.preferences.items()
        },
        infeasible=tuple(Rule(with_names(rule.condition, names)) for rule in game.infeasible),
    )


@given(conflicts())
def test_names_do_not_matter(game: Conflict) -> None:
    def party(name: str) -> str:
        return {"p": "zeta", "q": "alpha", "r": "été", "s": "p"}[name]

    other = renamed(game, party, lambda name: f"x_{name[::-1]}")
    assert (other.states.codes == game.states.codes).all()
    assert_same(analyse(game, CONCEPTS), analyse(other, CONCEPTS), party=party)


@given(conflicts(), st.randoms(use_true_random=False))
def test_the_order_of_parties_and_options_does_not_matter(game: Conflict, random) -> None:
    parties = random.sample(game.parties, len(game.parties))
    options = random.sample(game.options, len(game.options))
    other = game.with_changes(parties=tuple(parties), options=tuple(options))
    place = [other.states.index_of(code_in(other, game, n)) for n in range(len(game.states))]
    assert sorted(place) == list(range(len(game.states)))
    by_conditions = {
        party: preference
        if isinstance(preference, Ordered | Weighted)
        else Payoffs.of(game.payoffs(party)[np.argsort(place)])
        for party, preference in game.preferences.items()
    }
    other = other.with_changes(preferences=by_conditions)
    for party in game.party_ids:
        assert (other.payoffs(party)[place] == game.payoffs(party)).all()
    assert_same(analyse(game, CONCEPTS), analyse(other, CONCEPTS), place=place)


def code_in(other: Conflict, game: Conflict, index: int) -> int:
    """Return the code that another order of the options gives to a state."""
    return sum(1 << other.columns[option.name] for option in game.taken(index + 1))


@pytest.mark.parametrize(
    "rising",
    [lambda u: 3 * u - 1000, lambda u: np.exp(u / 2)],
    ids=["linear", "exponential"],
)
@given(game=conflicts())
def test_only_the_order_of_payoffs_matters(
    rising: Callable[[np.ndarray], np.ndarray], game: Conflict
) -> None:
    other = game.with_changes(
        preferences={p: Payoffs.of(rising(game.payoffs(p).astype(float))) for p in game.party_ids}
    )
    assert_same(analyse(game, CONCEPTS), analyse(other, CONCEPTS))


@given(conflicts(max_options=4))
def test_a_party_that_cannot_act_changes_nothing_for_the_others(game: Conflict) -> None:
    idle = game.with_changes(
        parties=(Party("idle"), *game.parties),
        preferences={**game.preferences, "idle": Payoffs.of(np.arange(len(game.states)))},
    )
    result = analyse(idle, CONCEPTS)
    assert_same(analyse(game, CONCEPTS), result)
    assert all(result.stable[concept]["idle"].all() for concept in CONCEPTS)


@given(conflicts(max_options=4))
def test_the_input_is_left_as_it_was(game: Conflict) -> None:
    codes = game.states.codes.copy()
    payoffs = {party: game.payoffs(party).copy() for party in game.party_ids}
    first = analyse(game, CONCEPTS)
    second = analyse(game, CONCEPTS)
    assert_same(first, second)
    assert (game.states.codes == codes).all()
    assert all((game.payoffs(party) == payoffs[party]).all() for party in game.party_ids)
