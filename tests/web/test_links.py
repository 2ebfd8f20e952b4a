"""Every link of every page: it leads to a page that there is, and to a place in it."""

from __future__ import annotations

import html
import re
from collections import Counter, deque
from pathlib import Path
from urllib.parse import urldefrag, urljoin, urlsplit

import httpx
import pytest

from detente.text import number
from served import Serve, Served, answered

pytestmark = pytest.mark.slow  # a server is started, and hundreds of pages made

LONG = ("/require", "/firmness", "/coalitions", "/further", "/bargain/further")
"""Questions that a process of its own answers; tests/web/test_questions.py reads these pages."""

MOST = {
    "/states/N": 12,
    "/api/bargain": 1,
    **{kind: 1 for path in LONG for kind in (path, f"/api{path}")},
}
"""Pages of one kind that are read, 3 of any other; where they lead is checked of all."""

GATE = """
detente: 1
id: gate
title: A gate
parties: {a: Alba, b: Brenn}
conflict:
  states:
    shut: The gate is shut
    open: The gate is open
  moves:
    a: {shut: [open]}
    b: {open: [shut]}
  preferences:
    a: [open]
    b: [shut]
  outcomes: []
  status_quo: [shut]
"""


class Crawl:
    """Follows the links of a workbench, from its first page."""

    def __init__(self, client: httpx.Client) -> None:
        self.client = client
        self.pages: dict[str, frozenset[str]] = {}
        self.faults: list[str] = []
        self.kinds: dict[str, int] = {}
        self.wanted: deque[str] = deque()
        self.places: set[tuple[str, str, str]] = set()
        self.lines = client.get("/api/text").json()["text"].count("\n") + 1

    def start(self, *pages: str) -> Crawl:
        for page in pages:
            self.want(page)
        while self.wanted:
            self.read(self.wanted.popleft())
        for whence, page, place in self.places:
            if not self.has(page, place):
                self.faults.append(f"{whence} leads to {page}#{place}, which is not there")
        return self

    def want(self, page: str) -> None:
        """Note a page to be read: all of them, but not every address of the same kind."""
        kind = re.sub(r"\d+", "N", urlsplit(page).path)
        if page in self.pages or page in self.wanted:
            return
        self.kinds[kind] = self.kinds.get(kind, 0) + 1
        if self.kinds[kind] <= MOST.get(kind, 3):
            self.wanted.append(page)

    def read(self, page: str) -> None:
        answer = self.client.get(page)
        if answer.status_code != 200:
            self.faults.append(f"{page}: {answer.status_code}")
        self.pages[page] = frozenset()
        if not answer.headers["content-type"].startswith("text/html"):
            return
        ids = re.findall(r'\sid="([^"]*)"', answer.text)
        self.pages[page] = frozenset(map(html.unescape, ids))
        self.faults += [f"{page}: two places {one}" for one, n in Counter(ids).items() if n > 1]
        for found in re.findall(r'\shref="([^"]*)"', answer.text):
            link = html.unescape(found)
            if not link.startswith("https://") and not link.startswith("http://"):
                target, place = urldefrag(urljoin(page, link))
                if place:
                    self.places.add((page, target, place))
                if not target.startswith("/api/brief"):
                    self.want(target)

    def has(self, page: str, place: str) -> bool:
        """Tell whether a page has a place; lines are those of the case file."""
        if urlsplit(page).path == "/text" and re.fullmatch(r"L\d+", place):
            return 1 <= int(place[1:]) <= self.lines
        # of the pages that were not read, others of their kind were
        return page not in self.pages or place in self.pages[page]


def check(served: Served, *pages: str) -> Crawl:
    # a connection that is kept may be closed while it is checked where links lead
    once = httpx.Limits(max_keepalive_connections=0)
    with served.stranger(headers=served.client.headers, limits=once, timeout=60) as client:
        crawl = Crawl(client).start(*(pages or ("/",)))
    assert crawl.faults == []
    return crawl


@pytest.mark.parametrize("case", ["japan-russia", "elmira"])
def test_every_link_leads_to_a_place(serve: Serve, case: str) -> None:
    crawl = check(serve(case), "/", "/states?holds=any")
    kinds = {re.sub(r"\d+", "N", urlsplit(page).path) for page in crawl.pages}
    assert {"/", "/graph", "/states", "/states/N", "/evidence", "/text", "/require"} <= kinds
    assert any(place.startswith("L") for _, page, place in crawl.places if page == "/text")
    assert any(place.startswith("why-") for _, _, place in crawl.places)
    assert any(place == "step" for _, _, place in crawl.places)


def test_a_drafted_case_leads_to_places(serve: Serve, copied: Path) -> None:
    served = serve(str(copied))
    move = {"do": "move", "party": "japan", "place": 1, "to": 3}
    edit = {"revision": 0, "edit": move}
    assert served.client.post("/api/draft", json=edit).status_code == 200
    crawl = check(served)
    assert len(crawl.pages) > 60


def test_a_case_in_graph_form_leads_to_places(serve: Serve, tmp_path: Path) -> None:
    file = tmp_path / "gate.yaml"
    file.write_text(GATE, encoding="utf-8")
    crawl = check(serve(str(file)))
    assert {place for _, page, place in crawl.places if page == "/text"} >= {
        "L8",
        "L9",
        "L14",
        "L15",
    }


# -- One click -------------------------------------------------------------------------------------


def anchors(page: str) -> dict[str, str]:
    """Return the links of a page, by their text."""
    found = re.findall(r'<a [^>]*?href="([^"]*)"[^>]*>(.*?)</a>', page, re.DOTALL)
    return {
        html.unescape(re.sub(r"<[^>]+>", "", text)).strip(): html.unescape(to) for to, text in found
    }


def part(page: str, start: str, end: str) -> str:
    return page[page.index(start) :].partition(end)[0]


def test_the_answer_leads_to_what_it_names(flagship: Served) -> None:
    page = flagship.client.get("/?scenario=friendly").text
    found = anchors(part(page, 'class="lead"', "</div>"))
    assert found["“Treaty on the 1956 basis”"] == "#run-0-outcome-treaty_1956"
    assert any(to == "/states/21?scenario=friendly" for to in found.values())


def test_the_outcomes_lead_to_their_reasons(flagship: Served) -> None:
    table = part(flagship.client.get("/").text, '<table class="outcomes"', "</table>")
    found = anchors(table)
    assert found["blocked by Russia"].endswith("-rests")
    assert found["Yes, in one joint step"].startswith("#run-0-way-")
    assert re.fullmatch(r"/states/\d+#why", found["would last if parties look ahead"])
    reasons = flagship.client.get("/").text.partition(f'id="{found["blocked by Russia"][1:]}"')[2]
    assert "Russia" in reasons.partition("</ul>")[0]


def test_a_verdict_leads_to_the_party_and_concept(flagship: Served) -> None:
    table = part(flagship.client.get("/").text, '<table class="stability"', "</table>")
    assert re.search(r'href="/states/\d+#why-(japan|russia|us)-nash"', table)


def test_the_number_of_statements_leads_to_their_list(flagship: Served) -> None:
    found = anchors(part(flagship.client.get("/").text, 'class="explain"', "</p>"))
    assert [to for text, to in found.items() if text.endswith("preference statements")] == [
        "#inputs"
    ]


def test_the_picture_leads_on(flagship: Served) -> None:
    picture = part(flagship.client.get("/").text, '<svg class="picture"', "</svg>")
    assert 'role="group"' in picture
    assert re.search(r'<a href="/states/21" aria-label="State 21: ', picture)
    assert re.search(r'<a href="/states/21\?to=\d+#step"', picture)


def test_a_step_is_told_with_its_reasons(flagship: Served) -> None:
    page = flagship.client.get("/states/21?to=51").text
    told = part(page, 'id="step"', "</section>")
    assert "Russia would lose its priority 1" in told
    assert told.index("Russia would lose") < told.index("Japan gains")  # who acts comes first
    assert 'href="#statement-13"' in told
    for wrong in ("0", "999", "x"):
        assert flagship.client.get(f"/states/21?to={wrong}").status_code == 422


TABLES = {
    "/require?state=treaty_four": ("the least edit of", "One party", "One change of"),
    "/firmness?radius=1": ("Judgements by how", "Findings, and what"),
    "/coalitions": ("States that hold against",),
    "/further": ("Steps it takes", "Levers:", "the least edit of"),
}


@pytest.mark.parametrize("path", TABLES)
def test_a_table_leads_to_the_lines_that_its_rows_speak_of(flagship: Served, path: str) -> None:
    """What a row names in quotes is written there, or in the few lines below."""
    text = flagship.client.get("/api/text").json()["text"].splitlines()
    page = answered(flagship.client, path)
    for caption in TABLES[path]:
        led = 0
        for row in part(page, caption, "</table>").partition("<tbody>")[2].split("<tr>")[1:]:
            words = html.unescape(re.sub(r"<[^>]+>", "", row))
            lines = [int(line) for line in re.findall(r'href="/text#L(\d+)"', row)]
            near = " ".join(" ".join(text[line - 1 : line + 3]) for line in lines)
            named = [
                label for label in re.findall("“(.*?)”", words) if f": {label}" in "\n".join(text)
            ]
            assert any(label in near for label in named) or not named, (words, lines)
            led += bool(named)
        assert led, caption


def test_low_confidence_leads_to_the_judgements_that_are(flagship: Served) -> None:
    text = flagship.client.get("/api/text").json()["text"].splitlines()
    page = flagship.client.get("/").text
    (said,) = (
        text
        for text, to in anchors(part(page, 'class="explain"', "</p>")).items()
        if to == "#low-confidence"
    )
    table = part(page, 'id="low-confidence"', "</table>")
    lines = [int(line) for line in re.findall(r'href="/text#L(\d+)"', table)]
    assert said == f"{number(len(lines))} are of low confidence"
    assert all("confidence: low" in " ".join(text[line - 1 : line + 5]) for line in lines)


def test_every_judgement_of_the_panel_leads_to_its_line(flagship: Served) -> None:
    text = flagship.client.get("/api/text").json()["text"].splitlines()
    panel = part(flagship.client.get("/").text, 'id="panel"', "</aside>")
    assert panel.count('class="line"') == panel.count('class="judge"') > 10
    entries = re.findall(r'<code>([^<]+)</code>\s*<a class="line" href="/text#L(\d+)"', panel)
    assert entries
    for code, line in entries:
        assert html.unescape(code).rpartition(".")[2] in " ".join(
            text[int(line) - 1 : int(line) + 1]
        )


def test_the_brief_leads_nowhere_else(flagship: Served) -> None:
    page = flagship.client.get("/api/brief").text
    links = re.findall(r'href="([^"]*)"', page)
    assert all(link.startswith(("#", "https://", "http://")) for link in links)
    assert "#run-0-outcome-treaty_1956" in links
    assert 'class="line"' not in page
