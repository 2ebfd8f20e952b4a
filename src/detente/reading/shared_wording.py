"""What texts have in common, word for word: copied wording apart from shared quotations.

Two reports that quote one speech share the quotation, not each other. One shared run of eight
words is no copying either; the share of a text that is covered tells more.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from detente.errors import MissingExtraError
from detente.proposals import Span
from detente.reading.boilerplate import boilerplate
from detente.reading.quotes import inside, quotations

WORDS = 8
"""Length of a run."""
COMMONPLACE = 50
"""A run in more texts than this is a phrase of the trade and is left out."""

_WORD = re.compile(r"[\w’'-]+")


@dataclass(frozen=True, slots=True)
class Shared:
    """What one pair of texts shares.

    Parameters
    ----------
    first, second : str
        The texts by key.
    wording : tuple of str
        Runs outside quotations, as the first text has them, longest first.
    quotes : tuple of str
        Runs within quotations of both.
    share : float
        Words of shared wording, as a part of the shorter text's words.
    """

    first: str
    second: str
    wording: tuple[str, ...]
    quotes: tuple[str, ...]
    share: float


@dataclass(frozen=True, slots=True)
class _Words:
    """A text's words with their places, and whether each is quoted."""

    text: str
    words: tuple[str, ...]
    spans: tuple[Span, ...]
    quoted: tuple[bool, ...]

    def runs(self) -> Iterator[tuple[int, tuple[str, ...]]]:
        """Yield every run of words and where it starts."""
        for start in range(len(self.words) - WORDS + 1):
            yield start, self.words[start : start + WORDS]


def compare(texts: Mapping[str, str]) -> tuple[Shared, ...]:
    """Return what every pair of texts shares, pairs that share nothing left out.

    Parameters
    ----------
    texts : mapping of str to str
        Each text under a key.

    Notes
    -----
    Time and memory grow with the number of words, through an inverted index of runs.

    Examples
    --------
    >>> same = "the envoys met for three hours in the old customs house on the river"
    >>> (pair,) = compare({"a": f"On Monday {same}.", "b": f"It says {same} again."})
    >>> pair.wording == (same,), pair.quotes
    (True, ())
    """
    held = {key: _words(text) for key, text in texts.items()}
    index: dict[tuple[str, ...], list[tuple[str, int]]] = defaultdict(list)
    for key, words in held.items():
        for start, run in words.runs():
            index[run].append((key, start))
    common: dict[tuple[str, str], set[tuple[int, int]]] = defaultdict(set)
    for places in index.values():
        if 1 < len(places) <= COMMONPLACE:
            for (a, i), (b, j) in combinations(places, 2):
                if a != b:
                    common[a, b].add((i, j))
    made = (_shared(a, b, held, places) for (a, b), places in common.items())
    return tuple(sorted(made, key=lambda s: (-s.share, s.first, s.second)))


def _words(text: str) -> _Words:
    quoted = quotations(text)
    masked = boilerplate(text)
    found = [
        (m.group().lower().replace("’", "'"), Span(*m.span()), inside(m.start(), quoted))
        for m in _WORD.finditer(text)
        if inside(m.start(), masked) is None
    ]
    return _Words(
        text,
        tuple(f[0] for f in found),
        tuple(f[1] for f in found),
        tuple(f[2] is not None for f in found),
    )


def _shared(
    first: str, second: str, held: Mapping[str, _Words], places: set[tuple[int, int]]
) -> Shared:
    """Return the pair's runs, those that overlap joined."""
    a, b = held[first], held[second]
    wording: list[str] = []
    quotes: list[str] = []
    covered = 0
    for start, end, other in _joined(places):
        passage = a.text[a.spans[start].start : a.spans[end - 1].end]
        quoted = sum(a.quoted[start:end]) * 2 > end - start
        quoted = quoted and sum(b.quoted[other : other + end - start]) * 2 > end - start
        (quotes if quoted else wording).append(passage)
        covered += 0 if quoted else end - start
    shorter = min(len(a.words), len(b.words))
    by_length = sorted(wording, key=len, reverse=True)
    return Shared(first, second, tuple(by_length), tuple(quotes), min(1.0, covered / shorter))


def _joined(places: set[tuple[int, int]]) -> Iterator[tuple[int, int, int]]:
    """Yield start and end in the first text and start in the second, of joined runs."""
    done = -1
    for start, other in sorted(places):
        if start < done:
            continue
        end = start
        while (end + 1, other + end + 1 - start) in places:
            end += 1
        done = end + WORDS
        yield start, done, other


def near_duplicates(
    texts: Mapping[str, str] | Sequence[tuple[str, str]], *, similarity: float = 0.7
) -> tuple[tuple[str, ...], ...]:
    """Return groups of texts that are nearly the same, for collections of any size.

    Parameters
    ----------
    texts : mapping or sequence of pairs
        Key and text.
    similarity : float
        Jaccard similarity of their runs of words, estimated.

    Raises
    ------
    MissingExtraError
        If ``datasketch`` is not installed.
    """
    try:
        from datasketch import MinHash, MinHashLSH  # type: ignore[import-untyped,unused-ignore]
    except ImportError as error:
        raise MissingExtraError(
            "near-duplicates need the package 'datasketch'",
            hint="pip install 'detente[reading]'",
        ) from error
    items = texts.items() if isinstance(texts, Mapping) else texts
    index = MinHashLSH(threshold=similarity, num_perm=64)
    group: dict[str, str] = {}
    for key, text in items:
        words = _words(text).words
        print_ = MinHash(num_perm=64, seed=1)
        print_.update_batch([" ".join(words[i : i + 4]).encode() for i in range(len(words) - 3)])
        near = sorted(map(str, index.query(print_)))
        group[key] = group[near[0]] if near else key
        index.insert(key, print_)
    groups: dict[str, list[str]] = defaultdict(list)
    for key, leader in group.items():
        groups[leader].append(key)
    return tuple(tuple(g) for g in groups.values() if len(g) > 1)
