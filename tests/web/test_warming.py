"""Loops are compiled in the background for a case that gains by it, and change no answer."""

from __future__ import annotations

import time

import numpy as np
import pytest

from detente.case import Case
from detente.compiled import can_compile
from detente.conflict.model import Conflict, conflict
from detente.web import warming
from detente.web.view import View
from detente.web.warming import GAINS, Warming
from detente.web.workbench import Workbench

pytestmark = pytest.mark.slow  # the first time, compiling takes seconds


def game(options: int) -> Conflict:
    names = [f"o{k}" for k in range(options)]
    return conflict({"a": names, "b": ["x"]}, {"a": ["b.x", "not a.o0"], "b": ["a.o0", "not b.x"]})


@pytest.mark.skipif(not can_compile(), reason="numba is not installed")
def test_what_gains_is_analysed_compiled_once_that_is_done(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(warming, "AFTER", 0.0)
    large, small = game(8), game(3)
    assert len(large.states) >= GAINS > len(small.states)
    idle, busy = Warming(Case("c", "C", conflict=small)), Warming(Case("c", "C", conflict=large))
    assert not busy.helps(large)
    idle.start()
    busy.start()
    until = time.monotonic() + 120
    while not busy.helps(large) and time.monotonic() < until:
        time.sleep(0.05)
    assert busy.helps(large)
    assert not busy.helps(small)
    assert not idle.helps(large)

    bench = Workbench.open("elmira")
    plain = bench.analysis(View(Case("c", "C", conflict=large)))
    bench.warming = busy
    quick = bench.analysis(View(Case("d", "D", conflict=large)))
    bench.close()
    assert quick.parameters["compiled"]
    assert not plain.parameters["compiled"]
    for concept, by_party in plain.stable.items():
        for party, where in by_party.items():
            assert np.array_equal(quick.stable[concept][party], where)


def test_nothing_is_compiled_once_the_workbench_is_closed() -> None:
    stopped = Warming(Case("c", "C", conflict=game(8)))
    stopped.stop()
    stopped.start()
    time.sleep(0.2)
    assert not stopped.helps(game(8))
