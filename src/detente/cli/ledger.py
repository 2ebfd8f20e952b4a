"""Commands about a case's ledger: its sources, statements, decisions, and what leaves it."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from detente.cli.console import (
    Format,
    counted,
    print_json,
    safe,
    show_diagnostics,
    stderr,
    stdout,
)
from detente.cli.options import FormatOption
from detente.errors import Diagnostic

if TYPE_CHECKING:
    from detente.case import Case
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


class State(StrEnum):
    """Where a statement stands."""

    proposed = "proposed"
    accepted = "accepted"
    rejected = "rejected"


class Outward(StrEnum):
    """What an export is written as."""

    annotations = "annotations"
    csl = "csl"
    csv = "csv"


def register(app: typer.Typer) -> None:
    """Add the commands of this module, as ``ledger …``."""
    group = typer.Typer(
        help="Look at and change what a case's ledger holds.",
        no_args_is_help=True,
        rich_markup_mode=None,
    )
    group.command("list")(list_)
    group.command("import")(import_)
    commands: tuple[Callable[..., None], ...] = (
        *(show, accept, edit, reject, add, undo, history, sources, describe, search),
        *(verify, publish, attach, export),
    )
    for command in commands:
        group.command()(command)
    app.add_typer(group, name="ledger")


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


# -- Looking -------------------------------------------------------------------------------


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


def line(entry: Entry) -> str:
    """Return a statement in a line that fits most terminals."""
    import textwrap

    draft = entry.draft
    status = "" if draft.status == "accepted" else f" ({draft.status})"
    who = draft.speaker or draft.by or "?"
    head = f"{entry.id:>4}  {entry.state}{status}  {who} ({draft.kind}): "
    room = max(20, 100 - len(head))
    return safe(head) + safe(textwrap.shorten(draft.says, room, placeholder=" …"))


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


def wrapped(text: str) -> str:
    """Return text as safe lines of at most 78 characters, indented by two."""
    import textwrap

    lines = textwrap.wrap(safe(" ".join(text.split())), 76)
    return "\n".join(f"  {told}" for told in lines)


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
        needs = f"; needs {' and '.join(source.draft.needs)}" if source.draft.needs else ""
        told = f"{source.id:>4}  {source.title}: {source.draft.outlet}, {source.draft.date}{needs}"
        stdout().print(safe(told))


# -- Deciding ------------------------------------------------------------------------------


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
    needs = f"; needs {' and '.join(source.draft.needs)}" if source.draft.needs else ""
    stdout().print(safe(f"{source.title}: {source.draft.outlet}, {source.draft.date}{needs}"))


# -- In and out ----------------------------------------------------------------------------


def publish(
    case: CaseArgument,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Write nothing.")] = False,
    by: ByOption = "",
) -> None:
    """Write accepted statements and their sources into the case file.

    Comments and order stay, and so does what you changed in the file.
    """
    from detente import casefile, files
    from detente.ledger.publish import publish as compose

    path = case_file(case)
    with opened(case) as ledger:
        loaded = casefile.load(path)
        result = compose(ledger, loaded, casefile)
        casefile.loads(result.text, case)  # never leave behind a file that cannot be read
        if not dry_run:
            _refuse_if_changed(path, loaded)
            if result.text != loaded.text:
                files.write(path, result.text)
            ledger.published(result.statements, result.sources, by=by)
    show_diagnostics(result.kept, stderr())
    numbers = {"added": result.added, "changed": result.changed, "withdrawn": result.withdrawn}
    told = ", ".join(f"{len(ids)} {what}" for what, ids in numbers.items() if ids)
    same = "sources brought up to date" if result.text != loaded.text else "nothing to change"
    stdout().print(f"{safe(case)}: {told or same}")


def _refuse_if_changed(path: Path, loaded: Case) -> None:
    """Refuse to overwrite what somebody else wrote in the meantime."""
    import hashlib

    from detente.errors import CaseError

    if hashlib.sha256(path.read_bytes()).hexdigest() != loaded.digest:
        message, hint = "the file changed meanwhile; it was not touched", "try again"
        raise CaseError([Diagnostic("file-changed", message, hint, str(path))])


def attach(
    case: CaseArgument,
    files: Annotated[list[Path], typer.Argument(metavar="FILE...", help="Reports.")],
    by: ByOption = "",
) -> None:
    """Take in the texts that the case's statements refer to, when you have them.

    For a case that came without its ledger.
    """
    from detente import casefile
    from detente.ledger.imports import attach as take_in
    from detente.reading import Sandbox
    from detente.reading import opened as opened_report

    loaded = casefile.load(case_file(case))
    unused = []
    with opened(case, create=True) as ledger, Sandbox() as sandbox:
        for file in files:
            text = opened_report(file, sandbox).text
            number = take_in(ledger, loaded, text, file=str(file), by=by)
            if number is None:
                unused.append(file)
            else:
                stdout().print(f"{safe(str(file))}: {counted(number, 'statement')} linked")
    hint = "the text must be the same to the letter; 'detente read' takes in any report"
    message = "no statement of the case refers to this text"
    problems = [Diagnostic("not-referred-to", message, hint, str(file)) for file in unused]
    show_diagnostics(problems, stderr())
    if problems:
        raise typer.Exit(1)


def export(
    case: CaseArgument,
    to: Annotated[
        Outward,
        typer.Option("--to", help="W3C Web Annotations, CSL-JSON (Zotero), or a CSV table."),
    ],
    output: Annotated[
        Path | None, typer.Option("--output", "-o", metavar="FILE", help="Instead of stdout.")
    ] = None,
) -> None:
    """Write accepted statements, sources, or a table of everything."""
    import json
    import sys

    from detente import files
    from detente.ledger import exports

    with opened(case) as ledger:
        if to is Outward.csv:
            text = exports.table(ledger)
        else:
            made: Sequence[Any] | Mapping[str, Any]
            made = (
                exports.csl_items(ledger) if to is Outward.csl else exports.web_annotations(ledger)
            )
            text = json.dumps(made, indent=2, ensure_ascii=output is None) + "\n"
    if output is None:
        sys.stdout.write(text)
    else:
        files.write(output, text)
        stderr().print(f"wrote {output}")


def import_(
    case: CaseArgument,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="CSL-JSON, as from Zotero.")],
    by: ByOption = "",
) -> None:
    """Take in references from CSL-JSON."""
    from detente.ledger.imports import import_csl

    text = file.read_text(encoding="utf-8-sig", errors="replace")
    with opened(case, create=True) as ledger:
        result = import_csl(ledger, text, by=by)
    stdout().print(f"{counted(len(result.added), 'source')} added, {len(result.changed)} changed")


def verify(case: CaseArgument, format: FormatOption = Format.text) -> None:  # noqa: A002
    """Check the ledger: its file, hashes, passages, log, and fit with the case file."""
    from detente import loading
    from detente.ledger.verify import verify as examine

    loaded = loading.load(case)
    with opened(case) as ledger:
        found = examine(ledger, loaded)
    bad = any(problem.severity == "error" for problem in found)
    if format is Format.json:
        print_json({"ok": not bad, "diagnostics": [problem.to_dict() for problem in found]})
    else:
        show_diagnostics(found, stdout())
        stdout().print(f"{safe(str(ledger.path))}: {'damaged' if bad else 'sound'}")
    if bad:
        raise typer.Exit(1)
