"""Results in a notebook: self-contained, scoped, escaped, and the same numbers as a table."""

from __future__ import annotations

import json
import re

import pytest

from brief.pages import Page
from deals import RIVER, UNSURE
from detente import casefile
from detente.bargaining.analysis import bargain
from detente.bargaining.coalitions.analysis import coalitions
from detente.bargaining.draft import draft
from detente.bargaining.unknown import uncertain
from detente.brief.notebook import scoped_style, to_html
from detente.notebook import Shown
from detente.ranges import Range
from detente.spatial.comparison import compare
from detente.spatial.draws import forecast_draws
from detente.spatial.forecast import forecast
from detente.spatial.model import Actor, Dimension, Spatial, Stance

UNKNOWN = Spatial(
    tuple(
        Actor(
            name,
            Range(low, 5),
            {"x": Stance(Range.exactly(at), Range(20, 60))},
            f"<b>{name}</b>\u202e",
        )
        for name, low, at in (("a", 1, 10), ("b", 2, 50), ("c", 4, 90))
    ),
    (Dimension("x", "<script>alert(1)</script>\u202e"),),
)
HOSTILE = RIVER.replace("Water let through", json.dumps("<script>alert(1)</script>\u202e"))


@pytest.fixture(scope="module")
def results() -> dict[str, Shown]:
    problem = casefile.loads(HOSTILE, "river.yaml").bargaining_under()
    found = bargain(problem)
    package = found.solutions["nash"].package
    return {
        "bargained": found,
        "draft": draft(found.worth, {"water": "half", "dam": "kept", "money": "0"}),
        "uncertain": uncertain(
            casefile.loads(UNSURE, "river.yaml").bargaining_under(), samples=200, seed=1
        ),
        "coalitions": coalitions(found.worth, package=package),
        "forecast": forecast(UNKNOWN),
        "draws": forecast_draws(UNKNOWN, draws=200),
        "comparison": compare(UNKNOWN),
    }


@pytest.mark.parametrize(
    "name",
    ["bargained", "draft", "uncertain", "coalitions", "forecast", "draws", "comparison"],
)
def test_a_result_shows_itself(results: dict[str, Shown], name: str) -> None:
    result = results[name]
    page = Page(f"<body>{result._repr_html_()}</body>")
    assert not page.faults
    assert not page.all("script", "link", "img")
    assert "\u202e" not in page.source
    assert not any(n.startswith("on") or n == "style" for e in page.elements for n in e.attributes)
    for said in result.answer():  # type: ignore[attr-defined]
        first = said.split("<")[0].split("script")[0][:30]
        assert first in page.words
    assert page.all("table")
    assert page.source == f"<body>{result._repr_html_()}</body>"  # the same every time


def test_ids_of_different_results_differ(results: dict[str, Shown]) -> None:
    ids = [set(re.findall(r'\bid="([^"]+)"', result._repr_html_())) for result in results.values()]
    assert sum(map(len, ids)) == len(set().union(*ids))


def test_the_style_touches_nothing_else_on_the_page() -> None:
    depth, selector = 0, ""
    for character in scoped_style():
        if character == "{":
            if depth == 0 and not selector.strip().startswith("@media"):
                assert selector.strip().endswith(".detente-result"), selector
            depth, selector = depth + 1, ""
        elif character == "}":
            depth, selector = depth - 1, ""
        else:
            selector += character
    assert depth == 0
    for outside in ("url(", "@import", "</", ":root"):
        assert outside not in scoped_style()


def test_frames_have_the_rows(results: dict[str, Shown]) -> None:
    pytest.importorskip("pandas")
    found = results["bargained"]
    frame = found.to_frame()  # type: ignore[attr-defined]
    assert frame.to_dict("records") == list(found.rows())  # type: ignore[attr-defined]
    offer = results["draft"]
    assert len(offer.to_frame()) == len(offer.improvements)  # type: ignore[attr-defined]
    shares = results["uncertain"].to_frame()  # type: ignore[attr-defined]
    first = results["uncertain"].packages[0]  # type: ignore[attr-defined]
    assert shares["nash"][0] == first.solutions["nash"].mean
    assert shares["acceptable:error"][0] == first.acceptable.error
    worth = results["coalitions"].to_frame()  # type: ignore[attr-defined]
    assert worth.index.name == "coalition"
    for name in ("forecast", "draws"):
        frame = results[name].to_frame()  # type: ignore[attr-defined]
        assert frame.to_dict("records") == list(results[name].rows())  # type: ignore[attr-defined]
    compared = results["comparison"].to_frame().set_index("by")  # type: ignore[attr-defined]
    assert compared.forecast["smp"] == results["forecast"].outcome[0]  # type: ignore[attr-defined]
    assert compared.forecast["constant"] == 50


def test_what_has_no_picture_says_so() -> None:
    with pytest.raises(TypeError, match="int"):
        to_html(3)
