"""A search of all edits of all parties' statements by ascending cost, within a budget.

Under SEQ and SSEQ an edit can help in ways that no clause of one party shows: it changes what a
party would gain by, and so what it sanctions in others. So here nothing is taken for granted: each
statement may move to any place, up or down, and each list that results is put to the forward
engine, unless it fails already what the weaker concept asks of its party. What is tried in full
without success is a proof that nothing as cheap will do.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from heapq import heappop, heappush
from itertools import product

from detente.conflict.inverse.question import Goal, Question
from detente.conflict.inverse.statements.statements import RANK, Change, Element, Statements

WORK = 200_000
"""States judged in all, each once for every party: some seconds."""

LIST_WORK = 8_000_000
"""States in all that lists of statements are held against, worth judging or not."""

MAX_LISTS = 30_000
"""Most lists of statements looked at."""


class _SpentError(Exception):
    """The budget is used up."""


@dataclass(slots=True)
class _Budget:
    """What may still be tried: lists looked at, and changes put to the forward engine."""

    lists: int
    checks: int

    def list(self) -> None:
        self.lists -= 1
        if self.lists < 0:
            raise _SpentError

    def check(self) -> None:
        self.checks -= 1
        if self.checks < 0:
            raise _SpentError


def cheaper(
    question: Question,
    goal: Goal,
    weaker: str,
    bound: Fraction,
    most: Fraction | None,
    checks: int | None,
) -> tuple[tuple[Change, ...] | None, Fraction]:
    """Return changes that cost less than `most`, and a proved lower bound.

    Parameters
    ----------
    question : Question
    goal : {"stable", "entered", "both"}
    weaker : str
        A concept that the question's implies, under which the parties do not meet.
    bound : Fraction
        A known lower bound.
    most : Fraction or None
        What the best known changes cost.
    checks : int or None
        Most lists put to the forward engine; by size when None.

    Returns
    -------
    tuple
        The cheapest changes, or None where there are none within the budget; and the bound.
    """
    conflict = question.conflict
    if checks is None:
        checks = WORK // (len(conflict.states) * len(conflict.parties))
    listed = {
        party: question.statements(party, question.demand(party, goal, concept=weaker))
        for party in conflict.party_ids
        if question.has_statements(party)
    }
    touches = [
        (party, element)
        for party, statements in listed.items()
        for element in statements.elements(question.kinds, helpful=False)
    ]
    touches.sort(key=lambda touch: RANK[touch[1].kind])
    lists = min(MAX_LISTS, LIST_WORK // len(conflict.states))
    budget, proved = _Budget(lists, checks), bound
    try:
        for cost, chosen in _by_cost([element.cost for _, element in touches], most):
            proved = max(proved, cost)
            touched = [touches[k] for k in chosen]
            if len({(party, element.item) for party, element in touched}) < len(touched):
                continue  # one statement edited in two ways at once
            for changes in _changes(listed, touched, budget):
                budget.check()
                edits = [edit for change in changes for edit in change.edits]
                if question.confirmed(goal, conflict.party_ids, edits):
                    return changes, proved
    except _SpentError:
        return None, proved
    return None, proved if most is None else most


def _by_cost(
    costs: Sequence[Fraction], most: Fraction | None
) -> Iterator[tuple[Fraction, tuple[int, ...]]]:
    """Yield sets of elements by ascending cost, of equal cost the smallest first, below `most`."""
    order = sorted(range(len(costs)), key=lambda k: (costs[k], k))
    heap: list[tuple[Fraction, int, tuple[int, ...]]] = [(Fraction(0), 0, ())]
    while heap:
        cost, size, places = heappop(heap)
        if most is not None and cost >= most:
            return
        yield cost, tuple(order[p] for p in places)
        for p in range(places[-1] + 1 if places else 0, len(order)):
            heappush(heap, (cost + costs[order[p]], size + 1, (*places, p)))


def _changes(
    listed: Mapping[str, Statements], touched: Sequence[tuple[str, Element]], budget: _Budget
) -> Iterator[tuple[Change, ...]]:
    """Yield every way to touch some statements that each party's own clauses allow."""
    ways = []
    for party, statements in listed.items():
        chosen = [element for owner, element in touched if owner == party]
        found = []
        for items in statements.arrangements(chosen):
            budget.list()
            if statements.meets(items):
                found.append(statements.change(chosen, items))
        if not found:
            return
        ways.append(found)
    for changes in product(*ways):
        yield tuple(change for change in changes if change.edits)
