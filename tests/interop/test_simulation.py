"""Negotiations played out in a process of their own: a stand-in for NegMAS, and NegMAS itself."""

from __future__ import annotations

import importlib.util
import json
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from bargaining_strategies import random_problem
from detente.bargaining.worth import worth
from detente.cli import app
from detente.errors import LimitError, MissingExtraError, ModelError
from detente.interop import simulation
from detente.interop.simulation import SimulationError, simulate
from interop.negmas_stand_in import STAND_IN, install

installed = pytest.mark.skipif(
    importlib.util.find_spec("negmas") is None, reason="NegMAS is not installed"
)

CASE = """\
detente: 1
id: dispute
title: A dispute
parties: {a: Alpha, b: Beta}
bargaining:
  issues:
    land: {values: {none: None, part: Part of it, all: All of it}}
    money: {range: {from: 0, to: 2, step: 0.5, unit: million}}
  infeasible: [land.all and money >= 2]
  no_deal: {land: none, money: 0}
  preferences:
    a:
      reservation: 0.35
      weights: {land: 0.6, money: 0.4}
      scores: {land: {none: 0, part: 0.5, all: 1}, money: {0: 1, 2: 0}}
    b:
      weights: {land: 0.4, money: 0.6}
      scores: {land: {none: 1, part: 0.5, all: 0}, money: {0: 0, 2: 1}}
"""


@pytest.fixture
def stand_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "case.yaml").write_text(CASE)
    return install(tmp_path, monkeypatch)


def run(*arguments: object) -> Result:
    return CliRunner().invoke(app, ["simulate", *map(str, arguments)], catch_exceptions=False)


def told(*arguments: object) -> Any:
    result = run("case.yaml", *arguments, "--format", "json")
    assert result.exit_code == 0
    return json.loads(result.stdout)


def test_a_deal_is_judged(stand_in: Path) -> None:
    found = told("--runs", 2, "--steps", 7)
    assert found["format"] == "detente.simulation/1"
    # the best of either leaves the other 0, which is less than it has with no deal
    assert found["agreed"] == 0
    first, second = found["runs"]
    assert first == {
        "package": None, "utilities": None, "steps": 7, "begins": "a", "proposer": None,
        "seed": 0, "distance_to_frontier": None, "distance_to_nash": None,
    }  # fmt: skip
    assert second == {**first, "begins": "b", "seed": 1}
    assert found["answer"] == ["Played out, none of 2 negotiations ends with a deal."]


def test_distances(stand_in: Path) -> None:
    text = CASE.replace("reservation: 0.35", "reservation: 0").replace(
        "no_deal: {land: none, money: 0}", ""
    )
    Path("case.yaml").write_text(text)
    found = told("--runs", 2)
    assert found["agreed"] == 2
    first = found["runs"][0]
    assert first["package"] == {"land": "all", "money": "0"}
    assert first["utilities"] == {"a": 1.0, "b": 0.0}
    assert (first["proposer"], first["distance_to_frontier"]) == ("a", 0.0)
    nash = found["nash"]["utilities"]
    apart = ((1 - nash["a"]) ** 2 + nash["b"] ** 2) ** 0.5
    assert first["distance_to_nash"] == pytest.approx(apart)
    assert found["runs"][1]["proposer"] == "b"
    assert "2 of 2 deals are efficient" in " ".join(found["answer"])


@pytest.mark.slow
def test_text_output(stand_in: Path) -> None:
    Path("case.yaml").write_text(CASE.replace("reservation: 0.35", "reservation: 0"))
    text = run("case.yaml", "--runs", 12).stdout
    assert "forecasts nothing" in text
    assert "2 more runs" in text
    assert all(len(line) <= 80 for line in text.splitlines())


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ("raise RuntimeError('no such thing')", "NegMAS failed: RuntimeError: no such thing"),
        ("import os; os._exit(3)", "NegMAS failed: exit code 3"),
        ("import os; os._exit(0)", "gave no answer"),
    ],
)
def test_failures(stand_in: Path, body: str, message: str) -> None:
    stand_in.write_text(body)
    with pytest.raises(SimulationError, match=message):
        run("case.yaml")


def test_an_answer_that_is_none_of_the_packages(stand_in: Path) -> None:
    stand_in.write_text(STAND_IN.replace("agreement=(best,)", "agreement=(999,)"))
    with pytest.raises(SimulationError, match="gave no answer"):
        run("case.yaml")


@pytest.mark.slow
def test_the_time_limit_ends_all_that_was_started(stand_in: Path, tmp_path: Path) -> None:
    stand_in.write_text(
        "import os, subprocess, sys, time\n"
        "child = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(600)'])\n"
        f"open({str(tmp_path / 'pid')!r}, 'w').write(str(child.pid))\n"
        "time.sleep(600)\n"
    )
    before = time.monotonic()
    with pytest.raises(SimulationError, match="more than 4 seconds") as caught:
        run("case.yaml", "--time-limit", 4)
    assert caught.value.code == "simulation-too-slow"
    assert time.monotonic() - before < 60
    pid = int((tmp_path / "pid").read_text())
    for _ in range(100):
        if not _alive(pid):
            return
        time.sleep(0.1)
    pytest.fail("what was started goes on")


def _alive(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z"


def test_without_negmas(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(simulation.importlib.util, "find_spec", lambda name: None)
    (tmp_path / "case.yaml").write_text(CASE)
    with pytest.raises(MissingExtraError, match="NegMAS") as caught:
        run(tmp_path / "case.yaml")
    assert caught.value.code == "missing-extra"


def test_limits(stand_in: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(simulation, "MAX_PACKAGES", 5)
    with pytest.raises(LimitError, match="14 packages can occur; at most 5"):
        run("case.yaml")
    monkeypatch.setattr(simulation, "MAX_COMBINATIONS", 5)
    with pytest.raises(LimitError, match="15 combinations"):
        run("case.yaml")
    alone = replace(random_problem(1), agreement=("p0",))
    with pytest.raises(ModelError, match="two parties"):
        simulate(alone)


def test_packages_and_their_neighbours() -> None:
    for seed in range(60):
        problem = random_problem(seed, max_parties=4, max_issues=3)
        table = worth(problem)
        try:
            packages = simulation._packages(table)
        except ModelError:
            continue
        listed = [tuple(p) for p in packages.tolist()]
        assert listed == sorted(set(listed))
        assert table.feasible(packages).all()
        for package, others in zip(listed, simulation._neighbours(packages), strict=True):
            expected = {
                k
                for k, other in enumerate(listed)
                if sum(a != b for a, b in zip(package, other, strict=True)) == 1
            }
            assert set(others) == expected
            assert len(others) == len(expected)


@installed
@pytest.mark.parametrize("protocol", simulation.PROTOCOLS)
@pytest.mark.parametrize("strategy", ["boulware", "linear", "conceder"])
def test_negmas_itself(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, protocol: str, strategy: str
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("case.yaml").write_text(CASE)
    asked = ("--protocol", protocol, "--strategy", strategy, "--runs", 2, "--seed", 5)
    found = told(*asked)
    assert found["runs"] == told(*asked)["runs"]
    for each in found["runs"]:
        if each["package"] is not None:
            assert each["utilities"]["a"] >= 0.35
            assert each["utilities"]["b"] >= 0.4
            assert each["distance_to_frontier"] >= 0
