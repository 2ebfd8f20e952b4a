"""Drafts: what they change, that they can be written with the comments kept, and carried over."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detente import catalog
from detente.casefile import loads
from detente.casefile.draft import (
    Draft,
    carried_over,
    draft_to_scenario,
    draft_to_text,
    drafted,
    drafted_data,
)
from detente.casefile.positions import Document, read
from detente.errors import DetenteError, ModelError
from examples import examples

TEXT = catalog.path("japan-russia").read_text(encoding="utf-8")
DOCUMENT = read(TEXT.encode(), "case.yaml")
JAPAN = ("conflict", "preferences", "japan")
FRIENDLY = ("scenarios", "friendly", "preferences", "us")
RULES = ("conflict", "infeasible")
SETTLE = ("conflict", "options", "japan", "settle")
DOUBTED = ("scenarios", "us_open", "preferences", "us", 0, "unsure", 1)


def wants(case: Any, party: str) -> list[str]:
    return [str(wish.condition) for wish in case.conflict.preferences[party].wishes]


def test_an_empty_draft_is_the_file() -> None:
    assert not Draft()
    assert draft_to_text(DOCUMENT, Draft()) == TEXT
    assert drafted(DOCUMENT, Draft()).conflict == loads(TEXT).conflict


def test_entries_are_moved_left_out_and_counted_again() -> None:
    before = wants(loads(TEXT), "japan")
    draft = Draft().moved(DOCUMENT, JAPAN, 0, 2).switched(DOCUMENT, JAPAN, 0)
    assert wants(drafted(DOCUMENT, draft), "japan") == [before[2], before[0], *before[3:]]
    assert draft.switched(DOCUMENT, JAPAN, 0).moved(DOCUMENT, JAPAN, 2, 0) == Draft()


def test_directions_and_rules() -> None:
    draft = Draft().directed(DOCUMENT, SETTLE, "forward").ruled(RULES, ["us.object"])
    conflict: Any = drafted(DOCUMENT, draft).conflict
    assert conflict.options[0].direction == "forward"
    assert str(conflict.infeasible[-1].condition) == "us.object"
    assert draft.directed(DOCUMENT, SETTLE, "both").ruled(RULES, drop=["us.object"]) == Draft()


def test_a_statement_is_weakened_doubted_and_turned_round() -> None:
    draft = Draft().changed(DOCUMENT, (*JAPAN, 1), {"confidence": "low", "unsure": True})
    draft = draft.turned(DOCUMENT, (*JAPAN, 1)).switched(DOCUMENT, JAPAN, 0)
    conflict: Any = drafted(DOCUMENT, draft).conflict
    wish = conflict.preferences["japan"].wishes[0]
    assert (str(wish.condition), wish.label) == (
        "not russia.four",
        "the opposite of “all four islands”",
    )
    assert (wish.ground.confidence, wish.unsure) == ("low", True)
    assert (wish.ground.cites, wish.ground.judgement) == ((), True)
    back = draft.turned(DOCUMENT, (*JAPAN, 1)).switched(DOCUMENT, JAPAN, 0)
    assert back.changed(DOCUMENT, (*JAPAN, 1), {"confidence": None, "unsure": False}) == Draft()


def test_a_statement_of_a_group_changes_like_any_other() -> None:
    draft = Draft().turned(DOCUMENT, DOUBTED).changed(DOCUMENT, DOUBTED, {"unsure": False})
    conflict: Any = drafted(DOCUMENT, draft).conflict_under("us_open")
    wish = conflict.preferences["us"].wishes[1]
    assert (str(wish.condition), wish.unsure) == ("not (us.consent iff treaty)", False)
    assert wish.group == conflict.preferences["us"].wishes[0].group


def test_a_draft_of_an_older_version_is_read() -> None:
    old = {"lists": [], "directions": [[list(SETTLE), "forward"]], "rules": []}
    assert Draft.from_dict(old) == Draft().directed(DOCUMENT, SETTLE, "forward")


def test_what_is_not_there_is_refused() -> None:
    for wrong in (
        lambda: Draft().moved(DOCUMENT, JAPAN, 0, 99),
        lambda: Draft().switched(DOCUMENT, JAPAN, -1),
        lambda: Draft().switched(DOCUMENT, (*JAPAN, "nowhere"), 0),
        lambda: Draft().directed(DOCUMENT, SETTLE, "sideways"),
        lambda: Draft().changed(DOCUMENT, (*JAPAN, 99), {"confidence": "low"}),
        lambda: Draft().turned(DOCUMENT, (*JAPAN, 99)),
        lambda: drafted(DOCUMENT, Draft().changed(DOCUMENT, (*JAPAN, 0), {"confidence": "great"})),
        lambda: drafted(DOCUMENT, Draft().ruled(RULES, ["no such thing ("])),
    ):
        with pytest.raises(DetenteError):
            wrong()


def edited(draft: Draft, draw: st.DrawFn) -> Draft:
    """Return a draft after some edit."""
    path = draw(st.sampled_from([JAPAN, FRIENDLY, RULES]))
    size = len(draft.places(DOCUMENT, path))
    place, to = (draw(st.integers(0, size - 1)) for _ in range(2))
    statement = draw(st.sampled_from([(*JAPAN, 0), (*JAPAN, 2), (*FRIENDLY, 1), DOUBTED]))
    given = {
        "confidence": st.sampled_from([None, "low", "high", 0.5]),
        "unsure": st.booleans(),
        "strongly": st.booleans(),
    }
    match draw(st.sampled_from(["move", "switch", "direct", "rule", "turn", "say"])):
        case "move":
            return draft.moved(DOCUMENT, path, place, to)
        case "switch":
            return draft.switched(DOCUMENT, path, place)
        case "direct":
            direction = draw(st.sampled_from(["both", "forward", "back"]))
            return draft.directed(DOCUMENT, SETTLE, direction)
        case "rule":
            return draft.ruled(
                RULES, [draw(st.sampled_from(["us.object", "russia.two and russia.four"]))]
            )
        case "turn":
            return draft.turned(DOCUMENT, statement)
        case _:
            name = draw(st.sampled_from(list(given)))
            return draft.changed(DOCUMENT, statement, {name: draw(given[name])})


@st.composite
def drafts(draw: st.DrawFn) -> Draft:
    """Return a draft that some edits make."""
    draft = Draft()
    for _ in range(draw(st.integers(0, 6))):
        draft = edited(draft, draw)
    return draft


@pytest.mark.slow
@examples(12)  # each reads and writes the whole flagship some times
@given(drafts())
def test_a_draft_is_written_as_it_was_tried_and_comments_stay(draft: Draft) -> None:
    text = draft_to_text(DOCUMENT, draft)
    written = read(text.encode())
    assert not written.problems
    assert written.data == drafted_data(DOCUMENT, draft)
    tried, saved = drafted(DOCUMENT, draft), loads(text)
    assert tried.conflict == saved.conflict
    for key, scenario in tried.scenarios.items():
        assert scenario.conflict == saved.scenarios[key].conflict
    dropped = {k for places in draft.lists.values() for k, on in places if not on}
    lines, after = set(TEXT.splitlines()), set(text.splitlines())
    if not draft.fields:
        added = sum(map(len, draft.rules.values()))
        assert sum(line in lines for line in text.splitlines()) == len(text.splitlines()) - added
    if not dropped:
        # what differs is what a changed entry says, never a line of another
        said = {name for fields in draft.fields.values() for name in (*fields, "label")}
        gone = {line.strip().removeprefix("- ").partition(":")[0] for line in lines - after}
        assert gone <= said | {"settle"}
    for comment in ("# What is unknown, not what a party may choose.", "# Most important first."):
        assert comment in text


@given(drafts())
def test_a_draft_survives_being_written_down(draft: Draft) -> None:
    assert Draft.from_dict(draft.to_dict()) == draft


def changed(old: str, new: str) -> Document:
    assert old in TEXT
    return read(TEXT.replace(old, new, 1).encode())


def test_a_draft_is_carried_over_a_change_elsewhere_only() -> None:
    draft = Draft().switched(DOCUMENT, JAPAN, 0)
    assert carried_over(draft, DOCUMENT, changed("title: Japan", "title: Of Japan")) == draft
    other = changed("label: all four islands\n", "label: every island\n")
    assert carried_over(draft, DOCUMENT, other) is None
    weaker = Draft().changed(DOCUMENT, (*JAPAN, 0), {"confidence": "low"})
    assert carried_over(weaker, DOCUMENT, other) == weaker
    weaker = Draft().changed(DOCUMENT, (*JAPAN, 1), {"confidence": "low"})
    assert carried_over(weaker, DOCUMENT, other) is None


@pytest.mark.slow
def test_a_draft_is_kept_as_a_scenario_that_says_the_same() -> None:
    draft = Draft().moved(DOCUMENT, JAPAN, 0, 2).ruled(RULES, ["us.object"])
    draft = draft.switched(DOCUMENT, FRIENDLY, 0).directed(DOCUMENT, SETTLE, "forward")
    draft = draft.turned(DOCUMENT, (*JAPAN, 1)).changed(DOCUMENT, (*FRIENDLY, 1), {"unsure": True})
    for scenario in ("", "friendly"):
        text = draft_to_scenario(DOCUMENT, draft, scenario, "kept", "Tried")
        case = loads(text)
        expected: Any = drafted(DOCUMENT, draft).conflict_under(scenario or None)
        found: Any = case.conflict_under("kept")
        assert found.preferences == expected.preferences
        assert found.options == expected.options
        assert found.infeasible == expected.infeasible
        assert case.conflict == loads(TEXT).conflict
        assert set(TEXT.splitlines()) <= set(text.splitlines())


def test_a_scenario_needs_a_name_of_its_own_and_something_to_change() -> None:
    draft = Draft().switched(DOCUMENT, JAPAN, 0)
    with pytest.raises(ModelError, match="has them already"):
        draft_to_scenario(DOCUMENT, draft, "", "friendly", "Again")
    with pytest.raises(ModelError, match="changes nothing"):
        draft_to_scenario(DOCUMENT, Draft(), "", "kept", "Kept")
