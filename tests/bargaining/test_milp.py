"""Solutions by mixed-integer programs, against the definitions over all packages."""

from __future__ import annotations

import sys
from math import prod

import pytest
from hypothesis import given

from bargaining_oracle import Oracle
from bargaining_strategies import additive, problems, random_problem
from detente.bargaining.milp import solutions, zone
from detente.bargaining.model import Bargaining
from detente.bargaining.solutions import CONCEPTS
from detente.bargaining.worth import worth
from detente.errors import MissingExtraError, UnknownNameError
from examples import examples

pytest.importorskip("scipy")


def check(problem: Bargaining) -> None:
    oracle = Oracle(worth(problem))
    found = solutions(oracle.worth)
    assert set(found) == (set(CONCEPTS) if oracle.acceptable else set())
    for name, each in found.items():
        assert each.package in oracle.acceptable
        best = oracle.solution(name)
        assert best is not None
        assert 0 < each.gap < 1e-4
        gains, wanted = oracle.gains(each.package), oracle.gains(best)
        if name == "nash":
            assert prod(gains) >= prod(wanted) * (1 - each.gap)
        elif name == "kalai_smorodinsky":
            assert [float(x) for x in sorted(oracle.ratios(each.package))] == pytest.approx(
                [float(x) for x in sorted(oracle.ratios(best))], abs=1e-4
            )
        elif name == "leximin":
            assert sorted(gains) == sorted(wanted)
        else:
            assert oracle.score(name, each.package)[:-1] == oracle.score(name, best)[:-1]
    check_zone(problem, oracle)


def check_zone(problem: Bargaining, oracle: Oracle) -> None:
    found = zone(oracle.worth)
    assert found.agreement == bool(oracle.acceptable)
    assert (found.packages == 0) == (not oracle.packages)
    if found.agreement or not oracle.packages:
        return
    assert sorted(map(sorted, found.blocking)) == sorted(map(sorted, oracle.blocking()))
    assert found.nearest is not None
    assert found.nearest.package in oracle.nearest()
    assert found.nearest.shortfalls == oracle.shortfalls(found.nearest.package)


@examples(15)
@given(problems(max_parties=4, max_issues=3))
def test_equals_the_definitions(problem: Bargaining) -> None:
    check(problem)


@pytest.mark.slow
@pytest.mark.parametrize("block", range(10))
def test_equals_the_definitions_on_hundreds(block: int) -> None:
    for seed in range(20 * block, 20 * (block + 1)):
        check(random_problem(seed, max_parties=5, max_issues=4))


def test_unknown_concept() -> None:
    with pytest.raises(UnknownNameError, match="solution concept"):
        solutions(worth(additive([[1, 1]], [0, 0])), ["nahs"])


def test_scipy_is_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "scipy", None)
    with pytest.raises(MissingExtraError) as caught:
        solutions(worth(additive([[1, 1]], [0, 0])))
    assert "detente[bargaining]" in caught.value.hint
