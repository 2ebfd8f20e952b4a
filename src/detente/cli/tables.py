"""The graph model's answers as text for a terminal of 80 columns, and as CSV."""

from __future__ import annotations

import csv
import sys
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from detente.cli.console import WIDTH, counted, safe
from detente.cli.page import Page
from detente.conflict.concepts import CONCEPTS
from detente.conflict.words import (
    change_in_words,
    compare_states,
    concepts_in_words,
    name_of,
    numbered,
    parties_in_words,
    reason_in_words,
    state_in_words,
)

if TYPE_CHECKING:
    from rich.console import Console

    from detente.case import Case
    from detente.conflict.analysis import Analysis
    from detente.conflict.base import BaseConflict
    from detente.conflict.comparison import ComparedState, Comparison
    from detente.conflict.explain import Answer, Witness
    from detente.conflict.itinerary import Itinerary
    from detente.conflict.joint import GroupSteps, JointStep
    from detente.conflict.paths import Move, Route

SHOWN_STATES = 20
SHOWN_ANSWERS = 4
SHOWN_STEPS = 3
SHOWN_GROUPS = 15


def show_analysis(
    page: Page, case: Case, scenario: str, analysis: Analysis, answer: Sequence[str]
) -> None:
    """Print the answer, the equilibria in the case's words, and the table by party."""
    from detente.cli.hypergame import show_pointer as point_to_hypergame
    from detente.cli.levers import show_briefly as show_levers
    from detente.cli.strength import show_strength
    from detente.cli.unknown_text import show_doubt

    conflict = analysis.conflict
    page.title(case, conflict, scenario)
    page.answer(answer)
    page.heading("Equilibria: outcomes that every party has reason to keep")
    found = analysis.strongest(SHOWN_STATES)
    for state in found:
        held = analysis.held_under(state)
        today = ", the status quo" if state == conflict.status_quo_state else ""
        page.state(conflict, state, note=today)
        page.line(f"stable under {_concepts(held, analysis)}", indent=6)
    if not found:
        page.line("None under the concepts judged.", indent=2)
    if analysis.equilibrium_count > len(found):
        page.line(
            f"and {analysis.equilibrium_count - len(found):,} more; --format csv lists every state",
            indent=2,
        )
    _show_parties(page, analysis)
    show_strength(page, analysis, found)
    show_doubt(page, analysis)
    show_levers(page, analysis)
    point_to_hypergame(page, conflict)
    _show_concepts(page, analysis)
    page.notes(analysis.notes)
    if case.scenarios and not scenario:
        page.line()
        page.line(f"Scenarios: {', '.join(case.scenarios)}; compare with --scenario all", hang=2)


def _concepts(held: Sequence[str], analysis: Analysis) -> str:
    if len(held) == len(analysis.stable):
        return "every concept judged" if len(held) > 1 else held[0].upper()
    return concepts_in_words(held)


def _show_parties(page: Page, analysis: Analysis) -> None:
    """Print how many states are stable for each party, and whether the status quo is."""
    from rich.table import Table
    from rich.text import Text

    conflict = analysis.conflict
    today = conflict.status_quo_state
    page.heading("Stable states by party" + (" (● the status quo is one)" if today else ""))
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    table.add_column("")
    for concept in analysis.concepts:
        table.add_column(concept.id.upper(), justify="right")
    for party in conflict.parties:
        cells = []
        for by_party in analysis.stable.values():
            where = by_party[party.id]
            mark = "" if today is None else " ●" if where[today - 1] else "  "
            cells.append(f"{int(where.sum()):,}{mark}")
        table.add_row(Text(f"  {safe(party.label)[:28]}"), *cells)
    both = (f"{int(analysis.equilibrium(c).sum()):,}" for c in analysis.stable)
    table.add_row("  all of them", *(f"{count}{'' if today is None else '  '}" for count in both))
    page.console.print(table, soft_wrap=False, width=WIDTH)


def _show_concepts(page: Page, analysis: Analysis) -> None:
    page.heading("What the concepts mean: a party stays where it is when it…")
    for concept in analysis.concepts:
        page.line(f"{concept.id.upper()}: {concept.plain}", indent=2, hang=6)
    if analysis.parameters["sanction"] == "strict":
        page.line("An answer counts only when it leaves the party worse off than today.", indent=2)


# -- Scenarios side by side ----------------------------------------------------------------


def show_comparison(
    console: Console, case: Case, comparison: Comparison, answer: Sequence[str]
) -> None:
    """Print the answer and the scenarios side by side: which equilibria appear and disappear."""
    page = Page(console)
    base, *others = comparison.runs
    page.title(case, comparison.runs[base].conflict)
    page.answer(answer)
    letters = dict(zip(comparison.runs, "ABCDEFGHIJKLMNOP", strict=False))
    page.heading("Scenarios")
    for name, letter in letters.items():
        taken = _taken_for_granted(comparison.runs[name].conflict)
        page.line(f"{letter}  {scenario_label(case, name)}{taken}", indent=2, hang=3)
    if len(comparison.runs) > len(letters):
        left = counted(len(comparison.runs) - len(letters), "more scenario")
        page.line(f"and {left}, told of below and in --format json", indent=2)
    page.heading("Equilibria side by side")
    page.line("● under every concept judged, ◐ under some, · under none, – cannot occur", indent=2)
    page.line()
    page.line("  ".join(letters.values()), indent=2, style="bold")
    for state in comparison.states[:SHOWN_STATES]:
        marks = "  ".join(_mark(comparison, state, name) for name in letters)
        name, words = _compared_in_words(comparison, state)
        page.line(f"{marks}  {name}", indent=2, hang=len(marks) + 2)
        if words:
            page.line(words, indent=4 + len(marks))
    if len(comparison.states) > SHOWN_STATES or not comparison.complete:
        page.line("and more; --format json lists them", indent=2)
    for name in others:
        _show_difference(page, case, comparison, name)


def _taken_for_granted(conflict: BaseConflict) -> str:
    """Return what a comparison takes as it is written, though the case has it in doubt."""
    from detente.conflict.model import Conflict
    from detente.conflict.preferences import is_unsure

    said = []
    if any(map(is_unsure, conflict.preferences.values())):
        said.append("wishes in doubt taken as written")
    if isinstance(conflict, Conflict) and conflict.views:
        said.append("what somebody misreads left aside")
    return f" ({'; '.join(said)})" if said else ""


def scenario_label(case: Case, name: str) -> str:
    """Return a scenario's name for people; the case as written has one too."""
    return case.scenarios[name].label if name else "the case as written"


def _mark(comparison: Comparison, state: ComparedState, name: str) -> str:
    if state.numbers[name] is None:
        return "–"
    held = len(state.holds_under[name])
    return "●" if held == len(comparison.runs[name].stable) else "◐" if held else "·"


def _compared_in_words(comparison: Comparison, state: ComparedState) -> tuple[str, str]:
    """Return the name and the commitments of a state in the first run in which it can occur."""
    for name, number in state.numbers.items():
        if number is not None:
            conflict = comparison.runs[name].conflict
            words = "" if conflict.own_name(number) else state_in_words(conflict, number)
            return name_of(conflict, number), words
    return "", ""


def _show_difference(page: Page, case: Case, comparison: Comparison, name: str) -> None:
    base = scenario_label(case, next(iter(comparison.runs)))
    page.heading(f"{scenario_label(case, name)}, against {base}")
    for change in case.scenarios[name].changes if name else ():
        page.line(change, indent=2, hang=4, style="dim")
    told = False
    for word, states in (("appears", comparison.appeared), ("disappears", comparison.disappeared)):
        found = {c: set(states(name, c)) for c in comparison.runs[name].stable}
        changed = [s for s in comparison.states if any(s in there for there in found.values())]
        for state in changed[:SHOWN_STATES]:
            told = True
            under = concepts_in_words(c for c, there in found.items() if state in there)
            title, words = _compared_in_words(comparison, state)
            page.line(f"{word} ({under}): {title}", indent=2, hang=4)
            if words:
                page.line(words, indent=6)
    if not told:
        page.line("The same equilibria.", indent=2)


# -- Why -----------------------------------------------------------------------------------


def show_explanation(
    console: Console, analysis: Analysis, state: int, witnesses: Iterable[Witness]
) -> None:
    """Print why a state is stable or not, party by party; concepts with one ground together."""
    page = Page(console)
    conflict = analysis.conflict
    page.state(conflict, state, indent=0)
    by_party: dict[str, list[Witness]] = {}
    for witness in witnesses:
        by_party.setdefault(witness.party, []).append(witness)
    for party, found in by_party.items():
        page.heading(conflict.party(party).label)
        if all(not witness.answers for witness in found):
            held = _concepts([witness.concept for witness in found], analysis)
            page.line(
                f"has no move of its own that it would prefer: stable under {held}.", indent=2
            )
            continue
        for group in _alike(found):
            _show_witness(page, conflict, group)


def _alike(witnesses: Iterable[Witness]) -> list[list[Witness]]:
    """Put together the concepts that the same moves show."""
    groups: dict[object, list[Witness]] = {}
    for witness in witnesses:
        trusted = CONCEPTS[witness.concept].answers_by != "nothing"
        groups.setdefault((trusted, witness.stable, witness.answers), []).append(witness)
    return list(groups.values())


def _show_witness(page: Page, conflict: BaseConflict, group: Sequence[Witness]) -> None:
    first = group[0]
    ids = concepts_in_words(witness.concept for witness in group)
    answers = first.answers if first.stable else [a for a in first.answers if not a.punished]
    total = first.improvements if first.stable else first.unpunished
    count = counted(total, "move that it would prefer", "moves that it would prefer")
    if first.stable:
        said = f"stable: {count}, and each can be answered"
    elif CONCEPTS[first.concept].answers_by == "nothing":
        said = f"not stable: {count}"
    else:
        said = f"not stable: {count}, and no answer deters it"
    page.line(f"{ids}: {said}.", indent=2, hang=2, style="green" if first.stable else "yellow")
    at_once = CONCEPTS[first.concept].answers_by == "simultaneous improvements"
    for answer in answers[:SHOWN_ANSWERS]:
        _show_answer(page, conflict, answer, at_once=at_once)
    if total > SHOWN_ANSWERS:
        some = "" if total == len(answers) else "some of "
        page.line(f"and {total - SHOWN_ANSWERS:,} more; --format json lists {some}them", indent=4)


def _show_answer(page: Page, conflict: BaseConflict, answer: Answer, *, at_once: bool) -> None:
    move = answer.improvement
    page.line(
        f"• {change_in_words(conflict, move.source, move.target, party=move.party)} (to state {move.target})",
        indent=4,
        hang=2,
    )
    page.line(reason_in_words(conflict, answer.gain), indent=6, hang=2)
    if answer.sanction:
        page.line("at the same moment:" if at_once else "answered by:", indent=6)
        for step in answer.sanction:
            page.line(_move_in_words(conflict, step), indent=8, hang=2)
    if answer.loss is not None:
        ends = f"ends in state {answer.ends_in}"
        page.line(f"{ends}: {reason_in_words(conflict, answer.loss)}", indent=6, hang=2)


def _move_in_words(conflict: BaseConflict, move: Move) -> str:
    verdict = compare_states(conflict, move.party, move.target, move.source).verdict
    wanted = {"prefers": "wants this", "is indifferent": "all the same to it"}
    cost = wanted.get(verdict, "at a cost to itself")
    change = change_in_words(conflict, move.source, move.target, party=move.party)
    return f"{change} ({cost})"


# -- How to get there ----------------------------------------------------------------------


def show_paths(console: Console, analysis: Analysis, found: Itinerary) -> None:
    """Print the ways from one state to others, always with what can be agreed jointly."""
    page = Page(console)
    conflict = analysis.conflict
    if found.source is None:
        page.line("The case names no status quo; --from STATE shows ways from another state.")
    else:
        page.line(f"From {_today(conflict, found.source)}", style="bold")
        page.who_does_what(conflict, found.source, indent=4)
    for by_moves, by_improvements in zip(found.by_moves, found.by_improvements, strict=True):
        target = by_moves.target
        page.line()
        held = analysis.held_under(target)
        page.state(conflict, target, note=" ← to", indent=0)
        page.line(
            f"stable under {_concepts(held, analysis)}" if held else "not an equilibrium", indent=4
        )
        if target == found.source:
            page.line("This is where it starts.", indent=4)
            continue
        _show_route(page, conflict, "by improvements only", by_improvements)
        if by_improvements.steps is None or by_improvements.sequences != by_moves.sequences:
            _show_route(page, conflict, "by any moves", by_moves)
        _show_agreed(page, conflict, found.agreed[target])
    if not found.targets:
        page.line()
        page.line("There is no equilibrium under the concepts judged.")
    _show_joint(page, conflict, found)


def _today(conflict: BaseConflict, state: int) -> str:
    name = numbered(conflict, state)
    return f"the status quo, {name}" if state == conflict.status_quo_state else name


def _show_route(page: Page, conflict: BaseConflict, how: str, route: Route) -> None:
    if route.steps is None:
        page.line(f"{how}: no way", indent=4)
        return
    more = "" if route.complete else " at least"
    several = f",{more} {len(route.sequences)} ways" if len(route.sequences) > 1 else ""
    page.line(f"{how}: {counted(route.steps, 'step')}{several}", indent=4)
    for sequence in route.sequences[:SHOWN_STEPS]:
        for number, move in enumerate(sequence, start=1):
            page.line(f"{number}. {_move_in_words(conflict, move)}", indent=6, hang=3)
        if sequence is not route.sequences[:SHOWN_STEPS][-1]:
            page.line("or", indent=6)
    if len(route.sequences) > SHOWN_STEPS:
        page.line("--format json lists the others", indent=6)


def _show_agreed(page: Page, conflict: BaseConflict, step: JointStep | None) -> None:
    if step is None:
        if not conflict.named:  # listed moves say nothing of what several could do at once
            page.line("by agreement at once: not everybody who would have to act gains", indent=4)
        return
    page.line(f"by agreement at once: {parties_in_words(conflict, step.group)}", indent=4, hang=2)
    _show_step(page, conflict, step)


def _show_step(page: Page, conflict: BaseConflict, step: JointStep) -> None:
    page.line(change_in_words(conflict, step.source, step.target), indent=6, hang=2)
    for reason in step.reasons:
        page.line(f"– {reason_in_words(conflict, reason)}", indent=6, hang=2)
    if step.worse_off:
        page.line(
            f"worse off, without a say: {parties_in_words(conflict, step.worse_off)}",
            indent=6,
            hang=2,
        )


def _show_joint(page: Page, conflict: BaseConflict, found: Itinerary) -> None:
    if conflict.named:
        page.heading("Single moves that a party wants; what several could do at once is not listed")
        nobody = "none"
    else:
        page.heading("Joint steps: what groups can agree on so that every member gains")
        nobody = "none: no group, however large, has a change that all its members want"
    for state, groups in found.joint.items():
        page.line(f"from {_today(conflict, state)}", indent=2)
        if not groups:
            page.line(nobody, indent=4)
        for group in groups[:SHOWN_GROUPS]:
            _show_group(page, conflict, group)
        if len(groups) > SHOWN_GROUPS:
            more = counted(len(groups) - SHOWN_GROUPS, "more group", "more groups")
            page.line(f"and {more}; --format json lists them", indent=4)


def _show_group(page: Page, conflict: BaseConflict, group: GroupSteps) -> None:
    alone = len(group.group) == 1
    size = " (alone)" if alone else "" if group.smallest else " (a smaller group can act too)"
    page.line(f"{parties_in_words(conflict, group.group)}{size}", indent=4, hang=2, style="cyan")
    for step in group.steps[:SHOWN_STEPS]:
        kind = ", an equilibrium" if step.holds_under else ""
        page.line(f"→ {numbered(conflict, step.target)}{kind}", indent=6, hang=2)
        _show_step(page, conflict, step)
    if group.count > len(group.steps[:SHOWN_STEPS]):
        page.line(f"{group.count} such steps in all", indent=6)


# -- CSV -----------------------------------------------------------------------------------


def write_csv(runs: Mapping[str, Analysis]) -> None:
    """Write one row for every scenario and state to standard output."""
    writer = None
    for name, analysis in runs.items():
        for row in analysis.rows():
            full = {"scenario": name, **row} if len(runs) > 1 else row
            if writer is None:
                writer = csv.DictWriter(
                    sys.stdout, list(full), extrasaction="ignore", lineterminator="\n"
                )
                writer.writeheader()
            writer.writerow(full)
