"""What is looked at: the run and the variants that an address names, so that a link shows the same."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from detente.asking import QUESTIONS
from detente.case import Case
from detente.conflict.base import BaseConflict
from detente.conflict.concepts import CONCEPTS, Sanction
from detente.errors import unknown_name


@dataclass(frozen=True, slots=True)
class View:
    """A case, a scenario of it, and how it is judged.

    Parameters
    ----------
    case : Case
    scenario : str
        Empty for the case as written.
    concepts : tuple of str
        Those judged; all where empty.
    sanction : {"weak", "strict"}
    """

    case: Case
    scenario: str = ""
    concepts: tuple[str, ...] = ()
    sanction: Sanction = "weak"

    @classmethod
    def of(cls, case: Case, given: Iterable[tuple[str, str]]) -> View:
        """Return the view that an address asks for.

        Raises
        ------
        DetenteError
            If it names what there is not.
        """
        names = ("scenario", "concept", "sanction")
        settings = {s.name: s for s in QUESTIONS["explain"].settings if s.name in names}
        values: dict[str, Any] = {}
        for name, text in given:
            if name in settings and text:
                value = settings[name].read(text)
                values[name] = [*values.get(name, ()), *value] if name == "concept" else value
        scenario = values.get("scenario", "")
        if scenario and scenario not in case.scenarios:
            raise unknown_name("scenario", scenario, case.scenarios)
        for concept in values.get("concept", ()):
            if concept not in CONCEPTS:
                raise unknown_name("concept", concept, CONCEPTS)
        concepts = tuple(key for key in CONCEPTS if key in values.get("concept", ()))
        return cls(case, scenario, concepts, values.get("sanction", "weak"))

    @property
    def conflict(self) -> BaseConflict:
        """The conflict that is looked at."""
        return self.case.conflict_under(self.scenario or None)

    @property
    def label(self) -> str:
        """What the run is called."""
        return self.case.scenarios[self.scenario].label if self.scenario else "The case as written"

    @property
    def key(self) -> tuple[str, tuple[str, ...], str]:
        """What sets one view of a case apart from another."""
        return self.scenario, self.concepts, self.sanction

    def link(self, path: str = "/", **changed: Any) -> str:
        """Return the address of a page as seen from here, or with something changed."""
        own = {
            name: changed.pop(name)
            for name in ("scenario", "concepts", "sanction")
            if name in changed
        }
        other = replace(self, **own)
        query = {
            "scenario": other.scenario,
            "concept": ",".join(other.concepts),
            "sanction": "" if other.sanction == "weak" else other.sanction,
            **changed,
        }
        said = urlencode({name: value for name, value in query.items() if value not in ("", None)})
        return f"{path}?{said}" if said else path
