"""What is refused, all of it: writing where nothing may be, and whatever makes no sense."""

from __future__ import annotations

import contextlib
import json
import re
import socket
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from detente.ledger import Ledger, beside
from ledger.samples import CASE, reading
from served import KEY, Serve, Served

pytestmark = pytest.mark.slow  # a server is started, or many pages made

PAGES = (
    *("/", "/graph", "/states", "/states/1", "/states/1/beside", "/text"),
    *("/require", "/firmness", "/coalitions", "/evidence", "/evidence/stances"),
    *("/evidence/contradictions", "/evidence/lineage", "/evidence/reports"),
    *("/evidence/review", "/evidence/publish"),
)


CONFLICT = """
conflict:
  options: {alba: {leave: withdraw the garrison}, brenn: {admit: let inspectors in}}
  terms: {pact: {means: alba.leave and brenn.admit, label: a pact}}
  outcomes: [pact]
  status_quo: []
  preferences:
    alba: [brenn.admit, not alba.leave]
    brenn: [alba.leave, not brenn.admit]
"""


def written(folder: Path) -> Path:
    """Return a case with a ledger of one report and two proposals."""
    case = folder / "pact.yaml"
    case.write_text(CASE + CONFLICT, encoding="utf-8")
    with Ledger.open(beside(case)) as ledger:
        ledger.add_reading(reading(), {"outlet": "The Herald", "date": "2030-05-20"})
    return case


def code(answer: httpx.Response) -> str:
    found: str = answer.json()["diagnostics"][0]["code"]
    return found


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return written(tmp_path)


# -- Read only -----------------------------------------------------------------------------

REFUSED: dict[str, Any] = {
    "save": {"text": "detente: 1\n", "digest": ""},
    "send": b"a report",
    "read": {"known": {}},
    "decide": {"do": "accept", "seq": 2},
    "undo": {"statement": 1, "seq": 2},
    "describe": {"changes": {"outlet": "x"}},
    "add": {"start": 0, "end": 4},
    "publish": {"digest": "", "result": ""},
}
"""Requests that write, by operation; nothing of them is done where nothing may be written."""

HARMLESS: dict[str, Any] = {
    "check_text": {"text": "detente: 1\n"},
    "start": {"question": "timeline"},
    "cancel": None,
    "drop": None,
    "edit": {"revision": 0, "edit": {"do": "undo"}},
}
"""Requests that only change what the workbench has in memory."""


def operations(served: Served) -> Iterator[tuple[str, str, str]]:
    """Yield the operations that do more than look: their ids, methods and paths."""
    for path, methods in served.client.get("/api/openapi.json").json()["paths"].items():
        for method, operation in methods.items():
            if method not in ("parameters", "get"):
                yield operation["operationId"], method, path


def listing(folder: Path) -> dict[str, tuple[bytes, int]]:
    """Return every file of a folder: what is in it, and when it was written."""
    return {each.name: (each.read_bytes(), each.stat().st_mtime_ns) for each in folder.iterdir()}


def send(served: Served, method: str, path: str, body: Any) -> httpx.Response:
    address = re.sub("{number}", "1", re.sub("{(job|report)}", "none", path))
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    return served.client.request(method, address, params={"name": "a.txt"}, content=content)


def test_read_only_refuses_every_request_that_writes(serve: Serve, file: Path) -> None:
    served, before = serve(str(file), read_only=True), listing(file.parent)
    seen = set()
    for name, method, path in operations(served):
        seen.add(name)
        answer = send(served, method, path, REFUSED.get(name, HARMLESS.get(name)))
        if name in REFUSED:
            assert (answer.status_code, code(answer)) == (403, "read-only"), name
        assert listing(file.parent) == before, name
    assert seen == REFUSED.keys() | HARMLESS.keys()
    move = {"do": "move", "party": "alba", "place": 1, "to": 2}
    for edit in (move, {"do": "save"}, {"do": "keep", "id": "kept"}):
        revision = served.client.get("/api/draft").json()["revision"]
        answer = served.client.post("/api/draft", json={"revision": revision, "edit": edit})
        if edit is move:
            assert answer.is_success  # tried out, in memory
            continue
        assert (answer.status_code, code(answer)) == (403, "read-only")
    assert listing(file.parent) == before


def test_the_same_requests_write_where_one_may(serve: Serve, file: Path) -> None:
    served = serve(str(file))
    for name, method, path in operations(served):
        if name in REFUSED:
            answer = send(served, method, path, REFUSED[name])
            assert answer.is_success or code(answer) != "read-only", name
    assert served.client.get("/api/ledger/statements/1").json()["state"] == "accepted"


def test_read_only_leaves_the_folder_as_it_was(serve: Serve, file: Path) -> None:
    before = listing(file.parent)
    served = serve(str(file), read_only=True)
    for path in (*PAGES, "/api/ledger", "/api/ledger/statements/1", "/api/timeline"):
        assert served.client.get(path).status_code == 200, path
        assert listing(file.parent) == before, path
    assert len(served.client.get("/api/ledger").json()["statements"]) == 2


def test_read_only_sees_what_another_process_has_just_decided(serve: Serve, file: Path) -> None:
    served = serve(str(file), read_only=True)
    with Ledger.open(beside(file)) as ledger:  # keeps its log beside the file while it is open
        ledger.accept(1)
        before = listing(file.parent)
        assert any(name.endswith("-wal") and kept[0] for name, kept in before.items())
        assert served.client.get("/api/ledger/statements/1").json()["state"] == "accepted"
        assert listing(file.parent) == before


# -- Only this machine ---------------------------------------------------------------------


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere 127.0.0.2 is no address")
def test_no_other_address_of_this_machine_answers(flagship: Served) -> None:
    with socket.socket(socket.AF_INET) as probe:
        assert probe.connect_ex(("127.0.0.1", flagship.port)) == 0
    for family, address in ((socket.AF_INET, "127.0.0.2"), (socket.AF_INET6, "::1")):
        with socket.socket(family) as probe:
            assert probe.connect_ex((address, flagship.port)) != 0, address


@pytest.mark.parametrize("path", PAGES)
def test_no_page_loads_anything_from_elsewhere(serve: Serve, flagship: Served, path: str) -> None:
    page = flagship.client.get(path)
    assert "default-src 'none'" in page.headers["content-security-policy"]
    assert "<style" not in page.text
    assert not re.search(r"<script(?![^>]* src=)", page.text)
    assert not re.search(r"<[^>]+ (style|on\w+)=", page.text)
    loaded = re.findall(
        r"<(?:script|link|img|iframe|object|embed|source|video|audio|form)\b[^>]*?"
        r" (?:src|href|action|data|poster)=\"([^\"]*)",
        page.text,
    )
    assert all(
        address.startswith("/") and not address.startswith(("//", "/\\")) for address in loaded
    )
    assert not re.search(r"""@import|url\(|https?://""", _styles(flagship))


def _styles(served: Served) -> str:
    from detente.web.pages import STATIC

    sheets = [name for name in STATIC if name.endswith(".css")]
    return "".join(served.client.get(f"/static/{name}").text for name in sheets)


# -- What makes no sense -------------------------------------------------------------------


@pytest.fixture(scope="module")
def fuzzed(serve: Serve, tmp_path_factory: pytest.TempPathFactory) -> Served:
    """A case with a ledger that may be changed at will."""
    return serve(str(written(tmp_path_factory.mktemp("fuzzed"))))


def is_sensible(answer: httpx.Response, path: str) -> None:
    """Check that an answer is one: no fault, and errors as diagnostics or as a page."""
    assert answer.status_code < 500, (path, answer.text[:500])
    assert "Traceback" not in answer.text
    assert "fault in detente" not in answer.text
    assert "content-security-policy" in answer.headers
    if answer.is_error and path.startswith("/api/"):
        told = answer.json()["diagnostics"]
        assert told, path
        assert all(each["message"] and each["code"] for each in told)


TEXT = st.text(max_size=40) | st.sampled_from(
    ["", "0", "-1", "1", "7", "9" * 400, "1e9", "nan", "true", "\x00", "seq", "pact", "alba",
     "alba.leave and", "((((", "not " * 500 + "pact", "../../x", "<script>", "draft", "\ud800"]
)  # fmt: skip
_PLAIN = st.none() | st.booleans() | st.integers() | st.floats() | TEXT
JSON = _PLAIN | st.lists(_PLAIN, max_size=4) | st.dictionaries(TEXT, _PLAIN, max_size=4)
SLOW = ("firmness", "coalitions", "require", "jobs")
"""What a process is started for; asked with nothing that has a meaning."""


def encoded(text: str) -> str:
    return quote(text.encode("utf-8", "surrogatepass"), safe="")


@st.composite
def questions(draw: st.DrawFn) -> str:
    """Make addresses that are nearly right: known paths and settings, any values."""
    from detente.web.openapi import describe

    known = describe()["paths"]
    path = draw(st.sampled_from(sorted(known)) | st.sampled_from(PAGES))
    told = known.get(path, {}).get("get", {}).get("parameters", ())
    names = [each["name"] for each in told if "name" in each] or ["where", "state", "scenario"]
    asked = draw(st.lists(st.tuples(st.sampled_from(names) | TEXT, TEXT), max_size=4))
    if path.strip("/").split("/")[-1] in SLOW:
        asked.append(("colour", "red"))
    filled = re.sub("{[^}]+}", lambda _: encoded(draw(TEXT)), path)
    return f"{filled}?{'&'.join(f'{encoded(name)}={encoded(text)}' for name, text in asked)}"


@given(questions())
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_is_asked_is_answered(fuzzed: Served, address: str) -> None:
    is_sensible(fuzzed.client.get(address), address)


SENT = {
    "text": TEXT, "digest": TEXT, "question": TEXT, "settings": JSON, "of": TEXT, "revision": JSON,
    "edit": st.fixed_dictionaries(
        {"do": st.sampled_from(["move", "switch", "option", "direction", "undo", "redo", "reset"])
         | st.sampled_from(["save", "keep", "discard"]) | JSON},
        optional=dict.fromkeys(("party", "place", "to", "option", "can", "id"), TEXT | JSON),
    ),
    "do": st.sampled_from(["accept", "reject", "edit", "move"]) | JSON, "seq": JSON, "start": JSON,
    "end": JSON, "changes": JSON, "statement": JSON, "known": JSON, "result": JSON,
}  # fmt: skip
BODY = st.binary(max_size=60) | (
    (st.fixed_dictionaries({}, optional=SENT) | JSON).map(
        lambda body: json.dumps(body).encode("utf-8", "replace")
    )
)
FORM = st.dictionaries(
    st.sampled_from(["edit", "revision", "back", "digest", "id", "label", "question", "state"]),
    TEXT | JSON.map(json.dumps),
).map(lambda fields: "&".join(f"{k}={encoded(v)}" for k, v in fields.items()).encode())
KINDS = st.sampled_from(
    ["application/json", "text/plain", "application/x-www-form-urlencoded", "multipart/form-data",
     "application/json; charset=utf-7", "image/svg+xml", ""]
)  # fmt: skip


@st.composite
def requests(draw: st.DrawFn) -> tuple[str, str, bytes, str]:
    """Make requests that send something: to known paths, by any method."""
    from detente.web.openapi import describe

    known = describe()["paths"]
    writing = [path for path, methods in known.items() if methods.keys() - {"get", "parameters"}]
    path = draw(st.sampled_from([*writing, "/draft", "/jobs", "/jobs/none/cancel", "/", "/states"]))
    numbers = TEXT | st.sampled_from(["1", "2"])
    filled = re.sub("{[^}]+}", lambda _: encoded(draw(numbers)), path)
    method = draw(st.sampled_from(["POST", "PUT", "DELETE", "PATCH", "OPTIONS", "BREW"]))
    return method, filled, draw(BODY if path.startswith("/api/") else FORM), draw(KINDS)


@given(requests())
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_is_sent_is_answered(fuzzed: Served, sent: tuple[str, str, bytes, str]) -> None:
    method, path, body, kind = sent
    headers = {"Content-Type": kind} if kind else {}
    is_sensible(fuzzed.client.request(method, path, content=body, headers=headers), path)


ENTERED = "Host: {host}\r\nAuthorization: Bearer {key}\r\n"


def raw(served: Served, head: str) -> str:
    """Send exactly this, as no client would, and return what comes back; empty if nothing does."""
    told = head.format(host=f"127.0.0.1:{served.port}", key=KEY) + "Connection: close\r\n\r\n"
    received = b""
    with (
        socket.create_connection(("127.0.0.1", served.port), timeout=20) as sender,
        contextlib.suppress(OSError),  # hung up on while it was still sending
    ):
        sender.sendall(told.encode("latin-1"))
        while part := sender.recv(65536):
            received += part
    return received.decode("latin-1")


@pytest.mark.parametrize(
    "name",
    ["../pages.py", "..%2fpages.py", "%2e%2e%2fpages.py", "..%5cpages.py", "%2e%2e/%2e%2e/case.py",
     "/etc/passwd", "%2fetc%2fpasswd", "states.css%00.py", "./states.css", "", "STATES.CSS"],
)  # fmt: skip
def test_only_its_own_files_are_handed_out(flagship: Served, name: str) -> None:
    answer = raw(flagship, f"GET /static/{name} HTTP/1.1\r\n{ENTERED}")
    assert answer.startswith("HTTP/1.1 404 ")
    assert "import" not in answer
    assert "root:" not in answer


def test_an_address_that_never_ends_is_refused_and_others_go_on(fuzzed: Served) -> None:
    for length in (10_000, 60_000, 1_000_000):
        answer = raw(fuzzed, f"GET /api/states?where={'x' * length} HTTP/1.1\r\n{ENTERED}")
        assert re.match(r"HTTP/1.1 4\d\d ", answer) or not answer  # or the line was hung up
        assert fuzzed.client.get("/api/check").status_code == 200


@pytest.mark.parametrize(
    "head",
    ["GET / HTTP/1.1\r\n", "GET / HTTP/1.1\r\nHost: {host}\r\nHost: elsewhere\r\n", "\x00\x01\r\n",
     "POST /api/jobs HTTP/1.1\r\n" + ENTERED + "Content-Length: x\r\n",
     "POST /api/jobs HTTP/1.1\r\n" + ENTERED + "Content-Length: -5\r\n",
     "GET /?key=%ff%00 HTTP/1.1\r\nHost: {host}\r\nCookie: =;;\x7f\r\n",
     "GET http://elsewhere.example/ HTTP/1.1\r\nHost: elsewhere.example\r\n"],
)  # fmt: skip
def test_what_is_no_request_of_a_browser_gets_nothing(fuzzed: Served, head: str) -> None:
    answer = raw(fuzzed, head)
    assert re.match(r"HTTP/1.1 4\d\d ", answer), answer
    assert "Traceback" not in answer
    assert "pact" not in answer
    assert fuzzed.client.get("/api/check").status_code == 200


# -- Cases of every kind -------------------------------------------------------------------

GRAPH_FORM = """\
detente: 1
id: triangle
title: Triangle
as_of: 2024-01-01
parties: {a: A, b: B}
conflict:
  states: {one: One, two: Two, three: Three}
  moves:
    a: [[one, two]]
    b: [[two, three], [three, one]]
  status_quo: one
  preferences:
    a: {ranking: [[three], [two], [one]]}
    b: {ranking: [[three], [one], [two]]}
"""
BARE = "detente: 1\nid: bare\ntitle: Bare\nparties: {a: A}\n"
SAID = "statements:\n  one: {by: a, says: Something was said.}\n"
NO_TODAY = """\
detente: 1
id: adrift
title: Adrift
parties: {a: A, b: B}
conflict:
  options: {a: {x: x}, b: {y: y}}
  preferences: {a: [b.y], b: []}
"""
KINDS_OF_CASE = {
    "graph form": GRAPH_FORM,
    "no conflict": BARE,
    "only statements": BARE + SAID,
    "no status quo": NO_TODAY,
    "one party": BARE + "conflict:\n  options: {a: {x: x}}\n  status_quo: []\n"
    "  preferences: {a: [a.x]}\n",
}


@pytest.mark.parametrize("kind", KINDS_OF_CASE)
def test_every_page_is_sensible_whatever_the_case(serve: Serve, tmp_path: Path, kind: str) -> None:
    file = tmp_path / "case.yaml"
    file.write_text(KINDS_OF_CASE[kind], encoding="utf-8")
    served = serve(str(file))
    for path in (*PAGES, "/states?sort=seq&rows=5000&holds=any", "/api/states.csv", "/api/states"):
        answer = served.client.get(path)
        is_sensible(answer, path)
        if path.startswith("/api/"):
            continue
        assert answer.status_code in (200, 422), path
        if answer.status_code == 422:  # a page that says what the case lacks
            assert 'class="problem' in answer.text, path
            assert "conflict" in answer.text, path
        if "/beside" not in path:
            assert "<h1" in answer.text, path


@pytest.mark.parametrize(
    "broken", ["detente: 1\n  x: [", "\x00\x01", "", "[" * 5000, BARE + "colour: red\n", None]
)
def test_a_file_that_is_broken_meanwhile_is_told_of_on_every_page(
    serve: Serve, tmp_path: Path, broken: str | None
) -> None:
    file = tmp_path / "case.yaml"
    file.write_text(GRAPH_FORM, encoding="utf-8")
    served = serve(str(file))
    assert served.client.get("/").status_code == 200
    file.unlink()
    if broken is not None:
        file.write_text(broken, encoding="utf-8")
    for path in (*PAGES, "/api/states", "/api/analyse", "/api/timeline", "/api/draft"):
        answer = served.client.get(path)
        is_sensible(answer, path)
        if path.startswith("/api/") or (path == "/text" and broken is not None):
            continue
        assert answer.is_error, path
        assert 'class="problem' in answer.text, path
    file.write_text(GRAPH_FORM, encoding="utf-8")
    assert served.client.get("/").status_code == 200
