"""What the flagship case says of what a treaty could contain, and what each number rests on."""

from __future__ import annotations

import pytest

import detente
from detente.agreements import agreements
from detente.bargaining.analysis import Bargained, bargain
from detente.bargaining.contribution import contribution
from detente.bargaining.model import Bargaining
from detente.bargaining.unknown import uncertain
from detente.case import Case


@pytest.fixture(scope="module")
def case() -> Case:
    return detente.load("japan-russia")


def problem_of(case: Case, scenario: str | None = None) -> Bargaining:
    problem = case.bargaining_under(scenario)
    assert problem is not None
    return problem


def judged(case: Case, scenario: str | None = None) -> Bargained:
    return bargain(problem_of(case, scenario))


@pytest.mark.parametrize("scenario", [None, "friendly", "forces_first", "no_transfer"])
def test_no_weight_is_taken_for_known_or_stands_without_ground(
    case: Case, scenario: str | None
) -> None:
    for profile in problem_of(case, scenario).profiles.values():
        assert profile.ground.judgement
        assert profile.ground.because
        assert profile.reservation is not None
        assert not profile.reservation.known
        for weight in profile.weights.values():
            assert weight.share.low < weight.share.high
            grounds = (weight.ground, profile.ground)
            assert any(ground.judgement for ground in grounds)
            assert any(ground.cites or ground.because for ground in grounds)


def test_two_islands_and_a_border_come_nearest(case: Case) -> None:
    found = judged(case)
    assert not found.zone.agreement
    assert found.zone.nearest is not None
    values = found.problem.values(found.zone.nearest.package)
    assert (values["islands"], values["sovereignty"], values["forces"]) == (
        "two",
        "border",
        "barred",
    )


@pytest.mark.slow
def test_american_consent_opens_a_deal_at_a_price(case: Case) -> None:
    prices = {}
    for scenario in (None, "friendly", "forces_first"):
        offer = contribution(judged(case, scenario).worth, "us").offer
        assert offer is not None
        assert offer.contributions == ("consent",)
        assert not offer.lacks
        prices[scenario] = offer.cost
    assert prices["friendly"] < prices[None] < prices["forces_first"]


@pytest.mark.slow
def test_consent_makes_a_deal_likelier_and_russias_alternative_decides(case: Case) -> None:
    problem = problem_of(case)
    alone = uncertain(problem, samples=2000, seed=7)
    helped = uncertain(problem, samples=2000, seed=7, contributions=["consent"])
    assert helped.agreement.mean - alone.agreement.mean > 10 * alone.agreement.error
    assert (alone.deciding[0].unknown.party, alone.deciding[0].unknown.kind) == (
        "russia",
        "reservation",
    )


def test_the_deal_with_consent_is_the_state_that_lasts(case: Case) -> None:
    conflict = case.conflict_under(None)
    assert conflict is not None
    analysis = detente.analyse(conflict)
    found = agreements(analysis, judged(case))
    assert not found.bargained.solutions
    (lasting,) = found.lasting("nash", ("consent",))
    assert conflict.holds("treaty_exempt")[lasting - 1]
    assert lasting in analysis.equilibria("seq")


def test_where_russia_gives_nothing_consent_does_not_help(case: Case) -> None:
    offer = contribution(judged(case, "no_transfer").worth, "us").offer
    assert offer is not None
    assert offer.lacks
