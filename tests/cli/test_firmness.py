"""The command firmness."""

from __future__ import annotations

import json

import pytest

from program import Run


def test_it_says_which_judgements_decide_and_what_stands_behind_them(run: Run) -> None:
    result = run("firmness", "japan-russia", "--radius", "1")
    assert result.code == 0
    assert "Three judgements decide most of the 14 findings" in result.out
    assert "! rests on one chain of reports (RIA)" in result.out
    assert "survives every single error; two were not tried" in result.out
    assert max(map(len, result.out.splitlines())) <= 80


def test_json_is_the_contract(run: Run) -> None:
    finding = "entry:treaty_exempt:japan+russia+us"
    result = run("firmness", "japan-russia", "--finding", finding, "--format", "json")
    answer = json.loads(result.out)
    assert answer["format"] == "detente.firmness/1"
    assert [f["id"] for f in answer["findings"]] == [finding]
    assert answer["findings"][0]["true"] is True
    by_label = {entry["label"]: entry["independent_chains"] for entry in answer["ranked"]}
    assert by_label["to keep the claim to four alive"] == 1


def test_a_scenario_has_its_own_answer(run: Run) -> None:
    arguments = ("firmness", "japan-russia", "--radius", "1", "--finding", "stable:treaty_exempt")
    base = json.loads(run(*arguments, "--format", "json").out)
    other = json.loads(run(*arguments, "--scenario", "no_transfer", "--format", "json").out)
    assert other["scenario"] == "no_transfer"
    assert base["findings"][0]["true"] is not other["findings"][0]["true"]


@pytest.mark.parametrize(("option", "value"), [("--finding", "nonsense"), ("--error", "typos")])
def test_what_it_does_not_know_is_refused(run: Run, option: str, value: str) -> None:
    result = run("firmness", "elmira", option, value)
    assert result.code == 1
    assert f"'{value}'" in result.err


def test_a_code_has_no_blanks(run: Run) -> None:
    assert "[unknown-kind-of-error]" in run("firmness", "elmira", "--error", "eaten").err
