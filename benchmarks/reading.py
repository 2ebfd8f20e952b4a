"""Time reading on generated articles, and watch memory over many of them.

    python benchmarks/reading.py --json
    python benchmarks/reading.py --memory 10000

Articles are made up from fixed sentences about invented countries, about 370 words each, the
length of a short agency report; half of the sentences relay a statement. The HTML of an article
wraps it in a page with menus, related links, a comment form and scripts. All seconds are
wall-clock; loading the parser is given apart. Parsing takes one core; taking HTML apart happens in a
process of its own, one step ahead.
"""

from __future__ import annotations

import argparse
import itertools
import json
import random
import resource
import sys
import time
from collections.abc import Iterator
from typing import Any

from detente.reading import Document, Sandbox, read_many
from detente.reading.documents import ahead, from_bytes

COUNTRIES = ("Aldia", "Borland", "Cestria", "Dormund", "Elvany", "Farsk")
PEOPLE = ("Ana Brok", "Teo Lind", "Mara Voss", "Ilan Reth", "Suda Kell", "Pavo Drem")
TOPICS = ("the river treaty", "the northern islands", "the rail corridor", "the fishing grounds",
          "the water tariff", "the border posts", "the old armistice", "the joint pipeline")  # fmt: skip
SAID = (
    "“We will not give up {topic} before the winter,” {person} told reporters on {day}.",
    "{country} agreed to reopen talks on {topic} based on the {year} declaration.",
    "According to {person}, a decision on {topic} can wait until the end of {month}.",
    "{person} said that {country} had no plans to change its position on {topic}, adding that the other side knew this.",
    "Foreign Minister {person} warned {country} against any step that would make {topic} harder to settle.",
    "The delegation from {country} refused to sign the draft, insisting on a separate paper about {topic}.",
    "“Nobody expects a quick answer,” {person} was quoted as saying by the {country} Press news agency.",
)
TOLD = (
    "The two delegations met for three hours in the customs house on the river.",
    "Trade across the line has fallen by a third since {month}, and several mills near {topic} have closed.",
    "The dispute over {topic} goes back to the {year} treaty, which left two of the four posts unmentioned.",
    "In {year}, surveyors drew a first map of the region; later maps differ from it in many places.",
    "A working group with members from both capitals will look at {topic} in the spring.",
    "Farmers on either side of the valley have long asked for a bridge and a common market day.",
)
MENU = "".join(f'<li><a href="/{n}">Section {n}</a></li>' for n in range(30))
PAGE = (
    "<!doctype html><html><head><title>{title}</title>"
    '<meta property="article:published_time" content="2031-05-09T08:00:00Z">'
    '<meta property="og:site_name" content="Valley Post"><script>var a=1;</script></head>'
    "<body><nav><ul>" + MENU + "</ul></nav><main><article><h1>{title}</h1>{body}</article></main>"
    "<aside><h3>Related</h3><ul>" + MENU + "</ul></aside><form>Please enter your comment!"
    "</form><footer>All rights reserved</footer></body></html>"
)


def article(seed: int, words: int = 370) -> str:
    """Return one made-up article."""
    draw = random.Random(seed)
    paragraphs: list[str] = []
    count = 0
    while count < words:
        parts = []
        for _ in range(draw.choice((2, 2, 3))):
            template = draw.choice(SAID if draw.random() < 0.5 else TOLD)
            parts.append(
                template.format(
                    topic=draw.choice(TOPICS),
                    person=draw.choice(PEOPLE),
                    country=draw.choice(COUNTRIES),
                    day=draw.choice(("Monday", "Tuesday", "Sunday", "9 May")),
                    month=draw.choice(("March", "November", "January")),
                    year=draw.randint(1920, 2020),
                )
            )
        paragraphs.append(" ".join(parts))
        count += len(paragraphs[-1].split())
    return "\n\n".join(paragraphs)


def page(seed: int) -> bytes:
    """Return the article as a page of HTML."""
    body = "".join(f"<p>{p}</p>" for p in article(seed).split("\n\n"))
    return PAGE.format(title=f"Report {seed} from the valley", body=body).encode()


def from_html(count: int) -> Iterator[Document]:
    with Sandbox() as sandbox:
        for seed in range(count):
            yield from_bytes(page(seed), "html", sandbox, source=f"{seed}.html")


def from_text(count: int) -> Iterator[Document]:
    return (Document(article(seed), source=f"{seed}.txt") for seed in range(count))


def timed(documents: Iterator[Document]) -> dict[str, float]:
    started = time.perf_counter()
    read, statements = 0, 0
    for reading in read_many(ahead(documents)):
        read, statements = read + 1, statements + len(reading.statements)
    seconds = time.perf_counter() - started
    return {
        "articles": read,
        "seconds": round(seconds, 2),
        "articles_per_second": round(read / seconds, 1),
        "statements": statements,
    }


def resident() -> float:
    """Return the resident memory in MB, now where the system tells, else at its highest."""
    try:
        with open("/proc/self/statm", encoding="ascii") as file:  # noqa: PTH123
            return int(file.read().split()[1]) * resource.getpagesize() / 1e6
    except OSError:
        scale = 1 if sys.platform == "darwin" else 1024
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * scale / 1e6


def memory(count: int) -> list[dict[str, float]]:
    """Return resident memory while one process reads many articles."""
    step = max(1, count // 10)
    seen = []
    for number, _ in enumerate(read_many(from_text(count)), 1):
        if number % step == 0:
            seen.append({"articles": number, "resident_mb": round(resident(), 1)})
            print(f"{number:>8,} articles  {seen[-1]['resident_mb']:>8} MB", file=sys.stderr)
    return seen


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--articles", type=int, default=400)
    parser.add_argument("--memory", type=int, default=0, metavar="N", help="only this, over N")
    parser.add_argument("--json", action="store_true")
    args = parser.parse_args()
    started = time.perf_counter()
    list(itertools.islice(read_many(from_text(1)), 1))
    result: dict[str, Any] = {"load_seconds": round(time.perf_counter() - started, 2)}
    if args.memory:
        result["memory"] = memory(args.memory)
    else:
        result["words_per_article"] = len(article(0).split())
        result["text"] = timed(from_text(args.articles))
        result["html"] = timed(from_html(args.articles))
    if args.json:
        print(json.dumps(result, indent=2))
    else:
        for name, value in result.items():
            print(f"{name}: {value}")


if __name__ == "__main__":
    main()
