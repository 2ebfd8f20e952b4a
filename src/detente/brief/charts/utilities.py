"""What a package is worth to each party: issue by issue, beside what it has without a deal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from detente.bargaining.draft_words import signed
from detente.bargaining.model import Package
from detente.bargaining.words import amount, package_in_words
from detente.bargaining.worth import Worth
from detente.brief.charts.scale import Scale
from detente.brief.graph import wrapped

WIDTH = 340.0
EDGE = 8.0
TEXT = 15.0
BAR = 9.0
GAP = 10.0


@dataclass(frozen=True, slots=True)
class Part:
    """What an issue, or a combination of values, adds to what a package is worth to a party.

    Parameters
    ----------
    label : str
    added : float
    text : str
        The same for people.
    """

    label: str
    added: float
    text: str


@dataclass(frozen=True, slots=True)
class Bar:
    """A part in a panel: its label in lines, and a bar from where the parts before it end."""

    part: Part
    lines: tuple[tuple[float, str], ...]
    x: float
    y: float
    width: float
    sign: Literal["more", "less"]


@dataclass(frozen=True, slots=True)
class Panel:
    """A party: bars that follow each other, and what they sum to beside what it has without a deal.

    Parameters
    ----------
    party : str
    place : int
        Of the party, for its colour.
    bars : tuple of Bar
    total, no_deal, gain : str
        What the package is worth, what no deal is worth, and the difference.
    gains : bool
        Whether the difference is at least 0.
    total_bar, gap_bar : tuple of float
        Place and width: of the whole, and of what is more or less than without a deal.
    total_y : float
    zero, floor : str
        Paths beside the bars: of nothing, and of what the party has without a deal.
    height : float
    description : str
    """

    party: str
    place: int
    bars: tuple[Bar, ...]
    total: str
    no_deal: str
    gain: str
    gains: bool
    total_bar: tuple[float, float]
    gap_bar: tuple[float, float]
    total_y: float
    zero: str
    floor: str
    height: float
    description: str

    width = WIDTH


@dataclass(frozen=True, slots=True)
class UtilityBars:
    """What a package is worth to each party, ready to be drawn.

    Parameters
    ----------
    name : str
        What the package is called: "The Nash package".
    words : str
        The package in words.
    panels : tuple of Panel
        One for each party of the problem.
    table : tuple of (str, tuple of str)
        The same by row: each part with what it adds, by party; then the sums.
    """

    name: str
    words: str
    panels: tuple[Panel, ...]
    table: tuple[tuple[str, tuple[str, ...]], ...]


def utility_bars(worth: Worth, package: Package, name: str) -> UtilityBars:
    """Return what each issue adds to what a package is worth to each party.

    Parameters
    ----------
    worth : Worth
    package : Package
    name : str
        What the package is called.
    """
    parts = list(_parts(worth, package))
    sums = worth.utilities(worth.sums(package)[0])
    floor = worth.utilities(worth.reservation)
    best = sum(np.maximum(table.max(axis=0), 0) for table in worth.tables) * worth.step
    panels = []
    for place, party in enumerate(worth.problem.parties):
        listed = [Part(label, added[party.id], signed(added[party.id])) for label, added in parts]
        panels.append(
            _Drawing(listed, sums[party.id], floor[party.id], float(best[place])).panel(
                party.label, place
            )
        )
    ids = worth.problem.party_ids
    rows = [(label, tuple(signed(added[p]) for p in ids)) for label, added in parts]
    rows += [
        ("In all", tuple(amount(sums[p]) for p in ids)),
        ("Without a deal", tuple(amount(floor[p]) for p in ids)),
        ("Over no deal", tuple(panel.gain for panel in panels)),
    ]
    return UtilityBars(name, package_in_words(worth.problem, package), tuple(panels), tuple(rows))


def _parts(worth: Worth, package: Package) -> Iterator[tuple[str, dict[str, float]]]:
    """Yield what each issue adds, by party, and each combination that holds and is worth something."""
    for issue, table, place in zip(worth.problem.issues, worth.tables, package, strict=True):
        yield f"{issue.label}: {issue.values[place].label}", worth.utilities(table[place])
    for bonus in worth.bonuses:
        if worth.holds(bonus.when, package)[0]:
            yield f"Besides, as “{bonus.when}”", worth.utilities(bonus.amounts)


class _Drawing:
    """Draws one panel."""

    def __init__(self, parts: list[Part], total: float, floor: float, best: float) -> None:
        self.parts = [part for part in parts if part.added or not part.label.startswith("Besides")]
        self.total, self.floor = total, floor
        ends = np.cumsum([0.0, *(part.added for part in self.parts)])
        low = min(0.0, floor, float(ends.min()))
        high = max(best, floor, float(ends.max()))
        self.scale = Scale(low, high if high > low else low + 1, EDGE, WIDTH - EDGE)

    def panel(self, party: str, place: int) -> Panel:
        y = 27.0
        bars = []
        reached = 0.0
        for part in self.parts:
            bar, y = self._bar(part, reached, y)
            reached += part.added
            bars.append(bar)
        gain = signed(round(self.total - self.floor, 12))
        heights = [*(bar.y for bar in bars), y + TEXT - 4]
        return Panel(
            party,
            place,
            tuple(bars),
            amount(self.total),
            amount(self.floor),
            gain,
            self.total >= self.floor,
            self._between(0.0, self.total),
            self._between(self.floor, self.total),
            y + TEXT - 4,
            self._beside(0.0, heights),
            self._beside(self.floor, heights),
            y + TEXT + BAR + 28,
            "; ".join(
                [
                    *(f"{part.label} {part.text}" for part in self.parts),
                    f"in all {amount(self.total)}, without a deal {amount(self.floor)}: {gain}",
                ]
            ),
        )

    def _bar(self, part: Part, reached: float, y: float) -> tuple[Bar, float]:
        lines = []
        for text in wrapped(part.label, WIDTH - 2 * EDGE - 52, 6.4, 2):
            y += TEXT - 1
            lines.append((round(y - 4, 1), text))
        x, width = self._between(reached, reached + part.added)
        sign: Literal["more", "less"] = "less" if part.added < 0 else "more"
        return Bar(part, tuple(lines), x, y, width, sign), y + BAR + GAP

    def _beside(self, number: float, heights: Sequence[float]) -> str:
        """Return a line at a number, as far as there are bars: it would run through text."""
        x = self.scale(number)
        return "".join(f"M{x},{y - 3:.1f}v{BAR + 6}" for y in heights)

    def _between(self, one: float, other: float) -> tuple[float, float]:
        left, right = sorted((self.scale(one), self.scale(other)))
        return left, round(right - left, 2)
