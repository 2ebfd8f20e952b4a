"""The packages that charts mark: fair ones, a draft, the one that comes nearest."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from detente.bargaining.analysis import Bargained
from detente.bargaining.draft_words import signed
from detente.bargaining.model import Package
from detente.bargaining.solutions import CONCEPTS
from detente.bargaining.words import package_in_words, parties_in_words
from detente.bargaining.zone import refusing
from detente.case import Party
from detente.text import capital, listed

SHORT = {
    "nash": "Nash",
    "kalai_smorodinsky": "K–S",
    "egalitarian": "egalitarian",
    "leximin": "leximin",
    "utilitarian": "utilitarian",
    "draft": "draft",
    "nearest": "nearest",
}
"""What labels call the kinds of marks."""

NAMES = {
    **{name: concept.label for name, concept in CONCEPTS.items()},
    "draft": "the draft",
    "nearest": "nearest to a deal",
}


@dataclass(frozen=True, slots=True)
class Mark:
    """A package that a chart marks.

    Parameters
    ----------
    kinds : tuple of str
        ``draft``, ``nearest``, and the concepts that pick it; the first gives it its shape.
    name : str
        All of them, for people.
    label : tuple of str
        The same in few words, in lines.
    package : Package
    words : str
        The package in words.
    gains : tuple of float
        Over no deal, by party of the problem.
    refused : str
        Who refuses it, whose agreement it needs; empty for nobody.
    """

    kinds: tuple[str, ...]
    name: str
    label: tuple[str, ...]
    package: Package
    words: str
    gains: tuple[float, ...]
    refused: str

    @property
    def shape(self) -> str:
        """Which of the shapes stands for it."""
        return self.kinds[0]

    @property
    def signed(self) -> tuple[str, ...]:
        """The gains as people read them."""
        return tuple(map(signed, self.gains))


@dataclass(frozen=True, slots=True)
class Marked:
    """The marked packages as a table.

    Parameters
    ----------
    parties : tuple of str
    marks : tuple of Mark
    """

    parties: tuple[str, ...]
    marks: tuple[Mark, ...]


def marked(found: Bargained, draft: Package | None = None) -> Marked:
    """Return the packages to mark: the draft, the fair ones, or else the one that comes nearest."""
    kinds: dict[Package, list[str]] = {}
    if draft is not None:
        kinds.setdefault(tuple(draft), []).append("draft")
    for name, solution in found.solutions.items():
        kinds.setdefault(solution.package, []).append(name)
    if found.zone.nearest is not None:
        kinds.setdefault(found.zone.nearest.package, []).append("nearest")
    marks = tuple(mark(found, package, tuple(names)) for package, names in kinds.items())
    fair_first = sorted(marks, key=lambda each: each.kinds == ("draft",))
    return Marked(
        tuple(_heading(found, party) for party in found.problem.parties), tuple(fair_first)
    )


def _heading(found: Bargained, party: Party) -> str:
    """Return how a table calls a party: whether it makes the deal has to be seen."""
    problem = found.problem
    if party.id in problem.agreement:
        return party.label
    return f"{party.label} ({'where asked' if party.id in problem.vetoers else 'not asked'})"


def mark(found: Bargained, package: Package, kinds: tuple[str, ...] = ()) -> Mark:
    """Return a package as a mark."""
    worth, problem = found.worth, found.problem
    row = np.array([package], np.intp)
    gains = worth.utilities(worth.sums(row)[0] - worth.reservation)
    who = [p for p, no in zip(problem.party_ids, refusing(worth, row)[0], strict=True) if no]
    return Mark(
        kinds,
        capital(listed([NAMES[kind] for kind in kinds])),
        _label(kinds),
        package,
        package_in_words(problem, package),
        tuple(gains[party] for party in problem.party_ids),
        parties_in_words(problem, who),
    )


def _label(kinds: Sequence[str]) -> tuple[str, ...]:
    """Return kinds in lines of a label."""
    if set(kinds) >= set(CONCEPTS):
        return _lines([SHORT[kind] for kind in kinds if kind not in CONCEPTS] + ["all definitions"])
    return _lines([SHORT[kind] for kind in kinds])


def _lines(words: Iterable[str], most: int = 20) -> tuple[str, ...]:
    lines = [""]
    for word in words:
        if lines[-1] and len(lines[-1]) + 2 + len(word) > most:
            lines[-1] += ","
            lines.append("")
        lines[-1] += f", {word}" if lines[-1] else word
    lines[0] = lines[0][:1].upper() + lines[0][1:]
    return tuple(lines)
