"""Forecasts without a model, which every model has to be held against."""

from __future__ import annotations

import numpy as np

from detente.spatial.inputs import Floats, Inputs, total

MIDDLE = 0.5
"""Where a forecast lies that knows nothing, as a part of the scale."""


def weights(inputs: Inputs) -> Floats:
    """Return capability times salience, shape (actors, dimensions, draws).

    Where nobody brings anything to bear on a dimension, everybody counts alike.
    """
    found = inputs.capabilities[:, None] * inputs.saliences
    return np.where(total(found) > 0, found, 1.0)


def weighted_mean(positions: Floats, weight: Floats) -> Floats:
    """Return the mean position on each dimension, shape (dimensions, draws).

    Examples
    --------
    >>> stands, weight = np.array([[[0.2]], [[0.8]]]), np.array([[[1.0]], [[3.0]]])
    >>> weighted_mean(stands, weight).round(6)
    array([[0.65]])
    """
    mean = total(weight * positions) / total(weight)
    # Rounding may lead past where anybody stands.
    return np.clip(mean, positions.min(axis=0), positions.max(axis=0))


def weighted_median(positions: Floats, weight: Floats) -> Floats:
    """Return the least position at or below which at least half of the weight stands.

    Examples
    --------
    >>> stands = np.array([[[0.2]], [[0.8]], [[0.9]]])
    >>> weighted_median(stands, np.ones((3, 1, 1)))
    array([[0.8]])
    """
    order = np.argsort(positions, axis=0, kind="stable")
    sums = np.add.accumulate(np.take_along_axis(weight, order, axis=0), axis=0)
    half = (sums * 2 >= sums[-1]).argmax(axis=0)
    place = np.take_along_axis(order, half[None], axis=0)
    return np.take_along_axis(positions, place, axis=0)[0]
