"""Timeline, stances and contradictions, against slow transcriptions of what they promise."""

from __future__ import annotations

import calendar
import csv
import io
import json
import time
from itertools import combinations

import pytest
from hypothesis import given

import detente
from detente.case import Case, Party
from detente.evidence import Source, Statement, is_date
from detente.sourcing.contradictions import Contradiction, contradictions
from detente.sourcing.slots import STRENGTHS
from detente.sourcing.stances import stances
from detente.sourcing.timeline import timeline
from sourcing.evidence_cases import cases


@pytest.fixture(scope="module")
def flagship() -> Case:
    return detente.load("japan-russia")


# -- Timeline ------------------------------------------------------------------------------


@given(cases())
def test_every_statement_is_told_once_and_in_order(case: Case) -> None:
    found = timeline(case)
    told = [entry.id for entry in (*found.dated, *found.undated)]
    assert sorted(told) == sorted(case.statements)
    firsts = [span(entry.statement.date)[0] for entry in found.dated]
    assert firsts == sorted(firsts)
    assert all(not is_date(entry.statement.date) for entry in found.undated)
    assert all(row["date"] == case.statements[row["statement"]].date for row in found.rows())


def span(date: str) -> tuple[str, str]:
    """Return the first and the last day that a date can mean."""
    if date == "unknown" or not date:
        return "0000", "9999-12-31"
    parts = date.split("-")
    if len(parts) == 1:
        return f"{date}-01-01", f"{date}-12-31"
    if len(parts) == 2:
        last = calendar.monthrange(int(parts[0]), int(parts[1]))[1]
        return f"{date}-01", f"{date}-{last}"
    return date, date


def test_the_flagship_starts_in_1956_and_dates_nothing_that_is_not(flagship: Case) -> None:
    found = timeline(flagship)
    assert [entry.id for entry in found.dated][:2] == ["dulles_shigemitsu", "aide_memoire"]
    assert [entry.statement.date for entry in found.dated][-6:] == [
        "2018-12", "2019-01-08", "2019-01-09", "2019-01-09", "2019-01-09", "2019-01-09",
    ]  # fmt: skip
    assert [e.id for e in found.dated if e.statement.date.startswith("2018-11")] == [
        "singapore_ria", "singapore", "sovereignty_open",
    ]  # fmt: skip
    assert {"claim_1855", "sovereignty"} <= {entry.id for entry in found.undated}
    assert [event.date for event in found.later] == ["2020-07-04", "2022-03-21"]
    json.dumps(found.to_dict())


# -- Contradictions ------------------------------------------------------------------------

WORDS = {"four": 4.0}
SETS = {
    "Habomai and Shikotan": {"habomai", "shikotan"},
    ("Habomai", "Shikotan"): {"habomai", "shikotan"},
    ("Kunashir",): {"kunashir"},
    "Iturup, Kunashir": {"iturup", "kunashir"},
}
PARTIES = {"Downriver": "down"}


def slow_kinds(one: Statement, other: Statement) -> set[str]:
    """Return how two statements contradict each other, by the definitions, one after another."""
    found = set()
    if other.id in one.contradicts or one.id in other.contradicts:
        found.add("declared")
    if "withdrawn" in (one.status, other.status):
        return found
    a, b = span(one.date), span(other.date)
    one_time = not (a[1] < b[0] or b[1] < a[0])
    if differing_speakers(one, other) and same_words(one, other) and one_time:
        found.add("attribution")
    subjects = [matter_and_holder(statement) for statement in (one, other)]
    fixed = "instrument" in one.slots and "instrument" in other.slots
    holders = [holder for _, holder in subjects]
    if subjects[0][0] != subjects[1][0] or not subjects[0][0] or not (one_time or fixed):
        return found
    open_to_all = ["instrument" in s.slots and "holder" not in s.slots for s in (one, other)]
    if not any(open_to_all) and (holders[0] != holders[1] or not holders[0]):
        return found
    if not (one.slots and other.slots):
        return found
    return found | slow_differences(one, other)


def matter_and_holder(statement: Statement) -> tuple[str, str]:
    matter = str(statement.slots.get("instrument", statement.about)).strip().lower()
    holder = str(statement.slots.get("holder", statement.by))
    return matter, PARTIES.get(holder, holder)


def differing_speakers(one: Statement, other: Statement) -> bool:
    parties = bool(one.by and other.by and one.by != other.by)
    return parties or bool(one.speaker and other.speaker and one.speaker != other.speaker)


def same_words(one: Statement, other: Statement) -> bool:
    if "content" in one.slots or "content" in other.slots:
        return one.slots.get("content") == other.slots.get("content")
    words = [" ".join(s.says.lower().rstrip(".").split()) for s in (one, other)]
    return words[0] == words[1]


def slow_differences(one: Statement, other: Statement) -> set[str]:
    found = set()
    sets = [named(statement) for statement in (one, other)]
    numbers = [number(s, names) for s, names in zip((one, other), sets, strict=True)]
    units = {str(s.slots["unit"]) for s in (one, other) if "unit" in s.slots}
    if all(sets) and sets[0] != sets[1]:
        found.add("set")
    elif None not in numbers and numbers[0] != numbers[1] and len(units) < 2:
        found.add("quantity")
    degrees = [str(s.slots.get("strength", "")).lower() for s in (one, other)]
    if all(degree in STRENGTHS for degree in degrees) and degrees[0] != degrees[1]:
        found.add("strength")
    a, b = (span(str(s.slots.get("date", "unknown"))) for s in (one, other))
    if a[1] < b[0] or b[1] < a[0]:
        found.add("date")
    return found


def named(statement: Statement) -> set[str]:
    slots = statement.slots
    if slots.get("set") == "none":
        return {"none"}
    return SETS.get(slots.get("set", ""), set()) or SETS.get(slots.get("quantity", ""), set())


def number(statement: Statement, names: set[str]) -> float | None:
    quantity = statement.slots.get("quantity")
    if isinstance(quantity, int):
        return quantity
    return WORDS.get(str(quantity)) or (len(names) or None)


@given(cases())
def test_contradictions_are_those_of_the_definitions(case: Case) -> None:
    found = contradictions(case)
    expected = {
        (one.id, other.id): kinds
        for one, other in combinations(case.statements.values(), 2)
        if (kinds := slow_kinds(one, other))
    }
    assert {(c.left.id, c.right.id): set(c.kinds) for c in found.found} == expected
    assert found.complete
    json.dumps([contradiction.to_dict() for contradiction in found.found])


@given(cases())
def test_no_more_than_asked(case: Case) -> None:
    everything = contradictions(case).found
    some = contradictions(case, limit=2)
    assert len(some.found) == min(2, len(everything))
    assert some.complete == (len(everything) <= 2)


def pair(flagship: Case, one: str, other: str) -> Contradiction:
    found = contradictions(flagship).found
    return next(c for c in found if {c.left.id, c.right.id} == {one, other})


def test_four_against_two_within_one_report_and_between_the_two(flagship: Case) -> None:
    within = pair(flagship, "declaration_two", "declaration_four")
    assert within.within_one_source
    assert "quantity" in within.kinds
    quantity = within.differences[0]
    assert (quantity.left, quantity.right) == ("2", "4")
    between = pair(flagship, "declaration_considers", "declaration_four")
    assert not between.within_one_source
    assert {between.left.statement.source, between.right.statement.source} == {"ria", "r2"}
    assert "quantity" in between.kinds


def test_who_tells_of_an_instrument_does_not_matter() -> None:
    """As reports are read: instrument and number, the speaker or none, a holder here and there."""
    told = {
        "a": Statement("a", "four", slots={"instrument": "declaration_1956", "quantity": 4}),
        "b": Statement("b", "two", by="up", slots={
            "instrument": "declaration_1956", "quantity": 2, "holder": "down"}),
        "c": Statement("c", "three", slots={
            "instrument": "declaration_1956", "quantity": 3, "holder": "up"}),
    }  # fmt: skip
    found = contradictions(Case("c", "C", statements=told)).found
    assert [(c.left.id, c.right.id) for c in found] == [("a", "b"), ("a", "c")]


def test_considers_against_stipulates(flagship: Case) -> None:
    found = pair(flagship, "declaration_considers", "declaration_two")
    (strength,) = found.differences
    assert (strength.kind, strength.left, strength.right) == ("strength", "considers", "stipulates")


def test_a_large_matter_is_quick_and_cut_short() -> None:
    statements = {
        f"s{k}": Statement(f"s{k}", f"{k}", by="up", about="dam", slots={"quantity": k % 900})
        for k in range(9000)
    }
    start = time.process_time()
    found = contradictions(Case("c", "C", parties={"up": Party("up")}, statements=statements))
    assert time.process_time() - start < 5
    assert not found.complete


# -- Stances -------------------------------------------------------------------------------


@given(cases())
def test_stances_hold_every_statement_once(case: Case) -> None:
    found = stances(case)
    told = [entry.id for stance in found for entry in stance.statements]
    assert sorted(told) == sorted(case.statements)
    assert len({(s.party, s.matter.strip().lower()) for s in found}) == len(found)
    for stance in found:
        for move in stance.moves:
            a, b = (span(case.statements[key].date) for key in (move.earlier, move.later))
            assert a[1] < b[0]
            assert move.differences or move.kinds
        assert len(list(stance.rows())) == len(stance.statements)


def stated(**given: object) -> Statement:
    return Statement(**{"says": "…", "by": "up", "about": "dam", **given})  # type: ignore[arg-type]


def moves(*statements: Statement) -> list[tuple[str, str]]:
    (stance,) = stances(Case("c", "C", statements={s.id: s for s in statements}))
    return [(move.earlier, move.later) for move in stance.moves]


def test_a_move_is_from_the_last_that_can_be_compared() -> None:
    first = stated(id="a", date="2001", slots={"quantity": 4})
    remark = stated(id="b", date="2002")
    same = stated(id="c", date="2003", slots={"quantity": "four"})
    less = stated(id="d", date="2004", slots={"quantity": 2})
    assert moves(first, remark, less) == [("a", "d")]
    assert moves(first, same, less) == [("c", "d")]
    assert moves(first, stated(id="d", slots={"quantity": 2})) == [], "its time is unknown"
    assert moves(first, stated(id="d", date="2001-05", slots={"quantity": 2})) == []
    withdrawn = stated(id="c", date="2003", slots={"quantity": 3}, status="withdrawn")
    assert moves(first, withdrawn, less) == [("a", "d")]


def test_from_a_refusal_to_an_offer_is_a_move() -> None:
    refusal = stated(id="a", date="2001", kind="refusal")
    offer = stated(id="b", date="2002", kind="offer")
    assert moves(refusal, offer) == [("a", "b")]
    assert moves(refusal, stated(id="b", date="2002")) == []


def test_rows_go_into_a_table() -> None:
    case = Case("c", "C", sources={"r": Source("r", "Herald")}, statements={"a": Statement(
        "a", "=1+1\nnext", by="x", source="r", slots={"set": ("A", "B")})})  # fmt: skip
    (row,) = stances(case)[0].rows()
    out = io.StringIO()
    writer = csv.DictWriter(out, list(row))
    writer.writeheader()
    writer.writerow(row)
    (read,) = csv.DictReader(io.StringIO(out.getvalue()))
    assert (read["slots"], read["through"]) == ("set: A, B", "Herald")
