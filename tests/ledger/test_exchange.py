"""Out to other programs and in again."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detente import casefile
from detente.casefile import loads
from detente.errors import FormatError
from detente.ledger import Ledger, SourceDraft
from detente.ledger.exports import csl_item, csl_items, table, web_annotations
from detente.ledger.imports import attach, import_csl
from detente.ledger.passages import find
from detente.ledger.publish import publish
from detente.ledger.verify import verify
from ledger.samples import CASE, TEXT

ZOTERO = """[
 {"id": "http://zotero.org/users/1/items/AB12", "type": "article-newspaper",
  "title": "Talks resume", "container-title": "The Herald", "URL": "https://example.org/1",
  "author": [{"family": "Olm", "given": "Ana"}, {"literal": "Border Wire"}],
  "issued": {"date-parts": [["2030", 5, "20"]]}, "note": "Extra: 1"},
 {"id": "smith2029", "type": "book", "publisher": "University Press",
  "issued": {"raw": "Spring 2029"}},
 {"id": "3", "type": "webpage", "issued": {"date-parts": [[2030, 13, 1]]},
  "author": [{"family": "Ōe"}]}
]"""


def test_annotations_have_the_shape_of_the_model(filled: Ledger) -> None:
    filled.accept(1)
    made = json.loads(json.dumps(web_annotations(filled)))
    assert made["@context"][0] == "http://www.w3.org/ns/anno.jsonld"
    assert (made["type"], made["total"]) == ("AnnotationCollection", 1)
    (note,) = made["first"]["items"]
    assert note["type"] == "Annotation"
    assert note["body"][0] == {
        "type": "TextualBody", "value": filled.statement(1).draft.says, "format": "text/plain",
    }  # fmt: skip
    target = note["target"]
    assert target["source"]["schema:sha256"] == filled.sources()[0].sha256
    assert target["source"]["id"].startswith("urn:sha256:")
    quote, position = target["selector"]
    assert (quote["type"], position["type"]) == ("TextQuoteSelector", "TextPositionSelector")
    assert TEXT[position["start"] : position["end"]] == quote["exact"]
    around = quote["prefix"] + quote["exact"] + quote["suffix"]
    assert TEXT.count(around) == 1
    assert TEXT.index(around) + len(quote["prefix"]) == position["start"]


def test_annotations_are_found_again_by_their_words(filled: Ledger) -> None:
    for entry in filled.statements():
        filled.accept(entry.id)
    for note in web_annotations(filled)["first"]["items"]:
        quote, position = note["target"]["selector"]
        (span,) = find(TEXT, quote["exact"])
        assert (span.start, span.end) == (position["start"], position["end"])


# -- CSL-JSON ------------------------------------------------------------------------------


def test_references_come_in_from_zotero(ledger: Ledger) -> None:
    assert import_csl(ledger, ZOTERO).added == ("olm_2030", "smith2029", "ōe")
    herald, smith, oe = (source.draft for source in ledger.sources())
    assert (herald.outlet, herald.date, herald.title) == (
        "The Herald",
        "2030-05-20",
        "Talks resume",
    )
    assert (herald.author, herald.url) == ("Olm, Ana; Border Wire", "https://example.org/1")
    assert (smith.outlet, smith.date) == ("University Press", "2029")
    assert oe.date == "unknown", "there is no thirteenth month"


def test_importing_again_changes_nothing(ledger: Ledger) -> None:
    import_csl(ledger, ZOTERO)
    log = ledger.history()
    again = import_csl(ledger, ZOTERO)
    assert (again.added, again.changed) == ((), ())
    assert ledger.history() == log


def test_two_references_of_one_author_stay_two(ledger: Ledger) -> None:
    author = '"author": [{"family": "Olm"}], "issued": {"raw": "2030"}'
    text = f'[{{"id": 1, "title": "A", {author}}}, {{"id": 2, "title": "B", {author}}}]'
    assert import_csl(ledger, text).added == ("olm_2030", "olm_2030_2")
    assert import_csl(ledger, text).added == ()


def test_an_import_brings_what_is_known_up_to_date(ledger: Ledger) -> None:
    import_csl(ledger, ZOTERO)
    newer = ZOTERO.replace("Talks resume", "Talks resumed")
    assert import_csl(ledger, newer).changed == ("olm_2030",)
    assert ledger.sources()[0].draft.title == "Talks resumed"


@pytest.mark.parametrize("text", ["", "{", "1", '["x"]', "[[]]", '{"a": 1}', "[" * 100_000])
def test_what_is_no_csl_is_refused(ledger: Ledger, text: str) -> None:
    with pytest.raises(FormatError):
        import_csl(ledger, text)
    assert ledger.sources() == ()


names = st.from_regex(r"[a-z][a-z0-9_]{0,8}", fullmatch=True)
lines = st.from_regex(r"[^\W_]{1,5}( [^\W_]{1,5})?", fullmatch=True)
drafts = st.builds(
    SourceDraft,
    name=names,
    outlet=lines | st.just("unknown"),
    relays=st.lists(lines, max_size=2).map(tuple),
    date=st.sampled_from(["unknown", "2019", "2019-01", "2019-01-09", "0987"]),
    title=st.just("") | lines,
    author=st.sampled_from(["", "Olm, Ana", "Olm, Ana; Border Wire"]),
    url=st.just(""),
    note=st.just("") | lines,
    visibility=st.sampled_from(["public", "internal"]),
)


@given(st.lists(drafts, max_size=4, unique_by=lambda draft: draft.name))
def test_sources_go_out_and_come_back(
    tmp_path_factory: pytest.TempPathFactory, given_drafts: list[SourceDraft]
) -> None:
    text = json.dumps([csl_item(draft, draft.name) for draft in given_drafts])
    with Ledger.open(tmp_path_factory.mktemp("csl") / "x.ledger") as ledger:
        import_csl(ledger, text)
        assert [source.draft for source in ledger.sources()] == given_drafts
        assert csl_items(ledger) == json.loads(text)
        log = ledger.history()
        assert import_csl(ledger, text).changed == ()
        assert ledger.history() == log


# -- CSV -----------------------------------------------------------------------------------


def test_the_table_has_every_statement(filled: Ledger) -> None:
    filled.accept(1)
    filled.edit(1, {"says": '=cmd|"x"', "slots.set": "a, b"})
    first, second = csv.DictReader(io.StringIO(table(filled)))
    assert (first["state"], second["state"]) == ("accepted", "proposed")
    assert first["says"] == '\'=cmd|"x"', "no spreadsheet runs it"
    assert first["slots"] == "battalions=2; holder=alba; set=a, b"
    assert TEXT[int(second["start"]) : int(second["end"])] == second["passage"]
    assert second["chain"] == "Border Wire"


# -- Texts for a case that came without its ledger ------------------------------------------


def test_a_text_is_linked_to_the_statements_made_from_it(filled: Ledger, tmp_path: Path) -> None:
    filled.accept(1)
    filled.edit(1, {"status": "disputed"})
    filled.accept(2)
    case = loads(publish(filled, loads(CASE), casefile).text)
    with Ledger.open(tmp_path / "other.ledger") as other:
        assert attach(other, case, "another text") is None
        assert other.sources() == ()
        assert attach(other, case, TEXT, file="x/herald.txt") == 2
        assert attach(other, case, TEXT) == 0, "once is enough"
        mine, theirs = other.statements(), filled.statements()
        for a, b in zip(mine, theirs, strict=True):
            assert (a.state, a.draft.span, a.draft.says) == ("accepted", b.draft.span, b.draft.says)
            assert (a.draft.status, a.draft.slots) == (b.draft.status, b.draft.slots)
        assert verify(other, case) == []
        again = publish(other, case, casefile)
        assert again.text == case.text
        assert again.kept == ()
