"""Packages, gains and what stands in the way of a deal, in the case's own words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from detente.bargaining.model import Bargaining
from detente.bargaining.solutions import CONCEPTS, Solution
from detente.bargaining.worth import Worth
from detente.text import capital, counted, listed, number, quoted

if TYPE_CHECKING:
    from detente.bargaining.analysis import Bargained


def package_in_words(problem: Bargaining, package: Sequence[int]) -> str:
    """Return a package as the values that it settles on, issue by issue."""
    return "; ".join(
        f"{issue.label}: {issue.values[place].label}"
        for issue, place in zip(problem.issues, package, strict=True)
    )


def values_in_words(problem: Bargaining, values: Mapping[str, str]) -> str:
    """Return values by issue, not necessarily of every issue, as people read them."""
    settled = [(problem.issue(issue), value) for issue, value in values.items()]
    return "; ".join(
        f"{issue.label}: {issue.values[issue.place(value)].label}" for issue, value in settled
    )


def parties_in_words(problem: Bargaining, parties: Iterable[str], word: str = "and") -> str:
    """Return parties as people list them."""
    labels = {party.id: party.label for party in problem.parties}
    return listed([labels[party] for party in parties], word)


def contributions_in_words(problem: Bargaining, ids: Iterable[str]) -> str:
    """Return contributions by their labels."""
    return listed([quoted(problem.contributions[key].label) for key in ids])


def amount(number: float) -> str:
    """Return a utility as people read it.

    Examples
    --------
    >>> amount(0.25), amount(-0.1), amount(3.0), amount(0.00004), amount(12.3456)
    ('0.25', '-0.1', '3', '0.00004', '12.346')
    """
    digits = 3
    while digits < 12 and number and abs(round(number, digits) - number) > abs(number) / 10:
        digits += 1
    return f"{round(number, digits):.{digits}f}".rstrip("0").rstrip(".")


def amounts(problem: Bargaining, numbers: Mapping[str, float]) -> str:
    """Return what each of some parties has, as a list."""
    return listed([f"{parties_in_words(problem, [p])} {amount(x)}" for p, x in numbers.items()])


def amounts_for(problem: Bargaining, numbers: Mapping[str, float]) -> str:
    """Return what there is for each of some parties, as a list."""
    return listed([f"{amount(x)} for {parties_in_words(problem, [p])}" for p, x in numbers.items()])


def answer(found: Bargained) -> tuple[str, ...]:
    """Return the finding in a few plain sentences: can they agree, on what, or who blocks."""
    if found.zone.packages == 0:
        return ("No package is feasible: the conditions rule out every combination of values.",)
    packages = "some packages are"
    if found.zone.packages is not None:
        packages = counted(found.zone.packages, "package is", "packages are")
    if found.zone.agreement:
        some = f"{packages} feasible, and at least one leaves"
        if found.acceptable is not None and found.zone.packages is not None:
            some = _leaving(found.acceptable, found.zone.packages)
        first = (
            f"There is a zone of agreement: {some} everybody who has to agree with no less than "
            "without a deal."
        )
        return (first, *_solutions(found.worth, found.solutions))
    first = (
        f"There is no zone of agreement: {packages} feasible, and every one is refused by "
        "somebody who would have to agree."
    )
    return (first, *_blocking(found), *_nearest(found))


def _leaving(acceptable: int, packages: int) -> str:
    """Return how many of the feasible packages leave, both numbers in words or both in figures."""
    if acceptable == packages:
        return (
            "the only feasible package leaves"
            if packages == 1
            else (f"all {counted(packages, 'feasible package')} leave")
        )
    feasible = counted(packages, "feasible package")
    some = number(acceptable) if feasible[0].isalpha() else f"{acceptable:,}"
    return f"{some} of {feasible} {'leaves' if acceptable == 1 else 'leave'}"


def _solutions(worth: Worth, solutions: Mapping[str, Solution]) -> list[str]:
    """Tell of the Nash package, or the first there is, and which others are the same."""
    if not solutions:
        return []
    first = next(iter(solutions.values()))
    same = [each.name for each in solutions.values() if each.package == first.package]
    which = listed([CONCEPTS[name].label for name in same])
    package = package_in_words(worth.problem, first.package)
    more = amounts(worth.problem, first.to_dict(worth)["gains"])
    told = f"The {which} package is {package}; it gives {more} more than no deal."
    others = [CONCEPTS[name].label for name in solutions if name not in same]
    if not others:
        return [told]
    one = len(others) == 1
    picks = "definition picks another package" if one else "definitions pick other packages"
    return [told, f"The {listed(others)} {picks}."]


def _blocking(found: Bargained) -> list[str]:
    problem = found.worth.problem
    alone = [some[0] for some in found.zone.blocking if len(some) == 1]
    groups = [some for some in found.zone.blocking if len(some) > 1]
    sentences = []
    if alone:
        refuse = "refuses" if len(alone) == 1 else "each refuse"
        who = capital(parties_in_words(problem, alone))
        sentences.append(f"{who} {refuse} every one.")
    if groups:
        together = parties_in_words(problem, groups[0])
        others = counted(len(groups) - 1, "other set", "other sets")
        more = f"; the same holds of {others} of parties" if len(groups) > 1 else ""
        sentences.append(f"No package satisfies {together} together{more}.")
    return sentences


def _nearest(found: Bargained) -> list[str]:
    nearest = found.zone.nearest
    if nearest is None:
        return []
    lacks = amounts(found.worth.problem, found.zone.to_dict()["nearest"]["lacks"])
    package = package_in_words(found.worth.problem, nearest.package)
    return [f"Nearest comes {package}; it leaves {lacks} short of no deal."]
