"""Time what payments, contributions and coalitions can do on generated problems and games.

python benchmarks/bargaining_giving.py
"""

from __future__ import annotations

import json
import resource
import time
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
from bargaining_uncertain import random_problem

from detente.bargaining.coalitions.blocking import blocking
from detente.bargaining.coalitions.conclude import conclude
from detente.bargaining.coalitions.game import CoalitionGame
from detente.bargaining.coalitions.nucleolus import nucleolus
from detente.bargaining.contribution import contribution
from detente.bargaining.model import Range
from detente.bargaining.transfers import side_payments
from detente.bargaining.worth import Worth, worth

PROBLEMS = (([10] * 6, 5, 0.72), ([10] * 12, 2, 0.95))
"""Values on each issue, parties, and what each has without a deal."""


def problem(sizes: list[int], parties: int, reservation: float) -> Worth:
    """Return a random problem in which every party has so much without a deal."""
    drawn = random_problem(sizes, parties, 1)
    profiles = {
        party: replace(profile, reservation=Range.exactly(reservation))
        for party, profile in drawn.profiles.items()
    }
    return worth(replace(drawn, profiles=profiles))


def game(players: int) -> CoalitionGame:
    """Return a random game in which larger coalitions are worth more on average."""
    rng = np.random.default_rng(0)
    sizes = np.array([place.bit_count() for place in range(1 << players)])
    values = rng.random(1 << players) * sizes
    values[-1] = values.max()
    return CoalitionGame(tuple(f"p{k}" for k in range(players)), values)


def timed(what: str, size: str, run: Callable[[], Any]) -> None:
    """Run and print how long it took."""
    start = time.perf_counter()
    run()
    seconds = round(time.perf_counter() - start, 3)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10
    print(json.dumps({"what": what, "size": size, "seconds": seconds, "MB": peak}))


def main() -> None:
    """Time each question."""
    nucleolus(game(2))  # scipy is imported before the clock starts
    for sizes, parties, reservation in PROBLEMS:
        numbers = problem(sizes, parties, reservation)
        size = f"{numbers.problem.size:.0e} packages, {parties} parties"
        worst = (0,) * len(sizes)
        timed("side payments", size, lambda numbers=numbers: side_payments(numbers))
        timed("contribution", size, lambda numbers=numbers: contribution(numbers))
        timed("coalitions", size, lambda numbers=numbers: conclude(numbers))
        timed("blocking", size, lambda numbers=numbers, worst=worst: blocking(numbers, worst))
    for players in (8, 12, 14):
        timed("nucleolus", f"{players} players", lambda players=players: nucleolus(game(players)))


if __name__ == "__main__":
    main()
