"""What can be agreed, as text: the answer, fair packages, the frontier, and on what it rests."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from detente.bargaining.draft_words import signed
from detente.bargaining.solutions import CONCEPTS
from detente.bargaining.words import (
    amount,
    contributions_in_words,
    package_in_words,
    parties_in_words,
    values_in_words,
)
from detente.bargaining.zone import refusing
from detente.cli.bargain_parts import show_draft, show_giving, show_states
from detente.cli.console import WIDTH, counted, safe
from detente.text import capital, listed, number

if TYPE_CHECKING:
    from detente.asking.bargaining import Bargain
    from detente.bargaining.analysis import Bargained
    from detente.bargaining.model import Bargaining, Package
    from detente.bargaining.rows import Places
    from detente.bargaining.unknown.result import Uncertain
    from detente.bargaining.worth import Sums
    from detente.cli.asked import Asked
    from detente.cli.page import Page
    from detente.conditions import Bools

SHOWN = 8
"""Efficient packages shown where nobody says how many."""

SHOWN_UNCERTAIN = 6
COLUMN = 10
"""Of a party in a table."""

MOST_COLUMNS = 5
"""Parties that a table has room for; gains of more are told in lines."""


def show(asked: Asked, answer: Bargain, *, frontier: str, measures: bool) -> None:
    """Print an answer; `frontier` is what was said of how many efficient packages to list."""
    found = answer.found
    page = asked.page(answer.answer(), size=_size(found))
    if answer.draft is not None:
        show_draft(page, answer.draft)
    if answer.left is not None:
        _show_left(page, answer, answer.left)
    show_solutions(page, found)
    _show_frontier(page, found, frontier, answer.listed)
    if answer.agreements is not None:
        show_states(page, answer.agreements)
    show_giving(page, answer)
    if measures:
        _show_measures(page, found)
    if answer.uncertain is not None:
        _show_uncertain(page, answer.uncertain)
    if answer.helped is not None:
        _show_helped(page, answer.helped)
    _show_reading(page, answer)


def _show_left(page: Page, answer: Bargain, left: Bargained) -> None:
    """Print what can still be had where a draft leaves issues open."""
    said = values_in_words(left.problem, answer.settled)
    page.heading(f"What the draft leaves open ({said})")
    for sentence in left.answer():
        page.line(sentence, indent=2)
    if answer.kept is not None and answer.found.frontier is not None:
        page.line(
            f"Of {counted(len(answer.found.frontier), 'efficient point')} it leaves "
            f"{answer.kept:,} within reach.",
            indent=2,
        )
    if left.solutions:
        show_solutions(page, left, "Fair ways to complete it, and what each party has over no deal")


def _size(found: Bargained) -> str:
    problem = found.problem
    deal = counted(len(problem.agreement), "party makes the deal", "parties make the deal")
    packages = f"{problem.size:,} combinations"
    if found.zone.packages is not None:
        packages = f"{found.zone.packages:,} feasible packages of {problem.size:,} combinations"
    return f"{deal}, {counted(len(problem.issues), 'issue')}, {packages}"


def show_solutions(
    page: Page,
    found: Bargained,
    heading: str = "Fair packages, and what each party has over no deal",
) -> None:
    """Print the packages that definitions of fairness pick, those that agree together."""
    if not found.solutions:
        return
    page.heading(heading)
    by_package: dict[Package, list[str]] = {}
    for name, solution in found.solutions.items():
        by_package.setdefault(solution.package, []).append(CONCEPTS[name].label)
    names = [capital(listed(labels)) for labels in by_package.values()]
    if len(names) == 1 and len(found.solutions) == len(CONCEPTS):
        names = [f"all {number(len(CONCEPTS))} definitions"]
    _show_packages(page, found, list(by_package), names)


def _show_packages(
    page: Page, found: Bargained, packages: Sequence[Package], names: Sequence[str]
) -> None:
    """Print packages with what each party has over no deal, and by what each differs."""
    problem = found.problem
    table = len(problem.parties) <= MOST_COLUMNS
    if table:
        _row(page, [_short(problem, party) for party in problem.party_ids], "")
    before: Package | None = None
    sums = found.worth.sums(np.array(packages, np.intp))
    for package, name, each in zip(packages, names, sums, strict=True):
        gains = _gains(found, each)
        if table and _fits(gains, name):
            _row(page, gains, name)
        elif table:
            _row(page, gains, "")
            page.line(name, indent=6)
        else:
            page.line(name, indent=2, hang=2)
            pairs = zip(problem.parties, gains, strict=True)
            page.line(", ".join(f"{p.label} {gain}" for p, gain in pairs), indent=6)
        page.line(_told(problem, package, before), indent=6)
        before = package


def _row(page: Page, cells: Sequence[str], text: str) -> None:
    """Print a row of a table: the page joins runs of blanks, the console does not."""
    row = f"  {''.join(f'{cell:>{COLUMN}}' for cell in cells)}"
    page.console.print(safe(f"{row}   {text}".rstrip()), highlight=False, markup=False)


def _fits(cells: Sequence[str], text: str) -> bool:
    """Whether there is room for a text beside a row of a table."""
    return 2 + COLUMN * len(cells) + 3 + len(text) <= WIDTH


def _short(problem: Bargaining, party: str) -> str:
    """Return what heads a column: the party's name where it is short, else its id."""
    label = parties_in_words(problem, [party])
    name = label if len(label) < COLUMN else party
    return name if len(name) < COLUMN else f"{name[: COLUMN - 2]}…"


def _gains(found: Bargained, sums: Sums) -> list[str]:
    gains = found.worth.utilities(sums - found.worth.reservation)
    return [signed(gains[party]) for party in found.problem.party_ids]


def _told(problem: Bargaining, package: Package, before: Package | None) -> str:
    """Return a package in words, by what differs from the one before where that is shorter."""
    if before is None:
        return package_in_words(problem, package)
    differs = [place for place, value in enumerate(package) if value != before[place]]
    if 2 * len(differs) > len(package):
        return package_in_words(problem, package)
    changed = "; ".join(
        f"{problem.issues[place].label}: {problem.issues[place].values[package[place]].label}"
        for place in differs
    )
    return f"the same, but {changed}"


def _show_frontier(page: Page, found: Bargained, frontier: str, listed: int | None) -> None:
    """Print efficient packages, each by what differs from the one before.

    Where nobody says how many, those that nobody refuses come before the others.
    """
    _, packages, complete = found.efficient
    if not len(packages) or listed == 0:
        return
    refused = refusing(found.worth, packages)
    acceptable = np.logical_not(refused.any(axis=1))
    shown = np.arange(len(packages))[:listed]
    if not frontier:
        some = np.flatnonzero(acceptable) if acceptable.any() else shown
        shown = some[:SHOWN]
    first = parties_in_words(found.problem, found.problem.agreement[:1])
    page.heading(f"Efficient packages, the best for {first} first: gains over no deal")
    rows = [tuple(int(value) for value in packages[place]) for place in shown]
    _show_packages(page, found, rows, [_refused(found, refused[place]) for place in shown])
    if left := _left(len(packages), acceptable, shown):
        page.line(left, indent=2)
    if not complete:
        page.line("Of packages that are worth the same to all, one is listed.", indent=2)


def _left(packages: int, acceptable: Bools, shown: Places) -> str:
    """Return how many efficient packages there are besides those shown."""
    more = packages - len(shown)
    if not more:
        return ""
    refused = int(np.count_nonzero(np.logical_not(acceptable))) - int(
        np.count_nonzero(~acceptable[shown])
    )
    who = "all of them refused by somebody" if refused == more else f"{refused:,} of them refused"
    refusal = f", {who}" if refused else ""
    return f"and {more:,} more{refusal}; --frontier all lists them"


def _refused(found: Bargained, refuses: Bools) -> str:
    parties = zip(found.problem.party_ids, refuses, strict=True)
    who = [party for party, refused in parties if refused]
    return f"refused by {parties_in_words(found.problem, who)}" if who else "acceptable"


def _show_measures(page: Page, found: Bargained) -> None:
    if found.measures is None:
        page.heading("How opposed they are")
        page.line("That is measured between two parties.", indent=2)
        return
    measured = found.measures
    page.heading("How opposed they are, whatever they have without a deal")
    page.line(
        f"Opposition {amount(measured.opposition)}: how far the efficient point where both have "
        "most nearly the same is from (1, 1), where both have all they want.",
        indent=2,
        hang=2,
    )
    if measured.distribution is not None:
        page.line(
            f"Distribution {amount(measured.distribution)}: how far a package is from the nearest "
            "efficient point, on average over all.",
            indent=2,
            hang=2,
        )


def _show_uncertain(page: Page, found: Uncertain) -> None:
    page.heading("Where numbers are not known")
    for said in found.answer():
        page.line(said, indent=2)
    if not found.parameters["unknowns"]:
        return
    shown = [*found.packages[:SHOWN_UNCERTAIN]]
    most = max(found.packages, key=lambda each: each.acceptable.mean, default=None)
    if most is not None and most not in shown:
        shown[-1] = most
    if shown:
        page.line()
        _row(page, ["acceptable", "efficient", "Nash"], "")
    for each in shown:
        shares = (each.acceptable, each.efficient, each.solutions["nash"])
        _row(page, [f"{share.mean:.0%}" for share in shares], "")
        page.line(package_in_words(found.problem, each.package), indent=6)
    page.rest(len(found.packages) - len(shown), "package")
    page.line(_how_sure(found), indent=2)
    for note in found.notes:
        page.line(note, indent=2)


def _show_helped(page: Page, found: Uncertain) -> None:
    """Print how likely a deal is where contributions are made."""
    given = contributions_in_words(found.problem, found.parameters["contributions"])
    page.line()
    page.line(f"With {given}:", indent=2)
    for said in found.answer():
        page.line(said, indent=4)


def _how_sure(found: Uncertain) -> str:
    shares = [
        share
        for each in found.packages
        for share in (each.acceptable, each.efficient, each.solutions["nash"])
    ]
    said = f"Shares of {found.samples:,} draws (seed {found.seed})"
    if error := max((share.error for share in shares), default=0):
        said += f"; their standard errors are at most {error:.1%}"
    apart = [abs(share.mean - share.bound) for share in shares if share.bound is not None]
    if apart:
        said += (
            f"; what is 0% or 100% of them is, with 95% confidence, within {max(apart):.1%} of it"
        )
    return f"{said}."


def _show_reading(page: Page, answer: Bargain) -> None:
    """Print by which definitions and numbers all this was found."""
    parameters = answer.found.parameters
    page.heading("How to read this")
    page.line(
        "A gain is what a package is worth to a party more than no deal, on the party's own scale: "
        "gains of different parties cannot be added up unless their scales can.",
        indent=2,
        hang=2,
    )
    for name in answer.found.solutions:
        page.line(
            f"{capital(CONCEPTS[name].label)}: {parameters['solutions'][name]}.", indent=2, hang=2
        )
    weights = parameters["weights"]
    if weights != "given":
        for party, how in weights.items():
            if how != "given":
                who = parties_in_words(answer.found.problem, [party])
                page.line(f"Weights of {who}: {_HOW[how]}.", indent=2, hang=2)
    page.notes(answer.notes, indent=2)


_HOW = {
    "best guesses": "the best guesses, divided by their sum",
    "centroid": "the centre of all that meet what is said of them",
    "mean of draws": "the mean of draws of all that meet what is said of them",
}
