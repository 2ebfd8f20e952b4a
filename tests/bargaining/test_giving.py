"""Coalitions, payments and contributions, against their definitions over all packages."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bargaining_strategies import additive, build
from detente.bargaining.coalitions.analysis import coalitions
from detente.bargaining.coalitions.blocking import blocking
from detente.bargaining.coalitions.conclude import conclude
from detente.bargaining.contribution import MAX_CONTRIBUTIONS, Addition, contribution
from detente.bargaining.model import Bargaining, Consent, Contribution, Range
from detente.bargaining.transfers import side_payments
from detente.bargaining.worth import worth
from detente.conditions import TRUE, name, parse
from detente.errors import LimitError, ModelError, UnknownNameError
from examples import examples
from giving_oracle import Giving
from strategies import Drawn, Seeded, Source, _condition


def problem_of(source: Source) -> Bargaining:
    """A random problem in which some party, from inside or outside, can contribute."""
    problem = build(source, 4, 3)
    names = [f"{issue.id}.{value.id}" for issue in problem.issues for value in issue.values]
    givers = ("us", *problem.party_ids)
    giver = givers[source.number(0, len(problem.parties)) * source.number(0, 1)]
    offers = {}
    for k in range(source.number(0, 3)):
        when = _condition(source, names, 1) if source.number(0, 1) else TRUE
        worths = {
            party: Range.exactly(float(number))
            for party, number in zip(
                ("us", *problem.party_ids),
                source.numbers(-1, 3, len(problem.parties) + 1),
                strict=True,
            )
        }
        offers[f"c{k}"] = Contribution(f"c{k}", giver, worths, when=when)
    return replace(problem, contributions=offers)


@st.composite
def problems(draw: st.DrawFn) -> Bargaining:
    return problem_of(Drawn(draw))


def check_coalitions(problem: Bargaining) -> None:
    numbers = worth(problem)
    oracle = Giving(numbers)
    found = conclude(numbers)
    ids = problem.party_ids
    for place in range(1, 1 << len(ids)):
        some = frozenset(found.game.members(place))
        gain, packages = oracle.coalition(some)
        assert int(found.gains[place]) == gain
        got = found.package(np.array([ids.index(party) for party in some]))
        assert got == min(packages, default=None)
    assert found.game.total == pytest.approx(float(found.gains[-1]) * numbers.step)


def check_blocking(problem: Bargaining) -> None:
    numbers = worth(problem)
    oracle = Giving(numbers)
    for package in oracle.packages[:: max(1, len(oracle.packages) // 5)]:
        found = blocking(numbers, package)
        assert set(found.asked) == oracle.asked(package)
        assert set(found.refusing) == oracle.refused_by(package)
        got = {frozenset(each.coalition): each.package for each in found.departures}
        assert got == oracle.upset(package)
        for each in found.departures:
            before, after = oracle.sums[package], oracle.sums[each.package]
            assert each.gains == {p: after[p] - before[p] for p in each.coalition}
        assert found.stable == (not got and not oracle.refused_by(package))


def check_payments(problem: Bargaining) -> None:
    numbers = worth(problem)
    oracle = Giving(numbers)
    found = side_payments(numbers)
    possible, package = oracle.cheapest()
    assert found.possible == possible
    assert found.package == package
    if package is None:
        assert not found.payments
        return
    assert set(found.asked) == oracle.asked(package)
    if not possible:
        assert found.missing == -oracle.together(package) > 0
        return
    assert found.total == sum(oracle.shortfalls(package).values()) > 0
    after = dict(found.gains or {})
    for each in found.payments:
        assert each.amount > 0
        after[each.payer] -= each.amount
        after[each.payee] += each.amount
    assert min(after.values()) >= 0
    assert len(found.payments) < len(after)
    again = side_payments(numbers, package=package)
    assert (again.payments, again.gains) == (found.payments, found.gains)


def check_contribution(problem: Bargaining) -> None:
    numbers = worth(problem)
    oracle = Giving(numbers)
    givers = {"", problem.party_ids[0], *(each.by for each in problem.contributions.values())}
    for giver in sorted(givers):
        found = contribution(numbers, giver)
        assert found.feasible == bool(oracle.packages)
        assert found.agreement == bool(oracle.acceptable)
        if not found.feasible or found.agreement:
            assert found.offer is None
            continue
        least = oracle.least_added(giver)
        assert key(found.least_total) == least
        assert (found.least_largest and found.least_largest.package) == oracle.least_largest(giver)
        assert found.issues is not None
        for place, issue in enumerate(problem.issues):
            assert key(found.issues[issue.id]) == oracle.on_issue(place, giver)
        check_offer(problem, oracle, giver)


def key(some: Addition | None) -> tuple[int, int, tuple[int, ...]] | None:
    if some is None:
        return None
    lacks = some.lacks.values()
    return sum(lacks), max(lacks, default=0), some.package


def check_offer(problem: Bargaining, oracle: Giving, giver: str) -> None:
    offer = contribution(oracle.worth, giver).offer
    if not any(each.by == giver for each in problem.contributions.values()):
        assert offer is None
        return
    assert offer is not None
    size, sets, missing = oracle.offers(giver)
    assert frozenset(offer.contributions) in sets
    assert sum(offer.lacks.values()) == missing
    if size > 0:
        assert len(offer.contributions) == size
        given = [problem.contributions[key] for key in offer.contributions]
        # Of the fewest each counts in the package: without it, fewer would do.
        assert all(oracle.holds(each.when, offer.package) for each in given)
        cost = -sum(each.worth[giver].centre for each in given)
        assert offer.cost * oracle.worth.step == pytest.approx(cost)


CHECKS = [check_coalitions, check_blocking, check_payments, check_contribution]


@pytest.mark.parametrize("check", CHECKS)
def test_equal_the_definitions(check: Callable[[Bargaining], None]) -> None:
    @examples(40)
    @given(problems())
    def run(problem: Bargaining) -> None:
        check(problem)

    run()


@pytest.mark.slow
@pytest.mark.parametrize("check", CHECKS)
def test_equal_the_definitions_on_many(check: Callable[[Bargaining], None]) -> None:
    for seed in range(60):
        check(problem_of(Seeded(seed)))


@pytest.mark.slow
def test_all_results_are_told() -> None:
    """Every result has an answer of few sentences, and fields that can be written as JSON."""
    pytest.importorskip("scipy")
    for seed in range(15):
        problem = problem_of(Seeded(seed))
        numbers = worth(problem)
        oracle = Giving(numbers)
        results = [side_payments(numbers), coalitions(numbers)]
        results += [contribution(numbers, p) for p in ("", *problem.party_ids)]
        if oracle.packages:
            results += [coalitions(numbers, package=oracle.packages[0])]
            results += [side_payments(numbers, package=oracle.packages[-1])]
            results += [blocking(numbers, oracle.packages[0])]
        for found in results:
            assert 1 <= len(found.answer()) <= 5
            assert all(said.endswith(".") for said in found.answer())
            json.dumps(found.to_dict(), allow_nan=False)


# -- One by one --------------------------------------------------------------------------------


def test_who_gains_pays_who_loses() -> None:
    found = side_payments(worth(additive([[5, -1, -2], [0, 0, -1], [9, -9, 1]], [0, 0, 0])))
    assert found.package == (0,)
    assert found.to_dict()["total"] == 3.0
    assert [(each.payer, each.payee) for each in found.payments] == [("p0", "p1"), ("p0", "p2")]
    assert found.answer()[:2] == (
        "There is a deal if parties pay each other; the least is 3, on point: v0.",
        "P0 pays p1 1 and p0 pays p2 2.",
    )


def test_rates_decide_whether_payments_can_help() -> None:
    numbers = worth(additive([[1, -2]], [0, 0]))
    assert not side_payments(numbers).possible
    assert side_payments(numbers).to_dict()["missing"] == 1.0
    found = side_payments(numbers, rates={"p0": 3})
    assert found.possible
    (paid,) = found.to_dict()["payments"]
    assert paid["amount"] == 2.0
    assert paid["costs"] == pytest.approx(2 / 3)
    assert paid["brings"] == 2.0
    with pytest.raises(ModelError, match="cannot be worth"):
        side_payments(numbers, rates={"p0": 0})
    with pytest.raises(UnknownNameError):
        side_payments(numbers, rates={"px": 1})


def test_pure_bargaining_is_told() -> None:
    pytest.importorskip("scipy")
    found = coalitions(worth(additive([[3, 1, 2]], [0, 0, 0])))
    assert found.concluded.pure
    assert found.answer()[1].startswith("Every deal needs everybody")
    assert found.to_dict()["nucleolus"]["shares"] == {"p0": 2.0, "p1": 2.0, "p2": 2.0}
    assert found.rows() == [{"coalition": ["p0", "p1", "p2"], "worth": 6.0}]


def test_a_vetoer_can_be_left_out() -> None:
    """One value needs the third party; the other two can do without it, for less."""
    pytest.importorskip("scipy")
    problem = replace(
        additive([[3, 3, 1], [2, 2, 0]], [0, 0, 0]),
        agreement=("p0", "p1"),
        consents=(Consent(("p2",), parse("point.v0")),),
    )
    found = coalitions(worth(problem), package=(1,))
    assert {tuple(row["coalition"]): row["worth"] for row in found.rows()} == {
        ("p0", "p1"): 4.0,
        ("p0", "p1", "p2"): 7.0,
    }
    assert found.core is not None
    assert not found.core.empty
    assert found.blocking is not None
    assert [each.coalition for each in found.blocking.departures] == [("p0", "p1", "p2")]
    assert found.game.named(found.shapley) == pytest.approx({"p0": 3.0, "p1": 3.0, "p2": 1.0})


def test_contribution_of_an_outsider() -> None:
    """What the guarantee adds is just enough; the giver pays for it."""
    problem = additive([[4, -2, 1], [1, 1, 0]], [2, 0, 0])
    three = replace(
        problem,
        agreement=("p0", "p1"),
        contributions={
            "small": Contribution("small", "p2", {"p1": Range.exactly(1)}),
            "large": Contribution(
                "large",
                "p2",
                {"p1": Range.exactly(2), "p2": Range.exactly(-3)},
                label="guarantee",
                when=name("point.v0"),
            ),
        },
    )
    found = contribution(worth(three), "p2")
    assert found.least_total is not None
    assert found.to_dict()["least_total"]["added"] == {"p0": 1.0}
    assert found.offer is not None
    assert found.offer.contributions == ("large",)
    assert found.to_dict()["offer"]["gain"] == -2.0
    assert found.to_dict()["offer"]["cost"] == 3.0
    assert found.answer()[-1] == (
        "“guarantee” opens a deal, point: v0; the giver is left 2 worse off than without a deal."
    )


def test_limits() -> None:
    problem = additive([[0, 0]], [1, 1])
    many = {f"c{k}": Contribution(f"c{k}", "us", {}) for k in range(MAX_CONTRIBUTIONS + 1)}
    numbers = worth(replace(problem, contributions=many))
    with pytest.raises(LimitError, match="contributions"):
        contribution(numbers, "us")
    with pytest.raises(UnknownNameError):
        contribution(numbers, "uk")
    impossible = worth(replace(problem, infeasible=(TRUE,)))
    with pytest.raises(ModelError, match="cannot occur"):
        blocking(impossible, (0,))
    assert not side_payments(impossible).possible
    assert not contribution(impossible).feasible
