"""The lines of the case file that pages lead to are those in which a thing is written."""

from __future__ import annotations

from pathlib import Path

import pytest

import detente
from detente import catalog
from detente.conflict.preferences import wishes
from detente.interop import gmcr
from detente.web.lines import Lines
from detente.web.view import View
from detente.web.workbench import Workbench


def lines_of(workbench: Workbench, scenario: str = "") -> tuple[Lines, View, list[str]]:
    view = View(workbench.case(), scenario)
    text = (workbench.saved().text or "").splitlines()
    return Lines(workbench.drafted(), view), view, ["", *text]


@pytest.mark.parametrize("name", catalog.names())
def test_every_wish_leads_to_its_own_line(name: str) -> None:
    workbench = Workbench.open(name)
    for scenario in ("", *workbench.case().scenarios):
        lines, view, text = lines_of(workbench, scenario)
        for party, preference in view.conflict.preferences.items():
            for place, wish in enumerate(wishes(preference), start=1):
                line = lines.wish(party, place)
                around = " ".join(text[line : line + 6])
                assert line, (party, place)
                assert str(wish.condition).split()[-1].strip("()") in around
            assert lines.wish(party, 10_000) == 0


@pytest.mark.parametrize("name", catalog.names())
def test_what_has_a_name_leads_to_it(name: str) -> None:
    workbench = Workbench.open(name)
    lines, view, text = lines_of(workbench)
    for option in view.conflict.options:
        assert option.name.partition(".")[2] in text[lines.of("option", option.name)]
    for term in view.conflict.terms:
        assert term in text[lines.of("term", term)]
    for kind, keys in (("statement", view.case.statements), ("source", view.case.sources)):
        for key in keys:
            assert text[lines.of(kind, key)].strip().startswith(key)
    for party in view.conflict.party_ids:
        assert party in text[lines.of("preferences", party)]
    for k in range(len(getattr(view.conflict, "infeasible", ()))):
        assert lines.of("rule", k)
    assert lines.of("term", "nothing") == lines.of("rule", 10_000) == lines.of("option", "a.b") == 0


def test_a_draft_leads_to_the_lines_of_the_file(copied: Path) -> None:
    workbench = Workbench.open(str(copied))
    lines, _, _ = lines_of(workbench)
    before = [lines.wish("japan", place) for place in (1, 2, 3)]
    workbench.change(0, {"do": "move", "party": "japan", "place": 1, "to": 3})
    lines, _, _ = lines_of(workbench)
    assert [lines.wish("japan", place) for place in (1, 2, 3)] == [before[1], before[2], before[0]]
    workbench.change(1, {"do": "switch", "party": "japan", "place": 1})
    lines, _, _ = lines_of(workbench)
    assert [lines.wish("japan", place) for place in (1, 2)] == [before[2], before[0]]
    # the file itself is looked at as it is
    saved = Lines(workbench.drafted(), View(workbench.saved()))
    assert [saved.wish("japan", place) for place in (1, 2, 3)] == before


def test_a_rule_that_the_draft_adds_has_no_line(copied: Path) -> None:
    workbench = Workbench.open(str(copied))
    written = len(workbench.saved().conflict.infeasible)
    workbench.change(0, {"do": "option", "option": "us.consent", "can": "never"})
    lines, view, _ = lines_of(workbench)
    assert len(view.conflict.infeasible) == written + 1
    assert lines.of("rule", written - 1) > 0
    assert lines.of("rule", written) == 0


def test_a_foreign_file_has_no_lines(tmp_path: Path) -> None:
    file = tmp_path / "elmira.gmcr"
    gmcr.write(detente.load("elmira"), file)
    lines, view, _ = lines_of(Workbench.open(str(file)))
    assert lines.wish(view.conflict.party_ids[0], 1) == 0
    assert lines.of("party", view.conflict.party_ids[0]) == 0
