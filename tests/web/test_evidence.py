"""The pages of the evidence: the same as `detente evidence`, each with its statements and lines."""

from __future__ import annotations

import html
import re
import time
from pathlib import Path

import httpx
import pytest
import yaml

import detente
from detente import catalog
from detente.asking import ask
from detente.ledger import Ledger, beside
from detente.sourcing.contradictions import contradictions
from detente.sourcing.lineage import lineage
from detente.web import clashes
from served import Serve, Served

pytestmark = pytest.mark.slow  # a server is started, or many pages made

PAGES = ("/evidence", "/evidence/stances", "/evidence/contradictions", "/evidence/lineage")


def text(answer: httpx.Response) -> str:
    """Return what a page says, without its markup."""
    assert answer.status_code == 200
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", answer.text)).split())


@pytest.mark.parametrize("path", PAGES)
def test_pages_hold_no_script_or_style_and_load_only_own_files(flagship: Served, path: str) -> None:
    page = flagship.client.get(path).text
    assert not re.search(r"<style|<script(?![^>]* src=)|<[^>]+ (style|on\w+)=", page)
    ids = re.findall(r' id="([^"]+)"', page)
    assert len(ids) == len(set(ids))


def test_the_timeline_tells_every_statement_with_its_line(flagship: Served) -> None:
    page = flagship.client.get("/evidence")
    said = text(page)
    lines = catalog.path("japan-russia").read_text(encoding="utf-8").splitlines()
    for number, statement in enumerate(detente.load("japan-russia").statements.values(), 1):
        assert " ".join(statement.says.split()) in said
        card = page.text.partition(f'id="statement-{number}"')[2].partition("</article>")[0]
        found = re.search(r"/text#L(\d+)", card)
        assert found
        assert lines[int(found[1]) - 1].strip().startswith(f"{statement.id}:")


def test_contradictions_stand_side_by_side_with_what_they_change(flagship: Served) -> None:
    answer = flagship.client.get("/evidence/contradictions")
    said = text(answer)
    case = detente.load("japan-russia")
    found = contradictions(case).found
    assert answer.text.count('class="sides"') == len(found) > 0
    for one in found:
        assert " ".join(one.left.statement.says.split()) in said
        assert " ".join(one.right.statement.says.split()) in said
    assert "It matters: the findings differ." in said
    assert "What changes under each reading" in said


def test_the_lineage_counts_as_the_command_does(flagship: Served) -> None:
    case = detente.load("japan-russia")
    expected = lineage(case)
    assert flagship.client.get("/api/lineage").json() == expected.to_dict()
    page = flagship.client.get("/evidence/lineage").text
    counts = [int(n) for n in re.findall(r'<td class="chains[^"]*">(\d+)</td>', page)]
    assert counts == sorted(s.count for s in expected.supports if s.cited)


def test_stances_tell_what_moved(serve: Serve, tmp_path: Path) -> None:
    file = tmp_path / "moved.yaml"
    file.write_text(
        "detente: 1\nid: m\ntitle: M\nparties: {a: Alpha}\nstatements:\n"
        "  first: {by: a, says: Four., about: islands, date: 2001, slots: {quantity: 4}}\n"
        "  then: {by: a, says: Two., about: islands, date: 2002, slots: {quantity: 2}}\n",
        encoding="utf-8",
    )
    served = serve(str(file))
    said = text(served.client.get("/evidence/stances"))
    assert "Moved since statement 1 : quantity: 4 → 2" in said
    for path in PAGES:
        assert served.client.get(path).status_code == 200


def test_passages_are_shown_as_the_report_has_them(serve: Serve, tmp_path: Path) -> None:
    report = "Alpha <b>said</b> it would withdraw. Beta was not asked."
    file = tmp_path / "kept.yaml"
    with Ledger.open(beside(file)) as ledger:
        source = ledger.store(report, {"outlet": "The Herald"})
    start = report.index("would")
    file.write_text(
        "detente: 1\nid: k\ntitle: K\nparties: {a: Alpha}\n"
        "sources:\n  h: {outlet: The Herald}\nstatements:\n"
        "  s: {by: a, says: It leaves., source: h, passage: "
        f"{{sha256: {source.sha256}, start: {start}, end: {start + 14}}}}}\n"
        "  t: {by: a, says: It stays., source: h, passage: "
        f"{{sha256: {source.sha256}, start: 5, end: 5000}}}}\n",
        encoding="utf-8",
    )
    page = serve(str(file)).client.get("/evidence").text
    assert "<mark>would withdraw</mark>. Beta was not asked." in page
    assert "Alpha &lt;b&gt;said&lt;/b&gt; it" in page
    assert page.count("<mark>") == 1


def test_a_hostile_case_is_shown_and_not_run(serve: Serve, tmp_path: Path) -> None:
    file = tmp_path / "hostile.yaml"
    bad = "<script>alert(1)</script>"
    file.write_text(
        f'detente: 1\nid: h\ntitle: "{bad}"\nparties: {{a: "{bad}"}}\n'
        f'sources:\n  h: {{outlet: "{bad}", title: "{bad}", url: "javascript:alert(1)"}}\n'
        f'statements:\n  s: {{by: a, speaker: "{bad}", says: "{bad}", source: h, chain: ["{bad}"],'
        f' about: "{bad}", slots: {{quantity: "{bad}"}}, contradicts: [t]}}\n'
        f"  t: {{by: a, says: No., source: h}}\n",
        encoding="utf-8",
    )
    served = serve(str(file))
    for path in PAGES:
        page = served.client.get(path)
        assert page.status_code == 200
        assert "<script" not in page.text
        assert "javascript:" not in page.text


# -- Much of it ----------------------------------------------------------------------------


def much(parties: int, statements: int, options: int) -> str:
    """Return a case in which nearly all statements contradict others, and entries rest on them."""
    ids = "abc"[:parties]
    return yaml.safe_dump(
        {
            "detente": 1,
            "id": "much",
            "title": "Much talk",
            "as_of": "2024-06-01",
            "parties": {p: p.upper() for p in ids},
            "statements": {
                f"s{k}": {
                    "by": ids[k % parties],
                    "about": f"matter {k % parties}",
                    "date": "2024-01-01",
                    "says": f"What was said as number {k}.",
                    "slots": {"quantity": k // parties % 7},
                }
                for k in range(statements)
            },
            "conflict": {
                "options": {p: {f"o{k}": f"option {k}" for k in range(options)} for p in ids},
                "status_quo": [],
                "preferences": {
                    p: [
                        {"want": f"{ids[j - 1]}.o{k}", "cites": [f"s{j + k * parties}"]}
                        for k in range(options)
                    ]
                    for j, p in enumerate(ids)
                },
            },
        }
    )


def listed(page: str) -> int:
    return page.count('class="sides"')


def test_many_contradictions_stand_on_several_pages(serve: Serve, tmp_path: Path) -> None:
    file = tmp_path / "case.yaml"
    file.write_text(much(2, 60, 1), encoding="utf-8")
    served = serve(str(file))
    total = len(contradictions(detente.load(str(file))).found)
    assert total > 300
    pages, seen = -(-total // 100), 0
    for number in range(1, pages + 1):
        page = served.client.get("/evidence/contradictions", params={"page": str(number)}).text
        assert ('rel="next"' in page) == (number < pages)
        seen += listed(page)
    assert seen == total
    assert served.client.get("/evidence/contradictions", params={"page": "x"}).status_code in (
        400,
        422,
    )


def test_what_takes_long_to_weigh_shows_progress_is_cancelled_and_begun_anew(
    serve: Serve, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clashes, "AT_ONCE", 0)
    file = tmp_path / "case.yaml"
    file.write_text(much(3, 36, 1), encoding="utf-8")
    served = serve(str(file))
    here = "/evidence/contradictions"
    first = served.client.get(here).text
    job = served.client.get("/api/jobs").json()["jobs"][0]
    assert job["question"] == "contradictions"
    if job["state"] == "running":  # a fast machine may have been through
        assert f'data-job="{job["id"]}"' in first
    own = {"Origin": served.address}
    answer = served.client.post(f"/jobs/{job['id']}/cancel", headers=own)
    assert (answer.status_code, answer.headers["location"]) == (303, here)
    if served.workbench.jobs.find(job["id"]).state == "cancelled":  # type: ignore[union-attr]
        assert "cancelled" in served.client.get(here).text
    assert served.client.post(here, headers=own).status_code == 303
    deadline = time.monotonic() + 120
    while not (page := served.client.get(here).text).count('class="sides"'):
        assert time.monotonic() < deadline
        time.sleep(0.2)
    again = served.client.get("/api/jobs").json()["jobs"]
    assert [each["question"] for each in again] == ["contradictions"] * 2
    answer = served.client.get(f"/api/jobs/{again[0]['id']}/result").json()
    found = contradictions(detente.load(str(file))).found
    assert listed(page) == min(100, len(found))
    assert len(answer["contradictions"]) == len(found)
    assert answer == ask(detente.load(str(file)), "contradictions", {})
