"""Divisions of what a coalition is worth: axioms, textbook games, and their definitions."""

from __future__ import annotations

from fractions import Fraction
from itertools import combinations

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from detente.bargaining.coalitions.core import core
from detente.bargaining.coalitions.game import MAX_PLAYERS, CoalitionGame
from detente.bargaining.coalitions.least_core import least_core
from detente.bargaining.coalitions.linear import MAX_SOLVED
from detente.bargaining.coalitions.nucleolus import nucleolus
from detente.bargaining.coalitions.shapley import shapley
from detente.errors import LimitError, ModelError, UnknownNameError
from division_oracle import Divisions
from examples import examples

pytest.importorskip("scipy")

NAMES = "abcdefgh"


@st.composite
def games(draw: st.DrawFn, most: int = 4, least: int = 1) -> CoalitionGame:
    count = draw(st.integers(least, most))
    top = draw(st.sampled_from([1, 3, 10]))
    number = st.integers(-1, top)
    values = draw(st.lists(number, min_size=2**count - 1, max_size=2**count - 1))
    if draw(st.booleans()):  # more than the others, so that cores are often not empty
        values[-1] = draw(st.integers(top, 3 * top))
    return CoalitionGame(tuple(NAMES[:count]), np.array([0, *values], float))


def oracle(game: CoalitionGame) -> Divisions:
    worth = {
        frozenset(game.members(place)): Fraction(value) for place, value in enumerate(game.values)
    }
    return Divisions(game.players, worth)


def kohlberg(game: CoalitionGame, shares: np.ndarray, *, imputation: bool) -> bool:
    """Kohlberg (1971): no shift helps some coalition with the largest excesses and harms none.

    For each size of excess, over the coalitions whose excess is at least that: every shift y with
    y(N) = 0 and y(S) >= 0 for all of them has y(S) = 0 for all of them; for imputations, y must
    not take from who has no more than alone.
    """
    from scipy.optimize import linprog

    count = len(game.players)
    excess = game.excess(shares)[1:-1]
    matrix = (np.arange(1, 2**count - 1)[:, None] >> np.arange(count) & 1).astype(float)
    bounds = [
        (0.0 if imputation and share < least + 1e-7 else -1.0, 1.0)
        for share, least in zip(shares, game.alone, strict=True)
    ]
    for level in excess:
        unhappy = matrix[excess >= level - 1e-7]
        found = linprog(
            -unhappy.sum(axis=0),
            A_ub=-unhappy,
            b_ub=np.zeros(len(unhappy)),
            A_eq=np.ones((1, count)),
            b_eq=[0.0],
            bounds=bounds,
            method="highs",
        )
        if -found.fun > 1e-6:
            return False
    return True


# -- Definitions -------------------------------------------------------------------------------


@examples(10)
@given(games())
def test_equal_the_definitions(game: CoalitionGame) -> None:
    slow = oracle(game)
    assert shapley(game) == pytest.approx([float(x) for x in slow.shapley().values()], abs=1e-9)
    imputation, shares = slow.nucleolus()
    found = nucleolus(game)
    assert found.imputation == imputation
    assert found.shares == pytest.approx([float(x) for x in shares.values()], abs=1e-7)
    if len(game.players) > 1:
        excess = slow.least_excess()
        assert least_core(game).excess == pytest.approx(float(excess), abs=1e-7)
        assert core(game).empty == (excess > 0)


@examples(40)
@given(games(6))
def test_kohlberg_and_core(game: CoalitionGame) -> None:
    found = nucleolus(game)
    assert found.shares.sum() == pytest.approx(game.total, abs=1e-7)
    assert kohlberg(game, found.shares, imputation=found.imputation)
    if found.imputation:
        assert (found.shares >= game.alone - 1e-7).all()
    least = least_core(game)
    assert game.excess(least.shares)[1:-1].max(initial=-np.inf) <= least.excess + 1e-7
    if not core(game).empty:
        assert game.excess(found.shares).max() <= 1e-7
    check_balanced(game)


def check_balanced(game: CoalitionGame) -> None:
    """What coalitions are worth, weighed so that everybody is in them once, tells the excess."""
    least = least_core(game)
    for player in game.players:
        if len(game.players) > 1:
            assert sum(w for some, w in least.balanced if player in some) == pytest.approx(1)
    together = sum(weight * game.worth(some) for some, weight in least.balanced)
    weights = sum(weight for _, weight in least.balanced)
    if weights:
        assert together == pytest.approx(game.total + least.excess * weights, abs=1e-6)


@examples(40)
@given(games(4))
def test_vertices_span_the_core(game: CoalitionGame) -> None:
    found, slow = core(game), oracle(game)
    assert found.vertices is not None
    assert found.empty == (not found.vertices)
    rows = np.array([[place >> k & 1 for k in range(len(game.players))] for place in
                     range(1, 2 ** len(game.players))])  # fmt: skip
    for vertex in found.vertices:
        shares = dict(zip(game.players, vertex, strict=True))
        assert slow.in_core(shares)
        tight = [
            row for place, row in enumerate(rows, 1)
            if sum(shares[p] for p in game.members(place)) == Fraction(game.values[place])
        ]  # fmt: skip
        assert np.linalg.matrix_rank(np.array(tight)) == len(game.players)
    by_definition = {
        tuple(vertex)
        for some in combinations(range(1, 2 ** len(game.players) - 1), len(game.players) - 1)
        if (vertex := solved(rows[[k - 1 for k in some] + [-1]], game.values[[*some, -1]]))
        is not None
        and (game.excess(vertex) <= 1e-9).all()
    }
    assert len(found.vertices) == len({tuple(np.round(v, 6) + 0.0) for v in by_definition})


def solved(rows: np.ndarray, to: np.ndarray) -> np.ndarray | None:
    if np.linalg.matrix_rank(rows) < rows.shape[1]:
        return None
    return np.linalg.solve(rows, to)


# -- Axioms ------------------------------------------------------------------------------------


@examples(40)
@given(games(5), st.data())
def test_shapley_axioms(game: CoalitionGame, data: st.DataObject) -> None:
    count = len(game.players)
    value = shapley(game)
    assert value.sum() == pytest.approx(game.total)  # efficiency
    more = data.draw(st.lists(st.integers(-5, 5), min_size=2**count - 1, max_size=2**count - 1))
    other = CoalitionGame(game.players, np.array([0, *more], float))
    both = CoalitionGame(game.players, game.values + other.values)
    assert shapley(both) == pytest.approx(value + shapley(other))  # additivity
    alone = data.draw(st.integers(-3, 3))
    dummy = CoalitionGame((*game.players, "z"), np.append(game.values, game.values + alone))
    assert shapley(dummy) == pytest.approx([*value, alone])  # a player that adds the same to all


@examples(25)
@given(games(5), st.data())
def test_names_units_and_what_is_owned_do_not_matter(
    game: CoalitionGame, data: st.DataObject
) -> None:
    """Anonymity, hence symmetry, and covariance under strategic equivalence."""
    count = len(game.players)
    order = data.draw(st.permutations(range(count)))
    moved = [sum((place >> k & 1) << to for k, to in enumerate(order)) for place in range(2**count)]
    values = np.zeros(2**count)
    values[moved] = game.values
    renamed = CoalitionGame(game.players, values)
    unit = data.draw(st.sampled_from([0.25, 3.0, 1000.0]))
    owned = np.array(data.draw(st.lists(st.integers(-9, 9), min_size=count, max_size=count)), float)
    richer = CoalitionGame(game.players, unit * game.values + game.sums(owned))
    for solution in (shapley, lambda each: nucleolus(each).shares):
        shares = solution(game)
        assert solution(renamed)[order] == pytest.approx(shares, abs=1e-6)
        assert solution(richer) == pytest.approx(unit * shares + owned, abs=1e-6 * unit)


# -- Textbook games ----------------------------------------------------------------------------


def bankruptcy(estate: float, claims: list[float]) -> CoalitionGame:
    """A coalition is worth what the others' claims leave of the estate (O'Neill 1982)."""
    count = len(claims)
    values = [
        max(0.0, estate - sum(c for k, c in enumerate(claims) if not place >> k & 1))
        for place in range(2**count)
    ]
    return CoalitionGame(tuple(NAMES[:count]), np.array([0.0, *values[1:]]))


def talmud(estate: float, claims: list[float]) -> list[float]:
    """The rule of Aumann and Maschler (1985): halves of claims first, losses likewise."""
    half = sum(claims) / 2
    if estate > half:
        lost = talmud(2 * half - estate, claims)
        return [claim - loss for claim, loss in zip(claims, lost, strict=True)]
    shares = [0.0] * len(claims)
    rest = estate
    order = sorted(range(len(claims)), key=claims.__getitem__)
    for done, k in enumerate(order):
        shares[k] = min(claims[k] / 2, rest / (len(claims) - done))
        rest -= shares[k]
    return shares


@pytest.mark.parametrize(
    ("estate", "shares"),
    [
        (100, [100 / 3, 100 / 3, 100 / 3]),
        (200, [50, 75, 75]),
        (300, [50, 100, 150]),
    ],
)
def test_talmud(estate: float, shares: list[float]) -> None:
    """The three widows of the Mishnah (Kethubot 93a), Aumann and Maschler (1985)."""
    game = bankruptcy(estate, [100, 200, 300])
    assert talmud(estate, [100, 200, 300]) == pytest.approx(shares)
    assert nucleolus(game).shares == pytest.approx(shares)


@examples(40)
@given(st.lists(st.integers(0, 20), min_size=2, max_size=6), st.integers(0, 100))
def test_bankruptcy_nucleolus_is_the_talmudic_rule(claims: list[int], share: int) -> None:
    """The theorem of Aumann and Maschler (1985)."""
    estate = sum(claims) * share / 100
    game = bankruptcy(estate, [float(claim) for claim in claims])
    assert nucleolus(game).shares == pytest.approx(talmud(estate, claims), abs=1e-6)


def gloves(left: int, right: int) -> CoalitionGame:
    """A pair of gloves is worth 1; players own one glove each."""
    count = left + right
    values = [
        min((place & ((1 << left) - 1)).bit_count(), (place >> left).bit_count())
        for place in range(2**count)
    ]
    return CoalitionGame(tuple(NAMES[:count]), np.array(values, float))


def test_gloves() -> None:
    """With one left glove and two right ones, the core gives all to the left."""
    game = gloves(1, 2)
    found = core(game)
    assert found.vertices == ((1, 0, 0),)
    assert nucleolus(game).shares == pytest.approx([1, 0, 0])
    assert shapley(game) == pytest.approx([2 / 3, 1 / 6, 1 / 6])
    assert core(gloves(3, 4)).vertices == ((1, 1, 1, 0, 0, 0, 0),)
    assert len(core(gloves(2, 2)).vertices or ()) == 2


@examples(30)
@given(st.lists(st.integers(0, 12), min_size=1, max_size=7))
@example([8, 11, 13, 18])
def test_airport(costs: list[int]) -> None:
    """Littlechild and Owen (1973): a runway's every stretch is paid by those who need it, equally."""
    costs.sort()
    values = [
        -max((cost for k, cost in enumerate(costs) if place >> k & 1), default=0)
        for place in range(2 ** len(costs))
    ]
    game = CoalitionGame(tuple(NAMES[: len(costs)]), np.array(values, float))
    if costs == [8, 11, 13, 18]:
        assert shapley(game) == pytest.approx([-2, -3, -4, -9])
    shares, paid, before = [], 0.0, 0
    for k, cost in enumerate(costs):
        paid += (cost - before) / (len(costs) - k)
        before = cost
        shares.append(-paid)
    assert shapley(game) == pytest.approx(shares)
    assert not core(game).empty


@pytest.mark.parametrize("count", [3, 4, 5])
def test_majority(count: int) -> None:
    """No division of a majority game is stable; all players are alike."""
    values = [float(place.bit_count() > count / 2) for place in range(2**count)]
    game = CoalitionGame(tuple(NAMES[:count]), np.array(values))
    found = core(game)
    assert found.empty
    assert found.vertices == ()
    assert found.shares is None
    most = count // 2 + 1
    assert found.least.excess == pytest.approx(1 - most / count)
    assert nucleolus(game).shares == pytest.approx([1 / count] * count)
    assert shapley(game) == pytest.approx([1 / count] * count)


def test_nobody_can_be_satisfied() -> None:
    """Alone they are worth more than together: no imputation, and the loss is shared."""
    found = nucleolus(CoalitionGame(("a", "b"), [0, 3, 1, 2]))
    assert found.kind == "prenucleolus"
    assert found.to_dict()["shares"] == {"a": 2.0, "b": 0.0}
    assert core(found.game).to_dict()["empty"]


@pytest.mark.slow
def test_many_players() -> None:
    """Apex game of nine: the great player and one small one win, or all small ones together."""
    count = 9
    small = 2**count - 2
    values = [float((p & 1 and p > 1) or p & small == small) for p in range(2**count)]
    game = CoalitionGame(tuple(f"p{k}" for k in range(count)), np.array(values))
    found = nucleolus(game)
    # The small ones together and the great one with one of them: weights 7, 1, …, 1.
    assert found.shares == pytest.approx([7 / 15] + [1 / 15] * 8)
    assert kohlberg(game, found.shares, imputation=True)
    assert core(game).vertices is None
    assert core(game).empty


# -- Limits ------------------------------------------------------------------------------------


def test_bad_games() -> None:
    with pytest.raises(ModelError, match="one value for every coalition"):
        CoalitionGame(("a",), [0])
    with pytest.raises(ModelError, match="one value for every coalition"):
        CoalitionGame(("a",), [1, 0])
    with pytest.raises(ModelError, match="players"):
        CoalitionGame((), [0])
    with pytest.raises(ModelError, match="finite"):
        CoalitionGame(("a",), [0, np.inf])
    with pytest.raises(UnknownNameError, match="party"):
        CoalitionGame.of("ab", {"ac": 1})
    with pytest.raises(LimitError, match="too many coalitions"):
        CoalitionGame.of(map(str, range(MAX_PLAYERS + 1)), {})
    large = CoalitionGame.of(map(str, range(MAX_SOLVED + 1)), {("0", "1"): 1})
    assert shapley(large).sum() == pytest.approx(0)
    with pytest.raises(LimitError, match="too large"):
        nucleolus(large)
