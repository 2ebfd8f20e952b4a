"""Answers about the evidence: timeline, stances, contradictions, lineage."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from detente.asking.conflict import Settings
from detente.case import Case
from detente.conflict.analysis import Progress

if TYPE_CHECKING:
    from detente.ledger.passages import Context
    from detente.sourcing.lineage import Lineage, SharedText
    from detente.sourcing.readings import Weighed
    from detente.sourcing.stances import Stance


def timeline(case: Case, settings: Settings, progress: Progress | None) -> dict[str, Any]:
    """Return what was said when."""
    from detente.sourcing.timeline import timeline as order

    return order(case).to_dict()


def stances(case: Case, settings: Settings, progress: Progress | None) -> dict[str, Any]:
    """Return what each party has said on each matter."""
    from detente.sourcing.stances import stances as gather

    return stances_to_dict(case, gather(case))


def contradictions(case: Case, settings: Settings, progress: Progress | None) -> dict[str, Any]:
    """Return statements that cannot both be true, weighed."""
    from detente.sourcing.contradictions import contradictions as search
    from detente.sourcing.readings import weigh

    found = search(case)
    weighed = weigh(case, found.found, progress=progress)
    return weighed_to_dict(case, weighed, complete=found.complete)


def weighed_to_dict(case: Case, weighed: Iterable[Weighed], *, complete: bool) -> dict[str, Any]:
    """Return contradictions as one JSON-ready object (format ``detente.contradictions/1``)."""
    return {
        "format": "detente.contradictions/1",
        "case": case.id,
        "contradictions": [one.to_dict() for one in weighed],
        "complete": complete,
    }


def lineage(case: Case, settings: Settings, progress: Progress | None) -> dict[str, Any]:
    """Return through whom everything came, and how many independent chains there are."""
    return trace(case, kept_texts(case)).to_dict()


# -- What both faces look at -----------------------------------------------------------------


def stances_to_dict(case: Case, found: Iterable[Stance]) -> dict[str, Any]:
    """Return stances (format ``detente.stances/1``)."""
    return {
        "format": "detente.stances/1",
        "case": case.id,
        "stances": [stance.to_dict() for stance in found],
    }


def trace(case: Case, texts: Mapping[str, str]) -> Lineage:
    """Return the lineage of a case, the wording compared of the texts at hand, by source."""
    from detente.sourcing.lineage import lineage as find

    return find(case, shared_wording(texts), compared=tuple(texts))


def kept_texts(case: Case) -> dict[str, str]:
    """Return the texts that the ledger beside the case has of its statements, by source."""
    kept = kept_passages(case, 0)[1]
    return {source: text for source, text in kept.items() if source in case.sources}


def kept_passages(case: Case, reach: int) -> tuple[dict[str, Context], dict[str, str]]:
    """Return what the ledger beside the case has of its statements.

    Returns
    -------
    dict of str to Context
        The passage of each statement with about `reach` characters around it.
    dict of str to str
        The first text of each source.
    """
    from detente.ledger import Ledger, beside
    from detente.ledger.passages import context
    from detente.proposals import Span

    file = beside(case.path) if case.path else None
    found: dict[str, Context] = {}
    texts: dict[str, str] = {}
    if file is None or not file.is_file():
        return found, texts
    by_hash: dict[str, str] = {}
    with Ledger.look(file) as ledger:  # a question writes nothing beside a case
        for key, statement in case.statements.items():
            passage = statement.passage
            if passage is None or not ledger.find_text(passage.sha256):
                continue
            text = by_hash.setdefault(passage.sha256, ledger.text(passage.sha256))
            texts.setdefault(statement.source, text)
            if passage.start < passage.end <= len(text):
                found[key] = context(text, Span(passage.start, passage.end), reach)
    return found, texts


def shared_wording(texts: Mapping[str, str]) -> list[SharedText]:
    """Return the words that texts share; reading is asked only where there are two."""
    if len(texts) < 2:
        return []
    from detente.reading.shared_wording import compare
    from detente.sourcing.lineage import SharedText

    return [
        SharedText(pair.first, pair.second, words, quoted)
        for pair in compare(texts)
        for quoted, listed in ((False, pair.wording), (True, pair.quotes))
        for words in listed
    ]
