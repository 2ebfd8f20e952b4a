"""Results in a notebook: the answer, and the charts of the brief, as HTML that needs nothing else."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, singledispatch
from hashlib import sha256
from importlib.resources import files

from detente.bargaining.analysis import Bargained, judge
from detente.bargaining.coalitions.analysis import Coalitions
from detente.bargaining.draft import Draft
from detente.bargaining.draft_words import told
from detente.bargaining.unknown.result import Uncertain
from detente.brief.backtest import leaderboard, loss_table, method_of
from detente.brief.brief import environment
from detente.brief.charts import (
    AcceptabilityChart,
    FanChart,
    FrontierChart,
    InfluenceChart,
    ModelsChart,
    ParallelChart,
    TornadoChart,
    TrajectoriesChart,
    UtilityBars,
    acceptability_chart,
    fan_chart,
    gains_chart,
    influence_chart,
    marked,
    models_chart,
    tornado_chart,
    trajectories_chart,
    utility_bars,
)
from detente.brief.charts.whiskers import WhiskerChart, difference_chart, error_chart
from detente.brief.deals.section import coalitions_in_words, how_found, shares
from detente.brief.forecasts.words import how_drawn
from detente.brief.forecasts.words import how_found as forecast_found
from detente.brief.further.question import Table
from detente.errors import LimitError
from detente.spatial.backtest.losses import LOSSES
from detente.spatial.backtest.result import Backtest
from detente.spatial.comparison import Comparison
from detente.spatial.draws import Draws
from detente.spatial.forecast import Forecast
from detente.spatial.models import model_named
from detente.spatial.words import RECORD
from detente.text import listed, unique

ROOT = ".detente-result"

MOST_JUDGED = 1_000_000
"""Packages of a draft's problem of which the frontier is looked for, to draw it."""


@dataclass(frozen=True)
class View:
    """What a notebook shows of a result; what is not set is left out."""

    answer: tuple[str, ...]
    method: str = ""
    gains: FrontierChart | ParallelChart | None = None
    bars: UtilityBars | None = None
    unknown: AcceptabilityChart | None = None
    models: ModelsChart | None = None
    trajectories: TrajectoriesChart | None = None
    influence: InfluenceChart | None = None
    fan: FanChart | None = None
    tornado: TornadoChart | None = None
    errors: WhiskerChart | None = None
    differences: WhiskerChart | None = None
    tables: tuple[Table, ...] = ()
    notes: tuple[str, ...] = ()


def to_html(result: object) -> str:
    """Return a result as HTML for a notebook.

    Raises
    ------
    TypeError
        If it is no result that has a picture.
    """
    shown = view(result)
    name = f"detente-{sha256(repr(shown).encode()).hexdigest()[:10]}"
    template = environment().get_template("notebook.html.jinja")
    page: str = template.render(view=shown, id=name, STYLE=scoped_style())
    return page


@singledispatch
def view(result: object) -> View:
    """Return what a notebook shows of a result."""
    raise TypeError(f"nothing says how to show {type(result).__name__}")


@view.register
def _bargained(found: Bargained) -> View:
    first = next(iter(marked(found).marks), None)
    return View(
        found.answer(),
        how_found(found),
        gains_chart(found),
        utility_bars(found.worth, first.package, first.name) if first else None,
        notes=found.notes,
    )


@view.register
def _draft(found: Draft) -> View:
    return View(
        (*found.answer(), *(told(found, found.improvements[0]) if found.improvements else ())),
        "Method: improvements by the frontier of what gives all at least as much as the draft.",
        _frontier_with(found),
        utility_bars(found.worth, found.package, "The draft"),
    )


def _frontier_with(found: Draft) -> FrontierChart | ParallelChart | None:
    """Return the frontier with a draft, where it is soon found."""
    if found.worth.problem.size > MOST_JUDGED:
        return None
    try:
        return gains_chart(judge(found.worth), found.package)
    except LimitError:
        return None


@view.register
def _uncertain(found: Uncertain) -> View:
    return View(found.answer(), unknown=acceptability_chart(found), notes=found.notes)


@view.register
def _coalitions(found: Coalitions) -> View:
    return View(coalitions_in_words(found), tables=tuple(shares(found)))


@view.register
def _forecast(found: Forecast) -> View:
    return View(
        (*found.answer(), RECORD),
        forecast_found(found),
        models=models_chart(found),
        trajectories=trajectories_chart(found),
        influence=influence_chart(found),
        notes=found.notes,
    )


@view.register
def _draws(found: Draws) -> View:
    return View(
        (*found.answer(), RECORD),
        how_drawn(found),
        fan=fan_chart(found),
        tornado=tornado_chart(found),
        notes=found.notes,
    )


@view.register
def _comparison(found: Comparison) -> View:
    versions = unique(
        f"{each.model} version {model_named(each.model).version}" for each in found.models
    )
    return View(
        (*found.answer(), RECORD),
        f"Method: {listed(versions)}; of ranges, best guesses or middles.",
        models=models_chart(found),
    )


@view.register
def _backtest(found: Backtest) -> View:
    return View(
        (*found.answer(), RECORD),
        method_of(found),
        errors=error_chart(found),
        differences=difference_chart(found),
        tables=(leaderboard(found), *(loss_table(found, loss) for loss in LOSSES)),
        notes=found.notes,
    )


# -- Style ---------------------------------------------------------------------------------


@cache
def scoped_style() -> str:
    """Return the styles that charts need, so that they touch nothing else on the page.

    Notebooks say in their own ways whether they are dark; where they say nothing, the system's
    choice counts.
    """
    colours, rest = (
        _text("colours.css"),
        "".join(_text(f"{name}.css") for name in ("notebook", "charts", "forecasts")),
    )
    light, dark = re.findall(r":root \{(.*?)\}", colours, re.S)

    def where(selector: str, body: str) -> str:
        return f"{selector} {{{body}}}\n"

    return "".join(
        (
            where(ROOT, light),
            where("@media screen and (prefers-color-scheme: dark)", where(ROOT, dark)),
            where(f':is([data-jp-theme-light="true"], .vscode-light) {ROOT}', light),
            where(f':is([data-jp-theme-light="false"], .vscode-dark) {ROOT}', dark),
            where(ROOT, rest),
        )
    )


def _text(name: str) -> str:
    text = files("detente.brief").joinpath(name).read_text(encoding="utf-8")
    return re.sub(r"/\*.*?\*/", "", text, flags=re.S)
