"""The command bargain."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest

from deals import FISHING, RIVER, UNSURE
from detente.bargaining.model import Bargaining, Issue, Profile, Value
from detente.bargaining.reading import read_package
from detente.case import Party
from detente.errors import DetenteError
from program import Run, answer, words


@pytest.fixture
def river(run: Run) -> Run:
    """Run the program beside the cases of this module."""
    Path("river.yaml").write_text(RIVER, encoding="utf-8")
    Path("fishing.yaml").write_text(FISHING, encoding="utf-8")
    Path("unsure.yaml").write_text(UNSURE, encoding="utf-8")
    return run


def test_the_answer_comes_first(river: Run) -> None:
    text = words(river("bargain", "river.yaml"))
    assert text.startswith("A river 2 parties make the deal, 3 issues, 15 feasible packages of 18")
    assert text.index("There is a zone of agreement") < text.index("Fair packages")
    assert text.index("Fair packages") < text.index("Efficient packages")


def test_what_blocks_is_told(river: Run) -> None:
    text = words(river("bargain", "river.yaml", "--scenario", "poor"))
    assert "Scenario: The payment is worth little upriver" in text
    assert "There is no zone of agreement" in text
    assert "No package satisfies Upriver and Downriver together." in text
    assert "Nearest comes" in text
    assert "Fair packages" not in text


def test_json_is_the_contract(river: Run) -> None:
    found = answer(river("bargain", "river.yaml", "--format", "json"))
    assert found["format"] == "detente.bargain/1"
    assert (found["case"], found["scenario"], found["packages"]) == ("river", None, 15)
    assert found["agreement"] is True
    assert found["solutions"]["nash"]["package"] == {"water": "half", "dam": "kept", "money": "1"}
    assert len(found["frontier"]) == found["frontier_points"]
    assert "uncertain" not in found


def test_the_frontier_is_listed_as_far_as_asked_for(river: Run) -> None:
    whole = answer(river("bargain", "river.yaml", "--format", "json"))
    some = answer(river("bargain", "river.yaml", "--frontier", "2", "--format", "json"))
    assert some["frontier"] == whole["frontier"][:2]
    assert (whole["frontier_complete"], some["frontier_complete"]) == (True, False)
    few = words(river("bargain", "river.yaml", "--frontier", "1"))
    more = len(whole["frontier"]) - 1
    assert f"and {more} more" in few
    assert "lists them" not in words(river("bargain", "river.yaml", "--frontier", "all"))


def test_names_that_do_not_fit_beside_three_columns_stand_below(river: Run) -> None:
    text = river("bargain", "unsure.yaml").out
    names = "Nash, Kalai–Smorodinsky, egalitarian and leximin"
    assert f"\n      {names}\n" in text
    assert "…" not in text
    assert "\n\n\n" not in text


def test_a_table_of_efficient_packages(river: Run) -> None:
    result = river("bargain", "river.yaml", "--format", "csv", "--frontier", "3")
    rows = list(csv.DictReader(io.StringIO(result.out)))
    found = answer(river("bargain", "river.yaml", "--format", "json"))
    for row, entry in zip(rows, found["frontier"][:3], strict=True):
        assert {issue: row[issue] for issue in entry["package"]} == entry["package"]
        assert {p: float(row[f"utility:{p}"]) for p in found["parties"]} == entry["utilities"]


def test_unknown_weights_are_drawn_where_cheap(river: Run) -> None:
    text = words(river("bargain", "unsure.yaml"))
    assert "1,000 draws" in text
    assert "Weights of Downriver: the centre of all that meet what is said of them." in text
    options = ("--samples", "50", "--seed", "7", "--format", "json")
    found = answer(river("bargain", "unsure.yaml", *options))
    assert (found["uncertain"]["samples"], found["uncertain"]["seed"]) == (50, 7)
    assert answer(river("bargain", "unsure.yaml", *options)) == found
    without = answer(river("bargain", "unsure.yaml", "--no-uncertain", "--format", "json"))
    assert "uncertain" not in without


def test_a_draft_is_told_trade_by_trade(river: Run) -> None:
    text = words(river("bargain", "river.yaml", "--draft", "water=half, dam=lowered, money=1"))
    assert "The draft Water let through: Half; The dam: Lowered; Payment: 1 million" in text
    assert "Upriver refuses the draft, which leaves Upriver 0.12 short of no deal." in text
    assert "Trade by trade" in text
    assert "(+0.3)" in text


def test_what_a_draft_leaves_open(river: Run) -> None:
    options = ("--draft", "dam=kept, money=1", "--format", "json")
    left = answer(river("bargain", "river.yaml", *options))["draft"]
    assert left["settled"] == {"dam": "kept", "money": "1"}
    assert left["packages"] == 3
    assert left["solutions"]["nash"]["package"] == {"water": "half", "dam": "kept", "money": "1"}
    text = words(river("bargain", "river.yaml", "--draft", "dam=kept, money=1"))
    assert "What the draft leaves open (The dam: Kept; Payment: 1 million)" in text
    assert "Fair ways to complete it" in text


def test_what_payments_and_contributions_can_do(river: Run) -> None:
    pytest.importorskip("scipy")
    options = ("--scenario", "poor", "--side-payments", "--contribution", "anybody", "--coalitions")
    found = answer(river("bargain", "river.yaml", *options, "--format", "json"))
    assert found["side_payments"]["possible"] is True
    assert found["side_payments"]["total"] > 0
    assert found["contribution"]["party"] == ""
    assert found["contribution"]["least_total"]["total"] > 0
    assert found["coalitions"]["players"] == ["up", "down", "bank"]
    assert found["coalitions"]["blocking"] is None
    text = words(river("bargain", "river.yaml", *options))
    for heading in ("If the parties can pay", "What would have to be added", "What coalitions can"):
        assert heading in text


def test_who_can_upset_a_draft(river: Run) -> None:
    pytest.importorskip("scipy")
    draft = "water=half, dam=lowered, money=1"
    options = ("--draft", draft, "--coalitions", "--side-payments")
    found = answer(river("bargain", "river.yaml", *options, "--format", "json"))
    package = {"water": "half", "dam": "lowered", "money": "1"}
    assert found["side_payments"]["package"] == package
    assert found["coalitions"]["blocking"]["package"] == package
    assert "Who can upset a package" in words(river("bargain", "river.yaml", *options))
    open_ = answer(
        river("bargain", "river.yaml", "--draft", "money=1", *options[2:], "--format", "json")
    )
    assert "draft leaves issues open" in " ".join(open_["notes"])


def test_deals_that_last(river: Run) -> None:
    found = answer(river("bargain", "fishing.yaml", "--format", "json"))["states"]
    assert found["solutions"]["nash"] == {
        "states": 1,
        "stable": [{"state": 4, "concepts": ["gmr", "smr", "seq", "sseq", "sim"]}],
    }
    text = words(river("bargain", "fishing.yaml"))
    assert "Which deals would last" in text
    assert "and nobody has reason to leave" in text


def test_measures(river: Run) -> None:
    text = words(river("bargain", "river.yaml", "--measures"))
    assert "Opposition" in text
    assert "Distribution" in text


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (("river.yaml", "--scenario", "nowhere"), 1, "unknown-scenario"),
        (("elmira",), 1, "no-bargaining"),
        (("river.yaml", "--contribution", "bnk"), 1, "did you mean 'bank'?"),
        (("river.yaml", "--frontier", "some"), 2, "use all or a whole number"),
        (("river.yaml", "--samples", "0"), 2, "--samples"),
        (("river.yaml", "--draft", "half"), 2, "write issue=value"),
        (("river.yaml", "--draft", "watre=half"), 1, "did you mean 'water'?"),
        (("river.yaml", "--draft", "water=halve"), 1, "did you mean 'half'?"),
    ],
)
def test_what_cannot_be_asked_is_refused(
    river: Run, arguments: tuple[str, ...], code: int, message: str
) -> None:
    result = river("bargain", *arguments)
    assert result.code == code
    assert message in result.err


def test_the_analysis_of_a_conflict_points_here(river: Run) -> None:
    result = river("analyse", "river.yaml")
    assert result.code == 1
    assert "detente bargain" in result.err


@pytest.fixture
def names() -> Bargaining:
    """A problem with names as other programs give them, one of them of nothing but trouble."""
    issues = (
        Issue("price", (Value("1"), Value("1,5")), label="Price, net"),
        Issue("a=b", (Value("x, price=1"), Value("x", "Twin"), Value("y", "Twin"))),
    )
    return Bargaining((Party("p"),), issues, {"p": Profile("p", {}, {})})


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("", {}),
        (" price = 1 ,", {"price": "1"}),
        ("price=1,5", {"price": "1,5"}),
        ("Price, net=1, a=b=x", {"price": "1", "a=b": "x"}),
        ("a=b=x, price=1", {"a=b": "x, price=1"}),
        ("price=1,5,,a=b = y", {"price": "1,5", "a=b": "y"}),
    ],
)
def test_names_may_hold_commas_and_signs(
    names: Bargaining, text: str, values: dict[str, str]
) -> None:
    assert read_package(names, text) == values


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("price", "wrong-setting"),
        ("price=", "wrong-setting"),
        ("=1", "wrong-setting"),
        ("price=1=2", "wrong-setting"),
        ("price=1, price=1,5", "wrong-setting"),
        ("price=1,2", "wrong-setting"),
        ("price=1, prize=1", "unknown-issue"),
        ("a=b=z", "wrong-setting"),
        ("price=2", "unknown-value"),
    ],
)
def test_a_malformed_package_is_refused(names: Bargaining, text: str, code: str) -> None:
    with pytest.raises(DetenteError) as caught:
        read_package(names, text)
    assert caught.value.code == code
