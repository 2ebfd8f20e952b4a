"""Arguments and options that several commands share."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from enum import StrEnum
from typing import Annotated, Any

import typer

from detente.cli.console import Format


class TableFormat(StrEnum):
    """How a command answers that can write a table, too."""

    text = "text"
    json = "json"
    csv = "csv"


class Sanctions(StrEnum):
    """Whether an outcome exactly as good as today's sanctions an improvement."""

    weak = "weak"
    strict = "strict"


CaseArgument = Annotated[
    str, typer.Argument(metavar="CASE", help="A case file, or the name of a packaged case.")
]
ScenarioOption = Annotated[
    list[str],
    typer.Option(
        "--scenario",
        metavar="NAME",
        help="A scenario; several, repeated or separated by commas, are compared. "
        "'base' is the case as written, 'all' is everything.",
    ),
]
OneScenarioOption = Annotated[str, typer.Option("--scenario", metavar="NAME", help="A scenario.")]
DimensionOption = Annotated[
    str,
    typer.Option(
        "--dimension", metavar="NAME", help="Of who stands where, this dimension by itself."
    ),
]
ConceptOption = Annotated[
    list[str],
    typer.Option(
        "--concept",
        metavar="ID",
        help="nash, gmr, smr, seq, sseq or sim; repeat or separate with commas. Default: all.",
    ),
]
ReturnsOption = Annotated[
    bool,
    typer.Option(
        "--returns/--no-returns",
        help="Where moves are listed: does it punish a move if the others undo it?",
    ),
]
SanctionOption = Annotated[
    Sanctions,
    typer.Option(
        "--sanction", help="Does an outcome exactly as good as today's punish a move (weak) or not?"
    ),
]
FormatOption = Annotated[Format, typer.Option("--format", help="How to answer.")]


def separated(values: Sequence[str]) -> list[str] | None:
    """Return what was asked for, commas taken apart; None when nothing was."""
    return [part.strip() for value in values for part in value.split(",") if part.strip()] or None


def well_formed(read: Callable[..., Any], *given: Any) -> Any:
    """Read what an option was given; what is not of its form is a wrong call."""
    from detente.errors import DetenteError

    try:
        return read(*given)
    except DetenteError as error:
        if error.code != "wrong-setting":
            raise
        raise typer.BadParameter(str(error)) from error
