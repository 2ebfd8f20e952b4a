"""The fair packages, and who is in the way of any, against their definitions over all packages."""

from __future__ import annotations

import pytest
from hypothesis import given

from bargaining_oracle import Oracle
from bargaining_strategies import additive, problems, random_problem
from detente.bargaining import counting
from detente.bargaining.counting import count_acceptable
from detente.bargaining.diagram import diagram
from detente.bargaining.frontier import frontier
from detente.bargaining.model import Bargaining
from detente.bargaining.solutions import CONCEPTS, solutions
from detente.bargaining.worth import worth
from detente.bargaining.zone import zone
from detente.errors import UnknownNameError
from examples import examples


def check(problem: Bargaining) -> None:
    numbers = worth(problem)
    oracle = Oracle(numbers)
    found = solutions(frontier(numbers, acceptable=True))
    assert {name: each.package for name, each in found.items()} == {
        name: package for name in CONCEPTS if (package := oracle.solution(name)) is not None
    }
    for name, each in found.items():
        assert (
            dict(zip(problem.party_ids, each.sums.tolist(), strict=True))
            == (oracle.sums[each.package])
        )
        assert each.gains.tolist() == oracle.gains(each.package)
        best = oracle.score(name, each.package)
        tied = [p for p in oracle.acceptable if oracle.score(name, p) == best]
        assert each.complete
        assert each.tied == len(tied)
    check_zone(problem, oracle)


def check_zone(problem: Bargaining, oracle: Oracle) -> None:
    found = zone(oracle.worth)
    assert found.packages == len(oracle.packages)
    assert found.agreement == bool(oracle.acceptable)
    if found.agreement or not oracle.packages:
        assert found.nearest is None
        assert found.blocking == ()
        return
    assert sorted(map(sorted, found.blocking)) == sorted(map(sorted, oracle.blocking()))
    nearest = oracle.nearest()
    assert found.nearest is not None
    assert found.nearest.package == min(nearest)
    assert found.nearest.tied == len(nearest)
    assert found.nearest.shortfalls == oracle.shortfalls(min(nearest))


@examples(100)
@given(problems(max_parties=4, max_issues=4))
def test_equals_the_definitions(problem: Bargaining) -> None:
    check(problem)


@pytest.mark.slow
@pytest.mark.parametrize("block", range(20))
def test_equals_the_definitions_on_more_than_a_thousand(block: int) -> None:
    for seed in range(60 * block, 60 * (block + 1)):
        check(random_problem(seed))


def test_unknown_concept() -> None:
    found = frontier(worth(additive([[1, 1]], [0, 0])), acceptable=True)
    with pytest.raises(UnknownNameError, match="solution concept"):
        solutions(found, ["nahs"])


@pytest.mark.slow
def test_with_very_many_parties_one_blocking_set_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("detente.bargaining.zone.MAX_ASKED", 0)
    blocked = 0
    for seed in range(60):
        oracle = Oracle(worth(random_problem(seed)))
        found = zone(oracle.worth)
        if found.blocking:
            assert not found.complete
            assert set(found.blocking[0]) in oracle.blocking()
            blocked += 1
    assert blocked


@examples(100)
@given(problems(max_parties=4, max_issues=4))
def test_acceptable_packages_are_counted(problem: Bargaining) -> None:
    oracle = Oracle(worth(problem))
    assert count_acceptable(diagram(oracle.worth, consents=True)) == len(oracle.acceptable)


def test_what_is_too_much_to_count_is_not_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    paths = diagram(worth(additive([[0, 1], [1, 0], [0.5, 0.5]], [0.4, 0.4])), consents=True)
    assert count_acceptable(paths) == 1
    monkeypatch.setattr(counting, "MAX_KINDS", 0)
    assert count_acceptable(paths) is None
