"""Who says what, one construction at a time, in invented countries."""

from __future__ import annotations

import pytest

from detente.proposals import Proposal
from detente.reading.reader import Reader


def only(reader: Reader, text: str, **known: object) -> Proposal:
    reading = reader.read(text, **known)  # type: ignore[arg-type]
    assert len(reading.statements) == 1, [s.text for s in reading.statements]
    (found,) = reading.statements
    assert text[found.content.start : found.content.end] == found.text
    return found


CONSTRUCTIONS = [
    # sentence, speaker, cue, kind, content
    ("Minister Ana Brok said that the dam would stay closed.",
     "Minister Ana Brok", "said", "says", "that the dam would stay closed"),
    ("The dam will stay closed, Minister Ana Brok said on Sunday.",
     "Minister Ana Brok", "said", "says", "The dam will stay closed"),
    ("The dam will stay closed, said Ana Brok, special adviser to the president.",
     "Ana Brok, special adviser to the president", "said", "says", "The dam will stay closed"),
    ("The dam, Brok said, will stay closed until the winter.",
     "Brok", "said", "says", "The dam, Brok said, will stay closed until the winter"),
    ("“We will keep the dam closed,” Brok said.",
     "Brok", "said", "says", "“We will keep the dam closed,”"),
    ("\"We will keep the dam closed,\" Brok told reporters.",
     "Brok", "told", "says", "\"We will keep the dam closed,\""),
    ("According to Brok, the dam will stay closed.",
     "Brok", "according to", "says", "the dam will stay closed"),
    ("The dam will stay closed, according to the ministry.",
     "the ministry", "according to", "says", "The dam will stay closed"),
    ("As Brok pointed out, Aldia will not join the project.",
     "Brok", "pointed out", "says", "Aldia will not join the project"),
    ("Aldia agreed to open the dam in May.",
     "Aldia", "agreed", "commitment", "to open the dam in May"),
    ("Aldia refused to sign the paper.",
     "Aldia", "refused", "refusal", "to sign the paper"),
    ("Aldia promised to return the two posts.",
     "Aldia", "promised", "commitment", "to return the two posts"),
    ("Aldia threatened to close the dam.",
     "Aldia", "threatened", "threat", "to close the dam"),
    ("Aldia offered to pay for the bridge.",
     "Aldia", "offered", "offer", "to pay for the bridge"),
    ("Aldia demanded that Borland withdraw its guards.",
     "Aldia", "demanded", "demand", "that Borland withdraw its guards"),
    ("Aldia claims the upper valley.",
     "Aldia", "claims", "position", "the upper valley"),
    ("Borland insists on the transfer of all four posts.",
     "Borland", "insists on", "position", "the transfer of all four posts"),
    ("The position of Borland is that the posts belong to it.",
     "Borland", "position", "position", "that the posts belong to it"),
    ("The treaty stipulates that Borland will regain the posts.",
     "The treaty", "stipulates", "says", "that Borland will regain the posts"),
    ("Brok expressed hope that the talks would resume.",
     "Brok", "expressed hope", "position", "that the talks would resume"),
    ("Aldia and Borland reached an agreement to resume the talks.",
     "Aldia and Borland", "reached agreement", "commitment", "to resume the talks"),
    ("Brok is expected to visit Borland in late January.",
     None, "is expected", "says", "Brok is expected to visit Borland in late January"),
    ("Brok did not say whether the dam would open.",
     "Brok", "did not say", "says", "whether the dam would open"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "speaker", "cue", "kind", "content"),
    [pytest.param(*row, id=row[0][:40]) for row in CONSTRUCTIONS],
)
def test_constructions(
    reader: Reader, text: str, speaker: str | None, cue: str, kind: str, content: str
) -> None:
    found = only(reader, text)
    assert (found.speaker.text if found.speaker else None) == speaker
    assert (found.cue, found.kind, found.text) == (cue, kind, content)


def test_an_agency_that_quotes_stands_between_speaker_and_report(reader: Reader) -> None:
    text = "“The dam stays closed until spring,” Brok was quoted as saying by the Aldian Press news agency."
    found = only(reader, text)
    assert found.speaker is not None
    assert (found.speaker.text, found.cue, found.chain) == (
        "Brok", "was quoted as saying", ("Aldian Press",))  # fmt: skip
    assert found.text == "“The dam stays closed until spring,”"


def test_a_quotation_over_several_sentences_is_one_statement(reader: Reader) -> None:
    text = "“The dam stays closed. Nobody will open it. We are sure of that,” Brok said."
    assert only(reader, text).text == text[: text.index(" Brok")]


def test_a_quotation_that_goes_on_after_its_speaker(reader: Reader) -> None:
    text = (
        "“The dam will stay closed this year,” Brok said. “Nobody will open it before the winter.”"
    )
    found = only(reader, text)
    assert found.text.endswith("before the winter.”")
    assert found.text.startswith("“The dam")


def test_an_addressee(reader: Reader) -> None:
    found = only(reader, "Brok told the Borland envoy that the dam would stay closed.")
    assert found.addressee is not None
    assert found.addressee.text == "the Borland envoy"
    found = only(reader, "Aldia asked Cestria for help with the bridge.")
    assert found.addressee is not None
    assert (found.addressee.text, found.kind, found.text) == (
        "Cestria", "request", "help with the bridge")  # fmt: skip


def test_calling_on_somebody(reader: Reader) -> None:
    found = only(reader, "Lind called on Aldia to honour the declaration.")
    assert found.addressee is not None
    assert (found.addressee.text, found.kind, found.text) == (
        "Aldia", "demand", "to honour the declaration")  # fmt: skip


def test_an_agency_that_quotes_somebody_as_saying(reader: Reader) -> None:
    found = only(
        reader, "The Interfax news agency quoted a minister as saying that the dam was safe."
    )
    assert found.speaker is not None
    assert (found.speaker.text, found.chain, found.text) == (
        "a minister", ("Interfax",), "that the dam was safe")  # fmt: skip


def test_a_dateline_is_no_part_of_the_speaker(reader: Reader) -> None:
    found = only(reader, "KESK, March 3 (Reuters) - President Ana Brok said the dam was safe.")
    assert found.speaker is not None
    assert found.speaker.text == "President Ana Brok"


def test_passive_urging_has_an_addressee_and_no_speaker(reader: Reader) -> None:
    found = only(reader, "Borland was urged to withdraw its guards.")
    assert found.speaker is None
    assert found.addressee is not None
    assert (found.addressee.text, found.kind, found.text) == (
        "Borland", "demand", "to withdraw its guards")  # fmt: skip


def test_pronouns_and_descriptions_lead_to_the_last_fitting_speaker(reader: Reader) -> None:
    text = (
        "Aldian Prime Minister Ana Brok said the dam was safe. She added that it would stay closed."
        "\n\nThe Aldian prime minister noted that the winter was near."
    )
    found = reader.read(text).statements
    assert [s.speaker.text for s in found if s.speaker][1:] == ["Ana Brok", "Ana Brok"]
    assert all(s.speaker and s.speaker.span is None for s in found[1:])


def test_a_pronoun_without_an_antecedent_stays_a_pronoun(reader: Reader) -> None:
    found = only(reader, "He said the dam was safe.")
    assert found.speaker is not None
    assert found.speaker.text == "He"


def test_two_statements_of_one_sentence(reader: Reader) -> None:
    text = "Borland refused to sign the paper, insisting on the return of all four posts."
    found = reader.read(text).statements
    assert [(s.kind, s.text) for s in found] == [
        ("refusal", "to sign the paper"),
        ("position", "the return of all four posts"),
    ]
    assert [s.speaker.text for s in found if s.speaker] == ["Borland", "Borland"]


def test_conditions_and_questions_are_no_statements(reader: Reader) -> None:
    assert not reader.read("If Aldia agreed to open the dam, trade would grow.").statements
    assert not reader.read("Does Aldia want peace?").statements


def test_slots(reader: Reader) -> None:
    found = reader.read(
        "In 1956, Aldia and Borland signed a joint declaration. "
        "In the declaration, Aldia agrees to return four disputed islands."
    ).statements
    assert dict(found[-1].slots) == {
        "instrument": "declaration_1956", "quantity": 4, "strength": "agrees"}  # fmt: skip
    weak = only(reader, "Aldia agreed to consider the transfer of Brill and Sorn.")
    assert dict(weak.slots) == {"quantity": 2, "strength": "considers"}


def test_reading_twice_gives_the_same(reader: Reader) -> None:
    text = " ".join(row[0] for row in CONSTRUCTIONS)
    assert reader.read(text).to_dict() == reader.read(text).to_dict()
