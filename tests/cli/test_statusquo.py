"""The command statusquo."""

from __future__ import annotations

import json

import pytest

from program import Run


def test_it_says_how_the_treaty_is_come_by_and_who_gives_first(run: Run) -> None:
    result = run("statusquo", "japan-russia")
    assert result.code == 0
    assert "takes an\n  agreement of Japan, Russia and United States, at once" in result.out
    assert "! by step 1 Russia loses its priority 2" in result.out
    assert max(map(len, result.out.splitlines())) <= 80


def test_json_is_the_contract(run: Run) -> None:
    drawn = json.loads(run("statusquo", "elmira", "--to", "7", "--format", "json").out)
    assert drawn["format"] == "detente.status-quo/1"
    assert [target["state"] for target in drawn["targets"]] == [7]
    assert drawn["targets"][0]["steps"]["unsanctioned"] == 1
    assert {edge["kind"] for edge in drawn["edges"]} == {"unsanctioned"}


def test_what_counts_as_unpunished_is_asked_for(run: Run) -> None:
    arguments = ("statusquo", "elmira", "--unpunished", "gmr", "--format", "json")
    drawn = json.loads(run(*arguments).out)
    assert drawn["parameters"]["unsanctioned under"] == "gmr"
    assert drawn["targets"][0]["steps"]["unsanctioned"] is None


@pytest.mark.parametrize(
    "arguments", [("--unpunished", "sim"), ("--unpunished", "nosuch"), ("--from", "99")]
)
def test_what_it_cannot_use_is_refused(run: Run, arguments: tuple[str, str]) -> None:
    result = run("statusquo", "elmira", *arguments)
    assert result.code == 1
    assert "error" in result.err
