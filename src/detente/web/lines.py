"""The lines of the case file in which what a view speaks of is written."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property

from detente.casefile.bargaining.sections import Section
from detente.casefile.draft import Draft
from detente.casefile.nodes import Path
from detente.casefile.positions import Document
from detente.casefile.spatial.sections import SpatialSection
from detente.casefile.variants import Variant, wishes
from detente.errors import UnknownNameError
from detente.web.drafting import Drafted
from detente.web.edits import rule_list, wish_list
from detente.web.view import View

NUMBERED = ("infeasible", "consents", "states", "interactions", "orders")
"""Parts of what is bargained over that are lists; entries are given by their 0-based place."""

LISTED = {
    "party": "parties",
    "statement": "statements",
    "source": "sources",
    "scenario": "scenarios",
}
"""The section of the file that lists things of a kind, by id."""


class Lines:
    """Where a view's parts are written, as its scenario has them.

    A draft may list them otherwise: the lines are those of the file.

    Parameters
    ----------
    now : Drafted or None
        The file and its draft; None for a file that is not written as text.
    view : View
    """

    def __init__(self, now: Drafted | None, view: View) -> None:
        self._now, self._view = now, view

    def of(self, kind: str, key: str | int) -> int:
        """Return the line of something; 0 for none. See `detente.brief.addresses.Addresses`."""
        if self._now is None:
            return 0
        if kind in LISTED:
            return _line(self._now.document, (LISTED[kind], str(key)))
        if kind in ("bargaining", "spatial"):
            return self._in_section(kind, str(key))
        path = self._path(kind, key)
        return _line(self._now.document, path) if path else 0

    def wish(self, party: str, place: int) -> int:
        """Return the line of a preference statement, given by its place in the party's list."""
        if self._now is None or self._variant is None or not place:
            return 0
        located = self._variant.preferences.get(party)
        if located is None:
            return 0
        path = wish_list(self._variant, party) or located.path
        written: dict[int, list[Path]] = {}
        for wish in wishes(located):
            k = wish.path[len(path)]
            assert isinstance(k, int)
            written.setdefault(k, []).append(wish.path)
        listed = [each for k in self._order(path, list(written)) for each in written.get(k, ())]
        return _line(self._now.document, listed[place - 1]) if place <= len(listed) else 0

    @cached_property
    def _variant(self) -> Variant | None:
        """Where the parts of the conflict are written, as the scenario has them."""
        try:
            return self._now.variant(self._view.scenario) if self._now else None
        except UnknownNameError:  # a case without a conflict has none
            return None

    @cached_property
    def _section(self) -> Section | None:
        """Where what is bargained over is written, as the scenario has it."""
        return self._now.section(self._view.scenario) if self._now else None

    @cached_property
    def _positions(self) -> SpatialSection | None:
        """Where it is written who stands where, as the scenario has it."""
        return self._now.positions(self._view.scenario) if self._now else None

    def _in_section(self, kind: str, key: str) -> int:
        """Return the line of a part of a section; that of what it is part of, if it is unsaid."""
        part, *rest = key.split(".", 4)  # a value may be a number with a point
        if kind == "spatial" and rest[1:] == ["reference"]:  # a scenario can have one of its own
            part, rest = "references", rest[:1]
        section = self._section if kind == "bargaining" else self._positions
        if self._now is None or section is None:
            return 0
        found = getattr(section, part)
        if found is None:
            return 0
        if isinstance(found, Mapping):
            if rest[0] not in found:
                return 0
            found, rest = found[rest[0]], rest[1:]
        path = [*found.path, *rest]
        for k in range(1, len(path)):
            if path[k - 1] in NUMBERED:
                path[k] = int(path[k])
        return _line(self._now.document, tuple(path))

    @property
    def _draft(self) -> Draft:
        """What the view has otherwise than the file."""
        drafted = self._now is not None and self._view.case is self._now.case
        return self._now.draft if self._now and drafted and self._now.usable else Draft()

    def _order(self, path: Path, written: Sequence[int]) -> Sequence[int]:
        """Return the entries of a list that count, by place in the file."""
        places = self._draft.lists.get(path)
        return written if places is None else [k for k, counts in places if counts]

    def _path(self, kind: str, key: str | int) -> Path | None:
        """Return where a part of the conflict is written."""
        variant = self._variant
        if variant is None:
            return None
        if kind == "rule":
            order = self._order(rule_list(variant), range(len(variant.infeasible)))
            place = int(key)
            return variant.infeasible[order[place]].path if place < len(order) else None
        if kind == "option":
            party, _, option = str(key).partition(".")
            listed = variant.options.get(party, {})
            return listed[option].path if option in listed else None
        parts = {"term": variant.terms, "state": variant.states, "preferences": variant.preferences}
        found = parts[kind].get(str(key))  # type: ignore[attr-defined]
        return found.path if found else None


def _line(document: Document, path: Path) -> int:
    return document.place(path, key=isinstance(path[-1], str))[0]
