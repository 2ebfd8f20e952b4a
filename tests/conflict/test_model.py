"""What a text picks out: `Conflict.find`."""

from __future__ import annotations

import pytest

from detente.conditions import parse
from detente.conflict.model import conflict
from detente.errors import ConditionError, DetenteError, ModelError

GAME = conflict({"a": ["x", "y"]}, {"a": []}, terms={"t": "a.x and a.y"}, status_quo=["a.y"])


@pytest.mark.parametrize(
    ("text", "state"), [(4, 4), ("4", 4), (" 2 ", 2), ("status_quo", 3), ("t", 4), ("not a.y and a.x", 2)]
)  # fmt: skip
def test_what_picks_one_state(text: str | int, state: int) -> None:
    assert GAME.find(text) == state


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("0", "unknown-state"),
        ("-1", "unknown-state"),
        (5, "unknown-state"),
        ("9" * 5000, "unknown-state"),
        ("--5", "condition-syntax"),
        ("a.x", "ambiguous-state"),
        ("a.x and not a.x", "unknown-state"),
        ("", "condition-syntax"),
    ],
)
def test_what_does_not(text: str | int, code: str) -> None:
    with pytest.raises(DetenteError) as caught:
        GAME.find(text)
    assert caught.value.code == code
    assert isinstance(caught.value, ValueError)


def test_a_name_nobody_knows() -> None:
    with pytest.raises(ConditionError, match="did you mean"):
        GAME.find("a.z")
    with pytest.raises(ModelError, match="names no status quo"):
        conflict({"a": ["x"]}, {"a": []}).find("status_quo")


def test_terms_that_rest_on_each_other_too_deeply_are_refused() -> None:
    chain = {f"t{k}": f"t{k + 1}" for k in range(2000)}
    with pytest.raises(ModelError, match="nested deeper") as caught:
        conflict({"a": ["x"]}, {"a": ["t0"]}, terms={**chain, "t2000": "a.x"})
    assert caught.value.code == "too-deep"
    with pytest.raises(ModelError, match="in a circle") as caught:
        conflict({"a": ["x"]}, {"a": ["t0"]}, terms={**chain, "t2000": "t0"})
    assert caught.value.code == "circular-terms"
    shallow = {f"t{k}": f"t{k + 1}" for k in range(140)}
    game = conflict({"a": ["x"]}, {"a": ["t0"]}, terms={**shallow, "t140": "a.x"})
    assert game.payoffs("a").tolist() == [0, 1]


def test_two_states_are_told_apart_as_one_by_one() -> None:
    wishes = [parse(text) for text in ("a.x", "t", "a.x or a.y", "true", "exactly(1, a.x, t)")]
    for s in range(1, 5):
        for t in range(1, 5):
            differs = GAME.differing(s, t)
            assert [differs(w) for w in wishes] == [
                GAME.holds_in(w, s) != GAME.holds_in(w, t) for w in wishes
            ]
