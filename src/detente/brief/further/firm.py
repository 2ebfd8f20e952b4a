"""How firm is it: the judgements that decide the findings."""

from __future__ import annotations

from detente.brief.further.parts import of_claim, of_edits, of_entry
from detente.brief.further.question import Question, Table, grounded
from detente.conflict.findings import Findings
from detente.conflict.firmness import Firmness, firmness
from detente.conflict.firmness.result import edits_in_words
from detente.conflict.firmness.words import (
    alike,
    entry_in_words,
    errors_in_words,
    radius_in_words,
    together_in_words,
)
from detente.conflict.model import Conflict
from detente.text import sentence

ENTRIES = 10
FINDINGS = 20


def how_firm(findings: Findings, conflict: Conflict, *, radius: int = 1) -> Question | None:
    """Return which judgements, if wrong, overturn which findings; None without findings."""
    analysis = findings.analysis
    found = firmness(
        conflict,
        concepts=list(analysis.stable),
        sanction=analysis.parameters["sanction"],
        radius=radius,
    )
    return tell_firmness(found) if found.findings else None


def tell_firmness(found: Firmness, *, entries: int = ENTRIES, findings: int = FINDINGS) -> Question:
    """Return how firm findings are as a question with its answer, and as many rows as asked for."""
    return Question(
        "firmness",
        "How firm is it, and which judgements decide?",
        found.answer(),
        tuple(
            table
            for table in (_judgements(found, entries), _findings(found, findings))
            if table.rows
        ),
        (
            (
                "An error is one judgement that is wrong: a statement dropped, turned round or moved, "
                "something impossible that can happen, an option that is one-way or is not. How likely "
                "one is, nobody knows."
            ),
            *map(sentence, found.notes),
        ),
        f"Method: every {_tried(found)} tried, each conflict judged anew.",
        "detente firmness",
    )


def _tried(found: Firmness) -> str:
    return "single error" if found.tried == 1 else f"set of up to {found.tried} errors"


def _judgements(found: Firmness, most: int) -> Table:
    rows = (
        (
            (
                entry_in_words(found.conflict, entry),
                entry.ground.confidence or "not stated",
                errors_in_words(found.conflict, [e for es in entry.overturns.values() for e in es]),
                f"{len(entry.overturns)} of {len(found.findings)}",
            ),
            of_entry(found.conflict, entry.entry),
        )
        for entry in found.ranked
    )
    return grounded(
        "Judgements by how much hangs on them, and how weakly they are held.",
        ("Judgement", "Confidence", "If it …", "… it overturns"),
        rows,
        most,
    )


def _findings(found: Firmness, most: int) -> Table:
    rows = []
    for group in alike(found.findings):
        instance = group[0].overturned_by[0] if group[0].overturned_by else ()
        cells = (
            sentence(together_in_words(found.conflict, group)),
            sentence(radius_in_words(group[0])),
            "; ".join(edits_in_words(found.conflict, instance)) or "–",
        )
        rests = (
            *of_claim(found.conflict, group[0].claim),
            *of_edits(found.conflict, instance),
        )
        rows.append((cells, rests))
    head = ("Finding", "How firm", "For instance")
    return grounded("Findings, and what overturns them.", head, rows, most)
