"""Time a backtest of random decisions on one line, by all models.

    python benchmarks/backtest.py
    python benchmarks/backtest.py --decisions 60 --actors 8 12 --ranges 0.5
    python benchmarks/backtest.py --coverage

Positions are whole numbers, capabilities 1 to 99, saliences 10 to 100, outcomes anything; three
decisions belong to a proposal. Of a share `--ranges` of the decisions every number is known up to a
tenth of the scale only. `--coverage` counts how often the interval of a mean absolute error holds
what it should, from groups of three decisions whose errors hang together.
"""

from __future__ import annotations

import argparse
import json
import resource
import time

import numpy as np

from detente.ranges import Range
from detente.spatial.backtest import Decided, backtest
from detente.spatial.backtest.resampling import intervals
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


def tell_coverage(seed: int, trials: int = 2_000) -> None:
    """Print in which share of trials the interval holds the mean that the errors are drawn from."""
    rng = np.random.default_rng(seed)

    def errors(groups: int) -> np.ndarray:
        """Return absolute errors, shape (3 × groups,): normal, with a part that a group shares."""
        shared = np.repeat(rng.normal(0, 10, groups), 3)
        return np.abs(shared + rng.normal(0, 15, 3 * groups))

    truth = errors(1_000_000).mean()
    for groups in (5, 10, 20, 40, 100):
        held = 0
        for trial in range(trials):
            place = np.repeat(np.arange(groups), 3)
            (found,) = intervals(errors(groups)[:, None], place, 1_000, trial)
            held += found.low <= truth <= found.high
        print(json.dumps({"groups": groups, "held": round(held / trials, 3)}), flush=True)


def main() -> None:
    """Read the command line and run."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--decisions", type=int, default=350)
    parser.add_argument("--actors", type=int, nargs=2, default=[20, 30])
    parser.add_argument("--ranges", type=float, default=0.0)
    parser.add_argument("--draws", type=int, default=200)
    parser.add_argument("--resamples", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--coverage", action="store_true")
    args = parser.parse_args()
    if args.coverage:
        tell_coverage(args.seed)
        return
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
