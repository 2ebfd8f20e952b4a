"""Loops compiled beforehand, so that no edit waits for that, and smaller cases gain by it, too."""

from __future__ import annotations

from threading import Event, Thread

from detente.case import Case
from detente.compiled import can_compile
from detente.conflict.analysis import analyse
from detente.conflict.base import BaseConflict
from detente.conflict.model import conflict

GAINS = 256
"""States from which compiled loops are faster by what one notices, once they are compiled."""

AFTER = 2.0
"""Seconds after the start: by then the first page is there, which needs the processor more."""


class Warming:
    """Compiles the loops of the analysis in the background.

    Parameters
    ----------
    case : Case
        Nothing is done for one whose conflicts are small.
    """

    def __init__(self, case: Case) -> None:
        self.case = case
        self._done, self._ended = Event(), Event()

    def start(self) -> None:
        """Begin, unless that would gain nothing."""
        conflicts = (self.case.conflict, *(s.conflict for s in self.case.scenarios.values()))
        if can_compile() and any(c is not None and len(c.states) >= GAINS for c in conflicts):
            Thread(target=self._run, name="compiling", daemon=True).start()

    def stop(self) -> None:
        """Begin no more."""
        self._ended.set()

    def helps(self, asked: BaseConflict) -> bool:
        """Tell whether a conflict should be analysed compiled, whatever its size says."""
        return self._done.is_set() and asked.compilable and len(asked.states) >= GAINS

    def _run(self) -> None:
        if not self._ended.wait(AFTER):
            compile_loops()
            self._done.set()


def compile_loops() -> None:
    """Run every loop of the analysis once: with all combinations feasible, and with some not."""
    options = {"a": ["x", "y"], "b": ["x"], "c": ["x"]}
    wants = {"a": ["b.x", "not a.x"], "b": ["a.x", "not b.x"], "c": ["a.y"]}
    for infeasible in ((), ("a.x and b.x",)):
        analyse(conflict(options, wants, infeasible=infeasible), compiled=True)
