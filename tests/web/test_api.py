"""The API: the command line's JSON, errors as diagnostics, long questions as jobs."""

from __future__ import annotations

import json
import re
import time
from pathlib import Path
from typing import Any

import httpx
import jsonschema
import pytest

import detente
from casefile.cases import SPATIAL
from detente.asking import QUESTIONS, ask
from detente.web.edits import EDITS
from detente.web.openapi import describe
from served import Serve, Served

DOCS = Path(__file__).parents[2] / "docs" / "workbench.md"

pytestmark = pytest.mark.slow  # a server is started, or many pages made

HARD = """
detente: 1
id: hard
title: Many options
parties: {a: A, b: B, c: C}
conflict:
  options:
    a: {o1: x, o2: x, o3: x, o4: x}
    b: {o1: x, o2: x, o3: x, o4: x}
    c: {o1: x, o2: x, o3: x, o4: x}
  status_quo: []
  preferences:
    a: [b.o1, not a.o1, b.o2, not a.o2, c.o3, not a.o3]
    b: [c.o1, not b.o1, c.o2, not b.o2, a.o3, not b.o3]
    c: [a.o1, not c.o1, a.o2, not c.o2, b.o3, not c.o3]
"""


def code(answer: httpx.Response) -> str:
    found: str = answer.json()["diagnostics"][0]["code"]
    return found


@pytest.fixture(scope="module")
def hard(serve: Serve, tmp_path_factory: pytest.TempPathFactory) -> Served:
    """Serve a case whose firmness takes long."""
    file = tmp_path_factory.mktemp("hard") / "hard.yaml"
    file.write_text(HARD, encoding="utf-8")
    return serve(str(file))


# -- Questions -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "question", "given"),
    [
        ("analyse?scenario=friendly&concept=seq,nash", "analyse", {"scenario": "friendly", "concept": "seq,nash"}),
        ("explain?state=status_quo&party=japan&party=us", "explain", {"state": "status_quo", "party": "japan,us"}),
        ("timeline", "timeline", {}),
        ("hypergame", "hypergame", {}),
    ],
)  # fmt: skip
def test_answers_are_the_command_lines(
    flagship: Served, path: str, question: str, given: dict[str, str]
) -> None:
    answer = flagship.client.get(f"/api/{path}")
    assert answer.status_code == 200
    expected = ask(detente.load("japan-russia"), question, given)
    assert answer.json() == json.loads(json.dumps(expected))
    assert answer.content.isascii()


def test_check_follows_the_file(serve: Serve, copied: Path) -> None:
    served = serve(str(copied))
    before = served.client.get("/api/check").json()
    assert before["ok"]
    copied.write_text(copied.read_text(encoding="utf-8") + "nonsense: 1\n", encoding="utf-8")
    after = served.client.get("/api/check").json()
    assert (after["ok"], after["errors"]) == (False, 1)
    assert after["diagnostics"][-1]["file"] == str(copied)
    answer = served.client.get("/api/analyse")
    assert answer.status_code == 422
    assert answer.json()["diagnostics"][-1]["line"] > 600


def test_the_brief_is_a_file_to_keep(flagship: Served) -> None:
    answer = flagship.client.get("/api/brief")
    assert answer.headers["content-disposition"] == 'attachment; filename="japan-russia-brief.html"'
    assert answer.text.startswith("<!DOCTYPE html>")


@pytest.mark.parametrize(
    ("path", "status", "expected"),
    [
        ("explain", 400, "wrong-setting"),
        ("explain?state=99999", 400, "unknown-state"),
        ("explain?state=1&colour=red", 400, "wrong-setting"),
        ("analyse?scenario=nowhere", 400, "unknown-scenario"),
        ("analyse?concept=magic", 400, "unknown-concept"),
        ("paths?limit=many", 400, "wrong-setting"),
        ("foresight?horizon=0", 400, "wrong-setting"),
        ("explain?state=japan.setle", 422, "unknown-name"),
        ("brief?colour=red", 400, "unknown-setting"),
        ("analyze", 404, "unknown-question"),
        ("jobs/none", 404, "unknown-job"),
        ("jobs/none/result", 404, "unknown-job"),
    ],
)
def test_errors_are_diagnostics(flagship: Served, path: str, status: int, expected: str) -> None:
    answer = flagship.client.get(f"/api/{path}")
    assert (answer.status_code, code(answer)) == (status, expected)


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (b"{", "wrong-request"),
        (b"[]", "wrong-request"),
        (b"[" * 100_000, "wrong-request"),
        (b'"\xff"', "wrong-request"),
        (b"{}", "unknown-question"),
        (b'{"question": ["analyse"]}', "unknown-question"),
        (b'{"question": "paths", "settings": []}', "wrong-request"),
        (b'{"question": "paths", "settings": {"limit": 3}}', "wrong-request"),
        (b'{"question": "paths", "settings": {"limit": "x"}}', "wrong-setting"),
    ],
)
def test_what_no_job_can_be_made_of_is_refused(
    flagship: Served, body: bytes, expected: str
) -> None:
    answer = flagship.client.post("/api/jobs", content=body)
    assert (answer.status_code // 100, code(answer)) == (4, expected)


def test_methods_that_mean_nothing_are_refused(flagship: Served) -> None:
    assert flagship.client.post("/api/analyse").status_code == 405
    assert flagship.client.delete("/api/jobs").status_code == 405


# -- Jobs ----------------------------------------------------------------------------------


def until(client: httpx.Client, job: str, *states: str, seconds: float = 60) -> dict[str, Any]:
    """Return a job once it is in some state."""
    deadline = time.monotonic() + seconds
    while True:
        told: dict[str, Any] = client.get(f"/api/jobs/{job}").json()
        if told["state"] in states:
            return told
        assert time.monotonic() < deadline, told
        time.sleep(0.05)


@pytest.mark.slow
def test_a_job_tells_how_far_it_is_and_what_it_found(flagship: Served) -> None:
    asked = {"question": "firmness", "settings": {"radius": "1"}}
    begun = flagship.client.post("/api/jobs", json=asked)
    assert begun.status_code == 202
    job = begun.json()["id"]
    assert begun.headers["location"] == f"/api/jobs/{job}"
    ended = until(flagship.client, job, "done", "failed")
    assert ended["state"] == "done"
    assert ended["progress"]["done"] > 0
    answer = flagship.client.get(f"/api/jobs/{job}/result").json()
    assert answer == ask(detente.load("japan-russia"), "firmness", {"radius": "1"})
    assert job in {told["id"] for told in flagship.client.get("/api/jobs").json()["jobs"]}


@pytest.mark.slow
def test_a_job_can_be_cancelled_whatever_it_does(hard: Served) -> None:
    asked = {"question": "firmness", "settings": {"radius": "3", "limit": "1000000000"}}
    job = hard.client.post("/api/jobs", json=asked).json()["id"]
    answer = hard.client.get(f"/api/jobs/{job}/result")
    assert (answer.status_code, code(answer)) == (409, "no-result")
    process = hard.workbench.jobs.find(job).process  # type: ignore[union-attr]
    assert process.is_alive()
    assert hard.client.delete(f"/api/jobs/{job}").json()["state"] == "cancelled"
    assert not process.is_alive()
    answer = hard.client.get(f"/api/jobs/{job}/result")
    assert (answer.status_code, code(answer)) == (409, "no-result")


@pytest.mark.slow
def test_an_answer_that_nobody_waits_for_is_not_computed(hard: Served) -> None:
    path = "/api/firmness?radius=3&limit=1000000000"
    with pytest.raises(httpx.ReadTimeout):
        hard.client.get(path, timeout=2)
    job = hard.client.get("/api/jobs").json()["jobs"][0]
    assert until(hard.client, job["id"], "cancelled", seconds=10)["question"] == "firmness"


@pytest.mark.slow
def test_a_job_that_dies_says_so(hard: Served) -> None:
    asked = {"question": "firmness", "settings": {"radius": "3", "limit": "1000000000"}}
    job = hard.client.post("/api/jobs", json=asked).json()["id"]
    hard.workbench.jobs.find(job).process.kill()  # type: ignore[union-attr]
    assert until(hard.client, job, "failed")["diagnostics"][0]["code"] == "internal"
    assert hard.client.get(f"/api/jobs/{job}/result").status_code == 500


@pytest.mark.slow
def test_too_many_jobs_are_refused_until_one_ends(hard: Served) -> None:
    asked = {"question": "firmness", "settings": {"radius": "3", "limit": "1000000000"}}
    begun = [hard.client.post("/api/jobs", json=asked).json()["id"] for _ in range(4)]
    answer = hard.client.post("/api/jobs", json=asked)
    assert (answer.status_code, code(answer)) == (429, "busy")
    for path in ("/coalitions", "/further"):
        page = hard.client.get(path)
        assert (page.status_code, "long questions are being answered" in page.text) == (429, True)
    for job in begun:
        hard.client.delete(f"/api/jobs/{job}")
    assert hard.client.get("/api/analyse").status_code == 200


@pytest.mark.slow
def test_what_a_job_cannot_answer_is_a_diagnostic(flagship: Served) -> None:
    asked = {"question": "firmness", "settings": {"finding": "state:99999"}}
    job = flagship.client.post("/api/jobs", json=asked).json()["id"]
    assert until(flagship.client, job, "failed")["diagnostics"][0]["code"] == "unknown-state"


# -- The description -----------------------------------------------------------------------


@pytest.fixture(scope="module")
def description(flagship: Served) -> dict[str, Any]:
    found: dict[str, Any] = flagship.client.get("/api/openapi.json").json()
    return found


def fits(description: dict[str, Any], answer: httpx.Response, operation: dict[str, Any]) -> None:
    """Check an answer against what the description says of it."""
    told = operation["responses"].get(str(answer.status_code), operation["responses"]["default"])
    kind = answer.headers["content-type"].partition(";")[0]
    schema = {**told["content"][kind]["schema"], "components": description["components"]}
    if kind == "application/json":
        jsonschema.Draft202012Validator(schema).validate(answer.json())


def test_the_description_names_every_question_and_setting(description: dict[str, Any]) -> None:
    assert description["openapi"].startswith("3.1")
    for question in QUESTIONS.values():
        told = description["paths"][f"/api/{question.id}"]["get"]["parameters"]
        assert [p["name"] for p in told] == [*(setting.name for setting in question.settings), "of"]
    ids = [
        operation["operationId"]
        for path in description["paths"].values()
        for method, operation in path.items()
        if method != "parameters"
    ]
    assert len(ids) == len(set(ids))


def test_every_described_path_answers_as_described(
    flagship: Served, description: dict[str, Any]
) -> None:
    for path, methods in description["paths"].items():
        for method, operation in methods.items():
            if method == "parameters":
                continue
            address = path.replace("{number}", "1")
            address = re.sub(r"{(job|report)}", "none", address)
            names = [p["name"] for p in operation.get("parameters", ())]
            # a setting that is refused shows that it is known; no long question is asked
            query = {names[0]: "\x00"} if names and names[0] != "internal" else {}
            answer = flagship.client.request(method, address, params=query)
            assert answer.status_code not in (405, 500), path
            assert answer.is_success or code(answer) not in ("unknown-question", "internal"), path
            fits(description, answer, operation)


def test_every_path_of_the_api_is_described(description: dict[str, Any]) -> None:
    from detente.web import api, ledger, text

    for route in (*api.routes(), *ledger.routes(), *text.routes()):
        if route.path == "/api/{other:path}":
            continue
        path = route.path.replace(":int}", "}")
        for method in (route.methods or set()) - {"HEAD"}:
            assert method.lower() in description["paths"][path], (method, path)


def test_a_job_is_as_described(flagship: Served, description: dict[str, Any]) -> None:
    paths = description["paths"]
    begun = flagship.client.post("/api/jobs", json={"question": "timeline"})
    fits(description, begun, paths["/api/jobs"]["post"])
    job = begun.json()["id"]
    until(flagship.client, job, "done")
    told = flagship.client.get(f"/api/jobs/{job}")
    fits(description, told, paths["/api/jobs/{job}"]["get"])
    fits(description, flagship.client.get("/api/jobs"), paths["/api/jobs"]["get"])


def test_every_edit_of_the_draft_is_described_and_documented() -> None:
    described = describe()["components"]["schemas"]["Edited"]["properties"]["edit"]["properties"]
    kinds = described["do"]["enum"]
    assert set(EDITS) < set(kinds)
    table = (
        DOCS.read_text(encoding="utf-8").partition("### The draft")[2].partition("\n\n| Field")[0]
    )
    for name in (*kinds, *described):
        assert f"`{name}`" in table, name


def test_forecasts_are_answered(serve: Serve, tmp_path: Path) -> None:
    """At once where they are cheap, else in a process of their own: the same answer."""
    case = tmp_path / "levy.yaml"
    case.write_text(SPATIAL, encoding="utf-8")
    client = serve(str(case)).client
    given = {"draws": "20", "seed": "3", "compare": "true", "scenario": "poor"}
    answer = client.get("/api/forecast", params=given)
    assert answer.json() == json.loads(json.dumps(ask(detente.load(str(case)), "forecast", given)))
    started = client.post("/api/jobs", json={"question": "forecast", "settings": given}).json()
    deadline = time.monotonic() + 60
    while client.get(f"/api/jobs/{started['id']}").json()["state"] != "done":
        assert time.monotonic() < deadline
        time.sleep(0.1)
    assert client.get(f"/api/jobs/{started['id']}/result").json() == answer.json()
    refused = client.get("/api/forecast", params={"option": "vote=qubic"})
    assert refused.json()["diagnostics"][0]["code"] == "unknown-variant"
