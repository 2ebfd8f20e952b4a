"""Deciding about statements and sources, which the log keeps."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

import typer

from detente.cli.console import safe, stdout
from detente.cli.ledger.shared import (
    ByOption,
    CaseArgument,
    IdArgument,
    IdsArgument,
    ReportArgument,
    SetOption,
    WhyOption,
    about,
    line,
    opened,
)


def accept(case: CaseArgument, ids: IdsArgument, why: WhyOption = "", by: ByOption = "") -> None:
    """Accept statements."""
    with opened(case) as ledger:
        for number in ids:
            stdout().print(line(ledger.accept(number, note=why, by=by)))


def reject(case: CaseArgument, ids: IdsArgument, why: WhyOption = "", by: ByOption = "") -> None:
    """Reject statements."""
    with opened(case) as ledger:
        for number in ids:
            stdout().print(line(ledger.reject(number, note=why, by=by)))


def edit(
    case: CaseArgument,
    id: IdArgument,  # noqa: A002
    set: SetOption = [],  # noqa: A002, B006
    start: Annotated[int, typer.Option(help="Move the passage's start by words.")] = 0,
    end: Annotated[int, typer.Option(help="Move the passage's end by words.")] = 0,
    why: WhyOption = "",
    by: ByOption = "",
) -> None:
    """Change fields of a statement, or the ends of its passage."""
    parties = _parties(case) if set else ()
    with opened(case) as ledger:
        if start or end:
            ledger.move(id, start=start, end=end, by=by)
        entry = ledger.edit(id, settings(set), parties=parties, note=why, by=by)
    stdout().print(line(entry))


def add(
    case: CaseArgument,
    report: ReportArgument,
    quote: Annotated[
        str, typer.Argument(metavar="QUOTE", help="Its words, or 'first words ... last words'.")
    ],
    set: SetOption = [],  # noqa: A002, B006
    by: ByOption = "",
) -> None:
    """Add a statement that reading missed, by quoting it."""
    parties = _parties(case) if set else ()
    with opened(case) as ledger:
        entry = ledger.add(report, quote, settings(set), parties=parties, by=by)
    stdout().print(line(entry))


def undo(
    case: CaseArgument,
    id: Annotated[  # noqa: A002
        int | None, typer.Argument(metavar="[ID]", help="Of one statement; of any by default.")
    ] = None,
    by: ByOption = "",
) -> None:
    """Take back the latest decision; the log keeps both."""
    with opened(case) as ledger:
        undone = ledger.undo(id, by=by)
    stdout().print(f"undone: statement {undone.statement} {undone.action}")


def describe(
    case: CaseArgument,
    report: ReportArgument,
    set: Annotated[  # noqa: A002
        list[str],
        typer.Option(
            "--set",
            metavar="FIELD=VALUE",
            help="name, outlet, date, relays, title, author, url, note or visibility.",
        ),
    ] = [],  # noqa: B006
    by: ByOption = "",
) -> None:
    """Say what is known of a source: outlet, date, address."""
    with opened(case) as ledger:
        source = ledger.describe(ledger.source(report).id, settings(set), by=by)
    stdout().print(safe(about(source)))


def settings(pairs: Sequence[str]) -> dict[str, str]:
    """Return what ``--set`` asks for, by field."""
    found = {}
    for pair in pairs:
        key, sign, value = pair.partition("=")
        if not sign:
            raise typer.BadParameter(f"'{pair}' is not FIELD=VALUE", param_hint="--set")
        found[key.strip()] = value.strip()
    return found


def _parties(case: str) -> tuple[str, ...]:
    from detente import loading

    return tuple(loading.load(case).parties)
