"""Time graph form and unknown preferences on generated conflicts.

    python benchmarks/unknown.py --states 20000 --degree 8
    python benchmarks/unknown.py --options 12 --doubt 0.2

With ``--states`` a random directed graph for every party, judged under all concepts but SIM by
the labelled backward search. With ``--options`` a conflict in option form, in which some pairs of
states are unknown to all parties, judged in all four extensions. Seconds are wall-clock and of
processor time; everything runs in one thread, uncompiled.
"""

from __future__ import annotations

import argparse
import json
import resource
import time
from typing import Any

import numpy as np

from detente.conflict.analysis import analyse
from detente.conflict.arcs import graph_conflict
from detente.conflict.base import BaseConflict
from detente.conflict.model import conflict
from detente.conflict.preferences import Payoffs
from detente.conflict.relations import UNKNOWN, Comparisons, OrdinalRelation
from detente.conflict.unknown import analyse_unknown


class Doubtful:
    """Payoffs of which those that differ by little are unknown."""

    unsure = True

    def __init__(self, ranks: Any, share: float) -> None:
        self.known, self.ranks = OrdinalRelation(ranks), ranks
        self.near = int(share * len(ranks))

    def against(self, state: int) -> Comparisons:
        """Return the comparisons with one state."""
        result = self.known.against(state)
        near = np.abs(self.ranks - self.ranks[state]) <= self.near
        near[state] = False
        result[near] = UNKNOWN
        return result


def random_graph(states: int, degree: int, parties: int, seed: int) -> BaseConflict:
    """Return a conflict in graph form in which each party has so many moves from each state."""
    random = np.random.default_rng(seed)
    names = [f"s{k}" for k in range(states)]
    moves: dict[str, set[tuple[str, str]]] = {}
    for party in "abcdefgh"[:parties]:
        targets = random.integers(0, states, (states, degree))
        moves[party] = {
            (names[s], names[t]) for s, row in enumerate(targets.tolist()) for t in row if s != t
        }
    wants = {party: Payoffs(random.permutation(states)) for party in moves}
    return graph_conflict(names, {p: sorted(arcs) for p, arcs in moves.items()}, wants)


def random_options(options: int, parties: int, seed: int) -> BaseConflict:
    """Return a conflict in option form with random rankings; all combinations are feasible."""
    random = np.random.default_rng(seed)
    names = "abcdefgh"[:parties]
    owned = {p: [f"o{k}" for k in range(options) if k % parties == j] for j, p in enumerate(names)}
    return conflict(owned, {p: Payoffs(random.permutation(1 << options)) for p in names})


def main() -> None:
    """Read the command line and run."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--states", type=int, default=0)
    parser.add_argument("--degree", type=int, default=8)
    parser.add_argument("--options", type=int, default=12)
    parser.add_argument("--parties", type=int, default=4)
    parser.add_argument("--doubt", type=float, default=0.2, help="share of the ranks that blur")
    parser.add_argument("--no-returns", action="store_true")
    parser.add_argument("--seed", type=int, default=0)
    args = parser.parse_args()
    if args.states:
        game = random_graph(args.states, args.degree, args.parties, args.seed)
    else:
        game = random_options(args.options, args.parties, args.seed)
    start, cpu = time.perf_counter(), time.process_time()
    if args.states:
        analyse(game, returns=not args.no_returns)
    else:
        blurred = {p: Doubtful(game.payoffs(p), args.doubt) for p in game.party_ids}
        analyse_unknown(game, blurred)
    print(
        json.dumps(
            {
                "states": len(game.states),
                "parties": args.parties,
                "seconds": round(time.perf_counter() - start, 2),
                "cpu": round(time.process_time() - cpu, 2),
                "MB": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10,
            }
        )
    )


if __name__ == "__main__":
    main()
