"""What would it take for an outcome that does not last, or that nobody enters."""

from __future__ import annotations

from collections.abc import Iterable

from detente.brief.further.parts import Part, Parts, of_edits, of_option, of_state
from detente.brief.further.question import Question, Table, grounded
from detente.brief.outcomes import strength
from detente.brief.voice import Voice
from detente.conflict.findings import Findings, OutcomeFinding
from detente.conflict.inverse.pairs.answer import PairAnswer
from detente.conflict.inverse.require import Requirement, require
from detente.conflict.inverse.statements.statements import Change, Least
from detente.conflict.inverse.words import GOALS
from detente.conflict.model import Conflict
from detente.text import sentence

OUTCOMES = 3
"""Outcomes asked about: each takes many analyses."""

CHANGE = (
    "The least change of what is written, not of the world: it says which judgement would have to "
    "be different, not how to make it so."
)

STATES = 16
"""States of an outcome that are examined."""

CHECKS = 200
"""Edits tried in search of a cheaper joint answer."""


def what_it_takes(findings: Findings, conflict: Conflict) -> Question | None:
    """Return what it would take for the outcomes out of reach; None where there are none."""
    concept = "seq" if "seq" in findings.analysis.stable else next(iter(findings.analysis.stable))
    if concept == "sim":
        return None
    wanting = [outcome for outcome in findings.outcomes if _wanting(outcome)][:OUTCOMES]
    if not wanting:
        return None
    found = [
        require(
            conflict,
            outcome.term.id,
            concept,
            by=("statements",),
            sanction=findings.analysis.parameters["sanction"],
            limit=STATES,
            checks=CHECKS,
        )
        for outcome in wanting
    ]
    return Question(
        "require",
        "What would it take?",
        tuple(said for each in found for said in each.answer()),
        tuple(_edits(each) for each in found if each.together),
        (CHANGE,),
        f"Method: {found[0].parameters['method']}; concept {concept.upper()}.",
        "detente require",
    )


def _wanting(outcome: OutcomeFinding) -> bool:
    """Tell whether an outcome can occur, and does not last or cannot be entered to stay."""
    weak = strength(outcome.holds_under) in ("weak", "none")
    return bool(outcome.states) and (
        weak or (outcome.entry is not None and not outcome.lasting_entry)
    )


def _edits(found: Requirement) -> Table:
    conflict, voice = found.conflict, Voice(found.conflict)
    rows = []
    for goal, joint in found.together.items():
        changes = "; ".join(
            f"{conflict.party(c.party).label}: {', '.join(c.said)}" for c in joint.changes
        )
        none = "nothing: it is so" if joint.holds else "no edit was found"
        proved = "proved" if joint.minimal else "not proved"
        cells = (GOALS[goal], changes or none, "–" if joint.holds or not changes else proved)
        rows.append((cells, of_changes(found, joint.changes)))
    return grounded(
        f"For {voice.state(found.state)}: the least edit of the written preferences.",
        ("Goal", "What would have to be different", "Least?"),
        rows,
        len(rows),
    )


def of_changes(found: Requirement, changes: Iterable[Change]) -> Parts:
    """Return the statements that are changed, each party's in the list as it is written."""
    return tuple(part for change in changes for part in of_edits(found.conflict, change.edits))


# -- One requirement in full ---------------------------------------------------------------

ASKS = {"stable": "stay there", "entered": "gain by entering it"}
KINDS = {
    "reorder": "moving statements",
    "drop": "dropping statements",
    "add": "adding statements",
    "reverse": "turning statements round",
    "any": "any edits",
}


def tell_requirement(found: Requirement, *, most: int) -> Question:
    """Return what it would take as a question with its answer, and so many rows of each table."""
    tables = (
        *([_edits(found)] if found.together else []),
        _alone(found, most),
        *([_pairs(found.pairs)] if found.pairs and not found.pairs.already else []),
        _moves(found, most),
        _acts(found, most),
    )
    return Question(
        "require",
        "What would it take?",
        found.answer(),
        tuple(table for table in tables if table.rows),
        (CHANGE, *(sentence(note) for note in found.notes)),
        f"Method: {found.parameters['method']}; concept {found.question.concept.id.upper()}; "
        f"{found.parameters['sanction']} sanctions.",
        "detente require",
    )


def _alone(found: Requirement, most: int) -> Table:
    """Return what each party would have to want, the others as they are."""
    rows: list[tuple[tuple[str, ...], Parts]] = []
    for goal, answers in found.alone.items():
        for answer in answers:
            who, wants = found.conflict.party(answer.party).label, Part("preferences", answer.party)
            if answer.holds:
                rows.append(((who, ASKS[goal], "nothing", "it does already", "–"), (wants,)))
            elif answer.reasons:
                why = "; ".join(answer.reasons)
                rows.append(((who, ASKS[goal], "nothing will do", why, "–"), (wants,)))
            else:
                for kind, least in answer.ways.items():
                    parts = of_changes(found, least.changes) or (wants,)
                    rows.append(((who, ASKS[goal], KINDS[kind], *_way(least)), parts))
    return grounded(
        "One party's statements, the others as they are: what it would have to want.",
        ("Party", "For it to …", "By", "What would have to be different", "Least?"),
        rows,
        most,
    )


def _way(least: Least) -> tuple[str, str]:
    if least.change is None:
        return "nothing will do", "–"
    said = "; or ".join(", and ".join(change.said) for change in least.changes)
    return said, "proved" if least.minimal else "not proved"


def _pairs(found: PairAnswer) -> Table:
    wants = tuple(Part("preferences", party) for party in found.parties)
    rows = [((said,), wants) for said in found.answer()]
    return grounded(
        "The fewest pairs of states judged the other way.", ("Finding",), rows, len(rows)
    )


def _moves(found: Requirement, most: int) -> Table:
    label = {party.id: party.label for party in found.conflict.parties}
    rows = (
        (
            (
                sentence(change.said),
                "all"
                if change.equilibrium
                else ", ".join(label[p] for p in change.gained) + " too",
                ", ".join(label[p] for p in change.lost) or "nobody",
                "becomes impossible" if change.undoes_today else "–",
            ),
            of_edits(found.conflict, (change.edit,)),
        )
        for change in (found.moves or ())
    )
    return grounded(
        "One change of what can be done.",
        ("Change", "Stable for", "No longer for", "The status quo"),
        rows,
        most,
    )


def _acts(found: Requirement, most: int) -> Table:
    rows = (
        (
            (
                sentence(act.said),
                f"state {act.state}",
                "stays" if act.willing else "would rather leave",
            ),
            (*of_option(act.option), *of_state(found.conflict, act.state)),
        )
        for act in (found.outsiders or ())
    )
    return grounded(
        "One act of one party, for good, after which all others stay.",
        ("Act", "In", "The party itself"),
        rows,
        most,
    )
