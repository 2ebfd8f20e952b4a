"""What states amount to, and which deals would last, in plain sentences."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from detente.bargaining.solutions import CONCEPTS
from detente.bargaining.words import contributions_in_words
from detente.conflict.words import all_called, concepts_in_words
from detente.text import capital, counted, listed

if TYPE_CHECKING:
    from detente.agreements.join import Agreements, Meant
    from detente.bargaining.model import Package


def answer(found: Agreements) -> tuple[str, ...]:
    """Return which fair deal would last, and what stable states amount to."""
    said: list[str] = []
    for given in found.given:
        said += [_fair(found, names, given) for names in _alike(found, given)][:2]
    stable = found.analysis.equilibrium_count
    if not stable:
        return (*said, "No state of the conflict is stable under any concept.")
    return (*said, *_stable(found, stable))


def fares(each: Meant) -> str:
    """Return whether what states amount to is acceptable, and efficient."""
    if each.packages == 0:
        return "it cannot occur"
    acceptable = "acceptable" if each.acceptable else "somebody refuses it"
    if each.efficient is None:
        return acceptable
    return f"{acceptable}, {'efficient' if each.efficient else 'not efficient'}"


def fair_packages(found: Agreements, given: tuple[str, ...] = ()) -> dict[Package, list[str]]:
    """Return by package the concepts that pick it where contributions are made."""
    by_package: dict[Package, list[str]] = {}
    for name, solution in found.given[given].solutions.items():
        by_package.setdefault(solution.package, []).append(name)
    return by_package


def _alike(found: Agreements, given: tuple[str, ...]) -> list[list[list[str]]]:
    """Return the concepts that pick each package, together those whose states are the same."""
    groups: dict[tuple[int, ...], list[list[str]]] = {}
    for names in fair_packages(found, given).values():
        amounting = tuple(id(each) for each in found.amounting(names[0], given))
        groups.setdefault(amounting, []).append(names)
    return list(groups.values())


def _fair(found: Agreements, packages: list[list[str]], given: tuple[str, ...]) -> str:
    conflict = found.analysis.conflict
    names = [name for some in packages for name in some]
    which = f"the {listed([CONCEPTS[name].label for name in names])} package"
    which += "s" * (len(packages) > 1)
    if given:
        there = "are" if len(packages) > 1 else "is"
        which += (
            f" that there {there} with {contributions_in_words(found.bargained.problem, given)}"
        )
    lasting = found.lasting(names[0], given)
    if lasting:
        under = concepts_in_words(found.analysis.held_under(lasting[0]))
        more = f" (the first under {under})" if len(lasting) > 1 else f" (under {under})"
        states = all_called(conflict, lasting)
        verb = "amounts" if len(lasting) == 1 else "amount"
        return (
            f"{capital(states)} {verb} to {which}{_perhaps(found, names[0], given)}, and nobody "
            f"has reason to leave{more}."
        )
    if count := found.meaning(names[0], given):
        states = counted(count, "state amounts", "states amount")
        return (
            f"{capital(states)} to {which}{_perhaps(found, names[0], given)}, but none is stable "
            "under any concept: somebody has reason to leave."
        )
    return f"No state of the conflict amounts to {which}."


def _perhaps(found: Agreements, solution: str, given: tuple[str, ...]) -> str:
    """Return a reservation where states leave issues open."""
    issues = len(found.bargained.problem.issues)
    meant = [each for each in found.amounting(solution, given) if each.states]
    left_open = any(len(each.meaning.package) < issues for each in meant)
    return ", as far as states settle the issues" if left_open else ""


def _stable(found: Agreements, stable: int) -> list[str]:
    """Return of stable states how many are deals that somebody refuses, or that waste something."""
    conflict = found.analysis.conflict
    said = []
    parts = (
        (found.refused, "to packages of which each is refused by somebody"),
        (found.wasteful, "to packages that are not efficient"),
        (found.unsaid, ""),
    )
    for states, what in parts:
        if not states:
            continue
        of = f"Of {counted(stable, 'stable state')}, {len(states)}"
        if what:
            said.append(
                f"{of} amount{'s' * (len(states) == 1)} {what}: {all_called(conflict, states)}."
            )
        else:
            said.append(
                f"{of} stand{'s' * (len(states) == 1)} for no package: {all_called(conflict, states)}."
            )
    return said


def of_package(found: Agreements, values: Mapping[str, str], given: tuple[str, ...] = ()) -> str:
    """Return which states a package corresponds to, and whether one would last.

    Parameters
    ----------
    found : Agreements
    values : mapping of str to str
        Of every issue.
    given : tuple of str
        The contributions that are made.
    """
    fitting = [
        each
        for each in found.meant
        if each.states
        and each.meaning.package.items() <= values.items()
        and each.meaning.contributions == given
    ]
    count = sum(each.states for each in fitting)
    if not count:
        return "No state of the conflict amounts to it."
    lasting = [
        state
        for state in found.analysis.strongest()
        if any(state in each.stable_states for each in fitting)
    ]
    partly = any(len(each.meaning.package) < len(values) for each in fitting)
    states = capital(counted(count, "state amounts", "states amount")) + " to it"
    states += ", as far as states settle the issues" if partly else ""
    if not lasting:
        return f"{states}, but none is stable under any concept: somebody has reason to leave."
    under = concepts_in_words(found.analysis.held_under(lasting[0]))
    which = all_called(found.analysis.conflict, tuple(lasting))
    first = "the first under" if len(lasting) > 1 else "under"
    return f"{states}. Nobody has reason to leave {which} ({first} {under})."
