"""Time how long the workbench takes to show what an edit changes.

    python benchmarks/workbench.py --options 12 --edits 20
    python benchmarks/workbench.py --actors 3 5 10 20

A random case in a file, all combinations of its options feasible, served for real: an edit is sent
as a button of the panel sends it, and the page that comes of it is read whole. With actors it is who
stands where on one line, and positions are tried out on the page of the forecast. Seconds are those of
the clock, the best and the middle of all edits, and the middle of the processor's, which includes the
little that the asking takes; the first page, which loads everything, is apart.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import statistics
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path

import httpx
import numpy as np
import yaml

from detente.web.server import listening, make_server
from detente.web.workbench import Workbench


def generate(options: int, parties: int, statements: int, seed: int) -> str:
    """Return the text of a random case."""
    random = np.random.default_rng(seed)
    owned: dict[str, dict[str, str]] = {f"p{j}": {} for j in range(parties)}
    for k in range(options):
        owned[f"p{k * parties // options}"][f"o{k}"] = f"option {k}"
    names = [f"{party}.{option}" for party, listed in owned.items() for option in listed]

    def statement() -> str:
        a, b = random.choice(names, 2, replace=False)
        return str(random.choice((f"{a}", f"not {a}", f"{a} implies {b}", f"{a} and {b}")))

    case = {
        "detente": 1,
        "id": "random",
        "title": "A random case",
        "parties": {party: party.upper() for party in owned},
        "conflict": {
            "options": owned,
            "terms": {"deal": {"means": f"{names[0]} and {names[-1]}", "label": "a deal"}},
            "status_quo": [],
            "outcomes": ["deal"],
            "preferences": {party: [statement() for _ in range(statements)] for party in owned},
        },
    }
    return yaml.safe_dump(case, sort_keys=False)


def actors(count: int, seed: int) -> str:
    """Return the text of a random case of who stands where; every third number is a range."""
    random = np.random.default_rng(seed)

    def number(most: int) -> int | list[int]:
        low, high = sorted(random.integers(1, most, 2).tolist())
        return [low, high] if random.random() < 1 / 3 else low

    ids = [f"p{k}" for k in range(count)]
    stances = [{"position": number(100), "salience": number(100)} for _ in ids]
    case = {
        "detente": 1,
        "id": "random",
        "title": "Random actors",
        "parties": {party: party.upper() for party in ids},
        "spatial": {
            "dimensions": {"line": {"reference": 0, "bands": {"high": {"from": 50}}}},
            "actors": {
                party: {"judgement": True, "capability": number(100), "stances": {"line": stance}}
                for party, stance in zip(ids, stances, strict=True)
            },
        },
    }
    return yaml.safe_dump(case, sort_keys=False)


def statement_moved(edit: int) -> dict[str, object]:
    return {"do": "move", "scenario": "", "party": "p0", "place": 1, "to": 3}


def position_tried(edit: int) -> dict[str, object]:
    return {"do": "stance", "scenario": "", "actor": "p1", "position": 5 + 7 * edit % 90}


def measure(
    file: Path, edits: int, at: str, does: Callable[[int], dict[str, object]]
) -> tuple[float, list[tuple[float, float]]]:
    """Return the seconds until the first page, and the clock's and processor's of every edit."""
    workbench = Workbench.open(str(file))
    with listening(0) as listener:
        port = listener.getsockname()[1]
        server = make_server(workbench, "key", port)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
        thread.start()
        client = httpx.Client(
            base_url=f"http://127.0.0.1:{port}",
            headers={"Authorization": "Bearer key"},
            follow_redirects=True,
            trust_env=False,
            timeout=600,
        )
        start = time.perf_counter()
        page = client.get(at).raise_for_status().text
        first = time.perf_counter() - start
        spent = []
        for k in range(edits):
            revision = re.search(r'name="revision" value="(\d+)"', page)
            assert revision
            sent = {"revision": revision[1], "back": at, "edit": json.dumps(does(k))}
            start, used = time.perf_counter(), time.process_time()
            answer = client.post("/draft", data=sent)
            spent.append((time.perf_counter() - start, time.process_time() - used))
            page = answer.raise_for_status().text
        client.close()
        server.should_exit = True
        thread.join()
    workbench.close()
    return first, spent


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--options", type=int, nargs="+", default=[8, 10, 12, 14, 16])
    parser.add_argument("--parties", type=int, default=4)
    parser.add_argument("--statements", type=int, default=6)
    parser.add_argument("--actors", type=int, nargs="*", default=[])
    parser.add_argument("--edits", type=int, default=15)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    print(f"load {os.getloadavg()[0]:.1f} on {os.cpu_count()} processors")
    cases = {
        f"{1 << options:,} states": (
            generate(options, asked.parties, asked.statements, asked.seed),
            "/",
            statement_moved,
        )
        for options in ([] if asked.actors else asked.options)
    }
    for count in asked.actors:
        cases[f"{count} actors"] = actors(count, asked.seed), "/forecast", position_tried
    print(f"{'':>14} {'first page':>11} {'edit, best':>11} {'middle':>8} {'processor':>10}")
    for name, (text, at, does) in cases.items():
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / "case.yaml"
            file.write_text(text, encoding="utf-8")
            first, spent = measure(file, asked.edits, at, does)
        clock, used = zip(*spent, strict=True)
        middle = f"{statistics.median(clock):>7.3f}s {statistics.median(used):>9.3f}s"
        print(f"{name:>14} {first:>10.2f}s {min(clock):>10.3f}s {middle}")


if __name__ == "__main__":
    main()
