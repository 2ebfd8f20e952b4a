"""Rankings that make a state stable and are as close as can be to the given ones."""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping
from math import inf, isinf

from detente.conflict.concepts import CONCEPTS, Sanction
from detente.conflict.inverse.pairs.answer import PairAnswer
from detente.conflict.inverse.pairs.cover import Need
from detente.conflict.inverse.pairs.joint import JointSearch, Outcome
from detente.conflict.inverse.pairs.question import Lock, Payoffs, Question, asked
from detente.conflict.inverse.pairs.sanctions import with_sanctions
from detente.conflict.model import Conflict
from detente.errors import LimitError, MissingExtraError

RAISED = "raised until stable, party by party"
SANCTIONED = "sanctions made along cheapest paths, then raised until stable"


def least_reversals(
    conflict: Conflict,
    state: int,
    concept: str,
    parties: Iterable[str] | None = None,
    *,
    sanction: Sanction = "weak",
    locked: Iterable[Lock] = (),
    budget: float = 10.0,
) -> PairAnswer:
    """Return rankings that make a state stable and reverse as few judgements as possible.

    Parameters
    ----------
    conflict : Conflict
    state : int
        Number of the state that is to be stable.
    concept : {"nash", "gmr", "smr", "seq", "sseq"}
        Concept id.
    parties : iterable of str, optional
        The parties that it is to be stable for, and whose rankings may change; all by default,
        which makes it an equilibrium. The others keep their rankings.
    sanction : {"weak", "strict"}
        Whether an outcome exactly as good as the state sanctions a move away from it.
    locked : iterable of str or (str, int, int)
        What must stay as it is: a whole ranking, by party, or a judgement ``(party, better,
        worse)`` between two states by number.
    budget : float
        Seconds to look for less than raising the state party by party, under SEQ and SSEQ.

    Returns
    -------
    PairAnswer
        Verified with the stability analysis. `minimal` is true where that is proved.

    Raises
    ------
    UnknownNameError
        If a party, state or concept is unknown.
    ModelError
        If a locked judgement is not one the party holds, or the concept is simultaneous
        stability, for which there is no such form.
    LimitError
        If locks leave no simple answer, and the search ended without one.
    MissingExtraError
        If only the search could tell, and scipy is not installed.

    Notes
    -----
    One party: raise the state until it is stable, O(rounds·N·n) time; see
    ``docs/algorithms.md``. Several parties: the sum of these for Nash, GMR and SMR. Under SEQ
    and SSEQ that sum is an upper bound, and the sum under GMR and SMR a lower one. Between the
    two, sanctions are first made along cheapest paths, and then an integer programme decides, as
    far as `budget` goes: mostly to the end up to about 64 states, less often beyond.

    Examples
    --------
    >>> from detente.conflict.model import conflict
    >>> dilemma = conflict({"a": ["defect"], "b": ["defect"]},
    ...                    {"a": ["not b.defect", "a.defect"], "b": ["not a.defect", "b.defect"]})
    >>> answer = least_reversals(dilemma, 1, "nash")
    >>> answer.reversed_pairs, answer.minimal, answer.rankings["a"].levels
    (2, True, ((1,), (2,), (4,), (3,)))
    >>> print(*answer.answer(), sep=chr(10))
    State 1 becomes stable for a and b under Nash stability with 2 pairs of states judged the other way.
    No fewer would do.
    a has to rate state 1 above state 2.
    b has to rate state 1 above state 3.
    """
    question = asked(conflict, state, concept, parties, sanction, locked)
    if not question.unstable({}):
        return question.found({}, 0, "the stability analysis")
    own = {j: question.need(j) for j in question.chosen}
    if question.entangled:
        return _jointly(question, own, budget)
    if impossible := question.impossible(own):
        return impossible
    payoffs = {j: need.payoff for j, need in own.items() if need.payoff is not None}
    bound = sum(need.bound for need in own.values())
    return question.found(payoffs, bound, RAISED)


def _jointly(question: Question, own: Mapping[int, Need], budget: float) -> PairAnswer:
    """Answer where one party's ranking bears on what punishes another."""
    floors = {j: question.need(j, free=question.changing - {j}) for j in question.chosen}
    if impossible := question.impossible(floors):
        return impossible
    floor = sum(need.bound for need in floors.values())
    best = question.best_of(own, {j: question.need(j, CONCEPTS["nash"]) for j in question.chosen})
    deadline = time.monotonic() + budget
    better = with_sanctions(question, own, floors, best, deadline)
    method = RAISED if better is best else SANCTIONED
    best = better
    most = inf if best is None else question.reversed_pairs(best)
    if best is not None and most == floor:
        return question.found(best, floor, f"{method}, and no better by a lower bound")
    search = JointSearch(
        question.graph,
        question.here,
        question.concept.escape,
        question.sanction,
        {j: question.order(j) for j in question.chosen},
        {j: need.bound for j, need in floors.items()},
        lambda payoffs: inf if question.unstable(payoffs) else question.reversed_pairs(payoffs),
        most,
    )
    try:
        outcome = search.run(deadline)
    except MissingExtraError as error:
        if best is None:
            raise
        note = f"{error.message}; {error.hint}"
        return question.found(best, floor, method, (note,))
    return _settled(question, best, method, outcome)


def _settled(question: Question, best: Payoffs | None, method: str, outcome: Outcome) -> PairAnswer:
    notes = (f"the search for fewer: {outcome.unfinished}",) if outcome.unfinished else ()
    if outcome.payoffs is not None:
        found = question.with_ties(outcome.payoffs)
        return question.found(found, int(outcome.bound), "integer programme", notes)
    if best is not None:
        if not outcome.unfinished:
            method += ", and no better by an integer programme"
        return question.found(best, int(outcome.bound), method, notes)
    if isinf(outcome.bound):
        return question.excluded("no change of the rankings that are not locked does it")
    raise LimitError(
        "whether rankings that keep to the locks make the state stable was not settled: "
        + outcome.unfinished,
        hint="give the search more time (budget), or lock less",
        code="reversals-open",
    )
