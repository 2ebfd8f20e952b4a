"""A bargaining problem as a folder of another program, and what is lost on the way.

The formats are additive and know only parties that all have to agree. What depends on one issue
alone is added to its values; what else they cannot say is left out and told: with a warning where
the written problem is another one than the case's, with a note where only words are lost.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from detente.bargaining.model import Bargaining, Interaction
from detente.bargaining.unknown.estimate import estimate
from detente.bargaining.worth import Numbers, known, truth
from detente.case import Case
from detente.errors import CaseError, Diagnostic, Severity
from detente.interop.domains import genius, geniusweb, negmas
from detente.interop.domains.parts import ForeignIssue, ForeignProfile
from detente.interop.names import unique_id

FORMATS = ("genius", "geniusweb", "negmas")
MAX_HALF = 1 << 20
"""Combinations of each half of the issues up to which a reservation bid is looked for."""
_TINY = 1e-5
_FILE_NAME = re.compile(r"\w[\w .+-]{0,99}")


@dataclass
class Export:
    """The files of a folder, by name, and what is lost."""

    files: Mapping[str, str] = field(default_factory=dict)
    told: list[Diagnostic] = field(default_factory=list)

    def tell(self, message: str, severity: Severity = "note", hint: str = "") -> None:
        """Record what is lost."""
        self.told.append(Diagnostic("left-out", message, hint, severity=severity))


@dataclass
class _Terms:
    """What each value of each issue adds for a party, and what it has without a deal."""

    party: str
    weights: dict[str, float]
    scores: dict[str, NDArray[np.float64]]
    reservation: float
    constant: float = 0.0

    def amounts(self, issue: str) -> NDArray[np.float64]:
        return self.weights[issue] * self.scores[issue]

    def set(self, issue: str, amounts: NDArray[np.float64]) -> None:
        """Let the values of an issue add these amounts, the best of them with score 1."""
        most = float(amounts.max(initial=0.0)) or float(np.abs(amounts).max(initial=0.0)) or 1.0
        self.weights[issue], self.scores[issue] = most, amounts / most

    def add_constant(self) -> None:
        """Add what every package is worth to the values of the first issue."""
        if self.constant:
            first = next(iter(self.weights))
            self.set(first, self.amounts(first) + self.constant)
            self.constant = 0.0


def export(case: Case, kind: str, *, scenario: str | None = None) -> Export:
    """Return a case's bargaining problem as the files of another program.

    Parameters
    ----------
    case : Case
    kind : {"genius", "geniusweb", "negmas"}
    scenario : str, optional
        Write what is bargained over under this scenario.

    Raises
    ------
    ModelError
        If nothing is bargained over.
    UnknownNameError
        If there is no such scenario.
    """
    problem = case.bargaining_under(scenario)
    found = Export()
    _tell_lost(found, case, problem, kind)
    issues = [
        ForeignIssue(
            issue.id,
            tuple(value.id for value in issue.values),
            None
            if any(value.number is None for value in issue.values)
            else tuple(float(value.number or 0.0) for value in issue.values),
        )
        for issue in problem.issues
    ]
    terms = list(_all_terms(found, problem))
    title = case.title or case.id
    if kind == "negmas":
        names = _file_names([each.party for each in terms])
        found.files = negmas.written(issues, _profiles(terms), names, title)
    elif kind == "genius":
        for each in terms:
            each.add_constant()
            _made_positive(found, each)
        labels = {i.id: [value.label for value in i.values] for i in problem.issues}
        named = _by_file_name(_profiles(terms))
        found.files = genius.written(issues, labels, named, title)
    else:
        for each in terms:
            each.add_constant()
            _made_shares(found, each)
        bids = dict(_bids(found, problem, terms))
        names = _file_names([each.party for each in terms])
        found.files = geniusweb.written(issues, _profiles(terms), bids, names, title)
    return found


def _profiles(terms: Sequence[_Terms]) -> list[ForeignProfile]:
    return [
        ForeignProfile(
            each.party,
            each.weights,
            {key: tuple(map(float, scores)) for key, scores in each.scores.items()},
            each.reservation,
            each.constant,
        )
        for each in terms
    ]


def _file_names(parties: Sequence[str]) -> dict[str, str]:
    """Return by party what its file is called, without suffix."""
    found: dict[str, str] = {}
    for party in parties:
        taken = {"domain", *(name.lower() for name in found.values())}
        plain = _FILE_NAME.fullmatch(party) and party.lower() not in taken
        found[party] = party if plain else unique_id(party, taken, "party")
    return found


def _by_file_name(profiles: Sequence[ForeignProfile]) -> list[ForeignProfile]:
    names = _file_names([profile.name for profile in profiles])
    return [replace(profile, name=names[profile.name]) for profile in profiles]


# -- What each party makes of the values ----------------------------------------------------


def _all_terms(found: Export, problem: Bargaining) -> Iterator[_Terms]:
    numbers: dict[str, Numbers] = {}
    if not problem.exact:
        numbers, _ = estimate(problem, 0)
        found.tell("how far numbers are known is left out: the best guesses are written", "warning")
    for party in problem.agreement:
        profile = problem.profiles[party]
        taken = numbers.get(party) or known(profile)
        none = {issue.id: np.zeros(len(issue.values)) for issue in problem.issues}
        terms = _Terms(
            party,
            {key: float(taken.weights.get(key, 0.0)) for key in none},
            {key: np.asarray(taken.scores.get(key, zeros)) for key, zeros in none.items()},
            0.0,
        )
        lost = [
            each
            for each, worth in zip(profile.interactions, taken.interactions, strict=True)
            if not _added(problem, terms, each, worth)
        ]
        if lost:
            count = f"{len(lost)} combination" + ("s" if len(lost) > 1 else "")
            verb = "are" if len(lost) > 1 else "is"
            found.tell(f"what {count} of issues {verb} worth to '{party}' is left out", "warning")
        terms.reservation = _reservation(problem, terms, taken.reservation)
        yield terms


def _added(problem: Bargaining, terms: _Terms, each: Interaction, worth: float) -> bool:
    """Add what depends on one issue, or on none, to the terms; tell whether it could be."""
    names = list(each.when.names())
    places = {truth(problem, name)[0] for name in names}
    if len(places) > 1:
        return False
    place = next(iter(places), 0)
    issue = problem.issues[place]
    if not names:
        holds = bool(each.when.evaluate(lambda name: np.zeros(1, bool)).all())
        terms.constant += worth if holds else 0.0
        return True
    where = each.when.evaluate(lambda name: truth(problem, name)[1])
    terms.set(issue.id, terms.amounts(issue.id) + worth * np.broadcast_to(where, len(issue.values)))
    return True


def _reservation(problem: Bargaining, terms: _Terms, given: float | None) -> float:
    if given is not None:
        return given
    assert problem.no_deal is not None  # the model asks for it
    places = zip(problem.issues, problem.package(problem.no_deal), strict=True)
    return terms.constant + sum(float(terms.amounts(i.id)[place]) for i, place in places)


def _tell_lost(found: Export, case: Case, problem: Bargaining, kind: str) -> None:
    if count := len(problem.infeasible):
        what = (
            "combination that cannot occur is" if count == 1 else "rules of what cannot occur are"
        )
        found.tell(f"{count} {what} left out: every combination counts as possible", "warning")
    others = [party for party in problem.party_ids if party not in problem.agreement]
    if others:
        who = ", ".join(f"'{party}'" for party in others)
        found.tell(f"{who} need not agree to every deal, and are left out", "warning")
    if problem.contributions:
        found.tell("contributions are left out")
    if problem.meanings:
        found.tell("which packages states of the conflict amount to is left out")
    labels = any(v.label != v.id for issue in problem.issues for v in issue.values)
    if kind != "genius" and (labels or any(i.label != i.id for i in problem.issues)):
        found.tell("labels are left out: ids are the names of issues and values")
    if kind != "negmas" and any(v.number is not None for i in problem.issues for v in i.values):
        found.tell("numbers are written as names of values")
    if case.conflict is not None:
        found.tell("the conflict is left out")


# -- What the formats ask for ---------------------------------------------------------------


def _made_positive(found: Export, terms: _Terms) -> None:
    """Let no value take anything: GENIUS counts the best of an issue as the largest number."""
    shift = 0.0
    for issue in terms.weights:
        amounts = terms.amounts(issue)
        least = float(amounts.min())
        if least < 0:
            shift += least
            terms.set(issue, amounts - least)
        elif terms.scores[issue].min() < 0 or terms.scores[issue].max() < _TINY:
            terms.set(issue, amounts)
    if shift:
        terms.reservation -= shift
        found.tell(
            f"what packages are worth to '{terms.party}' is raised by {-shift:.6g}, as is what it "
            "has without a deal: the format knows no negative numbers",
            "warning",
        )


def _made_shares(found: Export, terms: _Terms) -> None:
    """Bring weights to a sum of 1 and scores between 0 and 1, which GeniusWeb insists on."""
    within = all(s.min() >= 0 and s.max() <= 1 for s in terms.scores.values())
    proper = all(weight >= 0 for weight in terms.weights.values())
    if within and proper and abs(sum(terms.weights.values()) - 1) < 1e-9:
        return
    amounts = {issue: terms.amounts(issue) for issue in terms.weights}
    least = sum(float(each.min()) for each in amounts.values())
    width = sum(float(np.ptp(each)) for each in amounts.values())
    for issue, each in amounts.items():
        span = float(np.ptp(each))
        terms.weights[issue] = span / width if width else 1 / len(amounts)
        terms.scores[issue] = (each - each.min()) / span if span else np.zeros(len(each))
    scale = width or 1.0
    terms.reservation = (terms.reservation - least) / scale
    found.tell(
        f"what packages are worth to '{terms.party}' is written as (worth - {least:.6g}) / "
        f"{scale:.6g}: the format counts from 0 to 1",
        "warning",
    )


def _bids(
    found: Export, problem: Bargaining, terms: Sequence[_Terms]
) -> Iterator[tuple[str, dict[str, str]]]:
    """Yield by party the package that stands for what it has without a deal."""
    for each in terms:
        if each.reservation <= 0:
            continue  # any package will do, as where no bid is given
        tables = [each.amounts(issue.id) for issue in problem.issues]
        package = _least_above(tables, each.reservation)
        said = f"what '{each.party}' has without a deal, {each.reservation:.6g},"
        if package is None:
            found.tell(f"{said} is above every package, and is left out", "warning")
            continue
        worth = sum(float(t[place]) for t, place in zip(tables, package, strict=True))
        if abs(worth - each.reservation) > 1e-9:
            found.tell(f"{said} becomes the next package above, worth {worth:.6g}", "warning")
        yield each.party, problem.values(package)


def _least_above(tables: Sequence[NDArray[np.float64]], target: float) -> tuple[int, ...] | None:
    """Return the package that is worth least of those worth a target or more.

    The issues are halved, and every combination of one half meets the best partner of the other.
    """
    sizes = [len(table) for table in tables]
    cut = next(
        (k for k in range(len(sizes)) if np.prod(sizes[: k + 1], dtype=float) > MAX_HALF),
        len(sizes),
    )
    cut = min(cut, max(1, (len(sizes) + 1) // 2))
    if np.prod(sizes[cut:], dtype=float) > MAX_HALF:
        raise CaseError(
            [Diagnostic("limit", "too many packages to look for one that is worth no deal")]
        )
    first, second = _sums(tables[:cut]), _sums(tables[cut:])
    order = np.argsort(second, kind="stable")
    partner = np.searchsorted(second[order], target - 1e-12 - first)
    possible = np.flatnonzero(partner < len(second))
    if not len(possible):
        return None
    totals = first[possible] + second[order[partner[possible]]]
    best = possible[int(np.argmin(totals))]
    places = [
        *np.unravel_index(int(best), sizes[:cut]),
        *(np.unravel_index(int(order[partner[best]]), sizes[cut:]) if sizes[cut:] else ()),
    ]
    return tuple(int(place) for place in places)


def _sums(tables: Sequence[NDArray[np.float64]]) -> NDArray[np.float64]:
    total = np.zeros(1)
    for table in tables:
        total = np.add.outer(total, table).ravel()
    return total
