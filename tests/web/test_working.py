"""Working on the evidence: reports in, proposals decided upon, what stands published."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any

import httpx
import pytest

from detente import casefile
from detente.ledger import Ledger, beside
from ledger.samples import CASE, TEXT, reading
from served import Serve, Served

pytestmark = pytest.mark.slow  # a server is started, or many pages made

PAGES = ("/evidence/reports", "/evidence/review", "/evidence/publish")


def code(answer: httpx.Response) -> str:
    found: str = answer.json()["diagnostics"][0]["code"]
    return found


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A case whose ledger holds one report and two proposals."""
    case = tmp_path / "pact.yaml"
    case.write_text(CASE, encoding="utf-8")
    with Ledger.open(beside(case)) as ledger:
        ledger.add_reading(reading(), {"outlet": "The Herald", "date": "2030-05-20"})
    return case


@pytest.fixture
def served(serve: Serve, file: Path) -> Served:
    return serve(str(file))


def look(served: Served, number: int) -> dict[str, Any]:
    found: dict[str, Any] = served.client.get(f"/api/ledger/statements/{number}").json()
    return found


def decide(served: Served, number: int, **asked: Any) -> httpx.Response:
    return served.client.post(f"/api/ledger/statements/{number}", content=json.dumps(asked))


# -- Pages ---------------------------------------------------------------------------------


@pytest.mark.parametrize("path", PAGES)
def test_pages_work_with_and_without_a_ledger(served: Served, flagship: Served, path: str) -> None:
    for each in (served, flagship):
        page = each.client.get(path)
        assert page.status_code == 200
        assert page.text.count("<script") == 1
    assert "For reading only" in flagship.client.get("/evidence/publish").text


# -- Review --------------------------------------------------------------------------------


def test_a_proposal_is_shown_in_its_context(served: Served) -> None:
    now = look(served, 1)
    assert (now["state"], now["speaker"], now["by"]) == ("proposed", "Ana Olm", "alba")
    context = now["context"]
    assert context["before"] + context["text"] + context["after"] == TEXT
    assert now["report"]["outlet"] == "The Herald"
    listed = served.client.get("/api/ledger?state=proposed").json()
    assert [entry["id"] for entry in listed["statements"]] == [1, 2]
    assert listed["counts"] == {"proposed": 2, "accepted": 0, "rejected": 0}


def test_decisions_are_kept_and_undone_latest_first(served: Served, file: Path) -> None:
    first = decide(served, 1, do="edit", seq=look(served, 1)["seq"], changes={"about": "the pact"})
    second = decide(served, 1, do="accept", seq=first.json()["seq"])
    assert (second.json()["state"], second.json()["about"]) == ("accepted", "the pact")
    with Ledger.open(beside(file)) as ledger:
        assert ledger.statement(1).state == "accepted"
    undo = {"statement": 1, "seq": second.json()["seq"]}
    undone = served.client.post("/api/ledger/undo", json=undo).json()
    assert (undone["statement"]["state"], undone["statement"]["about"]) == ("proposed", "the pact")
    undo = {"statement": 1, "seq": first.json()["seq"]}
    assert served.client.post("/api/ledger/undo", json=undo).json()["statement"]["about"] == ""
    assert code(served.client.post("/api/ledger/undo", json=undo)) == "nothing-to-undo"


def test_ends_move_by_words(served: Served) -> None:
    moved = decide(served, 1, do="move", seq=look(served, 1)["seq"], start=1, end=-1).json()
    assert moved["says"] == "would withdraw its garrison if Brenn lets inspectors"
    assert moved["context"]["text"].split() == moved["says"].split()


def test_what_another_decided_meanwhile_is_not_overruled(served: Served, file: Path) -> None:
    seen = look(served, 1)["seq"]
    with Ledger.open(beside(file)) as ledger:
        ledger.reject(1, by="another")
    for asked in ({"do": "accept"}, {"do": "edit", "changes": {"about": "x"}}, {"do": "move"}):
        answer = decide(served, 1, seq=seen, **asked)
        assert (answer.status_code, code(answer)) == (409, "changed-statement")
    now = look(served, 1)
    assert (now["state"], now["about"]) == ("rejected", "")


def test_a_selected_passage_becomes_a_statement(served: Served, file: Path) -> None:
    text = served.client.get("/api/ledger/sources/1").json()["text"]
    start = text.index("Foreign")
    place = {"start": start, "end": start + 16, "changes": {"by": "alba"}}
    added = served.client.post("/api/ledger/sources/1/statements", json=place).json()
    assert (added["says"], added["state"], added["by"]) == ("Foreign Minister", "accepted", "alba")
    undo = {"statement": added["id"], "seq": added["seq"]}
    assert served.client.post("/api/ledger/undo", json=undo).json()["statement"] is None
    with Ledger.open(beside(file)) as ledger:
        assert [entry.id for entry in ledger.statements()] == [1, 2]


@pytest.mark.parametrize("place", [(5, 5), (-3, 4), (0, 100_000), (9, 2)])
def test_no_statement_is_made_of_what_is_not_there(served: Served, place: tuple[int, int]) -> None:
    sent = {"start": place[0], "end": place[1], "changes": {"says": "x"}}
    answer = served.client.post("/api/ledger/sources/1/statements", json=sent)
    assert (answer.status_code, code(answer)) == (422, "bad-passage")


@pytest.mark.parametrize(
    ("asked", "status"),
    [
        ({"do": "accept"}, 400),
        ({"do": "explode", "seq": 2}, 400),
        ({"do": "edit", "seq": 2, "changes": {"nothing": "x"}}, 400),
        ({"do": "edit", "seq": 2, "changes": {"by": "nobody"}}, 400),
        ({"do": "edit", "seq": 2, "changes": {"kind": "song"}}, 422),
        ({"do": "edit", "seq": 2, "changes": {"about": "\ud800"}}, 422),
        ({"do": "edit", "seq": 2, "changes": [1]}, 400),
    ],
)
def test_what_makes_no_sense_changes_nothing(
    served: Served, file: Path, asked: dict[str, Any], status: int
) -> None:
    before = look(served, 1)
    assert before["seq"] == 2
    assert decide(served, 1, **asked).status_code == status
    assert look(served, 1) == before
    assert decide(served, 99, do="accept", seq=1).status_code == 404


def test_a_source_is_described(served: Served) -> None:
    sent = {"changes": {"outlet": "The Post", "date": "2030-05-21"}}
    now = served.client.post("/api/ledger/sources/1", json=sent).json()
    assert (now["outlet"], now["date"]) == ("The Post", "2030-05-21")
    wrong = served.client.post("/api/ledger/sources/1", json={"changes": {"date": "soon"}})
    assert (wrong.status_code, code(wrong)) == (422, "bad-field")


# -- Publishing ----------------------------------------------------------------------------


def accepted(served: Served) -> dict[str, Any]:
    """Accept the first proposal and return what publishing would change."""
    decide(served, 1, do="accept", seq=look(served, 1)["seq"])
    found: dict[str, Any] = served.client.get("/api/ledger/publication").json()
    return found


def test_exactly_what_was_shown_is_published(served: Served, file: Path) -> None:
    shown = accepted(served)
    assert file.read_text(encoding="utf-8") == CASE
    assert shown["added"] == ["olm_alba_withdraw_garrison"]
    new = [line["text"] for line in shown["difference"] if line["sign"] == "+"]
    done = served.client.post("/api/ledger/publication", json=shown)
    assert done.status_code == 200
    text = file.read_text(encoding="utf-8")
    assert [line for line in text.splitlines() if line not in CASE.splitlines()] == [
        line for line in new if line not in CASE.splitlines()
    ]
    assert "# A pact, with comments that stay." in text
    assert list(casefile.load(file).statements) == ["larger", "olm_alba_withdraw_garrison"]
    assert served.client.get("/api/ledger/publication").json()["difference"] == []
    page = served.client.get("/evidence").text
    assert "<mark>Alba would withdraw its garrison" in page


@pytest.mark.parametrize("changed", ["file", "ledger"])
def test_nothing_is_published_that_was_not_shown(served: Served, file: Path, changed: str) -> None:
    shown = accepted(served)
    if changed == "file":
        file.write_text(CASE + "# theirs\n", encoding="utf-8")
    else:
        decide(served, 2, do="accept", seq=look(served, 2)["seq"])
    before = file.read_text(encoding="utf-8")
    answer = served.client.post("/api/ledger/publication", json=shown)
    assert (answer.status_code, code(answer)) == (409, "changed-file")
    assert file.read_text(encoding="utf-8") == before
    assert answer.json()["difference"]


def test_nothing_is_written_where_nothing_may_be(serve: Serve, file: Path) -> None:
    before = (file.read_bytes(), beside(file).read_bytes())
    served = serve(str(file), read_only=True)
    client = served.client
    refused = [
        decide(served, 1, do="accept", seq=2),
        client.post("/api/ledger/undo", json={"statement": 1, "seq": 2}),
        client.post("/api/ledger/sources/1", json={"changes": {"outlet": "x"}}),
        client.post("/api/ledger/sources/1/statements", json={"start": 0, "end": 4}),
        client.post("/api/ledger/publication", json={}),
        client.post("/api/reports?name=a.txt", content=b"x"),
        client.post("/api/reports/read", json={}),
    ]
    assert [code(answer) for answer in refused] == ["read-only"] * len(refused)
    assert look(served, 1)["state"] == "proposed"
    assert (file.read_bytes(), beside(file).read_bytes()) == before


# -- Reports -------------------------------------------------------------------------------


def read(served: Served, **known: str) -> dict[str, Any]:
    """Have the waiting reports read; return what came of it."""
    begun = served.client.post("/api/reports/read", json={"known": known})
    assert begun.status_code == 202, begun.text
    job = begun.json()["id"]
    deadline = time.monotonic() + 90
    while served.client.get(f"/api/jobs/{job}").json()["state"] == "running":
        assert time.monotonic() < deadline
        time.sleep(0.1)
    found: dict[str, Any] = served.client.get(f"/api/jobs/{job}/result").json()
    return found


HOSTILE = """<html><head><title><script>alert(1)</script></title></head><body><article>
<p>The minister said that &lt;script&gt;alert(1)&lt;/script&gt; talks with Brenn would go on for
as long as it takes, and that <img src="http://elsewhere.example/x.png" onerror="alert(1)">
inspectors would be let in.</p></article><script>fetch("http://elsewhere.example")</script>
</body></html>"""


@pytest.mark.slow
def test_reports_are_read_and_what_is_hostile_runs_nothing(served: Served, file: Path) -> None:
    client = served.client
    for name, content in {
        "../../herald two.txt": b"Alba would leave, minister Ana Olm said on Sunday.\n",
        "hostile.html": HOSTILE.encode(),
        "deep.html": b"<div>" * 5000,
        "broken.pdf": b"%PDF-1.7 \x00\xff nonsense",
        "binary.txt": b"\xff\xfe\x00",
    }.items():
        assert client.post("/api/reports", params={"name": name}, content=content).is_success
    assert client.get("/api/reports").json()["waiting"][0]["name"] == "herald two.txt"
    found = read(served, outlet="The Post", date="2030-05-20")
    assert found["format"] == "detente.read/1"
    assert {one["source"] for one in found["reports"]} <= {"herald two.txt", "hostile.html"}
    failed = {one["source"]: one["code"] for one in found["failed"]}
    assert failed["deep.html"] == "report-too-hard"
    assert {"broken.pdf", "binary.txt"} <= set(failed)
    assert client.get("/api/reports").json()["waiting"] == []
    sources = client.get("/api/ledger").json()["sources"]
    assert {source["outlet"] for source in sources} == {"The Herald", "The Post"}
    for path in PAGES:
        assert "alert(1)" not in client.get(path).text
    assert sorted(each.name for each in file.parent.iterdir() if "ledger" not in each.name) == [
        "pact.yaml"
    ]


@pytest.mark.slow
def test_reading_can_be_cancelled_and_the_rest_still_waits(served: Served) -> None:
    for number in range(20):
        text = f"Alba would leave in {number} days, minister Ana Olm said.\n" * 400
        served.client.post(f"/api/reports?name=r{number}.txt", content=text.encode())
    job = served.client.post("/api/reports/read", json={}).json()["id"]
    again = served.client.post("/api/reports/read", json={})
    assert (again.status_code, code(again)) == (429, "busy")
    assert served.client.delete(f"/api/jobs/{job}").json()["state"] == "cancelled"
    assert len(served.client.get("/api/reports").json()["waiting"]) > 0
    assert served.client.get("/api/ledger").status_code == 200


def test_only_reports_of_known_kinds_and_sizes_wait(served: Served) -> None:
    client = served.client
    answer = client.post("/api/reports?name=run.exe", content=b"MZ")
    assert (answer.status_code, code(answer)) == (422, "unknown-format")
    answer = client.post("/api/reports?name=long.txt", content=b"x" * 2_000_001)
    assert (answer.status_code, code(answer)) == (422, "report-too-large")
    answer = client.post("/api/reports?name=long.pdf", content=b"x" * 21_000_001)
    assert (answer.status_code, code(answer)) == (413, "too-large")
    kept = client.post("/api/reports?name=a.txt", content=b"x").json()
    assert client.delete(f"/api/reports/{kept['id']}").json() == {"waiting": []}
    answer = client.post("/api/reports/read", json={})
    assert (answer.status_code, code(answer)) == (422, "no-report")
    client.post("/api/reports?name=a.txt", content=b"x")
    answer = client.post("/api/reports/read", json={"known": {"date": "soon"}})
    assert (answer.status_code, code(answer)) == (422, "bad-field")
