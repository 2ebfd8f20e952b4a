"""The names that other programs give as ids that a case file can hold."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from detente.bargaining.model import Bargaining, Issue
from detente.case import Case
from detente.interop.names import plain_ids
from detente.spatial.model import Actor, Dimension, Spatial


def with_plain_ids(case: Case) -> Case:
    """Return a case of another program with ids that conditions can name; others as they are.

    Names that are no such ids become labels: ``low, wooden`` is then ``low_wooden: low, wooden``.
    """
    if not case.foreign:
        return case
    own = dict(zip(case.parties, plain_ids(list(case.parties), "party"), strict=True))
    case = replace(
        case,
        parties={own[key]: replace(party, id=own[key]) for key, party in case.parties.items()},
    )
    if case.bargaining is not None:
        case = replace(case, bargaining=_bargaining(case.bargaining, own))
    if case.spatial is not None:
        case = replace(case, spatial=_spatial(case.spatial, own))
    return case


def _bargaining(problem: Bargaining, own: Mapping[str, str]) -> Bargaining:
    issues = plain_ids([issue.id for issue in problem.issues], "issue")
    keys = dict(zip((issue.id for issue in problem.issues), issues, strict=True))
    return Bargaining(
        tuple(replace(party, id=own[party.id]) for party in problem.parties),
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


def _issue(issue: Issue, key: str) -> Issue:
    """Return an issue under another id; numbers keep theirs, which are how they are written."""
    if all(value.number is not None for value in issue.values):
        return replace(issue, id=key)
    ids = plain_ids([value.id for value in issue.values], "value")
    values = tuple(replace(v, id=i) for v, i in zip(issue.values, ids, strict=True))
    return replace(issue, id=key, values=values)


def _spatial(problem: Spatial, own: Mapping[str, str]) -> Spatial:
    lines = plain_ids(problem.dimension_ids, "dimension")
    keys = dict(zip(problem.dimension_ids, lines, strict=True))

    def line(each: Dimension) -> Dimension:
        return replace(each, id=keys[each.id])

    def actor(each: Actor) -> Actor:
        stances = {keys[key]: stance for key, stance in each.stances.items()}
        return replace(each, id=own[each.id], stances=stances)

    return replace(
        problem,
        actors=tuple(map(actor, problem.actors)),
        dimensions=tuple(map(line, problem.dimensions)),
        accommodation={
            own[follower]: {own[leader]: share for leader, share in shares.items()}
            for follower, shares in problem.accommodation.items()
        },
    )
