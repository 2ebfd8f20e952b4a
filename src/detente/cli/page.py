"""Lines of text for a terminal of 80 columns, and the parts that every answer has."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable
from typing import TYPE_CHECKING

from detente.cli.console import WIDTH, counted, safe
from detente.conflict.words import numbered, state_in_words
from detente.text import capital

if TYPE_CHECKING:
    from rich.console import Console

    from detente.case import Case
    from detente.conflict.base import BaseConflict


class Page:
    """Lines of text, wrapped and indented, onto a console."""

    def __init__(self, console: Console) -> None:
        self.console = console

    def line(self, text: str = "", *, indent: int = 0, style: str = "", hang: int = 0) -> None:
        """Print one paragraph; case text in it is made safe."""
        if not text:
            self.console.print()
            return
        wrapped = textwrap.wrap(
            safe(text),
            WIDTH,
            initial_indent=" " * indent,
            subsequent_indent=" " * (indent + hang),
            break_on_hyphens=False,
        )
        for part in wrapped:
            self.console.print(part, style=style or None)

    def heading(self, text: str) -> None:
        """Print a heading with a blank line before it."""
        self.line()
        self.line(text, style="bold")

    def title(self, case: Case, conflict: BaseConflict, scenario: str = "") -> None:
        """Print the case's title, how large its conflict is, and the scenario, if under one."""
        as_of = f" (as of {case.as_of})" if case.as_of else ""
        self.line(f"{case.title}{as_of}", style="bold")
        states = "states" if conflict.named else "feasible states"
        self.line(
            f"{counted(len(conflict.parties), 'party', 'parties')}, "
            f"{counted(*conflict.made_of)}, "
            f"{len(conflict.states):,} {states}"
        )
        if scenario:
            self.line(f"Scenario: {case.scenarios[scenario].label}")

    def answer(self, sentences: Iterable[str]) -> None:
        """Print the answer: it comes first, what it rests on after it."""
        self.heading("The answer")
        for said in sentences:
            self.line(said, indent=2)

    def rest(self, count: int, noun: str = "", plural: str = "", *, indent: int = 2) -> None:
        """Print how many more there are than were shown; nothing where that is all."""
        if count > 0:
            more = counted(count, f"more {noun}", plural and f"more {plural}")
            self.line(
                f"and {more if noun else f'{count:,} more'}; --format json lists them",
                indent=indent,
            )

    def notes(self, notes: Iterable[str], *, indent: int = 0) -> None:
        """Print what has to be known about how an answer was found."""
        for note in notes:
            self.line(f"Note: {note}.", indent=indent)

    def state(self, conflict: BaseConflict, state: int, *, indent: int = 2, note: str = "") -> None:
        """Print a state: number and name, and below it who commits to what."""
        name = capital(numbered(conflict, state))
        self.line(f"{name}{note}", indent=indent, hang=4, style="bold")
        self.who_does_what(conflict, state, indent=indent + 4)

    def who_does_what(self, conflict: BaseConflict, state: int, *, indent: int) -> None:
        """Print who commits to what in a state; nothing where its name says all there is."""
        if not conflict.own_name(state):
            self.line(state_in_words(conflict, state), indent=indent)
