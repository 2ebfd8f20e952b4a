"""Small questions to a dependency parse: edges, subjects, objects, and clean stretches of text."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING

from detente.proposals import Span

if TYPE_CHECKING:
    from spacy.tokens import Token

SUBJECTS = ("nsubj", "csubj")
_LEADING = re.compile(
    r"(?:[\s,;:.)\]–—-]+|(?:however|but|and|yet|meanwhile|moreover|also|still|so|nevertheless"
    r"|nonetheless|instead|in addition|for example|for instance|at the same time|therefore"
    r"|on the other hand)(?:,\s*|\s+(?=[a-z“\"])))+",
    re.I,
)
_TRAILING = re.compile(r"(?:[\s,;:(\[–—-]|(?<![A-Z])\.(?!\w)|\b(?:and|but|or|as|while)(?=\s*$))+$")


def child(token: Token, *deps: str) -> Token | None:
    """Return the first child with one of these relations."""
    return next((c for c in token.children if c.dep_ in deps), None)


def phrase(token: Token) -> Span:
    """Return the stretch of a token with all that depends on it."""
    last = token.right_edge
    return Span(token.left_edge.idx, last.idx + len(last))


def name_phrase(token: Token) -> Span:
    """Return a speaker's phrase: the noun with what stands before it, its *of* and its apposition.

    Relative clauses and participles are left out: *officials, who asked not to be named*.
    """
    first, last = token.left_edge, token
    for part in token.children:
        near = part.i > token.i
        if near and part.dep_ in ("prep", "appos", "conj", "cc", "flat", "nummod", "amod", "poss"):
            if part.dep_ == "prep" and part.lower_ not in ("of", "for", "to", "at", "in", "with"):
                continue
            if part.right_edge.i > last.i:
                last = part.right_edge
    while first.i < token.i and (first.is_punct or first.is_space):
        first = first.nbor(1)
    return Span(first.idx, last.idx + len(last))


def subject(verb: Token) -> Token | None:
    """Return who does what a verb says, also where the verb itself does not repeat it.

    Coordinated verbs, participles and infinitives share the subject of the verb they hang on;
    a relative pronoun stands for the noun before it.
    """
    seen: set[int] = set()
    here = verb
    while here.i not in seen:
        seen.add(here.i)
        found = child(here, *SUBJECTS)
        if found is None and here.dep_ != "conj" and child(here, "nsubjpass") is not None:
            return None if here is verb else _antecedent(child(here, "nsubjpass"))
        if found is not None:
            return _antecedent(found)
        if here.dep_ in ("acl", "relcl") and here.head.tag_.startswith(("NN", "PRP")):
            return here.head if here.tag_ in ("VBG", "VB") or here.dep_ == "relcl" else None
        if here.dep_ not in ("conj", "advcl", "xcomp", "pcomp", "prep", "ccomp", "dep"):
            return None
        if here.dep_ in ("advcl", "ccomp", "dep") and here.tag_ not in ("VBG", "VB"):
            return None
        here = here.head
    return None


def _antecedent(found: Token | None) -> Token | None:
    """Return the noun that a relative pronoun stands for, or the subject itself."""
    if found is not None and found.tag_ in ("WP", "WDT"):
        clause = found.head
        while clause.dep_ in ("conj", "xcomp", "ccomp") and clause.head is not clause:
            clause = clause.head
        if clause.dep_ == "relcl":
            return clause.head
        return None
    return found


def trimmed(text: str, start: int, end: int) -> Span | None:
    """Return a stretch without stray punctuation and connectives at its edges.

    Examples
    --------
    >>> trimmed("However, it was strategic, ", 0, 27)
    Span(start=9, end=25)
    """
    if start >= end:
        return None
    piece = text[start:end]
    if found := _LEADING.match(piece):
        piece, start = piece[found.end() :], start + found.end()
    if found := _TRAILING.search(piece):
        piece = piece[: found.start()]
    return Span(start, start + len(piece)) if piece.strip() else None


def union(spans: Iterable[Span]) -> Span:
    """Return the smallest stretch that holds all of them."""
    held = list(spans)
    return Span(min(s.start for s in held), max(s.end for s in held))
