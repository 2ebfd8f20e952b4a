"""Time a backtest of random decisions on one line, by all models.

    python benchmarks/backtest.py
    python benchmarks/backtest.py --decisions 350 --actors 20 30 --ranges 0.1 --draws 1000

Positions are whole numbers, capabilities 1 to 99, saliences 10 to 100, outcomes anything; three
decisions belong to a proposal. Of a share `--ranges` of the decisions every number is known up to a
tenth of the scale only.
"""

from __future__ import annotations

import argparse
import json
import resource
import time

import numpy as np

from detente.ranges import Range
from detente.spatial.backtest import Decided, backtest
from detente.spatial.model import Actor, Dimension, Outcome, Spatial, Stance
from detente.spatial.models import MODELS


def random_case(
    k: int, actors: tuple[int, int], ranges: float, rng: np.random.Generator
) -> Decided:
    """Return a decision of actors of whom nothing is alike."""
    unsure = rng.random() < ranges

    def about(number: float, most: float, by: float) -> Range:
        by = by if unsure else 0.0
        return Range(max(0.0, number - by), min(most, number + by))

    def actor(i: int) -> Actor:
        stance = Stance(
            about(float(rng.integers(0, 101)), 100.0, 5.0),
            about(float(rng.integers(10, 101)), 100.0, 5.0),
        )
        return Actor(f"a{i}", about(float(rng.integers(1, 100)), 1e9, 5.0), {"x": stance})

    some = tuple(actor(i) for i in range(int(rng.integers(actors[0], actors[1] + 1))))
    line = Dimension("x", outcome=Outcome(float(rng.integers(0, 101))))
    return Decided(f"decision {k}", Spatial(some, (line,)), f"proposal {k // 3}")


def main() -> None:
    """Read the command line and run."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--decisions", type=int, default=350)
    parser.add_argument("--actors", type=int, nargs=2, default=[20, 30])
    parser.add_argument("--ranges", type=float, default=0.0)
    parser.add_argument("--draws", type=int, default=1000)
    parser.add_argument("--resamples", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=0)
    args = parser.parse_args()
    rng = np.random.default_rng(args.seed)
    cases = [random_case(k, tuple(args.actors), args.ranges, rng) for k in range(args.decisions)]
    asked = [[(name, {})] for name in MODELS]
    for models in (*asked, [(name, {}) for name in MODELS]):
        start, cpu = time.perf_counter(), time.process_time()
        found = backtest(cases, models, draws=args.draws, resamples=args.resamples)
        told = {
            "models": [name for name, _ in models],
            "decisions": len(found.decisions),
            "seconds": round(time.perf_counter() - start, 2),
            "cpu": round(time.process_time() - cpu, 2),
            "MB": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10,
        }
        print(json.dumps(told), flush=True)


if __name__ == "__main__":
    main()
