"""What a ledger takes in and hands on, and whether it is sound."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from detente.cli.console import Format, counted, print_json, safe, show_diagnostics, stderr, stdout
from detente.cli.ledger.shared import ByOption, CaseArgument, case_file, opened
from detente.cli.options import FormatOption
from detente.errors import Diagnostic

if TYPE_CHECKING:
    from detente.case import Case


class Outward(StrEnum):
    """What an export is written as."""

    annotations = "annotations"
    csl = "csl"
    csv = "csv"


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
