"""Commands about a case's ledger: its sources, statements, decisions, and what leaves it."""

from __future__ import annotations

from collections.abc import Callable

import typer

from detente.cli.ledger import deciding, exchange, looking


def register(app: typer.Typer) -> None:
    """Add the commands of this module, as ``ledger …``."""
    group = typer.Typer(
        help="Look at and change what a case's ledger holds.",
        no_args_is_help=True,
        rich_markup_mode=None,
    )
    group.command("list")(looking.list_)
    group.command("import")(exchange.import_)
    commands: tuple[Callable[..., None], ...] = (
        *(looking.show, deciding.accept, deciding.edit, deciding.reject, deciding.add),
        *(deciding.undo, looking.history, looking.sources, deciding.describe, looking.search),
        *(exchange.verify, exchange.publish, exchange.attach, exchange.export),
    )
    for command in commands:
        group.command()(command)
    app.add_typer(group, name="ledger")
