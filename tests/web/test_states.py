"""The graph and the table of states, as pages and as JSON."""

from __future__ import annotations

import csv
import html
import io
import re
from itertools import groupby, pairwise
from pathlib import Path
from typing import Any

import httpx
import numpy as np
import pytest
import yaml

import detente
from detente.conflict.analysis import analyse
from detente.conflict.model import Conflict
from served import Serve, Served
from webpages import HOSTILE, Headings, large

pytestmark = pytest.mark.slow  # a server is started, or many pages made


def rows(page: str) -> list[int]:
    """Return the numbers of the states that a table lists."""
    body = page.partition("<tbody>")[2].partition("</table>")[0]
    return [int(n) for n in re.findall(r'<th scope="row"><a href="/states/(\d+)', body)]


def listed(client: httpx.Client, **settings: Any) -> list[int]:
    answer = client.get("/api/states", params=settings)
    assert answer.status_code == 200, answer.text
    return [state["state"] for state in answer.json()["states"]]


@pytest.fixture(scope="module")
def conflict() -> Conflict:
    found = detente.load("japan-russia").conflict
    assert isinstance(found, Conflict)
    return found


# -- The table -----------------------------------------------------------------------------


def test_pages_of_the_table_make_up_all_states_in_order(flagship: Served) -> None:
    first = flagship.client.get("/states", params={"rows": "50"}).text
    numbers = rows(first)
    for page in ("2", "3"):
        numbers += rows(flagship.client.get("/states", params={"rows": "50", "page": page}).text)
    assert numbers == list(range(1, 109))
    assert 'rel="next"' in first
    assert 'rel="prev"' not in first


def test_a_page_past_the_end_is_the_last(flagship: Served) -> None:
    page = flagship.client.get("/states", params={"rows": "50", "page": "999"}).text
    assert rows(page) == list(range(101, 109))
    assert 'rel="next"' not in page


def test_a_condition_is_judged_on_the_server(flagship: Served, conflict: Conflict) -> None:
    where = "japan.settle and not us.consent"
    wanted = (np.flatnonzero(conflict.holds(where)) + 1).tolist()
    assert 0 < len(wanted) < 108
    assert rows(flagship.client.get("/states", params={"where": where}).text) == wanted
    assert listed(flagship.client, where=where) == wanted


def test_states_that_hold_are_those_of_the_analysis(flagship: Served, conflict: Conflict) -> None:
    found = analyse(conflict)
    assert listed(flagship.client, holds="seq") == list(found.equilibria("seq"))
    assert listed(flagship.client, holds="any", sort="holds") == list(found.strongest())
    stays = (np.flatnonzero(found.stable["nash"]["russia"]) + 1).tolist()
    assert listed(flagship.client, holds="nash", stays="russia", rows=1000) == stays


@pytest.mark.parametrize("down", [False, True])
def test_the_order_is_the_partys(flagship: Served, conflict: Conflict, down: bool) -> None:
    states = listed(flagship.client, sort="-place-japan" if down else "place-japan", rows=1000)
    payoffs = [int(conflict.payoffs("japan")[state - 1]) for state in states]
    assert sorted(states) == list(range(1, 109))
    assert payoffs == sorted(payoffs, reverse=not down)


@pytest.mark.parametrize("down", [False, True])
def test_the_order_is_who_stays(flagship: Served, conflict: Conflict, down: bool) -> None:
    states = listed(flagship.client, sort="-smr" if down else "smr", rows=1000)
    stable = analyse(conflict).stable["smr"]
    leaving = [tuple(p for p in stable if not stable[p][state - 1]) for state in states]
    assert sorted(states) == list(range(1, 109))
    assert len({len(left) for left in leaving}) > 2
    counts = [len(left) for left in leaving]
    assert counts == sorted(counts, reverse=down)
    together = [left for left, _ in groupby(leaving)]  # states that the same leave stand together
    assert len(together) == len(set(together))


def test_headings_tell_the_order_and_turn_it(flagship: Served) -> None:
    def heading(page: str, label: str) -> re.Match[str]:
        found = re.search(
            rf'<th scope="col"([^>]*)><a class="sort" href="([^"]*)"[^>]*>{label}', page
        )
        assert found, label
        return found

    page = flagship.client.get("/states", params={"where": "japan.settle", "page": "2"}).text
    assert page.count("aria-sort") == 1
    assert 'aria-sort="ascending"' in heading(page, "State")[1]
    for label in ("SEQ", "Japan"):
        first = flagship.client.get(html.unescape(heading(page, label)[2])).text
        assert first.count("aria-sort") == 1
        assert 'aria-sort="ascending"' in heading(first, label)[1]
        assert 'value="japan.settle"' in first  # the filter stays
        second = flagship.client.get(html.unescape(heading(first, label)[2])).text
        assert 'aria-sort="descending"' in heading(second, label)[1]
        assert rows(first) != rows(second)
        assert sorted(rows(first)) == sorted(rows(second))


def test_one_can_jump_to_a_page_and_keeps_what_was_asked(flagship: Served) -> None:
    asked = {"rows": "10", "sort": "-place-japan", "where": "not us.consent", "page": "2"}
    page = flagship.client.get("/states", params=asked).text
    form = page.partition('<nav class="pages"')[2].partition("</form>")[0]
    fields = dict(re.findall(r'name="([^"]+)"[^>]*? value="([^"]*)"', form))
    assert fields == asked
    assert listed(flagship.client, **{**fields, "page": 3}) == rows(
        flagship.client.get("/states", params={**fields, "page": "3"}).text
    )


def test_the_table_as_csv_has_all_that_fit_in_order(flagship: Served, conflict: Conflict) -> None:
    asked = {"where": "japan.settle", "sort": "-place-russia", "concept": "nash,seq"}
    answer = flagship.client.get("/api/states.csv", params=asked)
    assert answer.headers["content-type"].startswith("text/csv")
    assert 'filename="japan-russia-states.csv"' in answer.headers["content-disposition"]
    found = list(csv.DictReader(io.StringIO(answer.text)))
    assert [int(row["state"]) for row in found] == listed(flagship.client, **asked, rows=1000)
    every = {row["state"]: row for row in analyse(conflict, ["nash", "seq"]).rows()}
    for row in found:
        assert row == {key: str(value) for key, value in every[int(row["state"])].items()}
    link = re.search(
        r'href="(/api/states.csv[^"]*)"', flagship.client.get("/states", params=asked).text
    )
    assert link
    assert flagship.client.get(html.unescape(link[1])).text == answer.text


def test_a_row_says_what_the_analysis_says(flagship: Served, conflict: Conflict) -> None:
    found = analyse(conflict)
    answer = flagship.client.get("/api/states", params={"rows": "1000"}).json()
    assert (answer["format"], answer["total"], answer["matching"]) == ("detente.states/1", 108, 108)
    for row in answer["states"]:
        state = row["state"]
        assert row["holds_under"] == list(found.held_under(state))
        assert row["status_quo"] == (state == conflict.status_quo_state)
        for party in conflict.party_ids:
            payoff = conflict.payoffs(party)
            assert (
                row["places"][party] == len({int(p) for p in payoff if p > payoff[state - 1]}) + 1
            )
            for concept, stay in row["stays"].items():
                assert (party in stay) == found.stable[concept][party][state - 1]


@pytest.mark.parametrize(
    ("settings", "code"),
    [
        ({"where": "japan.settle and"}, "condition-syntax"),
        ({"where": "japan.setle"}, "unknown-name"),
        ({"holds": "nosh"}, "unknown-concept"),
        ({"sort": "place-nobody"}, "unknown-party"),
        ({"sort": "name"}, "wrong-setting"),
        ({"sort": "seq", "concept": "nash"}, "wrong-setting"),
        ({"page": "0"}, "wrong-setting"),
        ({"rows": "x"}, "wrong-setting"),
        ({"color": "red"}, "unknown-setting"),
    ],
)
def test_what_cannot_be_listed_is_told(
    flagship: Served, settings: dict[str, str], code: str
) -> None:
    answer = flagship.client.get("/api/states", params=settings)
    assert answer.status_code in (400, 422)
    assert answer.json()["diagnostics"][0]["code"] == code


def test_a_row_of_the_page_says_it_in_words(flagship: Served, conflict: Conflict) -> None:
    found = analyse(conflict)
    page = flagship.client.get("/states", params={"rows": "1000"}).text
    lines = re.findall(r"<tr[^>]*><th scope=\"row\">(.*?)</tr>", page, re.S)
    assert len(lines) == 108
    for state, line in enumerate(lines, start=1):
        cells = re.findall(r'<td class="(?:yes|no)">(.*?)</td>', line)
        for cell, by_party in zip(cells, found.stable.values(), strict=True):
            leaving = [p for p, where in by_party.items() if not where[state - 1]]
            assert len(cell.split(", ")) == max(1, len(leaving))
            assert (cell == "nobody") == (not leaving)
        told = html.unescape(line.partition("</th>")[2].partition("</td>")[0])
        assert told.count("<b>") == len({option.party for option in conflict.taken(state)})
        assert all(option.label in told for option in conflict.taken(state))


@pytest.mark.parametrize("path", ["/states", "/graph"])
def test_a_wrong_condition_is_told_beside_the_field(flagship: Served, path: str) -> None:
    page = flagship.client.get(path, params={"where": "japan.setle"})
    assert page.status_code == 200
    assert 'value="japan.setle"' in page.text
    assert "aria-invalid" in page.text
    assert "japan.settle" in html.unescape(page.text)  # the hint
    assert not rows(page.text)


def test_no_state_fits(flagship: Served) -> None:
    for path in ("/states", "/graph"):
        page = flagship.client.get(path, params={"where": "false"})
        assert page.status_code == 200
    assert "No state fits" in flagship.client.get("/states", params={"where": "false"}).text


# -- The graph -----------------------------------------------------------------------------


def picture(client: httpx.Client, **settings: Any) -> dict[str, Any]:
    answer = client.get("/api/graph", params=settings)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def shown(found: dict[str, Any]) -> list[int]:
    return [node["state"] for node in found["nodes"]]


def test_the_picture_starts_with_today_and_what_would_last(
    flagship: Served, conflict: Conflict
) -> None:
    found = picture(flagship.client)
    assert found["format"] == "detente.graph/1"
    assert shown(found)[0] == conflict.status_quo_state
    assert set(analyse(conflict).strongest()) <= set(shown(found))
    assert len(shown(found)) < 20


def test_every_arrow_is_a_move_or_agreement(flagship: Served, conflict: Conflict) -> None:
    found = picture(flagship.client, open="21,47")
    assert found["edges"]
    for edge in found["edges"]:
        source, target = edge["source"], edge["target"]
        assert {source, target} <= set(shown(found))
        for party in edge["parties"]:
            payoff = conflict.payoffs(party)
            assert payoff[target - 1] > payoff[source - 1]
        if edge["kind"] == "improvement":
            assert edge["parties"][0] in conflict.movers(source, target)


def test_opening_a_state_brings_neighbours(flagship: Served) -> None:
    before, after = picture(flagship.client), picture(flagship.client, open="51")
    assert set(shown(before)) < set(shown(after))
    assert [node["state"] for node in after["nodes"] if node["open"]] == [51]


def test_boxes_do_not_overlap(flagship: Served) -> None:
    nodes = picture(flagship.client, open="21,47,51,15")["nodes"]
    for k, a in enumerate(nodes):
        for b in nodes[:k]:
            apart_x = a["x"] + a["width"] <= b["x"] or b["x"] + b["width"] <= a["x"]
            apart_y = a["y"] + a["height"] <= b["y"] or b["y"] + b["height"] <= a["y"]
            assert apart_x or apart_y


def test_filters_of_the_picture(flagship: Served, conflict: Conflict) -> None:
    found = picture(flagship.client, where="japan.settle", open="47")
    fits = conflict.holds("japan.settle")
    assert all(fits[s - 1] for s in shown(found) if s != conflict.status_quo_state)
    assert found["matching"] == int(fits.sum())
    only = picture(flagship.client, party="russia", open="21")
    assert only["edges"]
    assert all("russia" in edge["parties"] for edge in only["edges"])
    lasting = picture(flagship.client, holds="nash")
    assert set(shown(lasting)) <= {*analyse(conflict).equilibria("nash"), 21}


def test_a_way_is_drawn_with_every_step(flagship: Served) -> None:
    page = flagship.client.get("/graph").text
    ways = re.findall(r'data-along="([\d,]+)"', page)
    assert ways
    for way in ways:
        states = [int(state) for state in way.split(",")]
        found = picture(flagship.client, along=way)
        assert states[0] == 21
        drawn = {(edge["source"], edge["target"]) for edge in found["edges"]}
        assert set(pairwise(states)) <= drawn


@pytest.mark.parametrize("settings", [{"open": "999"}, {"show": "x"}, {"party": "nobody"}])
def test_what_cannot_be_drawn_is_told(flagship: Served, settings: dict[str, str]) -> None:
    answer = flagship.client.get("/api/graph", params=settings)
    assert answer.status_code in (400, 422)
    assert answer.json()["diagnostics"]


def test_without_scripts_the_graph_is_a_picture_with_links(flagship: Served) -> None:
    page = flagship.client.get("/graph").text
    plain = page.partition("<noscript>")[2].partition("</noscript>")[0]
    assert "<svg" in plain
    assert 'href="/graph?open=21"' in plain


def test_the_page_beside_tells_the_state(flagship: Served) -> None:
    beside = flagship.client.get("/states/21/beside").text
    assert "What leads out of it" in beside
    assert "<html" not in beside
    assert '<h2 tabindex="-1">Deadlock, no treaty</h2>' in beside
    assert flagship.client.get("/states/999/beside").status_code == 422


# -- Hostile, in graph form, large ---------------------------------------------------------


@pytest.fixture(scope="module")
def hostile(serve: Serve, tmp_path_factory: pytest.TempPathFactory) -> Served:
    case = {
        "detente": 1,
        "id": "hostile",
        "title": HOSTILE,
        "as_of": "2024-01-01",
        "parties": {"a": {"label": HOSTILE}, "b": {"label": "B"}},
        "conflict": {
            "options": {"a": {"x": HOSTILE}, "b": {"y": HOSTILE}},
            "terms": {"peace": {"means": "a.x and b.y", "label": HOSTILE}},
            "status_quo": [],
            "outcomes": ["peace"],
            "preferences": {
                "a": [{"want": "b.y", "because": HOSTILE}, {"want": "a.x", "because": HOSTILE}],
                "b": [{"want": "a.x", "because": HOSTILE}, {"want": "b.y", "because": HOSTILE}],
            },
        },
    }
    file = tmp_path_factory.mktemp("hostile") / "case.yaml"
    file.write_text(yaml.safe_dump(case, allow_unicode=True), encoding="utf-8")
    return serve(str(file))


@pytest.mark.parametrize(
    "path", ["/graph", "/states", "/states/1", "/states/1/beside", f"/states?where={HOSTILE}"]
)
def test_nothing_that_a_case_says_runs(hostile: Served, path: str) -> None:
    page = hostile.client.get(path)
    assert page.status_code == 200
    found = Headings()
    found.feed(page.text)
    assert not found.bad


@pytest.mark.parametrize("path", ["/graph", "/states", "/states/1"])
def test_headings_are_in_order(flagship: Served, path: str) -> None:
    page = re.sub("(?s)<noscript>.*?</noscript>", "", flagship.client.get(path).text)
    found = Headings()
    found.feed(page)
    assert found.levels[0] == 1
    assert found.levels.count(1) == 1
    assert all(b <= a + 1 for a, b in pairwise(found.levels))


def test_graph_form_has_a_graph(serve: Serve, tmp_path: Path) -> None:
    case = """\
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
    (tmp_path / "case.yaml").write_text(case, encoding="utf-8")
    served = serve(str(tmp_path / "case.yaml"))
    assert shown(picture(served.client)) == [1, 3, 2]
    for path in ("/graph", "/states", "/states/1/beside"):
        assert served.client.get(path).status_code == 200


@pytest.mark.slow
def test_a_large_case_opens_with_a_neighbourhood(serve: Serve, tmp_path: Path) -> None:
    (tmp_path / "case.yaml").write_text(large(4, 4), encoding="utf-8")
    served = serve(str(tmp_path / "case.yaml"))
    query = {"concept": "nash,seq"}
    found = picture(served.client, **query)
    assert found["states"] == 1 << 16
    assert 2 <= len(found["nodes"]) <= 12
    opened = picture(served.client, open=str(found["nodes"][-1]["state"]), **query)
    assert len(found["nodes"]) < len(opened["nodes"]) <= 40
    page = served.client.get("/states", params={"page": "300", **query}).text
    assert rows(page) == list(range(29901, 30001))
    page = served.client.get("/states", params={"rows": "5000", "page": "2", **query}).text
    assert rows(page) == list(range(5001, 10001))
    beyond = served.client.get("/api/states", params={"rows": "9999", **query}).json()
    assert len(beyond["states"]) == 5000
