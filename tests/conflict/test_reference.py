"""Published conflicts come out as published."""

from __future__ import annotations

import numpy as np
import pytest

from detente.conditions import parse
from detente.conflict.analysis import analyse
from detente.conflict.model import Conflict, Wish, conflict
from detente.conflict.preferences import Ordered, Payoffs
from oracle import Oracle
from reference.published_conflicts import (
    GARRISON,
    KOREA_CLAIMS,
    KOREA_COMPUTED,
    OUTCOMES,
    PUBLISHED,
    TWO_BY_TWO,
    Published,
    korea,
)


@pytest.fixture(params=PUBLISHED, ids=lambda case: case.id)
def case(request: pytest.FixtureRequest) -> Published:
    return request.param


def test_every_state_is_as_stable_as_published(case: Published) -> None:
    result = analyse(case.conflict)
    for (concept, party), states in case.verdicts().items():
        found = np.flatnonzero(result.stable[concept][party]) + 1
        assert found.tolist() == states, (concept, party)


def test_the_definitions_as_the_tests_transcribe_them_agree_with_the_publication(
    case: Published,
) -> None:
    oracle = Oracle(case.conflict)
    for (concept, party), states in case.verdicts().items():
        table = oracle.table(concept, party)
        assert [number for number, stable in enumerate(table, 1) if stable] == states


def test_the_published_statements_give_the_published_ranking() -> None:
    with_statements = [case for case in PUBLISHED if case.statements]
    assert with_statements
    for case in with_statements:
        ordered = {
            party: Ordered(tuple(Wish(parse(text)) for text in texts))
            for party, texts in case.statements.items()
        }
        told = case.conflict.with_changes(preferences=ordered)
        for party in case.statements:
            assert told.payoffs(party).tolist() == case.conflict.payoffs(party).tolist()


def test_state_6_of_garrison_is_held_by_a_sanction_of_three_moves_by_two_opponents() -> None:
    """From Canada's improvement 2 to state 3: reduced, legal challenge, full."""
    oracle = Oracle(GARRISON.conflict)
    two, three, six = oracle.codes[1], oracle.codes[2], oracle.codes[5]
    assert oracle.improvements("canada", six) == {two}
    assert oracle.sequences(oracle.others("canada"), two, oracle.moves)[three, "us_support"] == 3
    result = analyse(GARRISON.conflict)
    assert 6 in result.equilibria("gmr")
    assert 6 in result.equilibria("smr")


@pytest.mark.parametrize("name", TWO_BY_TWO)
def test_two_by_two_games_have_the_equilibria_known_of_them(name: str) -> None:
    row, column, expected = TWO_BY_TWO[name]
    game = conflict(
        {"row": ["defect"], "column": ["defect"]},
        {"row": Payoffs.of(row), "column": Payoffs.of(column)},
    )
    result = analyse(game)
    for concepts, outcomes in expected.items():
        for concept in concepts.split():
            found = [OUTCOMES[state - 1] for state in result.equilibria(concept)]
            assert found == outcomes.split(), concept


def codes(game: Conflict, where: np.ndarray) -> list[int]:
    return game.states.codes[where].tolist()


@pytest.mark.parametrize(("ranking", "irreversible", "concepts", "claimed"), KOREA_CLAIMS)
def test_the_tutorial_on_north_korea_claims_these_equilibria(
    ranking: str, irreversible: str, concepts: str, claimed: str
) -> None:
    game = korea(ranking, irreversible)
    result = analyse(game)
    stable_somehow = [
        np.logical_or.reduce([result.stable[concept][party] for concept in concepts.split()])
        for party in game.party_ids
    ]
    assert codes(game, np.logical_and.reduce(stable_somehow)) == [*map(int, claimed.split())]


@pytest.mark.parametrize(("ranking", "irreversible", "expected"), KOREA_COMPUTED)
def test_north_korea_has_these_equilibria_by_the_definitions(
    ranking: str, irreversible: str, expected: dict[str, str]
) -> None:
    game = korea(ranking, irreversible)
    result = analyse(game)
    for concepts, states in expected.items():
        for concept in concepts.split():
            assert codes(game, result.equilibrium(concept)) == [*map(int, states.split())]
