"""The page of what is bargained over, as a browser without scripts gets it."""

from __future__ import annotations

import html
import json
import re
import time
from pathlib import Path

import pytest
import yaml

import detente
from deals import FISHING, RIVER, UNSURE
from detente.asking import ask
from detente.bargaining.unknown import uncertain
from detente.casefile.draft import draft_to_text
from detente.errors import ModelError
from detente.web.lines import Lines
from detente.web.view import View
from detente.web.workbench import Workbench
from served import Serve, Served, served
from webpages import HOSTILE, Headings, part, said

pytestmark = pytest.mark.slow  # a server is started, or many pages made

DRAFT = {"water": "half", "dam": "kept", "money": "1"}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("bargain")


@pytest.fixture(scope="module")
def river(serve: Serve, folder: Path) -> Served:
    return served(serve, folder / "river.yaml", RIVER)


def drafted(**values: str) -> dict[str, str]:
    return {f"issue-{issue}": value for issue, value in values.items()}


def read(bench: Served, status: int = 200, **given: str) -> str:
    answer = bench.client.get("/bargain", params=given)
    assert answer.status_code == status, answer.text
    return answer.text


@pytest.mark.parametrize("scenario", ["", "poor"])
def test_the_page_tells_what_the_command_tells(river: Served, scenario: str) -> None:
    text = ", ".join(f"{issue}={value}" for issue, value in DRAFT.items())
    case = detente.load(river.workbench.name)
    found = ask(case, "bargain", {"draft": text, "scenario": scenario})
    page = read(river, **drafted(**DRAFT), scenario=scenario)
    for sentence in (*found["answer"], *found["draft"]["answer"], *found["draft"]["trades"]):
        assert sentence in said(page)
    assert found["agreement"] is (not scenario)
    wanted = "Fair packages" if not scenario else "comes nearest to agreement"
    assert wanted in said(part(page, "answer"))


def test_every_package_can_be_taken_over(river: Served) -> None:
    """What a link says that a package gives, its own page says, too."""
    page = read(river, **drafted(**DRAFT))
    found = re.findall(r"<tr[^>]*>.*?</tr>", part(page, "answer"), re.DOTALL)
    rows = [row for row in found if 'class="take"' in row]
    assert len(rows) > 5
    for row in rows[:4]:
        gains = re.findall(r'<span class="(?:gained|refuses)">([^<]*)</span>', row)
        address = re.search(r'class="take" href="([^"]*)"', row)
        assert address
        taken = river.client.get(html.unescape(address[1])).text
        verdict = part(taken, "verdict").partition('id="standing"')[0]
        assert re.findall(r'<span class="(?:gained|refuses)">([^<]*)</span>', verdict) == gains
        assert 'class="today"' in taken


def test_an_improvement_improves(river: Served) -> None:
    page = read(river, **drafted(water="little", dam="kept", money="0"))
    assert "It is not efficient" in said(page)
    take = re.search(r'class="take" href="([^"]*)"', part(page, "better-heading"))
    assert take
    taken = river.client.get(html.unescape(take[1])).text
    assert "is acceptable" in said(taken)
    assert 'id="better-heading"' not in taken  # what only The bank's refusal keeps off is no way on


def test_controls_show_the_draft_and_what_is_open(river: Served) -> None:
    page = read(river, **drafted(water="half", dam="", money="1.0"))
    assert re.search(r'name="issue-water" value="half" checked', page)
    assert re.search(r'name="issue-dam" value="" checked', page)
    assert re.search(r'name="issue-money" value="1" checked', page)
    assert "Open: The dam" in said(page)
    assert "Fair ways to complete it" in said(page)
    assert "Refused" not in said(part(page, "verdict").partition('id="standing"')[0])


def test_what_rules_a_draft_out_is_told_with_its_line(river: Served) -> None:
    page = read(river, **drafted(water="little", dam="lowered", money="0"))
    assert "The draft cannot occur" in said(page)
    assert "It holds less back." in said(page)
    line = next(k for k, text in enumerate(RIVER.splitlines(), 1) if "dam.lowered and" in text)
    assert f'href="/text#L{line}"' in part(page, "standing")


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"issue-dam": "moved"}, "unknown-value"),
        ({"issue-damn": "kept"}, "unknown-issue"),
        ({"issue-dam": HOSTILE}, "unknown-value"),
    ],
)
def test_an_unknown_value_is_refused_on_the_page(
    river: Served, given: dict[str, str], code: str
) -> None:
    page = read(river, 422, **given)
    assert f"<code>{code}</code>" in page
    assert HOSTILE not in page
    assert 'id="package"' in page


def test_the_draft_says_whether_it_would_last(serve: Serve, folder: Path) -> None:
    bench = served(serve, folder / "fishing.yaml", FISHING)
    deal = said(read(bench, **drafted(catch="limited", licences="all")))
    assert "One state amounts to it. Nobody has reason to leave “The deal” (state 4)" in deal
    assert "No state of the conflict amounts to it." in said(
        read(bench, **drafted(catch="free", licences="all"))
    )


@pytest.mark.parametrize(
    ("scenario", "given", "part"),
    [
        ("poor", {"side-payments": "true"}, "side_payments"),
        ("poor", {"contribution": "bank"}, "contribution"),
        ("", {"coalitions": "true"}, "coalitions"),
    ],
)
def test_what_is_asked_further_is_what_the_command_tells(
    river: Served, scenario: str, given: dict[str, str], part: str
) -> None:
    text = ", ".join(f"{issue}={value}" for issue, value in DRAFT.items())
    asked = {"scenario": scenario, "draft": text, **given}
    found = ask(detente.load(river.workbench.name), "bargain", asked)[part]["answer"]
    asking = {"scenario": scenario, **given, **drafted(**DRAFT)}
    page = river.client.get("/bargain/further", params=asking).text
    assert found
    for sentence in found:
        assert sentence in said(page)
    assert "checked" in page or "selected" in page
    assert html.unescape(page).count("issue-dam=kept") > 1, "the draft is not lost"


def test_unknown_numbers_are_asked_after_where_there_are_any(
    serve: Serve, river: Served, folder: Path
) -> None:
    assert "data-ask" not in read(river)
    bench = served(serve, folder / "unsure.yaml", UNSURE)
    link = re.search(r'data-ask href="([^"]*)"', read(bench))
    assert link
    page = bench.client.get(html.unescape(link[1]), params={"uncertain": "yes", "seed": "2"}).text
    drawn = uncertain(bench.workbench.saved().bargaining_under(), samples=1000, seed=2)
    for sentence in drawn.answer():
        assert sentence in said(page)
    assert "1,000 draws (seed 2)" in said(page)
    wrong = bench.client.get("/bargain/further?uncertain=yes&samples=many")
    assert (wrong.status_code, "wrong-setting" in wrong.text) == (422, True)


def test_all_results_hold_what_can_be_agreed(river: Served) -> None:
    found = river.client.get("/api/results").json()["results"]
    bargained = {each["settings"].get("scenario", ""): each for each in found}
    assert set(bargained) == {"", "poor"}
    told = [each for each in found if each["question"] == "bargain"]
    assert [each["result"]["agreement"] for each in told] == [True, False]


def test_every_number_has_its_ground_and_its_line(river: Served) -> None:
    rests = part(read(river, scenario="poor"), "inputs")
    lines = RIVER.splitlines()
    found = {int(k) for k in re.findall(r'href="/text#L(\d+)"', rests)}
    for text in ("reservation: 0.96", "weights: {water: 0.6", "consents", "dam.lowered and"):
        place = next(k for k, line in enumerate(lines, 1) if text in line)
        assert place in found or (text == "consents" and place + 1 in found), text
    assert "judgement" in said(rests)
    assert "It says which packages the numbers written here allow" in said(rests)


def test_a_case_without_bargaining_says_how_to_add_it(serve: Serve, folder: Path) -> None:
    file = folder / "bare.yaml"
    bare = "detente: 1\nid: bare\ntitle: Bare\nparties: {norvia: N, sundria: S}\n"
    bench = served(serve, file, bare)
    page = html.unescape(read(bench))
    sample = page.partition("<code>")[2].partition("</code>")[0]
    assert 'href="/text"' in part(page, "main")
    file.write_text(bare + sample, encoding="utf-8")
    assert "There is a zone of agreement" in said(read(bench))


# -- What if ---------------------------------------------------------------------------------------


def try_out(bench: Served, status: int = 200, back: str = "/bargain", **edit: str) -> str:
    """Press a button of the page; return the page that comes of it."""
    value, fields = edit.pop("value", ""), {"do": "number", "scenario": "", **edit}
    draft = bench.client.get("/api/draft").json()
    sent = {key: str(draft[key]) for key in ("revision", "digest")}
    sent |= {"edit": json.dumps(fields), "value": value, "back": back}
    answer = bench.client.post("/draft", data=sent, headers={"Origin": bench.address})
    assert answer.status_code == (303 if status == 200 else status), answer.text
    return (bench.client.get(answer.headers["location"]) if status == 200 else answer).text


def test_a_weight_is_tried_out_and_saved_with_comments(serve: Serve, folder: Path) -> None:
    file = folder / "tried.yaml"
    text = RIVER.replace("reservation: 0.3\n", "reservation: 0.3  # as it said\n")
    bench = served(serve, file, text)
    page = try_out(bench, party="down", value="0.1", back="/bargain?issue-dam=kept&to=/elsewhere")
    assert "Before: " in said(part(page, "panel"))
    assert re.search(r'name="issue-dam" value="kept" checked', page), "the package is kept"
    page = try_out(bench, party="down", issue="water", value="0.2")
    assert "Draft." in page
    weights = bench.workbench.case().bargaining_under().profiles["down"].weights
    shares = {issue: weight.share.low for issue, weight in weights.items()}
    assert shares == pytest.approx({"water": 0.2, "dam": 0.2, "money": 0.6})
    assert sum(shares.values()) == 1
    assert file.read_text(encoding="utf-8") == text
    try_out(bench, do="undo")
    assert (
        bench.workbench.case().bargaining_under().profiles["down"].weights["dam"].share.low == 0.1
    )
    try_out(bench, do="redo")
    try_out(bench, do="save")
    changed = [line for line in file.read_text(encoding="utf-8").splitlines() if line not in text]
    assert [line.strip() for line in changed] == [
        "reservation: 0.1  # as it said",
        "weights: {water: 0.2, dam: 0.2, money: 0.6}",
    ]


@pytest.mark.parametrize(
    ("edit", "wanted"),
    [
        ({"party": "down", "value": "much"}, "wrong-request"),
        ({"party": "down", "issue": "water", "value": "1.2"}, "from 0 to 1"),
        ({"party": "nobody", "value": "0.2"}, "no party"),
        ({"party": "down", "issue": "air", "value": "0.2"}, "no issue"),
        ({"do": "move", "party": "down", "place": "1", "to": "2"}, "no conflict"),
    ],
)
def test_what_no_number_can_be_is_refused(river: Served, edit: dict[str, str], wanted: str) -> None:
    draft = river.client.get("/api/draft").json()
    body = {"revision": draft["revision"], "edit": {"do": "number", "scenario": "", **edit}}
    answer = river.client.post("/api/draft", json=body)
    assert answer.status_code in (400, 422)
    assert wanted in answer.text
    page = try_out(river, answer.status_code, **edit)
    assert 'class="problem problem-error"' in part(page, "panel")


RANGED = RIVER.replace(
    "weights: {water: 0.6, dam: 0.1, money: 0.3}",
    "weights: {water: [0.3, 0.8], dam: {from: 0, to: 0.5, best: 0.1}, money: {weight: [0.1, 0.6], "
    "because: It needs it.}}",
)


@pytest.mark.parametrize(
    ("issue", "written"),
    [
        ("water", "water: {from: 0.3, to: 0.8, best: 0.4}"),
        ("dam", "dam: {from: 0, to: 0.5, best: 0.4}"),
        ("money", "weight: {from: 0.1, to: 0.6, best: 0.4}"),
    ],
)
def test_of_a_range_the_best_guess_is_tried(tmp_path: Path, issue: str, written: str) -> None:
    file = tmp_path / "ranged.yaml"
    file.write_text(RANGED, encoding="utf-8")
    workbench = Workbench.open(str(file))
    try:
        edit = {"do": "number", "party": "down", "issue": issue}
        workbench.change(0, {**edit, "value": 0.4})
        now = workbench.drafted()
        assert now is not None
        assert not now.problems
        assert workbench.case().bargaining_under().profiles["down"].weights[issue].share.best == 0.4
        assert written in draft_to_text(now.document, now.draft)
        with pytest.raises(ModelError, match="does not lie between"):
            workbench.change(1, {**edit, "value": 0.9})
    finally:
        workbench.close()


def test_a_draft_is_kept_as_a_scenario(tmp_path: Path) -> None:
    file = tmp_path / "kept.yaml"
    file.write_text(RIVER, encoding="utf-8")
    workbench = Workbench.open(str(file))
    try:
        workbench.change(0, {"do": "number", "party": "up", "value": 0.9})
        now = workbench.drafted()
        assert now is not None
        keep = {"do": "keep", "id": "sure", "label": "Upriver is sure", "scenario": ""}
        workbench.change(1, keep, now.digest)
        case = workbench.saved()
        assert case.bargaining_under().profiles["up"].reservation.low == 0.5
        assert case.bargaining_under("sure").profiles["up"].reservation.low == 0.9
        assert (
            case.bargaining_under("sure").profiles["down"]
            == case.bargaining_under().profiles["down"]
        )
    finally:
        workbench.close()


def test_a_contribution_is_drafted_with(flagship: Served) -> None:
    """What Washington could add decides whether there is a zone of agreement."""
    plain = flagship.client.get("/bargain").text
    assert "There is no zone of agreement" in said(plain)
    link = re.search(r'See what can be agreed with <a href="([^"]*)"', plain)
    assert link
    page = flagship.client.get(html.unescape(link[1])).text
    assert "There is a zone of agreement" in said(page)
    assert 'name="with" value="consent" checked' in page
    lasts = said(part(page, "standing"))
    assert "Nobody has reason to leave “Treaty on the 1956 basis" in lasts
    takes = re.findall(r'class="take" href="([^"]*)"', page)
    assert takes
    assert all("with=consent" in take for take in takes)
    assert flagship.client.get("/bargain?with=money").status_code == 422


# -- Hostile, large --------------------------------------------------------------------------------


def hostile(text: str) -> str:
    """Return a case with every label hostile."""
    data = yaml.safe_load(text)
    data["title"] = HOSTILE
    data["parties"] = dict.fromkeys(data["parties"], HOSTILE)
    section = data["bargaining"]
    for issue in section["issues"].values():
        issue["label"] = issue["because"] = HOSTILE
        if "values" in issue:
            issue["values"] = {
                key: {"label": HOSTILE, "because": HOSTILE} for key in issue["values"]
            }
        else:
            issue["range"]["unit"] = HOSTILE
    section["infeasible"][0]["because"] = HOSTILE
    return str(yaml.safe_dump(data))


def test_hostile_labels_are_text(serve: Serve, folder: Path) -> None:
    bench = served(serve, folder / "hostile.yaml", hostile(RIVER))
    for values in (DRAFT, {"water": "little", "dam": "lowered", "money": "0"}, {"water": "half"}):
        page = read(bench, **drafted(**values))
        headings = Headings()
        headings.feed(page)
        assert headings.bad == []
        assert "onerror=alert(1)>" not in re.sub(r"&[a-z#0-9]+;", "", page).replace("&gt;", "")
        steps = zip(headings.levels, headings.levels[1:], strict=False)
        assert all(after <= before + 1 for before, after in steps)


def large(issues: int, values: int) -> str:
    """Return a case of that many packages, which only one link keeps from being additive."""
    ids = [f"i{k}" for k in range(issues)]
    scores = {key: {str(v): v / (values - 1) for v in range(values)} for key in ids}
    against = {key: {v: 1 - x for v, x in by.items()} for key, by in scores.items()}
    total = issues * (issues + 1) / 2
    up = {key: (k + 1) / total for k, key in enumerate(ids)}
    down = {key: (issues - k) / total for k, key in enumerate(ids)}
    given = {"judgement": True, "reservation": 0.3}
    section = {
        "issues": {key: {"range": {"from": 0, "to": values - 1, "step": 1}} for key in ids},
        "preferences": {
            "a": {**given, "weights": up, "scores": scores},
            "b": {**given, "weights": down, "scores": against},
        },
    }
    data = {"detente": 1, "id": "large", "title": "Large", "parties": {"a": "A", "b": "B"}}
    return str(yaml.safe_dump({**data, "bargaining": section}))


def test_a_large_case_gives_the_instant_part_and_the_rest_when_asked(
    serve: Serve, folder: Path
) -> None:
    bench = served(serve, folder / "large.yaml", large(4, 50))
    values = drafted(**dict.fromkeys(("i0", "i1", "i2", "i3"), "10"))
    page = settled(bench, **values)
    assert 'type="number" name="issue-i0" value="10" min="0" max="49" step="1"' in page
    assert "Refused" in said(part(page, "verdict"))
    assert "It is not efficient" not in said(page)
    assert "There are 6,250,000 packages" in said(page)
    looked = settled(bench, **values, look="yes")
    assert "It is not efficient" in said(looked)
    jobs = bench.client.get("/api/jobs").json()["jobs"]
    assert [job["state"] for job in jobs] == ["done", "done"]


def settled(bench: Served, **given: str) -> str:
    """Return the page once nothing is worked out any more."""
    deadline = time.monotonic() + 120
    while 'http-equiv="refresh"' in (page := read(bench, **given)):
        assert time.monotonic() < deadline
        time.sleep(0.2)
    return page


def test_a_job_is_cancelled_and_asked_again(serve: Serve, folder: Path) -> None:
    bench = served(serve, folder / "again.yaml", large(4, 50))
    page = settled(bench)
    values = drafted(**dict.fromkeys(("i0", "i1", "i2", "i3"), "10"))
    job = bench.workbench.jobs.all()[0]
    job.state = "cancelled"
    page = read(bench, **values)
    assert "This was cancelled" in said(page)
    assert "Refused" in said(part(page, "verdict")), "the instant part needs no job"
    again = re.search(r'<form method="post" action="(/bargain[^"]*)"', page)
    assert again
    own = {"Origin": bench.address}
    answer = bench.client.post(html.unescape(again[1]), headers=own, follow_redirects=True)
    assert answer.status_code == 200
    assert len(bench.workbench.jobs.all()) == 2
    assert "There is a zone of agreement" in said(settled(bench, **values))


@pytest.mark.parametrize(
    ("key", "wanted"),
    [
        ("issues.water", "water: {label: Water let through"),
        ("infeasible.0", "dam.lowered and water.little"),
        ("consents.0", "money >= 2"),
        ("preferences.up.weights.dam", "weights: {water: 0.3, dam: 0.3, money: 0.4}"),
        ("preferences.up.scores.water.half", "water: {little: 1, half: 0.6, most: 0}"),
        ("preferences.up.scores.money.1", "money: {0: 0, 2: 1}"),
        ("preferences.bank.reservation", "reservation: 0.5"),
    ],
)
def test_what_is_bargained_over_leads_to_its_line(folder: Path, key: str, wanted: str) -> None:
    file = folder / "lines.yaml"
    file.write_text(RIVER, encoding="utf-8")
    workbench = Workbench.open(str(file))
    try:
        lines = Lines(workbench.drafted(), View(workbench.case()))
        assert wanted in RIVER.splitlines()[lines.of("bargaining", key) - 1]
        poor = Lines(workbench.drafted(), View(workbench.case(), "poor"))
        own = RIVER.splitlines()[poor.of("bargaining", "preferences.up.reservation") - 1]
        assert "0.96" in own
    finally:
        workbench.close()
