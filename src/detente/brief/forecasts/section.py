"""The section on who moves whom: the answer first, what it is worth, then charts and limits."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from detente.brief.charts import (
    FanChart,
    InfluenceChart,
    ModelsChart,
    TornadoChart,
    TrajectoriesChart,
    fan_chart,
    influence_chart,
    models_chart,
    tornado_chart,
    trajectories_chart,
)
from detente.brief.forecasts.finding import Positions, find_positions
from detente.brief.forecasts.inputs import PositionInputs
from detente.brief.forecasts.public import keeps_numbers_back, public_part
from detente.brief.forecasts.words import differing, how_drawn, how_found, lead, variant, within
from detente.brief.further.question import Table
from detente.brief.inputs import Evidence, GroundView, Preferences
from detente.brief.visibility import is_kept_back
from detente.case import Case
from detente.spatial.forecast import Forecast
from detente.spatial.words import RECORD, not_told, place
from detente.text import quoted, sentence

AS_WRITTEN = "The case as written"

LIMITS = (
    (
        "It asks where positions would meet and takes for granted that they do: whether there is an "
        "agreement at all it does not ask."
    ),
    (
        "No variant is the model: another of its kind, or one option changed, can forecast something "
        "else."
    ),
    (
        "The share of draws in a band is no probability that it comes. It counts numbers that are held "
        "possible, each as likely as the next, under one variant of one model."
    ),
    (
        "Positions are taken for what each would do of itself. Who says less than it would accept, or "
        "more, shifts everything."
    ),
    "Only those who are listed take part, on these lines only.",
)

WITHHELD = "Where positions would end is left out: some of what it rests on is kept internal."


@dataclass(frozen=True)
class ForecastSection:
    """All about where positions end in one run; what is not set is not told.

    Parameters
    ----------
    id, label : str
        The scenario; id empty for the case as written.
    anchor : str
    command : str
    answer : tuple of str
    lead : str
        The answer in short.
    models : ModelsChart or None
        The forecast beside other models, and what needs none.
    differing : str
        By how much models differ.
    trajectories : TrajectoriesChart or None
    influence : InfluenceChart or None
    fan : FanChart or None
    tornado : TornadoChart or None
    method, drawn, variant : str
        What made the forecast, and the draws, in a line; and all options of the model.
    notes : tuple of str
    scenarios : Table or None
        Scenarios side by side.
    changed : tuple of Preferences
        Of a scenario, those of whom it says something else, with what that rests on.
    came_out : tuple of (str, GroundView)
        What came out later, beside what was forecast; to be told apart from all that.
    """

    id: str
    label: str
    anchor: str
    command: str
    answer: tuple[str, ...]
    lead: str
    models: ModelsChart | None = None
    differing: str = ""
    trajectories: TrajectoriesChart | None = None
    influence: InfluenceChart | None = None
    fan: FanChart | None = None
    tornado: TornadoChart | None = None
    method: str = ""
    drawn: str = ""
    variant: str = ""
    notes: tuple[str, ...] = ()
    scenarios: Table | None = None
    changed: tuple[Preferences, ...] = ()
    came_out: tuple[tuple[str, GroundView], ...] = ()

    limits, record = LIMITS, RECORD

    @property
    def worth(self) -> str:
        """What such forecasts have been worth, in short."""
        return sentence(self.record.partition(":")[0]) if self.models else ""

    @property
    def first(self) -> str:
        """The first of the answer, to go on within another sentence."""
        return within(self.answer[0])

    @property
    def suffix(self) -> str:
        """What sets titles of a scenario apart from those of the case as written."""
        return f", {self.label}" if self.id else ""


def forecast_sections(
    case: Case, evidence: Evidence, runs: Iterable[str]
) -> dict[str, ForecastSection]:
    """Return the sections on who moves whom: of the case as written, and where it differs.

    Parameters
    ----------
    case : Case
    evidence : Evidence
        Of the case.
    runs : iterable of str
        Scenarios; empty for the case as written.

    Returns
    -------
    dict of str to ForecastSection
        By scenario; without those under which everybody stands where it stands anyway.
    """
    told: dict[str, ForecastSection] = {}
    shown: list[tuple[str, Positions]] = []
    for number, key in enumerate(runs):
        problem = (case.scenarios[key] if key else case).spatial
        if problem is None or (key and problem == case.spatial):
            continue
        kept = keeps_numbers_back(problem)
        found = None if kept else public_part(find_positions(problem, in_full=not key))
        label = case.scenarios[key].label if key else AS_WRITTEN
        anchor = f"forecast-{number}" if key else "forecast"
        told[key] = forecast_section(key, label, anchor, found)
        if found is None or found.found is None:
            continue
        shown.append((label, found))
        if key:
            changed = PositionInputs(problem, evidence).actors(case.spatial)
            told[key] = replace(told[key], changed=tuple(changed))
        else:
            told[key] = replace(told[key], came_out=tuple(_came_out(found.found, evidence)))
    if "" in told and len(shown) > 1:
        told[""] = replace(told[""], scenarios=_side_by_side(shown))
    return told


def forecast_section(key: str, label: str, anchor: str, shown: Positions | None) -> ForecastSection:
    """Return the section on what was found about one problem; None for what may not be told.

    Of a scenario less is told: who moved whom there, and what it hangs on, the command tells.
    """
    command = f"detente forecast{f' --scenario {key}' if key else ''}"
    if shown is None or shown.found is None:
        said = shown.notes if shown else (WITHHELD,)
        return ForecastSection(key, label, anchor, command, said, within(said[0]))
    found, draws = shown.found, shown.draws
    answer = (*found.answer(), *(draws.answer() if draws else not_told(found.problem)))
    section = ForecastSection(
        key,
        label,
        anchor,
        command,
        answer,
        lead(found, draws),
        models=models_chart(shown.compared or found, shown.varied),
        differing=differing(shown),
        trajectories=trajectories_chart(found),
        influence=None if key else influence_chart(found),
        method=how_found(found),
        variant=variant(found),
        notes=(*shown.notes, *found.notes),
    )
    if draws is None:
        return section
    return replace(
        section,
        fan=fan_chart(draws),
        tornado=None if key else tornado_chart(draws),
        drawn=how_drawn(draws),
        notes=(*section.notes, *draws.notes),
    )


def _came_out(found: Forecast, evidence: Evidence) -> Iterator[tuple[str, GroundView]]:
    """Yield what came out later on each dimension, where that may be told."""
    for k, (dimension, position) in enumerate(
        zip(found.problem.dimensions, found.came_out, strict=True)
    ):
        if position is None or dimension.outcome is None or is_kept_back(dimension.outcome.ground):
            continue
        mean = found.baselines["weighted_mean"][k] or 0.0
        said = (
            f"On {quoted(dimension.label)} it came out at {place(position)}; the forecast here is "
            f"{place(found.outcome[k])}, the weighted mean {place(mean)}."
        )
        yield said, evidence.ground(dimension.outcome.ground)


# -- Scenarios -----------------------------------------------------------------------------


def _side_by_side(shown: Sequence[tuple[str, Positions]]) -> Table:
    """Return what is forecast under each scenario, on each dimension."""
    several = any(len(each.problem.dimensions) > 1 for _, each in shown)
    heads = ("Scenario", *(("On",) if several else ()), "Forecast", "Nine of ten draws",
             "Weighted mean today", "No agreement")  # fmt: skip
    rows = [
        (label, *cells) if several else (label, *cells[1:])
        for label, found in shown
        for cells in _cells(found)
    ]
    return Table("Where positions would end, scenario by scenario, from 0 to 100.", heads, tuple(rows))  # fmt: skip


def _cells(shown: Positions) -> Iterator[tuple[str, ...]]:
    found = shown.found
    assert found is not None
    for k, dimension in enumerate(shown.problem.dimensions):
        between = "–"
        if shown.draws is not None:
            low, *_, high = shown.draws.fan[-1, k].tolist()
            between = f"{place(low)} to {place(high)}"
        reference = found.baselines["reference"][k]
        mean = found.baselines["weighted_mean"][k]
        assert mean is not None
        yield (
            dimension.label,
            place(found.outcome[k]),
            between,
            place(mean),
            "–" if reference is None else place(reference),
        )
