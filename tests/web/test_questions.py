"""The pages that ask one question: what would it take, how firm, coalitions."""

from __future__ import annotations

import html
import re
from pathlib import Path

import httpx
import pytest

import detente
from detente.asking import ask
from detente.asking.told import TOLD, tell
from served import Serve, Served, answered
from webpages import HOSTILE, Headings, large

pytestmark = pytest.mark.slow  # a server is started, or many pages made

PAGES = ("/require", "/firmness", "/coalitions")


@pytest.mark.parametrize(
    ("question", "query"),
    [
        ("coalitions", {"improvement": "pareto"}),
        ("firmness", {"radius": "1"}),
        ("require", {"state": "deadlock", "by": "statements"}),
    ],
)
def test_the_page_gives_the_answer_of_the_command(
    flagship: Served, question: str, query: dict[str, str]
) -> None:
    page = answered(flagship.client, f"/{question}?{httpx.QueryParams(query)}")
    answer = ask(detente.load("japan-russia"), question, query)["answer"]
    assert answer
    lead = page.partition('<div class="lead">')[2].partition("</div>")[0]
    plain = re.sub("</?a[^>]*>", "", lead)  # what a sentence names leads to its explanation
    assert [text.strip() for text in re.findall("<p[^>]*>(.*?)</p>", plain)] == answer
    assert "<table" in page
    assert "Method: " in page


@pytest.mark.parametrize("question", list(TOLD))
def test_tables_are_of_one_width(question: str) -> None:
    given = [("state", "treaty_four"), ("by", "statements,moves")] if question == "require" else []
    if question == "firmness":
        given = [("radius", "1")]
    told = tell(
        detente.load("elmira" if question != "require" else "japan-russia"), question, given
    )
    assert told["id"] == question
    assert told["tables"]
    for table in told["tables"]:
        assert table["rows"]
        assert {len(row) for row in table["rows"]} == {len(table["head"])}


def test_controls_show_what_is_asked(flagship: Served) -> None:
    page = flagship.client.get("/coalitions?improvement=pareto&moves=joint&concept=cseq").text
    assert '<option value="pareto" selected>' in page
    assert '<option value="joint" selected>' in page
    assert 'value="cseq" checked' in page
    assert 'class="more-settings" open' in page
    plain = flagship.client.get("/coalitions").text
    assert '<option value="strict" selected>' in plain
    assert 'class="more-settings">' in plain


def test_a_default_is_shown_as_chosen(flagship: Served) -> None:
    page = flagship.client.get("/require").text
    assert '<option value="seq" selected>' in page
    assert "Choose an outcome" in page
    assert 'href="/require?state=treaty_four"' in page


def test_scenarios_stay_on_the_page(flagship: Served) -> None:
    case = detente.load("japan-russia")
    name = next(iter(case.scenarios))
    page = flagship.client.get(f"/coalitions?moves=joint&scenario={name}").text
    assert case.scenarios[name].label in html.unescape(page)
    assert f'name="scenario" value="{name}"' in page
    assert 'href="/coalitions?moves=joint"' in page


@pytest.mark.parametrize(
    ("path", "code"),
    [
        ("/firmness?radius=0", "wrong-setting"),
        ("/firmness?colour=red", "wrong-setting"),
        ("/coalitions?scenario=nowhere", "unknown-scenario"),
        ("/coalitions?coalition=nobody%2Bjapan", "unknown-party"),
        ("/require?state=999", "unknown-state"),
        ("/require?state=japan.setle", "unknown-name"),
    ],
)
def test_what_cannot_be_asked_is_told_on_the_page(flagship: Served, path: str, code: str) -> None:
    page = answered(flagship.client, path)
    assert f"<code>{code}</code>" in page
    assert "<form" in page


def test_asking_the_same_again_asks_once(flagship: Served) -> None:
    answered(flagship.client, "/coalitions?largest=2")
    before = len(flagship.client.get("/api/jobs").json()["jobs"])
    answered(flagship.client, "/coalitions?largest=2")
    assert len(flagship.client.get("/api/jobs").json()["jobs"]) == before


def test_another_case_is_asked_anew(serve: Serve, copied: Path) -> None:
    served = serve(str(copied))
    answered(served.client, "/coalitions")
    copied.write_text(copied.read_text(encoding="utf-8") + "\n# changed\n", encoding="utf-8")
    answered(served.client, "/coalitions")
    assert len(served.client.get("/api/jobs").json()["jobs"]) == 2


@pytest.mark.slow
def test_a_long_search_shows_progress_and_is_cancelled(serve: Serve, tmp_path: Path) -> None:
    (tmp_path / "case.yaml").write_text(large(4, 3), encoding="utf-8")
    served = serve(str(tmp_path / "case.yaml"))
    path = "/firmness?radius=3&limit=900000000"
    page = served.client.get(path).text
    job = re.search(r'data-job="(\w+)"', page)
    assert job, page
    assert "<progress" in page
    assert '<script type="module" src="/static/progress.js">' in page
    own = {"Origin": served.address}
    ended = served.client.post(f"/jobs/{job[1]}/cancel", headers=own, follow_redirects=True)
    assert "cancelled" in ended.text
    assert str(ended.url).endswith(path)
    assert served.client.get(f"/api/jobs/{job[1]}").json()["state"] == "cancelled"
    again = served.client.post(
        "/jobs",
        data={"question": "firmness", "radius": "3", "limit": "900000000"},
        headers=own,
        follow_redirects=True,
    )
    another = re.search(r'data-job="(\w+)"', again.text)
    assert another
    assert another[1] != job[1]
    served.client.delete(f"/api/jobs/{another[1]}")


def test_only_known_questions_and_jobs(flagship: Served) -> None:
    own = {"Origin": flagship.address}
    assert flagship.client.post("/jobs/none/cancel", headers=own).status_code >= 400
    for question in ("nothing", "timeline"):
        answer = flagship.client.post("/jobs", data={"question": question}, headers=own)
        assert answer.status_code >= 400
    with flagship.stranger() as stranger:
        assert stranger.post("/jobs", data={"question": "coalitions"}).status_code in (401, 403)


@pytest.mark.parametrize("path", [*PAGES, f"/require?state={HOSTILE}", f"/firmness?{HOSTILE}=1"])
def test_nothing_runs_and_headings_are_in_order(flagship: Served, path: str) -> None:
    page = flagship.client.get(path)
    assert page.status_code == 200
    found = Headings()
    found.feed(page.text)
    assert not found.bad
    assert found.levels[0] == 1
    assert set(found.levels) <= {1, 2}
