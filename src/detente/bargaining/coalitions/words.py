"""What coalitions can secure and upset, in the case's own words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from detente.bargaining.words import amount, amounts, package_in_words, parties_in_words
from detente.text import capital, counted

if TYPE_CHECKING:
    from detente.bargaining.coalitions.analysis import Coalitions
    from detente.bargaining.coalitions.blocking import Blocking, Departure

TOLD = 2
"""Coalitions told of that can upset a package."""


def answer(found: Coalitions) -> tuple[str, ...]:
    """Return what all gain together, who can do without whom, and how it may be divided."""
    problem = found.problem
    if found.package is None or found.game.total <= 0:
        first = "All together gain nothing over no deal, even if they pay each other."
    else:
        named = package_in_words(problem, found.package)
        first = f"All together gain most, {amount(found.game.total)} over no deal, by {named}."
    return (first, _alone(found), *_division(found))


def _alone(found: Coalitions) -> str:
    problem = found.problem
    if found.concluded.pure:
        return (
            "Every deal needs everybody: nobody has a deal without all others, each can block any, "
            "and every division is in the core that leaves nobody worse off than no deal."
        )
    who = parties_in_words(problem, problem.agreement)
    need = "needs" if len(problem.agreement) == 1 else "all need"
    able = [place for place, value in enumerate(found.game.values[:-1]) if value > 0]
    if not able:
        return (
            f"To any deal {who} {need} to agree; no coalition gains by a deal without the others."
        )
    least = min(able, key=lambda place: (place.bit_count(), place))
    some = parties_in_words(problem, found.game.members(least))
    worth = amount(float(found.game.values[least]))
    more = counted(len(able) - 1, "larger or other coalition does", "larger or other coalitions do")
    also = f"; {more} too" if len(able) > 1 else ""
    return f"To any deal {who} {need} to agree; {some} can gain {worth} without the others{also}."


def _division(found: Coalitions) -> list[str]:
    if found.game.total <= 0 or found.core is None or found.nucleolus is None:
        return []
    shares = amounts(found.problem, found.nucleolus.to_dict()["shares"])
    said = []
    if found.core.empty:
        said.append(
            "The core is empty: however all divide what they gain, some coalition can do better "
            "by itself."
        )
    elif not found.concluded.pure:
        said.append("The core is not empty: it can be divided so that no coalition does better.")
    by_value = amounts(found.problem, found.game.named(found.shapley))
    said.append(
        f"If members pay each other, the {found.nucleolus.kind} gives {shares}; "
        f"the Shapley value {by_value}."
    )
    return said


def blocking_in_words(found: Blocking) -> tuple[str, ...]:
    """Return who can refuse a package, who would, and who has another that it prefers."""
    problem = found.worth.problem
    asked = parties_in_words(problem, found.asked)
    each = "can refuse it" if len(found.asked) == 1 else "can each refuse it"
    said = [f"{capital(asked)} {each}."]
    if found.refusing:
        who = capital(parties_in_words(problem, found.refusing))
        have = "has" if len(found.refusing) == 1 else "have"
        said.append(f"{who} {have} more without a deal, and would.")
    else:
        said.append("None of them has more without a deal.")
    said += [_departure(found, each) for each in found.departures[:TOLD]]
    if len(found.departures) > TOLD:
        others = counted(len(found.departures) - TOLD, "other coalition", "other coalitions")
        said.append(f"So can {others}.")
    if not found.departures:
        said.append("No coalition can conclude another package that all its members prefer.")
    return tuple(said)


def _departure(found: Blocking, step: Departure) -> str:
    from detente.bargaining.coalitions.blocking import in_utility

    problem = found.worth.problem
    who = capital(parties_in_words(problem, step.coalition))
    named = package_in_words(problem, step.package)
    gains = amounts(problem, in_utility(found.worth, step.gains))
    return f"{who} can instead conclude {named}, which gives {gains} more."
