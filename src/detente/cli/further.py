"""The further questions on a terminal: answered where asked for, else where to ask them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from detente.cli.console import stderr

if TYPE_CHECKING:
    from detente.brief.further import Question
    from detente.case import Case
    from detente.cli.page import Page
    from detente.conflict.analysis import Analysis
    from detente.conflict.base import BaseConflict
    from detente.conflict.preferences import Wish

COMMANDS = (
    ("statusquo", "how to get there, and who has to give first"),
    ("coalitions", "who could do it together"),
    ("require", "what it would take"),
    ("firmness", "which judgements decide, and how firm it is"),
    ("levers", "whose act changes what others want"),
    ("foresight", "what if parties look several moves ahead"),
    ("chances", "how probable it is, if statements may be wrong"),
    ("hypergame", "what if parties misread each other"),
)
OF_ANY_FORM = ("foresight", "chances")
"""Commands that make sense in graph form too."""


def questions(analysis: Analysis) -> tuple[Question, ...]:
    """Return the further questions about an analysis, with their answers."""
    from detente.brief.further import further
    from detente.conflict.findings import find

    console = stderr()
    if not console.is_terminal:
        return further(find(analysis))
    with console.status("Asking further"):
        return further(find(analysis))


def show_answers(page: Page, asked: tuple[Question, ...]) -> None:
    """Print the answers that the analysis has not told already, and what tells the rest."""
    for question in asked:
        if question.command == "detente analyse":
            continue
        page.heading(question.asks)
        for said in question.answer:
            page.line(said, indent=2)
        page.line(f"{question.command} tells the rest.", indent=2, style="dim")


def show_pointers(page: Page, case: Case, conflict: BaseConflict) -> None:
    """Print which command answers what; of those that need marks in the case, where it has them."""
    told = [(command, what) for command, what in COMMANDS if _makes_sense(command, conflict)]
    if case.bargaining is not None:
        told.append(("bargain", "what package could all accept, and which would be fair"))
    if case.spatial is not None:
        told.append(("forecast", "where positions would end, and what saying so is worth"))
    page.heading("Ask further, with the same case (or --further for all answers at once)")
    width = max(len(command) for command, _ in told)
    for command, what in told:
        page.line(f"detente {command.ljust(width)}  {what}", indent=2, hang=width + 10)


def _makes_sense(command: str, conflict: BaseConflict) -> bool:
    from detente.conflict.preferences import wishes

    if command == "hypergame":
        return not all(view.empty for view in conflict.views.values())
    if command == "chances":
        return any(_uncertain(wish) for p in conflict.preferences.values() for wish in wishes(p))
    return bool(conflict.options) or command in OF_ANY_FORM


def _uncertain(wish: Wish) -> bool:
    probability = wish.ground.probability({})
    return probability is not None and probability < 1
