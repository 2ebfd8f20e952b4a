"""Two real reports, where they are at hand: all boilerplate masked, no statement lost.

They are press text and no part of this project. ``DETENTE_REPORTS`` names their folder. A
statement is known here by a few words that its content and its speaker must hold.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from detente import load
from detente.proposals import Reading
from detente.reading.reader import Reader

FOLDER = Path(
    os.environ.get("DETENTE_REPORTS", Path(__file__).parents[2] / ".." / "shared" / "reports")
)
EXPECTED: dict[str, list[tuple[str, str | None, str | None, str, tuple[str, ...]]]] = {
    # a word or two of the content, of the speaker; party; kind; chain
    "000_": [
        ("support in negotiating", "Japan", "japan", "request", ("RIA",)),
        ("relies", "Kawai", "japan", "says", ("Kyodo", "RIA")),
        ("counterbalances", "Kawai", "japan", "says", ("Kyodo", "RIA")),
        ("visit to China", "Kawai", "japan", "says", ("Kyodo", "RIA")),
        ("strategic", "Kawai", "japan", "says", ("Kyodo", "RIA")),
        ("will not join", "Kawai", "japan", "says", ("Kyodo", "RIA")),
        ("Iturup", "Japan", "japan", "position", ("RIA",)),
        ("consider the possibility", "Moscow", "ussr", "commitment", ("RIA",)),
        ("only two of the four", "United States", "us", "threat", ("RIA",)),
        ("beyond doubt", "Moscow", "russia", "position", ("RIA",)),
        ("speed up", "Putin and Shinzo Abe", "russia", "commitment", ("RIA",)),
    ],
    "002_": [
        ("contribute to", "Abe", "japan", "says", ()),
        ("bring gains", "Abe", "japan", "says", ("Kyodo",)),
        ("decades-long", "Abe", "japan", "commitment", ()),
        ("speed up", "Putin", None, "commitment", ()),
        ("four disputed", "Moscow", "ussr", "commitment", ()),
        ("pose no threat", "Abe", "japan", "says", ("Asahi",)),
        ("in no way hostile", "Abe", "japan", "says", ()),
        ("explained it", "Abe", "japan", "says", ()),
        ("no clear idea", "Putin", "russia", "says", ()),
        ("factor to be taken", "Putin", "russia", "says", ()),
        ("will regain", "statement", None, "says", ()),
        ("implement such", "Japan", "japan", "refusal", ()),
        ("all four", "Japan", "japan", "position", ()),
        ("visit Russia", None, None, "says", ()),
    ],
}
BOILERPLATE = {
    "000_": ("enter your comment", "enter your name", "Akismet"),
    "002_": ("Advertisement", "Subscribe", "Sign up"),
}


@pytest.fixture(scope="module", params=sorted(EXPECTED))
def report(request: pytest.FixtureRequest, reader: Reader) -> tuple[str, Reading]:
    paths = sorted(FOLDER.glob(f"{request.param}*.txt"))
    if not paths:
        print(f"no report {request.param}*.txt; set DETENTE_REPORTS to their folder")
        pytest.skip("the real reports are not here (DETENTE_REPORTS)")
    text = paths[0].read_bytes().decode("utf-8")
    return request.param, reader.read(text, case=load("japan-russia"), source=paths[0].name)


def test_all_boilerplate_is_masked_and_nothing_else(report: tuple[str, Reading]) -> None:
    name, reading = report
    masked = [span.of(reading.text) for span in reading.masked]
    assert len(masked) == 3
    for words, line in zip(BOILERPLATE[name], masked, strict=True):
        assert words in line


def test_no_statement_is_lost(report: tuple[str, Reading]) -> None:
    name, reading = report
    for words, who, party, kind, chain in EXPECTED[name]:
        held = [s for s in reading.statements if words in s.text]
        assert held, words
        found = held[0]
        assert (found.kind, found.chain) == (kind, chain), words
        if who is None:
            assert found.speaker is None
        else:
            assert found.speaker is not None
            assert who in found.speaker.text
            assert party is None or found.speaker.party == party, words
        assert all(span.end <= found.content.start or span.start >= found.content.end
                   for span in reading.masked)  # fmt: skip


def test_slots_that_contradict_each_other(report: tuple[str, Reading]) -> None:
    name, reading = report
    counted = {
        (s.slots["quantity"], s.slots.get("strength"))
        for s in reading.statements
        if s.slots.get("instrument") == "declaration_1956" and "quantity" in s.slots
    }
    assert counted >= ({(2, "considers")} if name == "000_" else {(4, "agrees"), (2, "stipulates")})


def test_no_year_is_invented(report: tuple[str, Reading]) -> None:
    _, reading = report
    assert reading.needs == ("date", "outlet")
    for found in reading.statements:
        if found.time is not None and not any(c.isdigit() for c in found.time.text[-4:]):
            assert (found.time.first, found.time.needs_anchor) == ("", True)
