"""The command that reads reports into a case's ledger."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from detente.cli.console import Format, counted, print_json, safe, show_diagnostics, stderr, stdout
from detente.cli.ledger.shared import ByOption, case_file
from detente.cli.options import CaseArgument, FormatOption
from detente.errors import DetenteError, Diagnostic, FormatError, LimitError

if TYPE_CHECKING:
    from collections.abc import Callable

    from detente.case import Case
    from detente.ledger import Ledger
    from detente.proposals import Reading
    from detente.reading import Sandbox

_DAY = len("2019-01-09")
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
        run = _Run(loaded, ledger, stack.enter_context(Sandbox()), known, again, by)
        results += _each(found, run, shown=format is Format.text)
    _report(results, dry_run, format)
    if any(result.failure for result in results):
        raise typer.Exit(1)


# -- Reading them --------------------------------------------------------------------------


@dataclass(frozen=True)
class _Result:
    """What became of one report."""

    source: str
    reading: Reading | None = None
    is_new: bool = False
    proposed: int = 0
    changed: bool = False
    needs: tuple[str, ...] = ()
    sha256: str = ""
    failure: Diagnostic | None = None

    @property
    def line(self) -> str:
        if self.failure:
            return f"{safe(self.source)}: failed"
        needed = " and ".join(_NEEDED.get(need, need) for need in self.needs)
        told = f"{counted(self.proposed, 'statement')} proposed"
        if not (self.is_new or self.proposed):
            told = f"known already, {'brought up to date' if self.changed else 'nothing new'}"
        return f"{safe(self.source)}: {told}" + (f"; needs {needed}" if needed else "")

    def to_dict(self) -> dict[str, Any]:
        return {
            "source": self.source,
            "sha256": self.sha256,
            "new": self.is_new,
            "proposed": self.proposed,
            "needs": list(self.needs),
        }


@dataclass(frozen=True)
class _Run:
    """What is the same for all reports of a call."""

    case: Case
    ledger: Ledger | None
    sandbox: Sandbox
    known: Mapping[str, str]
    again: bool
    by: str

    def one(self, file: Path) -> _Result:
        """Read and store one report; whatever is wrong with it is its own result."""
        try:
            return self._one(file)
        except DetenteError as error:
            of_the_file = isinstance(error, FormatError | LimitError)
            if not (of_the_file or error.code.startswith("bad-")):
                raise  # the ledger or the parser is amiss, and will be for the next one
            return _Result(str(file), failure=_failure(file, error))
        except Exception as error:  # noqa: BLE001  # one bad file never stops the rest
            return _Result(str(file), failure=_failure(file, error))

    def _one(self, file: Path) -> _Result:
        from detente import reading
        from detente.ledger.drafts import is_date
        from detente.ledger.sources import digest

        document = reading.opened(file, self.sandbox)
        own = {key: getattr(document, key) or "" for key in ("outlet", "title", "url")}
        own["date"] = document.published if is_date(document.published or "") else ""
        known = {key: value for key, value in {**own, **self.known}.items() if value}
        before = self.ledger.find_text(digest(document.text)) if self.ledger else None
        if before is not None and self.ledger is not None:
            known = dict(self.known)  # what the analyst said before outweighs the document
            date = known.get("date", before.draft.date)
            if not self.again and date == before.draft.date:
                after = self.ledger.describe(before.id, known, by=self.by)
                return _Result(
                    str(file),
                    changed=after != before,
                    needs=after.draft.needs,
                    sha256=before.sha256,
                )
            known["date"] = date if date != "unknown" else ""
        date = known.get("date", "")
        found = reading.read(
            document.text,
            case=self.case,
            published=date if len(date) == _DAY else None,
            source=str(file),
            outlet=known.get("outlet", ""),
        )
        if self.ledger is None:
            return _Result(
                str(file),
                found,
                True,
                len(found.statements),
                needs=found.needs,
                sha256=found.sha256,
            )
        stored = self.ledger.add_reading(found, known, by=self.by)
        return _Result(
            str(file),
            found,
            stored.is_new,
            stored.proposed,
            stored.changed,
            stored.source.draft.needs,
            found.sha256,
        )


def _failure(file: Path, error: Exception) -> Diagnostic:
    if isinstance(error, DetenteError):
        first = error.diagnostics[0]
        message = first.message.removeprefix(f"{file}: ")
        return Diagnostic(first.code, message, first.hint, str(file))
    if isinstance(error, OSError):
        return Diagnostic("unreadable-file", error.strerror or str(error), file=str(file))
    message = f"this is a fault in detente: {type(error).__name__}: {error}"
    return Diagnostic("internal", message, file=str(file))


def _found(reports: Sequence[Path]) -> tuple[list[Path], list[_Result]]:
    """Return every file once, those named and those in folders, and what cannot be read."""
    from detente import reading

    found: dict[Path, Path] = {}
    failed = []
    for report in reports:
        try:
            for file in reading.files([report]):
                found.setdefault(file.resolve(), file)
        except (DetenteError, OSError) as error:
            failed.append(_Result(str(report), failure=_failure(report, error)))
    return list(found.values()), failed


def _each(files: Sequence[Path], run: _Run, *, shown: bool) -> list[_Result]:
    results = []
    with _bar(len(files)) as advance:
        for file in files:
            results.append(run.one(file))
            if shown:
                stdout().print(results[-1].line)
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


def _report(results: Sequence[_Result], dry_run: bool, format: Format) -> None:  # noqa: A002
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
