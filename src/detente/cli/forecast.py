"""The command forecast: who moves whom, and where positions end."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any

import typer

from detente.cli.asked import ask
from detente.cli.console import print_compact_json
from detente.cli.options import (
    CaseArgument,
    DimensionOption,
    OneScenarioOption,
    TableFormat,
    separated,
    well_formed,
)

if TYPE_CHECKING:
    from detente.asking.forecast import Forecasted

WORTH_A_BAR = 2_000_000
"""The work of draws from which an answer can take over two seconds."""
ALONE = 20
"""Draws that take about as long as one forecast by itself."""
VARIANTS = 25
"""Forecasts that a comparison makes, about."""


class Models(StrEnum):
    """The models; `detente.spatial.models` says what each is."""

    smp = "smp"
    scholz_table2 = "scholz-table2"
    scholz_printed = "scholz-printed"


def register(app: typer.Typer) -> None:
    """Add the command of this module."""
    app.command()(forecast)


def forecast(
    case: CaseArgument,
    model: Annotated[
        Models, typer.Option("--model", help="By which model positions move.")
    ] = Models.smp,
    scenario: OneScenarioOption = "",
    dimension: DimensionOption = "",
    option: Annotated[
        list[str],
        typer.Option(
            "--option",
            metavar="NAME=VALUE",
            help="A variant of the model; several, repeated or separated by commas.",
        ),
    ] = [],  # noqa: B006  # typer wants the list itself
    rounds: Annotated[
        bool, typer.Option("--rounds", help="List every round and every move, not some.")
    ] = False,
    draws: Annotated[
        int | None,
        typer.Option(
            "--draws",
            min=0,
            metavar="N",
            help="Draws of what is unknown; 0 for none. Default: where cheap.",
            show_default="1000",
        ),
    ] = None,
    seed: Annotated[
        int | None,
        typer.Option(
            "--seed",
            min=0,
            metavar="N",
            help="Of the draws, and of stochastic transitions.",
            show_default="0",
        ),
    ] = None,
    compare: Annotated[
        bool, typer.Option("--compare", help="What do the other models forecast?")
    ] = False,
    format: Annotated[  # noqa: A002
        TableFormat, typer.Option("--format", help="How to answer.")
    ] = TableFormat.text,
) -> None:
    """Forecast who moves whom, and where positions end."""
    from detente.asking.forecast import draws_to_make, find_forecast, read_options, work

    settings: dict[str, Any] = {
        "model": model.value,
        "scenario": scenario,
        "option": separated(option) or [],
        "draws": draws,
        "seed": seed,
        "compare": compare,
        "dimension": "",  # taken out already: some files tell more of one than of all
    }
    well_formed(read_options, model.value, settings["option"])
    asked = ask(case, scenario, dimension=dimension)
    alone = ALONE * (1 + VARIANTS * compare)
    todo = work(asked.spatial, draws_to_make(asked.spatial, draws) + alone)
    with asked.bar(shown=todo >= WORTH_A_BAR) as progress:
        answer = find_forecast(asked.case, settings, progress)
    if format is TableFormat.json:
        print_compact_json(answer.to_dict())
    elif format is TableFormat.csv:
        _write_csv(answer)
    else:
        from detente.cli import forecast_text

        forecast_text.show(asked, answer, everything=rounds)


def _write_csv(answer: Forecasted) -> None:
    """Write one row for every round, actor and dimension to standard output."""
    import csv
    import sys

    writer = csv.DictWriter(
        sys.stdout, ["round", "actor", "dimension", "position"], lineterminator="\n"
    )
    writer.writeheader()
    writer.writerows(answer.found.rows())
