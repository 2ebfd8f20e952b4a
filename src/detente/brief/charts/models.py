"""What several models forecast, beside what needs none, on one line."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from detente.brief.charts.scale import Scale
from detente.brief.graph import wrapped
from detente.spatial.comparison import Compared, Comparison
from detente.spatial.forecast import Forecast
from detente.spatial.model import SCALE
from detente.spatial.models import model_named
from detente.spatial.words import place
from detente.text import counted, number, quoted, sentence, unique

WIDTH = 440.0
START, END = 172.0, 376.0
TOP, LINE, GAP = 34.0, 14.0, 9.0

BASELINES = {
    "weighted_mean": ("weighted mean today", "of positions, by capability times salience"),
    "weighted_median": ("weighted median today", "as many weigh in above as below"),
    "reference": ("no agreement", "what stands without one"),
    "constant": ("always 50", "the middle of the line"),
}
"""What needs no model: what it is called, and what it is."""
TOLD = 3
"""Variants, and dimensions, of which it is told which end they make."""

Kind = Literal["model", "moving", "variants", "baseline"]


@dataclass(frozen=True, slots=True)
class Dot:
    """A forecast, or what needs no model.

    Parameters
    ----------
    kind : {"model", "moving", "variants", "baseline"}
        Of a model, whether positions come to rest, or still move.
    name : str
    lines : tuple of (float, str)
        The name as far as there is room, with heights.
    places : tuple of float
        One; several for variants; none where there is no number.
    y : float
    number : str
    """

    kind: Kind
    name: str
    lines: tuple[tuple[float, str], ...]
    places: tuple[float, ...]
    y: float
    number: str


@dataclass(frozen=True, slots=True)
class ModelsPanel:
    """What is forecast on one dimension.

    Parameters
    ----------
    label, low, high : str
        Of the dimension, and what stands at its ends.
    dots : tuple of Dot
        The models, then what needs none.
    apart : float
        Height between the two.
    spread : tuple of (float, float) or None
        Left and width of the stretch in which the forecasts of several models lie.
    ticks : tuple of (float, str)
    height : float
    description : str
    """

    label: str
    low: str
    high: str
    dots: tuple[Dot, ...]
    apart: float
    spread: tuple[float, float] | None
    ticks: tuple[tuple[float, str], ...]
    height: float
    description: str

    width, top, start, end = WIDTH, TOP - 12, START, END


@dataclass(frozen=True, slots=True)
class ModelsChart:
    """Models beside what needs none, ready to be drawn.

    Parameters
    ----------
    panels : tuple of ModelsPanel
        One for each dimension.
    heads : tuple of str
        Of the columns of the table: the dimensions.
    rows : tuple of (str, str, tuple of str, str)
        The same as a table: name, what that is, numbers, and what is to be said of it.
    """

    panels: tuple[ModelsPanel, ...]
    heads: tuple[str, ...]
    rows: tuple[tuple[str, str, tuple[str, ...], str], ...]

    @property
    def remarked(self) -> bool:
        """Whether something is to be said of some row."""
        return any(remark for *_, remark in self.rows)

    @property
    def moving(self) -> bool:
        """Whether positions do not come to rest in some model."""
        return any(dot.kind == "moving" for dot in self.panels[0].dots)

    @property
    def varied(self) -> bool:
        """Whether variants of a model are told together."""
        return any(dot.kind == "variants" for dot in self.panels[0].dots)

    @property
    def spread(self) -> bool:
        """Whether models differ."""
        return any(panel.spread for panel in self.panels)

    @property
    def remarks(self) -> tuple[str, ...]:
        """What is to be said of some models."""
        return tuple(
            f"{name}: {said[:1].lower()}{said[1:]}" for name, *_, said in self.rows if said
        )


@dataclass(frozen=True, slots=True)
class _Row:
    """What is forecast by name: on each dimension no, one or several numbers."""

    kind: Kind
    name: str
    numbers: tuple[tuple[float, ...], ...]
    about: str = ""
    remark: str = ""

    def text(self, k: int) -> str:
        """Return the number on a dimension, or between which several lie."""
        told = unique(place(each) for each in self.numbers[k])
        return "–".join((told[0], told[-1])) if len(told) > 1 else "".join(told) or "–"


def models_chart(found: Comparison | Forecast, varied: Comparison | None = None) -> ModelsChart:
    """Return the chart of forecasts beside what needs no model: a panel for each dimension.

    Parameters
    ----------
    found : Comparison or Forecast
        Several models, or one.
    varied : Comparison, optional
        Variants of one model, told together.
    """
    first, *others = _models(found)
    rows = [first, *(_variants(varied) if varied else ()), *others, *_baselines(found)]
    dimensions = found.problem.dimensions
    return ModelsChart(
        tuple(_panel(found, rows, k) for k in range(len(dimensions))),
        tuple(each.label for each in dimensions),
        tuple(
            (row.name, row.about, tuple(map(row.text, range(len(dimensions)))), row.remark)
            for row in rows
        ),
    )


def _models(found: Comparison | Forecast) -> Iterator[_Row]:
    if isinstance(found, Forecast):
        yield _model(found.model.id, found.model.label, found.outcome, found)
        return
    for each in found.models:
        about = model_named(each.model).label
        if each.outcome is None:
            none = ((),) * len(found.problem.dimensions)
            yield _Row("model", each.name, none, about, sentence(each.reason))
        else:
            yield _model(each.name, about, each.outcome, each)


def _model(name: str, about: str, outcome: tuple[float, ...], found: Compared | Forecast) -> _Row:
    said = "each dimension by itself" if isinstance(found, Compared) and found.apart else ""
    if not found.converged:
        still = f"not at rest after {counted(found.rounds, 'round')}"
        said = f"{said}; {still}" if said else still
    kind: Kind = "model" if found.converged else "moving"
    return _Row(kind, name, tuple((each,) for each in outcome), about, sentence(said))


def _variants(found: Comparison) -> Iterator[_Row]:
    """Yield what variants of a model forecast, as one row."""
    made = [each.outcome for each in found.models if each.outcome is not None]
    if not made:
        return
    yield _Row(
        "variants",
        f"{found.models[0].model}, one option changed",
        tuple(tuple(sorted(each)) for each in zip(*made, strict=True)),
        f"{number(len(made))} variants",
        _extremes(found),
    )


def _extremes(found: Comparison) -> str:
    """Tell which variants forecast least and most, on each dimension."""
    told = []
    for k, dimension in enumerate(found.problem.dimensions):
        on = f" on {quoted(dimension.label)}" if len(found.problem.dimensions) > 1 else ""
        told.append(f"{found.ends(k)}{on}")
    return sentence("; ".join(told[:TOLD]))


def _baselines(found: Comparison | Forecast) -> Iterator[_Row]:
    for key, (name, about) in BASELINES.items():
        numbers = tuple(() if each is None else (each,) for each in found.baselines[key])
        yield _Row("baseline", name, numbers, about)


def _panel(found: Comparison | Forecast, rows: list[_Row], k: int) -> ModelsPanel:
    scale = Scale(0.0, SCALE, START, END)
    y, dots, apart = TOP, [], 0.0
    for row in rows:
        if row.kind == "baseline" and not apart:
            apart = y
            y += GAP
        texts = wrapped(row.name, START - 16, 6.8, 2)
        lines = tuple((y + 4 + LINE * n, text) for n, text in enumerate(texts))
        middle = y + LINE * (len(texts) - 1) / 2
        places = tuple(map(scale, row.numbers[k]))
        dots.append(Dot(row.kind, row.name, lines, places, round(middle, 1), row.text(k)))
        y += LINE * len(texts) + GAP
    made = [x for dot in dots if dot.kind in ("model", "moving") for x in dot.places]
    dimension = found.problem.dimensions[k]
    return ModelsPanel(
        dimension.label,
        dimension.low,
        dimension.high,
        tuple(dots),
        round(apart - GAP / 2 - 2, 1),
        (min(made), round(max(made) - min(made), 2)) if len(set(made)) > 1 else None,
        tuple((scale(each), place(each)) for each in (0, 25, 50, 75, 100)),
        y + 14,
        f"Positions on {quoted(dimension.label)} from 0 to 100. "
        + "; ".join(f"{dot.name}: {dot.number}" for dot in dots)
        + ".",
    )
