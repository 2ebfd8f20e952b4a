"""Fair packages, and who blocks, without the frontier: by mixed-integer programs.

For problems whose frontier is too large to be built. Each concept is a few programs: the least
gains are made great one sum after the other (the k smallest of some numbers sum to a linear
program; Ogryczak and Śliwiński 2003), the product of gains by tangents to the logarithm, which
bound it from above. A result is a package, checked exactly, and a gap: by how much another could
be better at most, as far as it is proved.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from math import exp, log

import numpy as np

from detente.bargaining.frontier import members, vetoers
from detente.bargaining.model import Package
from detente.bargaining.program import TOLERANCE, Found, Linear, Program, total
from detente.bargaining.rows import Places
from detente.bargaining.solutions import CONCEPTS, Solution
from detente.bargaining.worth import Worth
from detente.bargaining.zone import Nearest, Zone, blocking, shortfalls
from detente.conditions import Condition, disjunction
from detente.errors import unknown_name

ROUNDS = 100
"""Tangents that are tried before a gap is left."""


@dataclass(frozen=True)
class _Reached:
    """A package, and by how much another can be better."""

    package: Package
    gap: float


class _Acceptable:
    """The acceptable packages of a problem."""

    def __init__(self, worth: Worth, slack: float = 0.0, parties: Places | None = None) -> None:
        self.worth = worth
        self.parties = np.concatenate([members(worth), vetoers(worth)])
        self.demanding = self.parties if parties is None else parties
        self.slack = slack

    def program(self) -> Program:
        """Return a new program of them."""
        program = Program(self.worth)
        for place in self.demanding:
            program.demand(self.beyond(program, place), -self.slack)
        return program

    def beyond(self, program: Program, place: int) -> Linear:
        """Return what a party has over no deal, or no less than nothing where it is not asked."""
        worth = self.worth
        gain = program.utilities[place] - Linear(constant=worth.reservation[place] * worth.step)
        asked = _asked(worth, worth.problem.party_ids[place])
        if asked is None:
            return gain
        worst = sum(int(table[:, place].min()) for table in worth.tables)
        worst += sum(min(0, int(bonus.amounts[place])) for bonus in worth.bonuses)
        missing = max(0.0, float(worth.reservation[place] - worst) * worth.step)
        free = Linear(constant=1.0) - program.truth(asked)
        return gain + free * missing

    def best(self, program: Program, objective: Linear) -> Found | None:
        """Return the best of them; what only the solver's tolerance accepts is left out."""
        return program.best(objective, self._accepts)

    def _accepts(self, package: Package) -> bool:
        lacks = shortfalls(self.worth, package)
        ids = self.worth.problem.party_ids
        allowed = (self.slack + TOLERANCE) / self.worth.step if self.slack else 0
        demanding = {ids[place] for place in self.demanding}
        ok = all(lack <= allowed for party, lack in lacks.items() if party in demanding)
        return ok and bool(self.worth.feasible(package)[0])

    def gains(self, package: Package) -> list[float]:
        """Return what those who make the deal have over no deal."""
        gains = (self.worth.sums(package)[0] - self.worth.reservation)[members(self.worth)]
        return [float(gain) * self.worth.step for gain in gains]


def _asked(worth: Worth, party: str) -> Condition | None:
    """Return where a party has to agree; None for everywhere."""
    if party in worth.problem.agreement:
        return None
    return disjunction(*(each.when for each in worth.problem.consents if party in each.of))


# -- Solutions -----------------------------------------------------------------------------


def solutions(worth: Worth, concepts: Iterable[str] | None = None) -> dict[str, Solution]:
    """Return the fair packages by concept, each with the gap that is proved.

    Parameters
    ----------
    worth : Worth
    concepts : iterable of str, optional
        nash, kalai_smorodinsky, egalitarian, leximin, utilitarian; all by default.

    Raises
    ------
    MissingExtraError
        If scipy is not installed.
    LimitError
        If no package is found in time.
    UnknownNameError
        If there is no such concept.

    Notes
    -----
    Of packages that a concept leaves tied, up to the tolerance of the solver, any may be picked:
    leximin and package order do not decide here.
    """
    chosen = list(CONCEPTS if concepts is None else concepts)
    for name in chosen:
        if name not in CONCEPTS:
            raise unknown_name("solution concept", name, CONCEPTS)
    accepted = _Acceptable(worth)
    fair = _leximin(accepted, [1.0] * len(members(worth)))
    if fair is None:
        return {}
    ways = {
        "nash": lambda: _nash(accepted, fair),
        "kalai_smorodinsky": lambda: _kalai_smorodinsky(accepted, fair),
        "egalitarian": lambda: _egalitarian(accepted, fair),
        "leximin": lambda: fair,
        "utilitarian": lambda: _utilitarian(accepted),
    }
    return {name: _solution(accepted, name, ways[name]()) for name in chosen}


def _solution(accepted: _Acceptable, name: str, reached: _Reached) -> Solution:
    worth = accepted.worth
    sums = worth.sums(reached.package)[0]
    gains = (sums - worth.reservation)[members(worth)]
    variant = CONCEPTS[name].variant.split(", then")[0]
    return Solution(
        name,
        reached.package,
        sums,
        gains,
        1,
        False,
        f"{variant}, to within the gap; any of those that are tied",
        max(reached.gap, TOLERANCE),
    )


def _gains(accepted: _Acceptable, program: Program) -> list[Linear]:
    worth = accepted.worth
    return [
        program.utilities[place] - Linear(constant=float(worth.reservation[place]) * worth.step)
        for place in members(worth)
    ]


def _leximin(accepted: _Acceptable, scales: list[float]) -> _Reached | None:
    """Make the least of the scaled gains great, then the two least together, and so on.

    Parties with scale 0 have no say.
    """
    program = accepted.program()
    gains = [g * (1 / s) for g, s in zip(_gains(accepted, program), scales, strict=True) if s]
    reached = None
    gap = 0.0
    for count in range(1, len(gains) + 1):
        level = program.variable(-np.inf, np.inf)
        below = [program.variable(0, np.inf) for _ in gains]
        for gain, missing in zip(gains, below, strict=True):
            program.demand(gain - level + missing, 0)
        least = level * count - total(below)
        found = accepted.best(program, least)
        if found is None:
            return reached
        exact = accepted.gains(found.package)
        value = sum(sorted(g / s for g, s in zip(exact, scales, strict=True) if s)[:count])
        gap = max(gap, found.bound - value)
        program.demand(least, value)
        reached = _Reached(found.package, gap)
    return reached


def _utilitarian(accepted: _Acceptable) -> _Reached:
    program = accepted.program()
    found = accepted.best(program, total(_gains(accepted, program)))
    assert found is not None
    return _Reached(found.package, found.bound - sum(accepted.gains(found.package)))


def _egalitarian(accepted: _Acceptable, fair: _Reached) -> _Reached:
    """Of the packages with the greatest least gain, find the one with the greatest sum."""
    program = accepted.program()
    gains = _gains(accepted, program)
    for gain in gains:
        program.demand(gain, min(accepted.gains(fair.package)))
    found = accepted.best(program, total(gains))
    return fair if found is None else _Reached(found.package, fair.gap)


def _kalai_smorodinsky(accepted: _Acceptable, fair: _Reached) -> _Reached:
    ideal, doubt = [], 0.0
    for place in range(len(members(accepted.worth))):
        program = accepted.program()
        found = accepted.best(program, _gains(accepted, program)[place])
        assert found is not None
        ideal.append(accepted.gains(found.package)[place])
        doubt = max(doubt, (found.bound - ideal[-1]) / max(ideal[-1], TOLERANCE))
    reached = _leximin(accepted, [best if best > TOLERANCE else 0.0 for best in ideal])
    return fair if reached is None else _Reached(reached.package, reached.gap + doubt)


def _nash(accepted: _Acceptable, fair: _Reached) -> _Reached:
    """Bound the logarithm of the product by tangents, until the best bound is reached."""
    if min(accepted.gains(fair.package)) <= TOLERANCE:
        return fair  # somebody gains nothing anywhere: every product is 0
    program = accepted.program()
    gains = _gains(accepted, program)
    logs = [program.variable(log(TOLERANCE) - 1, log(1e12)) for _ in gains]

    def touch(at: list[float]) -> None:
        for gain, height, x in zip(gains, logs, at, strict=True):
            program.demand(gain * (1 / x) - height, 1 - log(x))

    starts = accepted.gains(fair.package)
    for factor in (0.25, 0.5, 1.0, 2.0, 4.0):
        touch([factor * x for x in starts])
    best, package = sum(map(log, starts)), fair.package
    bound = np.inf
    for _ in range(ROUNDS):
        found = accepted.best(program, total(logs))
        if found is None:
            break
        bound = min(bound, found.bound)
        reached = accepted.gains(found.package)
        if min(reached) > 0 and sum(map(log, reached)) > best:
            best, package = sum(map(log, reached)), found.package
        if bound - best <= TOLERANCE:
            break
        touch([max(x, TOLERANCE) for x in reached])
    return _Reached(package, exp(max(0.0, bound - best)) - 1)


# -- The zone of agreement -----------------------------------------------------------------


def zone(worth: Worth) -> Zone:
    """Return whether there is a zone of agreement, and what stands in its way.

    Like `detente.bargaining.zone.zone`, which it stands in for where conditions link issues in too
    many ways; feasible packages are not counted.
    """
    if Program(worth).best(Linear()) is None:
        return Zone(worth, 0, False)

    def can_agree(parties: Places) -> bool:
        accepted = _Acceptable(worth, parties=parties)
        return accepted.best(accepted.program(), Linear()) is not None

    parties = np.concatenate([members(worth), vetoers(worth)])
    if can_agree(parties):
        return Zone(worth, None, True)
    named, complete = blocking(worth, parties, can_agree)
    return Zone(worth, None, False, named, complete, _nearest(worth, parties))


def _nearest(worth: Worth, parties: Places) -> Nearest:
    accepted = _Acceptable(worth, parties=parties[:0])
    program = accepted.program()
    largest = program.variable(0, np.inf)
    lacks = [program.variable(0, np.inf) for _ in parties]
    for place, lack in zip(parties, lacks, strict=True):
        program.demand(accepted.beyond(program, place) + lack, 0)
        program.demand(largest - lack, 0)
    first = accepted.best(program, largest * -1)
    assert first is not None
    reached = max(shortfalls(worth, first.package).values()) * worth.step
    program.demand(largest * -1, -reached)
    found = accepted.best(program, total(lacks) * -1) or first
    return Nearest(
        found.package,
        worth.sums(found.package)[0],
        shortfalls(worth, found.package),
        1,
        False,
        max(TOLERANCE, first.bound + reached),
    )
