"""Every kind of bad input in the bargaining section, as in `test_bad_input`: « marks the place."""

from __future__ import annotations

import pytest

from casefile.cases import BARGAINING, BASE, check_row, found, rows
from detente.bargaining.model import Range
from detente.casefile import loads

_UP = "      weights: {water: 0.5, dam: 0.3, money: 0.2}\n"
_STATES = "  states:\n    - {when: up.fill, package: {water: half}, because: x}\n"

ERRORS = [
    # -- shape
    ("missing-field", "  consents:\n    - {when: large, of: bank,", "  consents:\n    - «{when: large,", "parties"),
    ("unknown-field", "    bank:\n      judgement: true\n      res", "    bank:\n      «judgment: true\n      res", "'judgement'"),
    ("unknown-field", "unit: million", "«units: million", "did you mean 'unit'"),
    ("bad-value", "dam: [kept, lowered]", "dam: {values: «kept}", "a list of ids"),
    ("bad-value", "{water: 0.5, dam", "{water: «half, dam", "[least, most], or unknown"),
    ("bad-value", "{water: 0.5, dam", "{water: «[0.6, 0.4], dam", "smaller one first"),
    ("bad-value", "{water: 0.5, dam", "{water: «[0.1, 0.2, 0.3], dam", "[least, most]"),
    ("bad-value", "{water: 0.5, dam", "{water: «1.5, dam", "between 0 and 1"),
    ("bad-value", "{water: 0.5, dam", "{water: «{weight: 0.5, to: 1}, dam", "not both"),
    ("bad-value", "best: 0.5, judgement", "best: 0.5, judgement: true}\n        dim: «{from: 0.1, to: 0.2, best: 0.3, judgement", "outside the range"),
    ("bad-value", "reservation: no_deal", "reservation: «nodeal", "or no_deal"),
    ("bad-value", "reservation: no_deal", "reservation: «{from: 0.1}", "'from' and 'to'"),
    ("bad-value", "worth: 0.1}", "worth: «much}", "use a number"),
    ("wrong-type", "{water: 0.5, dam", "{water: {from: «little}, dam", "a number"),
    ("wrong-type", "step: 0.5", "step: «half", "a number"),
    # -- issues
    ("no-issues", BARGAINING[BARGAINING.index("  issues:"):BARGAINING.index("  terms:")], "  «issues: {}\n", "at least one"),
    ("no-values", "dam: [kept, lowered]", "«dam: {label: The dam}", "'range:'"),
    ("no-values", "dam: [kept, lowered]", "«dam: []", "'values:'"),
    ("duplicate-value", "[kept, lowered]", "[kept, lowered, «kept]", "rename"),
    ("bad-id", "[kept, lowered]", "[kept, lowered, «2]", "letters"),
    ("bad-id", "    dam: [kept", "    «the dam: [x]\n    dam: [kept", "letters"),
    ("reserved-word", "[kept, lowered]", "[kept, lowered, «iff]", "another id"),
    ("reserved-word", "    large: money", "    «and: water.half\n    large: money", "another id"),
    ("bad-range", "money: {label: Payment, range", "money: {label: Payment, values: [x], «range", "not both"),
    ("bad-range", "{label: Payment, range: {from: 0, to: 3, step: 0.5", "{label: Payment, «range: {from: 0, to: 3, step: 0.4", "whole steps"),
    ("bad-range", "{label: Payment, range: {from: 0, to: 3, step: 0.5", "{label: Payment, «range: {from: 3, to: 0, step: 0.5", "smaller number first"),
    ("bad-range", "{label: Payment, range: {from: 0, to: 3, step: 0.5", "{label: Payment, «range: {from: 0, to: 3, step: 0", "above 0"),
    ("bad-range", "{label: Payment, range: {from: 0, to: 3, step: 0.5", "{label: Payment, «range: {from: 0, to: 3, step: 0.001", "larger steps"),
    ("too-many-values", "    dam: [kept, lowered]", "    dam: {«values: [" + ", ".join(f"v{k}" for k in range(1001)) + "]}", "1000"),
    ("too-many-issues", "  issues:\n", "  «issues:\n" + "".join(f"    i{k}: [x]\n" for k in range(198)), "200"),
    ("too-many-issues", "  issues:\n", "  «issues:\n" + "".join(f"    i{k}: {{range: {{from: 0, to: 999, step: 1}}}}\n" for k in range(10)), "10000"),
    # -- conditions
    ("condition-syntax", "large: money >= 2", "large: money >= «large", "number"),
    ("condition-syntax", "when: large, of", "when: large «large, of", "connective"),
    ("unknown-issue", "large: money >= 2", "large: «mony >= 2", "'money'"),
    ("unknown-issue", "when: dam.lowered", "when: «dim.lowered", "'dam'"),
    ("unknown-value", "when: dam.lowered", "when: «dam.lowerd", "'dam.lowered'"),
    ("unknown-value", "when: dam.lowered", "when: «money.two", "money >= 3"),
    ("unknown-name", "when: large, of", "when: «larg, of", "'large'"),
    ("unknown-name", "when: large, of", "when: «water, of", "water.little"),
    ("no-numbers", "large: money >= 2", "large: «water >= 2", "water.little"),
    ("circular-terms", "large: money >= 2", "large: «not small\n    small: large", "large → small"),
    ("too-deep", "    large: money >= 2\n", "    t0: money >= 2 or money < 1\n" + "".join(f"    t{k}: t{k - 1} and t{k - 1}\n" for k in range(1, 12)) + "    t12: «t11 and t11\n    large: t0\n", "10000 names"),
    # -- parties
    ("unknown-party", "    bank:\n      j", "    «banc:\n      j", "did you mean 'bank'"),
    ("unknown-party", "of: bank", "of: «banks", "did you mean 'bank'"),
    ("unknown-party", "{by: bank", "{by: «banc", "did you mean 'bank'"),
    ("unknown-party", "worth: {up: 0.1,", "worth: {«upp: 0.1,", "did you mean 'up'"),
    ("unknown-party", "  no_deal: {water: little, dam: kept, money: 0}", "  agreement: [up, «dwn]\n  no_deal: {water: little, dam: kept, money: 0}", "did you mean 'down'"),
    ("unknown-party", "        down: {judg", "        «dwn: {judg", "did you mean 'down'"),
    ("nobody-agrees", "bargaining:\n  issues", "«bargaining:\n  agreement: []\n  issues", "'agreement:'"),
    # -- what packages are worth
    ("unknown-issue", "{water: 0.5, dam: 0.3, money", "{water: 0.5, «dim: 0.3, money", "'dam'"),
    ("unknown-issue", "order: dam >= 2 money", "order: dam >= 2 «mony", "'money'"),
    ("order-syntax", "order: dam >= 2 money", "order: dam «beats money", "'>' is expected"),
    ("order-syntax", "order: dam >= 2 money", "order: dam >= «0 money", "says nothing"),
    ("order-syntax", "order: dam >= 2 money", "order: dam > money > «dam", "two orders"),
    ("too-many-orders", _UP, _UP + "      «orders: [" + ", ".join(["water > dam"] * 201) + "]\n", "chains"),
    ("unknown-value", "dam: {kept: 1, lowered: 0}", "dam: {kept: 1, lowered: 0, «gone: 0}", "known: kept"),
    ("unknown-value", "money: {0: 0, 3: 1}", "money: {0: 0, 3: 1, «4: 1}", "0 to 3"),
    ("unknown-value", "money: {0: 0, 3: 1}", "money: {0: 0, 3: 1, «much: 1}", "0 to 3"),
    ("duplicate-value", "money: {0: 0, 3: 1}", "money: {0: 0, 3: 1, «3.0: 1}", "keep one"),
    ("no-scores", "dam: {kept: 1, lowered: 0}", "«dam: {kept: 1}", "lowered"),
    ("no-scores", "money: {0: 0, 3: 1}", "«money: {0: 0, 2: 1}", "reach 3"),
    ("no-scores", "        dam: {kept: 1, lowered: 0}\n", "", "weighs 'dam'"),
    ("unknown-statement", "{when: large and water.most, worth: 0.1}", "{when: large and water.most, worth: 0.1, cites: «s1}", ""),
    ("weights", _UP, "      «weights: {water: 0.5, dam: 0.3, money: 0.3}\n", "0.1 away"),
    ("weights", _UP, "      «weights: {water: 0.5, dam: 0.3, money: 0.1}\n", "0.1 is missing"),
    ("weights", _UP, "      «weights: {water: [0.5, 1], dam: [0.3, 1], money: [0.3, 1]}\n", "1.1 even at their least"),
    ("weights", _UP, "      «weights: {water: [0, 0.5], dam: [0, 0.3], money: [0, 0.1]}\n", "0.9 even at their most"),
    ("contradictory-weights", _UP, "      weights: {water: [0.1, 0.2], dam: unknown, money: [0.1, 1]}\n      orders: [«dam > money, water > dam]\n", "water <= 0.2"),
    # -- packages
    ("no-feasible-package", "  infeasible:\n", "  «infeasible:\n    - {when: dam.kept, because: x}\n    - {when: not water.little, because: x}\n", "contradict"),
    ("no-feasible-package", "  infeasible:\n", "  «infeasible:\n    - {when: true, because: x}\n", "contradict"),
    ("unknown-issue", "no_deal: {water: little, dam: kept, money: 0}", "no_deal: {water: little, dam: kept, money: 0, «mony: 0}", "'money'"),
    ("unknown-value", "no_deal: {water: little, dam: kept, money: 0}", "no_deal: {water: «litle, dam: kept, money: 0}", "'little'"),
    ("unknown-value", "no_deal: {water: little, dam: kept, money: 0}", "no_deal: {water: little, dam: kept, money: «0.7}", "steps of 0.5"),
    ("incomplete-package", "  no_deal: {water: little, dam: kept, money: 0}", "  «no_deal: {water: little, money: 0}", "dam"),
    ("no-bargaining", BARGAINING[BARGAINING.index("bargaining:\n  i"):BARGAINING.index("scenarios:")], "", "add 'bargaining:'"),
    ("no-conflict", "  contributions:", "  «states:\n    - {when: up.fill, package: {water: half}, because: x}\n  contributions:", "add 'conflict:'"),
]  # fmt: skip

WARNINGS = [
    ("score-span", "dam: {kept: 1, lowered: 0}", "«dam: {kept: 0.9, lowered: 0}", "from 0 to 0.9"),
    ("out-of-reach", _UP, "      «reservation: 1.2\n" + _UP, "more than 1 to 'up'"),
    ("out-of-reach", "reservation: {worth: [0.1, 0.2], judgement: true}", "«reservation: {worth: [1.1, 1.2], judgement: true}", "1.1"),
    ("rests-on-nothing", "    up:\n      judgement: true\n", "    «up:\n", "11 of 11 entries (weight of water"),
    ("rests-on-nothing", "{score: 1, judgement: true}, 3", "1, 3", "score of money.0"),
    ("decides-nothing", "  consents:\n    - {when: large, of: bank", "  agreement: [up, down, bank]\n  consents:\n    - {when: large, of: «bank", "every deal"),
]  # fmt: skip


def test_the_base_case_is_flawless() -> None:
    assert [str(d) for d in found(BARGAINING)] == []


@pytest.mark.parametrize(
    ("severity", "code", "old", "new", "says"), rows(error=ERRORS, warning=WARNINGS)
)
def test_bad_input(severity: str, code: str, old: str, new: str, says: str) -> None:
    check_row(severity, code, old, new, says, BARGAINING)


def test_who_has_nothing_without_a_deal_is_told_of() -> None:
    text = BARGAINING.replace("  no_deal: {water: little, dam: kept, money: 0}\n", "")
    text = text.replace("reservation: no_deal", "reservation: 0").replace(
        "      no_deal: {water: little, dam: kept, money: 0.50}\n", ""
    )
    (hit,) = found(text)
    assert (hit.code, hit.severity, hit.line, hit.column) == ("no-reservation", "warning", 17, 5)
    assert loads(text).bargaining_under().profiles["up"].reservation == Range.exactly(0)


def test_an_issue_that_matters_to_nobody_is_told_of() -> None:
    text = BARGAINING.replace("    dam: [kept", "    fish: [many, few]\n    dam: [kept")
    text = text.replace("no_deal: {water", "no_deal: {fish: few, water")
    (hit,) = found(text)
    assert (hit.code, hit.severity, hit.line, hit.column) == ("idle-issue", "note", 8, 5)


STATES = BASE.replace(
    "scenarios:\n",
    """bargaining:
  issues: {water: [little, most]}
  states:
    - {when: deal, package: {water: most}, judgement: true}
    - {when: up.share, package: {water: most}, judgement: true}
  preferences:
    up: {judgement: true, reservation: 0, weights: {water: 1}, scores: {water: {little: 1, most: 0}}}
    down: {judgement: true, reservation: 0, weights: {water: 1}, scores: {water: {little: 0, most: 1}}}
scenarios:
""",
)


@pytest.mark.parametrize(
    ("severity", "code", "old", "new", "says"),
    [
        ("error", "unknown-option", "when: up.share", "when: «up.shar", "'up.share'"),
        ("error", "unknown-name", "when: up.share", "when: «dael", "'deal'"),
        ("error", "condition-syntax", "when: up.share", "when: up.share «up", "connective"),
        ("error", "no-numbers", "when: up.share", "when: «money > 2", "options have none"),
        ("error", "unknown-issue", "deal, package: {water", "deal, package: {«watr", "'water'"),
        ("error", "unknown-value", "deal, package: {water: most", "deal, package: {water: «mst", "'most'"),
        ("error", "unknown-contribution", "{when: deal, ", "{when: deal, contributions: [«loam], ", "no contribution"),
        ("warning", "decides-nothing", "when: up.share", "when: «deal and up.fill", "earlier"),
        ("warning", "decides-nothing", "when: up.share", "when: «down.pay and down.sue", "no feasible"),
        ("note", "overlapping-states", "when: up.share", "when: «up.share", "in 2 states"),
        ("error", "no-numbers", "[down.pay and down.sue]", "[«pay > 2]", "under 'bargaining:'"),
    ],
)  # fmt: skip
def test_what_states_mean(severity: str, code: str, old: str, new: str, says: str) -> None:
    check_row(severity, code, old, new, says, STATES)


def test_a_scenario_can_vary_either_section_alone() -> None:
    assert not [d for d in found(STATES) if d.severity != "note"]
    idle = STATES.replace("  calm:", "  idle: {label: Idle, bargaining: {}}\n  calm:")
    assert [d.code for d in found(idle) if d.severity == "warning"] == ["empty-scenario"]
