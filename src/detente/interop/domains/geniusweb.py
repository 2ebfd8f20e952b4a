"""GeniusWeb JSON: a domain and its profiles.

A *domain* is ``{"name": …, "issuesValues": {issue: {"values": […]} | {"range": [low, high,
step]}}}``. A *profile* is ``{"LinearAdditiveUtilitySpace": {"name", "domain", "issueUtilities",
"issueWeights", "reservationBid"}}``; an issue's utilities are ``DiscreteValueSetUtilities``
(``valueUtilities``: a number for each value, 0 for those left out) or ``NumberValueSetUtilities``
(``lowValue``, ``lowUtility``, ``highValue``, ``highUtility``: a straight line, 0 beyond its ends).

A package is worth the sum of weight times utility over issues. The reservation value is what the
``reservationBid`` is worth, issues that it leaves out counting nothing; without one it is 0, since
any agreement is then better than none.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from detente.case import Case
from detente.interop import strictjson
from detente.interop.domains.parts import (
    ForeignIssue,
    ForeignProfile,
    Reading,
    case_of,
    in_order,
    party_names,
    texts,
)

FORMAT = "geniusweb"
SPACE = "LinearAdditiveUtilitySpace"
_SPACES = (SPACE, "SumOfGroupsUtilitySpace", "DefaultPartialOrdering")


@dataclass
class _File:
    path: Path
    data: dict[str, Any]

    @property
    def name(self) -> str:
        return str(self.path)


def is_root(data: Any) -> bool:
    """Tell whether a JSON document is of the format."""
    return isinstance(data, dict) and ("issuesValues" in data or any(s in data for s in _SPACES))


def read(paths: Sequence[Path], title: str = "") -> Case:
    """Read a domain with its profiles, or profiles that hold their domain themselves.

    Parameters
    ----------
    paths : sequence of Path
        Files of the format, at most one of them a domain.
    title : str
        Name of the case; else that in the domain.

    Raises
    ------
    FormatError
        If a file cannot be read or is not sound JSON.
    CaseError
        With every problem of their content.
    """
    reading = Reading(FORMAT)
    files = [_File(path, _loaded(path)) for path in in_order(paths)]
    domains = [file for file in files if "issuesValues" in file.data]
    profiles = [file for file in files if "issuesValues" not in file.data]
    if len(domains) > 1:
        named = ", ".join(file.path.name for file in domains)
        reading.stop(f"several domains are here: {named}", domains[1].name)
    spaces = [_space(reading, file) for file in profiles]
    reading.check()
    source = domains[0] if domains else profiles[0]
    own = source.data if domains else _mapping(reading, spaces[0].get("domain"), "domain", source)
    issues = _issues(reading, own, source)
    names = party_names(
        [(_name(space), file.path) for space, file in zip(spaces, profiles, strict=True)]
    )
    found = [
        _profile(reading, space, file, name, issues)
        for space, file, name in zip(spaces, profiles, names, strict=True)
    ]
    called = title or _name(own) or source.path.stem
    return case_of(reading, called, issues, found, [f.path for f in (*domains, *profiles)])


def fellows(path: Path) -> list[Path]:
    """Return the files that belong to one that the user named: to a domain, its profiles."""
    found = [path]
    if "issuesValues" in _loaded(path):
        for other in in_order(path.parent.glob("*.json")):
            if other.name != path.name and other.is_file():
                data = strictjson.loads(strictjson.read_text(other), str(other))
                if is_root(data) and "issuesValues" not in data:
                    found.append(other)
    return found


def _loaded(path: Path) -> dict[str, Any]:
    data = strictjson.loads(strictjson.read_text(path), str(path))
    if not is_root(data):
        Reading(FORMAT).stop("this is no GeniusWeb domain or profile", str(path))
    assert isinstance(data, dict)  # it is, or it would be of no format
    return data


def _name(data: Mapping[str, Any]) -> str:
    name = data.get("name")
    return name.strip() if isinstance(name, str) else ""


def _mapping(reading: Reading, value: Any, what: str, file: _File) -> dict[str, Any]:
    if isinstance(value, dict):
        return value
    reading.problem(f"{what}: an object is expected", file.name)
    return {}


def _space(reading: Reading, file: _File) -> dict[str, Any]:
    if SPACE not in file.data:
        kind = next(iter(file.data))
        hint = f"only a {SPACE} can be read"
        reading.problem(f"the preferences are a '{kind}'", file.name, hint=hint)
        return {}
    return _mapping(reading, file.data[SPACE], SPACE, file)


# -- Issues --------------------------------------------------------------------------------


def _issues(reading: Reading, domain: Mapping[str, Any], file: _File) -> list[ForeignIssue]:
    listed = _mapping(reading, domain.get("issuesValues"), "issuesValues", file)
    return [_issue(reading, name, entry, file) for name, entry in listed.items()]


def _issue(reading: Reading, name: str, entry: Any, file: _File) -> ForeignIssue:
    what = f"issuesValues.{name}"
    fields = _mapping(reading, entry, what, file)
    values, ends = fields.get("values"), fields.get("range")
    if isinstance(ends, list) and len(ends) == 3:
        low, high, step = (reading.number(x, f"{what}.range", file.name) for x in ends)
        if step == 0:
            reading.problem(f"{what}.range: the step is 0", file.name)
        numbers = reading.spread(low, high, step, f"'{name}'", file.name, (0, 0))
        return ForeignIssue(name, texts(numbers), numbers)
    if not isinstance(values, list) or not all(_is_scalar(value) for value in values):
        message = f"{what}: 'values', or a 'range' of low, high and step, is expected"
        reading.problem(message, file.name)
        return ForeignIssue(name, ("",))
    found = [_value(value) for value in values]
    if len(set(found)) < len(found):
        reading.problem(f"{what}: a value stands twice", file.name)
    return ForeignIssue(name, tuple(dict.fromkeys(found)))


def _is_scalar(value: Any) -> bool:
    return isinstance(value, str | int | float) and not isinstance(value, bool)


def _value(value: Any) -> str:
    return value if isinstance(value, str) else texts([float(value)])[0]


# -- Profiles ------------------------------------------------------------------------------


def _profile(
    reading: Reading,
    space: Mapping[str, Any],
    file: _File,
    name: str,
    issues: Sequence[ForeignIssue],
) -> ForeignProfile:
    utilities = _mapping(reading, space.get("issueUtilities"), "issueUtilities", file)
    given = _mapping(reading, space.get("issueWeights"), "issueWeights", file)
    known = {issue.name for issue in issues}
    for what, listed in (("issueUtilities", utilities), ("issueWeights", given)):
        for other in listed:
            if other not in known:
                reading.problem(f"{what}: the domain has no issue '{other}'", file.name)
        for missing in sorted(known - set(listed)):
            reading.problem(f"{what}: there is no issue '{missing}'", file.name)
    _check_domain(reading, space.get("domain"), issues, file)
    weights = {
        issue.name: reading.number(
            given.get(issue.name, 0), f"issueWeights.{issue.name}", file.name
        )
        for issue in issues
    }
    scores = {
        issue.name: _scores(reading, utilities[issue.name], issue, file)
        for issue in issues
        if issue.name in utilities
    }
    kept = _reservation(reading, space.get("reservationBid"), issues, weights, scores, file)
    return ForeignProfile(name, weights, scores, kept)


def _check_domain(
    reading: Reading, domain: Any, issues: Sequence[ForeignIssue], file: _File
) -> None:
    """Complain if a profile is for another domain than the one beside it."""
    if not isinstance(domain, dict) or not isinstance(domain.get("issuesValues"), dict):
        return
    own = {issue.name: issue.values for issue in _issues(Reading(FORMAT), domain, file)}
    for issue in issues:
        if set(own.get(issue.name, ())) != set(issue.values):
            reading.problem(f"the profile is for a domain with another '{issue.name}'", file.name)


def _scores(reading: Reading, entry: Any, issue: ForeignIssue, file: _File) -> tuple[float, ...]:
    what = f"issueUtilities.{issue.name}"
    fields = _mapping(reading, entry, what, file)
    if "DiscreteValueSetUtilities" in fields:
        inner = _mapping(reading, fields["DiscreteValueSetUtilities"], what, file)
        given = _mapping(reading, inner.get("valueUtilities"), f"{what}.valueUtilities", file)
        for value in given:
            if value not in issue.values:
                reading.problem(f"{what}: the domain has no value '{value}'", file.name)
        if left_out := [value for value in issue.values if value not in given]:
            reading.note(f"{what}: '{left_out[0]}' has no utility, which counts as 0", file.name)
        return tuple(
            reading.number(given.get(value, 0), f"{what}.{value}", file.name)
            for value in issue.values
        )
    if "NumberValueSetUtilities" in fields and issue.numbers is not None:
        line = _mapping(reading, fields["NumberValueSetUtilities"], what, file)
        keys = ("lowValue", "lowUtility", "highValue", "highUtility")
        low, at_low, high, at_high = (
            reading.number(line.get(key), f"{what}.{key}", file.name) for key in keys
        )
        if high <= low:
            reading.problem(f"{what}: highValue has to be above lowValue", file.name)
            return (0.0,) * len(issue.values)
        return tuple(
            at_low + (at_high - at_low) * (x - low) / (high - low) if low <= x <= high else 0.0
            for x in issue.numbers
        )
    hint = "DiscreteValueSetUtilities, and NumberValueSetUtilities for a range, can be read"
    reading.problem(f"{what}: the utilities do not fit the issue", file.name, hint=hint)
    return (0.0,) * len(issue.values)


def _reservation(
    reading: Reading,
    bid: Any,
    issues: Sequence[ForeignIssue],
    weights: Mapping[str, float],
    scores: Mapping[str, tuple[float, ...]],
    file: _File,
) -> float:
    if bid is None:
        return 0.0
    what = "reservationBid.issuevalues"
    fields = _mapping(reading, bid, "reservationBid", file)
    given = _mapping(reading, fields.get("issuevalues"), what, file)
    values = {issue.name: issue.values for issue in issues}
    total = 0.0
    for name, value in given.items():
        if name not in values:
            reading.problem(f"{what}: the domain has no issue '{name}'", file.name)
        elif not _is_scalar(value) or _value(value) not in values[name]:
            reading.problem(f"{what}: '{name}' has no value {value!r}", file.name)
        elif name in scores:
            total += weights[name] * scores[name][values[name].index(_value(value))]
    return total


# -- Writing -------------------------------------------------------------------------------


def written(
    issues: Sequence[ForeignIssue],
    profiles: Sequence[ForeignProfile],
    bids: Mapping[str, Mapping[str, str]],
    file_names: Mapping[str, str],
    title: str,
) -> dict[str, str]:
    """Return the files of a domain: text by file name.

    Parameters
    ----------
    issues : sequence of ForeignIssue
    profiles : sequence of ForeignProfile
        With scores from 0 to 1 and weights that sum to 1.
    bids : mapping of str to mapping
        By profile, its reservation bid, where it has one.
    file_names : mapping of str to str
        By profile, what its file is called, without suffix.
    title : str
    """
    domain = {
        "name": title,
        "issuesValues": {issue.name: {"values": list(issue.values)} for issue in issues},
    }
    files = {"domain.json": strictjson.laid_out(domain)}
    for profile in profiles:
        space: dict[str, Any] = {
            "issueUtilities": {
                issue.name: {
                    "DiscreteValueSetUtilities": {
                        "valueUtilities": dict(
                            zip(issue.values, profile.scores[issue.name], strict=True)
                        )
                    }
                }
                for issue in issues
            },
            "issueWeights": _summing_to_one({i.name: profile.weights[i.name] for i in issues}),
            "domain": domain,
            "name": profile.name,
        }
        if profile.name in bids:
            space["reservationBid"] = {"issuevalues": dict(bids[profile.name])}
        files[f"{file_names[profile.name]}.json"] = strictjson.laid_out({SPACE: space})
    return files


def _summing_to_one(weights: Mapping[str, float]) -> dict[str, float]:
    """Return weights that sum to 1 as decimals, which the format insists on."""
    # a float shows 15 digits as they were given
    exact = {name: round(Decimal(repr(weight)), 15) for name, weight in weights.items()}
    largest = max(exact, key=lambda name: exact[name])
    exact[largest] += 1 - sum(exact.values())
    return {name: float(weight) for name, weight in exact.items()}
