"""Holding forecasts against what came out: every forecast, its losses, and who stands where."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from detente.errors import LimitError, ModelError, unknown_name
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
from detente.spatial.backtest.losses import LOSSES, losses
from detente.spatial.backtest.resampling import Interval, intervals
from detente.spatial.backtest.result import IDS, Backtest, Standing, ranked
from detente.spatial.comparison import Asked
from detente.spatial.draws import MOST_DRAWS, MOST_NUMBERS, Progress
from detente.spatial.inputs import Floats
from detente.spatial.models import MODELS

MOST_DECISIONS = 20_000
MOST_RESAMPLES = 100_000
MOST_FORECASTERS = 40


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
    forecasters = _forecasters(asked)
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
        ranked(standings, LOSSES[0]),
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


def _forecasters(asked: Sequence[Asked]) -> tuple[Forecaster, ...]:
    """Return the models that are asked, each once, and all baselines."""
    models = [model_of(model, given) for model, given in asked or [(name, {}) for name in MODELS]]
    without = [Forecaster(name, label) for name, label in BASELINES.items()]
    return tuple({each.name: each for each in (*models, *without)}.values())


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
        cells = zip(IDS, found[start : start + size], strict=True)
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
