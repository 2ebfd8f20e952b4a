"""What comes out of bad and of odd input, and how a forecast is told."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from detente.errors import DetenteError, LimitError, ModelError, UnknownNameError
from detente.ranges import Range
from detente.spatial.draws import forecast_draws
from detente.spatial.forecast import forecast
from detente.spatial.model import Actor, Band, Dimension, Spatial, Stance
from detente.spatial.models import MODELS
from detente.spatial.words import not_told
from spatial_strategies import known, on_a_line

NAN = float("nan")


def stance(position: float = 50, salience: float = 50) -> Stance:
    return Stance(known(position), known(salience))


@pytest.mark.parametrize(
    ("build", "code", "says"),
    [
        (lambda: on_a_line((1, 50, 101)), "invalid-model", "salience"),
        (lambda: on_a_line((1, 50, 0)), "no-salience", "nothing matters"),
        (lambda: on_a_line((1, 101, 50)), "invalid-model", "position"),
        (lambda: on_a_line((1, -1, 50)), "invalid-model", "position"),
        (lambda: on_a_line((-1, 50, 50)), "invalid-model", "capability"),
        (lambda: on_a_line((NAN, 50, 50)), "invalid-model", "number"),
        (lambda: on_a_line((1, NAN, 50)), "invalid-model", "number"),
        (lambda: on_a_line((float("inf"), 50, 50)), "invalid-model", "number"),
        (lambda: on_a_line((0, 50, 50), (0, 20, 50)), "no-capability", "bring"),
        (lambda: on_a_line(), "invalid-model", "nobody"),
        (lambda: Spatial((Actor("a", known(1), {"x": stance()}),), ()), "invalid-model", "stand"),
        (
            lambda: Actor("a", known(1), {"x": stance(50, 60), "y": stance(50, 60)}),
            "salience-over-100",
            "sum to 120",
        ),
        (
            lambda: Spatial(on_a_line((1, 1, 1)).actors * 2, (Dimension("x"),)),
            "invalid-model",
            "two actors",
        ),
        (
            lambda: Spatial(on_a_line((1, 1, 1)).actors, (Dimension("x"), Dimension("y"))),
            "invalid-model",
            "stands on 'y'",
        ),
        (lambda: on_a_line((1, 1, 1), bands=(Band("b", "z", 1, 2),)), "unknown-dimension", "'z'"),
        (lambda: Band("b", "x", 90, 110), "invalid-model", "band"),
        (lambda: Dimension("x", reference=known(120)), "invalid-model", "reference"),
        (
            lambda: on_a_line((1, 1, 1), accommodation={"a": {"a": 1.2}}),
            "invalid-model",
            "follow",
        ),
        (
            lambda: on_a_line((1, 1, 1), (1, 1, 1), accommodation={"a": {"a": 0.6, "b": 0.6}}),
            "invalid-model",
            "wholly",
        ),
        (
            lambda: on_a_line((1, 1, 1), accommodation={"z": {"a": 0.6}}),
            "unknown-actor",
            "'z'",
        ),
    ],
)
def test_bad_input_is_refused_with_a_reason(build: Any, code: str, says: str) -> None:
    with pytest.raises(DetenteError) as caught:
        build()
    assert caught.value.code == code
    assert says in caught.value.message


def test_options_that_are_none_are_refused() -> None:
    problem = on_a_line((1, 10, 50), (1, 90, 50))
    for model, options, error in (
        ("smpp", {}, UnknownNameError),
        ("smp", {"vote": "loud"}, UnknownNameError),
        ("smp", {"q": 1.0}, UnknownNameError),
        ("scholz-table2", {"variant": "printed"}, UnknownNameError),
        ("scholz-table2", {"q": NAN}, LimitError),
        ("smp", {"rounds": 0}, LimitError),
    ):
        with pytest.raises(error) as caught:
            forecast(problem, model, **options)
        assert caught.value.hint


def test_expected_utility_wants_one_dimension() -> None:
    actor = Actor("a", known(1), {"x": stance(), "y": stance()})
    with pytest.raises(ModelError) as caught:
        forecast(Spatial((actor,), (Dimension("x"), Dimension("y"))), "scholz-printed")
    assert caught.value.code == "one-dimension"


@pytest.mark.parametrize("model", MODELS)
def test_one_actor_stays(model: str) -> None:
    found = forecast(on_a_line((1, 30, 50)), model)
    assert found.converged
    assert found.positions.tolist() == [[[30.0]]] * len(found.positions)
    assert found.outcome == (30.0,)
    assert any("one actor" in note for note in found.notes)


@pytest.mark.parametrize("most", [40, 1e-200])
@pytest.mark.parametrize("model", MODELS)
def test_somebody_to_whom_nothing_may_matter_is_no_trouble(model: str, most: float) -> None:
    """Its best guess is that it does not care: nothing is far from it, and nobody has to go there."""
    carefree = Actor("z", known(1), {"x": Stance(known(10), Range(0, most, 0))})
    others = on_a_line((2, 90, 50), (1, 50, 50))
    problem = Spatial((carefree, *others.actors), others.dimensions)
    with np.errstate(all="raise", under="ignore"):
        found = forecast(problem, model)
    assert np.isfinite(found.positions).all()
    assert found.baselines == forecast(others, model).baselines
    json.dumps(found.to_dict(), allow_nan=False)
    assert np.isfinite(forecast_draws(problem, model, draws=20).outcomes).all()


@pytest.mark.parametrize("model", MODELS)
def test_all_alike_stay_and_nothing_is_divided_by_zero(model: str) -> None:
    found = forecast(on_a_line((1, 40, 50), (3, 40, 90), (0, 40, 10)), model)
    assert (found.positions == 40).all()
    assert found.converged
    assert found.answer()[-1] == "Nobody moves."
    assert any("stand alike" in note for note in found.notes)


@pytest.mark.parametrize("model", MODELS)
@pytest.mark.parametrize(
    "rows",
    [
        ((0, 10, 50), (5, 80, 50)),
        ((0, 10, 50), (0, 15, 50), (5, 80, 50)),
        ((5, 0, 100), (5, 100, 100)),
        ((5, 20, 60), (5, 20, 60), (5, 20, 60), (2, 70, 30), (2, 70, 30)),
        ((1e-300, 20, 60), (1, 70, 30)),
        ((1e12, 20, 60), (1, 70, 1e-9)),
    ],
    ids=["zero", "zeros", "ends", "merged", "tiny", "huge"],
)
def test_odd_input_gives_numbers_between_those_given(model: str, rows: Any) -> None:
    options = {} if model == "smp" else {"rounds": 40}
    found = forecast(on_a_line(*rows), model, **options)
    low, high = found.positions[0].min(), found.positions[0].max()
    # Positions of bargains are rounded to hundredths.
    assert found.positions.min() >= low - 0.01
    assert found.positions.max() <= high + 0.01


@pytest.mark.parametrize("model", ["scholz-table2", "scholz-printed"])
def test_two_alike_in_everything_never_part(model: str) -> None:
    problem = on_a_line((5, 20, 60), (5, 20, 60), (3, 70, 90), (4, 90, 30), (1, 50, 80))
    found = forecast(problem, model)
    assert found.moves
    assert np.array_equal(found.positions[:, 0], found.positions[:, 1])


def test_a_dimension_that_matters_to_nobody() -> None:
    actors = tuple(
        Actor(name, known(1), {"x": stance(place, 50), "y": stance(place, 0)})
        for name, place in (("a", 10), ("b", 80))
    )
    found = forecast(Spatial(actors, (Dimension("x"), Dimension("y"))))
    assert found.baselines["weighted_mean"] == (45.0, 45.0)
    assert np.isfinite(found.positions).all()


def test_ranges_are_taken_by_their_guesses() -> None:
    exact = on_a_line((1, 10, 50), (2, 60, 40), (4, 90, 70))
    first, *others = exact.actors
    unsure = replace(
        first, stances={"x": Stance(Range(0, 30, best=10), Range(40, 60))}, capability=Range(0, 2)
    )
    ranged = replace(exact, actors=(unsure, *others))
    assert [each.name for each in ranged.unknowns] == ["a.capability", "a.position.x",
                                                       "a.salience.x"]  # fmt: skip
    assert np.array_equal(forecast(ranged).positions, forecast(exact).positions)
    assert forecast(exact).parameters["numbers"] == "given"
    assert "guesses" in forecast(ranged).parameters["numbers"]


def test_chance_is_seeded() -> None:
    problem = on_a_line((3, 10, 50), (2, 60, 90), (4, 90, 70), (1, 35, 80))

    def ends(seed: int) -> list[list[float]]:
        found = forecast(problem, transitions="stochastic", seed=seed)
        return found.positions[-1].tolist()

    assert ends(3) == ends(3)
    assert len({str(ends(seed)) for seed in range(12)}) > 1


def test_following_others_moves_ideals() -> None:
    rows = ((3, 10, 50), (2, 60, 90), (4, 90, 70), (1, 35, 80))
    plain = forecast(on_a_line(*rows))
    held = forecast(on_a_line(*rows, accommodation={"a": {}, "b": {}, "c": {}, "d": {}}))
    assert np.array_equal(plain.positions[1], held.positions[1])
    own = {each: {each: 1.0} for each in "abcd"}
    assert np.array_equal(forecast(on_a_line(*rows, accommodation=own)).positions, plain.positions)
    assert not np.array_equal(plain.positions[-1], held.positions[-1])


@pytest.mark.parametrize("model", MODELS)
def test_the_contract(model: str) -> None:
    problem = on_a_line((3, 10, 50), (2, 60, 90), (4, 90, 70), (1, 35, 80))
    found = forecast(problem, model)
    told = json.loads(json.dumps(found.to_dict(case="c"), allow_nan=False))
    assert told["format"] == "detente.forecast/1"
    assert told["model"] == told["parameters"]["model"] == model
    assert told["actors"] == ["a", "b", "c", "d"]
    assert told["dimensions"] == ["x"]
    assert told["rounds"][0]["positions"] == {"a": [10], "b": [60], "c": [90], "d": [35]}
    assert told["rounds"][0]["moves"] == []
    assert told["baselines"]["weighted_mean"] == [pytest.approx(40300 / 690)]
    assert told["baselines"]["weighted_median"] == [60]
    assert told["baselines"]["constant"] == [50]
    assert told["baselines"]["reference"] == [None]
    assert told["forecast"] == list(found.outcome)
    assert len(told["answer"]) <= 4
    assert len(list(found.rows())) == 4 * len(told["rounds"])


@pytest.mark.parametrize("model", MODELS)
def test_moves_tell_every_change_of_position(model: str) -> None:
    problem = on_a_line((3, 10, 50), (2, 60, 90), (4, 90, 70), (1, 35, 80), (2, 75, 20))
    found = forecast(problem, model)
    assert found.moves
    for number in range(1, len(found.positions)):
        before, after = found.positions[number - 1 : number + 1]
        told = {move.actor: move for move in found.moves_in(number)}
        for k, actor in enumerate(problem.actor_ids):
            if actor not in told:
                assert np.array_equal(before[k], after[k])
                continue
            move = told[actor]
            assert move.by in problem.actor_ids
            assert move.by != actor
            assert move.before == tuple(before[k])
            assert move.after == tuple(after[k])


def test_expected_utility_by_hand() -> None:
    """Two at the ends of the scale to whom nothing else matters, the one four times as strong.

    Success is worth 2 and failure -2 whatever the exponent. Without attitudes to risk the stronger
    expects 0.8 · 2 - 0.2 · 2 = 1.2, so that the weaker is in danger: its exponent is ½, that of the
    stronger 2. The status quo is then worth 2 - 4√½ to the weaker and 1 to the stronger.
    """
    found = forecast(on_a_line((4, 0, 100), (1, 100, 100)), "scholz-printed", rounds=1)
    (move,) = found.moves
    assert (move.actor, move.by, move.argument) == ("b", "a", "compel")
    assert move.numbers["other"] == pytest.approx(1.2 - 1)
    assert move.numbers["own"] == pytest.approx(-1.2 - (2 - 4 * 0.5**0.5))
    assert move.after == (0.0,)
    assert not forecast(on_a_line((3, 0, 100), (1, 100, 100)), "scholz-printed").moves


def test_hostile_names_are_only_names() -> None:
    actor = Actor("<b>", known(1), {"x": stance(10)}, label="‮<script>")
    other = Actor("b", known(2), {"x": stance(90)})
    found = forecast(Spatial((actor, other), (Dimension("x"),)))
    assert found.to_dict()["actors"] == ["<b>", "b"]
    assert found.answer()


def test_unknown_numbers_without_draws_are_told() -> None:
    known_all = on_a_line((3, 10, 50), (2, 60, 90))
    first, second = known_all.actors
    unsure = replace(known_all, actors=(replace(first, capability=Range(1, 9)), second))
    assert not_told(known_all) == ()
    assert "for one unknown number" in not_told(unsure)[0]
    level = on_a_line((3, 50, 50), (2, 50, 90))
    assert "Nobody moves." in forecast(level).answer()
