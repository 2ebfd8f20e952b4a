"""What would take too long is left out, refused or cut short, and says so."""

from __future__ import annotations

import pytest

from detente.conflict.analysis import analyse
from detente.conflict.model import Conflict, conflict
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
