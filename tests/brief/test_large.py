"""Large cases give small briefs."""

from __future__ import annotations

import time

import numpy as np
import pytest

from brief.pages import Page
from detente.brief.brief import render
from detente.case import Case, Party, Scenario
from detente.conflict.model import Conflict, conflict
from detente.conflict.preferences import Payoffs


def large(options: int, parties: int, seed: int) -> Conflict:
    """Return a conflict of 2^options states with payoffs of few levels, so many equilibria."""
    rng = np.random.default_rng(seed)
    ids = [f"p{k}" for k in range(parties)]
    listed = {party: [f"o{k}" for k in range(options // parties)] for party in ids}
    states = 1 << (options // parties * parties)
    return conflict(
        listed,
        {party: Payoffs.of(rng.integers(0, 6, states)) for party in ids},
        terms={"first": "p0.o0 and p1.o0", "second": "not p0.o0"},
        outcomes=["first", "second"],
        status_quo=[],
    )


def brief_of(options: int, parties: int) -> tuple[str, float]:
    case = Case(
        "large",
        "Large",
        parties={f"p{k}": Party(f"p{k}") for k in range(parties)},
        conflict=large(options, parties, 1),
        scenarios={"other": Scenario("other", "Other", conflict=large(options, parties, 2))},
    )
    start = time.process_time()
    return render(case, concepts=["nash", "gmr", "smr", "seq"], date="2024-01-02"), (
        time.process_time() - start
    )


def check(source: str) -> None:
    page = Page(source)
    assert page.faults == []
    assert len(source) < 400_000
    assert "detente analyse --format csv lists all." in page.words
    assert "more; detente analyse --scenario all --format csv lists all." in page.words


@pytest.mark.slow
def test_thousands_of_states() -> None:
    check(brief_of(12, 3)[0])


@pytest.mark.slow
def test_a_quarter_of_a_million_states() -> None:
    source, seconds = brief_of(18, 3)
    check(source)
    assert seconds < 120
