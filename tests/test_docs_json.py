"""The JSON reference describes every field that answers have, and no other."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

import detente
from casefile.cases import BASE, GRAPH, SPATIAL
from detente import reading as room
from detente.conflict.inverse.pairs import least_reversals
from detente.proposals import Mention, Reading, Span, TimeReference
from fields import Answered, Described
from interop.negmas_stand_in import install
from ledger.samples import CASE, TEXT, proposal, reading
from pages import Runner, blocks

PAGE = Path(__file__).parent.parent / "docs" / "json.md"
BARGAINING = PAGE.with_name("json_bargaining.md")
FORECAST = PAGE.with_name("json_forecast.md")

ASKED = (
    "analyse {}",
    "analyse {} --scenario all",
    "explain {} 1",
    "paths {}",
    "statusquo {}",
    "foresight {}",
    "levers {}",
    "firmness {} --radius 1",
    "coalitions {}",
    "hypergame {}",
    "chances {} --samples 50",
    "require {} --state 1 --concept nash --by all",
    "check {}",
    "evidence timeline {}",
    "evidence stances {}",
    "evidence contradictions {}",
    "evidence lineage {}",
)
"""What every case is asked; some do not raise some questions."""

BESIDES = (
    "analyse elmira --further",
    "explain wide.yaml 1 --party a",
    "require elmira --state 2 --concept nash --edit reorder",
    "evidence stances wide.yaml",
    "diff japan-russia elmira",
    "diff dam.yaml changed.yaml",
    "catalog",
    "results graph.yaml -o - --question analyse,firmness",
    "read pact.yaml herald.txt nowhere.txt --dry-run",
    "read pact.yaml herald.txt nowhere.txt",
    "ledger list pact.yaml",
    "ledger show pact.yaml 1",
    "ledger history pact.yaml",
    "ledger search pact.yaml Brenn",
    "ledger sources pact.yaml",
    "ledger verify pact.yaml",
)

WIDE = """\
detente: 1
id: wide
title: More improvements than are listed, and a stance that moves
parties: {a: Alba}
statements:
  first: {by: a, about: talks, kind: demand, says: Four, slots: {quantity: 4}, date: 2001}
  then: {by: a, about: talks, kind: offer, says: Two, slots: {quantity: 2}, date: 2002}
conflict:
  options: {a: {u: U, v: V, w: W, x: X, y: Y, z: Z}}
  status_quo: []
  preferences: {a: [a.u or a.v or a.w or a.x or a.y or a.z]}
"""

FORD = """\
detente: 1
id: ford
title: A ford
parties: {a: Alba, b: Brenn, c: Corvia, d: Dole}
conflict:
  options: {a: {open: Open}, b: {pay: Pay}}
  preferences: {a: [b.pay, not a.open], b: [a.open, not b.pay]}
bargaining:
  issues:
    cattle: [all, half]
    road: [closed, open]
    toll: {range: {from: 0, to: 2, step: 1}}
  agreement: [a, b]
  consents: [{when: road.open, of: c, judgement: true}]
  infeasible: [cattle.all and toll >= 2]
  preferences:
    a:
      reservation: [0.4, 0.9]
      weights: {cattle: 0.3, road: 0.6, toll: 0.1}
      scores: {cattle: {all: 1, half: 0}, road: {closed: 0, open: 1}, toll: {0: 1, 2: 0}}
    b:
      reservation: 0.2
      orders: [cattle > road > toll]
      scores: {cattle: {all: 0, half: 1}, road: {closed: 1, open: 0}, toll: {0: [0, 1], 2: 1}}
      interactions: [{when: cattle.half and road.open, worth: [0, 0.2], judgement: true}]
    c: {reservation: 0.3, weights: {road: 1}, scores: {road: {closed: 0, open: 1}}}
  contributions:
    aid: {by: c, when: cattle.half, worth: {a: [0.3, 0.9], c: -0.1}, judgement: true}
  states:
    - {when: a.open, package: {road: open}, contributions: [aid], judgement: true}
    - {when: not a.open, package: {road: closed, toll: 0}, judgement: true}
scenarios:
  stuck:
    judgement: true
    bargaining:
      preferences:
        a:
          reservation: 1.1
          weights: {cattle: 0.6, road: 0.4}
          scores: {cattle: {all: 1, half: 0}, road: {closed: 0, open: 1}}
"""

BARGAINED = (
    "bargain ford.yaml --uncertain --samples 400 --coalitions --side-payments",
    "bargain ford.yaml --draft 'cattle=all, road=closed, toll=0' --coalitions",
    "bargain ford.yaml --draft 'cattle=half, road=closed, toll=0' --frontier 1",
    "bargain ford.yaml --draft road=open --no-uncertain",
    "bargain ford.yaml --scenario stuck --side-payments --contribution c",
    "bargain ford.yaml --scenario stuck --contribution anybody --measures",
    "bargain many.yaml --uncertain --samples 200",
    "simulate ford.yaml --runs 2",
    "simulate ford.yaml --scenario stuck",
)
"""What is asked of a case that raises all questions of bargaining, and of one with many issues."""


def many_issues() -> str:
    """Return a case with so many weights that they are drawn by walks."""
    issues = [f"i{place}" for place in range(11)]
    ranges, values, scores = (
        ", ".join(f"{issue}: {each}" for issue in issues)
        for each in ("[0.02, 0.2]", "[y]", "{y: 1}")
    )
    return (
        "detente: 1\nid: many\ntitle: Many\nparties: {a: A, b: B}\n"
        f"bargaining:\n  issues: {{{values}}}\n  preferences:\n"
        f"    a: {{weights: {{{ranges}}}, scores: {{{scores}}}}}\n"
        "    b: {weights: {i0: 1}, scores: {i0: {y: 0}}}\n"
    )


FORECASTS = (
    "forecast levy.yaml --draws 300 --compare",
    "forecast levy.yaml --scenario poor --option transitions=stochastic,versions=both --draws 0",
    "forecast islets.yaml --model scholz-table2 --draws 300 --compare",
    "forecast islets.yaml --draws 0",
    "backtest . --draws 50 --resamples 50",
)
"""What is asked of a case with two dimensions, and of one with one."""

UNASKED = ("needs-options", "nothing-uncertain", "no-conflict", "no-bargaining")
"""What is said where a case does not raise a question."""


@pytest.fixture
def cases(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The cases that are asked, among them those of the page; a report and a ledger beside."""
    monkeypatch.chdir(tmp_path)
    texts = {"dam.yaml": BASE, "graph.yaml": GRAPH}
    texts |= {block.settings["file"]: block.body for block in blocks(PAGE) if block.kind == "yaml"}
    others = {"wide.yaml": WIDE, "changed.yaml": BASE.replace("we fill", "we wait")}
    for file, text in (texts | others | {"pact.yaml": CASE, "herald.txt": TEXT}).items():
        Path(file).write_bytes(text.encode())
    return ["japan-russia", "elmira", *texts]


def read(text: str, **_: object) -> Reading:
    """Stand in for the parser."""
    time = TimeReference("on Tuesday", first="2030-05-19", last="2030-05-19")
    said = proposal(text, "Inspectors are out of the question", "Ana Olm", "alba", time=time)
    return replace(reading(text, said), mentions=(Mention("BRENN", Span(5, 10), "brenn"),))


@pytest.mark.slow  # every command that answers in JSON is run on several cases
def test_every_field_of_an_answer_is_described_and_no_other(
    cases: list[str], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(room, "read", read)
    program = Runner(PAGE, capsys)
    found = Answered(Described(PAGE))
    commands = [*(asked.format(case) for case in cases for asked in ASKED), *BESIDES]
    for command in commands:
        form = "" if command.startswith("results") else " --format json"  # it is nothing else
        printed = program.detente(f"detente {command}{form}")
        if any(f"[{code}]" in printed for code in UNASKED):
            continue
        found.add(f"detente {command}", json.loads(printed))
    pairs = least_reversals(detente.load("ford.yaml").conflict, 4, "nash", ["a"])
    found.add("", pairs.to_dict())
    assert sorted(found.unknown) == [], "not described"
    assert sorted(found.never()) == [], "described, and never there"


@pytest.mark.slow
def test_every_field_of_an_answer_on_bargaining_is_described_and_no_other(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    install(tmp_path, monkeypatch)
    Path("ford.yaml").write_text(FORD)
    Path("many.yaml").write_text(many_issues())
    program = Runner(BARGAINING, capsys)
    found = Answered(Described(BARGAINING, Described(PAGE)))
    for command in BARGAINED:
        printed = program.detente(f"detente {command} --format json")
        found.add(f"detente {command}", json.loads(printed))
    assert sorted(found.unknown) == [], "not described"
    assert sorted(found.never()) == [], "described, and never there"


def test_every_field_of_a_forecast_is_described_and_no_other(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("levy.yaml").write_text(SPATIAL)
    case, table = (block for block in blocks(FORECAST) if "file" in block.settings)
    Path("islets.yaml").write_text(case.body.replace("capability: 50", "capability: [40, 60]"))
    Path("council.csv").write_text(table.body + "3;4;0;9;9;20;20;20;0;999\n")
    program = Runner(FORECAST, capsys)
    found = Answered(Described(FORECAST, Described(PAGE)))
    for command in FORECASTS:
        printed = program.detente(f"detente {command} --format json")
        found.add(f"detente {command}", json.loads(printed))
    assert sorted(found.unknown) == [], "not described"
    assert sorted(found.never()) == [], "described, and never there"
