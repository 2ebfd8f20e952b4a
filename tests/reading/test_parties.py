"""Names of parties by time, datelines, people by office, and through whom a statement came."""

from __future__ import annotations

import pytest

from detente.case import Case
from detente.reading.chains import relays
from detente.reading.parties import Parties, dateline_agency, datelines, is_adjective
from detente.reading.reader import Reader


def test_a_capital_stands_for_the_state_of_its_time(reader: Reader, valley: Case) -> None:
    text = (
        "In 1956, Kesk agreed to return the posts. In 2019, Kesk refused to return the posts. "
        "Kesk claims the valley."
    )
    found = reader.read(text, case=valley, published="2020-01-01").statements
    assert [s.speaker.party for s in found if s.speaker] == ["union", "borland", "borland"]


def test_mentions_leave_datelines_out(reader: Reader, valley: Case) -> None:
    text = "KESK, 9 May – Aldia and Port Merrin are one. Cestrians know.\n\nKesk knows."
    found = reader.read(text, case=valley, published="2031-05-09").mentions
    assert [(m.text, m.party) for m in found] == [
        ("Aldia", "aldia"), ("Port Merrin", "aldia"), ("Cestrians", "cestria"),
        ("Kesk", "borland")]  # fmt: skip
    assert all(m.span and m.span.of(text) == m.text for m in found)


def test_datelines() -> None:
    for line in ("KESK, 9 May – They met.", "KESK, Borland – They met.", "PORT MERRIN (AP) - They met.",
                 "Kesk (Reuters) – They met.", "KESK, May 9. /TASS/. They met.", "KESK: They met."):  # fmt: skip
        (found,) = datelines(line)
        assert line[found.end :].startswith("They met"), line
    for line in ("Kesk – a small town – was quiet.", "NATO said so.", "In Kesk, they met."):
        assert not datelines(line), line
    assert dateline_agency("KESK, May 9. /TASS/. They met.") == "TASS"
    assert dateline_agency("KESK, 9 May – Valley news. They met.") == "Valley"
    assert dateline_agency("They met.") == ""


def test_people_by_case_and_by_office(reader: Reader, valley: Case) -> None:
    text = (
        "Brok said the dam was safe. Borland’s Foreign Minister Teo Lind denied that the dam was safe."
        " Lind warned that it would break."
    )
    found = reader.read(text, case=valley).statements
    assert [s.speaker.party for s in found if s.speaker] == ["aldia", "borland", "borland"]


@pytest.mark.parametrize(
    ("word", "name", "so"),
    [("Aldian", "Aldia", True), ("Borlandish", "Borland", True), ("Cestrian", "Cestria", True),
     ("Aldermen", "Aldia", False), ("Borlandia", "Aldia", False)],
)  # fmt: skip
def test_adjectives(word: str, name: str, so: bool) -> None:
    assert is_adjective(word, name) is so


def test_without_a_case_nobody_is_a_party() -> None:
    assert Parties.of(None).party("Aldia") is None
    assert not list(Parties.of(None).mentions("Aldia", (), (), ""))


# -- Chains --------------------------------------------------------------------------------


def test_one_line_names_the_agency_for_what_one_speaker_says(reader: Reader) -> None:
    text = (
        "Ana Brok said that the dam was safe. Her words were reported by the Valley Press agency."
        "\n\nShe noted that it was old. Brok also warned that it was small."
        "\n\nTeo Lind said that it was leaking."
    )
    assert [s.chain for s in reader.read(text).statements] == [
        ("Valley Press",), ("Valley Press",), ("Valley Press",), ()]  # fmt: skip


def test_an_interview_and_a_dateline_are_links(reader: Reader) -> None:
    text = "KESK (Reuters) – The dam is safe, Brok said in an interview with Asahi."
    (found,) = reader.read(text).statements
    assert found.chain == ("Asahi", "Reuters")
    assert found.text == "The dam is safe"


def test_a_mere_mention_is_no_link(reader: Reader) -> None:
    (found,) = reader.read("Brok said that Reuters had been wrong about the dam.").statements
    assert found.chain == ()


def test_agencies_by_their_kind() -> None:
    assert [r.name for r in relays("The Valley Times newspaper and the state news agency Xinhua")] == [
        "Valley Times", "Xinhua"]  # fmt: skip
