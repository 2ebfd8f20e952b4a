"""Answers about forecasts of what is already decided: how far off they would have been."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from detente.asking.conflict import Settings
from detente.asking.forecast import read_options
from detente.conflict.analysis import Progress
from detente.errors import DetenteError, UnknownNameError
from detente.spatial.words import RECORD

if TYPE_CHECKING:
    from detente.decided import Collected
    from detente.spatial.backtest import Backtest

NEVER_FITTED = (
    "Nothing was fitted to these decisions: models and variants are taken as they are. Who tries "
    "many variants and keeps the best has fitted one after all."
)


@dataclass(frozen=True)
class Backtested:
    """A leaderboard, what it was made of and what was not used.

    Parameters
    ----------
    collected : Collected
    found : Backtest
    """

    collected: Collected
    found: Backtest

    @property
    def notes(self) -> tuple[str, ...]:
        """What was taken to be so, and what limits the result."""
        return (*self.collected.notes, *self.found.notes, NEVER_FITTED)

    def answer(self) -> tuple[str, ...]:
        """Return the finding in a few plain sentences, with what was taken to be so first."""
        return (*self.found.answer(), *self.collected.notes, RECORD)

    def to_dict(self) -> dict[str, Any]:
        """Return the answer as one JSON-ready object (format ``detente.backtest/1``)."""
        result = self.found.to_dict()
        result["folder"] = self.collected.folder
        result["answer"] = list(self.answer())
        result["record"] = RECORD
        result["notes"] = list(self.notes)
        result["passed_over"] = [
            {"file": each.file, "reason": each.reason} for each in self.collected.passed_over
        ]
        result["left_out"] = [
            {"what": what, "count": count} for what, count in self.collected.left_out
        ]
        return result


def find_backtest(settings: Settings, progress: Progress | None = None) -> Backtested:
    """Return how forecasts would have done on the decided cases of a folder."""
    from detente import decided
    from detente.spatial.backtest import backtest

    asked = asked_for(settings["model"], settings["option"])
    collected = decided.load(
        settings["folder"],
        capabilities=settings["capabilities"] or None,
        missing=settings["missing"],
        proposal=settings["proposal"],
        progress=_telling(progress, "files"),
    )
    found = backtest(
        collected.cases,
        asked,
        against=settings["against"],
        draws=settings["draws"],
        seed=settings["seed"],
        resamples=settings["resamples"],
        progress=_telling(progress, "forecasts"),
    )
    return Backtested(collected, found)


def _telling(progress: Progress | None, what: str) -> Callable[[int, int], None] | None:
    """Return what tells of steps of one kind."""
    if progress is None:
        return None
    return lambda done, of: progress(done, of, what)


def asked_for(models: Sequence[str], given: Sequence[str]) -> list[tuple[str, Mapping[str, Any]]]:
    """Return the models that are asked, all by default, each with the options that it has.

    Raises
    ------
    UnknownNameError
        If there is no such model or variant, or no model asked has such an option.
    DetenteError
        If a text is not of the form of an option.

    Examples
    --------
    >>> asked_for(["smp", "scholz-table2"], ["vote=cubic", "rounds=20"])
    [('smp', {'vote': 'cubic', 'rounds': 20}), ('scholz-table2', {'rounds': 20})]
    """
    from detente.spatial.models import MODELS

    listed = list(dict.fromkeys(models or MODELS))
    taken: dict[str, list[str]] = {model: [] for model in listed}
    for text in given:
        failure: DetenteError | None = None
        fits = False
        for model in listed:
            try:
                read_options(model, [*taken[model], text])
            except UnknownNameError as error:
                if error.code != "unknown-option":
                    raise
                failure = failure or error
            else:
                taken[model].append(text)
                fits = True
        if not fits and failure is not None:
            raise failure
    return [(model, read_options(model, taken[model])) for model in listed]
