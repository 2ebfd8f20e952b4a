"""Ordinal payoffs order the states as the preferences say, exactly and with ties."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from detente.conditions import Condition, name, negation
from detente.conflict.model import Conflict, conflict
from detente.conflict.preferences import (
    Ordered,
    Payoffs,
    Preference,
    Ranking,
    Weighted,
    Wish,
    consecutive,
)
from detente.errors import ModelError, UnknownNameError
from strategies import conditions, conflicts

NAMES = ("p.a", "p.b", "p.c", "p.d")


def four_options(preference: Preference) -> Conflict:
    return conflict({"p": ["a", "b", "c", "d"]}, {"p": preference})


def ranks(scores: list[int] | list[Fraction]) -> list[int]:
    """Return each score's place among the distinct ones, from 0 for the lowest."""
    levels = sorted(set(scores))
    return [levels.index(score) for score in scores]


def truths(game: Conflict, listed: list[Condition]) -> list[list[bool]]:
    """Return where each condition holds, by state and then by condition."""
    columns = [game.holds(condition).tolist() for condition in listed]
    return [list(row) for row in zip(*columns, strict=True)]


@given(conflicts())
def test_payoffs_are_consecutive_from_zero(game: Conflict) -> None:
    for party in game.party_ids:
        payoffs = game.payoffs(party)
        assert payoffs.dtype == np.int32
        assert payoffs.shape == (len(game.states),)
        assert sorted(set(payoffs.tolist())) == list(range(payoffs.max() + 1))


def test_payoffs_cannot_be_overwritten() -> None:
    with pytest.raises(ValueError, match="read-only"):
        four_options(Ordered(())).payoffs("p")[0] = 1


def test_nobody_has_payoffs_who_is_no_party() -> None:
    with pytest.raises(UnknownNameError, match="no party 'q'"):
        four_options(Ordered(())).payoffs("q")


# -- Ordered conditions ------------------------------------------------------------------------


def literal_scores(game: Conflict, listed: list[Condition]) -> list[int]:
    """Return Σ 2^(k−j) over the statements j = 1…k that hold (Peng et al. 1997)."""
    k = len(listed)
    return [
        sum(2 ** (k - j) for j, held in enumerate(row, 1) if held) for row in truths(game, listed)
    ]


@given(st.lists(conditions(NAMES), min_size=1, max_size=12))
def test_an_earlier_statement_outweighs_all_later_ones(listed: list[Condition]) -> None:
    game = four_options(Ordered(tuple(map(Wish, listed))))
    assert game.payoffs("p").tolist() == ranks(literal_scores(game, listed))


@given(st.integers(0, 2**32 - 1), st.integers(63, 90))
def test_seventy_statements_are_no_harder_than_seven(seed: int, count: int) -> None:
    rng = np.random.default_rng(seed)
    late = [name(f"p.o{k}") for k in range(7)]
    literals = [negation(c) if rng.integers(2) else c for c in late]
    listed = [Condition("and", (literals[0], negation(literals[0])))] * (count - 7)
    listed += [literals[k] for k in rng.permutation(7)]
    rng.shuffle(listed)
    game = conflict({"p": [f"o{k}" for k in range(7)]}, {"p": Ordered(tuple(map(Wish, listed)))})
    assert game.payoffs("p").tolist() == ranks(literal_scores(game, listed))


def test_the_last_of_eighty_statements_breaks_a_tie() -> None:
    listed = [Wish(name("p.a"))] * 79 + [Wish(name("p.b"))]
    game = four_options(Ordered(tuple(listed)))
    assert game.payoffs("p").tolist() == [0, 2, 1, 3] * 4


def test_statements_in_groups_give_what_they_give_at_once() -> None:
    """With 2¹³ states and 30 statements scores are compacted on the way."""
    options = [f"o{k}" for k in range(13)]
    rng = np.random.default_rng(5)
    listed = [
        Condition("xor", (name(f"p.o{a}"), name(f"p.o{b}")))
        for a, b in rng.integers(0, 13, (30, 2))
    ]
    game = conflict({"p": options}, {"p": Ordered(tuple(map(Wish, listed)))})
    scores = np.zeros(len(game.states), np.int64)
    for condition in listed:
        scores = 2 * scores + game.holds(condition)
    assert (game.payoffs("p") == np.unique(scores, return_inverse=True)[1]).all()


def test_without_statements_all_states_tie() -> None:
    assert not four_options(Ordered(())).payoffs("p").any()
    assert not four_options(Weighted(())).payoffs("p").any()


def test_weights_do_not_matter_to_ordered_statements() -> None:
    plain = Ordered((Wish(name("p.a")), Wish(name("p.b"))))
    weighty = Ordered((Wish(name("p.a"), weight=-1), Wish(name("p.b"), weight=100)))
    assert (four_options(plain).payoffs("p") == four_options(weighty).payoffs("p")).all()


# -- Weights -----------------------------------------------------------------------------------

DECIMALS = st.decimals(-100, 100, places=3).map(float)


@given(st.lists(st.tuples(conditions(NAMES, depth=1), DECIMALS), max_size=6))
def test_weights_add_up_as_the_decimals_they_are_written_as(
    weighted: list[tuple[Condition, float]],
) -> None:
    game = four_options(Weighted(tuple(Wish(c, weight) for c, weight in weighted)))
    exact = [Fraction(str(weight)) for _, weight in weighted]
    scores = [
        sum((w for w, held in zip(exact, row, strict=True) if held), Fraction(0))
        for row in truths(game, [c for c, _ in weighted])
    ] or [Fraction(0)] * 16
    assert game.payoffs("p").tolist() == ranks(scores)


def test_a_tenth_and_two_tenths_tie_with_three_tenths() -> None:
    game = four_options(
        Weighted((Wish(name("p.a"), 0.1), Wish(name("p.b"), 0.2), Wish(name("p.c"), 0.3)))
    )
    payoffs = game.payoffs("p")
    assert payoffs[game.find("p.a and p.b and not p.c and not p.d") - 1] == 3
    assert payoffs[game.find("not p.a and not p.b and p.c and not p.d") - 1] == 3


@pytest.mark.parametrize("weight", [1, 1.0, 1e-3, 2.5e17, 1e-9])
def test_a_single_weight_of_any_size_makes_two_levels(weight: float) -> None:
    payoffs = four_options(Weighted((Wish(name("p.a"), weight),))).payoffs("p")
    assert payoffs.tolist() == [0, 1] * 8


def test_a_negative_weight_is_a_wish_that_it_be_false() -> None:
    payoffs = four_options(Weighted((Wish(name("p.a"), -2),))).payoffs("p")
    assert payoffs.tolist() == [1, 0] * 8


def test_weights_too_far_apart_to_add_exactly_are_refused() -> None:
    game = four_options(Weighted((Wish(name("p.a"), 1e30), Wish(name("p.b"), 1e-30))))
    with pytest.raises(ModelError, match="add exactly"):
        game.payoffs("p")


# -- Rankings ----------------------------------------------------------------------------------


def two_options(*levels: tuple[int, ...]) -> Conflict:
    return conflict({"p": ["a", "b"]}, {"p": Ranking(levels)})


def test_a_ranking_puts_the_best_first_and_ties_together() -> None:
    assert two_options((3,), (1, 4), (2,)).payoffs("p").tolist() == [1, 0, 2, 1]
    assert two_options((1, 2, 3, 4)).payoffs("p").tolist() == [0, 0, 0, 0]


@given(st.lists(st.integers(0, 3), min_size=16, max_size=16))
def test_a_ranking_says_the_same_as_its_payoffs(scores: list[int]) -> None:
    levels = [
        tuple(state for state, score in enumerate(scores, 1) if score == level)
        for level in (3, 2, 1, 0)
    ]
    by_ranking = four_options(Ranking(tuple(levels))).payoffs("p")
    assert by_ranking.tolist() == ranks(scores)
    assert (four_options(Payoffs.of(scores)).payoffs("p") == by_ranking).all()


def test_a_ranking_counts_feasible_states_only() -> None:
    game = conflict(
        {"p": ["a", "b"]}, {"p": Ranking(((3,), (1,), (2,)))}, infeasible=["p.a and p.b"]
    )
    assert game.payoffs("p").tolist() == [1, 0, 2]


@pytest.mark.parametrize(
    ("levels", "code", "says"),
    [
        (((1,), (2,), (1,), (3,), (4,)), "cyclic-ranking", "state 1 stands in it twice"),
        (((1, 1), (2, 3, 4)), "cyclic-ranking", "state 1 stands in it twice"),
        (((1,), (2,)), "incomplete-ranking", r"2 of 4 states are missing \(3, 4\)"),
        ((), "incomplete-ranking", "4 of 4 states are missing"),
        (((1,), (2,), (3,), (4,), (5,)), "unknown-state", "names state 5"),
        (((0,), (1,), (2,), (3,), (4,)), "unknown-state", "names state 0"),
    ],
)
def test_a_ranking_that_is_none_is_refused(
    levels: tuple[tuple[int, ...], ...], code: str, says: str
) -> None:
    with pytest.raises(ModelError, match=says) as caught:
        two_options(*levels).payoffs("p")
    assert caught.value.code == code


# -- Payoffs -----------------------------------------------------------------------------------

NUMBERS = st.integers(-(2**60), 2**60) | st.integers(-5, 5)


@given(st.lists(NUMBERS, min_size=16, max_size=16))
def test_whole_payoffs_of_any_size_keep_their_order(values: list[int]) -> None:
    assert four_options(Payoffs.of(values)).payoffs("p").tolist() == ranks(values)


@given(st.lists(st.floats(allow_nan=False, allow_infinity=False), min_size=16, max_size=16))
def test_fractional_payoffs_keep_their_order(values: list[float]) -> None:
    assert four_options(Payoffs.of(values)).payoffs("p").tolist() == ranks(values)


@pytest.mark.parametrize(
    "kind", [np.int8, np.uint8, np.uint64, np.float32, np.bool_], ids=lambda kind: kind.__name__
)
def test_payoffs_may_be_of_any_numeric_kind(kind: type) -> None:
    values = np.array([0, 1, 0, 1] * 4, kind)
    assert four_options(Payoffs.of(values)).payoffs("p").tolist() == values.tolist()


@pytest.mark.parametrize(
    "values", [[1, 2, float("nan")], [1, float("inf")], ["low", "high"], [[1, 2], [3, 4]]], ids=str
)
def test_payoffs_that_are_no_numbers_are_refused(values: list[object]) -> None:
    with pytest.raises(ModelError):
        Payoffs.of(values)


def test_payoffs_are_refused_unless_every_state_has_one() -> None:
    with pytest.raises(ModelError, match="3 payoffs for 16 feasible states"):
        four_options(Payoffs.of([1, 2, 3])).payoffs("p")


@given(st.lists(st.integers(0, 9), min_size=1))
def test_consecutive_ranks_keep_the_order_and_leave_no_gap(scores: list[int]) -> None:
    found, levels = consecutive(np.array(scores), 10)
    assert found.tolist() == ranks(scores)
    assert levels == len(set(scores))
