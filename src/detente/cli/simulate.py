"""The command simulate: negotiations played out by NegMAS."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from detente.cli.asked import ask
from detente.cli.console import Format, counted, print_compact_json
from detente.cli.options import CaseArgument, FormatOption, OneScenarioOption

if TYPE_CHECKING:
    from detente.cli.asked import Asked
    from detente.cli.page import Page
    from detente.interop.simulation import Run, Simulation

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
    from detente.interop.simulation import simulate as play

    asked = ask(case, scenario)
    found = play(
        asked.bargaining,
        protocol=protocol.value,
        strategy=strategy.value,
        steps=steps,
        runs=runs,
        seed=seed,
        time_limit=time_limit,
    )
    if format is Format.json:
        print_compact_json(found.to_dict(**asked.names))
    else:
        _show(asked, found)


def _show(asked: Asked, found: Simulation) -> None:
    played = counted(len(found.runs), "negotiation")
    page = asked.page(found.answer(), size=f"{played}, {found.parameters['protocol']}")
    page.heading("What was played")
    for run in found.runs[:SHOWN]:
        _show_run(page, found, run)
    page.rest(len(found.runs) - SHOWN, "run")
    page.line()
    page.line(
        "A protocol is played by simple strategies of a program, not by these parties: what it "
        "finds says what such strategies reach, and forecasts nothing."
    )


def _show_run(page: Page, found: Simulation, run: Run) -> None:
    labels = {party.id: party.label for party in found.worth.problem.parties}
    head = f"Seed {run.seed}, {counted(run.steps, 'step')}"
    if run.begins:
        head += f", {labels[run.begins]} begins"
    if run.package is None:
        page.line(f"{head}: no deal", indent=2)
        return
    by = f" that {labels[run.proposer]} proposed" if run.proposer else ""
    page.line(f"{head}: a deal{by}", indent=2, hang=2)
    page.line(found.words(run.package), indent=6)
    utilities = found.worth.utilities(found.worth.sums([run.package])[0])
    told = ", ".join(f"{labels[party]} {number:.3g}" for party, number in utilities.items())
    page.line(f"worth {told}", indent=6)
    if apart := found.distances(run):
        page.line(f"{apart[0]:.3g} from efficient, {apart[1]:.3g} from the Nash package", indent=6)
