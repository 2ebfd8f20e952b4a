"""Pictures of forecasts: their numbers are the result's, they stand clear, and say all in words."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import Any

import pytest

from brief.pages import Page
from detente.brief.brief import environment
from detente.brief.charts import (
    fan_chart,
    influence_chart,
    models_chart,
    tornado_chart,
    trajectories_chart,
)
from detente.brief.charts.influence import MOST_ARROWS, MOST_NAMED
from detente.brief.charts.scale import LINE, spread
from detente.brief.charts.trajectories import NAMED
from detente.ranges import Range
from detente.spatial.comparison import compare, one_changed
from detente.spatial.draws import Draws, forecast_draws
from detente.spatial.forecast import Forecast, forecast
from detente.spatial.model import Actor, Band, Dimension, Spatial, Stance
from spatial_strategies import known, on_a_line

HOSTILE = "<script>alert('1')</script>&amp;\u202e " + "long" * 40
BANDS = (
    Band("low", "x", 0, 40, "Little"),
    Band("high", "x", 40, 100, "Much"),
    Band("some", "x", 30, 60, HOSTILE),
)


def crowd(count: int, dimensions: int = 1) -> Spatial:
    """Return so many actors, spread over the line, with hostile names."""
    ids = [f"d{k}" for k in range(dimensions)]
    return Spatial(
        tuple(
            Actor(
                f"a{k}",
                known(1 + k * 7 % 5),
                {
                    each: Stance(known((k * 37 + at * 11) % 101), known(90 / dimensions))
                    for at, each in enumerate(ids)
                },
                f"{HOSTILE} {k}",
            )
            for k in range(count)
        ),
        tuple(Dimension(each, HOSTILE, HOSTILE, HOSTILE, known(10)) for each in ids),
    )


def unsure() -> Spatial:
    """Return three actors, one of whom is not known to stand anywhere in particular."""
    rows = ((3, Range(20, 60), 90), (2, known(90), 50), (Range(1, 4), known(5), 70))
    actors = (
        Actor(
            "abc"[k],
            c if isinstance(c, Range) else known(c),
            {"x": Stance(p, known(s))},
            ("Alba", "Brenn", "Corvia")[k],
        )
        for k, (c, p, s) in enumerate(rows)
    )
    return Spatial(tuple(actors), (Dimension("x", reference=known(0)),), BANDS)


@pytest.fixture(scope="module")
def found() -> Forecast:
    return forecast(unsure())


@pytest.fixture(scope="module")
def drawn() -> Draws:
    return forecast_draws(unsure(), draws=300, seed=1)


def draw(macro: str, chart: Any, title: str = "Title") -> Page:
    """Return the picture on a page of its own."""
    source = f'{{% import "forecast_charts.html.jinja" as f %}}<body>{{{{ f.{macro}(chart, "id", title) }}}}</body>'
    return Page(environment().from_string(source).render(chart=chart, title=title))


def numbers(path: str) -> list[float]:
    return [float(text) for text in re.findall(r"-?\d+(?:\.\d+)?", path)]


def test_lines_are_the_positions_of_every_round(found: Forecast) -> None:
    chart = trajectories_chart(found)
    (panel,) = chart.panels
    up, by_name = panel.plane.up, {track.name.partition(":")[0]: track for track in panel.tracks}
    for who, actor in enumerate(found.problem.actors):
        heights = numbers(by_name[actor.label].path)[1::2]
        assert heights == [up(each) for each in found.positions[:, who, 0].tolist()]
    heights = numbers(by_name["Forecast"].path)[1::2]
    assert heights == [up(each) for each in found.means[:, 0].tolist()]
    assert by_name["No agreement"].end == up(0)
    labels = sorted((track.middle, len(track.lines)) for track in panel.tracks)
    assert all(b[0] - a[0] >= LINE * (a[1] + b[1]) / 2 - 0.2 for a, b in pairwise(labels))
    # the table says the same
    page = draw("trajectories", chart)
    assert not page.faults
    assert all(each in page.words for each in ("Alba", "“Little”: 0 to 40", "Round 1"))


def test_the_fan_has_the_quantiles_and_the_chance_of_every_band(drawn: Draws) -> None:
    chart = fan_chart(drawn)
    assert chart is not None
    (panel,) = chart.panels
    heights = numbers(panel.median)[1::2]
    assert heights == [panel.plane.up(each) for each in drawn.fan[: len(heights), 0, 2].tolist()]
    assert abs(drawn.fan[len(heights) - 1, 0] - drawn.fan[-1, 0]).max() <= 0.5
    assert [band.share for band in panel.bands] == [drawn.bands[each.id] for each in BANDS]
    assert len({stripe.stripe.x for stripe in panel.bands}) == 2  # what overlaps stands apart
    page = draw("fan", chart)
    assert not page.faults
    assert "“Little”, 0 to 40: in " in page.words


def test_without_anything_unknown_there_is_no_fan_and_no_tornado() -> None:
    exact = forecast_draws(on_a_line((1, 20, 50), (2, 70, 50)), draws=50)
    assert fan_chart(exact) is None
    assert tornado_chart(exact) is None


def test_the_tornado_shows_which_way_and_how_far(drawn: Draws) -> None:
    chart = tornado_chart(drawn, limit=1)
    assert chart is not None
    (panel,) = chart.panels
    first = drawn.tornado[0]
    (bar,) = panel.bars
    assert bar.sign == ("rises" if first.upper > first.lower else "falls")
    assert (bar.upper > bar.lower) == (first.upper > first.lower)
    assert bar.explained == f"{first.explained:.0%}"
    assert len(panel.rows) == len(drawn.tornado)
    assert not draw("tornado", chart).faults


def test_arrows_are_as_wide_as_the_ways_go_far(found: Forecast) -> None:
    chart = influence_chart(found)
    assert chart is not None
    far: dict[tuple[str, str, str], float] = {}
    for move in found.moves:
        key = (move.by, move.actor, move.argument)
        far[key] = far.get(key, 0.0) + abs(move.after[0] - move.before[0])
    shown = {(a.moved.by, a.moved.actor, a.moved.argument): a for a in chart.arrows}
    assert {key: each for key, each in far.items() if each} == pytest.approx(
        {key: arrow.moved.far for key, arrow in shown.items()}
    )
    wide = [arrow for arrow in chart.arrows if arrow.width > 2]
    assert wide
    for one, other in pairwise(wide):
        assert one.width / other.width == pytest.approx(one.moved.far / other.moved.far, rel=0.02)
    for side in (chart.movers, chart.moved):
        assert all(b.top >= a.top + a.height for a, b in pairwise(side))
    assert len(chart.rows) == len(shown)


@pytest.mark.slow
def test_models_stand_beside_what_needs_none() -> None:
    compared = compare(unsure())
    chart = models_chart(compared)
    (panel,) = chart.panels
    told = {dot.name: dot for dot in panel.dots}
    for each in compared.models:
        assert each.outcome is not None
        assert told[each.name].number == f"{each.outcome[0]:.1f}".removesuffix(".0")
        assert (told[each.name].kind == "model") == each.converged
    assert told["no agreement"].places == (panel.start,)
    assert told["always 50"].places == ((panel.start + panel.end) / 2,)
    assert not draw("models", chart).faults
    several = models_chart(compared, compare(unsure(), one_changed()))
    variants = several.panels[0].dots[1]
    assert variants.kind == "variants"
    assert len(variants.places) == len(one_changed())
    assert list(variants.places) == sorted(variants.places)
    assert not draw("models", several).faults
    two = models_chart(compare(crowd(3, 2)))
    assert len(two.panels) == 2
    assert "each dimension by itself" in two.remarks[0]
    alone = models_chart(forecast(unsure()))
    assert [dot.kind for dot in alone.panels[0].dots] == ["model", *["baseline"] * 4]


@pytest.mark.parametrize(("count", "dimensions"), [(1, 1), (12, 3), (60, 1)])
def test_any_number_of_actors_and_hostile_names(count: int, dimensions: int) -> None:
    result = forecast(crowd(count, dimensions))
    trajectories, influence = trajectories_chart(result), influence_chart(result)
    pages = [
        draw("trajectories", trajectories, HOSTILE),
        draw("models", models_chart(result), HOSTILE),
    ]
    assert len(trajectories.panels) == dimensions
    named = sum(track.kind == "actor" for track in trajectories.panels[0].tracks)
    assert named == (count if count <= 12 else NAMED)
    assert bool(trajectories.panels[0].others) == (count > 12)
    if influence is None:
        assert count == 1
    else:
        pages.append(draw("influence", influence, HOSTILE))
        assert len(influence.arrows) <= MOST_ARROWS
        assert max(len(influence.movers), len(influence.moved)) <= MOST_NAMED
        assert bool(influence.remarks) == (len(influence.arrows) < len(influence.rows))
    for page in pages:
        assert not page.faults
        assert not page.all("script", "style")
        assert "\u202e" not in page.source


def test_labels_are_moved_no_further_than_they_must() -> None:
    assert spread([50, 50, 50], [10] * 3, 0, 100) == [40, 50, 60]
    assert spread([2, 2], [10, 10], 0, 100) == [5, 15]
    assert spread([99, 98], [10, 10], 0, 100) == [95, 85]
    assert spread([5, 5], [10, 10], 0, 12) == [5, 15]  # no room: from the top
