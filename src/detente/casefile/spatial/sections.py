"""The section on positions as each scenario has it, every part with the path where it is written.

Checks look at these parts and `building` makes models of them, so that what a scenario replaces,
adds and inherits is decided in one place.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from detente.casefile.nodes import Path
from detente.casefile.schema import CaseFile, Scenario
from detente.casefile.spatial import schema
from detente.casefile.variants import Located, Placed, located


@dataclass(frozen=True)
class SpatialSection(Placed):
    """Who stands where under one scenario, or as written (`scenario` empty)."""

    scenario: str
    dimensions: Mapping[str, Located[schema.Dimension]]
    references: Mapping[str, Located[schema.Reference]]
    actors: Mapping[str, Located[schema.Actor]]
    options: Mapping[str, Any]
    changes: tuple[str, ...] = ()

    @property
    def path(self) -> Path:
        """Where the section is written."""
        return ("scenarios", self.scenario, "spatial") if self.scenario else ("spatial",)

    @property
    def outcomes(self) -> dict[str, Located[schema.Outcome]]:
        """What came out, by dimension; no scenario changes that."""
        return {
            key: Located((*dimension.path, "outcome"), dimension.entry.outcome)
            for key, dimension in self.dimensions.items()
            if dimension.entry.outcome is not None
        }

    def grounded(self) -> Iterator[Located[Any]]:
        """Yield every entry that can cite statements."""
        yield from self.references.values()
        yield from self.outcomes.values()
        for dimension in self.dimensions.values():
            yield from bands(dimension).values()
        for actor in self.actors.values():
            yield actor
            for _, entry in judgements(actor):
                yield entry


def spatial_sections(case: CaseFile) -> list[SpatialSection]:
    """Return the section as written, then under each scenario; none without one."""
    if case.spatial is None:
        return []
    base = _base(case.spatial)
    labels = {key: party.label or key for key, party in case.parties.items()}
    return [
        base,
        *(_under(base, key, scenario, labels) for key, scenario in case.scenarios.items()),
    ]


def bands(dimension: Located[schema.Dimension]) -> dict[str, Located[schema.Band]]:
    """Return the bands of a dimension."""
    return located(dimension.entry.bands, (*dimension.path, "bands"))


def judgements(actor: Located[schema.Actor]) -> Iterator[tuple[str, Located[Any]]]:
    """Yield what is said of an actor, each with what to call it; all can rest on something."""
    entry, path = actor.entry, actor.path
    yield "capability", Located((*path, "capability"), entry.capability)
    for key, stance in entry.stances.items():
        yield f"stance on {key}", Located((*path, "stances", key), stance)


def _base(section: schema.Spatial) -> SpatialSection:
    dimensions = located(section.dimensions, ("spatial", "dimensions"))
    return SpatialSection(
        scenario="",
        dimensions=dimensions,
        references={
            key: Located((*dimension.path, "reference"), dimension.entry.reference)
            for key, dimension in dimensions.items()
            if dimension.entry.reference is not None
        },
        actors=located(section.actors, ("spatial", "actors")),
        options=section.options.model_dump(exclude_none=True) if section.options else {},
    )


def _under(
    base: SpatialSection, key: str, scenario: Scenario, labels: Mapping[str, str]
) -> SpatialSection:
    varied = scenario.spatial or schema.SpatialVariation.model_validate({})
    at: Path = ("scenarios", key, "spatial")
    references = {
        name: Located((*at, "dimensions", name, "reference"), dimension.reference)
        for name, dimension in varied.dimensions.items()
    }
    return SpatialSection(
        scenario=key,
        dimensions=base.dimensions,
        references={**base.references, **references},
        actors={**base.actors, **located(varied.actors, (*at, "actors"))},
        options=base.options,
        changes=tuple(_changes(base, varied, labels)),
    )


def _changes(
    base: SpatialSection, varied: schema.SpatialVariation, labels: Mapping[str, str]
) -> Iterator[str]:
    """Yield what a scenario changes, one readable line each."""
    for party in varied.actors:
        done = "replaced" if party in base.actors else "added"
        yield f"{labels.get(party, party)}: where it stands {done}"
    for key in varied.dimensions:
        known = base.dimensions.get(key)
        done = "replaced" if key in base.references else "added"
        yield f"no agreement on '{known.entry.label or key if known else key}': {done}"
