"""Random bargaining problems: from Hypothesis, which shrinks what fails, or from a seed, in bulk.

Numbers are small and whole, so that packages are often tied; conditions forbid, add worth and ask
for consent, now and then so that nothing is feasible or acceptable.
"""

from __future__ import annotations

from collections.abc import Sequence

from hypothesis import strategies as st

from detente.bargaining.model import (
    Bargaining,
    Consent,
    Interaction,
    Issue,
    Profile,
    Range,
    Score,
    Value,
    Weight,
)
from detente.case import Party
from strategies import Drawn, Seeded, Source, _condition


@st.composite
def problems(draw: st.DrawFn, max_parties: int = 6, max_issues: int = 5) -> Bargaining:
    """Return random problems of two parties and more."""
    return build(Drawn(draw), max_parties, max_issues)


def random_problem(seed: int, max_parties: int = 6, max_issues: int = 5) -> Bargaining:
    """Return the random problem of a seed."""
    return build(Seeded(seed), max_parties, max_issues)


def build(source: Source, max_parties: int, max_issues: int) -> Bargaining:
    """Return a random problem made from the numbers of a source."""
    parties = tuple(Party(f"p{k}") for k in range(source.number(2, max_parties)))
    sizes = [source.number(1, 4) for _ in range(source.number(1, max_issues))]
    issues = tuple(_issue(f"i{k}", size) for k, size in enumerate(sizes))
    names = [f"{issue.id}.{value.id}" for issue in issues for value in issue.values]
    names += [f"{issue.id} >= 1" for issue in issues]
    outside = source.number(0, max(0, len(parties) - 2))
    members = tuple(party.id for party in parties[: len(parties) - outside])
    consents = tuple(
        Consent((party.id,), _condition(source, names, 1))
        for party in parties[len(members) :]
        for _ in range(source.number(0, 2))
    )
    return Bargaining(
        parties,
        issues,
        {party.id: _profile(source, party.id, issues, names) for party in parties},
        agreement=members,
        consents=consents,
        infeasible=tuple(_condition(source, names, 2) for _ in range(source.number(0, 2))),
    )


def _issue(key: str, size: int) -> Issue:
    return Issue(key, tuple(Value(f"v{k}", number=float(k)) for k in range(size)))


def _profile(source: Source, party: str, issues: Sequence[Issue], names: Sequence[str]) -> Profile:
    top = (1, 2, 4, 9)[source.number(0, 3)]
    interactions = tuple(
        Interaction(_condition(source, names, 1), _exactly(source.number(-2, 2)))
        for _ in range(source.number(0, 2))
    )
    return Profile(
        party,
        {issue.id: Weight(_exactly(source.number(0, 2))) for issue in issues},
        {
            issue.id: tuple(
                Score(_exactly(number)) for number in source.numbers(0, top, len(issue.values))
            )
            for issue in issues
        },
        reservation=_exactly(source.number(0, 2 + top)),
        interactions=interactions,
    )


def _exactly(number: int) -> Range:
    return Range.exactly(float(number))


def additive(values: Sequence[Sequence[float]], reservation: Sequence[float]) -> Bargaining:
    """Return the problem of one issue whose values are worth so much, one row for each value."""
    parties = tuple(Party(f"p{k}") for k in range(len(reservation)))
    issue = Issue("point", tuple(Value(f"v{k}") for k in range(len(values))))
    return Bargaining(
        parties,
        (issue,),
        {
            party.id: Profile(
                party.id,
                {"point": Weight(Range.exactly(1.0))},
                {"point": tuple(Score(Range.exactly(float(row[k]))) for row in values)},
                reservation=Range.exactly(float(reservation[k])),
            )
            for k, party in enumerate(parties)
        },
    )
