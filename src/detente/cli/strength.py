"""How firmly equilibria are held, for the commands that show an analysis."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from detente.cli.console import counted

if TYPE_CHECKING:
    from detente.cli.page import Page
    from detente.conflict.analysis import Analysis
    from detente.conflict.strength import Strength


def show_strength(page: Page, analysis: Analysis, states: Sequence[int]) -> None:
    """Print how strongly the equilibria that are listed are held, if the case has marks."""
    from detente.asking.conflict import strength_of
    from detente.conflict.words import numbered
    from detente.text import capital

    found = strength_of(analysis)
    if found is None:
        return
    page.heading("How strongly they are held: is a party deterred by something much worse?")
    for said in found.answer():
        page.line(said, indent=2, hang=2)
    page.line()
    for state in states:
        page.line(capital(numbered(found.conflict, state)), indent=2, style="bold")
        for line in _held(found, state):
            page.line(line, indent=6, hang=2)
    if found.degrees > 1:
        page.line(f"The case has {counted(found.degrees, 'degree')} of strength.", indent=2)
    for note in found.notes:
        page.line(f"Note: {note}.", indent=2)


def _held(found: Strength, state: int) -> list[str]:
    """Return under which concepts a state is held strongly, and who holds it only weakly."""
    index = found.conflict.index(state)
    if "nash" in found.strongly_held_under(state):
        return ["nobody has a move that it would prefer, so that nothing has to deter it"]
    strongly: dict[int, list[str]] = {}
    weakly: dict[tuple[str, ...], list[str]] = {}
    for concept, by_party in found.stable.items():
        if not all(where[index] for where in by_party.values()):
            continue
        degree = max(
            (d for d in found.strongly if concept in found.strongly_held_under(state, d)),
            default=0,
        )
        if degree:
            strongly.setdefault(degree, []).append(concept.upper())
        else:
            weak = tuple(p for p in by_party if found.weakly(concept, p)[index])
            weakly.setdefault(weak, []).append(concept.upper())
    said = []
    for degree, concepts in sorted(strongly.items(), reverse=True):
        beside = f" (degree {degree})" if found.degrees > 1 else ""
        said.append(f"strongly{beside} under {', '.join(concepts)}")
    for parties, concepts in weakly.items():
        names = ", ".join(found.conflict.party(party).label for party in parties)
        said.append(f"weakly under {', '.join(concepts)}: {names} would risk nothing much worse")
    return said or ["no equilibrium under the concepts that have a strong form"]
