"""Drafts: what they change, that they can be written with the comments kept, and carried over."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
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

TEXT = catalog.path("japan-russia").read_text(encoding="utf-8")
DOCUMENT = read(TEXT.encode(), "case.yaml")
JAPAN = ("conflict", "preferences", "japan")
FRIENDLY = ("scenarios", "friendly", "preferences", "us")
RULES = ("conflict", "infeasible")
SETTLE = ("conflict", "options", "japan", "settle")


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


def test_what_is_not_there_is_refused() -> None:
    for wrong in (
        lambda: Draft().moved(DOCUMENT, JAPAN, 0, 99),
        lambda: Draft().switched(DOCUMENT, JAPAN, -1),
        lambda: Draft().switched(DOCUMENT, (*JAPAN, "nowhere"), 0),
        lambda: Draft().directed(DOCUMENT, SETTLE, "sideways"),
        lambda: drafted(DOCUMENT, Draft().ruled(RULES, ["no such thing ("])),
    ):
        with pytest.raises(DetenteError):
            wrong()


@st.composite
def drafts(draw: st.DrawFn) -> Draft:
    """Return a draft that some edits make."""
    draft = Draft()
    for _ in range(draw(st.integers(0, 6))):
        path = draw(st.sampled_from([JAPAN, FRIENDLY, RULES]))
        size = len(draft.places(DOCUMENT, path))
        place, to = (draw(st.integers(0, size - 1)) for _ in range(2))
        what = draw(st.sampled_from(["move", "switch", "direct", "rule"]))
        if what == "move":
            draft = draft.moved(DOCUMENT, path, place, to)
        elif what == "switch":
            draft = draft.switched(DOCUMENT, path, place)
        elif what == "direct":
            draft = draft.directed(
                DOCUMENT, SETTLE, draw(st.sampled_from(["both", "forward", "back"]))
            )
        else:
            draft = draft.ruled(RULES, [draw(st.sampled_from(["us.object", "not russia.two"]))])
    return draft


@settings(max_examples=20)  # each reads and writes the whole flagship some times
@given(drafts())
def test_a_draft_is_written_as_it_was_tried_and_comments_stay(draft: Draft) -> None:
    text = draft_to_text(DOCUMENT, draft)
    written = read(text.encode())
    assert not written.problems
    assert written.data == drafted_data(DOCUMENT, draft)
    if not draft.directions:  # a new key goes through a round trip, which may break lines anew
        dropped = {k for places in draft.lists.values() for k, on in places if not on}
        added = sum(map(len, draft.rules.values()))
        lines = TEXT.splitlines()
        assert sum(line in lines for line in text.splitlines()) == len(text.splitlines()) - added
        assert dropped or set(lines) <= set(text.splitlines())
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


def test_a_draft_is_kept_as_a_scenario_that_says_the_same() -> None:
    draft = Draft().moved(DOCUMENT, JAPAN, 0, 2).ruled(RULES, ["us.object"])
    draft = draft.switched(DOCUMENT, FRIENDLY, 0).directed(DOCUMENT, SETTLE, "forward")
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
