"""The picture of a conflict: the status quo, what would last, and the moves between them.

Which states are shown, which moves, and where; the drawing itself is a template. What the colours
say is also said by labels, line styles and a table.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from detente.brief.layout import Arrow, Box, arrange
from detente.brief.links import Kind, Link, links_between
from detente.brief.outcomes import OutcomeStory, Strength, strength
from detente.brief.voice import Voice
from detente.case import Party
from detente.conflict.analysis import Analysis
from detente.conflict.findings import Findings
from detente.conflict.words import choices, outcome_of
from detente.text import counted

WIDTH = 214.0
PADDING = 12.0
LINE = 15.5
NODES = 12
TAG = 16


@dataclass(frozen=True, slots=True)
class Room:
    """How much fits into a picture: columns, boxes in one while there is room beside, arrows."""

    columns: int
    rows: int
    arrows: int


PAGE = Room(columns=4, rows=5, arrows=26)
"""What a printed page has room for."""

Remark = Callable[[int], str]
"""What is to be said of a state besides, by its number; empty for nothing."""


def nothing(state: int) -> str:
    """Say nothing of a state besides."""
    return ""


@dataclass(frozen=True, slots=True)
class Line:
    """A line of text in a box: where it stands, what and whose it is, and if a mark leads it."""

    text: str
    y: float
    role: Literal["head", "name", "choice", "more", "remark"]
    party: int = -1
    mark: bool = False


@dataclass(frozen=True, slots=True)
class Node:
    """A state in the picture."""

    state: int
    name: str
    strength: Strength
    status_quo: bool
    x: float
    y: float
    width: float
    height: float
    lines: tuple[Line, ...]
    full: str
    remark: str = ""


@dataclass(frozen=True, slots=True)
class Edge:
    """A move or joint step in the picture; `tag` is None where its label found no place."""

    source: int
    target: int
    kind: Kind
    parties: tuple[str, ...]
    who: str
    change: str
    party: int
    path: str
    tag: tuple[float, float, float, float] | None
    tag_lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Legend:
    """A party with its colour and its short name in the picture."""

    party: int
    tag: str
    label: str


@dataclass(frozen=True, slots=True)
class Figure:
    """A picture, ready to be drawn."""

    width: float
    height: float
    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]
    legend: tuple[Legend, ...]
    description: str
    left_out: int

    @property
    def kinds(self) -> frozenset[str]:
        """What kinds of arrows there are."""
        return frozenset(edge.kind for edge in self.edges)


def draw(
    findings: Findings,
    outcomes: Sequence[OutcomeStory],
    *,
    limit: int = NODES,
    remark: Remark = nothing,
) -> Figure | None:
    """Return the picture of some findings; None where there is nothing to start from or reach.

    Parameters
    ----------
    findings : Findings
    outcomes : sequence of OutcomeStory
        Their states and ways in stages are shown first.
    limit : int
        Most states shown.
    remark : callable
        Says something of a state besides.
    """
    states = chosen_states(findings, outcomes, limit)
    if findings.status_quo is None or len(states) < 2:
        return None
    links = links_between(findings, outcomes, states)
    return draw_states(findings.analysis, states, links, remark=remark)


def draw_states(
    analysis: Analysis,
    states: Sequence[int],
    links: Sequence[Link],
    room: Room = PAGE,
    *,
    remark: Remark = nothing,
) -> Figure:
    """Return the picture of some states, at least one, with the first on the left.

    Parameters
    ----------
    analysis : Analysis
    states : sequence of int
        Their numbers.
    links : sequence of Link
        Moves and joint steps between them; those of least weight are left out.
    room : Room
        How much fits.
    remark : callable
        Says something of a state besides.
    """
    return _Drawing(analysis, states, links, room, remark).figure()


def chosen_states(findings: Findings, outcomes: Sequence[OutcomeStory], limit: int) -> list[int]:
    """Return the states worth showing, the most telling first, then by number."""
    wanted: dict[int, None] = {}
    if findings.status_quo is not None:
        wanted[findings.status_quo] = None
    for outcome in outcomes:
        for move in outcome.stages.moves if outcome.stages else ():
            wanted[move.target] = None
        if outcome.state is not None and outcome.verdict != "impossible":
            wanted[outcome.state] = None
    best = _varied(findings)
    wanted |= dict.fromkeys(best)
    for route in (*findings.by_improvements, *findings.by_moves):
        if route.target in best and route.sequences:
            wanted |= dict.fromkeys(move.target for move in route.sequences[0])
    for group in findings.leaving:
        if group.smallest:
            wanted |= dict.fromkeys(step.target for step in group.steps[:1])
    return list(wanted)[:limit]


def _varied(findings: Findings, limit: int = 6, alike: int = 2) -> list[int]:
    """Return strong equilibria, few of them of one outcome."""
    conflict = findings.analysis.conflict
    count: dict[str, int] = {}
    found = []
    for state in findings.agreements:
        outcome = outcome_of(conflict, state)
        name = outcome.id if outcome else ""
        count[name] = count.get(name, 0) + 1
        if not outcome or count[name] <= alike:
            found.append(state)
    return found[:limit]


class _Drawing:
    """Draws one picture."""

    def __init__(
        self,
        analysis: Analysis,
        states: Sequence[int],
        links: Sequence[Link],
        room: Room,
        remark: Remark,
    ) -> None:
        self.analysis, self.states, self.room, self.remark = analysis, states, room, remark
        self.conflict = analysis.conflict
        self.today = self.conflict.status_quo_state
        self.voice = Voice(self.conflict)
        self.tags = short_names(self.conflict.parties)
        ordered = sorted(links, key=lambda link: -link.weight)
        self.links, self.left_out = ordered[: room.arrows], max(0, len(ordered) - room.arrows)

    def figure(self) -> Figure:
        """Return the picture."""
        columns = self._columns()
        contents = {state: self._content(state) for state in self.states}
        boxes = [Box(state, columns[state], WIDTH, contents[state][1]) for state in self.states]
        arrows = [Arrow(link.source, link.target, *self._tag_size(link)) for link in self.links]
        frame = arrange(boxes, arrows)
        return Figure(
            width=round(frame.width),
            height=round(frame.height),
            nodes=tuple(self._node(box, contents[box.key][0]) for box in boxes),
            edges=tuple(map(self._edge, self.links, arrows)),
            legend=self._legend(),
            description=self._description(),
            left_out=self.left_out,
        )

    def _columns(self) -> dict[int, int]:
        """Return each state's column: its distance from the status quo along the arrows."""
        start = self.states[0]
        column = {start: 0}
        for follow in (True, False):
            frontier = list(column)
            while frontier:
                reached = [s for at in frontier for s in self._next(at, follow) if s not in column]
                for state in reached:
                    near = min(column[at] for at in frontier if state in self._next(at, follow))
                    column.setdefault(state, near + 1)
                frontier = list(dict.fromkeys(reached))
        rest = [state for state in self.states if state not in column]
        for state in rest:
            column[state] = max(column.values()) if len(column) > 1 else 1
        return _evened(column, self.room)

    def _next(self, state: int, follow: bool) -> Iterator[int]:
        """Yield where arrows lead from a state, or whence arrows lead to it."""
        for link in self.links:
            if link.source == state:
                yield link.target
            elif link.target == state and not follow:
                yield link.source

    def _content(self, state: int) -> tuple[tuple[Line, ...], float]:
        """Return a box's lines of text and its height."""
        lines: list[Line] = []
        y = PADDING + 10.0
        today = state == self.today
        lines.append(Line(f"Status quo · state {state}" if today else f"State {state}", y, "head"))
        outcome = outcome_of(self.conflict, state)
        for text in wrapped(outcome.label, WIDTH - 2 * PADDING, 7.2, 3) if outcome else ():
            y += LINE + 1.0
            lines.append(Line(text, y, "name"))
        remark = self.remark(state)
        for text in wrapped(remark, WIDTH - 2 * PADDING, 6.2, 2) if remark else ():
            y += LINE - 1.0
            lines.append(Line(text, y, "remark"))
        y += 4.0
        for party, taken in choices(self.conflict, state):
            if not taken:
                continue
            index = self.conflict.party_index(party.id)
            said = f"{self.tags[party.id]}: {', '.join(option.label for option in taken)}"
            for place, text in enumerate(wrapped(said, WIDTH - 2 * PADDING - 9.0, 6.2, 4)):
                y += LINE - 1.0
                lines.append(Line(text, y, "choice", index, mark=place == 0))
        if self.conflict.options and not self.conflict.taken(state):
            y += LINE - 1.0
            lines.append(Line("nobody commits to anything", y, "more"))
        return tuple(lines), y + PADDING

    def _node(self, box: Box, lines: tuple[Line, ...]) -> Node:
        held = self.analysis.held_under(box.key)
        said = "; ".join(
            f"{party.label}: {', '.join(option.label for option in taken) or 'nothing'}"
            for party, taken in choices(self.conflict, box.key)
        )
        return Node(
            box.key,
            self.voice.state(box.key),
            strength(held),
            box.key == self.today,
            round(box.x, 1),
            round(box.y, 1),
            box.width,
            round(box.height, 1),
            lines,
            said,
            self.remark(box.key),
        )

    def _tag_size(self, link: Link) -> tuple[float, float]:
        lines = self._tag(link)
        return 6.9 * max(map(text_width, lines)) + 14.0, 14.0 * len(lines) + 5.0

    def _tag(self, link: Link) -> tuple[str, ...]:
        """Return who acts, in lines that fit between two columns."""
        lines = [self.tags[link.parties[0]]]
        for party in link.parties[1:]:
            joined = f"{lines[-1]} + {self.tags[party]}"
            if text_width(joined) <= TAG:
                lines[-1] = joined
            else:
                lines.append(f"+ {self.tags[party]}")
        return tuple(lines[:4])

    def _edge(self, link: Link, arrow: Arrow) -> Edge:
        width, height = self._tag_size(link)
        joint = link.kind == "joint"
        return Edge(
            link.source,
            link.target,
            link.kind,
            link.parties,
            self.voice.parties(link.parties),
            self.voice.change(
                link.source,
                link.target,
                party=link.parties[0] if len(link.parties) == 1 else None,
            ),
            -1 if joint else self.conflict.party_index(link.parties[0]),
            _path(arrow.points),
            (round(arrow.label[0], 1), round(arrow.label[1], 1), round(width, 1), height)
            if arrow.label
            else None,
            self._tag(link),
        )

    def _legend(self) -> tuple[Legend, ...]:
        owners = [party for party, _ in choices(self.conflict, self.states[0])]
        owners = owners or list(self.conflict.parties)  # in graph form anybody may move
        return tuple(
            Legend(self.conflict.party_index(party.id), self.tags[party.id], party.label)
            for party in owners
        )

    def _description(self) -> str:
        kinds = [link.kind for link in self.links]
        held = [s for s in self.states if self.analysis.held_under(s)]
        today = " with the status quo on the left" if self.today == self.states[0] else ""
        return (
            f"{counted(len(self.states), 'state')}{today}, "
            f"{len(held)} of them stable; {counted(kinds.count('joint'), 'joint step')}, "
            f"{counted(kinds.count('improvement'), 'move')} that their movers want, and "
            f"{counted(kinds.count('move'), 'other move')}. The table below lists all of them."
        )


def _evened(column: dict[int, int], room: Room) -> dict[int, int]:
    """Return columns, at most so many and with at most so many boxes where there is room."""
    members: list[list[int]] = [[] for _ in range(room.columns)]
    for state, place in column.items():
        members[min(place, room.columns - 1)].append(state)
    for place in range(1, room.columns - 1):
        while len(members[place]) > room.rows:
            members[place + 1].insert(0, members[place].pop())
    kept = [group for group in members if group]
    return {state: place for place, group in enumerate(kept) for state in group}


def short_names(parties: Iterable[Party]) -> dict[str, str]:
    """Return a short name for each party: its label, an alias, or its id.

    Examples
    --------
    >>> from detente.case import Alias
    >>> short_names([Party("us", "United States", (Alias("Washington"),)), Party("j", "Japan")])
    {'us': 'US', 'j': 'Japan'}
    """
    found: dict[str, str] = {}
    for party in parties:
        aliases = [alias.name for alias in party.aliases]
        brief = [party.id.upper()] if len(party.id) <= 3 else []
        names = [
            *(name for name in (party.label,) if text_width(name) <= 10),
            *(name for name in aliases if text_width(name) <= 6),
            *brief,
            *(name for name in aliases if text_width(name) <= 10),
            party.id.capitalize() if text_width(party.id) <= 10 else f"{party.id[:9]}…",
        ]
        found[party.id] = next((n for n in names if n not in found.values()), party.id)
    return found


def text_width(text: str) -> int:
    """Return how many columns text takes, wide characters counting two."""
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def wrapped(text: str, width: float, per_character: float, limit: int) -> list[str]:
    """Return text in lines that fit a width, at most so many, cut words and all if need be.

    Examples
    --------
    >>> wrapped("guarantee that no foreign forces come", 100, 6.0, 2)
    ['guarantee that', 'no foreign forc…']
    """
    room = int(width / per_character)
    lines: list[str] = [""]
    for word in text.split():
        while text_width(word) > room:
            space = room - text_width(lines[-1]) - bool(lines[-1])
            if space < 3:
                lines.append("")
                continue
            cut = _fitting(word, space)
            lines[-1] = f"{lines[-1]} {word[:cut]}".strip()
            word = word[cut:]
            lines.append("")
        joined = f"{lines[-1]} {word}".strip()
        if text_width(joined) <= room:
            lines[-1] = joined
        else:
            lines.append(word)
    lines = [line for line in lines if line]
    if len(lines) <= limit:
        return lines
    last = " ".join(lines[limit - 1 :])
    return [*lines[: limit - 1], f"{last[: _fitting(last, room - 1)].rstrip()}…"]


def _fitting(text: str, room: int) -> int:
    """Return how many characters of text fit."""
    used = 0
    for place, character in enumerate(text):
        used += text_width(character)
        if used > room:
            return max(1, place)
    return len(text)


def _path(points: Sequence[tuple[float, float]]) -> str:
    """Return Bézier points as an SVG path."""
    said = [f"{x:.1f},{y:.1f}" for x, y in points]
    curves = (f"C{' '.join(said[k : k + 3])}" for k in range(1, len(said), 3))
    return f"M{said[0]}{''.join(curves)}"
