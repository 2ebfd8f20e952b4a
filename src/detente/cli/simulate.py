"""The command simulate: negotiations played out by NegMAS."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from detente.cli.console import Format, print_compact_json, safe
from detente.cli.options import CaseArgument, FormatOption, OneScenarioOption

if TYPE_CHECKING:
    from detente.interop.simulation import Simulation

SHOWN = 10


class Protocol(StrEnum):
    """Who proposes."""

    alternating_offers = "alternating-offers"
    single_text = "single-text"


class Strategy(StrEnum):
    """When parties concede."""

    boulware = "boulware"
    linear = "linear"
    conceder = "conceder"


def register(app: typer.Typer) -> None:
    """Add the command of this module."""
    app.command()(simulate)


def simulate(
    case: CaseArgument,
    protocol: Annotated[
        Protocol,
        typer.Option("--protocol", help="Do parties propose in turn, or does a mediator?"),
    ] = Protocol.alternating_offers,
    strategy: Annotated[
        Strategy,
        typer.Option("--strategy", help="Do parties concede late, evenly or early?"),
    ] = Strategy.boulware,
    steps: Annotated[
        int, typer.Option("--steps", min=1, max=100_000, metavar="N", help="Steps at most.")
    ] = 100,
    runs: Annotated[
        int, typer.Option("--runs", min=1, max=1_000, metavar="N", help="Negotiations.")
    ] = 1,
    seed: Annotated[
        int, typer.Option("--seed", min=0, metavar="N", help="For what is drawn by chance.")
    ] = 0,
    time_limit: Annotated[
        float,
        typer.Option("--time-limit", min=0.1, max=3600, metavar="S", help="Seconds for a run."),
    ] = 60.0,
    scenario: OneScenarioOption = "",
    format: FormatOption = Format.text,  # noqa: A002
) -> None:
    """Play negotiations out with NegMAS, if it is installed, and judge the deals."""
    from detente import loading
    from detente.interop.simulation import simulate as play

    loaded = loading.load(case)
    found = play(
        loaded.bargaining_under(scenario or None),
        protocol=protocol.value,
        strategy=strategy.value,
        steps=steps,
        runs=runs,
        seed=seed,
        time_limit=time_limit,
    )
    if format is Format.json:
        print_compact_json(found.to_dict(case=loaded.id, scenario=scenario or None))
    else:
        _show(found)


def _show(found: Simulation) -> None:
    typer.echo(safe(" ".join(found.answer())))
    labels = {party.id: party.label for party in found.worth.problem.parties}
    for run in found.runs[:SHOWN]:
        typer.echo("")
        head = f"seed {run.seed}, {run.steps} steps"
        if run.begins:
            head += f", {labels[run.begins]} begins"
        typer.echo(safe(head))
        if run.package is None:
            typer.echo("  no deal")
            continue
        typer.echo(safe(f"  {found.words(run.package)}"))
        utilities = found.worth.utilities(found.worth.sums([run.package])[0])
        told = ", ".join(f"{labels[party]} {number:.3g}" for party, number in utilities.items())
        typer.echo(safe(f"  worth: {told}"))
        if run.proposer:
            typer.echo(safe(f"  proposed by {labels[run.proposer]}"))
        if apart := found.distances(run):
            typer.echo(f"  {apart[0]:.3g} from efficient, {apart[1]:.3g} from the Nash package")
    if len(found.runs) > SHOWN:
        typer.echo(f"\n{len(found.runs) - SHOWN} more runs: --format json has them all")
    typer.echo(
        "\nA protocol is played by simple strategies of a program, not by these parties: what it "
        "finds\nsays what such strategies reach, and forecasts nothing."
    )
