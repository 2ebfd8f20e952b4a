"""The page on who stands where, as a browser without scripts gets it."""

from __future__ import annotations

import html
import json
import re
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
import yaml

import detente
from casefile.cases import SPATIAL
from detente.asking import ask
from detente.casefile.draft import draft_to_text
from detente.spatial.draws import forecast_draws
from detente.spatial.words import RECORD
from detente.web.forecasts.options import EXPLAINED, LABELS, MODEL_LABELS, MODELS, SAYS, options_of
from detente.web.forecasts.positions import read as number_of
from detente.web.forecasts.positions import text_of
from detente.web.lines import Lines
from detente.web.view import View
from detente.web.workbench import Workbench
from served import Serve, Served, served
from webpages import HOSTILE, Headings, part, said

pytestmark = pytest.mark.slow  # a server is started, or many pages made

COMMENTED = SPATIAL.replace(
    "rate: {position: 90, salience: 60}", "rate: {position: 90, salience: 60}  # as it said"
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("forecast")


@pytest.fixture(scope="module")
def levy(serve: Serve, folder: Path) -> Served:
    return served(serve, folder / "levy.yaml", SPATIAL)


def read(bench: Served, status: int = 200, **given: str) -> str:
    answer = bench.client.get("/forecast", params=given)
    assert answer.status_code == status, answer.text
    return answer.text


def figures(page: str) -> dict[str, list[str]]:
    """Return the table of the forecast beside what needs no model."""
    table = part(page, "answer").partition('class="beside-baselines"')[2].partition("</table>")[0]
    rows = re.findall(r"<tr.*?</tr>", table, re.DOTALL)[1:]
    named = [re.findall(r"<t[hd].*?</t[hd]>", row, re.DOTALL) for row in rows]
    return {said(cells[0]): [said(cell).partition(" ")[0] for cell in cells[1:]] for cells in named}


@pytest.mark.parametrize(
    "given",
    [{}, {"scenario": "poor"}, {"option-vote": "cubic", "option-rounds": "3", "draws": "20"}],
)
def test_the_page_tells_what_the_command_tells(levy: Served, given: dict[str, str]) -> None:
    asked = {k: v for k, v in given.items() if not k.startswith("option-")}
    if len(given) == 3:
        asked = {"option": "vote=cubic,rounds=3", "draws": "20"}
    found = ask(detente.load(levy.workbench.name), "forecast", {"draws": "0", **asked})
    page = read(levy, **given)
    for sentence in (*found["answer"], *found.get("draws", found)["answer"]):
        assert sentence in said(page)
    assert RECORD in said(part(page, "answer"))
    told = figures(page)
    assert [float(text) for text in told["Forecast: weighted mean of the last round"]] == [
        pytest.approx(number, abs=0.051) for number in found["forecast"]
    ]
    assert told["Always 50"] == ["50", "50"]
    assert told["No agreement"][1] == "–"
    link = re.search(r'href="(/api/forecast[^"]*)"', page)
    assert link
    answer = levy.client.get(html.unescape(link[1])).json()
    assert (answer["forecast"], answer["parameters"]) == (found["forecast"], found["parameters"])


def test_a_model_of_one_line_says_so_and_the_rest_of_the_page_is_there(levy: Served) -> None:
    page = read(levy, 422, model="scholz-table2")
    assert "one dimension" in said(part(page, "answer"))
    assert figures(page)["Always 50"] == ["50", "50"]
    assert 'aria-current="true">Expected utility, as in the published table' in page


def test_rounds_are_gone_through_one_by_one(levy: Served) -> None:
    found = ask(detente.load(levy.workbench.name), "forecast", {"draws": "0"})
    for number, each in enumerate(found["rounds"][1:], 1):
        page = part(read(levy, round=str(number)), "round").partition('id="influence"')[0]
        assert page.count('class="who"') == len(each["moves"])
        assert f'aria-current="true">Round {number}<' in page
        for move in each["moves"]:
            assert f"{move['numbers']['support']:.0%}" in said(page)


def test_every_number_has_its_ground_and_its_line(levy: Served) -> None:
    page = read(levy, scenario="poor")
    found = {int(k) for k in re.findall(r'href="/text#L(\d+)"', part(page, "inputs"))}
    lines = SPATIAL.splitlines()
    wanted = [
        "reference: {position: [0, 20]",
        "capability: 5",
        "start: {position: unknown",
        "rate: {position: 90",
        "capability: {capability: [20, 30]",
    ]
    for text in wanted:
        assert next(k for k, line in enumerate(lines, 1) if text in line) in found, text
    assert "It rests on" in said(page)
    assert "judgement" in said(part(page, "panel").partition('id="trajectories"')[0])


def test_draws_are_made_when_asked_for(levy: Served) -> None:
    link = re.search(r'data-ask href="([^"#]*)', read(levy, seed="2"))
    assert link
    page = levy.client.get(html.unescape(link[1])).text
    problem = levy.workbench.saved().spatial_under()
    drawn = forecast_draws(problem, draws=1000, seed=2)
    for sentence in drawn.answer():
        assert sentence in said(part(page, "asked"))
    assert "1,000 draws (seed 2)" in said(page)
    assert "At least half" in said(part(page, "fan"))
    refused = read(levy, 422, draws="many")
    assert "<code>wrong-setting</code>" in refused
    assert 'id="panel"' in refused


def test_the_page_does_not_wait_for_what_takes_long(serve: Serve, folder: Path) -> None:
    """Draws and variants are jobs that can be cancelled and asked again."""
    bench = served(serve, folder / "long.yaml", SPATIAL)
    page = read(bench, draws="100000")
    assert "Draws are made." in said(page)
    assert "Forecast: weighted mean" in said(page), "what is quick is there at once"
    cancel = re.search(r'action="(/jobs/[^"]*/cancel)"', page)
    assert cancel
    own = {"Origin": bench.address}
    back = bench.client.post(cancel[1], headers=own, follow_redirects=True).text
    assert "This was cancelled" in said(part(back, "asked"))
    again = re.search(r'<form method="post" action="(/forecast[^"]*)"', back)
    assert again
    page = bench.client.post(html.unescape(again[1]), headers=own, follow_redirects=True).text
    assert "Draws are made." in said(page)
    running = [job for job in bench.workbench.jobs.all() if job.state == "running"]
    assert len(running) == 1
    # the file's answer may still be wanted; that of a draft which is no more is not
    page = try_out(
        bench, actor="north", position="80", back="/forecast?draws=100000&option-vote=cubic"
    )
    assert "Draws are made." not in said(page), "what takes long is not asked for each number"
    assert 'value="cubic" selected' in page
    read(bench, draws="100000")
    assert [job.state for job in bench.workbench.jobs.all()] == ["running", "running", "cancelled"]
    try_out(bench, actor="north", position="70", back="/forecast?draws=100000")
    assert [job.state for job in bench.workbench.jobs.all()] == [
        "cancelled",
        "running",
        "cancelled",
    ]
    bench.workbench.jobs.cancel(bench.workbench.jobs.all()[1])
    asked = {"question": "forecast", "settings": {"draws": "100000"}}
    begun = [bench.client.post("/api/jobs", json=asked).json()["id"] for _ in range(4)]
    busy = said(read(bench, 429, draws="90000"))
    assert "long questions are being answered" in busy
    assert "Forecast: weighted mean" in busy
    for job in begun:
        bench.client.delete(f"/api/jobs/{job}")
    varied = settled(bench, compare="true")
    assert "23 variants" in said(part(varied, "side-by-side"))


def settled(bench: Served, **given: str) -> str:
    """Return the page once nothing is worked out any more."""
    deadline = time.monotonic() + 120
    while 'http-equiv="refresh"' in (page := read(bench, **given)):
        assert time.monotonic() < deadline
        time.sleep(0.2)
    return page


# -- What if ---------------------------------------------------------------------------------------


def try_out(bench: Served, status: int = 200, back: str = "/forecast", **edit: str) -> str:
    """Press a button of the page; return the page that comes of it."""
    numbers = {key: edit.pop(key) for key in ("position", "salience", "capability") if key in edit}
    fields = {"do": "stance", "scenario": "", **edit}
    draft = bench.client.get("/api/draft").json()
    sent = {key: str(draft[key]) for key in ("revision", "digest")}
    sent |= {"edit": json.dumps(fields), "back": back, **numbers}
    answer = bench.client.post("/draft", data=sent, headers={"Origin": bench.address})
    assert answer.status_code == (303 if status == 200 else status), answer.text
    return (bench.client.get(answer.headers["location"]) if status == 200 else answer).text


def test_a_number_is_tried_out_and_saved_with_comments(serve: Serve, folder: Path) -> None:
    file = folder / "tried.yaml"
    bench = served(serve, file, COMMENTED)
    before = figures(read(bench))
    back = "/forecast?round=2&dimension=start&draws=5&to=/elsewhere"
    page = try_out(bench, actor="north", dimension="rate", position="40", salience="60", back=back)
    assert 'aria-current="true">Round 2<' in page
    assert 'aria-current="true">When it begins<' in page
    assert "This is not what the file says" in said(page)
    assert "Before: " in said(part(page, "panel"))
    after = figures(page)
    assert (
        after["Weighted mean of today's positions"] != before["Weighted mean of today's positions"]
    )
    was = before["Weighted mean of today's positions"][0]
    assert f"was: {was}" in said(part(page, "answer").partition("</table>")[0])
    page = try_out(bench, actor="east", dimension="rate", position="30–50 (45)", capability="20-25")
    assert 'value="30–50 (45)"' in page
    assert 'value="20–25"' in page
    assert file.read_text(encoding="utf-8") == COMMENTED
    try_out(bench, do="undo")
    try_out(bench, do="redo")
    try_out(bench, do="save")
    text = file.read_text(encoding="utf-8").splitlines()
    assert [line.strip() for line in text if line not in COMMENTED.splitlines()] == [
        "rate: {position: 40, salience: 60}  # as it said",
        "capability: {capability: [20, 25], judgement: true}",
        "rate: {position: {from: 30, to: 50, best: 45}, salience: 50, judgement: true}",
    ]


@pytest.mark.parametrize(
    ("edit", "written"),
    [
        ({"actor": "south", "capability": 50}, "capability: 50"),
        ({"actor": "south", "capability": [20, 40.5]}, "capability: [20, 40.5]"),
        ({"actor": "east", "capability": "7"}, "capability: {capability: 7, judgement: true}"),
        ({"actor": "west", "capability": "20–60"}, "capability: {from: 20, to: 60, best: 40, judgement: true}"),
        ({"actor": "west", "capability": "20–60 (25)"}, "capability: {from: 20, to: 60, best: 25, judgement: true}"),
        ({"actor": "east", "dimension": "start", "position": "55"}, "start: {position: 55, salience: 0,"),
        ({"actor": "north", "dimension": "start", "salience": "unknown"}, None),
    ],
)  # fmt: skip
def test_numbers_are_set_where_they_are_written(
    tmp_path: Path, edit: dict[str, Any], written: str | None
) -> None:
    west = (
        "    west: {capability: {from: 10, to: 60, best: 40, judgement: true}, judgement: true, "
        "stances: {rate: {position: 5, salience: 50}, start: {position: 5, salience: 50}}}\n"
    )
    file = tmp_path / "written.yaml"
    text = SPATIAL.replace("south: South}", "south: South, west: West}").replace(
        "scenarios:\n", f"{west}scenarios:\n"
    )
    file.write_text(text, encoding="utf-8")
    workbench = Workbench.open(str(file))
    try:
        workbench.change(0, {"do": "stance", **edit})
        now = workbench.drafted()
        assert now is not None
        if written is None:  # saliences would sum to more than 100
            assert now.problems[0].code == "salience-over-100"
            assert now.case is workbench.saved()
        else:
            assert now.usable
            assert written in draft_to_text(now.document, now.draft)
        as_it_was = {"capability": "10–60 (40)"} if edit["actor"] == "west" else {}
        if as_it_was:
            workbench.change(1, {"do": "stance", "actor": "west", **as_it_was})
            again = workbench.drafted()
            assert again is not None
            assert not again.draft, "what the file says is no change"
    finally:
        workbench.close()


def test_a_draft_is_kept_as_a_scenario(tmp_path: Path) -> None:
    file = tmp_path / "kept.yaml"
    file.write_text(SPATIAL, encoding="utf-8")
    workbench = Workbench.open(str(file))
    try:
        edit = {"do": "stance", "actor": "north", "dimension": "rate", "position": 20}
        workbench.change(0, {**edit, "scenario": "poor"})
        now = workbench.drafted()
        assert now is not None
        workbench.change(
            1, {"do": "keep", "id": "calm", "label": "Calm", "scenario": "poor"}, now.digest
        )
        case = workbench.saved()

        def stands(scenario: str | None, actor: str) -> float:
            return case.spatial_under(scenario).actor(actor).stances["rate"].position.centre

        assert (stands(None, "north"), stands("poor", "north"), stands("calm", "north")) == (
            90,
            90,
            20,
        )
        assert stands("calm", "south") == 30, "the scenario that was looked at is kept, too"
    finally:
        workbench.close()


@pytest.mark.parametrize(
    ("edit", "wanted"),
    [
        ({"actor": "nobody", "position": "5"}, "no actor"),
        ({"actor": "north", "dimension": "air", "position": "5"}, "no dimension"),
        ({"actor": "north", "position": "much"}, "is no number"),
        ({"actor": "north", "position": "101"}, "between 0 and 100"),
        ({"actor": "north", "position": "50–30"}, "write the smaller one first"),
        ({"actor": "north", "capability": "-1"}, "at least 0"),
        ({"actor": "north", "capability": "9" * 400}, "too large"),
        ({"actor": "north"}, "nothing is said"),
    ],
)
def test_what_no_number_can_be_is_refused(levy: Served, edit: dict[str, str], wanted: str) -> None:
    draft = levy.client.get("/api/draft").json()
    body = {"revision": draft["revision"], "edit": {"do": "stance", "scenario": "", **edit}}
    answer = levy.client.post("/api/draft", json=body)
    assert answer.status_code in (400, 422)
    assert wanted in answer.text
    page = try_out(levy, answer.status_code, **edit)
    assert wanted in said(part(page, "panel"))
    assert levy.client.get("/api/draft").json()["revision"] == draft["revision"]


@pytest.mark.parametrize(
    "given", ["40", "30–50", "30-50", "30 to 50, best 45", "[1]", "1e999", " .5 "]
)
def test_what_is_written_is_read_back(given: str) -> None:
    try:
        found = number_of("capability", given)
    except detente.DetenteError:
        assert given in ("[1]", "1e999")
    else:
        assert number_of("capability", text_of(found)) == found


# -- Hostile, large, small -------------------------------------------------------------------------


def actors(count: int, label: str = "", dimensions: int = 1) -> str:
    """Return a case of so many actors."""
    ids = [f"a{k}" for k in range(count)]
    lines = {
        f"d{k}": {"label": label or f"Line {k}", "low": label, "high": label, "reference": 0}
        for k in range(dimensions)
    }
    stances = [
        {d: {"position": (37 * k) % 101, "salience": 90 / dimensions} for d in lines}
        for k in range(count)
    ]
    data = {
        "detente": 1,
        "id": "many",
        "title": label or "Many",
        "parties": {key: label or key.upper() for key in ids},
        "spatial": {
            "dimensions": lines,
            "actors": {
                key: {"judgement": True, "because": label, "capability": [5, 9], "stances": own}
                for key, own in zip(ids, stances, strict=True)
            },
        },
    }
    return str(yaml.safe_dump(data))


@pytest.mark.parametrize("label", [HOSTILE, "long " * 2000])
def test_labels_are_text(serve: Serve, folder: Path, label: str) -> None:
    bench = served(serve, folder / f"label{len(label)}.yaml", actors(4, label, dimensions=2))
    for given in ({}, {"draws": "50"}, {"round": "2", "dimension": "d1"}):
        page = read(bench, **given)
        headings = Headings()
        headings.feed(page)
        assert headings.bad == []
        assert "onerror=alert(1)>" not in re.sub(r"&[a-z#0-9]+;", "", page).replace("&gt;", "")
        steps = zip(headings.levels, headings.levels[1:], strict=False)
        assert all(after <= before + 1 for before, after in steps)


@pytest.mark.parametrize(
    "junk",
    ["round=-1&page=zz", "round=99999999999999999999", "page=%00", "option-=", "option-vote=a=b",
     "option-rounds=0", "option-rounds=" + "9" * 5000, "model=%3Cscript%3E", "seed=-1", "draws=%E2%82%AC",
     "scenario=nowhere", "dimension=nowhere", "draws=1&draws=2", "option-seed=1", "compare=perhaps",
     "concept=magic", "option-variant=printed&model=scholz-table2"],
)  # fmt: skip
def test_junk_in_an_address_is_told_on_a_page(levy: Served, junk: str) -> None:
    answer = levy.client.get(f"/forecast?{junk}")
    assert answer.status_code in (200, 422), answer.text
    assert "text/html" in answer.headers["content-type"]
    assert answer.status_code == 200 or "<code>" in answer.text


def test_many_actors_are_shown_by_the_page(serve: Serve, folder: Path) -> None:
    """The model runs in a process of its own; what needs none is there at once."""
    bench = served(serve, folder / "many.yaml", actors(60))
    page = read(bench)
    assert figures(page)["Always 50"] == ["50"]
    page = settled(bench)
    assert "Forecast: weighted mean" in said(page)
    assert page.count('class="stance-form"') == 30
    second = settled(bench, page="2")
    assert 'aria-label="Stands at: A59"' in second
    assert len(bench.workbench.jobs.all()) == 1


def test_alone_or_alike_nobody_moves(serve: Serve, folder: Path) -> None:
    bench = served(serve, folder / "alone.yaml", actors(1))
    assert "Nobody moves" in said(read(bench))
    bench = served(
        serve, folder / "alike.yaml", re.sub(r"position: \d+", "position: 40", actors(3))
    )
    page = read(bench)
    assert "Nobody moves" in said(page)
    assert "All stand alike" in said(page)


def test_a_case_of_positions_only_opens_everywhere(levy: Served) -> None:
    pages = ("/", "/graph", "/states", "/require", "/firmness", "/bargain", "/take", "/evidence")
    for path in pages:
        answer = levy.client.get(path)
        assert answer.status_code in (200, 422), path
        assert "this is a fault" not in answer.text
    overview = levy.client.get("/").text
    assert 'href="/forecast"' in part(overview, "main")
    assert "/graph" not in overview
    along = levy.client.get("/take", params={"back": "/forecast?option-vote=cubic"}).text
    assert "forecast" in said(along)
    assert "--option vote=cubic" in html.unescape(along)


def test_a_case_without_positions_says_how_to_add_them(serve: Serve, folder: Path) -> None:
    file = folder / "bare.yaml"
    bare = "detente: 1\nid: bare\ntitle: Bare\nparties: {norvia: N, sundria: S}\n"
    bench = served(serve, file, bare)
    page = html.unescape(read(bench))
    sample = page.partition("<code>")[2].partition("</code>")[0]
    file.write_text(bare + sample, encoding="utf-8")
    assert "By the Spatial Model of Politics" in said(read(bench))


def test_variants_that_a_case_names_are_its_own(serve: Serve, folder: Path) -> None:
    text = SPATIAL.replace("spatial:\n  dim", "spatial:\n  options: {vote: cubic}\n  dim", 1)
    bench = served(serve, folder / "named.yaml", text)
    found = ask(detente.load(bench.workbench.name), "forecast", {"draws": "0"})
    page = read(bench)
    assert found["answer"][0] in said(page)
    assert '<option value="cubic" selected>' in page
    other = read(bench, **{"option-vote": "proportional"})
    plain = ask(
        detente.load(bench.workbench.name),
        "forecast",
        {"draws": "0", "option": "vote=proportional"},
    )
    assert plain["answer"][0] in said(other)
    assert plain["answer"][0] != found["answer"][0]


def test_a_foreign_file_is_shown_and_not_tried_out(serve: Serve, folder: Path) -> None:
    rows = [
        "Talks,About the rate,2,1,",
        "Actor,Desc,Power,Pos1,Sal1,",
        "Ann,,10,20,50,",
        "Bob,,5,80,90,",
    ]
    file = folder / "talks.csv"
    bench = served(serve, file, "\n".join(rows) + "\n")
    page = read(bench)
    assert "By the Spatial Model of Politics" in said(page)
    assert "no number can be tried out here" in said(page)
    assert 'action="/draft"' not in page


def test_many_ask_at_once(levy: Served) -> None:
    paths = ["/forecast", "/forecast?draws=200", "/api/forecast?draws=100"] * 4
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda path: levy.client.get(path).status_code, paths))
    assert answers == [200] * len(paths)


def test_every_option_says_what_it_decides() -> None:
    assert set(MODELS) == set(MODEL_LABELS) == set(EXPLAINED)
    names = {each.name for model in MODELS.values() for each in options_of(model)}
    assert names == set(LABELS) == set(SAYS)


@pytest.mark.parametrize(
    ("key", "wanted"),
    [
        ("dimensions.rate.reference", "position: [0, 20]"),
        ("dimensions.rate.bands.high", "bands: {high:"),
        ("actors.north.stances.start", "start: {position: [10, 30]"),
        ("actors.south.capability", "capability: 5"),
    ],
)
def test_what_is_said_of_positions_leads_to_its_line(folder: Path, key: str, wanted: str) -> None:
    file = folder / "lines.yaml"
    file.write_text(SPATIAL, encoding="utf-8")
    workbench = Workbench.open(str(file))
    try:
        lines = Lines(workbench.drafted(), View(workbench.case(), "poor"))
        assert wanted in SPATIAL.splitlines()[lines.of("spatial", key) - 1]
    finally:
        workbench.close()
