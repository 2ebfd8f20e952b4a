"""Score who-says-what against hand-labelled articles in the layout of PolNeAR.

    python benchmarks/attribution.py PolNeAR/data/test --json

DIR holds `text/NAME.txt` and `attributions/NAME_ANNOTATOR.ann` (brat stand-off; where several
annotators labelled an article, the first by name counts). Get the corpus from its authors:
https://github.com/networkdynamics/PolNeAR; nothing of it is part of this package.

A proposal and a labelled attribution match when their contents overlap: words in both, divided by
words in either, at least .3 (or .8). Matching is one to one, the best overlap first. Punctuation
does not count. Recall is also given by class of cue, and the overlap of the speakers' words over
matched pairs with a labelled source.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from detente.reading.attribution import Attribution, attributions
from detente.reading.parties import datelines
from detente.reading.reader import Reader

THRESHOLDS = (0.3, 0.8)
WORD = re.compile(r"\w+")
SAID = re.compile(r"\b(?:say|says|said|saying)\b", re.I)
Spans = tuple[tuple[int, int], ...]


@dataclass(frozen=True)
class Labelled:
    """One attribution as an annotator marked it."""

    source: Spans
    cue: Spans
    content: Spans

    def cue_class(self, text: str) -> str:
        words = " ".join(text[start:end] for start, end in self.cue)
        if SAID.search(words):
            return "said"
        if words.lower().startswith("according"):
            return "according to"
        if any(mark in text[s:e] for s, e in self.content for mark in '“”"'):
            return "other, with a quotation"
        return "other"


def labelled(path: Path) -> list[Labelled]:
    """Return the attributions of one .ann file."""
    spans: dict[str, Spans] = {}
    found = []
    for line in path.read_text(encoding="utf-8").splitlines():
        parts = line.split("\t")
        if line.startswith("T") and len(parts) > 1:
            _, _, offsets = parts[1].partition(" ")
            pairs = [piece.split() for piece in offsets.split(";")]
            spans[parts[0]] = tuple((int(a), int(b)) for a, b in pairs)
        elif line.startswith("E") and len(parts) > 1:
            roles = [piece.partition(":")[::2] for piece in parts[1].split()]
            source, cue, content = (
                tuple(s for name, ref in roles if name.startswith(role) for s in spans.get(ref, ()))
                for role in ("Source", "Cue", "Content")
            )
            if content:
                found.append(Labelled(source, cue, content))
    return found


def words(text: str, spans: Spans) -> frozenset[int]:
    return frozenset(m.start() for start, end in spans for m in WORD.finditer(text, start, end))


def overlap(one: frozenset[int], other: frozenset[int]) -> float:
    return len(one & other) / len(one | other) if one or other else 1.0


class Score:
    """Counts over articles."""

    def __init__(self) -> None:
        self.articles = self.proposed = self.labelled = 0
        self.matched: Counter[float] = Counter()
        self.of_class: Counter[str] = Counter()
        self.matched_class: Counter[str] = Counter()
        self.sources: list[float] = []

    def add(self, text: str, proposed: tuple[Attribution, ...], gold: list[Labelled]) -> None:
        self.articles += 1
        self.proposed += len(proposed)
        self.labelled += len(gold)
        contents = [words(text, ((a.content.start, a.content.end),)) for a in proposed]
        targets = [words(text, g.content) for g in gold]
        classes = [g.cue_class(text) for g in gold]
        self.of_class.update(classes)
        pairs = sorted(
            ((overlap(p, t), i, j) for i, p in enumerate(contents) for j, t in enumerate(targets)
             if p & t), key=lambda pair: (-pair[0], pair[1:]))  # fmt: skip
        left, right = set(range(len(proposed))), set(range(len(gold)))
        for share, i, j in pairs:
            if share < THRESHOLDS[0] or i not in left or j not in right:
                continue
            left.discard(i)
            right.discard(j)
            self.matched.update(t for t in THRESHOLDS if share >= t)
            self.matched_class[classes[j]] += 1
            if gold[j].source:
                speaker = proposed[i].speaker
                said_by: Spans = ((speaker.start, speaker.end),) if speaker else ()
                self.sources.append(overlap(words(text, said_by), words(text, gold[j].source)))

    def to_dict(self) -> dict[str, object]:
        def ratio(part: float, whole: float) -> float | None:
            return round(part / whole, 3) if whole else None

        return {
            "articles": self.articles,
            "proposed": self.proposed,
            "labelled": self.labelled,
            **{
                f"at_{t}": {
                    "precision": ratio(self.matched[t], self.proposed),
                    "recall": ratio(self.matched[t], self.labelled),
                }
                for t in THRESHOLDS
            },
            "recall_by_cue_at_0.3": {
                name: {"recall": ratio(self.matched_class[name], n), "labelled": n}
                for name, n in sorted(self.of_class.items())
            },
            "source_overlap": ratio(sum(self.sources), len(self.sources)),
        }


def scored(folder: Path, reader: Reader) -> Score:
    """Return the score over a folder with `text` and `attributions`."""
    score = Score()
    for path in sorted((folder / "text").glob("*.txt")):
        labels = [
            p for p in sorted((folder / "attributions").glob("*.ann"))
            if p.stem == path.stem or p.stem.rpartition("_")[0] == path.stem
        ]  # fmt: skip
        if labels:
            text = path.read_bytes().decode("utf-8")
            found = attributions(reader.parse(text), skip=datelines(text))
            score.add(text, found, labelled(labels[0]))
    return score


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("folder", type=Path, metavar="DIR")
    parser.add_argument("--json", action="store_true")
    args = parser.parse_args()
    result = scored(args.folder, Reader.load()).to_dict()
    if not result["articles"]:
        sys.exit(f"{args.folder}: no text/*.txt with attributions/*.ann")
    if args.json:
        print(json.dumps(result, indent=2))
    else:
        for name, value in result.items():
            print(f"{name}: {value}")


if __name__ == "__main__":
    main()
