"""Time the answers to unknown weights and reservation values on generated problems.

    python benchmarks/bargaining_uncertain.py --sizes 3 5 4 3 4 3 --parties 3

Weights are known up to half of themselves, reservation values up to 0.2. Scores are random orders
of evenly spaced numbers. Compiled loops are compiled, or read from their cache, before the clock
starts.
"""

from __future__ import annotations

import argparse
import json
import resource
import time

import numpy as np

from detente.bargaining.model import Bargaining, Issue, Profile, Range, Score, Value, Weight
from detente.bargaining.unknown import uncertain
from detente.case import Party


def random_problem(sizes: list[int], parties: int, seed: int) -> Bargaining:
    """Return a problem with so many values on each issue."""
    rng = np.random.default_rng(seed)
    names = [f"i{k}" for k in range(len(sizes))]

    def profile(party: str) -> Profile:
        middle = rng.dirichlet(np.full(len(sizes), 3.0))
        weights = {
            name: Weight(Range(round(0.5 * x, 3), round(min(1, 1.5 * x), 3)))
            for name, x in zip(names, middle.tolist(), strict=True)
        }
        scores = {
            name: tuple(
                Score(Range.exactly(x)) for x in rng.permutation(np.linspace(0, 1, size)).tolist()
            )
            for name, size in zip(names, sizes, strict=True)
        }
        return Profile(party, weights, scores, Range(0.45, 0.65))

    ids = [f"p{k}" for k in range(parties)]
    issues = (
        Issue(name, tuple(Value(f"v{j}") for j in range(size)))
        for name, size in zip(names, sizes, strict=True)
    )
    return Bargaining(tuple(map(Party, ids)), tuple(issues), {p: profile(p) for p in ids})


def main() -> None:
    """Read the command line and run."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--sizes", type=int, nargs="+", default=[3, 5, 4, 3, 4, 3])
    parser.add_argument("--parties", type=int, default=3)
    parser.add_argument("--samples", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=0)
    args = parser.parse_args()
    problem = random_problem(args.sizes, args.parties, args.seed)
    uncertain(problem, samples=100)
    start, cpu = time.perf_counter(), time.process_time()
    result = uncertain(problem, samples=args.samples)
    print(
        json.dumps(
            {
                "packages": problem.size,
                "parties": args.parties,
                "samples": result.samples,
                "listed": len(result.packages),
                "agreement": result.agreement.mean,
                "seconds": round(time.perf_counter() - start, 2),
                "cpu": round(time.process_time() - cpu, 2),
                "MB": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10,
            }
        )
    )


if __name__ == "__main__":
    main()
