"""The commands under `ledger`, as scripts use them."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest

from detente.casefile import load
from detente.ledger import Ledger
from ledger.samples import CASE, TEXT, reading
from program import Run


@pytest.fixture
def case(run: Run) -> str:
    """A case with a ledger that holds one report and two proposals; `run` sets the folder."""
    Path("pact.yaml").write_text(CASE, encoding="utf-8")
    with Ledger.open("pact.ledger") as ledger:
        ledger.add_reading(reading(), {"outlet": "The Herald", "date": "2030-05-20"})
    return "pact.yaml"


def test_every_command_answers_a_call_for_help(run: Run) -> None:
    listed = run("ledger", "--help")
    assert listed.code == 0
    for command in (
        "list", "show", "accept", "edit", "reject", "add", "undo", "history", "sources",
        "describe", "search", "verify", "publish", "attach", "export", "import",
    ):  # fmt: skip
        assert f"  {command}" in listed.out
        assert run("ledger", command, "--help").code == 0


def test_statements_are_listed_and_shown(run: Run, case: str) -> None:
    listed = run("ledger", "list", case)
    assert (listed.code, listed.err) == (0, "2 statements\n")
    assert listed.out.splitlines()[0].startswith("   1  proposed  Ana Olm (offer): Alba would")
    assert len(run("ledger", "list", case, "--find", "INSPECTORS ARE").out.splitlines()) == 1
    assert run("ledger", "list", case, "--state", "accepted").out == ""
    shown = run("ledger", "show", case, "2").out
    assert "»Inspectors are out of the question«" in " ".join(shown.split())
    assert "chain:       Border Wire" in shown
    assert max(map(len, shown.splitlines())) <= 80
    data = json.loads(run("ledger", "show", case, "1", "--format", "json").out)
    assert data["context"]["text"] == data["says"]
    assert data["report"]["outlet"] == "The Herald"


def test_decisions_by_command(run: Run, case: str) -> None:
    assert "accepted" in run("ledger", "accept", case, "1", "2", "--by", "ana").out
    assert "rejected" in run("ledger", "reject", case, "2", "--why", "no source").out
    edited = run("ledger", "edit", case, "1", "--set", "kind=demand", "--end", "-2")
    assert edited.out.strip().endswith("(demand): Alba would withdraw its garrison if Brenn lets")
    added = run("ledger", "add", case, "herald.txt", "on Tuesday", "--set", "by=alba")
    assert "   3  accepted" in added.out
    assert run("ledger", "undo", case).out == "undone: statement 3 added\n"
    log = run("ledger", "history", case).out.splitlines()
    assert len(log) == 10
    assert log[3].endswith("statement 1: accepted by ana")
    assert "rejected: no source" in log[5]
    assert "undone 9" in log[9]
    entries = json.loads(run("ledger", "history", case, "1", "--format", "json").out)
    assert [e["action"] for e in entries] == ["proposed", "accepted", "edited", "edited"]


def test_nobody_is_named_unless_they_say_so(
    run: Run, case: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("USER", "somebody")
    run("ledger", "accept", case, "1")
    monkeypatch.setenv("DETENTE_USER", "ana")
    run("ledger", "accept", case, "2")
    entries = json.loads(run("ledger", "history", case, "--format", "json").out)
    assert [e["by"] for e in entries if e["action"] == "accepted"] == [None, "ana"]


@pytest.mark.parametrize(
    ("arguments", "code", "told"),
    [
        (("accept", "pact.yaml", "9"), 1, "there is no statement 9"),
        (("edit", "pact.yaml", "1", "--set", "by=albba"), 1, "did you mean 'alba'?"),
        (("edit", "pact.yaml", "1", "--set", "kind"), 2, "is not FIELD=VALUE"),
        (("add", "pact.yaml", "1", "nowhere"), 1, "do not stand in the text"),
        (("undo", "pact.yaml"), 1, "no decision to undo"),
        (("list", "other.yaml"), 1, "there is no ledger here"),
        (("list", "elmira"), 1, "'detente new my-case --from elmira'"),
        (("list", "case.gmcr"), 1, "'detente convert case.gmcr case.yaml'"),
        (("search", "pact.yaml", " "), 1, "nothing to look for"),
        (("import", "pact.yaml", "pact.yaml"), 1, "this is not JSON"),
        (("import", "pact.yaml", "nowhere.json"), 1, "No such file"),
        (("list", "broken.yaml"), 1, "this is not a ledger"),
    ],
)  # fmt: skip
def test_trouble_is_told(
    run: Run, case: str, arguments: tuple[str, ...], code: int, told: str
) -> None:
    Path("broken.ledger").write_text("nothing of the kind, but long enough")
    result = run("ledger", *arguments)
    assert result.code == code
    assert told in result.err


def test_publishing(run: Run, case: str) -> None:
    run("ledger", "accept", case, "1", "2")
    before = Path(case).read_text()
    dry = run("ledger", "publish", case, "--dry-run")
    assert dry.out == "pact.yaml: 2 added\n"
    assert Path(case).read_text() == before
    assert run("ledger", "publish", case).out == "pact.yaml: 2 added\n"
    text = Path(case).read_text()
    assert "# what is known already" in text
    assert run("check", case).code == 0
    again = run("ledger", "publish", case)
    assert (again.code, again.out) == (0, "pact.yaml: nothing to change\n")
    assert Path(case).read_text() == text
    run("ledger", "edit", case, "1", "--set", "status=withdrawn")
    assert run("ledger", "publish", case).out == "pact.yaml: 1 changed\n"
    assert load(case).statements["olm_alba_withdraw_garrison"].status == "withdrawn"
    assert run("ledger", "verify", case).out == "pact.ledger: sound\n"


def test_publishing_never_leaves_a_case_that_cannot_be_read(run: Run, case: str) -> None:
    with Ledger.open("pact.ledger") as ledger:
        ledger.edit(1, {"by": "nobody"})
        ledger.accept(1)
    refused = run("ledger", "publish", case)
    assert refused.code == 1
    assert "no party 'nobody'" in refused.err
    assert Path(case).read_text() == CASE


def test_sources_are_described_and_searched(run: Run, case: str) -> None:
    told = run("ledger", "describe", case, "1", "--set", "outlet=Radio Brenn")
    assert told.out == "herald.txt: Radio Brenn, 2030-05-20\n"
    assert run("ledger", "sources", case).out == "   1  herald.txt: Radio Brenn, 2030-05-20\n"
    found = run("ledger", "search", case, "of")
    assert found.err == "1 place\n"
    assert "are out »of« the" in found.out
    hits = json.loads(run("ledger", "search", case, "inspectors", "--format", "json").out)
    assert [hit["text"] for hit in hits] == ["inspectors", "Inspectors"]


def test_out_and_in(run: Run, case: str) -> None:
    run("ledger", "accept", case, "1")
    notes = json.loads(run("ledger", "export", case, "--to", "annotations").out)
    assert notes["type"] == "AnnotationCollection"
    (row, _) = csv.DictReader(io.StringIO(run("ledger", "export", case, "--to", "csv").out))
    assert row["state"] == "accepted"
    assert run("ledger", "export", case, "--to", "csl", "-o", "s.json").err == "wrote s.json\n"
    assert run("ledger", "import", case, "s.json").out == "0 sources added, 0 changed\n"
    Path("other.yaml").write_text(CASE)
    assert run("ledger", "import", "other.yaml", "s.json").out == "1 source added, 0 changed\n"


def test_attaching_a_text(run: Run, case: str) -> None:
    run("ledger", "accept", case, "1", "2")
    run("ledger", "publish", case)
    Path("pact.ledger").unlink()
    Path("mine.txt").write_bytes(TEXT.encode())
    Path("wrong.txt").write_text("something else")
    noted = run("ledger", "attach", case, "mine.txt", "wrong.txt")
    assert noted.code == 1
    assert noted.out == "mine.txt: 2 statements linked\n"
    assert "wrong.txt: error: no statement of the case refers to this text" in noted.err
    assert run("ledger", "verify", case).out == "pact.ledger: sound\n"


def test_verify_fails_on_damage(run: Run, case: str) -> None:
    with Ledger.open("pact.ledger") as ledger, ledger.file.transaction() as connection:
        connection.execute("INSERT INTO statements (source) VALUES (1)")
    found = run("ledger", "verify", case)
    assert found.code == 1
    assert "nothing is known of statement 3" in found.out
    assert not json.loads(run("ledger", "verify", case, "--format", "json").out)["ok"]


def test_texts_cannot_play_with_the_terminal(run: Run, case: str) -> None:
    with Ledger.open("pact.ledger") as ledger:
        ledger.store("he said \x1b[31mred\x1b[0m and \u202eback", file="x\x1b.txt")
        ledger.add(2, "red")
    for arguments in (("list",), ("show", "3"), ("search", "red"), ("sources",)):
        command, *rest = arguments
        shown = run("ledger", command, case, *rest)
        assert "\x1b" not in shown.out
        assert "\u202e" not in shown.out
