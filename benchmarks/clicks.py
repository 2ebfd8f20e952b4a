"""Time what a person waits for: from the click on an edit to the answer being on the screen.

    python benchmarks/clicks.py --edits 12

A real Chromium, headless, on a workbench in a process of its own: the flagship, and random cases all
combinations of whose options are feasible. Buttons of the panel are clicked, and the clock stops when
the answer has been replaced and painted. The graph is opened after every edit, so that it has the
draft to show, and its clock stops when the boxes are there. Seconds are those of the clock; beside
them stand those of the server's processor and of the page's, which other programs lengthen less.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from workbench import generate

from detente import catalog

CLICK = """(button) => new Promise((shown, fail) => {
  const from = performance.now();
  const revision = () => document.querySelector("#stance [name=revision]").value;
  const old = revision();
  setTimeout(() => fail(new Error("no answer")), 60000);
  new MutationObserver((changed, observer) => {
    if (revision() === old || document.body.hasAttribute("aria-busy")) return;
    observer.disconnect();
    requestAnimationFrame(() => setTimeout(() => shown(performance.now() - from)));
  }).observe(document.body, { attributeFilter: ["aria-busy"] });
  button.click();
})"""
"""Clicks, and tells the milliseconds until another answer is painted."""

EDITS = {
    "move": 'button[aria-label^="Move down"]:not([disabled])',
    "leave out": 'button[aria-label^="Leave out"]',
    "weaken": '.judge button[aria-label^="low:"]',
    "turn round": '.judge button[aria-label^="turned round"]',
    "an option never": '#can .choice button:has-text("never")',
    "undo": "button.undo:not([disabled])",
}
"""What is clicked, one after the other."""


@contextmanager
def served(file: Path) -> Iterator[tuple[str, int]]:
    """Serve a case in a process of its own."""
    command = [sys.executable, "-m", "detente", "serve", str(file), "--no-browser"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        found = re.search(r"http://\S+", process.stdout.readline())
        assert found
        try:
            yield found.group(), process.pid
        finally:
            process.terminate()


def spent(process: int) -> float:
    """Return the processor time of a process and its threads, in seconds."""
    fields = Path(f"/proc/{process}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


Times = dict[str, list[tuple[float, float, float]]]
"""Of each kind of edit the seconds by the clock, of the server's processor and of the page's."""


def drawn(session: Any) -> float:
    """Return the processor time of the page's own thread, in seconds."""
    metrics = session.send("Performance.getMetrics")["metrics"]
    return next(float(each["value"]) for each in metrics if each["name"] == "TaskDuration")


def run(page: Any, address: str, server: int, edits: int) -> Times:
    """Return what each kind of edit takes, and opening the graph."""
    session = page.context.new_cdp_session(page)
    session.send("Performance.enable", {"timeDomain": "threadTicks"})

    def measure(does: Callable[[], float]) -> tuple[float, float, float]:
        before = spent(server), drawn(session)
        clock = does() / 1000
        return clock, spent(server) - before[0], drawn(session) - before[1]

    page.goto(address)
    base = address.partition("?")[0]
    times: Times = {}
    for count in range(edits):
        name, selector = list(EDITS.items())[count % len(EDITS)]
        button = page.locator("#panel").locator(selector).first.element_handle()
        clicked = measure(lambda b=button: float(page.evaluate(CLICK, b)))
        times.setdefault(name, []).append(clicked)

        def graph() -> float:
            start = time.perf_counter()
            page.goto(f"{base}graph")
            page.wait_for_selector(".canvas .node")
            return 1000 * (time.perf_counter() - start)

        times.setdefault("the graph", []).append(measure(graph))
        page.goto(base)
    return times


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--parties", type=int, nargs="*", default=[3, 4])
    parser.add_argument("--options", type=int, default=12)
    parser.add_argument("--statements", type=int, default=6)
    parser.add_argument("--edits", type=int, default=18)
    parser.add_argument("--chromium", default=shutil.which("chromium"))
    asked = parser.parse_args()
    from playwright.sync_api import sync_playwright

    print(f"load {os.getloadavg()[0]:.1f} on {os.cpu_count()} processors")
    with sync_playwright() as player, tempfile.TemporaryDirectory() as folder:
        bare = ["--no-sandbox"] if os.geteuid() == 0 else []
        browser = player.chromium.launch(
            executable_path=asked.chromium, args=["--disable-gpu", *bare]
        )
        cases = {"japan-russia": catalog.path("japan-russia").read_text(encoding="utf-8")}
        for parties in asked.parties:
            name = f"{1 << asked.options:,} states, {parties} parties"
            cases[name] = generate(asked.options, parties, asked.statements, parties)
        for name, text in cases.items():
            file = Path(folder) / "case.yaml"
            file.write_text(text, encoding="utf-8")
            page = browser.new_page()
            with served(file) as (address, server):
                found = run(page, address, server, asked.edits)
            page.close()
            file.with_name(".case.yaml.draft").unlink(missing_ok=True)
            print(f"\n{name:<28} {'best':>7} {'middle':>7} {'server':>8} {'page':>7}")
            for what, each in found.items():
                clock, used, painted = zip(*each, strict=True)
                middle = [statistics.median(some) for some in (clock, used, painted)]
                said = " ".join(f"{seconds:>6.3f}s" for seconds in (min(clock), *middle))
                print(f"  {what:<26} {said}")
        browser.close()
    print(f"\nload {os.getloadavg()[0]:.1f} at the end")


if __name__ == "__main__":
    main()
