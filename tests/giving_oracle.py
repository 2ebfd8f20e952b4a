"""Payments, contributions and coalitions over a list of all packages: slow, and meant to be read."""

from __future__ import annotations

from itertools import chain, combinations

from bargaining_oracle import Oracle
from detente.bargaining.contribution import with_contributions
from detente.bargaining.model import Package

Added = tuple[int, int, Package]
"""What is added in all, to the party that gets most, and the package."""


class Giving(Oracle):
    """Answers by definition, for one problem."""

    def gain(self, package: Package, party: str) -> int:
        """What it has over no deal."""
        return self.sums[package][party] - self.reserved[party]

    def together(self, package: Package) -> int:
        """What those gain together who have to agree."""
        return sum(self.gain(package, party) for party in self.asked(package))

    # -- Coalitions ----------------------------------------------------------------------------

    def coalition(self, some: frozenset[str]) -> tuple[int, list[Package]]:
        """The most its members gain together on what needs nobody else, and the packages."""
        able = [package for package in self.packages if self.asked(package) <= some]
        gains = {package: sum(self.gain(package, party) for party in some) for package in able}
        most = max(gains.values(), default=-1)
        return (most, [p for p in able if gains[p] == most]) if most >= 0 else (0, [])

    def upset(self, package: Package) -> dict[frozenset[str], Package]:
        """The smallest coalitions with a package that all members prefer, and which one."""
        before = self.sums[package]
        found: dict[frozenset[str], list[Package]] = {}
        for size in range(1, len(before) + 1):
            for some in map(frozenset, combinations(before, size)):
                better = [
                    other
                    for other in self.packages
                    if self.asked(other) <= some
                    and all(self.sums[other][party] > before[party] for party in some)
                ]
                if better and not any(known < some for known in found):
                    found[some] = better

        def order(some: frozenset[str], other: Package) -> tuple:
            gains = sorted(self.sums[other][party] - before[party] for party in some)
            return [-gain for gain in gains], other

        return {some: min(better, key=lambda p: order(some, p)) for some, better in found.items()}

    # -- Payments ------------------------------------------------------------------------------

    def cheapest(self) -> tuple[bool, Package | None]:
        """Whether payments open a deal; the package that takes least, None if none are needed."""
        able = [package for package in self.packages if self.together(package) >= 0]
        if not able:
            return False, min(self.packages, key=lambda p: (-self.together(p), p), default=None)

        def paid(package: Package) -> int:
            return sum(self.shortfalls(package).values())

        best = min(able, key=lambda p: (paid(p), -self.together(p), p))
        return True, best if paid(best) else None

    # -- Contributions -------------------------------------------------------------------------

    def added(self, package: Package, giver: str) -> Added | None:
        """What has to be added; None if the giver itself refuses the package."""
        lacks = self.shortfalls(package)
        return (
            None
            if giver in lacks
            else (sum(lacks.values()), max(lacks.values(), default=0), package)
        )

    def least_added(self, giver: str) -> Added | None:
        """The least in all."""
        return min(filter(None, (self.added(p, giver) for p in self.packages)), default=None)

    def least_largest(self, giver: str) -> Package | None:
        """The package on which the party that gets most gets least."""
        found = [each for p in self.packages if (each := self.added(p, giver))]
        return min(found, key=lambda each: (each[1], each[0], each[2]))[2] if found else None

    def on_issue(self, issue: int, giver: str) -> Added | None:
        """The least that is enough if no party gets more than its best value adds."""
        table = self.worth.tables[issue]
        ids = self.problem.party_ids

        def room(package: Package, party: str) -> int:
            place = ids.index(party)
            return max(row[place] for row in table) - table[package[issue]][place]

        found = [
            each
            for package in self.packages
            if (each := self.added(package, giver))
            and all(x <= room(package, party) for party, x in self.shortfalls(package).items())
        ]
        return min(found, default=None)

    def offers(self, giver: str) -> tuple[int, set[frozenset[str]], int]:
        """How few contributions open a deal, which sets of so few cost the giver least; or -1,
        the sets that leave least missing, and how much.
        """
        listed = [key for key, each in self.problem.contributions.items() if each.by == giver]
        sets = chain.from_iterable(combinations(listed, n) for n in range(1, len(listed) + 1))
        opened: dict[frozenset[str], tuple[int, float]] = {}
        missing: dict[frozenset[str], int] = {}
        for some in map(frozenset, sets):
            given = [self.problem.contributions[key] for key in some]
            with_them = Giving(with_contributions(self.worth, given))
            if with_them.acceptable:
                cost = sum(-each.worth[giver].centre for each in given if giver in each.worth)
                opened[some] = (len(some), cost)
            least = with_them.least_added("")
            assert least is not None
            missing[some] = least[0]
        if opened:
            best = min(opened.values())
            return best[0], {some for some, each in opened.items() if each == best}, 0
        fewest = min(missing.values())
        return -1, {some for some, each in missing.items() if each == fewest}, fewest
