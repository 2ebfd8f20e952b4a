"""Strength of preference: against its definitions, and where it reduces to what is simpler."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from typing import TypeVar

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from detente.conflict.analysis import analyse
from detente.conflict.arcs import GraphConflict
from detente.conflict.base import BaseConflict
from detente.conflict.model import Conflict, conflict
from detente.conflict.preferences import (
    Ordered,
    Payoffs,
    Preference,
    Ranking,
    Weighted,
    marked_strongly,
)
from detente.conflict.strength import strength
from detente.conflict.strength.levels import sanctioned_from, strongly_worse
from detente.errors import ModelError, UnknownNameError
from examples import examples
from graph_strategies import graph_conflicts
from oracle import Oracle
from strategies import conflicts, random_conflict
from strength_oracle import CONCEPTS, ListedStrength, StrengthOracle

Number = Callable[[int, int], int]
AnyConflict = TypeVar("AnyConflict", bound=BaseConflict)


def marked(preference: Preference, n: int, number: Number) -> Preference:
    """Return a preference with random marks; payoffs become a ranking, which can have some."""
    if isinstance(preference, Ordered):
        return Ordered(
            tuple(dataclasses.replace(w, strongly=number(0, 3)) for w in preference.wishes)
        )
    if isinstance(preference, Weighted):
        steps = [number(1, 15) for _ in range(number(0, 3))]
        return Weighted(preference.wishes, tuple((np.cumsum(steps) / 10).tolist()))
    if isinstance(preference, Payoffs):
        values = preference.values
        preference = Ranking(
            tuple(
                tuple((np.flatnonzero(values == v) + 1).tolist())
                for v in sorted(set(values.tolist()), reverse=True)
            )
        )
    gaps = [k for k in range(1, len(preference.levels)) if number(0, 2) == 2]
    return dataclasses.replace(preference, strongly=tuple((k, number(1, 3)) for k in gaps))


def with_marks(game: AnyConflict, number: Number) -> AnyConflict:
    n = len(game.states)
    return game.with_changes(
        preferences={p: marked(wanted, n, number) for p, wanted in game.preferences.items()}
    )


@st.composite
def marked_conflicts(draw: st.DrawFn, max_parties: int = 4, max_options: int = 5) -> Conflict:
    game = draw(conflicts(max_parties, max_options))
    return with_marks(game, lambda low, high: draw(st.integers(low, high)))


def highest(game: BaseConflict) -> int:
    return max(map(marked_strongly, game.preferences.values()))


def agrees(game: BaseConflict, compiled: bool | None = None) -> None:
    degrees = highest(game)
    if not degrees:
        with pytest.raises(ModelError):
            strength(analyse(game, ["nash"], compiled=compiled))
        return
    found = strength(analyse(game, CONCEPTS, compiled=compiled))
    assert found.degrees == degrees
    for degree in range(1, degrees + 1):
        listed = isinstance(game, GraphConflict)
        oracle = (ListedStrength if listed else StrengthOracle)(game, degree)
        for concept in CONCEPTS:
            for party in game.party_ids:
                wanted = [oracle.strongly_stable(concept, party, s) for s in oracle.codes]
                assert found.strongly[degree][concept][party].tolist() == wanted
                general = [oracle.stable(concept, party, s) for s in oracle.codes]
                assert found.stable[concept][party].tolist() == general
                weak = [g and not w for g, w in zip(general, wanted, strict=True)]
                assert found.weakly(concept, party, degree).tolist() == weak


@given(marked_conflicts())
@examples(40)
def test_agrees_with_the_definitions(game: Conflict) -> None:
    agrees(game)


@given(graph_conflicts(3, 6), st.data())
@examples(60)
def test_agrees_with_the_definitions_in_graph_form(
    game: GraphConflict, data: st.DataObject
) -> None:
    agrees(with_marks(game, lambda low, high: data.draw(st.integers(low, high))))


@pytest.mark.parametrize("seed", range(25))
def test_agrees_with_the_definitions_on_seeded_conflicts(seed: int) -> None:
    rng = np.random.default_rng(seed)
    game = random_conflict(seed, max_options=5)
    agrees(with_marks(game, lambda low, high: int(rng.integers(low, high, endpoint=True))))


def test_agrees_with_the_definitions_when_compiled() -> None:
    pytest.importorskip("numba")
    for seed in range(6):
        rng = np.random.default_rng(seed)
        game = random_conflict(seed, max_options=5)
        agrees(with_marks(game, lambda low, high, r=rng: int(r.integers(low, high + 1))), True)


@given(marked_conflicts(max_options=4))
@examples(40)
def test_much_worse_is_one_bound_for_each_level(game: Conflict) -> None:
    """The smallest relation with a ≥ b ≫ c ≥ e ⇒ a ≫ e is what the levels say."""
    for degree in range(1, highest(game) + 1):
        oracle = StrengthOracle(game, degree)
        for party in game.party_ids:
            bound, payoff = strongly_worse(game, party, degree), oracle.payoff[party]
            assert (np.diff(bound) >= 0).all()
            pairs = {
                (s, t) for s in oracle.codes for t in oracle.codes if payoff[t] <= bound[payoff[s]]
            }
            assert pairs == oracle.much[party]
            lowest = sanctioned_from(bound)
            assert pairs == {
                (s, t) for s in oracle.codes for t in oracle.codes if payoff[s] >= lowest[payoff[t]]
            }


@given(marked_conflicts())
@examples(40)
def test_what_is_strongly_stable_is_stable_and_concepts_imply_each_other(game: Conflict) -> None:
    degrees = highest(game)
    if not degrees:
        return
    found = strength(analyse(game))
    assert "sim" not in found.stable
    for degree in range(1, degrees + 1):
        by = found.strongly[degree]
        for party in game.party_ids:
            for concept in by:
                assert not (by[concept][party] & ~found.stable[concept][party]).any()
                if degree > 1:
                    lower = found.strongly[degree - 1][concept][party]
                    assert not (by[concept][party] & ~lower).any()
            for narrow, wide in [
                ("nash", "seq"), ("nash", "sseq"), ("sseq", "seq"), ("sseq", "smr"),
                ("seq", "gmr"), ("smr", "gmr"),
            ]:  # fmt: skip
                assert not (by[narrow][party] & ~by[wide][party]).any()


@given(conflicts())
@examples(40)
def test_where_every_step_is_strong_much_worse_means_worse(game: Conflict) -> None:
    """Then GMR and SEQ are those of strict sanctions, and one degree is all there is."""
    ranked = {}
    for party in game.party_ids:
        payoff = game.payoffs(party)
        levels = [tuple((np.flatnonzero(payoff == k) + 1).tolist()) for k in set(payoff.tolist())]
        levels.reverse()
        ranked[party] = Ranking(
            tuple(levels), strongly=tuple((k, 1) for k in range(1, len(levels)))
        )
    game = game.with_changes(preferences=ranked)
    if not highest(game):
        return
    found = strength(analyse(game, CONCEPTS))
    oracle = Oracle(game)
    for concept in ("nash", "gmr", "seq"):
        for party in game.party_ids:
            wanted = oracle.table(concept, party, "strict")
            assert found.strongly[1][concept][party].tolist() == wanted


@given(conflicts())
@examples(30)
def test_marks_change_nothing_of_the_ordinary_analysis(game: Conflict) -> None:
    rng = np.random.default_rng(0)
    with_some = with_marks(game, lambda low, high: int(rng.integers(low, high + 1)))
    plain, other = analyse(game), analyse(with_some)
    for concept in plain.stable:
        for party in game.party_ids:
            assert (plain.stable[concept][party] == other.stable[concept][party]).all()


def test_a_farmer_and_a_mill() -> None:
    """Worked by hand: one threat that matters much, one that matters little."""
    game = conflict(
        {"mill": ["dump"], "town": ["close"]},
        {
            "mill": Ranking(((2,), (1,), (3,), (4,)), strongly=((3, 1),)),  # closed *and* dumping
            "town": Ranking(((1,), (4,), (3,), (2,))),
        },
        status_quo=[],
    )
    found = strength(analyse(game, ["gmr", "seq"]))
    # from 1 the mill would dump (2); the town then closes (4), which is much worse than 1
    assert found.strongly[1]["seq"]["mill"].tolist() == [True, True, True, False]
    assert found.strong_equilibria("seq") == (1,)
    # from 3 the town would open again (1); the mill then dumps (2), only a little worse than 3
    assert found.weak_equilibria("seq") == (3,)
    assert found.strongly_held_under(1) == ("gmr", "seq")
    assert "held strongly under GMR, SEQ" in found.answer()[0]
    data = found.to_dict(case="mill")
    assert data["format"] == "detente.strength/1"
    assert data["marked"] == {"mill": 1, "town": 0}
    with pytest.raises(UnknownNameError):
        found.weakly("smr", "mill")


def test_the_answer_at_the_status_quo() -> None:
    dilemma = {
        "a": Ranking(((2,), (1,), (4,), (3,)), strongly=((2, 1),)),
        "b": Ranking(((3,), (1,), (4,), (2,))),
    }
    game = conflict({"a": ["defect"], "b": ["defect"]}, dilemma, status_quo=[])
    assert "only weakly" in strength(analyse(game)).answer()[0]
    stuck = game.with_changes(status_quo=frozenset(["a.defect", "b.defect"]))
    said = strength(analyse(stuck)).answer()
    assert said[0].startswith("Nobody could gain by leaving the status quo")
    assert "state 4" in said[1]
    none = game.with_changes(status_quo=None)
    assert strength(analyse(none, ["gmr"])).answer()[0].startswith("Of 2 equilibria")


@pytest.mark.parametrize(
    "make",
    [
        lambda: Ranking(((1,), (2,)), strongly=((2, 1),)),
        lambda: Ranking(((1,), (2,)), strongly=((0, 1),)),
        lambda: Ranking(((1,), (), (2,)), strongly=((1, 1),)),
        lambda: Weighted((), (2.0, 1.0)),
        lambda: Weighted((), (0.0,)),
        lambda: Weighted((), (float("nan"),)),
    ],
)
def test_marks_that_mean_nothing_are_refused(make: Callable[[], Preference]) -> None:
    with pytest.raises(ModelError):
        make()
