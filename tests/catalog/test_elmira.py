"""The packaged Elmira case against the published study.

Hipel, Fang, Kilgour & Haight (1993) and Kilgour & Hipel (2005), with all twelve combinations of
options told apart: rankings best first, ties together, and the equilibria that the definitions
give for them.
"""

from __future__ import annotations

from importlib.resources import files
from itertools import permutations

import pytest

from detente import casefile
from detente.case import Case
from detente.conflict.analysis import analyse
from detente.conflict.preferences import Ranking

CLOSURES = (5, 6, 11, 12)
RANKINGS = {
    "moe": ((9,), (3,), (4,), (10,), (7,), (1,), (2,), (8,), CLOSURES),
    "uniroyal": ((1,), (4,), (10,), (7,), CLOSURES, (2,), (3,), (9,), (8,)),
    "local": ((9,), (3,), (7,), (1,), (10,), (8,), (4,), (2,), CLOSURES),
}
STRONG = (5, 6, 7, 10, 11, 12)
EQUILIBRIA = {
    "nash": STRONG,
    "gmr": (1, 4, 5, 6, 7, 10, 11, 12),
    "smr": (1, 4, 5, 6, 7, 10, 11, 12),
    "seq": STRONG,
    "sseq": STRONG,
}


@pytest.fixture(scope="module")
def case() -> Case:
    text = (files("detente") / "catalog" / "elmira" / "case.yaml").read_text("utf-8")
    return casefile.loads(text, "elmira")


def test_it_has_no_loose_ends(case: Case) -> None:
    assert {found.code for found in case.warnings} == {"one-chain"}, "and that is but a note"
    assert {found.severity for found in case.warnings} == {"note"}


def test_its_states_are_those_of_the_study(case: Case) -> None:
    conflict = case.conflict_under()
    assert conflict.states.codes.tolist() == [2, 3, 4, 5, 8, 9, 18, 19, 20, 21, 24, 25]
    assert conflict.status_quo_state == 1
    assert [option.direction for option in conflict.options] == [
        "forward", "back", "both", "forward", "both",
    ]  # fmt: skip


def test_its_conditions_give_the_published_rankings(case: Case) -> None:
    conflict = case.conflict_under()
    by_number = conflict.with_changes(preferences={p: Ranking(r) for p, r in RANKINGS.items()})
    for party in RANKINGS:
        assert conflict.payoffs(party).tolist() == by_number.payoffs(party).tolist()


def test_its_equilibria_are_the_published_ones(case: Case) -> None:
    result = analyse(case.conflict_under(), concepts=list(EQUILIBRIA))
    assert {c: result.equilibria(c) for c in EQUILIBRIA} == EQUILIBRIA


def test_the_order_of_the_worst_states_for_uniroyal_has_no_bearing(case: Case) -> None:
    conflict = case.conflict_under()
    for worst in permutations((2, 3, 9, 8)):
        levels = (*RANKINGS["uniroyal"][:5], *((state,) for state in worst))
        wants = {**conflict.preferences, "uniroyal": Ranking(levels)}
        result = analyse(conflict.with_changes(preferences=wants), concepts=list(EQUILIBRIA))
        assert {c: result.equilibria(c) for c in EQUILIBRIA} == EQUILIBRIA


def gains(case: Case, scenario: str | None, before: int, after: int) -> set[str]:
    """Return the parties that are better off in one state than in another."""
    conflict = case.conflict_under(scenario)
    return {
        party
        for party in conflict.party_ids
        if conflict.payoffs(party)[after - 1] > conflict.payoffs(party)[before - 1]
    }


def test_the_settlement_is_a_joint_step_of_the_ministry_and_uniroyal(case: Case) -> None:
    assert gains(case, None, 7, 10) == {"moe", "uniroyal"}
    # each taking its half alone: the order modified, or the original order accepted
    assert "moe" not in gains(case, None, 7, 8)
    assert "uniroyal" not in gains(case, None, 7, 9)


def test_with_its_order_first_the_ministry_does_not_settle(case: Case) -> None:
    assert gains(case, "order_first", 7, 10) == {"uniroyal"}


def test_if_uniroyal_would_leave_the_town_keeps_quiet(case: Case) -> None:
    result = analyse(case.conflict_under("no_nerve"), concepts=["nash", "seq"])
    assert 7 not in result.equilibria("nash")
    assert 1 in result.equilibria("seq")
    assert 1 not in analyse(case.conflict_under(), concepts=["seq"]).equilibria("seq")
