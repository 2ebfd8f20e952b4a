"""The fast engine says what the definitions say, for every concept, party and state."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given

from detente.conditions import negation
from detente.conflict.analysis import analyse
from detente.conflict.model import Conflict, Option, Rule, conflict
from detente.conflict.preferences import Payoffs
from oracle import CONCEPTS, SANCTIONS, Oracle, verdicts
from strategies import conflicts, only, random_conflict


def assert_as_defined(game: Conflict, loops: Sequence[str] = ("plain",)) -> None:
    results = {
        (sanction, loop): analyse(game, CONCEPTS, sanction=sanction, compiled=loop == "compiled")
        for sanction in SANCTIONS
        for loop in loops
    }
    for sanction, concept, party, expected in verdicts(game):
        for loop in loops:
            found = results[sanction, loop].stable[concept][party]
            assert found.dtype == np.bool_
            assert found.tolist() == expected, (sanction, loop, concept, party)


# -- At random ---------------------------------------------------------------------------------


@given(conflicts())
def test_verdicts_are_those_of_the_definitions(game: Conflict) -> None:
    assert_as_defined(game)


@pytest.mark.parametrize("block", range(4))
def test_verdicts_are_those_of_the_definitions_in_bulk(block: int) -> None:
    for seed in range(60 * block, 60 * (block + 1)):
        assert_as_defined(random_conflict(seed, max_options=6))


BOTH = ("plain", "compiled")


@pytest.mark.slow
@pytest.mark.parametrize("block", range(8))
def test_verdicts_are_those_of_the_definitions_over_a_thousand_times(block: int) -> None:
    for seed in range(10_000 + 150 * block, 10_000 + 150 * (block + 1)):
        assert_as_defined(random_conflict(seed, max_options=6), BOTH)


@pytest.mark.slow
def test_verdicts_are_those_of_the_definitions_with_up_to_nine_options() -> None:
    for seed in range(20_000, 20_020):
        assert_as_defined(random_conflict(seed, max_options=9), BOTH)


@given(conflicts(max_options=3))
def test_equilibria_are_the_states_stable_for_all(game: Conflict) -> None:
    oracle = Oracle(game)
    result = analyse(game, CONCEPTS)
    for concept in CONCEPTS:
        assert result.equilibria(concept) == oracle.equilibria(concept)


# -- At the edges ------------------------------------------------------------------------------


def random_payoffs(game: Conflict, seed: int = 1, levels: int = 5) -> Conflict:
    rng = np.random.default_rng(seed)
    n = len(game.states)
    return game.with_changes(
        preferences={p: Payoffs.of(rng.integers(0, levels, n)) for p in game.party_ids}
    )


TWO = conflict({"a": ["x", "y"], "b": ["x", "y"]}, {"a": [], "b": []})


def test_a_party_without_options_is_stable_everywhere_but_counts_for_equilibria() -> None:
    game = random_payoffs(conflict({"a": ["x", "y"], "idle": []}, {"a": [], "idle": []}))
    assert_as_defined(game)
    result = analyse(game, CONCEPTS)
    for concept in CONCEPTS:
        assert result.stable[concept]["idle"].all()
        assert result.equilibria(concept) == result.equilibria("nash")


def test_a_party_on_its_own_has_nobody_to_sanction_it() -> None:
    game = random_payoffs(conflict({"a": ["x", "y", "z"]}, {"a": []}))
    assert_as_defined(game)
    result = analyse(game, CONCEPTS)
    best = game.payoffs("a") == game.payoffs("a").max()
    for concept in CONCEPTS:
        assert (result.stable[concept]["a"] == best).all()


@pytest.mark.parametrize("options", [{"a": []}, {"a": [], "b": []}], ids=len)
def test_without_options_there_is_one_state_and_it_is_an_equilibrium(
    options: dict[str, list[str]],
) -> None:
    game = conflict(options, {party: [] for party in options})
    assert_as_defined(game)
    assert all(analyse(game, CONCEPTS).equilibria(concept) == (1,) for concept in CONCEPTS)


def test_a_single_feasible_state_is_an_equilibrium() -> None:
    everything_else = negation(only(["a.x", "a.y", "b.x", "b.y"], 0b0110))
    game = TWO.with_changes(infeasible=(Rule(everything_else),))
    assert_as_defined(game)
    assert all(analyse(game, CONCEPTS).equilibria(concept) == (1,) for concept in CONCEPTS)


def test_parties_that_do_not_care_are_stable_everywhere() -> None:
    assert_as_defined(TWO)
    result = analyse(TWO, CONCEPTS)
    assert all(result.equilibrium(concept).all() for concept in CONCEPTS)


@pytest.mark.parametrize("direction", ["forward", "back"])
@pytest.mark.parametrize("seed", range(10))
def test_verdicts_are_those_of_the_definitions_when_nothing_can_be_undone(
    direction: str, seed: int
) -> None:
    options = {
        party: [Option(name, party, direction=direction) for name in "xy"] for party in "abc"
    }
    assert_as_defined(random_payoffs(conflict(options, dict.fromkeys("abc", ())), seed))


@pytest.mark.parametrize("seed", range(24))
def test_verdicts_are_those_of_the_definitions_when_some_moves_can_be_undone(seed: int) -> None:
    """One party's 16 combinations of options, of which it can leave some for others only."""
    directions = np.random.default_rng(seed).permutation(["forward", "both", "back", "both"])
    options = {
        "a": ["x"],
        "b": [Option(f"x{k}", "b", direction=str(d)) for k, d in enumerate(directions)],
        "c": ["x"],
    }
    game = conflict(options, dict.fromkeys("abc", ()))
    assert_as_defined(random_payoffs(game, seed, levels=(3, 8, 64)[seed % 3]))


@pytest.mark.parametrize("direction", ["both", "forward", "back"])
@pytest.mark.parametrize("seed", range(5))
def test_verdicts_are_those_of_the_definitions_when_only_one_line_is_feasible(
    direction: str, seed: int
) -> None:
    options = {
        "a": [Option(name, "a", direction=direction) for name in "xyz"],
        "b": ["x", "y"],
    }
    game = conflict(options, {"a": [], "b": []}, infeasible=["not b.x or b.y"])
    assert len(game.states) == 8
    assert_as_defined(random_payoffs(game, seed))
    assert analyse(game).stable["nash"]["b"].all()


def test_states_that_nobody_can_leave_are_equilibria() -> None:
    """Two options of each party have to change together with the other's."""
    game = conflict(
        {"a": ["x", "y"], "b": ["x", "y"]},
        {"a": [], "b": []},
        infeasible=["a.x xor b.x", "a.y xor b.y"],
    )
    game = random_payoffs(game)
    assert_as_defined(game)
    result = analyse(game, CONCEPTS)
    assert all(result.equilibrium(concept).all() for concept in CONCEPTS)


# -- By hand -----------------------------------------------------------------------------------


def two_answers() -> Conflict:
    """Only b's second move, after one of c, deters a.

    From state 1 (nothing taken) a's move x pays. The answers b.y, c.z, b.w undo its gain, in that
    order only: each needs the one before, and b moves twice.
    """
    return conflict(
        {"a": ["x"], "b": ["y", "w"], "c": ["z"]},
        {
            "a": ["not b.w", "a.x"],
            "b": ["a.x and b.w and b.y", "a.x and b.y", "not b.w"],
            "c": ["c.z and b.y", "not c.z"],
        },
        infeasible=[
            "b.w and not c.z",
            "c.z and not b.y",
            "not a.x and (b.y or c.z or b.w)",
        ],
    )


def test_a_sanction_may_take_an_opponent_two_moves() -> None:
    game = two_answers()
    assert_as_defined(game)
    result = analyse(game)
    for concept in ("gmr", "seq"):
        assert result.stable[concept]["a"][0]
    oracle = Oracle(game)
    to_w = oracle.sequences(("b", "c"), 0b0001, oracle.improvements)
    assert to_w[0b1111, "b"] == 3


def test_simultaneous_stability_does_not_imply_general_metarationality() -> None:
    """b and c together spoil a's move, though after it neither of them can move alone."""
    game = conflict(
        {"a": ["x"], "b": ["y"], "c": ["z"]},
        {"a": ["not (b.y and c.z)", "a.x"], "b": ["b.y"], "c": ["c.z"]},
        infeasible=["a.x and (b.y xor c.z)"],
    )
    assert_as_defined(game)
    result = analyse(game)
    assert result.stable["sim"]["a"][0]
    assert not result.stable["gmr"]["a"][0]


def test_an_equal_outcome_sanctions_weakly_but_not_strictly() -> None:
    game = conflict(
        {"a": ["x"], "b": ["y"]},
        {"a": ["a.x and not b.y"], "b": ["b.y"]},
    )
    assert_as_defined(game)
    weak, strict = analyse(game), analyse(game, sanction="strict")
    for concept in ("gmr", "smr", "seq", "sseq", "sim"):
        assert weak.stable[concept]["a"][0]
        assert not strict.stable[concept]["a"][0]
