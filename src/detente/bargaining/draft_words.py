"""Where a draft stands, and the trades that improve it, in the case's own words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from detente.bargaining.words import amount, amounts, parties_in_words
from detente.text import capital, counted, listed

if TYPE_CHECKING:
    from detente.bargaining.draft import Draft, Improvement, Standing
    from detente.bargaining.model import Package
    from detente.bargaining.trades import Trade
    from detente.bargaining.worth import Worth


def answer(found: Draft) -> tuple[str, ...]:
    """Return where the draft stands, what would improve it, and by which least changes."""
    said = [stands(found), _improved(found)]
    if found.fewest:
        first = found.fewest[0]
        issues = counted(first.changed, "issue", "issues")
        otherwise = changes_in_words(found.worth, found.package, first)
        gains = _gains(found, first)
        said.append(f"It takes a change of {issues} to improve it: {otherwise}, {gains}.")
    return tuple(said)


def stands(found: Standing) -> str:
    """Return whether a package is acceptable, and to whom it gives what; or who refuses it."""
    worth = found.worth
    if found.infeasible:
        return f"The draft cannot occur: it fulfils “{found.infeasible[0]}”."
    gains = worth.utilities(found.sums - worth.reservation)
    inside = amounts(worth.problem, {p: gains[p] for p in worth.problem.agreement})
    if not found.refused:
        return f"The draft is acceptable: over no deal it gives {inside}."
    from detente.bargaining.draft import lacks

    who = capital(parties_in_words(worth.problem, found.refused))
    refuse = "refuses" if len(found.refused) == 1 else "refuse"
    missing = amounts(worth.problem, lacks(worth, found.refused))
    return f"{who} {refuse} the draft, which leaves {missing} short of no deal."


def _improved(found: Draft) -> str:
    problem = found.worth.problem
    everybody = parties_in_words(problem, problem.agreement)
    if found.efficient:
        return (
            f"It is efficient: no package gives {everybody} at least as much and one of them more."
        )
    if not found.points:
        return (
            f"What would give {everybody} at least as much, and one of them more, is refused by "
            "somebody else whose agreement it would need."
        )
    many = counted(found.points, "efficient package improves", "efficient packages improve")
    if not found.room:
        return f"It is not efficient: {many} it for some at no loss to others."
    room = amount(found.to_number(found.room))
    return f"It is not efficient: {many} it, and all could have {room} more at once."


def _gains(found: Draft, improvement: Improvement) -> str:
    members = found.worth.problem.agreement
    numbers = zip(members, improvement.gains, strict=True)
    gains = {party: found.to_number(int(gain)) for party, gain in numbers if gain}
    return f"which gives {amounts(found.worth.problem, gains)} more"


def changes_in_words(worth: Worth, before: Package, improvement: Improvement) -> str:
    """Return the issues that an improvement settles otherwise, as a list."""
    places = sorted(place for trade in improvement.trades for place in trade.issues)
    return listed([change_in_words(worth, place, before, improvement.package) for place in places])


def change_in_words(worth: Worth, place: int, before: Package, after: Package) -> str:
    """Return how an issue is settled instead."""
    issue = worth.problem.issues[place]
    old, new = issue.values[before[place]].label, issue.values[after[place]].label
    return f"“{issue.label}: {new}” instead of “{old}”"


def told(found: Draft, improvement: Improvement) -> tuple[str, ...]:
    """Return for every party that makes the deal what it gives for what, in one sentence each."""
    problem = found.worth.problem
    ids = problem.party_ids
    return tuple(
        _told(
            found, improvement, party, [int(t.change[ids.index(party)]) for t in improvement.trades]
        )
        for party in problem.agreement
    )


def _told(found: Draft, improvement: Improvement, party: str, changes: Sequence[int]) -> str:
    who = capital(parties_in_words(found.worth.problem, [party]))
    gives = _part(found, improvement, changes, better=False)
    gets = _part(found, improvement, changes, better=True)
    total = signed(found.to_number(sum(changes)))
    if gives and gets:
        return f"{who} accepts {gives} for {gets}: {total} in all."
    if gets:
        return f"{who} only gains: {gets}."
    if gives:
        return f"{who} only loses: {gives}."
    return f"To {who} all that changes is worth the same."


def _part(found: Draft, improvement: Improvement, changes: Sequence[int], *, better: bool) -> str:
    """Return the trades that a party gains by, or loses by, with what each is worth to it."""
    parts = [
        f"{trade_in_words(found.worth, trade, found.package, improvement.package)} "
        f"({signed(found.to_number(change))})"
        for trade, change in zip(improvement.trades, changes, strict=True)
        if (change > 0 if better else change < 0)
    ]
    return listed(parts)


def trade_in_words(worth: Worth, trade: Trade, before: Package, after: Package) -> str:
    """Return the changes of a trade; those that are linked are told together."""
    changes = [change_in_words(worth, place, before, after) for place in trade.issues]
    return " together with ".join(changes)


def signed(number: float) -> str:
    """Return a difference as people read it.

    Examples
    --------
    >>> signed(0.25), signed(-0.1), signed(0.0)
    ('+0.25', '−0.1', '0')
    """
    if not number:
        return "0"
    return f"{'+' if number > 0 else '−'}{amount(abs(number))}"
