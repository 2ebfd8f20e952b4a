"""What differs from the file is marked where it stands, and nothing else is."""

from __future__ import annotations

import html
import re
from typing import Any

import httpx
import pytest

import detente
from detente import catalog
from detente.casefile import loads
from detente.conditions import parse
from detente.conflict.analysis import analyse
from detente.conflict.model import Conflict, Rule
from detente.web.compared import counterparts
from served import Serve, Served

pytestmark = pytest.mark.slow  # a server is started, or many pages made

TURN = {"do": "turn", "party": "russia", "place": 1}
NEVER = {"do": "option", "option": "us.object", "can": "never"}


@pytest.fixture(scope="module")
def tried(serve: Serve, tmp_path_factory: pytest.TempPathFactory) -> Served:
    """Serve a draft in which a wish is turned round and an option cannot be taken."""
    file = tmp_path_factory.mktemp("tried") / "case.yaml"
    file.write_bytes(catalog.path("japan-russia").read_bytes())
    served = serve(str(file))
    for revision, does in enumerate((TURN, NEVER)):
        sent = {"revision": revision, "edit": does}
        assert served.client.post("/api/draft", json=sent).is_success
    return served


def by_names(client: httpx.Client, conflict: Any, of: str) -> dict[frozenset[str], dict[str, Any]]:
    """Return the states of the file or the draft, by the options taken in them."""
    answer = client.get("/api/states", params={"of": of, "rows": 1000}).json()
    return {conflict.true_names(state["state"]): state for state in answer["states"]}


def test_what_a_state_was_is_what_the_file_says(tried: Served) -> None:
    client = tried.client
    drafted = loads(client.get("/api/draft/file").text).conflict
    file = by_names(client, detente.load("japan-russia").conflict, "file")
    draft = by_names(client, drafted, "draft")
    assert {state["was"] for state in file.values()} == {None}
    assert draft.keys() < file.keys()
    different = 0
    for names, state in draft.items():
        before = file[names]
        if state["stays"] == before["stays"]:
            assert state["was"] is None
        else:
            different += 1
            assert state["was"] == {key: before[key] for key in ("strength", "holds_under")}
    assert different


def test_new_states_have_no_past() -> None:
    case = detente.load("japan-russia")
    conflict = case.conflict
    assert isinstance(conflict, Conflict)
    rules = (*conflict.infeasible, Rule(parse("us.object")))
    fewer = analyse(conflict.with_changes(infeasible=rules), ["nash"])
    at = counterparts(fewer, analyse(conflict, ["nash"]))
    taken = conflict.holds("us.object")
    assert ((at < 0) == taken).all()
    back = counterparts(analyse(conflict, ["nash"]), fewer)
    assert (back[at[~taken]] == (~taken).nonzero()[0]).all()


def test_every_page_marks_what_differs(tried: Served) -> None:
    pages = {
        path: html.unescape(tried.client.get(path).text) for path in ("/", "/graph", "/states")
    }
    for path, page in pages.items():
        assert "was: " in page, path
        assert 'class="was"' in page or path == "/graph", path
    overview = pages["/"]
    for section in ("outcomes", "stability", "ways"):
        table = re.search(rf'<table class="{section}".*?</table>', overview, re.S)
        assert table, section
        assert 'class="was"' in table.group(), section
    assert "36 states of the file cannot occur any more" in overview.lower()
    picture = tried.client.get("/api/graph", params={"of": "draft"}).json()
    remarks = [node["remark"] for node in picture["nodes"] if node["remark"]]
    assert remarks
    assert all(remark.startswith("was: ") for remark in remarks)
    for node in picture["nodes"]:
        if node["remark"]:
            assert node["was"]["strength"] != node["strength"]


def test_without_a_draft_nothing_is_marked(flagship: Served) -> None:
    for path in ("/", "/graph", "/states"):
        page = flagship.client.get(path).text
        assert 'class="was"' not in page
        assert "was: " not in page
    picture = flagship.client.get("/api/graph", params={"of": "draft"}).json()
    assert {node["was"] for node in picture["nodes"]} == {None}
