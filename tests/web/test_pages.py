"""Pages: the answer first, every figure one click from its reasons, all states in a table."""

from __future__ import annotations

import html
import re
from pathlib import Path

import pytest

import detente
from casefile.cases import BARGAINING
from detente.brief.story import tell
from detente.brief.voice import Voice
from detente.conflict.analysis import analyse
from detente.conflict.findings import find
from detente.conflict.joint import joint_steps
from detente.interop import gmcr
from served import Serve, Served

pytestmark = pytest.mark.slow  # a server is started, or many pages made


def text(page: str) -> str:
    """Return what a page says."""
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", page)).split())


@pytest.mark.parametrize("scenario", ["", "friendly", "no_transfer"])
def test_the_overview_tells_the_briefs_answer_first(flagship: Served, scenario: str) -> None:
    case = detente.load("japan-russia")
    runs = {scenario: find(analyse(case.conflict_under(scenario or None)))}
    page = flagship.client.get("/", params={"scenario": scenario}).text
    said = re.sub(r" ([,.])", r"\1", text(page))
    first, *rest = tell(case, runs).answer
    assert first in said
    assert all(sentence in said for sentence in rest)
    assert page.index('class="lead"') < page.index("<table")


def test_scenarios_are_switches(flagship: Served) -> None:
    page = flagship.client.get("/?scenario=friendly&concept=seq&sanction=strict").text
    for scenario in detente.load("japan-russia").scenarios:
        assert f'href="/?scenario={scenario}&amp;concept=seq&amp;sanction=strict"' in page
    assert re.search(r'href="/\?scenario=friendly[^"]*" aria-current="true"', page)


def test_concepts_and_variants_are_chosen_by_the_address(flagship: Served) -> None:
    page = flagship.client.get("/?concept=seq&concept=nash&sanction=strict").text
    assert "concepts Nash, SEQ; strict sanctions" in page


@pytest.mark.parametrize("path", ["/", "/states", "/states/21", "/?scenario=us_unknown"])
def test_places_in_a_page_exist_once(flagship: Served, path: str) -> None:
    page = flagship.client.get(path).text
    ids = re.findall(r' id="([^"]+)"', page)
    assert len(ids) == len(set(ids))
    targets = {html.unescape(link) for link in re.findall(r'href="#([^"]+)"', page)}
    assert targets <= set(ids)


def test_a_verdict_leads_to_its_reasons_and_statements(flagship: Served) -> None:
    page = flagship.client.get("/").text
    link = re.search(r'<a class="why" href="([^"]+)"', page)
    assert link
    state = flagship.client.get("/states/51").text
    said = text(state)
    assert "leaves: it would prefer" in said
    assert "loses" in said or "gains its priority" in said
    assert re.search(r'<a class="note" href="#[^"]+"', state)
    assert "Sovereignty" in said or "sovereignty" in said


def test_what_groups_can_do_stands_on_the_page_of_each_state(flagship: Served) -> None:
    analysis = analyse(detente.load("japan-russia").conflict)
    voice = Voice(analysis.conflict)
    today = analysis.conflict.status_quo_state
    assert today is not None
    states = list(dict.fromkeys((today, *analysis.strongest(4))))
    for state in states:
        said = text(flagship.client.get(f"/states/{state}").text)
        groups = [steps.group for steps in joint_steps(analysis, state)]
        for group in groups[:6]:
            how = "alone" if len(group) == 1 else "together"
            assert f"{voice.parties(group)} {how}" in said
        assert ("makes all who act better off" in said) == (not groups)
    overview = text(flagship.client.get("/").text)
    assert [state for state in states if f"From {voice.state(state)} " in overview] == [today]


def test_what_there_is_not_is_said(flagship: Served) -> None:
    client = flagship.client
    for path in ("/states/0", "/states/999", "/?scenario=nowhere", "/?concept=magic"):
        answer = client.get(path)
        assert answer.status_code == 422
        assert "This cannot be shown" in answer.text
    assert client.get("/states/many").status_code == 404


# -- The table of states ---------------------------------------------------------------------------


def numbers(page: str) -> list[int]:
    return [int(n) for n in re.findall(r'<th scope="row"><a href="/states/(\d+)', page)]


def test_a_foreign_file_is_shown_and_cannot_be_drafted(serve: Serve, tmp_path: Path) -> None:
    file = tmp_path / "elmira.gmcr"
    gmcr.write(detente.load("elmira"), file)
    served = serve(str(file))
    page = served.client.get("/").text
    assert "The answer" in page
    assert 'id="panel"' not in page
    answer = served.client.get("/api/draft")
    assert (answer.status_code, answer.json()["diagnostics"][0]["code"]) == (422, "not-draftable")


def test_a_case_without_a_conflict_is_shown(serve: Serve, tmp_path: Path) -> None:
    file = tmp_path / "bare.yaml"
    file.write_text("detente: 1\nid: bare\ntitle: Bare\nparties: {a: A}\n", encoding="utf-8")
    page = serve(str(file)).client.get("/").text
    assert "nothing to conclude" in page
    assert 'id="panel"' not in page


@pytest.mark.slow
def test_a_case_of_bargaining_only_is_shown(serve: Serve, tmp_path: Path) -> None:
    file = tmp_path / "river.yaml"
    file.write_text(BARGAINING, encoding="utf-8")
    client = serve(str(file)).client
    for path in ("/", "/text", "/evidence", "/api/lineage"):
        assert client.get(path).status_code == 200, path
    refused = client.get("/states")
    assert refused.status_code == 422
    assert "detente bargain" in text(refused.text)


def test_a_case_of_65536_states_opens(serve: Serve, tmp_path: Path) -> None:
    options = [f"o{k}: x" for k in range(8)]
    file = tmp_path / "large.yaml"
    file.write_text(
        f"""
detente: 1
id: large
title: Large
parties: {{a: A, b: B}}
conflict:
  options: {{a: {{{", ".join(options)}}}, b: {{{", ".join(options)}}}}}
  status_quo: []
  preferences: {{a: [b.o1, not a.o1], b: [a.o2, not b.o2]}}
""",
        encoding="utf-8",
    )
    client = serve(str(file)).client
    assert "of 65,536 would last" in client.get("/").text
    page = client.get("/states", params={"where": "a.o1 and b.o2", "sort": "place-a"}).text
    assert "16,384 of 65,536 states" in page
    assert len(numbers(page)) == 100
    assert client.get("/states/65536").status_code == 200
