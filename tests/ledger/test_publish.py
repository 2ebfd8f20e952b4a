"""Accepted statements in the case file: comments stay, authors win, a second run does nothing."""

from __future__ import annotations

from typing import Any

import pytest

from detente import casefile, catalog
from detente.casefile import loads
from detente.evidence import Passage
from detente.ledger import Ledger
from detente.ledger.publish import Publication, publish
from detente.ledger.verify import verify
from ledger.samples import CASE, TEXT


def publication(ledger: Ledger, text: str, *, record: bool = True) -> Publication:
    result = publish(ledger, loads(text), casefile)
    loads(result.text)
    if record:
        ledger.published(result.statements, result.sources)
    return result


@pytest.fixture
def accepted(filled: Ledger) -> Ledger:
    filled.accept(1)
    filled.accept(2)
    return filled


def test_accepted_statements_arrive(accepted: Ledger) -> None:
    result = publication(accepted, CASE)
    case = loads(result.text)
    assert result.added == ("olm_alba_withdraw_garrison", "envoy_inspectors_out_question")
    assert list(case.statements) == ["larger", *result.added]
    offer = case.statements["olm_alba_withdraw_garrison"]
    assert (offer.by, offer.speaker, offer.kind, offer.date) == (
        "alba", "Ana Olm", "offer", "2030-05-19",
    )  # fmt: skip
    assert offer.slots == {"battalions": 2, "holder": "alba"}
    passage = offer.passage
    assert isinstance(passage, Passage)
    assert TEXT[passage.start : passage.end] == offer.says
    source = case.sources[offer.source]
    assert (source.id, source.outlet, source.date) == (
        "the_herald_2030-05-20", "The Herald", "2030-05-20",
    )  # fmt: skip
    assert case.statements[result.added[1]].chain == ("Border Wire",)


def test_only_what_is_accepted_arrives(filled: Ledger) -> None:
    filled.reject(1)
    assert publication(filled, CASE).text == CASE


def test_comments_and_order_stay(accepted: Ledger) -> None:
    text = publication(accepted, CASE).text
    for line in CASE.splitlines():
        assert line in text.splitlines()
    own = [line for line in text.splitlines() if line in CASE.splitlines() and line]
    assert own == [line for line in CASE.splitlines() if line]


@pytest.mark.parametrize("name", ["base", *catalog.names()])
def test_a_second_run_changes_nothing(accepted: Ledger, name: str) -> None:
    text = CASE if name == "base" else catalog.path(name).read_text(encoding="utf-8")
    for number in (1, 2):
        accepted.edit(number, {"by": ""})
    once = publication(accepted, text)
    log = accepted.history()
    again = publication(accepted, once.text)
    assert again.text == once.text
    assert (again.added, again.changed, again.withdrawn, again.kept) == ((), (), (), ())
    assert accepted.history() == log


def test_dying_before_it_is_recorded_doubles_nothing(accepted: Ledger) -> None:
    once = publication(accepted, CASE, record=False)
    again = publication(accepted, once.text)
    assert again.text == once.text
    assert publication(accepted, again.text).text == once.text


def test_later_edits_and_status_travel(accepted: Ledger) -> None:
    first = publication(accepted, CASE).text
    accepted.edit(1, {"status": "disputed", "says": "Alba offers to leave.", "chain": "Radio"})
    result = publication(accepted, first)
    assert result.changed == ("olm_alba_withdraw_garrison",)
    statement = loads(result.text).statements["olm_alba_withdraw_garrison"]
    assert (statement.status, statement.says, statement.chain) == (
        "disputed", "Alba offers to leave.", ("Radio",),
    )  # fmt: skip
    accepted.undo(1)
    assert (
        loads(publication(accepted, result.text).text)
        .statements["olm_alba_withdraw_garrison"]
        .says.startswith("Alba would withdraw")
    )


def test_what_no_longer_stands_is_withdrawn_not_removed(accepted: Ledger) -> None:
    first = publication(accepted, CASE).text
    accepted.reject(1)
    result = publication(accepted, first)
    assert result.withdrawn == ("olm_alba_withdraw_garrison",)
    assert loads(result.text).statements[result.withdrawn[0]].status == "withdrawn"
    assert publication(accepted, result.text).text == result.text
    accepted.accept(1)
    back = publication(accepted, result.text)
    assert loads(back.text).statements[result.withdrawn[0]].status == "accepted"


def test_the_author_of_the_file_has_the_last_word(accepted: Ledger) -> None:
    first = publication(accepted, CASE).text
    name = "olm_alba_withdraw_garrison"
    own = casefile.set_value(first, ("statements", name, "says"), "In my words.")
    assert publication(accepted, own).text == own
    accepted.edit(1, {"says": "In other words.", "kind": "position"})
    result = publication(accepted, own)
    statement = loads(result.text).statements[name]
    assert (statement.says, statement.kind) == ("In my words.", "position")
    assert [d.code for d in result.kept] == ["kept-as-written"]


def test_a_chosen_id_is_taken_and_a_taken_one_is_numbered(filled: Ledger) -> None:
    filled.edit(1, {"name": "offer"})
    filled.accept(1)
    filled.add(1, "Alba would withdraw its garrison", {"speaker": "Olm"})
    filled.add(1, "Alba would withdraw its garrison if", {"speaker": "Olm"})
    added = publication(filled, CASE).added
    assert added == ("offer", "olm_alba_withdraw_garrison", "olm_alba_withdraw_garrison_2")


def test_a_source_of_the_same_address_is_the_same(accepted: Ledger) -> None:
    accepted.describe(1, {"url": "https://example.org/1", "outlet": "Herald Online"})
    text = CASE.replace(
        "statements:", "sources:\n  mine: {url: 'https://example.org/1', title: Mine}\nstatements:"
    )
    case = loads(publication(accepted, text).text)
    assert list(case.sources) == ["mine"]
    assert (case.sources["mine"].title, case.sources["mine"].outlet) == ("Mine", "Herald Online")


def test_contradictions_name_only_what_is_there(accepted: Ledger) -> None:
    accepted.edit(1, {"contradicts": "larger, nowhere"})
    case = loads(publication(accepted, CASE).text)
    assert case.statements["olm_alba_withdraw_garrison"].contradicts == ("larger",)


def test_a_case_without_sections(accepted: Ledger) -> None:
    text = "detente: 1\nid: x\ntitle: X\nparties: {alba: A, brenn: B}  # both\n"
    result = publication(accepted, text)
    assert result.text.startswith(text)
    assert len(loads(result.text).statements) == 2


def test_other_scripts(ledger: Ledger) -> None:
    ledger.store("安倍は島の返還を求めた。", file="共同.txt")
    ledger.add(1, "島の返還を求めた", {"speaker": "安倍"})
    result = publication(ledger, CASE)
    assert result.added == ("安倍_島の返還を求めた",)
    assert "共同" in loads(result.text).sources


def test_verify_knows_the_case(accepted: Ledger) -> None:
    text = publication(accepted, CASE).text
    assert verify(accepted, loads(text)) == []
    found: Any = verify(accepted, loads(CASE))
    assert [d.code for d in found] == ["not-in-the-case"] * 2
    foreign = text.replace(accepted.sources()[0].sha256, "f" * 64)
    assert [d.code for d in verify(accepted, loads(foreign))] == ["text-not-at-hand"]
