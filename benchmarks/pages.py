"""Time what somebody waits for at the workbench: its start, every first page, and a long table.

    python benchmarks/pages.py japan-russia
    python benchmarks/pages.py --options 16

`detente serve` is started as a program of its own, on a case by name or on a random one. Seconds are
those of the clock: until the address is printed, then of each page, asked for the first time and again,
each with the longest that a second tab waited meanwhile for an answer of its own. With Playwright and
Chromium the first page is also opened in a browser that has seen nothing yet, until its answer is
drawn, and 5,000 rows of the states are scrolled with the wheel.
"""

from __future__ import annotations

import argparse
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
from workbench import generate

PAGES = (
    *("/", "/graph", "/states", "/states?rows=5000", "/states/1", "/text"),
    *("/evidence", "/evidence/stances", "/evidence/contradictions", "/evidence/lineage"),
    *("/api/explain?state=2", "/api/paths", "/api/analyse", "/api/states.csv"),
)
SCROLLED = 100
"""Turns of the wheel, each by 400 pixels, one a frame."""


@contextmanager
def served(case: str) -> Iterator[tuple[str, str, float]]:
    """Run the program; yield its address and key, and the seconds until it printed them."""
    command = [sys.executable, "-m", "detente", "serve", case, "--no-browser", "--read-only"]
    start = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        found = re.search(r"(http://[^/]+)/\?key=(\S+)", process.stdout.readline())
        assert found, "the workbench did not start"
        yield found[1], found[2], time.perf_counter() - start
    finally:
        process.terminate()
        process.wait()


def client(address: str, key: str) -> httpx.Client:
    headers = {"Authorization": f"Bearer {key}"}
    return httpx.Client(base_url=address, headers=headers, trust_env=False, timeout=600)


class SecondTab:
    """Asks for something small again and again, and remembers the longest wait."""

    def __init__(self, address: str, key: str) -> None:
        self.worst, self._ended = 0.0, False
        self._thread = threading.Thread(target=self._ask, args=(address, key), daemon=True)
        self._thread.start()

    def _ask(self, address: str, key: str) -> None:
        with client(address, key) as asking:
            while not self._ended:
                start = time.perf_counter()
                asking.get("/text")
                self.worst = max(self.worst, time.perf_counter() - start)
                time.sleep(0.02)

    def end(self) -> float:
        self._ended = True
        self._thread.join()
        return self.worst


def pages(address: str, key: str) -> None:
    print(f"{'page':28} {'first':>8} {'again':>8} {'second tab':>11} {'kB':>8}")
    with client(address, key) as asking:
        for path in PAGES:
            tab, spent = SecondTab(address, key), []
            for _ in range(2):
                start = time.perf_counter()
                answer = asking.get(path).raise_for_status()
                spent.append(time.perf_counter() - start)
            size = len(answer.content) / 1000
            print(f"{path:28} {spent[0]:7.2f}s {spent[1]:7.2f}s {tab.end():10.2f}s {size:8,.0f}")


FRAMES = """() => {
  window.frames_ = []; let last = performance.now();
  const next = now => { frames_.push(now - last); last = now; requestAnimationFrame(next); };
  requestAnimationFrame(next);
}"""
FIRST = "performance.getEntriesByName('first-contentful-paint')[0].startTime"


def browse(address: str, key: str, chromium: str) -> None:
    """Open the first page in a fresh browser, then scroll the longest table."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as player:
        browser = player.chromium.launch(
            executable_path=chromium, args=["--no-sandbox", "--disable-gpu"]
        )
        page = browser.new_page()
        page.set_default_timeout(600_000)
        start = time.perf_counter()
        page.goto(f"{address}/?key={key}", wait_until="commit")
        page.locator("#answer, main h1").first.wait_for()
        seen = time.perf_counter() - start
        page.wait_for_function(f"() => {FIRST}")
        print(f"first page, from the address to its answer: {seen:.2f}s,", end=" ")
        print(f"first paint {page.evaluate(FIRST) / 1000:.2f}s after the redirect")
        for width in (1280, 390):
            page.set_viewport_size({"width": width, "height": 900})
            start = time.perf_counter()
            page.goto(f"{address}/states?rows=5000")
            loaded = time.perf_counter() - start
            page.evaluate(FRAMES)
            page.locator(".scroll").hover()
            for _ in range(SCROLLED):
                page.mouse.wheel(0, 400)
                page.wait_for_timeout(16)
            frames = sorted(page.evaluate("frames_"))
            middle, late = statistics.median(frames), frames[int(0.95 * len(frames))]
            print(
                f"5,000 rows at {width} px: loaded {loaded:.2f}s, frames {middle:.0f} ms "
                f"(one in twenty longer than {late:.0f} ms)"
            )
        browser.close()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("case", nargs="?", help="a case file or a packaged case")
    parser.add_argument("--options", type=int, default=12, help="of a random case")
    parser.add_argument("--chromium", default=shutil.which("chromium") or "")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "case.yaml"
        file.write_text(generate(asked.options, 4, 6, 1), encoding="utf-8")
        case = asked.case or str(file)
        if asked.chromium:
            with served(case) as (address, key, spent):
                print(f"served after {spent:.2f}s")
                browse(address, key, asked.chromium)
        with served(case) as (address, key, spent):
            print(f"served after {spent:.2f}s")
            pages(address, key)


if __name__ == "__main__":
    main()
