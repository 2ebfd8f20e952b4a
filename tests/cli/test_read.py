"""Reading reports into a ledger, with a reader that stands in for the real one."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest

from detente import reading as room
from detente.errors import MissingExtraError
from detente.ledger import Ledger
from detente.ledger.verify import verify
from detente.proposals import Reading
from ledger.samples import CASE, TEXT, reading
from program import Run


@pytest.fixture(autouse=True)
def calls(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    """Stand in for the parser, and keep what it was asked."""
    asked: list[dict[str, Any]] = []

    def read(text: str, *, case: object, published: object, source: str, outlet: str) -> Reading:
        asked.append({"source": Path(source).name, "published": published, "outlet": outlet})
        if "crash" in text:
            raise RuntimeError("a fault")
        return reading(source=source) if text == TEXT else Reading(source, text, digest(text))

    monkeypatch.setattr(room, "read", read)
    return asked


def digest(text: str) -> str:
    import hashlib

    return hashlib.sha256(text.encode()).hexdigest()


@pytest.fixture
def case(run: Run) -> str:
    Path("pact.yaml").write_text(CASE, encoding="utf-8")
    Path("herald.txt").write_bytes(TEXT.encode())
    return "pact.yaml"


def test_one_line_tells_what_was_found_and_what_it_needs(run: Run, case: str) -> None:
    done = run("read", case, "herald.txt")
    assert (done.code, done.err) == (0, "")
    assert done.out == (
        "herald.txt: 2 statements proposed; needs a date (--published) and an outlet (--outlet)\n"
    )
    with Ledger.open("pact.ledger") as ledger:
        assert len(ledger.statements("proposed")) == 2
        assert ledger.sources()[0].draft.file == "herald.txt"


def test_reading_again_changes_nothing_and_does_not_parse(
    run: Run, case: str, calls: list[dict[str, Any]]
) -> None:
    run("read", case, "herald.txt")
    with Ledger.open("pact.ledger") as ledger:
        log = ledger.history()
    again = run("read", case, "herald.txt")
    assert "known already, nothing new" in again.out
    assert len(calls) == 1
    run("read", case, "herald.txt", "--again")
    assert len(calls) == 2
    with Ledger.open("pact.ledger") as ledger:
        assert ledger.history() == log


def test_a_date_given_later_anchors_what_was_read(
    run: Run, case: str, calls: list[dict[str, Any]]
) -> None:
    run("read", case, "herald.txt")
    later = run("read", case, "herald.txt", "--published", "2030-05-20", "--outlet", "The Herald")
    assert later.out == "herald.txt: known already, brought up to date\n"
    assert calls[1] == {"source": "herald.txt", "published": "2030-05-20", "outlet": "The Herald"}
    run("read", case, "herald.txt", "--url", "https://example.org/1")
    assert len(calls) == 2, "an address changes no reading"
    with Ledger.open("pact.ledger") as ledger:
        draft = ledger.sources()[0].draft
    assert (draft.date, draft.outlet, draft.url) == (
        "2030-05-20", "The Herald", "https://example.org/1",
    )  # fmt: skip


def test_one_bad_file_never_stops_the_rest(run: Run, case: str) -> None:
    Path("bad.txt").write_bytes(b"\xff\xfe\x00")
    Path("odd.txt").write_text("this makes it crash")
    done = run("read", case, "bad.txt", "nowhere.txt", "odd.txt", "herald.txt")
    assert done.code == 1
    assert "herald.txt: 2 statements proposed" in done.out
    assert done.out.endswith("1 report read, 2 statements proposed\n")
    assert "bad.txt: error: " in done.err
    assert "nowhere.txt: error: no such report [no-such-file]" in done.err
    assert "odd.txt: error: this is a fault in detente: RuntimeError: a fault" in done.err
    with Ledger.open("pact.ledger") as ledger:
        assert len(ledger.sources()) == 1
        assert verify(ledger) == []


@pytest.mark.skipif(os.name == "nt", reason="links need rights there")
def test_folders_give_what_is_inside_them(run: Run, case: str) -> None:
    Path("reports/deep").mkdir(parents=True)
    Path("outside").mkdir()
    Path("outside/secret.txt").write_text("secret")
    Path("reports/a.txt").write_text("one")
    Path("reports/deep/b.txt").write_text("two")
    Path("reports/notes.doc").write_text("three")
    Path("reports/link.txt").symlink_to(Path("outside/secret.txt").resolve())
    Path("reports/all").symlink_to(Path("outside").resolve())
    Path("reports/loop").symlink_to(Path("reports").resolve())
    done = run("read", case, "reports", "reports/a.txt")
    assert done.code == 0
    assert [line.partition(":")[0] for line in done.out.splitlines()[:-1]] == [
        "reports/a.txt", "reports/deep/b.txt",
    ]  # fmt: skip


def test_a_dry_run_stores_nothing_and_keeps_the_contract(run: Run, case: str) -> None:
    Path("bad.txt").write_bytes(b"\xff\xfe\x00")
    done = run("read", case, "herald.txt", "bad.txt", "--dry-run", "--format", "json")
    data = json.loads(done.out)
    assert (done.code, data["format"]) == (1, "detente.proposals/1")
    assert data["reports"] == [reading().to_dict()]
    (failed,) = data["failed"]
    assert set(failed) == {"source", "code", "message"}
    assert failed["source"] == "bad.txt"
    assert not Path("pact.ledger").exists()


def test_a_packaged_case_is_read_only(run: Run, case: str) -> None:
    refused = run("read", "elmira", "herald.txt")
    assert refused.code == 1
    assert "'detente new my-case --from elmira'" in refused.err
    dry = run("read", "elmira", "herald.txt", "--dry-run", "--format", "json")
    assert dry.code == 0
    assert len(json.loads(dry.out)["reports"]) == 1


def test_the_answer_in_json(run: Run, case: str) -> None:
    done = json.loads(run("read", case, "herald.txt", "--format", "json").out)
    assert done == {
        "format": "detente.read/1",
        "reports": [
            {
                "source": "herald.txt",
                "sha256": digest(TEXT),
                "new": True,
                "proposed": 2,
                "needs": ["date", "outlet"],
            }
        ],
        "failed": [],
    }


@pytest.mark.parametrize(
    ("options", "code"),
    [(("--published", "yesterday"), 1), (("--url", "u", "other.txt"), 2)],
)
def test_wrong_options_are_refused_at_once(
    run: Run, case: str, options: tuple[str, ...], code: int
) -> None:
    Path("other.txt").write_text("other")
    assert run("read", case, "herald.txt", *options).code == code
    assert not Path("pact.ledger").exists()


def test_without_the_parser_nothing_is_tried_twice(
    run: Run, case: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def missing(*_: object, **__: object) -> Reading:
        raise MissingExtraError("no parser", hint="install it")

    monkeypatch.setattr(room, "read", missing)
    Path("other.txt").write_text("other")
    done = run("read", case, "herald.txt", "other.txt")
    assert done.code == 1
    assert done.err.count("no parser") == 1
