"""What is marked internal is nowhere in a shared brief, and all there in an internal one."""

from __future__ import annotations

import itertools
import re

import pytest

from brief.pages import Page
from detente import casefile
from detente.bargaining.worth import worth
from detente.brief import visibility
from detente.brief.brief import render
from detente.case import Case
from detente.conflict.hypergames import analyse_hypergame
from detente.errors import UnknownNameError

SECRETS = """
detente: 1
id: secrets
title: A case with secrets
parties:
  a: Alpha
  b: Beta
sources:
  paper: {outlet: A paper, date: 2020}
  TOKEN01: {outlet: TOKEN02, relays: TOKEN03, title: TOKEN04, author: TOKEN05,
    url: "https://TOKEN06.example", note: TOKEN07, date: 2001, visibility: internal}
statements:
  open: {by: a, source: TOKEN01, says: said openly, contradicts: TOKEN08}
  TOKEN08: {by: b, source: paper, speaker: TOKEN09, says: TOKEN10, about: TOKEN11, to: a,
    chain: TOKEN12, slots: {TOKEN13: TOKEN14}, visibility: internal}
conflict:
  options:
    a:
      sign: {label: sign, cites: TOKEN08, because: it was said}
      TOKEN15: {label: TOKEN16, because: TOKEN17, cites: open, visibility: internal}
    b:
      sign: {label: sign, judgement: true}
  terms:
    deal: {means: a.sign and b.sign, label: A deal, because: clear}
    TOKEN18: {means: deal and a.TOKEN15, label: TOKEN19, because: TOKEN20, visibility: internal}
    public: {means: TOKEN18 or b.sign, label: Something public, because: clear}
  infeasible:
    - {when: a.TOKEN15 and not a.sign, because: TOKEN21, visibility: internal}
    - {when: a.TOKEN15 and b.sign and TOKEN18 and not a.sign, because: shown}
  outcomes: [TOKEN18, deal, public]
  status_quo: [a.sign, a.TOKEN15]
  preferences:
    a:
      - {want: deal, label: TOKEN22, because: TOKEN23, confidence: low, visibility: internal}
      - {want: not a.TOKEN15, because: openly so}
      - {want: not TOKEN18, cites: TOKEN08}
    b:
      - {want: a.TOKEN15 implies not b.sign, because: TOKEN24, visibility: internal}
      - {want: deal, because: it likes deals}
scenarios:
  TOKEN25: {label: TOKEN26, note: TOKEN27, because: TOKEN28, visibility: internal,
    preferences: {b: [b.sign]}}
  changed:
    label: Changed
    judgement: true
    cites: TOKEN08
    options: {a: {TOKEN15: {label: TOKEN29, because: TOKEN30, visibility: internal}}}
    terms: {TOKEN18: {means: a.TOKEN15, label: TOKEN31, because: TOKEN32, visibility: internal}}
    preferences:
      b:
        - {want: b.sign, label: TOKEN33, because: TOKEN34, visibility: internal}
outcome:
  events:
    - {date: 2021, says: it ended, sources: TOKEN01}
    - {date: 2022, says: TOKEN35, sources: paper, visibility: internal}
"""
TOKENS = [f"TOKEN{n:02}" for n in range(1, 36)]
NEVER_SHOWN = {"TOKEN01", "TOKEN08", "TOKEN25"}  # ids of a source, a statement and a scenario


@pytest.fixture(scope="module")
def case() -> Case:
    return casefile.loads(SECRETS, "secrets.yaml")


@pytest.fixture(scope="module")
def shared(case: Case) -> str:
    return render(case, date="2024-01-02")


def test_the_case_has_a_secret_of_every_kind() -> None:
    assert all(SECRETS.count(token) for token in TOKENS)


def test_a_shared_brief_has_no_secret(shared: str) -> None:
    assert "TOKEN" not in shared.upper()


def test_an_internal_brief_has_them_all(case: Case) -> None:
    page = render(case, internal=True, date="2024-01-02")
    assert {token for token in TOKENS if token not in page} == NEVER_SHOWN
    assert "not to be shared" in Page(page).words


def test_what_is_left_out_leaves_no_broken_reference(shared: str) -> None:
    page = Page(shared)
    assert page.faults == []
    ids = {element.attributes.get("id") for element in page.elements}
    links = [str(e.attributes["href"]) for e in page.all("a")]
    assert [link for link in links if link.startswith("#") and link[1:] not in ids] == []
    assert "rests on a statement not shown here" in shared
    assert "a source not shown here" in page.words
    assert "a priority kept internal" in page.words
    assert "an option kept internal" in page.words
    assert "a rule kept internal" in page.words


def test_an_internal_ranking_keeps_its_order_and_ground() -> None:
    text = """
detente: 1
id: ranked
title: A ranked case
parties: {a: Alpha, b: Beta}
conflict:
  options: {a: {x: take it}, b: {y: leave it}}
  preferences:
    a: {ranking: [4, [2, 3], 1], because: TOKEN36, visibility: internal}
    b: {ranking: [1, 2, 3, 4], because: a public ground}
"""
    ranked = casefile.loads(text, "ranked.yaml")
    page = render(ranked, date="2024-01-02")
    assert "TOKEN36" not in page
    assert "states 2 and 3" not in Page(page).words
    assert "a ranking kept internal" in Page(page).words
    assert "a public ground" in page
    told = render(ranked, internal=True, date="2024-01-02")
    assert "TOKEN36" in told
    assert "states 2 and 3" in Page(told).words


def test_the_verdicts_stay_the_same(case: Case) -> None:
    """Hiding takes words away, not effects."""
    shown = Page(render(case, date="2024-01-02", scenarios=["changed"])).all("table")
    full = Page(render(case, date="2024-01-02", scenarios=["changed"], internal=True)).all("table")
    marks = [table.text.count("●") for table in shown if "Who commits" in table.text]
    assert marks == [table.text.count("●") for table in full if "Who commits" in table.text]
    assert any(marks)


def test_an_internal_scenario_cannot_be_asked_for(case: Case) -> None:
    with pytest.raises(UnknownNameError) as raised:
        render(case, scenarios=["TOKEN25"])
    assert raised.value.code == "internal-scenario"
    with pytest.raises(UnknownNameError) as raised:
        render(case, scenarios=["TOKEN"])
    assert "TOKEN25" not in str(raised.value)


VIEWS = """
  views:
    a:
      note: SECRET1
      because: SECRET2
      visibility: internal
      infeasible: [{when: deal and b.sign, because: SECRET3}]
      unaware: [a.TOKEN15]
      preferences:
        b: [{want: not deal, label: SECRET4}, {want: b.sign, label: SECRET5}]
    b:
      note: It looks away
      disbelieves: [a.TOKEN15 and not a.sign]
      infeasible:
        - {when: TOKEN18, because: SECRET6, visibility: internal}
        - {when: deal and a.TOKEN15, because: open}
      directions: {a.TOKEN15: {direction: forward, because: SECRET7, visibility: internal}}
      preferences:
        a: {weights: [{want: deal, weight: 2, label: SECRET8, visibility: internal}]}
"""


def test_internal_views_keep_their_effect_and_lose_their_words() -> None:
    case = casefile.loads(SECRETS.replace("\nscenarios:", VIEWS + "scenarios:"), "secrets.yaml")
    shown = visibility.shared(case)
    for scenario in (None, "changed"):
        game, told = case.conflict_under(scenario), shown.conflict_under(scenario)
        before, after = analyse_hypergame(game), analyse_hypergame(told)
        assert before.misled == after.misled == ("a", "b")
        for concept in before.outcome.stable:
            assert before.outcome.equilibria(concept) == after.outcome.equilibria(concept)
            for party in before.games:
                assert before.games[party].expected(concept) == after.games[party].expected(concept)
        assert not re.search("SECRET|TOKEN", repr(told.views))
        assert visibility.is_kept_back(told.views["a"].ground)
        assert told.views["b"].note == "It looks away"


DEALS = """
detente: 1
id: deals
title: A deal with secrets
parties: {a: Alpha, b: Beta}
bargaining:
  issues:
    land: {values: {none: None, TOKEN01: {label: TOKEN02, visibility: internal, because: TOKEN03}}}
    TOKEN04: {label: TOKEN05, visibility: internal, range: {from: 0, to: 1, step: 0.5, unit: TOKEN06}}
  infeasible: [{when: land.TOKEN01 and TOKEN04 >= 0.5, because: TOKEN07, visibility: internal}]
  consents: [{when: land.TOKEN01, of: b, because: TOKEN08, visibility: internal}]
  no_deal: {land: TOKEN01, TOKEN04: 0}
  preferences:
    a:
      weights:
        land: {weight: [0.2, 0.8], because: TOKEN09, visibility: internal}
        TOKEN04: {weight: unknown, because: openly so}
      orders: [{order: land > TOKEN04, because: TOKEN10, visibility: internal}]
      scores:
        land: {none: {score: 0, because: openly so}, TOKEN01: {score: 1, because: TOKEN11, visibility: internal}}
        TOKEN04: {0: 0, 1: {score: 1, because: openly so}}
      interactions: [{when: land.TOKEN01, worth: 0.1, because: TOKEN12, visibility: internal}]
    b:
      reservation: {worth: 0.1, because: TOKEN13, visibility: internal}
      weights: {land: 1}
      scores: {land: {none: 1, TOKEN01: 0}}
  contributions:
    TOKEN14: {by: b, label: TOKEN15, worth: {a: 0.1}, because: TOKEN16, visibility: internal}
scenarios:
  changed:
    judgement: true
    bargaining:
      terms: {TOKEN17: {means: land.none, because: TOKEN18, visibility: internal}}
      contributions: {TOKEN14: {by: b, label: TOKEN15, worth: {a: 0.2}, visibility: internal}}
"""


def test_what_is_bargained_over_has_no_secret_and_the_same_numbers() -> None:
    case = casefile.loads(DEALS, "deals.yaml")
    shown = visibility.shared(case)
    assert "TOKEN" not in repr(shown)
    assert "TOKEN" not in render(case, date="2024-01-02")
    assert "openly so" in repr(shown)
    for scenario in (None, "changed"):
        before = worth(case.bargaining_under(scenario))
        after = worth(shown.bargaining_under(scenario))
        places = list(itertools.product(*map(range, before.sizes)))
        assert after.sums(places).tolist() == before.sums(places).tolist()
        assert after.feasible(places).tolist() == before.feasible(places).tolist()
        assert after.reservation.tolist() == before.reservation.tolist()
