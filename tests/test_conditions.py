"""The condition language: reading, writing, and truth, also where only some is known."""

from __future__ import annotations

import itertools
from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import strategies
from detente.conditions import (
    FALSE,
    MAX_DEPTH,
    MAX_LENGTH,
    TRUE,
    Bools,
    Condition,
    Known,
    compared,
    conjunction,
    disjunction,
    name,
    negation,
    parse,
)
from detente.errors import ConditionError
from detente.terms import resolved, sizes
from meanings import truth

NAMES = ("a.x", "a.y", "b.x", "treaty", "län_1.größe", "money >= 2", "näher = -0.5")
conditions = strategies.conditions(NAMES)
STATES = np.array(list(itertools.product([False, True], repeat=len(NAMES))))


def columns(name: str) -> Bools:
    return STATES[:, NAMES.index(name)]


@given(conditions)
def test_what_is_written_is_read_again(condition: Condition) -> None:
    assert parse(str(condition)) == condition


@given(conditions)
def test_truth_is_that_of_the_words(condition: Condition) -> None:
    expected = [truth(condition, dict(zip(NAMES, map(bool, row), strict=True))) for row in STATES]
    result = np.broadcast_to(condition.evaluate(columns), len(STATES))
    assert result.tolist() == expected


@given(conditions)
def test_with_all_known_nothing_is_undecided(condition: Condition) -> None:
    def known(name: str) -> Known:
        return columns(name), ~columns(name)

    holds, fails = (np.broadcast_to(a, len(STATES)) for a in condition.undecided(known))
    assert (holds == condition.evaluate(columns)).all()
    assert (fails == ~holds).all()


@given(
    conditions,
    st.lists(st.sampled_from([True, False, None]), min_size=len(NAMES), max_size=len(NAMES)),
)
def test_what_is_sure_stays_so_however_the_rest_turns_out(
    condition: Condition, partial: list[bool | None]
) -> None:
    facts = dict(zip(NAMES, partial, strict=True))

    def known(name: str) -> Known:
        return np.array([facts[name] is True]), np.array([facts[name] is False])

    holds, fails = condition.undecided(known)
    free = [name for name in NAMES if facts[name] is None]
    outcomes = {
        truth(condition, {**facts, **dict(zip(free, choice, strict=True))})  # type: ignore[dict-item]
        for choice in itertools.product([False, True], repeat=len(free))
    }
    assert not (np.any(holds) and np.any(fails))
    if np.any(holds):
        assert outcomes == {True}
    if np.any(fails):
        assert outcomes == {False}


@given(conditions)
def test_names_come_once_in_order(condition: Condition) -> None:
    found = condition.names()
    assert len(set(found)) == len(found)
    assert set(found) == {node.name for node in condition.nodes() if node.op == "name"}


@given(st.text(st.sampled_from("ax. ()01,\n\t") | st.characters(), max_size=40))
def test_any_text_is_read_or_refused_at_a_place(text: str) -> None:
    try:
        condition = parse(text)
    except ConditionError as error:
        offset = error.offset
    else:
        offset = condition.offset
        assert parse(str(condition)) == condition
    assert 0 <= offset <= len(text)


@pytest.mark.parametrize(
    ("text", "grouped"),
    [
        ("a or b and not c", "a or (b and (not c))"),
        ("a implies b implies c", "a implies (b implies c)"),
        ("a iff b iff c", "(a iff b) iff c"),
        ("a xor b xor c", "(a xor b) xor c"),
        ("a iff b implies c xor d or e", "a iff (b implies (c xor (d or e)))"),
        ("not not a", "not (not a)"),
        ("exactly(1, a or b, not c)", "exactly(1, (a or b), (not c))"),
    ],
)
def test_binding(text: str, grouped: str) -> None:
    assert parse(text) == parse(grouped)
    assert str(parse(text)) == text


def test_needless_parentheses_are_dropped_and_others_kept() -> None:
    assert str(parse("((a.x) and (b.y))")) == "a.x and b.y"
    for text in ("(a implies b) implies c", "a iff (b iff c)", "not (a and b)", "(a or b) and c"):
        assert str(parse(text)) == text


@pytest.mark.parametrize(
    ("text", "offset", "says"),
    [
        ("", 0, "the condition ends where a name or '(' is expected"),
        ("   ", 0, "ends"),
        ("a.x and", 7, "ends"),
        ("a.x b.y", 4, "'b.y' stands where a connective"),
        ("a.x & b.y", 4, "unexpected character '&'"),
        ("(a.x", 4, "where ')' is expected"),
        ("a.x)", 3, "')' stands"),
        ("and a", 0, "'and' stands"),
        ("a.b.c", 3, "unexpected character '.'"),
        ("2 fast", 0, "'2' stands"),
        ("exactly 1", 8, "'(' after exactly"),
        ("exactly(a, b)", 8, "a count is expected"),
        ("exactly(2, a)", 8, "counts to more"),
        ("exactly(1)", 0, "counts nothing"),
        ("at_most(99999999999, a)", 8, "counts to more"),
        ("at_least(1, a", 13, "')' or ','"),
        ("exactly(1.5, a, b)", 8, "no count"),
        ("exactly(-1, a, b)", 8, "no count"),
        ("a.x >= 2", 0, "'a.x' is no number"),
        ("money >", 7, "a number after '>'"),
        ("money >= b.y", 9, "'b.y' stands where a number"),
        ("2 < money", 0, "'2' stands"),
        ("money == 2", 7, "'=' stands where a number"),
        ("money > 1234567890123456", 8, "15 digits"),
        ("money > 1e3", 9, "'e3' stands"),
        ("a" * (MAX_LENGTH + 1), 0, "characters"),
        ("(" * 200 + "a" + ")" * 200, MAX_DEPTH, "deeper"),
        ("not " * 400 + "a", None, "deeper"),
        ("a implies " * 400 + "a", None, "deeper"),
        ("a iff " * 400 + "a", None, "deeper"),
    ],
)
def test_what_cannot_be_read(text: str, offset: int | None, says: str) -> None:
    with pytest.raises(ConditionError) as caught:
        parse(text)
    assert says in caught.value.message
    if offset is not None:
        assert caught.value.offset == offset


def test_offsets_lead_to_the_names() -> None:
    text = "not (a.x and\n  b.y) or treaty"
    for node in parse(text).nodes():
        if node.op == "name":
            assert text[node.offset :].startswith(node.name)


@pytest.mark.parametrize(
    ("text", "canonical"),
    [
        ("money>=2.50", "money >= 2.5"),
        ("not money <  -0.0 and a.x", "not money < 0 and a.x"),
        ("money=007", "money = 7"),
        ("at_most(1, money > 100, money <=1)", "at_most(1, money > 100, money <= 1)"),
    ],
)
def test_comparisons_are_written_in_one_way(text: str, canonical: str) -> None:
    assert str(parse(text)) == canonical
    assert parse(text) == parse(canonical)


@given(
    st.sampled_from(["<", "<=", "=", ">=", ">"]),
    st.decimals(-1000, 1000, places=2),
    st.lists(st.integers(-100_000, 100_000), max_size=9),
)
def test_comparisons_are_true_of_the_numbers_that_they_say(
    sign: str, bound: Decimal, hundredths: list[int]
) -> None:
    (name,) = parse(f"money {sign} {bound}").names()
    found = compared(name)
    assert found is not None
    assert found.issue == "money"
    numbers = [Decimal(n) / 100 for n in hundredths]
    true = {
        "<": lambda x: x < bound,
        "<=": lambda x: x <= bound,
        "=": lambda x: x == bound,
        ">=": lambda x: x >= bound,
        ">": lambda x: x > bound,
    }[sign]
    assert found([float(x) for x in numbers]).tolist() == [true(x) for x in numbers]


@given(st.data())
def test_terms_written_out_mean_what_they_meant(data: st.DataObject) -> None:
    terms: dict[str, Condition] = {}
    for key in ("t", "u", "v"):
        terms[key] = data.draw(strategies.conditions([*NAMES, *terms], depth=2))
    whole = resolved(terms)

    def lookup(key: str) -> Bools:
        return terms[key].evaluate(lookup) if key in terms else columns(key)

    for key, condition in whole.items():
        assert not set(condition.names()) & set(terms)
        assert parse(str(condition)) == condition
        assert sizes(terms)[key] == len(list(condition.nodes()))
        shape = len(STATES)
        assert np.array_equal(
            np.broadcast_to(condition.evaluate(columns), shape),
            np.broadcast_to(lookup(key), shape),
        )


def test_terms_that_double_are_counted_without_being_built() -> None:
    terms = {"t0": parse("a.x")}
    for k in range(1, 60):
        terms[f"t{k}"] = parse(f"t{k - 1} and t{k - 1}")
    assert sizes(terms)["t59"] == 2**60 - 1


def test_builders() -> None:
    a, b = name("a.x"), name("b.x")
    assert conjunction() == TRUE
    assert disjunction() == FALSE
    assert conjunction(a) == disjunction(a) == a
    assert str(conjunction(a, negation(b))) == "a.x and not b.x"
    assert str(disjunction(a, b)) == "a.x or b.x"
    assert a != "a.x"
    assert hash(parse("a.x  and b.x")) == hash(conjunction(a, b))


def test_conditions_built_in_python_are_no_deeper_than_recursion_can_walk() -> None:
    deep = name("a.x")
    for _ in range(119):
        deep = negation(deep)
    assert str(deep).endswith("not not a.x")
    with pytest.raises(ConditionError, match="nested deeper"):
        negation(deep)
