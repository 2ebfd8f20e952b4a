"""What is told, word for word, on a small case, and the turns that other cases take."""

from __future__ import annotations

from functools import cache

import pytest

from brief.pages import ferry
from detente import loading
from detente.brief.story import CONDITION, Story, tell
from detente.case import Case
from detente.conflict.analysis import analyse
from detente.conflict.findings import find
from detente.conflict.model import Conflict, Option, conflict
from detente.conflict.preferences import Ranking


def told(case: Case) -> Story:
    runs = {key: find(analyse(case.conflict_under(key or None))) for key in ("", *case.scenarios)}
    return tell(case, runs)


def told_of(game: Conflict) -> Story:
    return told(Case("c", "C", conflict=game))


def test_the_headline_of_a_small_case() -> None:
    assert told(ferry()).answer == (
        "If these judgements hold, “A paid service” can be brought about by North Town, South Town and Owner together, and would last as long as parties look ahead.",
        "“A free service” is out of reach, since Owner refuses, and would not last.",
        "The status quo, “No service” (state 1), would last as well: no party would rather move on its own.",
        "“A paid service” is no longer to be had under “North would rather not be seen to pay”.",
    )


def test_an_outcome_in_full() -> None:
    service, gift, end = told(ferry()).scenarios[""].outcomes
    assert service.sentences == (
        "In state 8 it would last as long as parties look ahead: who moved away for its own gain would be answered by moves that the others want.",
        "North Town, South Town and Owner can bring it about together in one joint step, each better off than today.",
        "It takes all three of them.",
        "What it takes: North Town takes up “pay half”; South Town takes up “pay half”; Owner takes up “keep sailing”.",
    )
    assert service.indispensable == ("north", "south", "owner")
    assert [(basis.said, basis.standing) for basis in service.rests_on] == [
        ("North Town gains its priority 1: Owner “keep sailing”", "one statement, high confidence"),
        ("South Town gains its priority 1: the ferry sails", "two statements"),
        ("Owner gains its priority 2: “A paid service”", "rests on nothing"),
    ]
    assert gift.blockers == ("owner",)
    assert [basis.said for basis in gift.rests_on] == [
        "Owner would lose its priority 1: if Owner “keep sailing”, then (North Town “pay half” and South Town “pay half”)"
    ]
    assert gift.sentences == (
        "It would not last: from state 5, where it comes nearest to lasting, Owner would rather move (Owner gives up “keep sailing”), and no answer of the others would make it regret that.",
        "Nobody can bring it about in one step: even the attempt that fewest would refuse takes Owner, and Owner refuses.",
    )
    assert end.sentences == (
        "It holds today and would last: no party would rather move on its own.",
    )


def test_a_scenario_says_what_it_changes() -> None:
    story = told(ferry())
    assert story.scenarios["proud"].changes == (
        "“A paid service” is no longer to be had: it is out of reach, since North Town refuses, and would not last.",
    )
    assert story.scenarios["same"].changes == ()


def test_deadlock_stands_beside_every_run() -> None:
    for run in told(ferry()).scenarios.values():
        assert run.status_quo is not None
        assert run.answer[-1] == run.status_quo.sentence


def test_a_case_without_outcomes_counts_states() -> None:
    story = told_of(conflict({"a": ["x"], "b": ["x"]}, {"a": ["a.x"], "b": ["b.x"]}))
    assert story.headline == "If these judgements hold, one state of 4 would last firmly."


def test_a_case_without_a_conflict() -> None:
    story = tell(Case("c", "C"), {})
    assert story.headline == (
        "The case has no conflict section yet, so there is nothing to conclude."
    )


def test_outcomes_without_a_status_quo() -> None:
    game = conflict(
        {"a": ["x"]}, {"a": ["a.x"]}, terms={"on": "a.x", "off": "not a.x"}, outcomes=["on", "off"]
    )
    story = told_of(game)
    assert story.headline == f"{CONDITION}, “on” would last. “off” would not last."


def test_one_party_alone() -> None:
    game = conflict(
        {"a": ["x"], "b": ["y"]}, {"a": ["a.x"], "b": []},
        terms={"on": "a.x"}, outcomes=["on"], status_quo=[],
    )  # fmt: skip
    (outcome,) = told_of(game).scenarios[""].outcomes
    assert outcome.clause == "“on” can be brought about by a alone, and would last"
    assert outcome.sentences[1] == "A can bring it about alone, and gains by it."
    assert "would gain by moving alone" in told_of(game).headline


def test_what_cannot_be_undone_cannot_be_entered() -> None:
    game = conflict(
        {"a": [Option("x", "a", direction="forward")], "b": ["y"]}, {"a": ["not a.x"], "b": []},
        terms={"back": "not a.x"}, outcomes=["back"], status_quo=["a.x"],
    )  # fmt: skip
    (outcome,) = told_of(game).scenarios[""].outcomes
    assert outcome.verdict == "blocked"
    assert "no legal change leads there" in outcome.clause


def test_an_outcome_that_cannot_occur() -> None:
    game = conflict(
        {"a": ["x"]}, {"a": []},
        infeasible=["a.x"], terms={"on": "a.x"}, outcomes=["on"], status_quo=[],
    )  # fmt: skip
    (outcome,) = told_of(game).scenarios[""].outcomes
    assert (outcome.verdict, outcome.clause) == ("impossible", "“on” cannot occur")


def test_a_ranking_is_named_as_the_ground() -> None:
    game = conflict(
        {"a": ["x"], "b": ["y"]},
        {"a": Ranking(((1,), (2,), (3,), (4,))), "b": []},
        terms={"on": "a.x"}, outcomes=["on"], status_quo=[],
    )  # fmt: skip
    (outcome,) = told_of(game).scenarios[""].outcomes
    assert outcome.rests_on[0].said == "a likes it less, by its ranking of states"
    assert outcome.rests_on[0].standing == "the party's ranking of states"


def test_several_groups_and_whom_they_share() -> None:
    game = conflict(
        {"a": ["x"], "b": ["x"], "c": ["x"]},
        {"a": ["deal", "not a.x"], "b": ["deal", "not b.x"], "c": ["deal", "not c.x"]},
        terms={"deal": "a.x and (b.x xor c.x)"}, outcomes=["deal"], status_quo=[],
    )  # fmt: skip
    (outcome,) = told_of(game).scenarios[""].outcomes
    assert outcome.groups == (("a", "b"), ("a", "c"))
    assert outcome.indispensable == ("a",)
    assert "It takes a in each case." in outcome.sentences


@cache
def elmira() -> Story:
    """The published case, in which the settlement came about in stages."""
    return told(loading.load("elmira"))


def test_a_settlement_in_stages() -> None:
    (modified,) = (o for o in elmira().scenarios[""].outcomes if o.id == "modified")
    assert (modified.verdict, modified.strength) == ("in stages", "firm")
    assert modified.stages is not None
    assert [move.party for move in modified.stages.moves] == ["local"]
    assert modified.stages.step is not None
    assert modified.stages.step.group == ("moe", "uniroyal")


def test_who_looks_ahead_holds_back() -> None:
    (closure,) = (o for o in elmira().scenarios["no_nerve"].outcomes if o.id == "closure")
    assert closure.verdict == "held back"
    assert closure.stages is not None
    assert closure.stages.held_back == ("local",)
    assert any("looking ahead Local Government has reason" in text for text in closure.sentences)


def test_the_headline_says_which_scenarios_take_an_outcome_away() -> None:
    assert (
        elmira()
        .answer[-1]
        .startswith("“Uniroyal accepts a modified order” is no longer to be had under “The")
    )


@pytest.mark.parametrize(
    ("preferences", "infeasible", "said"),
    [
        ({"a": [], "b": []}, [], "all four feasible states would last, and all of them firmly"),
        ({"a": [], "b": []}, ["a.x or b.y"], "the only state would last firmly"),
        ({"a": ["a.x"], "b": []}, [], "two states of 4 would last, and all of them firmly"),
    ],
)
def test_states_that_would_last_are_counted_in_plain_words(
    preferences: dict[str, list[str]], infeasible: list[str], said: str
) -> None:
    game = conflict({"a": ["x"], "b": ["y"]}, preferences, infeasible=infeasible)
    story = told_of(game)
    assert story.headline == f"If these judgements hold, {said}."
