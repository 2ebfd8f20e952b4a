"""Time strong stability and chances on generated conflicts.

    python benchmarks/preferences.py --options 20 --parties 4
    python benchmarks/preferences.py --options 8 --parties 3 --uncertain 6

Conflicts are those of `benchmarks/conflict.py` with ordered preferences, of which every fourth
statement is marked strongly; with `--uncertain K`, K statements are so with probability 0.8, and
chances are computed instead.
"""

from __future__ import annotations

import argparse
import resource
import time
from dataclasses import replace

from conflict import generate
from detente.conflict.analysis import analyse
from detente.conflict.chances import chances
from detente.conflict.model import Conflict
from detente.conflict.preferences import Ordered
from detente.conflict.strength import strength
from detente.evidence import Ground

CONCEPTS = ("nash", "gmr", "smr", "seq", "sseq")


def main() -> None:
    """Run what the command line asks for."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--options", type=int, default=20)
    parser.add_argument("--parties", type=int, default=4)
    parser.add_argument("--uncertain", type=int, default=0)
    parser.add_argument("--samples", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=1)
    parser.set_defaults(infeasible=0.0, one_way=0.0, rankings="ordered")
    args = parser.parse_args()
    for options in (12, args.options):  # a small run first, so that compiling does not count
        game = marked(generate(args, options), args.uncertain)
        for party in game.party_ids:
            game.payoffs(party)  # not what is timed
        print(f"{len(game.states):,} states, {len(game.parties)} parties")
        (of_chances if args.uncertain else of_strength)(game, args.samples)
    print(f"peak memory: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10} MB")


def marked(game: Conflict, uncertain: int) -> Conflict:
    """Return a conflict with marks of strength, and with so many statements in doubt."""
    preferences = {}
    left = uncertain
    for party in game.party_ids:
        listed = []
        share = -(-left // (len(game.parties) - len(preferences)))
        for k, wish in enumerate(game.preferences[party].wishes):
            sure = Ground(confidence="0.8") if k < share else wish.ground
            listed.append(replace(wish, strongly=int(k % 4 == 0), ground=sure))
        left -= share
        preferences[party] = Ordered(tuple(listed))
    return game.with_changes(preferences=preferences)


def of_strength(game: Conflict, samples: int) -> None:
    """Time the ordinary analysis, and strong stability on top of it."""
    start = time.perf_counter()
    analysis = analyse(game, CONCEPTS)
    middle = time.perf_counter()
    found = strength(analysis)
    end = time.perf_counter()
    held = sum(len(found.strong_equilibria(concept)) for concept in CONCEPTS)
    print(f"analysis {middle - start:.2f} s, strength {end - middle:.2f} s, {held:,} held strongly")


def of_chances(game: Conflict, samples: int) -> None:
    """Time chances, and tell how they were found."""
    start = time.perf_counter()
    found = chances(game, CONCEPTS, samples=samples)
    seconds = time.perf_counter() - start
    print(f"chances {seconds:.2f} s, readings {dict(found.readings)}, draws {dict(found.samples)}")


if __name__ == "__main__":
    main()
