"""The command about misperception."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from program import Run

CASE = """\
detente: 1
id: crossing
title: Two ways over the hills
parties: {north: Northland, south: Southland}
conflict:
  options:
    north: {valley: Go through the valley, forest: Go through the forest}
    south: {valley: Block the valley road, forest: Block the forest track}
  terms:
    stopped: north.valley and south.valley or north.forest and south.forest
    through: {means: (north.valley or north.forest) and not stopped, label: they get through}
    quiet: {means: not (north.valley or north.forest), label: no convoy}
  infeasible: [north.valley and north.forest, south.valley and south.forest]
  status_quo: [south.valley]
  outcomes: [through, stopped, quiet]
  preferences:
    north: [{want: through, judgement: true}, {want: quiet, judgement: true}]
    south: [{want: not through, judgement: true}, {want: south.valley, judgement: true}]
  views:
    south:
      note: It takes the forest for impassable.
      because: Its maps show no track.
      unaware: [{option: north.forest, because: Nobody ever came that way.}]
scenarios:
  dreaming:
    judgement: true
    views:
      south:
        judgement: true
        disbelieves: [south.valley and south.forest]
        infeasible: [quiet]
        directions: {south.valley: forward}
        preferences: {north: [quiet], south: [not quiet]}
  clear: {judgement: true, views: {south: {}}}
"""


@pytest.fixture
def case(tmp_path: Path) -> str:
    file = tmp_path / "crossing.yaml"
    file.write_text(CASE, encoding="utf-8")
    return str(file)


def test_the_answer_comes_first(run: Run, case: str) -> None:
    lines = run("hypergame", case).out.splitlines()
    assert lines[0] == "Two ways over the hills"
    assert lines[3] == "The answer"
    assert lines[4].startswith("  Southland misreads the situation.")
    assert all(len(line) <= 80 for line in lines)


def test_every_part_is_told(run: Run, case: str) -> None:
    text = " ".join(run("hypergame", case).out.split())
    for said in (
        "Southland It takes the forest for impassable. (Its maps show no track.)",
        "does not see that Northland can take up “Go through the forest” (Nobody ever came",
        "so that to it 3 of 9 states cannot occur",
        "State 6: they get through Northland: Go through the forest · Southland: Block the valley",
        "road stable under NASH, GMR, SMR, SEQ, SSEQ, SIM if all saw it as it is: only under GMR,",
        "SEQ not seen by Southland",
        "Southland: “no convoy” (state 4), which Northland would leave under NASH, SMR, SSEQ, SIM",
        "From the status quo, Northland takes up “Go through the forest”: Southland believes that",
        "this cannot come about Northland gains its priority 1: through nothing deters it under",
        "Southland does not see “they get through” (state 6)",
        "a first-level hypergame",
    ):
        assert said in text, said


def test_every_kind_of_belief_is_told(run: Run, case: str) -> None:
    text = " ".join(run("hypergame", case, "--scenario", "dreaming").out.split())
    for said in (
        "Scenario: dreaming",
        "believes that this cannot occur: quiet",
        "believes that this can occur: south.valley and south.forest",
        "believes that “Block the valley road” can only be taken",
        "misreads what Northland wants",
        "misreads its own preferences",
        "and it imagines 2 states that cannot",
        "which cannot occur",
    ):
        assert said in text, said


def test_who_misreads_nothing_is_told_how_to_write_it(run: Run, case: str) -> None:
    text = run("hypergame", case, "--scenario", "clear").out
    assert "Nobody misreads anything in this case" in text
    assert "views:" in text
    assert "Expected in vain" not in text


def test_json_has_the_variants(run: Run, case: str) -> None:
    result = run("hypergame", case, "--concept", "nash", "--unseen", "unstable", "--format", "json")
    found = json.loads(result.out)
    assert found["format"] == "detente.hypergame/1"
    assert found["parameters"]["unseen"] == "unstable"
    assert found["equilibria"] == {"nash": []}
    clear = json.loads(run("hypergame", case, "--scenario", "clear", "--format", "json").out)
    assert (clear["scenario"], clear["views"], clear["moves"]) == ("clear", {}, [])
    assert clear["equilibria"] == clear["true_equilibria"]


def test_analyse_points_to_it(run: Run, case: str) -> None:
    assert "Southland misreads this: see detente hypergame" in run("analyse", case).out
    clear = run("analyse", case, "--scenario", "clear").out
    assert "hypergame" not in clear


@pytest.mark.parametrize("wrong", [["--unseen", "maybe"], ["--sanction", "maybe"]])
def test_wrong_calls(run: Run, case: str, wrong: list[str]) -> None:
    assert run("hypergame", case, *wrong).code == 2


def test_unknown_names(run: Run, case: str) -> None:
    for wrong in (["--scenario", "cleer"], ["--concept", "nahs"]):
        result = run("hypergame", case, *wrong)
        assert result.code == 1
        assert "did you mean" in result.err


def test_long_lists_are_cut(run: Run, tmp_path: Path) -> None:
    options = ", ".join(f"o{k}: Option {k}" for k in range(5))
    wishes = ", ".join(f"a.o{k}" for k in range(5))
    file = tmp_path / "many.yaml"
    file.write_text(
        "detente: 1\nid: m\ntitle: M\nparties: {a: A, b: B}\nconflict:\n"
        f"  options: {{a: {{{options}}}, b: {{y: Y}}}}\n  status_quo: []\n"
        f"  preferences: {{a: [{wishes}], b: []}}\n"
        "  views: {b: {preferences: {a: []}, judgement: true, unaware: [a.o4]}}\n",
        encoding="utf-8",
    )
    text = run("hypergame", str(file)).out
    assert text.count("more; --format json lists them") >= 3
