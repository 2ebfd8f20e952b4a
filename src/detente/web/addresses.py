"""Where links of the brief's fragments lead in the workbench: to its pages, and to lines."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import Any

from detente.asking import QUESTIONS
from detente.asking.told import TOLD
from detente.brief.addresses import Addresses, Line, outcome_names
from detente.web.lines import Lines
from detente.web.view import View
from detente.web.workbench import Workbench

RUN = "run-0"
"""The anchor of the run that the overview tells of."""


class Pages(Addresses):
    """Leads to the pages of the workbench, as a view sees them.

    Parameters
    ----------
    view : View
    lines : Lines
    here : str
        The page that leads: what it has itself is shown there.
    """

    def __init__(self, view: View, lines: Lines, here: str) -> None:
        self.view, self.lines, self.here = view, lines, here

    @classmethod
    def of(cls, workbench: Workbench, view: View, here: str) -> Pages:
        """Return where a page of a workbench leads."""
        return cls(view, Lines(workbench.drafted(), view), here)

    @cached_property
    def names(self) -> Mapping[str, str]:  # type: ignore[override]
        """What sentences name in quotes, and the address that explains it."""
        return outcome_names(self.view.conflict, self) if self.view.case.conflict else {}

    @property
    def all_states(self) -> str:  # type: ignore[override]
        """The table of all states."""
        return self.view.link("/states")

    @property
    def wishes(self) -> str:  # type: ignore[override]
        """The list of preference statements."""
        return self._overview("inputs")

    @property
    def doubtful(self) -> str:  # type: ignore[override]
        """The list of preference statements that are held with low confidence."""
        return self._overview("low-confidence")

    def state(self, state: int) -> str:
        """Return where a state is told of."""
        return self.view.link(f"/states/{state}")

    def box(self, state: int) -> str:
        """Return where a state's box in a picture leads."""
        return self.state(state)

    def verdict(self, state: int, concept: str = "", party: str = "") -> str:
        """Return where it is told why a party stays at a state or leaves it, under a concept."""
        anchor = "-".join(part for part in ("why", party, party and concept) if part)
        return f"{self.state(state)}#{anchor}"

    def outcome(self, outcome: str) -> str:
        """Return where an outcome is told in full."""
        return self._overview(f"{RUN}-outcome-{outcome}")

    def step(self, source: int, target: int) -> str:
        """Return where it is told who wants a move or joint step, and why."""
        return self.view.link(f"/states/{source}", to=target) + "#step"

    def statement(self, number: int) -> str:
        """Return where a statement is listed."""
        own = self.here == "/" or self.here.startswith("/states/")
        return f"{'' if own else self.view.link('/evidence')}#statement-{number}"

    def question(self, question: str) -> str:
        """Return the page on which a question can be asked differently, as the view has it."""
        if question == "statusquo":
            return self.view.link("/graph") + "#ways"
        if question not in TOLD:
            return ""
        known = {setting.name for setting in QUESTIONS[question].settings}
        changed: dict[str, Any] = {}
        if "sanction" not in known:
            changed["sanction"] = "weak"
        if question != "firmness":  # the concepts of the others are not those of the view
            changed["concepts"] = ()
        return self.view.link(f"/{question}", **changed)

    def wish(self, party: str, place: int) -> Line | None:
        """Return the line of a preference statement, given by its place in the party's list."""
        return _shown(self.lines.wish(party, place))

    def line(self, kind: str, key: str | int) -> Line | None:
        """Return the line of something, given by its kind and its id or number."""
        return _shown(self.lines.of(kind, key))

    def _overview(self, anchor: str) -> str:
        return f"{'' if self.here == '/' else self.view.link('/')}#{anchor}"


def _shown(line: int) -> Line | None:
    return Line(line, f"/text#L{line}") if line else None
