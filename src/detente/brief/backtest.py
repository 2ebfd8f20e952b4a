"""The page of a backtest: one self-contained HTML page, in the brief's hand."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from detente import __version__
from detente.brief.brief import environment
from detente.brief.charts.whiskers import difference_chart, error_chart
from detente.brief.further.question import Table, first
from detente.spatial.backtest.losses import LOSSES, Loss
from detente.spatial.backtest.result import Backtest, Standing
from detente.spatial.backtest.words import difference, figure, made_of, span, subject
from detente.spatial.words import place
from detente.text import capital

WHO, INTERVAL = "Forecast by", "95% interval"
DECISIONS = 400
"""Decisions listed."""
FILES = 200
"""Files listed that were passed over."""

EXPLAINED = (
    (
        "Mean absolute error",
        "How far forecasts are from what came out, in the mean, on scales from 0 to 100.",
    ),
    ("Within 5, within 10", "The share of forecasts that miss by no more."),
    (
        "CRPS",
        (
            "The continuous ranked probability score: how far a whole forecast distribution is from "
            "what came out, its spread counted, too. Where no number is unknown it is the absolute "
            "error."
        ),
    ),
    (
        "95% interval",
        (
            "Where the mean lies in 95% of resamples: as many cases or proposals as there are, drawn "
            "at random with replacement, each with all its decisions. No interval is given where all "
            "resamples agree. Differences are taken on the decisions that both forecast."
        ),
    ),
    (
        "Baselines",
        (
            "Forecasts that need no model: the mean and the median of the positions weighted by "
            "capability times salience, always saying 50, and what no agreement amounts to."
        ),
    ),
)


def render(
    found: Backtest,
    *,
    folder: str = "",
    command: str = "",
    answer: Sequence[str] = (),
    notes: Sequence[str] = (),
    passed_over: Sequence[tuple[str, str]] = (),
    left_out: Sequence[tuple[str, int]] = (),
) -> str:
    """Return a backtest as one HTML page that needs nothing else.

    Parameters
    ----------
    found : Backtest
    folder : str
        Where the cases came from.
    command : str
        What makes the page again.
    answer : sequence of str
        The finding in sentences; that of the result by default.
    notes : sequence of str
        What limits it; those of the result by default.
    passed_over : sequence of (str, str)
        Files that were not used, and why.
    left_out : sequence of (str, int)
        What was not used of the others, and how often.
    """
    files, more = first(passed_over, FILES)
    page: str = environment().get_template("backtest.html.jinja").render(
        found=found,
        folder=folder,
        command=command,
        answer=answer or found.answer(),
        notes=notes or found.notes,
        passed_over=files,
        more_passed=more,
        left_out=left_out,
        errors=error_chart(found),
        differences=difference_chart(found),
        size=capital(made_of(found)),
        method=method_of(found),
        leaderboard=leaderboard(found),
        by_loss=[loss_table(found, loss) for loss in LOSSES],
        decisions=decision_table(found),
        models=[each.to_dict() for each in found.forecasters if each.model],
        explained=EXPLAINED,
        version=__version__,
    )  # fmt: skip
    return page


def method_of(found: Backtest) -> str:
    """Return how the numbers were found, in a line to stand under them."""
    parameters = found.parameters
    if not parameters["resamples"]:
        return "Method: means without intervals."
    return (
        f"Method: intervals of {parameters['interval']}; {parameters['resamples']:,} resamples, "
        f"seed {parameters['seed']}."
    )


def leaderboard(found: Backtest) -> Table:
    """Return all losses of all, the least error first."""
    head = (WHO, "Mean error", "Within 5", "Within 10", "CRPS", "Decisions")
    rows = [
        (
            _name(each),
            *(
                figure(loss, each.losses[loss.id].mean) if loss.id in each.losses else "–"
                for loss in LOSSES
            ),
            f"{each.decisions:,}",
        )
        for each in found.standings
    ]
    reasons = {each.reason: each.forecaster.label for each in found.standings if each.reason}
    more = " ".join(f"{name} has no forecast of some: {why}." for why, name in reasons.items())
    return Table("Leaderboard, by mean error", head, tuple(rows), more)


def loss_table(found: Backtest, loss: Loss) -> Table:
    """Return one loss of all with intervals, beside what all are held against."""
    order = {name: k for k, name in enumerate(found.ranking(loss.id))}
    base = _base(found)
    unit = ", differences in points of a hundred" if loss.share else ""
    return Table(
        f"{capital(loss.label)}, the best first{unit}",
        (WHO, "Mean", INTERVAL, f"Beside {subject(base)}", INTERVAL, "Decisions of both"),
        tuple(
            _loss_row(loss, each, base)
            for each in sorted(found.standings, key=lambda one: order[one.forecaster.name])
        ),
    )


def _loss_row(loss: Loss, each: Standing, base: Standing) -> tuple[str, ...]:
    own, gap = each.losses.get(loss.id), each.differences.get(loss.id)
    cells = ["–", "–"] if own is None else [figure(loss, own.mean), span(loss, own)]
    if each is base:
        cells += ["", "", ""]
    elif gap is None:
        cells += ["–", "–", "0"]
    else:
        cells += [
            difference(loss, gap.mean), span(loss, gap, signed=True), f"{each.compared:,}",
        ]  # fmt: skip
    return (_name(each), *cells)


def decision_table(found: Backtest) -> Table:
    """Return what came out of every decision, beside what each would have said."""
    head = ("Decision", "Came out", *(each.label for each in found.forecasters))
    rows, more = first(_decisions(found), DECISIONS)
    return Table("What came out, and what each would have said", head, rows, more)


def _decisions(found: Backtest) -> Iterator[tuple[str, ...]]:
    for decision, column in zip(found.decisions, found.forecasts.T.tolist(), strict=True):
        said = (place(number) if number == number else "–" for number in column)  # NaN: none
        what = "a dimension kept internal" if decision.internal else decision.label
        yield (f"{decision.case}: {what}", place(decision.outcome), *said)


def _name(each: Standing) -> str:
    """Return who forecasts at the head of a row; models are called as on the command line."""
    label = each.forecaster.label
    return label if each.forecaster.model else capital(label)


def _base(found: Backtest) -> Standing:
    return next(each for each in found.standings if each.forecaster.name == found.against)
