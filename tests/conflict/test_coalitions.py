"""Coalition stability against its definition, on random conflicts and every variant."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from coalition_oracle import CONCEPTS, CoalitionOracle
from coalition_oracle import coalitions as all_coalitions
from detente.conflict.analysis import analyse
from detente.conflict.coalitions import CoalitionAnalysis, coalitions
from detente.conflict.coalitions.judge import CoalitionJudge, Terms
from detente.conflict.model import Conflict, Option, conflict
from examples import examples
from strategies import conflicts, random_conflict

VARIANTS = tuple(
    product(("strict", "pareto"), ("sequential", "joint"), ("individuals", "coalitions"))
)
IMPLICATIONS = (("cnash", "cseq"), ("cseq", "cgmr"), ("cnash", "csmr"), ("csmr", "cgmr"))


def judge(
    game: Conflict, variant: tuple[str, str, str], compiled: bool = False
) -> CoalitionAnalysis:
    improvement, moves, sanctioned_by = variant
    return coalitions(
        game,
        improvement=improvement,
        moves=moves,
        sanctioned_by=sanctioned_by,
        compiled=compiled,
    )


def differences(game: Conflict, variant: tuple[str, str, str], *, compiled: bool) -> list[str]:
    """Return where the engine and the definition disagree."""
    found, oracle = judge(game, variant, compiled), CoalitionOracle(game, *variant)
    assert found.coalitions == tuple(all_coalitions(game.party_ids))
    return [
        f"{concept} {h} state {k + 1}: by definition {by_definition}"
        for concept in CONCEPTS
        for h in found.coalitions
        for k, by_definition in enumerate(oracle.coalition_table(concept, h))
        if bool(found.stable[concept][h][k]) != by_definition
    ]


@pytest.mark.slow
@pytest.mark.parametrize("variant", VARIANTS)
@examples(20)
@given(game=conflicts(max_options=5))
def test_every_verdict_is_that_of_the_definition(
    variant: tuple[str, str, str], game: Conflict
) -> None:
    assert differences(game, variant, compiled=False) == []


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(24))
def test_every_verdict_on_larger_conflicts_plain_and_compiled(seed: int) -> None:
    game = random_conflict(seed, max_options=6)
    variant = VARIANTS[seed % len(VARIANTS)]
    assert differences(game, variant, compiled=False) == []
    assert differences(game, variant, compiled=True) == []


@pytest.mark.parametrize("seed", range(6))
def test_all_states_at_once_and_one_by_one_agree_where_searches_remember(seed: int) -> None:
    """A search over all states tries first what decided the last ones; one state has no last."""
    game = random_conflict(seed, max_options=12)
    graph = analyse(game, ["nash"]).graph
    states = np.random.default_rng(seed).permutation(len(game.states))[:40].tolist()
    for members in ((0,), (0, 1), (1, 2), (0, 1, 2)):
        if members[-1] >= len(game.parties):
            continue
        for improvement in ("strict", "pareto"):
            judge = CoalitionJudge(graph, members, Terms(improvement), compiled=True)
            leaves = {concept: judge.leaves(concept) for concept in CONCEPTS}
            for state in states:
                for concept, where in judge.targets(state, CONCEPTS).items():
                    assert leaves[concept][state] == where.any(), (members, concept, state)


@pytest.mark.slow
@pytest.mark.parametrize("variant", VARIANTS)
@examples(20)
@given(game=conflicts(max_options=6))
def test_the_stronger_concept_implies_the_weaker(
    variant: tuple[str, str, str], game: Conflict
) -> None:
    found = judge(game, variant)
    for members in found.coalitions:
        for stronger, weaker in IMPLICATIONS:
            assert (found.stable[stronger][members] <= found.stable[weaker][members]).all(), members


@pytest.mark.slow
@pytest.mark.parametrize("variant", VARIANTS)
@examples(20)
@given(game=conflicts(max_options=6))
def test_against_everybody_together_all_concepts_are_one(
    variant: tuple[str, str, str], game: Conflict
) -> None:
    found = judge(game, variant)
    for concept in CONCEPTS:
        same = found.stable[concept][game.party_ids] == found.stable["cnash"][game.party_ids]
        assert same.all(), concept


@pytest.mark.slow
@pytest.mark.parametrize("moves", ["sequential", "joint"])
@pytest.mark.parametrize("improvement", ["strict", "pareto"])
@given(game=conflicts(max_options=6))
def test_a_coalition_of_one_is_a_party(improvement: str, moves: str, game: Conflict) -> None:
    found = judge(game, (improvement, moves, "individuals"))
    alone = analyse(game, [concept.individual for concept in found.concepts])
    for concept in found.concepts:
        for party in game.party_ids:
            same = found.stable[concept.id][party,] == alone.stable[concept.individual][party]
            assert same.all(), (concept.id, party)


@given(conflicts(max_options=6))
def test_who_may_improve_by_pareto_has_more_to_gain(game: Conflict) -> None:
    strict = judge(game, ("strict", "sequential", "individuals")).stable["cnash"]
    pareto = judge(game, ("pareto", "sequential", "individuals")).stable["cnash"]
    for members in strict:
        assert (pareto[members] <= strict[members]).all(), members


@given(conflicts(max_options=6))
def test_what_is_reached_in_turn_is_reached_at_once(game: Conflict) -> None:
    in_turn = judge(game, ("strict", "sequential", "individuals")).stable["cnash"]
    at_once = judge(game, ("strict", "joint", "individuals")).stable["cnash"]
    for members in in_turn:
        assert (at_once[members] <= in_turn[members]).all(), members
        if game.states.complete:
            assert (at_once[members] == in_turn[members]).all(), members


@given(game=conflicts(max_options=6), data=st.data())
def test_naming_coalitions_and_concepts_changes_no_verdict(
    game: Conflict, data: st.DataObject
) -> None:
    everything = coalitions(game)
    some = data.draw(st.lists(st.sampled_from(everything.coalitions), min_size=1, unique=True))
    concept = data.draw(st.sampled_from(CONCEPTS))
    found = coalitions(game, [concept], coalitions=[tuple(reversed(members)) for members in some])
    assert found.coalitions == tuple(sorted(some, key=everything.coalitions.index))
    for members in some:
        same = found.stable[concept][members] == everything.stable[concept][members]
        assert same.all(), members


def test_a_joint_step_passes_over_what_cannot_be() -> None:
    """Neither can go first, since one alone is infeasible: only at once can both."""
    game = conflict(
        {"a": ["x"], "b": ["y"]},
        {"a": ["a.x"], "b": ["b.y"]},
        infeasible=["a.x and not b.y", "b.y and not a.x"],
    )
    both = ("a", "b")
    assert coalitions(game).stable["cnash"][both].tolist() == [True, True]
    assert coalitions(game, moves="joint").stable["cnash"][both].tolist() == [False, True]


def test_by_pareto_one_member_that_gains_is_enough() -> None:
    game = conflict({"a": ["x"], "b": ["y"]}, {"a": [], "b": ["a.x"]})
    both = ("a", "b")
    assert coalitions(game).stable["cnash"][both].all()
    by_pareto = coalitions(game, improvement="pareto")
    assert by_pareto.stable["cnash"][both].tolist() == [False, True, False, True]


def test_coalitions_of_the_others_can_sanction_where_none_would_alone() -> None:
    """When a takes x, b and c would rather both act; either alone would be worse off."""
    game = conflict(
        {"a": ["x"], "b": ["y"], "c": ["z"]},
        {
            "a": ["not (b.y and c.z)", "a.x"],
            "b": ["a.x and b.y and c.z", "not b.y"],
            "c": ["a.x and b.y and c.z", "not c.z"],
        },
    )
    alone = coalitions(game).stable["cseq"]["a",]
    together = coalitions(game, sanctioned_by="coalitions").stable["cseq"]["a",]
    assert not alone[0]
    assert together[0]


def test_one_way_options_are_never_taken_back() -> None:
    game = conflict(
        {"a": [Option("x", "a", direction="forward")], "b": ["y"]},
        {"a": ["not a.x"], "b": ["not a.x"]},
    )
    assert coalitions(game).stable["cnash"]["a", "b"].all()
