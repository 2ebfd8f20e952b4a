"""Looking at a ledger: its statements, sources and log."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

from detente.cli.console import Format, counted, print_json, safe, stderr, stdout
from detente.cli.ledger.shared import (
    CaseArgument,
    IdArgument,
    about,
    described,
    line,
    opened,
    wrapped,
)
from detente.cli.options import FormatOption


class State(StrEnum):
    """Where a statement stands."""

    proposed = "proposed"
    accepted = "accepted"
    rejected = "rejected"


def list_(
    case: CaseArgument,
    state: Annotated[
        list[State], typer.Option("--state", help="Only these; repeat for several.")
    ] = [],  # noqa: B006  # typer wants the list itself
    source: Annotated[
        str, typer.Option("--source", metavar="REPORT", help="Only from this source.")
    ] = "",
    find: Annotated[str, typer.Option("--find", metavar="WORDS", help="Only with these.")] = "",
    format: FormatOption = Format.text,  # noqa: A002
) -> None:
    """List statements, one a line."""
    with opened(case) as ledger:
        only = ledger.source(source).id if source else None
        entries = ledger.statements(*(one.value for one in state), source=only, find=find)
    if format is Format.json:
        print_json([entry.to_dict() for entry in entries])
        return
    for entry in entries:
        stdout().print(line(entry))
    stderr().print(counted(len(entries), "statement"))


def show(
    case: CaseArgument,
    id: IdArgument,  # noqa: A002
    format: FormatOption = Format.text,  # noqa: A002
) -> None:
    """Show a statement with its passage in context."""
    with opened(case) as ledger:
        entry = ledger.statement(id)
        around = ledger.context(id)
        source = ledger.source(entry.source)
    if format is Format.json:
        context = {"before": around.before, "text": around.content, "after": around.after}
        print_json({**entry.to_dict(), "context": context, "report": source.to_dict()})
        return
    for told in described(entry, source):
        stdout().print(told)
    passage = f"{around.before}»{around.content}«{around.after}"
    stdout().print("\n" + wrapped(passage))


def history(
    case: CaseArgument,
    id: Annotated[  # noqa: A002
        int | None, typer.Argument(metavar="[ID]", help="One statement; all by default.")
    ] = None,
    format: FormatOption = Format.text,  # noqa: A002
) -> None:
    """Show the log of decisions, oldest first."""
    with opened(case) as ledger:
        entries = ledger.history(id)
    if format is Format.json:
        print_json([entry.to_dict() for entry in entries])
        return
    for entry in entries:
        about = f"statement {entry.statement}" if entry.statement else f"source {entry.source}"
        what = f"{entry.action} {entry.undoes}" if entry.undoes else entry.action
        extra = "".join(
            [
                f" by {entry.by}" if entry.by else "",
                f": {entry.note}" if entry.note else "",
                " (undone)" if entry.undone else "",
            ]
        )
        stdout().print(safe(f"{entry.seq:>5}  {entry.at}  {about}: {what}{extra}"))


def search(
    case: CaseArgument,
    words: Annotated[str, typer.Argument(metavar="WORDS", help="Words next to each other.")],
    limit: Annotated[int, typer.Option("--limit", min=1, help="Most places shown.")] = 50,
    format: FormatOption = Format.text,  # noqa: A002
) -> None:
    """Find words in the stored texts, in any script and however short."""
    with opened(case) as ledger:
        hits = ledger.search(words, limit)
        titles = {source.id: source.title for source in ledger.sources()}
    if format is Format.json:
        print_json([hit.to_dict() for hit in hits])
        return
    for hit in hits:
        told = f"{hit.context.before}»{hit.context.content}«{hit.context.after}"
        stdout().print(safe(f"{titles[hit.source]}:{hit.start}: {' '.join(told.split())}"))
    stderr().print(counted(len(hits), "place"))


def sources(case: CaseArgument, format: FormatOption = Format.text) -> None:  # noqa: A002
    """List the sources, and what they need."""
    with opened(case) as ledger:
        found = ledger.sources()
    if format is Format.json:
        print_json([source.to_dict() for source in found])
        return
    for source in found:
        stdout().print(safe(f"{source.id:>4}  {about(source)}"))
