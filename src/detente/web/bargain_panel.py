"""What can be tried out of what is bargained over, and how that differs from the file."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from detente.bargaining.analysis import Bargained
from detente.casefile.draft import Draft
from detente.web.changed import difference
from detente.web.numbers import PartyNumbers, numbers
from detente.web.panel import Stance, differences
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
    history, draft = now.history, Draft() if now.clash else now.draft
    return BargainPanel(
        revision=history.revision,
        digest=now.digest,
        changed=bool(now.draft),
        can_save=workbench.file is not None,
        undo=history.at > 0,
        redo=history.at < len(history.drafts) - 1,
        differences=tuple(differences(workbench, now)),
        consequences=_consequences(before(), found) if now.usable else (),
        clash=difference(history.text, now.document.text) if now.clash else [],
        problems=now.problems,
        parties=tuple(numbers(draft, section, view.case.bargaining_under(view.scenario or None))),
    )


def _consequences(before: Bargained | None, found: Bargained | None) -> tuple[str, ...]:
    """Return what the answer of the file says that this one does not."""
    if before is None or found is None:
        return ()
    now = found.answer()
    return tuple(f"Before: {said}" for said in before.answer() if said not in now)
