"""What the flagship case says of who stands where, and how little a forecast can rest on it."""

from __future__ import annotations

import pytest

import detente
from detente.case import Case
from detente.spatial.comparison import compare, one_changed
from detente.spatial.draws import forecast_draws
from detente.spatial.forecast import forecast

SCENARIOS = [None, "friendly", "forces_first", "no_transfer"]


@pytest.fixture(scope="module")
def case() -> Case:
    return detente.load("japan-russia")


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_every_position_is_a_judgement_with_its_ground(case: Case, scenario: str | None) -> None:
    problem = case.spatial_under(scenario)
    assert not problem.exact
    for actor in problem.actors:
        assert actor.ground.judgement
        assert actor.ground.because
        for stance in actor.stances.values():
            assert not stance.salience.known
            grounds = (stance.ground, actor.ground)
            assert any(ground.judgement for ground in grounds)
            assert any(ground.cites or ground.because for ground in grounds)


def test_no_model_forecasts_what_no_agreement_amounts_to(case: Case) -> None:
    problem = case.spatial_under(None)
    found = forecast(problem)
    assert found.baselines["reference"] == (0.0, 100.0)
    assert 50 < found.outcome[0] < 75
    models = compare(problem)
    for each in models.models:
        assert each.outcome is not None
        assert each.outcome[0] >= 25
    assert models.spread[0] > 30
    varied = compare(problem, one_changed())
    assert varied.spread[0] > 25


@pytest.mark.slow
def test_american_wishes_decide_how_far_forces_are_barred(case: Case) -> None:
    shares = {}
    for scenario in SCENARIOS:
        found = forecast_draws(case.spatial_under(scenario), draws=300, seed=1)
        for band, share in found.bands.items():
            shares[scenario, band] = share.mean
    assert shares["forces_first", "word"] < 0.1 < 0.9 < shares["friendly", "word"]
    assert shares["no_transfer", "two_or_more"] < 0.4 < 0.7 < shares[None, "two_or_more"]
