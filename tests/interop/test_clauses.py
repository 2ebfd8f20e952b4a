"""Conditions as an or of ands mean the same, and say it briefly."""

from __future__ import annotations

from itertools import combinations, product

import numpy as np
import pytest
from hypothesis import given

from detente.conditions import Condition, parse
from detente.errors import LimitError
from detente.interop.clauses import MAX_CLAUSES, clauses
from strategies import conditions

NAMES = ("a.x", "a.y", "b.x", "b.y")
TERMS = {"t": parse("a.x xor b.y"), "u": parse("not t or a.y")}


def truth(condition: Condition, values: dict[str, bool]) -> bool:
    def lookup(name: str) -> np.ndarray:
        if name in TERMS:
            return TERMS[name].evaluate(lookup)
        return np.array([values[name]])

    return bool(condition.evaluate(lookup).reshape(-1)[0])


@given(conditions([*NAMES, "t", "u"]))
def test_they_mean_the_same(condition: Condition) -> None:
    found = clauses(condition, TERMS)
    for chosen in product((False, True), repeat=len(NAMES)):
        values = dict(zip(NAMES, chosen, strict=True))
        holds = any(all(values[n] is v for n, v in clause) for clause in found)
        assert holds is truth(condition, values)


@given(conditions(NAMES))
def test_no_clause_is_idle(condition: Condition) -> None:
    for one, other in combinations(clauses(condition, {}), 2):
        assert not one <= other
        assert not other <= one


@pytest.mark.parametrize(
    ("condition", "brief"),
    [
        ("a.x or a.x and a.y", "a.x"),
        ("a.x and a.y or a.x and not a.y", "a.x"),
        ("not a.x or a.x and a.y", "not a.x or a.y"),
        ("a.x xor a.x", "false"),
        ("at_least(1, a.x, not a.x)", "true"),
    ],
)
def test_brevity(condition: str, brief: str) -> None:
    assert set(clauses(parse(condition), {})) == set(clauses(parse(brief), {}))


def test_terms_in_terms_stay_cheap() -> None:
    terms = {"t0": parse("a.x")}
    terms |= {f"t{k}": parse(f"t{k - 1} and t{k - 1}") for k in range(1, 200)}
    assert clauses(parse("t199"), terms) == (frozenset([("a.x", True)]),)


def test_the_limit() -> None:
    many = " and ".join(f"(a.x{k} or a.y{k})" for k in range(20))
    with pytest.raises(LimitError, match=str(MAX_CLAUSES)):
        clauses(parse(many), {})
    counted = "exactly(10, " + ", ".join(f"a.x{k}" for k in range(20)) + ")"
    with pytest.raises(LimitError):
        clauses(parse(counted), {})
