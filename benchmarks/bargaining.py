"""Time the efficient frontier of generated bargaining problems, and of what is found from it.

    python benchmarks/bargaining.py --issues 6 --values 10 --parties 5
    python benchmarks/bargaining.py --issues 8 --parties 2 --conditions 10 --family counts --json
    python benchmarks/bargaining.py --issues 6 --parties 5 --negmas

Weights are drawn evenly from all that sum to 1, scores evenly from 0 to 1 and stretched to reach
both. Families of conditions: `pairs` forbid a value of one issue with a value of another, `sets`
three values with three, `triples` link three issues, `parity` links all issues by exclusive
alternatives, and `counts`, made to be bad, forbid that at least so many of all issues lie in
arbitrary sets. A small run first warms up and compiles; its time stands apart. Seconds are wall
clock, those of the processor stand beside; memory is the peak of the whole program.
"""

from __future__ import annotations

import argparse
import json
import resource
import time
from collections.abc import Callable
from typing import Any

import numpy as np

from detente.bargaining import milp
from detente.bargaining.dominance import efficient
from detente.bargaining.frontier import frontier
from detente.bargaining.measures import measures
from detente.bargaining.model import Bargaining, Issue, Profile, Range, Score, Value, Weight
from detente.bargaining.solutions import solutions
from detente.bargaining.worth import Worth, worth
from detente.bargaining.zone import zone
from detente.case import Party
from detente.compiled import can_compile
from detente.conditions import Condition, conjunction, disjunction, name

FAMILIES = ("pairs", "sets", "triples", "parity", "counts")


def make(args: argparse.Namespace) -> Bargaining:
    """Return a random problem of the wanted size and kind."""
    random = np.random.default_rng(args.seed)
    issues = tuple(
        Issue(f"i{k}", tuple(Value(f"v{j}") for j in range(args.values)))
        for k in range(args.issues)
    )
    parties = tuple(Party(f"p{k}") for k in range(args.parties))
    profiles = {party.id: profile(random, party.id, issues, args.reservation) for party in parties}
    listed = tuple(condition(random, args, k) for k in range(args.conditions))
    return Bargaining(parties, issues, profiles, infeasible=listed)


def profile(
    random: np.random.Generator, party: str, issues: tuple[Issue, ...], reservation: float
) -> Profile:
    shares = random.dirichlet(np.ones(len(issues)))
    scores = {}
    for issue in issues:
        drawn = random.random(len(issue.values))
        drawn = (drawn - drawn.min()) / max(np.ptp(drawn), 1e-9)
        scores[issue.id] = tuple(Score(Range.exactly(float(x))) for x in drawn)
    weights = {
        issue.id: Weight(Range.exactly(float(share)))
        for issue, share in zip(issues, shares, strict=True)
    }
    return Profile(party, weights, scores, Range.exactly(reservation))


def condition(random: np.random.Generator, args: argparse.Namespace, number: int) -> Condition:
    """Return the next condition of a family."""

    def some(issue: int, count: int) -> Condition:
        values = random.choice(args.values, min(count, args.values), replace=False)
        return disjunction(*(name(f"i{issue}.v{value}") for value in values))

    if args.family == "counts":
        counted = tuple(some(issue, 3) for issue in range(args.issues))
        return Condition("at_least", counted, count=max(2, round(0.6 * args.issues)))
    if args.family == "parity" and number < 3:
        whole = some(0, args.values // 2)
        for issue in range(1, args.issues):
            whole = Condition("xor", (whole, some(issue, args.values // 2)))
        return whole
    first, second, third = random.choice(args.issues, 3, replace=False)
    if args.family == "triples":
        return conjunction(some(first, 3), disjunction(some(second, 3), some(third, 3)))
    count = 3 if args.family == "sets" else 1
    return conjunction(some(first, count), some(second, count))


def timed(work: Callable[[], Any]) -> tuple[Any, float, float]:
    start, cpu = time.perf_counter(), time.process_time()
    result = work()
    return result, time.perf_counter() - start, time.process_time() - cpu


def measure(numbers: Worth, args: argparse.Namespace) -> dict[str, Any]:
    if args.milp:
        found, wall, cpu = timed(lambda: milp.solutions(numbers))
        gaps = {key: each.gap for key, each in found.items()}
        return {"milp": wall, "milp_cpu": cpu, "gaps": gaps}
    front, wall, cpu = timed(lambda: frontier(numbers))
    result = {
        "points": len(front),
        "largest": max(len(partial.vectors) for partial in front.partials),
        "contexts": sum(front.diagram.widths),
        "packages": front.diagram.packages,
        "frontier": wall,
        "frontier_cpu": cpu,
    }
    listing, wall, _ = timed(front.packages)
    result |= {"listed": len(listing[1]), "listing": wall}
    agreed, wall, _ = timed(lambda: zone(numbers))
    result |= {"agreement": agreed.agreement, "zone": wall}
    accepted, wall, _ = timed(lambda: frontier(numbers, acceptable=True))
    result["acceptable"] = wall
    _, wall, _ = timed(lambda: solutions(accepted))
    result["solutions"] = wall
    if args.parties == 2:
        _, result["measures"], result["measures_cpu"] = timed(lambda: measures(front))
    return result


def by_negmas(numbers: Worth) -> dict[str, Any]:
    """Time NegMAS, where it is installed, on the same problem: list outcomes, find the frontier."""
    from negmas.outcomes import make_issue, make_os
    from negmas.preferences import LinearAdditiveUtilityFunction
    from negmas.preferences.ops import pareto_frontier

    issues = [
        make_issue([value.id for value in issue.values], issue.id)
        for issue in numbers.problem.issues
    ]
    space = make_os(issues)
    functions = []
    for party in range(len(numbers.reservation)):
        values = {
            issue.id: {
                value.id: float(table[place, party]) * numbers.step
                for place, value in enumerate(issue.values)
            }
            for issue, table in zip(numbers.problem.issues, numbers.tables, strict=True)
        }
        functions.append(
            LinearAdditiveUtilityFunction(
                values=values, weights={issue.name: 1.0 for issue in issues}, outcome_space=space
            )
        )
    found, wall, _ = timed(
        lambda: pareto_frontier(functions, outcomes=list(space.enumerate()), sort_by_welfare=True)
    )
    return {"negmas": wall, "negmas_points": len(found[0])}


def main() -> None:
    """Read the command line and run."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--issues", type=int, default=6)
    parser.add_argument("--values", type=int, default=10)
    parser.add_argument("--parties", type=int, default=5)
    parser.add_argument("--conditions", type=int, default=0)
    parser.add_argument("--family", choices=FAMILIES, default="pairs")
    parser.add_argument("--reservation", type=float, default=0.3)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--milp", action="store_true", help="solutions without the frontier")
    parser.add_argument("--negmas", action="store_true", help="the same with NegMAS, installed")
    parser.add_argument("--json", action="store_true")
    args = parser.parse_args()

    random = np.random.default_rng(0).integers(0, 99, (1000, args.parties))
    _, warm, _ = timed(lambda: efficient(random, compiled=can_compile()))
    problem = make(args)
    numbers, wall, _ = timed(lambda: worth(problem))
    result = {"combinations": problem.size, "warm_up": warm, "numbers": wall}
    result |= measure(numbers, args)
    result["peak_mb"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    if args.negmas:
        result |= by_negmas(numbers)
        result["peak_mb_with_negmas"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    if args.json:
        print(json.dumps(result))
        return
    for key, number in result.items():
        print(f"{key:20} {number:,.3f}" if isinstance(number, float) else f"{key:20} {number}")


if __name__ == "__main__":
    main()
