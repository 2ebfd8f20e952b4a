"""A domain's names as ids that a case file can hold."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from detente.bargaining.model import Bargaining, Issue
from detente.case import Case
from detente.interop.domains.parts import Origin
from detente.interop.names import RESERVED, unique_id

_WORD = re.compile(r"[^\W\d]\w*")


def with_plain_ids(case: Case) -> Case:
    """Return a case read from a domain with ids that conditions can name; others as they are.

    Names that are no such ids become labels: ``low, wooden`` is then ``low_wooden: low, wooden``.
    """
    problem = case.bargaining
    if problem is None or not any(isinstance(each, Origin) for each in case.foreign.values()):
        return case
    parties = _ids(problem.party_ids, "party")
    issues = _ids([issue.id for issue in problem.issues], "issue")
    own = dict(zip(problem.party_ids, parties, strict=True))
    keys = dict(zip((issue.id for issue in problem.issues), issues, strict=True))
    named = {own[key]: replace(party, id=own[key]) for key, party in case.parties.items()}
    changed = Bargaining(
        tuple(named[party] for party in parties),
        tuple(_issue(issue, keys[issue.id]) for issue in problem.issues),
        {
            own[key]: replace(
                profile,
                party=own[key],
                weights={keys[name]: weight for name, weight in profile.weights.items()},
                scores={keys[name]: scores for name, scores in profile.scores.items()},
            )
            for key, profile in problem.profiles.items()
        },
        title=problem.title,
    )
    return replace(case, parties=named, bargaining=changed)


def _ids(names: Sequence[str], kind: str) -> list[str]:
    found: list[str] = []
    for name in names:
        plain = _WORD.fullmatch(name) and name not in RESERVED and name not in found
        found.append(name if plain else unique_id(name, {*found, *names}, kind))
    return found


def _issue(issue: Issue, key: str) -> Issue:
    """Return an issue under another id; numbers keep theirs, which are how they are written."""
    if all(value.number is not None for value in issue.values):
        return replace(issue, id=key)
    ids = _ids([value.id for value in issue.values], "value")
    values = tuple(replace(v, id=i) for v, i in zip(issue.values, ids, strict=True))
    return replace(issue, id=key, values=values)
