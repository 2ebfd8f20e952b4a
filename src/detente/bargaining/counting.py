"""How many packages are acceptable, counted without listing them."""

from __future__ import annotations

import numpy as np

from detente.bargaining.diagram import Diagram
from detente.bargaining.frontier import members, vetoers
from detente.bargaining.rows import distinct
from detente.bargaining.sweep import asked, expanded

MAX_KINDS = 1 << 14
"""Kinds of partial packages that are told apart: some ten milliseconds an issue."""

MAX_COUNT = 1 << 62


def count_acceptable(paths: Diagram) -> int | None:
    """Return how many packages are acceptable; None where they are too many kinds to be counted.

    Parameters
    ----------
    paths : Diagram
        In which it is kept apart which vetoers packages need.

    Notes
    -----
    Partial packages that give every party the same are counted together. What is sure to be enough
    for a party is all the same, and so is what can no longer be enough.
    """
    if not paths.ends:
        return 0
    if paths.packages > MAX_COUNT:
        return None
    parties = np.concatenate([members(paths.worth), vetoers(paths.worth)])
    cap = paths.worth.reservation[parties]
    kinds = np.zeros((1, 1 + len(parties)), np.int64)  # the context, then what each party has
    counts = np.ones(1, np.int64)
    for level, layer in enumerate(paths.layers):
        row, edge = expanded(layer.starts, kinds[:, 0])
        target = layer.target[edge]
        has = kinds[row, 1:] + layer.added[edge][:, parties]
        enough = cap - paths.least[level + 1][target][:, parties]
        hopeless = cap - paths.most[level + 1][target][:, parties] - 1
        has = np.clip(has, hopeless, enough)
        kinds, which = distinct(np.column_stack([target, has]))
        if len(kinds) > MAX_KINDS:
            return None
        added = np.zeros(len(kinds), np.int64)
        np.add.at(added, which, counts[row])
        counts = added
    content = (kinds[:, 1:] >= cap) | ~asked(paths, parties)[kinds[:, 0]]
    return int(counts[content.all(axis=1)].sum())
