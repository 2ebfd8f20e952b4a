"""The flagship case: who could do it together, what it would take, what decides it, what if.

As in the other module, expectations are about the dispute, not about state numbers.
"""

from __future__ import annotations

import pytest

import detente
from detente.case import Case
from detente.conflict.coalitions.analysis import coalitions
from detente.conflict.firmness import firmness
from detente.conflict.hypergames import analyse_hypergame
from detente.conflict.inverse.require import require
from detente.conflict.model import Conflict, in_option_form
from detente.conflict.statusquo import status_quo
from detente.conflict.unknown import analyse_unknown

EXEMPT = "treaty_exempt"
ALL = ("japan", "russia", "us")


@pytest.fixture(scope="module")
def case() -> Case:
    return detente.load("japan-russia")


def conflict_of(case: Case, scenario: str = "") -> Conflict:
    return in_option_form(case.conflict_under(scenario or None), "the flagship")


def states(conflict: Conflict, term: str) -> set[int]:
    return {int(s) + 1 for s in conflict.holds(term).nonzero()[0]}


# -- Who could do it together --------------------------------------------------------------


def test_japan_and_russia_leave_today_only_with_washington(case: Case) -> None:
    conflict = conflict_of(case)
    found = coalitions(conflict)
    today = conflict.status_quo_state
    assert today is not None
    assert {step.coalition for step in found.leavers(today)} == {ALL}
    (step,) = found.leavers(today)
    assert step.target in states(conflict, EXEMPT)
    assert found.stable["cnash"][("japan", "russia")][today - 1]


def test_the_exempt_treaty_holds_against_every_coalition(case: Case) -> None:
    conflict = conflict_of(case)
    found = coalitions(conflict)
    kept = set(found.kept())
    assert kept
    assert kept <= states(conflict, EXEMPT)


def test_a_washington_that_puts_its_forces_first_leaves_nothing_to_do_together(case: Case) -> None:
    conflict = conflict_of(case, "forces_first")
    assert conflict.status_quo_state in coalitions(conflict).kept()


# -- What it would take --------------------------------------------------------------------


def test_the_two_island_treaty_is_an_equilibrium_and_can_be_entered(case: Case) -> None:
    found = require(conflict_of(case), EXEMPT, "seq")
    assert found.holds
    assert found.together["both"].holds


@pytest.mark.slow
@pytest.mark.parametrize(
    ("scenario", "concept", "who"),
    [
        ("", "nash", {"japan"}),
        ("forces_first", "seq", {"us"}),
        ("no_transfer", "seq", {"russia"}),
        ("us_unknown", "seq", {"us"}),
    ],
)
def test_whose_judgement_stands_in_its_way(
    case: Case, scenario: str, concept: str, who: set[str]
) -> None:
    found = require(conflict_of(case, scenario), EXEMPT, concept, by=("statements",))
    least = found.together["both"]
    assert not least.holds
    assert least.minimal
    assert {change.party for change in least.changes} == who


@pytest.mark.slow
def test_four_islands_take_a_russia_that_puts_peace_first(case: Case) -> None:
    found = require(conflict_of(case), "treaty_four", "seq", by=("statements",))
    (change,) = found.together["both"].changes
    assert change.party == "russia"
    assert any("not to give up all four islands" in said for said in change.said)


# -- How firm it is ------------------------------------------------------------------------


def test_three_judgements_decide(case: Case) -> None:
    found = firmness(conflict_of(case), radius=1)
    first = [(entry.entry.party, entry.label) for entry in found.ranked[:3]]
    assert first == [
        ("russia", "a peace treaty"),
        ("japan", "to keep the claim to four alive"),
        ("russia", "that its sovereignty is recognised"),
    ]
    assert all(len(entry.overturns) > len(found.findings) / 2 for entry in found.ranked[:3])


# -- How to get there ----------------------------------------------------------------------


def test_an_agreement_of_three_or_a_russian_concession(case: Case) -> None:
    conflict = conflict_of(case)
    assert conflict.status_quo_state is not None
    found = status_quo(detente.analyse(conflict), conflict.status_quo_state)
    (treaty,) = set(found.targets) & states(conflict, EXEMPT)
    steps = found.steps(treaty)
    assert steps["unsanctioned"] is None
    assert steps["improvements"] is None
    assert (steps["mixed"], steps["moves"]) == (1, 3)


# -- What if -------------------------------------------------------------------------------


def test_if_every_american_wish_is_open_nothing_lasts_for_sure(case: Case) -> None:
    conflict = conflict_of(case, "us_open")
    found = analyse_unknown(conflict)
    assert found.unsure == ("us",)
    assert not any(found.in_all(concept.id) for concept in found.concepts)
    treaty = states(conflict, EXEMPT)
    assert treaty & set(found.in_some("seq"))
    assert conflict.status_quo_state in found.in_some("nash")


def test_open_wishes_say_more_than_none(case: Case) -> None:
    """With no wish a party never moves: that is extension (b) of doubt, and only that."""
    none = detente.analyse(conflict_of(case, "us_unknown"))
    doubt = analyse_unknown(conflict_of(case, "us_open"))
    for concept in doubt.concepts:
        assert doubt.equilibria("b", concept.id) == none.equilibria(concept.id)
        assert doubt.equilibria("a", concept.id) == ()


def test_the_treaty_fails_if_russia_does_not_reckon_with_consent(case: Case) -> None:
    conflict = conflict_of(case, "unreckoned")
    found = analyse_hypergame(conflict)
    treaty = states(conflict, EXEMPT)
    assert treaty & set(found.truth.strongest())
    assert not treaty & set(found.outcome.strongest())
    for party in ("japan", "us"):
        assert treaty & set(found.games[party].expected("seq"))
