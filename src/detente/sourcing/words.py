"""What the analyses of evidence found, in plain sentences; no markup."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from detente.case import Case
from detente.conflict.words import concepts_in_words
from detente.sourcing.changes import Changes, OutcomeState
from detente.sourcing.readings import Matters, Takes, Trial, Weighed

MATTERS: dict[Matters, str] = {
    "yes": "It matters: the findings differ.",
    "perhaps": "It may matter: the findings differ, but between runs that differ in more than this.",
    "no": "It does not matter here: the findings are the same.",
    "untested": "Whether it matters is not tested.",
    "unused": "No judgement rests on either statement, so nothing hangs on it as the case stands.",
}


SHOWN = 6
"""States listed for a comparison."""


def weighed_in_words(
    case: Case, weighed: Weighed, name: Callable[[str], str] = str
) -> tuple[str, ...]:
    """Return whether a contradiction matters, and exactly what was compared.

    Parameters
    ----------
    case : Case
    weighed : Weighed
    name : callable
        How a statement is called, from its id.

    Returns
    -------
    tuple of str
        The conclusion; what the case as written takes for true; then each comparison.
    """
    said = [MATTERS[weighed.matters]]
    if weighed.matters == "unused":
        return tuple(said)
    pair = name(weighed.contradiction.left.id), name(weighed.contradiction.right.id)
    said.append(_cited(weighed, pair))
    said += [_compared(case, pair, trial) for trial in weighed.trials]
    if not any(trial.kind == "scenario" for trial in weighed.trials):
        said.append(
            "No scenario takes one of the two against the other; one that cites only the "
            "statement it takes for true would show whether the findings differ."
        )
    return tuple(said)


def _cited(weighed: Weighed, pair: tuple[str, str]) -> str:
    left, right = pair
    counts = f"{_entries(len(weighed.left))} {left}, {_entries(len(weighed.right))} {right}."
    return f"{counts} The case as written {_reading(pair, weighed.as_written)}."


def _entries(count: int) -> str:
    return f"{count} {'entry cites' if count == 1 else 'entries cite'}"


def _reading(pair: tuple[str, str], takes: Takes) -> str:
    left, right = pair
    return {
        "left": f"takes {left}",
        "right": f"takes {right}",
        "both": "cites both",
        "neither": "cites neither",
    }[takes]


def _compared(case: Case, pair: tuple[str, str], trial: Trial) -> str:
    before = f"{run_in_words(case, trial.before)}, which {_reading(pair, trial.takes[0])}"
    if trial.kind == "without":
        after = f"the same without {', '.join(trial.without)}"
    else:
        after = f"{run_in_words(case, trial.after)}, which {_reading(pair, trial.takes[1])}"
    more = "" if trial.nothing_else else " and changes other things as well"
    result = "they differ" if trial.changes else "no difference"
    return f"Compared: {before}, with {after}{more}: {result}."


def run_in_words(case: Case, scenario: str) -> str:
    """Return a run's name for people."""
    if not scenario:
        return "the case as written"
    return f"the scenario “{case.scenarios[scenario].label}”"


def changes_in_words(case: Case, changes: Changes) -> tuple[str, ...]:
    """Return what differs in the findings, a line each."""
    lines = [
        f"“{change.label}”: {_outcome(case, change.before)} → {_outcome(case, change.after)}"
        for change in changes.outcomes
    ]
    if changes.status_quo:
        before, after = changes.status_quo
        lines.append(f"The status quo {_lasts(before)} → {_lasts(after)}")
    for change in changes.equilibria[:SHOWN]:
        taken = ", ".join(change.taken) or "nothing taken up"
        lines.append(f"State ({taken}): {_lasts(change.before)} → {_lasts(change.after)}")
    if len(changes.equilibria) > SHOWN or not changes.complete:
        more = len(changes.equilibria) - SHOWN
        lines.append(f"and {more} more states" if changes.complete else "and more states")
    return tuple(lines)


def _outcome(case: Case, state: OutcomeState | None) -> str:
    if state is None:
        return "not told of"
    if not state.possible:
        return "cannot occur"
    where = "holds today, " if state.present else ""
    said = f"{where}{_lasts(state.holds_under)}"
    if state.present:
        return said
    if not state.groups:
        return f"{said}; nobody can bring it about in one joint step"
    lasting = "" if state.lasting or not state.holds_under else ", though not so that it lasts"
    groups = " or ".join(_group(case, group) for group in state.groups)
    return f"{said}; {groups} can bring it about in one joint step{lasting}"


def _lasts(held_under: Sequence[str]) -> str:
    if not held_under:
        return "would not last"
    return f"would last ({concepts_in_words(held_under)})"


def _group(case: Case, group: Iterable[str]) -> str:
    return " + ".join(case.parties[p].label if p in case.parties else p for p in group)
