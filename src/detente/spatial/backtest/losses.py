"""How far a forecast was off: several losses side by side, since which is least hangs on the loss."""

from __future__ import annotations

from dataclasses import dataclass
from math import fsum
from typing import Literal

import numpy as np

from detente.spatial.inputs import Floats

ROUNDING = 1e-9
"""By which a miss may pass a bound and still be within it."""


@dataclass(frozen=True, slots=True)
class Loss:
    """One way to say how far forecasts are off, as a mean over decisions.

    Parameters
    ----------
    id, label : str
    best : {"least", "most"}
        Whether less of it is better, or more.
    share : bool
        Whether it is a share of the decisions.
    """

    id: str
    label: str
    best: Literal["least", "most"] = "least"
    share: bool = False


LOSSES = (
    Loss("absolute_error", "mean absolute error"),
    Loss("within_5", "share within 5", "most", share=True),
    Loss("within_10", "share within 10", "most", share=True),
    Loss("crps", "CRPS"),
)
"""All of them, in the order in which they are told; the leaderboard is by the first."""


def losses(forecast: float, draws: Floats | None, outcome: float) -> tuple[float, ...]:
    """Return all losses of one forecast, in the order of `LOSSES`.

    Parameters
    ----------
    forecast : float
    draws : ndarray of float or None
        The forecast where numbers are drawn for what is not known; None where all is known.
    outcome : float
        What came out.

    Examples
    --------
    >>> losses(40.0, None, 47.0)
    (7.0, 0.0, 1.0, 7.0)
    """
    miss = abs(forecast - outcome)
    return (
        miss,
        float(miss <= 5 + ROUNDING),
        float(miss <= 10 + ROUNDING),
        miss if draws is None else crps(draws, outcome),
    )


def crps(draws: Floats, outcome: float) -> float:
    """Return the continuous ranked probability score of a forecast given by draws.

    Parameters
    ----------
    draws : ndarray of float, shape (draws,)
    outcome : float

    Notes
    -----
    The mean distance of a draw from the outcome less half the mean distance between two different
    draws (Gneiting and Raftery 2007, in the fair form of Ferro 2014): its expectation does not
    depend on how many are drawn. Of one draw it is the absolute error, and it is never negative.

    Examples
    --------
    >>> crps(np.array([40.0]), 47.0), crps(np.array([40.0, 48.0]), 50.0)
    (7.0, 2.0)
    """
    ordered = np.sort(draws).tolist()
    count = len(ordered)
    if ordered[0] == ordered[-1]:
        return abs(ordered[0] - outcome)
    off = fsum(abs(each - outcome) for each in ordered) / count
    apart = fsum((2 * k - count + 1) * each for k, each in enumerate(ordered))
    return max(off - apart / (count * (count - 1)), 0.0)
