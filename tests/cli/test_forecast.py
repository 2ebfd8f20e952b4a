"""The command forecast."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest

from casefile.cases import SPATIAL
from detente.asking.forecast import read_options
from detente.errors import DetenteError, UnknownNameError
from program import Run, answer, words

LINE = """\
detente: 1
id: line
title: One line
parties: {a: Alba, b: Brenn, c: Corvia}
spatial:
  dimensions:
    islets: {label: Islets, low: none, high: all, reference: 0, bands: {most: {from: 50.1}}}
  actors:
    a: {judgement: true, capability: [40, 60], stances: {islets: {position: 10, salience: 60}}}
    b: {judgement: true, capability: 30, stances: {islets: {position: 100, salience: 80}}}
    c: {judgement: true, capability: 30, stances: {islets: {position: [40, 60], salience: 40}}}
"""


@pytest.fixture
def levy(run: Run) -> Run:
    """Run the program beside a case with two dimensions, and one with one."""
    Path("levy.yaml").write_text(SPATIAL, encoding="utf-8")
    Path("line.yaml").write_text(LINE, encoding="utf-8")
    return run


def test_the_answer_comes_first_and_stands_beside_what_needs_no_model(levy: Run) -> None:
    text = words(levy("forecast", "levy.yaml", "--draws", "0"))
    assert text.startswith("A levy 3 actors, 2 dimensions The answer By the Spatial Model")
    assert text.index("hardly beaten “always 50”") < text.index("beside what needs no model")
    assert "no agreement 10 –" in text
    assert "always 50 50 50" in text
    assert "Where numbers are not known" not in text


def test_json_is_the_contract(levy: Run) -> None:
    found = answer(levy("forecast", "levy.yaml", "--draws", "0", "--format", "json"))
    assert found["format"] == "detente.forecast/1"
    assert (found["case"], found["scenario"], found["model"]) == ("levy", None, "smp")
    assert found["rounds"][0]["positions"] == {
        "north": [90, 20],
        "east": [50, 50],
        "south": [10, 70],
    }
    assert found["baselines"]["reference"] == [10, None]
    assert found["forecast"] == found["rounds"][-1]["weighted_mean"]
    # weights are capability times salience: 40 · 60, 25 · 50 and 40 · 80
    mean = (90 * 2400 + 50 * 1250 + 10 * 3200) / 6850
    assert found["baselines"]["weighted_mean"][0] == pytest.approx(mean)
    assert "draws" not in found


def test_a_scenario_and_variants_are_taken(levy: Run) -> None:
    plain = answer(levy("forecast", "line.yaml", "--draws", "0", "--format", "json"))
    options = ("--option", "vote=cubic,risk=max", "--option", "rounds=3")
    varied = answer(levy("forecast", "line.yaml", *options, "--draws", "0", "--format", "json"))
    taken = varied["parameters"]["options"]
    assert (taken["vote"], taken["risk"], taken["rounds"]) == ("cubic", "max", 3)
    assert varied["rounds"] != plain["rounds"]
    text = words(levy("forecast", "levy.yaml", "--scenario", "poor", "--draws", "0"))
    assert "Scenario: poor" in text


def test_positions_are_listed_in_full_where_that_is_asked_for(levy: Run) -> None:
    found = answer(levy("forecast", "line.yaml", "--draws", "0", "--format", "json"))
    text = words(levy("forecast", "line.yaml", "--draws", "0", "--rounds"))
    for number in range(1, len(found["rounds"])):
        assert f"round {number}" in text
    moves = sum(len(each["moves"]) for each in found["rounds"])
    assert text.count("Round ") == moves
    table = levy("forecast", "line.yaml", "--draws", "0", "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(table.out)))
    assert len(rows) == 3 * len(found["rounds"])
    assert rows[0] == {"round": "0", "actor": "a", "dimension": "islets", "position": "10.0"}


def test_what_is_not_known_is_drawn(levy: Run) -> None:
    options = ("--draws", "300", "--seed", "7", "--format", "json")
    found = answer(levy("forecast", "line.yaml", *options))["draws"]
    assert (found["draws"], found["seed"]) == (300, 7)
    assert answer(levy("forecast", "line.yaml", *options))["draws"] == found
    text = words(levy("forecast", "line.yaml", "--draws", "300", "--seed", "7"))
    assert "Where numbers are not known: 300 draws (seed 7)" in text
    assert "Islets: most (50.1 to 100) in" in text
    assert "what Alba can bring to bear" in text
    assert "1,000 draws" in words(levy("forecast", "line.yaml"))  # where nobody says how many


def test_models_stand_side_by_side(levy: Run) -> None:
    found = answer(levy("forecast", "line.yaml", "--compare", "--draws", "0", "--format", "json"))
    listed = {each["model"]: each["forecast"] for each in found["compared"]["models"]}
    assert set(listed) == {"smp", "scholz-table2", "scholz-printed"}
    assert listed["smp"] == found["forecast"]
    text = words(levy("forecast", "levy.yaml", "--compare", "--draws", "0"))
    assert "scholz-table2: every dimension by itself" in text
    assert "changed at a time: 23 variants" in text


def test_variants_that_the_case_names_hold_where_nobody_says_otherwise(levy: Run) -> None:
    named = LINE.replace("  dimensions:", "  options: {vote: cubic, rounds: 2}\n  dimensions:")
    Path("named.yaml").write_text(named, encoding="utf-8")
    options = ("--draws", "20", "--format", "json")

    def asked(name: str, *more: str) -> dict:
        found = answer(levy("forecast", f"{name}.yaml", *options, *more))
        return {key: found[key] for key in ("rounds", "draws", "parameters")}

    assert asked("named") == asked("line", "--option", "vote=cubic,rounds=2")
    assert asked("named", "--option", "vote=binary") == asked("line", "--option", "vote=binary,rounds=2")  # fmt: skip
    assert asked("named") != asked("line")
    compared = answer(levy("forecast", "named.yaml", *options, "--compare"))["compared"]
    assert compared["options"] == {"vote": "cubic", "rounds": 2}
    assert compared["models"][0]["forecast"] == asked("named")["rounds"][-1]["weighted_mean"]
    other = answer(levy("forecast", "named.yaml", *options, "--model", "scholz-table2"))
    assert any("those of another model" in note for note in other["notes"])


def test_chance_has_the_seed_that_is_asked_for_or_that_the_case_names(levy: Run) -> None:
    named = LINE.replace(
        "  dimensions:", "  options: {transitions: stochastic, seed: 5}\n  dimensions:"
    )
    Path("named.yaml").write_text(named, encoding="utf-8")
    for more, seed in (((), 5), (("--seed", "0"), 0), (("--option", "seed=7", "--seed", "6"), 7)):
        found = answer(levy("forecast", "named.yaml", "--draws", "9", "--format", "json", *more))
        assert (found["parameters"]["options"]["seed"], found["draws"]["seed"]) == (seed, seed)


def test_one_dimension_can_be_forecast_by_itself(levy: Run) -> None:
    options = ("--draws", "0", "--format", "json", "--scenario", "poor", "--dimension", "start")
    found = answer(levy("forecast", "levy.yaml", *options, "--model", "scholz-table2"))
    assert (found["actors"], found["dimensions"]) == (["north", "south"], ["start"])
    assert found["notes"][0] == "“When it begins” does not matter to East, left out here."
    assert levy("forecast", "levy.yaml", "--dimension", "strat").code == 1


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        (("elmira",), 1, "no-spatial"),
        (("levy.yaml", "--scenario", "por"), 1, "did you mean 'poor'"),
        (("levy.yaml", "--model", "scholz-table2"), 1, "one-dimension"),
        (("levy.yaml", "--option", "vote=qubic"), 1, "did you mean 'cubic'"),
        (("levy.yaml", "--option", "voting=cubic"), 1, "no option 'voting'"),
        (("levy.yaml", "--option", "rounds=0"), 1, "limit"),
        (("levy.yaml", "--option", "vote"), 2, "write name=value"),
        (("levy.yaml", "--option", "rounds=many"), 2, "use a whole number"),
        (("levy.yaml", "--draws", "1000001"), 1, "limit"),
        (("levy.yaml", "--model", "challenge"), 2, "scholz-table2"),
    ],
)
def test_wrong_calls(levy: Run, arguments: tuple[str, ...], code: int, says: str) -> None:
    result = levy("forecast", *arguments)
    assert result.code == code
    assert says in " ".join(result.err.split())
    assert result.out == ""


@pytest.mark.parametrize(
    ("model", "given", "says"),
    [
        ("smp", ["seed=1", "seed=2"], "said twice"),
        ("smp", ["reference-slips=yes"], "true or false"),
        ("scholz-table2", ["q=half"], "use a number"),
        ("smp", ["rounds=٣x"], "whole number"),
    ],
)
def test_options_are_read(model: str, given: list[str], says: str) -> None:
    with pytest.raises(DetenteError, match=says):
        read_options(model, given)


def test_what_a_model_does_not_vary_is_refused() -> None:
    with pytest.raises(UnknownNameError):
        read_options("scholz-table2", ["variant=printed"])
    assert read_options("scholz-table2", ["q=0.5", "better=nearer"]) == {
        "q": 0.5,
        "better": "nearer",
    }


def test_all_results_hold_the_forecasts(levy: Run) -> None:
    found = answer(levy("results", "levy.yaml", "-o", "-", "--question", "forecast"))["results"]
    assert [each["settings"] for each in found] == [{}, {"scenario": "poor"}]
    assert {each["result"]["format"] for each in found} == {"detente.forecast/1"}


def test_the_program_and_the_question_know_the_same_models() -> None:
    from detente.asking import QUESTIONS
    from detente.cli.forecast import Models
    from detente.spatial.models import MODELS

    (setting,) = (each for each in QUESTIONS["forecast"].settings if each.name == "model")
    assert [*setting.choices] == [model.value for model in Models] == [*MODELS]
