"""What a user of the library may do wrong, and what results promise."""

from __future__ import annotations

import json
import pickle

import numpy as np
import pytest

from detente.conditions import parse
from detente.conflict import analysis as analysis_module
from detente.conflict.analysis import analyse
from detente.conflict.explain import explain
from detente.conflict.itinerary import plan
from detente.conflict.model import conflict
from detente.conflict.preferences import Payoffs, Ranking, Weighted, Wish
from detente.errors import CaseError, Diagnostic, ModelError, UnknownNameError
from detente.interop.strictjson import JsonError

OPTIONS = {"a": ["x"], "b": ["y"]}
GAME = conflict(OPTIONS, {"a": ["not b.y", "a.x"], "b": ["not a.x", "b.y"]}, status_quo=[])


def test_payoffs_in_small_integers_do_not_overflow() -> None:
    values = np.arange(-128, 128, dtype=np.int8)
    game = conflict({"a": [f"x{k}" for k in range(8)]}, {"a": Payoffs.of(values)})
    assert game.payoffs("a").tolist() == list(range(256))


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: Payoffs([1, 2]), "an array"),  # type: ignore[arg-type]
        (lambda: Payoffs(np.array([1.0, np.nan])), "finite"),
        (lambda: Ranking((1, 2)), "levels"),  # type: ignore[arg-type]
        (lambda: Ranking(((1.5,), (2,))), "levels"),  # type: ignore[arg-type]
        (lambda: conflict({"a": "x"}, {"a": []}), "a list is expected"),
        (lambda: conflict({"a": ["x"]}, {"a": "a.x"}), "a list is expected"),
        (
            lambda: conflict(
                {"a": ["x"]}, {"a": Weighted((Wish(parse("a.x"), float("nan")),))}
            ).payoffs("a"),
            "not a finite number",
        ),
    ],
)
def test_what_makes_no_preference_is_refused(make: object, message: str) -> None:
    with pytest.raises(ModelError, match=message):
        make()  # type: ignore[operator]


def test_results_cannot_be_changed() -> None:
    result = analyse(GAME)
    arrays = [result.stable["nash"]["a"], result.support, result.graph.order, GAME.states.codes]
    for array in arrays:
        with pytest.raises(ValueError, match="read-only"):
            array[0] = 0


def test_results_travel() -> None:
    result = analyse(GAME)
    again = pickle.loads(pickle.dumps(result))
    assert again.to_dict() == result.to_dict()
    assert pickle.loads(pickle.dumps(explain(result, 1))) == explain(result, 1)
    json.dumps(pickle.loads(pickle.dumps(plan(result, 1))).to_dict())


@pytest.mark.parametrize("kind", [CaseError, JsonError])
def test_errors_with_diagnostics_travel(kind: type[CaseError] | type[JsonError]) -> None:
    error = kind((Diagnostic("code", "what is wrong", "what to do"),))
    again = pickle.loads(pickle.dumps(error))
    assert (again.diagnostics, str(again)) == (error.diagnostics, str(error))


def test_one_concept_may_be_named_alone() -> None:
    result = analyse(GAME, "nash")
    assert result.equilibria("nash") == (4,)
    with pytest.raises(UnknownNameError, match="known: nash"):
        result.equilibria("seq")


def test_a_large_case_without_numba_says_why_it_is_slow(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(analysis_module, "large", lambda states: states >= 4)
    monkeypatch.setattr(analysis_module, "worth_compiling", lambda states: False)
    monkeypatch.setattr(analysis_module, "can_compile", lambda: False)
    (note,) = analyse(GAME).notes
    assert "detente[speed]" in note
    assert analyse(GAME, compiled=False).notes == ()
