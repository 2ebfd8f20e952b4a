"""``detente convert``: formats by suffix, nothing overwritten unasked, losses told."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from casefile.cases import SPATIAL
from detente import casefile
from detente.cli import app
from detente.conflict.analysis import analyse
from detente.errors import CaseError, DetenteError, UnknownNameError
from detente.interop import gmcr
from interop.gmcr_files import DAM, FERRY, changed, text

CASE = """\
# our case
detente: 1
id: dispute
title: A dispute
parties: {a: Alpha, b: Beta}
conflict:
  options: {a: {insist: Insist}, b: {leave: Leave}}
  preferences: {a: [not b.leave, a.insist], b: [not a.insist, not b.leave]}
scenarios:
  firm: {preferences: {a: [a.insist]}}
"""


def run(*arguments: object) -> Result:
    return CliRunner().invoke(
        app, ["convert", *map(str, arguments)], catch_exceptions=False, standalone_mode=True
    )


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "case.yaml").write_text(CASE)
    (tmp_path / "dam.gmcr").write_text(text(DAM))
    (tmp_path / "ferry.gmcr").write_text(text(FERRY))
    return tmp_path


@pytest.mark.parametrize("name", ["dam", "ferry"])
def test_gmcr_to_yaml_gives_the_same_analysis(here: Path, name: str) -> None:
    result = run(f"{name}.gmcr", f"{name}.yaml")
    assert result.exit_code == 0
    assert f"wrote {name}.yaml" in result.stderr
    before = gmcr.read(here / f"{name}.gmcr").conflict_under()
    diagnostics = casefile.diagnose(here / f"{name}.yaml")
    assert [d for d in diagnostics if d.severity == "error"] == []
    after = casefile.load(here / f"{name}.yaml").conflict_under()
    assert after.options == before.options
    assert after.states.codes.tolist() == before.states.codes.tolist()
    one, other = analyse(before), analyse(after)
    assert {c: one.equilibria(c) for c in one.stable} == {
        c: other.equilibria(c) for c in other.stable
    }


def test_what_yaml_does_not_hold_is_told(here: Path) -> None:
    assert run("dam.gmcr", "dam.yaml").stderr.splitlines() == [
        "dam.gmcr: note: coalitions are left out [left-out]",
        "dam.gmcr: note: fields unknown here (windowSize, mood, colour) are left out [left-out]",
        "wrote dam.yaml",
    ]


def test_yaml_to_gmcr(here: Path) -> None:
    result = run("case.yaml", "out.gmcr")
    assert result.exit_code == 0
    assert "note: 1 scenario is left out" in result.stderr
    assert gmcr.read(here / "out.gmcr").conflict_under().payoffs("alpha").tolist() == [2, 3, 0, 1]
    run("case.yaml", "out.gmcr", "--force", "--scenario", "firm")
    assert gmcr.read(here / "out.gmcr").conflict_under().payoffs("alpha").tolist() == [0, 1, 0, 1]


def test_a_packaged_case(here: Path) -> None:
    assert run("elmira", "elmira.gmcr").exit_code == 0
    again = gmcr.read(here / "elmira.gmcr").conflict_under()
    assert len(again.states) == 12
    assert run("elmira.gmcr", "elmira.yml").exit_code == 0


def test_a_case_file_keeps_its_comments(here: Path) -> None:
    assert run("case.yaml", "copy.yml").exit_code == 0
    assert (here / "copy.yml").read_text() == CASE


def test_nothing_is_overwritten_unasked(here: Path) -> None:
    with pytest.raises(CaseError) as caught:
        run("dam.gmcr", "case.yaml")
    assert caught.value.diagnostics[0].code == "file-exists"
    assert (here / "case.yaml").read_text() == CASE
    assert run("dam.gmcr", "case.yaml", "--force").exit_code == 0
    assert (here / "case.yaml").read_text() != CASE


@pytest.mark.parametrize(
    "arguments",
    [("dam.gmcr", "dam.json"), ("dam.gmcr", "dam"), ("case.yaml", "x.yaml", "--scenario", "firm")],
)
def test_wrong_calls(here: Path, arguments: tuple[str, ...]) -> None:
    assert run(*arguments).exit_code == 2
    assert not (here / arguments[1]).exists()


def test_an_unknown_scenario(here: Path) -> None:
    with pytest.raises(UnknownNameError):
        run("case.yaml", "x.gmcr", "--scenario", "furm")
    assert not (here / "x.gmcr").exists()


def test_no_file_is_left_that_cannot_be_read_back(here: Path) -> None:
    data = changed(changed(FERRY, "options", []), "decisionMakers.1.preferenceRanking", [1])
    data = changed(data, "decisionMakers.0.preferenceRanking", [1])
    data = changed(data, "decisionMakers.0.preferences", [])
    for k in (0, 1):
        data = changed(data, f"decisionMakers.{k}.options", [])
    (here / "empty.gmcr").write_text(text(data))
    with pytest.raises(CaseError):
        run("empty.gmcr", "empty.yaml")
    assert not (here / "empty.yaml").exists()


def test_who_stands_where_becomes_a_scenario_of_ktab_and_a_case_again(here: Path) -> None:
    (here / "levy.yaml").write_text(SPATIAL)
    done = run("levy.yaml", "levy.csv", "--scenario", "poor")
    assert done.exit_code == 0
    assert "ranges, of which best guesses or middles are written, are left out" in done.stderr
    rows = (here / "levy.csv").read_text().splitlines()
    assert rows[0] == "A levy,,3,2,"
    assert (
        rows[1] == "Actor,Description,Power,Height of the levy,Salience1,When it begins,Salience2,"
    )
    assert rows[2] == "North,,40.0,90.0,60.0,20.0,30.0,"
    assert run("levy.csv", "levy.xml", "--dimension", "When it begins").exit_code == 0
    assert "<dName>When it begins</dName>" in (here / "levy.xml").read_text()
    assert "<name>East</name>" not in (here / "levy.xml").read_text()
    assert run("levy.xml", "again.yaml").exit_code == 0
    again = casefile.load(here / "again.yaml").spatial_under()
    assert (again.actor_ids, again.dimension_ids) == (("North", "South"), ("when_it_begins",))
    assert run("levy.yaml", "levy.efg", "--dimension", "start").exit_code == 2
    assert run("levy.yaml", "start.yaml", "--dimension", "start").exit_code == 0
    assert casefile.load(here / "start.yaml").spatial_under("poor").dimension_ids == ("start",)


def test_what_cannot_be_a_scenario_of_ktab_leaves_nothing_behind(here: Path) -> None:
    (here / "broken.csv").write_text("a,b,1,1\nActor,D,C,P,S\nx,,1,2,300\n")
    for source, target, says in (
        ("case.yaml", "case.csv", "who stands where"),
        ("broken.csv", "made.yaml", "broken.csv:3:8"),
        ("broken.csv", "case.xml", "broken.csv:3:8"),
    ):
        with pytest.raises(DetenteError, match=says):
            run(source, target)
        assert not (here / target).exists()
