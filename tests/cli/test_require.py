"""The command require: the answer first, what it costs, and what cannot be asked."""

from __future__ import annotations

import json

import pytest

import detente
from detente.conflict.inverse import require as engine
from detente.conflict.inverse.require import require
from detente.errors import LimitError
from program import Run

pytestmark = pytest.mark.slow  # many conflicts, or many runs of the program


def test_the_answer_comes_first_in_the_case_s_words(run: Run) -> None:
    options = ("--state", "47", "--scenario", "no_transfer", "--concept", "gmr")
    result = run("require", "japan-russia", *options)
    assert result.code == 0
    lines = result.out.splitlines()
    assert lines[1] == "Scenario: Russia rules out any transfer"
    assert lines[3] == "The answer"
    said = " ".join(" ".join(lines).split())
    assert "Russia: “not to give up any island” moves below “a peace treaty”" in said
    assert "(cost 0.5, proved least)" in said
    assert max(map(len, lines)) <= 80


@pytest.mark.slow
@pytest.mark.parametrize("scenario", ["base", "forces_first", "us_unknown"])
@pytest.mark.parametrize("concept", ["nash", "seq"])
def test_json_says_what_the_engine_says(run: Run, scenario: str, concept: str) -> None:
    options = ("--state", "47", "--scenario", scenario, "--concept", concept)
    told = json.loads(run("require", "japan-russia", *options, "--format", "json").out)
    name = None if scenario == "base" else scenario
    game = detente.load("japan-russia").conflict_under(name)
    expected = require(game, 47, concept).to_dict(case="japan-russia", scenario=name)
    assert told == json.loads(json.dumps(expected))
    assert told["format"] == "detente.require/1"


def test_what_is_so_already_is_said_and_nothing_else(run: Run) -> None:
    result = run("require", "japan-russia", "--state", "47")
    assert "is an equilibrium under SEQ already" in " ".join(result.out.split())
    assert "cost" not in result.out


def test_what_is_locked_is_named(run: Run) -> None:
    options = ("--state", "47", "--scenario", "no_transfer", "--lock", "russia:1", "--edit", "drop")
    result = run("require", "japan-russia", *options, "--concept", "gmr", "--by", "statements")
    said = " ".join(result.out.split())
    assert "Nothing will do:" in said
    assert "(“not to give up any island”, which is locked)" in said
    assert "One act" not in said


def test_a_new_option_would_have_to_answer_what_nobody_can(run: Run) -> None:
    options = ("--state", "47", "--scenario", "no_transfer", "--by", "moves")
    said = " ".join(run("require", "japan-russia", *options).out.split())
    assert "A new option of another party would have to answer" in said
    assert "and that whoever answers wants" in said
    nash = " ".join(run("require", "japan-russia", *options, "--concept", "nash").out.split())
    assert "NASH asks for no answers" in nash


def test_an_act_of_an_outsider_is_told(run: Run) -> None:
    options = ("--state", "65", "--concept", "nash", "--by", "outsider")
    said = " ".join(run("require", "japan-russia", *options).out.split())
    assert (
        "Russia can never “insist that Japan recognise its sovereignty”, in “Treaty on the 1956 "
        "basis, islands free of foreign forces” (state 47) instead; "
        "Russia itself would rather leave" in said
    )


def test_of_several_states_some_are_examined(run: Run) -> None:
    options = ("--state", "deadlock", "--scenario", "friendly", "--states", "2", "--by", "outsider")
    said = " ".join(run("require", "japan-russia", *options, "--concept", "nash").out.split())
    assert "“deadlock” holds in 84 states; of the 2 examined, this takes least." in said


def test_what_is_left_out_is_noted(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise LimitError("it would take too long")

    monkeypatch.setattr(engine, "least_reversals", refuse)
    result = run("require", "japan-russia", "--state", "47", "--by", "pairs", "--concept", "nash")
    assert "left out: it would take too long" in " ".join(result.out.split())


@pytest.mark.parametrize(
    ("options", "code"),
    [
        (["--state", "999"], "unknown-state"),
        (["--state", "nothing.here"], "unknown-name"),
        (["--state", "47", "--concept", "sim"], "invalid-model"),
        (["--state", "47", "--concept", "xyz"], "unknown-concept"),
        (["--state", "47", "--lock", "china"], "unknown-party"),
        (["--state", "47", "--lock", "us:9"], "unknown-name"),
        (["--state", "47", "--party", "china"], "unknown-party"),
        (["--state", "47", "--edit", "shout"], "unknown-edit"),
        (["--state", "47", "--lock-confidence", "rather"], "invalid-model"),
    ],
)
def test_what_cannot_be_asked_is_refused(run: Run, options: list[str], code: str) -> None:
    result = run("require", "japan-russia", *options)
    assert result.code == 1
    assert f"[{code}]" in result.err
