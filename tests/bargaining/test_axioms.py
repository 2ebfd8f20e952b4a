"""What the solution concepts promise, as far as it holds of finitely many packages.

Nash (1950): efficiency, invariance to scales, symmetry, independence of irrelevant alternatives;
on finite sets the greatest product is a set, of which it is true (Mariotti 1998), and here of the
package picked from it too, where its ties are told apart by rules that look at nothing else.
Kalai and Smorodinsky (1975): monotony where the ideal point stays as it is. On finite sets the
party's share cannot fall below the least share that there was before.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from bargaining_strategies import additive
from detente.bargaining.frontier import frontier
from detente.bargaining.solutions import CONCEPTS, Solution, solutions
from detente.bargaining.worth import worth

Rows = list[list[int]]


def points(parties: int) -> st.SearchStrategy[Rows]:
    numbers = st.integers(0, 12)
    row = st.lists(numbers, min_size=parties, max_size=parties)
    return st.lists(row, min_size=1, max_size=8)


some_points = st.integers(2, 4).flatmap(points)


def solve(rows: Rows, reservation: list[float] | None = None) -> dict[str, Solution]:
    problem = additive(rows, reservation or [3] * len(rows[0]))
    return solutions(frontier(worth(problem), acceptable=True))


def chosen(rows: Rows, name: str, reservation: list[float] | None = None) -> list[int] | None:
    found = solve(rows, reservation)
    return rows[found[name].package[0]] if found else None


@pytest.mark.parametrize("name", CONCEPTS)
@given(some_points)
def test_efficient_and_individually_rational(name: str, rows: Rows) -> None:
    picked = chosen(rows, name)
    acceptable = [row for row in rows if min(row) >= 3]
    assert (picked is None) == (not acceptable)
    if picked is not None:
        assert picked in acceptable
        assert not any(
            row != picked and all(x >= y for x, y in zip(row, picked, strict=True))
            for row in acceptable
        )


@pytest.mark.parametrize("name", CONCEPTS)
@given(rows=some_points, data=st.data())
def test_who_is_who_does_not_matter(name: str, rows: Rows, data: st.DataObject) -> None:
    """Gains, sorted, are the same whatever the parties are called."""
    turn = data.draw(st.permutations(range(len(rows[0]))))
    picked, turned = chosen(rows, name), chosen([[row[k] for k in turn] for row in rows], name)
    assert (picked is None) == (turned is None)
    if picked is not None and turned is not None:
        assert sorted(picked) == sorted(turned)


@pytest.mark.parametrize("name", ["nash", "kalai_smorodinsky"])
@given(rows=some_points, data=st.data())
def test_scales_do_not_matter(name: str, rows: Rows, data: st.DataObject) -> None:
    """Where the concept alone decides, without the rules for ties, which look at gains."""
    parties = len(rows[0])
    factors = data.draw(st.lists(st.integers(1, 5), min_size=parties, max_size=parties))
    shifts = data.draw(st.lists(st.integers(-3, 3), min_size=parties, max_size=parties))
    picked = chosen(rows, name)
    assume(picked is not None)
    assert picked is not None

    def merit(row: list[int]) -> object:
        gains = np.array(row) - 3
        if name == "nash":
            return int(np.prod(gains))
        ideal = np.array([row for row in rows if min(row) >= 3]).max(axis=0) - 3
        return sorted((gains[ideal > 0] / ideal[ideal > 0]).tolist())

    acceptable = [row for row in rows if min(row) >= 3]
    assume(all(row == picked or merit(row) != merit(picked) for row in acceptable))

    def scaled(row: list[int]) -> list[int]:
        return [a * x + b for a, x, b in zip(factors, row, shifts, strict=True)]

    assert chosen([scaled(row) for row in rows], name, scaled([3] * parties)) == scaled(picked)


@given(rows=some_points, data=st.data())
def test_nash_is_independent_of_irrelevant_alternatives(rows: Rows, data: st.DataObject) -> None:
    picked = chosen(rows, "nash")
    assume(picked is not None)
    kept = [row for row in rows if row == picked or data.draw(st.booleans())]
    assert chosen(kept, "nash") == picked


@given(rows=some_points, data=st.data())
def test_leximin_and_utilitarian_are_independent_too(rows: Rows, data: st.DataObject) -> None:
    for name in ("leximin", "egalitarian", "utilitarian"):
        picked = chosen(rows, name)
        assume(picked is not None)
        kept = [row for row in rows if row == picked or data.draw(st.booleans())]
        assert chosen(kept, name) == picked


@given(rows=some_points, more=some_points)
def test_kalai_smorodinsky_is_monotone_in_the_least_share(rows: Rows, more: Rows) -> None:
    """With more packages and the same ideal point, nobody's share falls below the least before."""
    parties = len(rows[0])
    acceptable = [row for row in rows if min(row) >= 3]
    assume(acceptable)
    ideal = np.array(acceptable).max(axis=0)
    more = [row for row in more if len(row) == parties and (np.array(row) <= ideal).all()]

    def least(row: list[int] | None) -> float:
        gains, best = np.array(row) - 3, ideal - 3
        return min((gains[best > 0] / best[best > 0]).tolist(), default=0)

    before, after = chosen(rows, "kalai_smorodinsky"), chosen(rows + more, "kalai_smorodinsky")
    assert least(after) >= least(before)


@given(rows=some_points, more=some_points)
def test_egalitarian_is_monotone_in_the_least_gain(rows: Rows, more: Rows) -> None:
    parties = len(rows[0])
    before = chosen(rows, "egalitarian")
    assume(before is not None)
    after = chosen(rows + [row for row in more if len(row) == parties], "egalitarian")
    assert before is not None
    assert after is not None
    assert min(after) >= min(before)


def test_kalai_smorodinsky_where_nobody_else_can_gain() -> None:
    """A party that gains in no acceptable package has no say, and does not spoil the others'."""
    found = solve([[3, 5, 9], [3, 8, 6], [3, 7, 7]])
    assert found["kalai_smorodinsky"].package == (2,)


def test_ties_are_told_apart_by_package_order() -> None:
    found = solve([[4, 6], [6, 4]])
    assert all(each.package == (0,) and each.tied == 2 for each in found.values())


def test_products_are_compared_exactly() -> None:
    """Products that differ by less than floating point numbers can tell."""
    big = 2**40
    rows = [[big, big], [big + 1, big - 1]]
    problem = additive(rows, [0, 0])
    numbers = replace(worth(problem), tables=(np.array(rows),), reservation=np.zeros(2, np.int64))
    assert solutions(frontier(numbers, acceptable=True))["nash"].package == (0,)
