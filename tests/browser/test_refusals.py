"""What the workbench refuses, and what it never does, seen from a browser."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml
from playwright.sync_api import Page, expect

from browsing import MISSING, Bench, Visit, copy_of
from day import answer, evidence
from webpages import HOSTILE

pytestmark = [pytest.mark.slow, pytest.mark.browser]

Start = Callable[..., Bench]

PAGES = (
    "/",
    "/graph",
    "/states",
    "/states/1",
    "/require?state=1",
    "/firmness",
    "/coalitions",
    "/evidence",
    "/evidence/stances",
    "/evidence/contradictions",
    "/evidence/lineage",
    "/evidence/reports",
    "/evidence/review",
    "/evidence/publish",
    "/text",
    "/further",
    "/take",
)


def test_without_a_browser_one_line_says_what_did_not_run() -> None:
    """The same tests on a machine without Chromium are left out, and that is told once."""
    run = subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", Path(__file__).parent],
        capture_output=True,
        text=True,
        env={**os.environ, "PATH": ""},
        timeout=120,
        check=True,
    )
    (told,) = [line for line in run.stdout.splitlines() if MISSING in line]
    assert re.match(r"SKIPPED \[\d+\] tests/browser: ", told)


# -- Who comes in --------------------------------------------------------------------------


def test_without_the_key_nothing_opens(untouched: Bench, browser: Any) -> None:
    with browser.new_context() as context:
        page = context.new_page()
        for path in ("/", "/graph", "/api/check", "/?key=guessed"):
            answered = page.goto(untouched.address + path)
            assert answered.status == 401
            expect(page.locator("body")).not_to_contain_text("peace treaty")


def test_another_name_for_this_machine_opens_nothing(untouched: Bench, browser: Any) -> None:
    with browser.new_context() as context:
        page = context.new_page()
        answered = page.goto(untouched.entrance.replace("127.0.0.1", "rebound.test"))
        assert answered.status == 403
        expect(page.locator("body")).to_contain_text("this is not the name of the workbench")


STRANGE = """
<!DOCTYPE html><title>elsewhere</title>
<form id="form" method="post" action="BENCH/draft" target="inside">
<input name="revision" value="0"><input name="back" value="/">
<input name="edit" value='{"do": "switch", "party": "japan", "place": 1, "scenario": ""}'></form>
<iframe name="inside"></iframe>
"""


def test_a_page_from_elsewhere_reads_and_changes_nothing(untouched: Bench, visit: Visit) -> None:
    """Even one on another port of this machine, to which the browser lends the cookie."""
    page = visit(untouched)
    page.watch.expect(".")
    content = STRANGE.replace("BENCH", untouched.address)
    for origin in ("http://127.0.0.1:1", "http://elsewhere.test"):
        page.context.route(
            f"{origin}/*", lambda route: route.fulfill(body=content, content_type="text/html")
        )
        stranger = page.context.new_page()
        stranger.goto(f"{origin}/page")
        with stranger.expect_response(lambda answered: answered.url.endswith("/draft")) as sent:
            stranger.locator("#form").evaluate("form => form.submit()")
        assert sent.value.status in (401, 403)
        told = stranger.evaluate(
            """async bench => {
                const tries = [
                    fetch(`${bench}/api/draft`, { credentials: "include" }).then(a => a.text()),
                    fetch(`${bench}/api/draft`, { method: "POST", mode: "no-cors", credentials: "include",
                        body: '{"revision": 0, "edit": {"do": "reset"}}' }).then(a => a.status),
                    new Promise((done, failed) => {
                        const script = document.createElement("script");
                        Object.assign(script, { src: `${bench}/static/workbench.js`, onload: done, onerror: failed });
                        document.body.append(script);
                    }),
                ];
                return (await Promise.allSettled(tries)).map(one => one.status === "fulfilled" ? one.value : null);
            }""",
            untouched.address,
        )
        assert told in ([None, 0, None], [None, None, None])
    page.reload()
    expect(page.get_by_text("This is not what the file says")).to_have_count(0)


# -- What a case or a report says is never run ---------------------------------------------


def hostile_case(folder: Path) -> Path:
    """Write a case whose every label, note and statement tries to run something."""
    file = folder / "hostile.yaml"
    content = {
        "detente": 1,
        "id": "hostile",
        "title": HOSTILE,
        "summary": HOSTILE,
        "as_of": "2024-01-01",
        "parties": {"a": {"label": HOSTILE}, "b": {"label": f"{HOSTILE} b"}},
        "sources": {"s": {"outlet": HOSTILE, "date": "2024-01-01", "title": HOSTILE}},
        "statements": {
            name: {"by": "a", "speaker": HOSTILE, "source": "s", "chain": HOSTILE, "about": HOSTILE,
                   "says": HOSTILE, "slots": {"quantity": number}}
            for name, number in (("one", 1), ("two", 2))
        },
        "conflict": {
            "options": {"a": {"x": HOSTILE}, "b": {"y": HOSTILE}},
            "terms": {"both": {"means": "a.x and b.y", "label": HOSTILE}},
            "outcomes": ["both"],
            "status_quo": [],
            "preferences": {
                "a": [{"want": "b.y", "label": HOSTILE, "because": HOSTILE, "cites": ["one"]},
                      {"want": "not a.x", "judgement": True, "because": HOSTILE}],
                "b": [{"want": "a.x", "label": HOSTILE, "judgement": True, "because": HOSTILE}],
            },
        },
        "scenarios": {"other": {"label": HOSTILE, "note": HOSTILE, "judgement": True}},
    }  # fmt: skip
    file.write_text(yaml.safe_dump(content, allow_unicode=True), encoding="utf-8")
    return file


def test_a_hostile_case_runs_nothing(bench: Start, visit: Visit, tmp_path: Path) -> None:
    running = bench(hostile_case(tmp_path), tmp_path)
    page = visit(running)
    for path in PAGES:
        answered = page.goto(running.address + path)
        assert answered.ok, path
        page.wait_for_load_state("networkidle")
        assert page.locator("img, script:not([src]), [onerror]").count() == 0, path
    page.goto(f"{running.address}/graph?at=1")
    expect(page.get_by_role("complementary", name="The chosen state")).to_contain_text("<img src=x")
    page.goto(running.address)
    answer.button(page, f"Leave out: {HOSTILE}").first.click()
    expect(answer.difference(page)).to_contain_text("One change")


HOSTILE_REPORT = """<!DOCTYPE html><html><head><title>A report</title>
<script>alert("read")</script><script src="https://elsewhere.test/x.js"></script>
<link rel="stylesheet" href="https://elsewhere.test/x.css"></head>
<body onload="alert('loaded')"><article><h1>Talks on the islands go on in the capital</h1>
<p>The two governments go on with their talks about the islands in the coming week, and both sides
expect the talks to take months. <img src="https://elsewhere.test/x.png" onerror="alert('image')"></p>
<p>Alba is ready to sign &lt;img src=x onerror=alert(1)&gt; a treaty, the foreign ministry of Alba said.</p>
<p>Brenn wants to see the text before it decides anything, the foreign ministry of Brenn said.</p>
<iframe src="https://elsewhere.test/"></iframe></article></body></html>
"""


def test_a_hostile_report_runs_nothing(bench: Start, visit: Visit, tmp_path: Path) -> None:
    running = bench(copy_of("japan-russia", tmp_path), tmp_path)
    page = visit(running)
    evidence.drops_a_report(page, "<img src=x onerror=alert(1)>.html", HOSTILE_REPORT)
    page.get_by_role("link", name=re.compile("to decide")).click(timeout=120_000)
    report = page.get_by_role("region", name="Text of the report")
    expect(report).to_contain_text("is ready to sign <img src=x onerror=alert(1)> a treaty")
    page.keyboard.press("a")
    page.goto(f"{running.address}/evidence/publish")
    expect(page.get_by_label("What changes in the case file")).to_be_visible()


# -- What is not written -------------------------------------------------------------------


def test_read_only_writes_nothing(bench: Start, visit: Visit, tmp_path: Path) -> None:
    file = copy_of("japan-russia", tmp_path)
    before = file.read_bytes()
    running = bench(file, tmp_path, "--read-only")
    page = visit(running)
    expect(page.get_by_text("read only: nothing is written")).to_be_visible()
    answer.moves_by_keyboard(page)
    expect(answer.button(page, "Save into the file")).to_have_count(0)
    expect(page.get_by_text("Nothing is written here")).to_be_visible()
    page.goto(f"{running.address}/text")
    expect(page.get_by_label(re.compile("^Case file"))).not_to_be_editable()
    expect(page.get_by_role("button", name="Save")).to_have_count(0)
    page.goto(f"{running.address}/evidence/reports")
    expect(page.get_by_text("no report can be taken in here")).to_be_visible()
    page.watch.expect("40[0-9]|422")
    digest = page.evaluate("fetch('/api/text').then(answer => answer.json())")["digest"]
    for method, path, body in (
        ("PUT", "/api/text", {"text": "", "digest": digest}),
        ("POST", "/api/reports?name=a.txt", {}),
        ("POST", "/api/draft", {"revision": 1, "edit": {"do": "save"}, "digest": digest}),
    ):
        ok = page.evaluate(
            "([method, path, body]) => fetch(path, { method, body }).then(answer => answer.ok)",
            [method, path, json.dumps(body)],
        )
        assert not ok, path
    assert file.read_bytes() == before
    assert [entry.name for entry in tmp_path.iterdir()] == [file.name]


def test_a_second_tab_loses_no_edit(bench: Start, visit: Visit, tmp_path: Path) -> None:
    """Whoever edits a draft that is no longer as shown is told, and sees it as it is."""
    running = bench(copy_of("japan-russia", tmp_path), tmp_path)
    first = visit(running)
    second = other_tab(first)
    second.goto(running.address)
    wish = answer.wishes(first, "Russia")[1]
    answer.button(first, f"Leave out: {wish}").click()
    expect(answer.button(first, f"Count again: {wish}")).to_be_visible()
    first.watch.expect("409")
    answer.button(second, f"Move up: {wish}").click()
    expect(answer.difference(second)).to_contain_text("changed")
    expect(answer.button(second, f"Count again: {wish}")).to_be_visible()
    assert answer.wishes(second, "Russia")[1] == wish


def test_a_second_tab_of_the_text_overwrites_nothing(
    bench: Start, visit: Visit, tmp_path: Path
) -> None:
    file = copy_of("japan-russia", tmp_path)
    running = bench(file, tmp_path)
    first = visit(running, "/text")
    second = other_tab(first)
    second.goto(f"{running.address}/text")
    for page, words in ((first, "# the first\n"), (second, "# the second\n")):
        source = page.get_by_label(re.compile("^Case file"))
        source.focus()
        page.keyboard.press("Control+Home")
        page.keyboard.type(words)
    first.keyboard.press("Control+s")
    expect(first.locator("#standing")).to_have_text("as saved")
    first.watch.expect("409")
    second.keyboard.press("Control+s")
    expect(second.get_by_label("Difference")).to_contain_text("− # the first")
    expect(second.get_by_label("Difference")).to_contain_text("+ # the second")
    assert file.read_text(encoding="utf-8").startswith("# the first\n")
    second.get_by_role("button", name="Take the file, drop mine").click()
    expect(second.get_by_label(re.compile("^Case file"))).to_have_value(
        file.read_text(encoding="utf-8")
    )


def test_a_crash_loses_no_edit(bench: Start, visit: Visit, tmp_path: Path) -> None:
    file = copy_of("japan-russia", tmp_path)
    running = bench(file, tmp_path)
    page = visit(running)
    before = answer.wishes(page, "Japan")
    answer.moves_by_keyboard(page)
    moved = answer.wishes(page, "Japan")
    page.watch.expect("net::ERR_")  # whatever it was asking when the server died
    running.kill()
    page = visit(bench(file, tmp_path))
    assert answer.wishes(page, "Japan") == moved != before
    answer.button(page, "Undo").click()
    expect(answer.list_of(page, "Japan").locator(".what")).to_have_text(before)


def other_tab(page: Page) -> Page:
    """Open a tab beside one, in the same browser."""
    return page.context.new_page()
