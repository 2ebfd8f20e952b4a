"""What if preferences are strong, weak or in doubt, or parties misread each other."""

from __future__ import annotations

from collections.abc import Iterable

from detente.brief.further.question import Question, Table, first
from detente.brief.voice import Voice
from detente.conflict.base import BaseConflict
from detente.conflict.findings import Findings
from detente.conflict.hypergames import analyse_hypergame, answer, find_surprises
from detente.conflict.hypergames.words import beliefs, surprise_in_words
from detente.conflict.model import Conflict
from detente.conflict.preferences import marked_strongly
from detente.conflict.strength.analysis import strength
from detente.conflict.unknown import analyse_unknown
from detente.conflict.words import concepts_in_words
from detente.text import sentence

ROWS = 12


def how_strongly(findings: Findings, conflict: BaseConflict) -> Question | None:
    """Return which equilibria hold by something much worse; None where nothing is marked."""
    analysis = findings.analysis
    if not any(map(marked_strongly, conflict.preferences.values())):
        return None
    found, voice = strength(analysis), Voice(conflict)
    rows = (
        (
            voice.state(state),
            concepts_in_words(found.strongly_held_under(state)) or "none",
            concepts_in_words(analysis.held_under(state)),
        )
        for state in analysis.strongest()
    )
    listed, more = first(rows, ROWS)
    table = Table(
        "Equilibria, and how strongly they hold.",
        ("State", "Strongly under", "Stable under"),
        listed,
        more,
    )
    return Question(
        "strength",
        "What holds firmly, and what only weakly?",
        found.answer(),
        (table,),
        tuple(sentence(note) for note in found.notes),
        f"Method: {found.parameters['method']}.",
        "detente analyse",
    )


def unsure(findings: Findings, conflict: BaseConflict) -> Question | None:
    """Return what holds whichever way doubtful preferences go; None where none is in doubt."""
    if not any(conflict.relation(party).unsure for party in conflict.party_ids):
        return None
    parameters = findings.analysis.parameters
    kept = [concept for concept in findings.analysis.stable if concept != "sim"]
    if not kept:
        return None
    found = analyse_unknown(
        conflict,
        concepts=kept,
        sanction=parameters["sanction"],
        returns=bool(parameters.get("returns", True)),
    )
    voice = Voice(conflict)
    listed = dict.fromkeys(
        s for concept in kept for s in (*found.in_all(concept), *found.in_some(concept))
    )
    rows = (
        (
            voice.state(state),
            _under(c for c in kept if state in found.in_all(c)),
            _under(c for c in kept if state in found.in_some(c)),
        )
        for state in listed
    )
    shown, more = first(rows, ROWS)
    table = Table(
        "Equilibria, and whether they hold in all four extensions of a concept to doubt.",
        ("State", "In all four extensions", "In some, not all"),
        shown,
        more,
    )
    return Question(
        "unknown",
        "What holds though some preferences are unknown?",
        found.answer(),
        (table,) if shown else (),
        tuple(map(sentence, found.notes)),
        f"Method: {found.parameters['method']}.",
        "detente analyse",
    )


def _under(concepts: Iterable[str]) -> str:
    return concepts_in_words(concepts) or "none"


def misread(findings: Findings, conflict: Conflict) -> Question | None:
    """Return what holds where parties misread each other; None where nobody does."""
    analysis = findings.analysis
    if all(view.empty for view in conflict.views.values()):
        return None
    found = analyse_hypergame(
        conflict, list(analysis.stable), sanction=analysis.parameters["sanction"]
    )
    surprises = find_surprises(found)
    views = tuple(
        (conflict.party(party).label, said, because or "–")
        for party in conflict.views
        for said, because in beliefs(conflict, party)
    )
    rows = (
        (conflict.party(s.surprised).label, sentence(surprise_in_words(found, s)))
        for s in surprises.moves
    )
    listed, more = first(rows, ROWS)
    tables = [Table("Who misreads what.", ("Party", "Belief", "Why this is assumed"), views)]
    if listed:
        tables.append(Table("Who is surprised by what.", ("Party", "Surprise"), listed, more))
    return Question(
        "hypergame",
        "Who misreads whom, and what then?",
        answer(found, surprises),
        tuple(tables),
        ("Each takes its own view for the truth and does not know that others see another one.",),
        f"Method: {found.parameters['method']}.",
        "detente hypergame",
    )
