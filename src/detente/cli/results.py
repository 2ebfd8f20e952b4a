"""The command that writes all results of a case into one file."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Annotated

import typer

from detente.cli.console import stderr
from detente.cli.options import CaseArgument, ConceptOption, SanctionOption, Sanctions, separated


def register(app: typer.Typer) -> None:
    """Add the command of this module."""
    app.command()(results)


def results(
    case: CaseArgument,
    output: Annotated[
        str,
        typer.Option(
            "--output", "-o", metavar="FILE", help="Where to; '-' prints. Default: ID-results.json."
        ),
    ] = "",
    scenario: Annotated[
        list[str],
        typer.Option("--scenario", metavar="NAME", help="Scenarios to analyse. Default: all."),
    ] = [],  # noqa: B006  # typer wants the list itself
    question: Annotated[
        list[str],
        typer.Option("--question", metavar="NAME", help="Ask only these, such as 'analyse'."),
    ] = [],  # noqa: B006
    concept: ConceptOption = [],  # noqa: B006
    sanction: SanctionOption = Sanctions.weak,
) -> None:
    """Write what every command finds of a case: one file, as JSON."""
    from detente import files, loading
    from detente.asking import ask
    from detente.cli.asked import progress_bar
    from detente.errors import CaseError, Diagnostic

    loaded = loading.load(case)
    target = Path(output or f"{loaded.id}-results.json")
    if output != "-" and target.is_dir():
        hint = f"name a file in it: {target / 'results.json'}"
        raise CaseError([Diagnostic("not-a-file", "this is a directory", hint, str(target))])
    given = {
        "scenario": ",".join(separated(scenario) or ()),
        "question": ",".join(separated(question) or ()),
        "concept": ",".join(separated(concept) or ()),
        "sanction": sanction.value,
    }
    with progress_bar(loaded.id, shown=True) as progress:
        found = ask(loaded, "results", given, progress=progress)
    text = json.dumps(found, separators=(",", ":")) + "\n"
    if output == "-":
        sys.stdout.write(text)
        return
    files.write(target, text)
    stderr().print(f"wrote {target}")
