"""Time how long it takes to find how firm findings are.

    python benchmarks/firmness.py --case japan-russia --radius 2
    python benchmarks/firmness.py --options 12 --parties 4 --statements 8 --radius 1

Without a case, a random conflict with so many statements for each party, each over two options;
all combinations of options are feasible. A first run with radius 0 warms up. Seconds are those of
the processor, since the search runs in one thread and the machine may be shared.
"""

from __future__ import annotations

import argparse
import time

import numpy as np

from detente import loading
from detente.conflict.firmness import firmness
from detente.conflict.model import Conflict, conflict, in_option_form


def generate(options: int, parties: int, statements: int, seed: int) -> Conflict:
    """Return a random conflict with one outcome, today being that nothing is done."""
    random = np.random.default_rng(seed)
    owned: dict[str, list[str]] = {f"p{j}": [] for j in range(parties)}
    for k in range(options):
        owned[f"p{k * parties // options}"].append(f"o{k}")
    names = [f"{party}.{option}" for party, listed in owned.items() for option in listed]

    def statement() -> str:
        a, b = random.choice(names, 2, replace=False)
        shapes = (f"{a}", f"not {a}", f"{a} implies {b}", f"{a} and {b}")
        return str(random.choice(shapes))

    return conflict(
        owned,
        {party: [statement() for _ in range(statements)] for party in owned},
        terms={"deal": f"{names[0]} and {names[-1]}"},
        status_quo=[],
        outcomes=["deal"],
    )


def main() -> None:
    """Run once and print what was judged, in how long."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--case", default="")
    parser.add_argument("--options", type=int, default=9)
    parser.add_argument("--parties", type=int, default=3)
    parser.add_argument("--statements", type=int, default=8)
    parser.add_argument("--radius", type=int, default=2)
    parser.add_argument("--limit", type=int, default=5_000_000)
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    if args.case:
        game = in_option_form(loading.load(args.case).conflict_under(None), "this benchmark")
    else:
        game = generate(args.options, args.parties, args.statements, args.seed)
    firmness(game, radius=0)
    start = time.process_time()
    found = firmness(game, radius=args.radius, limit=args.limit)
    seconds = time.process_time() - start
    print(
        f"{len(game.states):,} states, {found.judged:,} different conflicts judged, "
        f"{found.tried} errors at once tried: {seconds:.1f} s"
    )
    for note in found.notes:
        print(f"note: {note}")


if __name__ == "__main__":
    main()
