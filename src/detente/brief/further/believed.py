"""What if preferences are strong or weak, or parties misread each other."""

from __future__ import annotations

from detente.brief.further.question import Question, Table, first
from detente.brief.text import sentence
from detente.brief.voice import Voice
from detente.conflict.findings import Findings
from detente.conflict.hypergames import analyse_hypergame, answer, find_surprises
from detente.conflict.hypergames.words import beliefs, surprise_in_words
from detente.conflict.model import Conflict
from detente.conflict.preferences import marked_strongly
from detente.conflict.strength.analysis import strength

ROWS = 12


def how_strongly(findings: Findings, conflict: Conflict) -> Question | None:
    """Return which equilibria hold by something much worse; None where nothing is marked."""
    analysis = findings.analysis
    if not any(map(marked_strongly, conflict.preferences.values())):
        return None
    found, voice = strength(analysis), Voice(conflict)
    rows = (
        (
            voice.state(state),
            ", ".join(c.upper() for c in found.strongly_held_under(state)) or "none",
            ", ".join(c.upper() for c in analysis.held_under(state)),
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
        "What holds only weakly?",
        found.answer(),
        (table,),
        tuple(sentence(note) for note in found.notes),
        f"Method: {found.parameters['method']}.",
        "detente analyse",
    )


def misread(findings: Findings, conflict: Conflict) -> Question | None:
    """Return what holds where parties misread each other; None where nobody does."""
    analysis = findings.analysis
    if not conflict.views:
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
