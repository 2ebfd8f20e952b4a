"""The tables of the brief, as rows of text: what a template only has to set."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from detente.brief.graph import short_names
from detente.brief.outcomes import OutcomeStory, Strength, lasts, strength
from detente.brief.reach import entry_to
from detente.brief.story import RunStory, Story
from detente.brief.voice import Voice
from detente.conflict.analysis import Analysis
from detente.conflict.base import BaseConflict
from detente.conflict.comparison import Comparison
from detente.conflict.concepts import Concept
from detente.conflict.findings import Findings
from detente.conflict.joint import Entry, GroupSteps, JointStep, can_step
from detente.conflict.paths import Move, Route
from detente.conflict.words import choices, outcome_of
from detente.text import sentence, unique

STATES = 16
ROUTES = 8
GROUPS = 8
COMPARED = 14


# -- Stability -----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a state is an equilibrium under a concept, and who is not stable there.

    Parameters
    ----------
    concept : Concept
    holds : bool
    leaving : tuple of (str, str)
        Who is not stable, each by id and by short name.
    """

    concept: Concept
    holds: bool
    leaving: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class StateRow:
    """A state: what it is called, who commits to what, and how it holds."""

    state: int
    outcome: str
    status_quo: bool
    strength: Strength
    choices: tuple[tuple[str, tuple[str, ...]], ...]
    verdicts: tuple[Verdict, ...]


@dataclass(frozen=True, slots=True)
class StabilityTable:
    """States and concepts; `more` equilibria are not listed."""

    concepts: tuple[Concept, ...]
    rows: tuple[StateRow, ...]
    equilibria: int
    states: int
    more: int


def stability_table(findings: Findings, story: RunStory, *, limit: int = STATES) -> StabilityTable:
    """Return the status quo, the states spoken of, and the strongest equilibria."""
    analysis = findings.analysis
    listed: dict[int, None] = {}
    if findings.status_quo is not None:
        listed[findings.status_quo] = None
    listed |= dict.fromkeys(o.state for o in story.outcomes if o.state is not None)
    listed |= dict.fromkeys(analysis.strongest(limit))
    shown = list(listed)[:limit]
    held = sum(bool(analysis.held_under(state)) for state in shown)
    return StabilityTable(
        analysis.concepts,
        tuple(state_row(analysis, state) for state in shown),
        analysis.equilibrium_count,
        len(analysis.conflict.states),
        analysis.equilibrium_count - held,
    )


def state_row(analysis: Analysis, state: int) -> StateRow:
    """Return what a table of states tells of one, given by number."""
    conflict = analysis.conflict
    index = conflict.index(state)
    tags = short_names(conflict.parties)
    outcome = outcome_of(conflict, state)
    verdicts = []
    for concept in analysis.concepts:
        leaving = [p for p, where in analysis.stable[concept.id].items() if not where[index]]
        verdicts.append(Verdict(concept, not leaving, tuple((p, tags[p]) for p in leaving)))
    return StateRow(
        state,
        outcome.label if outcome else "",
        state == conflict.status_quo_state,
        strength(analysis.held_under(state)),
        _choices(conflict, state),
        tuple(verdicts),
    )


def _choices(conflict: BaseConflict, state: int) -> tuple[tuple[str, tuple[str, ...]], ...]:
    return tuple(
        (party.label, tuple(option.label for option in taken))
        for party, taken in choices(conflict, state)
    )


# -- Ways ----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Leg:
    """A move on the way, in words."""

    said: str
    source: int
    target: int


@dataclass(frozen=True, slots=True)
class Way:
    """How a state is reached from the status quo: alone, and together."""

    source: int
    state: int
    name: str
    strength: Strength
    wanted: tuple[Leg, ...] | None
    legal: tuple[Leg, ...] | None
    against: tuple[str, ...]
    joint: str
    in_stages: str
    refused: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Step:
    """A joint step in words."""

    name: str
    state: int
    strength: Strength
    lasts: str
    change: str
    worse_off: str


@dataclass(frozen=True, slots=True)
class Group:
    """What a group can do together."""

    names: str
    alone: bool
    smallest: bool
    steps: tuple[Step, ...]
    more: int


@dataclass(frozen=True, slots=True)
class Agreements:
    """What groups can do together from a state."""

    state: int
    name: str
    groups: tuple[Group, ...]
    more: int


def ways(findings: Findings, *, limit: int = ROUTES) -> tuple[Way, ...]:
    """Return how the strongest equilibria are reached: single moves always beside joint steps."""
    source = findings.status_quo
    if source is None:
        return ()
    wanted = {route.target: route for route in findings.by_improvements}
    listed = [route for route in findings.by_moves if route.target != source][:limit]
    return tuple(_way(findings, source, route, wanted[route.target]) for route in listed)


def _way(findings: Findings, source: int, legal: Route, wanted: Route) -> Way:
    voice = Voice(findings.analysis.conflict)
    target = legal.target
    together = entry_to(findings.analysis, source, target)
    moves = legal.sequences[0] if legal.sequences else ()
    return Way(
        source,
        target,
        voice.state(target),
        strength(findings.analysis.held_under(target)),
        _said(voice, wanted),
        _said(voice, legal),
        unique(voice.party(move.party) for move in moves if not move.improves),
        sentence(_joint(voice, together)),
        "" if together.steps else _after(findings, voice, target),
        tuple(sentence(voice.basis(reason).said) for reason in together.blockers),
    )


def _joint(voice: Voice, together: Entry) -> str:
    """Return who can step jointly to a state, or who would have to."""
    if together.steps:
        group = together.steps[0].group
        names = voice.parties(group)
        return f"{names} alone, and gains" if len(group) == 1 else f"{names} together: all gain"
    if together.nearest is None:
        listed = voice.conflict.named
        return "no single move leads there" if listed else "no change of options leads there"
    if not together.movers:
        return "it is where things stand"
    return f"not in one step: it would take {voice.parties(together.movers)}"


def _after(findings: Findings, voice: Voice, target: int) -> str:
    """Return which group can step to a state once wanted moves have been made; empty for none."""
    for route in findings.by_improvements:
        if route.steps and route.target != target and route.sequences:
            analysis = findings.analysis
            if can_step(analysis, route.target, target):
                later = entry_to(analysis, route.target, target)
                first = "; then ".join(_move(voice, move) for move in route.sequences[0])
                group = voice.parties(later.steps[0].group)
                how = "alone" if len(later.steps[0].group) == 1 else "together"
                return f"In stages: first {first}; then {group} {how}."
    return ""


def _said(voice: Voice, route: Route) -> tuple[Leg, ...] | None:
    """Return one shortest sequence in words; None where there is none."""
    if route.steps is None or not route.sequences:
        return None
    return tuple(Leg(_move(voice, move), move.source, move.target) for move in route.sequences[0])


def _move(voice: Voice, move: Move) -> str:
    return voice.change(move.source, move.target, party=move.party)


def agreements(
    voice: Voice, state: int, found: Sequence[GroupSteps], *, limit: int = GROUPS
) -> Agreements:
    """Return what groups can do together from a state, in words."""
    return Agreements(
        state,
        voice.state(state),
        tuple(_group(voice, steps) for steps in found[:limit]),
        max(0, len(found) - limit),
    )


def _group(voice: Voice, found: GroupSteps, shown: int = 3) -> Group:
    return Group(
        voice.parties(found.group),
        len(found.group) == 1,
        found.smallest,
        tuple(_step(voice, step) for step in found.steps[:shown]),
        found.count - min(shown, len(found.steps)),
    )


def _step(voice: Voice, step: JointStep) -> Step:
    grade = strength(step.holds_under)
    return Step(
        voice.state(step.target),
        step.target,
        grade,
        lasts(grade),
        voice.change(step.source, step.target),
        voice.parties(step.worse_off),
    )


# -- Comparison ----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ComparedCell:
    """A state under one scenario: its number, and how it holds."""

    number: int | None
    strength: Strength
    concepts: str


@dataclass(frozen=True, slots=True)
class ComparedRow:
    """A state across scenarios."""

    name: str
    choices: tuple[tuple[str, tuple[str, ...]], ...]
    cells: tuple[ComparedCell, ...]


@dataclass(frozen=True, slots=True)
class ComparisonTable:
    """States that would last somewhere, under each scenario; `more` are not listed."""

    labels: tuple[str, ...]
    rows: tuple[ComparedRow, ...]
    more: int
    complete: bool


def comparison_table(
    comparison: Comparison, story: Story, *, limit: int = COMPARED
) -> ComparisonTable:
    """Return the equilibria side by side, those that differ between scenarios first."""
    states = sorted(comparison.states, key=lambda state: state.everywhere_the_same)
    rows = []
    for state in states[:limit]:
        run, number = next((r, n) for r, n in state.numbers.items() if n is not None)
        conflict = comparison.runs[run].conflict
        outcome = outcome_of(conflict, number)
        cells = tuple(
            ComparedCell(state.numbers[key], strength(held), _concepts(held))
            for key, held in state.holds_under.items()
        )
        rows.append(
            ComparedRow(outcome.label if outcome else "", _choices(conflict, number), cells)
        )
    labels = tuple(story.scenarios[key].label for key in comparison.runs)
    more = max(0, len(comparison.states) - limit) if comparison.complete else 0
    return ComparisonTable(labels, tuple(rows), more, comparison.complete)


def _concepts(held: Sequence[str]) -> str:
    return ", ".join(concept.upper() if concept != "nash" else "Nash" for concept in held)


@dataclass(frozen=True, slots=True)
class OutcomeCell:
    """What becomes of an outcome under one scenario."""

    strength: Strength
    verdict: str
    possible: bool
    who: str


@dataclass(frozen=True, slots=True)
class OutcomeRow:
    """An outcome across scenarios."""

    label: str
    cells: tuple[OutcomeCell | None, ...]


def outcome_rows(story: Story, conflicts: Mapping[str, BaseConflict]) -> tuple[OutcomeRow, ...]:
    """Return what becomes of each outcome under each scenario; the status quo comes last."""
    labels: dict[str, str] = {}
    for run in story.scenarios.values():
        labels |= {o.id: o.label for o in run.outcomes if o.verdict != "today"}
    rows = [
        OutcomeRow(
            label,
            tuple(_cell(run, key, Voice(conflicts[run.id])) for run in story.scenarios.values()),
        )
        for key, label in labels.items()
    ]
    today = tuple(
        OutcomeCell(
            run.status_quo.strength,
            lasts(run.status_quo.strength).capitalize(),
            False,
            leaves(run.status_quo.leavers, Voice(conflicts[run.id])),
        )
        if run.status_quo
        else None
        for run in story.scenarios.values()
    )
    return (*rows, OutcomeRow("The status quo", today)) if any(today) else tuple(rows)


def leaves(parties: Sequence[str], voice: Voice) -> str:
    """Return who would leave the status quo, in a few words."""
    if not parties:
        return ""
    return f"{voice.parties(parties)} would gain by moving alone"


def _cell(run: RunStory, key: str, voice: Voice) -> OutcomeCell | None:
    for outcome in run.outcomes:
        if outcome.id == key:
            return OutcomeCell(
                outcome.strength, outcome.verdict_label, outcome.possible, who(outcome, voice)
            )
    return None


def who(outcome: OutcomeStory, voice: Voice) -> str:
    """Return who brings an outcome about, or who stands in the way, in a few words."""
    if outcome.stages:
        first = voice.parties(unique(move.party for move in outcome.stages.moves))
        held = outcome.stages.held_back
        if held:
            return f"held back by {voice.parties(held)}"
        step = outcome.stages.step
        return f"first {first}; then {voice.parties(step.group)}" if step else first
    if outcome.groups:
        return " or ".join(voice.parties(group) for group in outcome.groups[:3])
    if outcome.blockers:
        return f"blocked by {voice.parties(outcome.blockers)}"
    return ""
