"""What would take too long is left out, refused or cut short, and says so."""

from __future__ import annotations

import numpy as np
import pytest

from detente.conflict.analysis import analyse
from detente.conflict.explain import explain
from detente.conflict.model import Conflict, conflict
from detente.conflict.paths import find_routes
from detente.conflict.preferences import Payoffs
from detente.errors import LimitError


def wide(options: int) -> Conflict:
    """Return a conflict of two parties; each prefers nearly every change of its own."""
    listed = [f"x{k}" for k in range(options)]
    return conflict(
        {"a": listed, "b": listed},
        {
            "a": [*(f"a.{name}" for name in listed), "b.x0"],
            "b": [*(f"b.{name}" for name in listed), "a.x0"],
        },
    )


def test_simultaneous_stability_is_left_out_with_one_note_where_it_is_too_large() -> None:
    told: list[tuple[int, int, str]] = []
    result = analyse(wide(8), progress=lambda *step: told.append(step))
    assert list(result.stable) == ["nash", "gmr", "smr", "seq", "sseq"]
    (note,) = result.notes
    assert note.startswith("simultaneous stability is left out, since it would examine up to ")
    assert [done for done, _, _ in told] == list(range(1, 12))
    assert told[-1][1] == 11


def test_simultaneous_stability_is_refused_when_asked_for_and_out_of_reach() -> None:
    with pytest.raises(LimitError, match="out of reach") as caught:
        analyse(wide(7), ["sim"], compiled=False)
    assert caught.value.code == "sim-too-large"


def test_what_is_asked_for_may_take_longer() -> None:
    game = wide(6)
    assert "sim" not in analyse(game, compiled=False).stable
    assert analyse(game, ["nash", "sim"], compiled=False).equilibria("sim") == (4096,)


def test_only_so_many_answers_are_listed_and_all_are_counted() -> None:
    analysis = analyse(wide(5), ["nash", "gmr"])
    whole = explain(analysis, 1, parties=["a"])
    short = explain(analysis, 1, parties=["a"], limit=3)
    assert [(w.improvements, w.unpunished, w.stable) for w in whole] == [
        (31, 31, False),
        (31, 31, False),
    ]
    assert "left_out" not in whole[0].to_dict()
    for all_of_it, some in zip(whole, short, strict=True):
        assert some.answers == all_of_it.answers[:3]
        assert some.to_dict()["left_out"] == 28


@pytest.mark.slow  # a million states
def test_sequences_of_thousands_of_moves_are_no_trouble() -> None:
    steps = 1 << 10
    mine, theirs = np.arange(steps)[None, :], np.arange(steps)[:, None]
    step = [f"x{k}" for k in range(10)]
    stairs = conflict(  # a wants to be one ahead of b, and b to draw level
        {"a": step, "b": step},
        {
            "a": Payoffs.of((2 * (mine == theirs + 1) + (mine == theirs)).reshape(-1)),
            "b": Payoffs.of((2 * (mine == theirs) + (theirs == mine - 1)).reshape(-1)),
        },
    )
    (route,) = find_routes(analyse(stairs, ["nash"]), 1, [1 << 20], by="improvements")
    assert route.steps == len(route.sequences[0]) == 2046
    assert route.complete
