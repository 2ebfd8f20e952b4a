"""The command coalitions."""

from __future__ import annotations

import json

import pytest

from program import Run


def test_the_answer_comes_first_and_fits_the_terminal(run: Run) -> None:
    result = run("coalitions", "japan-russia")
    assert result.code == 0
    assert max(len(line) for line in result.out.splitlines()) <= 80
    head, _, rest = result.out.partition("What holds against single parties")
    assert "holds against every" in " ".join(head.split())
    assert "Japan, Russia and United States together" in " ".join(head.split())
    assert "Who leaves, how and to where" in rest


def test_json_is_the_result(run: Run) -> None:
    result = run("coalitions", "elmira", "--concept", "cnash,cseq", "--format", "json")
    answer = json.loads(result.out)
    assert answer["format"] == "detente.coalitions/1"
    assert answer["left"] == [7]
    assert list(answer["universal"]) == ["cnash", "cseq"]
    assert len(answer["coalitions"]) == 7


def test_coalitions_are_named_and_limited(run: Run) -> None:
    named = run("coalitions", "elmira", "--coalition", "uniroyal+moe", "--format", "json")
    members = [entry["members"] for entry in json.loads(named.out)["coalitions"]]
    assert members == [["moe", "uniroyal"]]
    small = run("coalitions", "elmira", "--largest", "1", "--format", "json")
    assert len(json.loads(small.out)["coalitions"]) == 3
    assert "every coalition judged" in " ".join(
        run("coalitions", "elmira", "--largest", "1").out.split()
    )


def test_variants_stand_in_the_parameters(run: Run) -> None:
    options = ("--improvement", "pareto", "--moves", "joint", "--sanctioned-by", "coalitions")
    answer = json.loads(run("coalitions", "elmira", *options, "--format", "json").out)
    assert answer["parameters"]["improvement"] == "pareto"
    assert answer["parameters"]["moves"] == "joint"
    assert answer["parameters"]["sanctioned_by"] == "coalitions"
    text = " ".join(run("coalitions", "elmira", *options).out.split())
    assert "at once, as if it were one party" in text
    assert "none likes less" in text


def test_a_scenario_is_named(run: Run) -> None:
    text = " ".join(run("coalitions", "japan-russia", "--scenario", "no_transfer").out.split())
    assert "Scenario:" in text
    assert "Both states that hold against every single party hold" in text


@pytest.mark.parametrize(
    ("option", "value", "code"),
    [
        ("--coalition", "moe+nobody", "unknown-party"),
        ("--concept", "core", "unknown-concept"),
        ("--scenario", "nowhere", "unknown-scenario"),
    ],
)
def test_what_nobody_knows_is_refused(run: Run, option: str, value: str, code: str) -> None:
    result = run("coalitions", "elmira", option, value)
    assert result.code == 1
    assert code in result.err
