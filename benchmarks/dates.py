"""Score dates against hand-labelled articles in TimeML.

    python benchmarks/dates.py TimeBank --json

DIR holds `*.tml` files. Get them from their publishers (TimeBank, or the TempEval-3 collection);
nothing of them is part of this package.

Labelled are the TIMEX3 of type DATE in the text. *Relaxed* counts any overlap of the expressions,
*strict* the same characters. A value is right when the interval's first and last day are those
of the labelled value; vague values (PRESENT_REF and the like) and modified ones (early, late) are
not compared. The date of the article is its CREATION_TIME.
"""

from __future__ import annotations

import argparse
import html
import json
import re
import sys
from datetime import date
from pathlib import Path

from detente.reading import intervals
from detente.reading.dates import as_date, dates
from detente.reading.intervals import Interval

TEXT = re.compile(r"<TEXT>(.*?)</TEXT>", re.S)
CREATED = re.compile(r'value="(\d{4}-\d\d-\d\d)[^"]*"[^>]*functionInDocument="CREATION_TIME"')
PIECE = re.compile(r"<(/?)(\w+)([^>]*)>|([^<]+)")
ATTRIBUTE = re.compile(r'(\w+)="([^"]*)"')


def plain(marked: str) -> tuple[str, list[tuple[int, int, dict[str, str]]]]:
    """Return the text without tags, and the time expressions with their places."""
    text, found, open_ = "", [], []
    for closing, tag, attributes, words in PIECE.findall(marked):
        if words:
            text += html.unescape(words)
        elif tag == "TIMEX3" and not closing:
            open_.append((len(text), dict(ATTRIBUTE.findall(attributes))))
        elif tag == "TIMEX3" and open_:
            start, fields = open_.pop()
            found.append((start, len(text), fields))
    return text, found


def meant(value: str) -> Interval | None:
    """Return the interval of a TimeML value, where it has one."""
    if re.fullmatch(r"\d{4}-\d\d-\d\d", value):
        day = as_date(value)
        return Interval(day, day, "day") if day else None
    if found := re.fullmatch(r"(\d{4})-(\d\d)", value):
        return intervals.month(int(found[1]), int(found[2]))
    if found := re.fullmatch(r"(\d{4})-W(\d\d)", value):
        return intervals.week(date.fromisocalendar(int(found[1]), int(found[2]), 1))
    if found := re.fullmatch(r"(\d{4})-Q([1-4])", value):
        return intervals.months(int(found[1]), int(found[2]) * 3 - 2, int(found[2]) * 3)
    if found := re.fullmatch(r"(\d{4})-(SP|SU|FA|WI)", value):
        names = {"SP": "spring", "SU": "summer", "FA": "fall", "WI": "winter"}
        return intervals.season(int(found[1]), names[found[2]])
    if re.fullmatch(r"\d{4}", value) and int(value) > 0:
        return intervals.year(int(value))
    return intervals.decade(int(value) * 10) if re.fullmatch(r"\d{3}", value) else None


class Score:
    """Counts over articles."""

    def __init__(self) -> None:
        self.articles = self.found = self.labelled = self.hit = self.relaxed = self.strict = 0
        self.valued = self.right = 0

    def add(self, marked: str) -> None:
        body, created = TEXT.search(marked), CREATED.search(marked)
        if body is None or created is None:
            return
        self.articles += 1
        text, gold = plain(body[1])
        found = [(t.span.start, t.span.end, t) for t in dates(text, created[1]) if t.span]
        self.found += len(found)
        self.hit += sum(any(a < e and s < b for s, e, _ in gold) for a, b, _ in found)
        for start, end, fields in gold:
            if fields.get("type") != "DATE":
                continue
            self.labelled += 1
            over = [(a, b, t) for a, b, t in found if a < end and start < b]
            self.relaxed += bool(over)
            self.strict += any((a, b) == (start, end) for a, b, _ in over)
            value = meant(fields.get("value", ""))
            if over and value is not None and not fields.get("mod"):
                self.valued += 1
                wanted = (value.first.isoformat(), value.last.isoformat())
                self.right += any((t.first, t.last) == wanted for _, _, t in over)

    def to_dict(self) -> dict[str, object]:
        def ratio(part: int, whole: int) -> float | None:
            return round(part / whole, 3) if whole else None

        return {
            "articles": self.articles,
            "found": self.found,
            "labelled": self.labelled,
            "precision_relaxed": ratio(self.hit, self.found),
            "recall_relaxed": ratio(self.relaxed, self.labelled),
            "recall_strict": ratio(self.strict, self.labelled),
            "values_compared": self.valued,
            "values_right": ratio(self.right, self.valued),
        }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("folder", type=Path, metavar="DIR")
    parser.add_argument("--json", action="store_true")
    args = parser.parse_args()
    score = Score()
    for path in sorted(p for p in args.folder.glob("*.tml") if not p.name.startswith(".")):
        score.add(path.read_text(encoding="utf-8"))
    if not score.articles:
        sys.exit(f"{args.folder}: no *.tml with a text and a creation time")
    if args.json:
        print(json.dumps(score.to_dict(), indent=2))
    else:
        for name, value in score.to_dict().items():
            print(f"{name}: {value}")


if __name__ == "__main__":
    main()
