"""The commands analyse, explain and paths."""

from __future__ import annotations

import csv
import io
import itertools
import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

import detente
from detente.conflict.concepts import CONCEPTS
from program import Run

NO_STATUS_QUO = """\
detente: 1
id: dam
title: The dam
parties: {up: Upriver, down: Downriver}
conflict:
  options: {up: {fill: Fill}, down: {pay: "Pay [red]\\e[31m"}}
  preferences:
    up: [{want: down.pay, judgement: true}, {want: not up.fill, judgement: true}]
    down: [{want: not up.fill, judgement: true}, {want: not down.pay, judgement: true}]
"""


@pytest.fixture
def dam(tmp_path: Path) -> str:
    path = tmp_path / "dam.yaml"
    path.write_text(NO_STATUS_QUO, encoding="utf-8")
    return str(path)


# -- analyse -------------------------------------------------------------------------------


def test_the_answer_comes_first_under_its_condition(run: Run) -> None:
    result = run("analyse", "japan-russia")
    assert result.code == 0
    answer = result.out.index("If these judgements hold")
    assert answer < result.out.index("Equilibria")
    assert "Japan: settle on the 1956 basis" in result.out
    assert max(len(line) for line in result.out.splitlines()) <= 80


def test_json_keeps_the_contract(run: Run) -> None:
    found = json.loads(run("analyse", "japan-russia", "--format", "json").out)
    case = detente.load("japan-russia")
    expected = detente.analyse(case.conflict)
    assert found["format"] == "detente.conflict/1"
    assert (found["case"], found["scenario"]) == ("japan-russia", None)
    assert found["parties"] == ["japan", "russia", "us"]
    assert found["options"][0] == {
        "id": "japan.settle", "party": "japan", "label": "settle on the 1956 basis",
    }  # fmt: skip
    assert [state["id"] for state in found["states"]] == list(range(1, 109))
    assert found["states"][0]["values"] == [0] * 8
    for concept in CONCEPTS:
        assert found["equilibria"][concept] == list(expected.equilibria(concept))
        for party in found["parties"]:
            where = expected.stable[concept][party]
            assert found["stable"][concept][party] == [k + 1 for k, w in enumerate(where) if w]
    assert found["parameters"]["sanction"] == "weak"


def test_states_are_numbered_in_ascending_binary_order(run: Run) -> None:
    found = json.loads(run("analyse", "elmira", "--format", "json").out)
    codes = [sum(v << k for k, v in enumerate(s["values"])) for s in found["states"]]
    assert codes == sorted(codes)


def test_several_scenarios_are_compared_in_the_order_asked(run: Run) -> None:
    result = run("analyse", "japan-russia", "--scenario", "friendly", "--scenario", "forces_first",
                 "--format", "json")  # fmt: skip
    found = json.loads(result.out)
    assert found["format"] == "detente.comparison/1"
    assert [one["scenario"] for one in found["runs"]] == ["friendly", "forces_first"]
    assert all(one["format"] == "detente.conflict/1" for one in found["runs"])
    lost = [d["disappear"] for d in found["differences"] if d["concept"] == "seq"]
    assert [sorted(states) for states in lost] == [[47, 57, 60]]


def test_names_may_follow_an_option_without_repeating_it(run: Run) -> None:
    several = run("analyse", "japan-russia", "--scenario", "base", "friendly", "forces_first",
                  "--concept", "nash", "seq")  # fmt: skip
    listed = run("analyse", "japan-russia", "--scenario", "base,friendly,forces_first",
                 "--concept", "nash,seq")  # fmt: skip
    assert several.code == 0
    assert several.out == listed.out
    assert run("analyse", "japan-russia", "friendly").code == 2


def test_all_scenarios_stand_beside_the_case_as_written(run: Run) -> None:
    together = run("analyse", "japan-russia", "--scenario", "all")
    listed = run("analyse", "japan-russia", "--scenario",
                 "base,friendly,forces_first,us_unknown,us_open,unreckoned,no_transfer,"
                 "four_islands")  # fmt: skip
    assert together.code == 0
    assert together.out == listed.out
    assert "Washington's wishes are open (wishes in doubt taken as written)" in together.out
    assert "disappears" in together.out
    assert "appears" in together.out


def test_concepts_can_be_chosen(run: Run) -> None:
    found = json.loads(
        run("analyse", "elmira", "--concept", "seq", "--concept", "nash", "--format", "json").out
    )
    assert list(found["stable"]) == ["nash", "seq"]
    assert found == json.loads(
        run("analyse", "elmira", "--concept", "nash,seq", "--format", "json").out
    )


def test_csv_has_a_row_for_every_state(run: Run) -> None:
    result = run("analyse", "elmira", "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(result.out)))
    assert len(rows) == 12
    assert [int(row["state"]) for row in rows if row["nash"] == "1"] == [5, 6, 7, 10, 11, 12]
    several = run("analyse", "japan-russia", "--scenario", "all", "--format", "csv")
    assert len(several.out.splitlines()) == 1 + 8 * 108


def test_a_strict_sanction_is_recorded(run: Run) -> None:
    found = json.loads(run("analyse", "elmira", "--sanction", "strict", "--format", "json").out)
    assert found["parameters"]["sanction"] == "strict"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("analyse", "japan-russia", "--scenario", "frendly"), "did you mean 'friendly'?"),
        (("analyse", "japan-russia", "--concept", "nush"), "did you mean 'nash'?"),
        (("explain", "japan-russia", "109"), "states are numbered 1 to 108"),
        (("explain", "japan-russia", "0"), "states are numbered 1 to 108"),
        (("explain", "japan-russia", "treaty"), "holds in"),
        (("explain", "japan-russia", "treaty and deadlock"), "holds in no feasible state"),
        (("explain", "japan-russia", "japan.setle"), "did you mean 'japan.settle'?"),
        (("explain", "japan-russia", "japan.settle and"), "a name or '('"),
        (("explain", "japan-russia", "47", "--party", "rusia"), "did you mean 'russia'?"),
        (("paths", "japan-russia", "--to", "nowhere"), "no option or term 'nowhere'"),
        (("analyse", "no-such-case"), "there is neither a file nor a packaged case"),
    ],
)
def test_wrong_names_are_told_with_a_hint(run: Run, arguments: tuple[str, ...], said: str) -> None:
    result = run(*arguments)
    assert result.code == 1
    assert said in result.err.replace("\n", " ")
    assert result.out == ""


@pytest.mark.parametrize(
    "arguments",
    [("analyse",), ("analyse", "elmira", "--format", "xml"), ("explain", "elmira"), ("paths",),
     ("analyse", "elmira", "--sanction", "no"), ("paths", "elmira", "--limit", "0"), ("frob",)],
)  # fmt: skip
def test_wrong_calls_exit_with_2(run: Run, arguments: tuple[str, ...]) -> None:
    assert run(*arguments).code == 2


def test_text_from_a_case_reaches_the_terminal_harmless(run: Run, dam: str) -> None:
    for arguments in (("analyse", dam), ("explain", dam, "4"), ("paths", dam, "--from", "4")):
        result = run(*arguments)
        assert result.code == 0
        assert "\x1b" not in result.out
        assert "[red]" in result.out


# -- explain -------------------------------------------------------------------------------


def test_explain_shows_the_answer_to_an_improvement(run: Run) -> None:
    result = run("explain", "japan-russia", "47", "--party", "russia", "--concept", "seq")
    assert "stable: 1 move that it would prefer, and each can be answered" in result.out
    assert "Japan gives up “settle on the 1956 basis”" in result.out
    assert "ends in state 61" in result.out


def test_explain_takes_a_condition_or_the_status_quo(run: Run) -> None:
    condition = "treaty_exempt and not russia.insist"
    by_condition = run("explain", "japan-russia", condition)
    assert by_condition.out == run("explain", "japan-russia", "47").out
    assert run("explain", "japan-russia", "status_quo").out.startswith("State 21")


def test_explain_as_json_lists_every_witness(run: Run) -> None:
    found = json.loads(run("explain", "japan-russia", "47", "--format", "json").out)
    assert found["format"] == "detente.explanation/1"
    assert len(found["witnesses"]) == 6 * 3
    assert {w["party"] for w in found["witnesses"] if not w["stable"]} == {"russia"}


# -- paths ---------------------------------------------------------------------------------


def test_no_unilateral_way_is_never_shown_without_the_joint_step(run: Run) -> None:
    result = run("paths", "japan-russia", "--to", "47")
    assert "by improvements only: no way" in result.out
    assert "by agreement at once: Japan, Russia and United States" in result.out
    assert "Joint steps" in result.out


def test_paths_as_json(run: Run) -> None:
    found = json.loads(run("paths", "japan-russia", "--format", "json").out)
    assert found["format"] == "detente.paths/1"
    assert (found["from"], found["targets"]) == (21, [21, 47, 93])
    assert [route["steps"] for route in found["by_moves"]] == [0, 3, 1]
    assert [route["steps"] for route in found["by_improvements"]] == [0, None, None]
    assert found["agreed"]["47"]["group"] == ["japan", "russia", "us"]
    for route in found["by_moves"]:
        for sequence in route["sequences"]:
            movers = [move["party"] for move in sequence]
            assert all(a != b for a, b in itertools.pairwise(movers))


def test_without_a_status_quo_joint_steps_remain(run: Run, dam: str) -> None:
    result = run("paths", dam)
    assert result.code == 0
    assert "--from STATE" in result.out
    assert "Upriver and Downriver" not in result.out
    assert "Joint steps" in result.out
    assert run("paths", dam, "--from", "not up.fill and not down.pay").code == 0
    assert run("explain", dam, "status_quo").code == 1


# -- As a process --------------------------------------------------------------------------


@pytest.mark.slow
def test_the_flagship_answers_without_a_compiler() -> None:
    code = (
        "import sys; sys.argv = ['detente', 'analyse', 'japan-russia']\n"
        "from detente.cli import main\n"
        "try: main()\n"
        "except SystemExit: pass\n"
        "assert not {'numba', 'spacy', 'pandas', 'jinja2'} & set(sys.modules), 'imported'\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=False, timeout=60
    )
    assert done.returncode == 0, done.stderr


def test_of_many_groups_only_the_smallest_are_told(run: Run, tmp_path: Path) -> None:
    ids = "abcdef"
    wanted = {p: [{"want": f"{q}.x", "judgement": True} for q in ids if q != p] for p in ids}
    many = {
        "detente": 1,
        "id": "many",
        "title": "Many",
        "parties": {p: p for p in ids},
        "conflict": {
            "options": {p: {"x": "Act"} for p in ids},
            "status_quo": [],
            "preferences": wanted,
        },
    }
    path = tmp_path / "many.yaml"
    path.write_text(json.dumps(many), encoding="utf-8")
    said = run("paths", str(path), "--concept", "nash").out
    assert "more groups; --format json lists them" in said
    assert said.count("(alone)") + said.count("(a smaller group can act too)") <= 15 * 13


# -- Further questions ---------------------------------------------------------------------


@pytest.mark.slow
def test_what_one_asks_next_is_pointed_to_or_answered(run: Run) -> None:
    pointed = run("analyse", "elmira").out
    for command in ("statusquo", "coalitions", "require", "firmness", "levers", "foresight"):
        assert f"\n  detente {command} " in pointed
        assert run(command, "--help").code == 0
    answered = run("analyse", "elmira", "--further")
    assert answered.code == 0
    assert "Who could do it together?" in answered.out
    assert max(map(len, answered.out.splitlines())) <= 80
    result = json.loads(run("analyse", "elmira", "--further", "--format", "json").out)
    asked = {question["id"]: question["answer"] for question in result["further"]}
    together = json.loads(run("coalitions", "elmira", "--format", "json").out)
    assert asked["coalitions"] == together["answer"]


def test_further_questions_are_asked_about_one_scenario(run: Run) -> None:
    refused = run("analyse", "japan-russia", "--scenario", "all", "--further")
    assert refused.code == 2
    assert "--further" in refused.err


STRAIT = """\
detente: 1
id: strait
title: A strait
parties: {port: The port, fleet: The fleet}
conflict:
  states: {open: Open, closed: Closed, clash: A clash}
  moves: {port: {open: closed, closed: open}, fleet: {closed: clash}}
  status_quo: open
  preferences:
    port:
      - {want: not clash, confidence: 0.8, strongly: true, judgement: true}
      - {want: closed, unsure: true, judgement: true}
    fleet: {ranking: [open, clash, closed], judgement: true}
"""


@pytest.fixture
def strait(tmp_path: Path) -> str:
    path = tmp_path / "strait.yaml"
    path.write_text(STRAIT, encoding="utf-8")
    return str(path)


def test_only_what_makes_sense_for_a_case_is_pointed_to(run: Run, strait: str) -> None:
    pointed = run("analyse", strait).out.partition("Ask further")[2]
    assert re.findall(r"\n  detente (\w+)", pointed) == ["foresight", "chances"]
    for command in ("foresight", "chances"):
        assert run(command, strait).code == 0
    plain = run("analyse", "elmira").out.partition("Ask further")[2]
    assert "detente chances" not in plain
    assert "detente hypergame" not in plain
    viewed = run("analyse", "japan-russia", "--scenario", "unreckoned").out
    assert "\n  detente hypergame " in viewed.partition("Ask further")[2]


def test_in_graph_form_what_turns_on_no_options_is_answered(run: Run, strait: str) -> None:
    asked = json.loads(run("analyse", strait, "--further", "--format", "json").out)["further"]
    assert [question["id"] for question in asked] == ["strength", "unknown", "foresight"]
    answered = run("analyse", strait, "--further").out
    assert "detente foresight tells the rest" in answered
    assert "detente analyse tells the rest" not in answered  # it stands above
    assert run("brief", strait, "-o", "-").code == 0


def test_states_last_by_the_ways_doubt_is_taken(run: Run, strait: str) -> None:
    out = run("analyse", strait, "--concept", "nash,gmr").out
    table = out.partition("what would last however that is taken")[2]
    assert "\n  state   NASH   GMR\n" in table
    assert "\n      1     bd  abcd   today: Open\n" in table
    assert "a: moves in doubt, and is deterred only by what is known" in table
    wide = run("analyse", "japan-russia", "--scenario", "us_open").out
    assert max(map(len, wide.splitlines())) <= 80
