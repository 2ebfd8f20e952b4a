"""Where drafts stand and what improves them, against the definitions; trades add up."""

from __future__ import annotations

import json
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bargaining_oracle import Oracle
from bargaining_strategies import additive, problems, random_problem
from detente.bargaining.analysis import bargain
from detente.bargaining.draft import MOST_LISTED, Draft, draft, settled
from detente.bargaining.frontier import frontier
from detente.bargaining.model import Bargaining, Package
from detente.bargaining.trades import trades
from detente.bargaining.worth import Worth, worth
from detente.bargaining.zone import zone
from detente.errors import ModelError, UnknownNameError
from examples import examples


def some_package(problem: Bargaining, number: int) -> Package:
    found = []
    for issue in problem.issues:
        number, place = divmod(number, len(issue.values))
        found.append(place)
    return tuple(found)


def draft_of(table: Worth, package: Package) -> Draft:
    return draft(table, table.problem.values(package))


class DraftOracle(Oracle):
    """What the definitions say of one draft."""

    def __init__(self, table: Worth, package: Package) -> None:
        super().__init__(table)
        self.package = package
        self.base = self.worth_of(package)

    def gains_of(self, package: Package) -> list[int]:
        """What those who make the deal have over the draft."""
        return [self.sums[package][p] - self.base[p] for p in self.members]

    def improves(self, package: Package) -> bool:
        """Does it give all of them at least as much, and some more?"""
        gains = self.gains_of(package)
        return min(gains) >= 0 and max(gains) > 0

    def vetoed(self, package: Package) -> bool:
        """Does somebody refuse it whose agreement only some packages need?"""
        return bool(self.refused_by(package) - set(self.members))

    def improving(self) -> list[Package]:
        """The packages that improve it and are not vetoed."""
        return [p for p in self.packages if self.improves(p) and not self.vetoed(p)]

    def changed(self, package: Package) -> int:
        """How many issues does it settle otherwise?"""
        return sum(a != b for a, b in zip(package, self.package, strict=True))


def check(problem: Bargaining, number: int) -> None:
    table = worth(problem)
    package = some_package(problem, number)
    found, slow = draft_of(table, package), DraftOracle(table, package)

    assert bool(found.infeasible) == (package not in slow.packages)
    assert found.sums.tolist() == list(slow.base.values())
    if package in slow.packages:
        assert found.refused == slow.shortfalls(package)
        assert found.acceptable == (package in slow.acceptable)
    assert found.efficient == (not any(map(slow.improves, slow.packages)))
    improving = slow.improving()
    best = slow.efficient(improving)
    points = {tuple(slow.gains_of(p)) for p in best}
    assert found.points == len(points)
    assert found.room == max((min(slow.gains_of(p)) for p in improving), default=0)
    expected = sorted(points, key=lambda gains: (sorted(gains), gains), reverse=True)
    assert [tuple(i.gains.tolist()) for i in found.improvements] == expected[:MOST_LISTED]
    for each in found.improvements:
        same = [p for p in best if slow.gains_of(p) == each.gains.tolist()]
        assert each.tied == len(same)
        assert each.package == min(same, key=lambda p: (slow.changed(p), p))
        assert each.refused == slow.shortfalls(each.package)

    least = min(map(slow.changed, improving), default=0)
    nearest = slow.efficient([p for p in improving if slow.changed(p) == least])
    fewest = {tuple(slow.gains_of(p)) for p in nearest}
    assert {tuple(i.gains.tolist()) for i in found.fewest} == fewest
    assert all(i.package in nearest and i.changed == least for i in found.fewest)


@examples(60)
@given(problems(max_parties=4, max_issues=4), st.integers(0, 255))
def test_drafts_are_judged_as_defined(problem: Bargaining, number: int) -> None:
    check(problem, number)


@pytest.mark.slow
@pytest.mark.parametrize("start", range(0, 300, 100))
def test_drafts_of_many_problems(start: int) -> None:
    for seed in range(start, start + 100):
        check(random_problem(seed, max_parties=4, max_issues=4), seed * 7919)


# -- Trades --------------------------------------------------------------------------------


@examples(150)
@given(problems(max_parties=3), st.integers(0, 1023), st.integers(0, 1023))
def test_trades_add_up_in_any_order(problem: Bargaining, old: int, new: int) -> None:
    table = worth(problem)
    before, after = some_package(problem, old), some_package(problem, new)
    found = trades(table, before, after)
    named = [place for trade in found for place in trade.issues]
    assert sorted(named) == [k for k in range(len(before)) if before[k] != after[k]]
    for size in range(len(found) + 1):
        for some in combinations(found, size):
            made = {place for trade in some for place in trade.issues}
            between = tuple(after[k] if k in made else before[k] for k in range(len(before)))
            expected = sum((t.change for t in some), np.zeros_like(table.reservation))
            assert (table.sums(between)[0] - table.sums(before)[0] == expected).all()


@examples(150)
@given(problems(max_parties=3), st.integers(0, 1023), st.integers(0, 1023))
def test_trades_are_as_small_as_can_be(problem: Bargaining, old: int, new: int) -> None:
    """However a trade is divided in two, for some combination the parts do not add up."""
    table = worth(problem)
    slow = Oracle(table)
    before, after = some_package(problem, old), some_package(problem, new)
    changed = [k for k in range(len(before)) if before[k] != after[k]]

    def mixed(made: set[int]) -> Package:
        return tuple(after[k] if k in made else before[k] for k in range(len(before)))

    def apart(one: set[int], two: set[int]) -> bool:
        rest = [k for k in changed if k not in one | two]
        for bonus in table.bonuses:
            for size in range(len(rest) + 1):
                for others in map(set, combinations(rest, size)):
                    holds = [
                        slow.holds(bonus.when, mixed(made | others))
                        for made in (one | two, one, two, set())
                    ]
                    if holds[0] - holds[1] != holds[2] - holds[3]:
                        return False
        return True

    for trade in trades(table, before, after):
        places = set(trade.issues)
        for size in range(1, len(places)):
            for one in map(set, combinations(sorted(places), size)):
                parts = [(a, b) for a in subsets(one) for b in subsets(places - one)]
                assert not all(apart(a, b) for a, b in parts)


def subsets(places: set[int]) -> list[set[int]]:
    listed = sorted(places)
    return [set(some) for size in range(1, len(listed) + 1) for some in combinations(listed, size)]


# -- Drafts that leave issues open ---------------------------------------------------------


@examples(60)
@given(problems(max_parties=4, max_issues=4), st.integers(0, 255), st.data())
def test_what_is_settled_stays_so(problem: Bargaining, number: int, data: st.DataObject) -> None:
    table = worth(problem)
    values = problem.values(some_package(problem, number))
    chosen = data.draw(st.sets(st.sampled_from(sorted(values))))
    left = settled(table, {issue: values[issue] for issue in chosen})
    slow = Oracle(table)
    keeping = [p for p in slow.packages if all(problem.values(p)[i] == values[i] for i in chosen)]
    assert zone(left).packages == len(keeping)
    found = frontier(left)
    expected = {tuple(slow.sums[p][m] for m in slow.members) for p in slow.efficient(keeping)}
    assert set(map(tuple, found.points.tolist())) == expected


# -- Bad input, words ----------------------------------------------------------------------


def test_what_no_draft_is_made_of_is_refused() -> None:
    table = worth(random_problem(3))
    with pytest.raises(UnknownNameError, match="no issue 'x'"):
        draft(table, {"x": "v0"})
    with pytest.raises(ModelError, match="says nothing of"):
        draft(table, {})
    with pytest.raises(UnknownNameError, match="of 'i0'"):
        settled(table, {"i0": "nothing"})


def test_words_of_a_draft() -> None:
    table = bargain(additive([[0.3, 0.3], [0.5, 0.4], [0.2, 0.9]], [0.2, 0.2])).worth
    found = draft(table, {"point": "v0"})
    assert found.answer() == (
        "The draft is acceptable: over no deal it gives p0 0.1 and p1 0.1.",
        (
            "It is not efficient: one efficient package improves it, and all could have 0.1 more at "
            "once."
        ),
        (
            "It takes a change of one issue to improve it: “point: v1” instead of “v0”, which gives p0 "
            "0.2 and p1 0.1 more."
        ),
    )
    told = found.to_dict()
    assert json.loads(json.dumps(told)) == told
    assert told["trades"] == [
        "P0 only gains: “point: v1” instead of “v0” (+0.2).",
        "P1 only gains: “point: v1” instead of “v0” (+0.1).",
    ]
