"""The page of all states: a table whose rows are made for a whole page at once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any

import numpy as np
from numpy.typing import NDArray

from detente.brief.graph import short_names
from detente.case import Party
from detente.conditions import Bools
from detente.conflict.analysis import Analysis
from detente.conflict.base import BaseConflict
from detente.conflict.concepts import Concept
from detente.conflict.model import Option
from detente.conflict.states import Indices
from detente.errors import DetenteError
from detente.web.selection import Selection
from detente.web.states import PLACE, Asked, Found, find_states, told_again
from detente.web.view import View

SIZES = (100, 1000, 5000)
"""How many rows a page is offered with."""

EVERY = {"page": "", "rows": ""}
"""What an address says where all pages are meant."""

Choices = tuple[tuple[str, str], ...]
Owned = Sequence[tuple[int, Option]]


@dataclass(frozen=True, slots=True)
class Row:
    """A state of the table.

    Parameters
    ----------
    state : int
    outcome : str
        What it is called; empty where it has no name.
    status_quo : bool
    choices : tuple
        What each party commits to, as far as it commits to anything.
    leaving : tuple of str
        For every concept, who would leave.
    places : tuple of str
        Where it stands in each party's order; 1 is the best.
    """

    state: int
    outcome: str
    status_quo: bool
    choices: Choices
    leaving: tuple[str, ...]
    places: tuple[str, ...]


def rows_of(analysis: Analysis, states: Sequence[int]) -> list[Row]:
    """Return the rows of states given by number."""
    conflict, at = analysis.conflict, np.array(states, np.intp) - 1
    tags = short_names(conflict.parties)
    leaving = [_leaving(by_party, tags, at) for by_party in analysis.stable.values()]
    places = [_places(conflict, party, at) for party in conflict.party_ids]
    columns = (
        _names(conflict, at),
        _choices(conflict, at),
        zip(*leaving, strict=True),
        zip(*places, strict=True),
    )
    today = conflict.status_quo_state
    return [
        Row(state, name, state == today, taken, left, stands)
        for state, name, taken, left, stands in zip(states, *columns, strict=True)
    ]


def _leaving(stable: Mapping[str, Bools], tags: Mapping[str, str], at: Indices) -> list[Any]:
    def told(away: tuple[bool, ...]) -> str:
        return ", ".join(tags[party] for party, left in zip(stable, away, strict=True) if left)

    return _patterns([~where[at] for where in stable.values()], told)


def _patterns(where: Sequence[Bools], told: Callable[[tuple[bool, ...]], Any]) -> list[Any]:
    """Return what is told of each state by what holds there, made once for all that are alike."""
    kept: dict[tuple[bool, ...], Any] = {}
    found = []
    for pattern in zip(*(each.tolist() for each in where), strict=True):
        if pattern not in kept:
            kept[pattern] = told(pattern)
        found.append(kept[pattern])
    return found


def _places(conflict: BaseConflict, party: str, at: Indices) -> list[str]:
    payoff = conflict.payoffs(party)
    best = int(payoff.max())
    return [f"{best - each + 1:,}" for each in payoff[at].tolist()]


def _names(conflict: BaseConflict, at: Indices) -> list[str]:
    """Return what states are called: by their own names, else by the first outcome that holds."""
    if conflict.named:
        return [conflict.named[index].label for index in at]
    names: NDArray[np.object_] = np.full(len(at), "", object)
    for outcome in reversed(conflict.outcomes):
        term = conflict.terms[outcome]
        names[conflict.holds(term.condition)[at]] = term.label
    found: list[str] = names.tolist()
    return found


def _choices(conflict: BaseConflict, at: Indices) -> list[Choices]:
    """Return what each party commits to; nothing where there are no options."""
    if not conflict.options:
        return [()] * len(at)
    by_party = []
    for party in conflict.parties:
        owned = [(k, o) for k, o in enumerate(conflict.options) if o.party == party.id]

        def told(taken: tuple[bool, ...], party: Party = party, owned: Owned = owned) -> Choices:
            labels = (o.label for (_, o), yes in zip(owned, taken, strict=True) if yes)
            said = ", ".join(labels)
            return ((party.label, said),) if said else ()

        if owned:
            by_party.append(_patterns([conflict.truth(k, at) for k, _ in owned], told))
    return [tuple(chain.from_iterable(each)) for each in zip(*by_party, strict=True)]


# -- The page ------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Column:
    """A column that can be sorted by: how it would be sorted next, and how it is now, if it is."""

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
        asked = Asked(Selection.of(pairs), dict(pairs).get("stays", ""))
        found = Found(asked, (), 0, 1)
    asked, conflict = found.asked, analysis.conflict
    tags = short_names(conflict.parties)
    return {
        "asked": asked,
        "found": found,
        "problems": problems,
        "rows": rows_of(analysis, found.states),
        "by_state": _column("state", "State", "number", asked.sort),
        "by_concept": [
            _column(c.id, short_name(c), f"how many stay: {c.name}", asked.sort)
            for c in analysis.concepts
        ],
        "by_place": [
            _column(PLACE + p.id, tags[p.id], f"place in the order of {p.label}", asked.sort)
            for p in conflict.parties
        ],
        "query": view.link(""),
        "orders": _orders(analysis),
        "analysis": analysis,
        "total": len(conflict.states),
        "sizes": sorted({*SIZES, asked.rows}),
        "first": (asked.page - 1) * asked.rows + 1,
        "switched": lambda scenario: view.link(
            "/states", scenario=scenario, **{**asked.fields, "page": ""}
        ),
        "page_link": lambda number: view.link(
            "/states", **{**asked.fields, "page": number if number > 1 else ""}
        ),
        "here_link": lambda **changed: view.link("/states", **{**asked.fields, **changed}),
        "taken_along": {
            "CSV": view.link("/api/states.csv", **{**asked.fields, **EVERY, "of": "draft"}),
            "JSON": view.link("/api/states", **asked.fields, of="draft"),
        },
    }


def short_name(concept: Concept) -> str:
    """Return what heads a concept's column."""
    return "Nash" if concept.id == "nash" else concept.id.upper()


def _column(sort: str, label: str, title: str, now: str) -> Column:
    return Column(
        f"-{sort}" if now == sort else sort,
        label,
        title,
        {sort: "ascending", f"-{sort}": "descending"}.get(now, ""),
    )


def _orders(analysis: Analysis) -> Iterator[tuple[str, str]]:
    """Yield the orders that states can be in, and what they are called."""
    yield from (("state", "by number"), ("-state", "by number, last first"))
    yield from (("holds", "most firmly held first"), ("-holds", "least firmly held first"))
    for party in analysis.conflict.parties:
        yield f"{PLACE}{party.id}", f"best for {party.label} first"
        yield f"-{PLACE}{party.id}", f"worst for {party.label} first"
    for concept in analysis.concepts:
        yield concept.id, f"most stay under {short_name(concept)} first"
        yield f"-{concept.id}", f"fewest stay under {short_name(concept)} first"
