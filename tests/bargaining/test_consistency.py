"""Weights that can be true together, against linear programming; what packages can reach."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bargaining_strategies import problems
from detente.bargaining.consistency import ends, fit
from detente.bargaining.heights import heights
from detente.bargaining.model import (
    Bargaining,
    Comparison,
    Issue,
    Profile,
    Range,
    Score,
    Value,
    Weight,
)
from detente.bargaining.worth import worth
from detente.case import Party
from detente.errors import ModelError

ISSUES = "abcd"
tenths = st.integers(0, 10)


@st.composite
def shares(draw: st.DrawFn) -> dict[str, Range]:
    pairs = {key: sorted((draw(tenths), draw(tenths))) for key in ISSUES}
    return {key: Range(low / 10, high / 10) for key, (low, high) in pairs.items()}


comparisons = st.lists(
    st.tuples(
        st.sampled_from(ISSUES),
        st.sampled_from(ISSUES),
        st.sampled_from([1.0, 2.0, 0.5, 3.0, 2 / 3]),
    ).filter(lambda each: each[0] != each[1]),
    max_size=6,
).map(lambda listed: [Comparison(*each) for each in listed])


def solved(
    known: dict[str, Range], listed: list[Comparison], aim: list[float], total: bool
) -> float | None:
    """Return the least of a weighted sum by linear programming; None where nothing fits."""
    optimize = pytest.importorskip("scipy.optimize")
    rows = [
        [each.times * (key == each.less) - (key == each.more) for key in ISSUES] for each in listed
    ]
    found = optimize.linprog(
        aim,
        A_ub=rows or None,
        b_ub=[0.0] * len(rows) if rows else None,
        A_eq=[[1.0] * len(ISSUES)] if total else None,
        b_eq=[1.0] if total else None,
        bounds=[(known[key].low, known[key].high) for key in ISSUES],
        method="highs",
    )
    return float(found.fun) if found.status == 0 else None


@given(shares(), comparisons)
def test_least_and_greatest_weights_are_those_of_linear_programming(
    known: dict[str, Range], listed: list[Comparison]
) -> None:
    found = ends(known, listed)
    for place, key in enumerate(ISSUES):
        aim = [float(k == place) for k in range(len(ISSUES))]
        least = solved(known, listed, aim, total=False)
        assert (least is None) == (found is None)
        if found is not None and least is not None:
            most = solved(known, listed, [-x for x in aim], total=False)
            assert most is not None
            assert float(found[key][0]) == pytest.approx(least, abs=1e-7)
            assert float(found[key][1]) == pytest.approx(-most, abs=1e-7)


@given(shares(), comparisons)
def test_weights_fit_where_linear_programming_finds_some(
    known: dict[str, Range], listed: list[Comparison]
) -> None:
    some = solved(known, listed, [0.0] * len(ISSUES), total=True)
    assert fit(known, listed) == (some is not None)


def test_a_circle_that_outweighs_itself_leaves_nothing() -> None:
    free = {key: Range(0.0, 1.0) for key in "abc"}
    circle = [Comparison("a", "b", 2), Comparison("b", "a"), Comparison("b", "c")]
    assert ends(free, circle) == {"a": (0, 0), "b": (0, 0), "c": (0, 0)}
    assert not fit(free, circle)
    assert not fit({**free, "a": Range(0.1, 1.0)}, circle)


def test_ratios_are_not_contradicted_by_rounding() -> None:
    equal = [Comparison("a", "b", 7 / 3), Comparison("b", "a", 3 / 7)]
    assert fit({"a": Range(0.0, 1.0), "b": Range(0.0, 1.0)}, equal)


@given(problems())
def test_heights_are_those_of_all_packages(problem: Bargaining) -> None:
    found = worth(problem)
    places = np.array(list(product(*map(range, found.sizes))))
    possible = found.feasible(places)
    reached = heights(found)
    if not possible.any():
        assert reached is None
    else:
        assert reached is not None
        assert reached.exact
        assert reached.most.tolist() == found.sums(places)[possible].max(axis=0).tolist()


def _dispute(no_deal: dict[str, str] | None) -> Bargaining:
    issue = Issue("land", (Value("none"), Value("some"), Value("all")))
    scores = tuple(Score(Range.exactly(x)) for x in (0.1, 0.3, 1.0))
    profile = Profile("a", {"land": Weight(Range(0.2, 0.4))}, {"land": scores}, reservation=None)
    return Bargaining((Party("a"),), (issue,), {"a": profile}, no_deal=no_deal)


def test_what_no_deal_is_worth_is_tied_with_its_package() -> None:
    found = worth(_dispute({"land": "some"}))
    assert found.reservation.tolist() == found.sums([(1,)])[0].tolist()
    with pytest.raises(ModelError, match="nothing says which package"):
        _dispute(None)
    with pytest.raises(ModelError, match="says nothing of 'land'"):
        _dispute({})
