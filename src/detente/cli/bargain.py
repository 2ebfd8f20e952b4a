"""The command bargain: what can be agreed, what is efficient and what is fair."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, Annotated, Any

import typer

from detente.cli.asked import ask
from detente.cli.console import print_compact_json
from detente.cli.options import CaseArgument, OneScenarioOption, TableFormat, well_formed

if TYPE_CHECKING:
    from detente.asking.bargaining import Bargain

WORTH_A_BAR = 1 << 20
"""Packages times draws from which an analysis can take over two seconds."""


def register(app: typer.Typer) -> None:
    """Add the command of this module."""
    app.command()(bargain)


def bargain(
    case: CaseArgument,
    scenario: OneScenarioOption = "",
    draft: Annotated[
        str,
        typer.Option(
            "--draft",
            metavar='"ISSUE=VALUE, …"',
            help="Where this draft stands and what improves it; issues may be left open.",
        ),
    ] = "",
    side_payments: Annotated[
        bool, typer.Option("--side-payments", help="Do payments between the parties open a deal?")
    ] = False,
    contribution: Annotated[
        str,
        typer.Option(
            "--contribution",
            metavar="PARTY",
            help="What a party must add before there is a deal; 'anybody' from outside.",
        ),
    ] = "",
    coalitions: Annotated[
        bool, typer.Option("--coalitions", help="What can groups of parties secure, and upset?")
    ] = False,
    uncertain: Annotated[
        bool | None,
        typer.Option(
            "--uncertain/--no-uncertain",
            help="Judge every package in many draws of what is unknown? Default: where cheap.",
        ),
    ] = None,
    samples: Annotated[
        int | None,
        typer.Option(
            "--samples", min=1, metavar="N", help="Draws of what is unknown.", show_default="1000"
        ),
    ] = None,
    seed: Annotated[int, typer.Option("--seed", min=0, metavar="N", help="Of the draws.")] = 0,
    frontier: Annotated[
        str,
        typer.Option(
            "--frontier",
            metavar="all|N",
            help="How many efficient packages to list. Default: a few as text, else all.",
        ),
    ] = "",
    measures: Annotated[
        bool, typer.Option("--measures", help="Between two parties: how opposed they are.")
    ] = False,
    format: Annotated[  # noqa: A002
        TableFormat, typer.Option("--format", help="How to answer.")
    ] = TableFormat.text,
) -> None:
    """Tell what can be agreed, what is efficient and what is fair."""
    from detente.asking.bargaining import SAMPLES, find_bargain, frontier_setting
    from detente.bargaining.reading import read_package

    settings: dict[str, Any] = {
        "scenario": scenario,
        "draft": draft,
        "side-payments": side_payments,
        "contribution": contribution,
        "coalitions": coalitions,
        "frontier": frontier or "all",
        "uncertain": {None: "auto", True: "yes", False: "no"}[uncertain],
        "samples": samples,
        "seed": seed,
    }
    well_formed(frontier_setting, settings["frontier"])
    asked = ask(case, scenario)
    well_formed(read_package, asked.bargaining, draft)
    draws = (samples or SAMPLES) if uncertain else 1
    shown = asked.bargaining.size * draws >= WORTH_A_BAR
    with asked.bar(shown=shown) as progress:
        answer = find_bargain(asked.case, settings, progress)
    if format is TableFormat.json:
        print_compact_json(answer.to_dict())
    elif format is TableFormat.csv:
        _write_csv(answer)
    else:
        from detente.cli import bargain_text

        bargain_text.show(asked, answer, frontier=frontier, measures=measures)


def _write_csv(answer: Bargain) -> None:
    """Write one row for every efficient package to standard output."""
    import csv
    import sys

    from detente.cli.rows import harmless

    problem = answer.found.problem
    columns = [issue.id for issue in problem.issues]
    columns += [f"utility:{party}" for party in problem.party_ids]
    writer = csv.DictWriter(sys.stdout, columns, lineterminator="\n")
    writer.writeheader()
    for row in islice(answer.found.rows(), answer.listed):
        writer.writerow({k: harmless(v) if isinstance(v, str) else v for k, v in row.items()})
