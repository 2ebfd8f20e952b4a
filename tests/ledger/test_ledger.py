"""Reports in, decisions taken: what one process sees."""

from __future__ import annotations

from pathlib import Path

import pytest

from detente.errors import UnknownNameError
from detente.ledger import Ledger, LedgerError, beside
from detente.proposals import Mention, Proposal, Reading, Span
from ledger.samples import TEXT, proposal, reading


def test_the_ledger_lies_beside_the_case() -> None:
    assert beside("a/b.yaml") == Path("a/b.ledger")


def test_a_reading_comes_in_whole(filled: Ledger) -> None:
    offer, refusal = filled.statements()
    assert (offer.state, offer.draft.by, offer.draft.speaker) == ("proposed", "alba", "Ana Olm")
    assert (offer.draft.kind, offer.draft.date, offer.draft.time) == (
        "offer", "2030-05-19", "on Tuesday",
    )  # fmt: skip
    assert offer.draft.slots == {"battalions": 2, "holder": "alba"}
    assert refusal.draft.chain == ("Border Wire",)
    (source,) = filled.sources()
    assert (source.draft.outlet, source.draft.date, source.draft.file) == (
        "The Herald", "2030-05-20", "herald.txt",
    )  # fmt: skip
    assert filled.text(source.sha256) == TEXT


def test_reading_again_changes_nothing(filled: Ledger) -> None:
    before = filled.history(), filled.statements(), filled.sources()
    stored = filled.add_reading(reading(source="elsewhere/copy.txt"))
    assert (stored.is_new, stored.proposed) == (False, 0)
    assert (filled.history(), filled.statements(), filled.sources()) == before


def test_a_better_reading_adds_what_is_new_and_renews_what_nobody_touched(filled: Ledger) -> None:
    first, second = filled.statements()
    filled.accept(first.id)
    better = reading(
        TEXT,
        proposal(TEXT, first.draft.says, "Ana Olm", kind="threat"),
        proposal(TEXT, second.draft.says, "Brenn's envoy", "brenn", kind="position"),
        proposal(TEXT, "lets inspectors in"),
    )
    assert filled.add_reading(better).proposed == 1
    now = {entry.id: entry.draft.kind for entry in filled.statements()}
    assert now == {first.id: "offer", second.id: "position", 3: "says"}


def test_a_missing_date_can_be_given_later(ledger: Ledger) -> None:
    stored = ledger.add_reading(reading())
    assert stored.source.draft.needs == ("date", "outlet")
    ledger.add_reading(reading(), {"date": "2030-05-20"})
    assert ledger.sources()[0].draft.needs == ("outlet",)


@pytest.mark.parametrize(
    "wrong",
    [
        Reading("x", "text", "0" * 64),
        reading("text", Proposal(Span(2, 9), "xt", Span(0, 4))),
        reading("text", Proposal(Span(2, 2), "", Span(0, 4))),
        reading("text", Proposal(Span(-1, 2), "", Span(0, 4))),
    ],
)
def test_a_reading_that_does_not_fit_its_text_leaves_nothing(
    ledger: Ledger, wrong: Reading
) -> None:
    with pytest.raises(LedgerError):
        ledger.add_reading(wrong)
    assert ledger.sources() == ()
    assert ledger.history() == ()


def test_half_a_character_is_refused(ledger: Ledger) -> None:
    with pytest.raises(LedgerError, match="half a character"):
        ledger.store("a\ud800b")


def test_deciding(filled: Ledger) -> None:
    first, second = (entry.id for entry in filled.statements())
    assert filled.accept(first, by="ana", note="clear").state == "accepted"
    assert filled.reject(second).state == "rejected"
    assert filled.accept(second).state == "accepted", "one may change one's mind"
    length = len(filled.history())
    filled.accept(second)
    assert len(filled.history()) == length, "and what stands is not decided again"
    entry = filled.history(first)[-1]
    assert (entry.by, entry.note, entry.action) == ("ana", "clear", "accepted")
    assert {e.by for e in filled.history(second)} == {""}, "nobody is named who gave no name"


def test_undo_takes_back_the_latest_and_keeps_the_log(filled: Ledger) -> None:
    first, second = filled.statements()
    filled.accept(first.id)
    filled.edit(first.id, {"kind": "demand"})
    filled.reject(second.id)
    assert filled.undo(first.id).action == "edited"
    assert filled.statement(first.id).draft == first.draft
    assert filled.undo().statement == second.id
    assert filled.undo().action == "accepted"
    assert filled.statements() == (first, second)
    with pytest.raises(LedgerError, match="no decision to undo"):
        filled.undo()
    assert len(filled.history()) == 9
    assert [e.undone for e in filled.history(first.id)] == [False, True, True, False, False]


@pytest.mark.parametrize(
    ("changes", "field", "value"),
    [
        ({"kind": "threat"}, "kind", "threat"),
        ({"chain": "Border Wire, Agency"}, "chain", ("Border Wire", "Agency")),
        ({"date": "2030-05"}, "date", "2030-05"),
        ({"date": ""}, "date", "unknown"),
        ({"slots.battalions": "3"}, "slots", {"battalions": 3, "holder": "alba"}),
        ({"slots.battalions": ""}, "slots", {"holder": "alba"}),
        ({"slots.set": "Habomai, Shikotan"}, "slots",
         {"battalions": 2, "holder": "alba", "set": ("Habomai", "Shikotan")}),
        ({"slots.share": "0.5"}, "slots", {"battalions": 2, "holder": "alba", "share": 0.5}),
        ({"status": "disputed"}, "status", "disputed"),
        ({"says": "  in other\n words "}, "says", "in other words"),
        ({"name": "offer-1"}, "name", "offer-1"),
    ],
)  # fmt: skip
def test_fields_are_edited_from_text(
    filled: Ledger, changes: dict[str, str], field: str, value: object
) -> None:
    edited = filled.edit(1, changes, parties=("alba", "brenn"))
    assert getattr(edited.draft, field) == value
    assert filled.statement(1) == edited
    filled.undo(1)
    assert getattr(filled.statement(1).draft, field) != value


@pytest.mark.parametrize(
    "changes",
    [
        {"kind": "shout"},
        {"date": "yesterday"},
        {"date": "2030-02-30"},
        {"status": "true"},
        {"says": " "},
        {"name": "two words"},
        {"speaker": "\ud800"},
    ],
)
def test_what_does_not_fit_a_field_is_refused(filled: Ledger, changes: dict[str, str]) -> None:
    with pytest.raises(LedgerError):
        filled.edit(1, changes)
    assert len(filled.history(1)) == 1


def test_unknown_names_are_refused(filled: Ledger) -> None:
    with pytest.raises(UnknownNameError, match="did you mean 'speaker'"):
        filled.edit(1, {"speeker": "x"})
    with pytest.raises(UnknownNameError, match="did you mean 'alba'"):
        filled.edit(1, {"by": "albba"}, parties=("alba", "brenn"))
    with pytest.raises(LedgerError, match="no statement 99"):
        filled.accept(99)


def test_the_ends_of_a_passage_move_by_words(filled: Ledger) -> None:
    moved = filled.move(1, start=1, end=-2)
    assert moved.draft.says == "would withdraw its garrison if Brenn lets"
    filled.edit(1, {"says": "Alba offers to leave."})
    assert filled.move(1, start=-1).draft.says == "Alba offers to leave.", "own words stay"
    with pytest.raises(LedgerError, match="nothing would be left"):
        filled.move(1, start=8)


def test_what_reading_missed_is_added_by_quoting(filled: Ledger) -> None:
    added = filled.add("herald.txt", "BRENN lets inspectors", {"by": "alba", "kind": "demand"})
    assert (added.state, added.draft.says) == ("accepted", "Brenn lets inspectors")
    long = filled.add(1, "Alba would … Tuesday")
    assert long.draft.says.endswith("Ana Olm said on Tuesday")
    with pytest.raises(LedgerError, match="2 places"):
        filled.add(1, "inspectors")
    with pytest.raises(LedgerError, match="do not stand"):
        filled.add(1, "peace at last")
    filled.undo(added.id)
    assert added.id not in {entry.id for entry in filled.statements()}
    with pytest.raises(LedgerError):
        filled.statement(added.id)


def test_sources_are_found_by_what_they_are_called(filled: Ledger) -> None:
    (source,) = filled.sources()
    filled.describe(source.id, {"name": "herald", "url": "https://example.org/1"})
    for name in ("herald", "folder/herald.txt", "1", source.sha256[:8], source.sha256):
        assert filled.source(name).id == source.id
    for name in ("heral", source.sha256[:5], "2", ""):
        with pytest.raises(LedgerError, match="no source"):
            filled.source(name)
    with pytest.raises(UnknownNameError):
        filled.describe(source.id, {"file": "x"})


def test_a_reference_gets_its_text_when_the_report_is_read(ledger: Ledger) -> None:
    known = ledger.refer({"name": "olm2030", "url": "https://example.org/1", "author": "Olm, A"})
    stored = ledger.add_reading(reading(), {"url": "https://example.org/1"})
    assert stored.source.id == known.id
    assert (stored.source.draft.name, stored.source.draft.author) == ("olm2030", "Olm, A")
    assert len(ledger.sources()) == 1


def test_only_the_files_name_is_kept_not_its_folder(ledger: Ledger) -> None:
    ledger.store("text", file="/home/somebody/secret/report.txt")
    assert b"somebody" not in ledger.path.read_bytes()
    assert b"somebody" not in ledger.path.with_name("pact.ledger-wal").read_bytes()


def test_mentions_without_a_party(ledger: Ledger) -> None:
    said = Proposal(Span(0, 4), "text", Span(0, 4), Mention("He"), Mention("her", party="brenn"))
    ledger.add_reading(reading("text", said))
    (entry,) = ledger.statements()
    assert (entry.draft.speaker, entry.draft.by) == ("He", "")
    assert (entry.draft.addressee, entry.draft.to) == ("her", "brenn")
