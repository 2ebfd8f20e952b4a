"""A forecast as text: the answer, what needs no model, who moved whom, and on what it hangs."""

from __future__ import annotations

from collections.abc import Sequence
from math import dist
from typing import TYPE_CHECKING

from detente.cli.console import WIDTH, counted, safe
from detente.spatial.draws_words import percent, unknown_in_words
from detente.spatial.words import place, why

if TYPE_CHECKING:
    from detente.asking.forecast import Forecasted
    from detente.cli.asked import Asked
    from detente.cli.page import Page
    from detente.spatial.comparison import Comparison
    from detente.spatial.draws import Draws
    from detente.spatial.forecast import Forecast

NAME = 26
"""Columns of what a row is about."""
COLUMN = 10
MOST_COLUMNS = (WIDTH - NAME) // COLUMN
SHOWN_DIMENSIONS = 3
SHOWN_ACTORS = 12
SHOWN_MOVES = 8
SHOWN_INPUTS = 5


def show(asked: Asked, answer: Forecasted, *, everything: bool) -> None:
    """Print an answer; `everything` lists all rounds, actors and moves."""
    found = answer.found
    page = asked.page(answer.answer(), size=_size(found))
    _show_baselines(page, answer)
    _show_positions(page, found, everything=everything)
    _show_moves(page, found, everything=everything)
    if answer.draws is not None and answer.draws.draws > 1:
        _show_draws(page, answer.draws, everything=everything)
    if answer.compared is not None:
        _show_compared(page, answer.compared)
    if answer.varied is not None:
        _show_varied(page, answer.varied)
    _show_reading(page, answer)


def _size(found: Forecast) -> str:
    problem = found.problem
    actors = counted(len(problem.actors), "actor")
    return f"{actors}, {counted(len(problem.dimensions), 'dimension')}"


# -- Tables --------------------------------------------------------------------------------


def _row(page: Page, name: str, cells: Sequence[str], *, style: str = "") -> None:
    """Print a row of a table: the page joins runs of blanks, the console does not."""
    name = safe(name)
    name = name if len(name) <= NAME - 3 else f"{name[: NAME - 4]}…"
    row = f"  {name:<{NAME - 2}}{''.join(f'{cell:>{COLUMN}}' for cell in cells)}"
    page.console.print(row.rstrip(), style=style or None, highlight=False, markup=False)


def _heads(found: Forecast | Comparison) -> list[str]:
    """Return what heads the columns of dimensions: their names where they are short."""
    heads = []
    for dimension in found.problem.dimensions:
        name = safe(dimension.label if len(dimension.label) < COLUMN else dimension.id)
        heads.append(name if len(name) < COLUMN else f"{name[: COLUMN - 2]}…")
    return heads


def _table(page: Page, heads: Sequence[str], rows: Sequence[tuple[str, Sequence[str]]]) -> None:
    """Print a table, in several parts where it is too wide."""
    for start in range(0, len(heads), MOST_COLUMNS):
        if start:
            page.line()
        _row(page, "", heads[start : start + MOST_COLUMNS])
        for name, cells in rows:
            _row(page, name, cells[start : start + MOST_COLUMNS])


def _cells(numbers: Sequence[float | None]) -> list[str]:
    return ["–" if number is None else place(number) for number in numbers]


# -- Parts ---------------------------------------------------------------------------------


def _show_baselines(page: Page, answer: Forecasted) -> None:
    """Print the forecast beside what can be said without any model."""
    found = answer.found
    figure = found.model.outcome.replace("_", " ")
    page.heading("The forecast beside what needs no model")
    rows = [
        (f"{found.model.id}: {figure}", _cells(found.outcome)),
        ("weighted mean today", _cells(found.baselines["weighted_mean"])),
        ("weighted median today", _cells(found.baselines["weighted_median"])),
        ("no agreement", _cells(found.baselines["reference"])),
        ("always 50", _cells(found.baselines["constant"])),
    ]
    if any(each is not None for each in found.came_out):
        rows.append(("what came out", _cells(found.came_out)))
    _table(page, _heads(found), rows)


def _show_positions(page: Page, found: Forecast, *, everything: bool) -> None:
    """Print where everybody stood, the first and last rounds unless all are asked for."""
    numbers = list(range(len(found.positions)))
    if not everything and len(numbers) > MOST_COLUMNS:
        numbers = [*numbers[: MOST_COLUMNS - 2], *numbers[-2:]]
    heads = ["today" if number == 0 else f"round {number}" for number in numbers]
    dimensions = len(found.problem.dimensions) if everything else SHOWN_DIMENSIONS
    actors = len(found.problem.actors) if everything else SHOWN_ACTORS
    for k, dimension in enumerate(found.problem.dimensions[:dimensions]):
        page.heading(f"Where each stands on “{dimension.label}”, round by round")
        rows = [
            (
                actor.label if len(actor.label) <= NAME - 3 else actor.id,
                _cells(found.positions[numbers, who, k].tolist()),
            )
            for who, actor in enumerate(found.problem.actors[:actors])
        ]
        _table(page, heads, rows)
        page.rest(len(found.problem.actors) - len(rows), "actor")
    page.rest(len(found.problem.dimensions) - dimensions, "dimension")


def _show_moves(page: Page, found: Forecast, *, everything: bool) -> None:
    """Print who moved whom: the longest moves, or all of them, in order."""
    if not found.moves:
        return
    shown = list(found.moves)
    if not everything and len(shown) > SHOWN_MOVES:
        longest = sorted(shown, key=lambda move: -dist(move.before, move.after))[:SHOWN_MOVES]
        shown = [move for move in shown if move in longest]
    page.heading(
        "Who moved whom" + ("" if len(shown) == len(found.moves) else ": the longest moves")
    )
    for move in shown:
        actor = found.problem.actor(move.actor).label
        ways = [
            f"{place(before)} to {place(after)}"
            + (f" on “{dimension.label}”" if len(found.problem.dimensions) > 1 else "")
            for dimension, before, after in zip(
                found.problem.dimensions, move.before, move.after, strict=True
            )
            if before != after
        ]
        page.line(
            f"Round {move.round}: {actor} from {', '.join(ways)}: {why(found, move)}.",
            indent=2,
            hang=2,
        )
    more = len(found.moves) - len(shown)
    if more > 0:
        page.line(f"and {more:,} more; --rounds lists all", indent=2)


def _show_draws(page: Page, found: Draws, *, everything: bool) -> None:
    """Print between what the forecast lies, band by band, and what decides it."""
    page.heading(f"Where numbers are not known: {found.draws:,} draws (seed {found.seed})")
    shown = found.problem.dimensions if everything else found.problem.dimensions[:SHOWN_DIMENSIONS]
    heads = ["5%", "25%", "half", "75%", "95%"]
    rows = [
        (dimension.label, _cells(found.fan[-1, k].tolist())) for k, dimension in enumerate(shown)
    ]
    _table(page, heads, rows)
    page.line("So many of the draws lie at or below.", indent=2)
    labels = {each.id: each.label for each in found.problem.dimensions}
    for band in found.problem.bands:
        page.line(
            f"{labels[band.dimension]}: {band.label} ({place(band.low)} to {place(band.high)}) in "
            f"{percent(found.bands[band.id])} of the draws",
            indent=2,
            hang=2,
        )
    _show_inputs(page, found)
    for note in found.notes:
        page.line(f"Note: {note}", indent=2)


def _show_inputs(page: Page, found: Draws) -> None:
    """Print the unknown numbers on which the forecast hangs most."""
    listed = sorted(found.tornado, key=lambda each: -(each.explained or 0))[:SHOWN_INPUTS]
    if not listed:
        return
    page.line()
    if all(each.explained is None for each in listed):
        page.line("Whatever these numbers are, the forecast is the same.", indent=2)
        return
    page.line("What decides it: the share of the variation that a number explains alone, and "
              "the mean forecast where it is in its lower third and in its upper", indent=2)  # fmt: skip
    several = len(found.problem.dimensions) > 1
    for each in listed:
        name = unknown_in_words(found.problem, each.unknown)
        on = f", on “{found.problem.dimension(each.dimension).label}”" if several else ""
        share = "–" if each.explained is None else f"{max(each.explained, 0.0):.0%}"
        page.line(
            f"{share}: {name}{on}: {place(each.lower)} to {place(each.upper)}", indent=4, hang=2
        )


def _show_compared(page: Page, found: Comparison) -> None:
    """Print what every model forecasts."""
    page.heading("What each model forecasts")
    none = ["–"] * len(found.problem.dimensions)
    rows = [
        (each.name, none if each.outcome is None else _cells(each.outcome)) for each in found.models
    ]
    _table(page, _heads(found), [*rows, ("they differ by", _cells(found.spread))])
    for each in found.models:
        said = []
        if each.outcome is None:
            said.append(each.reason)
        if each.apart:
            said.append("every dimension by itself")
        if not each.converged:
            said.append(f"not at rest after {counted(each.rounds, 'round')}")
        if said:
            page.line(f"{each.name}: {'; '.join(said)}.", indent=2, hang=2)


def _show_varied(page: Page, found: Comparison) -> None:
    """Print how far variants of one model lie apart."""
    page.heading(
        f"One option of the Spatial Model of Politics changed at a time: {len(found.models)} variants"
    )
    rows = []
    for which, ends in zip(("lowest", "highest"), zip(*found.range, strict=True), strict=True):
        rows.append((which, _cells(ends)))
    _table(page, _heads(found), rows)
    for k, dimension in enumerate(found.problem.dimensions):
        page.line(f"{dimension.label}: {found.ends(k)}.", indent=2, hang=2)


def _show_reading(page: Page, answer: Forecasted) -> None:
    """Print by which model and variants all this was found."""
    parameters = answer.found.parameters
    page.heading("How to read this")
    options = ", ".join(f"{key} {value}" for key, value in parameters["options"].items())
    page.line(f"Model {parameters['model']}, version {parameters['version']}: {options}.", indent=2, hang=2)  # fmt: skip
    page.line(
        "No variant is the model: --compare sets the others beside it, --option varies this one.",
        indent=2,
        hang=2,
    )
    if parameters["numbers"] != "given":
        page.line(f"Numbers that are not known: {parameters['numbers']}.", indent=2, hang=2)
    for note in (*answer.found.notes, *answer.notes):
        page.line(f"Note: {note}", indent=2)
