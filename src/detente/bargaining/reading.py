"""Packages as people write them: ``islands=two, money=1.5``."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from typing import Any

from detente.bargaining.model import Bargaining, Issue, Value
from detente.errors import DetenteError, unknown_name


def read_package(problem: Bargaining, text: str) -> dict[str, str]:
    """Return the values, by issue, that a text names.

    Parameters
    ----------
    problem : Bargaining
    text : str
        ``issue=value`` with commas between several. Both may be named by id or, where only one has
        it, by label; a name may hold commas and signs itself. Of two readings the longer name
        counts.

    Raises
    ------
    DetenteError
        If a part is not of that form, or an issue stands twice.
    UnknownNameError
        If there is no such issue or value.

    Examples
    --------
    >>> from detente.bargaining.model import Profile
    >>> from detente.case import Party
    >>> road = Issue("road", (Value("shut"), Value("part", "Open, but narrow")))
    >>> toll = Issue("toll", (Value("0"), Value("1.5")), label="Toll")
    >>> problem = Bargaining((Party("a"),), (road, toll), {"a": Profile("a", {}, {})})
    >>> read_package(problem, "road=Open, but narrow, Toll = 1.5")
    {'road': 'part', 'toll': '1.5'}
    """
    values: dict[str, str] = {}
    rest = text.strip(", ")
    while rest:
        issue, value, rest = _first(problem, rest)
        if issue.id in values:
            raise DetenteError(f"'{issue.id}' is settled twice", code="wrong-setting")
        values[issue.id] = value.id
    return values


def _first(problem: Bargaining, text: str) -> tuple[Issue, Value, str]:
    """Return the issue and the value that a text begins with, and what comes after them."""
    for name, issue in _named(problem.issues):
        if sign := re.match(rf"{re.escape(name)}\s*=\s*", text):
            said = text[sign.end() :]
            for known, value in _named(issue.values):
                if end := re.match(rf"{re.escape(known)}\s*(?:,[,\s]*|$)", said):
                    return issue, value, said[end.end() :]
    raise _unread(problem, text.partition(",")[0].strip())


def _named(some: Sequence[Issue] | Sequence[Value]) -> list[tuple[str, Any]]:
    """Return issues or values by id, and by label where only one has it; long names first."""
    ids = {each.id: each for each in some}
    labels = Counter(each.label for each in some)
    named = [(each.label, each) for each in some if labels[each.label] == 1]
    both = [*ids.items(), *(pair for pair in named if pair[0] not in ids)]
    return sorted(both, key=lambda pair: -len(pair[0]))


def _unread(problem: Bargaining, part: str) -> DetenteError:
    """Return the error for what names no issue, or none of its values."""
    name, _, value = (piece.strip() for piece in part.partition("="))
    if not (name and value) or "=" in value:
        return DetenteError(
            f"'{part}' does not say how an issue is settled",
            hint="write issue=value, and commas between several",
            code="wrong-setting",
        )
    for known, issue in _named(problem.issues):
        if known == name:
            return unknown_name("value", value, (v.id for v in issue.values), of=issue.id)
    return unknown_name("issue", name, (issue.id for issue in problem.issues))
