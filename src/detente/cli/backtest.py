"""The command backtest: how forecasts would have done on what is already decided."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from detente.cli.asked import progress_bar
from detente.cli.console import print_compact_json, safe
from detente.cli.forecast import Models
from detente.cli.options import TableFormat, separated, well_formed

if TYPE_CHECKING:
    from detente.asking.backtest import Backtested


class Against(StrEnum):
    """What forecasts are held against."""

    weighted_mean = "weighted-mean"
    weighted_median = "weighted-median"
    constant = "constant"
    reference = "reference"


def register(app: typer.Typer) -> None:
    """Add the command of this module."""
    app.command()(backtest)


def backtest(
    folder: Annotated[
        str,
        typer.Argument(metavar="DIR", help="A folder of decided cases, or one file of them."),
    ],
    model: Annotated[
        list[Models],
        typer.Option("--model", help="A model; repeat for several. Default: all."),
    ] = [],  # noqa: B006  # typer wants the list itself
    option: Annotated[
        list[str],
        typer.Option(
            "--option",
            metavar="NAME=VALUE",
            help="A variant of the models that have it; several, repeated or separated by commas.",
        ),
    ] = [],  # noqa: B006
    against: Annotated[
        Against, typer.Option("--against", help="What all are held against.")
    ] = Against.weighted_mean,
    capabilities: Annotated[
        str,
        typer.Option(
            "--capabilities",
            metavar="FILE",
            help="Lines of actor;capability for tables. Default: the same for all.",
        ),
    ] = "",
    missing: Annotated[
        list[float],
        typer.Option(
            "--missing", metavar="NUMBER", help="In tables, a number that means none, besides 999."
        ),
    ] = [],  # noqa: B006
    proposal: Annotated[
        str,
        typer.Option(
            "--proposal",
            metavar="COLUMN",
            help="Of tables: which decisions hang together. Default: prnr.",
        ),
    ] = "",
    draws: Annotated[
        int, typer.Option("--draws", min=0, metavar="N", help="Draws of what is unknown; 0: none.")
    ] = 200,
    resamples: Annotated[
        int, typer.Option("--resamples", min=0, metavar="N", help="For the intervals; 0: none.")
    ] = 10_000,
    seed: Annotated[int, typer.Option("--seed", min=0, metavar="N", help="Of both.")] = 0,
    page: Annotated[
        str, typer.Option("--page", metavar="FILE", help="Write an HTML page of it, too.")
    ] = "",
    format: Annotated[  # noqa: A002
        TableFormat, typer.Option("--format", help="How to answer.")
    ] = TableFormat.text,
) -> None:
    """Tell how far forecasts would have been off on decided cases."""
    from detente.asking.backtest import asked_for, find_backtest

    settings: dict[str, Any] = {
        "folder": folder,
        "model": [each.value for each in model],
        "option": separated(option) or [],
        "against": against.value.replace("-", "_"),
        "capabilities": capabilities,
        "missing": missing,
        "proposal": proposal,
        "draws": draws,
        "resamples": resamples,
        "seed": seed,
    }
    well_formed(asked_for, settings["model"], settings["option"])
    with progress_bar(folder, shown=True) as progress:
        answer = find_backtest(settings, progress)
    if page:
        _write_page(Path(page), answer)
    if format is TableFormat.json:
        print_compact_json(answer.to_dict())
    elif format is TableFormat.csv:
        _write_csv(answer)
    else:
        from detente.cli import backtest_text

        backtest_text.show(answer)


def _write_page(target: Path, answer: Backtested) -> None:
    import shlex
    import sys

    from detente.brief.backtest import render
    from detente.cli.brief import write

    collected = answer.collected
    text = render(
        answer.found,
        folder=collected.folder,
        command=shlex.join(["detente", *sys.argv[1:]]),
        answer=answer.answer(),
        notes=answer.notes,
        passed_over=[(each.file, each.reason) for each in collected.passed_over],
        left_out=collected.left_out,
    )
    write(target, text)


def _write_csv(answer: Backtested) -> None:
    """Write one row for every decision and forecaster to standard output."""
    import csv
    import sys

    rows = [
        {key: safe(each) if isinstance(each, str) else each for key, each in row.items()}
        for row in answer.found.rows()
    ]
    writer = csv.DictWriter(sys.stdout, list(rows[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
