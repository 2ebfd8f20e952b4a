"""The command diff: what changed between two versions of a case."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from detente.cli.console import print_json, stdout
from detente.cli.options import TableFormat

if TYPE_CHECKING:
    from detente.case import Case
    from detente.cli.page import Page
    from detente.sourcing.diff import Change, Diff

COLUMNS = ("section", "scenario", "id", "what", "field", "before", "after")
_MARKS = {"added": "+", "removed": "-", "changed": "~", "moved": ">"}


def register(app: typer.Typer) -> None:
    """Add the command of this module."""
    app.command()(diff)


def diff(
    before: Annotated[
        str, typer.Argument(metavar="CASE_A", help="The earlier version: a file or packaged case.")
    ],
    after: Annotated[str, typer.Argument(metavar="CASE_B", help="The later version.")],
    findings: Annotated[
        bool, typer.Option("--findings/--no-findings", help="Analyse both and compare findings.")
    ] = True,
    format: Annotated[  # noqa: A002
        TableFormat, typer.Option("--format", help="How to answer; csv leaves out findings.")
    ] = TableFormat.text,
) -> None:
    """Tell what changed between two versions of a case: statements, judgements, findings."""
    from detente import loading
    from detente.cli.page import Page
    from detente.cli.rows import write_rows
    from detente.sourcing.diff import diff as compare

    old, new = loading.load(before), loading.load(after)
    found = compare(old, new, findings=findings and format is not TableFormat.csv)
    if format is TableFormat.json:
        print_json(found.to_dict())
    elif format is TableFormat.csv:
        write_rows(COLUMNS, found.rows())
    else:
        page = Page(stdout())
        page.line(f"{before} → {after}", style="bold")
        _show(page, new, found, asked=findings)


def _show(page: Page, case: Case, found: Diff, *, asked: bool) -> None:
    from detente.sourcing.words import changes_in_words, run_in_words
    from detente.text import capital

    if not found.changes:
        page.line("The two say the same.")
    section = ""
    for change in found.changes:
        title = f"{change.section}{f' under {change.scenario}' if change.scenario else ''}"
        if title != section:
            page.heading(capital(title))
            section = title
        _show_change(page, change)
    if not asked:
        return
    page.heading("Findings")
    if not found.findings:
        page.line("One of the two has no conflict, so there is nothing to compare.", indent=2)
    same = [run_in_words(case, key) for key, changed in found.findings.items() if not changed]
    for key, changed in found.findings.items():
        if changed:
            page.line(f"Under {run_in_words(case, key)} they differ:", indent=2)
            for line in changes_in_words(case, changed):
                page.line(f"– {line}", indent=4, hang=2)
    if same and len(same) == len(found.findings):
        page.line(f"The same in {_all(len(same))} compared.", indent=2)
    elif same:
        page.line(f"The same under {', '.join(same)}.", indent=2, hang=2)


def _all(runs: int) -> str:
    return "the one run" if runs == 1 else f"all {runs} runs"


def _show_change(page: Page, change: Change) -> None:
    page.line(f"{_MARKS[change.what]} {change.id}", indent=2, hang=4, style="bold")
    for one in change.fields:
        if change.what == "added":
            page.line(f"{one.name}: {one.after}", indent=6, hang=2)
        elif change.what == "removed":
            page.line(f"{one.name}: {one.before}", indent=6, hang=2)
        else:
            page.line(f"{one.name}: {one.before or '–'} → {one.after or '–'}", indent=6, hang=2)
