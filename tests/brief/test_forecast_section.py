"""The brief's section on who moves whom: the answer, what it is worth, and what is kept back."""

from __future__ import annotations

import json
import re
from itertools import pairwise

import pytest

from brief.pages import Page
from deals import RIVER
from detente import casefile, loading
from detente.brief.brief import render
from detente.brief.forecasts.finding import DRAWS, find_positions
from detente.brief.forecasts.public import public_part
from detente.brief.visibility import shared
from detente.spatial.draws import forecast_draws
from detente.spatial.forecast import forecast
from detente.spatial.words import RECORD, place

PIER = """\
detente: 1
id: pier
title: How long the pier is to be
parties: {harbour: The harbour board, town: The town, league: The bird league}
statements:
  wish: {says: The board wants all of it., by: harbour}
spatial:
  dimensions:
    length:
      label: Length of the pier
      low: none
      high: 400 m
      reference: {position: 0, because: Nothing is built., judgement: true}
      bands:
        long: {label: Long enough, from: 50}
    light: {label: Lamps}
  actors:
    harbour:
      judgement: true
      capability: [70, 100]
      stances:
        length: {position: 100, salience: 60, cites: [wish]}
        light: {position: 20, salience: 20}
    town:
      judgement: true
      capability: {from: 60, to: 90, best: 80}
      stances:
        length: {position: 60, salience: [30, 50]}
        light: {position: [80, 90], salience: 40}
    league:
      judgement: true
      capability: 30
      stances:
        length: {position: 10, salience: 50}
        light: {position: 0, salience: 50}
scenarios:
  ferry:
    label: The town wants the ferry
    judgement: true
    spatial:
      actors:
        town:
          judgement: true
          capability: 80
          stances:
            length: {position: 90, salience: 50}
            light: {position: [80, 90], salience: 40}
  same: {label: Nothing of it differs, judgement: true}
"""

KNOWN = PIER.replace("[70, 100]", "85").replace("{from: 60, to: 90, best: 80}", "80")
KNOWN = KNOWN.replace("[30, 50]", "40").replace("[80, 90]", "85")


def brief(text: str, **asked: object) -> Page:
    return Page(render(casefile.loads(text, "case.yaml"), date="2026-01-01", **asked))  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def pier() -> Page:
    return brief(PIER)


def rows(page: Page) -> list[str]:
    return [re.sub(r"\s+", " ", row.text).strip() for row in page.all("tr")]


def test_a_case_with_positions_alone_has_a_whole_brief(pier: Page) -> None:
    assert not pier.faults
    problem = casefile.loads(PIER, "pier.yaml").spatial_under()
    found, drawn = forecast(problem), forecast_draws(problem, draws=DRAWS)
    assert "Brief · forecast" in pier.words
    assert "nothing to conclude" not in pier.words
    assert "no part in the model" not in pier.words
    for said in (*found.answer()[1:], *drawn.answer(), RECORD):
        assert said in pier.words
    numbers = "".join(map(place, found.outcome))
    assert f"smpthe Spatial Model of Politics{numbers}" in rows(pier)


def test_the_outline_has_no_gaps_and_every_name_is_there_once(pier: Page) -> None:
    levels = [int(e.tag[1]) for e in pier.all("h1", "h2", "h3", "h4", "h5")]
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
    ids = [e.attributes["id"] for e in pier.elements if "id" in e.attributes]
    assert len(ids) == len(set(ids))
    wanted = {str(e.attributes.get("href", "#")) for e in pier.all("a")}
    assert {h[1:] for h in wanted if h.startswith("#")} <= {*ids, ""}
    titles = [e.text for e in pier.all("title")]
    named = [
        t for t in titles if t.startswith(("Positions by", "Forecasts beside", "The forecast over"))
    ]
    assert len(named) == len(set(named)) == 12  # two dimensions, two scenarios
    regions = [e.attributes["aria-label"] for e in pier.all("div") if "aria-label" in e.attributes]
    assert len(regions) == len(set(regions))


@pytest.mark.slow
def test_scenarios_stand_side_by_side_where_they_differ(pier: Page) -> None:
    case = casefile.loads(PIER, "pier.yaml")
    table = rows(pier)
    for key, label in (("", "The case as written"), ("ferry", "The town wants the ferry")):
        found = forecast(case.spatial_under(key or None))
        drawn = forecast_draws(found.problem, draws=DRAWS)
        low, *_, high = drawn.fan[-1, 0].tolist()
        mean = found.baselines["weighted_mean"][0]
        assert mean is not None
        assert (
            f"{label}Length of the pier{place(found.outcome[0])}{place(low)} to {place(high)}"
            f"{place(mean)}0"
        ) in table
    assert not any(row.startswith("Nothing of it differs") for row in table)
    assert "Length of the pier: stands at 90; matters to it by 50 of 100judgement" in table
    alone = brief(PIER, scenarios=[])
    assert "Scenario by scenario" not in alone.words
    assert "--scenario base" in alone.words


def test_grounds_stand_beside_the_numbers(pier: Page) -> None:
    table = rows(pier)
    assert any("no agreement amounts to 0" in row and "Nothing is built." in row for row in table)
    stance = next(row for row in table if "Length of the pier: stands at 100" in row)
    assert "matters to it by 60 of 100" in stance
    assert "from sources" in stance
    assert any(
        "The bird league" not in row and "stands at 10;" in row and "judgement" in row
        for row in table
    )
    links = {
        e.attributes["href"] for e in pier.all("a") if "note" in str(e.attributes.get("class"))
    }
    assert links == {"#statement-1"}
    assert "It rests on nine stances and capabilities" in pier.words


@pytest.mark.slow
def test_the_packaged_case_tells_all_three() -> None:
    case = loading.load("japan-russia")
    page = Page(render(case, date="2026-01-01", scenarios=[], ask_further=False))
    assert not page.faults
    lead = next(e.text for e in page.all("div") if e.attributes.get("class") == "lead")
    end = place(forecast(case.spatial_under()).outcome[0])
    assert f"“Islands to Japan” ends at {end}" in re.sub(r"\s+", " ", lead)
    assert "Such models have hardly beaten" in lead


def test_without_the_forecast_on_request() -> None:
    without = brief(KNOWN, scenarios=[], forecast=False)
    assert "a forecast of who moves whom" not in without.words
    assert not any(e.attributes.get("id") == "forecast" for e in without.elements)
    assert "--no-forecast" in without.words


def test_beside_bargaining_it_leads_on() -> None:
    stands = (
        "spatial:\n  dimensions: {level: {label: Level}}\n  actors:\n"
        "    up: {judgement: true, capability: 2, stances: {level: {position: 20, salience: 50}}}\n"
        "    down: {judgement: true, capability: 1, stances: {level: {position: 80, salience: 50}}}\n"
    )
    page = brief(RIVER + stands)
    assert not page.faults
    assert "Brief · bargaining analysis" in page.words
    assert "In a forecast of who moves whom, “Level” ends at" in page.words
    parts = [e.attributes.get("id") for e in page.all("section")]
    assert parts.index("bargaining") < parts.index("forecast") < parts.index("inputs")
    assert "Where numbers are not known" not in page.words  # all are given
    assert "Which deals would last" not in page.words


def test_an_internal_number_leaves_no_trace_and_nothing_to_infer_it_from() -> None:
    secret = KNOWN.replace(
        "{position: 10, salience: 50}", "{position: 12.345, salience: 50, visibility: internal}"
    )
    assert secret != KNOWN
    page = brief(secret, scenarios=[])
    assert not page.faults
    assert "some of what it rests on is kept internal" in page.words
    assert "12.3" not in page.source
    assert not any("chart" in str(e.attributes.get("class")) for e in page.all("svg"))
    shown = brief(secret, scenarios=[], internal=True)
    assert "12.3" in shown.words
    assert any("chart" in str(e.attributes.get("class")) for e in shown.all("svg"))


def test_an_internal_dimension_counts_and_is_not_shown() -> None:
    secret = KNOWN.replace("light: {label: Lamps}", "light: {label: Lamps, visibility: internal}")
    secret = secret.replace("long: {label: Long enough, from: 50}",
                            "long: {label: Long enough, from: 51.25, visibility: internal}")  # fmt: skip
    page = brief(secret, scenarios=[])
    assert not page.faults
    for trace in ("Lamps", ".light", "Long enough", "51.2 to", "kept internal ("):
        assert trace not in page.source, trace
    assert "One dimension is kept internal: counted, and not shown." in page.words
    whole = forecast(casefile.loads(KNOWN, "pier.yaml").spatial_under())
    assert f"is then {place(whole.outcome[0])} on “Length of the pier”" in page.words
    assert "Lamps" in brief(secret, scenarios=[], internal=True).words


def test_who_cares_for_internal_dimensions_only_is_not_shown() -> None:
    secret = KNOWN.replace("light: {label: Lamps}", "light: {label: Lamps, visibility: internal}")
    secret = secret.replace("length: {position: 10, salience: 50}", "length: {position: 10, salience: 0}")  # fmt: skip
    problem = shared(casefile.loads(secret, "pier.yaml")).spatial_under()
    found = public_part(find_positions(problem, in_full=False))
    assert found is not None
    assert found.found is not None
    assert found.problem.actor_ids == ("harbour", "town")
    assert {move.by for move in found.found.moves} <= {"harbour", "town"}
    assert all(found.found.answer())


@pytest.mark.slow
def test_what_came_out_is_told_last_and_is_no_input() -> None:
    later = KNOWN.replace("      high: 400 m\n", "      high: 400 m\n      outcome: {position: 7, judgement: true}\n")  # fmt: skip
    assert later != KNOWN
    page, before = brief(later, scenarios=[]), brief(KNOWN, scenarios=[])
    told = next(e.text for e in page.all("section") if e.attributes.get("id") == "later")
    assert "On “Length of the pier” it came out at 7; the forecast here is" in told
    assert "Not an input" in told
    assert "came out" not in before.words
    parts = [{e.attributes.get("id"): e.text for e in p.all("section")} for p in (page, before)]
    assert parts[0]["forecast"] == parts[1]["forecast"]
    hidden = later.replace("position: 7,", "position: 7, visibility: internal,")
    assert "came out" not in brief(hidden, scenarios=[]).words


def test_hostile_labels_do_no_harm() -> None:
    hostile = json.dumps("<script>alert(1)</script>\u202e & “x”")
    page = brief(
        KNOWN.replace("Length of the pier", hostile).replace("The town", hostile, 1), scenarios=[]
    )
    assert not page.faults
    assert not page.all("script")
    assert "\u202e" not in page.source


def test_many_actors_are_told_without_draws() -> None:
    actors = "".join(
        f"    p{k}: {{judgement: true, capability: [1, 3], stances: {{x: {{position: {k * 3}, salience: 50}}}}}}\n"
        for k in range(30)
    )
    parties = ", ".join(f"p{k}: Party {k}" for k in range(30))
    page = brief(
        f"detente: 1\nid: many\ntitle: Many\nparties: {{{parties}}}\n"
        f"spatial:\n  dimensions: {{x: {{}}}}\n  actors:\n{actors}"
    )
    assert not page.faults
    assert "detente forecast --draws 1000" in page.words
    assert len(page.source) < 400_000
