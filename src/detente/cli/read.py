"""The command that reads reports into a case's ledger."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from detente.cli.console import Format, counted, print_json, safe, show_diagnostics, stderr, stdout
from detente.cli.ledger.shared import ByOption, case_file
from detente.cli.options import CaseArgument, FormatOption
from detente.errors import DetenteError

if TYPE_CHECKING:
    from collections.abc import Callable

    from detente.asking.reports import Intake, Taken
    from detente.reading import Sandbox

_NEEDED = {"date": "a date (--published)", "outlet": "an outlet (--outlet)"}


def register(app: typer.Typer) -> None:
    """Add the command of this module."""
    app.command()(read)


def read(
    case: CaseArgument,
    reports: Annotated[
        list[Path],
        typer.Argument(
            metavar="REPORT...", help="Reports (.txt, .html, .pdf), or folders of them."
        ),
    ],
    outlet: Annotated[str, typer.Option("--outlet", metavar="NAME", help="Who published.")] = "",
    published: Annotated[
        str, typer.Option("--published", metavar="DATE", help="When, such as 2019-01-09.")
    ] = "",
    url: Annotated[str, typer.Option("--url", help="Where one report can be found.")] = "",
    again: Annotated[
        bool, typer.Option("--again", help="Read anew what is in the ledger already.")
    ] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Show what would be proposed; store nothing.")
    ] = False,
    by: ByOption = "",
    format: FormatOption = Format.text,  # noqa: A002
) -> None:
    """Read reports and propose statements, for `detente review` to decide upon.

    What is stored stays if this is broken off; the next run goes on from there.
    """
    from detente import loading
    from detente.asking.reports import Intake
    from detente.ledger import Ledger, SourceDraft, beside
    from detente.ledger.drafts import described
    from detente.reading import Sandbox

    known = {k: v for k, v in (("outlet", outlet), ("date", published), ("url", url)) if v}
    described(SourceDraft(), known)  # says now what is wrong with them
    target = None if dry_run else beside(case_file(case))
    loaded = loading.load(case)
    found, results = _found(reports)
    if url and len(found) > 1:
        raise typer.BadParameter("an address belongs to one report", param_hint="--url")
    with ExitStack() as stack:
        ledger = stack.enter_context(Ledger.open(target)) if target else None
        intake = Intake(loaded, ledger, known, again, by)
        sandbox = stack.enter_context(Sandbox())
        results += _each(found, intake, sandbox, shown=format is Format.text)
    _report(results, dry_run, format)
    if any(result.failure for result in results):
        raise typer.Exit(1)


# -- Reading them --------------------------------------------------------------------------


def _line(taken: Taken) -> str:
    """Return what became of a report, in a line."""
    if taken.failure:
        return f"{safe(taken.source)}: failed"
    needed = " and ".join(_NEEDED.get(need, need) for need in taken.needs)
    told = f"{counted(taken.proposed, 'statement')} proposed"
    if not (taken.is_new or taken.proposed):
        told = f"known already, {'brought up to date' if taken.changed else 'nothing new'}"
    return f"{safe(taken.source)}: {told}" + (f"; needs {needed}" if needed else "")


def _found(reports: Sequence[Path]) -> tuple[list[Path], list[Taken]]:
    """Return every file once, those named and those in folders, and what cannot be read."""
    from detente import reading
    from detente.asking.reports import Taken, failure

    found: dict[Path, Path] = {}
    failed = []
    for report in reports:
        try:
            for file in reading.files([report]):
                found.setdefault(file.resolve(), file)
        except (DetenteError, OSError) as error:
            failed.append(Taken(str(report), failure=failure(str(report), error)))
    return list(found.values()), failed


def _each(files: Sequence[Path], intake: Intake, sandbox: Sandbox, *, shown: bool) -> list[Taken]:
    from detente import reading

    results = []
    with _bar(len(files)) as advance:
        for file in files:
            results.append(intake.take(str(file), partial(reading.opened, file, sandbox)))
            if shown:
                stdout().print(_line(results[-1]))
            advance()
    return results


@contextmanager
def _bar(total: int) -> Iterator[Callable[[], None]]:
    """Give a function that moves a bar on a terminal's stderr."""
    console = stderr()
    if not console.is_terminal or total < 2:
        yield lambda: None
        return
    from rich.progress import Progress

    # what goes to a pipe must not be taken for the terminal's
    with Progress(console=console, transient=True, redirect_stdout=sys.stdout.isatty()) as bar:
        task = bar.add_task("reading", total=total)
        yield lambda: bar.advance(task)


# -- Telling -------------------------------------------------------------------------------


def _report(results: Sequence[Taken], dry_run: bool, format: Format) -> None:  # noqa: A002
    good = [result for result in results if not result.failure]
    bad = [result.failure for result in results if result.failure]
    if format is Format.json:
        failed = [{"source": f.file, "code": f.code, "message": f.message} for f in bad]
        if dry_run:
            reports = [result.reading.to_dict() for result in good if result.reading]
            print_json({"format": "detente.proposals/1", "reports": reports, "failed": failed})
        else:
            told = [result.to_dict() for result in good]
            print_json({"format": "detente.read/1", "reports": told, "failed": failed})
        return
    if len(results) != 1:
        proposed = counted(sum(result.proposed for result in good), "statement")
        stdout().print(f"{counted(len(good), 'report')} read, {proposed} proposed")
    show_diagnostics(bad, stderr())
