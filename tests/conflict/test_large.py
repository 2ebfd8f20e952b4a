"""Compiled and plain loops agree on conflicts too large for the definitions themselves."""

from __future__ import annotations

import numpy as np
import pytest

from detente.conflict.analysis import analyse
from detente.conflict.model import Conflict, Option, conflict
from detente.conflict.preferences import Payoffs

NAMES = ("a", "b", "c", "d")
FAST = ("nash", "gmr", "smr", "seq", "sseq")


def large(seed: int, options: int, infeasible: tuple[str, ...], levels: int) -> Conflict:
    """Return a conflict of four parties, correlated preferences and, by seed, one-way options."""
    rng = np.random.default_rng(seed)
    directions = ["both"] * 6 + ["forward", "back"] * (seed % 2)
    owned = {party: options // 4 + (i < options % 4) for i, party in enumerate(NAMES)}
    game = conflict(
        {
            party: [Option(f"x{k}", party, direction=rng.choice(directions)) for k in range(count)]
            for party, count in owned.items()
        },
        {party: [] for party in NAMES},
        infeasible=infeasible,
    )
    shared = rng.normal(size=len(game.states))
    return game.with_changes(
        preferences={
            party: Payoffs.of(
                np.floor(levels * (shared * (seed % 3 - 1) + rng.normal(size=len(shared))))
            )
            for party in NAMES
        }
    )


LARGE = [
    (1, 10, (), 1),
    (2, 10, ("a.x0 and b.x0",), 1000),
    (3, 11, ("a.x0 and not b.x1", "exactly(2, c.x0, c.x1, d.x0)"), 3),
    (4, 12, (), 1000),
    (5, 12, ("a.x0 iff b.x0 and d.x1",), 2),
    (7, 12, ("at_least(3, a.x0, b.x0, c.x0, d.x0)", "a.x1 and not c.x1"), 1000),
]


@pytest.mark.slow
@pytest.mark.parametrize("sanction", ["weak", "strict"])
@pytest.mark.parametrize(("seed", "options", "infeasible", "levels"), LARGE)
def test_compiled_and_plain_loops_agree(
    seed: int, options: int, infeasible: tuple[str, ...], levels: int, sanction: str
) -> None:
    game = large(seed, options, infeasible, levels)
    assert len(game.states) > 1 << 8
    plain = analyse(game, FAST, sanction=sanction, compiled=False)
    compiled = analyse(game, FAST, sanction=sanction, compiled=True)
    for concept in FAST:
        for party in NAMES:
            there, here = plain.stable[concept][party], compiled.stable[concept][party]
            assert (there == here).all(), (concept, party)


@pytest.mark.slow
def test_compiled_and_plain_loops_agree_on_simultaneous_stability() -> None:
    game = large(1, 10, ("at_least(3, a.x0, b.x0, c.x0, d.x0)",), 4)
    plain = analyse(game, ["sim"], compiled=False)
    compiled = analyse(game, ["sim"], compiled=True)
    for party in NAMES:
        assert (plain.stable["sim"][party] == compiled.stable["sim"][party]).all()
