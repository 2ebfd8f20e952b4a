"""The further questions: asked where they make sense, the answer first, its ground behind it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from brief.pages import Page, ferry
from detente import loading
from detente.brief import further as room
from detente.brief.brief import render
from detente.brief.further import Question, further
from detente.case import Case
from detente.conditions import parse
from detente.conflict.analysis import analyse
from detente.conflict.findings import Findings, find
from detente.conflict.firmness import firmness
from detente.conflict.model import Conflict
from detente.conflict.preferences import Ordered, Wish
from detente.conflict.views import View
from detente.evidence import NO_GROUND, Ground


def findings(conflict: Conflict | None) -> Findings:
    assert conflict is not None
    return find(analyse(conflict))


def asked(conflict: Conflict | None) -> dict[str, Question]:
    return {question.id: question for question in further(findings(conflict))}


def test_the_answer_is_the_engines() -> None:
    conflict = ferry().conflict
    assert conflict is not None
    assert asked(conflict)["firmness"].answer == firmness(conflict, radius=1).answer()


def test_what_is_not_marked_is_not_asked() -> None:
    conflict = ferry().conflict
    assert conflict is not None
    assert not {"strength", "hypergame"} & asked(conflict).keys()
    strong = replace(conflict.preferences["owner"].wishes[0], strongly=1)  # type: ignore[union-attr]
    marked = conflict.with_changes(
        preferences={**conflict.preferences, "owner": Ordered((strong,))},
        views={"owner": View(unaware={"north.pay": NO_GROUND})},
    )
    assert {"strength", "hypergame"} <= asked(marked).keys()


def test_what_takes_long_is_left_to_its_command(monkeypatch: pytest.MonkeyPatch) -> None:
    small = tuple((ask, 7) for ask, _ in room.QUESTIONS)
    monkeypatch.setattr(room, "QUESTIONS", small)  # ferry has eight states
    assert asked(ferry().conflict) == {}


@pytest.mark.slow
@pytest.mark.parametrize("name", ["ferry", "elmira", "japan-russia"])
def test_every_table_is_whole_and_every_answer_said(name: str) -> None:
    case = ferry() if name == "ferry" else loading.load(name)
    for question in asked(case.conflict).values():
        assert question.answer
        assert all(said.strip() for said in question.answer)
        assert question.method.startswith("Method: ")
        for table in question.tables:
            assert table.rows
            assert {len(row) for row in table.rows} == {len(table.head)}


@pytest.mark.slow
def test_each_question_stands_in_the_page_with_its_ground_folded() -> None:
    page = Page(render(loading.load("japan-russia"), date="2024-01-02"))
    for question in asked(loading.load("japan-russia").conflict).values():
        (place,) = [
            e for e in page.all("section") if e.attributes.get("id") == f"further-{question.id}"
        ]
        assert question.answer[0] in " ".join(place.text.split())
    assert all("open" not in e.attributes for e in page.all("details"))


@pytest.mark.slow
def test_what_is_internal_stays_out() -> None:
    case: Case = ferry()
    assert case.conflict is not None
    secret = Wish(parse("not owner.sail"), label="SECRET", ground=Ground(visibility="internal"))
    wishes = Ordered((secret, *case.conflict.preferences["owner"].wishes))  # type: ignore[union-attr]
    views = {
        "north": View(
            preferences={"owner": wishes},
            unaware={"south.pay": Ground(because="SECRET", visibility="internal")},
        )
    }
    changed = case.conflict.with_changes(
        preferences={**case.conflict.preferences, "owner": wishes}, views=views
    )
    page = render(replace(case, conflict=changed), date="2024-01-02")
    assert "SECRET" not in page
    assert "SECRET" in render(replace(case, conflict=changed), internal=True, date="2024-01-02")
