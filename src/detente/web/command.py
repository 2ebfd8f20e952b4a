"""The command serve: open the workbench on a case."""

from __future__ import annotations

from typing import Annotated

import typer


def register(app: typer.Typer) -> None:
    """Add the command of this module."""
    app.command()(serve)


def serve(
    case: Annotated[
        str, typer.Argument(metavar="CASE", help="A case file, or the name of a packaged case.")
    ],
    port: Annotated[
        int,
        typer.Option(
            "--port",
            min=0,
            max=65535,
            metavar="N",
            help="Where to listen; any free one by default.",
        ),
    ] = 0,
    read_only: Annotated[
        bool,
        typer.Option("--read-only", help="Write nothing: what is tried out vanishes at the end."),
    ] = False,
    browser: Annotated[
        bool, typer.Option("--browser/--no-browser", help="Open the browser, or only say where.")
    ] = True,
) -> None:
    """Open the case in the browser: read it, question it, and try out what if.

    Only this machine can reach it, and only with the address that is printed. Ctrl-C ends it.
    """
    from detente.web.server import serve as run

    def announce(address: str) -> None:
        typer.echo(f"The workbench is at {address}")
        typer.echo("The address holds the key; Ctrl-C ends the workbench.")
        if browser:
            import webbrowser

            webbrowser.open(address)

    run(case, port=port, read_only=read_only, announce=announce)
    typer.echo("The workbench has ended.")
