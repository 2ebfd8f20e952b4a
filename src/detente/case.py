"""A case as every room of detente sees it: parties, evidence, and the models built from it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from detente.errors import Diagnostic, ModelError, unknown_name
from detente.evidence import NO_GROUND, Ground, Source, Statement, Visibility

if TYPE_CHECKING:
    from detente.bargaining.model import Bargaining
    from detente.conflict.base import BaseConflict
    from detente.spatial.model import Spatial


@dataclass(frozen=True, slots=True)
class Alias:
    """Another name of a party, valid between two ISO dates (empty: without end)."""

    name: str
    since: str = ""
    until: str = ""


@dataclass(frozen=True, slots=True)
class Party:
    """Somebody who decides.

    Parameters
    ----------
    id : str
        Short name used in conditions.
    label : str
        Name for people; the id where none is given.
    aliases : tuple of Alias
        Other names that reports use.
    predecessor : str
        Whose obligations and history it carries (a party id or a plain name).
    note : str
        Who this is and why it has, or has not, a part in the analysis.
    """

    id: str
    label: str = ""
    aliases: tuple[Alias, ...] = ()
    predecessor: str = ""
    note: str = ""

    def __post_init__(self) -> None:
        if not self.label:
            object.__setattr__(self, "label", self.id)


@dataclass(frozen=True, slots=True)
class Scenario:
    """A named way in which what is unknown might turn out.

    Parameters
    ----------
    id, label : str
        Short name, and name for people.
    note : str
        What is assumed, in a sentence.
    changes : tuple of str
        What differs from the case as written, one readable line each.
    conflict : BaseConflict or None
        The conflict under this scenario.
    ground : Ground
        What the scenario rests on.
    bargaining : Bargaining or None
        What is bargained over under this scenario.
    spatial : Spatial or None
        Who stands where under this scenario.
    """

    id: str
    label: str
    note: str = ""
    changes: tuple[str, ...] = ()
    conflict: BaseConflict | None = None
    ground: Ground = NO_GROUND
    bargaining: Bargaining | None = None
    spatial: Spatial | None = None


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened, with its date and the statements or sources that tell of it."""

    date: str
    says: str
    sources: tuple[str, ...] = ()
    visibility: Visibility = "public"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What happened after the case's `as_of`; a record, never an input."""

    summary: str = ""
    events: tuple[Event, ...] = ()


@dataclass(frozen=True)
class Case:
    """One dispute: who, what, on what evidence, and under which scenarios.

    Built by `detente.load` from a case file; see there for an example.

    Parameters
    ----------
    id, title, as_of, summary : str
        Short name, name for people, ISO date at which the case stands, and what it is about.
    parties : mapping of str to Party
        In file order.
    sources, statements : mapping of str
        The evidence, by id.
    conflict : BaseConflict or None
        The graph model as written, when the case has one.
    scenarios : mapping of str to Scenario
        In file order.
    outcome : Outcome or None
        What happened later.
    digest : str
        SHA-256 of the file's bytes, in hexadecimal.
    path : str
        The file as the user named it.
    text : str
        The file's text.
    warnings : tuple of Diagnostic
        What `check` would say that is not an error.
    foreign : mapping of str to object
        What a file of another program carried that no analysis uses, by format; kept so that
        writing the case in that format again loses nothing.
    bargaining : Bargaining or None
        What is bargained over as written, when the case has such a section.
    spatial : Spatial or None
        Who stands where as written, when the case has such a section.
    """

    id: str
    title: str
    as_of: str = ""
    summary: str = ""
    parties: Mapping[str, Party] = field(default_factory=dict)
    sources: Mapping[str, Source] = field(default_factory=dict)
    statements: Mapping[str, Statement] = field(default_factory=dict)
    conflict: BaseConflict | None = None
    scenarios: Mapping[str, Scenario] = field(default_factory=dict)
    outcome: Outcome | None = None
    digest: str = ""
    path: str = ""
    text: str = field(default="", repr=False)
    warnings: tuple[Diagnostic, ...] = ()
    foreign: Mapping[str, object] = field(default_factory=dict, repr=False)
    bargaining: Bargaining | None = None
    spatial: Spatial | None = None

    def conflict_under(self, scenario: str | None = None) -> BaseConflict:
        """Return the conflict under a named scenario, or as written for ``None``.

        Raises
        ------
        UnknownNameError
            If the case has no such scenario.
        ModelError
            If the case has no conflict section.
        """
        conflict = self._under(scenario).conflict
        if conflict is None:
            hint = "add a 'conflict:' section with options and preferences"
            if self.bargaining is not None:
                hint = f"'detente bargain' looks at what is bargained over; or {hint}"
            elif self.spatial is not None:
                hint = f"'detente forecast' looks at who stands where; or {hint}"
            raise ModelError(
                f"the case '{self.id}' has no conflict to analyse", hint=hint, code="no-conflict"
            )
        return conflict

    def bargaining_under(self, scenario: str | None = None) -> Bargaining:
        """Return what is bargained over under a named scenario, or as written for ``None``.

        Raises
        ------
        UnknownNameError
            If the case has no such scenario.
        ModelError
            If the case has no bargaining section.
        """
        bargaining = self._under(scenario).bargaining
        if bargaining is None:
            raise ModelError(
                f"the case '{self.id}' says nothing of what is bargained over",
                hint="add a 'bargaining:' section with issues and preferences",
                code="no-bargaining",
            )
        return bargaining

    def spatial_under(self, scenario: str | None = None) -> Spatial:
        """Return who stands where under a named scenario, or as written for ``None``.

        Raises
        ------
        UnknownNameError
            If the case has no such scenario.
        ModelError
            If the case has no section on positions.
        """
        spatial = self._under(scenario).spatial
        if spatial is None:
            raise ModelError(
                f"the case '{self.id}' does not say who stands where",
                hint="add a 'spatial:' section with dimensions and actors",
                code="no-spatial",
            )
        return spatial

    def along(self, dimension: str) -> Case:
        """Return the case with one dimension of who stands where, in all scenarios.

        Raises
        ------
        UnknownNameError
            If there is no such dimension.
        ModelError
            If it matters to nobody, or the case has no section on positions.
        """
        return replace(
            self,
            spatial=self.spatial_under().along(dimension),
            scenarios={
                key: replace(scenario, spatial=_along(scenario.spatial, dimension))
                for key, scenario in self.scenarios.items()
            },
        )

    def _under(self, scenario: str | None) -> Case | Scenario:
        """Return what holds the models: a scenario, or the case itself."""
        if scenario is None:
            return self
        if scenario not in self.scenarios:
            raise unknown_name("scenario", scenario, self.scenarios)
        return self.scenarios[scenario]


def _along(spatial: Spatial | None, dimension: str) -> Spatial | None:
    """Return one dimension of who stands where under a scenario; None if it matters to nobody."""
    try:
        return spatial.along(dimension) if spatial is not None else None
    except ModelError:
        return None
