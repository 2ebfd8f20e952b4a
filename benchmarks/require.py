"""Time what it would take on generated conflicts: statements, moves, acts of outsiders.

    python benchmarks/require.py --options 12 --parties 4 --statements 10

Every party gets that many statements over three options each. For each concept, states are asked
for that few parties keep. A small run goes first, so that compiling does not count. Seconds are
wall-clock, verification included: the longest of the one-party answers and of the joint ones, and
the median of the two layers that take one analysis for each change.
"""

from __future__ import annotations

import argparse
import json
import statistics
import time
from collections.abc import Callable
from typing import Any

import numpy as np

from conflict import _statement, generate
from detente.conflict.inverse.moves import move_changes
from detente.conflict.inverse.outsiders import acts
from detente.conflict.inverse.question import ASKED, Question, ask
from detente.conflict.inverse.statements.parties import answer_for
from detente.conflict.inverse.statements.together import answer_together
from detente.conflict.model import Conflict
from detente.conflict.preferences import Ordered


def worded(args: argparse.Namespace, options: int) -> Conflict:
    """Return a random conflict whose parties have the wanted number of statements."""
    bare = generate(args, options)
    random = np.random.default_rng(args.seed)
    names = list(bare.columns)
    return bare.with_changes(
        preferences={
            party: Ordered(tuple(_statement(random, names) for _ in range(args.statements)))
            for party in bare.party_ids
        },
        status_quo=frozenset(),
    )


def questions(conflict: Conflict, concept: str, count: int) -> list[Question]:
    """Return questions for the states that fewest parties keep."""
    whole = ask(conflict, 1, concept).analysis.stable[concept]
    support = np.sum(list(whole.values()), axis=0)
    first = np.argsort(support, kind="stable")[:count]
    return [ask(conflict, int(s) + 1, concept, source=1) for s in first]


def timed(work: Callable[..., Any], *given: Any) -> tuple[Any, float]:
    """Do something once; return its result and the seconds it took."""
    start = time.perf_counter()
    result = work(*given)
    return result, time.perf_counter() - start


def measure(conflict: Conflict, concept: str, count: int) -> dict[str, Any]:
    """Return the seconds of each layer under one concept."""
    alone, joint, moves, outsiders, proved = [], [], [], [], 0
    for question in questions(conflict, concept, count):
        alone += [timed(answer_for, question, party, "stable")[1] for party in conflict.party_ids]
        found, seconds = timed(answer_together, question, "stable")
        joint.append(seconds)
        proved += found.minimal
        moves.append(timed(move_changes, question)[1])
        outsiders.append(timed(acts, question)[1])
    return {
        "one party, longest": round(max(alone), 2),
        "all parties, longest": round(max(joint), 2),
        "proved least": f"{proved} of {count}",
        "moves, median": round(statistics.median(moves), 2),
        "outsiders, median": round(statistics.median(outsiders), 2),
    }


def main() -> None:
    """Read the command line and run."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--options", type=int, default=12)
    parser.add_argument("--parties", type=int, default=4)
    parser.add_argument("--statements", type=int, default=10)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--infeasible", type=float, default=0.0, metavar="F")
    parser.add_argument("--one-way", type=float, default=0.0, metavar="F")
    parser.add_argument("--states", type=int, default=5, help="how many states to ask for")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    args = parser.parse_args()
    args.rankings = "ordered"
    measure(worded(args, 9), "sseq", 1)  # compiles what is compiled
    conflict = worded(args, args.options)
    found = {concept: measure(conflict, concept, args.states) for concept in ASKED}
    if args.json:
        print(json.dumps({"states": len(conflict.states), **found}))
        return
    print(f"{len(conflict.states):,} states")
    for concept, figures in found.items():
        print(f"{concept:>5}  " + "  ".join(f"{k} {v}" for k, v in figures.items()))


if __name__ == "__main__":
    main()
