"""What a command was asked about: a case under a scenario, loaded once; and the answer's frame."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from detente.cli.console import stderr, stdout

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    from detente.bargaining.model import Bargaining
    from detente.case import Case
    from detente.cli.page import Page
    from detente.conflict.analysis import Analysis, Progress
    from detente.conflict.base import BaseConflict
    from detente.conflict.model import Conflict
    from detente.spatial.model import Spatial

AS_WRITTEN = "base"
WORTH_A_BAR = 1 << 17
"""States from which an analysis can take over two seconds."""
MOVES_WORTH_A_BAR = 10_000
"""Listed moves from which it can, where moves are listed one by one."""


@dataclass(frozen=True)
class Asked:
    """A case and the scenario that a command is to look at.

    Parameters
    ----------
    case : Case
    scenario : str
        Its name; empty for the case as written.
    """

    case: Case
    scenario: str = ""

    @cached_property
    def conflict(self) -> BaseConflict:
        """The conflict under the scenario."""
        return self.case.conflict_under(self.scenario or None)

    @cached_property
    def bargaining(self) -> Bargaining:
        """What is bargained over under the scenario."""
        return self.case.bargaining_under(self.scenario or None)

    @cached_property
    def spatial(self) -> Spatial:
        """Who stands where under the scenario."""
        return self.case.spatial_under(self.scenario or None)

    def in_option_form(self, what: str) -> Conflict:
        """Return the conflict, which has to have options for what is asked."""
        from detente.conflict.model import in_option_form

        return in_option_form(self.conflict, what)

    def analyse(
        self, concepts: Sequence[str] | None, sanction: Any, *, returns: bool = True
    ) -> Analysis:
        """Analyse the conflict, with a progress bar where it takes long."""
        from detente.conflict.analysis import analyse

        moves = sum(map(len, self.conflict.listed_moves.values()))
        shown = len(self.conflict.states) >= WORTH_A_BAR or moves >= MOVES_WORTH_A_BAR
        with self.bar(shown=shown) as progress:
            return analyse(
                self.conflict, concepts, sanction=sanction, returns=returns, progress=progress
            )

    def bar(self, *, shown: bool) -> AbstractContextManager[Progress | None]:
        """Give a function that moves a bar on stderr; None where none is shown."""
        return progress_bar(self.scenario or self.case.id, shown=shown)

    @property
    def names(self) -> dict[str, Any]:
        """The case and the scenario by name, for an answer as JSON."""
        return {"case": self.case.id, "scenario": self.scenario or None}

    def page(self, answer: Sequence[str], *, size: str = "") -> Page:
        """Begin an answer as text: title, size where it matters, scenario, the finding."""
        from detente.cli.page import Page

        page = Page(stdout())
        page.line(self.case.title, style="bold")
        if size:
            page.line(size)
        if self.scenario:
            page.line(f"Scenario: {self.case.scenarios[self.scenario].label}")
        page.answer(answer)
        return page


def ask(case: str, scenario: str = "", *, dimension: str = "") -> Asked:
    """Load what a command is asked about; of who stands where, one dimension if one is named."""
    from detente import loading

    loaded = loading.load(case, dimension or None)
    return Asked(loaded, "" if scenario == AS_WRITTEN else scenario)


@contextmanager
def progress_bar(title: str, *, shown: bool) -> Iterator[Progress | None]:
    """Give a function that moves a bar on stderr; None, and no bar, outside a terminal."""
    console = stderr()
    if not (shown and console.is_terminal):
        yield None
        return
    from rich.progress import Progress as Bar

    with Bar(console=console, transient=True) as bar:
        task = bar.add_task(title, total=None)

        def progress(done: int, steps: int, what: str) -> None:
            bar.update(task, completed=done, total=steps, description=f"{title}: {what}")

        yield progress
