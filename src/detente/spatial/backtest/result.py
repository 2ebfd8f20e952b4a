"""The leaderboard: how far each model, and each baseline, was off, and how far that may be chance."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from detente.errors import LimitError, ModelError, unknown_name
from detente.notebook import Shown, frame
from detente.spatial.backtest.decided import Decided, Decision, decisions
from detente.spatial.backtest.forecasters import (
    BASELINES,
    Forecaster,
    Said,
    by_model,
    model_of,
    without_a_model,
    work,
)
from detente.spatial.backtest.losses import LOSSES, Loss, losses
from detente.spatial.backtest.resampling import Interval, intervals
from detente.spatial.comparison import Asked
from detente.spatial.draws import MOST_DRAWS, MOST_NUMBERS, Progress
from detente.spatial.inputs import Floats
from detente.spatial.models import MODELS

if TYPE_CHECKING:
    import pandas as pd

MOST_DECISIONS = 20_000
MOST_RESAMPLES = 100_000
MOST_FORECASTERS = 40
FEW = 20
"""Cases below which nothing can be told: an interval from fewer is itself a matter of chance."""


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
        return tuple(each.forecaster.name for each in _ranked(self.standings, known[loss]))

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
                        **dict(zip(_IDS, self.scores[f, k].tolist(), strict=True)),
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
            "crps": by_name(self.scores[:, k, _IDS.index("crps")]),
        }


_IDS = [loss.id for loss in LOSSES]


def _flat(standing: Standing) -> dict[str, Any]:
    """Return a standing as one flat record."""
    found: dict[str, Any] = {
        "forecaster": standing.forecaster.name,
        "decisions": standing.decisions,
        "compared": standing.compared,
    }
    for prefix, listed in (("", standing.losses), ("difference_", standing.differences)):
        for loss in _IDS:
            numbers = listed[loss].to_dict() if loss in listed else dict.fromkeys(_ENDS)
            found |= {f"{prefix}{loss}{end}": numbers[key] for key, end in _ENDS.items()}
    return found


_ENDS = {"mean": "", "low": "_low", "high": "_high"}


# -- Making it -----------------------------------------------------------------------------


def backtest(
    cases: Sequence[Decided],
    asked: Sequence[Asked] = (),
    *,
    against: str = "weighted_mean",
    draws: int = 200,
    seed: int = 0,
    resamples: int = 10_000,
    progress: Progress | None = None,
) -> Backtest:
    """Tell how forecasts would have done on cases whose outcome is known.

    Parameters
    ----------
    cases : sequence of Decided
    asked : sequence of (model, options)
        All models with their own options by default. What needs no model always stands beside.
    against : str
        What all are held against: a baseline, or the name of a model that is asked.
    draws : int
        Of what is not known, for the CRPS, whose expectation does not hang on how many; 0 for
        none, so that it is the absolute error.
    seed : int
        Of these and of the resamples. The same seed gives the same result, to the bit; by
        expected utility on one machine.
    resamples : int
        Of whole groups of decisions, for the intervals; 0 for none.
    progress : callable, optional
        Told how many forecasts are made, and of how many.

    Raises
    ------
    ModelError
        If nothing is decided.
    LimitError
        If there are too many decisions, draws or resamples.
    UnknownNameError
        If there is no such model, option, variant or forecaster.

    Examples
    --------
    >>> from detente.ranges import Range
    >>> from detente.spatial.model import Actor, Dimension, Outcome, Spatial, Stance
    >>> def actor(name, position, capability):
    ...     stance = Stance(Range.exactly(position), Range.exactly(80))
    ...     return Actor(name, Range.exactly(capability), {"price": stance})
    >>> problem = Spatial(
    ...     (actor("buyer", 20, 1), actor("seller", 70, 3)),
    ...     (Dimension("price", outcome=Outcome(60)),),
    ... )
    >>> found = backtest([Decided("a sale", problem)], resamples=0)
    >>> found.ranking()[0], found.few
    ('smp', True)
    """
    models = [model_of(model, given) for model, given in asked or [(name, {}) for name in MODELS]]
    forecasters = tuple(
        {
            each.name: each
            for each in (
                *models,
                *(Forecaster(name, label) for name, label in BASELINES.items()),
            )
        }.values()
    )
    _check(cases, forecasters, against, draws, resamples)
    made = _said(forecasters, cases, draws, seed, progress)
    settled = tuple(decisions(cases))
    forecasts, scores = _scored(made, cases, len(settled))
    reasons = [next((each.reason for each in said if each.reason), "") for said in made]
    standings = _standings(
        settled, forecasters, scores, against, reasons, resamples=resamples, seed=seed
    )
    return Backtest(
        settled,
        forecasters,
        forecasts,
        scores,
        _ranked(standings, LOSSES[0]),
        against,
        {
            "cites": ["gneiting2007", "ferro2014", "field2007"],
            "draws": draws if any(each.drawn for said in made for each in said) else 0,
            "seed": seed,
            "resamples": resamples,
            "interval": "95% by percentiles, bootstrap over whole groups of decisions",
            "crps": "fair, over draws; the absolute error where all is known",
        },
        _notes(cases, settled, resamples),
    )


def _check(
    cases: Sequence[Decided],
    forecasters: Sequence[Forecaster],
    against: str,
    draws: int,
    resamples: int,
) -> None:
    names = [each.name for each in forecasters]
    if against not in names:
        raise unknown_name("baseline", against, names)
    if len(names) > MOST_FORECASTERS:
        raise LimitError(
            f"{len(names)} models cannot be told side by side",
            hint=f"ask for at most {MOST_FORECASTERS - len(BASELINES)}",
        )
    settled = sum(len(case.settled) for case in cases)
    if not settled:
        raise ModelError(
            "nothing is decided: no case says what came out",
            hint="give a dimension an outcome",
            code="no-decisions",
        )
    for number, least, most, what in (
        (settled, 1, MOST_DECISIONS, "decisions"),
        (draws, 0, MOST_DRAWS, "draws"),
        (resamples, 0, MOST_RESAMPLES, "resamples"),
    ):
        if not least <= number <= most:
            raise LimitError(f"{number:,} {what} cannot be made", hint=f"{least} to {most:,}")
    unsure = sum(len(case.problem.dimensions) for case in cases if case.problem.unknowns)
    if unsure * draws * len(names) > MOST_NUMBERS:
        raise LimitError(
            f"{draws:,} draws of so many cases do not fit into memory", hint="ask for fewer draws"
        )


def _said(
    forecasters: Sequence[Forecaster],
    cases: Sequence[Decided],
    draws: int,
    seed: int,
    progress: Progress | None,
) -> list[list[Said]]:
    """Return what every forecaster says of every case."""
    models = [each for each in forecasters if each.model is not None]
    whole = sum(work(each, cases, draws) for each in models)
    done = 0

    def told(more: int) -> None:
        nonlocal done
        done += more
        if progress is not None:
            progress(done, whole)

    found = [by_model(each, cases, draws, seed, told) for each in models]
    without = [without_a_model(case.problem, draws, seed) for case in cases]
    return [*found, *([said[name] for said in without] for name in BASELINES)]


def _scored(
    made: Sequence[Sequence[Said]], cases: Sequence[Decided], count: int
) -> tuple[Floats, Floats]:
    """Return the forecasts of all decisions, and their losses; NaN where there is none."""
    forecasts = np.full((len(made), count), np.nan)
    scores = np.full((len(made), count, len(LOSSES)), np.nan)
    for f, by_case in enumerate(made):
        decision = 0
        for case, said in zip(cases, by_case, strict=True):
            for place, dimension in case.settled:
                point = said.points[place]
                if point is not None and dimension.outcome is not None:
                    came_out = dimension.outcome.position
                    forecasts[f, decision] = point
                    scores[f, decision] = losses(point, said.spread(place), came_out)
                decision += 1
    return forecasts, scores


def _standings(
    settled: Sequence[Decision],
    forecasters: Sequence[Forecaster],
    scores: Floats,
    against: str,
    reasons: Sequence[str],
    *,
    resamples: int,
    seed: int,
) -> list[Standing]:
    """Return how each did, with intervals that are all from the same resamples."""
    known = sorted({decision.group for decision in settled})
    place = {group: k for k, group in enumerate(known)}
    groups = np.array([place[decision.group] for decision in settled], np.intp)
    base = [each.name for each in forecasters].index(against)
    # Columns: every loss of every forecaster, then by how much it differs.
    numbers = np.concatenate([scores, scores - scores[base]]).swapaxes(0, 1)
    found = intervals(numbers.reshape(len(settled), -1), groups, resamples, seed)
    size, half = len(LOSSES), len(forecasters) * len(LOSSES)

    def by_loss(start: int) -> dict[str, Interval]:
        cells = zip(_IDS, found[start : start + size], strict=True)
        return {loss: each for loss, each in cells if each is not None}

    there = ~np.isnan(scores[..., 0])
    return [
        Standing(
            forecaster,
            int(there[f].sum()),
            by_loss(f * size),
            int((there[f] & there[base]).sum()),
            by_loss(half + f * size),
            reasons[f],
        )
        for f, forecaster in enumerate(forecasters)
    ]


def _ranked(standings: Sequence[Standing], loss: Loss) -> tuple[Standing, ...]:
    """Return them from the best to the worst by a loss; those that cannot be compared last."""
    sign = 1 if loss.best == "least" else -1

    def key(standing: Standing) -> tuple[bool, float]:
        difference = standing.differences.get(loss.id)
        return difference is None, 0.0 if difference is None else sign * difference.mean

    return tuple(sorted(standings, key=key))


def _notes(
    cases: Sequence[Decided], settled: Sequence[Decision], resamples: int
) -> tuple[str, ...]:
    notes = []
    if resamples:
        notes.append(
            "Each interval is for itself: of many side by side, one in twenty or more misses by "
            "chance what it should hold."
        )
    groups = len({decision.group for decision in settled})
    if groups < len(settled):
        notes.append(
            "Decisions of one case, or of one proposal, hang together: chance is reckoned with by "
            "drawing whole cases or proposals anew."
        )
    if any(case.problem.unknowns for case in cases):
        notes.append(
            "Where numbers are ranges, the absolute error is that of the forecast from best guesses "
            "and middles, and the CRPS that of the draws."
        )
    if any(case.problem.options for case in cases):
        notes.append(
            "Variants that cases name are not taken: every model is the same in all of them."
        )
    return tuple(notes)
