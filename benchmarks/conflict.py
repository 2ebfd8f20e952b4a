"""Time the stability analysis on generated conflicts.

    python benchmarks/conflict.py --options 20 --parties 4 --rankings random --json
    python benchmarks/conflict.py --slope --parties 4 --rankings correlated

Rankings: `random` permutes the states for every party; `ordered` draws preference statements over
three options each; `correlated` gives parties nearly the same wishes, which makes chains of
improvements long. `--infeasible F` rules out about that share of the states by conditions,
`--one-way F` makes that share of the options one-way.

A small run first warms up and compiles; its time is `compile` and stands apart. All seconds are
wall-clock, from enumerating the states to the last verdict. Concepts are judged side by side in
threads, so the time after `build` is divided among them by the CPU time that each took.
"""

from __future__ import annotations

import argparse
import json
import math
import resource
import time
from typing import Any

import numpy as np

from detente.case import Party
from detente.conditions import Condition, conjunction, disjunction, name, negation
from detente.conflict.analysis import Analysis, analyse
from detente.conflict.model import Conflict, Direction, Option, Rule
from detente.conflict.preferences import Ordered, Payoffs, Preference, Wish

CONCEPTS = ("nash", "gmr", "smr", "seq")
STATEMENTS = 16
LITERALS_EXCLUDE = 1 / 8


def generate(args: argparse.Namespace, options: int) -> Conflict:
    """Return a random conflict of the wanted size and kind."""
    random = np.random.default_rng(args.seed)
    bound = random.permutation(options)[: round(args.one_way * options)].tolist()
    directions: list[Direction] = ["forward", "back"]
    made = tuple(
        Option(
            f"o{k}",
            f"p{k * args.parties // options}",
            direction=directions[k % 2] if k in bound else "both",
        )
        for k in range(options)
    )
    ids = [f"p{j}" for j in range(args.parties)]
    rules = _exclusions(random, [option.name for option in made], args.infeasible)
    bare = Conflict(
        tuple(Party(party) for party in ids),
        made,
        {party: Ordered(()) for party in ids},
        tuple(Rule(rule) for rule in rules),
    )
    return bare.with_changes(preferences=_preferences(random, bare, args.rankings))


def _literal(random: np.random.Generator, option: str) -> Condition:
    return name(option) if random.random() < 0.5 else negation(name(option))


def _exclusions(random: np.random.Generator, names: list[str], share: float) -> list[Condition]:
    """Return conjunctions of three options that together rule out about a share of the states."""
    if not share:
        return []
    count = round(math.log(1 - share) / math.log(1 - LITERALS_EXCLUDE))
    return [
        conjunction(*(_literal(random, str(o)) for o in random.choice(names, 3, replace=False)))
        for _ in range(count)
    ]


def _preferences(
    random: np.random.Generator, bare: Conflict, rankings: str
) -> dict[str, Preference]:
    n = len(bare.states)
    if rankings == "random":
        return {p: Payoffs(random.permutation(n).astype(np.int32)) for p in bare.party_ids}
    if rankings == "correlated":
        common = random.random(n)
        return {party: Payoffs(_ranks(common + 0.1 * random.random(n))) for party in bare.party_ids}
    names = list(bare.columns)
    return {
        party: Ordered(tuple(_statement(random, names) for _ in range(STATEMENTS)))
        for party in bare.party_ids
    }


def _statement(random: np.random.Generator, names: list[str]) -> Wish:
    first, *rest = (_literal(random, str(o)) for o in random.choice(names, 3, replace=False))
    return Wish(disjunction(first, conjunction(*rest)))


def _ranks(values: np.ndarray[Any, np.dtype[np.float64]]) -> np.ndarray[Any, Any]:
    ranks = np.empty(len(values), np.int32)
    ranks[np.argsort(values)] = np.arange(len(values), dtype=np.int32)
    return ranks


def measure(conflict: Conflict) -> tuple[Analysis, dict[str, float]]:
    """Analyse a copy that has computed nothing yet; return the result with its seconds."""
    fresh = conflict.with_changes()
    built: list[float] = []

    def progress(done: int, steps: int, what: str) -> None:
        if what == "build":
            built.append(time.perf_counter())

    start = time.perf_counter()
    result = analyse(fresh, CONCEPTS, compiled=True, progress=progress)
    end = time.perf_counter()
    spent = sum(result.seconds[concept] for concept in CONCEPTS)
    shares = {c: (end - built[0]) * result.seconds[c] / spent for c in CONCEPTS}
    return result, {"build": built[0] - start, **shares, "total": end - start}


def record(args: argparse.Namespace, options: int) -> dict[str, Any]:
    """Return one benchmark record."""
    start = time.perf_counter()
    measure(generate(args, 8))
    compiling = time.perf_counter() - start
    result, seconds = measure(generate(args, options))
    seconds["compile"] = compiling
    return {
        "states": len(result.conflict.states),
        "seconds": {key: round(value, 4) for key, value in seconds.items()},
        "peak_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
        "equilibria": {c: int(result.equilibrium(c).sum()) for c in CONCEPTS},
    }


def slope(args: argparse.Namespace) -> None:
    """Print the time from 2¹² to 2^options states, and the slope of log time against log states."""
    states, totals = [], []
    for options in range(12, args.options + 1, 2):
        conflict = generate(args, options)
        measure(conflict)
        repeats = max(1, 5 - (options - 12) // 2)
        total = sorted(measure(conflict)[1]["total"] for _ in range(repeats))[repeats // 2]
        states.append(len(conflict.states))
        totals.append(total)
        print(f"{states[-1]:>10,} states  {total:9.4f} s", flush=True)
    fitted = np.polyfit(np.log(states), np.log(totals), 1)[0]
    print(f"slope of log time against log states: {fitted:.3f}")


def main() -> None:
    """Read the command line and run."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--options", type=int, default=20)
    parser.add_argument("--parties", type=int, default=4)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--rankings", choices=["random", "ordered", "correlated"], default="random")
    parser.add_argument("--infeasible", type=float, default=0.0, metavar="F")
    parser.add_argument("--one-way", type=float, default=0.0, metavar="F")
    parser.add_argument("--slope", action="store_true", help="time all sizes from 2^12 up")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    args = parser.parse_args()
    if args.slope:
        slope(args)
        return
    result = record(args, args.options)
    if args.json:
        print(json.dumps(result))
        return
    print(f"{result['states']:,} states, peak {result['peak_mb']} MB")
    for key, value in result["seconds"].items():
        print(f"{key:>8}  {value:9.4f} s")
    print("equilibria:", ", ".join(f"{c} {n}" for c, n in result["equilibria"].items()))


if __name__ == "__main__":
    main()
