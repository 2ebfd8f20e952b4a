"""Time the coalition analysis on generated conflicts: every coalition, all concepts.

    python benchmarks/coalitions.py --options 16 --parties 5 --rankings random
    python benchmarks/coalitions.py --infeasible 0.4 --one-way 0.3 --repeat 5 --json

Conflicts are those of ``benchmarks/conflict.py``. One more kind of rankings, `opposed`, has every
party gain what the others lose (payoffs are shares of a fixed sum), so that few states dominate
each other. A small run first warms up and compiles; its time stands apart. Seconds hold everything
from enumerating the states on, the analysis of single parties included: wall-clock, and processor
time of all threads together.
"""

from __future__ import annotations

import argparse
import json
import resource
import statistics
import time

import numpy as np

from conflict import generate
from detente.conflict.coalitions import CoalitionAnalysis, coalitions
from detente.conflict.model import Conflict
from detente.conflict.preferences import Payoffs


def make(args: argparse.Namespace, options: int) -> Conflict:
    """Return a random conflict of the wanted size and kind."""
    opposed = args.rankings == "opposed"
    changed = argparse.Namespace(**vars(args))
    changed.rankings = "random" if opposed else args.rankings
    game = generate(changed, options)
    if not opposed:
        return game
    random = np.random.default_rng(args.seed)
    shares = random.dirichlet(np.ones(args.parties), len(game.states))
    return game.with_changes(
        preferences={p: Payoffs(shares[:, j]) for j, p in enumerate(game.party_ids)}
    )


def measure(args: argparse.Namespace, game: Conflict) -> tuple[CoalitionAnalysis, float, float]:
    """Judge a copy that has computed nothing yet; return the result, wall and CPU seconds."""
    fresh = game.with_changes()
    start, cpu = time.perf_counter(), time.process_time()
    result = coalitions(
        fresh, args.concept or None, improvement=args.improvement, moves=args.moves, compiled=True
    )
    return result, time.perf_counter() - start, time.process_time() - cpu


def main() -> None:
    """Read the command line and run."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--options", type=int, default=16)
    parser.add_argument("--parties", type=int, default=5)
    parser.add_argument("--seed", type=int, default=0)
    kinds = ["random", "ordered", "correlated", "opposed"]
    parser.add_argument("--rankings", choices=kinds, default="random")
    parser.add_argument("--infeasible", type=float, default=0.0, metavar="F")
    parser.add_argument("--one-way", type=float, default=0.0, metavar="F")
    parser.add_argument("--improvement", choices=["strict", "pareto"], default="strict")
    parser.add_argument("--moves", choices=["sequential", "joint"], default="sequential")
    parser.add_argument("--concept", action="append", help="only this one; repeat for several")
    parser.add_argument("--repeat", type=int, default=1, help="report the median of so many runs")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    args = parser.parse_args()
    compiling = measure(args, make(args, 8))[1]
    game = make(args, args.options)
    runs = [measure(args, game) for _ in range(args.repeat)]
    result = runs[0][0]
    record = {
        "states": len(game.states),
        "coalitions": len(result.coalitions),
        "seconds": round(statistics.median(run[1] for run in runs), 3),
        "cpu": round(statistics.median(run[2] for run in runs), 3),
        "compile": round(compiling, 3),
        "peak_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
        "universal": {c.id: len(result.universal_states(c.id)) for c in result.concepts},
    }
    if args.json:
        print(json.dumps(record))
        return
    print(f"{record['states']:,} states, {record['coalitions']} coalitions")
    print(f"{record['seconds']} s, {record['cpu']} s of CPU, peak {record['peak_mb']} MB")
    print(f"the small run, compiling included: {record['compile']} s")
    print("left by no coalition:", ", ".join(f"{c} {k}" for c, k in record["universal"].items()))


if __name__ == "__main__":
    main()
