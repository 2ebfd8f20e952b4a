"""From today to an agreement: what can be reached from a state, how, and who has to give first.

A status quo analysis (Li, Kilgour & Hipel 2005) asks what a stability analysis leaves open: which
of the equilibria can be come by from where the parties are. Four kinds of step are followed, each
a part of the next but for the last: unsanctioned improvements, improvements, any legal moves; and
single improvements mixed with agreements.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from detente.conflict.analysis import Analysis, option_parts
from detente.conflict.paths import By, Route, find_routes, walk
from detente.conflict.statusquo.drawing import Drawing, Steps
from detente.conflict.statusquo.mixed import MixedRoute, mixed_distances, mixed_routes
from detente.errors import LimitError

FORMAT = "detente.status-quo/1"
SINGLE: tuple[By, ...] = ("unsanctioned", "improvements", "moves")
SHOWN_NODES = 2000
"""States up to which all that can be reached are laid out; beyond, those on a sequence."""


@dataclass(frozen=True, eq=False)
class StatusQuo:
    """What can be reached from a state, and how.

    Parameters
    ----------
    analysis : Analysis
    source : int
        State number.
    targets : tuple of int
        The states sought, by number.
    routes : mapping of str to tuple of Route
        By kind of step (unsanctioned, improvements, moves), one route for each target.
    mixed : tuple of MixedRoute
        Single improvements and agreements mixed, one for each target; empty when left out.
    layers : mapping of str to ndarray of int32, shape (n,)
        By kind of step, ``mixed`` among them unless left out, the fewest steps to every state, -1
        where it cannot be reached.
    complete : bool
        False when there are more equilibria than were sought.
    parameters : mapping
    notes : tuple of str
        What was left out, and why.
    """

    analysis: Analysis
    source: int
    targets: tuple[int, ...]
    routes: Mapping[By, tuple[Route, ...]]
    mixed: tuple[MixedRoute, ...]
    layers: Mapping[str, NDArray[np.int32]]
    complete: bool
    parameters: Mapping[str, Any]
    notes: tuple[str, ...] = ()

    def steps(self, target: int) -> dict[str, int | None]:
        """Return the fewest steps to a state, by kind; None where it cannot be reached."""
        index = self.analysis.conflict.index(target)
        return {by: int(found) if (found := layer[index]) >= 0 else None
                for by, layer in self.layers.items()}  # fmt: skip

    def answer(self) -> tuple[str, ...]:
        """Return what can be reached, and at whose cost, in plain sentences."""
        from detente.conflict.statusquo.words import answer

        return answer(self)

    def to_dict(self, *, case: str = "", scenario: str | None = None) -> dict[str, Any]:
        """Return the result as one JSON-ready object (format ``detente.status-quo/1``)."""
        conflict = self.analysis.conflict
        drawing = Drawing(self.analysis, self.parameters["unsanctioned under"])
        sequences = [drawing.sequence(by, steps) for by, steps in self._sequences()]
        return {
            "format": FORMAT,
            "case": case,
            "scenario": scenario,
            "from": self.source,
            "answer": list(self.answer()),
            "parties": [{"id": party.id, "label": party.label} for party in conflict.parties],
            "targets": [
                {
                    "state": target,
                    "holds_under": list(self.analysis.held_under(target)),
                    "steps": self.steps(target),
                    "complete": {
                        **{by: routes[k].complete for by, routes in self.routes.items()},
                        **({"mixed": self.mixed[k].complete} if self.mixed else {}),
                    },
                }
                for k, target in enumerate(self.targets)
            ],
            "reached": {by: int((layer >= 0).sum()) for by, layer in self.layers.items()},
            "nodes": drawing.nodes(self._shown() | drawing.states, self.steps),
            "edges": list(drawing.edges.values()),
            "sequences": sequences,
            "complete": self.complete,
            "parameters": dict(self.parameters),
            "notes": list(self.notes),
        }

    def _shown(self) -> set[int]:
        """Return the states to draw besides those on a sequence: all that can be reached."""
        shown = {self.source, *self.targets}
        if len(self.analysis.conflict.states) <= SHOWN_NODES:
            reached = np.logical_or.reduce([layer >= 0 for layer in self.layers.values()])
            shown |= {int(state) + 1 for state in np.flatnonzero(reached)}
        return shown

    def _sequences(self) -> list[tuple[str, Steps]]:
        found: list[tuple[str, Steps]] = []
        for by, routes in self.routes.items():
            found += [(by, moves) for route in routes for moves in route.sequences if moves]
        found += [("mixed", steps) for route in self.mixed for steps in route.sequences if steps]
        return found


def status_quo(
    analysis: Analysis,
    source: int,
    targets: Sequence[int] | None = None,
    *,
    concept: str = "seq",
    limit: int = 12,
    sequences: int = 12,
) -> StatusQuo:
    """Return what can be reached from a state by each kind of step, and the shortest ways.

    Parameters
    ----------
    analysis : Analysis
        Of the conflict in question; its concepts decide what an equilibrium is.
    source : int
        State number, as a rule that of the status quo.
    targets : sequence of int, optional
        State numbers; by default the equilibria, those that hold under most concepts first.
    concept : str
        An improvement is unsanctioned when the others cannot answer it as this concept has it:
        nash (they cannot answer at all), gmr, smr, seq or sseq.
    limit : int
        Most equilibria that are sought.
    sequences : int
        Most sequences listed for a target and kind of step.

    Returns
    -------
    StatusQuo

    Raises
    ------
    UnknownNameError, ModelError
        If a state or the concept is unknown, the concept is simultaneous stability, or the
        conflict is in graph form.

    Notes
    -----
    One breadth-first search of O(N·n) for each kind of single step; O(N·n²) for mixed sequences,
    which are left out with a note where there are too many states.

    Examples
    --------
    >>> from detente.conflict.model import conflict
    >>> from detente.conflict.analysis import analyse
    >>> dilemma = conflict({"a": ["defect"], "b": ["defect"]},
    ...                    {"a": ["not b.defect", "a.defect"], "b": ["not a.defect", "b.defect"]})
    >>> status_quo(analyse(dilemma), 4, [1]).steps(1)
    {'unsanctioned': None, 'improvements': None, 'moves': 2, 'mixed': 1}
    """
    option_parts(analysis, "status quo analysis")
    start = analysis.conflict.index(source)
    chosen = analysis.strongest(limit) if targets is None else tuple(targets)
    layers: dict[str, NDArray[np.int32]] = {}
    routes: dict[By, tuple[Route, ...]] = {}
    for by in SINGLE:
        layers[by] = walk(analysis, start, by=by, concept=concept).steps
        routes[by] = find_routes(analysis, source, chosen, by=by, limit=sequences, concept=concept)
    notes: tuple[str, ...] = ()
    mixed: tuple[MixedRoute, ...] = ()
    try:
        layers["mixed"] = mixed_distances(analysis, source)
        mixed = mixed_routes(analysis, source, chosen, limit=sequences, steps=layers["mixed"])
    except LimitError as error:
        notes = (f"sequences with agreements are left out: {error.diagnostics[0].message}",)
    parameters = {
        **analysis.parameters,
        "unsanctioned under": concept.lower(),
        "limit": limit,
        "sequences": sequences,
    }
    complete = targets is not None or analysis.equilibrium_count <= limit
    return StatusQuo(analysis, source, chosen, routes, mixed, layers, complete, parameters, notes)
