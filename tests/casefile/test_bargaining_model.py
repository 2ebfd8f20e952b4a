"""The bargaining section as a model: what it says, and there and back."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

import strategies
from casefile.cases import BARGAINING
from detente import casefile
from detente.bargaining.heights import heights
from detente.bargaining.model import (
    SHARE,
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
from detente.bargaining.worth import worth
from detente.brief.brief import render
from detente.case import Case, Party, Scenario
from detente.casefile.dump import dump
from detente.errors import ModelError, UnknownNameError
from detente.evidence import NO_GROUND, Ground

GROUNDS = (
    NO_GROUND,
    Ground(judgement=True),
    Ground(because="so it is: always"),
    Ground(because="a secret", visibility="internal"),
    Ground(judgement=True, confidence="0.25"),
)
grounds = st.sampled_from(GROUNDS)
tenths = st.integers(0, 10).map(lambda k: k / 10)


def grid(low: int, steps: int) -> tuple[Value, ...]:
    numbers = [low + k / 2 for k in range(steps + 1)]
    return tuple(Value(f"{x:g}", f"{x:g} tons", x) for x in numbers)


@st.composite
def issues(draw: st.DrawFn, key: str) -> Issue:
    label, ground = draw(st.sampled_from([key, "What matters"])), draw(grounds)
    if draw(st.booleans()):
        return Issue(
            key, grid(draw(st.integers(-2, 1)), draw(st.integers(1, 4))), label, "tons", ground
        )
    plain = draw(st.booleans())
    values = tuple(
        Value(v)
        if plain
        else Value(v, draw(st.sampled_from([v, "Some of it"])), None, draw(grounds))
        for v in ("none", "half", "all")[: draw(st.integers(1, 3))]
    )
    return Issue(key, values, label, "", ground)


@st.composite
def ranges(draw: st.DrawFn, around: float | None = None) -> Range:
    """Return a number or range, one that has a certain number in it if asked."""
    known = draw(tenths) if around is None else around
    low, high = max(0.0, known - draw(tenths)), min(1.0, known + draw(tenths))
    low, high = round(low, 1), round(high, 1)
    if draw(st.booleans()) or low == high:
        return Range.exactly(known)
    return Range(low, high, draw(st.sampled_from([None, known])))


@st.composite
def profiles(draw: st.DrawFn, party: str, listed: tuple[Issue, ...], *, no_deal: bool) -> Profile:
    cuts = sorted(
        draw(st.lists(st.integers(0, 10), min_size=len(listed) - 1, max_size=len(listed) - 1))
    )
    parts = [b - a for a, b in zip([0, *cuts], [*cuts, 10], strict=True)]
    point = {issue.id: part / 10 for issue, part in zip(listed, parts, strict=True)}
    shares = {key: draw(st.just(SHARE) | ranges(around=part)) for key, part in point.items()}
    compared = [
        Comparison(
            a, b, times, f"{a} >= {times:g} {b}" if times > 1 else f"{a} > {b}", draw(grounds)
        )
        for a in point
        for b in point
        for times in [draw(st.sampled_from([1.0, 2.0, 2.5]))]
        if a != b and point[a] >= times * point[b] and draw(st.booleans())
    ]

    def ground(share: Range) -> Ground:
        return draw(grounds)

    return Profile(
        party,
        {key: Weight(share, ground(share)) for key, share in shares.items()},
        {issue.id: tuple(draw(scores()) for _ in issue.values) for issue in listed},
        reservation=draw(st.none() | ranges()) if no_deal else draw(ranges()),
        comparisons=tuple(compared),
        interactions=tuple(
            Interaction(draw(conditions_over(listed)), draw(ranges()), draw(grounds))
            for _ in range(draw(st.integers(0, 2)))
        ),
        ground=draw(grounds),
    )


@st.composite
def scores(draw: st.DrawFn) -> Score:
    return Score(draw(st.just(SHARE) | ranges()), draw(grounds))


def conditions_over(listed: tuple[Issue, ...]) -> Any:
    names = [
        f"{issue.id} >= {value.id}" if value.number is not None else f"{issue.id}.{value.id}"
        for issue in listed
        for value in issue.values
    ]
    return strategies.conditions(names, depth=2)


@st.composite
def problems(draw: st.DrawFn) -> Bargaining:
    listed = tuple(
        draw(issues(key)) for key in ("land", "water", "money")[: draw(st.integers(1, 3))]
    )
    parties = tuple(Party(p, p.upper()) for p in ("a", "b", "c")[: draw(st.integers(1, 3))])
    ids = [party.id for party in parties]
    no_deal = draw(st.none() | st.fixed_dictionaries(
        {issue.id: st.sampled_from([v.id for v in issue.values]) for issue in listed}
    ))  # fmt: skip
    infeasible = tuple(draw(st.lists(conditions_over(listed), max_size=2, unique=True)))
    problem = Bargaining(
        parties,
        listed,
        {p: draw(profiles(p, listed, no_deal=no_deal is not None)) for p in ids},
        agreement=tuple(p for p in ids if p == "a" or draw(st.booleans())),
        consents=tuple(
            Consent((draw(st.sampled_from(ids)),), draw(conditions_over(listed)), draw(grounds))
            for _ in range(draw(st.integers(0, 2)))
        ),
        infeasible=infeasible,
        reasons={c: g for c in infeasible if (g := draw(grounds)) != NO_GROUND},
        contributions={
            "loan": Contribution(
                "loan",
                ids[-1],
                {ids[0]: draw(ranges())},
                "A loan",
                draw(conditions_over(listed)),
                draw(grounds),
            )
        }
        if draw(st.booleans())
        else {},
        no_deal=no_deal,
        title="X",
    )
    assume(heights(worth(problem)) is not None)
    return problem


@given(problems())
def test_there_and_back(problem: Bargaining) -> None:
    assert casefile.loads(dump(Case("x", "X", bargaining=problem))).bargaining == problem


@given(problems(), st.data())
def test_scenarios_there_and_back(problem: Bargaining, data: st.DataObject) -> None:
    party = problem.party_ids[0]
    other = replace(
        problem,
        profiles={
            **problem.profiles,
            party: data.draw(profiles(party, problem.issues, no_deal=problem.no_deal is not None)),
        },
        infeasible=(),
        reasons={},
        consents=(),
    )
    case = Case("x", "X", bargaining=problem, scenarios={"k": Scenario("k", "K", bargaining=other)})
    again = casefile.loads(dump(case))
    assert again.bargaining == problem
    assert again.bargaining_under("k") == other


def test_the_section_as_a_model() -> None:
    case = casefile.loads(BARGAINING)
    problem = case.bargaining_under()
    assert (problem.agreement, problem.vetoers, problem.size) == (("up", "down"), ("bank",), 42)
    assert problem.no_deal == {"water": "little", "dam": "kept", "money": "0"}
    assert [str(c) for c in problem.infeasible] == ["dam.lowered and water.little"]
    assert str(problem.consents[0].when) == "money >= 2"
    up, down, bank = (problem.profiles[party] for party in ("up", "down", "bank"))
    assert up.reservation is None
    assert up.exact
    assert str(up.interactions[0].when) == "money >= 2 and water.most"
    assert up.interactions[0].ground == Ground(judgement=True)
    assert down.reservation == Range(0.1, 0.2)
    assert down.weights["water"].share == Range(0.3, 0.6, 0.5)
    assert down.weights["dam"].share == SHARE
    assert down.comparisons == (
        Comparison("dam", "money", 2.0, "dam >= 2 money", Ground(judgement=True)),
    )
    assert [score.worth.low for score in bank.scores["money"]] == [0, 0.4, 0.8, 0.85, 0.9, 0.95, 1]
    found = worth(problem)
    assert found.utilities(found.reservation)["up"] == 0.8
    assert case.scenarios["dry"].changes == (
        "Downriver: what packages are worth to it replaced",
        "what no deal amounts to: replaced",
    )
    assert case.bargaining_under("dry").no_deal == {**problem.no_deal, "money": "0.5"}


@pytest.mark.slow
def test_a_brief_of_bargaining_only_has_its_evidence() -> None:
    page = render(casefile.loads(BARGAINING), date="2024-01-02")
    assert "A river" in page
    assert "The bank" in page


def test_what_is_not_there_is_told() -> None:
    case = casefile.loads(BARGAINING)
    with pytest.raises(UnknownNameError, match="did you mean 'dry'"):
        case.bargaining_under("dri")
    with pytest.raises(ModelError, match="detente bargain") as caught:
        case.conflict_under()
    assert caught.value.code == "no-conflict"
    with pytest.raises(ModelError) as caught:
        Case("x", "X").bargaining_under()
    assert caught.value.code == "no-bargaining"


def test_what_the_format_cannot_say_is_refused() -> None:
    problem = casefile.loads(BARGAINING).bargaining_under()
    uneven = Issue("money", tuple(Value(str(k), "", float(k)) for k in (0, 1, 3)))
    profile = Profile("a", {}, {})
    with pytest.raises(ModelError, match="evenly spaced"):
        dump(Case("x", "X", bargaining=Bargaining((Party("a"),), (uneven,), {"a": profile})))
    fish = Issue("fish", (Value("many"), Value("few")))
    no_deal = {**(problem.no_deal or {}), "fish": "few"}
    other = replace(problem, issues=(*problem.issues, fish), no_deal=no_deal)
    scenario = Scenario("k", "K", bargaining=other)
    with pytest.raises(ModelError, match="other issues"):
        dump(Case("x", "X", bargaining=problem, scenarios={"k": scenario}))
