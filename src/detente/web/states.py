"""All states: filtered, sorted and paged here, so that thousands are no burden; as JSON and CSV."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from math import ceil
from typing import Any

import numpy as np
from numpy.typing import NDArray

from detente.brief.outcomes import strength
from detente.conflict.analysis import Analysis
from detente.conflict.base import BaseConflict
from detente.conflict.states import Indices
from detente.conflict.words import name_of, state_in_words
from detente.errors import ConditionError, DetenteError, Diagnostic, UnknownNameError, did_you_mean
from detente.web.compared import Compared
from detente.web.selection import Selection, number
from detente.web.view import View

ROWS = 100
MOST_ROWS = 5000
PIECE = 500
"""Rows of CSV that are sent at once."""

PLACE = "place-"
"""What names the order of a party's preferences, before its id."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What the table is asked to show.

    Parameters
    ----------
    selection : Selection
    stays : str
        The party whose staying counts; everybody's where empty.
    sort : str
        ``state``, ``holds``, ``place-PARTY`` or a concept; with ``-`` before it, the other way
        round.
    page, rows : int
        Which page, from 1, and how many rows it has.
    """

    selection: Selection = field(default_factory=Selection)
    stays: str = ""
    sort: str = "state"
    page: int = 1
    rows: int = ROWS

    @classmethod
    def of(cls, given: Iterable[tuple[str, str]]) -> Asked:
        """Return what an address asks for.

        Raises
        ------
        DetenteError
            If a number is none.
        """
        values = {name: text for name, text in given if text}
        return cls(
            Selection.of(values.items()),
            values.get("stays", ""),
            values.get("sort", "state"),
            number(values.get("page", "1"), "page"),
            min(MOST_ROWS, number(values.get("rows", str(ROWS)), "rows")),
        )

    @property
    def fields(self) -> dict[str, Any]:
        """What an address says of it; nothing where it is as by default."""
        return {
            **self.selection.fields,
            "stays": self.stays,
            "sort": "" if self.sort == "state" else self.sort,
            "page": "" if self.page == 1 else self.page,
            "rows": "" if self.rows == ROWS else self.rows,
        }


@dataclass(frozen=True)
class Found:
    """A page of states.

    Parameters
    ----------
    asked : Asked
        With the page that there is.
    states : tuple of int
        Those on the page, by number.
    matching, pages : int
        How many states are chosen, on how many pages.
    """

    asked: Asked
    states: tuple[int, ...]
    matching: int
    pages: int


def find_states(analysis: Analysis, asked: Asked) -> Found:
    """Return a page of the states that are asked for.

    Raises
    ------
    DetenteError
        If the condition cannot be read, or something named is not there.
    """
    ordered = chosen_states(analysis, asked)
    pages = max(1, ceil(len(ordered) / asked.rows))
    page = min(asked.page, pages)
    shown = ordered[(page - 1) * asked.rows : page * asked.rows]
    return Found(replace(asked, page=page), tuple(int(s) + 1 for s in shown), len(ordered), pages)


def chosen_states(analysis: Analysis, asked: Asked) -> Indices:
    """Return all states that are asked for, whatever the page, by 0-based index.

    Raises
    ------
    DetenteError
        As from `find_states`.
    """
    chosen = np.flatnonzero(asked.selection.states(analysis, asked.stays))
    ordered: Indices = chosen[_order(analysis, chosen, asked.sort)]
    return ordered


def orders(analysis: Analysis) -> tuple[str, ...]:
    """Return what states can be sorted by."""
    by_place = (f"{PLACE}{party}" for party in analysis.conflict.party_ids)
    return ("state", "holds", *by_place, *analysis.stable)


def _order(analysis: Analysis, chosen: Indices, sort: str) -> Indices:
    """Return the order that is asked for; among equals, by number."""
    name = sort.removeprefix("-")
    if name in analysis.stable:
        key = _leaving(analysis, name)[chosen]
    elif name == "holds":
        key = -analysis.support[chosen].astype(np.int64)
    elif name.startswith(PLACE):
        key = -analysis.conflict.payoffs(name.removeprefix(PLACE))[chosen].astype(np.int64)
    elif name == "state":
        key = chosen
    else:
        hint = did_you_mean(name, orders(analysis))
        raise DetenteError(f"'{name}' is no order of states", hint=hint, code="wrong-setting")
    order: Indices = np.argsort(-key if sort.startswith("-") else key, kind="stable")
    return order


def _leaving(analysis: Analysis, concept: str) -> NDArray[np.int64]:
    """Return a key that sorts states by how many leave, and puts those together that the same leave."""
    leaves = np.array([~where for where in analysis.stable[concept].values()], np.int64)
    who = 1 << np.arange(len(leaves))
    found: NDArray[np.int64] = (leaves.sum(axis=0) << len(leaves)) + who @ leaves
    return found


def places(conflict: BaseConflict, state: int) -> dict[str, int]:
    """Return where a state stands in each party's order; 1 is the best."""
    found = {}
    for party in conflict.party_ids:
        payoff = conflict.payoffs(party)
        found[party] = int(payoff.max()) - int(payoff[state - 1]) + 1
    return found


def states_to_dict(
    view: View, analysis: Analysis, found: Found, compared: Compared | None
) -> dict[str, Any]:
    """Return a page of states (format ``detente.states/1``)."""
    conflict = analysis.conflict
    return {
        "format": "detente.states/1",
        "case": view.case.id,
        "scenario": view.scenario or None,
        "states": [
            {
                "state": state,
                "name": name_of(conflict, state),
                "words": state_in_words(conflict, state),
                "status_quo": state == conflict.status_quo_state,
                "strength": strength(analysis.held_under(state)),
                "holds_under": list(analysis.held_under(state)),
                "places": places(conflict, state),
                "stays": {
                    concept: [p for p, where in by_party.items() if where[state - 1]]
                    for concept, by_party in analysis.stable.items()
                },
                "was": compared.held(state) if compared else None,
            }
            for state in found.states
        ],
        "matching": found.matching,
        "total": len(conflict.states),
        "page": found.asked.page,
        "pages": found.pages,
        "parameters": dict(analysis.parameters),
    }


def state_rows(analysis: Analysis, given: Iterable[tuple[str, str]]) -> Iterator[dict[str, Any]]:
    """Yield all states that are asked for in flat fields, as `Analysis.rows` does for a whole case.

    Raises
    ------
    DetenteError
        As from `find_states`, before the first.
    """
    asked = Asked.of(given)
    return analysis.rows(chosen_states(analysis, asked))


def csv_pieces(rows: Iterable[dict[str, Any]]) -> Iterator[str]:
    """Yield a table as CSV, some rows at a time."""
    kept, writer = io.StringIO(), None
    for count, row in enumerate(rows):
        if writer is None:
            writer = csv.DictWriter(kept, list(row), lineterminator="\n")
            writer.writeheader()
        writer.writerow(row)
        if count % PIECE == PIECE - 1:
            yield kept.getvalue()
            kept.seek(0)
            kept.truncate()
    yield kept.getvalue()


def told_again(error: DetenteError) -> list[Diagnostic]:
    """Return why something cannot be chosen, to stand beside the field.

    Raises
    ------
    DetenteError
        The error itself, where it is about the case and not about what was asked.
    """
    if isinstance(error, ConditionError | UnknownNameError) or error.code.startswith("wrong-"):
        return list(error.diagnostics)
    raise error
