"""What changed between two versions of a case."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

import detente
from casefile.cases import BARGAINING, SPATIAL
from detente import casefile
from detente.case import Case
from detente.conditions import parse
from detente.conflict.model import Rule, conflict
from detente.conflict.preferences import Ordered, Weighted, Wish
from detente.conflict.views import View
from detente.evidence import Ground
from detente.sourcing.diff import Change, diff
from sourcing.evidence_cases import cases


@pytest.fixture(scope="module")
def flagship() -> Case:
    return detente.load("japan-russia")


@given(cases(), cases())
def test_statements_and_sources_against_sets(before: Case, after: Case) -> None:
    assert not diff(before, before)
    found = [change for change in diff(before, after).changes if change.section == "statements"]
    by_what = {w: {c.id for c in found if c.what == w} for w in ("added", "removed", "changed")}
    olds, news = before.statements, after.statements
    assert by_what["added"] == news.keys() - olds.keys()
    assert by_what["removed"] == olds.keys() - news.keys()
    # an empty date or list is told like one that is not given
    assert by_what["changed"] == {k for k in olds.keys() & news.keys() if olds[k] != news[k]}


def test_a_case_and_itself(flagship: Case) -> None:
    found = diff(flagship, flagship)
    assert not found
    assert set(found.findings) == {"", *flagship.scenarios}
    assert found.to_dict()["differ"] is False


def wants(*conditions: str, labels: bool = False) -> Case:
    listed = tuple(
        Wish(parse(c), label=f"w{k}" if labels else "") for k, c in enumerate(conditions)
    )
    options = {"a": ["u", "v", "w", "x", "y"]}
    return Case("c", "C", conflict=conflict(options, {"a": Ordered(listed)}))


def wishes(before: Case, after: Case) -> list[tuple[str, str]]:
    found = diff(before, after, findings=False).changes
    return [(c.what, c.id) for c in found if c.section == "preferences of a"]


def test_preferences_are_matched_by_condition_then_label() -> None:
    assert wishes(wants("a.u", "a.v"), wants("a.v", "a.u")) in (
        [("moved", "a.v")], [("moved", "a.u")],
    )  # fmt: skip
    assert wishes(wants("a.u"), wants("a.x", "a.u")) == [("added", "a.x")]
    assert wishes(wants("a.u", labels=True), wants("a.x", labels=True)) == [("changed", "a.x")]
    assert wishes(wants("a.u"), wants("a.x")) == [("removed", "a.u"), ("added", "a.x")]
    assert wishes(wants("a.u", "a.u"), wants("a.u")) == [("removed", "a.u")]


def test_marks_of_strength_and_doubt_are_compared() -> None:
    def marked(*marks: tuple[int, bool, int]) -> Case:
        listed = tuple(
            Wish(parse(f"a.{name}"), strongly=strongly, unsure=unsure, group=group)
            for name, (strongly, unsure, group) in zip("uvw", marks, strict=True)
        )
        options = {"a": ["u", "v", "w", "x", "y"]}
        return Case("c", "C", conflict=conflict(options, {"a": Ordered(listed)}))

    before = marked((0, False, 0), (0, False, 0), (0, False, 0))
    after = marked((2, False, 0), (0, True, 3), (0, False, 3))
    found = diff(before, after, findings=False).changes
    assert {c.id: {f.name: (f.before, f.after) for f in c.fields} for c in found} == {
        "a.u": {"strongly": ("", "2")},
        "a.v": {"unsure": ("", "true"), "unsure against": ("", "a.w")},
        "a.w": {"unsure against": ("", "a.v")},
    }
    weighed = conflict({"a": ["u"]}, {"a": Weighted((Wish(parse("a.u")),))})
    strong = conflict({"a": ["u"]}, {"a": Weighted((Wish(parse("a.u")),), (1.0, 2.5))})
    (change,) = diff(
        Case("c", "C", conflict=weighed), Case("c", "C", conflict=strong), findings=False
    ).changes
    assert (change.what, change.fields[0].after) == ("added", "1, 2.5")


NAMES = st.permutations(["a.u", "a.v", "a.w", "a.x", "a.y"])


@given(NAMES, NAMES)
def test_what_is_not_moved_keeps_its_order(before: list[str], after: list[str]) -> None:
    found = wishes(wants(*before), wants(*after))
    assert {what for what, _ in found} <= {"moved"}
    moved = {key for _, key in found}
    kept = [[key for key in side if key not in moved] for side in (before, after)]
    assert kept[0] == kept[1]
    assert bool(moved) == (before != after)


def test_ground_and_findings(flagship: Case) -> None:
    model = flagship.conflict_under(None)
    japan = model.preferences["japan"]
    assert isinstance(japan, Ordered)
    first, *rest = japan.wishes
    weaker = replace(first, ground=Ground(because="so it is"))
    changed = model.with_changes(
        preferences={**model.preferences, "japan": Ordered((weaker, *rest))}
    )
    found = diff(flagship, replace(flagship, conflict=changed))
    mine = [change for change in found.changes if not change.scenario]
    assert [(c.section, c.what) for c in mine] == [("preferences of japan", "changed")]
    assert {f.name for f in mine[0].fields} == {"cites", "because", "confidence", "judgement"}
    assert not found.findings[""], "a ground changes no finding"
    without = model.with_changes(preferences={**model.preferences, "japan": Ordered(())})
    assert diff(flagship, replace(flagship, conflict=without)).findings[""]


def test_scenarios_tell_only_what_is_theirs(flagship: Case) -> None:
    scenario = flagship.scenarios["four_islands"]
    assert scenario.conflict is not None
    term = replace(scenario.conflict.terms["basis_met"], condition=parse("russia.two"))
    model = scenario.conflict.with_changes(terms={**scenario.conflict.terms, "basis_met": term})
    scenarios = {**flagship.scenarios, "four_islands": replace(scenario, conflict=model)}
    del scenarios["friendly"]
    found = diff(flagship, replace(flagship, scenarios=scenarios))
    assert [(c.section, c.id, c.what, c.scenario) for c in found.changes] == [
        ("scenarios", "friendly", "removed", ""),
        ("terms", "basis_met", "changed", "four_islands"),
    ]
    assert "friendly" not in found.findings
    assert found.findings["four_islands"]
    json.dumps(found.to_dict())
    rows = list(found.rows())
    assert rows[-1] == {
        "section": "terms", "scenario": "four_islands", "id": "basis_met", "what": "changed",
        "field": "means", "before": "russia.four", "after": "russia.two",
    }  # fmt: skip


def test_a_case_that_gains_a_model(flagship: Case) -> None:
    bare = replace(flagship, conflict=None, scenarios={})
    found = diff(bare, flagship)
    assert {c.what for c in found.changes} == {"added"}
    assert found.findings == {}
    assert all(isinstance(change, Change) for change in found.changes)


def test_views_are_compared_belief_by_belief() -> None:
    game = conflict({"a": ["x"], "b": ["y"]}, {"a": [], "b": []}, infeasible=["a.x and b.y"])
    view = View(
        infeasible=(Rule(parse("b.y"), Ground(because="it never did")),),
        disbelieves=game.infeasible,
        unaware={"b.y": Ground()},
        directions=(replace(game.options[0], direction="back"),),
        preferences={"b": Ordered((Wish(parse("a.x")),)), "a": Ordered(())},
        note="It errs.",
    )
    cases = [
        Case("c", "C", conflict=game.with_changes(views=views))
        for views in ({}, {"a": view}, {"a": replace(view, note="")})
    ]
    (added,) = diff(cases[0], cases[1], findings=False).changes
    assert (added.section, added.id, added.what) == ("views", "a", "added")
    assert {field.name: field.after for field in added.fields} == {
        "note": "It errs.",
        "infeasible": "b.y [it never did]",
        "disbelieves": "a.x and b.y",
        "unaware": "b.y",
        "directions": "a.x back",
        "preferences of b": "a.x",
        "preferences of a": "indifferent",
    }
    (changed,) = diff(cases[1], cases[2], findings=False).changes
    assert [(field.name, field.before) for field in changed.fields] == [("note", "It errs.")]


def test_what_packages_are_worth_is_compared() -> None:
    before = casefile.loads(BARGAINING)
    text = BARGAINING.replace("water: 0.5, dam: 0.3", "water: 0.6, dam: 0.2")
    text = text.replace("best: 0.5", "best: 0.4").replace("money: 0.50}", "money: 1}")
    after = casefile.loads(text.replace("step: 0.5", "step: 1"))
    assert not diff(before, before)
    found = {(c.section, c.id, c.scenario): c for c in diff(before, after).changes}
    assert set(found) == {
        ("what packages are worth to up", "weights.water", ""),
        ("what packages are worth to up", "weights.dam", ""),
        ("what packages are worth to down", "weights.water", ""),
        ("bargaining: issue", "money", ""),
        ("no deal", "no deal", "dry"),
    }
    (change,) = found["what packages are worth to up", "weights.water", ""].fields
    assert change.before == "Water let through: 0.5 of the whole"
    assert change.after == "Water let through: 0.6 of the whole"


def test_variants_of_the_model_are_compared() -> None:
    before, after = (
        casefile.loads(SPATIAL.replace("  dimensions:\n", f"  {options}  dimensions:\n", 1))
        for options in ("options: {vote: cubic, rounds: 5}\n", "options: {vote: binary}\n")
    )
    assert not diff(before, before)
    told = {
        (change.section, change.id, field.before, field.after)
        for change in diff(before, after).changes
        for field in change.fields
    }
    section = "positions: variants of the model"
    assert told == {(section, "vote", "cubic", "binary"), (section, "rounds", "5", "")}
