"""Votes between any two options, and how probable each of several is to prevail."""

from __future__ import annotations

import numpy as np

from detente.errors import LimitError
from detente.spatial.inputs import Bools, Floats, Places, total
from detente.spatial.smp.options import Options

SIGN_AT = 1e-8
"""Gain from which a vote that goes by its sign counts in full."""
BEHIND_ALL = 1e-8
"""Strength behind every option before anybody votes."""
THRESHOLD, WIDTH = 2.1, 0.1
"""Binary victory: 2.1 times the share of strength has to exceed 1; by 0.1 it is complete."""
LEAST = 1e-6
"""The least probability of binary victory."""
TOLERANCE = {"markov-uniform": 1e-6, "markov-incentive": 1e-8}
STAYING = 1e-10
"""What pulls an option to itself, so that no sum of incentives is 0."""
MOST_STEPS = 1_000_000
"""After which probabilities of a Markov election are given up."""
TIED = 1e-12
"""Numbers that differ by less are tied."""


def vote(options: Options, weight: Floats, gain: Floats) -> Floats:
    """Return how strongly those of some weight vote for what has a gain, against it if negative."""
    match options.vote:
        case "proportional":
            return weight * gain
        case "proportional-cubic":
            return weight * (0.5 * gain + 0.5 * (gain * gain * gain))
        case "cubic":
            return weight * (gain * gain * gain)
        case "asymmetric":
            return weight * np.where(gain < 0, gain, gain * (2 / 3))
    sign = np.clip(gain / SIGN_AT, -1.0, 1.0)
    if options.vote == "binary":
        return weight * sign
    return weight * (0.8 * gain + 0.2 * sign)


def winning(options: Options, utilities: Floats, weights: Floats) -> Floats:
    """Return how probable each option is to prevail over all others.

    Parameters
    ----------
    options : Options
    utilities : ndarray of float, shape (voters, options, draws)
    weights : ndarray of float, shape (voters, draws)

    Returns
    -------
    ndarray of float, shape (options, draws)
        They sum to 1 in every draw.
    """
    strengths = _strengths(options, utilities, weights)
    victories = _victories(options, strengths)
    if options.election == "conditional":
        return _conditional(victories)
    return _markov(options, victories, strengths)


def first_best(numbers: Floats) -> Places:
    """Return the place of the greatest along the first axis, the first of those that tie."""
    return np.argmax(numbers >= numbers.max(axis=0) - TIED, axis=0)


def _strengths(options: Options, utilities: Floats, weights: Floats) -> Floats:
    """Return the strength behind each option against each other, shape (options, options, draws)."""
    count = utilities.shape[1]
    found = np.full((count, *utilities.shape[1:]), BEHIND_ALL)
    for i in range(1, count):
        votes = vote(options, weights[:, None], utilities[:, i, None] - utilities[:, :i])
        found[i, :i] += total(np.maximum(votes, 0.0))
        found[:i, i] += total(np.maximum(-votes, 0.0))
    return found


def _victories(options: Options, strengths: Floats) -> Floats:
    """Return how probable each option is to defeat each other."""
    share = strengths / (strengths + strengths.swapaxes(0, 1))
    if options.victory == "linear":
        return share
    if options.victory == "binary":
        return np.clip((share * THRESHOLD - 1) / WIDTH, LEAST, 1 - LEAST)
    for _ in range({"square": 1, "quartic": 2, "octic": 3}[options.victory]):
        share = share * share
    return share / (share + share.swapaxes(0, 1))


def _conditional(victories: Floats) -> Floats:
    """Return the probability of prevailing over all others in turn, given that some option does.

    Products of hundreds of probabilities are too small for a number: their powers of two are kept
    apart. That is exact, unlike logarithms, which differ from machine to machine.
    """
    product = np.ones(victories.shape[1:])
    exponent = np.zeros(product.shape, np.intc)
    for against in victories.swapaxes(0, 1):
        product, more = np.frexp(product * against)
        exponent += more
    product = np.ldexp(product, exponent - exponent.max(axis=0))
    return product / total(product)


def _markov(options: Options, victories: Floats, strengths: Floats) -> Floats:
    """Return the probabilities that remain as they are while options challenge each other."""
    count, _, draws = victories.shape
    shares = np.full((count, count, draws), 1 / count)
    if options.election == "markov-incentive":
        incentives = strengths * victories
        incentives[np.arange(count), np.arange(count)] += STAYING
        shares = incentives / total(incentives)
    found = np.full((count, draws), 1 / count)
    going = np.arange(draws)
    for _ in range(MOST_STEPS):
        p = found[:, going]
        if len(going) < draws:
            some, theirs = victories[..., going], shares[..., going]
        else:
            some, theirs = victories, shares
        challenged = p[:, None] * theirs.swapaxes(0, 1)
        q = total((some * (challenged + challenged.swapaxes(0, 1))).swapaxes(0, 1))
        far: Bools = np.abs(p - q).max(axis=0) >= TOLERANCE[options.election]
        found[:, going] = (p + q) / 2
        going = going[far]
        if not len(going):
            return found
    raise LimitError(
        "the probabilities of a Markov election do not settle",
        hint="take the conditional election",
    )
