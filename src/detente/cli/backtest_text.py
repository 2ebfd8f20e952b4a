"""A leaderboard as text: the answer, how far each was off, and how far that may be chance."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from detente.cli.console import safe, stdout
from detente.cli.page import Page
from detente.spatial.backtest.losses import LOSSES, Loss
from detente.spatial.backtest.words import difference, figure, made_of, span, subject
from detente.text import capital

if TYPE_CHECKING:
    from detente.asking.backtest import Backtested
    from detente.spatial.backtest.result import Backtest, Standing

NAME = 24
"""Columns of who forecasts."""
SHOWN_FILES = 8


def show(answer: Backtested) -> None:
    """Print an answer."""
    found, collected = answer.found, answer.collected
    page = Page(stdout())
    page.line(f"How forecasts would have done: {collected.folder}", style="bold")
    page.line(capital(made_of(found)))
    page.answer(answer.answer())
    _show_leaderboard(page, found)
    for loss in _told_apart(found):
        _show_loss(page, found, loss)
    _show_unused(page, answer)
    _show_reading(page, answer)


def _row(page: Page, name: str, cells: Iterable[tuple[str, int]]) -> None:
    """Print a row of a table: the page joins runs of blanks, the console does not."""
    name = safe(name)
    name = name if len(name) <= NAME - 3 else f"{name[: NAME - 4]}…"
    row = f"  {name:<{NAME - 2}}" + "".join(f"{cell:>{width}}" for cell, width in cells)
    page.console.print(row.rstrip(), highlight=False, markup=False)


def _show_leaderboard(page: Page, found: Backtest) -> None:
    page.heading("Leaderboard: how far off, on scales from 0 to 100")
    heads = ["mean error", "within 5", "within 10", "CRPS", "decisions"]
    widths = [12, 10, 11, 8, 12]
    _row(page, "", zip(heads, widths, strict=True))
    for each in found.standings:
        cells = [
            figure(loss, each.losses[loss.id].mean) if loss.id in each.losses else "–"
            for loss in LOSSES
        ]
        cells.append(str(each.decisions))
        _row(page, each.forecaster.label, zip(cells, widths, strict=True))
    reasons = {each.forecaster.label: each.reason for each in found.standings if each.reason}
    for name, reason in reasons.items():
        page.line(f"{name} has no forecast of some: {reason}.", indent=2, hang=2)


def _told_apart(found: Backtest) -> list[Loss]:
    """Return the losses that are told one by one: the CRPS only where it is another number."""
    error, score = LOSSES[0].id, LOSSES[-1].id
    same = all(
        each.losses[error].mean == each.losses[score].mean
        for each in found.standings
        if each.losses
    )
    return list(LOSSES[:-1] if same else LOSSES)


def _show_loss(page: Page, found: Backtest, loss: Loss) -> None:
    """Print one loss with its intervals, and what it is held against."""
    order = {name: k for k, name in enumerate(found.ranking(loss.id))}
    base = next(each for each in found.standings if each.forecaster.name == found.against)
    best = "less" if loss.best == "least" else "more"
    unit = " in points" if loss.share else ""
    page.heading(f"{capital(loss.label)}, the {best} the better; beside {subject(base)}{unit}")
    widths = [8, 18, 12, 18]
    _row(page, "", zip(["", "95% interval", "differs", "95% interval"], widths, strict=True))
    for each in sorted(found.standings, key=lambda one: order[one.forecaster.name]):
        _row(page, each.forecaster.label, zip(_cells(loss, each, base), widths, strict=True))


def _cells(loss: Loss, each: Standing, base: Standing) -> Sequence[str]:
    own, gap = each.losses.get(loss.id), each.differences.get(loss.id)
    cells = ["–", "–"] if own is None else [figure(loss, own.mean), span(loss, own)]
    if each is base:
        return [*cells, "", ""]
    if gap is None:
        return [*cells, "–", "–"]
    return [*cells, difference(loss, gap.mean), span(loss, gap, signed=True)]


def _show_unused(page: Page, answer: Backtested) -> None:
    """Print what was passed over or left out."""
    collected = answer.collected
    if not (collected.passed_over or collected.left_out):
        return
    page.heading("What was not used")
    for passed in collected.passed_over[:SHOWN_FILES]:
        page.line(f"{passed.file}: {passed.reason}", indent=2, hang=2)
    page.rest(len(collected.passed_over) - SHOWN_FILES, "file")
    for what, count in collected.left_out:
        page.line(f"{what}: {count:,}", indent=2, hang=2)


def _show_reading(page: Page, answer: Backtested) -> None:
    """Print what the numbers mean, and by which models they were found."""
    found, parameters = answer.found, answer.found.parameters
    page.heading("How to read this")
    page.line(
        "The mean error is the mean absolute error; within 5 and 10 are the shares of forecasts "
        "that miss by no more; the CRPS judges the spread of a forecast, too, and is the absolute "
        "error where there is none.",
        indent=2,
        hang=2,
    )
    if parameters["resamples"]:
        page.line(
            f"Intervals: {parameters['interval']}, {parameters['resamples']:,} times, seed "
            f"{parameters['seed']}. Differences are on the decisions that both have.",
            indent=2,
            hang=2,
        )
    for each in found.forecasters:
        told = each.to_dict()
        if each.model is not None:
            options = ", ".join(f"{key} {value}" for key, value in told["options"].items())
            page.line(f"{each.name}: version {told['version']}; {options}.", indent=2, hang=2)
    for note in answer.notes[len(answer.collected.notes) :]:
        page.line(f"Note: {note}", indent=2, hang=2)
