"""One number for each that is only known to lie somewhere: what an analysis takes to begin with."""

from __future__ import annotations

from dataclasses import replace

from detente.bargaining.model import Bargaining, Profile
from detente.bargaining.unknown.polytope import polytope
from detente.bargaining.unknown.sampling import weights_from
from detente.bargaining.worth import Numbers, known
from detente.ranges import stream

MEAN_OF = 10_000
"""Draws whose mean is taken for the centroid of a polytope that is too large to be divided."""


def estimate(problem: Bargaining, seed: int = 0) -> tuple[dict[str, Numbers], dict[str, str]]:
    """Return one number for each of every party, and what its weights are.

    Parameters
    ----------
    problem : Bargaining
    seed : int
        For weights that have to be drawn.

    Returns
    -------
    numbers : dict of str to Numbers
        By party. Scores, interactions and reservation values are best guesses, or the middles of
        their ranges.
    how : dict of str to str
        By party what its weights are: ``given``; ``best guesses``, divided by their sum, where
        every weight has one and they meet all that is said; otherwise the ``centroid`` of the
        weights that do, or the ``mean of draws`` where these are too many to be divided.

    Raises
    ------
    ModelError
        If no weights meet all that is said of them.
    MissingExtraError
        If there are so many weights that it takes linear programming, and scipy is not installed.

    Notes
    -----
    The centroid of weights of which only the order is known is the rank-order centroid (Barron and
    Barrett 1996).
    """
    numbers, how = {}, {}
    for party in problem.party_ids:
        profile = problem.profiles[party]
        weights, how[party] = _weights(profile, seed)
        numbers[party] = replace(known(profile), weights=weights)
    return numbers, how


def _weights(profile: Profile, seed: int) -> tuple[dict[str, float], str]:
    shares = {issue: weight.share for issue, weight in profile.weights.items()}
    if all(share.known for share in shares.values()):
        return {issue: share.low for issue, share in shares.items()}, "given"
    found = polytope(profile)
    guesses = {issue: share.centre for issue, share in shares.items()}
    total = sum(guesses.values())
    if total > 0 and all(share.known or share.best is not None for share in shares.values()):
        guesses = {issue: guess / total for issue, guess in guesses.items()}
        if found.holds(guesses):
            return guesses, "best guesses"
    if (centroid := found.centroid) is not None:
        return dict(zip(found.issues, centroid.tolist(), strict=True)), "centroid"
    drawn = weights_from(found, MEAN_OF, stream(seed, f"{profile.party}.weights"))
    return dict(zip(found.issues, drawn.mean(axis=0).tolist(), strict=True)), "mean of draws"
