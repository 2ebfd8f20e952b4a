"""The table of all states, a page of it at a time: filtered by a condition, sorted by a column."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from detente.brief.graph import short_names
from detente.brief.tables import StateRow, state_row
from detente.conditions import Bools
from detente.conflict.analysis import Analysis
from detente.errors import DetenteError, Diagnostic
from detente.web.view import View

SIZE = 50
"""States on a page."""


@dataclass(frozen=True)
class Listing:
    """A page of the table.

    Parameters
    ----------
    rows : tuple of StateRow
    levels : mapping of int to tuple of str
        By state, how each party ranks it: ``place/levels``, 1 for the best.
    found, states : int
        How many states the filter leaves, and how many there are.
    page, pages : int
        Counted from 1.
    sort : str
        ``state``, ``support``, a concept or a party.
    down : bool
        Whether the largest come first.
    where : str
        The condition; empty for all states.
    lasting : bool
        Whether only states that would last under some concept are listed.
    parties : tuple of tuple
        Id, label and short name of each.
    """

    rows: tuple[StateRow, ...]
    levels: Mapping[int, tuple[str, ...]]
    found: int
    states: int
    page: int
    pages: int
    sort: str
    down: bool
    where: str
    lasting: bool
    parties: tuple[tuple[str, str, str], ...]
    concepts: tuple[Any, ...]

    def link(self, view: View, **changed: Any) -> str:
        """Return the address of this table with something changed."""
        asked = {
            "where": self.where,
            "lasting": "1" if self.lasting else "",
            "sort": "" if self.sort == "state" else self.sort,
            "down": "1" if self.down else "",
            **changed,
        }
        return view.link("/states", **asked)

    def sorted_by(self, view: View, column: str) -> str:
        """Return the address that sorts by a column, or turns it round where it does already."""
        first = column != "state"  # the largest are of interest, but numbers ascend
        down = not self.down if column == self.sort else first
        return self.link(view, sort=column, down="1" if down else "")


def listing_of(
    view: View, analysis: Analysis, asked: Mapping[str, str]
) -> tuple[Listing, Sequence[Diagnostic]]:
    """Return the page that an address asks for, and what is wrong with its condition.

    O(states · log states) time.
    """
    conflict = analysis.conflict
    where = asked.get("where", "").strip()
    problems: Sequence[Diagnostic] = ()
    keep: Bools = np.ones(len(conflict.states), np.bool_)
    if where:
        try:
            keep = conflict.holds(where)
        except DetenteError as error:
            problems = error.diagnostics
    if lasting := bool(asked.get("lasting")):
        keep = keep & (analysis.support > 0)
    known = ("state", "support", *analysis.stable, *conflict.party_ids)
    sort = asked.get("sort", "state")
    sort, down = (sort, bool(asked.get("down"))) if sort in known else ("state", False)
    found = np.flatnonzero(keep)
    values = _values(analysis, sort)[found]
    order = found[np.argsort(-values if down else values, kind="stable")]
    pages = max(1, -(-len(order) // SIZE))
    text = asked.get("page", "1")
    page = (
        min(pages, max(1, int(text)))
        if text.isascii() and text.isdecimal() and len(text) < 9
        else 1
    )
    shown = [int(index) + 1 for index in order[(page - 1) * SIZE : page * SIZE]]
    tags = short_names(conflict.parties)
    listing = Listing(
        tuple(state_row(analysis, state) for state in shown),
        _levels(analysis, shown),
        len(order),
        len(conflict.states),
        page,
        pages,
        sort,
        down,
        where,
        lasting,
        tuple((party.id, party.label, tags[party.id]) for party in conflict.parties),
        analysis.concepts,
    )
    return listing, problems


def _values(analysis: Analysis, sort: str) -> NDArray[np.int64]:
    conflict = analysis.conflict
    if sort == "state":
        return np.arange(len(conflict.states), dtype=np.int64)
    if sort == "support":
        return analysis.support.astype(np.int64)
    if sort in analysis.stable:  # by how many would stay
        stays: NDArray[np.int64] = np.sum(
            list(analysis.stable[sort].values()), axis=0, dtype=np.int64
        )
        return stays
    return conflict.payoffs(sort).astype(np.int64)


def _levels(analysis: Analysis, shown: Sequence[int]) -> dict[int, tuple[str, ...]]:
    conflict = analysis.conflict
    payoffs = [conflict.payoffs(party) for party in conflict.party_ids]
    best = [int(payoff.max(initial=0)) for payoff in payoffs]
    return {
        state: tuple(
            f"{top - int(payoff[state - 1]) + 1}/{top + 1}"
            for payoff, top in zip(payoffs, best, strict=True)
        )
        for state in shown
    }
