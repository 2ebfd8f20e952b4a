"""Weights of which little is known: which are possible, which statements conflict, which are drawn."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

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
from detente.bargaining.unknown.estimate import estimate
from detente.bargaining.unknown.polytope import polytope
from detente.bargaining.unknown.sampling import Sample, draw
from detente.bargaining.unknown.statements import (
    Limit,
    Statement,
    conflicting,
    rows,
    statements,
)
from detente.bargaining.unknown.walk import walk
from detente.case import Party
from detente.errors import LimitError, ModelError
from detente.ranges import stream
from examples import examples

Ends = tuple[float, float]


def profile(ranges: Sequence[Ends], *compared: tuple[int, int, float], party: str = "p") -> Profile:
    """Return a party with these weights for the issues x0, x1, … and comparisons of them."""
    return Profile(
        party,
        {f"x{k}": Weight(Range(*ends)) for k, ends in enumerate(ranges)},
        {f"x{k}": (Score(Range(0, 0)), Score(Range(1, 1))) for k in range(len(ranges))},
        comparisons=tuple(Comparison(f"x{i}", f"x{j}", t) for i, j, t in compared),
    )


def problem(*profiles: Profile) -> Bargaining:
    most = max(len(each.weights) for each in profiles)
    return Bargaining(
        tuple(Party(each.party) for each in profiles),
        tuple(Issue(f"x{k}", (Value("no"), Value("yes"))) for k in range(most)),
        {each.party: each for each in profiles},
    )


def drawn(of: Profile, samples: int = 4000, seed: int = 1) -> Sample:
    return draw(problem(of), samples, seed)


FREE = (0.0, 1.0)
ENDS = st.tuples(st.integers(0, 10), st.integers(0, 10)).map(
    lambda ends: (min(ends) / 10, max(ends) / 10)
)


@st.composite
def profiles(draw: st.DrawFn, most: int = 4) -> Profile:
    """Return weights between tenths, and comparisons by halves."""
    size = draw(st.integers(2, most))
    places = st.permutations(range(size)).map(lambda order: order[:2])
    compared = st.tuples(places, st.integers(1, 6)).map(lambda c: (*c[0], c[1] / 2))
    ranges = draw(st.lists(ENDS, min_size=size, max_size=size))
    return profile(ranges, *draw(st.lists(compared, max_size=4)))


def meets(said: Sequence[Statement], issues: Sequence[str]) -> bool:
    """Ask a linear programme whether any weights meet all statements."""
    optimize = pytest.importorskip("scipy.optimize")
    matrix = np.array(rows(said, issues), float).reshape(-1, len(issues))
    found = optimize.linprog(
        np.zeros(len(issues)),
        A_ub=-matrix if len(matrix) else None,
        b_ub=np.zeros(len(matrix)) if len(matrix) else None,
        A_eq=np.ones((1, len(issues))),
        b_eq=[1],
    )
    return bool(found.status == 0)


# -- What is possible ----------------------------------------------------------------------


@pytest.mark.parametrize("size", range(2, 8))
def test_the_centroid_of_an_order_is_the_rank_order_centroid(size: int) -> None:
    found = polytope(profile([FREE] * size, *((k, k + 1, 1) for k in range(size - 1))))
    expected = [sum(1 / k for k in range(place, size + 1)) / size for place in range(1, size + 1)]
    assert found.centroid is not None
    assert found.centroid == pytest.approx(expected)
    assert found.simplices is not None
    assert len(found.simplices) == 1


@examples(25)
@given(profiles(3))
def test_the_fewest_conflicting_statements_are_those_of_a_search_of_all_sets(of: Profile) -> None:
    said, issues = statements(of), tuple(of.weights)
    sizes = (
        size
        for size in range(len(said) + 1)
        for some in combinations(said, size)
        if not meets(some, issues)
    )
    fewest = next(sizes, 0)
    found = conflicting(of)
    assert len(found) == fewest
    if found:
        assert not meets(found, issues)
        assert all(meets([s for s in found if s is not left], issues) for left in found)


def test_rounded_weights_do_not_conflict_and_wrong_ones_do() -> None:
    third = (1 / 3, 1 / 3)
    assert not conflicting(profile([third] * 3))
    assert conflicting(profile([(0.4, 0.4), (0.5, 0.5)])) == (
        Limit("x0", 0.4, 0.4), Limit("x1", 0.5, 0.5),
    )  # fmt: skip
    low = profile([(0.2, 0.2), (0.8, 0.8)], (0, 1, 1.0))
    assert low.comparisons[0] in conflicting(low)


def test_contradictory_weights_are_named_where_they_are_drawn() -> None:
    with pytest.raises(ModelError, match=r"that sum to 1 meet x1 >= 0\.5 and x0 >= 2 x1") as caught:
        drawn(profile([FREE, (0.5, 0.6), FREE], (0, 1, 2.0)))
    assert caught.value.code == "contradictory-weights"


def test_a_comparison_of_what_has_no_weight_is_an_error() -> None:
    with pytest.raises(ModelError, match="compares the weight of 'x7'"):
        conflicting(profile([FREE, FREE], (0, 7, 1.0)))


def test_weights_that_follow_from_others_are_told() -> None:
    found = polytope(profile([(0.2, 0.2), (0.3, 0.9), (0.5, 0.8)])).implied
    assert {issue: (r.low, r.high) for issue, r in found.items()} == {
        "x0": (0.2, 0.2), "x1": (0.3, 0.3), "x2": (0.5, 0.5),
    }  # fmt: skip


@examples(40)
@given(profiles(5), st.data())
def test_another_statement_adds_no_weights(of: Profile, data: st.DataObject) -> None:
    i, j = data.draw(st.permutations(range(len(of.weights))))[:2]
    more = Comparison(f"x{i}", f"x{j}", data.draw(st.integers(1, 4)) / 2)
    narrower = Profile("p", of.weights, of.scores, comparisons=(*of.comparisons, more))
    if all(w.share.known for w in of.weights.values()) or conflicting(narrower):
        return
    wide, narrow = polytope(of), polytope(narrower)
    for point in drawn(narrower, 20).weights["p"]:
        weights = dict(zip(of.weights, point, strict=True))
        assert wide.holds(weights)
        assert narrow.holds(weights)
    for issue, ends in narrow.implied.items():
        assert wide.implied[issue].low <= ends.low <= ends.high <= wide.implied[issue].high


def test_best_guesses_are_taken_where_they_are_complete_and_possible() -> None:
    def taken(*shares: Range, compared: tuple[Comparison, ...] = ()) -> tuple[list[float], str]:
        weights = {f"x{k}": Weight(share) for k, share in enumerate(shares)}
        of = Profile("p", weights, profile([FREE] * len(shares)).scores, comparisons=compared)
        numbers, how = estimate(problem(of))
        return list(numbers["p"].weights.values()), how["p"]

    here, there = Range(0.1, 0.5, best=0.2), Range(0.4, 0.9, best=0.6)
    assert taken(here, there) == ([pytest.approx(0.25), pytest.approx(0.75)], "best guesses")
    assert taken(here, Range(0.4, 0.9)) == ([pytest.approx(0.3), pytest.approx(0.7)], "centroid")
    order = (Comparison("x0", "x1"),)
    assert taken(here, there, compared=order) == ([pytest.approx(0.5)] * 2, "centroid")
    assert taken(Range(0.3, 0.3), Range(0.5, 0.5)) == ([0.3, 0.5], "given")


# -- What is drawn -------------------------------------------------------------------------

SHAPES = {
    "all": profile([FREE] * 4),
    "order": profile([FREE] * 4, (0, 1, 1), (1, 2, 1), (2, 3, 1)),
    "part of an order": profile([FREE] * 4, (0, 1, 1), (0, 2, 1)),
    "ranges": profile([(0.1, 0.4), (0.0, 0.5), (0.2, 0.6), (0.1, 0.3)]),
    "ratios": profile([FREE] * 3, (0, 1, 2), (1, 2, 0.5)),
    "one given": profile([(0.25, 0.25), FREE, FREE, (0.0, 0.3)]),
    "thin": profile([(0.2, 0.8), (0.300, 0.302), FREE, FREE]),
}


def rejected(of: Profile, samples: int) -> np.ndarray:
    """Return uniform weights: uniform ones over the simplex, less those that do not fit.

    Weights in a narrow range are drawn in it first, which leaves the rest uniform, too.
    """
    rng = np.random.default_rng(7)
    ends = np.array([(w.share.low, w.share.high) for w in of.weights.values()])
    cuts = np.array(rows(statements(of), tuple(of.weights)), float).reshape(-1, len(ends))
    cuts = cuts / np.abs(cuts).max(axis=1, initial=1, keepdims=True)
    narrow = np.flatnonzero(ends[:, 1] - ends[:, 0] < 0.01)
    found: list[np.ndarray] = []
    while sum(map(len, found)) < samples:
        points = rng.random((200_000, len(ends))) * (ends[:, 1] - ends[:, 0]) + ends[:, 0]
        last = next(k for k in reversed(range(len(ends))) if k not in narrow)
        points[:, last] = 0
        points[:, last] = 1 - points.sum(axis=1)
        fits = (points >= 0).all(axis=1) & (points @ cuts.T >= -1e-12).all(axis=1)
        found.append(points[fits])
    return np.concatenate(found)[:samples]


def looks_alike(points: np.ndarray, others: np.ndarray, least: float = 1e-3) -> None:
    """Compare two samples along every weight and along some slanting directions."""
    stats = pytest.importorskip("scipy.stats")
    assert points.mean(axis=0) == pytest.approx(others.mean(axis=0), abs=0.012)
    assert np.cov(points.T) == pytest.approx(np.cov(others.T), abs=0.004)
    ways = [*np.eye(points.shape[1]), *np.random.default_rng(3).normal(size=(4, points.shape[1]))]
    for way in ways:
        here, there = np.round(points @ way, 9), np.round(others @ way, 9)
        assert stats.ks_2samp(here, there).pvalue > least


@pytest.mark.parametrize("shape", SHAPES)
def test_draws_are_uniform(shape: str) -> None:
    of = SHAPES[shape]
    looks_alike(drawn(of, 6000).weights["p"], rejected(of, 6000))


@pytest.mark.parametrize("shape", SHAPES)
def test_walks_are_uniform(shape: str) -> None:
    pytest.importorskip("scipy")
    of = SHAPES[shape]
    cuts = rows(statements(of), tuple(of.weights))
    looks_alike(walk(cuts, len(of.weights), 4000, stream(5, shape)), rejected(of, 6000))


@pytest.mark.parametrize("shape", SHAPES)
def test_the_centroid_is_the_mean_of_draws(shape: str) -> None:
    found = polytope(SHAPES[shape])
    assert found.centroid is not None
    assert found.centroid.sum() == pytest.approx(1)
    assert found.centroid == pytest.approx(rejected(SHAPES[shape], 20_000).mean(axis=0), abs=0.005)


@pytest.mark.parametrize("walking", [False, True])
def test_a_point_and_a_segment_are_polytopes_too(walking: bool) -> None:
    def weights(of: Profile) -> np.ndarray:
        if not walking:
            return drawn(of, 500).weights["p"]
        pytest.importorskip("scipy")
        return walk(rows(statements(of), tuple(of.weights)), 3, 500, stream(1, "here"))

    point = weights(profile([FREE] * 3, (0, 1, 1), (1, 2, 1), (2, 0, 1)))
    assert point == pytest.approx(np.full((500, 3), 1 / 3))
    segment = weights(profile([(0.0, 0.5), (0.25, 0.25), FREE]))
    assert segment[:, 1] == pytest.approx(np.full(500, 0.25))
    assert segment[:, 0].min() < 0.02
    assert segment[:, 0].max() > 0.48
    assert segment.sum(axis=1) == pytest.approx(np.ones(500))


@pytest.mark.slow
def test_many_weights_are_walked_through() -> None:
    pytest.importorskip("scipy")
    of = profile([(0.02, 0.2)] * 11, (0, 1, 1))
    found = drawn(of, 1000)
    assert found.walked == ("p",)
    points = found.weights["p"]
    assert ((points >= 0.02 - 1e-12) & (points <= 0.2 + 1e-12)).all()
    assert (points[:, 0] >= points[:, 1] - 1e-12).all()
    assert points.sum(axis=1) == pytest.approx(np.ones(1000))
    assert points[:, 2:].mean(axis=0) == pytest.approx(np.full(9, points[:, 2:].mean()), abs=0.006)
    ends = polytope(of).implied["x5"]
    assert (ends.low, ends.high) == pytest.approx((0.02, 0.2))


# -- The same every time -------------------------------------------------------------------


def test_the_same_seed_gives_the_same_bits() -> None:
    mixed = Profile(
        "p", SHAPES["ranges"].weights, SHAPES["ranges"].scores, reservation=Range(0.1, 0.4)
    )
    found = [drawn(mixed, 100, seed) for seed in (1, 1, 2)]
    first, again, other = (
        b"".join(np.ascontiguousarray(u.drawn).tobytes() for u in each.unknowns) for each in found
    )
    assert first == again != other
    # Exact arithmetic only: the same bits on every machine.
    assert sha256(first).hexdigest()[:16] == "a58b55d7b66df4f8"


def test_what_one_number_is_taken_for_does_not_hang_on_other_unknowns() -> None:
    one = SHAPES["ranges"]
    more = Profile("p", one.weights, one.scores, reservation=Range(0, 0.5))
    alone = draw(problem(one), 50)
    among = draw(problem(profile([FREE] * 4, party="q"), more), 50)
    assert (alone.weights["p"] == among.weights["p"]).all()
    assert alone.numbers(7)["p"].weights == among.numbers(7)["p"].weights


def test_scores_and_other_numbers_are_uniform_between_their_ends() -> None:
    stats = pytest.importorskip("scipy.stats")
    scores = {"x0": (Score(Range(0, 0)), Score(Range(0.5, 0.9, best=0.6)))}
    of = Profile("p", {"x0": Weight(Range(1, 1))}, scores, reservation=Range(-0.2, 0.2))
    found = {each.name: each for each in drawn(of, 5000).unknowns}
    assert list(found) == ["p.score.x0.yes", "p.reservation"]
    for each in found.values():
        low, high = each.range.low, each.range.high
        uniform = stats.uniform(low, high - low)
        assert stats.kstest(each.drawn, uniform.cdf).pvalue > 1e-3


def test_too_many_samples_are_refused() -> None:
    with pytest.raises(LimitError, match="cannot be drawn"):
        drawn(SHAPES["all"], 0)
