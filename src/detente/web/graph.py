"""The graph of states, a neighbourhood at a time: what is drawn, and what leads on from there."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, field
from functools import lru_cache
from itertools import islice, pairwise
from typing import Any

import numpy as np

from detente.brief.graph import Figure, Remark, Room, chosen_states, draw_states, nothing
from detente.brief.links import Link, joint_links, single_links
from detente.brief.story import tell
from detente.conditions import Bools
from detente.conflict.analysis import Analysis
from detente.conflict.concepts import CONCEPTS
from detente.conflict.findings import Findings
from detente.conflict.joint import JointStep, joint_step, joint_steps
from detente.conflict.paths import walk
from detente.conflict.words import state_in_words
from detente.errors import DetenteError
from detente.web.compared import Compared
from detente.web.selection import ANY, Selection, numbers
from detente.web.states import told_again
from detente.web.view import View
from detente.web.ways import Way, ways

FIRST = 12
"""States shown at first."""

NEAR = 8
"""Neighbours that a state brings along when it is opened."""

MOST = 80
"""States drawn at all: beyond, a picture says less than the table."""

SCREEN = Room(columns=9, rows=4, arrows=240)


@dataclass(frozen=True, slots=True)
class Asked:
    """What the picture is asked to show.

    Parameters
    ----------
    selection : Selection
        Which states may be shown; the status quo always is.
    party : str
        Whose moves are drawn; everybody's where empty.
    show : tuple of int
        States shown to begin with; empty for the status quo and what would last.
    open : tuple of int
        States whose neighbours are shown, too.
    along : tuple of int
        A way, state by state.
    """

    selection: Selection = field(default_factory=Selection)
    party: str = ""
    show: tuple[int, ...] = ()
    open: tuple[int, ...] = ()
    along: tuple[int, ...] = ()

    @classmethod
    def of(cls, given: Iterable[tuple[str, str]]) -> Asked:
        """Return what an address asks for.

        Raises
        ------
        DetenteError
            If something is no number of a state.
        """
        values = {name: text for name, text in given if text}
        lists = {name: numbers(values.get(name, ""), name) for name in ("show", "open", "along")}
        return cls(Selection.of(values.items()), values.get("party", ""), **lists)

    @property
    def fields(self) -> dict[str, str]:
        """What an address says of it."""
        lists = {"show": self.show, "open": self.open, "along": self.along}
        said = {name: ",".join(map(str, some)) for name, some in lists.items()}
        return {**self.selection.fields, "party": self.party, **said}


@dataclass(frozen=True, eq=False)
class Picture:
    """A picture of some states.

    Parameters
    ----------
    asked : Asked
    figure : Figure or None
        None where nothing fits what was asked.
    start : tuple of int
        The states shown to begin with.
    matching : int
        How many states may be shown.
    left_out : int
        How many that were asked for did not fit.
    """

    asked: Asked
    figure: Figure | None
    start: tuple[int, ...]
    matching: int
    left_out: int


def draw_graph(findings: Findings, view: View, asked: Asked, remark: Remark = nothing) -> Picture:
    """Return the picture that is asked for; `remark` says something of a state besides.

    Raises
    ------
    DetenteError
        If a state, party or concept is unknown, or the condition cannot be read.

    Notes
    -----
    Whatever the size of the conflict, at most `MOST` states are looked at one by one.
    """
    analysis, conflict = findings.analysis, findings.analysis.conflict
    if asked.party:
        conflict.party_index(asked.party)
    for state in (*asked.show, *asked.open, *asked.along):
        conflict.index(state)
    chosen = asked.selection.states(analysis)
    start = asked.show or _first(findings, view, chosen)
    wanted = dict.fromkeys([*start, *asked.along, *asked.open])
    for state in asked.open:
        near = (s for s in _neighbours(analysis, state, asked.party) if chosen[s - 1])
        fresh = islice((s for s in near if s not in wanted), NEAR)
        wanted |= dict.fromkeys(fresh)
    states = list(wanted)[:MOST]
    figure = None
    if states:
        links = list(_links(analysis, asked, states))
        figure = draw_states(analysis, states, links, SCREEN, remark=remark)
    matching = int(np.count_nonzero(chosen))
    return Picture(asked, figure, tuple(start), matching, len(wanted) - len(states))


# -- Which states --------------------------------------------------------------------------


def _first(findings: Findings, view: View, chosen: Bools) -> tuple[int, ...]:
    """Return the status quo, what the brief tells of, what would last, and what lies near."""
    analysis = findings.analysis
    wanted: dict[int, None] = {}
    if (today := analysis.conflict.status_quo_state) is not None:
        wanted[today] = None
    story = tell(view.case, {view.scenario: findings})
    told = chosen_states(findings, story.scenarios[view.scenario].outcomes, FIRST)
    lasting = np.flatnonzero(chosen & (analysis.support > 0))
    strongest = lasting[np.argsort(-analysis.support[lasting], kind="stable")][:NEAR]
    for some in (told, (int(s) + 1 for s in strongest), _nearest(analysis, chosen)):
        wanted |= dict.fromkeys(s for s in islice(some, FIRST) if chosen[s - 1])
    return tuple(wanted)[:FIRST]


def _nearest(analysis: Analysis, chosen: Bools) -> Iterator[int]:
    """Yield the chosen states by how many moves they are away from the status quo."""
    found = np.flatnonzero(chosen)
    today = analysis.conflict.status_quo_state
    if today is not None:
        steps = walk(analysis, today - 1, by="moves").steps[found]
        far = np.where(steps < 0, np.iinfo(np.int32).max, steps)
        found = found[np.argsort(far, kind="stable")]
    yield from (int(s) + 1 for s in found)


def _neighbours(analysis: Analysis, state: int, party: str) -> Iterator[int]:
    """Yield where one gets from a state: what movers want, what groups want, then the rest."""
    ids = analysis.conflict.party_ids
    movers = [j for j, name in enumerate(ids) if party in ("", name)]
    graph = analysis.graph
    for j in movers:
        better = sorted(graph.improvements(j, state - 1), key=lambda t: (-analysis.support[t], t))
        yield from (int(t) + 1 for t in better)
    agreements = _agreements(analysis, state)
    yield from (step.target for step in agreements if not party or party in step.group)
    for j in movers:
        yield from (int(t) + 1 for t in sorted(graph.moves(j, state - 1)))


# -- Which arrows --------------------------------------------------------------------------


def _links(analysis: Analysis, asked: Asked, states: Sequence[int]) -> Iterator[Link]:
    conflict = analysis.conflict
    today = conflict.status_quo_state
    route = set(pairwise(asked.along))
    sources = dict.fromkeys([*([] if today is None else [today]), *asked.open, *asked.along])
    joint = (
        step for source in sources if source in states for step in _agreements(analysis, source)
    )
    agreed = (step for source, target in route if (step := joint_step(analysis, source, target)))
    found = [
        *joint_links(iter([*agreed, *joint]), states, today),
        *single_links(conflict, states, route),
    ]
    yield from (link for link in found if not asked.party or asked.party in link.parties)


@lru_cache(maxsize=128)
def _agreements(analysis: Analysis, state: int) -> tuple[JointStep, ...]:
    """Return the joint steps of the smallest groups from a state, kept for the next picture."""
    groups = joint_steps(analysis, state)
    return tuple(step for group in groups if group.smallest for step in group.steps)


# -- As JSON, and as a page ----------------------------------------------------------------


def picture_to_dict(
    view: View, analysis: Analysis, picture: Picture, compared: Compared | None
) -> dict[str, Any]:
    """Return a picture (format ``detente.graph/1``): boxes, arrows, and where they stand."""
    figure, asked = picture.figure, picture.asked
    drawn = asdict(figure) if figure else {"nodes": [], "edges": [], "legend": []}
    for node in drawn["nodes"]:
        node["holds_under"] = list(analysis.held_under(node["state"]))
        node["open"] = node["state"] in asked.open
        node["was"] = compared.held(node["state"]) if compared else None
    return {
        "format": "detente.graph/1",
        "case": view.case.id,
        "scenario": view.scenario or None,
        "start": list(picture.start),
        "open": list(asked.open),
        "along": list(asked.along),
        **drawn,
        "states": len(analysis.conflict.states),
        "matching": picture.matching,
        "states_left_out": picture.left_out,
        "parameters": dict(analysis.parameters),
    }


def graph_page(
    findings: Findings, view: View, given: Iterable[tuple[str, str]], compared: Compared | None
) -> dict[str, Any]:
    """Return what the page of the graph shows; problems with what is asked stand on it."""
    pairs, problems = list(given), []
    try:
        asked = Asked.of(pairs)
        picture = draw_graph(findings, view, asked, compared.remark if compared else nothing)
    except DetenteError as error:
        problems = told_again(error)
        asked = Asked(Selection.of(pairs), dict(pairs).get("party", ""))
        picture = Picture(asked, None, (), 0, 0)
    analysis = findings.analysis
    told = ways_of(analysis)
    return {
        "asked": asked,
        "picture": picture,
        "problems": problems,
        "ways": told,
        "playing": next((way for way in told if way.states == asked.along), None),
        "concepts": analysis.concepts,
        "any": ANY,
        "known": CONCEPTS,
        "words": lambda state: state_in_words(analysis.conflict, state),
        "total": len(analysis.conflict.states),
        "switched": lambda scenario: view.link(
            "/graph", scenario=scenario, party=asked.party, **asked.selection.fields
        ),
        "here_link": lambda **changed: view.link("/graph", **{**asked.fields, **changed}),
    }


@lru_cache(maxsize=8)
def ways_of(analysis: Analysis) -> tuple[Way, ...]:
    """Return the ways from the status quo, kept for the next look."""
    return ways(analysis)
