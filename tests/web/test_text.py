"""The case as text: checked while it is written, saved whole, never over what others wrote."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

import httpx
import pytest

from detente import casefile, catalog
from served import Serve, Served

pytestmark = pytest.mark.slow  # a server is started, or many pages made

HOSTILE = """\
detente: 1
id: hostile
title: "</textarea><script>alert(1)</script>"
parties: {a: "<img src=x onerror=alert(1)>", b: B}
conflict:
  options: {a: {x: "<b onclick=alert(1)>"}, b: {y: Y}}
  preferences: {a: [a.x], b: [b.y]}
"""


def code(answer: httpx.Response) -> str:
    found: str = answer.json()["diagnostics"][0]["code"]
    return found


def put(served: Served, text: str, digest: str) -> httpx.Response:
    return served.client.put("/api/text", json={"text": text, "digest": digest})


@pytest.fixture
def own(serve: Serve, copied: Path) -> tuple[Served, Path, dict[str, Any]]:
    served = serve(str(copied))
    return served, copied, served.client.get("/api/text").json()


def test_the_text_is_the_file(own: tuple[Served, Path, dict[str, Any]]) -> None:
    _, file, now = own
    assert now["text"] == file.read_text(encoding="utf-8")
    assert now["digest"] == hashlib.sha256(file.read_bytes()).hexdigest()
    assert (now["writable"], now["file"]) == (True, str(file))


def test_what_is_saved_is_what_the_other_pages_show(
    own: tuple[Served, Path, dict[str, Any]],
) -> None:
    served, file, now = own
    text = now["text"].replace("title: Japan–Russia peace treaty", "title: Another title")
    answer = put(served, text, now["digest"])
    assert answer.status_code == 200
    assert file.read_text(encoding="utf-8") == text
    assert answer.json()["digest"] == served.client.get("/api/text").json()["digest"]
    assert "Another title" in served.client.get("/").text
    assert [found.name for found in file.parent.iterdir()] == [file.name]


def test_what_others_wrote_is_not_overwritten_but_shown(
    own: tuple[Served, Path, dict[str, Any]],
) -> None:
    served, file, now = own
    theirs = now["text"].replace("Four groups of islands", "Some islands")
    file.write_text(theirs, encoding="utf-8")
    answer = put(served, now["text"] + "# mine\n", now["digest"])
    assert (answer.status_code, code(answer)) == (409, "changed-file")
    assert file.read_text(encoding="utf-8") == theirs
    told = {line["sign"]: line["text"] for line in answer.json()["difference"]}
    assert told["+"] == "# mine"
    assert any("Some islands" in line["text"] for line in answer.json()["difference"])
    # having seen the difference, it is up to the author
    assert put(served, "detente: 1\n", answer.json()["digest"]).status_code == 200
    assert file.read_text(encoding="utf-8") == "detente: 1\n"


def test_of_two_tabs_the_second_is_told(own: tuple[Served, Path, dict[str, Any]]) -> None:
    served, file, now = own
    assert put(served, now["text"] + "# first\n", now["digest"]).status_code == 200
    assert put(served, now["text"] + "# second\n", now["digest"]).status_code == 409
    assert file.read_text(encoding="utf-8").endswith("# first\n")


def test_a_file_that_is_gone_is_not_made_anew(own: tuple[Served, Path, dict[str, Any]]) -> None:
    served, file, now = own
    file.unlink()
    answer = put(served, now["text"], now["digest"])
    assert answer.status_code in (403, 409)
    assert not file.exists()


def test_a_faulty_text_can_be_saved_and_mended(
    own: tuple[Served, Path, dict[str, Any]],
) -> None:
    served, _, now = own
    broken = put(served, "detente: 1\nid: [\n", now["digest"])
    assert broken.status_code == 200
    refused = served.client.get("/")
    assert refused.status_code == 422
    assert 'href="/text#L' in refused.text
    page = served.client.get("/text")
    assert page.status_code == 200
    assert "id: [" in page.text
    assert put(served, now["text"], broken.json()["digest"]).status_code == 200
    assert served.client.get("/").status_code == 200


def test_line_ends_and_byte_order_mark_stay(serve: Serve, tmp_path: Path) -> None:
    file = tmp_path / "dos.yaml"
    before = b"\xef\xbb\xbf" + HOSTILE.replace("\n", "\r\n").encode()
    file.write_bytes(before)
    served = serve(str(file))
    now = served.client.get("/api/text").json()
    assert now["text"] == HOSTILE
    assert put(served, HOSTILE + "# more\n", now["digest"]).status_code == 200
    assert file.read_bytes() == before + b"# more\r\n"


def test_a_link_stays_a_link(serve: Serve, copied: Path) -> None:
    link = copied.with_name("link.yaml")
    link.symlink_to(copied)
    served = serve(str(link))
    now = served.client.get("/api/text").json()
    assert put(served, now["text"] + "# more\n", now["digest"]).status_code == 200
    assert link.is_symlink()
    assert copied.read_text(encoding="utf-8").endswith("# more\n")


@pytest.mark.parametrize("read_only", [True, False])
def test_nothing_is_written_where_nothing_may_be(
    serve: Serve, copied: Path, read_only: bool
) -> None:
    served = serve(str(copied), read_only=True) if read_only else serve("japan-russia")
    file = copied if read_only else catalog.path("japan-russia")
    before = file.read_bytes()
    now = served.client.get("/api/text").json()
    assert not now["writable"]
    answer = put(served, now["text"] + "# more\n", now["digest"])
    assert (answer.status_code, code(answer)) == (403, "read-only")
    assert file.read_bytes() == before
    page = served.client.get("/text").text
    assert "readonly" in page
    assert 'id="save"' not in page


def test_a_text_is_checked_without_being_written(
    own: tuple[Served, Path, dict[str, Any]],
) -> None:
    served, file, now = own
    text = now["text"].replace("japan.settle", "japan.setle", 1)
    assert text != now["text"]
    found = served.client.post("/api/text/check", json={"text": text}).json()
    assert not found["ok"]
    expected = casefile.diagnose_text(text, str(file))
    assert found["diagnostics"] == [one.to_dict() for one in expected]
    assert file.read_text(encoding="utf-8") == now["text"]


def test_a_text_tells_what_it_names(flagship: Served) -> None:
    text = catalog.path("japan-russia").read_text(encoding="utf-8")
    names = flagship.client.post("/api/text/check", json={"text": text}).json()["names"]
    case = casefile.loads(text)
    assert list(names["parties"]) == list(case.parties)
    assert list(names["statements"]) == list(case.statements)
    assert "japan.settle" in names["options"]
    lines = text.splitlines()
    for kind in ("parties", "statements", "sources", "scenarios", "terms"):
        for name, line in names[kind].items():
            assert lines[line - 1].strip().startswith(f"{name}:")


@pytest.mark.parametrize(
    "sent", [b"", b"[]", b"{}", b'{"text": 1}', b'{"text": "x"}', b"\xff", b'{"text": "\\ud800"}']
)
def test_what_makes_no_sense_is_refused(flagship: Served, copied: Path, sent: bytes) -> None:
    assert flagship.client.put("/api/text", content=sent).status_code in (400, 403)
    answer = flagship.client.post("/api/text/check", content=sent)
    assert answer.status_code in (200, 400)
    if answer.status_code == 200:
        assert not answer.json()["ok"]


def test_half_a_character_is_refused(own: tuple[Served, Path, dict[str, Any]]) -> None:
    served, file, now = own
    sent = b'{"text": "\\ud800", "digest": "%s"}' % now["digest"].encode()
    answer = served.client.put("/api/text", content=sent)
    assert (answer.status_code, code(answer)) == (422, "bad-text")
    assert file.read_text(encoding="utf-8") == now["text"]


def test_too_large_a_text_is_refused(own: tuple[Served, Path, dict[str, Any]]) -> None:
    served, file, now = own
    assert put(served, "#" * 4_300_000, now["digest"]).status_code == 422
    assert put(served, "#" * 9_000_000, now["digest"]).status_code == 413
    assert file.read_text(encoding="utf-8") == now["text"]


def test_a_hostile_text_is_shown_and_not_run(serve: Serve, tmp_path: Path) -> None:
    file = tmp_path / "hostile.yaml"
    file.write_text(HOSTILE, encoding="utf-8")
    served = serve(str(file))
    page = served.client.get("/text")
    assert page.text.count("<script") == 1
    assert page.text.count("</textarea>") == 1
    assert "<img" not in page.text
    assert "&lt;/textarea&gt;" in page.text


def test_its_modules_are_served_as_such(flagship: Served) -> None:
    page = flagship.client.get("/text").text
    assert 'type="module" src="/static/text.js"' in page
    for name in ("text.js", "api.js", "completion.js"):
        answer = flagship.client.get(f"/static/{name}")
        assert answer.headers["content-type"].startswith("text/javascript")
