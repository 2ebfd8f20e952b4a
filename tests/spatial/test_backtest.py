"""How forecasts would have done: the losses, their intervals and who comes out first."""

from __future__ import annotations

from dataclasses import replace
from math import nan

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backtest_oracle import bootstrap, crps_by_integral, fair_crps
from detente.errors import LimitError, ModelError, UnknownNameError
from detente.ranges import Range
from detente.spatial.backtest import Backtest, Decided, backtest
from detente.spatial.backtest.losses import crps, losses
from detente.spatial.backtest.resampling import FEW, intervals
from detente.spatial.comparison import compare
from detente.spatial.draws import forecast_draws
from detente.spatial.forecast import forecast
from detente.spatial.model import Actor, Dimension, Outcome, Spatial, Stance
from detente.spatial.models import MODELS
from spatial_strategies import known, on_a_line, problems

places = st.integers(0, 100).map(float)


def settled(problem: Spatial, *outcomes: float) -> Spatial:
    """Return a problem of which it is known what came out."""
    return replace(
        problem,
        dimensions=tuple(
            replace(dimension, outcome=Outcome(outcome))
            for dimension, outcome in zip(problem.dimensions, outcomes, strict=False)
        )
        + problem.dimensions[len(outcomes) :],
    )


def decided(outcome: float, *rows: tuple[float, float, float], **parts: object) -> Spatial:
    return settled(on_a_line(*rows, **parts), outcome)


def told(found: Backtest) -> dict[str, dict[str, float]]:
    """Return every mean loss by name."""
    return {
        each.forecaster.name: {loss: each.losses[loss].mean for loss in each.losses}
        for each in found.standings
    }


# -- Losses --------------------------------------------------------------------------------


@given(st.lists(places, min_size=1, max_size=12), places)
def test_the_score_is_its_definition(draws: list[float], outcome: float) -> None:
    found, count = crps(np.array(draws), outcome), len(draws)
    assert found == pytest.approx(fair_crps(draws, outcome), abs=1e-9)
    assert found >= 0
    # The integral is of the draws themselves; the fair form takes off what comes of their number.
    apart = sum(abs(a - b) for i, a in enumerate(draws) for b in draws[i + 1 :])
    less = apart / (count**2 * (count - 1)) if count > 1 else 0.0
    assert found == pytest.approx(crps_by_integral(draws, outcome) - less, abs=1e-9)


@given(places, places)
def test_of_a_point_the_score_is_the_absolute_error(forecast: float, outcome: float) -> None:
    miss = abs(forecast - outcome)
    assert losses(forecast, None, outcome) == (miss, miss <= 5, miss <= 10, miss)
    assert crps(np.array([forecast] * 7), outcome) == miss
    assert losses(outcome, None, outcome) == (0, 1, 1, 0)


def test_rounding_does_not_push_a_forecast_out() -> None:
    assert losses(0.1 + 0.2 + 5, None, 0.3)[1] == 1
    assert losses(5.31, None, 0.3)[1] == 0


# -- Intervals -----------------------------------------------------------------------------


@settings(max_examples=15)
@given(
    st.lists(st.tuples(places | st.just(nan), st.integers(0, 5)), min_size=2, max_size=14),
    st.integers(0, 3),
)
def test_intervals_are_those_of_a_slow_bootstrap(rows: list[tuple[float, int]], seed: int) -> None:
    numbers = [number for number, _ in rows]
    order = {group: k for k, group in enumerate(sorted({group for _, group in rows}))}
    groups = [order[group] for _, group in rows]
    (found,) = intervals(np.array(numbers)[:, None], np.array(groups), 120, seed)
    if all(map(np.isnan, numbers)):
        assert found is None
        return
    mean, low, high = (
        bootstrap(numbers, groups, 120, seed)
        if len(order) > 1
        else (float(np.nanmean(numbers)), 0.0, 0.0)
    )
    assert found is not None
    assert found.mean == pytest.approx(mean)
    if high - low > 1e-9:
        assert (found.low, found.high) == (pytest.approx(low), pytest.approx(high))
    else:
        assert found.low is None or found.high - found.low < 1e-9


def test_whole_groups_are_drawn() -> None:
    """Two decisions that always go together are no more than one."""
    numbers, apart = np.array([[0.0], [0.0], [10.0], [10.0]]), np.arange(4)
    (each,) = intervals(numbers, apart, 4000, 0)
    (together,) = intervals(numbers, np.array([0, 0, 1, 1]), 4000, 0)
    assert each is not None
    assert together is not None
    assert (together.low, together.high) == (0, 10)
    more = np.repeat(numbers, 8, axis=0)
    (narrow,) = intervals(more, np.arange(32), 4000, 0)
    assert narrow is not None
    assert narrow.high - narrow.low < 5  # type: ignore[operator]


def test_nothing_is_known_of_chance_where_all_agree_or_nothing_is_drawn() -> None:
    ones = np.ones((5, 1))
    for found in (
        intervals(ones, np.arange(5), 200, 0),
        intervals(np.array([[1.0], [2.0]]), np.zeros(2, int), 200, 0),
        intervals(np.array([[1.0], [2.0]]), np.arange(2), 0, 0),
    ):
        assert found[0] is not None
        assert (found[0].low, found[0].high) == (None, None)


# -- Forecasts -----------------------------------------------------------------------------


@pytest.mark.slow
@settings(max_examples=10)
@given(st.lists(problems(), min_size=1, max_size=5), st.lists(places, min_size=15, max_size=15))
def test_side_by_side_everything_is_forecast_as_alone(
    drawn: list[Spatial], outcomes: list[float]
) -> None:
    cases = [
        Decided(f"c{k}", settled(problem, *outcomes[3 * k : 3 * k + 3]))
        for k, problem in enumerate(drawn)
    ]
    found = backtest(cases, resamples=0)
    place = {each.name: f for f, each in enumerate(found.forecasters)}
    column = 0
    for case in cases:
        alone = compare(case.problem)
        for k in range(len(case.problem.dimensions)):
            for each in alone.models:
                said = found.forecasts[place[each.name], column]
                assert np.isnan(said) if each.outcome is None else said == each.outcome[k]
            for name, numbers in alone.baselines.items():
                said = found.forecasts[place[name], column]
                assert np.isnan(said) if numbers[k] is None else said == numbers[k]
            column += 1


def test_no_forecast_looks_at_what_came_out() -> None:
    problem = on_a_line((1, 20, 50), (3, 70, 40), (2, 40, 90))
    unsure = replace(
        problem, actors=(replace(problem.actors[0], capability=Range(1, 4)), *problem.actors[1:])
    )
    for model in MODELS:
        plain, told = forecast(unsure, model), forecast(settled(unsure, 99), model)
        assert plain.positions.tolist() == told.positions.tolist()
        assert plain.baselines == told.baselines
        before = forecast_draws(unsure, model, draws=50)
        assert before.outcomes.tolist() == (
            forecast_draws(settled(unsure, 99), model, draws=50).outcomes.tolist()
        )
    names = ("smp", "weighted_mean")
    low, high = (
        backtest([Decided("a", settled(unsure, outcome))], draws=40, resamples=0)
        for outcome in (0, 100)
    )
    assert np.array_equal(low.forecasts, high.forecasts, equal_nan=True)
    assert [told_of(low, name) for name in names] != [told_of(high, name) for name in names]


def told_of(found: Backtest, name: str) -> float:
    return told(found)[name]["absolute_error"]


def test_the_score_of_ranges_is_that_of_the_draws() -> None:
    problem = decided(60, (1, 20, 50), (3, 70, 40))
    unsure = replace(
        problem,
        actors=(replace(problem.actors[0], capability=Range(1, 9)), problem.actors[1]),
    )
    found = backtest([Decided("a", unsure)], draws=300, seed=5, resamples=0)
    for model in MODELS:
        draws = forecast_draws(unsure, model, draws=300, seed=5).outcomes[0]
        assert told(found)[model]["crps"] == crps(draws, 60)
    assert told(found)["weighted_mean"]["crps"] < told(found)["weighted_mean"]["absolute_error"]
    assert told(found)["constant"]["crps"] == told(found)["constant"]["absolute_error"] == 10
    assert found.parameters["draws"] == 300
    plain = backtest([Decided("a", unsure)], draws=0, resamples=0)
    assert told(plain)["smp"]["crps"] == told(plain)["smp"]["absolute_error"]


def test_variants_that_cases_name_are_not_taken() -> None:
    problem = decided(60, (1, 20, 50), (3, 70, 40), (2, 10, 90))
    unsure = replace(problem, actors=(replace(problem.actors[0], capability=Range(1, 9)), *problem.actors[1:]))  # fmt: skip
    named = replace(unsure, options={"vote": "cubic", "rounds": 1})
    plain, found = (backtest([Decided("a", each)], draws=50, resamples=0) for each in (unsure, named))  # fmt: skip
    assert np.array_equal(plain.scores, found.scores, equal_nan=True)
    assert any("Variants" in note for note in found.notes)
    asked = backtest([Decided("a", named)], [("smp", {"vote": "cubic"})], draws=0, resamples=0)
    assert asked.forecasts[0, 0] == forecast(unsure, vote="cubic").outcome[0]


def test_chance_is_drawn_for_every_case_by_itself() -> None:
    problem = decided(50, (1, 0, 50), (1, 100, 50), (1, 45, 90), (2, 80, 60))
    asked = [("smp", {"transitions": "stochastic"})]
    one = backtest([Decided("a", problem)], asked, draws=40, resamples=0)
    two = backtest([Decided("b", decided(1, (1, 9, 9))), Decided("a", problem)], asked, draws=40, resamples=0)  # fmt: skip
    assert one.forecasts[0].tolist() == two.forecasts[0, 1:].tolist()
    assert one.scores[0].tolist() == two.scores[0, 1:].tolist()


# -- The leaderboard -----------------------------------------------------------------------


def some_cases(count: int = 8) -> list[Decided]:
    chance = np.random.default_rng(1)
    return [
        Decided(
            f"case {k}",
            decided(
                float(chance.integers(0, 101)),
                *(
                    (float(chance.integers(1, 9)), float(chance.integers(0, 101)), 50.0)
                    for _ in range(4)
                ),
            ),
            f"group {k // 2}",
        )
        for k in range(count)
    ]


def test_the_same_seed_gives_the_same_result_whatever_the_order() -> None:
    cases = some_cases()
    found, again = backtest(cases, resamples=300), backtest(cases, resamples=300)
    assert found.to_dict() == again.to_dict()
    turned = backtest(cases[::-1], resamples=300)
    for one, other in zip(found.standings, turned.standings, strict=True):
        assert one.forecaster.name == other.forecaster.name
        for loss in one.losses:
            own, back = one.losses[loss], other.losses[loss]
            assert own.mean == pytest.approx(back.mean)
            assert (own.low, own.high) == (pytest.approx(back.low), pytest.approx(back.high))
    other = backtest(cases, resamples=300, seed=1)
    assert told(other) == told(found)
    assert [each.to_dict() for each in other.standings] != [
        each.to_dict() for each in found.standings
    ]


def test_a_perfect_forecast_has_no_loss_and_comes_first() -> None:
    found = backtest([Decided(f"c{k}", decided(50, (1, 0, 50), (1, 90, 50))) for k in range(3)])
    assert told(found)["constant"] == {
        "absolute_error": 0, "within_5": 1, "within_10": 1, "crps": 0,
    }  # fmt: skip
    assert found.ranking()[0] == "constant"


def test_comparisons_are_paired() -> None:
    """Where the reference point is known only of one decision, that one alone is compared."""
    near = settled(
        replace(
            on_a_line((1, 10, 50), (1, 30, 50)),
            dimensions=(Dimension("x", reference=known(22)),),
        ),
        22,
    )
    far = decided(100, (1, 10, 50), (1, 30, 50))
    found = backtest([Decided("near", near), Decided("far", far)], resamples=0)
    by_name = {each.forecaster.name: each for each in found.standings}
    reference, mean = by_name["reference"], by_name["weighted_mean"]
    assert (reference.decisions, reference.compared, mean.decisions) == (1, 1, 2)
    assert mean.losses["absolute_error"].mean == (2 + 80) / 2
    assert reference.differences["absolute_error"].mean == -2
    against = backtest(
        [Decided("near", near), Decided("far", far)], against="reference", resamples=0
    )
    assert {each.forecaster.name: each.compared for each in against.standings} == dict.fromkeys(
        by_name, 1
    )


def test_several_dimensions_are_several_decisions_of_one_case() -> None:
    actors = tuple(
        Actor(
            name,
            known(1),
            {"x": Stance(known(place), known(40)), "y": Stance(known(90 - place), known(y))},
        )
        for name, place, y in (("a", 0, 20), ("b", 80, 0), ("c", 60, 10))
    )
    problem = Spatial(actors, (Dimension("x"), Dimension("y", outcome=Outcome(40))))
    found = backtest([Decided("a", problem), Decided("b", settled(problem, 50, 60))], resamples=50)
    assert [(each.case, each.dimension) for each in found.decisions] == [
        ("a", "y"), ("b", "x"), ("b", "y"),
    ]  # fmt: skip
    assert found.groups == 2
    alone = compare(problem)
    by_name = {each.name: each.outcome for each in alone.models}
    for f, forecaster in enumerate(found.forecasters[:3]):
        x, y = by_name[forecaster.name] or (0, 0)
        assert found.forecasts[f].tolist() == [y, x, y]
    assert any("hang together" in note for note in found.notes)


def test_where_nothing_is_at_stake_a_model_of_one_line_says_nothing() -> None:
    actors = tuple(
        Actor(name, known(1), {"x": Stance(known(place), known(40)), "y": Stance(known(place), known(0))})
        for name, place in (("a", 0), ("b", 80))
    )  # fmt: skip
    problem = settled(Spatial(actors, (Dimension("x"), Dimension("y"))), 50, 60)
    found = backtest([Decided("a", problem)], resamples=0)
    by_name = {each.forecaster.name: each for each in found.standings}
    assert (by_name["smp"].decisions, by_name["scholz-table2"].decisions) == (2, 1)
    assert "'y'" in by_name["scholz-table2"].reason
    assert by_name["smp"].reason == ""


def test_few_cases_tell_nothing_and_that_comes_first() -> None:
    found = backtest(some_cases(), resamples=100)
    assert found.few
    assert found.answer()[0].startswith("Four proposals are too few to tell anything")
    assert not any("chance alone" in said or "may be chance" in said for said in found.answer())
    many = backtest(some_cases(2 * FEW), resamples=100)
    assert not many.few
    assert "comes nearest" in many.answer()[0]
    assert any("chance" in said for said in many.answer())


def test_where_losses_disagree_it_is_said() -> None:
    """The mean is near three times and far off three times; saying 50 is never near or far."""
    near = [Decided(f"near {k}", decided(30, (1, 32, 50))) for k in range(3)]
    far = [Decided(f"far {k}", decided(25, (1, 95, 50))) for k in range(3)]
    found = backtest([*near, *far], resamples=0)
    assert found.ranking("absolute_error")[0] == "constant"
    assert found.ranking("within_5")[0] != "constant"
    assert any("who does best hangs on the loss" in said.lower() for said in found.answer())
    alike = backtest(near, resamples=0)
    first, models, *_ = (said for said in alike.answer() if "few" not in said)
    assert "and the weighted median come nearest: they miss by 2 in the mean" in first
    assert "scholz-printed do best: they miss as much as the weighted mean" in models
    assert not any("hangs on the loss" in said for said in alike.answer())


def test_what_cannot_be_asked_is_refused() -> None:
    case = Decided("a", decided(50, (1, 30, 50)))
    with pytest.raises(ModelError) as nothing:
        backtest([Decided("a", on_a_line((1, 30, 50)))])
    assert nothing.value.code == "no-decisions"
    with pytest.raises(UnknownNameError) as unknown:
        backtest([case], against="median")
    assert unknown.value.code == "unknown-baseline"
    with pytest.raises(UnknownNameError):
        backtest([case], [("smpp", {})])
    for wrong in ({"draws": -1}, {"resamples": 10**6}, {"draws": 10**9}):
        with pytest.raises(LimitError):
            backtest([case], **wrong)  # type: ignore[arg-type]
    with pytest.raises(UnknownNameError) as loss:
        backtest([case], resamples=0).ranking("squared")
    assert loss.value.code == "unknown-loss"
    for off in (-1.0, 100.5, nan, float("inf")):
        with pytest.raises(ModelError):
            Outcome(off)


def test_progress_ends_with_all() -> None:
    seen: list[tuple[int, int]] = []
    problem = decided(60, (1, 20, 50), (3, 70, 40))
    unsure = replace(problem, actors=(replace(problem.actors[0], capability=Range(1, 9)), problem.actors[1]))  # fmt: skip
    backtest([Decided("a", unsure), *some_cases()], draws=20, resamples=0, progress=lambda *at: seen.append(at))  # fmt: skip
    assert seen[-1] == (87, 87)  # 29 for each of the three models
    assert seen == sorted(seen)


def test_frames_and_notebooks() -> None:
    found = backtest(some_cases(), resamples=50)
    board = found.to_frame()
    assert list(board.index) == list(found.ranking())
    assert board.loc["weighted_mean", "difference_absolute_error"] == 0
    assert len(found.to_frame(each=True)) == 8 * 6  # nothing is known of the reference point
    shown = found._repr_html_()
    assert "scholz-table2" in shown
    assert "<script" not in shown
