"""The command that writes a brief."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from detente.cli.asked import AS_WRITTEN
from detente.cli.console import stderr
from detente.cli.options import CaseArgument, ConceptOption, SanctionOption, Sanctions, separated

if TYPE_CHECKING:
    from collections.abc import Sequence

    from detente.case import Case


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.command()(brief)


def brief(
    case: CaseArgument,
    output: Annotated[
        str,
        typer.Option(
            "--output", "-o", metavar="FILE", help="Where to; '-' prints. Default: ID-brief.html."
        ),
    ] = "",
    scenario: Annotated[
        list[str],
        typer.Option(
            "--scenario",
            metavar="NAME",
            help="A scenario to tell of, beside the case as written; repeat or separate with "
            "commas. 'base' tells of none. Default: all.",
        ),
    ] = [],  # noqa: B006  # typer wants the list itself
    concept: ConceptOption = [],  # noqa: B006
    sanction: SanctionOption = Sanctions.weak,
    internal: Annotated[
        bool, typer.Option("--internal", help="Show entries marked internal: not to be shared.")
    ] = False,
    ask_further: Annotated[
        bool, typer.Option("--further/--no-further", help="Answer what one asks next, too.")
    ] = True,
    bargaining: Annotated[
        bool,
        typer.Option("--bargaining/--no-bargaining", help="Tell what can be agreed, too."),
    ] = True,
    forecast: Annotated[
        bool,
        typer.Option("--forecast/--no-forecast", help="Tell where positions may end, too."),
    ] = True,
    date: Annotated[
        str, typer.Option("--date", metavar="YYYY-MM-DD", help="Date of the brief; today.")
    ] = "",
) -> None:
    """Write a brief of a case: one HTML page, to be read, printed and handed on."""
    from detente import loading
    from detente.brief.brief import render

    _check_date(date)
    loaded = loading.load(case)
    page = render(
        loaded,
        scenarios=_scenarios(loaded, scenario),
        concepts=separated(concept),
        internal=internal,
        date=date or None,
        sanction=sanction.value,
        ask_further=ask_further,
        bargaining=bargaining,
        forecast=forecast,
    )
    if output == "-":
        sys.stdout.buffer.write(page.encode())
        return
    write(Path(output or f"{loaded.id}-brief.html"), page)


def _check_date(date: str) -> None:
    from datetime import date as day

    try:
        if date and day.fromisoformat(date).isoformat() != date:
            raise ValueError
    except ValueError:
        raise typer.BadParameter(
            f"'{date}' is not a date; write YYYY-MM-DD", param_hint="--date"
        ) from None


def _scenarios(case: Case, asked: Sequence[str]) -> list[str] | None:
    """Return the scenarios to tell of; None for all that may be told of."""
    from detente.asking.conflict import EVERY, chosen_scenarios

    if not separated(asked) or (EVERY in asked and EVERY not in case.scenarios):
        return None
    return [
        name for name in chosen_scenarios(case, separated(asked)) if name != AS_WRITTEN and name
    ]


def write(target: Path, page: str) -> None:
    """Write a page, and say so."""
    from detente import files
    from detente.errors import CaseError, Diagnostic

    if target.is_dir():
        hint = f"name a file in it: {target / 'brief.html'}"
        raise CaseError([Diagnostic("not-a-file", "this is a directory", hint, str(target))])
    files.write(target, page)
    stderr().print(f"wrote {target}")
