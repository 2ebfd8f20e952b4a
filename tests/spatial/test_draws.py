"""Forecasts over many draws: the same every time, and each an ordinary forecast."""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pytest

from detente.errors import LimitError, UnknownNameError
from detente.ranges import Range
from detente.spatial import draws as module
from detente.spatial.baselines import weighted_mean, weights
from detente.spatial.comparison import compare, one_changed, rules_for_t
from detente.spatial.draws import LEVELS, Draws, drawn, forecast_draws
from detente.spatial.forecast import forecast
from detente.spatial.model import Actor, Band, Dimension, Spatial, Stance
from detente.spatial.tornado import explained
from spatial_strategies import known, on_a_line

BANDS = (Band("low", "x", 0, 40), Band("middle", "x", 40.000001, 60), Band("high", "x", 60.1, 100))


def unsure(bands: tuple[Band, ...] = BANDS) -> Spatial:
    """Return four actors of whom four numbers are not known."""
    problem = on_a_line((3, 10, 50), (2, 60, 90), (4, 90, 70), (1, 35, 80), bands=bands)
    first, second, *others = problem.actors
    first = replace(
        first, capability=Range(1, 9), stances={"x": Stance(Range(0, 20, best=1), known(50))}
    )
    second = replace(second, stances={"x": Stance(Range(40, 80), Range(0, 100))})
    return replace(problem, actors=(first, second, *others))


def same(one: Draws, other: Draws) -> bool:
    return json.dumps(one.to_dict()) == json.dumps(other.to_dict()) and np.array_equal(
        one.outcomes, other.outcomes
    )


@pytest.mark.slow
@pytest.mark.parametrize("transitions", ["deterministic", "stochastic"])
def test_the_same_seed_gives_the_same_to_the_bit(
    transitions: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    options = {"draws": 300, "seed": 5, "transitions": transitions}
    found = forecast_draws(unsure(), **options)
    monkeypatch.setattr(module, "BLOCK", 16 * 37)
    monkeypatch.setattr(module, "WORKERS", 1)
    assert same(found, forecast_draws(unsure(), **options))
    assert not same(found, forecast_draws(unsure(), **{**options, "seed": 6}))
    fewer = forecast_draws(unsure(), **{**options, "draws": 40})
    assert np.array_equal(fewer.outcomes, found.outcomes[:, :40])


@pytest.mark.slow
@pytest.mark.parametrize("model", ["smp", "scholz-table2", "scholz-printed"])
def test_every_draw_is_an_ordinary_forecast(model: str) -> None:
    problem = unsure()
    found = forecast_draws(problem, model, draws=12, seed=2)
    _, numbers = drawn(problem, 12, seed=2)
    assert [each.name for each in numbers] == [
        "a.capability",
        "a.position.x",
        "b.position.x",
        "b.salience.x",
    ]
    for k in range(12):
        at = {each.name: Range.exactly(float(drawn[k])) for each, drawn in numbers.items()}
        first, second, *others = problem.actors
        first = Actor("a", at["a.capability"], {"x": Stance(at["a.position.x"], known(50))})
        second = Actor("b", known(2), {"x": Stance(at["b.position.x"], at["b.salience.x"])})
        exact = replace(problem, actors=(first, second, *others))
        alone = forecast(exact, model)
        assert alone.outcome == tuple(found.outcomes[:, k])


def test_draws_stay_in_their_ranges_and_do_not_depend_on_each_other() -> None:
    problem = unsure()
    _, numbers = drawn(problem, 5_000, seed=1)
    for unknown, found in numbers.items():
        assert unknown.range.low < found.min()
        assert found.max() <= unknown.range.high
        middle = (unknown.range.low + unknown.range.high) / 2
        width = unknown.range.high - unknown.range.low
        assert abs(found.mean() - middle) < 4 * width / (12 * 5_000) ** 0.5
    first, *others = problem.actors
    less = replace(problem, actors=(replace(first, capability=known(3)), *others))
    _, fewer = drawn(less, 5_000, seed=1)
    by_name = {each.name: found for each, found in numbers.items()}
    for unknown, found in fewer.items():
        assert np.array_equal(found, by_name[unknown.name])


def test_the_fan_and_bands() -> None:
    problem = unsure()
    found = forecast_draws(problem, draws=1_000, seed=3)
    inputs, _ = drawn(problem, 1_000, seed=3)
    first = np.sort(weighted_mean(inputs.positions, weights(inputs))[0] * 100)
    assert found.fan[0, 0].tolist() == [first[round(level * 1_000) - 1] for level in LEVELS]
    last = np.sort(found.outcomes[0])
    assert found.fan[-1, 0].tolist() == [last[round(level * 1_000) - 1] for level in LEVELS]
    assert (np.diff(found.fan, axis=-1) >= 0).all()
    assert found.actors.shape == (4, 1, len(LEVELS))
    low, middle, high = (found.bands[band.id] for band in BANDS)
    assert low.mean == (last <= 40).mean()
    assert high.mean == (last >= 60.1).mean()
    between = ((last > 60) & (last < 60.1)).mean()
    assert low.mean + middle.mean + high.mean + between == pytest.approx(1)
    assert middle.error == pytest.approx((middle.mean * (1 - middle.mean) / 1_000) ** 0.5)
    surely = found.inside(Band("all", "x", 0, 100))
    assert (surely.mean, surely.error) == (1, 0)
    assert surely.bound == pytest.approx(0.05 ** (1 / 1_000))
    assert found.means[0].mean == pytest.approx(last.mean())
    told = json.loads(json.dumps(found.to_dict(case="c"), allow_nan=False))
    assert told["format"] == "detente.forecast_draws/1"
    assert len(told["fan"]) == len(found.fan)
    assert len(found.answer()) <= 4


def test_what_explains_how_much() -> None:
    """Of 3x + y, with x and y alike, x explains nine tenths and y one tenth."""
    rng = np.random.default_rng(4)
    x, y, z = rng.random((3, 20_000))
    assert explained(x, 3 * x + y) == pytest.approx(0.9, abs=0.01)
    assert explained(y, 3 * x + y) == pytest.approx(0.1, abs=0.02)
    assert explained(z, 3 * x + y) == pytest.approx(0.0, abs=0.01)
    assert explained(x, (x - 0.5) ** 2) == pytest.approx(1.0, abs=0.02)
    assert explained(x, np.ones_like(x)) is None
    assert explained(x[:100], y[:100]) is None


def test_the_tornado_finds_the_only_number_that_matters() -> None:
    """Where nobody can move anybody, positions stay, and the mean hangs on one position."""
    alone = Actor("a", Range(1, 2), {"x": Stance(Range(10, 90), Range(20, 80))})
    found = forecast_draws(Spatial((alone,), (Dimension("x"),)), draws=2_000)
    first, *others = found.tornado
    assert first.unknown.name == "a.position.x"
    assert first.explained == pytest.approx(1, abs=0.01)
    assert first.upper - first.lower == pytest.approx(80 * 2 / 3, abs=2)
    assert all(abs(each.explained or 0) < 0.05 for each in others)
    assert "Where a stands" in " ".join(found.answer())


def test_without_doubt_one_draw_says_it_all() -> None:
    problem = on_a_line((3, 10, 50), (2, 60, 90), (4, 90, 70))
    found = forecast_draws(problem)
    assert found.draws == 1
    assert tuple(found.outcomes[:, 0]) == forecast(problem).outcome
    assert found.fan[:, 0, 0].tolist() == forecast(problem).means[:, 0].tolist()
    assert len(found.answer()) == 1
    assert found.certain
    assert not forecast_draws(unsure(), draws=1).certain
    chance = forecast_draws(problem, draws=50, transitions="stochastic")
    assert chance.draws == 50
    assert len(set(chance.outcomes[0].tolist())) > 1
    assert not chance.tornado


def test_too_much_is_refused() -> None:
    problem = unsure()
    for asked in (
        {"draws": 0},
        {"draws": 100_001},
        {"draws": 100_000, "rounds": 5_000},
        {"seed": -1},
        {"seed": -1, "model": "scholz-table2"},
    ):
        with pytest.raises(LimitError):
            forecast_draws(problem, **asked)


def test_models_are_compared() -> None:
    problem = on_a_line((3, 10, 50), (2, 60, 90), (4, 90, 70), (1, 35, 80))
    found = compare(problem)
    assert [each.model for each in found.models] == ["smp", "scholz-table2", "scholz-printed"]
    outcomes = [forecast(problem, each.model).outcome[0] for each in found.models]
    assert [each.outcome for each in found.models] == [(each,) for each in outcomes]
    assert found.spread == (max(outcomes) - min(outcomes),)
    told = json.loads(json.dumps(found.to_dict(), allow_nan=False))
    assert told["format"] == "detente.forecast_models/1"
    assert told["baselines"] == json.loads(json.dumps(forecast(problem).to_dict()))["baselines"]
    by_rule = compare(problem, rules_for_t(0.5))
    assert len({each.name for each in by_rule.models}) == 8
    assert by_rule.spread[0] > 0


def test_a_model_of_one_dimension_takes_several_one_by_one() -> None:
    def actor(name: str, capability: float, x: float, y: float, matters: float = 40) -> Actor:
        stances = {"x": Stance(known(x), known(50)), "y": Stance(known(y), known(matters))}
        return Actor(name, known(capability), stances)

    actors = (actor("a", 1, 10, 80), actor("b", 2, 70, 20), actor("c", 3, 40, 0, 0))
    problem = Spatial(actors, (Dimension("x"), Dimension("y")))
    found = compare(problem)
    assert [each.apart for each in found.models] == [False, True, True]
    x = on_a_line((1, 10, 50), (2, 70, 50), (3, 40, 50))
    y = on_a_line((1, 80, 40), (2, 20, 40))  # what does not matter to an actor, it leaves alone
    for each in found.models[1:]:
        assert each.outcome == tuple(forecast(one, each.model).outcome[0] for one in (x, y))
    assert "took every dimension by itself" in " ".join(found.answer())


def test_a_model_that_cannot_be_asked_says_why() -> None:
    def stances(place: float) -> dict[str, Stance]:
        return {"x": Stance(known(place), known(50)), "y": Stance(known(place), known(0))}

    actors = (Actor("a", known(1), stances(10)), Actor("b", known(2), stances(70)))
    problem = Spatial(actors, (Dimension("x"), Dimension("y")))
    found = compare(problem)
    assert [each.outcome is None for each in found.models] == [False, True, True]
    assert "'y' matters to nobody" in found.models[1].reason
    assert "cannot be asked" in " ".join(found.answer())
    only = compare(problem, [("scholz-printed", {})])
    assert only.spread == (0, 0)
    assert len(only.answer()) == 1
    with pytest.raises(UnknownNameError):
        compare(problem, [("smp", {"vote": "loud"})])


@pytest.mark.slow
def test_variants_differ_in_one_option() -> None:
    problem = on_a_line((3, 10, 50), (2, 60, 90), (4, 90, 70), (1, 35, 80))
    found = compare(problem, one_changed())
    assert len({each.name for each in found.models}) == len(found.models) == 23
    low, high = found.range[0]
    outcomes = [forecast(problem, "smp", **each.options).outcome[0] for each in found.models]
    assert (low, high) == (min(outcomes), max(outcomes))
    assert [each.outcome for each in found.at(0, low)] == [(low,)] * outcomes.count(low)


def test_what_is_the_same_everywhere_is_told_as_such() -> None:
    everywhere = (Band("point", "x", 33.3, 33.3),)
    problem = on_a_line((3, 33.3, 50), (2, 33.3, 90), (4, 33.3, 70), bands=everywhere)
    varied = compare(problem, one_changed())
    assert varied.ends(0) == "all forecast 33.3"
    assert "They agree" in " ".join(compare(problem).answer())
    first, *others = problem.actors
    unsure_of_weight = replace(problem, actors=(replace(first, capability=Range(1, 9)), *others))
    said = forecast_draws(unsure_of_weight, draws=300).answer()
    assert said[0].endswith("the forecast lies at 33.3 in at least nine of ten.")
    assert said[1].startswith("It lies in “point” in all")
    two = compare(on_a_line((3, 10, 50), (2, 60, 90)), one_changed())
    assert two.ends(0).startswith("lowest with ")


def test_a_single_draw_of_what_is_unknown_is_told_as_one() -> None:
    (said,) = forecast_draws(unsure(), draws=1).answer()
    assert said.startswith("In the one draw that was made the forecast is ")
