"""What if: edits, undone and redone, compared, saved; no tab, process or crash loses one."""

from __future__ import annotations

import html
import json
import os
import re
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import httpx
import pytest

import detente
from detente.casefile import loads
from detente.errors import CaseError
from detente.web.workbench import Workbench
from served import Serve, Served

pytestmark = pytest.mark.slow  # a server is started, or many pages made

SWITCH = {"do": "switch", "party": "japan", "place": 1}
MOVE = {"do": "move", "party": "japan", "place": 1, "to": 3}


@pytest.fixture
def served(serve: Serve, copied: Path) -> Served:
    return serve(str(copied))


def draft(client: httpx.Client) -> dict[str, Any]:
    found: dict[str, Any] = client.get("/api/draft").json()
    return found


def edit(client: httpx.Client, does: dict[str, Any], **more: Any) -> httpx.Response:
    now = draft(client)
    body = {"revision": now["revision"], "digest": now["digest"], "edit": does, **more}
    return client.post("/api/draft", json=body)


def code(answer: httpx.Response) -> str:
    found: str = answer.json()["diagnostics"][0]["code"]
    return found


def wants(client: httpx.Client) -> list[str]:
    """Return Japan's statements as the panel lists them."""
    page = client.get("/").text
    listed = re.search(r'<ol class="entries sortable" data-party="japan".*?</ol>', page, re.S)
    assert listed
    return [
        html.unescape(t) for t in re.findall(r'<span class="what">(.*?)</span>', listed.group())
    ]


# -- Edits -----------------------------------------------------------------------------------------


def test_edits_are_undone_and_redone(served: Served) -> None:
    client = served.client
    before = wants(client)
    told = edit(client, MOVE).json()
    assert (told["changed"], told["undo"], told["redo"]) == (True, 1, 0)
    after = wants(client)
    assert after == [before[1], before[2], before[0], *before[3:]]
    edit(client, SWITCH)
    assert draft(client)["undo"] == 2
    edit(client, {"do": "undo"})
    edit(client, {"do": "undo"})
    assert not draft(client)["changed"]
    assert wants(client) == before
    edit(client, {"do": "redo"})
    assert wants(client) == after
    edit(client, {"do": "reset"})
    assert not draft(client)["changed"]


def test_answers_of_the_draft_stand_beside_those_of_the_file(served: Served) -> None:
    client = served.client
    file = client.get("/api/analyse?concept=nash").json()
    assert edit(client, {"do": "option", "option": "us.object", "can": "never"}).is_success
    assert client.get("/api/analyse?concept=nash").json() == file
    tried = client.get("/api/analyse?concept=nash&of=draft").json()
    assert len(tried["states"]) < len(file["states"])
    conflict = detente.load("japan-russia").conflict
    assert conflict is not None
    assert not any("us.object" in str(state) for state in tried["states"])
    assert client.get("/api/analyse?of=dream").status_code == 400


@pytest.mark.parametrize(
    ("does", "expected"),
    [
        ({"do": "switch", "party": "japan", "place": 99}, "unknown-place"),
        ({"do": "switch", "party": "japan"}, "wrong-request"),
        ({"do": "switch", "party": "atlantis", "place": 1}, "unknown-party"),
        ({"do": "switch", "party": "us", "place": 1, "scenario": "nowhere"}, "unknown-scenario"),
        ({"do": "move", "party": "japan", "place": 1, "to": 0}, "unknown-place"),
        ({"do": "option", "option": "us.dance", "can": "never"}, "unknown-option"),
        ({"do": "option", "option": "us.object", "can": "maybe"}, "unknown-value"),
        ({"do": "direction", "option": "us.object", "direction": "up"}, "invalid-model"),
        ({"do": "confidence", "party": "japan", "place": 1, "confidence": "vast"}, "unknown-value"),
        ({"do": "confidence", "party": "japan", "place": 1, "confidence": 2}, "unknown-value"),
        ({"do": "confidence", "party": "japan", "place": 99}, "unknown-place"),
        ({"do": "turn", "place": 1}, "invalid-model"),
        ({"do": "turn", "party": "us", "place": 1, "scenario": "us_open"}, "invalid-model"),
        (
            {"do": "doubt", "party": "us", "place": 1, "part": 9, "scenario": "us_open"},
            "unknown-place",
        ),
        ({"do": "strength", "party": "japan", "place": 1}, "invalid-model"),
        ({"do": "dance"}, "unknown-edit"),
        ({}, "unknown-edit"),
    ],
)
def test_edits_that_make_no_sense_change_nothing(
    flagship: Served, does: dict[str, Any], expected: str
) -> None:
    before = draft(flagship.client)
    answer = edit(flagship.client, does)
    assert (answer.status_code // 100, code(answer)) == (4, expected)
    assert draft(flagship.client) == before


def test_a_judgement_is_weakened_and_turned_round(served: Served, copied: Path) -> None:
    client, about = served.client, {"party": "japan", "place": 2}
    edit(client, {"do": "confidence", **about, "confidence": "low"})
    edit(client, {"do": "turn", **about})
    changes = {c["section"]: c for c in draft(client)["changes"]}
    assert set(changes) == {"preferences of japan"}
    page = html.unescape(client.get("/").text)
    assert "low confidence, was medium" in page
    assert "the opposite of “all four islands”" in page
    assert "turned round</span>" in page
    edit(client, {"do": "move", **about, "to": 1})
    edit(client, {"do": "turn", "party": "japan", "place": 1})
    assert edit(client, {"do": "save"}).is_success
    wish = detente.load(copied).conflict.preferences["japan"].wishes[0]  # type: ignore[union-attr]
    assert (wish.label, wish.ground.confidence) == ("all four islands", "low")
    assert wish.ground.cites


def test_doubt_is_followed_to_the_verdicts(served: Served) -> None:
    client, asked = served.client, "/api/analyse?concept=seq&of=draft"
    assert "unknown" not in client.get(asked).json()
    edit(client, {"do": "doubt", "party": "russia", "place": 1})
    assert client.get(asked).json()["unknown"]["unsure"] == ["russia"]
    assert "However the doubt is taken" in client.get("/").text
    edit(client, {"do": "doubt", "party": "russia", "place": 1})
    assert not draft(client)["changed"]
    assert "However the doubt is taken" not in client.get("/").text


def test_one_of_a_group_a_rule_and_an_option_are_judged(served: Served) -> None:
    client = served.client
    one = {"scenario": "us_open", "party": "us", "place": 1, "part": 2}
    edit(client, {"do": "doubt", **one})
    edit(client, {"do": "confidence", **one, "confidence": 0.8})
    edit(client, {"do": "confidence", "place": 3, "confidence": "low"})
    edit(client, {"do": "confidence", "option": "us.object", "confidence": "high"})
    page = html.unescape(client.get("/?scenario=us_open").text)
    assert "no longer in doubt" in page
    assert "confidence 0.8, was low" in page
    written = loads(client.get("/api/draft/file").text)
    wish = written.conflict_under("us_open").preferences["us"].wishes[1]
    assert (wish.unsure, wish.ground.confidence) == (False, "0.8")
    conflict = written.conflict
    assert conflict is not None
    assert conflict.infeasible[2].ground.confidence == "low"
    assert conflict.options[conflict.columns["us.object"]].ground.confidence == "high"


FORMS = """
detente: 1
id: forms
title: Three forms of preference
parties: {a: A, b: B, c: C}
conflict:
  options: {a: {x: x}, b: {y: y}, c: {}}
  status_quo: []
  preferences:
    a: {ranking: ["not a.x and not b.y", b.y and a.x, a.x and not b.y, b.y and not a.x]}
    b: {weights: [{want: a.x, weight: 2}, {want: not b.y, weight: 1}]}
    c: [{want: a.x, strongly: 2}, b.y]
"""


def test_what_cannot_be_tried_here_leads_to_the_text(serve: Serve, tmp_path: Path) -> None:
    file = tmp_path / "forms.yaml"
    file.write_text(FORMS, encoding="utf-8")
    client = serve(str(file)).client
    page = client.get("/").text
    assert 'href="/text#L10">in the text, line 10' in page
    assert "Weights add up, so the order does not matter" in page
    assert code(edit(client, {"do": "turn", "party": "a", "place": 1})) == "invalid-model"
    assert code(edit(client, {"do": "doubt", "party": "b", "place": 1})) == "invalid-model"
    assert edit(client, {"do": "confidence", "party": "a", "confidence": "low"}).is_success
    assert edit(client, {"do": "turn", "party": "b", "place": 2}).is_success
    assert edit(client, {"do": "strength", "party": "c", "place": 1}).is_success
    assert edit(client, {"do": "confidence", "party": "c", "place": 2, "confidence": 0}).is_success
    written = client.get("/api/draft/file").text
    assert "{want: a.x, strongly: false}" in written
    assert "{want: b.y, confidence: 0}" in written
    edit(client, {"do": "strength", "party": "c", "place": 1})
    assert "strongly: 2" in client.get("/api/draft/file").text
    preferences = loads(written).conflict.preferences  # type: ignore[union-attr]
    assert [str(wish.condition) for wish in preferences["b"].wishes] == ["a.x", "b.y"]
    assert preferences["a"].ground.confidence == "low"


def test_a_draft_that_cannot_be_says_so_and_can_be_undone(served: Served) -> None:
    edit(served.client, {"do": "option", "option": "japan.hold", "can": "never"})
    assert draft(served.client)["diagnostics"][0]["code"] == "infeasible-status-quo"
    assert "This cannot be: the status quo is infeasible" in served.client.get("/").text
    edit(served.client, {"do": "undo"})
    assert "This cannot be" not in served.client.get("/").text


def test_a_button_of_the_panel_works_without_a_script(served: Served) -> None:
    client = served.client
    page = client.get("/?scenario=friendly").text
    fields = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', page))
    button = re.search(r'name="edit" value="([^"]*move[^"]*)"[^>]*Move down', page)
    assert button
    sent = {**{k: html.unescape(v) for k, v in fields.items()}, "edit": html.unescape(button[1])}
    answer = client.post("/draft", data=sent)
    assert (answer.status_code, answer.headers["location"]) == (303, "/?scenario=friendly")
    assert draft(client)["changed"]
    sent["back"] = "https://elsewhere.example/?scenario=friendly"
    again = client.post("/draft", data=sent)
    assert again.status_code == 409
    assert "has changed in another tab" in again.text


def test_what_a_case_says_is_shown_and_never_run(serve: Serve, tmp_path: Path) -> None:
    evil = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>"
    said = json.dumps(evil)
    file = tmp_path / "evil.yaml"
    file.write_text(
        f"""
detente: 1
id: evil
title: {said}
parties: {{a: {{label: {said}}}, b: B}}
sources: {{s: {{outlet: {said}, url: "javascript:alert(1)"}}}}
statements: {{t: {{by: a, says: {said}, source: s}}}}
conflict:
  options: {{a: {{x: {{label: {said}, cites: [t]}}}}, b: {{y: y}}}}
  status_quo: []
  preferences: {{a: [{{want: b.y, label: {said}, cites: [t], because: {said}}}], b: [a.x]}}
scenarios: {{s1: {{label: {said}, note: {said}, preferences: {{b: []}}}}}}
""",
        encoding="utf-8",
    )
    served = serve(str(file))
    edit(served.client, {"do": "switch", "party": "a", "place": 1})
    for path in ("/", "/?scenario=s1", "/states/1", "/?scenario=" + evil):
        page = served.client.get(path).text
        assert "<script>" not in page
        assert "<img" not in page
        assert 'href="javascript:' not in page


# -- Two tabs, two processes, a crash ----------------------------------------------------------------


def test_a_second_tab_never_loses_an_edit(served: Served) -> None:
    client = served.client
    first = draft(client)["revision"]
    assert client.post("/api/draft", json={"revision": first, "edit": MOVE}).is_success
    late = client.post("/api/draft", json={"revision": first, "edit": SWITCH})
    assert (late.status_code, code(late)) == (409, "stale-draft")
    assert draft(client)["undo"] == 1


def test_a_second_process_sees_the_same_draft(served: Served, copied: Path) -> None:
    other = Workbench.open(str(copied))
    edit(served.client, MOVE)
    now = other.drafted()
    assert now is not None
    assert now.draft
    other.change(now.history.revision, SWITCH)
    assert draft(served.client)["undo"] == 2
    other.close()
    assert draft(served.client)["undo"] == 2


@pytest.mark.slow
@pytest.mark.skipif(os.name != "posix", reason="needs kill -9")
def test_kill_9_loses_nothing(copied: Path) -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", "detente", "serve", str(copied), "--no-browser"],
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    found = re.search(r"(http://\S+)/\?key=(\S+)", process.stdout.readline())
    assert found
    try:
        headers = {"Authorization": f"Bearer {found[2]}"}
        with httpx.Client(
            base_url=found[1], headers=headers, trust_env=False, timeout=30
        ) as client:
            assert edit(client, MOVE).is_success
            assert edit(client, SWITCH).is_success
    finally:
        process.send_signal(signal.SIGKILL)
        process.communicate(timeout=20)
    again = Workbench.open(str(copied))
    now = again.drafted()
    assert now is not None
    assert len(now.history.drafts) == 3
    assert now.draft == now.draft.from_dict(now.draft.to_dict())
    again.close()


def test_a_journal_goes_when_nothing_is_left_to_remember(copied: Path) -> None:
    bench = Workbench.open(str(copied))
    journal = copied.with_name(".case.yaml.draft")
    now = bench.drafted()
    assert now is not None
    assert not journal.exists()
    bench.change(0, SWITCH)
    assert journal.exists()
    bench.close()
    assert journal.exists()
    again = Workbench.open(str(copied))
    again.change(1, {"do": "discard"})
    again.close()
    assert not journal.exists()


def test_a_file_that_is_no_journal_is_left_alone(copied: Path) -> None:
    journal = copied.with_name(".case.yaml.draft")
    journal.write_bytes(b"precious" * 100)
    bench = Workbench.open(str(copied))
    with pytest.raises(CaseError) as caught:
        bench.drafted()
    assert caught.value.diagnostics[0].code == "unreadable-draft"
    bench.close()
    assert journal.read_bytes() == b"precious" * 100


# -- Saving ------------------------------------------------------------------------------------------


def test_saving_keeps_comments_and_ends_the_draft(served: Served, copied: Path) -> None:
    before = copied.read_text(encoding="utf-8")
    edit(served.client, MOVE)
    written = served.client.get("/api/draft/file").text
    assert edit(served.client, {"do": "save"}).is_success
    after = copied.read_text(encoding="utf-8")
    assert after == written
    assert sorted(after.splitlines()) == sorted(before.splitlines())
    assert after != before
    assert not draft(served.client)["changed"]
    assert wants(served.client)[2] == "not to settle against an American objection"


def test_a_file_that_changed_meanwhile_is_not_overwritten(served: Served, copied: Path) -> None:
    edit(served.client, MOVE)
    seen = draft(served.client)
    changed = copied.read_text(encoding="utf-8").replace("title: Japan", "title: Of Japan")
    copied.write_text(changed, encoding="utf-8")
    body = {"revision": seen["revision"], "digest": seen["digest"], "edit": {"do": "save"}}
    answer = served.client.post("/api/draft", json=body)
    assert (answer.status_code // 100, code(answer)) == (4, "changed-file")
    new = [line["text"] for line in answer.json()["difference"] if line["sign"] == "+"]
    assert new[0].startswith("title: Of Japan")
    assert answer.json()["digest"] == draft(served.client)["digest"]
    assert copied.read_text(encoding="utf-8") == changed
    # what the draft changes is untouched: it is carried over, and can be saved once that was seen
    assert edit(served.client, {"do": "save"}).is_success
    assert "title: Of Japan" in copied.read_text(encoding="utf-8")
    assert detente.load(copied).title.startswith("Of Japan")


def test_a_draft_of_what_changed_meanwhile_waits_and_shows_the_difference(
    served: Served, copied: Path
) -> None:
    edit(served.client, MOVE)
    text = copied.read_text(encoding="utf-8")
    copied.write_text(
        text.replace("label: all four islands\n", "label: every island\n", 1), "utf-8"
    )
    assert draft(served.client)["clash"]
    page = served.client.get("/").text
    assert "The file was changed where the draft changes it" in page
    assert '<span class="new">+         label: every island</span>' in page
    answer = edit(served.client, {"do": "save"})
    assert (answer.status_code, code(answer)) == (409, "changed-file")
    assert edit(served.client, {"do": "discard"}).is_success
    assert not draft(served.client)["clash"]
    assert "every island" in wants(served.client)


def test_a_draft_is_kept_as_a_scenario(served: Served, copied: Path) -> None:
    edit(served.client, MOVE)
    assert edit(served.client, {"do": "keep", "id": "bolder", "label": "A bolder Japan"}).is_success
    case = detente.load(copied)
    assert case.scenarios["bolder"].label == "A bolder Japan"
    assert not draft(served.client)["changed"]
    assert "A bolder Japan" in served.client.get("/?scenario=bolder").text
    edit(served.client, MOVE)
    for name, expected in (("no name", "bad-name"), ("bolder", "invalid-model")):
        answer = edit(served.client, {"do": "keep", "id": name})
        assert (answer.status_code, code(answer)) == (422, expected)


def test_read_only_writes_nothing(serve: Serve, copied: Path) -> None:
    served = serve(str(copied), read_only=True)
    before = copied.read_bytes()
    assert edit(served.client, MOVE).is_success
    for does in ({"do": "save"}, {"do": "keep", "id": "kept"}):
        answer = edit(served.client, does)
        assert (answer.status_code, code(answer)) == (403, "read-only")
    assert copied.read_bytes() == before
    assert [file.name for file in copied.parent.iterdir()] == ["case.yaml"]
    assert "Save into the file" not in served.client.get("/").text


def test_a_packaged_case_is_tried_out_in_memory(serve: Serve) -> None:
    served = serve("elmira")
    assert edit(served.client, {"do": "switch", "party": "moe", "place": 1}).is_success
    answer = edit(served.client, {"do": "save"})
    assert (answer.status_code, code(answer)) == (403, "read-only")
