"""Whatever the text: no crash, true offsets, the same result twice."""

from __future__ import annotations

import hashlib
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detente.case import Case
from detente.errors import LimitError
from detente.reading.boilerplate import boilerplate
from detente.reading.documents import MAX_CHARACTERS
from detente.reading.quotes import quotations
from detente.reading.reader import Reader
from examples import examples

WORDS = st.sampled_from(
    ["Brok", "said", "that", "“", "”", '"', "\n", "\n\n", ",", ".", "Aldia", "agreed", "to", "go",
     "according", "he", "was", "quoted", "as", "saying", "by", "the", "Valley", "Press", "agency",
     "in", "1956", "on", "Sunday", "Kesk", "declaration", "of", "two", "islands", "refused", ":",
     "- Advertisement -", "KESK, 9 May –", "Brill and Sorn", "’s", "?", "if", "adding", "\r\n"]
)  # fmt: skip
TEXTS = st.one_of(
    st.text(max_size=300),
    st.lists(WORDS, max_size=60).map(" ".join),
    st.text(st.characters(), max_size=80),
)


@examples(60)
@given(text=TEXTS)
def test_any_text_is_read_with_true_offsets(reader: Reader, valley: Case, text: str) -> None:
    reading = reader.read(text, case=valley, published="2031-05-09")
    assert reading.text == text
    assert reading.sha256 == hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
    for found in reading.statements:
        assert 0 <= found.content.start < found.content.end <= len(text)
        assert found.text == found.content.of(text)
        for mention in (found.speaker, found.addressee):
            if mention is not None and mention.span is not None:
                assert mention.span.of(text) == mention.text
        if found.time is not None and found.time.span is not None:
            assert found.time.span.of(text) == found.time.text
    for mention in reading.mentions:
        assert mention.span is not None
        assert mention.span.of(text) == mention.text
    starts = [s.content.start for s in reading.statements]
    assert len(starts) == len(reading.statements)
    assert reading.to_dict() == reader.read(text, case=valley, published="2031-05-09").to_dict()


@given(TEXTS)
def test_spans_are_in_order_and_apart(text: str) -> None:
    for spans in (boilerplate(text), quotations(text)):
        edges = [edge for span in spans for edge in (span.start, span.end)]
        assert edges == sorted(edges)
        assert all(0 <= edge <= len(text) for edge in edges)


def test_a_lone_surrogate_is_no_reason_to_stop(reader: Reader) -> None:
    (found,) = reader.read("Brok said \ud800 that the dam was safe.").statements
    assert "dam was safe" in found.text


def test_too_long_a_text_is_refused(reader: Reader) -> None:
    with pytest.raises(LimitError, match="split it"):
        reader.read("a " * MAX_CHARACTERS)


@pytest.mark.slow
@pytest.mark.parametrize(
    "unit", ["A", '"', "A. ", "Prime Minister A ", "1956 ", "“a ", "A-", "the "]
)
def test_monotonous_texts_take_no_long_time(reader: Reader, valley: Case, unit: str) -> None:
    started = time.process_time()
    reader.read((unit * 20_000)[:20_000], case=valley)
    assert time.process_time() - started < 10
