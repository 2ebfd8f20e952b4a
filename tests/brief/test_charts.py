"""Charts of what is bargained over: their numbers are the result's, and they stand clear."""

from __future__ import annotations

import re
from itertools import combinations, pairwise

import pytest

from brief.pages import Page
from deals import RIVER, UNSURE
from detente import casefile
from detente.bargaining.analysis import Bargained, bargain
from detente.bargaining.draft_words import signed
from detente.bargaining.model import Bargaining, Issue, Profile, Range, Score, Value, Weight
from detente.bargaining.unknown import uncertain
from detente.brief.brief import environment
from detente.brief.charts import acceptability_chart, gains_chart, utility_bars
from detente.brief.charts.frontier import DRAWN, PLOT, FrontierChart
from detente.brief.charts.parallel import ParallelChart
from detente.brief.charts.scale import LINE, WIDE, Area, label_places
from detente.case import Party

HOSTILE = "<script>alert('1')</script>&amp;\u202e"


def problem(weights: dict[str, list[float]], reservation: float = 0.4) -> Bargaining:
    """Return a problem in which the first wants the last value of every issue, the rest the first."""
    issues = tuple(
        Issue(f"i{k}", tuple(Value(f"v{j}", f"{HOSTILE} {j}") for j in range(3)), HOSTILE)
        for k in range(len(next(iter(weights.values()))))
    )
    rising = tuple(Score(Range.exactly(x)) for x in (0, 0.5, 1))
    profiles = {
        party: Profile(
            party,
            {issue.id: Weight(Range.exactly(w)) for issue, w in zip(issues, listed, strict=True)},
            {issue.id: rising if place == 0 else rising[::-1] for issue in issues},
            Range.exactly(reservation),
        )
        for place, (party, listed) in enumerate(weights.items())
    }
    parties = tuple(Party(party, f"{HOSTILE} {party}") for party in weights)
    return Bargaining(parties, issues, profiles)


@pytest.fixture(scope="module")
def river() -> Bargained:
    return bargain(casefile.loads(RIVER, "river.yaml").bargaining_under())


def draw(macro: str, *given: object) -> Page:
    """Return what a macro of the charts makes, as a page."""
    source = (
        '{% import "charts.html.jinja" as charts %}<body>{{ charts.' + macro + "(*given) }}</body>"
    )
    return Page(environment().from_string(source).render(given=given))


def test_a_frontier_chart_shows_the_numbers_of_the_result(river: Bargained) -> None:
    draft = river.problem.package({"water": "half", "dam": "kept", "money": "0"})
    chart = gains_chart(river, draft)
    assert isinstance(chart, FrontierChart)
    page = draw("gains", chart, "id", "Gains")
    assert not page.faults
    for solution in river.solutions.values():
        gains = [signed(x) for x in solution.to_dict(river.worth)["gains"].values()]
        mark = next(m for m in chart.marks if solution.name in m.mark.kinds)
        assert list(mark.mark.signed[:2]) == gains
        # the place in the plane is the place of the numbers
        ticks = [{text: at for at, text in axis} for axis in chart.ticks]
        if gains[0] in ticks[0]:
            assert mark.x == pytest.approx(ticks[0][gains[0]], abs=0.1)
        row = next(r for r in page.all("tr") if mark.mark.words in r.text)
        assert all(gain in row.text for gain in gains)
    points = (chart.accepted + chart.refused).count("M")
    assert river.frontier is not None
    assert points == len(river.frontier)
    assert chart.marks[-1].mark.kinds == ("draft",) or "draft" in chart.marks[0].mark.kinds


def test_places_in_the_plane_are_the_gains(river: Bargained) -> None:
    chart = gains_chart(river)
    assert isinstance(chart, FrontierChart)
    (x0, y0), (x_tick, text) = chart.origin, chart.ticks[0][-1]
    unit_x = (x_tick - x0) / float(text)
    y_tick, text = chart.ticks[1][-1]
    unit_y = (y_tick - y0) / float(text)
    for placed in chart.marks:
        assert placed.x == pytest.approx(x0 + unit_x * placed.mark.gains[0], abs=0.2)
        assert placed.y == pytest.approx(y0 + unit_y * placed.mark.gains[1], abs=0.2)


def test_without_a_zone_the_nearest_package_is_marked_and_the_zone_is_empty() -> None:
    found = bargain(problem({"a": [0.5, 0.5], "b": [0.4, 0.6]}, reservation=0.8))
    chart = gains_chart(found)
    assert isinstance(chart, FrontierChart)
    assert [placed.mark.kinds for placed in chart.marks] == [("nearest",)]
    assert not chart.accepted
    assert "no package" in draw("gains", chart, "id", "Gains").words
    # the shaded zone can be seen
    assert PLOT.right - chart.origin[0] > 60


def test_hostile_labels_are_escaped_everywhere() -> None:
    found = bargain(problem({"a": [0.5, 0.5], "b": [0.3, 0.7], "c": [0.9, 0.1]}))
    first = next(iter(found.solutions.values())).package
    chart = gains_chart(found, first)
    assert isinstance(chart, ParallelChart)
    for macro, view in (
        ("gains", chart),
        ("utilities", utility_bars(found.worth, first, HOSTILE)),
    ):
        page = draw(macro, view, "id", HOSTILE) if macro == "gains" else draw(macro, view, "id")
        assert not page.faults
        assert not page.all("script")
        assert "\u202e" not in page.source


def test_many_points_are_thinned_out_and_that_is_said() -> None:
    weights = [3**k / 1000 for k in range(7)]  # what one gains the other loses, whatever it is
    found = bargain(problem({"a": weights, "b": weights}, reservation=0.2))
    assert found.frontier is not None
    chart = gains_chart(found)
    assert isinstance(chart, FrontierChart)
    drawn = (chart.accepted + chart.refused).count("M")
    assert len(found.frontier) > DRAWN >= drawn > 200
    assert f"{drawn:,} of {len(found.frontier):,}" in chart.remarks[0]


def test_a_line_for_every_efficient_point_of_three_parties(river: Bargained) -> None:
    text = RIVER.replace("  preferences:", "  agreement: [up, down, bank]\n  preferences:", 1)
    text = re.sub(r"  consents:\n.*\n", "", text)
    found = bargain(casefile.loads(text, "river.yaml").bargaining_under())
    chart = gains_chart(found)
    assert isinstance(chart, ParallelChart)
    assert found.frontier is not None
    assert (chart.accepted + chart.refused).count("M") == len(found.frontier)
    assert [axis.title for axis in chart.axes] == [("Upriver",), ("Downriver",), ("The bank",)]
    for line in chart.lines:
        below = [y > chart.zero + 0.05 for _, y in line.points]
        assert below == [gain < 0 for gain in line.mark.gains]
    heights = sorted(line.label_y for line in chart.lines)
    assert all(b - a >= LINE for a, b in pairwise(heights))


def test_utility_bars_sum_to_what_the_package_is_worth(river: Bargained) -> None:
    package = river.solutions["nash"].package
    bars = utility_bars(river.worth, package, "The Nash package")
    utilities = river.worth.utilities(river.worth.sums(package)[0])
    for panel, (party, utility) in zip(bars.panels, utilities.items(), strict=True):
        added = sum(bar.part.added for bar in panel.bars)
        assert added == pytest.approx(utility), party
        for one, other in zip(panel.bars, panel.bars[1:], strict=False):
            assert other.x == pytest.approx(one.x + one.width, abs=0.02)
    page = draw("utilities", bars, "id")
    assert not page.faults
    rows = {row[0]: row[1] for row in bars.table}
    assert rows["Without a deal"] == ("0.5", "0.3", "0.5")
    assert len(page.all("svg")) == 3


def test_an_acceptability_chart_shows_the_shares_and_their_errors() -> None:
    text = UNSURE.replace("reservation: 0.5", "reservation: {from: 0.4, to: 1}", 1)
    found = uncertain(casefile.loads(text, "river.yaml").bargaining_under(), samples=300, seed=2)
    chart = acceptability_chart(found)
    page = draw("acceptability", chart, "id", "Unknown numbers")
    assert not page.faults
    assert f"{found.agreement.mean:.1%}".replace(".0%", "%") in page.words
    for shown, each in zip(chart.packages, found.packages, strict=False):
        shares = (each.acceptable, each.efficient, each.solutions["nash"])
        for bar, share in zip(shown.bars, shares, strict=True):
            assert bar.width == pytest.approx(share.mean * (chart.right - chart.left), abs=0.01)
            error = f"± {share.error:.1%}" if share.bound is None else f" {share.bound:.1%}, 95%"
            assert error in page.source
    assert len(chart.packages) + chart.left_out == len(found.packages)
    assert chart.deciders


def test_labels_do_not_overlap() -> None:
    frame = Area(0, 0, 300, 200)
    points = [(150.0 + 4 * k, 100.0 + 3 * k) for k in range(5)]
    texts = [("Nash",), ("Kalai",), ("egalitarian,", "leximin"), ("utilitarian",), ("Draft",)]
    labels = label_places(points, texts, frame)
    areas = []
    for label in labels:
        assert label is not None
        width, top = WIDE * max(map(len, label.lines)), label.y - LINE * 0.75
        areas.append(
            Area(label.x - width / 2, top, label.x + width / 2, top + LINE * len(label.lines))
        )
    assert not any(one.meets(other) for one, other in combinations(areas, 2))
    assert all(
        frame.holds(Area(a.left + 0.1, a.top + 0.1, a.right - 0.1, a.bottom - 0.1)) for a in areas
    )


def test_charts_need_no_script_and_no_inline_style(river: Bargained) -> None:
    pages = [
        draw("gains", gains_chart(river), "id", "Gains"),
        draw("utilities", utility_bars(river.worth, (0, 0, 0), "A package"), "id"),
    ]
    for page in pages:
        assert not page.all("script", "style")
        assert not any(
            name == "style" or name.startswith("on")
            for element in page.elements
            for name in element.attributes
        )
