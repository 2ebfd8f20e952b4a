"""What can be tried out of what is bargained over, and how that differs from the file."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from detente.bargaining.analysis import Bargained
from detente.casefile.draft import Draft
from detente.web.deals.numbers import PartyNumbers, numbers
from detente.web.panel import Stance, no_longer, stance
from detente.web.view import View
from detente.web.workbench import Workbench


@dataclass(frozen=True)
class BargainPanel(Stance):
    """The controls of the draft, and what differs.

    Parameters
    ----------
    parties : tuple of PartyNumbers
    """

    parties: tuple[PartyNumbers, ...]


def bargain_panel(
    workbench: Workbench,
    view: View,
    before: Callable[[], Bargained | None],
    found: Bargained | None,
) -> BargainPanel | None:
    """Return the panel for a view; None where the case cannot be drafted.

    Parameters
    ----------
    workbench : Workbench
    view : View
    before : callable
        Returns the answer of the file, asked where there is a draft.
    found : Bargained or None
        The answer that is shown.
    """
    now = workbench.drafted()
    section = now.section(view.scenario) if now else None
    if now is None or section is None:
        return None
    draft = Draft() if now.clash else now.draft
    return BargainPanel(
        **stance(workbench, now, no_longer(before(), found) if now.usable else ()),
        parties=tuple(numbers(draft, section, view.case.bargaining_under(view.scenario or None))),
    )
