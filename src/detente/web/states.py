"""The table of all states: filtered, sorted and paged here, so that thousands are no burden."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from math import ceil
from typing import Any

import numpy as np

from detente.brief.graph import short_names
from detente.brief.outcomes import strength
from detente.brief.tables import StateRow, state_row
from detente.case import Case
from detente.conflict.analysis import Analysis
from detente.conflict.base import BaseConflict
from detente.conflict.states import Indices
from detente.conflict.words import name_of, state_in_words
from detente.errors import ConditionError, DetenteError, Diagnostic, UnknownNameError, did_you_mean
from detente.web.selection import Selection, number
from detente.web.view import View

ROWS = 100
MOST_ROWS = 1000
SIZES = (50, 100, 250, 1000)
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
        ``state``, ``holds`` or ``place-PARTY``; with ``-`` before it, the other way round.
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
    chosen = np.flatnonzero(asked.selection.states(analysis, asked.stays))
    ordered = chosen[_order(analysis, chosen, asked.sort)]
    pages = max(1, ceil(len(ordered) / asked.rows))
    page = min(asked.page, pages)
    shown = ordered[(page - 1) * asked.rows : page * asked.rows]
    return Found(replace(asked, page=page), tuple(int(s) + 1 for s in shown), len(ordered), pages)


def _order(analysis: Analysis, chosen: Indices, sort: str) -> Indices:
    """Return the order that is asked for; among equals, by number."""
    name = sort.removeprefix("-")
    key = chosen
    if name == "holds":
        key = -analysis.support[chosen].astype(np.int64)
    elif name.startswith(PLACE):
        key = -analysis.conflict.payoffs(name.removeprefix(PLACE))[chosen].astype(np.int64)
    elif name != "state":
        known = ["state", "holds", *(f"{PLACE}{p}" for p in analysis.conflict.party_ids)]
        hint = did_you_mean(name, known)
        raise DetenteError(f"'{name}' is no order of states", hint=hint, code="wrong-setting")
    order: Indices = np.argsort(-key if sort.startswith("-") else key, kind="stable")
    return order


def places(conflict: BaseConflict, state: int) -> dict[str, int]:
    """Return where a state stands in each party's order; 1 is the best."""
    found = {}
    for party in conflict.party_ids:
        payoff = conflict.payoffs(party)
        found[party] = int(payoff.max()) - int(payoff[state - 1]) + 1
    return found


def states_to_dict(case: Case, view: View, analysis: Analysis, found: Found) -> dict[str, Any]:
    """Return a page of states (format ``detente.states/1``)."""
    conflict = analysis.conflict
    return {
        "format": "detente.states/1",
        "case": case.id,
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
            }
            for state in found.states
        ],
        "matching": found.matching,
        "total": len(conflict.states),
        "page": found.asked.page,
        "pages": found.pages,
        "parameters": dict(analysis.parameters),
    }


@dataclass(frozen=True, slots=True)
class Column:
    """A column that can be sorted by: its name, and which way it is sorted now, if it is."""

    sort: str
    label: str
    title: str
    now: str


def states_page(analysis: Analysis, view: View, given: Iterable[tuple[str, str]]) -> dict[str, Any]:
    """Return what the page of all states shows; problems with what is asked stand on it."""
    pairs, problems = list(given), []
    try:
        asked = Asked.of(pairs)
        found = find_states(analysis, asked)
    except DetenteError as error:
        problems = told_again(error)
        selection = Selection.of(pairs)
        asked = Asked(selection, dict(pairs).get("stays", ""))
        found = Found(asked, (), 0, 1)
    conflict = analysis.conflict
    tags = short_names(conflict.parties)
    return {
        "asked": found.asked,
        "found": found,
        "problems": problems,
        "rows": [_row(analysis, state) for state in found.states],
        "columns": [
            _column(PLACE + p.id, tags[p.id], f"place in the order of {p.label}", asked.sort)
            for p in conflict.parties
        ],
        "by_state": _column("state", "State", "number", asked.sort),
        "by_holds": _column("holds", "Under how many concepts", "holds most firmly", asked.sort),
        "analysis": analysis,
        "total": len(conflict.states),
        "sizes": SIZES,
        "first": (found.asked.page - 1) * found.asked.rows + 1,
        "switched": lambda scenario: view.link(
            "/states", scenario=scenario, **{**found.asked.fields, "page": ""}
        ),
        "here_link": lambda **changed: view.link("/states", **{**found.asked.fields, **changed}),
    }


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


def _row(analysis: Analysis, state: int) -> tuple[StateRow, Mapping[str, int]]:
    return state_row(analysis, state), places(analysis.conflict, state)


def _column(sort: str, label: str, title: str, now: str) -> Column:
    return Column(
        f"-{sort}" if now == sort else sort,
        label,
        title,
        {sort: "ascending", f"-{sort}": "descending"}.get(now, ""),
    )
