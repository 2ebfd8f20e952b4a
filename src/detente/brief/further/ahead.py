"""What if parties look several moves ahead."""

from __future__ import annotations

from detente.brief.further.question import Question, Table, first
from detente.brief.voice import Voice
from detente.conflict.base import BaseConflict
from detente.conflict.findings import Findings
from detente.conflict.foresight.foresight import Foresight, foresee

STATES = 8
HORIZONS = 5

_MARKS = ("no", "open", "yes")


def looking_ahead(findings: Findings, conflict: BaseConflict) -> Question:
    """Return what parties keep that look several moves ahead."""
    found = foresee(conflict)
    return Question(
        "foresight",
        "What if parties look several moves ahead?",
        found.answer(),
        (_horizons(found, findings),),
        (
            (
                "A party that looks ahead takes for granted that all others do so, as far and with "
                "the same view of what everybody wants."
            ),
            "“Open” means that it depends on who moves next, or on a choice between equals.",
        ),
        f"Method: {found.parameters['method']}; what follows a move: {found.variant.plain}.",
        "detente foresight",
    )


def _horizons(found: Foresight, findings: Findings) -> Table:
    voice = Voice(found.conflict)
    today = [] if findings.status_quo is None else [findings.status_quo]
    listed = dict.fromkeys([*today, *findings.analysis.strongest(STATES)])
    horizons = list(found.horizons)[:HORIZONS]
    columns = [found.equilibrium(h) for h in horizons]
    if found.repeats_from is not None:
        columns.append(found.equilibrium(None))
    rows = (
        (voice.state(state), *(_MARKS[int(column[state - 1])] for column in columns))
        for state in listed
    )
    shown, more = first(rows, STATES + 1)
    far = ("However far",) if found.repeats_from is not None else ()
    return Table(
        "Would every party keep it that looks so many moves ahead?",
        ("State", *(str(h) for h in horizons), *far),
        shown,
        more,
    )
