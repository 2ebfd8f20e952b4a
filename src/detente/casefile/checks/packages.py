"""The bargaining in numbers: weights that fit, packages that can occur, reservations in reach.

These look at the model, so they are made only where the section is sound.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Any

import numpy as np

from detente.bargaining.consistency import exactly, fit
from detente.bargaining.heights import heights
from detente.bargaining.model import Bargaining, Comparison, Profile
from detente.bargaining.unknown.statements import conflicting
from detente.bargaining.worth import truth, worth
from detente.case import Party
from detente.casefile.bargaining import building, schema
from detente.casefile.bargaining.orders import read_order
from detente.casefile.bargaining.sections import Section, each, orders
from detente.casefile.checks import bargaining, profiles
from detente.casefile.checks.conflict import condition as when
from detente.casefile.checks.facts import Facts, Finding
from detente.casefile.variants import Located, Variant
from detente.conditions import Condition
from detente.errors import DetenteError
from detente.terms import depths

SLIP = 1e-6
"""By how much weights that are all given may miss the sum of 1: they may have been rounded."""


def problems(facts: Facts) -> Iterator[tuple[Section, Bargaining]]:
    """Yield the model of every scenario's section; none where other checks find errors."""
    faulty = facts.mended or any(
        finding.severity == "error"
        for check in (*bargaining.CHECKS, *profiles.CHECKS)
        for finding in check(facts)
    )
    for section in () if faulty else facts.sections:
        if len(depths(facts.terms(section))) == len(section.terms):  # else in a circle
            known = {key: Party(key) for key in facts.case.parties}
            try:
                yield section, building.bargaining(section, known)
            except DetenteError:  # other checks tell of it
                continue


def numbers(facts: Facts) -> Iterator[Finding]:
    """Check weights, scores, feasibility and reservation values."""
    for section, problem in problems(facts):
        for party, profile in section.own(section.preferences).items():
            yield from _weights(profile, problem.profiles[party])
            yield from _spans(profile, problem, party)
        yield from _heights(section, problem)
        yield from _idle(section, problem)


# -- Weights -------------------------------------------------------------------------------


def _weights(located: Located[schema.Profile], profile: Profile) -> Iterator[Finding]:
    """Check that weights exist of which all is true that is said."""
    shares = {key: weight.share for key, weight in profile.weights.items()}
    slip = SLIP if all(share.known for share in shares.values()) else 0.0
    if not fit(shares, (), slip):
        least, most = (
            float(sum(map(exactly, ends), Fraction(0)))
            for ends in zip(*((s.low, s.high) for s in shares.values()), strict=True)
        )
        yield Finding(
            "weights",
            _sum(profile.party, least, most),
            (*located.path, "weights"),
            hint="the weights of a party sum to 1; "
            + (f"take {least - 1:.6g} away" if least > 1 else f"{1 - most:.6g} is missing"),
            key=True,
        )
        return
    said = conflicting(profile)
    if not said:
        return
    texts = list(
        dict.fromkeys(one.text if isinstance(one, Comparison) else str(one) for one in said)
    )
    more = f"; … ({len(texts)} in all)" if len(texts) > bargaining.NAMED else ""
    shown = "; ".join(texts[: bargaining.NAMED]) + more
    used = [place for place, one in enumerate(profile.comparisons) if one in said]
    line = _lines(located)[used[0]] if used else None
    yield Finding(
        "contradictory-weights",
        f"no weights of '{profile.party}' fit all of: {shown}",
        line.path if line else (*located.path, "orders"),
        hint="each of these is needed for the contradiction: change one",
        key=line is None,
    )


def _sum(party: str, least: float, most: float) -> str:
    if least == most:
        return f"the weights of '{party}' sum to {least:.6g}, not to 1"
    if least > 1:
        return f"the weights of '{party}' sum to {least:.6g} even at their least"
    return f"the weights of '{party}' sum to {most:.6g} even at their most"


def _lines(profile: Located[schema.Profile]) -> list[Located[schema.Order]]:
    """Return for every comparison the order that it comes from."""
    return [order for order in orders(profile) for _ in read_order(order.entry.order)[0]]


def _spans(located: Located[schema.Profile], problem: Bargaining, party: str) -> Iterator[Finding]:
    """Warn of scores that do not reach from 0 to 1, on which weights would not mean the same.

    Where a contribution adds to an issue, its best value may be what only that makes of it.
    """
    profile = problem.profiles[party]
    helped = {
        truth(problem, name)[0]
        for each in problem.contributions.values()
        if party in each.worth and each.worth[party].high > 0
        for name in each.when.names()
    }
    for key, listed in profile.scores.items():
        low = min(score.worth.low for score in listed)
        high = max(score.worth.high for score in listed)
        weight = profile.weights[key].share
        top = high <= 1 if problem.place(key) in helped else high == 1
        if weight.high > 0 and not (low == 0 and top):
            yield Finding(
                "score-span",
                f"the scores of '{key}' go from {low:g} to {high:g}, not from 0 to 1",
                (*located.path, "scores", key),
                hint="a weight tells what going from the worst value to the best is worth",
                severity="warning",
                key=True,
            )


# -- Packages ------------------------------------------------------------------------------


def _heights(section: Section, problem: Bargaining) -> Iterator[Finding]:
    """Check that packages can occur, and that each party can get what it has anyway."""
    under = f" (scenario '{section.scenario}')" if section.scenario else ""
    try:
        found = worth(problem)
        most = heights(found)
    except DetenteError as error:
        yield Finding(error.code, error.message + under, section.path, error.hint, key=True)
        return
    if most is None and not (section.owns(section.infeasible) or section.own(section.terms)):
        return  # told of the case as written
    if most is None:
        yield Finding(
            "no-feasible-package",
            f"no package is left: what is infeasible excludes every one{under}",
            section.infeasible.path,
            hint="these conditions contradict each other; remove or weaken one",
            key=True,
        )
        return
    for place, party in enumerate(problem.party_ids):
        profile = problem.profiles[party]
        decide: list[Located[Any]] = [section.preferences[party], section.infeasible]
        decide += [section.no_deal] if profile.reservation is None else []
        if not any(map(section.owns, decide)):
            continue  # told of the case as written
        if profile.exact:
            figures = most.most[place] * found.step, found.reservation[place] * found.step
        elif profile.reservation is not None:
            figures = _at_most(profile), profile.reservation.low
        else:
            continue  # what no deal is worth can be had as a package
        if figures[1] > figures[0] + SLIP:
            yield Finding(
                "out-of-reach",
                f"no package is worth more than {figures[0]:.6g} to '{party}', "
                f"which has {figures[1]:.6g} without a deal{under}",
                (*section.preferences[party].path, "reservation"),
                hint="then there is no zone of agreement; is that meant?",
                severity="warning",
                key=True,
            )


def _at_most(profile: Profile) -> float:
    """Return more than any package can be worth, whatever weights and scores turn out to be."""
    best = {
        key: max(score.worth.high for score in listed) for key, listed in profile.scores.items()
    }
    shares = {key: weight.share for key, weight in profile.weights.items() if key in best}
    total = sum(best[key] * share.low for key, share in shares.items())
    left = 1 - sum(share.low for share in shares.values())
    for key in sorted(shares, key=lambda key: -best[key]):
        taken = min(left, shares[key].high - shares[key].low)
        total, left = total + taken * best[key], left - taken
    return total + sum(max(each.worth.high, 0.0) for each in profile.interactions)


def _idle(section: Section, problem: Bargaining) -> Iterator[Finding]:
    """Note issues that matter to nobody: slips, or not needed."""
    if section.scenario:
        return
    used = {name.split(" ")[0].partition(".")[0] for name in worth(problem).truths}
    for profile in problem.profiles.values():
        used |= {key for key, weight in profile.weights.items() if weight.share.high > 0}
    for key, issue in section.issues.items():
        if key not in used:
            message = f"nobody weighs '{key}', and no condition is about it"
            yield Finding("idle-issue", message, issue.path, severity="note", key=True)


# -- What states mean ------------------------------------------------------------------------


def states(facts: Facts) -> Iterator[Finding]:
    """Check which packages the states of the conflict are said to amount to."""
    for place, section in enumerate(facts.sections):
        meanings = list(each(section.states))
        own = section.owns(section.states)
        if not meanings:
            continue
        if not facts.variants:
            if own:
                yield Finding(
                    "no-conflict",
                    "states are said to amount to packages, and the case has no conflict",
                    section.states.path,
                    hint="add 'conflict:', or leave 'states' out",
                    key=True,
                )
            continue
        variant = facts.variants[place]
        for meaning in meanings if own else ():
            yield from when(facts, variant, Located((*meaning.path, "when"), meaning.entry.when))
        yield from _meanings(facts, variant, meanings, own=own)


def _meanings(
    facts: Facts, variant: Variant, meanings: list[Located[schema.Meaning]], *, own: bool
) -> Iterator[Finding]:
    """Find entries for which no state is left, since none fits or earlier entries take all."""
    model, size = facts.model(variant), facts.size(variant)
    if model is None or not size or not own:
        return
    taken = np.zeros(size, bool)
    for meaning in meanings:
        condition = facts.parsed(meaning.entry.when)
        if not isinstance(condition, Condition):
            continue
        if not {*condition.names()} <= {*model.columns, *model.terms, *variant.names}:
            continue
        holds = np.broadcast_to(model.holds(condition), size)
        path = (*meaning.path, "when")
        if not holds.any() or not (holds & ~taken).any():
            why = "earlier entries take every state in which it holds"
            if not holds.any():
                why = "it holds in no feasible state"
            yield Finding(
                "decides-nothing", f"'{meaning.entry.when}' decides nothing: {why}", path,
                hint="the first entry that fits a state counts", severity="warning",
            )  # fmt: skip
        elif (holds & taken).any():
            yield Finding(
                "overlapping-states",
                f"in {(holds & taken).sum()} states '{meaning.entry.when}' holds beside an "
                "earlier entry, which counts there",
                path,
                severity="note",
            )
        taken |= holds


CHECKS = (numbers, states)
