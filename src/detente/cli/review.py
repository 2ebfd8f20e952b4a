"""The command that goes through proposals, one at a time."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Annotated

import typer

from detente.cli.console import safe, stderr, stdout
from detente.cli.ledger.shared import ByOption, CaseArgument, described, line, opened, wrapped
from detente.errors import DetenteError

if TYPE_CHECKING:
    from detente.ledger import Entry
    from detente.ledger.review import Review

HELP = """\
  a accept   r reject   s skip   b back   u undo   q quit   ? this help
  e FIELD=VALUE   set a field, such as  e by=japan  or  e slots.quantity=4
  [ ]   move the start of the passage a word to the left, to the right
  < >   move its end
  n WORDS   add a statement that was missed in this report, by quoting it
  c   show more of the text"""
SHORT = "a accept  r reject  s skip  b back  u undo  e edit  [ ] < > ends  n new  c more  ? help"
_REACH = 240
_FAR = 2000


def register(app: typer.Typer) -> None:
    """Add the command of this module."""
    app.command()(review)


def review(
    case: CaseArgument,
    source: Annotated[
        str, typer.Option("--source", metavar="REPORT", help="Only from this source.")
    ] = "",
    by: ByOption = "",
) -> None:
    """Decide upon proposals one at a time: accept, reject, mend, add.

    Every decision is kept at once, so that you can stop at any time. Outside a terminal,
    commands are read from lines.
    """
    from detente import loading
    from detente.ledger.review import Review

    loaded = loading.load(case)
    with opened(case) as ledger:
        only = ledger.source(source).id if source else None
        walk = Review(ledger, source=only, parties=tuple(loaded.parties), by=by)
        _Session(walk).run()
        left = len(ledger.statements("proposed"))
        accepted = len(ledger.statements("accepted"))
    stdout().print(f"{accepted} accepted, {left} left to decide")
    if accepted:
        stderr().print(f"next: detente ledger publish {safe(case)}")


class _Session:
    """One run of the loop: shows a statement, asks for a command, does it."""

    def __init__(self, walk: Review) -> None:
        self.walk = walk
        self.reach = _REACH
        self.keys: dict[str, Callable[[], object]] = {
            "a": walk.accept,
            "r": walk.reject,
            "s": walk.skip,
            "b": walk.back,
            "[": lambda: walk.move(start=-1),
            "]": lambda: walk.move(start=1),
            "<": lambda: walk.move(end=-1),
            ">": lambda: walk.move(end=1),
        }

    def run(self) -> None:
        shown: object = None
        while len(self.walk):
            looked_at = (self.walk.current, self.walk.position, self.reach)
            if shown != looked_at:
                self.show(self.walk.current)
                shown = looked_at
            command = asked()
            if command is None or command.startswith("q"):
                return
            try:
                self.do(command[:1], command[1:].strip())
            except DetenteError as error:
                stdout().print(safe(str(error)))

    def show(self, entry: Entry | None) -> None:
        if entry is None:
            stdout().print("\nall proposals have been seen: b back, u undo, q quit")
            return
        ledger = self.walk.ledger
        around = ledger.context(entry.id, self.reach)
        stdout().print(f"\n-- {self.walk.position} of {len(self.walk)} " + "-" * 50)
        stdout().print(wrapped(f"{around.before}»{around.content}«{around.after}") + "\n")
        for told in described(entry, ledger.source(entry.source)):
            stdout().print(told)

    def do(self, key: str, rest: str) -> None:
        """Do what a key asks for; `rest` is what follows it on the line."""
        if key in self.keys:
            self.keys[key]()
            if key in "arsb":
                self.reach = _REACH
        elif key == "u":
            undone = self.walk.undo()
            stdout().print(f"undone: {line(undone)}" if undone else "undone")
        elif key == "e":
            self.edit(rest or ask("FIELD=VALUE: "))
        elif key == "n":
            quote = rest or ask("words of the passage: ")
            if quote:
                stdout().print(f"added: {line(self.walk.add(quote))}")
        elif key == "c":
            self.reach = _FAR
        else:
            stdout().print(HELP)

    def edit(self, text: str) -> None:
        field, sign, value = text.partition("=")
        if sign:
            self.walk.edit({field.strip(): value.strip()})
        else:
            stdout().print("write FIELD=VALUE, such as  e kind=demand")


def asked() -> str | None:
    """Return the next command: a key in a terminal, else a line; None at the end."""
    if sys.stdin.isatty():
        import click

        stdout().print(f"{SHORT} > ", end="")
        key = click.getchar()
        stdout().print(safe(key))
        return None if key in ("\x04", "\x1a") else key
    text = sys.stdin.readline()
    return text.strip() or "?" if text else None


def ask(question: str) -> str:
    """Return what the user types in answer, or nothing at the end of the input."""
    if sys.stdin.isatty():
        stdout().print(question, end="")
    return sys.stdin.readline().strip()
