"""The command chances, and what analyse says of strength."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import detente
from detente.conflict.chances import chances
from detente.conflict.strength import strength
from program import Run

pytestmark = pytest.mark.slow  # many conflicts, or many runs of the program

FORD = """\
detente: 1
id: ford
title: The ford
parties: {a: "Alba [red]\\e[31m", b: Brenn}
conflict:
  options: {a: {patrol: Patrol}, b: {mine: Mine}}
  terms: {open: {means: not a.patrol and not b.mine, label: an open ford}}
  status_quo: []
  outcomes: [open]
  preferences:
    a: [{want: not (a.patrol and b.mine), strongly: true}, {want: a.patrol, confidence: 0.7}, not b.mine]
    b: [not (a.patrol and b.mine), {unsure: [{want: b.mine, confidence: medium}, not a.patrol]}]
scenarios:
  calm: {preferences: {a: [{want: not a.patrol, confidence: 0.25, unsure: true}]}}
"""


@pytest.fixture
def ford(tmp_path: Path) -> str:
    path = tmp_path / "ford.yaml"
    path.write_text(FORD, encoding="utf-8")
    return str(path)


def test_json_is_that_of_the_library(run: Run, ford: str) -> None:
    result = run("chances", ford, "--medium", "0.6", "--wrong", "reversed", "--format", "json")
    assert result.code == 0
    wanted = chances(detente.load(ford).conflict, wrong="reversed", words={"medium": 0.6})
    assert json.loads(result.out) == json.loads(json.dumps(wanted.to_dict(case="ford")))


def test_the_answer_comes_first_within_80_columns(run: Run, ford: str) -> None:
    result = run("chances", ford, "--unsure", "equal", "--concept", "nash,gmr,sim")
    assert result.code == 0
    assert result.out.index("The answer") < result.out.index("What is uncertain")
    assert "an open ford" in result.out
    assert "the order of: b.mine, not a.patrol (50 %)" in result.out
    assert "exactly, going through all" in result.out
    assert "\x1b" not in result.out
    assert max(len(line) for line in result.out.splitlines()) <= 80


def test_states_asked_for_are_told_party_by_party(run: Run, ford: str) -> None:
    out = run("chances", ford, "--state", "status_quo", "--state", "2").out
    assert "for Brenn: NASH" in out
    assert "State 2" in out
    assert "State 3" not in out


def test_draws_are_told_with_their_error(
    run: Run, ford: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("detente.conflict.chances.weighing.EXACT_WORK", {False: 0.0, True: 0.0})
    out = run("chances", ford, "--samples", "300", "--seed", "7", "--medium", "0.6").out
    assert "estimated from 300 draws (seed 7)" in out
    assert " % ± " in out
    assert "0 of 300" in out
    again = run("chances", ford, "--samples", "300", "--seed", "7", "--medium", "0.6").out
    assert again == out
    assert "exactly" in run("chances", ford, "--samples", "0").out


def test_a_scenario(run: Run, ford: str) -> None:
    data = json.loads(run("chances", ford, "--scenario", "calm", "--format", "json").out)
    assert data["scenario"] == "calm"
    assert [entry["kind"] for entry in data["uncertain"]] == ["confidence"]


def test_nothing_uncertain_is_told_plainly(run: Run) -> None:
    result = run("chances", "elmira")
    assert result.code == 1
    assert "nothing is uncertain" in result.err
    assert "--low" in result.err
    assert run("chances", "japan-russia", "--low", "2").code == 2


def test_analyse_tells_of_strength_where_it_is_marked(run: Run, ford: str) -> None:
    out = run("analyse", ford).out
    assert "How strongly they are held" in out
    assert "weakly under GMR: Brenn would risk nothing much worse" in out
    assert "How strongly" not in run("analyse", "elmira").out
    assert "How strongly" not in run("analyse", ford, "--scenario", "calm").out


def test_analyse_gives_strength_as_json(run: Run, ford: str) -> None:
    data = json.loads(run("analyse", ford, "--format", "json").out)
    analysis = detente.analyse(detente.load(ford).conflict)
    assert data["strength"] == json.loads(json.dumps(strength(analysis).to_dict(case="ford")))
    assert "strength" not in json.loads(run("analyse", "elmira", "--format", "json").out)
    assert any("marked unsure" in note for note in data["notes"])
