"""Joint steps are exactly the changes that everyone who acts in them gains by."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detente.conditions import Condition, parse
from detente.conflict.analysis import Analysis, analyse
from detente.conflict.joint import JointStep, entry, joint_steps
from detente.conflict.model import Conflict, Option, Term, conflict
from detente.errors import UnknownNameError
from oracle import CONCEPTS, Oracle
from strategies import conditions, conflicts, random_conflict


def unbeaten(oracle: Oracle, group: frozenset[str], targets: list[int]) -> set[int]:
    """The targets than which no other is as good for all the group, and better for one of it."""

    def beats(t: int, u: int) -> bool:
        payoffs = [(oracle.payoff[j][t], oracle.payoff[j][u]) for j in group]
        return all(a >= b for a, b in payoffs) and any(a > b for a, b in payoffs)

    return {u for u in targets if not any(beats(t, u) for t in targets)}


def by_group(joint: dict[int, frozenset[str]]) -> dict[frozenset[str], list[int]]:
    groups: dict[frozenset[str], list[int]] = {}
    for t, group in joint.items():
        groups.setdefault(group, []).append(t)
    return groups


def check_step(
    step: JointStep, analysis: Analysis, oracle: Oracle, source: int, group: frozenset[str]
) -> None:
    s, t = oracle.codes[source - 1], oracle.codes[step.target - 1]
    assert step.source == source
    assert step.group == tuple(p for p in oracle.parties if p in group)
    assert [reason.party for reason in step.reasons] == list(step.group)
    for reason in step.reasons:
        assert (reason.state, reason.than, reason.verdict) == (step.target, source, "prefers")
    assert step.holds_under == tuple(
        concept for concept in CONCEPTS if step.target in analysis.equilibria(concept)
    )
    assert step.worse_off == tuple(
        p for p in oracle.parties if p not in group and oracle.payoff[p][t] < oracle.payoff[p][s]
    )


def assert_joint_steps_as_defined(game: Conflict, source: int, limit: int) -> None:
    oracle, analysis = Oracle(game), analyse(game, CONCEPTS)
    expected = by_group(oracle.joint_improvements(oracle.codes[source - 1]))
    found = joint_steps(analysis, source, limit=limit)
    assert {frozenset(steps.group) for steps in found} == set(expected)
    assert len(found) == len(expected)
    sizes = [len(steps.group) for steps in found]
    assert sizes == sorted(sizes)
    for steps in found:
        group = frozenset(steps.group)
        assert steps.count == len(expected[group])
        assert steps.smallest == (not any(other < group for other in expected))
        targets = [oracle.codes[step.target - 1] for step in steps.steps]
        best = unbeaten(oracle, group, expected[group])
        assert len(set(targets)) == len(targets) == min(limit, len(best))
        assert set(targets) <= best
        first = [oracle.payoff[steps.group[0]][t] for t in targets]
        assert first == sorted(first, reverse=True)
        for step in steps.steps:
            check_step(step, analysis, oracle, source, group)


def assert_entry_as_defined(game: Conflict, source: int, outcome: Condition) -> None:
    oracle, analysis = Oracle(game), analyse(game, CONCEPTS)
    s = oracle.codes[source - 1]
    inside = {code for code, held in zip(oracle.codes, game.holds(outcome), strict=True) if held}
    found = entry(analysis, source, Term("outcome", outcome))
    assert found.source == source
    assert found.present == (s in inside)
    if found.present:
        assert (found.steps, found.nearest, found.movers, found.blockers) == ((), None, (), ())
        return
    joint = {t: g for t, g in oracle.joint_improvements(s).items() if t in inside}
    groups = by_group(joint)
    smallest = {group for group in groups if not any(other < group for other in groups)}
    assert len(found.steps) == len(smallest)
    assert {frozenset(step.group) for step in found.steps} == smallest
    lasting = [bool(step.holds_under) for step in found.steps]
    assert lasting == sorted(lasting, reverse=True)
    for step in found.steps:
        group = frozenset(step.group)
        best = unbeaten(oracle, group, groups[group])
        assert oracle.codes[step.target - 1] in best
        numbers = [oracle.codes.index(t) for t in best]
        assert analysis.support[step.target - 1] == max(analysis.support[numbers])
        check_step(step, analysis, oracle, source, group)

    def refusing(t: int) -> set[str]:
        return {j for j in oracle.changed(s, t) if oracle.payoff[j][t] <= oracle.payoff[j][s]}

    legal = [t for t in inside if oracle.legal(s, t)]
    if smallest or not legal:
        assert (found.nearest, found.movers, found.blockers) == (None, (), ())
        return
    assert found.nearest is not None
    nearest = oracle.codes[found.nearest - 1]
    assert nearest in legal
    assert len(refusing(nearest)) == min(len(refusing(t)) for t in legal)
    assert set(found.movers) == oracle.changed(s, nearest)
    assert {reason.party for reason in found.blockers} == refusing(nearest)
    for reason in found.blockers:
        assert (reason.state, reason.than) == (found.nearest, source)
        assert reason.verdict != "prefers"


@given(conflicts(), st.integers(1, 6), st.data())
def test_joint_steps_are_those_of_the_definition(
    game: Conflict, limit: int, data: st.DataObject
) -> None:
    source = data.draw(st.integers(1, len(game.states)))
    assert_joint_steps_as_defined(game, source, limit)


@given(conflicts(), st.data())
def test_who_can_enter_an_outcome_and_who_blocks_it_is_as_defined(
    game: Conflict, data: st.DataObject
) -> None:
    source = data.draw(st.integers(1, len(game.states)))
    outcome = data.draw(conditions(sorted(game.columns)))
    assert_entry_as_defined(game, source, outcome)


def assert_all_as_defined(seed: int, max_options: int) -> None:
    game = random_conflict(seed, max_options=max_options)
    source = 1 + seed % len(game.states)
    assert_joint_steps_as_defined(game, source, 1 + seed % 7)
    if not game.options:
        return
    first, last = game.options[0].name, game.options[-1].name
    for outcome in {first, f"not {last}", f"{first} or {last}", f"{first} xor {last}"}:
        assert_entry_as_defined(game, source, parse(outcome))


def test_joint_steps_and_entries_are_those_of_the_definition_in_bulk() -> None:
    for seed in range(50_000, 50_060):
        assert_all_as_defined(seed, max_options=4)


@pytest.mark.slow
def test_joint_steps_and_entries_are_those_of_the_definition_hundreds_of_times() -> None:
    for seed in range(51_000, 51_120):
        assert_all_as_defined(seed, max_options=6)


@given(conflicts())
def test_a_group_of_one_has_a_joint_step_where_it_is_not_nash_stable(game: Conflict) -> None:
    analysis = analyse(game, ["nash"])
    for source in range(1, len(game.states) + 1):
        alone = {s.group[0] for s in joint_steps(analysis, source) if len(s.group) == 1}
        assert alone == {
            party for party, stable in analysis.stable["nash"].items() if not stable[source - 1]
        }


def test_both_leave_the_dilemma_together_though_neither_would_alone() -> None:
    dilemma = conflict(
        {"a": ["defect"], "b": ["defect"]},
        {"a": ["not b.defect", "a.defect"], "b": ["not a.defect", "b.defect"]},
    )
    (only,) = joint_steps(analyse(dilemma), 4)
    assert (only.group, only.smallest, only.count) == (("a", "b"), True, 1)
    assert only.steps[0].target == 1


def test_who_gains_without_acting_need_not_sign() -> None:
    game = conflict({"a": ["x"], "b": ["y"], "c": ["z"]}, {p: ["a.x and b.y"] for p in "abc"})
    found = joint_steps(analyse(game), 1)
    assert [(steps.group, steps.smallest) for steps in found] == [
        (("a", "b"), True),
        (("a", "b", "c"), False),
    ]


def test_what_cannot_be_undone_cannot_be_undone_together() -> None:
    game = conflict(
        {"a": [Option("x", "a", direction="forward")], "b": ["y"]},
        {"a": ["not a.x and b.y"], "b": ["not a.x and b.y"]},
    )
    assert joint_steps(analyse(game), 2) == ()
    found = entry(analyse(game), 2, Term("outcome", parse("not a.x")))
    assert (found.steps, found.nearest) == ((), None)


def test_the_one_who_would_lose_blocks_an_outcome() -> None:
    game = conflict({"a": ["x"], "b": ["y"]}, {"a": ["a.x and b.y"], "b": ["not b.y"]})
    found = entry(analyse(game), 1, Term("outcome", parse("a.x and b.y")))
    assert found.steps == ()
    assert (found.nearest, found.movers) == (4, ("a", "b"))
    assert [(reason.party, reason.place) for reason in found.blockers] == [("b", 1)]


def test_there_are_no_joint_steps_from_a_state_that_is_none() -> None:
    with pytest.raises(UnknownNameError):
        joint_steps(analyse(conflict({"a": ["x"]}, {"a": []})), 3)


def test_parties_without_options_take_no_place_in_a_group() -> None:
    idle = [f"idle{k}" for k in range(80)]
    options = {**{party: [] for party in idle}, "a": ["x"], "b": ["y"]}
    wanted = {**{party: [] for party in idle}, "a": ["b.y"], "b": ["a.x"]}
    analysis = analyse(conflict(options, wanted), ["nash"])
    (only,) = joint_steps(analysis, 1)
    assert (only.group, only.steps[0].target) == (("a", "b"), 4)
    found = entry(analysis, 4, Term("nothing", parse("not a.x and not b.y")))
    assert found.movers == ("a", "b")
    assert [reason.party for reason in found.blockers] == ["a", "b"]


def test_many_equally_good_joint_steps_are_found_fast() -> None:
    options = {"a": [f"x{k}" for k in range(8)], "b": [f"y{k}" for k in range(8)]}
    analysis = analyse(conflict(options, {"a": ["b.y0"], "b": ["a.x0"]}), ["nash"])
    start = time.process_time()
    both = joint_steps(analysis, 1)[-1]
    assert time.process_time() - start < 2  # comparing each with each took minutes
    assert both.group == ("a", "b")
    assert both.count == 1 << 14
    assert [step.target for step in both.steps] == [258, 260, 262, 264, 266, 268]
