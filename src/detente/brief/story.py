"""What the findings say, in plain sentences; no markup, and no word of any particular case.

``tell`` gives the story of a case and its scenarios. Everything in it is text, ids and state
numbers, so that the brief, the command line and a notebook tell the same story.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from detente.brief.outcomes import (
    OutcomeStory,
    Strength,
    distinct,
    lasts,
    strength,
    tell_outcome,
    why_lasting,
)
from detente.brief.voice import Basis, Voice
from detente.case import Case
from detente.conflict.findings import Findings
from detente.text import counted, listed, quoted, sentence

CONDITION = "If these judgements hold"

AS_WRITTEN = "The case as written"

STABLE = (
    "Here “would last” (the field says “stable”) means that no party gains by leaving on its own, "
    "or that whoever did could be answered so that it gained nothing."
)

LIMITS = (
    (
        "It says what would hold if each party wants what is written here, not what will happen, "
        "when, or how likely it is."
    ),
    "It compares what parties prefer, not how strongly they do.",
    (
        "“Together” means that each member of a group gains by the joint step. Trust, "
        "verification and price are not in it."
    ),
    (
        "It looks for one joint step from the status quo, or for one after moves that their "
        "movers want. Longer bargaining is not traced."
    ),
    "Only the listed options exist in it. A new offer can change the answer.",
    "Each party is taken to know what the others prefer.",
)


@dataclass(frozen=True, slots=True)
class StatusQuoStory:
    """Whether today's state lasts.

    Parameters
    ----------
    state : int
        State number.
    name : str
        How it is called.
    strength : str
        firm, guarded, weak or none.
    leavers : tuple of str
        Parties that would gain by moving on their own.
    sentence : str
        All this in words.
    """

    state: int
    name: str
    strength: Strength
    leavers: tuple[str, ...]
    sentence: str


@dataclass(frozen=True, slots=True)
class RunStory:
    """The story of the case as written, or of one scenario.

    Parameters
    ----------
    id, label, note : str
        The scenario; id empty for the case as written.
    assumed : tuple of str
        What the scenario changes, a line each.
    answer : tuple of str
        What can happen, a sentence each, the most promising first; then the status quo.
    status_quo : StatusQuoStory or None
        Whether the deadlock lasts; to stand beside every other result.
    outcomes : tuple of OutcomeStory
        In the case's order.
    changes : tuple of str
        For a scenario, what becomes possible, impossible or different.
    rests_on : tuple of Basis
        The judgements that decide it.
    notes : tuple of str
        What was left out of the analysis, and why.
    """

    id: str
    label: str
    note: str
    assumed: tuple[str, ...]
    answer: tuple[str, ...]
    status_quo: StatusQuoStory | None
    outcomes: tuple[OutcomeStory, ...]
    changes: tuple[str, ...] = ()
    rests_on: tuple[Basis, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def headline(self) -> str:
        """The answer in one piece."""
        return " ".join(self.answer)


@dataclass(frozen=True, slots=True)
class Story:
    """The story of a case.

    Parameters
    ----------
    answer : tuple of str
        The answer, a sentence each, led by the condition that it stands under.
    scenarios : mapping of str to RunStory
        By scenario id; the empty string for the case as written.
    limits : tuple of str
        What the method does not say.
    """

    answer: tuple[str, ...]
    scenarios: Mapping[str, RunStory]
    limits: tuple[str, ...] = LIMITS

    @property
    def headline(self) -> str:
        """The answer in one piece."""
        return " ".join(self.answer)

    @property
    def as_written(self) -> RunStory | None:
        """The story of the first run: the case as written, unless only scenarios were asked."""
        return next(iter(self.scenarios.values()), None)


def tell(case: Case, runs: Mapping[str, Findings]) -> Story:
    """Tell what some findings say.

    Parameters
    ----------
    case : Case
    runs : mapping of str to Findings
        By scenario id, the empty string for the case as written; the first is what the others
        are compared with.

    Returns
    -------
    Story

    Examples
    --------
    >>> from detente.conflict.model import conflict
    >>> from detente.conflict.analysis import analyse
    >>> from detente.conflict.findings import find
    >>> game = conflict({"a": ["sign"], "b": ["sign"]},
    ...                 {"a": ["deal", "not a.sign"], "b": ["deal", "not b.sign"]},
    ...                 terms={"deal": "a.sign and b.sign"}, outcomes=["deal"], status_quo=[])
    >>> story = tell(Case("c", "C", conflict=game), {"": find(analyse(game))})
    >>> print(story.headline)
    If these judgements hold, “deal” can be brought about by a and b together, and would last. \
The status quo, state 1, would last as well: no party would rather move on its own.
    """
    told: dict[str, RunStory] = {}
    base: RunStory | None = None
    for key, findings in runs.items():
        run = _run(case, key, findings)
        if base is not None:
            run = replace(run, changes=_changes(base, run, Voice(findings.analysis.conflict)))
        told[key] = run
        base = base or run
    return Story(_headline(base, list(told.values())[1:]), told)


def _headline(base: RunStory | None, others: list[RunStory]) -> tuple[str, ...]:
    if base is None:
        return ("The case has no conflict section yet, so there is nothing to conclude.",)
    first, *rest = base.answer
    return (f"{CONDITION}, {first}", *rest, *_over_scenarios(base, others))


def _over_scenarios(base: RunStory, others: Sequence[RunStory]) -> tuple[str, ...]:
    """Return which outcomes scenarios take away or bring, a sentence each."""
    if not others:
        return ()
    said = []
    for gained in (False, True):
        by_scenarios: dict[tuple[str, ...], list[str]] = {}
        for before in base.outcomes:
            if before.possible is not gained and before.verdict != "today":
                names = tuple(
                    quoted(run.label)
                    for run in others
                    for after in run.outcomes
                    if after.id == before.id and after.possible is gained
                )
                by_scenarios.setdefault(names, []).append(quoted(before.label))
        for names, labels in by_scenarios.items():
            if names:
                said.append(_differs(labels, names, len(others), gained=gained))
    if said:
        return tuple(said)
    if any(run.changes for run in others):
        return ("Scenarios change some of this, but not what is within reach.",)
    return (f"{counted(len(others), 'scenario').capitalize()} considered: none changes this.",)


def _differs(labels: Sequence[str], names: Sequence[str], total: int, *, gained: bool) -> str:
    one = len(labels) == 1
    if gained:
        verb = "comes within reach" if one else "come within reach"
    else:
        verb = "is no longer to be had" if one else "are no longer to be had"
    where = listed(names) if len(names) < 5 else f"{len(names)} of {total} scenarios"
    return f"{listed(labels)} {verb} under {where}."


def _run(case: Case, key: str, findings: Findings) -> RunStory:
    scenario = case.scenarios.get(key)
    outcomes = _outcomes(findings)
    today = _status_quo(
        findings, any(o.strength != "none" and o.verdict != "today" for o in outcomes)
    )
    return RunStory(
        id=key,
        label=scenario.label if scenario else AS_WRITTEN,
        note=scenario.note if scenario else "",
        assumed=scenario.changes if scenario else (),
        answer=_answer(findings, outcomes, today),
        status_quo=today,
        outcomes=outcomes,
        rests_on=distinct(basis for outcome in outcomes for basis in outcome.rests_on),
        notes=findings.analysis.notes,
    )


@lru_cache(maxsize=4)
def _outcomes(findings: Findings) -> tuple[OutcomeStory, ...]:
    """Return what becomes of each outcome; a page tells the same findings more than once."""
    return tuple(tell_outcome(findings, finding) for finding in findings.outcomes)


def _answer(
    findings: Findings, outcomes: Iterable[OutcomeStory], today: StatusQuoStory | None
) -> tuple[str, ...]:
    """Return the answer of one run: its outcomes, and beside them the status quo."""
    said = [clause for clause in _merged(outcomes) if clause]
    if not said:
        said = [_equilibria(findings)]
    if today:
        said.append(today.sentence)
    return (f"{said[0]}.", *(sentence(text) for text in said[1:]))


_ORDER = (
    "lasting",
    "in stages",
    "held back",
    "fleeting",
    "holds",
    "blocked",
    "unstable",
    "impossible",
)


def _merged(outcomes: Iterable[OutcomeStory]) -> Iterable[str]:
    """Yield clauses, the most promising first; outcomes of which the same is said share one."""
    listing = sorted(
        (o for o in outcomes if o.verdict != "today"), key=lambda o: _ORDER.index(o.verdict)
    )
    by_rest: dict[str, list[str]] = {}
    for outcome in listing:
        rest = outcome.clause.removeprefix(quoted(outcome.label))
        by_rest.setdefault(rest, []).append(quoted(outcome.label))
    for rest, labels in by_rest.items():
        yield f"{listed(labels)}{_agreeing(rest) if len(labels) > 1 else rest}"


def _agreeing(rest: str) -> str:
    """Return a clause's predicate in the plural."""
    for one, many in ((" is ", " are "), (" comes ", " come "), (" holds ", " hold ")):
        if rest.startswith(one):
            return many + rest.removeprefix(one)
    return rest


def _equilibria(findings: Findings) -> str:
    """Return how many states would last, for a case that names no outcomes."""
    analysis = findings.analysis
    states = len(analysis.conflict.states)
    total = counted(states, "feasible state")
    found = analysis.equilibrium_count
    if not found:
        return f"none of the {total} would last"
    firm = len(analysis.equilibria("nash")) if "nash" in analysis.stable else 0
    if found == states:
        lasting = "the only state" if states == 1 else f"all {total}"
    else:
        lasting = f"{counted(found, 'state')} of {states:,}"
    if not firm:
        how = ""
    elif firm == found:
        how = " firmly" if found == 1 else ", and all of them firmly"
    else:
        how = f", {counted(firm, 'of them', 'of them')} firmly"
    return f"{lasting} would last{how}"


def _status_quo(findings: Findings, something_lasts: bool) -> StatusQuoStory | None:
    if findings.status_quo is None:
        return None
    voice = Voice(findings.analysis.conflict)
    name = voice.state(findings.status_quo)
    grade = strength(findings.status_quo_holds_under)
    leavers = tuple(steps.group[0] for steps in findings.leaving if len(steps.group) == 1)
    if grade == "none":
        gain = "would gain" if leavers else "could move"
        movers = voice.parties(leavers)
        said = f"would not last: {movers} {gain} by moving alone"
    elif something_lasts:
        said = f"{lasts(grade)} as well: {why_lasting(grade)}"
        if grade != "firm":
            said = f"{lasts(grade)}: {why_lasting(grade)}"
    else:
        said = f"{lasts(grade)}: {why_lasting(grade)}"
    return StatusQuoStory(
        findings.status_quo, name, grade, leavers, sentence(f"The status quo, {name}, {said}")
    )


# -- Scenarios -----------------------------------------------------------------------------


def _changes(base: RunStory, run: RunStory, voice: Voice) -> tuple[str, ...]:
    """Return what a scenario makes possible, impossible or different."""
    before = {outcome.id: outcome for outcome in base.outcomes}
    said = [
        _change(before[outcome.id], outcome, voice)
        for outcome in run.outcomes
        if outcome.id in before
    ]
    today = _deadlock_change(base.status_quo, run.status_quo)
    return tuple(sentence(text) for text in (*said, today) if text)


def _change(before: OutcomeStory, after: OutcomeStory, voice: Voice) -> str:
    if before.verdict == after.verdict == "today":
        return ""
    name = quoted(after.label)
    rest = after.clause.removeprefix(name).strip()
    if after.possible and not before.possible:
        return f"{name} becomes possible: it {rest}"
    if before.possible and not after.possible:
        return f"{name} is no longer to be had: it {rest}"
    if before.verdict != after.verdict or before.strength != after.strength:
        return f"{name} now {rest}" if not rest.startswith("is ") else f"{name} {rest}"
    if set(before.groups) != set(after.groups) and after.groups:
        groups = listed([voice.parties(group) for group in after.groups], "or")
        return f"{name} now takes {groups}"
    if set(before.blockers) != set(after.blockers) and after.blockers:
        return f"{name} is now refused by {voice.parties(after.blockers)}"
    return ""


def _deadlock_change(before: StatusQuoStory | None, after: StatusQuoStory | None) -> str:
    if before is None or after is None or before.strength == after.strength:
        return ""
    return after.sentence
