"""Fewest reversed pairs, against trying every ranking; bounds, locks, limits, words."""

from __future__ import annotations

import json
import sys
from itertools import product

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from detente.conflict.analysis import analyse
from detente.conflict.arcs import graph_conflict
from detente.conflict.inverse.pairs import joint as pairs_joint
from detente.conflict.inverse.pairs import least_reversals, pairs
from detente.conflict.inverse.pairs.cover import cheapest_cover
from detente.conflict.inverse.pairs.distance import ranking, reversals
from detente.conflict.inverse.pairs.question import INVERTIBLE
from detente.conflict.model import Conflict, conflict
from detente.conflict.preferences import Payoffs
from detente.errors import LimitError, MissingExtraError, ModelError, UnknownNameError
from examples import examples
from oracle import Oracle
from rankings import distance, fewest, weak_orders
from strategies import conflicts, random_conflict

SANCTIONS = ("weak", "strict")


@st.composite
def questions(draw, states: int = 6):
    """A small conflict and the number of one of its states."""
    found = draw(conflicts(max_parties=3, max_options=4))
    n = len(found.states)
    assume(2 <= n <= states)
    return found, draw(st.integers(1, n))


@st.composite
def locks(draw, found: Conflict):
    """Judgements that parties hold, as pairs of indices, and parties all of whose are locked."""
    n = len(found.states)
    held = {}
    for party in found.party_ids:
        payoff = found.payoffs(party)
        strict = [(a, b) for a in range(n) for b in range(n) if payoff[a] > payoff[b]]
        held[party] = draw(st.lists(st.sampled_from(strict), max_size=3)) if strict else []
    return held, draw(st.sets(st.sampled_from(found.party_ids), max_size=1))


def confirmed(answer) -> bool:
    """Does the oracle find the state stable under the new rankings, at the stated distance?"""
    oracle = Oracle(answer.applied())
    s = oracle.codes[answer.state - 1]
    given_up = sum(
        distance(answer.conflict.payoffs(party), answer.applied().payoffs(party))
        for party in answer.conflict.party_ids
    )
    return given_up == answer.reversed_pairs and all(
        oracle.stable(answer.concept, party, s, answer.parameters["sanction"])
        for party in answer.parties
    )


@examples(40)
@given(questions(), st.sampled_from(INVERTIBLE), st.sampled_from(SANCTIONS))
def test_one_party_gives_up_no_more_than_it_must(question, concept, sanction):
    found, state = question
    for party in found.party_ids:
        answer = least_reversals(found, state, concept, party, sanction=sanction)
        assert answer.minimal
        assert answer.reversed_pairs == fewest(found, state, concept, [party], sanction)
        assert confirmed(answer)
        assert set(answer.rankings) <= {party}


@examples(40)
@given(questions(states=4), st.sampled_from(INVERTIBLE), st.sampled_from(SANCTIONS))
def test_all_parties_together_give_up_no_more_than_they_must(question, concept, sanction):
    found, state = question
    answer = least_reversals(found, state, concept, sanction=sanction)
    assert answer.minimal
    assert answer.reversed_pairs == fewest(found, state, concept, found.party_ids, sanction)
    assert confirmed(answer)


@pytest.mark.parametrize("seed", range(40))
def test_making_states_equal_never_helps(seed):
    found = random_conflict(seed, 2, 2)
    parties = found.party_ids
    for concept in INVERTIBLE:
        answer = least_reversals(found, 1, concept)
        assert answer.reversed_pairs == fewest(found, 1, concept, parties, orders=weak_orders)


@examples(40)
@given(questions(states=4), st.data(), st.sampled_from(INVERTIBLE), st.sampled_from(SANCTIONS))
def test_what_is_locked_stays(question, data, concept, sanction):
    found, state = question
    held, fixed = data.draw(locks(found))
    locked = [*fixed, *((p, a + 1, b + 1) for p, of_p in held.items() for a, b in of_p)]
    for parties in (found.party_ids[:1], found.party_ids):
        best = fewest(found, state, concept, parties, sanction, locks=held, fixed=fixed)
        answer = least_reversals(found, state, concept, parties, sanction=sanction, locked=locked)
        assert answer.possible == (best is not None)
        if best is None:
            assert answer.reason
            assert "cannot" in answer.answer()[0]
            continue
        assert answer.minimal
        assert answer.reversed_pairs == best
        assert confirmed(answer)
        assert not set(answer.rankings) & fixed
        after = answer.applied()
        assert all(
            after.payoffs(p)[a] > after.payoffs(p)[b] for p, of_p in held.items() for a, b in of_p
        )


def strict_game(seed: int, options: dict[str, list[str]], infeasible=()) -> Conflict:
    """Return a conflict with random strict rankings."""
    random = np.random.default_rng(seed)
    n = (1 << sum(map(len, options.values()))) - len(infeasible)
    return conflict(
        options,
        {party: Payoffs.of(random.permutation(n)) for party in options},
        infeasible=infeasible,
    )


THREE = {"a": ["x"], "b": ["y"], "c": ["z"]}


def without_making_sanctions(question, own, floors, best, deadline):
    """Leave the search only what raising party by party found."""
    return best


@pytest.mark.slow
@pytest.mark.parametrize("concept", ["seq", "sseq"])
@pytest.mark.parametrize("search_alone", [False, True])
def test_fewer_than_party_by_party_where_sanctions_can_be_made(concept, search_alone, monkeypatch):
    if search_alone:
        monkeypatch.setattr(pairs, "with_sanctions", without_making_sanctions)
    gained = 0
    for seed in range(24):
        found = strict_game(seed, THREE, ["a.x and b.y and c.z", "a.x and b.y and not c.z"])
        answer = least_reversals(found, 1, concept)
        alone = sum(
            least_reversals(found, 1, concept, party).reversed_pairs for party in found.party_ids
        )
        gained += answer.reversed_pairs < alone
        assert answer.minimal
        assert confirmed(answer)
        if answer.reversed_pairs <= 4:
            assert answer.reversed_pairs == fewest(found, 1, concept, found.party_ids)
    assert gained


@pytest.mark.parametrize("seed", range(30))
def test_the_sums_that_enclose_the_joint_answer(seed):
    found = random_conflict(seed, 4, 4)
    state = 1 + seed % len(found.states)
    alone = {
        concept: sum(
            least_reversals(found, state, concept, party).reversed_pairs
            for party in found.party_ids
        )
        for concept in INVERTIBLE
    }
    jointly = {c: least_reversals(found, state, c).reversed_pairs for c in INVERTIBLE}
    assert all(jointly[concept] == alone[concept] for concept in ("nash", "gmr", "smr"))
    assert alone["gmr"] <= jointly["seq"] <= alone["seq"] <= alone["nash"]
    assert alone["smr"] <= jointly["sseq"] <= alone["sseq"] <= alone["nash"]
    assert jointly["seq"] <= jointly["sseq"]


def raised_until_stable(found: Conflict, state: int, concept: str, party: str) -> int:
    """Lift the state past one other at a time, and let the analysis judge each time."""
    order = np.argsort(-found.payoffs(party)).tolist()
    place = order.index(state - 1)
    for steps in range(place + 1):
        lifted = [s for s in order if s != state - 1]
        lifted.insert(place - steps, state - 1)
        payoffs = Payoffs.of(-np.argsort(lifted))
        changed = found.with_changes(preferences={**found.preferences, party: payoffs})
        if analyse(changed, [concept]).stable[concept][party][state - 1]:
            return steps
    raise AssertionError


@pytest.mark.parametrize("concept", INVERTIBLE)
def test_without_ties_a_state_is_raised_until_it_is_stable(concept):
    for seed in range(6):
        found = strict_game(seed, {"a": ["x", "y"], "b": ["z", "u"], "c": ["v"]})
        state = 1 + 5 * seed
        for party in found.party_ids:
            answer = least_reversals(found, state, concept, party)
            assert answer.reversed_pairs == raised_until_stable(found, state, concept, party)
            for change in answer.changes:
                assert len(change.lifted_above) == change.reversed_pairs
                assert not change.dropped


@examples(80)
@given(
    st.lists(
        st.lists(st.frozensets(st.integers(0, 7), min_size=1), min_size=1, max_size=4),
        max_size=4,
    )
)
def test_a_cheapest_cover(clauses):
    best = min(len(frozenset().union(*choice)) for choice in product(*clauses))
    taken, bound = cheapest_cover(clauses, len)
    assert len(taken) == bound == best
    assert all(any(fall <= taken for fall in clause) for clause in clauses)
    hasty, at_least = cheapest_cover(clauses, len, steps=-1)
    assert at_least <= best <= len(hasty)


@given(st.lists(st.tuples(st.integers(0, 4), st.integers(0, 4)), min_size=1, max_size=9))
def test_the_distance_of_two_rankings(levels):
    before, after = np.array(levels).T
    split = sum(
        before[a] == before[b] and after[a] != after[b]
        for a in range(len(before))
        for b in range(a)
    )
    assert reversals(before, after) == (distance(before, after), split)
    again = ranking(after).ranks(len(after), lambda: iter(()))
    assert reversals(after, again) == (0, 0)


def test_an_equal_outcome_that_no_longer_punishes_is_told_apart_for_free():
    found = conflict(
        {"a": ["x"], "b": ["y"]}, {"a": Payoffs.of([0, 1, 0, 0]), "b": Payoffs.of([0, 0, 0, 1])}
    )
    assert least_reversals(found, 1, "gmr", "a").already
    answer = least_reversals(found, 1, "gmr", "a", sanction="strict")
    assert (answer.reversed_pairs, answer.changes[0].split_ties) == (0, 2)
    assert "without reversing a judgement" in answer.answer()[0]


def test_a_lock_that_keeps_the_state_from_rising_makes_others_drop():
    chain = conflict({"a": ["x", "y"]}, {"a": Payoffs.of([0, 3, 2, 1])}, infeasible=[])
    answer = least_reversals(chain, 1, "nash")
    assert answer.changes[0].lifted_above == (2, 3, 4)
    assert not least_reversals(chain, 1, "nash", locked=[("a", 4, 1)]).possible
    pair = conflict({"a": ["x"], "b": ["y"]}, {"a": Payoffs.of([0, 3, 1, 2]), "b": []})
    dropped = least_reversals(pair, 1, "nash", "a", locked=[("a", 4, 1), ("a", 3, 1)])
    assert dropped.reversed_pairs == 3
    assert dropped.changes[0].dropped == (2,)
    assert dropped.rankings["a"].levels == ((4,), (3,), (1,), (2,))
    assert "judge 2 pairs of other states the other way" in dropped.answer()[-1]


def test_the_json_of_an_answer():
    found = strict_game(3, THREE)
    data = least_reversals(found, 1, "seq").to_dict()
    assert data["format"] == "detente.reversals/1"
    assert json.loads(json.dumps(data)) == data
    assert data["minimal"] is True
    assert data["verified"] is True


def test_without_scipy_the_answer_says_what_it_lacks(monkeypatch):
    found = next(
        game
        for seed in range(24)
        if (game := strict_game(seed, THREE))
        and "integer programme" in least_reversals(game, 1, "seq").method
    )
    monkeypatch.setitem(sys.modules, "scipy", None)
    monkeypatch.setitem(sys.modules, "scipy.optimize", None)
    answer = least_reversals(found, 1, "seq")
    assert not answer.minimal
    assert confirmed(answer)
    assert "detente[inverse]" in answer.notes[0]
    assert "is open" in answer.answer()[1]


def test_a_search_without_time_or_room_proves_nothing(monkeypatch):
    found = strict_game(19, {"a": ["x", "y"], "b": ["z", "u"]})
    best = least_reversals(found, 1, "seq")
    assert best.method == "integer programme"
    assert best.minimal
    hasty = least_reversals(found, 1, "seq", budget=0)
    monkeypatch.setattr(pairs_joint, "ARC_LIMIT", 3)
    narrow = least_reversals(found, 1, "seq")
    for answer in (hasty, narrow):
        assert answer.lower_bound <= best.reversed_pairs < answer.reversed_pairs
        assert not answer.minimal
        assert answer.notes


def test_sanctions_are_made_where_the_search_is_left_out(monkeypatch):
    monkeypatch.setattr(pairs_joint, "ARC_LIMIT", 0)
    cheaper = 0
    for seed in range(24):
        found = strict_game(seed, THREE)
        answer = least_reversals(found, 1, "seq")
        alone = sum(
            least_reversals(found, 1, "seq", party).reversed_pairs for party in found.party_ids
        )
        assert confirmed(answer)
        assert answer.lower_bound <= answer.reversed_pairs <= alone
        cheaper += answer.reversed_pairs < alone
        assert answer.already or answer.method.startswith(
            "sanctions" if answer.reversed_pairs < alone else "raised"
        )
    assert cheaper


def test_what_cannot_be_asked():
    found = strict_game(1, THREE)
    with pytest.raises(ModelError, match="simultaneous"):
        least_reversals(found, 1, "sim")
    with pytest.raises(UnknownNameError):
        least_reversals(found, 1, "gnr")
    with pytest.raises(UnknownNameError):
        least_reversals(found, 9, "gmr")
    with pytest.raises(UnknownNameError):
        least_reversals(found, 1, "gmr", ["d"])
    with pytest.raises(ModelError, match="no party"):
        least_reversals(found, 1, "gmr", [])
    with pytest.raises(ModelError, match="sanction"):
        least_reversals(found, 1, "gmr", sanction="some")
    graph = graph_conflict(["s", "t"], {"a": [("s", "t")]}, {"a": Payoffs.of([0, 1])})
    with pytest.raises(ModelError, match="needs options"):
        least_reversals(graph, 1, "nash")
    payoff = found.payoffs("a")
    worse, better = (1, 2) if payoff[0] < payoff[1] else (2, 1)
    with pytest.raises(ModelError, match="cannot be locked"):
        least_reversals(found, 1, "gmr", locked=[("a", worse, better)])


def test_locks_that_leave_only_the_others_to_punish(monkeypatch):
    found = strict_game(22, THREE)
    answer = least_reversals(found, 1, "seq", locked=["a"])
    assert answer.minimal
    assert confirmed(answer)
    assert "a" not in answer.rankings
    with pytest.raises(LimitError, match="was not settled"):
        least_reversals(found, 1, "seq", locked=["a"], budget=0)
    monkeypatch.setattr(pairs, "with_sanctions", without_making_sanctions)
    by_search = least_reversals(found, 1, "seq", locked=["a"])
    assert by_search.reversed_pairs == answer.reversed_pairs
    assert confirmed(by_search)
    monkeypatch.setitem(sys.modules, "scipy", None)
    monkeypatch.setitem(sys.modules, "scipy.optimize", None)
    with pytest.raises(MissingExtraError, match="scipy"):
        least_reversals(found, 1, "seq", locked=["a"])
