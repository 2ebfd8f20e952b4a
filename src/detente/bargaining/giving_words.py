"""What payments and outside contributions can do, in the case's own words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from detente.bargaining.words import (
    amount,
    amounts,
    amounts_for,
    package_in_words,
    parties_in_words,
)
from detente.text import capital, listed, quoted

if TYPE_CHECKING:
    from detente.bargaining.contribution import Addition, Contributed, Offer
    from detente.bargaining.transfers import SidePayments

NOTHING_FEASIBLE = "No package is feasible, so nothing that is paid or added opens a deal."


def side_payments_in_words(found: SidePayments) -> tuple[str, ...]:
    """Return whether payments open a deal, on which package, and who pays whom how much."""
    problem = found.worth.problem
    if found.package is None:
        if found.possible:
            return ("A deal exists without any payments.",)
        return (NOTHING_FEASIBLE,)
    named = package_in_words(problem, found.package)
    which = "This package" if found.given else "A deal"
    if not found.possible:
        lost = amount(found.amount(found.missing))
        if found.given:
            told = "No payments make this package acceptable: those who have to agree lose "
            return (f"{told}{lost} together.",)
        told = "No payments open a deal: on every package those who have to agree lose together"
        return (f"{told}, least on {named} ({lost}).",)
    if not found.payments:
        return (f"{which} needs no payments: nobody who has to agree has more without a deal.",)
    total = amount(found.amount(found.total))
    paid = [
        f"{parties_in_words(problem, [each.payer])} pays "
        f"{parties_in_words(problem, [each.payee])} {amount(found.amount(each.amount))}"
        for each in found.payments
    ]
    first = (
        f"Payments of {total} make this package acceptable."
        if found.given
        else f"There is a deal if parties pay each other; the least is {total}, on {named}."
    )
    caveat = (
        "This adds what packages are worth to different parties, which is meant only if they "
        "measure it in the same unit."
    )
    return (first, f"{capital(listed(paid))}.", caveat)


def contribution_in_words(found: Contributed) -> tuple[str, ...]:
    """Return how much is missing, on which issue it can be made up, and what the offers do."""
    if not found.feasible:
        return (NOTHING_FEASIBLE,)
    if found.agreement:
        return ("A deal exists without any contribution.",)
    if found.least_total is None:
        who = parties_in_words(found.worth.problem, [found.party])
        return (f"Nothing that {who} adds opens a deal: it refuses every package itself.",)
    problem = found.worth.problem
    named = package_in_words(problem, found.least_total.package)
    first = f"The least that has to be added is {_added(found, found.least_total)}, on {named}."
    said = [first, _on_issues(found)]
    if found.offer is not None:
        said.append(_offer(found, found.offer))
        given = [problem.contributions[key].worth.values() for key in found.offer.contributions]
        if not all(each.known for worth in given for each in worth):
            said.append("What is given as a range counts at its best guess, or its middle.")
    return tuple(said)


def _added(found: Contributed, some: Addition) -> str:
    return amounts_for(found.worth.problem, some.to_dict(found.worth)["added"])


def _on_issues(found: Contributed) -> str:
    problem = found.worth.problem
    able = [(sum(each.lacks.values()), key, each) for key, each in (found.issues or {}).items()
            if each is not None]  # fmt: skip
    if not able:
        return "On no single issue is that enough, even if it went as well as it can for them."
    _, key, each = min(able, key=lambda item: item[0])
    said = (
        f"On one issue alone it takes least on {quoted(problem.issue(key).label)}, "
        f"{_added(found, each)}"
    )
    others = [quoted(problem.issue(other).label) for _, other, _ in able if other != key]
    return f"{said}; it is possible on {listed(others)} too." if others else f"{said}; on no other."


def _offer(found: Contributed, offer: Offer) -> str:
    problem = found.worth.problem
    labels = [quoted(problem.contributions[key].label) for key in offer.contributions]
    told = offer.to_dict(found.worth)
    if offer.lacks:
        lacks = amounts(problem, told["added"])
        return (
            f"None of the contributions of the case is enough; nearest comes {listed(labels)}, "
            f"which still leaves {lacks} short."
        )
    named = package_in_words(problem, offer.package)
    opens = "opens" if len(labels) == 1 else "open"
    said = f"{capital(listed(labels))} {opens} a deal, {named}"
    return f"{said}{_left_to_giver(offer, told['gain'])}."


def _left_to_giver(offer: Offer, gain: float) -> str:
    if offer.gain is None:
        return ""
    if offer.gain < 0:
        return f"; the giver is left {amount(-gain)} worse off than without a deal"
    if not offer.gain:
        return "; the giver has as much as without a deal"
    return f"; the giver has {amount(gain)} more than without a deal"
