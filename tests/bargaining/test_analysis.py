"""The analysis as a whole: its contract in JSON, its answer in words."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from bargaining_strategies import additive, random_problem
from detente.bargaining.analysis import bargain
from detente.bargaining.measures import measures
from detente.bargaining.model import Interaction, Range
from detente.bargaining.words import amount
from detente.conditions import TRUE
from detente.errors import ModelError

HALVES = [[1, 0], [0.7, 0.6], [0.2, 0.9], [0.5, 0.5]]


def test_contract() -> None:
    found = bargain(additive(HALVES, [0.4, 0.3])).to_dict(case="a case", scenario="x")
    assert json.loads(json.dumps(found)) == found
    assert found["format"] == "detente.bargain/1"
    assert (found["case"], found["scenario"]) == ("a case", "x")
    assert (found["packages"], found["combinations"]) == (4, 4)
    assert found["agreement"] is True
    assert found["acceptable"] == 2
    assert [entry["package"]["point"] for entry in found["frontier"]] == ["v0", "v1", "v2"]
    assert found["frontier"][1]["utilities"] == {"p0": 0.7, "p1": 0.6}
    assert found["frontier_points"] == 3
    assert found["frontier_complete"] is True
    assert found["no_deal"] == {"p0": 0.4, "p1": 0.3}
    assert list(found["solutions"]) == [
        "nash", "kalai_smorodinsky", "egalitarian", "leximin", "utilitarian",
    ]  # fmt: skip
    assert found["solutions"]["nash"] == {
        "package": {"point": "v1"},
        "utilities": {"p0": 0.7, "p1": 0.6},
        "gains": {"p0": 0.3, "p1": 0.3},
        "tied": 1,
        "gap": 0.0,
    }
    assert set(found["parameters"]["solutions"]) == set(found["solutions"])


def test_rows() -> None:
    rows = list(bargain(additive(HALVES, [0, 0])).rows())
    assert rows[0] == {"point": "v0", "utility:p0": 1.0, "utility:p1": 0.0}


def test_only_some_concepts() -> None:
    assert list(bargain(additive(HALVES, [0, 0]), concepts=["leximin"]).solutions) == ["leximin"]


def test_answer_where_there_is_a_zone() -> None:
    first, second, *_ = bargain(additive(HALVES, [0.4, 0.3])).answer()
    assert first.startswith("There is a zone of agreement: two of four feasible packages leave")
    assert second.endswith("is point: v1; it gives p0 0.3 and p1 0.3 more than no deal.")


def test_answer_where_parties_block() -> None:
    together = bargain(additive([[1, 0], [0, 1]], [0.6, 0.7])).answer()
    assert together[1:] == (
        "No package satisfies p0 and p1 together.",
        "Nearest comes point: v1; it leaves p0 0.6 short of no deal.",
    )
    alone = bargain(additive([[1, 0], [0, 1]], [1.5, 2])).answer()
    assert alone[1] == "P0 and p1 each refuse every one."


def test_answer_where_nothing_is_feasible() -> None:
    found = bargain(replace(additive(HALVES, [0, 0]), infeasible=(TRUE,)))
    assert found.answer()[0].startswith("No package is feasible")
    assert found.to_dict()["frontier"] == []
    assert found.to_dict()["zone"]["nearest"] is None
    with pytest.raises(ModelError, match="feasible"):
        measures(found.frontier)


def test_three_parties_have_no_bilateral_measures() -> None:
    found = bargain(additive([[1, 0, 0]], [0, 0, 0]))
    assert found.measures is None
    with pytest.raises(ModelError, match="two parties"):
        measures(found.frontier)


def test_what_is_taken_for_ranges_is_said() -> None:
    problem = additive(HALVES, [0, 0])
    profile = replace(problem.profiles["p0"], interactions=(Interaction(TRUE, Range(0.0, 0.2)),))
    vague = replace(problem, profiles={**problem.profiles, "p0": profile})
    found = bargain(vague)
    assert found.parameters["weights"] == {"p0": "given", "p1": "given"}
    assert found.to_dict()["frontier"][0]["utilities"]["p0"] == 1.1


def test_results_do_not_depend_on_the_order_of_issues() -> None:
    for seed in range(30):
        problem = random_problem(seed)
        turned = replace(problem, issues=problem.issues[::-1])
        one, other = bargain(problem), bargain(turned)
        assert one.frontier.points.tolist() == other.frontier.points.tolist()
        assert one.zone.packages == other.zone.packages
        assert one.zone.blocking == other.zone.blocking


@pytest.mark.parametrize(
    ("number", "text"),
    [(0.25, "0.25"), (0.0, "0"), (-0.1, "-0.1"), (100.0, "100"), (0.000123, "0.000123")],
)
def test_amounts_are_rounded_for_people(number: float, text: str) -> None:
    assert float(amount(number)) == pytest.approx(float(text), rel=0.1)
    assert not amount(number).endswith(".")


def test_past_the_limits_programs_find_the_solutions(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("scipy")
    problems = [random_problem(seed, max_parties=3, max_issues=3) for seed in range(10)]
    exact = [bargain(problem) for problem in problems]
    monkeypatch.setattr("detente.bargaining.sweep.MAX_POINTS", 0)
    for problem, known in zip(problems, exact, strict=True):
        found = bargain(problem)
        assert set(found.solutions) == set(known.solutions)
        assert found.zone.agreement == known.zone.agreement
        if known.zone.packages:
            assert found.frontier is None
            assert found.notes[0].startswith("The frontier was not built: more than 0 partial")
            assert found.to_dict()["frontier"] == []
            assert found.parameters["exact"] is (not found.solutions)
            assert found.answer()
        for name, each in found.solutions.items():
            if name == "utilitarian":
                wanted = known.solutions[name]
                assert each.gains.sum() == wanted.gains.sum()
