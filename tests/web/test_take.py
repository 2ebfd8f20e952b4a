"""What can be taken along: all results, a link to a view, and what one asks next beside the answer."""

from __future__ import annotations

import html
import re
import shlex
import sys
import time
from pathlib import Path
from urllib.parse import unquote

import httpx
import pytest

import detente
from detente import cli
from detente.asking import ask
from detente.brief.further import further
from detente.conflict.analysis import analyse
from detente.conflict.findings import find
from served import KEY, Serve, Served

pytestmark = pytest.mark.slow  # a server is started, and long questions are asked

SMALL = """
detente: 1
id: gate
title: A gate
parties: {a: Alba, b: Brenn}
sources: {news: {outlet: The Gazette, date: 2020-01-02}}
statements: {said: {by: a, source: news, says: wants peace, date: 2020-01-01}}
conflict:
  options: {a: {open: open the gate}, b: {open: open the gate}}
  terms: {peace: {means: a.open and b.open, label: Peace}}
  outcomes: [peace]
  status_quo: []
  preferences: {a: [{want: b.open, cites: said}, not a.open], b: [a.open, not b.open]}
scenarios:
  kind: {label: Brenn is kind, preferences: {b: [b.open]}}
"""


@pytest.fixture(scope="module")
def small(serve: Serve, tmp_path_factory: pytest.TempPathFactory) -> Served:
    file = tmp_path_factory.mktemp("gate") / "gate.yaml"
    file.write_text(SMALL, encoding="utf-8")
    return serve(str(file))


def ready(client: httpx.Client, path: str) -> str:
    """Return a page once it no longer says how far something is."""
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline:
        page = client.get(path)
        assert page.status_code == 200, page.text
        if "data-job=" not in page.text:
            return page.text
        time.sleep(0.2)
    raise AssertionError("no answer")


# -- All results -----------------------------------------------------------------------------------


def test_all_results_are_one_file(small: Served) -> None:
    begun = small.client.post("/jobs", data={"question": "results"})
    assert (begun.status_code, begun.headers["location"]) == (303, "/take#results")
    page = ready(small.client, "/take")
    link = re.search(r'href="(/api/jobs/\w+/result)" download="gate-results.json"', page)
    assert link
    found = small.client.get(link[1]).json()
    case = detente.load(str(small.workbench.file))
    assert found["format"] == "detente.results/1"
    assert (found["case"], found["digest"]) == ("gate", case.digest)
    by_question: dict[str, list[dict[str, object]]] = {}
    for each in found["results"]:
        by_question.setdefault(each["question"], []).append(each)
        if "result" in each:
            assert each["result"] == ask(case, each["question"], each["settings"])
    assert [e["settings"] for e in by_question["analyse"]] == [
        {"scenario": "base"},
        {"scenario": "kind"},
    ]
    assert {"statusquo", "firmness", "coalitions", "timeline", "lineage"} <= set(by_question)
    assert by_question["require"][0]["settings"] == {"state": "peace"}
    # what cannot be answered says why, and the rest is there
    assert by_question["chances"][0]["diagnostics"]


def test_some_results_can_be_chosen(small: Served) -> None:
    path = "/api/results?question=explain,timeline&scenario=kind&sanction=strict"
    found = small.client.get(path).json()["results"]
    assert [(each["question"], each["settings"]) for each in found] == [
        ("explain", {"state": "status_quo", "sanction": "strict"}),
        ("timeline", {}),
    ]
    for wrong in ("question=nothing", "question=results", "scenario=nowhere"):
        assert small.client.get(f"/api/results?{wrong}").status_code in (404, 422)


def test_working_out_all_results_can_be_cancelled(flagship: Served) -> None:
    flagship.client.post("/jobs", data={"question": "results", "concept": "seq"})
    page = flagship.client.get("/take?concept=seq").text
    job = re.search(r'data-job="(\w+)"', page)
    assert job
    ended = flagship.client.post(f"/jobs/{job[1]}/cancel")
    assert ended.headers["location"] == "/take?concept=seq#results"
    page = flagship.client.get("/take?concept=seq").text
    assert "This was cancelled" in page
    assert "Work out all results" in page


def test_results_are_those_of_the_draft(serve: Serve, tmp_path: Path) -> None:
    file = tmp_path / "gate.yaml"
    file.write_text(SMALL, encoding="utf-8")
    served = serve(str(file))
    move = {"do": "move", "party": "a", "place": 1, "to": 2}
    served.client.post("/api/draft", json={"revision": 0, "edit": move})
    page = served.client.get("/take").text
    assert "Of the draft." in page
    assert 'href="/api/draft/file"' in page
    served.client.post("/jobs", data={"question": "results"})
    assert "gate-results.json" in ready(served.client, "/take")


# -- A link to a view ------------------------------------------------------------------------------


def shown(page: str) -> tuple[str, str]:
    """Return the link that a page gives, and the last command on it."""
    link = re.search(r'<input id="link" value="([^"]*)"', page)
    assert link
    commands = re.findall(r"<code>(detente [^<]*)</code>", page.partition('id="view"')[2])
    return html.unescape(link[1]), html.unescape(commands[0]) if commands else ""


VIEWS = (
    ("/", "analyse japan-russia"),
    ("/?scenario=friendly&concept=nash,seq", "analyse japan-russia --scenario friendly --concept nash,seq"),
    ("/states?where=japan.settle&sort=holds", "analyse japan-russia --format csv"),
    ("/states/21?scenario=friendly", "explain japan-russia 21 --scenario friendly"),
    ("/graph", "paths japan-russia"),
    ("/coalitions?improvement=pareto", "coalitions japan-russia --improvement pareto"),
    ("/evidence/stances", "evidence stances japan-russia"),
    ("/text", "check japan-russia"),
)  # fmt: skip


@pytest.mark.parametrize(("view", "command"), VIEWS)
def test_every_page_leads_to_a_link_to_itself(
    flagship: Served, monkeypatch: pytest.MonkeyPatch, view: str, command: str
) -> None:
    page = flagship.client.get(view).text
    taken = re.search(r'href="(/take[^"]*)"', page)
    assert taken
    link, words = shown(flagship.client.get(html.unescape(taken[1])).text)
    assert unquote(link) == flagship.address + view
    assert flagship.client.get(link).status_code == 200
    assert words == f"detente {command}"
    monkeypatch.setattr(sys, "argv", shlex.split(words))
    with pytest.raises(SystemExit) as ended:
        cli.main()
    assert not ended.value.code


@pytest.mark.parametrize(
    "back", ["//evil.example/", "https://evil.example/", "/api/brief", "x", "/draft"]
)
def test_a_link_leads_to_pages_of_the_workbench_only(flagship: Served, back: str) -> None:
    link, _ = shown(flagship.client.get("/take", params={"back": back}).text)
    assert link == f"{flagship.address}/"


def test_the_key_is_not_in_the_link(flagship: Served) -> None:
    page = flagship.client.get("/take", params={"back": f"/states?key={KEY}&sort=holds"}).text
    assert shown(page)[0] == f"{flagship.address}/states?sort=holds"
    assert KEY not in page


# -- What one asks next ----------------------------------------------------------------------------


def test_what_one_asks_next_is_answered_after_the_first_page(small: Served) -> None:
    client = small.client
    first = client.get("/?scenario=kind").text
    assert 'href="/further?scenario=kind"' in first
    page = html.unescape(re.sub("</?a[^>]*>", "", ready(client, "/further?scenario=kind")))
    conflict = detente.load(str(small.workbench.file)).conflict_under("kind")
    questions = further(find(analyse(conflict)))
    assert len(questions) > 3
    for question in questions:
        assert question.asks in page
        assert all(said in page for said in question.answer)
    # then the overview has them, too, and asks nothing again
    again = client.get("/?scenario=kind").text
    assert again.count('class="question"') == len(questions)
    asked = [job for job in small.workbench.jobs.all() if job.question == "further"]
    assert len(asked) == 1
    assert 'href="/require?scenario=kind"' in again


def test_what_one_asks_next_follows_the_draft(serve: Serve, tmp_path: Path) -> None:
    file = tmp_path / "gate.yaml"
    file.write_text(SMALL, encoding="utf-8")
    served = serve(str(file))
    ready(served.client, "/further")
    assert 'class="question"' in served.client.get("/").text
    move = {"do": "move", "party": "a", "place": 1, "to": 2}
    served.client.post("/api/draft", json={"revision": 0, "edit": move})
    drafted = served.client.get("/").text
    assert 'class="question"' not in drafted
    assert "data-soon" not in drafted  # it is asked again when somebody wants to know
    ready(served.client, "/further")
    assert 'class="question"' in served.client.get("/").text
