"""What the commands about a ledger share: their arguments, and statements and sources as lines."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from detente.cli.console import safe
from detente.errors import Diagnostic

if TYPE_CHECKING:
    from detente.ledger import Entry, Ledger, Source

CaseArgument = Annotated[str, typer.Argument(metavar="CASE", help="A case file.")]
IdsArgument = Annotated[list[int], typer.Argument(metavar="ID...", help="Numbers of statements.")]
IdArgument = Annotated[int, typer.Argument(metavar="ID", help="The number of a statement.")]
ReportArgument = Annotated[
    str, typer.Argument(metavar="REPORT", help="Its id, file name, number, or start of its hash.")
]
ByOption = Annotated[
    str,
    typer.Option(
        "--by", metavar="NAME", envvar="DETENTE_USER", help="Who decides; kept in the log."
    ),
]
WhyOption = Annotated[str, typer.Option("--why", metavar="TEXT", help="Kept in the log.")]
SetOption = Annotated[
    list[str],
    typer.Option(
        "--set",
        metavar="FIELD=VALUE",
        help="says, name, by, speaker, to, about, kind, date, chain, contradicts, status, "
        "visibility or slots.NAME; lists are separated by commas.",
    ),
]


def case_file(case: str) -> Path:
    """Return the case file that the user names, if a ledger can lie beside it.

    Raises
    ------
    CaseError
        If it is a packaged case, which nobody may write to, or in a foreign format.
    """
    from detente import catalog
    from detente.errors import CaseError

    is_packaged = not os.path.lexists(case) and case in catalog.names()
    folder = Path(catalog.__file__).parent.resolve()
    if is_packaged or Path(case).resolve().is_relative_to(folder):
        name = case if is_packaged else Path(case).resolve().parent.name
        hint = f"'detente new my-case --from {name}' makes one of your own"
        message = "a packaged case is read-only"
        raise CaseError([Diagnostic("read-only-case", message, hint, case)])
    if Path(case).suffix.lower() == ".gmcr":
        hint = f"'detente convert {case} {Path(case).stem}.yaml' makes one"
        raise CaseError([Diagnostic("read-only-case", "a ledger needs a case file", hint, case)])
    return Path(case)


def opened(case: str, *, create: bool = False) -> Ledger:
    """Open the ledger of the case that the user names."""
    from detente.ledger import Ledger, beside

    return Ledger.open(beside(case_file(case)), create=create)


def line(entry: Entry) -> str:
    """Return a statement in a line that fits most terminals."""
    import textwrap

    draft = entry.draft
    status = "" if draft.status == "accepted" else f" ({draft.status})"
    who = draft.speaker or draft.by or "?"
    head = f"{entry.id:>4}  {entry.state}{status}  {who} ({draft.kind}): "
    room = max(20, 100 - len(head))
    return safe(head) + safe(textwrap.shorten(draft.says, room, placeholder=" …"))


def about(source: Source) -> str:
    """Return a source in a line: title, outlet, date, and what it lacks."""
    needs = f"; needs {' and '.join(source.draft.needs)}" if source.draft.needs else ""
    return f"{source.title}: {source.draft.outlet}, {source.draft.date}{needs}"


def described(entry: Entry, source: Source) -> list[str]:
    """Return the fields of a statement, one a line, leaving out what says nothing."""
    draft, about = entry.draft, source.draft
    slots = ", ".join(f"{key}={_shown(value)}" for key, value in draft.slots.items())
    party = f" [{draft.by}]" if draft.by else ""
    addressed = f" [{draft.to}]" if draft.to else ""
    fields = {
        "statement": f"{entry.id}, {entry.state}" + (f", as {draft.name}" if draft.name else ""),
        "report": f"{source.title}, {about.outlet}, {about.date}",
        "speaker": f"{draft.speaker}{party}".strip(),
        "addressee": f"{draft.addressee}{addressed}".strip(),
        "kind": draft.kind + (f" (cue: {draft.cue})" if draft.cue else ""),
        "says": draft.says,
        "about": draft.about,
        "chain": ", ".join(draft.chain),
        "date": draft.date + (f' ("{draft.time}")' if draft.time else ""),
        "slots": slots,
        "contradicts": ", ".join(draft.contradicts),
        "status": "" if draft.status == "accepted" else draft.status,
        "visibility": "" if draft.visibility == "public" else draft.visibility,
    }
    return [f"{key + ':':<12} {safe(value)}" for key, value in fields.items() if value]


def _shown(value: Any) -> str:
    return ", ".join(value) if isinstance(value, tuple) else str(value)


def wrapped(text: str) -> str:
    """Return text as safe lines of at most 78 characters, indented by two."""
    import textwrap

    lines = textwrap.wrap(safe(" ".join(text.split())), 76)
    return "\n".join(f"  {told}" for told in lines)
