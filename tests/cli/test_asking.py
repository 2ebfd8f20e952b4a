"""Questions answer as the command line does, and refuse what they cannot be told."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import detente
from casefile.cases import SPATIAL
from deals import UNSURE
from detente.asking import QUESTIONS, Setting, ask
from detente.cli import _Commands
from detente.errors import DetenteError, UnknownNameError
from program import Run

pytestmark = pytest.mark.slow  # many conflicts, or many runs of the program

CASES = ("japan-russia", "elmira", "river.yaml", "levy.yaml")

ASKED: list[tuple[str, str, dict[str, str]]] = [
    ("analyse", "analyse japan-russia", {}),
    ("analyse", "analyse elmira --concept nash,seq --sanction strict --no-returns", {"concept": "nash,seq", "sanction": "strict", "returns": "false"}),
    ("analyse", "analyse japan-russia --scenario all", {"scenario": "all"}),
    ("explain", "explain japan-russia status_quo --party japan --scenario friendly", {"state": "status_quo", "party": "japan", "scenario": "friendly"}),
    ("paths", "paths japan-russia --limit 3", {"limit": "3"}),
    ("statusquo", "statusquo japan-russia --unpunished nash --limit 2", {"unpunished": "nash", "limit": "2"}),
    ("foresight", "foresight elmira --horizon 3 --party moe", {"horizon": "3", "party": "moe"}),
    ("levers", "levers elmira --party local", {"party": "local"}),
    ("firmness", "firmness elmira --radius 1 --error dropped", {"radius": "1", "error": "dropped"}),
    ("coalitions", "coalitions elmira --coalition moe+local --moves joint", {"coalition": "moe+local", "moves": "joint"}),
    ("hypergame", "hypergame elmira --unseen unstable", {"unseen": "unstable"}),
    ("chances", "chances japan-russia --low 0.6 --medium 0.8 --high 0.9 --samples 20 --seed 3", {"low": "0.6", "medium": "0.8", "high": "0.9", "samples": "20", "seed": "3"}),
    ("require", "require elmira --state 5 --concept nash --by statements", {"state": "5", "concept": "nash", "by": "statements"}),
    ("bargain", "bargain river.yaml --samples 20 --seed 3 --frontier 4", {"samples": "20", "seed": "3", "frontier": "4"}),
    ("bargain", "bargain river.yaml --no-uncertain --draft water=half,dam=kept,money=0", {"uncertain": "no", "draft": "water=half,dam=kept,money=0"}),
    ("bargain", "bargain river.yaml --no-uncertain --side-payments --coalitions --contribution bank", {"uncertain": "no", "side-payments": "true", "coalitions": "true", "contribution": "bank"}),
    ("forecast", "forecast levy.yaml --scenario poor --option vote=cubic,rounds=30 --draws 20 --seed 3", {"scenario": "poor", "option": "vote=cubic,rounds=30", "draws": "20", "seed": "3"}),
    ("forecast", "forecast levy.yaml --draws 0 --compare", {"draws": "0", "compare": "true"}),
    ("forecast", "forecast levy.yaml --dimension rate --draws 0", {"draws": "0", "dimension": "rate"}),
    ("timeline", "evidence timeline japan-russia", {}),
    ("stances", "evidence stances japan-russia", {}),
    ("contradictions", "evidence contradictions elmira", {}),
    ("lineage", "evidence lineage japan-russia", {}),
    ("results", "results japan-russia -o - --scenario friendly --question analyse,explain,timeline --concept seq", {"scenario": "friendly", "question": "analyse,explain,timeline", "concept": "seq"}),
]  # fmt: skip


@pytest.mark.parametrize(("question", "command", "given"), ASKED, ids=[c for _, c, _ in ASKED])
def test_a_question_answers_as_its_command_does(
    run: Run, question: str, command: str, given: dict[str, str]
) -> None:
    Path("river.yaml").write_text(UNSURE, encoding="utf-8")
    Path("levy.yaml").write_text(SPATIAL, encoding="utf-8")
    form = () if question == "results" else ("--format", "json")  # it is nothing else
    told = run(*command.split(), *form)
    assert told.code == 0, told.err
    name = next(word for word in command.split() if word in CASES)
    answer = ask(detente.load(name), question, given)
    assert json.loads(json.dumps(answer)) == json.loads(told.out)


def test_every_question_is_compared_with_its_command() -> None:
    assert {question for question, _, _ in ASKED} == set(QUESTIONS)


def test_every_command_that_asks_a_case_is_a_question() -> None:
    others = {
        "check",
        "catalog",
        "schema",
        "new",
        "read",
        "review",
        "ledger",
        "evidence",
        "backtest",
        "brief",
        "diff",
        "convert",
        "simulate",
        "serve",
    }
    assert set(_Commands()) - others <= set(QUESTIONS)


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ([("state", "1"), ("colour", "red")], "no setting 'colour'"),
        ([("state", "1"), ("sanction", "mild")], "'mild' is no value of 'sanction'"),
        ([("state", "1"), ("returns", "yes")], "'yes' is no value of 'returns'"),
        ([("state", "1"), ("state", "2")], "'state' is said twice"),
        ([], "'state' is missing"),
    ],
)
def test_what_a_question_cannot_be_told_is_refused(
    given: list[tuple[str, str]], message: str
) -> None:
    with pytest.raises(DetenteError, match=message):
        QUESTIONS["explain"].read(given)


@pytest.mark.parametrize("text", ["0", "-1", "1.5", "many", "٣", "9999999999"])
def test_a_number_is_whole_and_positive(text: str) -> None:
    with pytest.raises(DetenteError, match="is no value of 'limit'"):
        QUESTIONS["paths"].read([("limit", text)])


@pytest.mark.parametrize("text", ["nan", "inf", "1e9", "2", "-0.1", ""])
def test_a_share_is_from_0_to_1(text: str) -> None:
    with pytest.raises(DetenteError, match="is no value of 'low'"):
        Setting("low", "share", "").read(text)


def test_there_are_no_other_questions() -> None:
    with pytest.raises(UnknownNameError, match="no question 'analyze'"):
        ask(detente.load("elmira"), "analyze")
