"""Time how long the workbench takes to show what an edit changes.

    python benchmarks/workbench.py --options 12 --edits 20

A random case in a file, all combinations of its options feasible, served for real: an edit is sent
as a button of the panel sends it, and the page that comes of it is read whole. Seconds are those of
the clock, the best and the middle of all edits; the first page, which loads everything, is apart.
"""

from __future__ import annotations

import argparse
import json
import re
import statistics
import tempfile
import threading
import time
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


def measure(file: Path, edits: int) -> tuple[float, list[float]]:
    """Return the seconds until the first page, and of every edit."""
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
        page = client.get("/").text
        first = time.perf_counter() - start
        spent = []
        for _ in range(edits):
            does = {"do": "move", "scenario": "", "party": "p0", "place": 1, "to": 3}
            revision = re.search(r'name="revision" value="(\d+)"', page)
            assert revision
            sent = {"revision": revision[1], "back": "/", "edit": json.dumps(does)}
            start = time.perf_counter()
            answer = client.post("/draft", data=sent)
            spent.append(time.perf_counter() - start)
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
    parser.add_argument("--edits", type=int, default=15)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    print(f"{'states':>8} {'first page':>11} {'edit, best':>11} {'edit, middle':>13}")
    for options in asked.options:
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / "case.yaml"
            file.write_text(
                generate(options, asked.parties, asked.statements, asked.seed), encoding="utf-8"
            )
            first, spent = measure(file, asked.edits)
        middle = statistics.median(spent)
        print(f"{1 << options:>8,} {first:>10.2f}s {min(spent):>10.3f}s {middle:>12.3f}s")


if __name__ == "__main__":
    main()
