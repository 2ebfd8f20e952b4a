"""From the file to the `Case`: everything arrives, scenarios replace what they say."""

from __future__ import annotations

import hashlib

import pytest

from casefile.cases import BASE
from detente.case import Alias, Case, Event
from detente.casefile import loads
from detente.conflict.preferences import Ordered, Ranking, Weighted
from detente.errors import CaseError
from detente.evidence import Ground, Passage

FULL = """\
detente: 1
id: full
title: 1956
as_of: 2019
summary: "  A paragraph.  "
parties:
  a: {label: Alpha, aliases: [Al, {name: Ay, from: 1991-12-26, until: 2000-01}], predecessor: omega,
      note: Why.}
  b: Beta
  bystander: {}
sources:
  x: {outlet: NO, relays: [Wire, Agency], date: unknown, title: T, author: A, url: "http://x",
      note: N, visibility: internal}
statements:
  s1: {by: a, speaker: Somebody, to: b, source: x, kind: offer, says: four, date: 2018-05,
       chain: Wire, slots: {quantity: 4, share: 0.5, holder: b}, contradicts: s2}
  s2: {about: treaty, source: x, says: two, status: disputed, visibility: internal,
       passage: {sha256: HASH, start: 0, end: 12}}
conflict:
  options:
    b: {q: Q}
    a: {p: {label: Pee, direction: forward, cites: [s1], because: why, confidence: 0.25,
            judgement: true, visibility: internal}, r: R}
  terms: {t: a.p and b.q, u: {means: not t, label: You}}
  infeasible: [a.r and b.q, {when: a.p and a.r, because: x}]
  status_quo: []
  outcomes: [t, u]
  preferences:
    b: {weights: [{want: t, weight: 2}, {want: a.r, weight: 0.5, label: Are}]}
    a: {ranking: [t, [1, 3], "2", b.q and not a.p], because: y}
scenarios:
  other:
    label: Other
    note: As if.
    cites: s1
    options: {a: {z: Zed}}
    terms: {t: a.p, w: a.z}
    infeasible: [a.r]
    status_quo: [a.z]
    preferences: {a: [w], b: []}
outcome:
  summary: It ended.
  events: [{date: 2020-01, says: end, sources: [x], visibility: internal}]
""".replace("HASH", "c0ffee" * 10 + "beef")


@pytest.fixture(scope="module")
def case() -> Case:
    return loads(FULL, "full.yaml")


def test_the_head(case: Case) -> None:
    assert (case.id, case.title, case.as_of, case.summary) == (
        "full",
        "1956",
        "2019",
        "A paragraph.",
    )
    assert case.path == "full.yaml"
    assert case.text == FULL
    assert case.digest == hashlib.sha256(FULL.encode()).hexdigest()


def test_the_evidence(case: Case) -> None:
    a = case.parties["a"]
    assert a.aliases == (Alias("Al"), Alias("Ay", "1991-12-26", "2000-01"))
    assert (a.predecessor, a.note, case.parties["b"].label) == ("omega", "Why.", "Beta")
    assert case.parties["bystander"].label == "bystander"
    source = case.sources["x"]
    assert (source.outlet, source.relays, source.date) == ("NO", ("Wire", "Agency"), "unknown")
    assert (source.title, source.author, source.url, source.note) == ("T", "A", "http://x", "N")
    assert source.visibility == "internal"
    s1, s2 = case.statements.values()
    assert (s1.by, s1.to, s1.kind, s1.chain, s1.contradicts) == (
        "a",
        "b",
        "offer",
        ("Wire",),
        ("s2",),
    )
    assert s1.slots == {"quantity": 4, "share": 0.5, "holder": "b"}
    assert [type(value) for value in s1.slots.values()] == [int, float, str]
    assert (s2.about, s2.status, s2.visibility, s2.date) == (
        "treaty",
        "disputed",
        "internal",
        "unknown",
    )
    assert s1.passage is None
    assert s2.passage == Passage("c0ffee" * 10 + "beef", 0, 12)
    assert case.outcome.summary == "It ended."
    assert case.outcome.events == (Event("2020-01", "end", ("x",), "internal"),)


def test_the_conflict(case: Case) -> None:
    conflict = case.conflict
    assert conflict.party_ids == ("a", "b"), "in the order of parties:, without bystanders"
    assert [option.name for option in conflict.options] == ["a.p", "a.r", "b.q"]
    option = conflict.options[0]
    assert (option.label, option.direction) == ("Pee", "forward")
    assert option.ground == Ground(("s1",), "why", "0.25", True, "internal")
    assert [term.label for term in conflict.terms.values()] == ["t", "You"]
    assert conflict.infeasible[1].ground.because == "x"
    assert conflict.status_quo == frozenset()
    assert conflict.outcomes == ("t", "u")
    assert conflict.title == "1956"
    assert isinstance(conflict.preferences["b"], Weighted)
    assert [w.weight for w in conflict.preferences["b"].wishes] == [2.0, 0.5]
    assert conflict.preferences["a"] == Ranking(((5,), (1, 3), (2,), (4,)), Ground(because="y"))


def test_a_scenario_replaces_what_it_says(case: Case) -> None:
    scenario = case.scenarios["other"]
    assert (scenario.label, scenario.note, scenario.ground.cites) == ("Other", "As if.", ("s1",))
    assert scenario.changes == (
        "Alpha: preferences replaced",
        "Beta: preferences replaced",
        "Alpha: option 'Zed' added",
        "term 't' redefined",
        "term 'w' added",
        "infeasible combinations replaced",
        "status quo replaced",
    )
    conflict = scenario.conflict
    assert [option.name for option in conflict.options] == ["a.p", "a.r", "a.z", "b.q"]
    assert str(conflict.terms["t"].condition) == "a.p"
    assert str(conflict.terms["u"].condition) == "not t"
    assert [str(rule.condition) for rule in conflict.infeasible] == ["a.r"]
    assert conflict.status_quo == {"a.z"}
    assert [str(w.condition) for w in conflict.preferences["a"].wishes] == ["w"]
    assert conflict.preferences["b"] == Ordered(())
    assert conflict.outcomes == ("t", "u")


def test_what_a_scenario_does_not_say_is_inherited() -> None:
    case = loads(BASE)
    calm, base = case.conflict_under("calm"), case.conflict
    assert base is not None
    assert calm.preferences["up"] == base.preferences["up"]
    assert (calm.options, calm.terms, calm.infeasible) == (
        base.options,
        base.terms,
        base.infeasible,
    )
    assert calm.status_quo == base.status_quo


def test_a_case_without_a_conflict_is_a_case() -> None:
    case = loads("detente: 1\nid: x\ntitle: X\nparties: {a: A}\n")
    assert case.conflict is None
    assert case.warnings == ()


def test_a_bom_and_windows_line_ends_do_no_harm() -> None:
    case = loads(b"\xef\xbb\xbf" + BASE.replace("\n", "\r\n").encode())
    assert case.title == "The dam"
    assert not case.text.startswith("\ufeff")


def test_numbers_in_texts_stay_as_written() -> None:
    case = loads(
        BASE.replace("title: The dam", "title: 1.50").replace("label: Upriver", "label: 007")
    )
    assert (case.title, case.parties["up"].label) == ("1.50", "007")


STATED = """\
detente: 1
id: said
title: Said
parties: {a: A}
statements:
  s: {says: yes,
"""


@pytest.mark.parametrize(
    "passage",
    [
        f"{{sha256: {'A' * 64}, start: 0, end: 1}}",
        "{sha256: abc, start: 0, end: 1}",
        f"{{sha256: {'a' * 64}, start: -1, end: 1}}",
        f"{{sha256: {'a' * 64}, start: 0.0, end: 1}}",
        f"{{sha256: {'a' * 64}, start: 0}}",
        "12-20",
    ],
)
def test_a_passage_needs_a_hash_and_offsets(passage: str) -> None:
    with pytest.raises(CaseError) as caught:
        loads(f"{STATED}    passage: {passage}}}\n")
    assert {d.line for d in caught.value.diagnostics if d.severity == "error"} == {7}


MARKED = """\
detente: 1
id: marked
title: Marked
parties: {a: A, b: B, c: C}
conflict:
  options: {a: {x: X}, b: {y: Y}, c: {z: Z}}
  preferences:
    a:
      - {want: b.y, strongly: true}
      - unsure: [a.x, {want: not b.y, strongly: 3, label: no y}]
      - {want: c.z, unsure: true, strongly: false, confidence: 0.7}
    b:
      weights: [{want: a.x, weight: 2}]
      strongly: 0.5
    c:
      ranking: [1, [2, 3], 4, [5, 6, 7, 8]]
      strongly: [1, {after: 3, degree: 2}]
"""


def test_marks_of_strength_and_doubt() -> None:
    game = loads(MARKED).conflict
    assert game is not None
    listed = game.preferences["a"]
    assert isinstance(listed, Ordered)
    assert [(w.strongly, w.unsure, w.group) for w in listed.wishes] == [
        (1, False, 0),
        (0, False, 2),
        (3, False, 2),
        (0, True, 0),
    ]
    assert listed.wishes[2].label == "no y"
    assert listed.wishes[3].ground.probability() == 0.7
    assert isinstance(game.preferences["b"], Weighted)
    assert game.preferences["b"].strongly == (0.5,)
    assert isinstance(game.preferences["c"], Ranking)
    assert game.preferences["c"].strongly == ((1, 1), (3, 2))
