"""Rows of whole numbers: which are equal, and where one is found."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

Rows = NDArray[Any]
"""Whole numbers, shape (n, columns)."""

Places = NDArray[np.intp]


def keys(rows: Rows) -> NDArray[np.int64]:
    """Return a number for every row, equal for equal rows and hardly ever for others."""
    odd = np.arange(1, 2 * rows.shape[1], 2, dtype=np.uint64) * np.uint64(0x9E3779B97F4A7C15)
    mixed = rows.astype(np.int64).view(np.uint64) * odd
    mixed ^= mixed >> np.uint64(29)
    mixed *= np.uint64(0xBF58476D1CE4E5B9)
    mixed ^= mixed >> np.uint64(32)
    return (mixed * odd[::-1]).sum(axis=1, dtype=np.uint64).view(np.int64)


def distinct(rows: Rows) -> tuple[Rows, Places]:
    """Return the different rows, and which of them each row is.

    Examples
    --------
    >>> different, which = distinct(np.array([[1, 2], [0, 1], [1, 2]]))
    >>> different[which].tolist()
    [[1, 2], [0, 1], [1, 2]]
    """
    if not rows.shape[1]:
        return rows[:1], np.zeros(len(rows), np.intp)
    marks = keys(rows)
    order = np.argsort(marks, kind="stable")
    marks, ranked = marks[order], rows[order]
    differs = (ranked[1:] != ranked[:-1]).any(axis=1)
    if (differs & (marks[1:] == marks[:-1])).any():  # different rows with the same key
        order = np.lexsort(rows.T)
        ranked = rows[order]
        differs = (ranked[1:] != ranked[:-1]).any(axis=1)
    new = np.concatenate([np.ones(min(1, len(rows)), bool), differs])
    which = np.empty(len(rows), np.intp)
    which[order] = np.cumsum(new) - 1
    return ranked[new], which
