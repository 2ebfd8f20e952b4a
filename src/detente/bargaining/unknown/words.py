"""What follows from unknown numbers, in plain sentences."""

from __future__ import annotations

from math import ceil, floor
from typing import TYPE_CHECKING

from detente.text import capital

if TYPE_CHECKING:
    from detente.bargaining.model import Bargaining, Package
    from detente.bargaining.unknown.deciding import Decider
    from detente.bargaining.unknown.result import Share, Uncertain
    from detente.bargaining.unknown.sampling import Unknown

LITTLE = 0.02
"""Of an answer; what explains less is not called decisive."""


def answer(result: Uncertain) -> tuple[str, ...]:
    """Return how likely a deal is, which package leads, and what decides it."""
    if not result.parameters["unknowns"]:
        return ("Every number is given: nothing is uncertain.",)
    said = [deal_in_words(result.agreement, result.samples)]
    if result.agreement.mean > 0 and result.packages:
        said.append(_leader(result))
    if (most := _most(result)) is not None:
        said.append(_decisive(result, most))
    return tuple(said)


def deal_in_words(share: Share, samples: int) -> str:
    """Return in which share of the draws a deal exists, as a sentence."""
    of = f"{samples:,} draws of what is unknown"
    if share.mean == 0:
        return f"In none of {of} is there a package that all would accept{bound_in_words(share)}."
    if share.mean == 1:
        return f"In all of {of} there is a package that all would accept{bound_in_words(share)}."
    return f"In {_percent(share)} of {of} there is a package that all would accept."


def _leader(result: Uncertain) -> str:
    first = result.packages[0]
    often = max(result.packages, key=lambda each: each.acceptable.mean)
    judged = "" if result.complete else " of those judged"
    share = first.solutions["nash"].mean / result.agreement.mean
    named = package_in_words(result.problem, first.package)
    said = f"Where there is one, the Nash package is most often {named}: in {share:.0%} of them"
    if often.package == first.package:
        accepted = f"{often.acceptable.mean:.0%}"
        return f"{said}, and no other{judged} is acceptable more often ({accepted})."
    other = package_in_words(result.problem, often.package)
    return f"{said}. Acceptable most often{judged} is {other} ({often.acceptable.mean:.0%})."


def _most(result: Uncertain) -> Decider | None:
    """Return the most decisive unknown, if there is one to speak of."""
    known = [d for d in result.deciding if (_weight(d) or 0) > LITTLE]
    return known[0] if known else None


def _weight(decider: Decider) -> float | None:
    return decider.nash if decider.agreement is None else decider.agreement


def _decisive(result: Uncertain, most: Decider) -> str:
    name = unknown_in_words(result.problem, most.unknown)
    if most.agreement is None:
        return (
            f"{capital(name)} most decides which package that is: by itself it explains "
            f"{most.nash:.0%} of the variation."
        )
    said = (
        f"{capital(name)} most decides whether a deal exists: there is one in {most.lower:.0%} of "
        f"the draws in its lower third and in {most.upper:.0%} of those in its upper third"
    )
    if (cut := most.threshold) is None:
        return f"{said}."
    side = "below" if cut.deal_below else "above"
    return f"{said}; {side} {cut.at:.2g} a deal is more likely than not."


def _percent(share: Share) -> str:
    return f"{share.mean:.1%} (± {share.error:.1%})"


def bound_in_words(share: Share) -> str:
    """Return what may well be of a share that is none or all, in brackets; else nothing."""
    if share.bound is None:
        return ""
    # rounded away from what was seen, so that no more is said than holds
    if share.mean:
        return f" (more than {floor(share.bound * 1000) / 10:g}% of all, with 95% confidence)"
    return f" (less than {ceil(share.bound * 1000) / 10:g}% of all, with 95% confidence)"


def package_in_words(problem: Bargaining, package: Package) -> str:
    """Return a package as the labels of its issues and values."""
    parts = (
        f"{issue.label}: {issue.values[place].label}"
        for issue, place in zip(problem.issues, package, strict=True)
    )
    return f"“{'; '.join(parts)}”"


def unknown_in_words(problem: Bargaining, unknown: Unknown) -> str:
    """Return what an unknown number is, in the case's words."""
    party = next(p.label for p in problem.parties if p.id == unknown.party)
    match unknown.kind:
        case "weight":
            return f"the weight of “{problem.issue(unknown.place[0]).label}” to {party}"
        case "score":
            issue = problem.issue(unknown.place[0])
            value = issue.values[issue.place(unknown.place[1])].label
            return f"how good “{value}” is to {party} ({issue.label})"
        case "interaction":
            met = problem.profiles[unknown.party].interactions[int(unknown.place[0])].when
            return f"what “{met}” is worth to {party} besides"
        case "contribution":
            label = problem.contributions[unknown.place[0]].label
            return f"what “{label}” is worth to {party}"
        case _:
            return f"what {party} has without a deal"
