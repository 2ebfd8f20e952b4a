"""The page as HTML: well formed, self-contained, accessible, and complete."""

from __future__ import annotations

import datetime
import json
import re
from functools import cache
from itertools import pairwise

import pytest
from hypothesis import given

from brief.pages import FERRY, Page, ferry
from detente import __version__, loading
from detente.brief.brief import render
from detente.case import Case, Party, Scenario
from detente.conditions import TRUE, name, negation
from detente.conflict.model import Conflict, Term, conflict
from detente.errors import UnknownNameError
from examples import examples
from strategies import conflicts

DATE = "2024-01-02"


@cache
def page_of(name: str) -> Page:
    case = ferry() if name == "ferry" else loading.load(name)
    return Page(render(case, date=DATE))


@pytest.fixture(params=["ferry", "elmira", pytest.param("japan-russia", marks=pytest.mark.slow)])
def page(request: pytest.FixtureRequest) -> Page:
    return page_of(request.param)


# -- Well formed and self-contained --------------------------------------------------------


def test_tags_match_and_ids_are_unique(page: Page) -> None:
    assert page.source.startswith("<!DOCTYPE html>")
    assert page.faults == []
    ids = [e.attributes["id"] for e in page.elements if "id" in e.attributes]
    assert len(ids) == len(set(ids))


def test_links_lead_somewhere(page: Page) -> None:
    ids = {e.attributes.get("id") for e in page.elements}
    for link in page.all("a"):
        href = link.attributes["href"] or ""
        if href.startswith("#"):
            assert href[1:] in ids, href
        else:
            assert re.match(r"https?://", href)
            assert link.attributes["rel"] == "noopener noreferrer"
    for element in page.elements:
        for key in ("aria-labelledby", "marker-end"):
            for used in re.findall(r"[\w-]+", element.attributes.get(key) or ""):
                assert used in {*ids, "url"}, used


def test_nothing_is_fetched_or_run(page: Page) -> None:
    assert page.all("script", "link", "iframe", "object", "embed", "img", "base", "form") == []
    for element in page.elements:
        for key, value in element.attributes.items():
            assert not key.startswith("on")
            assert key not in ("src", "srcset", "style", "action", "xlink:href")
            assert key != "href" or element.tag == "a"
            assert "javascript:" not in (value or "")
    (policy,) = (m for m in page.all("meta") if "http-equiv" in m.attributes)
    assert policy.attributes["http-equiv"] == "Content-Security-Policy"
    assert (
        policy.attributes["content"]
        == "default-src 'none'; style-src 'unsafe-inline'; img-src data:"
    )
    (style,) = page.all("style")
    assert "url(" not in style.text
    assert "@import" not in style.text


# -- Accessible ----------------------------------------------------------------------------


def test_headings_go_down_step_by_step(page: Page) -> None:
    levels = [int(e.tag[1]) for e in page.elements if re.fullmatch(r"h[1-6]", e.tag)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))
    assert all(e.text.strip() for e in page.elements if re.fullmatch(r"h[1-6]", e.tag))


def test_tables_have_captions_and_headers(page: Page) -> None:
    assert len(page.all("caption")) == len(page.all("table")) > 5
    assert all(e.attributes.get("scope") in ("col", "row") for e in page.all("th"))
    assert all(e.text.strip() for e in page.all("caption", "th"))
    for table in page.source.split("<table")[1:]:
        body = table.partition("<tbody")[2].partition("</tbody>")[0]
        assert body.count('scope="row"') == body.count("<tr")


def test_pictures_have_text_alternatives(page: Page) -> None:
    pictures = [e for e in page.all("svg") if "aria-hidden" not in e.attributes]
    assert pictures
    texts = {e.attributes["id"]: e.text for e in page.elements if "id" in e.attributes}
    for picture in pictures:
        assert picture.attributes["role"] == "img"
        title, description = (picture.attributes["aria-labelledby"] or "").split()
        assert texts[title].strip()
        assert len(texts[description]) > 20
        if "picture" in str(picture.attributes["class"]):
            assert texts[title].startswith("Moves around the status quo")
            assert "states" in texts[description]
    for figure in page.source.split("<figure")[1:]:
        assert "<table" in figure.partition("</figure>")[0]


def test_what_scrolls_can_be_reached_by_keyboard(page: Page) -> None:
    for element in page.elements:
        if element.attributes.get("class") == "scroll":
            assert element.attributes["tabindex"] == "0"
            assert element.attributes["aria-label"]


# -- Complete ------------------------------------------------------------------------------


def test_the_answer_comes_first_and_under_its_condition(page: Page) -> None:
    words = page.words
    assert words.index("The answer") < words.index("If these judgements hold") < 2000
    assert words.index("If these judgements hold") < words.index("What this does not say")


def test_every_part_is_there_in_order() -> None:
    headings = [e.text for e in page_of("ferry").all("h2")]
    assert headings == [
        "The answer",
        "Outcome by outcome",
        "What would last",
        "Moves and joint steps",
        "What one asks next",
        "Scenarios",
        "The evidence",
        "What it rests on",
        "Definitions and limits",
        "What happened later",
        "How to repeat this",
    ]


def test_every_result_names_its_method(page: Page) -> None:
    figures = page.source.split("<figure")[1:]
    results = [t for t in page.source.split("<table")[1:] if 'class="stability"' in t[:30]]
    results += [t for t in page.source.split("<table")[1:] if 'class="ways"' in t[:30]]
    for result in (*figures, *results):
        deals = 'class="chart-figure' in result[:40]
        method = "Method: " if deals else "Method: graph model in option form; concepts Nash, GMR"
        assert method in result.partition("</figure>")[0]
        assert deals or "weak sanctions" in result


def test_no_path_stands_beside_the_joint_step() -> None:
    """Where single moves lead nowhere, the same row says what can be done together."""
    source = page_of("japan-russia").source
    for table in source.split('<table class="ways"')[1:]:
        for row in table.partition("</table>")[0].split("<tr>")[2:]:
            together = re.findall(r"<td>(.*?)</td>", row, re.S)[0]
            assert together.strip()
    assert "Japan, Russia and United States together: all gain" in source


def test_judgements_are_marked_with_their_confidence() -> None:
    source = page_of("ferry").source
    assert 'class="chip chip-judgement chip-low">judgement · low confidence<' in source
    assert ">from sources · high confidence<" in source
    assert ">rests on nothing<" in source
    assert "3 disputed" in source
    assert "one is drawn" not in source
    assert "It rests on six preference statements: " in page_of("ferry").words


def test_later_history_is_marked() -> None:
    words = page_of("ferry").words
    later = words.index("What happened later")
    assert later < words.index("Not an input") < words.index("They paid.")
    assert words.index("They paid.") > words.index("Definitions and limits")


def test_the_stamp_lets_anyone_repeat_it() -> None:
    words = page_of("ferry").words
    assert ferry().digest in words
    assert f"detente {__version__}, 2 January 2024" in words
    assert f"detente brief ferry.yaml -o brief.html --date {DATE}" in words
    assert "weak sanctions" in words
    page = render(
        ferry(), date=DATE, sanction="strict", concepts=["nash"], scenarios=["same"], internal=True
    )
    assert (
        "detente brief ferry.yaml -o brief.html --scenario same --concept nash --sanction strict "
        f"--internal --date {DATE}" in Page(page).words
    )


def test_a_shorter_brief_asks_nothing_further() -> None:
    page = Page(render(ferry(), ask_further=False, date=DATE))
    assert "What one asks next" not in [e.text for e in page.all("h2")]
    assert f"-o brief.html --no-further --date {DATE}" in page.words


def test_the_same_case_gives_the_same_bytes() -> None:
    assert render(ferry(), date=DATE) == render(ferry(), date=DATE)


def test_today_is_the_date_by_default() -> None:
    today = datetime.date.today()
    assert f"Brief of {today.day} {today:%B %Y}." in Page(render(ferry())).words


def test_scenarios_and_concepts_can_be_chosen() -> None:
    page = Page(render(ferry(), scenarios=["same"], concepts=["nash", "seq"], date=DATE))
    assert "Nothing else" in page.words
    assert "North would rather" not in page.words
    assert "metarationality </dt>" not in page.source
    assert "Scenarios" not in [e.text for e in Page(render(ferry(), scenarios=[])).all("h2")]
    with pytest.raises(UnknownNameError, match="no scenario 'prud'"):
        render(ferry(), scenarios=["prud"])
    with pytest.raises(UnknownNameError):
        render(ferry(), concepts=["nosh"])


# -- Odd cases -----------------------------------------------------------------------------


def check(case: Case) -> Page:
    page = Page(render(case, date=DATE))
    test_tags_match_and_ids_are_unique(page)
    test_links_lead_somewhere(page)
    test_nothing_is_fetched_or_run(page)
    test_headings_go_down_step_by_step(page)
    assert all(e.attributes.get("scope") for e in page.all("th"))
    return page


def test_a_case_without_a_conflict() -> None:
    page = check(Case("bare", "Bare", parties={"a": Party("a")}))
    assert "nothing to conclude" in page.words


def test_without_a_status_quo_there_is_a_sentence_for_a_picture() -> None:
    game = conflict({"a": ["x"], "b": ["y"]}, {"a": ["a.x"], "b": []})
    page = check(Case("bare", "Bare", conflict=game))
    assert "There is no picture" in page.words
    assert page.all("svg") == []


def test_no_equilibrium_at_all() -> None:
    chase = conflict(
        {"a": ["x"], "b": ["x"]},
        {"a": ["a.x iff b.x"], "b": ["a.x xor b.x"]},
        status_quo=[],
    )
    page = Page(render(Case("chase", "Chase", conflict=chase), concepts=["nash"], date=DATE))
    assert "none of the four feasible states would last" in page.words


@pytest.mark.slow
@pytest.mark.slow
@examples(25)
@given(conflicts(), conflicts(max_parties=3))
def test_any_conflict_can_be_told(game: Conflict, other: Conflict) -> None:
    values = game.states.values(0)
    today = frozenset(o.name for o, taken in zip(game.options, values, strict=True) if taken)
    last = name(game.options[-1].name) if game.options else TRUE
    terms = {"end": Term("end", last), "other": Term("other", negation(last))}
    dressed = game.with_changes(status_quo=today, terms=terms, outcomes=tuple(terms))
    case = Case(
        "random",
        "Random",
        parties={party.id: party for party in game.parties},
        conflict=dressed,
        scenarios={"other": Scenario("other", "Other", conflict=other)},
    )
    check(case)


# -- Hostile cases -------------------------------------------------------------------------

NASTY = """'"><script>alert(1)</script><img src=x onerror=alert(1)> {{ 7*7 }} {% raw %} ]]> &amp;"""


def hostile() -> Case:
    """Return the small case with a nasty text in every field that takes text."""
    turned = f"{NASTY} \u202egnp.exe\u202c \u2066x\u2069 \x1b[31m \u0085"
    text = re.sub(
        r"(title|summary|label|note|says|because|outlet|speaker|kind_|about|summary): ([A-Z][^\n,}]*)",
        lambda m: f"{m[1]}: {yaml_text(turned + m[2])}",
        FERRY,
    )
    return ferry(text)


def yaml_text(text: str) -> str:
    """Return text as YAML writes it in double quotes."""
    return json.dumps(text)


def test_hostile_text_stays_text() -> None:
    page = check(hostile())
    assert "<script" not in page.source
    assert "alert(1)" in page.words  # shown as it is
    assert "{{ 7*7 }}" in page.words
    assert not re.search("[\u202a-\u202e\u2066-\u2069\x1b\x85]", page.source)
    assert "\ufffdgnp.exe" in page.source


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        "data:text/html,x",
        "https://user@evil.example/",
        'https://example.org/" onmouseover="alert(1)',
        "https://exa mple.org/",
        "//example.org/x",
        "http://",
        "http://[::1",
        " https://example.org",
    ],
)
def test_only_web_addresses_become_links(url: str) -> None:
    page = check(ferry(FERRY.replace('"https://example.org/l"', yaml_text(url))))
    hrefs = [e.attributes["href"] or "" for e in page.all("a")]
    assert [href for href in hrefs if not href.startswith("#")] == []
