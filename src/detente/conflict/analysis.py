"""The stability analysis of a conflict: which states hold, for whom, under which concept."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from html import escape
from threading import Lock
from typing import TYPE_CHECKING, Any, cast

import numpy as np
from numpy.typing import NDArray

from detente.compiled import can_compile, large, worth_compiling
from detente.conditions import Bools
from detente.conflict.base import BaseConflict, Graph
from detente.conflict.concepts import CONCEPTS, Concept, Sanction, chosen_concepts
from detente.conflict.model import Conflict, in_option_form
from detente.conflict.moves import MoveGraph, in_threads
from detente.conflict.stability import (
    SIM_LIMIT,
    SIM_LIMIT_WHEN_ASKED,
    simultaneous_work,
)
from detente.conflict.words import state_in_words, unsure_notes
from detente.errors import LimitError, MissingExtraError, ModelError, unknown_name
from detente.notebook import frame

if TYPE_CHECKING:
    import pandas as pd

Progress = Callable[[int, int, str], None]
"""Called with steps done, steps in all, and what was done; from several threads, one at a time."""


@dataclass(frozen=True, eq=False)
class Analysis:
    """Which states are stable, for whom, under which concept.

    Parameters
    ----------
    conflict : BaseConflict
        In option form or in graph form.
    stable : mapping of str to mapping of str to ndarray of bool, shape (n,)
        By concept id and party id, over the states in order of their numbers.
    parameters : mapping
        Method and definition variants that made the result.
    notes : tuple of str
        What was left out, and why.
    graph : Graph
        The moves, for whoever goes on to explain the result.
    seconds : mapping of str to float
        CPU time of the layout (``build``) and of each concept, all threads together.

    Examples
    --------
    >>> from detente.conflict.model import conflict
    >>> dilemma = conflict({"a": ["defect"], "b": ["defect"]},
    ...                    {"a": ["not b.defect", "a.defect"], "b": ["not a.defect", "b.defect"]})
    >>> result = analyse(dilemma)
    >>> result.equilibria("nash"), result.equilibria("seq")
    ((4,), (1, 4))
    """

    conflict: BaseConflict
    stable: Mapping[str, Mapping[str, Bools]]
    parameters: Mapping[str, Any]
    notes: tuple[str, ...] = ()
    graph: Graph = field(repr=False, kw_only=True)
    seconds: Mapping[str, float] = field(repr=False, kw_only=True)

    @property
    def concepts(self) -> tuple[Concept, ...]:
        """The concepts that were judged, in the table's order."""
        return tuple(CONCEPTS[key] for key in self.stable)

    def equilibrium(self, concept: str) -> Bools:
        """Return where every party is stable under a concept, shape (n,).

        Raises
        ------
        UnknownNameError
            If the concept was not judged.
        """
        if concept not in self.stable:
            raise unknown_name("concept", concept, self.stable)
        return np.logical_and.reduce(list(self.stable[concept].values()))

    def equilibria(self, concept: str) -> tuple[int, ...]:
        """Return the numbers of the states at which every party is stable under a concept."""
        return tuple(int(s) + 1 for s in np.flatnonzero(self.equilibrium(concept)))

    @cached_property
    def support(self) -> NDArray[np.int32]:
        """Under how many of the judged concepts each state is an equilibrium, shape (n,)."""
        total = np.zeros(len(self.conflict.states), np.int32)
        for concept in self.stable:
            total += self.equilibrium(concept)
        total.setflags(write=False)
        return total

    @property
    def equilibrium_count(self) -> int:
        """How many states are an equilibrium under at least one judged concept."""
        return int(np.count_nonzero(self.support))

    def strongest(self, limit: int | None = None) -> tuple[int, ...]:
        """Return the equilibria by number, those that hold under most concepts first."""
        found = np.flatnonzero(self.support)
        order = np.argsort(-self.support[found], kind="stable")[:limit]
        return tuple(int(index) + 1 for index in found[order])

    def held_under(self, state: int) -> tuple[str, ...]:
        """Return the concepts under which a state, by number, is an equilibrium."""
        index = self.conflict.index(state)
        return tuple(
            concept
            for concept, by_party in self.stable.items()
            if all(where[index] for where in by_party.values())
        )

    def to_dict(self, *, case: str = "", scenario: str | None = None) -> dict[str, Any]:
        """Return the result as one JSON-ready object (format ``detente.conflict/1``)."""
        conflict = self.conflict
        return {
            "format": "detente.conflict/1",
            "case": case,
            "scenario": scenario,
            "parties": list(conflict.party_ids),
            "options": [
                {"id": option.name, "party": option.party, "label": option.label}
                for option in conflict.options
            ],
            "states": [
                {"id": index + 1, **conflict.state_fields(index)}
                for index in range(len(conflict.states))
            ],
            "stable": {
                concept: {
                    party: (np.flatnonzero(where) + 1).tolist() for party, where in by_party.items()
                }
                for concept, by_party in self.stable.items()
            },
            "equilibria": {concept: list(self.equilibria(concept)) for concept in self.stable},
            "status_quo": conflict.status_quo_state,
            "parameters": dict(self.parameters),
            "notes": list(self.notes),
        }

    def rows(self, chosen: Iterable[int] | None = None) -> Iterator[dict[str, Any]]:
        """Yield one flat record for every state: options, payoffs, stability, equilibria.

        Parameters
        ----------
        chosen : iterable of int or None
            The states, by 0-based index, in this order; all where None.
        """
        conflict = self.conflict
        payoffs = {party: conflict.payoffs(party) for party in conflict.party_ids}
        equilibria = {concept: self.equilibrium(concept) for concept in self.stable}
        for index in range(len(conflict.states)) if chosen is None else map(int, chosen):
            row: dict[str, Any] = {"state": index + 1}
            row |= conflict.row(index)
            row |= {f"payoff:{party}": int(p[index]) for party, p in payoffs.items()}
            for concept, by_party in self.stable.items():
                row |= {f"{concept}:{party}": int(w[index]) for party, w in by_party.items()}
                row[concept] = int(equilibria[concept][index])
            yield row

    def to_frame(self) -> pd.DataFrame:
        """Return `rows` as a pandas data frame indexed by state number.

        Raises
        ------
        MissingExtraError
            If pandas is not installed (the extra ``detente[frames]``).
        """
        return frame(self.rows(), "state")

    def _repr_html_(self, limit: int = 60) -> str:
        """Return the strongest equilibria as a small table, for notebooks."""
        head = "".join(f"<th scope='col'>{escape(c.id.upper())}</th>" for c in self.concepts)
        rows = []
        for state in self.strongest(limit):
            held = self.held_under(state)
            words = escape(state_in_words(self.conflict, state))
            marks = "".join(f"<td>{'●' if c in held else ''}</td>" for c in self.stable)
            rows.append(f"<tr><th scope='row'>{state}</th><td>{words}</td>{marks}</tr>")
        return (
            f"<table><caption>{len(rows):,} of {self.equilibrium_count:,} equilibria</caption>"
            f"<thead><tr><th scope='col'>state</th><th scope='col'>who does what</th>{head}</tr>"
            f"</thead><tbody>{''.join(rows)}</tbody></table>"
        )


def analyse(
    conflict: BaseConflict,
    concepts: Iterable[str] | None = None,
    *,
    sanction: Sanction = "weak",
    returns: bool = True,
    compiled: bool | None = None,
    progress: Progress | None = None,
) -> Analysis:
    """Judge every state of a conflict, for every party, under each concept.

    Parameters
    ----------
    conflict : BaseConflict
        In option form or in graph form.
    concepts : iterable of str, optional
        Concept ids (nash, gmr, smr, seq, sseq, sim); all by default, except that simultaneous
        stability is left out with a note where it is too large.
    sanction : {"weak", "strict"}
        Whether an outcome exactly as good as today's sanctions an improvement. Weak is the
        textbook's definition.
    returns : bool
        Whether s itself sanctions an improvement from s where the others bring it about again.
        They can in graph form only; there it can change GMR and SEQ.
    compiled : bool, optional
        Force compiled or plain loops; by size when None. Graph form has plain loops only.
    progress : callable, optional
        Told of every step.

    Returns
    -------
    Analysis

    Raises
    ------
    UnknownNameError
        If a concept is unknown.
    ModelError
        If the conflict contradicts itself.
    LimitError
        If there are too many states, or simultaneous stability was asked for and is too large.

    Notes
    -----
    Near-linear: O(parties² · states) time and O(parties · states) memory for each concept but
    simultaneous stability. Definitions follow Fang, Hipel & Kilgour (1993), see
    ``docs/definitions.md``.
    """
    if conflict is None:
        raise ModelError("there is no conflict to analyse")
    if sanction not in ("weak", "strict"):
        raise ModelError(f"no sanction variant '{sanction}'", hint="use weak or strict")
    chosen, notes = _defined(conflict, chosen_concepts(concepts), asked=concepts is not None)
    size = len(conflict.states)
    slow = conflict.compilable and compiled is None and large(size) and not can_compile()
    if compiled is None:
        compiled = conflict.compilable and worth_compiling(size)
    elif compiled and not can_compile():
        raise MissingExtraError("compiled loops need numba", hint="pip install 'detente[speed]'")
    report = _Report(progress, steps=1 + len(chosen) * len(conflict.parties))
    with report.step("build"):
        graph = conflict.layout(compiled=compiled)
    chosen, more = _within_limits(chosen, graph, compiled, asked=concepts is not None)
    if slow:
        more = (*more, "without numba large cases are slow; pip install 'detente[speed]'")
    notes = (*notes, *unsure_notes(conflict))
    report.steps = 1 + len(chosen) * graph.parties
    parameters = {
        "method": f"graph model in {conflict.form}, backward search",
        "sanction": sanction,
        "reach": "textbook: sequences in which no party moves twice in a row",
        **({"returns": returns} if conflict.may_return else {}),
        "compiled": compiled,
    }

    def judge_party(index: int) -> dict[str, Bools]:
        judge = graph.judge(index, parameters)
        verdicts = {}
        for concept in chosen:
            with report.step(concept.id):
                verdicts[concept.id] = judge.stable(concept)
                verdicts[concept.id].setflags(write=False)
        return verdicts

    by_party = in_threads(judge_party, range(len(conflict.parties)), compiled)
    stable = {
        concept.id: {
            party: v[concept.id] for party, v in zip(conflict.party_ids, by_party, strict=True)
        }
        for concept in chosen
    }
    return Analysis(
        conflict, stable, parameters, (*notes, *more), graph=graph, seconds=report.seconds
    )


def option_parts(analysis: Analysis, what: str) -> tuple[Conflict, MoveGraph]:
    """Return the conflict and the moves of an analysis in option form.

    Parameters
    ----------
    analysis : Analysis
    what : str
        What needs options, for the message.

    Raises
    ------
    ModelError
        If the conflict is in graph form.
    """
    return in_option_form(analysis.conflict, what), cast(MoveGraph, analysis.graph)


def _defined(
    conflict: BaseConflict, chosen: tuple[Concept, ...], *, asked: bool
) -> tuple[tuple[Concept, ...], tuple[str, ...]]:
    """Return the concepts that have a meaning in a conflict's form, and notes on the others."""
    if asked:
        conflict.check_defined(chosen)
    kept = tuple(concept for concept in chosen if concept.id not in conflict.undefined)
    notes = tuple(
        f"{concept.name} is left out: {conflict.undefined[concept.id]}"
        for concept in chosen
        if concept not in kept
    )
    return kept, (*notes, *conflict.limits)


def _within_limits(
    chosen: tuple[Concept, ...], graph: Graph, compiled: bool, *, asked: bool
) -> tuple[tuple[Concept, ...], tuple[str, ...]]:
    """Return the concepts that can be judged in reasonable time, and notes on those that cannot.

    What was asked for is given more time, and refused where that is not enough.
    """
    limit = (SIM_LIMIT_WHEN_ASKED if asked else SIM_LIMIT)[compiled]
    if CONCEPTS["sim"] not in chosen:
        return chosen, ()
    if (work := simultaneous_work(cast(MoveGraph, graph))) <= limit:  # only option form has it
        return chosen, ()
    too_much = f"it would examine up to {work:.0e} combinations of moves"
    if asked:
        raise LimitError(
            f"simultaneous stability is out of reach: {too_much}",
            hint="leave out the concept 'sim', or reduce the options",
            code="sim-too-large",
        )
    kept = tuple(concept for concept in chosen if concept.id != "sim")
    return kept, (f"simultaneous stability is left out, since {too_much}; ask for 'sim' to try",)


class _Report:
    """Tells of progress, and keeps the CPU seconds that each kind of step took."""

    def __init__(self, progress: Progress | None, steps: int) -> None:
        self.progress, self.steps, self.done = progress, steps, 0
        self.seconds: dict[str, float] = {}
        self.lock = Lock()

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        start = time.thread_time()
        yield
        spent = time.thread_time() - start
        with self.lock:
            self.seconds[name] = self.seconds.get(name, 0.0) + spent
            self.done += 1
            if self.progress:
                self.progress(self.done, self.steps, name)
