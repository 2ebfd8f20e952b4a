"""Levers in the case's own words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from detente.conflict.levers.fixing import Fixed
from detente.conflict.levers.levers import Lever, Levers
from detente.conflict.model import Conflict, Option
from detente.conflict.words import concepts_in_words
from detente.text import quoted

TOLD = 2
"""Levers, and outcomes that hang on an option, named in an answer."""


def answer(levers: Levers, fixed: Iterable[Fixed] = ()) -> tuple[str, ...]:
    """Return the finding in at most four sentences.

    Parameters
    ----------
    levers : Levers
    fixed : iterable of Fixed
        What hangs on options, where that was worked out.

    Examples
    --------
    >>> from detente.conflict.levers.levers import find_levers
    >>> from detente.conflict.model import conflict
    >>> game = conflict({"a": ["pay"], "b": ["work"]},
    ...                 {"a": ["b.work"], "b": ["b.work iff a.pay"]}, status_quo=[])
    >>> answer(find_levers(game))
    ('As things stand, if a took up “pay”, b would rather take “work”.',)
    """
    conflict = levers.conflict
    if not levers.found:
        said = ["No single act of a party changes what another would rather do."]
    elif levers.today:
        said = [today_in_words(conflict, lever) for lever in levers.today[:TOLD]]
    else:
        said = [briefly(conflict, lever) for lever in levers.found[:TOLD]]
    return (*said, *hanging_in_words(conflict, fixed, news=True)[:TOLD])


def today_in_words(conflict: Conflict, lever: Lever) -> str:
    """Return what a lever would change in the situation of the status quo."""
    option = _option(conflict, lever.option)
    example = lever.example
    taken = conflict.status_quo is not None and option.name in conflict.status_quo
    source, target = example.with_best, example.without_best
    if not taken:
        source, target = target, source
    who, whom = conflict.party(option.party).label, conflict.party(lever.turns).label
    act = f"gave up “{option.label}”" if taken else f"took up “{option.label}”"
    return f"As things stand, if {who} {act}, {whom} would rather {_chosen(conflict, lever, source, target)}."


def lever_in_words(conflict: Conflict, lever: Lever) -> str:
    """Return a lever as a sentence: what the party would rather do with it, and without.

    Examples
    --------
    >>> from detente.conflict.levers.levers import find_levers
    >>> from detente.conflict.model import conflict
    >>> game = conflict({"a": ["pay"], "b": ["work"]},
    ...                 {"a": ["b.work"], "b": ["b.work iff a.pay"]})
    >>> lever_in_words(game, find_levers(game).found[0])
    'With “pay” by a, b would rather take “work”; without it, rather not.'
    """
    option = _option(conflict, lever.option)
    who, whom = conflict.party(option.party).label, conflict.party(lever.turns).label
    takes = [pull.option for pull in lever.pulls if pull.takes >= pull.leaves]
    leaves = [pull.option for pull in lever.pulls if pull.takes < pull.leaves]
    mixed = any(pull.takes and pull.leaves for pull in lever.pulls)
    what = _would(conflict, takes, leaves)
    otherwise = "the other way round" if takes and leaves else "rather not"
    if leaves and not takes:
        otherwise = "rather take " + ("it" if len(leaves) == 1 else "them")
    most = "mostly " if mixed else ""
    if not lever.pulls:
        return (
            f"With “{option.label}” by {who}, {whom} would rather choose otherwise than without it."
        )
    return f"With “{option.label}” by {who}, {whom} would {most}rather {what}; without it, {otherwise}."


def briefly(conflict: Conflict, lever: Lever) -> str:
    """Return a lever as a sentence, with how often it works."""
    return f"{lever_in_words(conflict, lever)[:-1]} ({share_in_words(lever)})."


def share_in_words(lever: Lever) -> str:
    """Return in how many situations a lever turns its party."""
    if lever.turned == lever.situations:
        many = (
            "the one situation" if lever.situations == 1 else f"all {lever.situations:,} situations"
        )
    else:
        many = f"{lever.turned:,} of {lever.situations:,} situations"
    return f"in {many}"


def hanging_in_words(
    conflict: Conflict, fixed: Iterable[Fixed], *, news: bool = False
) -> list[str]:
    """Return for each outcome the option on whose being settled it hangs most widely.

    What would change today's choice comes first; with `news`, it alone. An outcome that cannot
    occur at all the other way is passed over.
    """
    found: dict[str, tuple[bool, int, str]] = {}
    for each in fixed:
        for outcome in conflict.outcomes:
            for taken in (True, False):
                under = each.under(outcome, taken=taken)
                change = (each.option in (conflict.status_quo or ())) != taken
                if not under or (news and not change):
                    continue
                said = _hanging(conflict, each, outcome, under, taken=taken, change=change)
                if outcome not in found or (change, len(under)) > found[outcome][:2]:
                    found[outcome] = change, len(under), said
    ranked = sorted(found.values(), key=lambda rank: (not rank[0], -rank[1]))
    return [said for _, _, said in ranked]


def _hanging(
    conflict: Conflict,
    fixed: Fixed,
    outcome: str,
    under: Sequence[str],
    *,
    taken: bool,
    change: bool,
) -> str:
    option = _option(conflict, fixed.option)
    who = conflict.party(option.party).label
    concepts = (
        "every concept judged" if len(under) == len(fixed.taken) else concepts_in_words(under)
    )
    said = f"“{conflict.terms[outcome].label}” lasts under {concepts}"
    if not change:
        how = "keeps to" if taken else "goes without"
        return f"{said} as long as {who} {how} “{option.label}”, but not otherwise."
    if taken:
        return f"{said} if {who} took up “{option.label}” for good, but not while it is left."
    return f"{said} if {who} gave up “{option.label}” for good, but not while it is taken."


def _chosen(conflict: Conflict, lever: Lever, source: int, target: int) -> str:
    """Return what changes in the turned party's own options between two states."""
    before = {option.name for option in conflict.taken(source)}
    after = {option.name for option in conflict.taken(target)}
    own = [option.name for option in conflict.options if option.party == lever.turns]
    takes = [name for name in own if name in after - before]
    leaves = [name for name in own if name in before - after]
    return _would(conflict, takes, leaves)


def _would(conflict: Conflict, takes: Sequence[str], leaves: Sequence[str]) -> str:
    said = []
    for verb, names in (("take", takes), ("leave", leaves)):
        if names:
            labels = [quoted(_option(conflict, name).label) for name in names]
            said.append(f"{verb} {', '.join(labels)}")
    return " and ".join(said)


def _option(conflict: Conflict, name: str) -> Option:
    return conflict.options[conflict.columns[name]]
