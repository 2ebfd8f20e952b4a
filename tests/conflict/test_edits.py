"""Single changes of a conflict: what each does, what it says, and what it refuses."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from detente.conditions import parse
from detente.conflict.analysis import analyse
from detente.conflict.edits import (
    AddRule,
    AddWish,
    DropRule,
    DropWish,
    Edit,
    MoveWish,
    ReverseWish,
    SetDirection,
    apply_all,
)
from detente.conflict.model import Conflict, conflict
from detente.conflict.preferences import Ordered, Ranking, Weighted, Wish, wishes
from detente.errors import ModelError, UnknownNameError


def game() -> Conflict:
    return conflict(
        {"a": ["x", "z"], "b": ["y"]},
        {"a": ["b.y", "not a.x", "a.z"], "b": ["a.x"]},
        infeasible=["a.x and a.z"],
        status_quo=[],
    )


def listed(changed: Conflict, party: str = "a") -> list[str]:
    return [str(wish.condition) for wish in wishes(changed.preferences[party])]


@pytest.mark.parametrize(
    ("edit", "after", "said"),
    [
        (DropWish("a", 1), ["not a.x", "a.z"], "a: “b.y” is dropped"),
        (ReverseWish("a", 2), ["b.y", "a.x", "a.z"], "a: the opposite of “not a.x”"),
        (
            MoveWish("a", 3, 1),
            ["a.z", "b.y", "not a.x"],
            "a: “a.z” moves from place 3 to place 1",
        ),
        (
            MoveWish("a", 1, 3),
            ["not a.x", "a.z", "b.y"],
            "a: “b.y” moves from place 1 to place 3",
        ),
        (
            AddWish("a", Wish(parse("a.x or b.y")), 4),
            ["b.y", "not a.x", "a.z", "a.x or b.y"],
            "a: “a.x or b.y” is added at place 4",
        ),
    ],
)
def test_statements(edit: Edit, after: list[str], said: str) -> None:
    assert listed(edit.apply(game())) == after
    assert listed(edit.apply(game()), "b") == ["a.x"]
    assert edit.in_words(game()) == said


def test_rules_and_directions() -> None:
    base = game()
    assert len(base.states) == 6
    assert len(DropRule(1).apply(base).states) == 8
    assert len(AddRule(parse("b.y")).apply(base).states) == 3
    one_way = SetDirection("a.x", "forward").apply(base)
    assert [option.direction for option in one_way.options] == ["forward", "both", "both"]
    assert SetDirection("a.x", "back").in_words(base) == "a: “x” cannot be taken once dropped"
    assert DropRule(1).in_words(base) == "“a.x and a.z” can happen"


def test_a_reversed_statement_does_not_keep_the_label_of_the_old_one() -> None:
    labelled = game().with_changes(
        preferences={**game().preferences, "b": Ordered((Wish(parse("a.x"), label="that x"),))}
    )
    (wish,) = wishes(ReverseWish("b", 1).apply(labelled).preferences["b"])
    assert (str(wish.condition), wish.label) == ("not a.x", "")


def test_several_apply_in_turn() -> None:
    changed = apply_all(game(), [DropWish("a", 1), MoveWish("a", 2, 1)])
    assert listed(changed) == ["a.z", "not a.x"]


def test_weights_have_statements_but_no_places() -> None:
    weighted = game().with_changes(
        preferences={**game().preferences, "b": Weighted((Wish(parse("a.x"), 2.0),))}
    )
    assert listed(DropWish("b", 1).apply(weighted), "b") == []
    assert listed(ReverseWish("b", 1).apply(weighted), "b") == ["not a.x"]
    with pytest.raises(ModelError, match="no ordered list"):
        MoveWish("b", 1, 1).apply(weighted)


@pytest.mark.parametrize(
    "edit",
    [
        DropWish("a", 4),
        DropWish("a", 0),
        DropWish("nobody", 1),
        MoveWish("a", 1, 4),
        AddWish("a", Wish(parse("a.x")), 5),
        DropRule(2),
        SetDirection("a.q", "both"),
    ],
)
def test_what_is_not_there_is_refused(edit: Edit) -> None:
    with pytest.raises(UnknownNameError):
        edit.apply(game())


def test_a_ranking_has_no_statements() -> None:
    ranked = game().with_changes(
        preferences={**game().preferences, "b": Ranking(((1, 2, 3), (4, 5, 6)))}
    )
    with pytest.raises(UnknownNameError):
        DropWish("b", 1).apply(ranked)
    with pytest.raises(ModelError):
        AddWish("b", Wish(parse("a.x")), 1).apply(ranked)


def test_rankings_follow_what_can_happen() -> None:
    ranked = conflict(
        {"a": ["x"], "b": ["y"]}, {"a": Ranking(((3,), (1, 4), (2,))), "b": []}, status_quo=[]
    )
    assert AddRule(parse("a.x and not b.y")).apply(ranked).payoffs("a").tolist() == [0, 1, 0]
    narrower = AddRule(parse("a.x")).apply(ranked)
    with pytest.raises(ModelError, match="says nothing"):
        DropRule(1).apply(narrower)


@given(st.permutations(["b.y", "not a.x", "a.z"]))
def test_what_changes_keep_is_as_if_worked_out_anew(order: list[str]) -> None:
    base = game()
    analyse(base)  # fills what a copy may keep
    preference = Ordered(tuple(Wish(parse(text)) for text in order))
    copied = base.with_changes(preferences={**base.preferences, "a": preference})
    fresh = conflict(
        {"a": ["x", "z"], "b": ["y"]},
        {"a": order, "b": ["a.x"]},
        infeasible=["a.x and a.z"],
        status_quo=[],
    )
    assert copied.states is base.states
    assert copied.payoffs("b") is base.payoffs("b")
    assert np.array_equal(copied.payoffs("a"), fresh.payoffs("a"))
    assert len(DropRule(1).apply(copied).states) == 8
