"""The command line: one module a group of commands, no analysis in any.

``main`` is the program. It turns every error into a message and an exit code: 1 for input that
cannot be used, 2 for a wrong call, 70 for a fault of detente itself, 130 after Ctrl-C.
"""

from __future__ import annotations

import gc
import io
import os
import sys
from typing import Annotated

import typer

from detente import __version__
from detente.cli import (
    brief,
    case,
    conflict,
    convert,
    diff,
    evidence,
    ledger,
    read,
    review,
)
from detente.errors import DetenteError, Diagnostic

# Every module has `register(app)`; commands import what they need when they run.
COMMANDS = (case, conflict, read, review, ledger, evidence, brief, diff, convert)

app = typer.Typer(
    name="detente",
    help="Analyse a negotiation: one readable case file in, findings and a brief out.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)

for module in COMMANDS:
    module.register(app)


def _version(asked: bool) -> None:
    if asked:
        typer.echo(f"detente {__version__}")
        raise typer.Exit


@app.callback()
def _options(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version.")
    ] = False,
) -> None:
    """Analyse a negotiation: one readable case file in, findings and a brief out."""


def main() -> None:
    """Run the command line and exit."""
    _start_light()
    if sys.stdout is None:  # closed by whoever called
        _fail([Diagnostic("input-output", "there is no standard output to write to")], 1)
    if isinstance(sys.stdout, io.TextIOWrapper):
        # a terminal that lacks a character shows its number instead of a failure
        sys.stdout.reconfigure(errors="backslashreplace")
    try:
        app()
    except DetenteError as error:
        _fail(error.diagnostics, 1)
    except OSError as error:
        reason = error.strerror or str(error)
        _fail([Diagnostic("input-output", reason, file=str(error.filename or ""))], 1)
    except Exception as error:  # the last resort: nobody should see a traceback
        if os.environ.get("DETENTE_DEBUG") == "1":
            raise
        _fail(
            [
                Diagnostic(
                    "internal",
                    f"this is a fault in detente: {type(error).__name__}: {error}",
                    hint="please report it, with what DETENTE_DEBUG=1 shows",
                )
            ],
            70,
        )


def _start_light() -> None:
    """Spare a short run what only long-lived programs gain by."""
    gc.set_threshold(100_000, 50, 100)  # a start makes many objects and drops few
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")  # they search every package


def _fail(diagnostics: list[Diagnostic] | tuple[Diagnostic, ...], code: int) -> None:
    from detente.cli.console import show_diagnostics, stderr

    show_diagnostics(diagnostics, stderr())
    sys.exit(code)
