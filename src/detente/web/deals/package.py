"""A package that is drafted: its controls, where it stands, and what would improve it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, Literal

from detente.bargaining import draft_words as words
from detente.bargaining.analysis import Bargained, judge
from detente.bargaining.draft import Draft, Improvement, draft, settled, standing
from detente.bargaining.draft_words import changes_in_words, signed, told
from detente.bargaining.model import Bargaining, Issue, Package
from detente.bargaining.solutions import CONCEPTS, Solution
from detente.bargaining.words import amount, package_in_words, parties_in_words
from detente.bargaining.worth import Sums, Worth
from detente.brief.charts import utility_bars
from detente.brief.deals.words import values_condition
from detente.casefile.bargaining.building import value_id
from detente.conflict.analysis import Progress
from detente.errors import unknown_name
from detente.text import capital, listed
from detente.web.view import View

HERE = "/bargain"

ISSUE = "issue-"
"""What names an issue in an address, before its id."""

WITH = "with"
"""What names contributions in an address."""

IN_SIGHT = 6
"""Values that are all in sight; more are chosen from a list."""

IN_A_LIST = 40
"""Values that are chosen from a list; a number out of more is written."""

IMPROVEMENTS = 6
"""Improvements that are told."""

Settled = Mapping[str, str]
"""Values by issue; issues that are left out are open."""

Link = Callable[[Settled], str]
"""From a draft to its address."""

Signed = tuple[str, str, str]
"""The name of a party's colour, its label, and a gain or loss as people read it."""


@dataclass(frozen=True, slots=True)
class Control:
    """What settles an issue.

    Parameters
    ----------
    issue : Issue
    kind : {"radio", "select", "number"}
    chosen : str
        The value; empty where the issue is open.
    """

    issue: Issue
    kind: Literal["radio", "select", "number"]
    chosen: str

    @property
    def name(self) -> str:
        """What the control is called in an address."""
        return f"{ISSUE}{self.issue.id}"

    @property
    def step(self) -> str:
        """From one number to the next."""
        first, second = (value.number or 0.0 for value in self.issue.values[:2])
        return f"{second - first:.12g}"


def controls(problem: Bargaining, values: Settled) -> tuple[Control, ...]:
    """Return the controls of a draft, one for each issue."""

    def kind(issue: Issue) -> Literal["radio", "select", "number"]:
        if len(issue.values) <= IN_SIGHT:
            return "radio"
        numeric = issue.values[0].number is not None
        return "number" if numeric and len(issue.values) > IN_A_LIST else "select"

    return tuple(Control(issue, kind(issue), values.get(issue.id, "")) for issue in problem.issues)


def read(problem: Bargaining, given: Iterable[tuple[str, str]]) -> dict[str, str] | None:
    """Return what an address settles; None where it says nothing of issues.

    Raises
    ------
    UnknownNameError
        If there is no such issue or value.
    """
    asked = {name.removeprefix(ISSUE): text for name, text in given if name.startswith(ISSUE)}
    values = {}
    for key, text in asked.items():
        issue = problem.issue(key)
        if text.strip():
            value = value_id(text.strip(), issue)
            issue.place(value)
            values[key] = value
    in_order = {issue.id: values[issue.id] for issue in problem.issues if issue.id in values}
    return in_order if asked else None


def start(problem: Bargaining, found: Bargained | None) -> dict[str, str]:
    """Return the package to begin with: no deal, else a fair one, else the nearest there is."""
    if problem.no_deal is not None:
        return {issue.id: problem.no_deal[issue.id] for issue in problem.issues}
    if found is not None and found.solutions:
        return problem.values(next(iter(found.solutions.values())).package)
    if found is not None and found.zone.nearest is not None:
        return problem.values(found.zone.nearest.package)
    return {}


def link(view: View, values: Settled, given: Sequence[str] = (), **more: str) -> str:
    """Return the address of the page with a draft, and contributions that are made."""
    drafted = {f"{ISSUE}{key}": value for key, value in values.items()}
    return view.link(HERE, **drafted, **{WITH: ",".join(given)}, **more)


def contributions(problem: Bargaining, given: Iterable[tuple[str, str]]) -> tuple[str, ...]:
    """Return the contributions that an address makes.

    Raises
    ------
    UnknownNameError
        If there is no such contribution.
    """
    texts = [part.strip() for name, text in given if name == WITH for part in text.split(",")]
    for text in filter(None, texts):
        if text not in problem.contributions:
            raise unknown_name("contribution", text, problem.contributions)
    return tuple(key for key in problem.contributions if key in texts)


# -- Looking for more ----------------------------------------------------------------------

Search = Draft | Bargained
"""What improves a draft, or what one that leaves issues open leaves."""


def look(worth: Worth, values: Settled, progress: Progress | None = None) -> Search:
    """Return what improves a draft; or what can be had, where it leaves issues open."""
    if len(values) == len(worth.problem.issues):
        return draft(worth, values, listed=IMPROVEMENTS, progress=progress)
    return judge(settled(worth, values), progress=progress)


# -- In words ------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Stands:
    """Where a party stands with a package.

    Parameters
    ----------
    id, label : str
    colour : int
    utility, reservation, gain : str
        As people read them.
    better : bool or None
        Whether it gains; None where it has exactly what it has without a deal.
    part : {"deal", "asked", "outside"}
        Whether it makes the deal, has to agree to this package, or has no say.
    refuses : bool
    """

    id: str
    label: str
    colour: int
    utility: str
    reservation: str
    gain: str
    better: bool | None
    part: Literal["deal", "asked", "outside"]
    refuses: bool


def parties(worth: Worth, sums: Sums, refused: Iterable[str], asked: Iterable[str]) -> list[Stands]:
    """Return where each party stands with what is worth so much to it."""
    problem, refusing, veto = worth.problem, set(refused), set(asked)
    utilities, reservations = worth.utilities(sums), worth.utilities(worth.reservation)
    over = sums - worth.reservation
    gains = worth.utilities(over)
    found = []
    for k, party in enumerate(problem.parties):
        part: Literal["deal", "asked", "outside"] = "asked" if party.id in veto else "outside"
        found.append(
            Stands(
                party.id,
                party.label,
                k,
                amount(utilities[party.id]),
                amount(reservations[party.id]),
                signed(gains[party.id]),
                bool(over[k] > 0) if over[k] else None,
                "deal" if party.id in problem.agreement else part,
                party.id in refusing,
            )
        )
    return found


def asked_besides(worth: Worth, package: Package) -> list[str]:
    """Return the parties whose agreement a package needs besides those that make the deal."""
    holding = [each for each in worth.problem.consents if worth.holds(each.when, package)[0]]
    asked = {party for each in holding for party in each.of}
    return [party for party in worth.problem.vetoers if party in asked]


@dataclass(frozen=True, slots=True)
class Part:
    """What an issue as settled, or a combination, adds to what a package is worth.

    Parameters
    ----------
    issue : Issue or None
        None for a combination.
    said : str
        The value, or the condition that holds.
    amounts : tuple of (str, str, str)
        For each party its id, what is added as people read it, and its place in the file.
    """

    issue: Issue | None
    said: str
    amounts: tuple[tuple[str, str, str], ...]


def parts(worth: Worth, package: Package) -> Iterator[Part]:
    """Yield what each issue as settled adds for each party, then each combination that holds."""
    problem = worth.problem
    for issue, table, place in zip(problem.issues, worth.tables, package, strict=True):
        value, added = issue.values[place], worth.utilities(table[place])
        yield Part(
            issue,
            value.label,
            tuple((p, amount(x), f"preferences.{p}.weights.{issue.id}") for p, x in added.items()),
        )
    own = list(_interactions(problem))
    for k, bonus in enumerate(worth.bonuses):
        if worth.holds(bonus.when, package)[0]:
            party, where = own[k] if k < len(own) else ("", "")  # after these come contributions
            added = worth.utilities(bonus.amounts)
            amounts = tuple((p, amount(x), where if p == party else "") for p, x in added.items())
            yield Part(None, values_condition(problem, bonus.when), amounts)


def _interactions(problem: Bargaining) -> Iterator[tuple[str, str]]:
    """Yield whose the interactions of a problem are, and where each stands."""
    for party in problem.party_ids:
        for number in range(len(problem.profiles[party].interactions)):
            yield party, f"preferences.{party}.interactions.{number}"


@dataclass(frozen=True, slots=True)
class Better:
    """An improvement: what it gives whom, what it changes, how it is traded, and its address."""

    gains: tuple[Signed, ...]
    changes: str
    trades: tuple[str, ...]
    refused: str
    tied: int
    address: str


def better(link: Link, found: Draft, each: Improvement) -> Better:
    """Return an improvement of a draft in words."""
    problem = found.worth.problem
    gains = zip(problem.agreement, each.gains, strict=True)
    return Better(
        tuple(_signed(problem, party, found.to_number(int(gain))) for party, gain in gains),
        capital(changes_in_words(found.worth, found.package, each)),
        told(found, each),
        parties_in_words(problem, each.refused),
        each.tied,
        link(problem.values(each.package)),
    )


def _signed(problem: Bargaining, party: str, number: float) -> Signed:
    place = problem.party_ids.index(party)
    return f"p{place % 8}", problem.parties[place].label, signed(number)


@dataclass(frozen=True, slots=True)
class Row:
    """A package in a table: what it is called, its values, gains, who refuses it, its address."""

    name: str
    said: str
    values: Settled
    parties: tuple[Stands, ...]
    refused: str
    address: str


def row(link: Link, worth: Worth, package: Sequence[int], name: str = "") -> Row:
    """Return a package as a row of a table."""
    problem, places = worth.problem, tuple(int(place) for place in package)
    own = problem.values(places)
    stands = standing(worth, own)
    return Row(
        name,
        package_in_words(problem, places),
        own,
        tuple(parties(worth, stands.sums, stands.refused, asked_besides(worth, places))),
        parties_in_words(problem, stands.refused),
        link(own),
    )


def fair(link: Link, found: Bargained) -> list[Row]:
    """Return the fair packages, those together that several definitions pick."""
    return [
        row(link, found.worth, package, capital(listed([CONCEPTS[n].label for n in names])))
        for package, names in by_package(found.solutions).items()
    ]


def by_package(solutions: Mapping[str, Solution]) -> dict[Package, list[str]]:
    """Return the definitions that pick each package."""
    found: dict[Package, list[str]] = {}
    for name, solution in solutions.items():
        found.setdefault(solution.package, []).append(name)
    return found


def told_of(link: Link, worth: Worth, values: Settled, search: Search | None) -> dict[str, Any]:
    """Return what the page tells of a draft, and of what was found when looking for more."""
    problem = worth.problem
    shown: dict[str, Any] = {
        "stands": None,
        "parties": [],
        "open": [issue.label for issue in problem.issues if issue.id not in values],
        "search": search,
        "left": [],
        "better": [],
        "fewest": [],
        "parts": [],
        "broken": [],
        "told": (),
    }
    if isinstance(search, Bargained):
        return shown | {"left": fair(link, search)}
    if shown["open"]:
        return shown
    stands = search or standing(worth, values)
    asked = asked_besides(worth, stands.package)
    telling = partial(better, link, search) if search else None
    return shown | {
        "stands": stands,
        "bars": utility_bars(worth, stands.package, "The draft"),
        "told": search.answer() if search else (words.stands(stands),),
        "parties": parties(worth, stands.sums, stands.refused, asked),
        "parts": list(parts(worth, stands.package)),
        "broken": [_broken(problem, each) for each in stands.infeasible],
        "better": [telling(each) for each in search.improvements] if search and telling else [],
        "fewest": [telling(each) for each in search.fewest] if search and telling else [],
    }


def _broken(problem: Bargaining, condition: Any) -> tuple[str, Any, str]:
    """Return a condition that rules a draft out, what it rests on, and its place in the file."""
    place = problem.infeasible.index(condition)
    said = values_condition(problem, condition)
    return said, problem.reasons.get(condition), f"infeasible.{place}"
