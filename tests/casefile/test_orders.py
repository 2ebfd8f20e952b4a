"""What is said of how weights compare, as text."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detente.casefile.bargaining.orders import Link, read_order
from detente.errors import ConditionError

SIGNS = st.sampled_from([">", ">=", "≥", "=", "<", "<=", "≤"])
factors = st.sampled_from(["", "2 ", "0.5", "3 * ", "10*"])


@given(
    st.lists(st.tuples(factors, SIGNS), min_size=2, max_size=6),
    st.dictionaries(st.sampled_from("uvwxyz"), st.integers(1, 9), min_size=6, max_size=6),
)
def test_chains_say_what_their_signs_say(
    parts: list[tuple[str, str]], weights: dict[str, int]
) -> None:
    """Whatever the weights are, all links hold exactly where the chain does."""
    names = "uvwxyz"[: len(parts)]
    text = f"{parts[0][0]}{names[0]}"
    holds = True
    for k in range(1, len(parts)):
        sign = parts[k][1]
        text += f" {sign} {parts[k][0]}{names[k]}"
        left, right = (
            Fraction(parts[j][0].strip(" *") or 1) * weights[names[j]] for j in (k - 1, k)
        )
        holds &= {">": left >= right, "<": left <= right, "=": left == right}[
            sign.replace("≥", ">").replace("≤", "<")[0]
        ]
    links, named = read_order(text)
    assert holds == all(weights[one.more] >= one.times * weights[one.less] for one in links)
    assert [(one.issue, text[one.offset]) for one in named] == [(name, name) for name in names]


def test_factors_stand_for_ratios() -> None:
    assert read_order("3 land > 2 money")[0] == [Link("land", "money", Fraction(2, 3))]


@pytest.mark.parametrize(
    ("text", "offset"),
    [
        ("", 0),
        ("land", 4),
        ("land >", 6),
        ("land > 2", 7),
        ("> land", 0),
        ("a > b c", 6),
        ("a >> b", 3),
    ],
)
def test_what_cannot_be_read_is_told_with_its_place(text: str, offset: int) -> None:
    with pytest.raises(ConditionError) as caught:
        read_order(text)
    assert caught.value.code == "order-syntax"
    assert caught.value.offset == offset
