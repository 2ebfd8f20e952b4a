"""The leaderboard: how far each model, and each baseline, was off, and how far that may be chance."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from detente.errors import unknown_name
from detente.notebook import Shown, frame
from detente.spatial.backtest.decided import Decision
from detente.spatial.backtest.forecasters import Forecaster
from detente.spatial.backtest.losses import LOSSES, Loss
from detente.spatial.backtest.resampling import FEW, Interval
from detente.spatial.inputs import Floats

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, eq=False)
class Standing:
    """How a model, or a baseline, did.

    Parameters
    ----------
    forecaster : Forecaster
    decisions : int
        How many it has a forecast of.
    losses : mapping of str to Interval
        By the id of each loss; empty where there is no decision.
    compared : int
        How many decisions both it and what it is held against have a forecast of.
    differences : mapping of str to Interval
        By the id of each loss: its own less that of what it is held against, on these decisions.
    reason : str
        Why it has no forecast of some cases; empty where nothing is to be said.
    """

    forecaster: Forecaster
    decisions: int
    losses: Mapping[str, Interval]
    compared: int
    differences: Mapping[str, Interval]
    reason: str = ""

    def to_dict(self) -> dict[str, Any]:
        """Return it as JSON-ready fields."""
        return {
            **self.forecaster.to_dict(),
            "decisions": self.decisions,
            "losses": {key: each.to_dict() for key, each in self.losses.items()},
            "compared": self.compared,
            "differences": {key: each.to_dict() for key, each in self.differences.items()},
            "reason": self.reason,
        }


@dataclass(frozen=True, eq=False)
class Backtest(Shown):
    """How forecasts would have done on decided cases.

    Parameters
    ----------
    decisions : tuple of Decision
    forecasters : tuple of Forecaster
        Models as asked, then the baselines.
    forecasts : ndarray of float, shape (forecasters, decisions)
        From 0 to 100; NaN where there is none.
    scores : ndarray of float, shape (forecasters, decisions, losses)
        In the order of `detente.spatial.backtest.losses.LOSSES`.
    standings : tuple of Standing
        The leaderboard: by mean absolute error, held against `against`, the least first.
    against : str
        Name of the forecaster that all are held against.
    parameters : mapping
        What made the result.
    notes : tuple of str
        What limits it.
    """

    decisions: tuple[Decision, ...]
    forecasters: tuple[Forecaster, ...]
    forecasts: Floats
    scores: Floats
    standings: tuple[Standing, ...]
    against: str
    parameters: Mapping[str, Any]
    notes: tuple[str, ...] = ()

    @property
    def groups(self) -> int:
        """How many groups the decisions come from."""
        return len({decision.group for decision in self.decisions})

    @property
    def few(self) -> bool:
        """Whether there are too few to tell anything."""
        return self.groups < FEW

    def ranking(self, loss: str = LOSSES[0].id) -> tuple[str, ...]:
        """Return the names from the best to the worst by one loss, held against `against`.

        Raises
        ------
        UnknownNameError
            If there is no such loss.
        """
        known = {each.id: each for each in LOSSES}
        if loss not in known:
            raise unknown_name("loss", loss, known)
        return tuple(each.forecaster.name for each in ranked(self.standings, known[loss]))

    def answer(self) -> tuple[str, ...]:
        """Return the finding in a few plain sentences."""
        from detente.spatial.backtest.words import answer

        return answer(self)

    def rows(self) -> Iterator[dict[str, Any]]:
        """Yield one flat record for every decision and forecaster that has a forecast of it."""
        for k, decision in enumerate(self.decisions):
            for f, forecaster in enumerate(self.forecasters):
                if not np.isnan(self.forecasts[f, k]):
                    yield {
                        "case": decision.case,
                        "group": decision.group,
                        "dimension": decision.dimension,
                        "outcome": decision.outcome,
                        "forecaster": forecaster.name,
                        "forecast": float(self.forecasts[f, k]),
                        **dict(zip(IDS, self.scores[f, k].tolist(), strict=True)),
                    }

    def to_frame(self, *, each: bool = False) -> pd.DataFrame:
        """Return the leaderboard as a data frame, or `each` decision and forecaster.

        Raises
        ------
        MissingExtraError
            If pandas is not installed.
        """
        if each:
            return frame(self.rows())
        return frame(map(_flat, self.standings), "forecaster")

    def to_dict(self) -> dict[str, Any]:
        """Return the result as one JSON-ready object (format ``detente.backtest/1``)."""
        return {
            "format": "detente.backtest/1",
            "against": self.against,
            "groups": self.groups,
            "leaderboard": [each.to_dict() for each in self.standings],
            "rankings": {loss.id: list(self.ranking(loss.id)) for loss in LOSSES},
            "decisions": [self._decision(k) for k in range(len(self.decisions))],
            "answer": list(self.answer()),
            "parameters": dict(self.parameters),
            "notes": list(self.notes),
        }

    def _decision(self, k: int) -> dict[str, Any]:
        decision = self.decisions[k]
        names = [each.name for each in self.forecasters]

        def by_name(numbers: Floats) -> dict[str, float | None]:
            plain = (None if np.isnan(number) else number for number in numbers.tolist())
            return dict(zip(names, plain, strict=True))

        return {
            "case": decision.case,
            "group": decision.group,
            "dimension": decision.dimension,
            "label": decision.label,
            "actors": decision.actors,
            "outcome": decision.outcome,
            "forecasts": by_name(self.forecasts[:, k]),
            "crps": by_name(self.scores[:, k, IDS.index("crps")]),
        }


IDS = [loss.id for loss in LOSSES]
"""Of the losses, in order."""


def _flat(standing: Standing) -> dict[str, Any]:
    """Return a standing as one flat record."""
    found: dict[str, Any] = {
        "forecaster": standing.forecaster.name,
        "decisions": standing.decisions,
        "compared": standing.compared,
    }
    for prefix, listed in (("", standing.losses), ("difference_", standing.differences)):
        for loss in IDS:
            numbers = listed[loss].to_dict() if loss in listed else dict.fromkeys(_ENDS)
            found |= {f"{prefix}{loss}{end}": numbers[key] for key, end in _ENDS.items()}
    return found


_ENDS = {"mean": "", "low": "_low", "high": "_high"}


def ranked(standings: Sequence[Standing], loss: Loss) -> tuple[Standing, ...]:
    """Return them from the best to the worst by a loss; those that cannot be compared last."""
    sign = 1 if loss.best == "least" else -1

    def key(standing: Standing) -> tuple[bool, float]:
        difference = standing.differences.get(loss.id)
        return difference is None, 0.0 if difference is None else sign * difference.mean

    return tuple(sorted(standings, key=key))
