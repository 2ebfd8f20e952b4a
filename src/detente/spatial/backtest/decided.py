"""Decided cases: who stood where before, and what came out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from detente.spatial.model import Dimension, Spatial


@dataclass(frozen=True)
class Decided:
    """Who stood where before a decision, with what came out on some dimension or on all.

    Parameters
    ----------
    name : str
        What it is called in results, such as its file.
    problem : Spatial
        What came out stands in its dimensions; no forecast looks at it.
    group : str
        Decisions of one group hang together, and are drawn together where chance is reckoned
        with: those of one proposal. Its own name by default.
    """

    name: str
    problem: Spatial
    group: str = ""

    def __post_init__(self) -> None:
        if not self.group:
            object.__setattr__(self, "group", self.name)

    @property
    def settled(self) -> tuple[tuple[int, Dimension], ...]:
        """The dimensions on which it is known what came out, with their places."""
        listed = enumerate(self.problem.dimensions)
        return tuple((k, each) for k, each in listed if each.outcome is not None)


@dataclass(frozen=True, slots=True)
class Decision:
    """What came out on one dimension of a decided case.

    Parameters
    ----------
    case : str
        Name of the case.
    group : str
        With which it hangs together.
    dimension, label : str
        Id of the dimension, and name for people.
    actors : int
        How many took part.
    outcome : float
        What came out, from 0 to 100.
    internal : bool
        Whether what the dimension is called stays out of what is handed on.
    """

    case: str
    group: str
    dimension: str
    label: str
    actors: int
    outcome: float
    internal: bool = False


def decisions(cases: Sequence[Decided]) -> Iterator[Decision]:
    """Yield the decisions of all cases, in order."""
    for case in cases:
        for _, dimension in case.settled:
            if dimension.outcome is not None:
                yield Decision(
                    case.name,
                    case.group,
                    dimension.id,
                    dimension.label,
                    len(case.problem.actors),
                    dimension.outcome.position,
                    dimension.ground.visibility == "internal",
                )
