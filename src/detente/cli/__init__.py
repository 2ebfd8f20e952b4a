"""The command line: one module a group of commands, no analysis in any.

``main`` is the program. It turns every error into a message and an exit code: 1 for input that
cannot be used, 2 for a wrong call, 70 for a fault of detente itself, 130 after Ctrl-C.
"""

from __future__ import annotations

import gc
import io
import os
import sys
from collections.abc import Iterator, Mapping
from importlib import import_module
from typing import Annotated, Any, ClassVar

import typer
from typer.core import TyperGroup
from typer.main import get_group

from detente import __version__
from detente.errors import DetenteError, Diagnostic

COMMANDS = {
    "The case": {"new": "case", "check": "case", "schema": "case", "catalog": "case"},
    "The conflict": {"analyse": "conflict", "explain": "conflict", "paths": "conflict"},
    "What one asks next": {
        "statusquo": "statusquo",
        "coalitions": "coalitions",
        "require": "require",
        "firmness": "firmness",
        "levers": "levers",
        "foresight": "foresight",
        "chances": "chances",
        "hypergame": "hypergame",
        "simulate": "simulate",
    },
    "What is bargained over": {"bargain": "bargain"},
    "Who stands where": {"forecast": "forecast", "backtest": "backtest"},
    "The evidence": {
        "read": "read",
        "review": "review",
        "ledger": "ledger",
        "evidence": "evidence",
    },
    "What to hand on": {
        "brief": "brief",
        "results": "results",
        "diff": "diff",
        "convert": "convert",
    },
    "In the browser": {"serve": "detente.web.command"},
}
"""Under each heading of the help, every command and the module that has it, in this folder or not.

A module has ``register(app)``. It is imported when its command is called, and imports what its
commands need only when they run, so that a start pays for nothing else.
"""


class _Commands(Mapping[str, Any]):
    """The commands by name, each made when it is first looked up."""

    modules: ClassVar = {
        name: module for part in COMMANDS.values() for name, module in part.items()
    }

    def __init__(self) -> None:
        self.made: dict[str, Any] = {}

    def __getitem__(self, name: str) -> Any:
        if name not in self.made:
            parent = typer.Typer(rich_markup_mode=None)
            module = self.modules[name]
            import_module(module if "." in module else f"{__name__}.{module}").register(parent)
            self.made |= get_group(parent).commands
        return self.made[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self.modules)

    def __len__(self) -> int:
        return len(self.modules)


class _Program(TyperGroup):
    """The program: its commands under headings, imported as they are called."""

    def __init__(self, **settings: Any) -> None:
        super().__init__(**settings)
        self.commands = _Commands()  # type: ignore[assignment]  # nothing is ever added to it

    def format_commands(self, ctx: Any, formatter: Any) -> None:
        width = max(map(len, self.commands))
        for heading, part in COMMANDS.items():
            with formatter.section(heading):
                formatter.write_dl(
                    [
                        (
                            name.ljust(width),
                            self.commands[name].get_short_help_str(formatter.width - 6 - width),
                        )
                        for name in part
                    ]
                )


app = typer.Typer(
    name="detente",
    cls=_Program,
    help="Analyse a negotiation: one readable case file in, findings and a brief out.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)


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
