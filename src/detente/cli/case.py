"""Commands about the case file itself: new, check, schema, catalog."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Annotated

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
from detente.cli.options import CaseArgument, FormatOption

if TYPE_CHECKING:
    from detente.errors import Severity


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    for command in (new, check, schema, catalog):
        app.command()(command)


def new(
    name: Annotated[
        str, typer.Argument(metavar="NAME", help="Id of the case: letters, digits, '-' and '_'.")
    ],
    base: Annotated[
        str, typer.Option("--from", metavar="CASE", help="A packaged case to start from.")
    ] = "",
) -> None:
    """Write NAME.yaml, a commented case to start from.

    Never overwrites a file.
    """
    from detente import casefile, files
    from detente.errors import CaseError, Diagnostic

    target = f"{name}.yaml"
    text = casefile.new(name, base=base)
    try:
        files.write(target, text, overwrite=False)
    except FileExistsError:
        problem = Diagnostic(
            "file-exists", "the file exists; it was not touched", "choose another name", target
        )
        raise CaseError([problem]) from None
    stderr().print(f"wrote {target}; next: detente check {target}")


def check(case: CaseArgument, format: FormatOption = Format.text) -> None:  # noqa: A002
    """List every problem of a case, with its place and how to mend it.

    Exit code 1 where there are errors; warnings and notes leave it 0.
    """
    from detente import loading

    found = loading.diagnose(case)
    counts = Counter(diagnostic.severity for diagnostic in found)
    if format is Format.json:
        print_json(
            {
                "file": case,
                "ok": not counts["error"],
                **{f"{kind}s": counts[kind] for kind in ("error", "warning", "note")},
                "diagnostics": [diagnostic.to_dict() for diagnostic in found],
            }
        )
    else:
        console = stdout()
        show_diagnostics(found, console)
        if found:
            console.print()
        console.print(_verdict(case, counts), soft_wrap=not console.file.isatty())
    if counts["error"]:
        raise typer.Exit(1)


def _verdict(case: str, counts: Counter[Severity]) -> str:
    kinds: tuple[Severity, ...] = ("error", "warning", "note")
    numbers = [counted(counts[kind], kind) for kind in kinds if counts[kind]]
    if counts["error"]:
        return f"{safe(case)}: {', '.join(numbers)}"
    return f"{safe(case)}: {', '.join(numbers) or 'no problems'} ({_contents(case)})"


def _contents(case: str) -> str:
    """Say how much there is in a case without errors."""
    from detente import loading

    loaded = loading.load(case)
    numbers = [
        counted(len(loaded.parties), "party", "parties"),
        counted(len(loaded.statements), "statement"),
        counted(len(loaded.sources), "source"),
    ]
    if loaded.conflict is not None:
        numbers.append(counted(*loaded.conflict.made_of))
    if loaded.bargaining is not None:
        numbers.append(counted(len(loaded.bargaining.issues), "issue"))
    if loaded.spatial is not None:
        numbers.append(counted(len(loaded.spatial.dimensions), "dimension"))
    if any(each is not None for each in (loaded.conflict, loaded.bargaining, loaded.spatial)):
        numbers.append(counted(len(loaded.scenarios), "scenario"))
    return ", ".join(numbers)


def schema() -> None:
    """Print the JSON Schema (draft 7) of case files, for editors."""
    from detente.casefile import json_schema

    print_json(json_schema())


def catalog(format: FormatOption = Format.text) -> None:  # noqa: A002
    """List the packaged cases, whose names every command takes."""
    import textwrap

    from detente import catalog as packaged

    entries = packaged.entries()
    if format is Format.json:
        print_json([{"name": e.name, "title": e.title, "summary": e.summary} for e in entries])
        return
    console = stdout()
    for entry in entries:
        console.print(f"{entry.name}: {safe(entry.title)}")
        for line in textwrap.wrap(textwrap.shorten(safe(entry.summary), 220, placeholder=" …"), 74):
            console.print(f"    {line}")
