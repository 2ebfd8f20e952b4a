"""The efficient packages, against a list of all packages."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bargaining_oracle import Oracle
from bargaining_strategies import additive, problems, random_problem
from detente.bargaining import diagram as paths
from detente.bargaining import sweep as sweeps
from detente.bargaining.diagram import diagram
from detente.bargaining.dominance import _compared, _searched, efficient
from detente.bargaining.frontier import frontier
from detente.bargaining.model import Bargaining
from detente.bargaining.residual import restricted
from detente.bargaining.worth import worth
from detente.compiled import can_compile
from detente.conditions import Condition, name
from detente.errors import LimitError
from examples import examples
from strategies import conditions

NAMES = ["a.x", "a.y", "b.x", "c.x"]


def check(problem: Bargaining) -> None:
    numbers = worth(problem)
    oracle = Oracle(numbers)
    for acceptable in (False, True):
        found = frontier(numbers, acceptable=acceptable)
        among = oracle.acceptable if acceptable else oracle.packages
        expected = defaultdict(set)
        for package in oracle.efficient(among):
            sums = tuple(oracle.sums[package][party] for party in problem.agreement)
            expected[sums].add(package)
        listed = [tuple(point) for point in found.points.tolist()]
        assert listed == sorted(expected, reverse=True)
        which, packages, complete = found.packages()
        assert complete
        got = defaultdict(set)
        for point, package in zip(which, packages.tolist(), strict=True):
            got[listed[point]].add(tuple(package))
        assert got == expected
        assert len(packages) == sum(map(len, expected.values()))
        assert found.diagram.packages == len(oracle.packages)


@examples(150)
@given(problems())
def test_equals_the_definition(problem: Bargaining) -> None:
    check(problem)


@pytest.mark.slow
@pytest.mark.parametrize("block", range(20))
def test_equals_the_definition_on_thousands(block: int) -> None:
    for seed in range(100 * block, 100 * (block + 1)):
        check(random_problem(seed))


@given(conditions(NAMES), st.dictionaries(st.sampled_from(NAMES), st.booleans()), st.data())
def test_what_is_left_of_a_condition_is_worth_the_same(
    condition: Condition, known: dict[str, bool], data: st.DataObject
) -> None:
    left = restricted(condition, known)
    assert not set(left.names()) & set(known)
    rest = {name: data.draw(st.booleans()) for name in NAMES if name not in known}
    arrays = {name: np.array([value]) for name, value in (known | rest).items()}
    lookup = arrays.__getitem__
    assert bool(left.evaluate(lookup)) == bool(condition.evaluate(lookup))


@settings(deadline=None)
@given(
    st.integers(1, 5).flatmap(
        lambda width: st.lists(
            st.lists(st.integers(-3, 3), min_size=width, max_size=width), min_size=1, max_size=60
        )
    )
)
def test_efficient_vectors(rows: list[list[int]]) -> None:
    vectors = np.array(rows)
    expected = [
        i
        for i, one in enumerate(rows)
        if not any(
            all(x >= y for x, y in zip(other, one, strict=True)) and (other != one or j < i)
            for j, other in enumerate(rows)
        )
    ]
    assert efficient(vectors).tolist() == expected
    assert by_each_way(vectors) == expected


def by_each_way(vectors: np.ndarray, groups: np.ndarray | None = None) -> list[int]:
    """What all ways of search find, which is one."""
    groups = np.zeros(len(vectors), int) if groups is None else groups
    order = np.lexsort((-vectors.sum(axis=1), groups))
    ends = np.flatnonzero(np.diff(groups[order], append=groups[order[-1]] + 1)) + 1
    points = vectors[order]
    ways = [_compared(points, ends), _searched(points, ends, compiled=False)]
    if can_compile():
        ways.append(_searched(points, ends, compiled=True))
    found = [np.sort(order[kept]).tolist() for kept in ways]
    assert all(each == found[0] for each in found)
    return found[0]


def test_vectors_in_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    vectors = np.random.default_rng(1).integers(0, 30, (900, 4))
    whole = by_each_way(vectors)
    monkeypatch.setattr("detente.bargaining.dominance.BLOCK", 1 << 12)
    assert by_each_way(vectors) == whole


@pytest.mark.parametrize("width", [1, 2, 3])
def test_groups_are_compared_within_themselves(width: int) -> None:
    random = np.random.default_rng(width)
    vectors, groups = random.integers(0, 9, (400, width)), random.integers(0, 7, 400)
    expected = [
        place
        for group in range(7)
        for place in np.flatnonzero(groups == group)[efficient(vectors[groups == group])]
    ]
    assert efficient(vectors, groups).tolist() == sorted(expected)
    assert by_each_way(vectors, groups) == sorted(expected)


def test_chunks_change_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    numbers = worth(random_problem(7))
    whole = frontier(numbers).points
    monkeypatch.setattr(sweeps, "CHUNK", 3)
    assert frontier(numbers).points.tolist() == whole.tolist()


def test_past_the_limit_every_point_has_one_package() -> None:
    for seed in range(40):
        found = frontier(worth(random_problem(seed)), acceptable=seed % 2 == 0)
        which, packages, complete = found.packages()
        first, some, all_of_them = found.packages(limit=0)
        assert first.tolist() == list(range(len(found)))
        assert complete
        assert all_of_them == (len(which) == len(found))
        known = set(zip(which.tolist(), map(tuple, packages.tolist()), strict=True))
        assert set(zip(first.tolist(), map(tuple, some.tolist()), strict=True)) <= known


def test_too_many_points_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sweeps, "MAX_POINTS", 0)
    with pytest.raises(LimitError, match="efficient") as caught:
        frontier(worth(additive([[1, 2], [2, 1]], [0, 0])))
    assert caught.value.code == "frontier-too-large"


def test_too_many_contexts_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(paths, "TRIALS", (1,))
    either = Condition("xor", (name("i0.v0"), name("i1.v0")))
    linked = next(
        p for p in map(random_problem, range(99)) if min(map(len, worth(p).tables[:2])) > 1
    )
    linked = replace(linked, infeasible=(either,))
    with pytest.raises(LimitError, match="link") as caught:
        diagram(worth(linked))
    assert caught.value.code == "too-many-contexts"
