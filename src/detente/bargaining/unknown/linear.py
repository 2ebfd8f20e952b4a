"""Linear programming over weights, for polytopes that have too many corners to be listed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from detente.errors import MissingExtraError

Floats = NDArray[np.float64]


def furthest(rows: Sequence[Sequence[int]], direction: Sequence[float]) -> Floats | None:
    """Return the weights that go furthest in a direction while all ``row · w >= 0``.

    Returns
    -------
    ndarray of float, shape (weights,), or None if no weights meet all rows

    Raises
    ------
    MissingExtraError
        If scipy is not installed.
    """
    optimize = _optimize()
    size = len(direction)
    matrix = scaled(rows, size)
    found = optimize.linprog(
        -np.asarray(direction, float),
        A_ub=-matrix if len(matrix) else None,
        b_ub=np.zeros(len(matrix)) if len(matrix) else None,
        A_eq=np.ones((1, size)),
        b_eq=[1.0],
        bounds=(0, 1),
        method="highs",
    )
    return np.asarray(found.x) if found.status == 0 else None


def scaled(rows: Sequence[Sequence[int]], size: int) -> Floats:
    """Return rows of whole numbers as floating point, the largest in each 1."""
    matrix = np.array([[x / max(map(abs, row)) for x in row] for row in rows if any(row)])
    return matrix.reshape(-1, size)


def _optimize() -> Any:
    try:
        from scipy import optimize
    except ImportError as error:
        raise MissingExtraError(
            "so many weights of which so little is known need scipy",
            hint="pip install 'detente[bargaining]'",
        ) from error
    return optimize
