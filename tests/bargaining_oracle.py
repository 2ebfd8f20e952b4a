"""The definitions of bargaining over packages, transcribed: slow, and meant to be read.

An independent second opinion on the fast analysis: every combination of values is written down,
and a definition is its sentence with ``all``, ``any``, ``max`` and ``min``. Numbers are whole
multiples of the step of `Worth`, read from its tables value by value; ratios are fractions.
"""

from __future__ import annotations

from fractions import Fraction
from functools import cached_property
from itertools import combinations, product
from math import prod

from detente.bargaining.model import Package
from detente.bargaining.worth import Worth, truth
from detente.conditions import Condition


class Oracle:
    """Answers by definition, for one problem."""

    def __init__(self, worth: Worth) -> None:
        self.worth = worth
        self.problem = worth.problem
        self.members = self.problem.agreement
        self.reserved = dict(zip(self.problem.party_ids, map(int, worth.reservation), strict=True))
        self.packages: list[Package] = [
            package
            for package in product(*(range(len(issue.values)) for issue in self.problem.issues))
            if not any(self.holds(condition, package) for condition in self.problem.infeasible)
        ]
        self.sums = {package: self.worth_of(package) for package in self.packages}

    def holds(self, condition: Condition, package: Package) -> bool:
        """Is the condition true of the package?"""
        args = [self.holds(arg, package) for arg in condition.args]
        if condition.op == "name":
            issue, values = truth(self.problem, condition.name)
            return bool(values[package[issue]])
        return {
            "const": lambda: bool(condition.count),
            "not": lambda: not args[0],
            "and": lambda: all(args),
            "or": lambda: any(args),
            "xor": lambda: args[0] != args[1],
            "iff": lambda: args[0] == args[1],
            "implies": lambda: not args[0] or args[1],
            "exactly": lambda: sum(args) == condition.count,
            "at_most": lambda: sum(args) <= condition.count,
            "at_least": lambda: sum(args) >= condition.count,
        }[condition.op]()

    def worth_of(self, package: Package) -> dict[str, int]:
        """What each party gets: its values, and what holds besides."""
        return {
            party: sum(
                int(table[value][place])
                for table, value in zip(self.worth.tables, package, strict=True)
            )
            + sum(
                int(bonus.amounts[place])
                for bonus in self.worth.bonuses
                if self.holds(bonus.when, package)
            )
            for place, party in enumerate(self.problem.party_ids)
        }

    # -- Agreement -----------------------------------------------------------------------------

    def asked(self, package: Package) -> set[str]:
        """Whose agreement does the package need?"""
        needed = set(self.members)
        for consent in self.problem.consents:
            if self.holds(consent.when, package):
                needed |= set(consent.of)
        return needed

    def refused_by(self, package: Package) -> set[str]:
        """Which of them have more without a deal?"""
        return {p for p in self.asked(package) if self.sums[package][p] < self.reserved[p]}

    @cached_property
    def acceptable(self) -> list[Package]:
        """The packages that nobody refuses whose agreement they need."""
        return [package for package in self.packages if not self.refused_by(package)]

    def blocking(self) -> list[set[str]]:
        """The least sets of parties of which some party refuses every package."""
        parties = self.problem.party_ids
        found: list[set[str]] = []
        for size in range(1, len(parties) + 1):
            for some in map(set, combinations(parties, size)):
                if any(known <= some for known in found):
                    continue
                if all(self.refused_by(package) & some for package in self.packages):
                    found.append(some)
        return found

    def shortfalls(self, package: Package) -> dict[str, int]:
        """What those who are asked lack."""
        return {p: self.reserved[p] - self.sums[package][p] for p in self.refused_by(package)}

    def nearest(self) -> list[Package]:
        """The packages with the least largest shortfall, of those the ones with the least sum."""

        def lack(package: Package) -> tuple[int, int]:
            short = self.shortfalls(package).values()
            return max(short, default=0), sum(short)

        least = min(map(lack, self.packages))
        return [package for package in self.packages if lack(package) == least]

    # -- Efficiency ----------------------------------------------------------------------------

    def dominates(self, one: Package, other: Package) -> bool:
        """Is it at least as good for all who make the deal, and better for some?"""
        a, b = self.sums[one], self.sums[other]
        return all(a[p] >= b[p] for p in self.members) and any(a[p] > b[p] for p in self.members)

    def efficient(self, among: list[Package]) -> list[Package]:
        """Those that no other dominates."""
        return [one for one in among if not any(self.dominates(other, one) for other in among)]

    # -- Solutions -----------------------------------------------------------------------------

    def gains(self, package: Package) -> list[int]:
        """What each of those who make the deal has over no deal."""
        return [self.sums[package][p] - self.reserved[p] for p in self.members]

    def ratios(self, package: Package) -> list[Fraction]:
        """Each gain as a share of the greatest that an acceptable package has for the party.

        A party that no acceptable package gives more than no deal has no say.
        """
        ideal = [max(column) for column in zip(*map(self.gains, self.acceptable), strict=True)]
        return [
            Fraction(gain, best)
            for gain, best in zip(self.gains(package), ideal, strict=True)
            if best > 0
        ]

    def solution(self, name: str) -> Package | None:
        """The package that a solution concept picks, None where nothing is acceptable."""
        if not self.acceptable:
            return None
        return max(
            self.efficient(self.acceptable),
            key=lambda package: (*self.score(name, package), tuple(-v for v in package)),
        )

    def score(self, name: str, package: Package) -> tuple:
        """What the concept makes as great as possible, one thing after the other."""
        gains = self.gains(package)
        leximin = sorted(gains)
        if name == "nash":
            return prod(gains), leximin
        if name == "kalai_smorodinsky":
            return sorted(self.ratios(package)), leximin
        total = sum(self.sums[package][p] for p in self.members)
        if name == "utilitarian":
            return total, leximin
        if name == "egalitarian":
            return leximin[0], total, leximin
        return (leximin,)
