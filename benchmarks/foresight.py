"""Time looking ahead and the search for levers on generated conflicts.

    python benchmarks/foresight.py --options 12 --parties 4 --rankings ordered
    python benchmarks/foresight.py --options 16 --variant pessimistic --horizon 5

Conflicts are those of `benchmarks/conflict.py`. One line for each horizon: seconds since the start,
and the mean number of anticipated ends of a state and party; then the seconds of the levers.
"""

from __future__ import annotations

import argparse
import resource
import time

from conflict import generate
from detente.conflict.foresight.foresight import foresee
from detente.conflict.foresight.variants import VARIANTS
from detente.conflict.levers.levers import find_levers


def main() -> None:
    """Run what the command line asks for."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--options", type=int, default=12)
    parser.add_argument("--parties", type=int, default=4)
    parser.add_argument("--rankings", choices=("random", "ordered", "correlated"), default="random")
    parser.add_argument("--variant", choices=tuple(VARIANTS), default="each-reading")
    parser.add_argument("--horizon", type=int, default=5)
    parser.add_argument("--seed", type=int, default=1)
    parser.set_defaults(infeasible=0.0, one_way=0.0)
    args = parser.parse_args()
    game = generate(args, args.options)
    for party in game.party_ids:
        game.payoffs(party)  # not what is timed
    start = time.perf_counter()

    def progress(done: int, steps: int, what: str) -> None:
        print(f"{what}: {time.perf_counter() - start:.2f} s")

    found = foresee(game, args.horizon, variant=args.variant, progress=progress)
    ends = sum(each.goes.sizes.sum() for each in found.steps[-1])
    places = len(game.states) * len(game.parties)
    print(f"{ends / places:.1f} anticipated ends for each state and party")
    start = time.perf_counter()
    levers = len(find_levers(game).found)
    print(f"{levers} levers: {time.perf_counter() - start:.2f} s")
    print(f"peak memory: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10} MB")


if __name__ == "__main__":
    main()
