"""Words are found in any script and however short."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detente.ledger import Ledger, LedgerError
from detente.ledger.passages import context, find, moved, sentence
from detente.ledger.search import index_query
from detente.proposals import Span

TEXTS = {
    "en": "The UN met in Geneva.\nFour\nislands were named; US forces stayed. 100% sure_thing",
    "ja": "日本とロシアは島をめぐり協議した。",
    "ru": "Москва и Токио ведут ПЕРЕГОВОРЫ об островах.",
    "el": "Ο Οδυσσεύς και η θάλασσα. ΛΌΓΟΣ λόγος",
    "ar": "قال الوزير إن المحادثات مستمرة",
    "th": "การเจรจาสันติภาพ",
    "nfd": "Le caf\u0065\u0301 de la paix",
}


@pytest.fixture
def texts(ledger: Ledger) -> Ledger:
    for name, text in TEXTS.items():
        ledger.store(text, {"name": name})
    return ledger


@pytest.mark.parametrize(
    ("words", "where"),
    [
        ("un", ["en"]),
        ("US", ["en"]),
        ("four islands", ["en"]),
        ("島", ["ja"]),
        ("協議", ["ja"]),
        ("ロシアは", ["ja"]),
        ("переговоры об", ["ru"]),
        ("И", ["ru"]),
        ("ΟΔΥΣΣΕΎΣ", ["el"]),
        ("λόγοσ", ["el", "el"]),
        ("وزير", ["ar"]),
        ("สันติ", ["th"]),
        ("caf\u00e9", ["nfd"]),
        ("0%", ["en"]),
        ("e_t", ["en"]),
        ('"', []),
        ("four AND islands", []),
        ("four OR islands", []),
        ("100% sure_thing", ["en"]),
    ],
)
def test_words_are_found(texts: Ledger, words: str, where: list[str]) -> None:
    names = {source.id: source.draft.name for source in texts.sources()}
    found = [names[hit.source] for hit in texts.search(words)]
    if len(words) == 1:
        assert set(where) <= set(found)
    else:
        assert found == where


def test_hits_tell_where(texts: Ledger) -> None:
    (hit,) = texts.search("four islands")
    assert texts.text(hit.sha256)[hit.start : hit.end] == "Four\nislands"
    assert hit.context.before.endswith("Geneva.\n")
    assert len(texts.search("e", limit=3)) == 3
    with pytest.raises(LedgerError):
        texts.search("  ")


def test_short_terms_are_not_left_to_the_index() -> None:
    assert index_query("a bc") == ""
    assert index_query('say "UN"') == '"say" AND """UN"""'


@given(st.text(st.sampled_from("abAB éΣσς島 \n"), max_size=30), st.data())
def test_whatever_stands_in_a_text_is_found(text: str, data: st.DataObject) -> None:
    words = data.draw(st.text(st.sampled_from("abAB éΣσς島"), min_size=1, max_size=4))
    if words.strip() and words.strip() in text:
        assert find(text, words)


# -- Passages ------------------------------------------------------------------------------


def test_ends_move_by_characters_where_words_have_no_spaces() -> None:
    text = TEXTS["ja"]
    assert moved(text, Span(0, 2), end=1).of(text) == "日本と"


def test_there_is_an_end_to_moving() -> None:
    with pytest.raises(LedgerError, match="no further word"):
        moved("one two", Span(0, 3), start=-1)
    with pytest.raises(LedgerError, match="no further word"):
        moved("one two", Span(0, 7), end=1)


@given(st.text(max_size=60), st.data())
def test_context_and_sentence_hold_the_passage(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    span = Span(start, data.draw(st.integers(start, len(text))))
    around = context(text, span, reach=len(text))
    assert around.before + around.content + around.after == text
    assert context(text, span, reach=5).content == span.of(text)
    whole = sentence(text, span)
    assert 0 <= whole.start <= span.start
    assert span.end <= whole.end <= len(text)
