"""Forecasts in a brief: the answer in short, and what made it."""

from __future__ import annotations

from detente.brief.forecasts.finding import Positions
from detente.spatial.draws import Draws
from detente.spatial.forecast import Forecast
from detente.spatial.words import place, places
from detente.text import counted, listed, quoted, sentence

TOLD = 2
"""Dimensions of which the answer tells in short."""


def lead(found: Forecast, draws: Draws | None) -> str:
    """Return the answer in short: the forecast on each line, beside what needs no model."""
    told: list[str] = []
    for k, dimension in enumerate(found.problem.dimensions[:TOLD]):
        mean = found.baselines["weighted_mean"][k] or 0.0
        beside = f"the weighted mean of today's positions, which needs no model, is {place(mean)}"
        if told:
            beside = f"the weighted mean is {place(mean)}"
        if draws is not None and draws.draws > 1:
            low, *_, high = draws.fan[-1, k].tolist()
            beside = f"in nine of ten draws between {place(low)} and {place(high)}; {beside}"
        told.append(f"{quoted(dimension.label)} ends at {place(found.outcome[k])} ({beside})")
    if more := len(found.problem.dimensions) - TOLD:
        told += [f"so on for {counted(more, 'more dimension')}"] if more > 0 else []
    return f"{listed(told)}."


def differing(shown: Positions) -> str:
    """Tell by how much models differ; nothing where there is one."""
    made = [each for each in shown.compared.models if each.outcome] if shown.compared else []
    if shown.compared is None or len(made) < 2:
        return ""
    if all(place(each) == "0" for each in shown.compared.spread):
        return "All models forecast the same. They start from the same numbers."
    apart = places(shown.problem, shown.compared.spread)
    return (
        f"The models differ by up to {apart}. Where they disagree, the case does not support a "
        "forecast, and the weighted mean of today's positions is the better guess."
    )


def how_found(found: Forecast) -> str:
    """Return what made a forecast, in one line."""
    own = found.model.options({}).to_dict()
    options = found.parameters["options"].items()
    changed = ", ".join(f"{key} {value}" for key, value in options if own.get(key) != value)
    said = (
        f"Method: {found.model.id}, version {found.model.version}, {changed or 'no option changed'}"
    )
    if found.parameters["numbers"] != "given":
        said += f"; numbers that are not known: {found.parameters['numbers']}"
    return sentence(said)


def variant(found: Forecast) -> str:
    """Return all options of the model that made a forecast."""
    options = found.parameters["options"].items()
    told = (f"{key.replace('_', '-')} {str(value).lower()}" for key, value in options)
    return sentence(f"options of {found.model.id}: {', '.join(told)}")


def how_drawn(found: Draws) -> str:
    """Return what made draws, in one line."""
    return sentence(
        f"Method: {found.model.id}, version {found.model.version}; {found.draws:,} draws "
        f"(seed {found.seed}), {found.parameters['drawn']}"
    )


def within(said: str) -> str:
    """Return a sentence to go on within another."""
    return f"{said[:1].lower()}{said[1:]}"
