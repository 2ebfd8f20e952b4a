"""What payments between the parties can do: whether they open a deal, and how little is enough.

With payments, a package can be agreed on as soon as those who have to agree gain from it together:
whoever gains pays who loses. That takes utilities of several parties to be measured in the same
unit. They are not by themselves; a rate for each party says what a unit of its utility is worth.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from math import isfinite
from typing import Any

import numpy as np

from detente.bargaining.best import NONE, best_package, greatest
from detente.bargaining.diagram import Diagram, diagram
from detente.bargaining.frontier import members, vetoers
from detente.bargaining.model import Package
from detente.bargaining.reach import NO_CAP, Reach, least, needed
from detente.bargaining.sweep import asked
from detente.bargaining.worth import Worth, step_for, whole
from detente.errors import ModelError, unknown_name

DEFINITION = (
    "least sum of the shortfalls of those who have to agree, on a package from which they gain "
    "together, or lose nothing; then the greatest joint gain, then the first in package order"
)
CAVEAT = (
    "payments add utilities of several parties, which is meant only if they are measured in the "
    "same unit"
)


@dataclass(frozen=True)
class Payment:
    """What one party pays another; `amount` is in units of money, a multiple of the step."""

    payer: str
    payee: str
    amount: int


@dataclass(frozen=True)
class SidePayments:
    """Whether payments between the parties open a deal.

    Parameters
    ----------
    worth : Worth
        The problem in money: utilities times rates.
    rates : mapping of str to float
        What a unit of each party's utility is worth.
    possible : bool
        Whether some package, or the given one, can be agreed on with payments.
    given : bool
        Whether a package was given.
    package : Package or None
        The one that takes least, or the given one; if payments open no deal, that of which those
        who have to agree lose least together. None if no package is feasible, or if a deal needs no
        payments.
    asked : tuple of str
        Whose agreement the package needs.
    gains : mapping of str to int
        What each of them gains over no deal, in money, before payments.
    payments : tuple of Payment
        Who pays whom; payers pay in proportion to what they gain.
    """

    worth: Worth
    rates: Mapping[str, float]
    possible: bool
    given: bool = False
    package: Package | None = None
    asked: tuple[str, ...] = ()
    gains: Mapping[str, int] | None = None
    payments: tuple[Payment, ...] = ()

    @property
    def total(self) -> int:
        """What is paid altogether, in steps."""
        return sum(payment.amount for payment in self.payments)

    @property
    def missing(self) -> int:
        """What all together still lack, in steps, where payments open no deal."""
        return 0 if self.possible or not self.gains else -sum(self.gains.values())

    def answer(self) -> tuple[str, ...]:
        """Return the finding in a few plain sentences, in the case's words."""
        from detente.bargaining.giving_words import side_payments_in_words

        return side_payments_in_words(self)

    def to_dict(self) -> dict[str, Any]:
        """Return it as one JSON-ready object."""
        amount = self.amount
        package = self.package
        return {
            "possible": self.possible,
            "needed": bool(self.payments) if self.possible else None,
            "package": None if package is None else self.worth.problem.values(package),
            "asked": list(self.asked),
            "gains": {party: amount(x) for party, x in (self.gains or {}).items()},
            "total": amount(self.total),
            "payments": [
                {
                    "from": each.payer,
                    "to": each.payee,
                    "amount": amount(each.amount),
                    "costs": amount(each.amount) / self.rates[each.payer],
                    "brings": amount(each.amount) / self.rates[each.payee],
                }
                for each in self.payments
            ],
            "missing": amount(self.missing),
            "answer": list(self.answer()),
            "parameters": {"rates": dict(self.rates), "definition": DEFINITION, "caveat": CAVEAT},
        }

    def amount(self, steps: int) -> float:
        """Return a number of steps in money."""
        digits = max(0, round(-np.log10(self.worth.step)))
        return round(steps * self.worth.step, digits)


def side_payments(
    worth: Worth,
    *,
    package: Sequence[int] | None = None,
    rates: Mapping[str, float] | None = None,
) -> SidePayments:
    """Return whether payments between the parties open a deal, and the least that do.

    Parameters
    ----------
    worth : Worth
    package : sequence of int, optional
        A draft; by default any package.
    rates : mapping of str to float, optional
        What a unit of each party's utility is worth, in money; 1 by default.

    Raises
    ------
    ModelError
        If the package cannot occur, or a rate is not a positive number.
    UnknownNameError
        If there is no such party.
    LimitError
        If there are too many packages that nothing dominates, or conditions link issues in too many ways.

    Notes
    -----
    A deal exists exactly if those who have to agree to some package gain from it together, or lose
    nothing. That needs one number for each context of the diagram. The least that opens one is
    found on the frontier of packages on which nobody lacks more than is paid on the package of the
    greatest joint gain.
    """
    given = dict.fromkeys(worth.problem.party_ids, 1.0) | dict(rates or {})
    money = _in_money(worth, given)
    if package is not None:
        chosen: Package | None = tuple(int(value) for value in package)
    else:
        paths = diagram(money, consents=True)
        richest = _most_together(paths)
        if richest is None:
            return SidePayments(money, given, False)
        gains = _gains(money, richest)
        chosen = richest if sum(gains.values()) < 0 else _cheapest(paths, _lack(gains))
        if chosen is None:
            return SidePayments(money, given, True)
    assert chosen is not None
    gains = _gains(money, chosen)
    possible = sum(gains.values()) >= 0
    return SidePayments(
        money,
        given,
        possible,
        package is not None,
        chosen,
        tuple(gains),
        gains,
        _payments(gains) if possible else (),
    )


def _in_money(worth: Worth, rates: Mapping[str, float]) -> Worth:
    """Return the problem with utilities in money."""
    for party, rate in rates.items():
        if party not in worth.problem.party_ids:
            raise unknown_name("party", party, worth.problem.party_ids)
        if not (isfinite(rate) and rate > 0):
            raise ModelError(
                f"a unit of utility of '{party}' cannot be worth {rate:g}",
                hint="rates are positive numbers",
            )
    factors = np.array([rates[party] for party in worth.problem.party_ids])
    if (factors == 1).all():
        return worth
    tables = [table * factors * worth.step for table in worth.tables]
    bonuses = [bonus.amounts * factors * worth.step for bonus in worth.bonuses]
    reservation = worth.reservation * factors * worth.step
    largest = sum(float(np.abs(table).max(initial=0)) for table in (*tables, *bonuses))
    step = step_for(max(largest, float(np.abs(reservation).max(initial=0))))
    return replace(
        worth,
        tables=tuple(whole(table, step) for table in tables),
        bonuses=tuple(
            replace(bonus, amounts=whole(amounts, step))
            for bonus, amounts in zip(worth.bonuses, bonuses, strict=True)
        ),
        reservation=whole(reservation, step),
        step=step,
    )


def _most_together(paths: Diagram) -> Package | None:
    """Return the first package of which those who have to agree gain most together."""
    worth = paths.worth
    weights = asked(paths, np.arange(len(worth.reservation))).T.astype(np.int64)
    allowed = np.eye(len(paths.ends), dtype=bool)
    sums = greatest(paths, weights, allowed)
    most = np.where(sums == NONE, NONE, sums - worth.reservation @ weights)
    if most.max(initial=NONE) == NONE:
        return None
    best = np.flatnonzero(most == most.max())
    found = (best_package(paths, weights[:, end], allowed[:, end]) for end in best)
    return min(package for package in found if package is not None)


def _cheapest(paths: Diagram, most: int) -> Package | None:
    """Return the package that needs the least payments, at most `most`; None if it needs none."""
    parties = np.concatenate([members(paths.worth), vetoers(paths.worth)])
    reservation = paths.worth.reservation[parties]
    reach = Reach.of(paths, parties, reservation - most, np.full_like(reservation, NO_CAP))
    gains = np.where(reach.asked, reach.vectors - reservation, 0)
    together = gains.sum(axis=1)
    able = np.flatnonzero(together >= 0)
    lacks = np.maximum(-gains, 0).sum(axis=1)
    rows = able[least([(int(lacks[row]), -int(together[row])) for row in able])]
    return reach.first(rows) if lacks[rows[0]] else None


def _gains(worth: Worth, package: Package) -> dict[str, int]:
    """Return what those gain who have to agree."""
    asks = needed(worth, package)
    gains = worth.sums(package)[0] - worth.reservation
    return {
        party: int(gain)
        for party, gain in zip(worth.problem.party_ids, gains, strict=True)
        if party in asks
    }


def _lack(gains: Mapping[str, int]) -> int:
    return sum(max(0, -gain) for gain in gains.values())


def _payments(gains: Mapping[str, int]) -> tuple[Payment, ...]:
    """Return who pays whom, in party order: payers in proportion to what they gain."""
    total, surplus = _lack(gains), sum(max(0, gain) for gain in gains.values())
    if not total:
        return ()
    payers = {party: total * gain // surplus for party, gain in gains.items() if gain > 0}
    for party in payers:  # steps lost to rounding down; there are fewer than payers
        if sum(payers.values()) < total:
            payers[party] += 1
    payees = {party: -gain for party, gain in gains.items() if gain < 0}
    found = []
    for payee, wanted in payees.items():
        left = wanted
        for payer in payers:
            amount = min(left, payers[payer])
            if amount:
                found.append(Payment(payer, payee, amount))
                payers[payer] -= amount
                left -= amount
    return tuple(found)
