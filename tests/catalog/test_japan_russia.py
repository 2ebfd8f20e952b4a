"""The flagship case: what it must say, scenario by scenario.

The expectations are statements about the dispute, not about state numbers: the treaty of 1956
with a credible guarantee takes all three, deadlock lasts beside it, and each scenario that takes
the treaty away does so through the party that it is about.
"""

from __future__ import annotations

import pytest

import detente
from detente.case import Case
from detente.conflict.findings import Findings, OutcomeFinding, find
from detente.conflict.joint import joint_steps


@pytest.fixture(scope="module")
def case() -> Case:
    return detente.load("japan-russia")


@pytest.fixture(scope="module")
def findings(case: Case) -> dict[str, Findings]:
    return {
        name: find(detente.analyse(case.conflict_under(name or None)))
        for name in ("", *case.scenarios)
    }


def outcome(found: Findings, name: str) -> OutcomeFinding:
    return next(one for one in found.outcomes if one.term.id == name)


def test_only_the_disputed_reading_is_warned_about(case: Case) -> None:
    warnings = [found for found in case.warnings if found.severity == "warning"]
    assert {found.code for found in warnings} == {"rests-on-disputed"}
    assert all("declaration_four" in found.message for found in warnings)


def test_every_wish_is_a_judgement_with_ground(case: Case) -> None:
    for name in ("", *case.scenarios):
        conflict = case.conflict_under(name or None)
        for preference in conflict.preferences.values():
            for wish in preference.wishes:  # type: ignore[union-attr]
                assert wish.ground.judgement
                assert wish.ground.cites
                assert wish.ground.because
                assert wish.ground.confidence in ("low", "medium", "high")


def test_no_press_wording_but_every_source_is_named(case: Case) -> None:
    assert {statement.source for statement in case.statements.values()} <= set(case.sources)
    assert case.sources["r2"].date == "unknown"
    assert case.statements["declaration_four"].status == "disputed"


def test_deadlock_lasts_beside_every_treaty(findings: dict[str, Findings]) -> None:
    for found in findings.values():
        assert outcome(found, "deadlock").stable


def test_the_treaty_takes_washington(findings: dict[str, Findings]) -> None:
    treaty = outcome(findings[""], "treaty_exempt")
    assert treaty.entry is not None
    assert [step.group for step in treaty.entry.steps] == [("japan", "russia", "us")]
    assert treaty.lasting_entry
    assert treaty.holds_under == ("gmr", "smr", "seq", "sseq")
    assert findings[""].status_quo_holds_under == ("nash", "gmr", "smr", "seq", "sseq", "sim")


def test_a_friendly_washington_goes_first_and_two_suffice(findings: dict[str, Findings]) -> None:
    found = findings["friendly"]
    assert found.status_quo_holds_under == ()
    alone = [steps for steps in found.leaving if steps.group == ("us",)]
    assert len(alone) == 1
    after = joint_steps(found.analysis, alone[0].steps[0].target)
    assert [steps.group for steps in after] == [("japan", "russia")]
    conflict = found.analysis.conflict
    treaty = conflict.terms["treaty_exempt"].condition
    assert conflict.holds_in(treaty, after[0].steps[0].target)


@pytest.mark.parametrize(
    ("scenario", "blocker"),
    [("forces_first", "us"), ("us_unknown", "us"), ("no_transfer", "russia"),
     ("four_islands", "russia")],
)  # fmt: skip
def test_who_blocks(findings: dict[str, Findings], scenario: str, blocker: str) -> None:
    treaty = outcome(findings[scenario], "treaty_exempt")
    assert not treaty.can_be_entered
    assert treaty.entry is not None
    assert [reason.party for reason in treaty.entry.blockers] == [blocker]


def test_four_islands_are_refused_by_russia_in_every_scenario(
    findings: dict[str, Findings],
) -> None:
    for found in findings.values():
        four = outcome(found, "treaty_four")
        assert not four.stable
        assert four.entry is not None
        assert [reason.party for reason in four.entry.blockers] == ["russia"]


def test_what_happened_later_is_no_input(case: Case) -> None:
    assert case.outcome is not None
    assert all(event.date > case.as_of for event in case.outcome.events)
    assert all(event.sources for event in case.outcome.events)
    text = case.text[: case.text.index("\noutcome:")]
    assert "2022" not in text[text.index("\nconflict:") :]
