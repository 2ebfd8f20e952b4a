"""The command foresight."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import detente
from detente.conflict.foresight.foresight import foresee
from detente.conflict.foresight.variants import VARIANTS
from program import Run

pytestmark = pytest.mark.slow  # many conflicts, or many runs of the program

ROOT = Path(__file__).parent.parent.parent


def test_the_answer_comes_first_in_the_case_s_words(run: Run) -> None:
    result = run("foresight", "japan-russia")
    assert result.code == 0
    lines = result.out.splitlines()
    assert lines[2] == "The answer"
    assert "The status quo, “Deadlock, no treaty” (state 21), is kept by parties" in lines[3]
    assert max(map(len, lines)) <= 80


@pytest.mark.parametrize("variant", VARIANTS)
def test_json_says_what_the_engine_says(run: Run, variant: str) -> None:
    told = json.loads(run("foresight", "elmira", "--variant", variant, "--format", "json").out)
    found = foresee(detente.load("elmira").conflict, variant=variant)
    courses = told.pop("courses")
    assert told == json.loads(json.dumps(found.to_dict(case="elmira")))
    assert {each["state"] for each in courses} == {1, 5, 6, 10}
    assert len(courses) == 12


def test_a_state_a_party_and_a_horizon_can_be_asked_for(run: Run) -> None:
    options = ("--state", "status_quo", "--party", "us", "--horizon", "3", "--format", "json")
    told = json.loads(run("foresight", "japan-russia", *options).out)
    (course,) = told["courses"]
    assert (course["party"], course["state"], course["horizon"]) == ("us", 21, 3)
    assert [move["to"] for move in course["sequences"][0]] == [57, 45, 47]
    assert len(told["horizons"]) == 3
    assert told["non_myopic"] is None


def test_a_scenario_is_looked_at_by_itself(run: Run) -> None:
    told = run("foresight", "japan-russia", "--scenario", "no_transfer", "--format", "json")
    assert json.loads(told.out)["scenario"] == "no_transfer"


@pytest.mark.parametrize(
    ("options", "code", "said"),
    [
        (("--horizon", "0"), 2, "horizon"),
        (("--state", "999"), 1, "no state 999"),
        (("--party", "nobody"), 1, "nobody"),
        (("--variant", "bold"), 2, "variant"),
        (("--scenario", "none"), 1, "none"),
    ],
)
def test_a_wrong_question_is_told_plainly(
    run: Run, options: tuple[str, str], code: int, said: str
) -> None:
    result = run("foresight", "japan-russia", *options)
    assert result.code == code
    assert said in result.err


@pytest.mark.parametrize("variant", VARIANTS.values(), ids=VARIANTS)
def test_the_documented_variants_are_those_of_the_program(variant: object) -> None:
    page = (ROOT / "docs/definitions.md").read_text(encoding="utf-8")
    section = page.partition('<a id="foresight"></a>')[2].partition("\n## Where")[0]
    _, found, text = section.partition(f"- `{variant.id}`")
    assert found
    assert variant.definition in " ".join(text.split())
    for source in variant.sources:
        assert f"@{source}" in section
