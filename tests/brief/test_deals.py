"""The brief's section on what is bargained over: the answer, its numbers, and what is kept back."""

from __future__ import annotations

import json
import re
from itertools import pairwise

import pytest

from brief.pages import Page
from deals import FISHING, RIVER, UNSURE
from detente import casefile
from detente.bargaining.analysis import bargain
from detente.bargaining.draft_words import signed
from detente.bargaining.solutions import CONCEPTS
from detente.bargaining.unknown import deal_chance, uncertain
from detente.bargaining.unknown.words import deal_in_words
from detente.brief.brief import render

FOUR = """\
detente: 1
id: four
title: Four parties
parties: {a: Aland, b: Bland, c: Cland, d: Dland}
bargaining:
  issues: {x: [low, high], y: [low, high]}
  preferences:
"""
FOUR += "".join(
    f"""\
    {party}:
      judgement: true
      reservation: 0.2
      weights: {{x: {weight}, y: {1 - weight:.1f}}}
      scores: {{x: {{low: {low}, high: {1 - low}}}, y: {{low: {1 - low}, high: {low}}}}}
"""
    for party, weight, low in (("a", 0.6, 1), ("b", 0.3, 0), ("c", 0.5, 1), ("d", 0.4, 0))
)


def brief(text: str, **asked: object) -> Page:
    return Page(render(casefile.loads(text, "case.yaml"), date="2026-01-01", **asked))  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def river() -> Page:
    return brief(RIVER)


def headings(page: Page) -> list[tuple[int, str]]:
    return [
        (int(e.tag[1]), re.sub(r"\s+", " ", e.text).strip())
        for e in page.all("h1", "h2", "h3", "h4", "h5")
    ]


def test_a_case_with_bargaining_alone_has_a_whole_brief(river: Page) -> None:
    assert not river.faults
    found = bargain(casefile.loads(RIVER, "river.yaml").bargaining_under())
    assert "Brief · bargaining analysis" in river.words
    assert "nothing to conclude" not in river.words
    assert found.answer()[0][1:] in river.words
    for name, solution in found.solutions.items():
        gains = solution.to_dict(found.worth)["gains"]
        label = CONCEPTS[name].label.lower()
        row = next(r for r in river.all("tr") if label in r.text.lower())
        assert all(signed(gain) in row.text for gain in gains.values()), name


def test_the_outline_has_no_gaps_and_ids_are_unique(river: Page) -> None:
    for page in (river, brief(FISHING), brief(FOUR)):
        levels = [level for level, _ in headings(page)]
        assert levels[0] == 1
        assert all(after <= before + 1 for before, after in pairwise(levels))
        ids = [e.attributes["id"] for e in page.elements if "id" in e.attributes]
        assert len(ids) == len(set(ids))
        wanted = {e.attributes["href"] for e in page.all("a") if e.attributes.get("href", "#")}
        assert {str(h)[1:] for h in wanted if str(h).startswith("#")} <= set(ids)
        named = {
            word
            for e in page.elements
            for word in str(e.attributes.get("aria-labelledby") or "").split()
        }
        assert named <= set(ids)


def test_a_scenario_is_told_where_it_differs(river: Page) -> None:
    assert "The payment is worth little upriver" in river.words
    told = bargain(casefile.loads(RIVER, "river.yaml").bargaining_under("poor")).answer()[0]
    assert told in river.words
    other = brief(RIVER, scenarios=[])
    assert told not in other.words
    assert "--scenario base" in other.words


def test_grounds_stand_beside_the_numbers(river: Page) -> None:
    rows = [re.sub(r"\s+", " ", r.text) for r in river.all("tr")]
    assert any("Cannot occur" in row and "It holds less back." in row for row in rows)
    assert any("consent of The bank" in row and "It keeps the fund." in row for row in rows)
    weight = next(row for row in rows if "Water let through: Little 0, Half 0.5" in row)
    assert "0.6" in weight
    assert "judgement" in weight


def test_with_a_conflict_the_answer_leads_on_and_states_are_linked() -> None:
    page = brief(FISHING)
    assert not page.faults
    assert "In the bargaining, there is a zone of agreement" in page.words
    assert "Which deals would last" in page.words
    section = next(e for e in page.all("section") if e.attributes.get("id") == "bargaining")
    assert "“The deal” (state 4)" in re.sub(r"\s+", " ", section.text)
    links = [e for e in page.all("a") if e.text == "“The deal” (state 4)"]
    assert any(e.attributes["href"] == "#run-0-state-4" for e in links)


def test_unknown_numbers_are_drawn_with_a_seed() -> None:
    page = brief(UNSURE)
    assert "Where numbers are not known" in page.words
    assert "draws (seed 0), each" in page.words
    assert page.source == brief(UNSURE).source


def test_coalitions_are_told_where_three_make_the_deal(river: Page) -> None:
    page = brief(FOUR)
    assert not page.faults
    assert "What coalitions can secure" in page.words
    assert "Shapley value" in page.words
    assert "What coalitions can secure" not in river.words  # two make that deal


def test_without_bargaining_on_request() -> None:
    page = brief(FISHING, bargaining=False)
    assert "What they could agree on" not in page.words
    assert "--no-bargaining" in page.words


def test_what_is_internal_leaves_no_trace_and_no_number_to_infer_it_from() -> None:
    secret = RIVER.replace(
        "      reservation: 0.3\n", "      reservation: {worth: 0.31234, visibility: internal}\n"
    ).replace(
        "        money: {0: 1, 2: 0}\n    bank",
        "        money: {0: 1, 2: 0}\n      interactions:\n"
        "        - {when: dam.kept and money >= 2, worth: 0.01, visibility: internal}\n    bank",
    )
    assert secret != RIVER
    page = brief(secret)
    assert not page.faults
    assert "There is a zone of agreement" in page.words.replace("there is", "There is")
    assert "some of what they rest on is kept internal" in page.words
    for trace in ("0.31234", "dam.kept and money", "+0."):
        assert trace not in page.source
    assert not any("chart" in str(e.attributes.get("class")) for e in page.all("svg"))
    shown = brief(secret, internal=True)
    assert "0.312" in shown.words
    assert any("chart" in str(e.attributes.get("class")) for e in shown.all("svg"))


def test_hostile_labels_do_no_harm() -> None:
    hostile = json.dumps("<script>alert(1)</script>\u202e & “x”")
    page = brief(RIVER.replace("Water let through", hostile).replace("Half", hostile))
    assert not page.faults
    assert not page.all("script")
    assert "\u202e" not in page.source


HELPED = (
    UNSURE.replace("reservation: 0.5", "reservation: {from: 0.6, to: 1}", 1)
    .replace("reservation: 0.3", "reservation: 0.5", 1)
    .replace(
        "scenarios:",
        "  contributions:\n"
        "    loan: {by: bank, label: A loan, worth: {up: 0.3}, judgement: true}\n"
        "scenarios:",
        1,
    )
)


def test_what_others_can_add_is_told_with_the_chance_of_a_deal() -> None:
    page = brief(HELPED)
    assert not page.faults
    assert "With “A loan”" in page.words
    problem = casefile.loads(HELPED, "river.yaml").bargaining_under()
    for given in ((), ("loan",)):
        chance = uncertain(problem, samples=1_000, contributions=given).agreement
        assert deal_chance(problem, samples=1_000, contributions=given) == chance
        assert deal_in_words(chance, 1_000) in page.words
    assert "taking the middle of what is known" in page.words
