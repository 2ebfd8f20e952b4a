"""Dates that may be partial, and how many chains are independent."""

from __future__ import annotations

import datetime
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detente.evidence import (
    EXACT_UP_TO,
    Source,
    Statement,
    independent,
    is_date,
    links,
    plain,
    surely_before,
)

CHAINS = st.lists(st.lists(st.sampled_from("ABCDEFG"), max_size=3), max_size=9)


@pytest.mark.parametrize("text", ["2019", "2019-01", "2019-01-09", "2020-02-29"])
def test_dates(text: str) -> None:
    assert is_date(text)


@pytest.mark.parametrize(
    "text",
    ["", "unknown", "19", "2019-13", "2019-02-29", "2019-1-9", "0000", "２０１９", "2019-01-09T00", "x2019"],
)  # fmt: skip
def test_no_dates(text: str) -> None:
    assert not is_date(text)


@given(st.dates(), st.dates(), st.sampled_from([4, 7, 10]), st.sampled_from([4, 7, 10]))
def test_surely_before_holds_for_all_days_meant(
    left: datetime.date, right: datetime.date, fine: int, coarse: int
) -> None:
    a, b = left.isoformat()[:fine], right.isoformat()[:coarse]
    if surely_before(a, b):
        assert left < right
        assert not surely_before(b, a)
    elif fine == coarse == 10:
        assert left >= right


def slow(chains: list[list[str]]) -> int:
    """Return the size of the largest disjoint choice, by trying all."""
    sets = [set(map(plain, chain)) for chain in chains if chain]
    return max(
        size
        for size in range(len(sets) + 1)
        if any(
            all(not a & b for a, b in combinations(choice, 2))
            for choice in combinations(sets, size)
        )
    )


@given(CHAINS)
def test_independent_chains_are_as_many_as_possible(chains: list[list[str]]) -> None:
    found = independent(chains)
    assert found.exact
    assert found.count == slow(chains)
    for a, b in combinations(found.chains, 2):
        assert not set(chains[a]) & set(chains[b])


@given(CHAINS, st.lists(st.sampled_from("ABCDEFG"), max_size=3))
def test_more_evidence_is_never_less(chains: list[list[str]], more: list[str]) -> None:
    assert independent([*chains, more]).count >= independent(chains).count


def test_a_great_many_chains_say_that_there_may_be_more() -> None:
    size = 200
    chains = [(f"a{k}", f"a{k + 1}") for k in range(size)]
    found = independent(chains)
    assert len(chains) > EXACT_UP_TO
    assert not found.exact
    assert size // 3 <= found.count <= size // 2
    for one, other in combinations(found.chains, 2):
        assert not set(chains[one]) & set(chains[other])


def test_links_of_a_statement() -> None:
    source = Source("r", outlet="Herald", relays=("Kyodo", "Asahi"))
    assert links(Statement("s", "…"), source) == ("Kyodo", "Asahi", "Herald")
    assert links(Statement("s", "…", chain=("Asahi",)), source) == ("Asahi", "Herald")
    assert links(Statement("s", "…", chain=("Asahi",)), None) == ("Asahi",)
    assert links(Statement("s", "…"), None) == ()
    assert links(Statement("s", "…"), Source("a", outlet="Kyodo")) == ("Kyodo",)
    assert independent([("KYODO ",), ("kyodo", "Herald")]).count == 1
