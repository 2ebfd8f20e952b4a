"""Time the inverse questions on generated conflicts.

    python benchmarks/inverse.py pairs --options 12 --parties 4 --rankings ordered

`pairs` asks for the fewest reversed pairs that make a state stable, for one party after the other
and for all together, under each concept; rankings are those of `benchmarks/conflict.py`. The
states asked for are spread over all of them, and answered one after the other; the median and the
longest time are given, verification included, and how many answers are proved minimal.
"""

from __future__ import annotations

import argparse
import json
import statistics
import time
from typing import Any

from conflict import generate
from detente.conflict.inverse.pairs import PairAnswer, least_reversals
from detente.conflict.inverse.pairs.question import INVERTIBLE
from detente.conflict.model import Conflict


def timed(
    conflict: Conflict, state: int, concept: str, parties: tuple[str, ...], budget: float
) -> tuple[PairAnswer, float]:
    """Answer once, and return the wall-clock seconds that it took."""
    start = time.perf_counter()
    answer = least_reversals(conflict, state, concept, parties, budget=budget)
    return answer, time.perf_counter() - start


def summary(results: list[tuple[PairAnswer, float]]) -> dict[str, Any]:
    """Return what some answers took, and how many of those that change anything are proved."""
    seconds = [spent for _, spent in results]
    changing = [answer for answer, _ in results if not answer.already]
    return {
        "median": round(statistics.median(seconds), 3),
        "longest": round(max(seconds), 3),
        "asked": len(results),
        "not stable already": len(changing),
        "proved minimal": sum(answer.minimal for answer in changing),
    }


def pairs(args: argparse.Namespace) -> dict[str, Any]:
    """Return the times of the fewest reversed pairs, by concept, for one party and for all."""
    conflict = generate(args, args.options)
    n = len(conflict.states)
    for concept in INVERTIBLE:  # loads and compiles what is needed
        least_reversals(conflict, 1, concept, conflict.party_ids[0])
    states = [1 + n * k // args.states for k in range(args.states)]
    found: dict[str, Any] = {"states": n}
    for concept in INVERTIBLE:
        one = [
            timed(conflict, state, concept, (party,), args.budget)
            for state in states
            for party in conflict.party_ids
        ]
        all_of_them = [
            timed(conflict, state, concept, conflict.party_ids, args.budget) for state in states
        ]
        found[concept] = {"one party": summary(one), "all parties": summary(all_of_them)}
    return found


def main() -> None:
    """Read the command line and run."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("what", choices=["pairs"])
    parser.add_argument("--options", type=int, default=12)
    parser.add_argument("--parties", type=int, default=4)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--rankings", choices=["random", "ordered", "correlated"], default="random")
    parser.add_argument("--infeasible", type=float, default=0.0, metavar="F")
    parser.add_argument("--one-way", type=float, default=0.0, metavar="F")
    parser.add_argument("--states", type=int, default=12, help="how many states to ask for")
    parser.add_argument("--budget", type=float, default=10.0, help="seconds for a joint search")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    args = parser.parse_args()
    found = pairs(args)
    if args.json:
        print(json.dumps(found))
        return
    print(f"{found['states']:,} states")
    for concept in INVERTIBLE:
        for whose, figures in found[concept].items():
            print(
                f"{concept:>5}  {whose:<11}  " + "  ".join(f"{k} {v}" for k, v in figures.items())
            )


if __name__ == "__main__":
    main()
