"""The JSON reference describes every field that answers have, and no other."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

import detente
from casefile.cases import BASE, GRAPH
from detente import reading as room
from detente.conflict.inverse.pairs import least_reversals
from detente.proposals import Mention, Reading, Span, TimeReference
from fields import Answered, Described
from ledger.samples import CASE, TEXT, proposal, reading
from pages import Runner, blocks

PAGE = Path(__file__).parent.parent / "docs" / "json.md"

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
