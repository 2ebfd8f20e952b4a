"""The command levers, and what analyse says of levers."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import detente
from detente.cli import levers as command
from detente.conflict.levers import fixing
from detente.conflict.levers.fixing import fix_options
from detente.conflict.levers.levers import find_levers
from program import Run

pytestmark = pytest.mark.slow  # many conflicts, or many runs of the program


def test_the_answer_comes_first_in_the_case_s_words(run: Run) -> None:
    result = run("levers", "elmira")
    assert result.code == 0
    lines = result.out.splitlines()
    assert lines[2] == "The answer"
    assert lines[3].startswith("  As things stand, if Ministry of the Environment took up")
    assert max(map(len, lines)) <= 80


def test_json_says_what_the_engine_says(run: Run) -> None:
    told = json.loads(run("levers", "japan-russia", "--format", "json").out)
    game = detente.load("japan-russia").conflict
    expected = find_levers(game).to_dict()
    assert told == json.loads(
        json.dumps(
            {
                "format": "detente.levers/1",
                "case": "japan-russia",
                "scenario": None,
                **expected,
                "fixed": [each.to_dict() for each in fix_options(game)],
                "notes": [],
            }
        )
    )


def test_one_party_and_one_scenario_can_be_asked_for(run: Run) -> None:
    options = ("--party", "russia", "--scenario", "no_transfer", "--concept", "nash,seq")
    told = json.loads(run("levers", "japan-russia", *options, "--format", "json").out)
    assert told["scenario"] == "no_transfer"
    assert {lever["turns"] for lever in told["levers"]} <= {"russia"}
    assert set(told["fixed"][0]["taken"]) == {"nash", "seq"}


def test_what_is_too_large_to_settle_is_left_out_with_a_note(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fixing, "MAX_WORK", 10)
    told = json.loads(run("levers", "elmira", "--format", "json").out)
    assert told["levers"]
    assert told["fixed"] == []
    assert "too many" in told["notes"][0]
    assert "Note: what lasts" in run("levers", "elmira").out


@pytest.mark.parametrize(
    ("options", "said"), [(("--party", "nobody"), "nobody"), (("--concept", "nosh"), "nosh")]
)
def test_a_wrong_question_is_told_plainly(run: Run, options: tuple[str, str], said: str) -> None:
    result = run("levers", "elmira", *options)
    assert result.code == 1
    assert said in result.err


def test_an_analysis_names_each_party_s_foremost_lever(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = run("analyse", "japan-russia").out
    section = said.partition("Whose act changes what another would rather do")[2]
    section = section.partition("What the concepts mean")[0]
    assert section.count("  With “") == 3
    assert "and 7 more; see 'detente levers'" in section
    monkeypatch.setattr(command, "AT_ONCE", 10)
    assert "Whose act" not in run("analyse", "japan-russia").out


def test_a_case_without_levers_says_so(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "plain.yaml"
    file.write_text(
        "detente: 1\nid: plain\ntitle: Plain\nparties: {a: A, b: B}\n"
        "conflict:\n  options: {a: {x: X}, b: {y: Y}}\n"
        "  preferences: {a: [a.x], b: [b.y]}\n",
        encoding="utf-8",
    )
    assert "No single act of a party changes" in run("levers", str(file)).out
    assert "Whose act" not in run("analyse", str(file)).out


def test_analyse_tells_what_hangs_on_an_option(run: Run) -> None:
    shown = " ".join(run("analyse", "japan-russia").out.split())
    everything = " ".join(run("levers", "japan-russia").out.split())
    said = (
        "“Deadlock, no treaty” lasts under every concept judged as long as Russia goes without "
        "“commit to hand over all four islands”, but not otherwise."
    )
    assert said in shown
    assert said in everything
