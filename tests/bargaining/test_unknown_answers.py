"""What follows from unknown numbers: the same as from asking all packages in every draw."""

from __future__ import annotations

from dataclasses import replace
from itertools import product
from math import prod
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from detente.bargaining.frontier import frontier
from detente.bargaining.model import (
    Bargaining,
    Comparison,
    Consent,
    Contribution,
    Interaction,
    Issue,
    Profile,
    Range,
    Score,
    Value,
    Weight,
)
from detente.bargaining.solutions import solutions
from detente.bargaining.unknown import acceptability, by_draw, draw, uncertain
from detente.bargaining.unknown.deciding import deciding, explained, threshold
from detente.bargaining.unknown.judging import SOLUTIONS, efficient
from detente.bargaining.unknown.result import Uncertain
from detente.bargaining.unknown.sampling import Unknown
from detente.bargaining.worth import worth
from detente.case import Party
from detente.compiled import can_compile
from detente.conditions import parse
from detente.errors import LimitError, UnknownNameError
from examples import examples

# -- Random problems -----------------------------------------------------------------------


def between(draw: st.DrawFn, low: int, high: int, unit: float) -> Range:
    """Return a number, or a range of them, in tenths or so."""
    ends = sorted((draw(st.integers(low, high)), draw(st.integers(low, high))))
    if draw(st.booleans()):
        return Range(ends[0] * unit, ends[0] * unit)
    return Range(ends[0] * unit, ends[1] * unit)


@st.composite
def profiles(draw: st.DrawFn, party: str, issues: tuple[Issue, ...], no_deal: bool) -> Profile:
    names = [issue.id for issue in issues]
    free = {name: Weight() for name in names}
    compared = ()
    if len(names) > 1 and draw(st.booleans()):
        compared = (Comparison(names[0], names[1], draw(st.sampled_from([0.5, 1.0, 2.0]))),)
    interactions = ()
    if draw(st.booleans()):
        when = parse(f"{names[0]}.v0 or {names[-1]}.v1")
        interactions = (Interaction(when, between(draw, -2, 4, 0.1)),)
    return Profile(
        party,
        free,
        {
            issue.id: tuple(Score(between(draw, 0, 4, 0.25)) for _ in issue.values)
            for issue in issues
        },
        None if no_deal and draw(st.booleans()) else between(draw, 0, 6, 0.1),
        compared,
        interactions,
    )


@st.composite
def problems(draw: st.DrawFn) -> Bargaining:
    """Return problems of two or three parties, one of which may only have a veto."""
    sizes = draw(st.lists(st.integers(2, 3), min_size=1, max_size=3))
    issues = tuple(
        Issue(f"i{k}", tuple(Value(f"v{j}") for j in range(size))) for k, size in enumerate(sizes)
    )
    parties = ["a", "b", "c"][: draw(st.integers(2, 3))]
    no_deal = {issue.id: "v0" for issue in issues} if draw(st.booleans()) else None
    made = {p: draw(profiles(p, issues, no_deal is not None)) for p in parties}
    veto = len(parties) == 3 and draw(st.booleans())
    last = f"i{len(sizes) - 1}.v1"
    return Bargaining(
        tuple(map(Party, parties)),
        issues,
        made,
        agreement=("a", "b") if veto else (),
        consents=(Consent(("c",), parse(last)),) if veto else (),
        infeasible=(parse(f"i0.v1 and {last}"),) if draw(st.booleans()) else (),
        no_deal=no_deal,
        contributions={"help": Contribution("help", "a", {"b": Range(0, 0.2)}, when=parse(last))},
    )


# -- The slow program ----------------------------------------------------------------------


def slow(problem: Bargaining, samples: int, seed: int, help_made: bool) -> dict[str, Any]:
    """Return how often what holds, by asking every package in every draw."""
    sample = draw(problem, samples, seed)
    found: dict[str, Any] = {"deal": 0, "packages": {}}
    (given,) = problem.contributions.values()
    for k in range(samples):
        numbers = worth(problem, sample.numbers(k))
        packages = [
            p
            for p in product(*(range(len(i.values)) for i in problem.issues))
            if numbers.feasible([p])[0]
        ]
        sums = {p: numbers.sums([p])[0] for p in packages}
        if help_made:
            amount = sample.of("contribution", "b", ("help",), given.worth["b"])[k]
            for p in packages:
                if numbers.holds(given.when, [p])[0]:
                    sums[p] = sums[p] + np.array(
                        [0, round(amount / numbers.step), 0][: len(sums[p])]
                    )
        judge(problem, numbers.reservation, packages, sums, found, numbers)
    return found


def judge(
    problem: Bargaining, reservation: Any, packages: Any, sums: Any, found: Any, numbers: Any
) -> None:
    ids = problem.party_ids
    members = [ids.index(p) for p in problem.agreement]
    gains = {p: [int(u - r) for u, r in zip(sums[p], reservation, strict=True)] for p in packages}

    def count(package: Any, what: str) -> None:
        entry = found["packages"].setdefault(package, {})
        entry[what] = entry.get(what, 0) + 1

    able = []
    for p in packages:
        asked = set(problem.agreement)
        for consent in problem.consents:
            if numbers.holds(consent.when, [p])[0]:
                asked |= set(consent.of)
        if all(gains[p][ids.index(party)] >= 0 for party in asked):
            able.append(p)
            count(p, "acceptable")
        mine = [sums[p][m] for m in members]
        others = ([sums[q][m] for m in members] for q in packages)
        if not any(all(x >= y for x, y in zip(o, mine, strict=True)) and o != mine for o in others):
            count(p, "efficient")
    found["deal"] += bool(able)
    if not able:
        return
    gain = {p: [gains[p][m] for m in members] for p in able}
    ideal = [max(g[k] for g in gain.values()) for k in range(len(members))]

    def fair(p: Any) -> list[float]:
        return sorted(
            round(x / i, 12) if i > 0 else 1.0 for x, i in zip(gain[p], ideal, strict=True)
        )

    def lots(p: Any) -> float:
        top = max(prod(map(float, g)) for g in gain.values())
        mine = prod(map(float, gain[p]))
        return top if mine >= top * (1 - 1e-12) else mine

    rules = {
        "nash": lots,
        "kalai_smorodinsky": fair,
        "egalitarian": lambda p: (min(gain[p]), sum(gain[p])),
        "leximin": lambda p: sorted(gain[p]),
        "utilitarian": lambda p: sum(int(sums[p][m]) for m in members),
    }
    for name, rule in rules.items():
        best = max((rule(p), sorted(gain[p])) for p in able)
        count(next(p for p in able if (rule(p), sorted(gain[p])) == best), name)


@examples(40)
@given(problems(), st.integers(0, 5), st.booleans())
def test_shares_are_those_of_the_slow_program(
    problem: Bargaining, seed: int, help_made: bool
) -> None:
    result = uncertain(problem, samples=12, seed=seed, contributions=["help"] * help_made)
    samples = result.samples  # 1 where everything is known
    expected = slow(problem, samples, seed, help_made)
    assert round(result.agreement.mean * samples) == expected["deal"]
    shown = {each.package: each for each in result.packages}
    for package, counted in expected["packages"].items():
        if set(counted) - {"acceptable"}:
            assert package in shown
    for package, each in shown.items():
        counted = expected["packages"][package]
        assert each.acceptable.mean * samples == pytest.approx(counted.get("acceptable", 0))
        assert each.efficient.mean * samples == pytest.approx(counted.get("efficient", 0))
        for name in SOLUTIONS:
            assert each.solutions[name].mean * samples == pytest.approx(counted.get(name, 0)), name
    best = max(expected["packages"].values(), key=lambda c: c.get("acceptable", 0))
    acceptable = max((each.acceptable.mean for each in result.packages), default=0)
    assert acceptable * samples == pytest.approx(best.get("acceptable", 0))


@examples(60)
@given(st.integers(1, 5), st.integers(1, 40), st.integers(0, 10**6))
def test_plain_and_compiled_loops_find_the_same_packages_efficient(
    parties: int, packages: int, seed: int
) -> None:
    rng = np.random.default_rng(seed)
    sums = [rng.integers(0, 6, (7, packages)) for _ in range(parties)]
    found = efficient(sums, compiled=False)
    for row, there in enumerate(found):
        points = [tuple(int(each[row, k]) for each in sums) for k in range(packages)]
        for point, kept in zip(points, there, strict=True):
            better = (
                other != point and all(x >= y for x, y in zip(other, point, strict=True))
                for other in points
            )
            assert kept != any(better)
    if can_compile():
        assert (efficient(sums, compiled=True) == found).all()


@examples(60)
@given(problems(), st.integers(0, 10))
def test_what_is_known_has_the_answers_of_the_plain_analysis(problem: Bargaining, k: int) -> None:
    """Make one draw the numbers of a problem in which everything is known."""
    numbers = draw(problem, 11, 0).numbers(k)

    def exactly(of: Profile) -> Profile:
        taken = numbers[of.party]
        return Profile(
            of.party,
            {issue: Weight(Range.exactly(w)) for issue, w in taken.weights.items()},
            {
                i: tuple(Score(Range.exactly(x)) for x in row.tolist())
                for i, row in taken.scores.items()
            },
            None if taken.reservation is None else Range.exactly(taken.reservation),
            (),
            tuple(
                Interaction(each.when, Range.exactly(x))
                for each, x in zip(of.interactions, taken.interactions, strict=True)
            ),
        )

    known = replace(problem, profiles={p: exactly(of) for p, of in problem.profiles.items()})
    table = worth(known)
    fair = solutions(frontier(table, acceptable=True))
    result = uncertain(known)
    assert result.samples == 1
    assert result.agreement.mean == bool(fair)
    shown = {each.package: each for each in result.packages}
    for name, solution in fair.items():
        assert shown[solution.package].solutions[name].mean == 1, name
        assert sum(each.solutions[name].mean for each in result.packages) == 1
    best = frontier(table)
    efficient_ones = {tuple(map(int, package)) for package in best.packages()[1]}
    assert {p for p, each in shown.items() if each.efficient.mean} == efficient_ones
    assert {each.efficient.mean for each in result.packages} <= {0.0, 1.0}


# -- One answer at a time ------------------------------------------------------------------

LAND = Issue("land", (Value("no", "None of it"), Value("yes", "All of it")), label="Land")


def toy(reservation: Range, *more: Contribution) -> Bargaining:
    """Return a problem with a deal where the seller asks for at most 0.34."""

    def profile(party: str, of_yes: float, reservation: Range) -> Profile:
        scores = {"land": (Score(Range(0, 0)), Score(Range(of_yes, of_yes)))}
        return Profile(party, {"land": Weight(Range(1, 1))}, scores, reservation)

    return Bargaining(
        (Party("a", "Seller"), Party("b", "Buyer")),
        (LAND,),
        {"a": profile("a", 0.34, reservation), "b": profile("b", 1, Range(0.5, 0.5))},
        contributions={each.id: each for each in more},
    )


def test_the_chance_of_a_deal_and_what_decides_it() -> None:
    result = uncertain(toy(Range(0, 1)))
    assert result.agreement.mean == pytest.approx(0.34, abs=4 * result.agreement.error)
    assert result.agreement.error == pytest.approx(np.sqrt(0.34 * 0.66 / 10_000), rel=0.05)
    (decider,) = result.deciding
    assert decider.unknown.name == "a.reservation"
    assert decider.agreement == pytest.approx(1, abs=0.06)
    assert (decider.lower, decider.upper) == pytest.approx((1, 0), abs=0.03)
    assert decider.threshold is not None
    assert decider.threshold.at == pytest.approx(0.34, abs=1e-3)
    assert decider.threshold.deal_below
    (nash,) = (each for each in result.packages if each.solutions["nash"].mean)
    assert result.problem.values(nash.package) == {"land": "yes"}
    assert result.gains["nash"]["a"].mean == pytest.approx(0.17, abs=0.005)
    assert result.gains["nash"]["b"].mean == pytest.approx(0.5)
    assert nash.gains["a"].mean == pytest.approx(0.34 - 0.5, abs=0.01)
    first, second, third = result.answer()
    assert first.startswith("In 3")
    assert "a package that all would accept" in first
    assert "“Land: All of it”: in 100% of them" in second
    assert third.startswith("What Seller has without a deal most decides whether a deal exists")
    assert third.endswith("below 0.34 a deal is more likely than not.")


def test_a_contribution_counts_where_it_is_made() -> None:
    problem = toy(
        Range(0.5, 0.5), Contribution("gift", "b", {"a": Range(0.1, 0.3)}, when=parse("land.yes"))
    )
    assert uncertain(problem).agreement.mean == 0
    assert uncertain(problem).answer() == ("Every number is given: nothing is uncertain.",)
    made = uncertain(problem, contributions=["gift"])
    assert made.agreement.mean == pytest.approx(0.7, abs=0.02)  # 0.16 and more of 0.1 to 0.3
    assert made.deciding[0].unknown.name == "a.contribution.gift"
    with pytest.raises(UnknownNameError):
        uncertain(problem, contributions=["loan"])


def test_known_numbers_give_certain_answers_in_one_draw() -> None:
    for reservation, there in ((0.3, 1.0), (0.4, 0.0)):
        result = uncertain(toy(Range(reservation, reservation)))
        assert result.samples == 1
        assert (result.agreement.mean, result.agreement.error) == (there, 0)
        assert {each.acceptable.mean for each in result.packages} <= {0.0, 1.0}
        assert result.deciding == ()


def unknown(drawn: np.ndarray) -> Unknown:
    return Unknown("reservation", "a", (), Range(0, 1), drawn)


def test_the_share_that_a_number_explains_is_the_one_that_can_be_worked_out() -> None:
    rng = np.random.default_rng(4)
    x, y, other = rng.random((3, 40_000))
    # P(x + y < 1 given x) = 1 - x, whose variance 1/12 is a third of 1/4.
    assert explained(x, x + y < 1) == pytest.approx(1 / 3, abs=0.01)
    assert explained(other, x + y < 1) == pytest.approx(0, abs=2e-3)
    # Of three equally frequent kinds each explains itself, but for the bins at the borders.
    assert explained(x, np.floor(x * 4).astype(int)) == pytest.approx(1, abs=1e-2)
    assert explained(x, x > 2) is None
    assert explained(x[:50], x[:50] > 0.5) is None
    by_both = deciding([unknown(other), unknown(x)], x + y < 1, np.where(x + y < 1, 0, -1))
    assert by_both[0].unknown.drawn is x
    assert by_both[0].nash is None
    assert (by_both[0].lower, by_both[0].upper) == pytest.approx((5 / 6, 1 / 6), abs=0.01)


def test_a_threshold_is_where_a_deal_is_as_likely_as_not() -> None:
    rng = np.random.default_rng(5)
    x, y = rng.random((2, 40_000))
    falling = threshold(x, x + 0.3 * y < 0.7)
    assert falling is not None
    assert (falling.at, falling.deal_below) == (pytest.approx(0.55, abs=0.04), True)
    rising = threshold(x, x > 0.3 * y + 0.2)
    assert rising is not None
    assert (rising.at, rising.deal_below) == (pytest.approx(0.35, abs=0.04), False)
    assert threshold(x, y < 0.5) is None
    assert threshold(x, x + y < 3) is None
    assert threshold(np.ones(100), x[:100] < 0.5) is None


def random_problem(order: list[int], weights: int = 4, seed: int = 0) -> Bargaining:
    """Return a problem of three parties with its issues in some order."""
    rng = np.random.default_rng(seed)
    issues = [Issue(f"i{k}", tuple(Value(f"v{j}") for j in range(3))) for k in range(weights)]

    def profile(party: str) -> Profile:
        ranges = rng.random((weights, 2)) * 0.2 + np.array([0, 0.25])
        scores = rng.random((weights, 3)).round(2)
        return Profile(
            party,
            {f"i{k}": Weight(Range(*ranges[k].round(3).tolist())) for k in order},
            {f"i{k}": tuple(Score(Range(s, s)) for s in scores[k].tolist()) for k in order},
            Range(0.4, 0.6),
        )

    parties = ("a", "b", "c")
    profiles = {party: profile(party) for party in parties}
    return Bargaining(tuple(map(Party, parties)), tuple(issues[k] for k in order), profiles)


@pytest.mark.slow
def test_the_order_of_issues_changes_nothing_but_the_draws() -> None:
    here, there = (uncertain(random_problem(order)) for order in ([0, 1, 2, 3], [2, 0, 3, 1]))

    def by_values(result: Uncertain) -> dict[Any, Any]:
        return {
            tuple(sorted(result.problem.values(each.package).items())): each
            for each in result.packages
        }

    assert here.agreement.mean == pytest.approx(there.agreement.mean, abs=0.03)
    first, second = by_values(here), by_values(there)
    for package, each in first.items():
        if each.solutions["nash"].mean > 0.02:
            other = second[package]
            for name in ("acceptable", "efficient"):
                a, b = getattr(each, name), getattr(other, name)
                assert a.mean == pytest.approx(b.mean, abs=5 * (a.error + b.error) + 1e-9)


def test_the_same_seed_gives_the_same_answer() -> None:
    problem = random_problem([0, 1, 2, 3])
    first, again = (uncertain(problem, samples=500, seed=3).to_dict() for _ in range(2))
    other = uncertain(problem, samples=500, seed=4).to_dict()
    assert first == again
    assert first["packages"] != other["packages"]
    assert len(uncertain(problem, samples=500).to_dict(limit=2)["packages"]) == 2


@pytest.mark.slow
def test_draws_from_walks_have_the_errors_of_their_walks() -> None:
    pytest.importorskip("scipy")
    names = [f"i{k}" for k in range(10)]
    halves = (Score(Range(0, 0)), Score(Range(1, 1)))
    wide = {name: Weight(Range(0.02, 0.2)) for name in names}

    def profile(party: str, *wanted: Score) -> Profile:
        return Profile(party, wide, dict.fromkeys(names, wanted), Range(0.5, 0.5))

    problem = Bargaining(
        (Party("a"), Party("b")),
        tuple(Issue(name, (Value("v0"), Value("v1"))) for name in names),
        {"a": profile("a", *halves), "b": profile("b", *halves[::-1])},
    )
    result = uncertain(problem, samples=2000)
    assert result.parameters["walked"] == ["a", "b"]
    assert "hit-and-run" in result.notes[0]
    # By symmetry half of the draws accept a package that gives each party five of ten issues.
    even = [each for each in result.packages if sum(each.package) == 5]
    for each in even[:20]:
        share = each.accepted_by["a"]
        assert share.mean == pytest.approx(0.5, abs=5 * share.error)
        assert 0.2 < share.error / np.sqrt(0.25 / 2000) < 3


@examples(15)
@given(problems(), st.integers(0, 5), st.booleans())
def test_frontiers_draw_by_draw_give_the_same_as_all_packages(
    problem: Bargaining, seed: int, help_made: bool
) -> None:
    asked: Any = {"samples": 15, "seed": seed, "contributions": ["help"] * help_made}
    whole = uncertain(problem, **asked)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(acceptability, "MOST_PACKAGES", 0)
        found = uncertain(problem, **asked)
    assert (found.complete, whole.complete) == (False, True)
    assert (found.agreement, found.gains) == (whole.agreement, whole.gains)
    assert [d.to_dict() for d in found.deciding] == [d.to_dict() for d in whole.deciding]
    picked = [p for p in whole.packages if any(share.mean for share in p.solutions.values())]
    assert len(found.packages) == len(picked)
    for one, other in zip(found.packages, picked, strict=True):
        assert replace(one, gains={}) == replace(other, gains={})
        for party, gain in one.gains.items():
            assert gain.mean == pytest.approx(other.gains[party].mean, abs=1e-12)


def test_what_is_in_too_many_draws_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(acceptability, "MOST_PACKAGES", 0)
    monkeypatch.setattr(by_draw, "MOST_NUMBERS", 40)
    with pytest.raises(LimitError, match="efficient in 50 draws together") as caught:
        uncertain(random_problem([0, 1, 2, 3]), samples=50)
    assert "ask for at most" in caught.value.hint


def test_a_share_that_never_varied_is_given_its_bound() -> None:
    certain = uncertain(toy(Range(0, 0.3)), samples=100)
    assert (certain.agreement.mean, certain.agreement.error) == (1, 0)
    # 59 draws that agree are just enough to say 95% with a confidence of 95%
    assert 0.95**59 < 0.05 < 0.95**58
    for samples, bound in ((58, 0.95), (59, 0.95)):
        share = uncertain(toy(Range(0, 0.3)), samples=samples).agreement
        assert share.bound is not None
        assert (share.bound > bound) == (samples == 59)
    never = uncertain(toy(Range(0.4, 1)), samples=300).agreement
    assert never.bound == pytest.approx(3 / 300, rel=0.02)
    assert uncertain(toy(Range(0, 1))).agreement.bound is None
    assert uncertain(toy(Range(0.1, 0.1))).agreement.bound is None  # nothing is drawn
    assert "more than 97% of all" in certain.answer()[0]


def test_too_much_is_refused() -> None:
    with pytest.raises(LimitError, match="ask for at most"):
        uncertain(random_problem(list(range(11)), weights=11), samples=1_000_000)


def test_progress_is_told() -> None:
    told: list[tuple[int, int, str]] = []
    uncertain(toy(Range(0, 1)), samples=10, progress=lambda *each: told.append(each))
    assert told[-1] == (10, 10, "draws")
