"""What states amount to, against the definitions, state by state and package by package."""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bargaining_oracle import Oracle
from bargaining_strategies import additive, problems
from detente.agreements import Agreements, agreements
from detente.agreements.join import NONE
from detente.bargaining.analysis import bargain
from detente.bargaining.model import (
    Bargaining,
    Contribution,
    Interaction,
    Meaning,
    Package,
    Range,
)
from detente.bargaining.worth import worth
from detente.conditions import TRUE, Condition, name
from detente.conflict.analysis import analyse
from detente.conflict.model import Conflict, conflict
from detente.errors import ConditionError, ModelError, UnknownNameError
from examples import examples
from strategies import conditions, conflicts


def holds(condition: Condition, true: frozenset[str]) -> bool:
    args = [holds(arg, true) for arg in condition.args]
    return {
        "name": lambda: condition.name in true,
        "const": lambda: bool(condition.count),
        "not": lambda: not args[0],
        "and": lambda: all(args),
        "or": lambda: any(args),
        "xor": lambda: args[0] != args[1],
        "iff": lambda: args[0] == args[1],
        "implies": lambda: not args[0] or args[1],
        "exactly": lambda: sum(args) == condition.count,
        "at_most": lambda: sum(args) <= condition.count,
        "at_least": lambda: sum(args) >= condition.count,
    }[condition.op]()


@st.composite
def joined(draw: st.DrawFn) -> tuple[Conflict, Bargaining]:
    """Return a conflict, and what is bargained over in it, with what states amount to."""
    game = draw(conflicts(max_parties=3, max_options=5))
    problem = draw(problems(max_parties=3, max_issues=3))
    values = [f"{issue.id}.{value.id}" for issue in problem.issues for value in issue.values]
    offers = {
        key: Contribution(
            key,
            "us",
            {
                party: Range.exactly(draw(st.sampled_from([-0.5, 0.25, 1])))
                for party in problem.party_ids
            },
            when=draw(conditions(values, 1)),
        )
        for key in ("loan", "word")
    }
    problem = replace(problem, contributions=offers)
    meanings = []
    for _ in range(draw(st.integers(1, 4))):
        settled = draw(st.sets(st.sampled_from([issue.id for issue in problem.issues])))
        package = {
            issue.id: draw(st.sampled_from([value.id for value in issue.values]))
            for issue in problem.issues
            if issue.id in settled
        }
        given = draw(st.sampled_from([(), ("loan",), ("word", "loan")]))
        meanings.append(Meaning(draw(conditions(list(game.columns), 2)), package, given))
    return game, replace(problem, meanings=tuple(meanings))


def helped(problem: Bargaining, given: tuple[str, ...]) -> Oracle:
    """Return the slow answers where contributions are made: what they are worth, party by party,
    as what their packages are worth besides."""
    profiles = {
        party: replace(
            profile,
            interactions=(
                *profile.interactions,
                *(
                    Interaction(
                        problem.contributions[key].when, problem.contributions[key].worth[party]
                    )
                    for key in given
                ),
            ),
        )
        for party, profile in problem.profiles.items()
    }
    return Oracle(worth(replace(problem, profiles=profiles)))


@examples(50)
@given(joined())
def test_states_and_packages_are_joined_as_defined(both: tuple[Conflict, Bargaining]) -> None:
    game, problem = both
    analysis, bargained = analyse(game), bargain(problem)
    found = agreements(analysis, bargained)
    slow = {
        given: helped(problem, given)
        for given in {(), *(m.contributions for m in problem.meanings)}
    }
    numbers = range(1, len(game.states) + 1)

    def meaning(state: int) -> int | None:
        true = game.true_names(state)
        fits = [k for k, each in enumerate(problem.meanings) if holds(each.when, true)]
        return fits[0] if fits else None

    def amounts(package: Package, place: int | None) -> bool:
        values = problem.values(package)
        return place is not None and all(
            values[issue] == value for issue, value in problem.meanings[place].package.items()
        )

    which = {state: meaning(state) for state in numbers}
    assert [None if k == NONE else k for k in found.which.tolist()] == list(which.values())
    stable = [state for state in numbers if analysis.held_under(state)]
    for place, each in enumerate(found.meant):
        there = slow[each.meaning.contributions]
        own = [state for state in numbers if which[state] == place]
        assert each.states == len(own)
        assert list(each.stable_states) == [state for state in own if state in stable]
        for concept, some in each.stable.items():
            assert list(some) == [s for s in own if concept in analysis.held_under(s)]
        fits = [package for package in there.packages if amounts(package, place)]
        assert each.packages == len(fits)
        assert each.acceptable == any(package in there.acceptable for package in fits)
        assert not each.more
        efficient = there.efficient(there.packages)
        assert sorted(each.efficient or ()) == sorted(p for p in fits if p in efficient)
    assert set(found.given) == set(slow)
    for made, there in slow.items():
        for solution in found.given[made].solutions:
            package = there.solution(solution)
            assert package is not None
            fitting = [
                state
                for state in numbers
                if amounts(package, which[state])
                and problem.meanings[which[state] or 0].contributions == made
            ]
            assert found.meaning(solution, made) == len(fitting)
            assert set(found.lasting(solution, made)) == set(fitting) & set(stable)
    assert found.lost == sum(
        not any(amounts(package, which[state]) for state in numbers)
        for package in slow[()].efficient(slow[()].packages)
    )
    assert set(found.unsaid) == {s for s in stable if which[s] is None}
    refused = {s for s in stable if which[s] is not None and not found.meant[which[s]].acceptable}
    assert set(found.refused) == refused
    told = found.to_dict()
    assert json.loads(json.dumps(told)) == told
    assert found.answer()


# -- In words ------------------------------------------------------------------------------


def dilemma(**meanings: str) -> Agreements:
    """Return the prisoners' dilemma over three deals, with what its states amount to."""
    game = conflict(
        {"a": ["yield"], "b": ["yield"]},
        {"a": ["b.yield", "not a.yield"], "b": ["a.yield", "not b.yield"]},
        terms={"both": "a.yield and b.yield", "neither": "not a.yield and not b.yield"},
        outcomes=["both", "neither"],
    )
    problem = additive([[0.5, 0.5], [0.1, 0.1], [0, 0.9]], [0.2, 0.2])
    told = tuple(Meaning(name(term), {"point": value}) for term, value in meanings.items())
    return agreements(analyse(game), bargain(replace(problem, meanings=told)))


def test_a_fair_deal_that_lasts_is_named() -> None:
    first, *_ = dilemma(both="v0").answer()
    assert first == (
        "“both” (state 4) amounts to the Nash, Kalai–Smorodinsky, egalitarian, leximin and "
        "utilitarian package, and nobody has reason to leave (under GMR, SMR, SEQ, SSEQ, SIM)."
    )


def test_stable_states_that_are_no_deal_are_named() -> None:
    found = dilemma(both="v0", neither="v1")
    assert found.answer()[1:] == (
        (
            "Of two stable states, 1 amounts to packages of which each is refused by somebody: "
            "“neither” (state 1)."
        ),
        "Of two stable states, 1 amounts to packages that are not efficient: “neither” (state 1).",
    )
    assert found.wasteful == found.refused == (1,)


def test_deals_that_no_state_brings_are_named() -> None:
    found = dilemma(neither="v1")
    assert found.answer()[0].startswith("No state of the conflict amounts to the Nash,")
    assert found.lost == 2
    assert found.unsaid == (4,)


def test_deals_that_somebody_leaves_are_named() -> None:
    game = conflict({"a": ["take"]}, {"a": ["not a.take"]})
    problem = additive([[0.5, 0.5], [0.6, 0]], [0.2, 0.2])
    told = (Meaning(name("a.take"), {"point": "v0"}), Meaning(TRUE, {"point": "v1"}))
    found = agreements(analyse(game), bargain(replace(problem, meanings=told)))
    assert "but none is stable under any concept" in found.answer()[0]


def test_what_cannot_be_joined_is_refused() -> None:
    analysis = analyse(conflict({"a": ["x"]}, {"a": []}))
    problem = additive([[1, 1]], [0, 0])
    with pytest.raises(ModelError, match="amount to"):
        agreements(analysis, bargain(problem))
    strange = replace(problem, meanings=(Meaning(name("a.y"), {}),))
    with pytest.raises(ConditionError, match=r"a\.y"):
        agreements(analysis, bargain(strange))
    unheard = replace(problem, meanings=(Meaning(TRUE, {}, ("loan",)),))
    with pytest.raises(UnknownNameError, match="loan"):
        agreements(analysis, bargain(unheard))


def test_states_without_an_entry_stand_for_nothing() -> None:
    assert np.count_nonzero(dilemma(both="v0").which == NONE) == 3
