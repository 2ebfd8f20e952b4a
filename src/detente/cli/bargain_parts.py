"""Parts of `detente bargain` as text: where a draft stands, and which deals would last."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from detente.agreements.words import fares
from detente.bargaining.coalitions.analysis import CAVEAT as COALITIONS
from detente.bargaining.coalitions.words import blocking_in_words
from detente.bargaining.draft_words import changes_in_words, signed, told
from detente.bargaining.words import (
    contributions_in_words,
    package_in_words,
    parties_in_words,
    values_in_words,
)
from detente.text import capital

if TYPE_CHECKING:
    from detente.agreements import Agreements, Meant
    from detente.asking.bargaining import Bargain
    from detente.bargaining.draft import Draft, Improvement
    from detente.cli.page import Page

SHOWN_IMPROVEMENTS = 4


def show_draft(page: Page, found: Draft) -> None:
    """Print where a draft stands, the trades that improve it, and other improvements."""
    page.heading("The draft")
    page.line(capital(package_in_words(found.worth.problem, found.package)), indent=2, hang=2)
    for said in found.answer():
        page.line(said, indent=2)
    if not found.improvements:
        return
    page.heading("Trade by trade: the improvement that gives most to whoever gains least")
    for said in told(found, found.improvements[0]):
        page.line(said, indent=2, hang=2)
    others = [*found.improvements[1:SHOWN_IMPROVEMENTS]]
    if others:
        page.heading("Other efficient improvements, by what they change in the draft")
    for each in others:
        _show_improvement(page, found, each)
    if found.points > 1 + len(others):
        page.rest(found.points - 1 - len(others), "improvement")


def _show_improvement(page: Page, found: Draft, each: Improvement) -> None:
    problem = found.worth.problem
    gains = ", ".join(
        f"{parties_in_words(problem, [party])} {signed(found.to_number(int(gain)))}"
        for party, gain in zip(problem.agreement, each.gains, strict=True)
    )
    refused = f" – refused by {parties_in_words(problem, each.refused)}" if each.refused else ""
    page.line(f"{gains}{refused}", indent=2, hang=2)
    page.line(changes_in_words(found.worth, found.package, each), indent=6)


def show_states(page: Page, found: Agreements) -> None:
    """Print which packages stable states amount to, and which fair deal would last."""
    page.heading("Which deals would last: what the states of the conflict amount to")
    for said in found.answer():
        page.line(said, indent=2)
    for each in found.meant:
        _show_meant(page, found, each)


def _show_meant(page: Page, found: Agreements, each: Meant) -> None:
    problem = found.bargained.problem
    package = values_in_words(problem, each.meaning.package) or "any package"
    if each.meaning.contributions:
        package += f", with {contributions_in_words(problem, each.meaning.contributions)}"
    stable = len(each.stable_states)
    page.line(
        f"{package}: {each.states:,} state{'s' * (each.states != 1)}, "
        f"{stable:,} of them stable; {fares(each)}",
        indent=2,
        hang=2,
    )


def show_giving(page: Page, answer: Bargain) -> None:
    """Print what payments, contributions and coalitions can do, as far as that was asked."""
    if answer.payments is not None:
        _show_answer(page, "If the parties can pay each other", answer.payments.answer())
    if answer.contributed is not None:
        _show_answer(page, "What would have to be added", answer.contributed.answer())
    if answer.coalitions is None:
        return
    _show_answer(page, "What coalitions can secure", answer.coalitions.answer())
    page.line(f"Note: {COALITIONS}.", indent=2)
    if (blocking := answer.coalitions.blocking) is not None:
        package = package_in_words(answer.found.problem, blocking.package)
        _show_answer(page, f"Who can upset a package: {package}", blocking_in_words(blocking))


def _show_answer(page: Page, heading: str, answer: Sequence[str]) -> None:
    page.heading(heading)
    for said in answer:
        page.line(said, indent=2)
