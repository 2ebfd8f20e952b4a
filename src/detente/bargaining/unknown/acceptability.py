"""How often each package is acceptable, efficient or a solution, when numbers are not known.

In the manner of stochastic multicriteria acceptability analysis (Lahdelma, Hokkanen and Salminen
1998): instead of one set of weights, all that are possible are asked, each in turn.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import numpy as np

from detente.bargaining.model import Bargaining
from detente.bargaining.rows import Places
from detente.bargaining.solutions import CONCEPTS
from detente.bargaining.unknown.batches import Batches
from detente.bargaining.unknown.by_draw import by_draw
from detente.bargaining.unknown.deciding import deciding
from detente.bargaining.unknown.judging import SOLUTIONS, efficient, solve
from detente.bargaining.unknown.result import Share, Uncertain
from detente.bargaining.unknown.sampling import MOST_SAMPLES, Sample, draw
from detente.bargaining.unknown.tally import CONFIDENCE, Tally
from detente.bargaining.unknown.walk import BURN_IN, THINNING, WALKS
from detente.errors import LimitError, unknown_name

MOST_PACKAGES = 200_000
"""Combinations of which every package is judged in every draw."""
MOST_UTILITIES = 10**10
"""Packages times draws."""

Progress = Callable[[int, int, str], None]


def uncertain(
    problem: Bargaining,
    *,
    samples: int = 10_000,
    seed: int = 0,
    contributions: Iterable[str] = (),
    progress: Progress | None = None,
) -> Uncertain:
    """Say what follows from numbers of which only ranges, orders or nothing are known.

    Parameters
    ----------
    problem : Bargaining
    samples, seed : int
        How many draws of all unknown numbers, and which. One draw is taken where all are known.
    contributions : iterable of str
        Those that outsiders are taken to make.
    progress : callable, optional
        Told of the draws done.

    Returns
    -------
    Uncertain

    Raises
    ------
    ModelError
        If no weights meet all that is said of them.
    UnknownNameError
        If there is no such contribution.
    LimitError
        If packages and draws, or the efficient packages of all draws, are too many together, or
        conditions link issues in too many ways.
    MissingExtraError
        If a party has so many unknown weights that it takes linear programming, without scipy.

    Notes
    -----
    O(samples · packages · parties) time besides the search for efficient packages; memory does not
    grow with the product of samples and packages. Of more than 200,000 combinations no package is
    listed: every draw takes the time of its efficient frontier, and only the packages that are a
    solution in some draw are judged. Standard errors are √(p(1−p)/n) where draws are independent,
    and otherwise those of the means of 100 independent walks.
    """
    made = tuple(contributions)
    _check(problem, samples, made)
    sample = draw(problem, samples if _unsure(problem, made) else 1, seed)
    if problem.size > MOST_PACKAGES:
        tally = _by_draw(sample, made, progress)
    else:
        tally = _package_by_package(sample, made, progress)
    return _result(tally, made, complete=problem.size <= MOST_PACKAGES)


def deal_chance(
    problem: Bargaining, *, samples: int, seed: int = 0, contributions: Iterable[str] = ()
) -> Share:
    """Return in which share of the draws a deal exists, and no more: `uncertain` in a hurry.

    Parameters
    ----------
    problem : Bargaining
    samples, seed : int
        How many draws, and which: the same as those of `uncertain`.
    contributions : iterable of str
        Those that outsiders are taken to make.

    Raises
    ------
    LimitError
        If there are more than 200,000 combinations.
    """
    made = tuple(contributions)
    _check(problem, samples, made)
    if problem.size > MOST_PACKAGES:
        raise LimitError(f"{problem.size:,} combinations are too many to be listed")
    batches = Batches(draw(problem, samples, seed), made)
    deal = [batches.acceptable(batch).any(axis=1) for batch in batches]
    return Tally(batches).share_of(np.concatenate(deal))


def _package_by_package(sample: Sample, made: tuple[str, ...], progress: Progress | None) -> Tally:
    """Judge every package in every draw."""
    batches = Batches(sample, made)
    tally = Tally(batches)
    members = _members(sample.problem)
    for batch in batches:
        inside = [batch.sums[k] for k in members]
        gains = [batch.gains[k] for k in members]
        if len(batches.packages):
            picked = solve(inside, gains, batches.acceptable(batch))
            tally.add(batch, efficient(inside), picked)
        if progress:
            progress(batch.draws.stop, sample.samples, "draws")
    return tally


def _by_draw(sample: Sample, made: tuple[str, ...], progress: Progress | None) -> Tally:
    """Judge, in every draw, the packages that are a solution in some."""
    none = np.zeros((0, len(sample.problem.issues)), np.intp)
    found = by_draw(Batches(sample, made, none), progress)
    batches = Batches(sample, made, found.packages)
    tally = Tally(batches)
    for batch in batches:
        picked = {name: places[batch.draws] for name, places in found.picked.items()}
        tally.add(batch, found.efficient(batch, _members(sample.problem)), picked)
    return tally


def _members(problem: Bargaining) -> Places:
    return np.array([problem.party_ids.index(party) for party in problem.agreement], np.intp)


def _unsure(problem: Bargaining, made: Iterable[str]) -> bool:
    given = [r.known for each in made for r in problem.contributions[each].worth.values()]
    return not (problem.exact and all(given))


def _check(problem: Bargaining, samples: int, made: Iterable[str]) -> None:
    for each in made:
        if each not in problem.contributions:
            raise unknown_name("contribution", each, problem.contributions)
    if problem.size <= MOST_PACKAGES and problem.size * min(samples, MOST_SAMPLES) > MOST_UTILITIES:
        raise LimitError(
            f"{samples:,} draws of {problem.size:,} packages are too many",
            hint=f"ask for at most {MOST_UTILITIES // problem.size:,} samples",
        )


def _result(tally: Tally, contributions: tuple[str, ...], *, complete: bool) -> Uncertain:
    """Return what was counted."""
    sample, deal = tally.sample, tally.deal
    asked = [
        each
        for each in sample.unknowns  # of contributions only those that are made
        if each.kind != "contribution" or each.place[0] in contributions
    ]
    return Uncertain(
        sample.problem,
        sample.samples,
        sample.seed,
        tally.agreement(),
        tuple(tally.package(int(k)) for k in tally.shown()),
        {name: tally.gains(name) for name in SOLUTIONS} if deal.any() else {},
        deciding(asked, deal, tally.picked["nash"]),
        _parameters(tally, contributions, len(asked), complete),
        _notes(tally, complete),
        complete,
    )


def _parameters(
    tally: Tally, contributions: tuple[str, ...], unknowns: int, complete: bool
) -> dict[str, Any]:
    walked = tally.sample.walked
    return {
        "method": "acceptability analysis: every package judged in every draw"
        if complete
        else "acceptability analysis: the efficient frontier of every draw, and the packages that "
        "are a solution in some draw judged in all",
        "unknowns": unknowns,
        "weights": "uniform over all that meet what is said of them",
        "other_numbers": "uniform between their ends, independent; best guesses play no part",
        "walked": list(walked),
        "walks": {"walks": WALKS, "burn_in": BURN_IN, "thinning": THINNING} if walked else None,
        "errors": "means of walks" if tally.blocks else "independent draws",
        "bounds": f"exact, one-sided, {CONFIDENCE:.0%} (Clopper and Pearson); "
        "a walk counts as one draw",
        "efficient": "among all feasible packages",
        "solutions": {name: CONCEPTS[name].variant for name in SOLUTIONS},
        "deciding": "correlation ratio in 20 bins, less what is expected by chance",
        "contributions": list(contributions),
    }


def _notes(tally: Tally, complete: bool) -> tuple[str, ...]:
    notes = []
    sample = tally.sample
    if not complete:
        notes.append(
            f"Of {sample.problem.size:,} combinations only the packages that are a solution in some "
            "draw were judged; others may be acceptable, or efficient, as often."
        )
    if sample.walked:
        notes.append(
            f"The weights of {', '.join(sample.walked)} were found by hit-and-run walks, "
            "which are uniform only in the long run."
        )
    if sample.samples > 1 and not tally.blocks and sample.walked:
        notes.append(f"Fewer than {WALKS} draws: standard errors take them for independent.")
    return tuple(notes)
