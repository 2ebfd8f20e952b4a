"""What all domain formats amount to: issues with named values, and additive profiles."""

from __future__ import annotations

import hashlib
import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from detente.bargaining.model import Bargaining, Interaction, Issue, Profile, Range, Score, Value
from detente.bargaining.model import Weight as ModelWeight
from detente.case import Case, Party
from detente.conditions import TRUE, number_text
from detente.interop.inputs import read_bytes
from detente.interop.names import own_ids, unique_id
from detente.interop.reading import Origin
from detente.interop.reading import Reading as Problems

MAX_ISSUES = 200
MAX_PARTIES = 100
MAX_VALUES = 10_000
"""Values of all issues together."""
MAX_STEPS = 1_000
"""Values up to which the numbers of an issue are taken as they are."""
GRID = 21
"""Points that stand for an issue of infinitely, or too many, numbers: its ends and every 5 %."""


@dataclass(frozen=True)
class ForeignIssue:
    """An issue as a file names it; `numbers` are its values where they are numbers."""

    name: str
    values: tuple[str, ...]
    numbers: tuple[float, ...] | None = None


@dataclass(frozen=True)
class ForeignProfile:
    """What packages are worth to a party, by the names of a file.

    A package is worth `constant` and, for every issue, the weight times the score of its value.
    """

    name: str
    weights: Mapping[str, float]
    scores: Mapping[str, tuple[float, ...]]
    reservation: float = 0.0
    constant: float = 0.0


class Reading(Problems):
    """Collects what is wrong, and what is worth a note, over the files of a domain."""

    def spread(
        self, low: float, high: float, step: float, what: str, file: str, at: tuple[int, int]
    ) -> tuple[float, ...]:
        """Return the numbers of an issue; a step of 0 stands for all between the ends."""
        if high < low or step < 0:
            self.problem(f"{what} has no values between {low:g} and {high:g}", file, at)
            return (low,)
        start, end, by = Decimal(repr(low)), Decimal(repr(high)), Decimal(repr(step))
        if step > 0 and (end - start) / by < MAX_STEPS:
            return tuple(float(start + by * k) for k in range(int((end - start) / by) + 1))
        if low == high:
            return (low,)
        kind = "any number" if step == 0 else f"more than {MAX_STEPS:,} numbers"
        self.note(f"{what} can be {kind}; {GRID} evenly spaced ones stand for them", file, at)
        return tuple(float(start + (end - start) * k / (GRID - 1)) for k in range(GRID))


def texts(numbers: Iterable[float]) -> tuple[str, ...]:
    """Return numbers as values are written."""
    return tuple(number_text(Decimal(repr(number))) for number in numbers)


def in_order(paths: Iterable[Path]) -> list[Path]:
    """Return files by name, numbers in them by size: ``prof2`` before ``prof10``."""

    def key(path: Path) -> list[tuple[int, int | str]]:
        parts = re.split(r"([0-9]{1,15})", path.name)
        return [(0, int(part)) if part.isdigit() else (1, part) for part in parts]

    return sorted(paths, key=key)


def party_names(given: Sequence[tuple[str, Path]]) -> list[str]:
    """Return how to name parties: as their profiles say, where that tells them apart, or by file.

    Parameters
    ----------
    given : sequence of (str, Path)
        The name in each profile, empty where there is none, and its file.
    """
    names = [name for name, _ in given]
    apart = len(set(names)) == len(names) and all(names)
    return names if apart else [path.stem for _, path in given]


# -- From parts to a case ------------------------------------------------------------------


def case_of(
    reading: Reading,
    title: str,
    issues: Sequence[ForeignIssue],
    profiles: Sequence[ForeignProfile],
    files: Sequence[Path],
) -> Case:
    """Return the case that the files of a domain describe.

    Names become ids as they stand, so that packages are told in the domain's own words; only what
    cannot be written in a line, or stands twice, gets another id, with the name as its label.

    Raises
    ------
    CaseError
        With every problem recorded so far, or what only shows in the whole.
    """
    _check_sizes(reading, issues, profiles, str(files[0]))
    reading.check()
    for profile in profiles:
        _weigh(reading, profile, str(files[0]))
    issue_ids = own_ids([issue.name for issue in issues], "issue")
    parties = tuple(
        Party(key, profile.name)
        for key, profile in zip(
            own_ids([profile.name for profile in profiles], "party"), profiles, strict=True
        )
    )
    own = tuple(_issue(key, issue) for key, issue in zip(issue_ids, issues, strict=True))
    keys = {issue.name: key for key, issue in zip(issue_ids, issues, strict=True)}
    bargaining = Bargaining(
        parties,
        own,
        {
            party.id: _profile(party.id, profile, keys)
            for party, profile in zip(parties, profiles, strict=True)
        },
        title=title,
    )
    return Case(
        id=unique_id(title, (), "domain"),
        title=title,
        parties={party.id: party for party in parties},
        digest=_digest(files),
        warnings=tuple(reading.notes),
        foreign={reading.code: Origin(tuple(path.name for path in files))},
        bargaining=bargaining,
    )


def _check_sizes(
    reading: Reading,
    issues: Sequence[ForeignIssue],
    profiles: Sequence[ForeignProfile],
    file: str,
) -> None:
    values = sum(len(issue.values) for issue in issues)
    for count, most, what in (
        (len(issues), MAX_ISSUES, "issues"),
        (values, MAX_VALUES, "values"),
        (len(profiles), MAX_PARTIES, "profiles"),
    ):
        if count > most:
            reading.problem(f"there are {count:,} {what}; at most {most:,} are read", file)
    if not issues:
        reading.problem("there are no issues", file)
    for issue in issues:
        if not issue.values:
            reading.problem(f"the issue '{issue.name}' has no values", file)
    if not profiles:
        hint = "put the profiles, one file for each party, into the folder of the domain"
        reading.problem("nothing says what packages are worth to anybody", file, hint=hint)


def _weigh(reading: Reading, profile: ForeignProfile, file: str) -> None:
    total = sum(profile.weights.values())
    if not math.isclose(total, 1.0, abs_tol=1e-4):
        reading.note(
            f"the weights of '{profile.name}' sum to {total:.4g}, not to 1; they are kept", file
        )


def _issue(key: str, issue: ForeignIssue) -> Issue:
    numbers = issue.numbers
    if numbers is not None and list(numbers) != sorted(set(numbers)):
        numbers = None  # the model counts on numbers that ascend
    ids = own_ids(issue.values, "value")
    values = tuple(
        Value(value, name, None if numbers is None else numbers[k])
        for k, (value, name) in enumerate(zip(ids, issue.values, strict=True))
    )
    return Issue(key, values, issue.name)


def _profile(party: str, profile: ForeignProfile, keys: Mapping[str, str]) -> Profile:
    constant = (Interaction(TRUE, Range.exactly(profile.constant)),) if profile.constant else ()
    return Profile(
        party,
        {keys[name]: ModelWeight(Range.exactly(x)) for name, x in profile.weights.items()},
        {
            keys[name]: tuple(Score(Range.exactly(x)) for x in listed)
            for name, listed in profile.scores.items()
        },
        Range.exactly(profile.reservation),
        interactions=constant,
    )


def _digest(files: Sequence[Path]) -> str:
    whole = hashlib.sha256()
    for path in files:
        content = hashlib.sha256(read_bytes(path)).hexdigest()
        whole.update(f"{path.name}\0{content}\n".encode("utf-8", "surrogateescape"))
    return whole.hexdigest()
