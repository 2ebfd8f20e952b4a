"""Time spatial forecasts of random actors: one turn as their number grows, and many draws.

    python benchmarks/spatial.py
    python benchmarks/spatial.py --actors 60 300 --dimensions 1 --turns 3
    python benchmarks/spatial.py --draws 10000 --actors 10

Positions are whole numbers, capabilities 1 to 99, saliences 10 to 100 divided among dimensions. With
`--draws`, all numbers are known up to a tenth of the scale, capabilities up to a fifth.
"""

from __future__ import annotations

import argparse
import json
import math
import resource
import time

import numpy as np

from detente.ranges import Range
from detente.spatial import scholz, smp
from detente.spatial.draws import forecast_draws
from detente.spatial.inputs import Inputs
from detente.spatial.model import Actor, Dimension, Spatial, Stance
from detente.spatial.models import MODELS, Options, run


def random_inputs(actors: int, dimensions: int, draws: int, seed: int) -> Inputs:
    """Return actors of whom nothing is alike."""
    rng = np.random.default_rng(seed)
    shape = (actors, dimensions, draws)
    return Inputs(
        rng.random(shape).round(2),
        (rng.random(shape) * 0.9 + 0.1) / dimensions,
        rng.integers(1, 100, (actors, draws)).astype(float),
    )


def seconds_of(options: Options, inputs: Inputs) -> dict[str, float]:
    """Return how long a turn takes, by the clock and on the processor."""
    start, cpu = time.perf_counter(), time.process_time()
    found = run(options, inputs)
    turns = len(found.positions) - 1
    return {
        "turns": turns,
        "seconds": round((time.perf_counter() - start) / turns, 4),
        "cpu": round((time.process_time() - cpu) / turns, 4),
        "MB": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10,
    }


def unsure(actors: int, dimensions: int, seed: int) -> Spatial:
    """Return a problem whose numbers are all ranges."""
    inputs = random_inputs(actors, dimensions, 1, seed)
    ids = [f"d{k}" for k in range(dimensions)]

    def about(number: float, by: float) -> Range:
        return Range(max(0.0, number - by), min(100.0, number + by))

    def actor(i: int) -> Actor:
        stances = {
            each: Stance(
                about(100 * float(inputs.positions[i, k, 0]), 5),
                about(90 * float(inputs.saliences[i, k, 0]), 5 / dimensions),
            )
            for k, each in enumerate(ids)
        }
        capability = float(inputs.capabilities[i, 0])
        return Actor(f"a{i}", about(capability, capability / 10), stances)

    return Spatial(tuple(actor(i) for i in range(actors)), tuple(map(Dimension, ids)))


def time_draws(actors: int, dimensions: int, draws: int, seed: int) -> None:
    """Print how long forecasts take in many draws."""
    problem = unsure(actors, dimensions, seed)
    for model in MODELS if dimensions == 1 else ("smp",):
        forecast_draws(problem, model, draws=1)
        start, cpu = time.perf_counter(), time.process_time()
        found = forecast_draws(problem, model, draws=draws, seed=seed)
        told = {
            "model": model,
            "actors": actors,
            "draws": draws,
            "rounds": len(found.fan) - 1,
            "converged": round(found.converged.mean, 3),
            "seconds": round(time.perf_counter() - start, 1),
            "cpu": round(time.process_time() - cpu, 1),
            "MB": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10,
        }
        print(json.dumps(told), flush=True)


def main() -> None:
    """Read the command line and run."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument(
        "--actors", type=int, nargs="*", default=[10, 20, 40, 60, 80, 120, 200, 300]
    )
    parser.add_argument("--dimensions", type=int, default=1)
    parser.add_argument("--turns", type=int, default=3)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--draws", type=int, default=0)
    args = parser.parse_args()
    if args.draws:
        for actors in args.actors:
            time_draws(actors, args.dimensions, args.draws, args.seed)
        return
    models: dict[str, Options] = {"smp": smp.Options(rounds=args.turns)}
    if args.dimensions == 1:
        models["scholz-table2"] = scholz.Options(rounds=args.turns)
    for name, options in models.items():
        before: tuple[int, float] | None = None
        run(options, random_inputs(3, args.dimensions, 1, args.seed))  # what is loaded once
        for actors in args.actors:
            inputs = random_inputs(actors, args.dimensions, 1, args.seed)
            told = seconds_of(options, inputs)
            growth = {}
            if before is not None and told["cpu"] > 0 and before[1] > 0:
                power = math.log(told["cpu"] / before[1]) / math.log(actors / before[0])
                growth = {"grows_by_power": round(power, 1)}
            before = actors, told["cpu"]
            print(json.dumps({"model": name, "actors": actors, **told, **growth}), flush=True)


if __name__ == "__main__":
    main()
